"""Turns the wall clock's times into moments, on the nights the clocks change too (shifts overlap, never gap)."""

from bisect import bisect_left
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


def first_moment(local: datetime, zone: ZoneInfo) -> datetime:
    """Return when the clocks first show `local`; a time that does not exist is the moment of the jump."""
    return _moment(local, zone, fold=0)


def last_moment(local: datetime, zone: ZoneInfo) -> datetime:
    """Return when the clocks last show `local`; a time that does not exist is the moment of the jump."""
    return _moment(local, zone, fold=1)


def only_moment(local: datetime, zone: ZoneInfo) -> datetime:
    """Return when the clocks show `local`; raises `ValueError` where they show it twice, which of the two must be said.

    A shift may begin at the first and end at the last; a family waits at one hour only.
    """
    first, last = first_moment(local, zone), last_moment(local, zone)
    if first != last:
        early, late = (one.astimezone(zone).isoformat()[-6:] for one in (first, last))
        raise ValueError(
            f"the clocks show this time twice that night; write the offset behind it, {early} or an hour later {late}"
        )
    return first


def _moment(local: datetime, zone: ZoneInfo, *, fold: int) -> datetime:
    if local.tzinfo is not None:
        return local.astimezone(UTC)
    moment = local.replace(tzinfo=zone, fold=fold).astimezone(UTC)
    exists = moment.astimezone(zone).replace(tzinfo=None) == local
    return moment if exists else _jump(local, zone)


def _jump(local: datetime, zone: ZoneInfo) -> datetime:
    """Find the moment at which the clocks jumped over `local`; it lies between its two readings."""
    before = local.replace(tzinfo=zone, fold=1).astimezone(UTC)
    after = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    old = before.astimezone(zone).utcoffset()

    def has_jumped(seconds: int) -> bool:
        return (before + timedelta(seconds=seconds)).astimezone(zone).utcoffset() != old

    seconds = range(int((after - before).total_seconds()) + 1)
    return before + timedelta(seconds=bisect_left(seconds, True, key=has_jumped))  # noqa: FBT003
