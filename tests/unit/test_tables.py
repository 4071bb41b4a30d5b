"""The tables keep nothing readable that a person wrote, and no moment without a zone."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Dialect, LargeBinary, String, create_engine

from bot.store.tables import Moment, metadata

# Every column anybody with the file can read: closed sets, codes, fingerprints, carrier's ids. Never a person's words.
# Before adding one here, ask whether a name, a number, an address or something somebody wrote could ever stand in it.
PLAIN = {
    "data_keys": {"wrapped_by"},
    "workers": {"worker_id", "role", "languages"},
    "families": {"code"},
    "persons": {"person_id", "relation", "language", "channel", "phone_is", "dropped_call", "recheck_because"},
    "profile_changes": {"actor"},
    "shifts": {"tier", "source"},
    # `step` is the name of a function, `once` is made of row keys, `reason` of ours.
    "calls": {"once", "kind", "state", "sid", "tier", "step", "language", "lease_token", "outcome", "reason"},
    "voicemails": {"recording_sid"},
    # A slow hash of a worker's own number: it opens nothing by itself.
    "pins": {"hashed"},
    "cover_asks": {"code", "state", "tier", "other_tier"},
    "cover_asked": set(),
    "shift_questions": {"tier"},
    "phone_checks": set(),
    "weak_spots": {"what"},
    "conversations": {"state", "limit_words", "opted_out_how"},
    "help_requests": {"code", "kind", "grade", "state", "tier", "limit_words"},
    "inbound": {"message_sid", "source", "intent", "urgency", "handled"},
    "outbound": {
        "once",
        "purpose",
        "words_key",
        "language",
        "state",
        "reason",
        "lease_token",
        "sid",
        "receipt",
        "wording",
        "sent_because",
        # What the gate saw, as letters: closed sets, moments, a code of the carrier.
        "seen",
    },
    "decisions": {"verdict", "reason", "seen"},
    "receipts": {"status"},
    "request_steps": {"kind", "tier"},
    "sender_rates": {"sender"},
    "alarms": {"kind", "about"},
    "heartbeats": {"tick"},
    "backups": set(),
    # Whoever of the staff did it, as the audit's actor.
    "blocks": {"blocked_by"},
    "audit": {"actor", "action", "about"},
    # The agency's own id of a visit, as of a person or a worker above; where it is and why it was excused are sealed.
    "visits": {"visit_id", "kind", "made_by", "outcome", "count_waits"},
    "visit_versions": {"made_by"},
    "attendees": {"reply"},
    "reminders": {"rule", "reason", "seen"},
    "report_clocks": {"ended_how"},
    "availability": set(),
    "lone_checks": {"over"},
    "calendar_feeds": set(),
    "tasks": {"once", "words_key"},
    "digests": {"part"},
    "welcomes": {"language", "wording"},
    # Whoever of the staff did it, as the audit's actor.
    "closed_days": {"closed_by"},
    "pauses": {"began_by"},
}
SQLITE, POSTGRESQL = (create_engine(url).dialect for url in ("sqlite://", "postgresql://"))
ONE_MESSAGE = 160
WITHOUT_WORDS = {"Moment", "BigInteger", "Integer", "Boolean", "Date", "Time", "Float"}


def test_every_readable_text_column_is_known() -> None:
    """A new plain text column fails here until somebody has asked whether it must be sealed."""
    found = {
        table.name: {column.name for column in table.columns if isinstance(column.type, String)}
        for table in metadata.sorted_tables
    }
    assert found == PLAIN


def test_no_other_type_can_hold_words() -> None:
    """Columns are text (listed above), bytes, or types that cannot hold words."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            if not isinstance(column.type, String | LargeBinary):
                assert type(column.type).__name__ in WITHOUT_WORDS, f"{table.name}.{column.name}"


def test_bytes_are_sealed_hashed_or_wrapped() -> None:
    """Every column of bytes says by its name that it is not readable."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, LargeBinary):
                assert column.name.endswith(("_sealed", "_index")) or column.name == "wrapped", column


def test_every_text_column_has_a_length() -> None:
    """A column without a length, or with a long one, would take a whole message."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, String):
                assert column.type.length, f"{table.name}.{column.name}"
                assert column.type.length < ONE_MESSAGE, f"{table.name}.{column.name}"


@pytest.mark.parametrize("engine", [SQLITE, POSTGRESQL])
def test_a_moment_comes_back_aware_and_in_utc(engine: Dialect) -> None:
    """A moment of any zone is the same moment after storing, in UTC."""
    written = datetime(2026, 3, 8, 2, 30, tzinfo=timezone(timedelta(hours=-5)))
    stored = Moment().process_bind_param(written, engine)
    read = Moment().process_result_value(stored, engine)
    assert read == written
    assert read is not None
    assert read.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused() -> None:
    """A naive moment is a mistake, never a guess."""
    with pytest.raises(ValueError, match="zone"):
        Moment().process_bind_param(datetime(2026, 3, 8, 2, 30), SQLITE)  # noqa: DTZ001  (the mistake itself)
