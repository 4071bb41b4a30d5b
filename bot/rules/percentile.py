"""Percentiles as the reports give them: a value that was really measured, by nearest rank."""

from collections.abc import Sequence
from math import ceil
from typing import TypeVar

_T = TypeVar("_T", float, int)
HALF, NEARLY_ALL = 50, 95


def percentile(values: Sequence[_T], part: int) -> _T | None:
    """Return the smallest value that at least `part` in a hundred of `values` do not exceed; None of none."""
    in_order = sorted(values)
    return in_order[max(ceil(len(in_order) * part / 100), 1) - 1] if in_order else None
