"""What workers were asked before their shifts, and what came back."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, LargeBinary, String, Table, UniqueConstraint, text

from bot.model.policy import Tier
from bot.store.columns import Moment, metadata, one_of, row_id, to

shift_questions = Table(
    "shift_questions",
    metadata,
    row_id(),
    to("workers", "worker_key", required=True),
    Column("number", Integer, nullable=False),
    Column("tier", String(16), nullable=False),
    Column("starts_at", Moment, nullable=False, index=True),
    Column("ends_at", Moment, nullable=False),
    Column("answer_by", Moment, nullable=False),
    Column("asked_at", Moment, nullable=False),
    to("outbound", "asked_key", required=True),
    Column("asked_again_at", Moment),
    to("outbound", "asked_again_key"),
    Column("told_at", Moment),
    Column("seen_at", Moment),
    Column("withdrawn_at", Moment),
    Column("next_step_at", Moment),
    UniqueConstraint("worker_key", "starts_at", "tier"),
    UniqueConstraint("worker_key", "number"),
    one_of("tier", Tier),
    CheckConstraint("ends_at > starts_at", name="ends_after_start"),
    CheckConstraint("number >= 1", name="counted_from_one"),
    CheckConstraint("(asked_again_at IS NULL) = (asked_again_key IS NULL)", name="again_whole"),
    CheckConstraint("seen_at IS NULL OR next_step_at IS NULL", name="seen_rests"),
    CheckConstraint("withdrawn_at IS NULL OR next_step_at IS NULL", name="withdrawn_rests"),
)

STEP_DUE = Index(
    "ix_shift_questions_step_due",
    shift_questions.c.next_step_at,
    sqlite_where=text("next_step_at IS NOT NULL"),
    postgresql_where=text("next_step_at IS NOT NULL"),
)

# Whether a worker's phone has answered with the code that was sent to it; of a phone they have no more nothing is kept.
phone_checks = Table(
    "phone_checks",
    metadata,
    row_id(),
    to("workers", "worker_key", required=True),
    Column("phone_index", LargeBinary, nullable=False, unique=True),
    Column("code", Integer, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("verified_at", Moment),
    CheckConstraint("code BETWEEN 1000 AND 9999", name="code_of_four_digits"),
    Index("ix_phone_checks_worker", "worker_key"),
)

# What the supervisors were told is weak in the nights at hand: `what` names it by codes, `gone_at` when it was over.
weak_spots = Table(
    "weak_spots",
    metadata,
    row_id(),
    Column("what", String(64), nullable=False),
    Column("told_at", Moment, nullable=False),
    Column("gone_at", Moment),
)

WEAK_NOW = Index(
    "uq_weak_spots_now",
    weak_spots.c.what,
    unique=True,
    sqlite_where=text("gone_at IS NULL"),
    postgresql_where=text("gone_at IS NULL"),
)
