"""The line as a contact: a neutral name, both numbers, in the form every phone takes."""

import pytest
from click.testing import CliRunner

from bot.cli import hearthline
from bot.model.phones import Phone
from bot.reports.vcard import contact
from bot.settings import make_key

LINE, PAGES = Phone("+12025550100"), Phone("+12025550101")
ENVIRONMENT = {
    "HEARTHLINE_KEYS": make_key(),
    "PUBLIC_URL": "https://line.example.org",
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "made-up-token",
    "TWILIO_PHONE_NUMBER": LINE.e164,
}


def test_the_command_prints_it_under_the_neutral_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands on a worker's lock screen says nothing; without a page number there is one number."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    printed = CliRunner().invoke(hearthline, ["vcard"])
    assert printed.exit_code == 0, printed.output
    assert "FN:your visit line" in printed.output
    assert printed.output.count("TEL;TYPE=CELL:") == 1
    assert "Child" not in printed.output


def test_pages_from_a_number_of_their_own_are_in_it() -> None:
    """Both numbers must break through; one that is the same stands once."""
    assert contact("line", (LINE, PAGES)).count("TEL") == 2
    assert contact("line", (LINE, LINE)).count("TEL") == 1


def test_a_name_cannot_break_the_form() -> None:
    """Marks of the form are escaped, ends of lines are blanks."""
    written = contact("a;b,c\\d\nTEL:911", (LINE,))
    assert "FN:a\\;b\\,c\\\\d TEL:911\r\n" in written
    assert written.endswith("END:VCARD\r\n")
