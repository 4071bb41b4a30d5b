"""The gate: a table of what may leave when, and properties that hold for every phone at any moment (SAFETY 1)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from gate import HOURS, NIGHT, RULES, TUESDAY_NOON, ZONE
from hypothesis import given
from hypothesis import strategies as st

from bot.model.help import PhoneState
from bot.model.messages import Purpose
from bot.model.people import Channel, PhoneIs, SafeContact, SafeHours, Wording
from bot.rules.safety import (
    Decision,
    Leaving,
    Reason,
    Verdict,
    decide,
    may_be_promised,
    may_override,
    next_opening,
    wording_for,
)

SPRING_FORWARD = datetime(2027, 3, 14, tzinfo=ZONE)
FALL_BACK = datetime(2026, 11, 1, tzinfo=ZONE)
NINE_TO_THREE = SafeHours(time(9), time(15))
ANSWERS = (Purpose.ANSWER, Purpose.HELP_ANSWER)
TO_FAMILIES = tuple(purpose for purpose in Purpose if not purpose.is_for_staff)
TO_STAFF = tuple(purpose for purpose in Purpose if purpose.is_for_staff)


def phone(phone_is: PhoneIs = PhoneIs.PRIVATE, **known: object) -> PhoneState:
    """Build a phone: full wording, no safe hours, nothing against it but what is said."""
    plain = PhoneState(phone_is=phone_is, discreet=False, safe_hours=None)
    return replace(plain, **known)  # type: ignore[arg-type]


def at_gate(leaving: Leaving, state: PhoneState, now: datetime = NIGHT) -> Decision:
    """Ask the gate."""
    return decide(leaving, state, now, HOURS, RULES)


def minutes(count: float) -> datetime:
    """Return the moment so many minutes before the night's eleven."""
    return NIGHT - timedelta(minutes=count)


SEND, HOLD = Verdict.SEND, Verdict.HOLD
IS_PRIVATE, ANSWERS_THEM, HAS_AGREED = Reason.PRIVATE, Reason.ANSWERS, Reason.AGREED
MAY_BE_READ, HELD, UNSAFE_HOURS = Reason.MAY_BE_READ, Reason.HELD, Reason.UNSAFE_HOURS
SHARED, MONITORED, NOT_ASKED, PRIVATE = PhoneIs.SHARED, PhoneIs.MONITORED, PhoneIs.NOT_ASKED, PhoneIs.PRIVATE

UNASKED = [
    (phone(), SEND, IS_PRIVATE),
    (phone(SHARED), HOLD, MAY_BE_READ),
    (phone(MONITORED), HOLD, MAY_BE_READ),
    (phone(NOT_ASKED), HOLD, MAY_BE_READ),
    (phone(held_at=minutes(1)), HOLD, HELD),
    (phone(safe_hours=NINE_TO_THREE), HOLD, UNSAFE_HOURS),
    (phone(safe_hours=SafeHours(time(22), time(2))), SEND, IS_PRIVATE),
    (phone(safe_hours=SafeHours(time(9), time(9))), HOLD, UNSAFE_HOURS),
    (phone(MONITORED, safe_hours=SafeHours(time(22), time(2))), HOLD, MAY_BE_READ),
    (phone(heard_at=minutes(0), held_at=minutes(1)), HOLD, HELD),
]


@pytest.mark.parametrize(("state", "verdict", "reason"), UNASKED)
def test_what_follows_unasked(state: PhoneState, verdict: Verdict, reason: Reason) -> None:
    """A follow-up leaves for a private phone in safe hours that nobody holds, and for no other."""
    decision = at_gate(Leaving(purpose=Purpose.FOLLOW_UP), state)
    assert (decision.verdict, decision.reason) == (verdict, reason)


AUTOMATIC_ANSWERS = [
    (0, phone(MONITORED, safe_hours=NINE_TO_THREE), SEND, ANSWERS_THEM),
    (2, phone(MONITORED, safe_hours=NINE_TO_THREE), SEND, ANSWERS_THEM),
    (2.01, phone(MONITORED), HOLD, MAY_BE_READ),
    (2.01, phone(SHARED), HOLD, MAY_BE_READ),
    (2.01, phone(NOT_ASKED), HOLD, MAY_BE_READ),
    (2.01, phone(), SEND, IS_PRIVATE),
    (2.01, phone(safe_hours=NINE_TO_THREE), HOLD, UNSAFE_HOURS),
    (1, phone(held_at=minutes(1)), SEND, ANSWERS_THEM),
    (1, phone(held_at=minutes(0.5)), HOLD, HELD),
    (3, phone(held_at=minutes(5)), HOLD, HELD),
    (-60, phone(SHARED), HOLD, MAY_BE_READ),
]


@pytest.mark.parametrize("purpose", ANSWERS)
@pytest.mark.parametrize(("age", "state", "verdict", "reason"), AUTOMATIC_ANSWERS)
def test_answers(purpose: Purpose, age: float, state: PhoneState, verdict: Verdict, reason: Reason) -> None:
    """An automatic answer leaves for two minutes, outside safe hours too; a clock set back opens nothing."""
    decision = at_gate(Leaving(purpose=purpose, answers_at=minutes(age)), state)
    assert (decision.verdict, decision.reason) == (verdict, reason)


RELAYED = [
    (15, False, phone(SHARED), SEND, ANSWERS_THEM),
    (15, False, phone(MONITORED, safe_hours=NINE_TO_THREE), SEND, ANSWERS_THEM),
    (15.01, False, phone(SHARED), HOLD, MAY_BE_READ),
    (15.01, True, phone(SHARED), SEND, Reason.OVERRIDDEN),
    (15.01, True, phone(NOT_ASKED), SEND, Reason.OVERRIDDEN),
    (15.01, False, phone(MONITORED), HOLD, MAY_BE_READ),
    (15.01, True, phone(MONITORED), HOLD, MAY_BE_READ),
    (15.01, True, phone(MONITORED, safe_hours=NINE_TO_THREE), HOLD, MAY_BE_READ),
    (15.01, True, phone(MONITORED, safe_hours=SafeHours(time(22), time(2))), SEND, Reason.OVERRIDDEN),
    (15.01, False, phone(), SEND, IS_PRIVATE),
    (15.01, False, phone(safe_hours=NINE_TO_THREE), HOLD, UNSAFE_HOURS),
    (15.01, True, phone(safe_hours=NINE_TO_THREE), SEND, Reason.OVERRIDDEN),
    (1, False, phone(held_at=minutes(1)), HOLD, HELD),
    (1, True, phone(held_at=minutes(1)), HOLD, HELD),
    (1, False, phone(held_at=minutes(2)), SEND, ANSWERS_THEM),
    (16, True, phone(held_at=minutes(20)), HOLD, HELD),
    (16, True, phone(held_at=minutes(20), safe_hours=SafeHours(time(22), time(2))), SEND, Reason.OVERRIDDEN),
    (-60, False, phone(SHARED), HOLD, MAY_BE_READ),
    (None, False, phone(SHARED), HOLD, MAY_BE_READ),
]


@pytest.mark.parametrize(("heard", "overridden", "state", "verdict", "reason"), RELAYED)
def test_a_claimers_words(
    heard: float | None, overridden: bool, state: PhoneState, verdict: Verdict, reason: Reason
) -> None:
    """Words answer for 15 minutes; later an override sends them, but not to monitored or unsafe phones at bad hours."""
    state = replace(state, heard_at=None if heard is None else minutes(heard))
    decision = at_gate(Leaving(purpose=Purpose.RELAY, overridden=overridden), state)
    assert (decision.verdict, decision.reason) == (verdict, reason)


@pytest.mark.parametrize("purpose", Purpose)
def test_a_phone_that_cannot_be_texted_gets_nothing(purpose: Purpose) -> None:
    """After an opt-out nothing leaves; a claimer's words go back to the claimer."""
    answers = Leaving(purpose=purpose, answers_at=NIGHT, overridden=True)
    stopped = at_gate(answers, phone(opted_out_at=NIGHT, heard_at=NIGHT))
    landline = at_gate(answers, phone(unreachable_code=21614, heard_at=NIGHT))
    expected = Verdict.REROUTE if purpose is Purpose.RELAY else Verdict.DROP
    assert (stopped.verdict, stopped.reason) == (expected, Reason.OPTED_OUT)
    assert (landline.verdict, landline.reason) == (expected, Reason.UNREACHABLE)


@pytest.mark.parametrize("purpose", Purpose)
def test_what_comes_too_late_is_dropped(purpose: Purpose) -> None:
    """A text of no more use is dropped, whoever it was for."""
    late = Leaving(purpose=purpose, answers_at=NIGHT, not_after=minutes(1))
    assert at_gate(late, phone(heard_at=NIGHT)).reason is Reason.TOO_LATE
    assert at_gate(replace(late, not_after=NIGHT), phone(heard_at=NIGHT)).reason is not Reason.TOO_LATE


@pytest.mark.parametrize("purpose", [purpose for purpose in TO_STAFF if purpose is not Purpose.STAFF_ROUTINE])
def test_urgent_staff_texts_leave_at_any_hour(purpose: Purpose) -> None:
    """Pages, words, answers to commands and alarms never wait."""
    assert at_gate(Leaving(purpose=purpose), phone(), NIGHT).verdict is Verdict.SEND


ROUTINE = [
    (TUESDAY_NOON, None),
    (NIGHT, datetime(2026, 11, 25, 7, 0, tzinfo=ZONE)),
    (datetime(2026, 11, 24, 6, 59, 59, tzinfo=ZONE), datetime(2026, 11, 24, 7, 0, tzinfo=ZONE)),
    (datetime(2026, 11, 24, 7, 0, tzinfo=ZONE), None),
    (datetime(2026, 11, 27, 20, 59, 59, tzinfo=ZONE), None),
    (datetime(2026, 11, 27, 21, 0, tzinfo=ZONE), datetime(2026, 11, 28, 7, 0, tzinfo=ZONE)),
    (datetime(2026, 11, 28, 10, 0, tzinfo=ZONE), None),
    (datetime(2026, 12, 25, 10, 0, tzinfo=ZONE), None),
    (FALL_BACK + timedelta(minutes=90), datetime(2026, 11, 1, 7, 0, tzinfo=ZONE)),
    (SPRING_FORWARD + timedelta(hours=3), datetime(2027, 3, 14, 7, 0, tzinfo=ZONE)),
]


@pytest.mark.parametrize(("now", "until"), ROUTINE)
def test_routine_staff_texts_wait_until_the_night_is_over(now: datetime, until: datetime | None) -> None:
    """Nothing routine from 9 pm to 7 am, on the wall clock on nights the clock changes too; by day it leaves."""
    decision = at_gate(Leaving(purpose=Purpose.STAFF_ROUTINE), phone(), now.astimezone(UTC))
    assert decision.until == until
    assert decision.verdict is (Verdict.SEND if until is None else Verdict.HOLD_UNTIL)


OPENINGS = [
    (TUESDAY_NOON, datetime(2026, 11, 25, 8, 30, tzinfo=ZONE)),
    (NIGHT, datetime(2026, 11, 25, 8, 30, tzinfo=ZONE)),
    (datetime(2026, 11, 27, 17, 0, tzinfo=ZONE), datetime(2026, 11, 30, 8, 30, tzinfo=ZONE)),
    (datetime(2026, 11, 24, 8, 29, 59, tzinfo=ZONE), datetime(2026, 11, 24, 8, 30, tzinfo=ZONE)),
    (datetime(2026, 12, 24, 18, 0, tzinfo=ZONE), datetime(2026, 12, 28, 8, 30, tzinfo=ZONE)),
    (datetime(2026, 12, 25, 10, 0, tzinfo=ZONE), datetime(2026, 12, 28, 8, 30, tzinfo=ZONE)),
    (FALL_BACK + timedelta(minutes=90), datetime(2026, 11, 2, 8, 30, tzinfo=ZONE)),
    (SPRING_FORWARD + timedelta(hours=3), datetime(2027, 3, 15, 8, 30, tzinfo=ZONE)),
]


@pytest.mark.parametrize(("now", "opens_at"), OPENINGS)
def test_the_office_opens_next(now: datetime, opens_at: datetime) -> None:
    """Nights, weekends, holidays and clock changes: the next opening on the wall clock."""
    assert next_opening(HOURS, now.astimezone(UTC)) == opens_at


AGREED = SafeContact(consented_on=date(2026, 11, 1))
ASKED = replace(AGREED, phone_is=MONITORED, reminders=True)
ANOTHER = {"takes_reminders": False}
"""What another person of the phone said."""
DISCREET, FULL = Wording.DISCREET, Wording.FULL
AUTOMATIC = (Purpose.REMINDER, Purpose.NOTICE)
NO_CONSENT, NOT_WANTED = Reason.NO_CONSENT, Reason.NOT_WANTED
AGREEMENTS = [
    (AGREED, phone(), HAS_AGREED, FULL),
    (AGREED, phone(discreet=True), HAS_AGREED, DISCREET),
    (AGREED, phone(SHARED), HAS_AGREED, DISCREET),
    (AGREED, phone(NOT_ASKED), HAS_AGREED, DISCREET),
    (replace(AGREED, reminders=True), phone(SHARED), HAS_AGREED, DISCREET),
    (AGREED, phone(MONITORED), MAY_BE_READ, None),
    (replace(AGREED, phone_is=MONITORED), phone(MONITORED), MAY_BE_READ, None),
    (replace(AGREED, phone_is=PRIVATE), phone(MONITORED), MAY_BE_READ, None),
    (ASKED, phone(MONITORED), HAS_AGREED, DISCREET),
    (ASKED, phone(MONITORED, **ANOTHER), MAY_BE_READ, None),
    (AGREED, phone(SHARED, **ANOTHER), NOT_WANTED, None),
    (None, phone(), NO_CONSENT, None),
    (SafeContact(), phone(), NO_CONSENT, None),
    (replace(ASKED, consented_on=None), phone(), NO_CONSENT, None),
    (replace(AGREED, reminders=False), phone(), NOT_WANTED, None),
    (replace(AGREED, channel=Channel.NONE), phone(), NOT_WANTED, None),
    (AGREED, phone(wants_nothing=True), NOT_WANTED, None),
    (replace(AGREED, channel=Channel.VOICE), phone(), Reason.NOT_BY_TEXT, None),
    (AGREED, phone(held_at=minutes(1)), HELD, None),
    (AGREED, phone(held_at=minutes(5), heard_at=minutes(1)), HELD, None),
    (ASKED, phone(MONITORED, held_at=minutes(1)), HELD, None),
]


@pytest.mark.parametrize("purpose", AUTOMATIC)
@pytest.mark.parametrize(("to", "state", "reason", "wording"), AGREEMENTS)
def test_automatic_texts_need_the_persons_own_word(
    purpose: Purpose, to: SafeContact | None, state: PhoneState, reason: Reason, wording: Wording | None
) -> None:
    """With consent alone, and discreet wherever the phone is not private; to a monitored one only if its owner said so.

    On a phone of two persons the strictest word about the phone counts, and nobody's consent is another's (SAFETY 1.2).
    """
    decision = at_gate(Leaving(purpose=purpose, to=to), state, TUESDAY_NOON.astimezone(UTC))
    assert decision.verdict is (Verdict.SEND if wording else Verdict.DROP)
    assert decision.reason is reason
    assert wording is None or decision.wording is wording


NEVER = SafeHours(time(9), time(9))
AUTOMATIC_HOURS = [
    (Purpose.REMINDER, None, time(23), time(9)),
    (Purpose.REMINDER, None, time(8, 59), time(9)),
    (Purpose.REMINDER, None, time(9), None),
    (Purpose.REMINDER, None, time(19, 59), None),
    (Purpose.REMINDER, None, time(20), time(9)),
    (Purpose.REMINDER, SafeHours(time(7), time(10)), time(7, 30), time(9)),
    (Purpose.REMINDER, SafeHours(time(7), time(10)), time(10), time(9)),
    (Purpose.REMINDER, SafeHours(time(15), time(22)), time(12), time(15)),
    (Purpose.REMINDER, SafeHours(time(15), time(22)), time(21), time(15)),
    (Purpose.REMINDER, SafeHours(time(22), time(2)), time(23), NEVER),
    (Purpose.REMINDER, NEVER, time(12), NEVER),
    (Purpose.NOTICE, None, time(20, 59), None),
    (Purpose.NOTICE, None, time(23), time(7)),
    (Purpose.NOTICE, NINE_TO_THREE, time(8), time(9)),
    (Purpose.NOTICE, NINE_TO_THREE, time(15), time(9)),
    (Purpose.NOTICE, SafeHours(time(22), time(2)), time(23), NEVER),
    (Purpose.NOTICE, NEVER, time(12), NEVER),
]


@pytest.mark.parametrize(("purpose", "safe", "at", "until"), AUTOMATIC_HOURS)
def test_automatic_texts_keep_to_the_hours(
    purpose: Purpose, safe: SafeHours | None, at: time, until: time | SafeHours | None
) -> None:
    """A reminder keeps to families' hours, a notice to the staff's, each to the person's own too; some never meet."""
    now = datetime.combine(TUESDAY_NOON.date(), at, tzinfo=ZONE)
    decision = at_gate(Leaving(purpose=purpose, to=AGREED), phone(safe_hours=safe), now.astimezone(UTC))
    if until is None:
        assert decision.verdict is Verdict.SEND
    elif isinstance(until, SafeHours):
        assert (decision.verdict, decision.reason) == (Verdict.DROP, UNSAFE_HOURS)
    else:
        assert (decision.verdict, decision.reason) == (Verdict.HOLD_UNTIL, UNSAFE_HOURS)
        assert decision.until is not None
        day = now.date() + timedelta(days=until <= at)
        assert decision.until == datetime.combine(day, until, tzinfo=ZONE)


def test_hours_are_waited_for_forwards_in_the_hour_that_comes_twice() -> None:
    """Half past one the second time: a quarter to two has been, so it is not waited for again and again."""
    now = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    state = phone(safe_hours=SafeHours(time(1, 45), time(5)))
    hours = replace(HOURS, staff_texts=SafeHours(time(0), time(23)))
    decision = decide(Leaving(purpose=Purpose.NOTICE, to=AGREED), state, now, hours, RULES)
    assert decision.verdict is Verdict.HOLD_UNTIL
    assert decision.until is not None
    assert decision.until.astimezone(UTC) > now


@pytest.mark.parametrize(
    ("state", "wording"),
    [
        (phone(), Wording.FULL),
        (phone(MONITORED), Wording.FULL),
        (phone(discreet=True), Wording.DISCREET),
        (phone(held_at=minutes(1)), Wording.DISCREET),
    ],
)
def test_wording_is_what_they_chose_until_the_phone_is_held(state: PhoneState, wording: Wording) -> None:
    """Full wording is a choice; a hold takes it back."""
    assert wording_for(state) is wording
    assert at_gate(Leaving(purpose=Purpose.ANSWER, answers_at=NIGHT), state).wording is wording


def test_a_program_without_office_hours_still_asks_again() -> None:
    """Nothing waits for ever without a look."""
    closed = replace(HOURS, office={})
    assert next_opening(closed, NIGHT) == NIGHT + timedelta(days=1)


CLOCK_CHANGES = [
    (datetime(2027, 3, 14, 6, 59, tzinfo=UTC), SafeHours(time(1), time(2)), True),
    (datetime(2027, 3, 14, 7, 0, tzinfo=UTC), SafeHours(time(1), time(2)), False),
    (datetime(2027, 3, 14, 7, 0, tzinfo=UTC), SafeHours(time(2), time(3)), False),
    (datetime(2027, 3, 14, 7, 0, tzinfo=UTC), SafeHours(time(2), time(4)), True),
    (datetime(2026, 11, 1, 5, 30, tzinfo=UTC), SafeHours(time(1), time(2)), True),
    (datetime(2026, 11, 1, 6, 30, tzinfo=UTC), SafeHours(time(1), time(2)), True),
    (datetime(2026, 11, 1, 7, 0, tzinfo=UTC), SafeHours(time(1), time(2)), False),
]


@pytest.mark.parametrize(("now", "safe", "is_safe"), CLOCK_CHANGES)
def test_safe_hours_are_wall_clock_hours_on_nights_the_clock_changes(
    now: datetime, safe: SafeHours, is_safe: bool
) -> None:
    """What somebody called safe is read off the clock on the wall, also when an hour is skipped or comes twice."""
    decision = at_gate(Leaving(purpose=Purpose.FOLLOW_UP), phone(safe_hours=safe), now)
    assert (decision.verdict is Verdict.SEND) == is_safe


def test_a_promise_needs_the_phone_open_now_and_then() -> None:
    """No further text is promised where safe hours end, or have not begun, before it falls due."""
    by = NIGHT + timedelta(minutes=16)
    promised: Callable[[PhoneState], bool] = lambda state: may_be_promised(state, NIGHT, by, HOURS)  # noqa: E731
    assert promised(phone())
    assert not promised(phone(SHARED))
    assert not promised(phone(held_at=NIGHT))
    assert not promised(phone(safe_hours=SafeHours(time(9), time(23, 10))))
    assert not promised(phone(safe_hours=SafeHours(time(23, 10), time(2))))
    assert promised(phone(safe_hours=SafeHours(time(22), time(2))))


# Properties: any text, any phone, any moment of two years, clock changes included.

moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001
spans = st.timedeltas(timedelta(hours=-3), timedelta(days=3)) | st.timedeltas(timedelta(0), timedelta(minutes=20))
times = st.times().map(lambda at: at.replace(second=0, microsecond=0))
safe_hours = st.none() | st.builds(SafeHours, times, times)
profiles = st.builds(
    SafeContact,
    channel=st.sampled_from(Channel),
    discreet=st.booleans(),
    phone_is=st.sampled_from(PhoneIs),
    safe_hours=safe_hours,
    consented_on=st.none() | st.just(date(2026, 1, 1)),
    reminders=st.none() | st.booleans(),
)


@st.composite
def nights(draw: st.DrawFn) -> tuple[Leaving, PhoneState, datetime]:
    """Draw a text, a phone and a moment that have to do with each other."""
    now = draw(moments)
    known = {name: draw(st.none() | spans.map(lambda ago: now - ago)) for name in ("heard_at", "held_at")}
    state = PhoneState(
        phone_is=draw(st.sampled_from(PhoneIs)),
        discreet=draw(st.booleans()),
        safe_hours=draw(safe_hours),
        heard_at=known["heard_at"],
        held_at=known["held_at"],
        changed_hands_at=draw(st.none() | st.just(now - timedelta(days=1))),
        opted_out_at=draw(st.none() | st.just(now)),
        unreachable_code=draw(st.none() | st.just(21614)),
    )
    leaving = Leaving(
        purpose=draw(st.sampled_from(Purpose)),
        to=draw(st.none() | profiles),
        answers_at=draw(st.none() | st.just(known["heard_at"]) | spans.map(lambda ago: now - ago)),
        overridden=draw(st.booleans()),
    )
    return leaving, state, now


def leaves(night: tuple[Leaving, PhoneState, datetime]) -> bool:
    """Whether the gate lets this text out."""
    leaving, state, now = night
    return decide(leaving, state, now, HOURS, RULES).verdict is Verdict.SEND


@given(nights())
def test_nothing_unasked_ever_leaves_for_a_phone_that_may_be_read(night: tuple[Leaving, PhoneState, datetime]) -> None:
    """To phones not private leave fresh answers, a worker's words (late ones overridden) and what was agreed to."""
    leaving, state, now = night
    if leaving.purpose.is_for_staff or state.phone_is is PhoneIs.PRIVATE or not leaves(night):
        return
    assert leaving.purpose is not Purpose.FOLLOW_UP
    if leaving.purpose is Purpose.RELAY:
        is_fresh = state.heard_at is not None and abs(now - state.heard_at) <= RULES.relay_window
        assert is_fresh or leaving.overridden
    elif leaving.purpose in AUTOMATIC:
        assert leaving.to is not None
        assert leaving.to.consented_on is not None
        assert leaving.to.reminders is not False
        assert state.phone_is is not PhoneIs.MONITORED or leaving.to.reminders
    else:
        assert leaving.answers_at is not None
        assert abs(now - leaving.answers_at) <= RULES.answer_window


@given(nights())
def test_a_held_phone_gets_answers_to_later_texts_alone(night: tuple[Leaving, PhoneState, datetime]) -> None:
    """From the hold on nothing leaves but answers to what was written since, or words overridden in safe hours."""
    leaving, state, now = night
    if leaving.purpose.is_for_staff or state.held_at is None or not leaves(night):
        return
    assert wording_for(state) is Wording.DISCREET
    assert leaving.purpose not in AUTOMATIC
    if leaving.purpose is Purpose.RELAY:
        written_since = state.heard_at is not None and state.heard_at > state.held_at
        assert written_since or (leaving.overridden and may_override(state, now, HOURS))
    else:
        assert leaving.answers_at is not None
        assert leaving.answers_at >= state.held_at


@given(nights())
def test_an_override_needs_safe_hours_on_monitored_and_unsafe_phones(
    night: tuple[Leaving, PhoneState, datetime],
) -> None:
    """`send KB` opens nothing but a worker's words, and on such phones only in hours that were stated as safe."""
    leaving, state, now = night
    plain = (replace(leaving, overridden=False), state, now)
    overridden = (replace(leaving, overridden=True), state, now)
    if leaves(plain) == leaves(overridden):
        return
    assert leaving.purpose is Purpose.RELAY
    if state.phone_is is PhoneIs.MONITORED or state.held_at is not None:
        assert state.safe_hours is not None
        assert state.safe_hours.contains(now.astimezone(ZONE).time())


@given(nights())
def test_nothing_leaves_for_a_phone_the_carrier_refuses(night: tuple[Leaving, PhoneState, datetime]) -> None:
    """Opted out or unreachable means nothing at all."""
    _, state, _ = night
    assert state.can_be_texted or not leaves(night)


@given(moments)
def test_routine_texts_never_leave_at_night(now: datetime) -> None:
    """Whatever the moment: they leave in the hours for them, else wait for a morning that lies ahead and is one."""
    decision = decide(Leaving(purpose=Purpose.STAFF_ROUTINE), phone(), now, HOURS, RULES)
    assert (decision.verdict is Verdict.SEND) == HOURS.staff_texts.contains(now.astimezone(ZONE).time())
    if decision.verdict is Verdict.SEND:
        return
    assert decision.until is not None
    assert now < decision.until <= now + timedelta(hours=11)
    assert decide(Leaving(purpose=Purpose.STAFF_ROUTINE), phone(), decision.until, HOURS, RULES).verdict is Verdict.SEND


@given(nights(), st.sampled_from(AUTOMATIC))
def test_automatic_texts_leave_in_their_hours_or_wait_for_them(
    night: tuple[Leaving, PhoneState, datetime], purpose: Purpose
) -> None:
    """What leaves, leaves in hours that both allow; what waits, waits for a moment ahead at which the gate opens."""
    leaving, state, now = replace(night[0], purpose=purpose, to=AGREED), night[1], night[2]
    decision = decide(leaving, state, now, HOURS, RULES)
    local = now.astimezone(ZONE).time()
    if decision.verdict is Verdict.SEND:
        assert state.safe_hours is None or state.safe_hours.contains(local)
        assert purpose is Purpose.NOTICE or HOURS.family_texts.contains(local)
    if decision.verdict is not Verdict.HOLD_UNTIL:
        return
    assert decision.until is not None
    until = decision.until.astimezone(UTC)
    assert now < until
    if until.astimezone(ZONE).time() == decision.until.time():  # else the clock skips that hour, and it waits on
        assert decide(leaving, state, until, HOURS, RULES).verdict is Verdict.SEND


@given(nights())
def test_stricter_knowledge_never_opens_a_phone(night: tuple[Leaving, PhoneState, datetime]) -> None:
    """What is held on a private phone is held on every other; what is held without an answer stays held."""
    leaving, state, now = night
    private = (leaving, replace(state, phone_is=PhoneIs.PRIVATE), now)
    assert leaves(private) or not leaves(night)


@given(nights())
def test_full_wording_is_only_what_was_chosen(night: tuple[Leaving, PhoneState, datetime]) -> None:
    """A family text in full wording goes to nobody who did not choose it, an automatic one to private phones alone."""
    leaving, state, now = night
    decision = decide(leaving, state, now, HOURS, RULES)
    if decision.verdict is not Verdict.SEND or leaving.purpose.is_for_staff:
        return
    if state.discreet or (leaving.purpose in AUTOMATIC and state.phone_is is not PhoneIs.PRIVATE):
        assert decision.wording is Wording.DISCREET


@pytest.mark.parametrize("phone_is", PhoneIs)
def test_a_number_in_doubt_gets_answers_alone(phone_is: PhoneIs) -> None:
    """Whoever wrote just now is answered, in discreet words; no reminder, no news, no release of what is held."""
    doubted = phone(phone_is, changed_hands_at=TUESDAY_NOON - timedelta(days=3))
    to = SafeContact(consented_on=date(2026, 11, 1), reminders=True)
    for purpose in (Purpose.REMINDER, Purpose.NOTICE):
        decision = decide(Leaving(purpose=purpose, to=to), doubted, TUESDAY_NOON, HOURS, RULES)
        assert (decision.verdict, decision.reason) == (Verdict.DROP, Reason.CHANGED_HANDS)
    for purpose in (Purpose.FOLLOW_UP, Purpose.RELAY):
        leaving = Leaving(purpose=purpose, overridden=True)
        decision = decide(leaving, doubted, TUESDAY_NOON, HOURS, RULES)
        assert (decision.verdict, decision.reason) == (Verdict.HOLD, Reason.CHANGED_HANDS)
    for purpose in ANSWERS:
        answer = Leaving(purpose=purpose, answers_at=TUESDAY_NOON)
        decision = decide(answer, doubted, TUESDAY_NOON, HOURS, RULES)
        assert (decision.verdict, decision.wording) == (Verdict.SEND, Wording.DISCREET)
    assert not may_override(doubted, TUESDAY_NOON, HOURS)
