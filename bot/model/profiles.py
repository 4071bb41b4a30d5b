"""What holds for a phone, from everybody who may hold it: the strictest profile wins."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime

from bot.model.help import PhoneState
from bot.model.people import Channel, DroppedCall, Person, PhoneIs, SafeContact, SafeHours
from bot.model.value import value

IMPORT = "import"
"""Who changed a profile that the office's list changed."""
CONFIRMED = "number_confirmed"
"""How the audit calls it that a worker ended a doubt whose number it is."""
STRICTNESS = (PhoneIs.PRIVATE, PhoneIs.NOT_ASKED, PhoneIs.SHARED, PhoneIs.MONITORED)


@value
class PhoneFacts:
    """What is known of a phone number whoever owns it: last text, holds, and the carrier's refusals.

    `changed_hands_at`: since when somebody else may have this number; nobody of the family is spoken to on it until a
    worker confirms it. `proved`, `proved_at`: the person who last gave their code word on it, and when.
    """

    heard_at: datetime | None = None
    held_at: datetime | None = None
    no_calls: bool = False
    opted_out_at: datetime | None = None
    unreachable_code: int | None = None
    changed_hands_at: datetime | None = None
    proved: int | None = None
    proved_at: datetime | None = None


@value
class ProfileChange:
    """What a profile was, what it became, when and by whom: a worker's id, or `import`."""

    person_key: int
    at: datetime
    actor: str
    before: SafeContact
    after: SafeContact


@value
class LastWord:
    """The last command about a family that is on record."""

    action: str
    at: datetime


@value
class Steered:
    """A family as a worker's command finds it: its persons, their phones by person, every change, newest first.

    `my_last`: the last thing this worker did to it; `my_confirmed`: when they last ended a doubt whose number one of
    its phones is. `is_quiet`: automatic texts rest until `resume`.
    """

    persons: tuple[Person, ...] = ()
    phones: Mapping[int, PhoneFacts] = field(default_factory=dict)
    changes: tuple[ProfileChange, ...] = ()
    my_last: LastWord | None = None
    my_confirmed: LastWord | None = None
    is_quiet: bool = False


def phone_state(persons: Sequence[Person], facts: PhoneFacts, *, is_staff: bool = False) -> PhoneState:
    """Join the profiles of the persons of one phone with what is known of the phone itself."""
    if is_staff:
        phone_is, discreet, safe_hours = PhoneIs.PRIVATE, False, None
    else:
        profiles = [person.profile for person in persons]
        phone_is = max((profile.phone_is for profile in profiles), key=STRICTNESS.index, default=PhoneIs.NOT_ASKED)
        discreet = any(profile.discreet for profile in profiles) or not profiles
        safe_hours = _tightest([profile.safe_hours for profile in profiles if profile.safe_hours])
    return PhoneState(
        phone_is=phone_is,
        discreet=discreet,
        safe_hours=safe_hours,
        heard_at=facts.heard_at,
        held_at=facts.held_at,
        changed_hands_at=None if is_staff else facts.changed_hands_at,
        no_calls=facts.no_calls,
        takes_reminders=_takes_reminders(persons, phone_is),
        wants_nothing=any(person.profile.channel is Channel.NONE for person in persons),
        opted_out_at=facts.opted_out_at,
        unreachable_code=facts.unreachable_code,
    )


def _takes_reminders(persons: Sequence[Person], phone_is: PhoneIs) -> bool:
    """Whether reminders may go to a phone: nobody refused, and on a monitored one everybody asked for them."""
    said = [person.profile.reminders for person in persons]
    return all(said) if phone_is is PhoneIs.MONITORED else False not in said


def may_be_called(persons: Sequence[Person], phone: PhoneState) -> bool:
    """Whether the profile allows a call: chosen by voice, or a private phone of somebody who did not refuse contact."""
    if not persons or not _may_ring(phone):
        return False
    channels = {person.profile.channel for person in persons}
    return channels == {Channel.VOICE} or (phone.is_private and Channel.NONE not in channels)


def may_be_left_voicemail(persons: Sequence[Person], phone: PhoneState) -> bool:
    """Whether everybody of this phone said that voicemail is safe."""
    return bool(persons) and _may_ring(phone) and all(person.profile.voicemail for person in persons)


def _may_ring(phone: PhoneState) -> bool:
    """Whether nothing speaks against a call: no hold, no refusal, no doubt whose number it is."""
    return phone.held_at is None and phone.changed_hands_at is None and not phone.no_calls


def dropped_call_plan(persons: Sequence[Person]) -> DroppedCall | None:
    """Return what to do if a call to a phone breaks off; None where nobody was asked, or two want different things."""
    plans = {person.profile.dropped_call for person in persons}
    return plans.pop() if len(plans) == 1 else None


def _tightest(stated: Sequence[SafeHours]) -> SafeHours | None:
    """Return the stated safe hours; where two persons stated different ones, hours that never come."""
    if not stated:
        return None
    first = stated[0]
    return first if all(hours == first for hours in stated) else SafeHours(first.starts, first.starts)
