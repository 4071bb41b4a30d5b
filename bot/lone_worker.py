"""Watches over workers alone at a visit: asked after its end, and without an answer supervisors learn the place."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from bot.flows.telling import named
from bot.model.lone import LoneCheck, Over
from bot.model.messages import Purpose, TextOut
from bot.model.people import Worker
from bot.model.visits import Visit
from bot.rules.oncall import who_is_on_call
from bot.rules.reminders import NotSent
from bot.services import Services
from bot.staff_texts import put_to_worker
from bot.store import alarms, claims, conversations, decisions, lone, people, rota, visits
from bot.store.engine import Tx

NOBODY = "nobody_paged"
MOST = 50
_Asked = tuple[LoneCheck, Visit]
STALE = timedelta(hours=6)
"""A visit that ended longer ago when the line hears of it, or comes back, is a matter for the lists."""


def said_in(tx: Tx, services: Services, visit: Visit, worker_key: int, now: datetime) -> None:
    """A worker is at a visit, or still is: they are asked if they are not out soon after its end.

    Where they said `in` before, they have left.
    """
    patience = services.program.lone_worker.overdue
    running = lone.open_of(tx, worker_key)
    here = next((one for one in running if _is_at(one, visit)), None)
    for check in running:
        if check is not here and check.said_in_at is not None:
            over(tx, services, check.key, Over.NEXT_VISIT, now)
    if here is None:
        lone.begin(tx, visit, worker_key, max(visit.ends_at, now) + patience, now, said_in=True)
        return
    _all_clear(tx, services, here, now)
    ends_at = visit.ends_at if here.version == visit.version else now
    lone.wait(tx, here.key, max(ends_at, now) + patience, now, said_in_at=now, asked_at=None, alarmed_at=None)


def _is_at(check: LoneCheck, visit: Visit) -> bool:
    """Whether a check is on this visit: as it stands, or as it stood when the worker said `in`."""
    return check.visit_key == visit.key and (check.said_in_at is not None or check.version == visit.version)


def nothing_heard(tx: Tx, services: Services, visit: Visit, now: datetime) -> None:
    """A visit has no outcome: its worker is asked once if there is none, and no text of theirs, for long after."""
    if visit.made_at < visit.ends_at and now - visit.ends_at < STALE:
        due_at = visit.ends_at + services.program.lone_worker.silent
        lone.begin(tx, visit, visit.worker_key, due_at, now, said_in=False)


def entered(tx: Tx, services: Services, visit_key: int, worker_key: int, now: datetime) -> None:
    """A worker enters what became of a visit: they are out of it. Nobody else's word says where they are."""
    for check in lone.open_of(tx, worker_key):
        if check.visit_key == visit_key:
            over(tx, services, check.key, Over.OUTCOME, now)


def over(tx: Tx, services: Services, check_key: int, why: Over, now: datetime) -> None:
    """End a check, once; who was told the place is told that it is over."""
    check = lone.get(tx, check_key)
    if check.over is None:
        lone.end(tx, check.key, why, now)
        _all_clear(tx, services, check, now)


def look_due(services: Services) -> int:
    """Take the next step of every check that is due; return how many."""
    now = services.clock.now()
    with services.store.read() as tx:
        if not lone.any_due(tx, now):
            return 0

    def work(tx: Tx) -> int:
        due = lone.due(tx, now, MOST)
        to_ask = [(check, visit) for check in due if (visit := _look_at(tx, services, check, now)) is not None]
        for asked in _together(to_ask):
            _ask(tx, services, asked, now)
        return len(due)

    return services.store.write_again(work)


def _look_at(tx: Tx, services: Services, check: LoneCheck, now: datetime) -> Visit | None:
    """Tell supervisors, unless the worker was heard, or already cries for help: their pages carry the place.

    Return the visit the worker is to be asked about, if they are.
    """
    worker, visit = people.worker(tx, check.worker_key), visits.get(tx, check.visit_key)
    why = _is_over(tx, check, visit, worker)
    if why is not None:
        over(tx, services, check.key, why, now)
        return None
    on_now = _next_end(tx, visit, check, now)
    if on_now is not None:
        lone.wait(tx, check.key, on_now + services.program.lone_worker.silent, now)
    elif check.asked_at is None:
        return visit
    else:
        _alarm(tx, services, check, visit, worker, now)
    return None


def _together(to_ask: Sequence[_Asked]) -> Iterator[Sequence[_Asked]]:
    """Put together what one text asks: of somebody who never said `in` any word ends every such check."""
    silent = [one for one in to_ask if one[0].said_in_at is None]
    yield from ([one] for one in to_ask if one[0].said_in_at is not None)
    for worker_key in dict.fromkeys(check.worker_key for check, _ in silent):
        yield [one for one in silent if one[0].worker_key == worker_key]


def _is_over(tx: Tx, check: LoneCheck, visit: Visit, worker: Worker) -> Over | None:
    """Say what has ended a check meanwhile. Who said `in` is in until they say otherwise, whatever others enter."""
    if claims.own_of(tx, worker.key) is not None:
        return Over.EMERGENCY
    if check.said_in_at is not None:
        return None
    if not worker.active or not visit.is_planned or visit.version != check.version:
        return Over.CHANGED
    known = (conversations.known(tx, conversations.key_for(tx, phone)) for phone in worker.phones)
    heard = [one.facts.heard_at for one in known if one.facts.heard_at is not None]
    return Over.HEARD if heard and max(heard) >= visit.ends_at else None


def _next_end(tx: Tx, visit: Visit, check: LoneCheck, now: datetime) -> datetime | None:
    """Return when the visit ends that a worker who never said `in` is at by now: it is asked about after that."""
    if check.said_in_at is not None or check.asked_at is not None:
        return None
    near = visits.of_worker(tx, check.worker_key, now, now + timedelta(seconds=1))
    return max((one.ends_at for one in near if one.is_planned and one.key != visit.key), default=None)


def _ask(tx: Tx, services: Services, asked: Sequence[_Asked], now: datetime) -> None:
    """Ask a worker about the last of the visits after which nothing was heard of them."""
    check, visit = max(asked, key=lambda one: (one[1].ends_at, one[1].number))
    params: dict[str, object] = {"number": visit.number, "family": visit.family}
    worker = people.worker(tx, check.worker_key)
    _tell(tx, services, worker, "staff.lone_ask", params, f"lone:{check.key}:ask:{now.isoformat()}", now)
    for one, _ in asked:
        lone.wait(tx, one.key, now + services.program.lone_worker.answer, now, asked_at=now)


def _alarm(tx: Tx, services: Services, check: LoneCheck, visit: Visit, worker: Worker, now: datetime) -> None:
    """Tell the supervisors where a worker was last; where there is no other one, who is on call (SAFETY 2.6)."""
    place = visit.place or people.family(tx, visit.family_key).address
    params = named(visit, name=worker.name, ends=visit.ends_at, place=place)
    told = [one for one in people.supervisors(tx) if one.key != worker.key] or _others_on_call(tx, worker, now)
    for one in told:
        once = f"lone:{check.key}:alarm:{now.isoformat()}:{one.key}"
        _tell(tx, services, one, "staff.lone_alarm", params, once, now)
    if not told:
        alarms.raise_alarm(tx, NOBODY, "", now)
    lone.wait(tx, check.key, None, now, alarmed_at=now)


def _others_on_call(tx: Tx, worker: Worker, now: datetime) -> list[Worker]:
    stand = {shift.worker.key: shift.worker for shift in who_is_on_call(rota.shifts_at(tx, now), now)}
    return [one for one in stand.values() if one.key != worker.key]


def _all_clear(tx: Tx, services: Services, check: LoneCheck, now: datetime) -> None:
    """Take back what still waits to leave, and tell whoever was told the place."""
    decisions.drop_waiting(tx, f"lone:{check.key}:", NotSent.NO_LONGER_SO, now)
    worker = people.worker(tx, check.worker_key)
    if check.alarmed_at is None:
        return
    if claims.own_of(tx, worker.key) is not None:  # of a worker who cries nobody is told that all is well
        return
    for one in _still_here(tx, lone.told(tx, f"lone:{check.key}:alarm:", check.alarmed_at)):
        once = f"lone:{check.key}:clear:{now.isoformat()}:{one.key}"
        params: dict[str, object] = {"number": check.number, "family": check.family, "name": worker.name}
        _tell(tx, services, one, "staff.lone_clear", params, once, now)


def _still_here(tx: Tx, keys: Iterable[int]) -> list[Worker]:
    return [worker for key in keys if (worker := people.worker(tx, key)).active]


def _tell(
    tx: Tx, services: Services, worker: Worker, words: str, params: dict[str, object], once: str, now: datetime
) -> None:
    text = TextOut(
        once=once,
        purpose=Purpose.LONE_WORKER,
        words=words,
        params=params,
        language=services.reads(worker),
    )
    put_to_worker(tx, text, worker, now)
