"""Before the night: who is on call next is asked, asked again, and silence reaches a supervisor in time."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from nights import local, stand
from world import BOSS, FIRST, OWN, SECOND, TUESDAY_10_AM, World, no_logged_errors

from bot.model.policy import Tier
from bot.model.rota import Shift
from bot.nights import ask_due
from bot.store import nights, people, rota
from bot.store.engine import Store

EVENING = (local(24, 17), local(25, 8, 30), FIRST)
"""Tuesday, 5 pm, to Wednesday morning: over midnight."""
CRY = "he is hitting me right now"


@pytest.fixture
def office(sqlite_store: Store) -> Iterator[World]:
    """Give a world on Tuesday at 10 am with workers and no rota yet."""
    with no_logged_errors():
        made = World(sqlite_store, now=TUESDAY_10_AM)
        made.hires()
        yield made
        made.settle()
        made.end()


def covers(world: World, who: str, whom: str, hours: float = 16) -> None:
    """Let somebody take another's place on call, from the evening or, once that has begun, from now on."""
    with world.store.write() as tx:
        taker, other = (people.worker_by_id(tx, one) for one in (who, whom))
        assert taker is not None
        assert other is not None
        now = world.clock.now()
        begins = max(EVENING[0], now)
        cover = Shift(
            starts_at=begins,
            ends_at=begins + timedelta(hours=hours),
            tier=Tier.ON_CALL,
            worker=taker,
            covers_key=other.key,
        )
        assert rota.lay_cover(tx, cover, now)
    world.settle()


def test_who_is_on_call_next_is_asked_and_answers(office: World) -> None:
    """Half an hour before, in one text that names the shift; the answer says what it took, and all is quiet."""
    stand(office, EVENING)
    office.at(local(24, 16, 29))
    office.phone(FIRST).gets_nothing()
    office.at(local(24, 16, 30))
    asked = office.phone(FIRST).gets("SHIFT 1: On call", "Tue, Nov 24, 5:00 pm to Wed, Nov 25, 8:30 am", "Text S1")
    asked.replies("S1").gets("S1, seen: On call from Tue, Nov 24, 5:00 pm")
    office.at(local(24, 17, 30))
    for worker in (FIRST, SECOND, OWN, BOSS):
        office.phone(worker).gets_nothing()


def test_silence_is_asked_again_and_then_told(office: World) -> None:
    """After 15 minutes once more; as the shift begins supervisors read who, which tier, when, and that it arrived."""
    stand(office, EVENING)
    office.at(local(24, 16, 44))
    office.phone(FIRST).gets("SHIFT 1: ").gets_nothing()
    office.at(local(24, 16, 45))
    office.phone(FIRST).gets("SHIFT 1, asked again", "5:00 pm", "Text S1")
    office.at(local(24, 16, 59))
    office.phone(BOSS).gets_nothing()
    office.at(local(24, 17))
    told = office.phone(BOSS).gets("NOT SEEN: Lucia, On call from Tue, Nov 24, 5:00 pm", "was delivered")
    office.at(local(24, 18))
    told.gets_nothing()
    office.phone(FIRST).gets_nothing()


def test_a_late_answer_counts_and_supervisors_hear_of_it_once(office: World) -> None:
    """It says that it is late; a second one changes nothing."""
    stand(office, EVENING)
    office.at(local(24, 17, 10))
    office.phone(BOSS).gets("NOT SEEN: Lucia")
    office.phone(FIRST).ignores().replies("s").gets("S1 counts, late", "supervisors had been told")
    office.phone(BOSS).gets("Seen after all: Lucia, On call from Tue, Nov 24, 5:00 pm")
    office.phone(FIRST).replies("S1 ok").gets("S1, seen")
    office.phone(BOSS).gets_nothing()


def test_an_undelivered_question_is_told_as_such(office: World) -> None:
    """Whether to call or to name somebody else depends on it."""
    stand(office, EVENING)
    office.carrier.undelivered(office.phone(FIRST).phone, 30003)
    office.at(local(24, 17))
    office.phone(BOSS).gets("NOT SEEN: Lucia", "not delivered")
    office.phone(FIRST).ignores()


def test_the_question_is_sent_at_night(office: World) -> None:
    """A shift that begins at 2 am is asked about at half past one, and silence is told (SAFETY 5)."""
    stand(office, (local(25, 2), local(25, 8), FIRST))
    office.at(local(25, 1, 30))
    office.phone(FIRST).gets("SHIFT 1", "Wed, Nov 25, 2:00 am")
    office.at(local(25, 2))
    office.phone(FIRST).gets("asked again")
    office.phone(BOSS).gets("NOT SEEN: Lucia")


def test_shifts_that_meet_are_asked_about_once(office: World) -> None:
    """A week of nights and days without a break is one time on duty, the way from one tier to the other too."""
    stand(office, EVENING, (local(25, 8, 30), local(26, 8, 30), FIRST), (local(26, 8, 30), local(27, 8, 30), FIRST))
    office.at(local(24, 16, 31))
    office.phone(FIRST).gets("SHIFT 1", "to Fri, Nov 27, 8:30 am").replies("S").gets("S1, seen")
    office.at(local(26, 12))
    office.phone(FIRST).gets_nothing()
    office.phone(BOSS).ignores()


def test_a_break_makes_two_questions_each_with_its_own_letter(office: World) -> None:
    """A bare S that fits two is asked back, never guessed (SAFETY 4.1)."""
    stand(office, (local(24, 12), local(24, 13), FIRST), (local(24, 13, 15), local(24, 20), FIRST))
    office.at(local(24, 12, 50))
    office.phone(BOSS).gets("NOT SEEN: Lucia")
    lucia = office.phone(FIRST).gets("SHIFT 1:").gets("SHIFT 1, asked again").gets("SHIFT 2:")
    lucia.replies("S").gets("Which shift? S1, S2")
    lucia.replies("S2 thanks").gets("S2, seen: On call from Tue, Nov 24, 1:15 pm")
    lucia.replies("seen").gets("S1 counts, late")
    office.phone(BOSS).gets("Seen after all")
    office.at(local(24, 13, 12))
    office.phone(OWN).ignores()


def test_a_cover_moves_the_question_to_whoever_took_it(office: World) -> None:
    """The one who was asked need not answer any more; the new one has as long as they would have had."""
    stand(office, EVENING)
    office.at(local(24, 16, 40))
    lucia = office.phone(FIRST).gets("SHIFT 1:")
    covers(office, SECOND, FIRST)
    lee = office.phone(SECOND)
    lee.gets_nothing()  # backup all the time and asked about nothing new: no break in their time on duty
    lucia.replies("S1").gets("no longer yours")
    office.at(local(24, 18))
    office.phone(BOSS).gets_nothing()


def test_who_takes_over_at_short_notice_is_asked_at_once(office: World) -> None:
    """And has half an hour, as everybody: nobody is reported for what they could not have seen."""
    stand(office, EVENING)
    office.at(local(24, 16, 50))
    lucia = office.phone(FIRST).ignores()
    covers(office, OWN, FIRST)
    office.phone(OWN).gets_nothing()  # on call until five: their time on duty goes on
    covers(office, BOSS, OWN)
    boss = office.phone(BOSS).gets("SHIFT 1", "5:00 pm")
    office.at(local(24, 17, 6))
    boss.gets("asked again").replies("S").gets("S1, seen")
    lucia.gets_nothing()


def test_a_cover_given_back_asks_whoever_has_it_again(office: World) -> None:
    """Its old question goes on where it stood; who has answered it already has seen it."""
    stand(office, EVENING)
    office.at(local(24, 16, 31))
    office.phone(FIRST).gets("SHIFT 1:")
    covers(office, BOSS, FIRST)
    office.phone(BOSS).gets("SHIFT 1:")
    office.at(local(24, 16, 35))
    covers(office, FIRST, BOSS)
    office.phone(FIRST).gets("SHIFT 1, asked again").replies("S").gets("S1, seen")
    office.at(local(24, 17, 30))
    office.phone(BOSS).gets_nothing()


def test_a_dead_line_asks_late_and_tells_at_once(office: World) -> None:
    """Back before the shift begins, the question is still of use; after it, supervisors hear at once."""
    stand(office, EVENING)
    office.clock.move(local(24, 16, 52) - office.clock.now())
    office.settle()
    office.phone(FIRST).gets("SHIFT 1:")
    office.at(local(24, 17))
    office.phone(BOSS).gets("NOT SEEN: Lucia")
    stand(office, EVENING, (local(25, 8, 30), local(25, 17), OWN), (local(25, 17), local(26, 8, 30), FIRST))
    office.clock.move(local(25, 17, 20) - office.clock.now())
    office.settle()
    office.phone(FIRST).gets("SHIFT 2:", "Wed, Nov 25, 5:00 pm")
    office.phone(BOSS).ignores()
    assert "NOT SEEN: Lucia, On call from Wed, Nov 25" in office.carrier.handset(office.phone(BOSS).phone)[-1].body
    for worker in (OWN, FIRST):
        office.phone(worker).ignores()


def test_a_rota_of_today_asks_nobody_about_yesterday(office: World) -> None:
    """Whoever stands since yesterday was told by other means."""
    stand(office, (local(23, 12), local(25, 8, 30), FIRST))
    office.later(minutes=5)
    for worker in (FIRST, SECOND, BOSS):
        office.phone(worker).gets_nothing()


@pytest.mark.parametrize(
    ("day", "month", "starts", "asked"),
    [
        (1, 11, (3, 0), "1:30 am, the second time that night"),
        (8, 3, (3, 0), "1:30 am, half an hour before the clocks skip one"),
    ],
)
def test_both_clock_changes(sqlite_store: Store, day: int, month: int, starts: tuple[int, int], asked: str) -> None:
    """Half an hour is half an hour: counted in moments, not on the wall."""
    begins = local(day, *starts, month=month)
    with no_logged_errors():
        world = World(sqlite_store, now=begins - timedelta(hours=6))
        world.hires()
        stand(world, (begins, begins + timedelta(hours=9), FIRST))
        elapsed = begins.timestamp() - world.clock.now().timestamp()
        world.later(seconds=elapsed - 31 * 60)
        world.phone(FIRST).gets_nothing()
        world.later(minutes=1)
        assert asked
        world.phone(FIRST).gets("SHIFT 1", "3:00 am").replies("S").gets("S1, seen")
        world.later(minutes=40)
        world.end()


def test_a_clock_set_back_asks_and_tells_nobody_twice(office: World) -> None:
    """What was asked in the future is due, and the same question only goes on."""
    stand(office, EVENING)
    office.at(local(24, 16, 31))
    office.phone(FIRST).gets("SHIFT 1:")
    office.clock.move(-timedelta(hours=2))
    office.settle()
    office.phone(FIRST).gets("SHIFT 1, asked again").gets_nothing()
    office.phone(FIRST).replies("S").gets("S1, seen")
    office.at(local(24, 17, 1))
    office.phone(FIRST).gets_nothing()
    office.phone(BOSS).gets_nothing()


def test_an_answer_written_before_the_question_answers_nothing(office: World) -> None:
    """A text fetched late cannot have meant what was asked since."""
    stand(office, EVENING)
    office.at(local(24, 16))
    office.carrier.drop_webhooks()
    office.phone(FIRST).texts("S")
    office.carrier.resume_webhooks()
    office.at(local(24, 16, 31))
    office.fetches()
    office.phone(FIRST).gets("SHIFT 1:").gets("No shift waits")


def test_what_an_s_is_not(office: World) -> None:
    """No words for a family, whatever stands behind it; a number nobody gave is said to be none."""
    stand(office, EVENING)
    rosa = office.family("rosa", phone_is="private")
    rosa.texts(CRY).gets("911")
    dana = office.phone(OWN).gets("PAGE").replies("1").gets("yours").gets("hitting")
    rosa.gets("Dana")
    dana.replies("S").gets("No shift waits")
    dana.replies("S12").gets("S12: no shift of yours")
    dana.replies("S12 but I am sick").gets("Not understood")
    dana.replies("S12 S13").gets("Not understood")
    rosa.gets_nothing()
    office.later(minutes=9)
    dana.ignores()


def test_the_minutes_are_the_agencys(sqlite_store: Store, tmp_path: Path) -> None:
    """An hour before and twenty minutes later; supervisors then have twenty minutes before it begins."""
    (tmp_path / "oncall.toml").write_text("[shift_question]\nminutes_before = 60\nagain_minutes = 20\n", "utf-8")
    with no_logged_errors():
        world = World(sqlite_store, now=TUESDAY_10_AM, folders=[tmp_path])
        world.hires()
        stand(world, EVENING)
        world.at(local(24, 16))
        world.phone(FIRST).gets("SHIFT 1:")
        world.at(local(24, 16, 20))
        world.phone(FIRST).gets("asked again")
        world.at(local(24, 16, 40))
        world.phone(BOSS).gets("NOT SEEN")
        world.end()


def test_the_round_trip_is_recorded(office: World) -> None:
    """Asked, delivered, answered: the line's test page of the night, shown to whoever watches it."""
    stand(office, EVENING)
    watched = office.web.get("/watch").json
    assert watched is not None
    assert watched["round_trip"] is None
    office.at(local(24, 16, 30))
    office.later(minutes=3)
    office.phone(FIRST).gets("SHIFT 1:").replies("S").gets("seen")
    with office.store.read() as tx:
        trip = nights.last_round_trip(tx)
    assert trip is not None
    assert trip.asked_at == local(24, 16, 30)
    assert trip.delivered_at == trip.asked_at
    assert trip.took == timedelta(minutes=3)
    office.later(minutes=60)
    shown = office.web.get("/watch").json
    assert shown is not None
    assert shown["round_trip"] == {"age_seconds": 3600, "took_seconds": 180}


def test_two_schedulers_ask_once(office: World) -> None:
    """However often a tick looks, one text."""
    stand(office, EVENING)
    office.clock.move(local(24, 16, 30) - office.clock.now())
    assert ask_due(office.services) == 1
    assert ask_due(office.services) == 0
    office.settle()
    office.phone(FIRST).gets("SHIFT 1:").gets_nothing()
