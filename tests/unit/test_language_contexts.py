"""What a text means after what came before it: a reminder of a visit, a list of times, nothing."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.keywords import load_lexicon
from bot.language import Occasion, understand
from bot.language.lexicon import Lexicon
from bot.model.meaning import Before, Intent

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 9, 14, 18, 30, tzinfo=ZONE)
VISIT = datetime(2026, 9, 15, 15, 0, tzinfo=ZONE)
"""Monday evening; the visit is on Tuesday at three."""


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    """The shipped lexicon."""
    return load_lexicon([Path(__file__).parents[2] / "config"])


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("no", Intent.CANCEL),
        ("tomorrow at 3", Intent.CONFIRM),
        ("ate amanha", Intent.CONFIRM),
        ("hasta mañana", Intent.CONFIRM),
        ("3:20", Intent.LATE),
        ("can you do 3:20", Intent.RESCHEDULE),
        ("i'll be home but make it 5 not 3", Intent.RESCHEDULE),
        ("cant do tuesday. thursday after 4", Intent.RESCHEDULE),
        ("martes no, miercoles en la tarde cuando quiera", Intent.RESCHEDULE),
        ("im home thurs mornings, tuesdays no", Intent.RESCHEDULE),
        ("not tomorrow we got court, wed works for us", Intent.RESCHEDULE),
        ("cant make it tomorrow", Intent.CANCEL),
        ("what time is it tomorrow", Intent.NEXT_VISIT),
        ("thanks, see you tuesday", Intent.CONFIRM),
        ("tues but only between 1 and 3", Intent.RESCHEDULE),
        ("jueves a las once y media, gracias", Intent.RESCHEDULE),
        ("thursday morning?", Intent.RESCHEDULE),
    ],
)
def test_after_a_reminder(lexicon: Lexicon, text: str, intent: Intent) -> None:
    """The visit's own time is a yes, a little later is late; a time put in another's place is asked for."""
    assert understand(text, lexicon, Occasion(Before.REMINDER_PENDING, NOW, VISIT)).intent is intent


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("the second one", Intent.CHOICE),
        ("thursday works", Intent.CHOICE),
        ("none of those", Intent.RESCHEDULE),
        ("2", Intent.CHOICE),
        ("the friday one", Intent.CHOICE),
        ("la del jueves", Intent.CHOICE),
        ("thurs or fri, whichever", Intent.CHOICE),
        ("can we do thurs or fri next week", Intent.RESCHEDULE),
        ("got any open between now and thursday", Intent.RESCHEDULE),
    ],
)
def test_after_a_list_of_times(lexicon: Lexicon, text: str, intent: Intent) -> None:
    """What is named is chosen; who turns all down asks again."""
    assert understand(text, lexicon, Occasion(Before.SLOTS_OFFERED, NOW)).intent is intent


def test_a_number_after_nothing_chooses_nothing(lexicon: Lexicon) -> None:
    """A number is a choice only after a list."""
    assert understand("2", lexicon, Occasion(Before.NOTHING, NOW)).intent is Intent.OTHER
