"""Visits, who is asked to them, what was reminded of, and what the digests have to tell."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Time,
    UniqueConstraint,
    text,
)

from bot.model.visits import CountWaits, Maker, Outcome, Reply, VisitKind
from bot.store.columns import Moment, metadata, one_of, row_id, to

visits = Table(
    "visits",
    metadata,
    row_id(),
    Column("number", Integer, nullable=False, unique=True),
    Column("visit_id", String(64), nullable=False, unique=True),
    to("families", "family_key", required=True),
    to("workers", "worker_key", required=True),
    Column("kind", String(24), nullable=False),
    Column("starts_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("place_sealed", LargeBinary, nullable=False),
    Column("version", Integer, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("made_by", String(16), nullable=False),
    Column("outcome", String(24)),
    to("workers", "entered_by"),
    Column("entered_at", Moment),
    Column("reason_sealed", LargeBinary),
    Column("count_waits", String(16)),
    Column("disputed_at", Moment),
    Column("arrived_at", Moment),
    Column("flagged_at", Moment),
    Column("next_reminder_at", Moment),
    Column("next_watch_at", Moment),
    one_of("kind", VisitKind),
    one_of("made_by", Maker),
    one_of("outcome", Outcome),
    one_of("count_waits", CountWaits),
    CheckConstraint("ends_at > starts_at", name="ends_after_start"),
    CheckConstraint("version >= 1 AND number >= 1", name="counted_from_one"),
    CheckConstraint("(outcome IS NULL) = (entered_at IS NULL)", name="outcome_has_time"),
    CheckConstraint("count_waits IS NULL OR outcome = 'missed'", name="only_a_miss_waits"),
    CheckConstraint("outcome IS NOT NULL OR next_watch_at IS NOT NULL OR flagged_at IS NOT NULL", name="is_watched"),
    Index("ix_visits_family", "family_key", "starts_at"),
    Index("ix_visits_worker", "worker_key", "starts_at"),
    Index("ix_visits_starts", "starts_at"),
)

REMINDER_DUE = Index(
    "ix_visits_reminder_due",
    visits.c.next_reminder_at,
    sqlite_where=text("next_reminder_at IS NOT NULL"),
    postgresql_where=text("next_reminder_at IS NOT NULL"),
)

WATCH_DUE = Index(
    "ix_visits_watch_due",
    visits.c.next_watch_at,
    sqlite_where=text("next_watch_at IS NOT NULL"),
    postgresql_where=text("next_watch_at IS NOT NULL"),
)

OUTCOME_MISSING = Index(
    "ix_visits_outcome_missing",
    visits.c.flagged_at,
    sqlite_where=text("outcome IS NULL AND flagged_at IS NOT NULL"),
    postgresql_where=text("outcome IS NULL AND flagged_at IS NOT NULL"),
)

visit_versions = Table(
    "visit_versions",
    metadata,
    row_id(),
    to("visits", "visit_key", required=True),
    Column("version", Integer, nullable=False),
    Column("starts_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    to("workers", "worker_key", required=True),
    Column("made_at", Moment, nullable=False),
    Column("made_by", String(16), nullable=False),
    UniqueConstraint("visit_key", "version"),
    one_of("made_by", Maker),
    CheckConstraint("ends_at > starts_at", name="ends_after_start"),
)

attendees = Table(
    "attendees",
    metadata,
    row_id(),
    to("visits", "visit_key", required=True),
    to("persons", "person_key", required=True),
    Column("reply", String(16)),
    Column("replied_at", Moment),
    Column("replied_version", Integer),
    UniqueConstraint("visit_key", "person_key"),
    one_of("reply", Reply),
    CheckConstraint("(reply IS NULL) = (replied_at IS NULL)", name="reply_has_time"),
    CheckConstraint("(reply IS NULL) = (replied_version IS NULL)", name="reply_has_version"),
)

reminders = Table(
    "reminders",
    metadata,
    row_id(),
    to("visits", "visit_key", required=True),
    Column("version", Integer, nullable=False),
    Column("rule", String(24), nullable=False),
    to("persons", "person_key", required=True),
    Column("decided_at", Moment, nullable=False),
    to("outbound", "outbound_key"),
    to("calls", "call_key"),
    Column("reason", String(64)),
    Column("seen", String(144)),
    UniqueConstraint("visit_key", "version", "rule", "person_key"),
    CheckConstraint(
        "(outbound_key IS NULL AND call_key IS NULL) <> (reason IS NULL)",
        name="left_or_has_reason",
    ),
    CheckConstraint("outbound_key IS NULL OR call_key IS NULL", name="one_way_alone"),
    Index("ix_reminders_outbound", "outbound_key"),
    Index("ix_reminders_call", "call_key"),
    Index("ix_reminders_decided", "decided_at"),
)

availability = Table(
    "availability",
    metadata,
    row_id(),
    to("workers", "worker_key", required=True),
    Column("weekday", Integer, nullable=False),
    Column("starts", Time, nullable=False),
    Column("ends", Time, nullable=False),
    UniqueConstraint("worker_key", "weekday", "starts"),
    CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_known"),
    CheckConstraint("ends > starts", name="ends_after_start"),
)

tasks = Table(
    "tasks",
    metadata,
    row_id(),
    to("workers", "worker_key", required=True),
    Column("once", String(128), nullable=False, unique=True),
    Column("words_key", String(64), nullable=False),
    Column("params_sealed", LargeBinary, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("told_at", Moment),
)

TASK_OPEN = Index(
    "ix_tasks_open",
    tasks.c.worker_key,
    sqlite_where=text("told_at IS NULL"),
    postgresql_where=text("told_at IS NULL"),
)

digests = Table(
    "digests",
    metadata,
    row_id(),
    Column("day_on", Date, nullable=False),
    Column("part", String(8), nullable=False),
    Column("made_at", Moment, nullable=False),
    UniqueConstraint("day_on", "part"),
    CheckConstraint("part IN ('morning', 'evening', 'week')", name="part_known"),
)

welcomes = Table(
    "welcomes",
    metadata,
    row_id(),
    to("persons", "person_key", required=True),
    Column("language", String(2), nullable=False),
    Column("wording", String(16), nullable=False),
    Column("welcomed_at", Moment, nullable=False),
    to("outbound", "outbound_key", required=True),
    UniqueConstraint("person_key", "language"),
)

closed_days = Table(
    "closed_days",
    metadata,
    row_id(),
    Column("day_on", Date, nullable=False, unique=True),
    Column("closed_at", Moment, nullable=False),
    Column("closed_by", String(64), nullable=False),
)

pauses = Table(
    "pauses",
    metadata,
    row_id(),
    Column("began_at", Moment, nullable=False),
    Column("began_by", String(64), nullable=False),
    Column("until", Moment),
    Column("ended_at", Moment),
)

PAUSE_OPEN = Index(
    "ix_pauses_open",
    pauses.c.began_at,
    sqlite_where=text("ended_at IS NULL"),
    postgresql_where=text("ended_at IS NULL"),
)
