"""Puts a safe-contact profile into words for staff: catalog keys alone, by codes alone; never a person's own words."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.model.effects import Lines, Phrase
from bot.model.people import Person, SafeContact, SafeHours
from bot.model.profiles import IMPORT, PhoneFacts, ProfileChange, Steered

SHOWN = ("phone_is", "discreet", "voicemail", "reminders", "channel", "safe_hours")
ANY_DAY = date(2000, 1, 1)
"""A clock time alone is worded as one of a day on which no clock changes."""
Line = tuple[str, dict[str, object]]


def what(names: Iterable[str], profile: SafeContact, zone: ZoneInfo) -> Lines:
    """Word some fields of a profile, as they now are."""
    return Lines(tuple(_field(name, profile, zone) for name in names))


def profile_line(person: Person, steered: Steered, zone: ZoneInfo) -> Line:
    """Word what holds for a person."""
    profile = person.profile
    plain = Phrase(tuple(_key(name, profile) for name in SHOWN if name != "safe_hours"))
    hours = what(("safe_hours",), profile, zone)
    checked = Lines((_checked(person, steered.changes),))
    params = {"family": person.family, "person": person.person_id, "holds": plain, "hours": hours, "checked": checked}
    return "staff.profile.person", params


def held_lines(steered: Steered) -> Iterator[Line]:
    """Word what keeps texts from a family beside its profiles."""
    facts: Sequence[PhoneFacts] = tuple(steered.phones.values())
    if facts and all(one.held_at for one in facts):
        yield "staff.safe.held", {}
    if steered.is_quiet:
        yield "staff.profile.quiet", {}


def _field(name: str, profile: SafeContact, zone: ZoneInfo) -> Line:
    hours = profile.safe_hours
    if name != "safe_hours" or hours is None or hours.starts == hours.ends:
        return _key(name, profile), {}
    return "staff.profile.hours_span", {"starts": _at(hours.starts, zone), "ends": _at(hours.ends, zone)}


def _key(name: str, profile: SafeContact) -> str:
    """Return the catalog key of a field as it is."""
    value = getattr(profile, name)
    match value:
        case None:
            word = "any" if name == "safe_hours" else "unset"
        case bool():
            word = "yes" if value else "no"
        case SafeHours():
            word = "never"
        case _:
            word = str(value)
    return f"staff.profile.{ {'safe_hours': 'hours'}.get(name, name) }_{word}"


def _checked(person: Person, changes: Sequence[ProfileChange]) -> Line:
    """Word when somebody last asked a person whether all this holds, and who it was."""
    on = person.profile.checked_on
    if on is None:
        return "staff.profile.never_checked", {}
    by = checked_by(person, changes)
    if by is None or by == IMPORT:
        return "staff.profile.checked", {"on": on}
    return "staff.profile.checked_by", {"on": on, "by": by}


def checked_by(person: Person, changes: Sequence[ProfileChange]) -> str | None:
    """Return who set the day of the last check; `changes` newest first."""
    on = person.profile.checked_on
    return next(
        (
            one.actor
            for one in changes
            if one.person_key == person.key and one.before.checked_on != one.after.checked_on == on
        ),
        None,
    )


def _at(clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(ANY_DAY, clock, tzinfo=zone)
