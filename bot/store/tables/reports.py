"""Clocks of mandated reports: that one runs, since when and whose; never a word of what is reported."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, String, Table, text

from bot.model.reports import ReportEnd
from bot.store.columns import Moment, metadata, one_of, row_id, to

report_clocks = Table(
    "report_clocks",
    metadata,
    row_id(),
    to("help_requests", "request_key", required=True),
    to("workers", "worker_key", required=True),
    Column("began_at", Moment, nullable=False),
    Column("oral_at", Moment),
    Column("told", Integer, nullable=False),
    Column("next_at", Moment),
    Column("waits_from", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("ended_how", String(16)),
    one_of("ended_how", ReportEnd),
    CheckConstraint("(ended_at IS NULL) = (next_at IS NOT NULL)", name="running_never_sleeps"),
    CheckConstraint("(ended_at IS NULL) = (ended_how IS NULL)", name="ended_somehow"),
    CheckConstraint("ended_how <> 'written' OR oral_at IS NOT NULL", name="oral_before_written"),
    Index("ix_report_clocks_request", "request_key"),
)

ONE_CLOCK = Index(
    "uq_report_clocks_running",
    report_clocks.c.request_key,
    report_clocks.c.worker_key,
    unique=True,
    sqlite_where=text("ended_at IS NULL"),
    postgresql_where=text("ended_at IS NULL"),
)

CLOCK_DUE = Index(
    "ix_report_clocks_due",
    report_clocks.c.next_at,
    sqlite_where=text("ended_at IS NULL"),
    postgresql_where=text("ended_at IS NULL"),
)
