"""The probes of the carrier's account: each thing that is wrong there is found, with its remedy, and by codes alone."""

from dataclasses import replace
from datetime import timedelta

import pytest
from contract.carriers import ACCOUNT, LINE, PAGE_LINE, PUBLIC_URL, TOKEN, MovableClock, a_network
from import_files import DANA, LUCIA, ROSA, a_phone, taken

from bot.checks import Finding, Level
from bot.connecting import connect, doors, wanted_routes
from bot.importing.run import Kind
from bot.model.phones import Phone
from bot.probes.account import Asked, check_account
from bot.probes.line_types import check_line_types, owners
from bot.program import load_program, shipped_config
from bot.settings import CarrierSettings, Need, read_settings
from bot.store.engine import Store
from bot.telephony.account import Balance, Registration, Review
from bot.telephony.failures import PermanentFailure
from bot.telephony.simulated import SimulatedCarrier
from bot.telephony.simulated_account import SimulatedAccount

SERVICE = "MG" + "0" * 31 + "7"
FALLBACK = "https://elsewhere.example.org/answer"
SHIPPED = load_program((shipped_config(),))
CALLS_FALLBACK = "https://elsewhere.example.org/call"
HOSTED = replace(SHIPPED.carrier, fallback_sms_url=FALLBACK, fallback_voice_url=CALLS_FALLBACK)
PROGRAM = replace(SHIPPED, carrier=HOSTED)
APPROVED = Registration(review=Review.APPROVED, said="VERIFIED", stop_words=frozenset({"STOP", "END"}))
ENVIRONMENT = {
    "PUBLIC_URL": PUBLIC_URL,
    "TWILIO_ACCOUNT_SID": ACCOUNT,
    "TWILIO_AUTH_TOKEN": TOKEN,
    "TWILIO_PHONE_NUMBER": LINE.e164,
    "TWILIO_PAGE_NUMBER": PAGE_LINE.e164,
    "TWILIO_MESSAGING_SERVICE_SID": SERVICE,
}


def settings_of(**changed: str) -> CarrierSettings:
    """Read the account's settings."""
    carrier = read_settings(ENVIRONMENT | changed, needs=Need.CONNECT).carrier
    assert carrier is not None
    return carrier


@pytest.fixture
def account() -> SimulatedAccount:
    """An account with which nothing is wrong."""
    made = SimulatedAccount(a_network(MovableClock()))
    made.open_service(SERVICE, APPROVED)
    for door in doors(settings_of(), made, wanted_routes(PUBLIC_URL, PROGRAM)):
        assert connect(door)
    return made


def asked(account: SimulatedAccount, **changed: object) -> tuple[Finding, ...]:
    """Ask the account everything; notes are left out."""
    usual: dict[str, object] = {
        "carrier": settings_of(),
        "public_url": PUBLIC_URL,
        "program": PROGRAM,
        "account": account,
        "sends": account.carrier,
        "clock": MovableClock(),
    }
    every = tuple(check_account(Asked(**(usual | changed))))  # type: ignore[arg-type]
    assert not any("202555" in str(finding) for finding in every)
    return tuple(finding for finding in every if finding.level is not Level.NOTE)


def about(findings: tuple[Finding, ...], *words: str) -> Finding:
    """Return the one finding, which holds all of `words` and has a remedy."""
    (one,) = findings
    assert all(word in one.what for word in words), one
    assert one.remedy
    return one


def test_a_good_account_has_only_notes(account: SimulatedAccount) -> None:
    """Connected, registered, paid: nothing to look after, and what was seen is said."""
    assert asked(account) == ()
    usual = Asked(
        carrier=settings_of(),
        public_url=PUBLIC_URL,
        program=PROGRAM,
        account=account,
        sends=account.carrier,
        clock=MovableClock(),
    )
    notes = " ".join(str(finding) for finding in check_account(usual))
    for seen in ("note: the campaign is approved", "note: 50.00 USD are left", "STOP and HELP shows in its console"):
        assert seen in notes


def test_what_the_account_itself_says(account: SimulatedAccount) -> None:
    """Suspended and on trial are both serious."""
    account.is_active = False
    assert about(asked(account), "suspended").level is Level.SERIOUS
    account.is_active, account.is_trial = True, True
    assert about(asked(account), "trial").level is Level.SERIOUS


@pytest.mark.parametrize(("ahead", "found"), [(29, 0), (-29, 0), (31, 1), (-3600, 1)])
def test_the_clocks_must_agree(account: SimulatedAccount, ahead: int, found: int) -> None:
    """Half a minute between the carrier's clock and ours is serious, whichever is ahead."""
    account.clock_ahead = timedelta(seconds=ahead)
    findings = asked(account)
    assert len(findings) == found
    assert all(finding.level is Level.SERIOUS and "clock" in finding.what for finding in findings)


@pytest.mark.parametrize("phone", [LINE, PAGE_LINE])
def test_texts_that_go_elsewhere_are_found(account: SimulatedAccount, phone: Phone) -> None:
    """The line's number and the page number must both lead here, by POST, with no application over them."""
    good = account.numbers[phone]
    elsewhere = replace(good.route, url="https://old.example.org/twilio/sms#rc=3&rp=all")
    for wrong in (
        replace(good, route=elsewhere),
        replace(good, route=replace(good.route, url="")),
        replace(good, route=replace(good.route, method="GET")),
        replace(good, application="AP" + "0" * 32),
    ):
        account.numbers[phone] = wrong
        found = about(asked(account), "number:", "instead of")
        assert (found.level, found.remedy) == (Level.SERIOUS, "run `hearthline connect`")


@pytest.mark.parametrize("phone", [LINE, PAGE_LINE])
def test_calls_that_go_elsewhere_are_found(account: SimulatedAccount, phone: Phone) -> None:
    """Calls must lead here by POST, with no application or trunk over them, and their end must be told here."""
    good = account.numbers[phone]
    for wrong in (
        replace(good, calls=replace(good.calls, url="https://demo.twilio.com/welcome/voice/")),
        replace(good, calls=replace(good.calls, url="")),
        replace(good, calls=replace(good.calls, method="GET")),
        replace(good, calls=replace(good.calls, progress_url="")),
        replace(good, calls=replace(good.calls, progress_method="GET")),
        replace(good, call_application="AP" + "0" * 32),
    ):
        account.numbers[phone] = wrong
        found = about(asked(account), "number:", "calls", "instead of")
        assert (found.level, found.remedy) == (Level.SERIOUS, "run `hearthline connect`")
    account.numbers[phone] = replace(good, takes_calls=False)
    assert about(asked(account), "cannot take calls").level is Level.SERIOUS


def test_what_helps_a_call_when_we_are_slow_is_a_warning(account: SimulatedAccount) -> None:
    """Calls still come; the fallback, or how often the carrier tries, is not as it was set."""
    good = account.numbers[LINE]
    for calls in (
        replace(good.calls, url=f"{PUBLIC_URL}/twilio/voice"),
        replace(good.calls, fallback_url="https://old.example.org/"),
        replace(good.calls, fallback_method="GET"),
    ):
        account.numbers[LINE] = replace(good, calls=calls)
        assert about(asked(account), "the line's number").level is Level.WARNING


def test_no_fallback_for_calls_is_a_warning(account: SimulatedAccount) -> None:
    """Nobody would answer a call while the line is down."""
    for phone, number in account.numbers.items():
        account.numbers[phone] = replace(number, calls=replace(number.calls, fallback_url="", fallback_method=""))
    assert "fallback voice" in about(asked(account, program=SHIPPED), "nobody answers a call").remedy


def test_lost_retries_and_another_fallback_are_warnings(account: SimulatedAccount) -> None:
    """Texts still come; what helps when we are slow or down is not as it was set."""
    good = account.numbers[LINE]
    for route in (
        replace(good.route, url=f"{PUBLIC_URL}/twilio/sms"),
        replace(good.route, fallback_url="https://old.example.org/"),
        replace(good.route, fallback_method="GET"),
    ):
        account.numbers[LINE] = replace(good, route=route)
        assert about(asked(account), "the line's number").level is Level.WARNING


def test_no_fallback_at_all_is_a_warning(account: SimulatedAccount) -> None:
    """Nobody would answer while the line is down; one that only the carrier knows is left alone."""
    assert asked(account, program=SHIPPED) == ()
    for phone, number in account.numbers.items():
        account.numbers[phone] = replace(number, route=replace(number.route, fallback_url="", fallback_method=""))
    service = account.services[SERVICE]
    account.services[SERVICE] = replace(service, route=replace(service.route, fallback_url="", fallback_method=""))
    assert "fallback sms" in about(asked(account, program=SHIPPED), "while this line is down").remedy


def test_a_service_that_throws_texts_away_is_serious(account: SimulatedAccount) -> None:
    """No route of its own, and the number's is not asked: carriers call that "inbound disabled"."""
    account.open_service(SERVICE)
    found = about(asked(account), "throws away every text")
    assert (found.level, found.remedy) == (Level.SERIOUS, "run `hearthline connect`")


def test_a_number_outside_its_service_is_serious(account: SimulatedAccount) -> None:
    """Texts would leave from a number that no family knows."""
    account.services[SERVICE] = replace(account.services[SERVICE], numbers=frozenset({PAGE_LINE}))
    assert about(asked(account), "not in the messaging service").level is Level.SERIOUS


def test_numbers_and_services_of_somebody_else_are_serious(account: SimulatedAccount) -> None:
    """A number that was never bought, one that cannot text, a service that is not there."""
    carrier = settings_of(TWILIO_PHONE_NUMBER="+12025550150")
    findings = asked(account, carrier=carrier)
    assert findings[0].what.startswith("TWILIO_PHONE_NUMBER: the account has no such number")
    account.numbers[PAGE_LINE] = replace(account.numbers[PAGE_LINE], takes_texts=False)
    assert about(asked(account), "the page number cannot text").level is Level.SERIOUS
    account.numbers[PAGE_LINE] = replace(account.numbers[PAGE_LINE], takes_texts=True)
    other = "MG" + "0" * 31 + "8"
    account.registrations[other] = APPROVED
    found = about(asked(account, carrier=settings_of(TWILIO_MESSAGING_SERVICE_SID=other)), "MESSAGING_SERVICE")
    assert found.level is Level.SERIOUS


@pytest.mark.parametrize(
    ("amount", "level"), [(20.0, None), (19.99, Level.WARNING), (0.0, Level.SERIOUS), (-3.0, Level.SERIOUS)]
)
def test_the_balance_is_watched(account: SimulatedAccount, amount: float, level: Level | None) -> None:
    """Little money is a warning, none is serious; the limit is the agency's."""
    account.money = Balance(amount=amount, currency="USD")
    findings = asked(account)
    assert [finding.level for finding in findings] == ([level] if level else [])
    assert all(f"{amount:.2f} USD" in finding.what for finding in findings)


def test_an_account_without_a_balance_is_no_trouble(account: SimulatedAccount) -> None:
    """Accounts under another one have none."""
    account.money = None
    assert asked(account) == ()


@pytest.mark.parametrize(
    ("review", "words"),
    [
        (Review.NONE, "never handed in"),
        (Review.WAITING, "waits for its review (IN_PROGRESS)"),
        (Review.REFUSED, "was refused"),
    ],
)
def test_an_unregistered_line_is_serious(account: SimulatedAccount, review: Review, words: str) -> None:
    """Texts of a campaign that is not approved are blocked."""
    account.registrations[SERVICE] = Registration(review=review, said="IN_PROGRESS")
    found = about(asked(account), "the campaign", words)
    assert found.level is Level.SERIOUS
    assert "registration.md" in found.remedy


def test_a_toll_free_line_is_verified_instead() -> None:
    """The line's number decides which registration counts."""
    free = Phone("+18335550100")
    network = SimulatedCarrier(
        MovableClock(), line=free, page_line=None, account_sid=ACCOUNT, auth_token=TOKEN, public_url=PUBLIC_URL
    )
    account = SimulatedAccount(network)
    changed = {"TWILIO_PHONE_NUMBER": free.e164, "TWILIO_PAGE_NUMBER": "", "TWILIO_MESSAGING_SERVICE_SID": ""}
    carrier = settings_of(**changed)
    for door in doors(carrier, account, wanted_routes(PUBLIC_URL, PROGRAM)):
        connect(door)
    assert about(asked(account, carrier=carrier), "toll-free", "never handed in").level is Level.SERIOUS
    account.registrations[account.numbers[free].sid] = APPROVED
    assert asked(account, carrier=carrier) == ()


def test_without_a_service_the_registration_cannot_be_seen(account: SimulatedAccount) -> None:
    """What cannot be asked is said."""
    carrier = settings_of(TWILIO_MESSAGING_SERVICE_SID="")
    assert about(asked(account, carrier=carrier), "cannot be seen").level is Level.WARNING


def test_opt_out_words_must_be_known_here(account: SimulatedAccount) -> None:
    """A word that switches texts off at the carrier and means something else here is found."""
    account.registrations[SERVICE] = replace(APPROVED, stop_words=frozenset({"STOP", "NOMORE"}))
    assert "[words]" in about(asked(account), "NOMORE").remedy


def test_a_reply_that_names_the_agency_is_found(account: SimulatedAccount) -> None:
    """The carrier's own replies light up every phone, monitored ones too."""
    account.registrations[SERVICE] = replace(APPROVED, replies=(f"{PROGRAM.agency.name}: you are opted out.",))
    assert about(asked(account), "names the agency").level is Level.WARNING


def test_few_calls_at_once_are_a_warning(account: SimulatedAccount) -> None:
    """Without an approved business profile a second caller may find the line engaged."""
    account.business_profile = False
    assert about(asked(account), "two or three calls at once").level is Level.WARNING


def test_a_key_that_may_not_send_is_serious(account: SimulatedAccount) -> None:
    """The texts are sent with a key of their own; it is tried too."""

    class Refuses(SimulatedCarrier):
        def text(self, _sid: str) -> None:
            raise PermanentFailure("The carrier refused the request", 20003)

    refuses = Refuses(
        MovableClock(), line=LINE, page_line=None, account_sid=ACCOUNT, auth_token=TOKEN, public_url=PUBLIC_URL
    )
    assert "TWILIO_API_KEY" in about(asked(account, sends=refuses), "whether the key may send").remedy


@pytest.mark.parametrize("trouble", ["down", "too_many_requests", "answer_in_html"])
def test_a_carrier_that_does_not_answer_is_one_finding(account: SimulatedAccount, trouble: str) -> None:
    """Unreachable, 429, HTML: told once, and not once for every question."""
    getattr(account.carrier, trouble)()
    about(asked(account), "how the account stands")


def test_one_question_that_fails_stops_no_other(account: SimulatedAccount) -> None:
    """A question the carrier refuses is a finding, and the rest are asked."""

    class Grumpy(SimulatedAccount):
        def campaign(self, _sid: str) -> Registration:
            raise PermanentFailure("The carrier refused the request", 20404)

    grumpy = Grumpy(account.carrier)
    grumpy.numbers, grumpy.services = account.numbers, account.services
    grumpy.money = None
    grumpy.business_profile = False
    found = asked(grumpy)
    assert [finding.level for finding in found] == [Level.SERIOUS, Level.WARNING]
    assert found[0].what.startswith("not known: whether the line is registered")
    assert "errors/20404" in found[0].remedy


def looked_up(account: SimulatedAccount, store: Store) -> tuple[Finding, ...]:
    """Look up everybody's phone."""
    with store.read() as tx:
        whose = owners(tx)
    return tuple(check_line_types(account, whose, iter))


@pytest.fixture
def staffed(sqlite_store: Store) -> Store:
    """A line with two workers and a family."""
    taken(sqlite_store, Kind.WORKERS, DANA, LUCIA)
    taken(sqlite_store, Kind.FAMILIES, ROSA)
    return sqlite_store


def test_landlines_are_told_by_code(account: SimulatedAccount, staffed: Store) -> None:
    """A family's landline is a warning, a worker's is serious, and no number is named."""
    (note,) = looked_up(account, staffed)
    assert "3 phones were looked up" in note.what
    account.line_types[a_phone(101)] = "landline"
    found = [finding for finding in looked_up(account, staffed) if finding.level is not Level.NOTE]
    about(tuple(found), "landline", "F-0012 person 1")
    assert found[0].level is Level.WARNING
    account.line_types[a_phone(110)] = "landline"
    (both,) = (finding for finding in looked_up(account, staffed) if finding.level is not Level.NOTE)
    assert both.level is Level.SERIOUS
    assert "W-1" in both.what
    assert "0101" not in str(both)


def test_what_is_no_number_is_found(account: SimulatedAccount, staffed: Store) -> None:
    """A number the carrier does not know is told apart from a landline."""
    account.line_types[a_phone(101)] = ""
    assert any("no phone numbers: F-0012 person 1" in finding.what for finding in looked_up(account, staffed))


def test_look_ups_that_break_off_say_how_many_are_left(account: SimulatedAccount, staffed: Store) -> None:
    """What was learned before stays learned."""
    account.carrier.too_many_requests()
    findings = looked_up(account, staffed)
    assert "3 of 3 phones could not be looked up" in findings[0].what
    assert "wait a minute" in findings[0].remedy
