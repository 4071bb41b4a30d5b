"""The nights to come: patterns become shifts, covers lie on top, a gap is told before it is there."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from troubles import alarm_kinds
from world import BOSS, FIRST, OWN, SATURDAY_11_PM, SECOND, TUESDAY_10_AM, ZONE, World, no_logged_errors

from bot.model.policy import Tier
from bot.model.rota import Shift
from bot.store import people, rota
from bot.store.engine import Store

CRY = "he is hitting me right now"
WEDNESDAY_8_AM = datetime(2026, 11, 25, 8, 0, tzinfo=ZONE)
PATTERNS = """
[rota.patterns.on_call]
tier = "on_call"
every_day = "08:30-08:30"
workers = ["lucia", "lee"]
[rota.patterns.backup]
tier = "backup"
every_day = "08:30-08:30 dana"
"""


@pytest.fixture
def planned(sqlite_store: Store, tmp_path: Path) -> Iterator[World]:
    """Give a world on Tuesday at 10 am whose rota stands in oncall.toml and has not been worked out yet."""
    (tmp_path / "oncall.toml").write_text(PATTERNS, "utf-8")
    with no_logged_errors():
        made = World(sqlite_store, now=TUESDAY_10_AM, folders=[tmp_path])
        made.hires()
        yield made
        made.settle()
        made.end()


def covers(world: World, who: str, whom: str, hours: float = 24) -> None:
    """Let somebody take another's place on call from now on."""
    with world.store.write() as tx:
        taker, other = (people.worker_by_id(tx, one) for one in (who, whom))
        assert taker is not None
        assert other is not None
        now = world.clock.now()
        cover = Shift(
            starts_at=now,
            ends_at=now + timedelta(hours=hours),
            tier=Tier.ON_CALL,
            worker=taker,
            covers_key=other.key,
        )
        assert rota.lay_cover(tx, cover, now)
        assert not rota.lay_cover(tx, cover, now)


def stands(world: World, *shifts: tuple[float, float, str], has_backup: bool = True) -> None:
    """Import shifts on call: from and to in hours from now, worker; a backup stands behind them all the time."""
    now = world.clock.now()
    behind = [(-30, 24 * 29, "backup", SECOND)] * has_backup
    rows = [
        f"{(now + timedelta(hours=first)).isoformat()},{(now + timedelta(hours=last)).isoformat()},{tier},{worker}"
        for first, last, tier, worker in (*((first, last, "on_call", who) for first, last, who in shifts), *behind)
    ]
    world.imports("rota", "starts_at,ends_at,tier,worker_id\n" + "\n".join(rows))


def test_a_pattern_puts_somebody_on_call(planned: World) -> None:
    """From the first look on, without a file; a cry reaches whoever's week it is."""
    dana = planned.phone(OWN)
    dana.texts("oncall").gets("Nobody")
    planned.plans()
    dana.texts("oncall").gets("on call: Lucia", "backup: Dana").lacks("Lee")
    rosa = planned.family("rosa", phone_is="private", worker_id="")
    rosa.texts(CRY).gets("911")
    planned.phone(FIRST).gets("PAGE").replies("1").gets("yours").gets("hitting me")
    rosa.gets("Lucia")


def test_the_next_week_is_somebody_elses(planned: World) -> None:
    """At the minute of the handover, and the line says so."""
    planned.plans()
    planned.clock.move(datetime(2026, 11, 30, 8, 29, 59, tzinfo=ZONE) - planned.clock.now())
    planned.phone(OWN).texts("oncall").gets("on call: Lucia")
    planned.clock.move(timedelta(seconds=1))
    planned.phone(OWN).texts("oncall").gets("on call: Lee").lacks("Lucia")
    planned.phone(SECOND).gets("SHIFT 1: On call from Mon, Nov 30, 8:30 am")
    planned.phone(BOSS).ignores()


def test_who_covers_is_paged_and_who_is_covered_sleeps(planned: World) -> None:
    """For as long as the cover lasts; then the week goes on as it was."""
    planned.plans()
    covers(planned, SECOND, FIRST)
    planned.phone(OWN).texts("oncall").gets("on call: Lee").lacks("Lucia")
    rosa = planned.family("rosa", phone_is="private", worker_id="")
    rosa.texts(CRY).gets("911")
    planned.phone(SECOND).gets("PAGE").replies("1").gets("yours").gets("hitting me")
    rosa.gets("Lee")
    planned.phone(FIRST).gets_nothing()
    planned.clock.move(timedelta(hours=24))
    planned.phone(OWN).texts("oncall").gets("on call: Lucia").lacks("Lee")
    for phone in (rosa, planned.phone(FIRST), planned.phone(SECOND), planned.phone(BOSS), planned.phone(OWN)):
        phone.ignores()


def test_a_cover_by_somebody_who_left_covers_nobody(planned: World) -> None:
    """The one who was covered is called again: a tier is never left empty by a paper."""
    planned.plans()
    covers(planned, SECOND, FIRST)
    planned.hires(SECOND)
    planned.phone(OWN).texts("oncall").gets("on call: Lucia").lacks("Lee")


def test_a_gap_that_is_near_is_told_to_supervisors_at_once_and_once(office: World) -> None:
    """Who it is and from when to when stands in the text; a gap further off waits for the list."""
    office.plans()
    stands(office, (-30, 40, FIRST), (50, 90, FIRST), (100, 24 * 29, FIRST))
    office.plans()
    office.phone(BOSS).gets("GAP", "On call: nobody from Thu, Nov 26, 2:00 am to Thu, Nov 26, 12:00 pm").gets_nothing()
    for _ in range(3):
        office.clock.move(timedelta(minutes=1))
        office.plans()
    office.phone(BOSS).gets_nothing()
    office.phone(FIRST).gets_nothing()


def test_a_gap_at_night_is_told_by_day_unless_it_is_near(world: World) -> None:
    """Saturday, 11 pm: of a hole on Monday supervisors hear at 7 am, of one at 3 am now (SAFETY 5)."""
    stands(world, (-30, 36, FIRST), (40, 24 * 29, FIRST))
    world.plans()
    world.phone(BOSS).gets_nothing()
    stands(world, (-30, 4, FIRST), (5, 36, FIRST), (40, 24 * 29, FIRST))
    world.plans()
    world.phone(BOSS).gets("GAP", "Sun, Nov 22, 3:00 am to Sun, Nov 22, 4:00 am").gets_nothing()
    world.clock.move(SATURDAY_11_PM + timedelta(hours=8) - world.clock.now())
    world.plans()
    world.later(seconds=5)
    world.phone(FIRST).gets("SHIFT")
    world.phone(BOSS).gets("NOT SEEN: Lucia")
    world.phone(BOSS).gets("GAP", "from Mon, Nov 23, 11:00 am").gets_nothing()


def test_a_gap_that_was_filled_and_opens_again_is_told_again(office: World) -> None:
    """A wrong file comes after the right one: what was told of the first gap says nothing of the second."""
    stands(office, (-30, 24, FIRST), (30, 24 * 29, FIRST))
    office.plans()
    office.phone(BOSS).gets("GAP")
    stands(office, (-30, 24 * 29, FIRST))
    office.plans()
    office.phone(BOSS).gets_nothing()
    stands(office, (-30, 24, FIRST), (30, 24 * 29, FIRST))
    office.plans()
    office.later(minutes=1)
    office.phone(BOSS).gets("GAP in").gets("Morning list", "GAP")
    office.plans()
    office.phone(BOSS).gets_nothing()


def test_what_is_left_of_a_gap_is_told_again(office: World) -> None:
    """Somebody was named for half of it; a gap that is filled is told no more."""
    stands(office, (-30, 20, FIRST), (30, 24 * 29, FIRST))
    office.plans()
    office.phone(BOSS).gets("GAP")
    stands(office, (-30, 20, FIRST), (20, 25, SECOND), (30, 24 * 29, FIRST))
    office.plans()
    office.later(minutes=1)
    office.phone(BOSS).gets("GAP in", "Wed, Nov 25, 11:00 am to Wed, Nov 25, 4:00 pm").gets("Morning list", "GAP")
    stands(office, (-30, 20, FIRST), (20, 30, SECOND), (30, 24 * 29, FIRST))
    office.plans()
    office.phone(BOSS).gets_nothing()


def test_an_empty_backup_is_told_once_however_long_it_is_empty(planned: World) -> None:
    """A gap without a beginning is one gap; of nobody on call now there is an alarm already."""
    stands(planned, (-30, 24 * 29, FIRST), has_backup=False)
    planned.hires(OWN)
    planned.plans()
    planned.later(minutes=1)
    planned.phone(BOSS).gets("GAP", "Backup: nobody").gets("Morning list", "GAP, Backup").gets_nothing()
    for _ in range(3):
        planned.clock.move(timedelta(hours=1))
        planned.plans()
    planned.phone(BOSS).gets_nothing()


def test_a_gap_that_began_is_the_one_that_was_told(office: World) -> None:
    """Once before it began, and not again when it has, or lasts for weeks."""
    now = office.clock.now()
    rows = [
        f"{now.isoformat()},{(now + timedelta(days=29)).isoformat()},on_call,{FIRST}",
        f"{(now - timedelta(days=1)).isoformat()},{(now + timedelta(hours=47)).isoformat()},backup,{SECOND}",
        f"{(now + timedelta(days=57)).isoformat()},{(now + timedelta(days=58)).isoformat()},backup,{SECOND}",
    ]
    office.imports("rota", "starts_at,ends_at,tier,worker_id\n" + "\n".join(rows))
    office.plans()
    office.later(minutes=1)
    office.phone(BOSS).gets("GAP", "Backup: nobody from Thu, Nov 26, 9:00 am").gets("Morning list")
    for days in (1, 2, 3, 20):
        office.clock.move(now + timedelta(days=days, hours=3) - office.clock.now())
        office.plans()
        office.phone(BOSS).gets_nothing()


def test_who_leaves_opens_a_gap_that_is_told(planned: World) -> None:
    """Nobody is put in their place unasked; once the pattern no longer names them somebody is."""
    planned.plans()
    planned.hires(FIRST)
    planned.watches()
    planned.phone(BOSS).gets("ALARM", "on-call")
    planned.plans()
    planned.phone(BOSS).gets_nothing()
    planned.clock.move(timedelta(hours=8))
    planned.phone(OWN).texts("oncall").gets("backup: Dana").lacks("Lee")
    assert "nobody_on_call" in alarm_kinds(planned)


def test_gaps_stand_in_the_morning_list_of_supervisors(office: World) -> None:
    """Each morning while they last: the only one, or how many and the first; nobody else reads of it."""
    stands(office, (-30, 24 * 10, FIRST), (24 * 10 + 1, 24 * 29, FIRST))
    office.at(WEDNESDAY_8_AM + timedelta(minutes=1))
    office.phone(BOSS).gets("Morning list", "GAP, On call: nobody Fri, Dec 4, 10:00 am to Fri, Dec 4, 11:00 am")
    stands(
        office,
        (-60, 24 * 9, FIRST),
        (24 * 9 + 1, 24 * 10, FIRST),
        (24 * 10 + 1, 24 * 29, FIRST),
    )
    office.at(WEDNESDAY_8_AM + timedelta(days=2, minutes=1))
    office.phone(BOSS).gets("Morning list", "GAPS, On call: 2 in 14 days, first Fri, Dec 4")
    for worker in (FIRST, SECOND, OWN):
        office.phone(worker).gets_nothing()


def test_the_watch_shows_gaps_and_is_well(planned: World) -> None:
    """Whom a person can still name is no failing line, but whoever watches it may see it coming."""
    planned.plans()
    stands(planned, (-30, 24 * 29, FIRST), has_backup=False)
    planned.watches()
    answer = planned.web.get("/watch")
    assert answer.json is not None
    assert (answer.status_code, answer.json["rota_gaps"]) == (200, [])
    planned.hires(OWN)
    (gap,) = planned.web.get("/watch").json["rota_gaps"]  # type: ignore[index]
    assert gap["tier"] == "backup"
    assert datetime.fromisoformat(gap["from"]) == planned.clock.now()
