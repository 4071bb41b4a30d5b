"""Conversations with phones, and the help requests that grow out of them."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, LargeBinary, String, Table, text

from bot.model.help import Grade, RequestKind, RequestState, StepKind
from bot.model.policy import Tier
from bot.store.columns import Moment, metadata, one_of, row_id, to

conversations = Table(
    "conversations",
    metadata,
    row_id(),
    Column("phone_sealed", LargeBinary, nullable=False),
    Column("phone_index", LargeBinary, nullable=False, unique=True),
    Column("state", String(64), nullable=False),
    Column("asked_at", Moment),
    Column("expires_at", Moment),
    Column("question_sealed", LargeBinary),
    Column("heard_at", Moment),
    Column("held_at", Moment),
    Column("limit_words", String(32)),
    Column("opted_out_at", Moment),
    Column("opted_out_how", String(32)),
    Column("unreachable_code", Integer),
    Column("changed_hands_at", Moment),
    to("persons", "proved_person_key"),
    Column("proved_at", Moment),
    CheckConstraint("(proved_person_key IS NULL) = (proved_at IS NULL)", name="proof_whole"),
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
    Column("silence_asked_at", Moment),
    Column("words_at", Moment),
    Column("answered_at", Moment),
    Column("cried_at", Moment, nullable=False),
    Column("human_word_at", Moment),
    Column("written_at", Moment, nullable=False),
    Column("family_told_at", Moment),
    Column("nobody_told_at", Moment),
    Column("limit_words", String(32)),
    Column("sign_at", Moment),
    Column("hung_up_at", Moment),
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
    CheckConstraint("sign_at IS NULL OR kind = 'worker'", name="only_a_worker_signs"),
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
    Index("ix_request_steps_worker", "worker_key", "kind"),
)
