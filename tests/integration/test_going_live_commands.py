"""`hearthline connect`, `fallback` and `check --live`, at a carrier on a local socket."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from contract.carriers import ACCOUNT, LINE, PAGE_LINE, PUBLIC_URL, TOKEN, a_network, serving
from contract.test_twilio_client import HTML, Canned
from import_files import DANA, LUCIA, ROSA, taken

from bot.cli import hearthline
from bot.clock import SystemClock
from bot.importing.run import Kind
from bot.model.phones import Phone
from bot.store.schema import open_store
from bot.telephony.account import CallRoute, Registration, Review
from bot.telephony.simulated import SimulatedCarrier
from bot.telephony.simulated_account import SimulatedAccount
from bot.telephony.simulated_rest import rest_app
from bot.telephony.twiml_rules import problems_of

SERVICE = "MG" + "0" * 31 + "7"
WEBHOOK = f"{PUBLIC_URL}/twilio/sms#rc=3&rp=all"
CALLS = f"{PUBLIC_URL}/twilio/voice#ct=2000&rc=1&rp=all&rt=3000"
PROGRESS = f"{PUBLIC_URL}/twilio/voice/status#rc=3&rp=all"
FALLBACK = "https://elsewhere.example.org/answer"
CALLS_FALLBACK = "https://elsewhere.example.org/call"
Run = Callable[..., Result]


@dataclass
class Carrier:
    """The account behind a local socket."""

    account: SimulatedAccount
    url: str


@pytest.fixture
def carrier() -> Iterator[Carrier]:
    """Give a carrier on a local socket, on the machine's clock."""
    network = SimulatedCarrier(
        SystemClock(), line=LINE, page_line=PAGE_LINE, account_sid=ACCOUNT, auth_token=TOKEN, public_url=PUBLIC_URL
    )
    account = SimulatedAccount(network)
    with serving(rest_app(network, account=account)) as (url, _):
        yield Carrier(account, url)


@pytest.fixture
def run(tmp_path: Path, sqlite_url: str, keys: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command with a migrated database and an account; what is given stands over that."""
    monkeypatch.chdir(tmp_path)
    known = {
        "DATABASE_URL": sqlite_url,
        "HEARTHLINE_KEYS": keys[0],
        "PUBLIC_URL": PUBLIC_URL,
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_PHONE_NUMBER": LINE.e164,
    }

    def run_it(*arguments: str, **env: str) -> Result:
        return CliRunner(env=known | env).invoke(hearthline, arguments)

    return run_it


@pytest.fixture
def agency(tmp_path: Path) -> str:
    """Give an agency's folder that names a fallback."""
    folder = tmp_path / "agency"
    folder.mkdir()
    (folder / "program.toml").write_text(
        f'[carrier]\nfallback_sms_url = "{FALLBACK}"\nfallback_voice_url = "{CALLS_FALLBACK}"\n', encoding="utf-8"
    )
    return str(folder)


def test_connect_changes_what_must_change_and_reads_it_back(run: Run, carrier: Carrier, agency: str) -> None:
    """What stood, what it becomes, and that it stands; the second time there is nothing to do."""
    carrier.account.open_service(SERVICE)
    env = {
        "TWILIO_API_URL": carrier.url,
        "HEARTHLINE_CONFIG": agency,
        "TWILIO_PAGE_NUMBER": PAGE_LINE.e164,
        "TWILIO_MESSAGING_SERVICE_SID": SERVICE,
    }
    done = run("connect", **env)
    assert done.exit_code == 0, done.output
    for told in (
        f"the line's number: texts go to: https://demo.twilio.com/welcome/sms/reply becomes {WEBHOOK}",
        f"the page number: where nobody answers: nothing becomes {FALLBACK}",
        f"the messaging service: texts go to: nothing becomes {WEBHOOK}",
        "read back: everything stands",
        f"the line's number: calls go to: https://demo.twilio.com/welcome/voice/ becomes {CALLS}",
        f"the line's number: where nobody answers a call: nothing becomes {CALLS_FALLBACK}",
        f"the page number: the end of calls is told to: nothing becomes {PROGRESS}",
    ):
        assert told in done.output
    routes = [number.route for number in carrier.account.numbers.values()]
    routes.append(carrier.account.services[SERVICE].route)
    assert {(route.url, route.method, route.fallback_url, route.fallback_method) for route in routes} == {
        (WEBHOOK, "POST", FALLBACK, "POST")
    }
    assert {number.calls for number in carrier.account.numbers.values()} == {
        CallRoute(
            url=CALLS,
            method="POST",
            fallback_url=CALLS_FALLBACK,
            fallback_method="POST",
            progress_url=PROGRESS,
            progress_method="POST",
        )
    }
    again = run("connect", **env)
    assert again.exit_code == 0
    assert "becomes" not in again.output
    assert f"the line's number: stands (POST {WEBHOOK})" in again.output


def test_a_dry_run_changes_nothing(run: Run, carrier: Carrier) -> None:
    """It says the same in another mood, and warns that nobody answers while the line is down."""
    before = dict(carrier.account.numbers)
    done = run("connect", "--dry-run", TWILIO_API_URL=carrier.url)
    assert done.exit_code == 0
    assert f"would become {WEBHOOK}" in done.output
    assert "hearthline fallback sms" in done.output
    assert "hearthline fallback voice" in done.output
    assert carrier.account.numbers == before


def test_connect_changes_nothing_where_a_number_is_not_ours(run: Run, carrier: Carrier) -> None:
    """One number that is not there stops the command before the first change."""
    before = dict(carrier.account.numbers)
    ended = run("connect", TWILIO_API_URL=carrier.url, TWILIO_PAGE_NUMBER="+12025550177")
    assert ended.exit_code == 1
    assert "TWILIO_PAGE_NUMBER: the account has no such number" in ended.stderr
    assert carrier.account.numbers == before


def test_connect_needs_an_address_the_carrier_can_call(run: Run) -> None:
    """This machine's own name is for a carrier of one's own; nothing missing is told one by one."""
    ended = run("connect", PUBLIC_URL="http://127.0.0.1:8000")
    assert ended.exit_code == 2
    assert ended.stderr.startswith("PUBLIC_URL: ")
    ended = run("connect", PUBLIC_URL="", TWILIO_AUTH_TOKEN="")
    assert ended.exit_code == 2
    assert "PUBLIC_URL" in ended.stderr
    assert "TWILIO_AUTH_TOKEN" in ended.stderr


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        ("401 Unauthorized", '{"code": 20003}', "TWILIO_AUTH_TOKEN"),
        ("429 Too Many Requests", '{"code": 20429}', "wait a minute"),
        ("200 OK", HTML, "TWILIO_API_URL"),
    ],
)
def test_a_carrier_that_will_not_have_it_is_one_sentence(run: Run, status: str, body: str, told: str) -> None:
    """401, 429, HTML: a sentence with its remedy, exit 1, for `connect`; a finding for `check --live`."""
    with serving(Canned(status=status, body=body)) as (url, _):
        ended = run("connect", TWILIO_API_URL=url)
        checked = run("check", "--live", TWILIO_API_URL=url, PUBLIC_URL=url)
    assert ended.exit_code == 1
    assert told in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert checked.exit_code == 1
    assert "serious: not known: how the account stands" in checked.output
    assert told in checked.output


def test_a_change_the_carrier_does_not_keep_is_told(run: Run) -> None:
    """Reading back is how it is known."""

    class Forgetful(SimulatedAccount):
        def set_number(self, sid: str, route: object, calls: object) -> None:
            """Take it, and do nothing."""

    forgetful = Forgetful(a_network(SystemClock()))  # type: ignore[arg-type]
    with serving(rest_app(forgetful.carrier, account=forgetful)) as (url, _):
        ended = run("connect", TWILIO_API_URL=url)
    assert ended.exit_code == 1
    assert "did not keep the change of the line's number" in ended.stderr


def test_the_fallback_is_a_document_for_the_carrier(run: Run) -> None:
    """The same fixed words as without a database, in every language, with 911 and 988; no settings are needed."""
    printed = run("fallback", "sms", DATABASE_URL="", HEARTHLINE_KEYS="", TWILIO_AUTH_TOKEN="", PUBLIC_URL="")
    assert printed.exit_code == 0
    assert printed.output.startswith("<?xml")
    assert printed.output.count("<Message>") == 1
    for words in ("In danger: 911", "Si hay peligro, llame al 911", "988"):
        assert words in printed.output


def test_the_fallback_of_calls_rings_the_fixed_phones(run: Run, tmp_path: Path) -> None:
    """Words in each language that has a voice, then phone after phone; without phones no setting is needed."""
    printed = run("fallback", "voice", DATABASE_URL="", HEARTHLINE_KEYS="", TWILIO_PHONE_NUMBER="", PUBLIC_URL="")
    assert printed.exit_code == 0
    assert "<Dial" not in printed.output
    for words in ("9 1 1", "9 8 8", "es-US", "pt-BR", "Hangup"):
        assert words in printed.output
    phones = '[calls]\nfixed_phones = ["202-555-0110", "202-555-0111"]\n'
    (tmp_path / "oncall.toml").write_text(phones, encoding="utf-8")
    ringing = run("fallback", "voice", HEARTHLINE_CONFIG=str(tmp_path))
    assert ringing.output.count("<Dial") == 2
    assert f'callerId="{LINE.e164}"' in ringing.output
    assert problems_of(ringing.output.strip()) == ()
    unknown = run("fallback", "voice", HEARTHLINE_CONFIG=str(tmp_path), TWILIO_PHONE_NUMBER="")
    assert unknown.exit_code == 2
    assert "TWILIO_PHONE_NUMBER" in unknown.stderr


def test_a_fixed_phone_is_asked_for_a_key_where_both_documents_are_hosted(run: Run, tmp_path: Path) -> None:
    """The screen needs somewhere for the key to lead; one address without the other is refused."""
    alone = run("fallback", "voice", "--screen")
    assert alone.exit_code == 2
    assert "--taken" in alone.stderr
    assert run("fallback", "voice", "--screen", "--taken").exit_code == 2
    assert problems_of(run("fallback", "voice", "--taken").output.strip()) == ()
    screen, taken_to = "https://elsewhere.example.org/screen", "https://elsewhere.example.org/taken"
    (tmp_path / "oncall.toml").write_text('[calls]\nfixed_phones = ["202-555-0110"]\n', encoding="utf-8")
    (tmp_path / "program.toml").write_text(f'[carrier]\nfallback_screen_url = "{screen}"\n', encoding="utf-8")
    half = run("fallback", "voice", HEARTHLINE_CONFIG=str(tmp_path))
    assert half.exit_code == 2
    assert "fallback_taken_url" in half.stderr
    both = f'[carrier]\nfallback_screen_url = "{screen}"\nfallback_taken_url = "{taken_to}"\n'
    (tmp_path / "program.toml").write_text(both, encoding="utf-8")
    asked = run("fallback", "voice", "--screen", HEARTHLINE_CONFIG=str(tmp_path)).output
    assert f'action="{taken_to}"' in asked
    assert "<Hangup" in asked
    assert problems_of(asked.strip()) == ()
    assert f'url="{screen}"' in run("fallback", "voice", HEARTHLINE_CONFIG=str(tmp_path)).output


def test_check_live_asks_the_world(run: Run, carrier: Carrier, agency: str) -> None:
    """Unconnected, unregistered and not served: each is serious, and the local checks stand before them."""
    carrier.account.open_service(SERVICE)
    env = {
        "TWILIO_API_URL": carrier.url,
        "HEARTHLINE_CONFIG": agency,
        "TWILIO_MESSAGING_SERVICE_SID": SERVICE,
        "PUBLIC_URL": "http://127.0.0.1:1",
    }
    quiet = run("check", **env)
    assert "PUBLIC_URL" not in quiet.output
    ended = run("check", "--live", **env)
    assert ended.exit_code == 1
    for told in (
        "serious: nobody is on call now",
        "serious: PUBLIC_URL does not reach the line: nobody listens there",
        "the line's number: texts go to: https://demo.twilio.com",
        "throws away every text",
        "the campaign was never handed in",
        "note: 50.00 USD are left",
    ):
        assert told in ended.output, told
    carrier.account.registrations[SERVICE] = Registration(review=Review.APPROVED, said="VERIFIED")
    assert run("connect", **env).exit_code == 0
    better = run("check", "--live", **env).output
    assert "demo.twilio.com" not in better
    assert "note: the campaign is approved" in better


def test_look_ups_are_made_only_when_asked_for(
    run: Run, carrier: Carrier, sqlite_url: str, keys: tuple[str, ...]
) -> None:
    """They cost money; landlines are named by code."""
    store = open_store(sqlite_url, keys)
    taken(store, Kind.WORKERS, DANA, LUCIA)
    taken(store, Kind.FAMILIES, ROSA)
    store.close()
    carrier.account.line_types[Phone("+12025550101")] = "landline"
    env = {"TWILIO_API_URL": carrier.url, "PUBLIC_URL": "http://127.0.0.1:1"}
    assert "looked up" not in run("check", "--live", **env).output
    told = run("check", "--live", "--lookup", **env).output
    assert "phones that take no texts (landline): F-0012 person 1" in told
    assert "3 phones were looked up" in told
    assert "0101" not in told
    assert run("check", "--lookup", **env).exit_code == 2


def test_what_settings_lack_does_not_end_the_check(run: Run) -> None:
    """Each further check says that it could not begin; the local ones have told why."""
    ended = run("check", "--live", "--alarm", TWILIO_ACCOUNT_SID="", HEARTHLINE_KEYS="")
    assert ended.exit_code == 1
    assert "serious: TWILIO_ACCOUNT_SID: is missing" in ended.output
    assert "warning: --live could not be checked" in ended.output
    assert "warning: --alarm could not be checked" in ended.output
