"""Keeps the clocks of mandated reports in the caller's transaction: set going, reminded of, listed in the morning."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from bot.model.messages import Purpose, TextOut
from bot.model.people import Worker
from bot.model.reports import ReportClock
from bot.rules.reports import due_at, next_stage, stages_passed
from bot.services import Services
from bot.staff_texts import put_to_worker
from bot.store import people, reports
from bot.store.engine import Tx

Line = tuple[str, Mapping[str, object]]


def set_going(tx: Tx, services: Services, key: int, now: datetime) -> None:
    """Work out anew what is due next: of what lies behind only an end that has passed is still told."""
    clock = reports.get(tx, key, locked=True)
    if clock is None:
        return
    rules = services.program.reports
    due = due_at(clock, rules)
    is_over = now >= due
    told = stages_passed(due, now, rules) - is_over
    next_at = now if is_over else next_stage(due, now, rules)
    reports.change(tx, key, told=told, next_at=next_at, waits_from=now)


def remind(tx: Tx, services: Services, clock: ReportClock, now: datetime) -> None:
    """Remind whoever owes a report, and the supervisors, of the newest moment that has come; then wait for the next."""
    rules = services.program.reports
    due = due_at(clock, rules)
    stage = stages_passed(due, now, rules)
    if stage > clock.told:
        _tell(tx, services, clock, due, stage, now)
    next_at = next_stage(due, now, rules)
    reports.change(tx, clock.key, told=max(stage, clock.told), next_at=next_at, waits_from=now)


def lines_for(
    services: Services, worker: Worker, running: tuple[ReportClock, ...], names: Mapping[int, str]
) -> Iterator[Line]:
    """Yield a line of a worker's morning list for each clock of theirs; supervisors read all of them."""
    for clock in running:
        params = _params(clock, due_at(clock, services.program.reports))
        kind = _kind(clock)
        if clock.worker_key == worker.key:
            yield f"staff.digest.report_{kind}", params
        elif worker.is_supervisor and worker.key != clock.secret_from:
            yield f"staff.digest.report_{kind}_of", {**params, "name": names.get(clock.worker_key, "?")}


def _tell(tx: Tx, services: Services, clock: ReportClock, due: datetime, stage: int, now: datetime) -> None:
    """Text the worker, who asked to be reminded by starting the clock, at any hour until it is over (SAFETY 5)."""
    is_over = now >= due
    words = f"staff.report_{'overdue' if is_over else 'due'}_{_kind(clock)}"
    owner = people.worker(tx, clock.worker_key)
    told: list[tuple[Worker, str, Purpose]] = []
    if owner.active:
        told.append((owner, words, Purpose.STAFF_ROUTINE if is_over else Purpose.STAFF_ANSWER))
    others = [one for one in people.supervisors(tx) if one.key not in {owner.key, clock.secret_from}]
    told += [(one, f"{words}_of", Purpose.STAFF_ROUTINE) for one in others]
    for worker, key, purpose in told:
        params = _params(clock, due) | ({"name": owner.given_name} if key.endswith("_of") else {})
        text = TextOut(
            once=f"report:{clock.key}:{_kind(clock)}:{int(due.timestamp())}:{stage}:{worker.key}",
            purpose=purpose,
            words=key,
            params=params,
            language=services.reads(worker),
            not_after=None if is_over else due,
        )
        put_to_worker(tx, text, worker, now)


def _kind(clock: ReportClock) -> str:
    return "oral" if clock.oral_at is None else "written"


def _params(clock: ReportClock, due: datetime) -> dict[str, object]:
    return {"code": clock.code, "due": due}
