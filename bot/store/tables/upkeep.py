"""What keeps the line honest: keys, alarms, heartbeats, backups and the audit trail."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    Float,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    text,
)

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

# `night_on` is empty where somebody made it by hand; `restored_at` is set where the rows came out of this backup, with
# the numbers of visits and the count of codes that the line went on after, since rows that were lost had those before.
backups = Table(
    "backups",
    metadata,
    row_id(),
    Column("night_on", Date, unique=True),
    Column("begun_at", Moment, nullable=False),
    Column("made_at", Moment),
    Column("restored_at", Moment),
    Column("visits_after", Integer),
    Column("codes_after", Integer),
    CheckConstraint("night_on IS NOT NULL OR made_at IS NOT NULL", name="by_hand_is_made"),
    CheckConstraint("restored_at IS NULL OR made_at IS NOT NULL", name="restored_was_made"),
    CheckConstraint("(restored_at IS NULL) = (visits_after IS NULL)", name="restored_has_visits_after"),
    CheckConstraint("(restored_at IS NULL) = (codes_after IS NULL)", name="restored_has_codes_after"),
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
