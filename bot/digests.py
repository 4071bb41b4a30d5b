"""One morning and one evening text for each member of staff: everything routine in one place (SAFETY 5)."""

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta

from bot.flows.telling import named
from bot.model.effects import Lines, Phrase
from bot.model.people import Wording, Worker
from bot.model.policy import Tier
from bot.model.visits import Visit, VisitEvent
from bot.mornings import Left, ask_holder, left_over, lines_of
from bot.night_handover import night_lines
from bot.rechecking import Due, asking_of, due_today
from bot.rota_ahead import gap_params, gaps_ahead
from bot.rules.coverage import Gap
from bot.rules.oncall import who_is_on_call
from bot.services import Services
from bot.store import digests, people, rechecks, reminders, rota, visits
from bot.store.engine import Tx
from bot.store.reminders import ReminderFate
from bot.visit_steps import NO_TEXTS, NOT_MEANT, tell_staff
from bot.weak_spots import weak_ahead, weak_lines
from bot.wording import worded

MORNING, EVENING = "morning", "evening"
USEFUL = timedelta(hours=3)
"""A digest later than this after its time is left to the next one."""
FIRST_BACK = timedelta(days=4)
MOST_LETTERS = 1_400
Line = tuple[str, Mapping[str, object]]


def make_due(services: Services) -> int:
    """Make the digests whose time has come, once on each day; return how many left."""
    now = services.clock.now()
    part = _part(services, now)
    if part is None:
        return 0
    day = services.program.hours.local(now).date()
    with services.store.read() as tx:
        if digests.is_made(tx, day, part):
            return 0

    def work(tx: Tx) -> int:
        if not digests.begin(tx, day, part, now):
            return 0
        flagged = visits.without_outcome(tx)
        due = due_today(tx, services.program.hours, services.program.contact, day) if part == MORNING else ()
        on_rota = tuple(_on_rota(tx, services, now)) if part == MORNING else ()
        left = left_over(tx) if part == MORNING else Left()
        return sum(
            _make(tx, services, worker, part, flagged, due, on_rota if worker.is_supervisor else (), left=left, now=now)
            for worker in people.active_workers(tx)
        )

    return services.store.write_again(work)


def _part(services: Services, now: datetime) -> str | None:
    """Return which digest is due at `now`, if any."""
    hours = services.program.hours
    local = hours.local(now)
    for part, at in ((EVENING, hours.evening_list_at), (MORNING, hours.morning_list_at)):
        if timedelta() <= _since_midnight(local.time()) - _since_midnight(at) < USEFUL:
            return part
    return None


def _since_midnight(clock: time) -> timedelta:
    return timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second)


def _make(
    tx: Tx,
    services: Services,
    worker: Worker,
    part: str,
    flagged: tuple[Visit, ...],
    due: tuple[Due, ...],
    on_rota: tuple[Line, ...],
    *,
    left: Left,
    now: datetime,
) -> bool:
    """Write one worker's digest; none on a day off, and none that says nothing: what waits joins the next."""
    today = _today(tx, services, worker, now)
    hours = services.program.hours
    local = hours.local(now)
    night = tuple(night_lines(tx, hours, worker, now)) if part == MORNING else ()
    if not today and hours.opens_on(local.date()) is None and not (night and _stands_in(tx, worker, now)):
        return ask_holder(tx, services, worker, left, now)
    since = digests.last_told_at(tx, worker.key) or now - FIRST_BACK
    asking = asking_of(worker, due, services.program.contact)
    lines = [
        *night,
        *lines_of(services, worker, left),
        *on_rota,
        *(_visit_lines(today) if part == MORNING else ()),
        *_lines(tx, services, worker, part, since, flagged, now),
        *asking.lines,
    ]
    if not lines:
        return False
    for number, listed in enumerate(_in_texts(services, worker, lines), start=1):
        once = f"digest:{local.date()}:{part}:{number}"
        tell_staff(tx, services, worker, f"staff.digest_{part}", {"list": Lines(listed)}, once, now)
    digests.told(tx, worker.key, now)
    rechecks.note_asked(tx, asking.person_keys, local.date())
    return True


def _stands_in(tx: Tx, worker: Worker, now: datetime) -> bool:
    """Whether a supervisor is on the rota on a day on which nobody works: the hand-over of the night is theirs."""
    return worker.is_supervisor and any(one.worker == worker for one in who_is_on_call(rota.shifts_at(tx, now), now))


def _in_texts(services: Services, worker: Worker, lines: list[Line]) -> Iterator[tuple[Line, ...]]:
    """Cut the lines so that each part fits one text and nothing is lost; hardly ever more than one."""
    part: list[Line] = []
    length = 0
    for words, params in lines:
        worded_length = len(worded(services, words, params, services.reads(worker), Wording.FULL)) + 1
        if part and length + worded_length > MOST_LETTERS:
            yield tuple(part)
            part, length = [], 0
        part.append((words, params))
        length += worded_length
    if part:
        yield tuple(part)


def _today(tx: Tx, services: Services, worker: Worker, now: datetime) -> tuple[Visit, ...]:
    """Return a worker's planned visits of today."""
    midnight = services.program.hours.local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    listed = visits.of_worker(tx, worker.key, midnight, midnight + timedelta(days=1))
    return tuple(visit for visit in listed if visit.is_planned and visit.flagged_at is None)


def _on_rota(tx: Tx, services: Services, now: datetime) -> Iterator[Line]:
    """Yield what is missing or weak in the nights to come."""
    yield from _rota_lines(gaps_ahead(tx, now))
    yield from weak_lines(weak_ahead(tx, services.program, now))


def _rota_lines(holes: Mapping[Tier, tuple[Gap, ...]]) -> Iterator[Line]:
    """Yield a line for each tier nobody stands on at some time of the next days, for whoever names somebody."""
    for tier, found in holes.items():
        if len(found) == 1:
            yield "staff.digest.gap", gap_params(tier, found[0])
        elif found:
            yield "staff.digest.gaps", {"count": len(found), **gap_params(tier, found[0])}


def _visit_lines(today: tuple[Visit, ...]) -> Iterator[Line]:
    for visit in today:
        unconfirmed = "staff.digest.visit_unsuited" if visit.is_refused else "staff.digest.visit_unconfirmed"
        words = "staff.digest.visit" if visit.is_confirmed else unconfirmed
        yield words, named(visit)


def _lines(
    tx: Tx, services: Services, worker: Worker, part: str, since: datetime, flagged: tuple[Visit, ...], now: datetime
) -> Iterator[Line]:
    """Yield what is to be done and to be known, most pressing first."""
    for task in digests.open_tasks(tx, worker.key):
        yield task.words, task.params
    yield from _outcomes_missing(tx, worker, part, flagged, services, now)
    yield from _not_reminded(tx, services, worker, since)
    for code, texts in digests.answered_alone(tx, worker.key, since).items():
        yield "staff.digest.alone", {"family": code, "count": texts}


def _outcomes_missing(
    tx: Tx, worker: Worker, part: str, flagged: tuple[Visit, ...], services: Services, now: datetime
) -> Iterator[Line]:
    """Yield visits without an outcome: the worker's own; from the next day on the supervisors see all of them."""
    today = services.program.hours.local(now).date()
    sees_all = worker.is_supervisor and part == MORNING
    for visit in flagged:
        if visit.worker_key == worker.key:
            yield "staff.digest.outcome", named(visit)
        elif sees_all and services.program.hours.local(visit.starts_at).date() < today:
            yield "staff.digest.outcome_of", named(visit, name=people.worker(tx, visit.worker_key).name)


def _not_reminded(tx: Tx, services: Services, worker: Worker, since: datetime) -> Iterator[Line]:
    """Yield the visits whose reminders were dropped or lost since the last digest, each once, with the reason.

    A visit that was called off counts for those too who take no texts: somebody has to tell them.
    """
    lost = [fate for fate in reminders.failed_since(tx, worker.key, since) if _is_missing(fate)]
    reasons = {fate.reminder.visit_key: fate.reason or "not_delivered" for fate in lost}
    called_off = {fate.reminder.visit_key for fate in lost if fate.reminder.rule == VisitEvent.CALLED_OFF}
    for visit in visits.by_keys(tx, reasons.keys()):
        if visit.is_planned or visit.key in called_off:
            words = "staff.digest.called_off" if visit.key in called_off else "staff.digest.not_reminded"
            why = _why(services, reasons[visit.key])
            yield words, {"number": visit.number, "family": visit.family, "why": why}


def _is_missing(fate: ReminderFate) -> bool:
    is_called_off = fate.reminder.rule == VisitEvent.CALLED_OFF
    return fate.reason not in NOT_MEANT or (is_called_off and fate.reason in NO_TEXTS)


def _why(services: Services, reason: str) -> Phrase:
    """Return a reason in words; the carrier's codes and what has none of its own are "not delivered"."""
    words = f"staff.not_reminded.{'no_texts' if reason in NO_TEXTS else reason}"
    return Phrase((words if services.catalog.has(words) else "staff.not_reminded.not_delivered",))
