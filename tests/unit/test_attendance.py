"""The count of missed visits, as the program's paper has it (SAFETY 6)."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.policy import EpisodeRules
from bot.model.visits import Miss, Outcome
from bot.rules.attendance import Count, Standing, count, standing, with_one_more

RULES = EpisodeRules(
    weeks=12,
    visits_a_week_least=2,
    visits_a_week_most=5,
    progress_meeting_every=timedelta(days=14),
    missed_in_a_row=2,
    missed_in_all=4,
)
LETTERS = {
    "H": Outcome.HELD,
    "M": Outcome.MISSED,
    "m": Outcome.MISSED,
    "E": Outcome.EXCUSED,
    "C": Outcome.CANCELLED_BY_FAMILY,
    "P": Outcome.CANCELLED_BY_PROGRAM,
}
"""A small m is a miss that waits for a supervisor."""


def past(letters: str) -> list[Miss]:
    """Make past visits of letters, oldest first."""
    return [Miss(outcome=LETTERS[letter], waits=letter == "m") for letter in letters]


@pytest.mark.parametrize(
    ("letters", "in_a_row", "in_all", "where"),
    [
        ("", 0, 0, Standing.FINE),
        ("HHHH", 0, 0, Standing.FINE),
        ("M", 1, 1, Standing.ONE_AWAY),
        ("HM", 1, 1, Standing.ONE_AWAY),
        ("MH", 0, 1, Standing.FINE),
        ("MM", 2, 2, Standing.REACHED),
        ("MECPM", 2, 2, Standing.REACHED),
        ("MHM", 1, 2, Standing.ONE_AWAY),
        ("MHMHMH", 0, 3, Standing.ONE_AWAY),
        ("MHMHMHM", 1, 4, Standing.REACHED),
        ("mm", 0, 0, Standing.FINE),
        ("MmH", 0, 1, Standing.FINE),
        ("mM", 1, 1, Standing.ONE_AWAY),
        ("EEEECCCCPPPP", 0, 0, Standing.FINE),
    ],
)
def test_the_count_is_that_of_the_policy(letters: str, in_a_row: int, in_all: int, where: Standing) -> None:
    """Two in a row or four in all; only a held visit ends a row, excused and cancelled ones are skipped."""
    counted = count(past(letters))
    assert (counted.in_a_row, counted.in_all) == (in_a_row, in_all)
    assert counted.waiting == letters.count("m")
    assert standing(counted, RULES) is where


@given(st.text("HECP", max_size=30))
def test_nothing_but_an_entry_counts(letters: str) -> None:
    """Without a single `missed` there is no count, whatever else happened."""
    assert count(past(letters)) == Count(0, 0, 0)


@given(st.text("HMECPm", max_size=30))
def test_one_more_is_one_more(letters: str) -> None:
    """The doorstep's question is what the next miss would make of the count."""
    assert with_one_more(past(letters)) == count(past(f"{letters}M"))


@given(st.text("HMECPm", max_size=30), st.integers(0, 30))
def test_skipped_outcomes_change_nothing(letters: str, place: int) -> None:
    """An excused visit anywhere in between counts neither for nor against."""
    spliced = f"{letters[:place]}E{letters[place:]}"
    assert count(past(spliced)) == count(past(letters))
