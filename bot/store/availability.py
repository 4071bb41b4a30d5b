"""When workers see families, by the day of the week, as rows; a worker without rows has the program's hours."""

from collections.abc import Collection, Mapping

from sqlalchemy import bindparam, delete, insert, select, tuple_

from bot.model.people import SafeHours
from bot.store.engine import Tx
from bot.store.rota import Replaced
from bot.store.tables import availability
from bot.store.vault import new_row_id

_OF_WORKER = (
    select(availability.c.weekday, availability.c.starts, availability.c.ends)
    .where(availability.c.worker_key == bindparam("worker"))
    .order_by(availability.c.starts)
)


def of_worker(tx: Tx, worker_key: int) -> Mapping[int, tuple[SafeHours, ...]]:
    """Return the hours of a worker by weekday (0 = Monday), earliest first; a day without any is not there."""
    week: dict[int, tuple[SafeHours, ...]] = {}
    for row in tx.connection.execute(_OF_WORKER, {"worker": worker_key}):
        week[row.weekday] = (*week.get(row.weekday, ()), SafeHours(row.starts, row.ends))
    return week


def replace(tx: Tx, worker_key: int, week: Mapping[int, Collection[SafeHours]]) -> Replaced:
    """Put hours in the place of those a worker has; they may touch, but not overlap."""
    stored = {(day, one) for day, hours in of_worker(tx, worker_key).items() for one in hours}
    wanted = {(day, one) for day, hours in week.items() for one in hours}
    gone, added = stored - wanted, wanted - stored
    if gone:
        begins = [(day, one.starts) for day, one in gone]
        mine = availability.c.worker_key == worker_key
        tx.connection.execute(
            delete(availability).where(mine, tuple_(availability.c.weekday, availability.c.starts).in_(begins))
        )
    if added:
        tx.connection.execute(insert(availability), [_values(worker_key, day, one) for day, one in added])
    return Replaced(added=len(added), removed=len(gone), kept=len(wanted) - len(added))


def _values(worker_key: int, day: int, hours: SafeHours) -> dict[str, object]:
    return {
        "id": new_row_id(),
        "worker_key": worker_key,
        "weekday": day,
        "starts": hours.starts,
        "ends": hours.ends,
    }
