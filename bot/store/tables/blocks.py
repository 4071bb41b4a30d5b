"""Numbers that are not answered for a time, by a supervisor's word."""

from sqlalchemy import CheckConstraint, Column, Index, LargeBinary, String, Table, text

from bot.store.columns import Moment, metadata, row_id

blocks = Table(
    "blocks",
    metadata,
    row_id(),
    Column("phone_sealed", LargeBinary, nullable=False),
    Column("phone_index", LargeBinary, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("until_at", Moment, nullable=False),
    Column("blocked_by", String(64), nullable=False),
    Column("reason_sealed", LargeBinary),
    Column("spent_at", Moment),
    Column("lifted_at", Moment),
    CheckConstraint("until_at > made_at", name="ends_after_start"),
)

ONE_BLOCK = Index(
    "uq_blocks_standing",
    blocks.c.phone_index,
    unique=True,
    sqlite_where=text("lifted_at IS NULL"),
    postgresql_where=text("lifted_at IS NULL"),
)
