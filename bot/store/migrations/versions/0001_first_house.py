"""The first house: every table of the line as it was first built."""

# ruff: noqa: E501  (written by a machine, kept as written)

import sqlalchemy as sa
from alembic import op

revision = "0001_first_house"
down_revision = None


def upgrade() -> None:
    _alarms()
    _audit()
    _backups()
    _blocks()
    _closed_days()
    _data_keys()
    _digests()
    _heartbeats()
    _pauses()
    _sender_rates()
    _weak_spots()
    _workers()
    _availability()
    _calendar_feeds()
    _cover_asks()
    _families()
    _phone_checks()
    _pins()
    _shifts()
    _tasks()
    _cover_asked()
    _persons()
    _visits()
    _attendees()
    _conversations()
    _lone_checks()
    _profile_changes()
    _visit_versions()
    _help_requests()
    _calls()
    _inbound()
    _report_clocks()
    _outbound()
    _voicemails()
    _decisions()
    _receipts()
    _reminders()
    _request_steps()
    _shift_questions()
    _welcomes()


def _alarms() -> None:
    op.create_table(
        "alarms",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("about", sa.String(length=64), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarms")),
    )
    op.create_index(
        "uq_alarms_open",
        "alarms",
        ["kind", "about"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("about", sa.String(length=64), nullable=False),
        sa.Column("detail_sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_at"), "audit", ["at"], unique=False)


def _backups() -> None:
    op.create_table(
        "backups",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("night_on", sa.Date(), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("restored_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("visits_after", sa.Integer(), nullable=True),
        sa.Column("codes_after", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(restored_at IS NULL) = (codes_after IS NULL)", name=op.f("ck_backups_restored_has_codes_after")
        ),
        sa.CheckConstraint(
            "(restored_at IS NULL) = (visits_after IS NULL)", name=op.f("ck_backups_restored_has_visits_after")
        ),
        sa.CheckConstraint("night_on IS NOT NULL OR made_at IS NOT NULL", name=op.f("ck_backups_by_hand_is_made")),
        sa.CheckConstraint("restored_at IS NULL OR made_at IS NOT NULL", name=op.f("ck_backups_restored_was_made")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backups")),
        sa.UniqueConstraint("night_on", name=op.f("uq_backups_night_on")),
    )


def _blocks() -> None:
    op.create_table(
        "blocks",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("phone_index", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("blocked_by", sa.String(length=64), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("spent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("until_at > made_at", name=op.f("ck_blocks_ends_after_start")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blocks")),
    )
    op.create_index(
        "uq_blocks_standing",
        "blocks",
        ["phone_index"],
        unique=True,
        sqlite_where=sa.text("lifted_at IS NULL"),
        postgresql_where=sa.text("lifted_at IS NULL"),
    )


def _closed_days() -> None:
    op.create_table(
        "closed_days",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day_on", sa.Date(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_days")),
        sa.UniqueConstraint("day_on", name=op.f("uq_closed_days_day_on")),
    )


def _data_keys() -> None:
    op.create_table(
        "data_keys",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_by", sa.String(length=16), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_keys")),
    )


def _digests() -> None:
    op.create_table(
        "digests",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day_on", sa.Date(), nullable=False),
        sa.Column("part", sa.String(length=8), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("part IN ('morning', 'evening', 'week')", name=op.f("ck_digests_part_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
        sa.UniqueConstraint("day_on", "part", name=op.f("uq_digests_day_on_part")),
    )


def _heartbeats() -> None:
    op.create_table(
        "heartbeats",
        sa.Column("tick", sa.String(length=32), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("tick", name=op.f("pk_heartbeats")),
    )


def _pauses() -> None:
    op.create_table(
        "pauses",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("began_by", sa.String(length=64), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pauses")),
    )
    op.create_index(
        "ix_pauses_open",
        "pauses",
        ["began_at"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _sender_rates() -> None:
    op.create_table(
        "sender_rates",
        sa.Column("sender", sa.String(length=32), nullable=False),
        sa.Column("free_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("segments_sent", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sender", name=op.f("pk_sender_rates")),
    )


def _weak_spots() -> None:
    op.create_table(
        "weak_spots",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("what", sa.String(length=64), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weak_spots")),
    )
    op.create_index(
        "uq_weak_spots_now",
        "weak_spots",
        ["what"],
        unique=True,
        sqlite_where=sa.text("gone_at IS NULL"),
        postgresql_where=sa.text("gone_at IS NULL"),
    )


def _workers() -> None:
    op.create_table(
        "workers",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("worker_id", sa.String(length=64), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("phone_index", sa.LargeBinary(), nullable=False),
        sa.Column("second_phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("second_phone_index", sa.LargeBinary(), nullable=True),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("languages", sa.String(length=64), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("duress_word_sealed", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("role IN ('worker', 'supervisor', 'admin')", name=op.f("ck_workers_role_known")),
        sa.CheckConstraint(
            "(second_phone_sealed IS NULL) = (second_phone_index IS NULL)", name=op.f("ck_workers_second_phone_whole")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workers")),
        sa.UniqueConstraint("phone_index", name=op.f("uq_workers_phone_index")),
        sa.UniqueConstraint("second_phone_index", name=op.f("uq_workers_second_phone_index")),
        sa.UniqueConstraint("worker_id", name=op.f("uq_workers_worker_id")),
    )


def _availability() -> None:
    op.create_table(
        "availability",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("worker_key", sa.BigInteger(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.CheckConstraint("ends > starts", name=op.f("ck_availability_ends_after_start")),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_availability_weekday_known")),
        sa.ForeignKeyConstraint(["worker_key"], ["workers.id"], name=op.f("fk_availability_worker_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_availability")),
        sa.UniqueConstraint("worker_key", "weekday", "starts", name=op.f("uq_availability_worker_key_weekday_starts")),
    )


def _calendar_feeds() -> None:
    op.create_table(
        "calendar_feeds",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("worker_key", sa.BigInteger(), nullable=False),
        sa.Column("token_index", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["worker_key"], ["workers.id"], name=op.f("fk_calendar_feeds_worker_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feeds")),
        sa.UniqueConstraint("token_index", name=op.f("uq_calendar_feeds_token_index")),
        sa.UniqueConstraint("worker_key", name=op.f("uq_calendar_feeds_worker_key")),
    )


def _cover_asks() -> None:
    op.create_table(
        "cover_asks",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=4), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("worker_key", sa.BigInteger(), nullable=False),
        sa.Column("tier", sa.String(length=16), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("other_key", sa.BigInteger(), nullable=True),
        sa.Column("other_tier", sa.String(length=16), nullable=True),
        sa.Column("other_starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("other_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taker_key", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'open') = (closed_at IS NULL)", name=op.f("ck_cover_asks_closed_has_time")),
        sa.CheckConstraint("(state = 'taken') = (taker_key IS NOT NULL)", name=op.f("ck_cover_asks_taken_has_taker")),
        sa.CheckConstraint(
            "other_tier IN ('own_worker', 'on_call', 'backup', 'supervisor')",
            name=op.f("ck_cover_asks_other_tier_known"),
        ),
        sa.CheckConstraint("state IN ('open', 'taken', 'withdrawn', 'over')", name=op.f("ck_cover_asks_state_known")),
        sa.CheckConstraint(
            "tier IN ('own_worker', 'on_call', 'backup', 'supervisor')", name=op.f("ck_cover_asks_tier_known")
        ),
        sa.CheckConstraint(
            "(other_key IS NULL) = (other_tier IS NULL) AND (other_key IS NULL) = (other_starts_at IS NULL) AND (other_key IS NULL) = (other_ends_at IS NULL)",
            name=op.f("ck_cover_asks_swap_whole"),
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_cover_asks_ends_after_start")),
        sa.CheckConstraint("other_ends_at > other_starts_at", name=op.f("ck_cover_asks_other_ends_after_start")),
        sa.ForeignKeyConstraint(["other_key"], ["workers.id"], name=op.f("fk_cover_asks_other_key")),
        sa.ForeignKeyConstraint(["taker_key"], ["workers.id"], name=op.f("fk_cover_asks_taker_key")),
        sa.ForeignKeyConstraint(["worker_key"], ["workers.id"], name=op.f("fk_cover_asks_worker_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cover_asks")),
    )
    op.create_index(
        "ix_cover_asks_taken",
        "cover_asks",
        ["ends_at"],
        unique=False,
        sqlite_where=sa.text("state = 'taken'"),
        postgresql_where=sa.text("state = 'taken'"),
    )
    op.create_index(
        "uq_cover_asks_open_code",
        "cover_asks",
        ["code"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "uq_cover_asks_open_shift",
        "cover_asks",
        ["worker_key", "tier", "starts_at"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )


def _families() -> None:
    op.create_table(
        "families",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("worker_key", sa.BigInteger(), nullable=True),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("quiet_since", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "ended_on IS NULL OR started_on IS NULL OR ended_on >= started_on",
            name=op.f("ck_families_ends_after_start"),
        ),
        sa.ForeignKeyConstraint(["worker_key"], ["workers.id"], name=op.f("fk_families_worker_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_families")),
        sa.UniqueConstraint("code", name=op.f("uq_families_code")),
    )


def _phone_checks() -> None:
    op.create_table(
        "phone_checks",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("worker_key", sa.BigInteger(), nullable=False),
        sa.Column("phone_index", sa.LargeBinary(), nullable=False),
        sa.Column("code", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("code BETWEEN 1000 AND 9999", name=op.f("ck_phone_checks_code_of_four_digits")),
        sa.ForeignKeyConstraint(["worker_key"], ["workers.id"], name=op.f("fk_phone_checks_worker_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_checks")),
        sa.UniqueConstraint("phone_index", name=op.f("uq_phone_checks_phone_index")),
    )
    op.create_index("ix_phone_checks_worker", "phone_checks", ["worker_key"], unique=False)


def _pins() -> None:
    op.create_table(
        "pins",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("worker_key", sa.BigInteger(), nullable=False),
        sa.Column("hashed", sa.String(length=128), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("wrong >= 0", name=op.f("ck_pins_wrong_counted")),
        sa.ForeignKeyConstraint(["worker_key"], ["workers.id"], name=op.f("fk_pins_worker_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pins")),
    )
    op.create_index("uq_pins_worker", "pins", ["worker_key"], unique=True)


def _shifts() -> None:
    op.create_table(
        "shifts",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tier", sa.String(length=16), nullable=False),
        sa.Column("worker_key", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("covers_key", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("covers_key IS NULL OR source = 'cover'", name=op.f("ck_shifts_only_a_cover_covers")),
        sa.CheckConstraint("source IN ('pattern', 'imported', 'cover')", name=op.f("ck_shifts_source_known")),
        sa.CheckConstraint(
            "tier IN ('own_worker', 'on_call', 'backup', 'supervisor')", name=op.f("ck_shifts_tier_known")
        ),
        sa.CheckConstraint("covers_key IS NULL OR covers_key <> worker_key", name=op.f("ck_shifts_covers_another")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_shifts_ends_after_start")),
        sa.ForeignKeyConstraint(["covers_key"], ["workers.id"], name=op.f("fk_shifts_covers_key")),
        sa.ForeignKeyConstraint(["worker_key"], ["workers.id"], name=op.f("fk_shifts_worker_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shifts")),
        sa.UniqueConstraint(
            "starts_at",
            "ends_at",
            "tier",
            "worker_key",
            "source",
            name=op.f("uq_shifts_starts_at_ends_at_tier_worker_key_source"),
        ),
    )
    op.create_index(op.f("ix_shifts_ends_at"), "shifts", ["ends_at"], unique=False)
    op.create_index(
        "uq_shifts_pattern",
        "shifts",
        ["tier", "starts_at"],
        unique=True,
        sqlite_where=sa.text("source = 'pattern'"),
        postgresql_where=sa.text("source = 'pattern'"),
    )


def _tasks() -> None:
    op.create_table(
        "tasks",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("worker_key", sa.BigInteger(), nullable=False),
        sa.Column("once", sa.String(length=128), nullable=False),
        sa.Column("words_key", sa.String(length=64), nullable=False),
        sa.Column("params_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["worker_key"], ["workers.id"], name=op.f("fk_tasks_worker_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
        sa.UniqueConstraint("once", name=op.f("uq_tasks_once")),
    )
    op.create_index(
        "ix_tasks_open",
        "tasks",
        ["worker_key"],
        unique=False,
        sqlite_where=sa.text("told_at IS NULL"),
        postgresql_where=sa.text("told_at IS NULL"),
    )


def _cover_asked() -> None:
    op.create_table(
        "cover_asked",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("ask_key", sa.BigInteger(), nullable=False),
        sa.Column("worker_key", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["ask_key"], ["cover_asks.id"], name=op.f("fk_cover_asked_ask_key")),
        sa.ForeignKeyConstraint(["worker_key"], ["workers.id"], name=op.f("fk_cover_asked_worker_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cover_asked")),
        sa.UniqueConstraint("ask_key", "worker_key", name=op.f("uq_cover_asked_ask_key_worker_key")),
    )


def _persons() -> None:
    op.create_table(
        "persons",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("family_key", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("relation", sa.String(length=16), nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_index", sa.LargeBinary(), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("discreet", sa.Boolean(), nullable=False),
        sa.Column("voicemail", sa.Boolean(), nullable=False),
        sa.Column("phone_is", sa.String(length=16), nullable=False),
        sa.Column("safe_from", sa.Time(), nullable=True),
        sa.Column("safe_to", sa.Time(), nullable=True),
        sa.Column("consented_on", sa.Date(), nullable=True),
        sa.Column("reminders", sa.Boolean(), nullable=True),
        sa.Column("welcome_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("quiet_word_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("code_word_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("code_word_index", sa.LargeBinary(), nullable=True),
        sa.Column("dropped_call", sa.String(length=16), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("recheck_because", sa.String(length=16), nullable=True),
        sa.Column("recheck_asked_on", sa.Date(), nullable=True),
        sa.Column("imported_sealed", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("channel IN ('text', 'voice', 'none')", name=op.f("ck_persons_channel_known")),
        sa.CheckConstraint(
            "dropped_call IN ('wait', 'call_back', 'text', 'call_911')", name=op.f("ck_persons_dropped_call_known")
        ),
        sa.CheckConstraint(
            "phone_is IN ('private', 'shared', 'monitored', 'not_asked')", name=op.f("ck_persons_phone_is_known")
        ),
        sa.CheckConstraint(
            "recheck_because IN ('time', 'number_changed', 'long_silence', 'not_delivered')",
            name=op.f("ck_persons_recheck_because_known"),
        ),
        sa.CheckConstraint(
            "relation IN ('parent', 'caregiver', 'child', 'other')", name=op.f("ck_persons_relation_known")
        ),
        sa.CheckConstraint(
            "(code_word_sealed IS NULL) = (code_word_index IS NULL)", name=op.f("ck_persons_code_word_whole")
        ),
        sa.CheckConstraint("(phone_sealed IS NULL) = (phone_index IS NULL)", name=op.f("ck_persons_phone_whole")),
        sa.CheckConstraint("(safe_from IS NULL) = (safe_to IS NULL)", name=op.f("ck_persons_safe_hours_whole")),
        sa.ForeignKeyConstraint(["family_key"], ["families.id"], name=op.f("fk_persons_family_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persons")),
        sa.UniqueConstraint("family_key", "person_id", name=op.f("uq_persons_family_key_person_id")),
    )
    op.create_index(op.f("ix_persons_code_word_index"), "persons", ["code_word_index"], unique=False)
    op.create_index(op.f("ix_persons_phone_index"), "persons", ["phone_index"], unique=False)
    op.create_index(
        "ix_persons_welcome_due",
        "persons",
        ["welcome_at"],
        unique=False,
        sqlite_where=sa.text("welcome_at IS NOT NULL"),
        postgresql_where=sa.text("welcome_at IS NOT NULL"),
    )


def _visits() -> None:
    op.create_table(
        "visits",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.String(length=64), nullable=False),
        sa.Column("family_key", sa.BigInteger(), nullable=False),
        sa.Column("worker_key", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=16), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=True),
        sa.Column("entered_by", sa.BigInteger(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("count_waits", sa.String(length=16), nullable=True),
        sa.Column("disputed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("flagged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_reminder_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_watch_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "count_waits IN ('undelivered', 'disputed', 'open_request')", name=op.f("ck_visits_count_waits_known")
        ),
        sa.CheckConstraint("count_waits IS NULL OR outcome = 'missed'", name=op.f("ck_visits_only_a_miss_waits")),
        sa.CheckConstraint(
            "kind IN ('visit', 'intake', 'progress_meeting', 'closing', 'other')", name=op.f("ck_visits_kind_known")
        ),
        sa.CheckConstraint("made_by IN ('office', 'family', 'worker')", name=op.f("ck_visits_made_by_known")),
        sa.CheckConstraint(
            "outcome IN ('held', 'missed', 'excused', 'cancelled_by_family', 'cancelled_by_program')",
            name=op.f("ck_visits_outcome_known"),
        ),
        sa.CheckConstraint("(outcome IS NULL) = (entered_at IS NULL)", name=op.f("ck_visits_outcome_has_time")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_visits_ends_after_start")),
        sa.CheckConstraint(
            "outcome IS NOT NULL OR next_watch_at IS NOT NULL OR flagged_at IS NOT NULL",
            name=op.f("ck_visits_is_watched"),
        ),
        sa.CheckConstraint("version >= 1 AND number >= 1", name=op.f("ck_visits_counted_from_one")),
        sa.ForeignKeyConstraint(["entered_by"], ["workers.id"], name=op.f("fk_visits_entered_by")),
        sa.ForeignKeyConstraint(["family_key"], ["families.id"], name=op.f("fk_visits_family_key")),
        sa.ForeignKeyConstraint(["worker_key"], ["workers.id"], name=op.f("fk_visits_worker_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
        sa.UniqueConstraint("number", name=op.f("uq_visits_number")),
        sa.UniqueConstraint("visit_id", name=op.f("uq_visits_visit_id")),
    )
    op.create_index("ix_visits_family", "visits", ["family_key", "starts_at"], unique=False)
    op.create_index(
        "ix_visits_outcome_missing",
        "visits",
        ["flagged_at"],
        unique=False,
        sqlite_where=sa.text("outcome IS NULL AND flagged_at IS NOT NULL"),
        postgresql_where=sa.text("outcome IS NULL AND flagged_at IS NOT NULL"),
    )
    op.create_index(
        "ix_visits_reminder_due",
        "visits",
        ["next_reminder_at"],
        unique=False,
        sqlite_where=sa.text("next_reminder_at IS NOT NULL"),
        postgresql_where=sa.text("next_reminder_at IS NOT NULL"),
    )
    op.create_index("ix_visits_starts", "visits", ["starts_at"], unique=False)
    op.create_index(
        "ix_visits_watch_due",
        "visits",
        ["next_watch_at"],
        unique=False,
        sqlite_where=sa.text("next_watch_at IS NOT NULL"),
        postgresql_where=sa.text("next_watch_at IS NOT NULL"),
    )
    op.create_index("ix_visits_worker", "visits", ["worker_key", "starts_at"], unique=False)


def _attendees() -> None:
    op.create_table(
        "attendees",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("visit_key", sa.BigInteger(), nullable=False),
        sa.Column("person_key", sa.BigInteger(), nullable=False),
        sa.Column("reply", sa.String(length=16), nullable=True),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replied_version", sa.Integer(), nullable=True),
        sa.CheckConstraint("reply IN ('fine', 'not_fine', 'on_my_way')", name=op.f("ck_attendees_reply_known")),
        sa.CheckConstraint("(reply IS NULL) = (replied_at IS NULL)", name=op.f("ck_attendees_reply_has_time")),
        sa.CheckConstraint("(reply IS NULL) = (replied_version IS NULL)", name=op.f("ck_attendees_reply_has_version")),
        sa.ForeignKeyConstraint(["person_key"], ["persons.id"], name=op.f("fk_attendees_person_key")),
        sa.ForeignKeyConstraint(["visit_key"], ["visits.id"], name=op.f("fk_attendees_visit_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendees")),
        sa.UniqueConstraint("visit_key", "person_key", name=op.f("uq_attendees_visit_key_person_key")),
    )


def _conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("phone_index", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("question_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("limit_words", sa.String(length=32), nullable=True),
        sa.Column("opted_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opted_out_how", sa.String(length=32), nullable=True),
        sa.Column("unreachable_code", sa.Integer(), nullable=True),
        sa.Column("changed_hands_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proved_person_key", sa.BigInteger(), nullable=True),
        sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(opted_out_at IS NULL) = (opted_out_how IS NULL)", name=op.f("ck_conversations_opt_out_whole")
        ),
        sa.CheckConstraint(
            "(proved_person_key IS NULL) = (proved_at IS NULL)", name=op.f("ck_conversations_proof_whole")
        ),
        sa.ForeignKeyConstraint(["proved_person_key"], ["persons.id"], name=op.f("fk_conversations_proved_person_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
        sa.UniqueConstraint("phone_index", name=op.f("uq_conversations_phone_index")),
    )


def _lone_checks() -> None:
    op.create_table(
        "lone_checks",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("visit_key", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("worker_key", sa.BigInteger(), nullable=False),
        sa.Column("said_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waits_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("alarmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("over", sa.String(length=16), nullable=True),
        sa.CheckConstraint(
            "over IN ('out', 'outcome', 'next_visit', 'heard', 'changed', 'emergency')",
            name=op.f("ck_lone_checks_over_known"),
        ),
        sa.CheckConstraint("(ended_at IS NULL) = (over IS NULL)", name=op.f("ck_lone_checks_end_has_reason")),
        sa.CheckConstraint(
            "alarmed_at IS NULL OR asked_at IS NOT NULL", name=op.f("ck_lone_checks_asked_before_alarm")
        ),
        sa.CheckConstraint(
            "due_at IS NOT NULL OR alarmed_at IS NOT NULL OR ended_at IS NOT NULL",
            name=op.f("ck_lone_checks_never_sleeps"),
        ),
        sa.ForeignKeyConstraint(["visit_key"], ["visits.id"], name=op.f("fk_lone_checks_visit_key")),
        sa.ForeignKeyConstraint(["worker_key"], ["workers.id"], name=op.f("fk_lone_checks_worker_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lone_checks")),
        sa.UniqueConstraint(
            "visit_key", "version", "worker_key", name=op.f("uq_lone_checks_visit_key_version_worker_key")
        ),
    )
    op.create_index(
        "ix_lone_checks_due",
        "lone_checks",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NULL AND due_at IS NOT NULL"),
        postgresql_where=sa.text("ended_at IS NULL AND due_at IS NOT NULL"),
    )
    op.create_index(
        "ix_lone_checks_open",
        "lone_checks",
        ["worker_key"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _profile_changes() -> None:
    op.create_table(
        "profile_changes",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_key", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("before_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("after_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person_key"], ["persons.id"], name=op.f("fk_profile_changes_person_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_changes")),
    )
    op.create_index("ix_profile_changes_person", "profile_changes", ["person_key", "at"], unique=False)


def _visit_versions() -> None:
    op.create_table(
        "visit_versions",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("visit_key", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("worker_key", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=16), nullable=False),
        sa.CheckConstraint("made_by IN ('office', 'family', 'worker')", name=op.f("ck_visit_versions_made_by_known")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_visit_versions_ends_after_start")),
        sa.ForeignKeyConstraint(["visit_key"], ["visits.id"], name=op.f("fk_visit_versions_visit_key")),
        sa.ForeignKeyConstraint(["worker_key"], ["workers.id"], name=op.f("fk_visit_versions_worker_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_versions")),
        sa.UniqueConstraint("visit_key", "version", name=op.f("uq_visit_versions_visit_key_version")),
    )


def _help_requests() -> None:
    op.create_table(
        "help_requests",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=4), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("grade", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("conversation_key", sa.BigInteger(), nullable=False),
        sa.Column("family_key", sa.BigInteger(), nullable=True),
        sa.Column("person_key", sa.BigInteger(), nullable=True),
        sa.Column("in_danger_key", sa.BigInteger(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tier", sa.String(length=16), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("next_step_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waits_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("holder", sa.BigInteger(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("silence_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("words_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cried_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("human_word_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("family_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("nobody_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("limit_words", sa.String(length=32), nullable=True),
        sa.Column("sign_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hung_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.BigInteger(), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'worker') = (in_danger_key IS NOT NULL)", name=op.f("ck_help_requests_worker_in_danger")
        ),
        sa.CheckConstraint(
            "(state = 'claimed') <= (holder IS NOT NULL)", name=op.f("ck_help_requests_claimed_has_holder")
        ),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_help_requests_closed_has_time")
        ),
        sa.CheckConstraint("(state = 'open') <= (holder IS NULL)", name=op.f("ck_help_requests_open_has_no_holder")),
        sa.CheckConstraint(
            "(state = 'open') <= (next_step_at IS NOT NULL)", name=op.f("ck_help_requests_open_never_sleeps")
        ),
        sa.CheckConstraint("grade IN ('unread', 'soon', 'emergency')", name=op.f("ck_help_requests_grade_known")),
        sa.CheckConstraint("kind IN ('family', 'unknown', 'worker')", name=op.f("ck_help_requests_kind_known")),
        sa.CheckConstraint("sign_at IS NULL OR kind = 'worker'", name=op.f("ck_help_requests_only_a_worker_signs")),
        sa.CheckConstraint("state IN ('open', 'claimed', 'closed')", name=op.f("ck_help_requests_state_known")),
        sa.CheckConstraint(
            "tier IN ('own_worker', 'on_call', 'backup', 'supervisor')", name=op.f("ck_help_requests_tier_known")
        ),
        sa.ForeignKeyConstraint(["closed_by"], ["workers.id"], name=op.f("fk_help_requests_closed_by")),
        sa.ForeignKeyConstraint(
            ["conversation_key"], ["conversations.id"], name=op.f("fk_help_requests_conversation_key")
        ),
        sa.ForeignKeyConstraint(["family_key"], ["families.id"], name=op.f("fk_help_requests_family_key")),
        sa.ForeignKeyConstraint(["holder"], ["workers.id"], name=op.f("fk_help_requests_holder")),
        sa.ForeignKeyConstraint(["in_danger_key"], ["workers.id"], name=op.f("fk_help_requests_in_danger_key")),
        sa.ForeignKeyConstraint(["person_key"], ["persons.id"], name=op.f("fk_help_requests_person_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_requests")),
    )
    op.create_index(
        "ix_help_requests_step_due",
        "help_requests",
        ["next_step_at"],
        unique=False,
        sqlite_where=sa.text("state <> 'closed' AND next_step_at IS NOT NULL"),
        postgresql_where=sa.text("state <> 'closed' AND next_step_at IS NOT NULL"),
    )
    op.create_index(
        "uq_help_requests_open_code",
        "help_requests",
        ["code"],
        unique=True,
        sqlite_where=sa.text("state <> 'closed'"),
        postgresql_where=sa.text("state <> 'closed'"),
    )
    op.create_index(
        "uq_help_requests_open_conversation",
        "help_requests",
        ["conversation_key"],
        unique=True,
        sqlite_where=sa.text("state <> 'closed'"),
        postgresql_where=sa.text("state <> 'closed'"),
    )


def _calls() -> None:
    op.create_table(
        "calls",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("once", sa.String(length=128), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("sid", sa.String(length=64), nullable=True),
        sa.Column("conversation_key", sa.BigInteger(), nullable=True),
        sa.Column("worker_key", sa.BigInteger(), nullable=True),
        sa.Column("person_key", sa.BigInteger(), nullable=True),
        sa.Column("request_key", sa.BigInteger(), nullable=True),
        sa.Column("caller_key", sa.BigInteger(), nullable=True),
        sa.Column("tier", sa.String(length=16), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("queued_number", sa.Integer(), nullable=True),
        sa.Column("silences", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("recalls_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("said_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waits_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("not_after", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_token", sa.String(length=32), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waits_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("holds_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hang_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("queue_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("reason", sa.String(length=64), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.CheckConstraint("(kind = 'inbound') <= (state IN ('up', 'ended'))", name=op.f("ck_calls_inbound_is_up")),
        sa.CheckConstraint("(kind = 'ring') = (caller_key IS NOT NULL)", name=op.f("ck_calls_ring_has_caller")),
        sa.CheckConstraint(
            "(kind IN ('ring', 'page')) = (worker_key IS NOT NULL)", name=op.f("ck_calls_staff_are_rung")
        ),
        sa.CheckConstraint("(state = 'ended') <= (outcome IS NOT NULL)", name=op.f("ck_calls_ended_has_outcome")),
        sa.CheckConstraint("(state = 'ended') = (due_at IS NULL)", name=op.f("ck_calls_never_sleeps")),
        sa.CheckConstraint("(state = 'ended') = (ended_at IS NOT NULL)", name=op.f("ck_calls_ended_has_time")),
        sa.CheckConstraint(
            "(state = 'placing') = (lease_token IS NOT NULL)", name=op.f("ck_calls_lease_while_placing")
        ),
        sa.CheckConstraint("(state IN ('ringing', 'up')) <= (sid IS NOT NULL)", name=op.f("ck_calls_live_has_sid")),
        sa.CheckConstraint("kind = 'inbound' OR queue_at IS NULL", name=op.f("ck_calls_only_callers_queue")),
        sa.CheckConstraint("kind = 'inbound' OR waits_since IS NULL", name=op.f("ck_calls_only_callers_wait")),
        sa.CheckConstraint(
            "kind IN ('inbound', 'ring', 'page', 'reminder', 'call_back')", name=op.f("ck_calls_kind_known")
        ),
        sa.CheckConstraint(
            "outcome IN ('taken', 'passed', 'no_key', 'busy', 'no_answer', 'failed', 'not_needed', 'over', 'heard')",
            name=op.f("ck_calls_outcome_known"),
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'placing', 'unknown', 'ringing', 'up', 'ended')", name=op.f("ck_calls_state_known")
        ),
        sa.CheckConstraint(
            "tier IN ('own_worker', 'on_call', 'backup', 'supervisor')", name=op.f("ck_calls_tier_known")
        ),
        sa.CheckConstraint("(lease_token IS NULL) = (lease_until IS NULL)", name=op.f("ck_calls_lease_whole")),
        sa.CheckConstraint("(waits_since IS NULL) = (holds_until IS NULL)", name=op.f("ck_calls_wait_whole")),
        sa.CheckConstraint("number >= 0", name=op.f("ck_calls_counted_from_nothing")),
        sa.CheckConstraint("turn BETWEEN 1 AND 2", name=op.f("ck_calls_rings_twice_at_most")),
        sa.ForeignKeyConstraint(["caller_key"], ["calls.id"], name=op.f("fk_calls_caller_key")),
        sa.ForeignKeyConstraint(["conversation_key"], ["conversations.id"], name=op.f("fk_calls_conversation_key")),
        sa.ForeignKeyConstraint(["person_key"], ["persons.id"], name=op.f("fk_calls_person_key")),
        sa.ForeignKeyConstraint(["request_key"], ["help_requests.id"], name=op.f("fk_calls_request_key")),
        sa.ForeignKeyConstraint(["worker_key"], ["workers.id"], name=op.f("fk_calls_worker_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
        sa.UniqueConstraint("once", name=op.f("uq_calls_once")),
        sa.UniqueConstraint("sid", name=op.f("uq_calls_sid")),
    )
    op.create_index("ix_calls_caller", "calls", ["caller_key"], unique=False)
    op.create_index("ix_calls_conversation", "calls", ["conversation_key", "opened_at"], unique=False)
    op.create_index(
        "ix_calls_due",
        "calls",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("state <> 'ended' AND due_at IS NOT NULL"),
        postgresql_where=sa.text("state <> 'ended' AND due_at IS NOT NULL"),
    )
    op.create_index(
        "ix_calls_hang_up",
        "calls",
        ["hang_up_at"],
        unique=False,
        sqlite_where=sa.text("hang_up_at IS NOT NULL AND state <> 'ended'"),
        postgresql_where=sa.text("hang_up_at IS NOT NULL AND state <> 'ended'"),
    )
    op.create_index(
        "ix_calls_live",
        "calls",
        ["worker_key"],
        unique=False,
        sqlite_where=sa.text("state <> 'ended'"),
        postgresql_where=sa.text("state <> 'ended'"),
    )
    op.create_index(
        "ix_calls_queues",
        "calls",
        ["queue_at"],
        unique=False,
        sqlite_where=sa.text("queue_at IS NOT NULL AND state = 'ended'"),
        postgresql_where=sa.text("queue_at IS NOT NULL AND state = 'ended'"),
    )
    op.create_index("ix_calls_request", "calls", ["request_key", "opened_at"], unique=False)


def _inbound() -> None:
    op.create_table(
        "inbound",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_sid", sa.String(length=64), nullable=False),
        sa.Column("conversation_key", sa.BigInteger(), nullable=True),
        sa.Column("sender_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("media_count", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("intent", sa.String(length=16), nullable=True),
        sa.Column("urgency", sa.String(length=16), nullable=True),
        sa.Column("request_key", sa.BigInteger(), nullable=True),
        sa.Column("handled", sa.String(length=16), nullable=False),
        sa.Column("answered_alone", sa.Boolean(), nullable=False),
        sa.CheckConstraint("handled IN ('turn', 'unread', 'ignored')", name=op.f("ck_inbound_handled_known")),
        sa.CheckConstraint("source IN ('webhook', 'list', 'call')", name=op.f("ck_inbound_source_known")),
        sa.ForeignKeyConstraint(["conversation_key"], ["conversations.id"], name=op.f("fk_inbound_conversation_key")),
        sa.ForeignKeyConstraint(["request_key"], ["help_requests.id"], name=op.f("fk_inbound_request_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound")),
        sa.UniqueConstraint("message_sid", name=op.f("uq_inbound_message_sid")),
    )
    op.create_index(
        "ix_inbound_answered_alone",
        "inbound",
        ["received_at"],
        unique=False,
        sqlite_where=sa.text("answered_alone"),
        postgresql_where=sa.text("answered_alone"),
    )
    op.create_index("ix_inbound_conversation", "inbound", ["conversation_key", "received_at"], unique=False)
    op.create_index("ix_inbound_request", "inbound", ["request_key", "received_at"], unique=False)


def _report_clocks() -> None:
    op.create_table(
        "report_clocks",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("request_key", sa.BigInteger(), nullable=False),
        sa.Column("worker_key", sa.BigInteger(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("oral_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waits_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_how", sa.String(length=16), nullable=True),
        sa.CheckConstraint(
            "ended_how <> 'written' OR oral_at IS NOT NULL", name=op.f("ck_report_clocks_oral_before_written")
        ),
        sa.CheckConstraint("ended_how IN ('written', 'mistake')", name=op.f("ck_report_clocks_ended_how_known")),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_how IS NULL)", name=op.f("ck_report_clocks_ended_somehow")),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (next_at IS NOT NULL)", name=op.f("ck_report_clocks_running_never_sleeps")
        ),
        sa.ForeignKeyConstraint(["request_key"], ["help_requests.id"], name=op.f("fk_report_clocks_request_key")),
        sa.ForeignKeyConstraint(["worker_key"], ["workers.id"], name=op.f("fk_report_clocks_worker_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_clocks")),
    )
    op.create_index(
        "ix_report_clocks_due",
        "report_clocks",
        ["next_at"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("ix_report_clocks_request", "report_clocks", ["request_key"], unique=False)
    op.create_index(
        "uq_report_clocks_running",
        "report_clocks",
        ["request_key", "worker_key"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _outbound() -> None:
    op.create_table(
        "outbound",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("once", sa.String(length=128), nullable=False),
        sa.Column("lane", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=24), nullable=False),
        sa.Column("conversation_key", sa.BigInteger(), nullable=False),
        sa.Column("person_key", sa.BigInteger(), nullable=True),
        sa.Column("worker_key", sa.BigInteger(), nullable=True),
        sa.Column("request_key", sa.BigInteger(), nullable=True),
        sa.Column("inbound_key", sa.BigInteger(), nullable=True),
        sa.Column("words_key", sa.String(length=64), nullable=False),
        sa.Column("params_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("segments", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_after", sa.DateTime(timezone=True), nullable=True),
        sa.Column("overridden", sa.Boolean(), nullable=False),
        sa.Column("lease_token", sa.String(length=32), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("absences", sa.Integer(), nullable=False),
        sa.Column("attempted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sid", sa.String(length=64), nullable=True),
        sa.Column("receipt", sa.String(length=24), nullable=True),
        sa.Column("receipt_rank", sa.Integer(), nullable=False),
        sa.Column("error_code", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wording", sa.String(length=16), nullable=True),
        sa.Column("sent_because", sa.String(length=64), nullable=True),
        sa.Column("seen", sa.String(length=144), nullable=True),
        sa.CheckConstraint(
            "(state = 'sending') = (lease_token IS NOT NULL)", name=op.f("ck_outbound_lease_while_sending")
        ),
        sa.CheckConstraint("(state = 'submitted') <= (sid IS NOT NULL)", name=op.f("ck_outbound_submitted_has_sid")),
        sa.CheckConstraint(
            "(state IN ('held', 'dropped', 'failed')) <= (reason IS NOT NULL)",
            name=op.f("ck_outbound_ending_has_reason"),
        ),
        sa.CheckConstraint(
            "purpose IN ('help_answer', 'answer', 'follow_up', 'relay', 'reminder', 'notice', 'page', 'holder', 'shift_question', 'staff_answer', 'staff_alarm', 'staff_routine', 'lone_worker')",
            name=op.f("ck_outbound_purpose_known"),
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'sending', 'submitted', 'unknown', 'held', 'dropped', 'failed')",
            name=op.f("ck_outbound_state_known"),
        ),
        sa.CheckConstraint("wording IN ('sms', 'discreet')", name=op.f("ck_outbound_wording_known")),
        sa.CheckConstraint("(lease_token IS NULL) = (lease_until IS NULL)", name=op.f("ck_outbound_lease_whole")),
        sa.CheckConstraint("lane BETWEEN 0 AND 3", name=op.f("ck_outbound_lane_known")),
        sa.ForeignKeyConstraint(["conversation_key"], ["conversations.id"], name=op.f("fk_outbound_conversation_key")),
        sa.ForeignKeyConstraint(["inbound_key"], ["inbound.id"], name=op.f("fk_outbound_inbound_key")),
        sa.ForeignKeyConstraint(["person_key"], ["persons.id"], name=op.f("fk_outbound_person_key")),
        sa.ForeignKeyConstraint(["request_key"], ["help_requests.id"], name=op.f("fk_outbound_request_key")),
        sa.ForeignKeyConstraint(["worker_key"], ["workers.id"], name=op.f("fk_outbound_worker_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbound")),
        sa.UniqueConstraint("once", name=op.f("uq_outbound_once")),
        sa.UniqueConstraint("sid", name=op.f("uq_outbound_sid")),
    )
    op.create_index("ix_outbound_conversation", "outbound", ["conversation_key", "created_at"], unique=False)
    op.create_index(
        "ix_outbound_held",
        "outbound",
        ["conversation_key"],
        unique=False,
        sqlite_where=sa.text("state = 'held'"),
        postgresql_where=sa.text("state = 'held'"),
    )
    op.create_index(
        "ix_outbound_in_doubt",
        "outbound",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("state IN ('sending', 'unknown')"),
        postgresql_where=sa.text("state IN ('sending', 'unknown')"),
    )
    op.create_index(
        "ix_outbound_person",
        "outbound",
        ["person_key", "created_at"],
        unique=False,
        sqlite_where=sa.text("person_key IS NOT NULL"),
        postgresql_where=sa.text("person_key IS NOT NULL"),
    )
    op.create_index("ix_outbound_request", "outbound", ["request_key", "created_at"], unique=False)
    op.create_index(
        "ix_outbound_waiting",
        "outbound",
        ["lane", "due_at"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        "ix_outbound_worker",
        "outbound",
        ["worker_key", "created_at"],
        unique=False,
        sqlite_where=sa.text("worker_key IS NOT NULL"),
        postgresql_where=sa.text("worker_key IS NOT NULL"),
    )


def _voicemails() -> None:
    op.create_table(
        "voicemails",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("call_key", sa.BigInteger(), nullable=False),
        sa.Column("request_key", sa.BigInteger(), nullable=False),
        sa.Column("recording_sid", sa.String(length=64), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sound_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("transcript_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(fetched_at IS NULL) = (sound_sealed IS NULL)", name=op.f("ck_voicemails_fetched_whole")),
        sa.CheckConstraint(
            "due_at IS NOT NULL OR forgotten_at IS NOT NULL OR failed_at IS NOT NULL",
            name=op.f("ck_voicemails_never_sleeps"),
        ),
        sa.CheckConstraint(
            "forgotten_at IS NULL OR fetched_at IS NOT NULL", name=op.f("ck_voicemails_kept_before_forgotten")
        ),
        sa.CheckConstraint("seconds >= 0", name=op.f("ck_voicemails_seconds_counted")),
        sa.ForeignKeyConstraint(["call_key"], ["calls.id"], name=op.f("fk_voicemails_call_key")),
        sa.ForeignKeyConstraint(["request_key"], ["help_requests.id"], name=op.f("fk_voicemails_request_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voicemails")),
        sa.UniqueConstraint("recording_sid", name=op.f("uq_voicemails_recording_sid")),
    )
    op.create_index(
        "ix_voicemails_due",
        "voicemails",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index("ix_voicemails_request", "voicemails", ["request_key", "left_at"], unique=False)


def _decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("outbound_key", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("worker_key", sa.BigInteger(), nullable=True),
        sa.Column("seen", sa.String(length=144), nullable=True),
        sa.CheckConstraint(
            "verdict IN ('hold_until', 'hold', 'reroute', 'drop', 'fail', 'release', 'doubt', 'again')",
            name=op.f("ck_decisions_verdict_known"),
        ),
        sa.ForeignKeyConstraint(["outbound_key"], ["outbound.id"], name=op.f("fk_decisions_outbound_key")),
        sa.ForeignKeyConstraint(["worker_key"], ["workers.id"], name=op.f("fk_decisions_worker_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    op.create_index("ix_decisions_outbound", "decisions", ["outbound_key", "at"], unique=False)


def _receipts() -> None:
    op.create_table(
        "receipts",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("outbound_key", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("error_code", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["outbound_key"], ["outbound.id"], name=op.f("fk_receipts_outbound_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipts")),
        sa.UniqueConstraint(
            "outbound_key", "status", "error_code", name=op.f("uq_receipts_outbound_key_status_error_code")
        ),
    )


def _reminders() -> None:
    op.create_table(
        "reminders",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("visit_key", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=24), nullable=False),
        sa.Column("person_key", sa.BigInteger(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outbound_key", sa.BigInteger(), nullable=True),
        sa.Column("call_key", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=64), nullable=True),
        sa.Column("seen", sa.String(length=144), nullable=True),
        sa.CheckConstraint(
            "(outbound_key IS NULL AND call_key IS NULL) <> (reason IS NULL)",
            name=op.f("ck_reminders_left_or_has_reason"),
        ),
        sa.CheckConstraint("outbound_key IS NULL OR call_key IS NULL", name=op.f("ck_reminders_one_way_alone")),
        sa.ForeignKeyConstraint(["call_key"], ["calls.id"], name=op.f("fk_reminders_call_key")),
        sa.ForeignKeyConstraint(["outbound_key"], ["outbound.id"], name=op.f("fk_reminders_outbound_key")),
        sa.ForeignKeyConstraint(["person_key"], ["persons.id"], name=op.f("fk_reminders_person_key")),
        sa.ForeignKeyConstraint(["visit_key"], ["visits.id"], name=op.f("fk_reminders_visit_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
        sa.UniqueConstraint(
            "visit_key", "version", "rule", "person_key", name=op.f("uq_reminders_visit_key_version_rule_person_key")
        ),
    )
    op.create_index("ix_reminders_call", "reminders", ["call_key"], unique=False)
    op.create_index("ix_reminders_decided", "reminders", ["decided_at"], unique=False)
    op.create_index("ix_reminders_outbound", "reminders", ["outbound_key"], unique=False)


def _request_steps() -> None:
    op.create_table(
        "request_steps",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("request_key", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("tier", sa.String(length=16), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("worker_key", sa.BigInteger(), nullable=True),
        sa.Column("outbound_key", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('opened', 'raised', 'paged', 'tier_empty', 'round_over', 'morning_list', 'passed', 'undelivered', 'claimed', 'silent', 'taken_back', 'words_in', 'words_out', 'called', 'rung', 'talked', 'hung_up', 'message_left', 'help_called', 'closed')",
            name=op.f("ck_request_steps_kind_known"),
        ),
        sa.CheckConstraint(
            "tier IN ('own_worker', 'on_call', 'backup', 'supervisor')", name=op.f("ck_request_steps_tier_known")
        ),
        sa.ForeignKeyConstraint(["outbound_key"], ["outbound.id"], name=op.f("fk_request_steps_outbound_key")),
        sa.ForeignKeyConstraint(["request_key"], ["help_requests.id"], name=op.f("fk_request_steps_request_key")),
        sa.ForeignKeyConstraint(["worker_key"], ["workers.id"], name=op.f("fk_request_steps_worker_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_steps")),
    )
    op.create_index("ix_request_steps_request", "request_steps", ["request_key", "at"], unique=False)
    op.create_index("ix_request_steps_worker", "request_steps", ["worker_key", "kind"], unique=False)


def _shift_questions() -> None:
    op.create_table(
        "shift_questions",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("worker_key", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("tier", sa.String(length=16), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_key", sa.BigInteger(), nullable=False),
        sa.Column("asked_again_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_again_key", sa.BigInteger(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_step_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "tier IN ('own_worker', 'on_call', 'backup', 'supervisor')", name=op.f("ck_shift_questions_tier_known")
        ),
        sa.CheckConstraint(
            "(asked_again_at IS NULL) = (asked_again_key IS NULL)", name=op.f("ck_shift_questions_again_whole")
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_shift_questions_ends_after_start")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_shift_questions_counted_from_one")),
        sa.CheckConstraint("seen_at IS NULL OR next_step_at IS NULL", name=op.f("ck_shift_questions_seen_rests")),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR next_step_at IS NULL", name=op.f("ck_shift_questions_withdrawn_rests")
        ),
        sa.ForeignKeyConstraint(["asked_again_key"], ["outbound.id"], name=op.f("fk_shift_questions_asked_again_key")),
        sa.ForeignKeyConstraint(["asked_key"], ["outbound.id"], name=op.f("fk_shift_questions_asked_key")),
        sa.ForeignKeyConstraint(["worker_key"], ["workers.id"], name=op.f("fk_shift_questions_worker_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_questions")),
        sa.UniqueConstraint("worker_key", "number", name=op.f("uq_shift_questions_worker_key_number")),
        sa.UniqueConstraint(
            "worker_key", "starts_at", "tier", name=op.f("uq_shift_questions_worker_key_starts_at_tier")
        ),
    )
    op.create_index(op.f("ix_shift_questions_starts_at"), "shift_questions", ["starts_at"], unique=False)
    op.create_index(
        "ix_shift_questions_step_due",
        "shift_questions",
        ["next_step_at"],
        unique=False,
        sqlite_where=sa.text("next_step_at IS NOT NULL"),
        postgresql_where=sa.text("next_step_at IS NOT NULL"),
    )


def _welcomes() -> None:
    op.create_table(
        "welcomes",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_key", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("wording", sa.String(length=16), nullable=False),
        sa.Column("welcomed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outbound_key", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["outbound_key"], ["outbound.id"], name=op.f("fk_welcomes_outbound_key")),
        sa.ForeignKeyConstraint(["person_key"], ["persons.id"], name=op.f("fk_welcomes_person_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_welcomes")),
        sa.UniqueConstraint("person_key", "language", name=op.f("uq_welcomes_person_key_language")),
    )
