"""Missed visits counted as the program's policy counts them; nothing ends by itself (SAFETY 6)."""

from collections.abc import Sequence
from enum import StrEnum

from bot.model.policy import EpisodeRules
from bot.model.value import value_in_order
from bot.model.visits import Miss, Outcome


class Standing(StrEnum):
    """How near a family is to the policy."""

    FINE = "fine"
    ONE_AWAY = "one_away"
    REACHED = "reached"


@value_in_order
class Count:
    """Missed visits: in a row up to now, in all, and how many wait for a supervisor's decision."""

    in_a_row: int
    in_all: int
    waiting: int


def count(past: Sequence[Miss]) -> Count:
    """Count misses among past visits, oldest first: only a held visit ends a row, the others are skipped."""
    in_a_row = in_all = 0
    for one in past:
        if one.outcome is Outcome.HELD:
            in_a_row = 0
        elif one.outcome is Outcome.MISSED and not one.waits:
            in_a_row += 1
            in_all += 1
    return Count(in_a_row, in_all, sum(one.waits for one in past))


def with_one_more(past: Sequence[Miss]) -> Count:
    """Count as if one more visit were entered as missed."""
    counted = count(past)
    return Count(counted.in_a_row + 1, counted.in_all + 1, counted.waiting)


def standing(counted: Count, rules: EpisodeRules) -> Standing:
    """Say how near a count is to the policy; a person decides what follows."""
    left = min(rules.missed_in_a_row - counted.in_a_row, rules.missed_in_all - counted.in_all)
    if left <= 0:
        return Standing.REACHED
    return Standing.ONE_AWAY if left == 1 and counted.in_all else Standing.FINE
