"""The scenarios about moving visits once more on a real PostgreSQL, and two families who choose one time at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from scenarios.test_moving_visits import *  # noqa: F403  (each scenario runs here too, in the world below)
from world import BOSS, DECEMBER, OWN, THURSDAY_6_PM, Handset, World

from bot.inbound import receive
from bot.model.messages import Inbound, Source
from bot.store import people, visits

pytestmark = pytest.mark.postgres
WEEK = timedelta(days=7)


def test_of_families_who_choose_one_time_at_once_one_has_it(on: World) -> None:
    """The diary is locked while a time is taken; the other is offered what is free then."""
    rows = "".join(f"dana,{day},18:00,19:00\n" for day in ("monday", "thursday", "friday"))
    on.imports("availability", f"worker_id,weekday,from,to\n{rows}")
    phones = [on.agreed("rosa"), on.agreed("luz")]
    for number in range(len(phones)):
        on.visit(f"F-{number + 1:04d}", THURSDAY_6_PM + timedelta(days=number))
    for phone in phones:
        phone.texts("can we do another day").gets("1 = Mon, Dec 7, 6:00 pm").texts("1").gets("Move")
    barrier = Barrier(len(phones))

    def take(phone: Handset) -> bool:
        barrier.wait()
        return receive(on.services, a_text(on, phone, "1"))

    with ThreadPoolExecutor(len(phones)) as together:
        assert list(together.map(take, phones)) == [True, True]
    on.settle()
    answers = sorted(text.body.partition(".")[0].partition(",")[0] for phone in phones for text in phone.unread())
    assert answers == ["Done", "Sorry"]
    for phone in phones:
        phone.ignores()
    on.at(THURSDAY_6_PM - timedelta(hours=46))
    on.phone(OWN).gets("moved visit").ignores()


def test_a_miss_entered_while_reminders_are_worked_out_is_told(on: World) -> None:
    """Another visit of the family is looked at just then: what happens to this one is not written over."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", DECEMBER + timedelta(hours=2))
    on.visit("F-0001", DECEMBER + timedelta(days=1, hours=2))
    on.at(DECEMBER + timedelta(hours=7))
    rosa.ignores()
    with on.store.write() as tx:
        family = people.family_by_code(tx, "F-0001")
        assert family is not None
        (first, second) = visits.of_family(tx, family.key, DECEMBER, DECEMBER + WEEK)
        visits.change(tx, second.key, next_reminder_at=on.clock.now())
    with on.store.write() as tx:
        locked = visits.lock_due(tx, first.family_key)
        with ThreadPoolExecutor(1) as beside:
            assert beside.submit(receive, on.services, a_text(on, on.phone(OWN), "M1")).result(timeout=20)
        visits.set_next_reminders(tx, {first.key: None, second.key: None}, locked)
    on.settle()
    rosa.gets("Sorry we did not meet")
    on.phone(OWN).ignores()
    on.phone(BOSS).ignores()


def a_text(world: World, phone: Handset, words: str) -> Inbound:
    """Make a text as the carrier hands it over."""
    return Inbound(
        message_sid=f"SM{phone.phone.e164[-4:]:0>32}",
        sender=phone.phone,
        sender_raw=phone.phone.e164,
        body=words,
        media_count=0,
        received_at=world.clock.now(),
        source=Source.WEBHOOK,
    )
