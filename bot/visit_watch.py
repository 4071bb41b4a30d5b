"""Looks at visits whose time has come: unconfirmed before they begin, without an outcome after them."""

from datetime import datetime, timedelta

from bot import lone_worker
from bot.flows.telling import named
from bot.model.visits import Visit
from bot.rules.watch import Look, look
from bot.services import Services
from bot.store import reminders, visits
from bot.store.engine import Tx
from bot.visit_steps import last_reply, responsible, tell_staff

MOST = 50
OLD = timedelta(days=1)


def watch_due(services: Services) -> int:
    """Look at every visit whose time has come; return how many."""
    now = services.clock.now()
    with services.store.read() as tx:
        if not visits.any_watch_due(tx, now):
            return 0

    def work(tx: Tx) -> int:
        due = visits.watch_due(tx, now, MOST)
        for visit in due:
            _look_at(tx, services, visit, now)
        return len(due)

    return services.store.write_again(work)


def _look_at(tx: Tx, services: Services, visit: Visit, now: datetime) -> None:
    found, next_at = look(visit, services.program.watch, now)
    match found:
        case Look.UNCONFIRMED if _was_asked(tx, visit):
            _tell(tx, services, visit, "staff.visit_unsuited" if visit.is_refused else "staff.visit_unconfirmed", now)
        case Look.NO_SHOW:
            if _is_asked_about(tx, services, visit, now):
                _tell(tx, services, visit, "staff.no_show", now)
            visits.change(tx, visit.key, flagged_at=now)
            lone_worker.nothing_heard(tx, services, visit, now)
        case _:
            pass
    visits.change(tx, visit.key, next_watch_at=next_at)


def _is_asked_about(tx: Tx, services: Services, visit: Visit, now: datetime) -> bool:
    """Whether a possible no-show gets a text of its own: an old one, or one too many, stands in the lists alone."""
    waiting = visits.count_waiting(tx, visit.worker_key, now - OLD)
    return now - visit.ends_at < OLD and waiting < services.program.watch.unanswered


def _was_asked(tx: Tx, visit: Visit) -> bool:
    """Whether some person of a visit was asked about the version that stands; silence says nothing where nobody was."""
    rows = reminders.of_visits(tx, (visit.key,))
    return any(row.version == visit.version and row.carried_by is not None for row in rows)


def _tell(tx: Tx, services: Services, visit: Visit, words: str, now: datetime) -> None:
    params = named(visit)
    if words == "staff.no_show":
        params["reply"] = last_reply(visit)
    for worker in responsible(tx, visit):
        tell_staff(tx, services, worker, words, params, f"{words}:{visit.key}:{visit.version}", now)
