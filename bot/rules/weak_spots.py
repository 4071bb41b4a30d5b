"""Weak spots of the rota: who stands on it with a phone in doubt, which tier speaks a family's language at no time."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from itertools import pairwise

from bot.model.nights import Weak, WeakSpot
from bot.model.people import Language
from bot.model.rota import TIERS, Shift
from bot.rules.coverage import Gap
from bot.rules.oncall import as_stood


def weak_spots(
    shifts: Sequence[Shift],
    unreachable: Collection[int],
    unverified: Collection[int],
    needed: Collection[Language],
    span: Gap,
) -> tuple[WeakSpot, ...]:
    """Return what is weak in a span, the gravest first; workers are named by their keys."""
    pieces = [one for one in as_stood(shifts) if one.meets(span.starts_at, span.ends_at)]
    dead = _whose(Weak.UNREACHABLE, pieces, unreachable, span)
    unsure = _whose(Weak.UNVERIFIED, pieces, set(unverified) - set(unreachable), span)
    return (*dead, *unsure, *_silent(pieces, needed, span))


def _whose(kind: Weak, pieces: Sequence[Shift], keys: Collection[int], span: Gap) -> Iterator[WeakSpot]:
    """Yield each of these workers once, with the first time they stand."""
    named: set[int] = set()
    for one in pieces:
        if one.worker.key in keys and one.worker.key not in named:
            named.add(one.worker.key)
            begins = max(one.starts_at, span.starts_at)
            yield WeakSpot(kind=kind, tier=one.tier, starts_at=begins, worker=one.worker)


def _silent(pieces: Sequence[Shift], needed: Collection[Language], span: Gap) -> Iterator[WeakSpot]:
    """Yield tier by tier the languages that nobody who stands there speaks, at some time; empty tiers are gaps."""
    for tier in TIERS:
        of_tier = [one for one in pieces if one.tier is tier]
        for language in Language:
            silent = _without(of_tier, language, span) if language in needed else []
            if silent:
                begins = silent[0].starts_at
                yield WeakSpot(kind=Weak.LANGUAGE, tier=tier, starts_at=begins, language=language, times=len(silent))


def _without(pieces: Sequence[Shift], language: Language, span: Gap) -> list[Gap]:
    edges = sorted({_within(at, span) for one in pieces for at in (one.starts_at, one.ends_at)})
    found: list[Gap] = []
    for since, until in pairwise(edges):
        here = [one for one in pieces if one.covers(since)]
        if not here or any(language in one.worker.languages for one in here):
            continue
        goes_on = found and found[-1].ends_at == since
        found[-1:] = [Gap(found[-1].starts_at, until)] if goes_on else [*found[-1:], Gap(since, until)]
    return found


def _within(at: datetime, span: Gap) -> datetime:
    return min(max(at, span.starts_at), span.ends_at)
