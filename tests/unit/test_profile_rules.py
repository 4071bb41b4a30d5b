"""Profiles compared: what loosens, what a list adds, what can be put back."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.people import Channel, DroppedCall, PhoneIs, SafeContact, SafeHours
from bot.model.profiles import ProfileChange
from bot.rules.profiles import loosens, merged, on_new_number, put_back
from bot.store.profile_cells import pack, unpack

NOON = datetime(2026, 12, 1, 17, tzinfo=UTC)
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0, tzinfo=None))
PROFILES = st.builds(
    SafeContact,
    channel=st.sampled_from(Channel),
    discreet=st.booleans(),
    voicemail=st.booleans(),
    phone_is=st.sampled_from(PhoneIs),
    safe_hours=st.none() | st.builds(SafeHours, TIMES, TIMES),
    consented_on=st.none() | DAYS,
    reminders=st.none() | st.booleans(),
    quiet_word=st.none() | st.text(min_size=1),
    code_word=st.none() | st.text(min_size=1),
    dropped_call=st.none() | st.sampled_from(DroppedCall),
    checked_on=st.none() | DAYS,
)


def hours(starts: int, ends: int) -> SafeHours:
    """Return safe hours of whole hours."""
    return SafeHours(time(starts), time(ends))


@pytest.mark.parametrize(
    ("before", "after", "is_looser"),
    [
        (None, hours(9, 17), False),
        (hours(9, 17), None, True),
        (hours(9, 17), hours(10, 16), False),
        (hours(9, 17), hours(9, 17), False),
        (hours(9, 17), hours(8, 16), True),
        (hours(9, 17), hours(16, 10), True),
        (hours(21, 6), hours(22, 5), False),
        (hours(21, 6), hours(5, 22), True),
        (hours(9, 17), hours(0, 0), False),
        (hours(0, 0), hours(9, 10), True),
    ],
)
def test_hours_loosen_where_a_moment_comes_in(
    before: SafeHours | None, after: SafeHours | None, *, is_looser: bool
) -> None:
    """Over midnight too."""
    careful = SafeContact(safe_hours=before)
    assert loosens(careful, replace(careful, safe_hours=after)) is is_looser


@given(PROFILES, PROFILES)
def test_wider_hours_are_found_minute_by_minute(before: SafeContact, after: SafeContact) -> None:
    """The rule says what counting says."""
    day = [time(minute // 60, minute % 60) for minute in range(1440)]
    was, now = before.safe_hours, after.safe_hours
    comes_in = any((now is None or now.contains(at)) and not (was is None or was.contains(at)) for at in day)
    assert loosens(before, replace(before, safe_hours=now)) is comes_in


@given(PROFILES)
def test_nothing_changed_loosens_nothing(profile: SafeContact) -> None:
    """A profile is as strict as itself."""
    assert not loosens(profile, profile)


@given(PROFILES, PROFILES)
def test_a_list_that_says_the_same_changes_nothing(now: SafeContact, said: SafeContact) -> None:
    """The nightly import repeats what it said, whatever was set by text meanwhile; the latest check counts."""
    after = merged(now, said, said)
    assert after == now


@given(PROFILES, PROFILES, PROFILES)
def test_what_the_list_says_anew_is_applied(now: SafeContact, last: SafeContact, this: SafeContact) -> None:
    """Field by field, unless it is tightened by less than somebody has; applying it twice changes nothing more."""
    after = merged(now, last, this)
    for name in ("phone_is", "discreet", "safe_hours", "reminders", "channel", "voicemail"):
        is_news = getattr(last, name) != getattr(this, name)
        stays = getattr(now, name)
        assert getattr(after, name) in ((getattr(this, name), stays) if is_news else (stays,))
    assert merged(after, this, this) == after


@pytest.mark.parametrize(
    ("now", "last", "this", "after"),
    [
        (PhoneIs.MONITORED, PhoneIs.PRIVATE, PhoneIs.SHARED, PhoneIs.MONITORED),
        (PhoneIs.SHARED, PhoneIs.PRIVATE, PhoneIs.MONITORED, PhoneIs.MONITORED),
        (PhoneIs.MONITORED, PhoneIs.SHARED, PhoneIs.PRIVATE, PhoneIs.PRIVATE),
        (PhoneIs.PRIVATE, PhoneIs.MONITORED, PhoneIs.SHARED, PhoneIs.SHARED),
    ],
)
def test_a_list_that_grew_more_careful_loosens_nothing(
    now: PhoneIs, last: PhoneIs, this: PhoneIs, after: PhoneIs
) -> None:
    """The office notes "shared" a day after the worker heard that somebody reads it; a looser list is news."""
    profiles = [SafeContact(phone_is=one) for one in (now, last, this)]
    assert merged(*profiles).phone_is is after
    tightens = loosens(profiles[2], profiles[1]) and not loosens(profiles[1], profiles[2])
    assert not (tightens and loosens(profiles[0], merged(*profiles)))


@given(PROFILES, PROFILES)
def test_a_new_number_is_no_looser_than_the_list(now: SafeContact, this: SafeContact) -> None:
    """And no looser than it was."""
    after = on_new_number(now, this)
    assert not loosens(this, after)
    assert not loosens(now, after) or loosens(now, this)


@given(PROFILES, PROFILES)
def test_what_was_changed_can_be_put_back(before: SafeContact, after: SafeContact) -> None:
    """Where nobody has changed anything since, all of it."""
    change = ProfileChange(person_key=1, at=NOON, actor="dana", before=before, after=after)
    assert put_back(after, change, ()) == before


@given(PROFILES, PROFILES, PROFILES)
def test_what_somebody_changed_since_stays(before: SafeContact, after: SafeContact, now: SafeContact) -> None:
    """Their word is newer."""
    mine = ProfileChange(person_key=1, at=NOON, actor="dana", before=before, after=after)
    theirs = ProfileChange(person_key=1, at=NOON, actor="lucia", before=after, after=now)
    back = put_back(now, mine, (theirs,))
    assert all(getattr(back, name) == getattr(now, name) for name in ("phone_is",) if now.phone_is != after.phone_is)


@given(PROFILES)
def test_a_kept_profile_comes_back_as_it_was(profile: SafeContact) -> None:
    """Every field, words too."""
    assert unpack(pack(profile)) == profile
