"""The requests of a night, for those who read of it in the morning: who held each and how it stands; no words."""

from datetime import datetime

from sqlalchemy import func, select

from bot.model.help import Grade, RequestKind, RequestState
from bot.model.value import value
from bot.store.engine import Tx
from bot.store.tables import families, help_requests, outbound


@value
class NightRequest:
    """A request as it stands in the morning; `holder` also held one that is closed, which a supervisor may have ended.

    `own_worker`: of its family. `in_danger`: the worker whose own emergency it is, not to be read there if `is_secret`.
    """

    code: str
    family: str | None
    own_worker: int | None
    kind: RequestKind
    grade: Grade
    state: RequestState
    opened_at: datetime
    holder: int | None
    closed_by: int | None
    in_danger: int | None
    is_secret: bool


def opened_between(tx: Tx, since: datetime, until: datetime) -> tuple[NightRequest, ...]:
    """Return the requests opened in the span, oldest first."""
    query = (
        select(help_requests, families.c.code.label("family"), families.c.worker_key.label("own_worker"))
        .outerjoin(families, families.c.id == help_requests.c.family_key)
        .where(help_requests.c.opened_at > since, help_requests.c.opened_at <= until)
        .order_by(help_requests.c.opened_at, help_requests.c.id)
    )
    return tuple(
        NightRequest(
            code=row.code,
            family=row.family,
            own_worker=row.own_worker,
            kind=RequestKind(row.kind),
            grade=Grade(row.grade),
            state=RequestState(row.state),
            opened_at=row.opened_at,
            holder=row.holder,
            closed_by=row.closed_by,
            in_danger=row.in_danger_key,
            is_secret=row.sign_at is not None,
        )
        for row in tx.connection.execute(query)
    )


def last_morning(tx: Tx, worker_key: int) -> datetime | None:
    """Return when a worker's last morning list was written."""
    mine = (outbound.c.worker_key == worker_key, outbound.c.words_key == "staff.digest_morning")
    at: datetime | None = tx.connection.execute(select(func.max(outbound.c.created_at)).where(*mine)).scalar_one()
    return at
