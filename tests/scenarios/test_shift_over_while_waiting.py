"""A page that waits out a shift: it does not wake who has gone home, and who came after them is asked (SAFETY 5)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from troubles import rows
from world import FIRST, OWN, SECOND, ZONE, World, no_logged_errors

from bot.model.phones import Phone
from bot.store.engine import Store
from bot.store.tables import outbound

CRY = "he is hitting me right now"


@pytest.fixture
def night(sqlite_store: Store) -> Iterator[World]:
    """Give a hired world on Saturday, 11 pm, with an empty rota."""
    with no_logged_errors():
        made = World(sqlite_store)
        made.hires()
        yield made
        made.settle()
        made.end()


def on_rota(world: World, *spans: tuple[str, str, int, int]) -> None:
    """Put workers on tiers, from so many minutes on until so many."""
    now = world.clock.now()
    lines = ["starts_at,ends_at,tier,worker_id"]
    for worker, tier, starts, ends in spans:
        first, last = (now + timedelta(minutes=minutes) for minutes in (starts, ends))
        lines.append(f"{first.isoformat()},{last.isoformat()},{tier},{worker}")
    world.imports("rota", "\n".join(lines))


def outage(world: World, words: str, *, minutes: float) -> None:
    """Let a family cry while the carrier is down, for so long, and every text be tried again."""
    world.carrier.down()
    rosa = world.family("rosa", phone_is="private").texts(words)
    world.later(minutes=minutes)
    world.carrier.up()
    world.later(minutes=1)
    rosa.ignores()


def why_dropped(world: World) -> set[str]:
    """Return why pages did not leave."""
    return {row["reason"] for row in rows(world, outbound) if row["purpose"] == "page" and row["state"] == "dropped"}


def test_who_came_is_asked_in_the_place_of_who_went(night: World) -> None:
    """Her shift was over before the carrier was back: her phone stays dark, and the next one on call has the page."""
    on_rota(night, (FIRST, "on_call", 0, 4), (OWN, "on_call", 4, 600), (SECOND, "backup", 0, 600))
    outage(night, CRY, minutes=4)
    night.phone(FIRST).gets_nothing()
    assert why_dropped(night) == {"shift_was_over"}
    dana = night.phone(OWN)
    code = dana.gets("PAGE", "EMERGENCY").code
    dana.replies("1").gets(code, "yours").gets(CRY)
    dana.gets("SHIFT 1")
    night.handset(Phone("+12025550120")).gets("Dana")


def test_who_came_has_the_time_of_their_tier(night: World) -> None:
    """The backup is paged five minutes after the one who came, not after the one who went."""
    on_rota(night, (FIRST, "on_call", 0, 2), (OWN, "on_call", 2, 600), (SECOND, "backup", 0, 600))
    outage(night, CRY, minutes=2)
    code = night.phone(OWN).gets("PAGE").code
    night.later(minutes=3.5)
    night.phone(SECOND).gets_nothing()
    night.later(minutes=1.5)
    night.phone(SECOND).gets("PAGE", code)
    night.phone(OWN).gets("SHIFT 1")


def test_where_nobody_came_the_ladder_moves_on_at_once(night: World) -> None:
    """Nobody is on call any more: the backup does not wait for the five minutes of who went home."""
    on_rota(night, (FIRST, "on_call", 0, 2), (SECOND, "backup", 0, 600))
    outage(night, CRY, minutes=2)
    night.phone(FIRST).gets_nothing()
    night.phone(SECOND).gets("PAGE", "F-0001")


def test_a_milder_cry_finds_who_came_although_its_round_is_over(night: World) -> None:
    """It would have waited for the morning; the one on call now is asked tonight."""
    on_rota(night, (FIRST, "on_call", 0, 4), (OWN, "on_call", 4, 600))
    outage(night, "about that thing with the blue folder", minutes=20)
    night.phone(FIRST).gets_nothing()
    night.phone(OWN).gets("PAGE", "UNREAD")


def test_who_has_left_for_good_gets_no_page_that_waited(world: World) -> None:
    """A phone in other hands is not told of a family; their colleagues go on."""
    world.carrier.down()
    world.family("rosa", phone_is="private").texts(CRY)
    world.later(minutes=1)
    world.hires(FIRST)
    world.carrier.up()
    world.later(minutes=1)
    world.phone(FIRST).gets_nothing()
    world.phone(SECOND).gets("PAGE", "F-0001")
    for handset in world.handsets.values():
        handset.ignores()


def test_the_own_worker_is_not_paged_after_hours_by_a_page_that_waited(sqlite_store: Store) -> None:
    """The office has closed by the time the carrier is back: who is on call is asked."""
    with no_logged_errors():
        world = World(sqlite_store, now=datetime(2026, 11, 24, 16, 58, tzinfo=ZONE))
        world.staff()
        outage(world, CRY, minutes=3)
        world.phone(OWN).gets_nothing()
        world.phone(FIRST).gets("PAGE", "F-0001")
        world.end()
