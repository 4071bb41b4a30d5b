"""The plain words: every code that can stand in a row has a sentence, and moments are worded as people write them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.catalog import load_catalog
from bot.model.help import Grade, RequestKind, RequestState, StepKind
from bot.model.messages import OutboundState, Purpose
from bot.model.people import Language
from bot.model.policy import Tier
from bot.model.visits import Maker, Outcome, Reply
from bot.program import shipped_config
from bot.rules.reminders import NotSent
from bot.rules.safety import Reason
from bot.telephony.protocol import ReceiptStatus
from bot.web import plain_words, rehearsal_visits
from bot.web.plain_words import receipt_words, why
from bot.web.wall_clock import clock_words, day_words, hour_words, when

NOT_REMINDED = "staff.not_reminded."
NOW = datetime.fromisoformat("2026-11-24T22:05:00-05:00")


def test_every_code_has_plain_words() -> None:
    """A new reason, purpose, state, step, grade, kind or tier cannot be forgotten."""
    assert set(plain_words.PURPOSES) == set(Purpose) == set(plain_words.WHY_SENT)
    assert set(plain_words.STATES) == set(OutboundState)
    assert set(plain_words.STEPS) == set(StepKind)
    assert set(plain_words.GRADES) == set(Grade)
    assert set(plain_words.KINDS) == set(RequestKind)
    assert set(plain_words.REQUEST_STATES) == set(RequestState)
    assert set(plain_words.TIERS) == set(Tier)
    assert set(plain_words.RECEIPTS) >= {status for status in ReceiptStatus if not status.startswith("receiv")}
    assert set(rehearsal_visits.OUTCOMES) == set(Outcome)
    assert set(rehearsal_visits.REPLIES) == set(Reply)
    assert set(rehearsal_visits.MAKERS) == set(Maker)


def test_every_reason_worded_for_staff_is_one() -> None:
    """A reason that changes its name may not leave its words in the digest behind."""
    keys = load_catalog([shipped_config()], ZoneInfo("America/New_York"), Language.ENGLISH).keys()
    worded = {key.removeprefix(NOT_REMINDED) for key in keys if key.startswith(NOT_REMINDED)}
    assert worded - {"no_texts", "not_delivered"} <= {*Reason, *NotSent}
    assert {"no_texts", "not_delivered"} <= worded


@pytest.mark.parametrize(
    ("state", "reason", "error_code", "words"),
    [
        (OutboundState.SUBMITTED, None, None, "pages at any hour"),
        (OutboundState.HELD, Reason.MAY_BE_READ, None, "phone may be read"),
        (OutboundState.FAILED, "carrier_21211", 21211, "refused it: not a number"),
        (OutboundState.UNKNOWN, None, None, "its list is asked"),
        (OutboundState.WAITING, None, 20429, "Tried again soon: too many requests"),
        (OutboundState.WAITING, None, None, "as soon as it can"),
        (OutboundState.DROPPED, "a reason of tomorrow", None, "does not know"),
    ],
)
def test_why_a_text_stands_where_it_stands(
    state: OutboundState, reason: str | None, error_code: int | None, words: str
) -> None:
    """The reason of the row decides, else what the state means."""
    assert words in why(state, reason, Purpose.PAGE, error_code)


def test_receipts_in_words() -> None:
    """The carrier's last word, with what its code means; nothing where it has not spoken."""
    assert receipt_words(None, None) == ""
    assert receipt_words("delivered", None) == "Delivered"
    assert receipt_words("undelivered", 30003).startswith("Not delivered: ")
    assert receipt_words("a word of tomorrow", None) == "a word of tomorrow"


def test_moments_in_words() -> None:
    """Time alone for today, the weekday for the days around, the date beyond."""
    assert clock_words(NOW) == "10:05 pm"
    assert clock_words(NOW.replace(hour=0)) == "12:05 am"
    assert hour_words(NOW.replace(hour=12)) == "12 pm"
    assert day_words(NOW) == "Tuesday, November 24"
    assert when(NOW, NOW) == "10:05 pm"
    assert when(NOW - timedelta(days=1), NOW) == "Mon 10:05 pm"
    assert when(NOW - timedelta(days=7), NOW) == "Nov 17, 10:05 pm"
