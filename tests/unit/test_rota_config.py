"""[rota] of oncall.toml: what one writes becomes shifts of the week; every mistake is named with its key and remedy."""

from datetime import time, timedelta
from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.model.policy import Tier
from bot.model.rota import RotaRules
from bot.program import load_program, shipped_config

NIGHTS = 'tier = "on_call"\nweeknights = "17:00-08:30"\nweekends = "17:00-08:30"\nworkers = ["W-01", "W-02"]\n'


def rota(folder: Path, *patterns: str) -> RotaRules:
    """Load an agency's configuration with these tables of [rota.patterns], each under its name."""
    tables = [f"[rota.patterns.p{number}]\n{pattern}" for number, pattern in enumerate(patterns, 1)]
    (folder / "oncall.toml").write_text("\n".join(tables), "utf-8")
    return load_program([shipped_config(), folder]).rota


def problems(folder: Path, *patterns: str) -> list[str]:
    """Return what is wrong with these patterns."""
    with pytest.raises(ConfigError) as caught:
        rota(folder, *patterns)
    return list(caught.value.problems)


def test_as_shipped_there_is_no_pattern() -> None:
    """Whose worker ids would it name? Eight weeks are worked out once there is one."""
    assert load_program([shipped_config()]).rota == RotaRules(ahead=timedelta(weeks=8), untaken=timedelta(hours=12))


def test_nights_and_weekends_are_what_one_calls_so(tmp_path: Path) -> None:
    """Monday to Thursday a shift over midnight each, and one from Friday evening to Monday morning."""
    (pattern,) = rota(tmp_path, NIGHTS).patterns
    assert (pattern.tier, pattern.workers, pattern.handover) == (Tier.ON_CALL, ("W-01", "W-02"), 0)
    assert [(slot.weekday, slot.days) for slot in pattern.slots] == [(0, 1), (1, 1), (2, 1), (3, 1), (4, 3)]
    assert {(slot.starts, slot.ends) for slot in pattern.slots} == {(time(17), time(8, 30))}


def test_a_week_without_a_hole_is_taken(tmp_path: Path) -> None:
    """Shifts that meet do not overlap: nights, weekends and days; a day and a night written as one."""
    days = 'tier = "on_call"\nweekdays = "8:30-17:00 W-03"\n'
    backup = 'tier = "backup"\nevery_day = "08:30 - 08:30"\nworkers = ["W-01"]\nhandover = "friday"\n'
    nights, by_day, behind = rota(tmp_path, NIGHTS, days, backup).patterns
    assert [slot.worker_id for slot in by_day.slots] == ["W-03"] * 5
    assert (behind.handover, len(behind.slots), behind.slots[0].days) == (4, 7, 1)
    assert (nights.named, by_day.named) == (("W-01", "W-02"), ("W-03",))


def test_a_shift_to_midnight_ends_there(tmp_path: Path) -> None:
    """0:00 is the end of the day, and the next one begins with it."""
    (pattern,) = rota(tmp_path, 'tier = "backup"\nmonday = "17:00-00:00 W-1"\ntuesday = "00:00-09:00 W-2"\n').patterns
    assert [slot.days for slot in pattern.slots] == [1, 0]


@pytest.mark.parametrize(
    ("pattern", "key", "remedy"),
    [
        ('tier = "night"\nmonday = "17:00-08:30 W-1"', "p1.tier", "write one of: on_call, backup, supervisor"),
        ('tier = "own_worker"\nmonday = "17:00-08:30 W-1"', "p1.tier", "write one of: on_call"),
        ('monday = "17:00-08:30 W-1"', "p1.tier", "is missing"),
        ('tier = "on_call"', "p1.tier", "has no shift"),
        ('tier = "on_call"\nmonday = "17:00"', "p1.monday", 'as in "17:00-08:30 W-01"'),
        ('tier = "on_call"\nmonday = "5pm-8am W-1"', "p1.monday", "24-hour clock"),
        ('tier = "on_call"\nmonday = "17:00-25:00 W-1"', "p1.monday", "24-hour clock"),
        ('tier = "on_call"\nmonday = "17:00-08:30"', "p1.monday", "names nobody"),
        ('tier = "on_call"\nmonday = 17', "p1.monday", "text in quotes"),
        ('tier = "on_call"\nmonday = "00:00-23:59 W-1"', "p1.monday", "write 00:00"),
        ('tier = "on_call"\nmondays = "17:00-08:30 W-1"', "p1.mondays", "did you mean monday?"),
        (f"{NIGHTS}saturday = '17:00-08:30 W-1'", "p1.saturday", "remove one of the two"),
        (f"{NIGHTS}handover = 'noon'", "p1.handover", "no weekday"),
        ('tier = "on_call"\nmonday = "17:00-08:30 W-1"\nhandover = "monday"', "p1.handover", "belongs to turns"),
        ('tier = "on_call"\nmonday = "17:00-08:30"\nworkers = []', "p1.workers", "names nobody"),
        ('tier = "on_call"\nmonday = "17:00-08:30"\nworkers = ["W-1", "W-1"]', "p1.workers", "stands twice"),
        (f"{NIGHTS}monday = '20:00-22:00'", "p1", "overlaps one of itself"),
        ('tier = "on_call"\nsunday = "20:00-09:00 W-1"\nmonday = "08:00-17:00 W-1"', "p1", "overlaps one of itself"),
    ],
)
def test_each_mistake_is_named_with_its_remedy(tmp_path: Path, pattern: str, key: str, remedy: str) -> None:
    """By file and whole key."""
    found = problems(tmp_path, pattern)
    assert any(f"oncall.toml: rota.patterns.{key}: " in one and remedy in one for one in found), found


def test_patterns_of_one_tier_may_not_overlap(tmp_path: Path) -> None:
    """Two people would be called for one night; on another tier they may stand beside each other."""
    other = 'tier = "on_call"\nthursday = "16:00-18:00 W-3"\n'
    (problem,) = problems(tmp_path, NIGHTS, other)
    assert "rota.patterns.p2: its shift of thursday overlaps one of p1 (on_call)" in problem
    assert len(rota(tmp_path, NIGHTS, other.replace("on_call", "backup")).patterns) == 2


def test_how_far_ahead_has_its_limits(tmp_path: Path) -> None:
    """A week would be too late for anybody's plans; a key nobody reads is told."""
    for line, remedy in (("weeks_ahead = 1", "from 2 to 26"), ("weeks = 8", "did you mean weeks_ahead?")):
        (tmp_path / "oncall.toml").write_text(f"[rota]\n{line}\n", "utf-8")
        with pytest.raises(ConfigError, match=remedy):
            load_program([shipped_config(), tmp_path])
