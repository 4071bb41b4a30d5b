"""The account at the carrier: does it live, does it bring texts here, may it send, and for how long."""

from collections.abc import Callable, Iterator

from bot.checks import CLOCKS_APART, Finding, note, serious, warning
from bot.clock import Clock
from bot.connecting import Difference, Door, doors, wanted_routes
from bot.model.value import value
from bot.phone import is_toll_free
from bot.probes.address import NOBODYS_TEXT
from bot.program import Program
from bot.settings import CarrierSettings
from bot.telephony.account import (
    CREDENTIALS_REFUSED,
    CarrierAccount,
    MessagingService,
    OwnNumber,
    Registration,
    Review,
    Standing,
    remedy_of,
)
from bot.telephony.failures import CarrierFailure, TemporaryFailure
from bot.telephony.protocol import Carrier

CONNECT = "run `hearthline connect`"
REGISTER = "see docs/registration.md; the review takes 10 to 15 business days"


@value
class Asked:
    """The account that is asked, who sends the texts, and what the settings say of both."""

    carrier: CarrierSettings
    public_url: str
    program: Program
    account: CarrierAccount
    sends: Carrier
    clock: Clock


def check_account(asked: Asked) -> Iterator[Finding]:
    """Ask everything; a question the carrier does not answer is a finding, and the others still have their turn."""
    try:
        yield from tuple(_standing(asked.account.standing(), asked.clock))
    except CarrierFailure as failure:
        yield _unanswered("how the account stands", failure)
        if isinstance(failure, TemporaryFailure) or failure.code == CREDENTIALS_REFUSED:
            return
    for question, probe in _PROBES.items():
        try:
            yield from tuple(probe(asked))
        except CarrierFailure as failure:
            yield _unanswered(question, failure)


def _standing(standing: Standing, clock: Clock) -> Iterator[Finding]:
    if not standing.is_active:
        yield serious("the carrier has suspended the account", "see its console, and call its support")
    if standing.is_trial:
        yield serious(
            "the account is on trial: only numbers verified by hand can be texted",
            "upgrade it in the carrier's console",
        )
    apart = abs(standing.says_now - clock.now()) if standing.says_now else None
    if apart is not None and apart > CLOCKS_APART:
        yield serious(
            f"this machine's clock and the carrier's are {apart.total_seconds():.0f} seconds apart",
            "let this machine keep time over the network (NTP)",
        )


def _rest_key(asked: Asked) -> Iterator[Finding]:
    """Ask with what the texts are sent with."""
    asked.sends.text(NOBODYS_TEXT)
    yield from ()


def _doors(asked: Asked) -> Iterator[Finding]:
    wanted = wanted_routes(asked.public_url, asked.program)
    there = tuple(doors(asked.carrier, asked.account, wanted))
    for door in there:
        yield from _door(door)
    for door in there:
        if isinstance(door.found, MessagingService) and asked.carrier.phone not in door.found.numbers:
            yield serious(
                "the line's number is not in the messaging service, so texts leave from another one",
                "add it under Messaging, Services, Sender Pool in the carrier's console",
            )
    if not any(door.found and door.wanted.texts.fallback_url for door in there):
        yield _no_fallback("text", "sms")
    if not any(door.wanted.calls.fallback_url for door in there if isinstance(door.found, OwnNumber)):
        yield _no_fallback("call", "voice")


def _no_fallback(what: str, document: str) -> Finding:
    host = f"host what `hearthline fallback {document}` prints, write its address under [carrier]"
    return warning(f"nobody answers a {what} while this line is down", f"{host}, run `hearthline connect`")


def _door(door: Door) -> Iterator[Finding]:
    if door.found is None:
        yield serious(f"{door.setting}: the account has no such number or service", "correct it, or TWILIO_ACCOUNT_SID")
        return
    if isinstance(door.found, OwnNumber) and not door.found.takes_texts:
        yield serious(f"{door.name} cannot text", "buy a number that can, and move the line to it")
    if isinstance(door.found, OwnNumber) and not door.found.takes_calls:
        yield serious(f"{door.name} cannot take calls", "buy a number that can, and move the line to it")
    if isinstance(door.found, MessagingService) and door.found.takes_nothing:
        yield serious("the messaging service throws away every text that comes in", CONNECT)
        return
    for one in door.differences():
        make: Callable[[str, str], Finding] = serious if one.matters else warning
        yield make(f"{door.name}: {_told(one)}", CONNECT)


def _told(one: Difference) -> str:
    return f"{one.what}: {one.stands} stands there instead of {one.wanted}"


def _balance(asked: Asked) -> Iterator[Finding]:
    left = asked.account.balance()
    if left is None:
        yield note("the account has no balance of its own", "look at that of the account it belongs to")
        return
    told = f"{left.amount:.2f} {left.currency} are left on the account".replace("  ", " ")
    if left.amount <= 0:
        yield serious(told, "pay in now, and switch automatic recharge on")
    elif left.amount < asked.program.carrier.low_balance:
        yield warning(told, "pay in, or switch automatic recharge on")
    else:
        yield note(told)


def _calls_at_once(asked: Asked) -> Iterator[Finding]:
    """No address tells the limit itself; what it depends on can be asked."""
    if not asked.account.has_business_profile():
        yield warning(
            "the account has no approved business profile: new accounts without one carry two or three calls at once",
            "hand it in under Trust Hub, Customer Profiles in the carrier's console",
        )


def _registration(asked: Asked) -> Iterator[Finding]:
    carrier = asked.carrier
    if is_toll_free(carrier.phone):
        number = asked.account.number(carrier.phone)
        if number:
            yield _reviewed(asked.account.toll_free(number.sid), "the verification of the toll-free number")
        return
    if not carrier.messaging_service_sid:
        yield warning(
            "whether the line's number is registered cannot be seen without its messaging service",
            "set TWILIO_MESSAGING_SERVICE_SID: a registered campaign belongs to one",
        )
        return
    campaign = asked.account.campaign(carrier.messaging_service_sid)
    yield _reviewed(campaign, "the campaign")
    yield from _opt_outs(campaign, asked.program)


def _reviewed(registration: Registration, name: str) -> Finding:
    match registration.review:
        case Review.APPROVED:
            return note(f"{name} is approved")
        case Review.WAITING:
            return serious(f"{name} waits for its review ({registration.said}); until then texts are blocked", REGISTER)
        case Review.REFUSED:
            return serious(
                f"{name} was refused ({registration.said})", f"read why in the carrier's console; {REGISTER}"
            )
        case Review.NONE:
            return serious(f"{name} was never handed in, so texts are blocked", REGISTER)


def _opt_outs(campaign: Registration, program: Program) -> Iterator[Finding]:
    """Hold the words and replies that were registered to those the line knows."""
    unknown = sorted(campaign.stop_words - program.stop_words)
    if unknown:
        yield warning(
            f"words that switch texts off at the carrier and are not known here: {', '.join(unknown)}",
            "add them to stop under [words] in program.toml",
        )
    names = (program.agency.name, program.agency.office, program.agency.program)
    if any(name and name.lower() in reply.lower() for reply in campaign.replies for name in names):
        yield warning(
            "a reply that the carrier sends by itself names the agency or the program, on every family's screen",
            "reword it; docs/registration.md has neutral ones",
        )
    yield note(
        "what the carrier answers to STOP and HELP shows in its console alone",
        "compare it with docs/registration.md: Messaging, Services, Opt-Out Management",
    )


def _unanswered(question: str, failure: CarrierFailure) -> Finding:
    return serious(f"not known: {question}. {failure}", remedy_of(failure))


_PROBES: dict[str, Callable[[Asked], Iterator[Finding]]] = {
    "whether the key may send": _rest_key,
    "where texts that come in are brought": _doors,
    "whether the line is registered": _registration,
    "what is left on the account": _balance,
    "how many calls the account carries at once": _calls_at_once,
}
