"""Safe-contact profiles compared and joined: does a change loosen, what does a list add, what can be put back."""

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from datetime import time

from bot.model.people import Channel, SafeContact, SafeHours
from bot.model.profiles import STRICTNESS, ProfileChange

_DAY = 24 * 60 * 60
FIELDS = tuple(field.name for field in fields(SafeContact))


def differing(before: SafeContact, after: SafeContact) -> tuple[str, ...]:
    """Name the fields in which two profiles differ."""
    return tuple(name for name in FIELDS if getattr(before, name) != getattr(after, name))


def only(names: Iterable[str], source: SafeContact, target: SafeContact) -> SafeContact:
    """Return `target` with these fields as `source` has them."""
    return replace(target, **{name: getattr(source, name) for name in names})


def loosens(before: SafeContact, after: SafeContact) -> bool:
    """Whether a change lets more reach a phone, or says more on it, than before."""
    return any(
        (
            STRICTNESS.index(after.phone_is) < STRICTNESS.index(before.phone_is),
            before.discreet and not after.discreet,
            after.voicemail and not before.voicemail,
            _is_wider(before.safe_hours, after.safe_hours),
            _reminders(after) > _reminders(before),
            before.channel is not Channel.TEXT and after.channel is Channel.TEXT,
            before.channel is Channel.NONE and after.channel is Channel.VOICE,
            before.consented_on is None and after.consented_on is not None,
        )
    )


def merged(now: SafeContact, last_list: SafeContact | None, this_list: SafeContact) -> SafeContact:
    """Return a profile after a list: only what the list says otherwise than the last one is news (None: the first).

    A list that grew more careful loosens nothing, be what a worker set meanwhile more careful yet. The day of the last
    check is the latest anybody knows of.
    """
    news: Iterable[str] = FIELDS
    if last_list is not None:
        news = (name for name in differing(last_list, this_list) if not _lags_behind(name, now, last_list, this_list))
    joined = only(news, this_list, now)
    days = [day for day in (now.checked_on, joined.checked_on) if day is not None]
    return replace(joined, checked_on=max(days, default=None))


def on_new_number(profile: SafeContact, this_list: SafeContact) -> SafeContact:
    """Return a profile as it holds on a number of which the list alone speaks: what loosened was said of the old one.

    What a worker tightened stays, for it is often the person's doing that is feared and not the phone's.
    """
    loosened = [name for name in differing(this_list, profile) if loosens(this_list, only((name,), profile, this_list))]
    return only(loosened, this_list, profile)


def _lags_behind(name: str, now: SafeContact, last_list: SafeContact, this_list: SafeContact) -> bool:
    """Whether a list tightens a field, only not as far as it is already."""
    means_to = loosens(last_list, only((name,), this_list, last_list))
    return not means_to and loosens(now, only((name,), this_list, now))


def put_back(now: SafeContact, mine: ProfileChange, newer: Sequence[ProfileChange]) -> SafeContact:
    """Return a profile without a change, in those of its fields that nobody has changed since.

    The day of the check goes with what was found out then, never alone. Who has asked since and found that all still
    holds stands behind the whole profile: a stranger's undo takes back none of it.
    """
    since = [differing(one.before, one.after) for one in newer]
    if any(set(names) <= {"checked_on"} for names in since):
        return now
    changed_since = {name for names in since for name in names}
    left = [
        name
        for name in differing(mine.before, mine.after)
        if name not in changed_since and getattr(now, name) == getattr(mine.after, name)
    ]
    is_day_alone = left == ["checked_on"] != list(differing(mine.before, mine.after))
    return now if is_day_alone else only(left, mine.before, now)


def _reminders(profile: SafeContact) -> int:
    """Rank what was said about reminders: no, never asked, yes."""
    return {False: 0, None: 1, True: 2}[profile.reminders]


def _is_wider(before: SafeHours | None, after: SafeHours | None) -> bool:
    """Whether safe hours let a moment in that was out; None is every hour."""
    if before is None or after == before:
        return False
    if after is None:
        return True
    if after.starts == after.ends:
        return False
    if before.starts == before.ends:
        return True
    begins = _seconds(before.starts, after.starts)
    return begins + _seconds(after.starts, after.ends) > _seconds(before.starts, before.ends)


def _seconds(starts: time, ends: time) -> int:
    """Return how long it is from one clock time to the next time of another."""
    from_midnight = [(at.hour * 60 + at.minute) * 60 + at.second for at in (starts, ends)]
    return (from_midnight[1] - from_midnight[0]) % _DAY
