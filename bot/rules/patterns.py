"""The rota worked out from its patterns, weeks ahead: whoever was on call least recently comes next.

What people have read stays: a week once given to somebody is theirs while the pattern names them, and what has begun is
never changed. Somebody who cannot be called any more keeps their weeks too: those are gaps, which are told, until a
person writes another name. New weeks go to those who can be called.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.model.people import Worker
from bot.model.policy import Tier
from bot.model.rota import TIERS, Pattern, RotaRules, Shift, Source
from bot.model.value import value_in_order
from bot.model.visits import Span
from bot.rules.oncall import as_stood
from bot.rules.wall_clock import first_moment, last_moment

WEEK = timedelta(days=7)
_NEVER = timedelta(days=100_000)


@value_in_order
class Turn:
    """Shifts that one of the listed workers stands: a week of a pattern with turns, else a single shift."""

    tier: Tier
    spans: tuple[Span, ...]
    listed: tuple[str, ...]


@value_in_order
class Plan:
    """What the patterns want that is not in the rota yet, and the shifts to come that they no longer want."""

    add: tuple[Shift, ...]
    remove: tuple[Shift, ...]


def work_out(
    rules: RotaRules, shifts: Sequence[Shift], workers: Iterable[Worker], zone: ZoneInfo, now: datetime
) -> Plan:
    """Compare the patterns with the rota, everybody's shifts given; the same rota asks for nothing a second time."""
    from_patterns = [shift for shift in shifts if shift.source is Source.PATTERN and shift.ends_at > now]
    has_begun = [shift for shift in from_patterns if shift.starts_at <= now]
    to_come = [shift for shift in from_patterns if shift.starts_at > now]
    wanted = {_place(shift): shift for shift in _wanted(rules, shifts, workers, zone, now)}
    stored = {_place(shift) for shift in from_patterns}
    running = {shift.tier for shift in has_begun}
    taken = {(shift.tier, shift.starts_at) for shift in shifts if shift.source is Source.PATTERN}
    return Plan(
        add=tuple(
            shift
            for place, shift in wanted.items()
            if place not in stored and (shift.starts_at > now or _may_begin_late(shift, running, taken))
        ),
        remove=tuple(shift for shift in to_come if _place(shift) not in wanted),
    )


def _may_begin_late(shift: Shift, running: Container[Tier], taken: Container[tuple[Tier, datetime]]) -> bool:
    """Whether a shift that should have begun is laid now: not beside one under way, nor in the place of one stood."""
    return shift.tier not in running and (shift.tier, shift.starts_at) not in taken


def turns(pattern: Pattern, zone: ZoneInfo, now: datetime, until: datetime) -> tuple[Turn, ...]:
    """Return the turns of a pattern that end after `now` and begin before `until`, with the whole of a week begun."""
    found: dict[tuple[date, int], list[Span]] = {}
    day, last = now.astimezone(zone).date() - 2 * WEEK, until.astimezone(zone).date()
    while day <= last:
        for number, span in _spans_on(day, pattern, zone):
            if span.starts_at < until:
                week = day - timedelta(days=(day.weekday() - pattern.handover) % 7)
                found.setdefault((week, 0) if pattern.workers else (day, number), []).append(span)
        day += timedelta(days=1)
    return tuple(
        Turn(pattern.tier, tuple(spans), pattern.workers or (pattern.slots[number].worker_id,))
        for (_, number), spans in found.items()
        if any(span.ends_at > now for span in spans)
    )


def _spans_on(day: date, pattern: Pattern, zone: ZoneInfo) -> Iterator[tuple[int, Span]]:
    """Yield the shifts that begin on a day; where the clocks change they overlap and leave no gap."""
    for number, slot in enumerate(pattern.slots):
        if slot.weekday == day.weekday():
            starts_at = first_moment(datetime.combine(day, slot.starts), zone)
            ends_at = last_moment(datetime.combine(day + timedelta(days=slot.days), slot.ends), zone)
            if starts_at < ends_at:  # an hour that the clocks leave out is no shift
                yield number, Span(starts_at, ends_at)


def _wanted(
    rules: RotaRules, shifts: Sequence[Shift], workers: Iterable[Worker], zone: ZoneInfo, now: datetime
) -> Iterator[Shift]:
    """Yield every shift of the patterns from now on: first what is given already, then the rest, earliest first."""
    if not rules.patterns:
        return
    by_id = {worker.worker_id: worker for worker in workers}
    until = now + rules.ahead
    every = [turn for pattern in rules.patterns for turn in turns(pattern, zone, now, until)]
    every.sort(key=lambda turn: (turn.spans[0].starts_at, TIERS.index(turn.tier)))
    recent = [one for one in shifts if one.source is Source.PATTERN and one.ends_at > now - 2 * WEEK]
    is_settled = [one for one in shifts if one.source is not Source.PATTERN or one.starts_at <= now]
    standing = list(as_stood([one for one in is_settled if one.worker.active]))
    given = [(turn, _has_it(turn, recent, by_id)) for turn in every]
    for turn, worker in given:
        if worker is not None:
            theirs = _shifts(turn, worker, now)
            standing += theirs if worker.active else ()
            yield from theirs
    for turn in (turn for turn, worker in given if worker is None):
        worker = _next(turn, by_id, standing, now)
        if worker is not None:
            theirs = _shifts(turn, worker, now)
            standing += theirs
            yield from theirs


def _has_it(turn: Turn, recent: Iterable[Shift], by_id: Mapping[str, Worker]) -> Worker | None:
    """Return to whom most of a turn was given, if the pattern still names them."""
    shares: dict[str, timedelta] = {}
    for shift in recent:
        if shift.tier is turn.tier and shift.worker.worker_id in turn.listed:
            shared = sum((_shared(shift, span) for span in turn.spans), timedelta())
            if shared:
                shares[shift.worker.worker_id] = shares.get(shift.worker.worker_id, timedelta()) + shared
    most = max(shares, key=lambda worker_id: shares[worker_id], default=None)
    return by_id.get(most) if most else None


def _shared(shift: Shift, span: Span) -> timedelta:
    """Return how much of a span a shift takes; nothing where it lies elsewhere and meets it for a clock change only."""
    shared = min(shift.ends_at, span.ends_at) - max(shift.starts_at, span.starts_at)
    return shared if 2 * shared > shift.ends_at - shift.starts_at else timedelta()


def _next(turn: Turn, by_id: Mapping[str, Worker], standing: Sequence[Shift], now: datetime) -> Worker | None:
    """Return whose turn it is: who stands on no other tier then, was on call least recently, is listed first.

    Where a week falls free between weeks already given, whoever has the longest rest before and after it is next.
    """
    able = [worker for worker_id in turn.listed if (worker := by_id.get(worker_id)) is not None and worker.active]
    ahead = [span for span in turn.spans if span.ends_at > now]
    begins, ends = ahead[0].starts_at, ahead[-1].ends_at

    def rank(worker: Worker) -> tuple[bool, timedelta]:
        theirs = [shift for shift in standing if shift.worker.key == worker.key]
        elsewhere = [one for one in theirs if one.tier is not turn.tier]
        is_elsewhere = any(one.meets(span.starts_at, span.ends_at) for one in elsewhere for span in ahead)
        rests = (max(begins - one.ends_at, one.starts_at - ends) for one in theirs if one.tier is turn.tier)
        return is_elsewhere, -min(rests, default=_NEVER)

    return min(able, key=rank, default=None)


def _shifts(turn: Turn, worker: Worker, now: datetime) -> tuple[Shift, ...]:
    return tuple(
        Shift(starts_at=span.starts_at, ends_at=span.ends_at, tier=turn.tier, worker=worker, source=Source.PATTERN)
        for span in turn.spans
        if span.ends_at > now
    )


def _place(shift: Shift) -> tuple[datetime, datetime, Tier, int]:
    return shift.starts_at, shift.ends_at, shift.tier, shift.worker.key
