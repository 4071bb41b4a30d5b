"""The gate for reminders by voice and for calling back: what it lets ring it would let through as a text."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from gate import HOURS, NIGHT, RULES, TUESDAY_NOON
from hypothesis import given
from hypothesis import strategies as st

from bot.hearing import word_on_keys
from bot.language.personal_words import on_keys
from bot.model.help import PhoneState
from bot.model.messages import Purpose
from bot.model.people import Channel, Language, Person, PhoneIs, Relation, SafeContact, SafeHours
from bot.model.phones import Phone
from bot.rules.safety import Leaving, Reason, Verdict, decide, goes_by_voice, may_be_called_back, reminding

AGREED = SafeContact(channel=Channel.VOICE, consented_on=date(2026, 11, 1))
LANDLINES = (21614, 30006)
Night = tuple[Leaving, PhoneState, datetime]


moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001
times = st.times().map(lambda at: at.replace(second=0, microsecond=0))
safe_hours = st.none() | st.builds(SafeHours, times, times)
profiles = st.builds(
    SafeContact,
    channel=st.sampled_from(Channel),
    consented_on=st.none() | st.just(date(2026, 1, 1)),
    reminders=st.none() | st.booleans(),
)


def phone(**known: object) -> PhoneState:
    """Build a private phone with nothing against it but what is said."""
    return replace(PhoneState(phone_is=PhoneIs.PRIVATE, discreet=False, safe_hours=None), **known)  # type: ignore[arg-type]


@st.composite
def nights(draw: st.DrawFn) -> "Night":
    """Draw a text, a phone and a moment."""
    now = draw(moments)
    state = PhoneState(
        phone_is=draw(st.sampled_from(PhoneIs)),
        discreet=draw(st.booleans()),
        safe_hours=draw(safe_hours),
        held_at=draw(st.none() | st.just(now)),
        changed_hands_at=draw(st.none() | st.just(now)),
        takes_reminders=draw(st.booleans()),
        opted_out_at=draw(st.none() | st.just(now)),
        unreachable_code=draw(st.none() | st.sampled_from(LANDLINES)),
    )
    leaving = Leaving(purpose=draw(st.sampled_from(Purpose)), to=draw(st.none() | profiles), answers_at=now)
    return leaving, state, now


def by_voice(to: SafeContact, state: PhoneState, now: datetime) -> Verdict:
    """Ask the gate about a reminder, by the way this person is reminded."""
    return decide(reminding(to, state), state, now, HOURS, RULES).verdict


@given(nights(), st.booleans(), st.sampled_from((None, *LANDLINES, 30005)))
def test_a_call_leaves_where_a_text_would(night: Night, no_calls: bool, code: int | None) -> None:
    """Nobody is called to whom the same reminder would not go as a text, had they chosen texts and a phone for them."""
    leaving, drawn, now = night
    to = leaving.to or SafeContact()
    state = replace(drawn, no_calls=no_calls, unreachable_code=code)
    if not goes_by_voice(to, state) or by_voice(to, state, now) is not Verdict.SEND:
        return
    texted, reads = replace(to, channel=Channel.TEXT), replace(state, unreachable_code=None)
    as_text = Leaving(purpose=Purpose.REMINDER, to=texted)
    assert decide(as_text, reads, now, HOURS, RULES).verdict is Verdict.SEND
    assert not no_calls


@given(nights(), st.sampled_from(Purpose))
def test_nothing_but_reminders_goes_by_voice(night: Night, purpose: Purpose) -> None:
    """The gate lets no other text be said on a call of ours, and nobody be called who wants texts and can get them."""
    leaving, state, now = night
    called = replace(leaving, by_voice=True, purpose=purpose)
    if decide(called, state, now, HOURS, RULES).verdict is Verdict.SEND:
        assert purpose is Purpose.REMINDER
        assert leaving.to is not None
        assert goes_by_voice(leaving.to, state)


@pytest.mark.parametrize("code", LANDLINES)
def test_a_phone_that_gets_no_texts_is_called(code: int) -> None:
    """Who chose texts, on a landline: by voice; a dead number is not tried that way."""
    to = replace(AGREED, channel=Channel.TEXT)
    assert by_voice(to, phone(unreachable_code=code), TUESDAY_NOON) is Verdict.SEND
    assert not goes_by_voice(to, phone(unreachable_code=30005))
    assert not goes_by_voice(replace(AGREED, channel=Channel.NONE), phone(unreachable_code=code))


@pytest.mark.parametrize(
    ("known", "reason"),
    [
        ({"no_calls": True}, Reason.NO_CALLS),
        ({"opted_out_at": NIGHT}, Reason.OPTED_OUT),
        ({"held_at": NIGHT}, Reason.HELD),
        ({"changed_hands_at": NIGHT}, Reason.CHANGED_HANDS),
        ({"wants_nothing": True}, Reason.NOT_WANTED),
        ({"phone_is": PhoneIs.MONITORED}, Reason.MAY_BE_READ),
    ],
)
def test_who_is_never_called(known: dict[str, object], reason: Reason) -> None:
    """Each with its reason."""
    state = phone(**known)
    decision = decide(reminding(AGREED, state), state, TUESDAY_NOON, HOURS, RULES)
    assert (decision.verdict, decision.reason) == (Verdict.DROP, reason)


def test_calls_keep_to_the_hours_of_texts() -> None:
    """At eleven at night a reminder by voice waits for the morning."""
    decision = decide(reminding(AGREED, phone()), phone(), NIGHT, HOURS, RULES)
    assert decision.verdict is Verdict.HOLD_UNTIL
    assert decision.until is not None
    assert HOURS.family_texts.contains(HOURS.local(decision.until).time())


@given(nights(), st.booleans(), st.booleans(), moments)
def test_nobody_is_called_back_where_that_may_harm(night: Night, no_calls: bool, wants: bool, now: datetime) -> None:
    """Held, doubted, refused, monitored without a yes, or outside stated safe hours: the phone does not ring."""
    state = replace(night[1], no_calls=no_calls, wants_nothing=not wants, takes_reminders=wants)
    if may_be_called_back(state, now, HOURS):
        assert state.held_at is None
        assert state.changed_hands_at is None
        assert wants
        assert not no_calls
        assert state.safe_hours is None or state.safe_hours.contains(HOURS.local(now).time())


def somebody(key: int, word: str | None) -> Person:
    """Make a person with that code word."""
    return Person(
        key=key,
        family="F-0012",
        person_id=str(key),
        name="Rosa",
        relation=Relation.PARENT,
        phone=Phone("+12025550120"),
        language=Language.SPANISH,
        profile=SafeContact(code_word=word),
    )


def test_a_word_is_spelled_on_the_keys() -> None:
    """Letters by their keys, digits as they are; two persons whose words share their keys are told apart by none."""
    assert on_keys("ponce 1987") == "766231987"
    assert on_keys("Ñandú") == "62638"
    assert word_on_keys("25836666", (somebody(1, "blue moon"), somebody(2, "red sun"))) == "blue moon"
    assert word_on_keys("22", (somebody(1, "aa"), somebody(2, "bb"))) == "22"
    assert word_on_keys("25836667", (somebody(1, "blue moon"),)) == "25836667"
    assert word_on_keys("", (somebody(1, None),)) == ""
