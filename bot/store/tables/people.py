"""Who the line knows: staff, families, persons and the rota."""

from sqlalchemy import (
    Boolean,
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

from bot.model.people import Channel, DroppedCall, PhoneIs, Recheck, Relation, Role
from bot.model.policy import Tier
from bot.model.rota import Source
from bot.store.columns import Moment, metadata, one_of, row_id, to

workers = Table(
    "workers",
    metadata,
    row_id(),
    Column("worker_id", String(64), nullable=False, unique=True),
    Column("name_sealed", LargeBinary, nullable=False),
    Column("phone_sealed", LargeBinary, nullable=False),
    Column("phone_index", LargeBinary, nullable=False, unique=True),
    Column("second_phone_sealed", LargeBinary),
    Column("second_phone_index", LargeBinary, unique=True),
    Column("role", String(16), nullable=False),
    Column("languages", String(64), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("duress_word_sealed", LargeBinary),
    one_of("role", Role),
    CheckConstraint("(second_phone_sealed IS NULL) = (second_phone_index IS NULL)", name="second_phone_whole"),
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
    Column("reminders", Boolean),
    Column("welcome_at", Moment),
    Column("quiet_word_sealed", LargeBinary),
    Column("code_word_sealed", LargeBinary),
    Column("code_word_index", LargeBinary, index=True),
    Column("dropped_call", String(16)),
    Column("checked_on", Date),
    Column("recheck_because", String(16)),
    Column("recheck_asked_on", Date),
    Column("imported_sealed", LargeBinary),
    UniqueConstraint("family_key", "person_id"),
    one_of("relation", Relation),
    one_of("channel", Channel),
    one_of("phone_is", PhoneIs),
    one_of("dropped_call", DroppedCall),
    one_of("recheck_because", Recheck),
    CheckConstraint("(code_word_sealed IS NULL) = (code_word_index IS NULL)", name="code_word_whole"),
    CheckConstraint("(phone_sealed IS NULL) = (phone_index IS NULL)", name="phone_whole"),
    CheckConstraint("(safe_from IS NULL) = (safe_to IS NULL)", name="safe_hours_whole"),
)

WELCOME_DUE = Index(
    "ix_persons_welcome_due",
    persons.c.welcome_at,
    sqlite_where=text("welcome_at IS NOT NULL"),
    postgresql_where=text("welcome_at IS NOT NULL"),
)

profile_changes = Table(
    "profile_changes",
    metadata,
    row_id(),
    to("persons", "person_key", required=True),
    Column("at", Moment, nullable=False),
    Column("actor", String(64), nullable=False),
    Column("before_sealed", LargeBinary, nullable=False),
    Column("after_sealed", LargeBinary, nullable=False),
    Index("ix_profile_changes_person", "person_key", "at"),
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
    to("workers", "covers_key"),
    Column("made_at", Moment, nullable=False),
    UniqueConstraint("starts_at", "ends_at", "tier", "worker_key", "source"),
    one_of("tier", Tier),
    one_of("source", Source),
    CheckConstraint("ends_at > starts_at", name="ends_after_start"),
    CheckConstraint("covers_key IS NULL OR source = 'cover'", name="only_a_cover_covers"),
    CheckConstraint("covers_key IS NULL OR covers_key <> worker_key", name="covers_another"),
)

# However many processes work the patterns out at once: a shift of theirs is given to one worker.
PATTERN_ONCE = Index(
    "uq_shifts_pattern",
    shifts.c.tier,
    shifts.c.starts_at,
    unique=True,
    sqlite_where=text("source = 'pattern'"),
    postgresql_where=text("source = 'pattern'"),
)

# The private calendar of a worker; its address is known to nobody here, only a keyed hash by which it is recognised.
calendar_feeds = Table(
    "calendar_feeds",
    metadata,
    row_id(),
    to("workers", "worker_key", required=True),
    Column("token_index", LargeBinary, nullable=False, unique=True),
    Column("made_at", Moment, nullable=False),
    UniqueConstraint("worker_key"),
)
