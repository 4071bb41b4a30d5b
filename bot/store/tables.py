"""Every table of the line; impossible rows are refused here, by CHECK and UNIQUE.

A column ending in `_sealed` is encrypted (see `vault`); `phone_index` is a keyed hash by which a phone is found.
"""

from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Time,
    TypeDecorator,
    UniqueConstraint,
    text,
)

from bot.model.help import Grade, RequestKind, RequestState, StepKind
from bot.model.messages import Lane, OutboundState, Purpose
from bot.model.people import Channel, PhoneIs, Relation, Role
from bot.model.policy import Tier

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """An aware moment, stored in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware moment into UTC; SQLite keeps no zone, so it gets the bare UTC time."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone cannot be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment aware, in UTC, whatever the engine kept."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def one_of(column: str, values: type[StrEnum]) -> CheckConstraint:
    """Refuse any value of `column` outside the closed set."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def row_id() -> Column[int]:
    """Make the key column; keys are random 63-bit numbers, so that encryption can bind to one before the insert."""
    return Column("id", BigInteger, primary_key=True, autoincrement=False)


def to(target: str, name: str, *, required: bool = False) -> Column[int]:
    """Make a column that points at a row of `target`."""
    return Column(name, BigInteger, ForeignKey(f"{target}.id"), nullable=not required)


data_keys = Table(
    "data_keys",
    metadata,
    row_id(),
    Column("wrapped", LargeBinary, nullable=False),
    Column("wrapped_by", String(16), nullable=False),
    Column("made_at", Moment, nullable=False),
)

workers = Table(
    "workers",
    metadata,
    row_id(),
    Column("worker_id", String(64), nullable=False, unique=True),
    Column("name_sealed", LargeBinary, nullable=False),
    Column("phone_sealed", LargeBinary, nullable=False),
    Column("phone_index", LargeBinary, nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("languages", String(64), nullable=False),
    Column("active", Boolean, nullable=False),
    one_of("role", Role),
)

families = Table(
    "families",
    metadata,
    row_id(),
    Column("code", String(16), nullable=False, unique=True),
    to("workers", "worker_key"),
    Column("address_sealed", LargeBinary, nullable=False),
    Column("started_on", Date),
    Column("ended_on", Date),
    Column("quiet_since", Moment),
    CheckConstraint("ended_on IS NULL OR started_on IS NULL OR ended_on >= started_on", name="ends_after_start"),
)

persons = Table(
    "persons",
    metadata,
    row_id(),
    to("families", "family_key", required=True),
    Column("person_id", String(64), nullable=False),
    Column("position", Integer, nullable=False),
    Column("name_sealed", LargeBinary, nullable=False),
    Column("relation", String(16), nullable=False),
    Column("phone_sealed", LargeBinary),
    Column("phone_index", LargeBinary, index=True),
    Column("language", String(2), nullable=False),
    Column("channel", String(8), nullable=False),
    Column("discreet", Boolean, nullable=False),
    Column("voicemail", Boolean, nullable=False),
    Column("phone_is", String(16), nullable=False),
    Column("safe_from", Time),
    Column("safe_to", Time),
    Column("consented_on", Date),
    UniqueConstraint("family_key", "person_id"),
    one_of("relation", Relation),
    one_of("channel", Channel),
    one_of("phone_is", PhoneIs),
    CheckConstraint("(phone_sealed IS NULL) = (phone_index IS NULL)", name="phone_whole"),
    CheckConstraint("(safe_from IS NULL) = (safe_to IS NULL)", name="safe_hours_whole"),
)

shifts = Table(
    "shifts",
    metadata,
    row_id(),
    Column("starts_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False, index=True),
    Column("tier", String(16), nullable=False),
    to("workers", "worker_key", required=True),
    Column("source", String(16), nullable=False),
    UniqueConstraint("starts_at", "ends_at", "tier", "worker_key"),
    one_of("tier", Tier),
    CheckConstraint("ends_at > starts_at", name="ends_after_start"),
    CheckConstraint("source IN ('imported', 'cover')", name="source_known"),
)

conversations = Table(
    "conversations",
    metadata,
    row_id(),
    Column("phone_sealed", LargeBinary, nullable=False),
    Column("phone_index", LargeBinary, nullable=False, unique=True),
    Column("state", String(64), nullable=False),
    Column("asked_at", Moment),
    Column("expires_at", Moment),
    Column("heard_at", Moment),
    Column("held_at", Moment),
    Column("limit_words", String(32)),
    Column("opted_out_at", Moment),
    Column("opted_out_how", String(32)),
    Column("unreachable_code", Integer),
    CheckConstraint("(opted_out_at IS NULL) = (opted_out_how IS NULL)", name="opt_out_whole"),
)

help_requests = Table(
    "help_requests",
    metadata,
    row_id(),
    Column("code", String(4), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("grade", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    to("conversations", "conversation_key", required=True),
    to("families", "family_key"),
    to("persons", "person_key"),
    to("workers", "in_danger_key"),
    Column("opened_at", Moment, nullable=False),
    Column("tier", String(16)),
    Column("round", Integer, nullable=False),
    Column("next_step_at", Moment),
    Column("waits_from", Moment),
    to("workers", "holder"),
    Column("claimed_at", Moment),
    Column("words_at", Moment),
    Column("answered_at", Moment),
    Column("human_word_at", Moment),
    Column("written_at", Moment, nullable=False),
    Column("family_told_at", Moment),
    Column("nobody_told_at", Moment),
    Column("limit_words", String(32)),
    Column("closed_at", Moment),
    to("workers", "closed_by"),
    Column("note_sealed", LargeBinary),
    one_of("kind", RequestKind),
    one_of("grade", Grade),
    one_of("state", RequestState),
    one_of("tier", Tier),
    CheckConstraint("(state = 'claimed') <= (holder IS NOT NULL)", name="claimed_has_holder"),
    CheckConstraint("(state = 'open') <= (holder IS NULL)", name="open_has_no_holder"),
    CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_has_time"),
    CheckConstraint("(kind = 'worker') = (in_danger_key IS NOT NULL)", name="worker_in_danger"),
    CheckConstraint("(state = 'open') <= (next_step_at IS NOT NULL)", name="open_never_sleeps"),
)
ONE_OPEN = Index(
    "uq_help_requests_open_conversation",
    help_requests.c.conversation_key,
    unique=True,
    sqlite_where=text("state <> 'closed'"),
    postgresql_where=text("state <> 'closed'"),
)
OPEN_CODE = Index(
    "uq_help_requests_open_code",
    help_requests.c.code,
    unique=True,
    sqlite_where=text("state <> 'closed'"),
    postgresql_where=text("state <> 'closed'"),
)
STEP_DUE = Index(
    "ix_help_requests_step_due",
    help_requests.c.next_step_at,
    sqlite_where=text("state <> 'closed' AND next_step_at IS NOT NULL"),
    postgresql_where=text("state <> 'closed' AND next_step_at IS NOT NULL"),
)

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
    Column("crisis_kind", String(16)),
    to("help_requests", "request_key"),
    Column("handled", String(16), nullable=False),
    CheckConstraint("source IN ('webhook', 'list')", name="source_known"),
    CheckConstraint("handled IN ('turn', 'unread', 'ignored')", name="handled_known"),
    Index("ix_inbound_conversation", "conversation_key", "received_at"),
    Index("ix_inbound_request", "request_key", "received_at"),
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
    one_of("purpose", Purpose),
    one_of("state", OutboundState),
    CheckConstraint(f"lane BETWEEN {min(Lane)} AND {max(Lane)}", name="lane_known"),
    CheckConstraint("(state = 'sending') = (lease_token IS NOT NULL)", name="lease_while_sending"),
    CheckConstraint("(lease_token IS NULL) = (lease_until IS NULL)", name="lease_whole"),
    CheckConstraint("(state = 'submitted') <= (sid IS NOT NULL)", name="submitted_has_sid"),
    CheckConstraint("(state IN ('held', 'dropped', 'failed')) <= (reason IS NOT NULL)", name="ending_has_reason"),
    Index("ix_outbound_request", "request_key", "created_at"),
    Index("ix_outbound_conversation", "conversation_key", "created_at"),
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

request_steps = Table(
    "request_steps",
    metadata,
    row_id(),
    to("help_requests", "request_key", required=True),
    Column("at", Moment, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("tier", String(16)),
    Column("round", Integer, nullable=False),
    to("workers", "worker_key"),
    to("outbound", "outbound_key"),
    one_of("kind", StepKind),
    one_of("tier", Tier),
    Index("ix_request_steps_request", "request_key", "at"),
)

sender_rates = Table(
    "sender_rates",
    metadata,
    Column("sender", String(32), primary_key=True),
    Column("free_at", Moment, nullable=False),
    Column("segments_sent", BigInteger, nullable=False),
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
