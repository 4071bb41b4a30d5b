"""What a worker hears of a request on a call: slowly, digits apart, what is safe before what is offered."""

from collections.abc import Iterator

from bot.flows.pages import contact_limits
from bot.model.calls import Pause, Speak
from bot.model.conversations import Context
from bot.model.help import HelpRequest
from bot.model.staff_line import FactsTold, MessageToHear

MOST_CHOICES = 9
Said = Speak | Pause


def spelled(code: str) -> str:
    """Return a code letter by letter, as it is said."""
    return " ".join(f"{letter}." for letter in code)


def choices(found: tuple[HelpRequest, ...]) -> tuple[Said, ...]:
    """Say which requests the keys may have meant."""
    return tuple(
        Speak("staff.call.choice", {"key": key, "code": spelled(one.code), "at": one.opened_at})
        for key, one in enumerate(found, start=1)
    )


def facts(request: HelpRequest, known: FactsTold, context: Context) -> tuple[Said, ...]:
    """Say whose request it is, where they live, who they are, their phone, and what is safe on it."""
    return tuple(_facts(request, known, context))


def _facts(request: HelpRequest, known: FactsTold, context: Context) -> Iterator[Said]:
    yield Speak(f"staff.call.about_{request.grade}", {"code": spelled(request.code)})
    yield from _whose(request, known)
    for one in known.persons:
        yield Speak(f"staff.call.person_{one.relation}", {"name": one.name})
    if known.address:
        yield Pause(1)
        yield Speak("staff.call.address", {"address": known.address})
    yield Pause(1)
    yield Speak("staff.call.phone", {"digits": known.digits}) if known.digits else Speak("staff.call.no_phone")
    yield Pause(1)
    yield from limits(request, context)
    yield from dispatch(known)
    if known.messages:
        yield Speak("staff.call.messages", {"count": len(known.messages)})


def _whose(request: HelpRequest, known: FactsTold) -> Iterator[Said]:
    if known.colleague:
        yield Speak("staff.call.colleague", {"name": known.colleague})
    elif request.family is not None:
        yield Speak("staff.call.family", {"family": " ".join(request.family)})
    else:
        yield Speak("staff.call.unknown")
    if request.family is None and request.says is not None:
        yield Speak("staff.call.says", {"family": " ".join(request.says)})


def limits(request: HelpRequest, context: Context) -> tuple[Said, ...]:
    """Say what is safe for the phone: text, call, voicemail, who may read it, in which hours."""
    if request.sign_at is not None:
        return (Speak("staff.call.no_sign"),)
    hours = request.phone.safe_hours
    keys = contact_limits(request, context.now, context.hours, context.contact).keys
    told = tuple(Speak(key) for key in keys)
    if hours is None:
        return told
    return (*told, Speak("staff.call.safe_hours", {"starts": f"{hours.starts:%H:%M}", "ends": f"{hours.ends:%H:%M}"}))


def dispatch(known: FactsTold) -> tuple[Said, ...]:
    """Say where help for the family is sent from: a worker's own 911 call reaches the town they are in."""
    return (Speak("staff.call.dispatch", {"digits": known.dispatch}),) if known.dispatch else ()


def before_call(request: HelpRequest) -> tuple[Said, ...]:
    """Say, before the two are joined, what they asked for if the call breaks off, and whether a message is safe."""
    plan = request.dropped_call
    voicemail = "staff.safe.voicemail_yes" if request.voicemail_allowed else "staff.call.no_voicemail"
    broken = "staff.call.dropped_not_asked" if plan is None else f"staff.safe.dropped_{plan}"
    return Speak(broken), Speak(voicemail), Speak("staff.call.connecting")


def before_message(message: MessageToHear) -> Speak:
    """Say of when a message is, or why it cannot be heard."""
    if message.is_here:
        return Speak("staff.call.message", {"at": message.left_at, "seconds": message.seconds})
    return Speak("staff.call.message_lost" if message.is_lost else "staff.call.message_comes", {"at": message.left_at})
