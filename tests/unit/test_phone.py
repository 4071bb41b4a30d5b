"""Phone numbers are parsed once, strictly where people write them and leniently where the carrier sends them."""

import pytest

from bot.model.phones import Phone
from bot.phone import for_people, is_toll_free, parse_phone, parse_sender


@pytest.mark.parametrize(
    "text",
    [
        "+12025550101",
        "2025550101",
        "12025550101",
        "(202) 555-0101",
        "202.555.0101",
        " 202 555 0101 ",
        "202‑555‑0101",
        "\u202a+1 202-555-0101\u202c",
    ],
)
def test_every_way_people_write_a_number_is_one_number(text: str) -> None:
    """Spaces, brackets, dashes and what a phone's address book copies along do not make another number."""
    assert parse_phone(text) == Phone("+12025550101")


@pytest.mark.parametrize("last", ["0100", "0199"])
def test_numbers_kept_for_tests_are_taken(last: str) -> None:
    """The test numbers 202 555 0100 to 0199 count as real ones."""
    assert parse_phone(f"+1202555{last}").e164 == f"+1202555{last}"


def test_a_number_from_abroad_keeps_its_country() -> None:
    """A + and a country code are believed."""
    assert parse_phone("+44 20 7946 0018").e164 == "+442079460018"


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("", "missing"),
        ("   ", "missing"),
        ("1.2E+10", "format the column as text"),
        ("1,202555E+10", "format the column as text"),
        ("2025550101.0", "format the column as text"),
        ("202555", "too few or too many digits"),
        ("911", "too few or too many digits"),
        ("20255501012", "too few or too many digits"),
        ("+15551234567", "no such phone number"),
        ("202-555-0101 ext 5", "extension"),
        ("202-555-0101x5", "extension"),
        ("1-800-FLOWERS", "no letters"),
        ("Rosa", "no letters"),
        ("202-555-0101;phone-context=x", "no letters"),
        ("202+5550101", "+ may only stand first"),
        ("----", "not a phone number"),
    ],
)
def test_what_is_no_number_is_refused_with_its_remedy(text: str, remedy: str) -> None:
    """The error says what to do and never repeats the number."""
    with pytest.raises(ValueError, match=f".*{remedy.replace('+', '.')}") as refused:
        parse_phone(text)
    assert not text.strip() or text.strip() not in str(refused.value)


def test_a_sender_in_the_carriers_form_is_a_phone() -> None:
    """An E.164 sender is somebody who can be answered, test numbers and numbers of no known area included."""
    assert parse_sender("+12025550101") == Phone("+12025550101")
    assert parse_sender("+15551234567") == Phone("+15551234567")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "88788",
        "+88788",
        "911",
        "HEARTHLINE",
        "anonymous",
        "Restricted",
        "2025550101",
        "whatsapp:+12025550101",
        "+1202555",
        "+120255501010101010",
        "+12025550101\n",
        "+1202555010١",
        "+266696687",
        "+86282452253",
        "+8656696",
        "\x00",
    ],
)
def test_a_sender_who_cannot_be_answered_is_nobody(text: str) -> None:
    """Short codes, names, withheld numbers and rubbish give None, never an error."""
    assert parse_sender(text) is None


def test_people_read_the_national_form() -> None:
    """The sheet shows a number as people here dial it, and one from abroad with its country."""
    assert for_people(Phone("+12025550101")) == "(202) 555-0101"
    assert for_people(Phone("+442079460018")) == "+44 20 7946 0018"


@pytest.mark.parametrize(("number", "free"), [("+18335550100", True), ("+18005550199", True), ("+12025550101", False)])
def test_a_toll_free_number_is_known(number: str, free: bool) -> None:
    """Carriers register toll-free numbers in a way of their own."""
    assert is_toll_free(Phone(number)) is free
