"""The gate: decides for any text, phone and moment whether it may leave (SAFETY 1.1, 1.2, 3, 5).

Everything that leaves asks it, at the moment of sending, whatever was decided when it was written.
"""

from datetime import datetime, time, timedelta
from enum import StrEnum

from bot.model.help import PhoneState
from bot.model.messages import Purpose
from bot.model.people import Channel, PhoneIs, SafeContact, SafeHours, Wording
from bot.model.policy import ContactRules, Hours
from bot.model.value import value, value_in_order


class Verdict(StrEnum):
    """What becomes of a text."""

    SEND = "send"
    HOLD_UNTIL = "hold_until"
    HOLD = "hold"
    REROUTE = "reroute"
    DROP = "drop"


class Reason(StrEnum):
    """Why the gate decided as it did; shown to whoever asks "did she get it?"."""

    FOR_STAFF = "for_staff"
    ANSWERS = "they_have_just_written"
    PRIVATE = "phone_is_private"
    AGREED = "they_agreed_to_it"
    OVERRIDDEN = "overridden_once_by_a_worker"
    TOO_LATE = "too_late_to_be_useful"
    OPTED_OUT = "texts_are_off_at_the_carrier"
    UNREACHABLE = "phone_cannot_get_texts"
    MAY_BE_READ = "phone_may_be_read"
    HELD = "phone_is_held"
    CHANGED_HANDS = "number_may_have_changed_hands"
    NOT_WANTED = "they_want_no_texts"
    UNSAFE_HOURS = "outside_safe_hours"
    OFF_DUTY = "waits_for_working_hours"
    NO_CONSENT = "no_consent"
    NOT_BY_TEXT = "not_by_text"
    NO_CALLS = "they_want_no_calls"


@value_in_order
class Decision:
    """The gate's answer; `until` is set for `HOLD_UNTIL`, `wording` counts for `SEND`.

    `HOLD` waits for the family's next text or a worker's word; `REROUTE` never leaves by text and goes to the worker.
    """

    verdict: Verdict
    reason: Reason
    wording: Wording = Wording.FULL
    until: datetime | None = None


@value
class Leaving:
    """A text that wants to leave: why, in answer to a text of when, until when of use, and a worker's override.

    `to` is the profile of the person an automatic text is for; nobody else's consent counts. `by_voice`: it is said on
    a call, which keeps to the same rules (a reminder alone goes that way).
    """

    purpose: Purpose
    to: SafeContact | None = None
    answers_at: datetime | None = None
    not_after: datetime | None = None
    overridden: bool = False
    by_voice: bool = False


NO_TEXTS_THERE = frozenset({21614, 30006})
"""The carrier's words for a phone that gets no texts and may ring all the same: a landline, mostly."""


def goes_by_voice(to: SafeContact, phone: PhoneState) -> bool:
    """Whether somebody is reminded by a call: because they chose calls, or because their phone gets no texts."""
    return to.channel is Channel.VOICE or (to.channel is Channel.TEXT and phone.unreachable_code in NO_TEXTS_THERE)


def reminding(to: SafeContact, phone: PhoneState, not_after: datetime | None = None) -> Leaving:
    """Return a reminder as the gate is to see it: by text, or by the call that this person gets instead."""
    by_voice = goes_by_voice(to, phone)
    return Leaving(purpose=Purpose.REMINDER, to=to, not_after=not_after, by_voice=by_voice)


def may_be_called_back(phone: PhoneState, now: datetime, hours: Hours) -> bool:
    """Whether the line may call back a phone whose number was shown on a call: that alone proves nothing (SAFETY 1.8).

    Whoever shows the number of another must not make their phone ring where or when that is not safe.
    """
    if phone.held_at is not None or phone.changed_hands_at is not None or phone.no_calls or phone.wants_nothing:
        return False
    if phone.phone_is is PhoneIs.MONITORED and not phone.takes_reminders:
        return False
    return _in_safe_hours(phone, now, hours, unset=True)


def decide(leaving: Leaving, phone: PhoneState, now: datetime, hours: Hours, rules: ContactRules) -> Decision:
    """Decide whether a text may leave at `now`."""
    if leaving.not_after is not None and now > leaving.not_after:
        return Decision(Verdict.DROP, Reason.TOO_LATE)
    if leaving.by_voice and leaving.purpose is not Purpose.REMINDER:
        return Decision(Verdict.DROP, Reason.NOT_BY_TEXT)
    is_out_of_reach = phone.opted_out_at is not None if leaving.by_voice else not phone.can_be_texted
    if is_out_of_reach:
        verdict = Verdict.REROUTE if leaving.purpose is Purpose.RELAY else Verdict.DROP
        return Decision(verdict, Reason.OPTED_OUT if phone.opted_out_at else Reason.UNREACHABLE)
    if leaving.purpose.is_for_staff:
        return _to_staff(leaving.purpose, now, hours)
    match leaving.purpose:
        case Purpose.RELAY:
            return _relay(leaving, phone, now, hours, rules)
        case Purpose.FOLLOW_UP:
            return _unasked(phone, now, hours)
        case Purpose.REMINDER | Purpose.NOTICE:
            return _automatic(leaving, phone, now, hours)
        case _:
            return _answer(leaving, phone, now, hours, rules)


def may_be_promised(phone: PhoneState, now: datetime, by: datetime, hours: Hours) -> bool:
    """Whether a further text may be promised to a phone: whenever until `by` it is sent, the gate lets it through."""
    return all(_unasked(phone, at, hours).verdict is Verdict.SEND for at in (now, by))


def wording_for(phone: PhoneState) -> Wording:
    """Return the wording a phone gets: full only where the person chose it and nothing is held."""
    may_be_full = not phone.discreet and phone.held_at is None and phone.changed_hands_at is None
    return Wording.FULL if may_be_full else Wording.DISCREET


def automatic_wording(phone: PhoneState) -> Wording:
    """Return the wording of automatic texts to a phone: full at most on a private one (SAFETY 1.2)."""
    return wording_for(phone) if phone.phone_is is PhoneIs.PRIVATE else Wording.DISCREET


def _to_staff(purpose: Purpose, now: datetime, hours: Hours) -> Decision:
    """Let urgent staff texts through; routine ones wait until the night is over (SAFETY 5)."""
    if purpose is not Purpose.STAFF_ROUTINE or hours.may_text_staff(now):
        return Decision(Verdict.SEND, Reason.FOR_STAFF)
    return Decision(Verdict.HOLD_UNTIL, Reason.OFF_DUTY, until=_next_clock(hours.staff_texts.starts, now, hours))


def _automatic(leaving: Leaving, phone: PhoneState, now: datetime, hours: Hours) -> Decision:
    """Let reminders and notices through to who agreed to them, in their hours; anywhere but private in discreet words.

    A notice comes from a worker at work and keeps to the person's own hours; a reminder keeps to the program's too.
    """
    refused = _refused_automatic(leaving, phone)
    if refused is not None:
        return Decision(Verdict.DROP, refused)
    openings = _openings(leaving.purpose, phone, hours)
    if not all(opening.contains(hours.local(now).time()) for opening in openings):
        until = _next_open(openings, now, hours)
        if until is None or (leaving.not_after is not None and until > leaving.not_after):
            return Decision(Verdict.DROP, Reason.UNSAFE_HOURS)
        return Decision(Verdict.HOLD_UNTIL, Reason.UNSAFE_HOURS, until=until)
    return Decision(Verdict.SEND, Reason.AGREED, automatic_wording(phone))


def closes_at(purpose: Purpose, phone: PhoneState, now: datetime, hours: Hours) -> datetime | None:
    """Return when the hours in which an automatic text may arrive at a phone are over; None where no hour ends them."""
    ends = [_next_clock(opening.ends, now, hours) for opening in _openings(purpose, phone, hours)]
    return min(ends, default=None)


def may_ever_open(phone: PhoneState, hours: Hours) -> bool:
    """Whether there is an hour at which a reminder may arrive at a phone: its own safe hours meet the program's."""
    openings = _openings(Purpose.REMINDER, phone, hours)
    return any(all(opening.contains(starts.starts) for opening in openings) for starts in openings)


def _openings(purpose: Purpose, phone: PhoneState, hours: Hours) -> list[SafeHours]:
    """Return the hours an automatic text keeps to: the person's own, a reminder the program's too."""
    own = [phone.safe_hours] if phone.safe_hours is not None else []
    return [*own, hours.family_texts if purpose is Purpose.REMINDER else hours.staff_texts]


def _refused_automatic(leaving: Leaving, phone: PhoneState) -> Reason | None:
    """Say why a person gets no automatic texts on this phone; None if they do (SAFETY 1.2)."""
    to = leaving.to
    if to is None or to.consented_on is None:
        return Reason.NO_CONSENT
    if to.channel is Channel.NONE or phone.wants_nothing or to.reminders is False:
        return Reason.NOT_WANTED
    if to.channel is Channel.VOICE and not leaving.by_voice:
        return Reason.NOT_BY_TEXT
    if leaving.by_voice and (phone.no_calls or not goes_by_voice(to, phone)):
        return Reason.NO_CALLS
    if phone.changed_hands_at is not None:
        return Reason.CHANGED_HANDS
    if phone.held_at is not None:
        return Reason.HELD
    if phone.phone_is is PhoneIs.MONITORED:
        return None if to.reminders is True and phone.takes_reminders else Reason.MAY_BE_READ
    return None if phone.takes_reminders else Reason.NOT_WANTED


def _next_open(openings: list[SafeHours], now: datetime, hours: Hours) -> datetime | None:
    """Return the next moment at which all of these hours have begun; None if they never meet."""
    starts = sorted(_next_clock(opening.starts, now, hours) for opening in openings)
    meets = (at for at in starts if all(opening.contains(hours.local(at).time()) for opening in openings))
    return next(meets, None)


def _next_clock(clock: time, now: datetime, hours: Hours) -> datetime:
    """Return when the program's clock shows `clock` next, after `now`."""
    local = hours.local(now)
    today = datetime.combine(local.date(), clock, tzinfo=hours.zone)
    if today.timestamp() > now.timestamp():  # not by the wall: an hour comes twice when clocks go back
        return today
    return datetime.combine(local.date() + timedelta(days=1), clock, tzinfo=hours.zone)


def _answer(leaving: Leaving, phone: PhoneState, now: datetime, hours: Hours, rules: ContactRules) -> Decision:
    """Let an automatic answer through while whoever texted still holds the phone."""
    asked_at = leaving.answers_at
    if asked_at is None or (phone.held_at is not None and asked_at < phone.held_at):
        return Decision(Verdict.HOLD, Reason.HELD if phone.held_at else Reason.MAY_BE_READ)
    if abs(now - asked_at) <= rules.answer_window:  # a text "of the future" means that a clock was wrong
        return Decision(Verdict.SEND, Reason.ANSWERS, wording_for(phone))
    return _unasked(phone, now, hours)


def _unasked(phone: PhoneState, now: datetime, hours: Hours) -> Decision:
    """Let words through that nobody waits for with the phone in hand: to private phones only, in safe hours."""
    if phone.changed_hands_at is not None:
        return Decision(Verdict.HOLD, Reason.CHANGED_HANDS)
    if phone.held_at is not None:
        return Decision(Verdict.HOLD, Reason.HELD)
    if phone.wants_nothing:
        return Decision(Verdict.HOLD, Reason.NOT_WANTED)
    if phone.phone_is is not PhoneIs.PRIVATE:
        return Decision(Verdict.HOLD, Reason.MAY_BE_READ)
    if not _in_safe_hours(phone, now, hours, unset=True):
        return Decision(Verdict.HOLD, Reason.UNSAFE_HOURS)
    return Decision(Verdict.SEND, Reason.PRIVATE, wording_for(phone))


def _relay(leaving: Leaving, phone: PhoneState, now: datetime, hours: Hours, rules: ContactRules) -> Decision:
    """Let a claimer's words through as an answer; later only to private phones, or once by an override (SAFETY 1.1)."""
    if _counts_as_answer(phone, now, rules.relay_window):
        return Decision(Verdict.SEND, Reason.ANSWERS, wording_for(phone))
    usual = _unasked(phone, now, hours)
    if usual.verdict is Verdict.SEND or not leaving.overridden:
        return usual
    if may_override(phone, now, hours):
        return Decision(Verdict.SEND, Reason.OVERRIDDEN, wording_for(phone))
    return usual


def _counts_as_answer(phone: PhoneState, now: datetime, window: timedelta) -> bool:
    """Whether the family texted within `window`, and not before the phone was held."""
    if phone.heard_at is None or abs(now - phone.heard_at) > window:
        return False
    return phone.held_at is None or phone.heard_at > phone.held_at


def may_override(phone: PhoneState, now: datetime, hours: Hours) -> bool:
    """Whether `send KB` may lift the hold; a monitored or unsafe phone only inside stated safe hours.

    Never where the number may be somebody else's: nobody knows their hours.
    """
    if phone.changed_hands_at is not None:
        return False
    if phone.phone_is is PhoneIs.MONITORED or phone.held_at is not None:
        return _in_safe_hours(phone, now, hours, unset=False)
    return True


def _in_safe_hours(phone: PhoneState, now: datetime, hours: Hours, *, unset: bool) -> bool:
    """Whether `now` lies in the phone's safe hours; `unset` is the answer where none were stated."""
    if phone.safe_hours is None:
        return unset
    return phone.safe_hours.contains(hours.local(now).time())


def next_opening(hours: Hours, now: datetime) -> datetime:
    """Return when the office opens next after `now`; a program without office hours opens in a day."""
    for ahead in range(15):
        day = hours.local(now).date() + timedelta(days=ahead)
        opening = hours.opens_on(day)
        if opening is None:
            continue
        opens_at = datetime.combine(day, opening.starts, tzinfo=hours.zone)
        if opens_at > now:
            return opens_at
    return now + timedelta(days=1)
