"""From a family's words to the window they ask for: days, hours, bounds, and what is only told beside them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.keywords import load_lexicon
from bot.language.times import asked_window
from bot.program import shipped_config

ZONE = ZoneInfo("America/New_York")
WORDS = load_lexicon((shipped_config(),)).times
WEDNESDAY_9_AM = datetime(2027, 1, 20, 9, 0, tzinfo=ZONE)
THURSDAY_4_PM = datetime(2027, 1, 21, 16, 0, tzinfo=ZONE)

ENGLISH = {
    "can we do friday at 2": "01-22 14:00",
    "friday after 5 would be better": "01-22 17:00 01-22 21:00",
    "could u come before 10 on monday": "01-25 08:00 01-25 10:00",
    "cant do thursday, how about saturday morning": "01-23 08:00 01-23 12:00",
    "tomorrow aint gonna work. friday?": "01-22 08:00 01-22 21:00",
    "any chance next week sometime": "01-25 08:00 01-29 21:00",
    "early next week is better": "01-25 08:00 01-26 21:00",
    "end of next week works": "01-28 08:00 01-29 21:00",
    "what about this weekend": "01-23 08:00 01-24 21:00",
    "between 3 and 5 on friday": "01-22 15:00 01-22 17:00",
    "can it be 3-5pm": "01-21 15:00 01-21 17:00",
    "tues or thurs afternoon next week": "01-26 12:00 01-28 17:00",
    "push it back an hour": "01-21 17:00",
    "half an hour earlier if u can": "01-21 15:30",
    "same time friday": "01-22 16:00",
    "4 is too early, like 530 same day": "01-21 17:30",
    "i get off at 5 so after that": "01-21 17:00 01-21 21:00",
    "he has court at 2 so can we do noon": "01-21 12:00",
    "nothing before 11 please": "01-21 11:00 01-21 21:00",
    "move the thursday one to monday": "01-25 08:00 01-25 21:00",
    "monday instead of thursday": "01-25 08:00 01-25 21:00",
    "can u do friday after school": "01-22 15:00 01-22 18:00",
    "the 29th around 4": "01-29 16:00",
    "feb 2 at noon": "02-02 12:00",
    "2/2 at 10": "02-02 10:00",
    "tonight instead?": "01-20 17:00 01-20 21:00",
    "later today like 3": "01-20 15:00",
    "in 2 days would be good": "01-22 08:00 01-22 21:00",
    "any day next week but not monday": "01-26 08:00 01-29 21:00",
    "how about late morning tomorrow": "01-21 10:00 01-21 12:00",
    "can we do 15:30": "01-21 15:30",
    "half past 3 friday?": "01-22 15:30",
    "quarter to 5 would be great, i got class til 430": "01-21 16:45",
    "the day after presidents day maybe": "02-16 08:00 02-16 21:00",
    "can we do something else": "",
    "just not thursday": "",
    "my 2 kids are sick": "",
}
SPANISH = {
    "puede ser el viernes a las 3": "01-22 15:00",
    "mañana por la mañana no puedo, el viernes por la tarde?": "01-22 12:00 01-22 17:00",
    "se puede despues de las 5": "01-21 17:00 01-21 21:00",
    "mejor la semana que viene": "01-25 08:00 01-29 21:00",
    "entre las 2 y las 4 el lunes": "01-25 14:00 01-25 16:00",
    "a las 5 y media mejor": "01-21 17:30",
    "el martes en vez del jueves": "01-26 08:00 01-26 21:00",
    "una hora mas tarde se puede?": "01-21 17:00",
    "pasado mañana en la noche": "01-22 17:00 01-22 21:00",
    "el 2 de febrero a las 10": "02-02 10:00",
    "a la misma hora pero el lunes": "01-25 16:00",
    "este fin de semana puede?": "01-23 08:00 01-24 21:00",
}
CREOLE = {
    "eske nou ka fe l vandredi apremidi": "01-22 12:00 01-22 17:00",
    "demen m pa kab, lendi maten?": "01-25 08:00 01-25 12:00",
    "semen pwochen pi bon pou mwen": "01-25 08:00 01-29 21:00",
    "ou ka vini apre 5e vandredi": "01-22 17:00 01-22 21:00",
    "madi aswe olye jedi": "01-26 17:00 01-26 21:00",
}
PORTUGUESE = {
    "pode ser sexta de manhã?": "01-22 08:00 01-22 12:00",
    "amanhã não dá, segunda às 14h30?": "01-25 14:30",
    "depois das 5 fica melhor": "01-21 17:00 01-21 21:00",
    "semana que vem pode ser": "01-25 08:00 01-29 21:00",
    "na mesma hora na sexta": "01-22 16:00",
    "às 3 e meia dá certo?": "01-21 15:30",
}
MIXED = {
    "can we do el viernes instead, after 4": "01-22 16:00 01-22 21:00",
    "mwen gen travay demen, can we do friday afternoon": "01-22 12:00 01-22 17:00",
}
EVERY = ENGLISH | SPANISH | CREOLE | PORTUGUESE | MIXED


def told(text: str, now: datetime = WEDNESDAY_9_AM, visit: datetime | None = THURSDAY_4_PM) -> str:
    """Return the window asked for: a point as one time, a span as two, nothing as nothing."""
    window = asked_window(text, now, visit, WORDS)
    if window is None:
        return ""
    return " ".join(f"{at:%m-%d %H:%M}" for at in dict.fromkeys((window.start, window.end)))


@pytest.mark.parametrize("text", EVERY)
def test_what_is_asked_becomes_a_window(text: str) -> None:
    """A point, a span of hours, a span of days; a bound nobody gave is none."""
    assert told(text) == EVERY[text]


@pytest.mark.parametrize(
    ("text", "now", "visit", "window"),
    [
        ("an hour later", (2026, 10, 31, 12), (2026, 11, 1, 12), "11-01 13:00"),
        ("can we do sunday at 10", (2026, 10, 31, 12), (2026, 10, 31, 16), "11-01 10:00"),
        ("push it an hour", (2027, 3, 13, 12), (2027, 3, 14, 9), "03-14 10:00"),
        ("tomorrow at 3?", (2026, 12, 31, 10), (2026, 12, 31, 16), "01-01 15:00"),
        ("can we do the 31st", (2027, 2, 1, 10), (2027, 2, 2, 10), "03-31 08:00 03-31 21:00"),
        ("feb 29 at 2", (2027, 6, 1, 10), (2027, 6, 2, 10), "02-29 14:00"),
        ("today after 3", (2027, 1, 20, 16), (2027, 1, 20, 17), "01-20 16:00 01-20 21:00"),
        ("how about this morning", (2027, 1, 20, 13), (2027, 1, 20, 17), ""),
        ("the monday after thanksgiving?", (2026, 11, 20, 9), (2026, 11, 24, 9), "11-30 08:00 11-30 21:00"),
    ],
)
def test_the_calendar_and_the_clock_are_kept(
    text: str, now: tuple[int, ...], visit: tuple[int, ...], window: str
) -> None:
    """Clock changes, the ends of months and years, leap days, and what is over already."""
    assert told(text, datetime(*now, tzinfo=ZONE), datetime(*visit, tzinfo=ZONE)) == window  # type: ignore[misc, arg-type]


def test_without_a_visit_a_time_is_today() -> None:
    """Somebody for whom nothing is planned asks for one."""
    assert told("can someone come at 3", visit=None) == "01-20 15:00"


PIECES = st.sampled_from(
    sorted({word for text in EVERY for word in text.split()} | {"99999999999", "2/31", "١٢", "14th"})
)


@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=30).map(" ".join)))
def test_no_text_raises_or_asks_for_the_past(text: str) -> None:
    """Whatever is written: a window that begins no sooner than now and ends no sooner than it begins, or none."""
    window = asked_window(text, WEDNESDAY_9_AM, THURSDAY_4_PM, WORDS)
    if window is not None:
        assert WEDNESDAY_9_AM <= window.start <= window.end <= WEDNESDAY_9_AM + timedelta(days=3000)
        assert window == asked_window(text, WEDNESDAY_9_AM, THURSDAY_4_PM, WORDS)
