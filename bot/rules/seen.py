"""What the gate saw when it decided about a text, kept beside the decision: profiles change, this does not."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import UTC, datetime, time
from typing import Any

from bot.model.help import PhoneState
from bot.model.messages import Purpose
from bot.model.people import Channel, PhoneIs, SafeHours
from bot.model.policy import Hours
from bot.model.value import value
from bot.rules.safety import Leaving


@value
class Seen:
    """The facts of one moment.

    `is_safe_hour`, `is_program_hour`: None where no hours count. `answers_at`: when the text it answers was written.
    `agreed`: the person an automatic text is for has agreed, None where it is for nobody or is not automatic.
    """

    at: datetime
    phone_is: PhoneIs
    discreet: bool = False
    wants_nothing: bool = False
    overridden: bool = False
    is_safe_hour: bool | None = None
    is_program_hour: bool | None = None
    agreed: bool | None = None
    reminders: bool | None = None
    safe_hours: SafeHours | None = None
    channel: Channel | None = None
    held_at: datetime | None = None
    changed_hands_at: datetime | None = None
    heard_at: datetime | None = None
    answers_at: datetime | None = None
    not_after: datetime | None = None
    opted_out_at: datetime | None = None
    unreachable_code: int | None = None


def saw(leaving: Leaving, phone: PhoneState, now: datetime, hours: Hours) -> Seen:
    """Gather what the gate is given about a text at `now`."""
    local = hours.local(now).time()
    to = leaving.to if leaving.purpose.needs_consent else None
    opening = _opening(leaving.purpose, hours)
    return Seen(
        at=now,
        phone_is=phone.phone_is,
        discreet=phone.discreet,
        wants_nothing=phone.wants_nothing,
        overridden=leaving.overridden,
        is_safe_hour=phone.safe_hours.contains(local) if phone.safe_hours is not None else None,
        is_program_hour=opening.contains(local) if opening is not None else None,
        agreed=to.consented_on is not None if to is not None else None,
        reminders=to.reminders if to is not None else None,
        safe_hours=phone.safe_hours,
        channel=to.channel if to is not None else None,
        held_at=phone.held_at,
        changed_hands_at=phone.changed_hands_at,
        heard_at=phone.heard_at,
        answers_at=leaving.answers_at,
        not_after=leaving.not_after,
        opted_out_at=phone.opted_out_at,
        unreachable_code=phone.unreachable_code,
    )


def _opening(purpose: Purpose, hours: Hours) -> SafeHours | None:
    """Return the program's hours a text of this purpose keeps to; None if it leaves at any."""
    if purpose is Purpose.REMINDER:
        return hours.family_texts
    return hours.staff_texts if purpose in {Purpose.NOTICE, Purpose.STAFF_ROUTINE} else None


# A fact is a letter and its value, a blank between two: short enough for a column, and readable in a pinch.


def written(seen: Seen) -> str:
    """Write facts down for a column of 144 characters; what is as by default is left out."""
    found = [(letter, getattr(seen, name), default) for name, letter, default in _ORDER]
    return " ".join([letter + _text(value) for letter, value, default in found if value is not default])


def read(text: str) -> Seen:
    """Read facts back, moments to the second; a letter of a later version is passed over."""
    found = {part[0]: part[1:] for part in text.split()}
    facts: dict[str, Any] = {name: make(found[letter]) for name, (letter, make) in _FACTS.items() if letter in found}
    return Seen(**facts)


def _text(value: object) -> str:
    match value:
        case datetime():
            return str(int(value.timestamp()))
        case bool():
            return "+" if value else "-"
        case SafeHours(starts, ends):
            return f"{starts.hour:02}{starts.minute:02}{ends.hour:02}{ends.minute:02}"
        case _:
            return str(value)


def _yes(text: str) -> bool:
    return text == "+"


def _moment(text: str) -> datetime:
    return datetime.fromtimestamp(int(text), UTC)


def _hours(text: str) -> SafeHours:
    starts, ends = (time(int(clock[:2]), int(clock[2:])) for clock in (text[:4], text[4:]))
    return SafeHours(starts, ends)


_FACTS: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "at": ("@", _moment),
    "phone_is": ("p", PhoneIs),
    "discreet": ("d", _yes),
    "wants_nothing": ("n", _yes),
    "overridden": ("w", _yes),
    "is_safe_hour": ("s", _yes),
    "is_program_hour": ("o", _yes),
    "agreed": ("a", _yes),
    "reminders": ("r", _yes),
    "safe_hours": ("S", _hours),
    "channel": ("c", Channel),
    "held_at": ("H", _moment),
    "changed_hands_at": ("G", _moment),
    "heard_at": ("T", _moment),
    "answers_at": ("A", _moment),
    "not_after": ("U", _moment),
    "opted_out_at": ("O", _moment),
    "unreachable_code": ("X", int),
}
_ORDER = [(field.name, _FACTS[field.name][0], field.default) for field in fields(Seen)]
