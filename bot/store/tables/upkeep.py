"""What keeps the line honest: keys, alarms, heartbeats and the audit trail."""

from sqlalchemy import BigInteger, Column, Float, Index, Integer, LargeBinary, String, Table, text

from bot.store.columns import Moment, metadata, row_id

data_keys = Table(
    "data_keys",
    metadata,
    row_id(),
    Column("wrapped", LargeBinary, nullable=False),
    Column("wrapped_by", String(16), nullable=False),
    Column("made_at", Moment, nullable=False),
)

alarms = Table(
    "alarms",
    metadata,
    row_id(),
    Column("kind", String(32), nullable=False),
    Column("about", String(64), nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("last_at", Moment, nullable=False),
    Column("times", Integer, nullable=False),
    Column("told_at", Moment),
    Column("closed_at", Moment),
)

OPEN_ALARM = Index(
    "uq_alarms_open",
    alarms.c.kind,
    alarms.c.about,
    unique=True,
    sqlite_where=text("closed_at IS NULL"),
    postgresql_where=text("closed_at IS NULL"),
)

heartbeats = Table(
    "heartbeats",
    metadata,
    Column("tick", String(32), primary_key=True),
    Column("beat_at", Moment, nullable=False),
    Column("count", BigInteger, nullable=False),
    Column("seconds", Float, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    row_id(),
    Column("at", Moment, nullable=False, index=True),
    Column("actor", String(64), nullable=False),
    Column("action", String(32), nullable=False),
    Column("about", String(64), nullable=False),
    Column("detail_sealed", LargeBinary),
)
