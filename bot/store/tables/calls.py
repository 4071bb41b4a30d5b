"""Calls either way, the messages left on them, and the workers' own numbers by which they are known on one."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, LargeBinary, String, Table, text

from bot.model.calls import CallKind, CallOutcome, CallState
from bot.model.policy import Tier
from bot.store.columns import Moment, metadata, one_of, row_id, to

# `number` counts the steps of a call; `said_sealed` is what was said at the last one, so that a step that is asked for
# twice is answered the same. `queued_number` is that of the step that brought a caller into their queue.
# `queue_at`: from then on that queue, once it is empty, is to be deleted at the carrier.
calls = Table(
    "calls",
    metadata,
    row_id(),
    Column("once", String(128), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("sid", String(64), unique=True),
    to("conversations", "conversation_key"),
    to("workers", "worker_key"),
    to("persons", "person_key"),
    to("help_requests", "request_key"),
    to("calls", "caller_key"),
    Column("tier", String(16)),
    Column("turn", Integer, nullable=False),
    Column("step", String(64), nullable=False),
    Column("number", Integer, nullable=False),
    Column("queued_number", Integer),
    Column("silences", Integer, nullable=False),
    Column("language", String(2), nullable=False),
    Column("recalls_sealed", LargeBinary),
    Column("said_sealed", LargeBinary),
    Column("opened_at", Moment, nullable=False),
    Column("due_at", Moment),
    Column("waits_from", Moment),
    Column("not_after", Moment),
    Column("lease_token", String(32)),
    Column("lease_until", Moment),
    Column("placed_at", Moment),
    Column("answered_at", Moment),
    Column("waits_since", Moment),
    Column("holds_until", Moment),
    Column("joined_at", Moment),
    Column("hang_up_at", Moment),
    Column("queue_at", Moment),
    Column("ended_at", Moment),
    Column("outcome", String(16)),
    Column("reason", String(64)),
    Column("attempts", Integer, nullable=False),
    one_of("kind", CallKind),
    one_of("state", CallState),
    one_of("tier", Tier),
    one_of("outcome", CallOutcome),
    CheckConstraint("turn BETWEEN 1 AND 2", name="rings_twice_at_most"),
    CheckConstraint("number >= 0", name="counted_from_nothing"),
    CheckConstraint("(state = 'ended') = (ended_at IS NOT NULL)", name="ended_has_time"),
    CheckConstraint("(state = 'ended') <= (outcome IS NOT NULL)", name="ended_has_outcome"),
    CheckConstraint("(state = 'placing') = (lease_token IS NOT NULL)", name="lease_while_placing"),
    CheckConstraint("(lease_token IS NULL) = (lease_until IS NULL)", name="lease_whole"),
    CheckConstraint("(state IN ('ringing', 'up')) <= (sid IS NOT NULL)", name="live_has_sid"),
    CheckConstraint("(state = 'ended') = (due_at IS NULL)", name="never_sleeps"),
    CheckConstraint("(kind = 'inbound') <= (state IN ('up', 'ended'))", name="inbound_is_up"),
    CheckConstraint("(kind IN ('ring', 'page')) = (worker_key IS NOT NULL)", name="staff_are_rung"),
    CheckConstraint("(kind = 'ring') = (caller_key IS NOT NULL)", name="ring_has_caller"),
    CheckConstraint("(waits_since IS NULL) = (holds_until IS NULL)", name="wait_whole"),
    CheckConstraint("kind = 'inbound' OR waits_since IS NULL", name="only_callers_wait"),
    CheckConstraint("kind = 'inbound' OR queue_at IS NULL", name="only_callers_queue"),
    Index("ix_calls_request", "request_key", "opened_at"),
    Index("ix_calls_caller", "caller_key"),
    Index("ix_calls_conversation", "conversation_key", "opened_at"),
)

DUE = Index(
    "ix_calls_due",
    calls.c.due_at,
    sqlite_where=text("state <> 'ended' AND due_at IS NOT NULL"),
    postgresql_where=text("state <> 'ended' AND due_at IS NOT NULL"),
)

LIVE = Index(
    "ix_calls_live",
    calls.c.worker_key,
    sqlite_where=text("state <> 'ended'"),
    postgresql_where=text("state <> 'ended'"),
)

HANG_UP = Index(
    "ix_calls_hang_up",
    calls.c.hang_up_at,
    sqlite_where=text("hang_up_at IS NOT NULL AND state <> 'ended'"),
    postgresql_where=text("hang_up_at IS NOT NULL AND state <> 'ended'"),
)

QUEUES = Index(
    "ix_calls_queues",
    calls.c.queue_at,
    sqlite_where=text("queue_at IS NOT NULL AND state = 'ended'"),
    postgresql_where=text("queue_at IS NOT NULL AND state = 'ended'"),
)

# A message left on a call: fetched from the carrier and sealed here, then deleted there.
voicemails = Table(
    "voicemails",
    metadata,
    row_id(),
    to("calls", "call_key", required=True),
    to("help_requests", "request_key", required=True),
    Column("recording_sid", String(64), nullable=False, unique=True),
    Column("seconds", Integer, nullable=False),
    Column("left_at", Moment, nullable=False),
    Column("due_at", Moment),
    Column("attempts", Integer, nullable=False),
    Column("sound_sealed", LargeBinary),
    Column("fetched_at", Moment),
    Column("forgotten_at", Moment),
    Column("transcript_sealed", LargeBinary),
    Column("failed_at", Moment),
    CheckConstraint("seconds >= 0", name="seconds_counted"),
    CheckConstraint("(fetched_at IS NULL) = (sound_sealed IS NULL)", name="fetched_whole"),
    CheckConstraint("forgotten_at IS NULL OR fetched_at IS NOT NULL", name="kept_before_forgotten"),
    CheckConstraint("due_at IS NOT NULL OR forgotten_at IS NOT NULL OR failed_at IS NOT NULL", name="never_sleeps"),
    Index("ix_voicemails_request", "request_key", "left_at"),
)

VOICEMAIL_DUE = Index(
    "ix_voicemails_due",
    voicemails.c.due_at,
    sqlite_where=text("due_at IS NOT NULL"),
    postgresql_where=text("due_at IS NOT NULL"),
)

# A worker's own secret number, kept as a slow hash alone; three wrong ones lock it until a new one is made.
pins = Table(
    "pins",
    metadata,
    row_id(),
    to("workers", "worker_key", required=True),
    Column("hashed", String(128), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("wrong", Integer, nullable=False),
    Column("locked_at", Moment),
    CheckConstraint("wrong >= 0", name="wrong_counted"),
    Index("uq_pins_worker", "worker_key", unique=True),
)
