"""What the night left for the morning list: requests that somebody has and nobody closed, reports that are owed."""

from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import datetime

from bot.model.help import HelpRequest
from bot.model.people import Worker
from bot.model.reports import ReportClock
from bot.model.value import value_in_order
from bot.report_steps import Line, lines_for
from bot.services import Services
from bot.store import claims, people, reports
from bot.store.engine import Tx
from bot.visit_steps import tell_staff


@value_in_order
class Left:
    """What the night left: clocks of reports, requests not closed, and the names of whose they are."""

    clocks: tuple[ReportClock, ...] = ()
    held: tuple[HelpRequest, ...] = ()
    names: Mapping[int, str] = field(default_factory=dict)

    def held_by(self, worker: Worker) -> tuple[HelpRequest, ...]:
        """Return the requests a worker has."""
        return tuple(one for one in self.held if one.holder == worker.key)


def left_over(tx: Tx) -> Left:
    """Return what is to be asked about this morning."""
    clocks, held = reports.running(tx), claims.claimed(tx)
    keys = {clock.worker_key for clock in clocks} | {one.holder for one in held if one.holder is not None}
    return Left(clocks, held, {key: people.worker(tx, key).given_name for key in keys})


def lines_of(services: Services, worker: Worker, left: Left) -> Iterator[Line]:
    """Yield a worker's lines: what they have and what they owe; a supervisor reads all that their phone may know."""
    yield from lines_for(services, worker, left.clocks, left.names)
    for request in left.held:
        if request.holder == worker.key:
            yield _line(request, "staff.digest.unclosed")
        elif worker.is_supervisor and not request.is_secret_from(worker.key):
            yield _line(request, "staff.digest.unclosed_of", name=left.names.get(request.holder or 0, "?"))


def ask_holder(tx: Tx, services: Services, worker: Worker, left: Left, now: datetime) -> bool:
    """Ask a holder about theirs on a day without a list: words about a request one has may come then (SAFETY 5)."""
    day = services.program.hours.local(now).date()
    for request in left.held_by(worker):
        words, params = _line(request, "staff.unclosed")
        tell_staff(tx, services, worker, words, params, f"unclosed:{day}:{request.key}", now)
    return bool(left.held_by(worker))


def _line(request: HelpRequest, words: str, **more: object) -> Line:
    """Word one request; one of a family names it."""
    known: dict[str, object] = {"family": request.family} if request.family else {}
    params = {"code": request.code, "since": request.claimed_at or request.opened_at} | known | more
    return (words if request.family else f"{words}_unknown"), params
