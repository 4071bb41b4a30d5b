"""Rows for tests of the database itself: every column that must be filled is, with something plain."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from sqlalchemy import Column, Connection, Table, insert

from bot.store.vault import new_row_id

NUMBERS = count(1)
MOMENT = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
LATER = MOMENT + timedelta(hours=1)
DAY = date(2026, 3, 2)
KNOWN: dict[str, object] = {
    "role": "worker",
    "relation": "parent",
    "channel": "text",
    "phone_is": "private",
    "tier": "on_call",
    "kind": "family",
    "grade": "emergency",
    "handled": "turn",
    "purpose": "answer",
    "language": "en",
    "made_by": "office",
}
KNOWN_IN: dict[str, dict[str, object]] = {
    "shifts": {"source": "imported", "ends_at": LATER},
    "shift_questions": {"ends_at": LATER},
    "phone_checks": {"code": 4821},
    "calls": {"kind": "reminder", "state": "waiting", "turn": 1, "due_at": LATER},
    "voicemails": {"due_at": LATER},
    "help_requests": {"state": "open", "next_step_at": MOMENT},
    "inbound": {"source": "webhook"},
    "outbound": {"state": "waiting"},
    "request_steps": {"kind": "opened"},
    "cover_asks": {"state": "open", "ends_at": LATER},
    "decisions": {"verdict": "drop"},
    "visits": {"kind": "visit", "version": 1, "ends_at": LATER, "next_watch_at": LATER},
    "lone_checks": {"due_at": LATER},
    "visit_versions": {"version": 1, "ends_at": LATER},
    "reminders": {"reason": "told_lately"},
    "availability": {"ends": time(17)},
    "blocks": {"until_at": LATER},
    "report_clocks": {"next_at": LATER},
    "digests": {"part": "morning"},
    "backups": {"made_at": MOMENT},
}
BY_TYPE: dict[str, object] = {
    "BigInteger": 1,
    "Boolean": False,
    "Float": 0.0,
    "Integer": 0,
    "LargeBinary": b"sealed",
    "Moment": MOMENT,
    "String": "some",
    "Time": time(9),
}


def a_row(table: Table, **given: object) -> dict[str, object]:
    """Make a possible row of `table`, but for what is `given`; columns that may be empty are."""
    known = KNOWN | KNOWN_IN.get(table.name, {}) | given
    needed = [column for column in table.columns if not column.nullable or column.name in known]
    return {column.name: known[column.name] if column.name in known else _filler(column) for column in needed}


def _filler(column: Column[object]) -> object:
    """Fill one column; a key and a unique value are fresh each time."""
    if column.name == "id":
        return new_row_id()
    if column.name in {"phone_index", "token_index"}:
        return str(next(NUMBERS)).encode()
    if column.name in {"code", "worker_id", "person_id", "visit_id", "message_sid", "recording_sid", "once"}:
        return str(next(NUMBERS))
    if column.name == "number":
        return next(NUMBERS)
    if column.name == "day_on":
        return DAY + timedelta(days=next(NUMBERS))
    return BY_TYPE[type(column.type).__name__]


def put(connection: Connection, table: Table, **given: object) -> int:
    """Insert a possible row, with the rows it points at, and return its key."""
    for column in table.columns:
        if column.foreign_keys and not column.nullable and column.name not in given:
            given[column.name] = put(connection, next(iter(column.foreign_keys)).column.table)
    row = a_row(table, **given)
    connection.execute(insert(table).values(row))
    return int(str(row.get("id", 0)))
