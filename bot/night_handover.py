"""The hand-over at eight: what the night brought, for supervisors and for the own workers of the families; no words."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from bot.model.effects import Phrase
from bot.model.help import RequestKind, RequestState
from bot.model.people import Worker
from bot.model.policy import Hours
from bot.store import night_requests, people
from bot.store.engine import Tx
from bot.store.night_requests import NightRequest

Line = tuple[str, Mapping[str, object]]
BACK = timedelta(days=4)
"""So far back a first list looks: over a long weekend."""


def night_lines(tx: Tx, hours: Hours, worker: Worker, now: datetime) -> Iterator[Line]:
    """Yield a line for each request opened while the office was closed, since this worker's last morning list.

    Supervisors read of all, workers of their own families'; nobody of what their own phone must not know.
    """
    since = night_requests.last_morning(tx, worker.key) or now - BACK
    for one in night_requests.opened_between(tx, since, now):
        if not hours.office_is_open(one.opened_at) and _may_read(one, worker):
            yield _line(tx, one)


def _may_read(one: NightRequest, worker: Worker) -> bool:
    if one.is_secret and one.in_danger == worker.key:
        return False
    return worker.is_supervisor or (one.own_worker is not None and one.own_worker == worker.key)


def _line(tx: Tx, one: NightRequest) -> Line:
    whose = one.family or Phrase((f"staff.night.{'colleague' if one.kind is RequestKind.WORKER else 'unknown'}",))
    grade = Phrase((f"staff.night.{one.grade}",))
    params: dict[str, object] = {"code": one.code, "whose": whose, "grade": grade, "at": one.opened_at}
    by = one.holder or one.closed_by
    if one.state is RequestState.OPEN or by is None:
        return "staff.digest.night_open", params
    words = "staff.digest.night_closed" if one.state is RequestState.CLOSED else "staff.digest.night_held"
    return words, params | {"name": people.worker(tx, by).name}
