"""What a worker's words about shifts mean: days, hours, names, codes; half of it is no words for a family."""

from datetime import time
from itertools import product

import pytest

from bot.language.commands import Words, parse_command
from bot.language.shift_commands import (
    Assign,
    Cover,
    HalfShift,
    MyShifts,
    ShiftNamed,
    Swap,
    TakeBack,
    TakeShift,
)
from bot.model.covers import COVER_CODES, is_cover_code
from bot.model.help import looks_like_code
from bot.model.policy import Tier
from bot.store.requests import PAIRS

FRIDAY, SATURDAY = ShiftNamed(weekday=4), ShiftNamed(weekday=5)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("cover Fri", FRIDAY),
        ("Cover my Friday shift.", FRIDAY),
        ("cubrir viernes", FRIDAY),
        ("cubrir el viernes, por favor", FRIDAY),
        ("cover Fri night", ShiftNamed(weekday=4, at_night=True)),
        ("cubrir el sábado por la noche", ShiftNamed(weekday=5, at_night=True)),
        ("cover fri day", ShiftNamed(weekday=4, at_night=False)),
        ("cover tonight", ShiftNamed(ahead=0, at_night=True)),
        ("cubrir esta noche", ShiftNamed(ahead=0, at_night=True)),
        ("cover today", ShiftNamed(ahead=0)),
        ("cubrir mañana", ShiftNamed(ahead=1)),
        ("cover tomorrow 8pm", ShiftNamed(ahead=1, begins=time(20))),
        ("cover 12/4", ShiftNamed(month=12, day=4)),
        ("cover 12/4/2027", ShiftNamed(year=2027, month=12, day=4)),
        ("cover 2026-12-04 at 8:30 am", ShiftNamed(year=2026, month=12, day=4, begins=time(8, 30))),
        ("cover 12/4 5:00pm on call", ShiftNamed(month=12, day=4, begins=time(17), tier=Tier.ON_CALL)),
        ("cover 12/4 17:00 backup", ShiftNamed(month=12, day=4, begins=time(17), tier=Tier.BACKUP)),
    ],
)
def test_a_shift_is_named_by_day_and_what_tells_it_apart(text: str, named: ShiftNamed) -> None:
    """In both languages, with or without accents, polite or short."""
    assert parse_command(text) == Cover(named)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("my shifts", MyShifts()),
        ("Mis turnos?", MyShifts()),
        ("T BB", TakeShift("BB")),
        ("t bb, thanks", TakeShift("BB")),
        ("T: KB", TakeShift("KB")),
        ("T", TakeShift(None)),
        ("cover BB off", TakeBack("BB")),
        ("cubrir bb no", TakeBack("BB")),
        ("swap Fri Lee Sat", Swap(FRIDAY, "lee", SATURDAY)),
        ("swap Fri with Lee's Sat", Swap(FRIDAY, "lee", SATURDAY)),
        ("cambiar viernes con María Fernanda por sábado", Swap(FRIDAY, "maria fernanda", SATURDAY)),
        ("assign Fri Lee", Assign(FRIDAY, "lee", None)),
        ("assign Fri 8pm W-02 for Dana", Assign(ShiftNamed(weekday=4, begins=time(20)), "w-02", "dana")),
        ("asignar viernes Lee por Dana", Assign(FRIDAY, "lee", "dana")),
    ],
)
def test_each_command_is_read(text: str, meant: object) -> None:
    """The verb comes first, then the day, then the name."""
    assert parse_command(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        *("cover", "cover me", "cover Fri 8", "cover Fri 25:00", "cover 13/45", "cover friday because I am ill"),
        *("swap", "swap Fri", "swap Fri Lee", "assign", "assign Fri", "T BB and T DD", "T BB are you sure"),
    ],
)
def test_half_a_command_is_no_words_for_a_family(text: str) -> None:
    """It is asked back; nothing is done and nothing is relayed."""
    assert parse_command(text) == HalfShift()


@pytest.mark.parametrize(
    "text", ["cover the kids with a blanket", "swap the rooms if you can tonight", "t mobile is down here", "T-shirts"]
)
def test_words_for_a_family_stay_words(text: str) -> None:
    """A sentence that begins like a command is none."""
    assert isinstance(parse_command(text), Words)


def test_no_code_of_a_page_is_one_of_a_shift() -> None:
    """The two spaces of codes never meet, so an answer can mean only one of them."""
    pages = {*PAIRS, *(pair + letter for pair, letter in product(PAIRS, "BCDFGHJKLMNPQRSTVWXZ"))}
    assert not pages & set(COVER_CODES)
    assert all(looks_like_code(code) and is_cover_code(code.lower()) for code in COVER_CODES)
    assert not is_cover_code("KB")
