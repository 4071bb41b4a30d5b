"""Every reason as a sentence for people, with the rule of docs/safety.md that it follows."""

from datetime import timedelta

from bot.model.messages import OnItsWay
from bot.rules.reminders import NotSent
from bot.rules.safety import Reason
from bot.rules.seen import Seen

Why = Reason | NotSent | OnItsWay
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def known(reason: str) -> Why | None:
    """Return a reason as it was written in a row; None if no part of the line knows it."""
    for kind in (Reason, NotSent, OnItsWay):
        if reason in set(kind):
            return kind(reason)
    return None


def because(reason: Why, seen: Seen | None = None) -> str:
    """Return a reason as a sentence that names its rule; the facts of that moment make it exact."""
    match reason:
        case Reason():
            return _of_gate(reason, seen)
        case NotSent():
            return _of_reminders(reason)
        case OnItsWay():
            return _on_its_way(reason)


def _of_gate(reason: Reason, seen: Seen | None) -> str:  # noqa: C901, PLR0911, PLR0912  (one branch a reason is the point)
    match reason:
        case Reason.FOR_STAFF:
            return "it is for staff and may leave at this hour (SAFETY 5)"
        case Reason.ANSWERS:
            return f"whoever has just written holds the phone{_wrote(seen)} (SAFETY 1.1)"
        case Reason.PRIVATE:
            return "the phone is private, its owner's alone, and this is no hour they called unsafe (SAFETY 1.1)"
        case Reason.AGREED:
            return "they agreed to automatic texts, and these are the hours for them (SAFETY 1.2)"
        case Reason.OVERRIDDEN:
            return "a worker released it once by `send` and the code (SAFETY 1.1)"
        case Reason.TOO_LATE:
            return "it would come too late to be of use"
        case Reason.OPTED_OUT:
            return "this phone has switched texts off at the carrier (SAFETY 2.8)"
        case Reason.UNREACHABLE:
            return "this phone cannot get texts (SAFETY 2.8)"
        case Reason.MAY_BE_READ:
            return f"this phone may be read by others{_nobody_wrote(seen)} (SAFETY 1.1)"
        case Reason.HELD:
            return "this phone is held: a worker marked it unsafe, or its holder's own words did (SAFETY 3)"
        case Reason.CHANGED_HANDS:
            return "this number may be somebody else's by now, until a worker confirms it (SAFETY 1.8)"
        case Reason.NOT_WANTED:
            return "they want no such texts (SAFETY 1.2)"
        case Reason.UNSAFE_HOURS:
            return f"it was outside {_which_hours(seen)}"
        case Reason.OFF_DUTY:
            return "routine news for staff waits until the night is over (SAFETY 5)"
        case Reason.NO_CONSENT:
            return "they have not agreed to automatic texts (SAFETY 1.2)"
        case Reason.NOT_BY_TEXT:
            return "they want calls, not texts (SAFETY 1.2)"
        case Reason.NO_CALLS:
            return "they want no calls (SAFETY 3)"


def _of_reminders(reason: NotSent) -> str:  # noqa: C901, PLR0911, PLR0912  (the same)
    match reason:
        case NotSent.OVER:
            return "the visit has begun or is over"
        case NotSent.NOT_PLANNED:
            return "the visit is called off, or has an outcome already"
        case NotSent.NO_LONGER_SO:
            return "the visit is not as it was when this was written"
        case NotSent.CONFIRMED:
            return "they have said already that the visit suits"
        case NotSent.OVERTAKEN:
            return "a later reminder of the same visit takes its place"
        case NotSent.TOO_LATE:
            return "it would come too late to be of use"
        case NotSent.NO_PHONE:
            return "no phone of this person is known"
        case NotSent.CHILD:
            return "children get no automatic texts (SAFETY 1.7)"
        case NotSent.REQUEST_OPEN:
            return "a request is open, or no worker has written `resume`: the family is left in peace (SAFETY 2.7)"
        case NotSent.OFF:
            return "automatic texts are switched off"
        case NotSent.PAUSED:
            return "automatic texts are paused"
        case NotSent.NOT_IN_PILOT:
            return "only the phones of the pilot get automatic texts"
        case NotSent.TOLD_LATELY:
            return "they were told of this visit a few hours before"
        case NotSent.DAILY_CAP:
            return "they got as many automatic texts that day as one person may"
        case NotSent.ENDED:
            return "the program has ended for this family"
        case NotSent.OTHER_PHONE:
            return "they have another phone by now, and it is worked out anew for that one (SAFETY 1.7)"
        case NotSent.OTHER_WAY:
            return "they are called now, not texted, or the other way round, and it is worked out anew"
        case NotSent.NOT_HEARD:
            return "they were called twice, and nobody pressed a key"
        case NotSent.TALKING:
            return "they are writing with the line just now and are not interrupted"


def _on_its_way(reason: OnItsWay) -> str:
    match reason:
        case OnItsWay.RELIEVED:
            return "the shift of who was paged was over before it could leave; who came after them is asked (SAFETY 5)"
        case OnItsWay.NO_LONGER_NEEDED:
            return "it was no longer true or needed: somebody has the request, or newer news goes the same way"
        case OnItsWay.NOT_WORDED:
            return "the line could not put it into words"
        case OnItsWay.NOT_AT_CARRIER:
            return "the carrier's own list does not have it, asked twice"
        case OnItsWay.NO_ANSWER:
            return "the carrier did not answer, so its own list is asked before anything is sent again"
        case OnItsWay.NEXT_TEXT:
            return "they wrote again, and the answer to that says how things stand (SAFETY 1.1)"
        case OnItsWay.LATER_WORDS:
            return "later words of the worker went out"
        case OnItsWay.GIVEN_BACK:
            return "who wrote it has the request no longer"
        case OnItsWay.IN_ORDER:
            return "words before it are still on their way to this phone"
        case OnItsWay.RELEASED:
            return "a worker wrote `send` and the code, which lifts the hold once (SAFETY 1.1)"
        case OnItsWay.ANOTHERS:
            return "the number was given to somebody else before it left (SAFETY 1.7)"


def _wrote(seen: Seen | None) -> str:
    since = _since(seen)
    return f", {worded(since)} before" if since is not None else ""


def _nobody_wrote(seen: Seen | None) -> str:
    """Say how long nobody has written from a phone."""
    since = _since(seen)
    lately = f" and nobody has written for {worded(since)}" if since is not None and since >= MINUTE else ""
    return f"{lately}: nothing unasked goes there"


def _since(seen: Seen | None) -> timedelta | None:
    wrote_at = seen.heard_at or seen.answers_at if seen is not None else None
    return seen.at - wrote_at if seen is not None and wrote_at is not None else None


def _which_hours(seen: Seen | None) -> str:
    if seen is not None and seen.is_safe_hour is False:
        return "the hours this person called safe (SAFETY 1.1)"
    if seen is not None and seen.is_program_hour is False:
        return "the program's hours for automatic texts"
    return "the hours in which it may arrive (SAFETY 1.1)"


def worded(span: timedelta) -> str:
    """Word how long ago something was, as people say it."""
    for unit, name in ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute")):
        if span >= unit:
            count = span // unit
            return f"{count} {name}{'s' * (count != 1)}"
    count = max(0, int(span.total_seconds()))
    return f"{count} second{'s' * (count != 1)}"
