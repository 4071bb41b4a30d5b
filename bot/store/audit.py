"""The audit trail: who looked at or changed what, and when; rows are only ever added."""

from datetime import datetime

from sqlalchemy import insert, select

from bot.model.value import value
from bot.store.engine import Tx
from bot.store.tables import audit
from bot.store.vault import new_row_id

_DETAIL = "audit.detail_sealed"
_LONGEST = 64
_ENTRY = insert(audit)


@value
class AuditEntry:
    """One recorded look or change; `actor` and `about` are codes, never names or numbers."""

    at: datetime
    actor: str
    action: str
    about: str
    detail: str


def record(tx: Tx, at: datetime, actor: str, action: str, about: str, *, detail: str = "") -> None:
    """Add an entry; `detail` is sealed, the rest is readable, so it must hold no name, number or word of a family."""
    key = new_row_id()
    values = {
        "id": key,
        "at": at,
        "actor": actor[:_LONGEST],
        "action": action,
        "about": about[:_LONGEST],
        "detail_sealed": tx.vault.seal(_DETAIL, key, detail) if detail else None,
    }
    tx.connection.execute(_ENTRY, values)


def entries(tx: Tx, about: str | None, limit: int) -> tuple[AuditEntry, ...]:
    """Return the newest entries, newest first, of everything or about one code."""
    query = select(audit).order_by(audit.c.at.desc(), audit.c.id).limit(limit)
    if about is not None:
        query = query.where(audit.c.about == about)
    return tuple(
        AuditEntry(
            at=row.at,
            actor=row.actor,
            action=row.action,
            about=row.about,
            detail=tx.vault.open(_DETAIL, row.id, row.detail_sealed) if row.detail_sealed else "",
        )
        for row in tx.connection.execute(query)
    )
