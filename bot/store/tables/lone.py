"""Checks on workers alone at a visit: one for a version of a visit and a worker, due until they are heard from."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, String, Table, UniqueConstraint, text

from bot.model.lone import Over
from bot.store.columns import Moment, metadata, one_of, row_id, to

lone_checks = Table(
    "lone_checks",
    metadata,
    row_id(),
    to("visits", "visit_key", required=True),
    Column("version", Integer, nullable=False),
    to("workers", "worker_key", required=True),
    Column("said_in_at", Moment),
    Column("waits_from", Moment, nullable=False),
    Column("due_at", Moment),
    Column("asked_at", Moment),
    Column("alarmed_at", Moment),
    Column("ended_at", Moment),
    Column("over", String(16)),
    UniqueConstraint("visit_key", "version", "worker_key"),
    one_of("over", Over),
    CheckConstraint("(ended_at IS NULL) = (over IS NULL)", name="end_has_reason"),
    CheckConstraint("alarmed_at IS NULL OR asked_at IS NOT NULL", name="asked_before_alarm"),
    CheckConstraint("due_at IS NOT NULL OR alarmed_at IS NOT NULL OR ended_at IS NOT NULL", name="never_sleeps"),
)

LONE_OPEN = Index(
    "ix_lone_checks_open",
    lone_checks.c.worker_key,
    sqlite_where=text("ended_at IS NULL"),
    postgresql_where=text("ended_at IS NULL"),
)

LONE_DUE = Index(
    "ix_lone_checks_due",
    lone_checks.c.due_at,
    sqlite_where=text("ended_at IS NULL AND due_at IS NOT NULL"),
    postgresql_where=text("ended_at IS NULL AND due_at IS NOT NULL"),
)
