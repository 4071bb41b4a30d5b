"""Monday morning: supervisors and administrators read the week in their list, who runs the line all of it."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import update
from world import BOSS, FIRST, LINE, OWN, SECOND, ZONE, World

from bot.alarms import AlarmRoutes
from bot.catalog import segments
from bot.cli import hearthline
from bot.model.help import Grade, RequestKind, StepKind
from bot.model.messages import Purpose
from bot.model.phones import Phone
from bot.store import audit, backups, conversations, requests
from bot.store import week as counted
from bot.store.engine import Store
from bot.store.schema import open_store
from bot.store.tables import outbound
from bot.weekly import look_at_week, whole_week
from scheduler import week

ADA = Phone("+12025550114")
MONDAY_8_AM = datetime(2026, 11, 23, 8, 0, tzinfo=ZONE)
CRY = "he is hitting me right now"
ADMIN = "worker_id,name,phone,role,languages,active\nada,Ada,+12025550114,admin,es,yes\n"


def tells(world: World) -> tuple[int, list[tuple[str, str]]]:
    """Let the week's tick run; return how many lists have it, and what left for whoever looks after the line."""
    sent: list[tuple[str, str]] = []

    class Kept(AlarmRoutes):
        def send(self, kind: str, sentence: str) -> None:
            sent.append((kind, sentence))

    made = week.run(world.services, Kept())
    world.later(minutes=5)
    return made, sent


def weeks(world: World, phone: Phone) -> list[str]:
    """Return what the lists that a phone has got say about the week."""
    lines = [line for text in world.carrier.handset(phone) for line in text.body.splitlines()]
    return [line for line in lines if line.startswith(("Week", "Semana"))]


def a_weekend(world: World) -> None:
    """Let one cry be taken after 40 seconds and one after 7 minutes; a third waits still."""
    for name, seconds in (("rosa", 40), ("luz", 420)):
        phone = world.family(name, phone_is="private")
        phone.texts(CRY).gets("911")
        code = world.phone(FIRST).gets("PAGE").code
        world.later(seconds=seconds)
        world.phone(FIRST).replies("1")
        phone.texts("ok")
        world.phone(FIRST).replies(f"done {code} spoke with her")
    world.family("eva").texts(CRY).gets("911")
    world.later(seconds=1)
    quiet(world)


def quiet(world: World) -> None:
    """Take everything read that is not this file's business."""
    for number in {text.sent_to for text in world.carrier.record() if not text.inbound}:
        world.handset(Phone(number)).ignores()


def test_supervisors_and_administrators_read_the_week(world: World) -> None:
    """A line of two segments at most, each in their language, no name and no code; workers get none."""
    world.imports("workers", ADMIN)
    a_weekend(world)
    world.clock.move(MONDAY_8_AM - timedelta(hours=1) - world.clock.now())
    world.settle()
    quiet(world)
    made, _ = tells(world)
    assert made == 2
    world.clock.move(MONDAY_8_AM - world.clock.now())
    world.later(minutes=5)
    (told,) = weeks(world, world.phone(BOSS).phone)
    assert told.startswith("Week from Mon, Nov 16. Texts: ")
    assert "Requests: 3, not taken 1, taken after 4 min, at worst 7 min." in told
    assert "Last backup: not known." in told
    (in_spanish,) = weeks(world, ADA)
    assert "Pedidos: 3, sin tomar 1, tomados en 4 min" in in_spanish
    assert max(segments(told), segments(in_spanish)) <= 2
    for secret in ("F-0", "Rosa", "Lucia", "0101"):
        assert secret not in told + in_spanish
    for worker in (OWN, FIRST, SECOND):
        assert weeks(world, world.phone(worker).phone) == []
    quiet(world)


def a_fortnight(world: World) -> None:
    """Let nobody be named for the time after the next two weeks."""
    now, rows = world.clock.now(), ["starts_at,ends_at,tier,worker_id"]
    for first, last in ((-1, 14), (60, 61)):
        starts, ends = ((now + timedelta(days=day)).isoformat() for day in (first, last))
        rows += [f"{starts},{ends},{tier},{worker}" for tier, worker in (("on_call", FIRST), ("backup", SECOND))]
    world.imports("rota", "\n".join(rows))


def test_whoever_looks_after_the_line_gets_the_whole(world: World) -> None:
    """By the alarms' routes: texts, seconds until taken, each gap, the backup's age, numbers to dial; no one's name."""
    a_fortnight(world)
    a_weekend(world)
    with world.store.write() as tx:
        backups.made_by_hand(tx, world.clock.now())
    world.clock.move(MONDAY_8_AM - world.clock.now())
    world.settle()
    quiet(world)
    _, ((kind, told),) = tells(world)
    assert kind == "week"
    assert "from 2026-11-16 00:00 to 2026-11-23 00:00 (America/New_York time)" in told
    assert "Help requests: 3, not taken 1" in told
    assert "median 230, worst 420" in told
    assert "Gaps in the on-call schedule, next 14 days: 2" in told
    assert "  on_call: 2026-12-0" in told
    assert "Last backup: 2026-11-21 23:" in told
    assert "33 h ago" in told
    assert "Useful numbers to dial: 11 (crisis, " in told
    for secret in ("Rosa", "Lucia", "F-0", "0101", LINE.e164):
        assert secret not in told
    quiet(world)


def test_it_is_told_once_however_many_schedulers_ask(world: World) -> None:
    """The UNIQUE row of the week decides, also after a restart the same morning."""
    world.clock.move(MONDAY_8_AM - world.clock.now())
    assert tells(world)[0] == 1
    world.clock.move(timedelta(hours=1))
    assert tells(world) == (0, [])
    assert len(weeks(world, world.phone(BOSS).phone)) == 1
    quiet(world)


def test_it_is_told_on_monday_only(world: World) -> None:
    """Not on Sunday, not on another day, not before seven: nobody is woken for it, and the list at eight has it."""
    for hours in (9, 7):
        world.clock.move(MONDAY_8_AM - timedelta(hours=hours) - world.clock.now())
        assert tells(world) == (0, [])
    world.clock.move(MONDAY_8_AM - timedelta(hours=1, seconds=1) - world.clock.now())
    assert week.run(world.services, AlarmRoutes()) == 0
    world.clock.move(timedelta(seconds=1))
    made, sent = tells(world)
    assert (made, [kind for kind, _ in sent]) == (1, ["week"])
    assert weeks(world, world.phone(BOSS).phone) == []
    world.clock.move(MONDAY_8_AM - world.clock.now())
    world.settle()
    assert len(weeks(world, world.phone(BOSS).phone)) == 1
    world.clock.move(timedelta(days=1))
    assert tells(world) == (0, [])
    quiet(world)


def test_after_a_holiday_the_first_working_morning_counts(world: World) -> None:
    """Martin Luther King's day is a Monday: nobody is texted on a day off, and the week is told on Tuesday."""
    monday = datetime(2027, 1, 18, 8, 30, tzinfo=ZONE)
    world.clock.move(monday - world.clock.now())
    assert tells(world) == (0, [])
    world.clock.move(timedelta(days=1))
    assert tells(world)[0] == 1
    quiet(world)


def test_what_failed_and_what_it_cost_is_counted(world: World) -> None:
    """Each text is counted once; the carrier asks for the segments of what it took and could not deliver."""
    world.family("rosa", phone_is="private").texts(CRY).gets("911")
    since, until = world.clock.now() - timedelta(days=1), world.clock.now() + timedelta(days=1)
    with world.store.read() as tx:
        before = counted.texts(tx, since, until)
    left = [text for text in world.carrier.record() if not text.inbound]
    assert (before.sent, before.held, before.failed) == (len(left), 0, 0)
    assert before.segments == sum(segments(text.body) for text in left)
    with world.store.write() as tx:
        tx.connection.execute(update(outbound).where(outbound.c.purpose == Purpose.PAGE).values(receipt="undelivered"))
        after = counted.texts(tx, since, until)
    assert (after.sent, after.failed, after.segments) == (before.sent - 1, 1, before.segments)
    with world.store.read() as tx:
        week_told = look_at_week(tx, world.services, since, until, world.clock.now())
    priced = whole_week(replace(week_told, segment_price=0.01), world.services.program.hours, world.clock.now())
    assert f"Segments: {after.segments}, about ${after.segments * 0.01:.2f}" in priced
    assert "$" not in whole_week(week_told, world.services.program.hours, world.clock.now())
    quiet(world)


def test_the_report_shows_the_last_seven_days_at_any_time(
    sqlite_url: str, keys: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On an empty line too; the look is on record."""
    monkeypatch.chdir(tmp_path)
    env = {"DATABASE_URL": sqlite_url, "HEARTHLINE_KEYS": keys[0]}
    told = CliRunner(env=env).invoke(hearthline, ["report", "week", "--by", "night desk"])
    assert told.exit_code == 0, told.output
    assert "Texts: 0 sent, 0 held, 0 failed, 0 dropped" in told.output
    assert "Help requests: 0, not taken 0" in told.output
    assert "Seconds" not in told.output
    store = open_store(sqlite_url, keys)
    with store.read() as tx:
        (entry,) = [one for one in audit.entries(tx, None, 10) if one.action == "week_report"]
    store.close()
    assert entry.actor == "night desk"


def test_both_engines_count(store: Store) -> None:
    """A request taken after 40 seconds, and one nobody took; whole numbers on both engines."""
    opened = [open_one(store, code) for code in (101, 102)]
    with store.write() as tx:
        requests.note_step(tx, opened[0], StepKind.CLAIMED, MONDAY_8_AM + timedelta(seconds=40))
        requests.note_step(tx, opened[0], StepKind.CLAIMED, MONDAY_8_AM + timedelta(seconds=400))
        waits = counted.waits_for_a_claim(tx, MONDAY_8_AM, MONDAY_8_AM + timedelta(hours=1))
        texts = counted.texts(tx, MONDAY_8_AM, MONDAY_8_AM + timedelta(hours=1))
    assert sorted(waits, key=str) == [timedelta(seconds=40), None]
    assert (texts.sent, texts.segments) == (0, 0)
    assert type(texts.segments) is int


def open_one(store: Store, number: int) -> int:
    """Open a request of a phone nobody knows."""
    with store.write() as tx:
        return requests.open_request(
            tx,
            kind=RequestKind.UNKNOWN,
            grade=Grade.EMERGENCY,
            conversation_key=conversations.lock(tx, Phone(f"+12025550{number}")).conversation.key,
            family_key=None,
            person_key=None,
            in_danger_key=None,
            limit=None,
            written_at=MONDAY_8_AM,
            now=MONDAY_8_AM,
        )
