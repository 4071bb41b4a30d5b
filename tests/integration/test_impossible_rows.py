"""Rows that cannot be true are refused by the database itself, by the constraint meant for them, on both engines."""

from datetime import date, time, timedelta

import pytest
from rows import LATER, MOMENT, a_row, put
from sqlalchemy import CheckConstraint, Table, insert, update
from sqlalchemy.exc import IntegrityError

from bot.store.engine import Store
from bot.store.tables import (
    alarms,
    attendees,
    closed_days,
    conversations,
    cover_asked,
    cover_asks,
    digests,
    help_requests,
    inbound,
    metadata,
    outbound,
    persons,
    receipts,
    reminders,
    tasks,
    visits,
    welcomes,
)

RESTORED: dict[str, object] = {"restored_at": MOMENT, "visits_after": 10_000, "codes_after": 100}
SWAP: dict[str, object] = {
    "other_key": 1,
    "other_tier": "backup",
    "other_starts_at": MOMENT,
    "other_ends_at": LATER,
}
IMPOSSIBLE: dict[str, dict[str, object]] = {
    "ck_families_ends_after_start": {"started_on": date(2026, 3, 2), "ended_on": date(2026, 3, 1)},
    "ck_workers_second_phone_whole": {"second_phone_sealed": b"sealed", "second_phone_index": None},
    "ck_persons_phone_whole": {"phone_sealed": b"sealed", "phone_index": None},
    "ck_persons_code_word_whole": {"code_word_sealed": b"sealed", "code_word_index": None},
    "ck_conversations_proof_whole": {"proved_person_key": None, "proved_at": MOMENT},
    "ck_persons_safe_hours_whole": {"safe_from": time(9), "safe_to": None},
    "ck_shifts_ends_after_start": {"ends_at": MOMENT},
    "ck_shifts_only_a_cover_covers": {"source": "imported", "covers_key": 1},
    "ck_shifts_covers_another": {"source": "cover", "worker_key": 1, "covers_key": 1},
    "ck_cover_asks_state_known": {"state": "unheard", "closed_at": MOMENT},
    "ck_cover_asks_ends_after_start": {"ends_at": MOMENT},
    "ck_cover_asks_other_tier_known": SWAP | {"other_tier": "unheard"},
    "ck_cover_asks_other_ends_after_start": SWAP | {"other_ends_at": MOMENT},
    "ck_cover_asks_swap_whole": SWAP | {"other_key": None},
    "ck_cover_asks_taken_has_taker": {"state": "taken", "taker_key": None, "closed_at": MOMENT},
    "ck_cover_asks_closed_has_time": {"state": "over", "closed_at": None},
    "ck_shift_questions_ends_after_start": {"ends_at": MOMENT},
    "ck_shift_questions_counted_from_one": {"number": 0},
    "ck_shift_questions_again_whole": {"asked_again_at": MOMENT, "asked_again_key": None},
    "ck_phone_checks_code_of_four_digits": {"code": 999},
    "ck_shift_questions_seen_rests": {"seen_at": MOMENT, "next_step_at": MOMENT},
    "ck_shift_questions_withdrawn_rests": {"withdrawn_at": MOMENT, "next_step_at": MOMENT},
    "ck_conversations_opt_out_whole": {"opted_out_at": MOMENT, "opted_out_how": None},
    "ck_help_requests_claimed_has_holder": {"state": "claimed", "holder": None},
    "ck_help_requests_open_has_no_holder": {"state": "open", "holder": 1},
    "ck_help_requests_closed_has_time": {"state": "closed", "closed_at": None},
    "ck_help_requests_worker_in_danger": {"kind": "worker", "in_danger_key": None},
    "ck_help_requests_only_a_worker_signs": {"kind": "family", "sign_at": MOMENT},
    "ck_help_requests_open_never_sleeps": {"state": "open", "next_step_at": None},
    "ck_report_clocks_running_never_sleeps": {"next_at": None},
    "ck_report_clocks_ended_somehow": {"ended_at": MOMENT, "next_at": None, "ended_how": None},
    "ck_report_clocks_ended_how_known": {"ended_at": MOMENT, "next_at": None, "ended_how": "unheard"},
    "ck_report_clocks_oral_before_written": {"ended_at": MOMENT, "next_at": None, "ended_how": "written"},
    "ck_calls_rings_twice_at_most": {"turn": 3},
    "ck_calls_counted_from_nothing": {"number": -1},
    "ck_calls_ended_has_time": {"state": "ended", "outcome": "over", "ended_at": None, "due_at": None},
    "ck_calls_ended_has_outcome": {"state": "ended", "outcome": None, "ended_at": MOMENT, "due_at": None},
    "ck_calls_lease_while_placing": {"state": "placing", "lease_token": None},
    "ck_calls_lease_whole": {"state": "placing", "lease_token": "token", "lease_until": None},
    "ck_calls_live_has_sid": {"state": "up", "sid": None},
    "ck_calls_never_sleeps": {"due_at": None},
    "ck_calls_inbound_is_up": {"kind": "inbound"},
    "ck_calls_staff_are_rung": {"kind": "page", "worker_key": None},
    "ck_calls_ring_has_caller": {"kind": "ring", "worker_key": 1, "caller_key": None},
    "ck_calls_wait_whole": {"kind": "inbound", "state": "up", "sid": "CA1", "waits_since": MOMENT},
    "ck_calls_only_callers_wait": {"waits_since": MOMENT, "holds_until": LATER},
    "ck_calls_only_callers_queue": {"queue_at": MOMENT},
    "ck_voicemails_seconds_counted": {"seconds": -1},
    "ck_voicemails_fetched_whole": {"fetched_at": MOMENT, "sound_sealed": None},
    "ck_voicemails_kept_before_forgotten": {"forgotten_at": MOMENT, "fetched_at": None},
    "ck_voicemails_never_sleeps": {"due_at": None, "forgotten_at": None, "failed_at": None},
    "ck_pins_wrong_counted": {"wrong": -1},
    "ck_blocks_ends_after_start": {"until_at": MOMENT},
    "ck_outbound_lane_known": {"lane": 9},
    "ck_outbound_lease_while_sending": {"state": "sending", "lease_token": None},
    "ck_outbound_lease_whole": {"state": "sending", "lease_token": "token", "lease_until": None},
    "ck_outbound_submitted_has_sid": {"state": "submitted", "sid": None},
    "ck_outbound_ending_has_reason": {"state": "dropped", "reason": None},
    "ck_visits_outcome_known": {"outcome": "unheard", "entered_at": MOMENT},
    "ck_visits_count_waits_known": {"outcome": "missed", "entered_at": MOMENT, "count_waits": "unheard"},
    "ck_visits_ends_after_start": {"ends_at": MOMENT},
    "ck_visits_counted_from_one": {"version": 0},
    "ck_visits_outcome_has_time": {"outcome": "missed", "entered_at": None},
    "ck_visits_only_a_miss_waits": {"outcome": "held", "entered_at": MOMENT, "count_waits": "disputed"},
    "ck_visits_is_watched": {"outcome": None, "next_watch_at": None, "flagged_at": None},
    "ck_visit_versions_ends_after_start": {"ends_at": MOMENT},
    "ck_attendees_reply_known": {"reply": "unheard", "replied_at": MOMENT, "replied_version": 1},
    "ck_attendees_reply_has_time": {"reply": "fine", "replied_at": None, "replied_version": 1},
    "ck_attendees_reply_has_version": {"reply": "fine", "replied_at": MOMENT, "replied_version": None},
    "ck_reminders_left_or_has_reason": {"outbound_key": None, "reason": None},
    "ck_reminders_one_way_alone": {"outbound_key": 1, "call_key": 1, "reason": None},
    "ck_lone_checks_over_known": {"ended_at": MOMENT, "over": "unheard"},
    "ck_lone_checks_end_has_reason": {"ended_at": MOMENT, "over": None},
    "ck_lone_checks_asked_before_alarm": {"alarmed_at": MOMENT, "asked_at": None},
    "ck_lone_checks_never_sleeps": {"due_at": None, "alarmed_at": None, "ended_at": None},
    "ck_availability_weekday_known": {"weekday": 7},
    "ck_backups_by_hand_is_made": {"night_on": None, "made_at": None},
    "ck_backups_restored_was_made": {"night_on": date(2026, 3, 2), "made_at": None, **RESTORED},
    "ck_backups_restored_has_visits_after": {"made_at": MOMENT, **RESTORED, "visits_after": None},
    "ck_backups_restored_has_codes_after": {"made_at": MOMENT, **RESTORED, "codes_after": None},
    "ck_availability_ends_after_start": {"starts": time(9), "ends": time(9)},
}


def checks() -> dict[str, Table]:
    """List every CHECK of the house with its table."""
    return {
        str(constraint.name): table
        for table in metadata.sorted_tables
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }


def impossible(name: str, table: Table) -> dict[str, object]:
    """Return what makes a row break the CHECK `name`; a closed set is broken by a word outside it."""
    if name in IMPOSSIBLE:
        return IMPOSSIBLE[name]
    column = name.removeprefix(f"ck_{table.name}_").removesuffix("_known")
    assert column in table.columns, f"say in IMPOSSIBLE which row {name} refuses"
    return {column: "unheard"}


def parents(store: Store, table: Table) -> dict[str, object]:
    """Insert the rows that a row of `table` must point at."""
    needed = [column for column in table.columns if column.foreign_keys and not column.nullable]
    with store.write() as tx:
        return {column.name: put(tx.connection, next(iter(column.foreign_keys)).column.table) for column in needed}


def insert_row(store: Store, table: Table, row: dict[str, object]) -> None:
    """Insert one row in a transaction of its own."""
    with store.write() as tx:
        tx.connection.execute(insert(table).values(row))


def test_every_check_refuses_its_impossible_row(store: Store) -> None:
    """Each CHECK, taken alone, keeps its own impossible row out."""
    for name, table in checks().items():
        row = a_row(table, **(parents(store, table) | impossible(name, table)))
        with pytest.raises(IntegrityError, match=name):
            insert_row(store, table, row)


def test_every_table_takes_a_possible_row(store: Store) -> None:
    """The rows that the impossible ones are made of are themselves taken."""
    for table in metadata.sorted_tables:
        with store.write() as tx:
            put(tx.connection, table)


def test_a_tier_not_yet_chosen_is_no_unknown_tier(store: Store) -> None:
    """The CHECK of known tiers takes a request whose ladder has not begun."""
    with store.write() as tx:
        put(tx.connection, help_requests, tier=None)


def test_a_row_that_points_nowhere_is_refused(store: Store) -> None:
    """A receipt of a text that does not exist cannot be stored."""
    with pytest.raises(IntegrityError):
        insert_row(store, receipts, a_row(receipts, outbound_key=12))


def test_a_conversation_has_one_open_request(store: Store) -> None:
    """Further cries join the open request; only after it is closed may another begin."""
    with store.write() as tx:
        here = put(tx.connection, conversations)
        first = put(tx.connection, help_requests, conversation_key=here, code="KB")
    second = a_row(help_requests, conversation_key=here, code="KC")
    with pytest.raises(IntegrityError):
        insert_row(store, help_requests, second)
    close(store, first)
    insert_row(store, help_requests, second)


def test_two_open_requests_never_share_a_code(store: Store) -> None:
    """A worker's `KB` means one request; a closed one gives its code back."""
    with store.write() as tx:
        first = put(tx.connection, help_requests, code="KB")
        elsewhere = put(tx.connection, conversations)
    second = a_row(help_requests, conversation_key=elsewhere, code="KB")
    with pytest.raises(IntegrityError):
        insert_row(store, help_requests, second)
    close(store, first)
    insert_row(store, help_requests, second)


def test_a_message_is_stored_once(store: Store) -> None:
    """The carrier's repeat of a text is stopped by its id."""
    row = a_row(inbound, message_sid="SM1")
    insert_row(store, inbound, row)
    with pytest.raises(IntegrityError):
        insert_row(store, inbound, row | {"id": 12})


def test_an_alarm_is_open_once(store: Store) -> None:
    """The same trouble repeats one alarm until it is closed, then may open another."""
    insert_row(store, alarms, a_row(alarms, kind="nobody", about="now"))
    with pytest.raises(IntegrityError):
        insert_row(store, alarms, a_row(alarms, kind="nobody", about="now"))
    with store.write() as tx:
        tx.connection.execute(update(alarms).values(closed_at=MOMENT))
    insert_row(store, alarms, a_row(alarms, kind="nobody", about="now"))


def test_a_visit_without_a_number_is_no_visit(store: Store) -> None:
    """Workers type numbers: none is nought, and none means two visits."""
    with pytest.raises(IntegrityError, match="ck_visits_counted_from_one"):
        insert_row(store, visits, a_row(visits, **parents(store, visits), number=0))
    row = a_row(visits, **parents(store, visits), number=12)
    insert_row(store, visits, row)
    with pytest.raises(IntegrityError):
        insert_row(store, visits, a_row(visits, **parents(store, visits), number=12))


def test_a_reminder_is_decided_once(store: Store) -> None:
    """One ledger row for each visit, version, rule and person: a tick run twice reminds nobody twice."""
    with store.write() as tx:
        of = {"visit_key": put(tx.connection, visits), "person_key": put(tx.connection, persons)}
        text = put(tx.connection, outbound)
    for change in ({"version": 1}, {"version": 2}, {"rule": "day_before"}):
        insert_row(store, reminders, a_row(reminders, **of, **change))
    with pytest.raises(IntegrityError):
        insert_row(store, reminders, a_row(reminders, **of, version=1))
    with pytest.raises(IntegrityError):
        insert_row(store, reminders, a_row(reminders, **of, version=1, outbound_key=text, reason=None))


def test_a_reminder_that_left_has_no_reason_against_it(store: Store) -> None:
    """A row of the ledger names its text or why there is none, never both."""
    with store.write() as tx:
        text = put(tx.connection, outbound)
    with pytest.raises(IntegrityError, match="ck_reminders_left_or_has_reason"):
        insert_row(store, reminders, a_row(reminders, **parents(store, reminders), outbound_key=text))


@pytest.mark.parametrize("table", [attendees, digests, closed_days, tasks, welcomes], ids=str)
def test_what_is_told_or_noted_once_is_there_once(store: Store, table: Table) -> None:
    """A person of a visit, a digest of a day, a closed day, a task and a welcome cannot be doubled."""
    row = a_row(table, **parents(store, table))
    insert_row(store, table, row)
    with pytest.raises(IntegrityError):
        insert_row(store, table, row | {"id": 12})


def test_a_shift_is_asked_about_once_at_a_time(store: Store) -> None:
    """One open question for each shift and each code; nobody is asked twice in it."""
    row = a_row(cover_asks, **parents(store, cover_asks), code="BB")
    insert_row(store, cover_asks, row)
    for change in ({"code": "DD"}, {"starts_at": LATER, "ends_at": MOMENT + timedelta(days=1)}):
        with pytest.raises(IntegrityError):
            insert_row(store, cover_asks, row | {"id": 12} | change)
    closed = {"state": "over", "closed_at": MOMENT}
    insert_row(store, cover_asks, row | {"id": 12} | closed)
    asked = a_row(cover_asked, **parents(store, cover_asked))
    insert_row(store, cover_asked, asked)
    with pytest.raises(IntegrityError):
        insert_row(store, cover_asked, asked | {"id": 12})


def close(store: Store, request: int) -> None:
    """Close a request."""
    with store.write() as tx:
        closed = update(help_requests).where(help_requests.c.id == request)
        tx.connection.execute(closed.values(state="closed", closed_at=MOMENT, next_step_at=None))
