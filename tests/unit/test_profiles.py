"""Profiles: where several persons hold a phone, the strictest word counts; nobody asked is careful (SAFETY 1.2)."""

from datetime import UTC, datetime, time
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.people import Channel, Language, Person, PhoneIs, Relation, SafeContact, SafeHours
from bot.model.phones import Phone
from bot.model.profiles import STRICTNESS, PhoneFacts, may_be_called, may_be_left_voicemail, phone_state

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
NINE_TO_THREE = SafeHours(time(9), time(15))
TEN_TO_TWO = SafeHours(time(22), time(2))


def person(**profile: object) -> Person:
    """Build a person with a profile that is careful but for what is said."""
    return Person(
        key=1,
        family="F-0001",
        person_id="1",
        name="Rosa",
        relation=Relation.PARENT,
        phone=Phone("+12025550120"),
        language=Language.ENGLISH,
        profile=SafeContact(**profile),  # type: ignore[arg-type]
    )


def test_defaults_are_the_careful_ones() -> None:
    """Nobody asked: discreet, no voicemail, who reads it not known, nothing automatic."""
    profile = SafeContact()
    assert profile.discreet
    assert not profile.voicemail
    assert profile.phone_is is PhoneIs.NOT_ASKED
    assert profile.consented_on is None


def test_a_phone_of_nobody_is_careful() -> None:
    """A number nobody knows is discreet, may be read, and is never called or left a message."""
    state = phone_state((), PhoneFacts())
    assert state.discreet
    assert state.phone_is is PhoneIs.NOT_ASKED
    assert not state.is_private
    assert not may_be_called((), state)
    assert not may_be_left_voicemail((), state)


def test_a_staff_phone_is_open() -> None:
    """A worker's phone is private and takes full wording, whatever families say of theirs."""
    state = phone_state((person(phone_is=PhoneIs.MONITORED),), PhoneFacts(), is_staff=True)
    assert state.is_private
    assert not state.discreet


def test_the_strictest_reader_counts() -> None:
    """Of two persons, the one whose phone is read decides, in either order."""
    for one, other in permutations(PhoneIs, 2):
        state = phone_state((person(phone_is=one), person(phone_is=other)), PhoneFacts())
        assert state.phone_is is max(one, other, key=STRICTNESS.index)


def test_one_discreet_person_makes_a_phone_discreet() -> None:
    """Full wording needs everybody's choice."""
    assert phone_state((person(discreet=False), person()), PhoneFacts()).discreet
    assert not phone_state((person(discreet=False), person(discreet=False)), PhoneFacts()).discreet


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ((None, None), None),
        ((NINE_TO_THREE, None), NINE_TO_THREE),
        ((None, NINE_TO_THREE), NINE_TO_THREE),
        ((NINE_TO_THREE, NINE_TO_THREE), NINE_TO_THREE),
    ],
)
def test_safe_hours_of_those_who_stated_them_count(
    stated: tuple[SafeHours | None, ...], expected: SafeHours | None
) -> None:
    """One person's hours bind the phone."""
    state = phone_state(tuple(person(safe_hours=hours) for hours in stated), PhoneFacts())
    assert state.safe_hours == expected


def test_two_different_hours_leave_none() -> None:
    """Where two persons named different hours, no moment is known to be safe for both."""
    hours = phone_state((person(safe_hours=NINE_TO_THREE), person(safe_hours=TEN_TO_TWO)), PhoneFacts()).safe_hours
    assert hours is not None
    assert not any(hours.contains(time(hour, minute)) for hour in range(24) for minute in (0, 30))


@given(st.times(), st.times(), st.times())
def test_safe_hours_and_their_complement_share_no_moment(starts: time, ends: time, at: time) -> None:
    """Every moment lies in the hours or in the rest of the day, never in both; equal ends mean never."""
    inside, outside = SafeHours(starts, ends).contains(at), SafeHours(ends, starts).contains(at)
    assert inside != outside or (starts == ends and not inside)


@pytest.mark.parametrize(
    ("profile", "facts", "called"),
    [
        ({"phone_is": PhoneIs.PRIVATE}, {}, True),
        ({"phone_is": PhoneIs.SHARED}, {}, False),
        ({"phone_is": PhoneIs.MONITORED}, {}, False),
        ({}, {}, False),
        ({"channel": Channel.VOICE}, {}, True),
        ({"channel": Channel.NONE, "phone_is": PhoneIs.PRIVATE}, {}, False),
        ({"phone_is": PhoneIs.PRIVATE}, {"held_at": NOW}, False),
        ({"phone_is": PhoneIs.PRIVATE}, {"no_calls": True}, False),
        ({"channel": Channel.VOICE}, {"held_at": NOW}, False),
        ({"channel": Channel.VOICE}, {"no_calls": True}, False),
    ],
)
def test_calls_need_a_profile_that_allows_them(
    profile: dict[str, object], facts: dict[str, object], called: bool
) -> None:
    """A private phone, or voice as chosen; never after a hold or refused calls."""
    persons = (person(**profile),)
    state = phone_state(persons, PhoneFacts(**facts))  # type: ignore[arg-type]
    assert may_be_called(persons, state) is called


@pytest.mark.parametrize(
    ("profiles", "facts", "left"),
    [
        (({"voicemail": True},), {}, True),
        (({},), {}, False),
        (({"voicemail": True}, {}), {}, False),
        (({"voicemail": True},), {"held_at": NOW}, False),
        (({"voicemail": True},), {"no_calls": True}, False),
    ],
)
def test_voicemail_needs_everybodys_yes(
    profiles: tuple[dict[str, object], ...], facts: dict[str, object], left: bool
) -> None:
    """One person without a yes, or a hold, keeps the machine from speaking."""
    persons = tuple(person(**profile) for profile in profiles)
    state = phone_state(persons, PhoneFacts(**facts))  # type: ignore[arg-type]
    assert may_be_left_voicemail(persons, state) is left


def test_what_the_carrier_and_workers_know_is_kept() -> None:
    """Facts of the phone itself pass through, whoever holds it."""
    facts = PhoneFacts(heard_at=NOW, held_at=NOW, no_calls=True, opted_out_at=NOW, unreachable_code=21614)
    state = phone_state((person(phone_is=PhoneIs.PRIVATE),), facts)
    assert (state.heard_at, state.held_at, state.opted_out_at, state.unreachable_code) == (NOW, NOW, NOW, 21614)
    assert state.no_calls
    assert not state.is_private
    assert not state.can_be_texted
