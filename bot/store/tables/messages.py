"""Texts received and texts on their way out, with their receipts and the sender's rate."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    text,
)

from bot.model.messages import Decided, Lane, OutboundState, Purpose, Source
from bot.model.people import Wording
from bot.store.columns import Moment, metadata, one_of, row_id, to

inbound = Table(
    "inbound",
    metadata,
    row_id(),
    Column("message_sid", String(64), nullable=False, unique=True),
    to("conversations", "conversation_key"),
    Column("sender_sealed", LargeBinary, nullable=False),
    Column("body_sealed", LargeBinary, nullable=False),
    Column("media_count", Integer, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("sent_at", Moment),
    Column("source", String(16), nullable=False),
    Column("intent", String(16)),
    Column("urgency", String(16)),
    to("help_requests", "request_key"),
    Column("handled", String(16), nullable=False),
    Column("answered_alone", Boolean, nullable=False),
    one_of("source", Source),
    CheckConstraint("handled IN ('turn', 'unread', 'ignored')", name="handled_known"),
    Index("ix_inbound_conversation", "conversation_key", "received_at"),
    Index("ix_inbound_request", "request_key", "received_at"),
)

ANSWERED_ALONE = Index(
    "ix_inbound_answered_alone",
    inbound.c.received_at,
    sqlite_where=text("answered_alone"),
    postgresql_where=text("answered_alone"),
)

outbound = Table(
    "outbound",
    metadata,
    row_id(),
    Column("once", String(128), nullable=False, unique=True),
    Column("lane", Integer, nullable=False),
    Column("purpose", String(24), nullable=False),
    to("conversations", "conversation_key", required=True),
    to("persons", "person_key"),
    to("workers", "worker_key"),
    to("help_requests", "request_key"),
    to("inbound", "inbound_key"),
    Column("words_key", String(64), nullable=False),
    Column("params_sealed", LargeBinary, nullable=False),
    Column("language", String(2), nullable=False),
    Column("body_sealed", LargeBinary),
    Column("segments", Integer),
    Column("state", String(16), nullable=False),
    Column("reason", String(64)),
    Column("created_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("not_after", Moment),
    Column("overridden", Boolean, nullable=False),
    Column("lease_token", String(32)),
    Column("lease_until", Moment),
    Column("attempts", Integer, nullable=False),
    Column("absences", Integer, nullable=False),
    Column("attempted_at", Moment),
    Column("sid", String(64), unique=True),
    Column("receipt", String(24)),
    Column("receipt_rank", Integer, nullable=False),
    Column("error_code", Integer),
    Column("settled_at", Moment),
    Column("wording", String(16)),
    Column("sent_because", String(64)),
    Column("seen", String(144)),
    one_of("purpose", Purpose),
    one_of("state", OutboundState),
    one_of("wording", Wording),
    CheckConstraint(f"lane BETWEEN {min(Lane)} AND {max(Lane)}", name="lane_known"),
    CheckConstraint("(state = 'sending') = (lease_token IS NOT NULL)", name="lease_while_sending"),
    CheckConstraint("(lease_token IS NULL) = (lease_until IS NULL)", name="lease_whole"),
    CheckConstraint("(state = 'submitted') <= (sid IS NOT NULL)", name="submitted_has_sid"),
    CheckConstraint("(state IN ('held', 'dropped', 'failed')) <= (reason IS NOT NULL)", name="ending_has_reason"),
    Index("ix_outbound_request", "request_key", "created_at"),
    Index("ix_outbound_conversation", "conversation_key", "created_at"),
)

OF_WORKER = Index(
    "ix_outbound_worker",
    outbound.c.worker_key,
    outbound.c.created_at,
    sqlite_where=text("worker_key IS NOT NULL"),
    postgresql_where=text("worker_key IS NOT NULL"),
)

TO_PERSON = Index(
    "ix_outbound_person",
    outbound.c.person_key,
    outbound.c.created_at,
    sqlite_where=text("person_key IS NOT NULL"),
    postgresql_where=text("person_key IS NOT NULL"),
)

WAITING = Index(
    "ix_outbound_waiting",
    outbound.c.lane,
    outbound.c.due_at,
    sqlite_where=text("state = 'waiting'"),
    postgresql_where=text("state = 'waiting'"),
)

HELD = Index(
    "ix_outbound_held",
    outbound.c.conversation_key,
    sqlite_where=text("state = 'held'"),
    postgresql_where=text("state = 'held'"),
)

IN_DOUBT = Index(
    "ix_outbound_in_doubt",
    outbound.c.due_at,
    sqlite_where=text("state IN ('sending', 'unknown')"),
    postgresql_where=text("state IN ('sending', 'unknown')"),
)

# What was decided of a text that did not simply leave; of one that did, `outbound` itself says why and what was seen.
decisions = Table(
    "decisions",
    metadata,
    row_id(),
    to("outbound", "outbound_key", required=True),
    Column("at", Moment, nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("reason", String(64), nullable=False),
    Column("until", Moment),
    to("workers", "worker_key"),
    Column("seen", String(144)),
    one_of("verdict", Decided),
    Index("ix_decisions_outbound", "outbound_key", "at"),
)

receipts = Table(
    "receipts",
    metadata,
    row_id(),
    to("outbound", "outbound_key", required=True),
    Column("status", String(24), nullable=False),
    Column("error_code", Integer, nullable=False),
    Column("received_at", Moment, nullable=False),
    UniqueConstraint("outbound_key", "status", "error_code"),
)

sender_rates = Table(
    "sender_rates",
    metadata,
    Column("sender", String(32), primary_key=True),
    Column("free_at", Moment, nullable=False),
    Column("segments_sent", BigInteger, nullable=False),
)
