"""Every reason has a sentence, and what the gate saw fits its column and comes back as it was."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import String

from bot.model.messages import OnItsWay
from bot.model.people import Channel, PhoneIs, SafeHours
from bot.rules.reasons import Why, because, known, worded
from bot.rules.reminders import NotSent
from bot.rules.safety import Reason
from bot.rules.seen import Seen, read, written
from bot.store.tables import decisions, outbound, reminders

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
EVERY: tuple[Why, ...] = (*Reason, *NotSent, *OnItsWay)
moments = st.none() | st.datetimes(datetime(2020, 1, 1), datetime(2200, 1, 1)).map(  # noqa: DTZ001  (a zone follows)
    lambda at: at.replace(microsecond=0, tzinfo=UTC)
)
clocks = st.times().map(lambda at: at.replace(second=0, microsecond=0))
yes_no = st.none() | st.booleans()
anything_seen = st.builds(
    Seen,
    at=st.just(NOW),
    phone_is=st.sampled_from(PhoneIs),
    discreet=st.booleans(),
    wants_nothing=st.booleans(),
    overridden=st.booleans(),
    is_safe_hour=yes_no,
    is_program_hour=yes_no,
    agreed=yes_no,
    reminders=yes_no,
    safe_hours=st.none() | st.builds(SafeHours, clocks, clocks),
    channel=st.none() | st.sampled_from(Channel),
    held_at=moments,
    changed_hands_at=moments,
    heard_at=moments,
    answers_at=moments,
    not_after=moments,
    opted_out_at=moments,
    unreachable_code=st.none() | st.integers(10_000, 99_999),
)
EVERYTHING = Seen(
    is_safe_hour=True,
    is_program_hour=True,
    at=NOW,
    phone_is=PhoneIs.NOT_ASKED,
    discreet=True,
    wants_nothing=True,
    overridden=True,
    agreed=True,
    reminders=True,
    safe_hours=SafeHours(time(21, 30), time(6, 45)),
    channel=Channel.VOICE,
    held_at=NOW,
    changed_hands_at=NOW,
    heard_at=NOW,
    answers_at=NOW,
    not_after=NOW,
    opted_out_at=NOW,
    unreachable_code=21614,
)


@pytest.mark.parametrize("reason", EVERY)
def test_every_reason_has_a_sentence(reason: Why) -> None:
    """Of the gate, of the reminders, of the way to the carrier: none is a code, none ends in a stop of its own."""
    sentence = because(reason)
    assert " " in sentence
    assert sentence == sentence.strip()
    assert not sentence.endswith(".")
    assert "_" not in sentence
    assert known(reason) == reason


def test_no_two_reasons_are_written_alike() -> None:
    """A row holds the reason alone, so two kinds may share only what means the same."""
    written_twice = {str(one) for one in EVERY if sum(str(one) == str(other) for other in EVERY) > 1}
    assert written_twice == {str(Reason.TOO_LATE)}
    assert because(Reason.TOO_LATE) == because(NotSent.TOO_LATE)


def test_a_reason_of_tomorrow_is_not_known() -> None:
    """A row of a newer version is no crash."""
    assert known("a reason of tomorrow") is None


@given(anything_seen)
def test_what_was_seen_comes_back(seen: Seen) -> None:
    """Whatever the gate saw is read back as it was."""
    assert read(written(seen)) == seen


def test_everything_seen_fits_the_column() -> None:
    """The longest facts there can be are no longer than the columns that keep them."""
    longest = written(EVERYTHING)
    assert read(longest) == EVERYTHING
    for column in (outbound.c.seen, decisions.c.seen, reminders.c.seen):
        assert isinstance(column.type, String)
        assert column.type.length is not None
        assert len(longest) <= column.type.length


def test_a_letter_of_a_later_version_is_passed_over() -> None:
    """A line that went back to an older version still explains."""
    assert read(f"{written(EVERYTHING)} Znew") == EVERYTHING


def test_the_facts_make_a_sentence_exact() -> None:
    """How long nobody has written, and which hours it was outside of."""
    seen = Seen(at=NOW, phone_is=PhoneIs.SHARED, heard_at=NOW - timedelta(minutes=17))
    assert "nobody has written for 17 minutes: nothing unasked" in because(Reason.MAY_BE_READ, seen)
    assert "nobody" not in because(Reason.MAY_BE_READ, replace(seen, heard_at=NOW))
    assert "called safe" in because(Reason.UNSAFE_HOURS, replace(seen, is_safe_hour=False, is_program_hour=False))
    assert "program's hours" in because(Reason.UNSAFE_HOURS, replace(seen, is_safe_hour=True, is_program_hour=False))
    assert "holds the phone, 17 minutes before (SAFETY 1.1)" in because(Reason.ANSWERS, seen)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=-3), "0 seconds"),
        (timedelta(seconds=1), "1 second"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=119), "1 hour"),
        (timedelta(days=3), "3 days"),
    ],
)
def test_spans_in_words(span: timedelta, words: str) -> None:
    """The largest unit that fits, and no clock that runs backwards."""
    assert worded(span) == words
