"""Questions to take somebody's shift, or to swap it, and who was asked."""

from sqlalchemy import CheckConstraint, Column, Index, String, Table, UniqueConstraint, text

from bot.model.covers import AskState
from bot.model.policy import Tier
from bot.store.columns import Moment, metadata, one_of, row_id, to

# `worker_key` stands the shift until somebody takes it; `other_key` stands the one they would have in return.
cover_asks = Table(
    "cover_asks",
    metadata,
    row_id(),
    Column("code", String(4), nullable=False),
    Column("state", String(16), nullable=False),
    to("workers", "worker_key", required=True),
    Column("tier", String(16), nullable=False),
    Column("starts_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    to("workers", "other_key"),
    Column("other_tier", String(16)),
    Column("other_starts_at", Moment),
    Column("other_ends_at", Moment),
    Column("made_at", Moment, nullable=False),
    Column("told_at", Moment),
    to("workers", "taker_key"),
    Column("closed_at", Moment),
    one_of("state", AskState),
    one_of("tier", Tier),
    one_of("other_tier", Tier),
    CheckConstraint("ends_at > starts_at", name="ends_after_start"),
    CheckConstraint("other_ends_at > other_starts_at", name="other_ends_after_start"),
    CheckConstraint(
        "(other_key IS NULL) = (other_tier IS NULL) AND (other_key IS NULL) = (other_starts_at IS NULL)"
        " AND (other_key IS NULL) = (other_ends_at IS NULL)",
        name="swap_whole",
    ),
    CheckConstraint("(state = 'taken') = (taker_key IS NOT NULL)", name="taken_has_taker"),
    CheckConstraint("(state = 'open') = (closed_at IS NULL)", name="closed_has_time"),
)

OPEN_CODE = Index(
    "uq_cover_asks_open_code",
    cover_asks.c.code,
    unique=True,
    sqlite_where=text("state = 'open'"),
    postgresql_where=text("state = 'open'"),
)

OPEN_SHIFT = Index(
    "uq_cover_asks_open_shift",
    cover_asks.c.worker_key,
    cover_asks.c.tier,
    cover_asks.c.starts_at,
    unique=True,
    sqlite_where=text("state = 'open'"),
    postgresql_where=text("state = 'open'"),
)

TAKEN_UNTIL = Index(
    "ix_cover_asks_taken",
    cover_asks.c.ends_at,
    sqlite_where=text("state = 'taken'"),
    postgresql_where=text("state = 'taken'"),
)

cover_asked = Table(
    "cover_asked",
    metadata,
    row_id(),
    to("cover_asks", "ask_key", required=True),
    to("workers", "worker_key", required=True),
    UniqueConstraint("ask_key", "worker_key"),
)
