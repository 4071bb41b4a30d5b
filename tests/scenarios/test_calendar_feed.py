"""The private calendar: a worker's shifts and visits for whoever has its address, and nothing about any family."""

import logging

import pytest
from world import BOSS, DECEMBER, FIRST, OWN, THURSDAY_6_PM, World

from bot.logs import ConsoleLine, JsonLine
from bot.store import feeds, people
from bot.store.engine import DatabaseTrouble

TOKEN = "x7Jq-secret_of_nobody"


def gives(world: World, worker: str, token: str = TOKEN) -> str:
    """Give a worker's calendar an address, and return it."""
    with world.store.write() as tx:
        found = people.worker_by_id(tx, worker)
        assert found is not None
        feeds.make(tx, found.key, token, world.clock.now())
    return f"/calendar/{token}.ics"


def test_shifts_and_visits_are_in_it_and_no_family_is(on: World) -> None:
    """Times and kinds; no name, code, number, address or place."""
    on.agreed("rosa", address="12 Example Street")
    on.visit("F-0001", THURSDAY_6_PM, place="12 Example Street", kind="progress_meeting")
    on.rota((OWN, "on_call"))
    words = on.web.get(gives(on, OWN)).text
    assert words.startswith("BEGIN:VCALENDAR\r\n")
    assert "SUMMARY:Visit: progress meeting\r\n" in words
    assert "DTSTART:20261203T230000Z\r\n" in words
    assert "SUMMARY:On call\r\n" in words
    for secret in ("Rosa", "F-0001", "Example", "Dana", "dana", "V-1", "555"):
        assert secret not in words
    for handset in (on.phone(OWN), on.handsets[next(iter(on.handsets))]):
        handset.ignores()


def test_a_moved_visit_is_the_same_entry(on: World) -> None:
    """Its id stays, its count grows, its time is the new one; a visit called off is gone."""
    on.agreed("rosa")
    visit_id = on.visit("F-0001", THURSDAY_6_PM)
    address = gives(on, OWN)
    before = on.web.get(address).text.splitlines()
    on.visit("F-0001", THURSDAY_6_PM.replace(hour=17), visit_id)
    after = on.web.get(address).text.splitlines()
    assert [line for line in before if line.startswith("UID")] == [line for line in after if line.startswith("UID")]
    assert "SEQUENCE:0" in before
    assert "SEQUENCE:1" in after
    assert "DTSTART:20261203T220000Z" in after
    assert on.web.get(address).text.splitlines() == after
    on.visit("F-0001", THURSDAY_6_PM, visit_id, status="cancelled_by_program")
    assert "SUMMARY:Visit" not in on.web.get(address).text
    for handset in on.handsets.values():
        handset.ignores()


def test_only_the_very_address_opens_it(on: World) -> None:
    """Not another's, not half of it, not the old one once there is a new one, not after it is closed."""
    address = gives(on, OWN)
    assert on.web.get(address).status_code == 200
    for wrong in ("nothing", TOKEN[:-1], TOKEN.upper(), f"{TOKEN}x", "%00", "x" * 3000):
        assert on.web.get(f"/calendar/{wrong}.ics").status_code == 404
    other = gives(on, OWN, "another")
    assert (on.web.get(address).status_code, on.web.get(other).status_code) == (404, 200)
    with on.store.write() as tx:
        worker = people.worker_by_id(tx, OWN)
        assert worker is not None
        assert feeds.made_at(tx, worker.key) == DECEMBER
        assert feeds.revoke(tx, worker.key)
        assert not feeds.revoke(tx, worker.key)
    assert on.web.get(other).status_code == 404


def test_who_left_sees_nothing_any_more(on: World) -> None:
    """The same day, without anybody closing the calendar."""
    address = gives(on, FIRST)
    on.hires(FIRST)
    assert on.web.get(address).status_code == 404
    on.settle()
    on.phone(BOSS).gets("GAP, On call")


def test_it_is_private_and_has_no_cookie(on: World) -> None:
    """No shared cache keeps it, no search engine lists it."""
    answer = on.web.get(gives(on, BOSS))
    assert answer.headers["Cache-Control"].startswith("private")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert on.web.post(gives(on, BOSS)).status_code == 405


def test_the_rows_hold_no_address(on: World) -> None:
    """Whoever steals the database cannot open a calendar with it."""
    gives(on, OWN)
    with on.store.read() as tx:
        rows = tx.connection.exec_driver_sql("SELECT * FROM calendar_feeds").all()
    assert TOKEN not in str(rows)
    assert TOKEN.encode() not in [cell for row in rows for cell in row]


@pytest.mark.parametrize("form", [ConsoleLine, JsonLine])
def test_no_log_line_holds_an_address(form: type[logging.Formatter]) -> None:
    """The web library writes the path of what went wrong into its sentence."""
    record = logging.LogRecord("web", logging.ERROR, "", 0, f"Exception on /calendar/{TOKEN}.ics [GET]", None, None)
    assert TOKEN not in form().format(record)
    assert "/calendar/***.ics" in form().format(record)


def test_without_a_database_it_says_try_later(on: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A calendar keeps what it has; a 404 would make it forget."""

    def gone() -> None:
        raise DatabaseTrouble("gone")

    address = gives(on, OWN)
    monkeypatch.setattr(on.store, "read", gone)
    answer = on.web.get(address)
    monkeypatch.undo()
    assert answer.status_code == 503
