"""The week told on Monday: a line of the list of supervisors and administrators, the whole by the alarms' routes."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from bot.alarms import AlarmRoutes
from bot.model.effects import Phrase
from bot.model.nights import NightCounts, RoundTrip
from bot.model.policy import Hours, Tier
from bot.model.value import value
from bot.rules.coverage import Gap, all_gaps
from bot.rules.week import Response, is_told_at, monday_of, response, spoken, week_before
from bot.services import Services
from bot.store import backups, digests, nights, people, rota
from bot.store import week as counted
from bot.store.engine import Tx
from bot.store.week import TextCounts

WEEK = "week"
AHEAD = timedelta(days=14)


@value
class Week:
    """A week of the line in numbers and, of what is to come, the gaps of the rota; no name and no code of a family."""

    since: datetime
    until: datetime
    texts: TextCounts
    response: Response
    gaps: Mapping[Tier, tuple[Gap, ...]]
    nights: NightCounts
    round_trip: RoundTrip | None
    backup_at: datetime | None
    dial_tests_due: tuple[str, ...]
    segment_price: float

    @property
    def gap_count(self) -> int:
        """How many gaps there are on all tiers."""
        return sum(map(len, self.gaps.values()))


def look_at_week(tx: Tx, services: Services, since: datetime, until: datetime, now: datetime) -> Week:
    """Count a week, and look ahead from `now`."""
    shifts = rota.shifts_between(tx, now, now + AHEAD)
    due = services.directory.dial_tests_due(services.program.hours.local(now).date())
    return Week(
        since=since,
        until=until,
        texts=counted.texts(tx, since, until),
        response=response(counted.waits_for_a_claim(tx, since, until)),
        gaps=all_gaps(shifts, now, now + AHEAD),
        nights=nights.counts(tx, since, until),
        round_trip=nights.last_round_trip(tx),
        backup_at=backups.last_made_at(tx),
        dial_tests_due=tuple(entry.key for entry in due),
        segment_price=services.program.sending.segment_price,
    )


def tell_week(services: Services, routes: AlarmRoutes) -> int:
    """Tell the week before, once a week, early on its first working day; return how many lists have it.

    To staff it is routine: a line of the morning's list, no text of its own (SAFETY 5). The alarms' routes may wake
    somebody, so it waits for the day; one that fails is not tried again, for the report shows the week at any time.
    """
    now, hours = services.clock.now(), services.program.hours
    if not is_told_at(hours, now):
        return 0
    monday = monday_of(hours, now)
    with services.store.read() as tx:
        if digests.is_made(tx, monday, WEEK):
            return 0

    def work(tx: Tx) -> tuple[Week, int] | None:
        if not digests.begin(tx, monday, WEEK, now):
            return None
        week = look_at_week(tx, services, *week_before(hours, monday), now)
        told = people.supervisors(tx)
        for worker in told:
            digests.add_task(tx, worker.key, f"week:{monday}:{worker.key}", "staff.week", _params(week), now)
        return week, len(told)

    done = services.store.write_again(work)
    if done is None:
        return 0
    week, texts = done
    routes.send(WEEK, whole_week(week, hours, now))
    return texts


def _params(week: Week) -> Mapping[str, object]:
    return {
        "since": week.since,
        "sent": week.texts.sent,
        "held": week.texts.held,
        "failed": week.texts.failed,
        "requests": week.response.requests,
        "open": week.response.not_taken,
        "median": spoken(week.response.median),
        "worst": spoken(week.response.worst),
        "gaps": week.gap_count,
        "asked": week.nights.asked,
        "unseen": week.nights.late + week.nights.unseen,
        "backup": week.backup_at or Phrase(("staff.backup_unknown",)),
        "dial": len(week.dial_tests_due),
    }


def whole_week(week: Week, hours: Hours, now: datetime) -> str:
    """Return the week for whoever looks after the line."""
    return "\n".join(_lines(week, hours, now)) + "\n"


def _lines(week: Week, hours: Hours, now: datetime) -> Iterator[str]:
    texts, taken = week.texts, week.response
    yield f"The line from {_when(week.since, hours)} to {_when(week.until, hours)} ({hours.zone.key} time)"
    yield f"Texts: {texts.sent} sent, {texts.held} held, {texts.failed} failed, {texts.dropped} dropped"
    cost = f", about ${texts.segments * week.segment_price:.2f}" if week.segment_price else ""
    yield f"Segments: {texts.segments}{cost}"
    yield f"Help requests: {taken.requests}, not taken {taken.not_taken}"
    if taken.median is not None and taken.worst is not None:
        yield f"Seconds until taken: median {taken.median.total_seconds():.0f}, worst {taken.worst.total_seconds():.0f}"
    yield f"Gaps in the on-call schedule, next {AHEAD.days} days: {week.gap_count}"
    for tier, holes in week.gaps.items():
        yield from (f"  {tier}: {_when(hole.starts_at, hours)} to {_when(hole.ends_at, hours)}" for hole in holes)
    asked = week.nights
    yield f"Shift questions: {asked.asked}, seen in time {asked.in_time}, late {asked.late}, never {asked.unseen}"
    yield f"Last text to a worker and back: {_round_trip(week.round_trip, hours, now)}"
    yield f"Last backup: {_backup(week.backup_at, hours, now)}"
    names = f" ({', '.join(week.dial_tests_due)})" if week.dial_tests_due else ""
    yield f"Useful numbers to dial: {len(week.dial_tests_due)}{names}"


def _backup(at: datetime | None, hours: Hours, now: datetime) -> str:
    return "not known" if at is None else f"{_when(at, hours)}, {spoken(now - at)} ago"


def _round_trip(trip: RoundTrip | None, hours: Hours, now: datetime) -> str:
    if trip is None:
        return "none yet"
    return f"{_when(trip.seen_at, hours)}, {spoken(now - trip.seen_at)} ago, after {spoken(trip.took)}"


def _when(at: datetime, hours: Hours) -> str:
    return f"{hours.local(at):%Y-%m-%d %H:%M}"
