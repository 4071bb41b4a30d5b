"""Weak spots of the nights to come: a phone in doubt, a language nobody speaks; told daily, and once when near."""

from collections.abc import Iterator

import pytest
from nights import local, stand
from world import BOSS, FIRST, OWN, SECOND, STAFF, TUESDAY_10_AM, World, no_logged_errors

from bot.model.phones import Phone
from bot.phone_proofs import send_code
from bot.store import people, phone_checks
from bot.store.engine import Store

EVENING = (local(24, 17), local(25, 8, 30), FIRST)
LATER = (local(28, 17), local(29, 8, 30), FIRST)
"""Beyond 48 hours."""


@pytest.fixture
def unproved(sqlite_store: Store) -> Iterator[World]:
    """Give a world on Tuesday at 10 am whose workers' phones have not answered with a code yet."""
    with no_logged_errors():
        made = World(sqlite_store, now=TUESDAY_10_AM)
        made.verifies = False
        made.hires()
        yield made
        made.settle()
        made.end()


@pytest.fixture
def proved(sqlite_store: Store) -> Iterator[World]:
    """Give the same world with every phone verified."""
    with no_logged_errors():
        made = World(sqlite_store, now=TUESDAY_10_AM)
        made.hires()
        yield made
        made.settle()
        made.end()


def asks(world: World, who: str, code: int = 4821) -> None:
    """Send a code to a worker's phone, as `hearthline verify` does."""
    with world.store.write() as tx:
        worker = people.worker_by_id(tx, who)
        assert worker is not None
        send_code(tx, world.services, worker, code, world.clock.now())
    world.later(minutes=2)


def unverified(world: World) -> int:
    """Count the workers whose phone is not verified."""
    with world.store.read() as tx:
        return len(phone_checks.unverified(tx))


def test_a_phone_is_verified_by_the_code_that_was_sent_to_it(unproved: World) -> None:
    """Nothing else proves that texts arrive there and come back: no other code, no other phone."""
    asks(unproved, FIRST)
    lucia = unproved.phone(FIRST).gets("text V4821")
    lucia.replies("V4822").gets("V4822 is not the code")
    unproved.phone(SECOND).texts("V4821").gets("not the code")
    assert unverified(unproved) == 4
    lucia.replies("v 4821 ok").gets("V4821: thank you")
    assert unverified(unproved) == 3
    lucia.replies("V4821").gets("thank you")
    unproved.phone(BOSS).ignores()  # the list of an office without a rota


def test_an_unverified_phone_is_told_and_paged_all_the_same(unproved: World) -> None:
    """Supervisors read of it at once within 48 hours, and only once; a cry goes there."""
    stand(unproved, EVENING)
    for _ in range(3):
        unproved.plans()
    boss = unproved.phone(BOSS)
    boss.gets("Look at the on-call schedule", "the phone of Lucia is not verified", "phone of Dana", "phone of Lee")
    boss.lacks("phone of Sam").gets_nothing()
    rosa = unproved.family("rosa", phone_is="private", worker_id="")
    rosa.texts("he is hitting me right now").gets("911")
    unproved.phone(OWN).gets("PAGE").replies("1").gets("yours").gets("hitting")
    rosa.gets("Dana")


def test_a_second_phone_takes_nothing_from_the_first(proved: World) -> None:
    """The phone that has answered with its code is still there."""
    proved.verifies = False
    listed = ",".join((FIRST, *STAFF[FIRST], "yes", "+12025550118"))
    proved.imports("workers", f"worker_id,name,phone,role,languages,active,second_phone\n{listed}\n")
    assert unverified(proved) == 0
    listed = ",".join((FIRST, *STAFF[FIRST], "yes", ""))
    proved.imports("workers", f"worker_id,name,phone,role,languages,active,second_phone\n{listed}\n")
    assert unverified(proved) == 0
    proved.settle()
    proved.phone(BOSS).ignores()


def test_a_new_number_is_unverified_again(proved: World) -> None:
    """And a code sent to the old one proves nothing of it."""
    asks(proved, FIRST)
    proved.phone(FIRST).gets("V4821").replies("V4821").gets("thank you")
    assert unverified(proved) == 0
    proved.verifies = False
    name, _, role, languages = STAFF[FIRST]
    columns = "worker_id,name,phone,role,languages,active"
    proved.imports("workers", f"{columns}\n{FIRST},{name},+12025550118,{role},{languages},yes\n")
    assert unverified(proved) == 1
    proved.phone(FIRST).texts("V4821").ignores()
    assert unverified(proved) == 1
    asks(proved, FIRST, 5555)
    changed = proved.handset(Phone("+12025550118"))
    changed.gets("V5555").replies("V5555").gets("thank you")
    assert unverified(proved) == 0
    proved.phone(BOSS).ignores()


def test_a_dead_phone_on_the_rota_is_told_and_told_again_when_it_dies_again(proved: World) -> None:
    """Once while it lasts; over when a text from there comes in."""
    stand(proved, EVENING)
    proved.plans()
    proved.phone(BOSS).gets_nothing()
    proved.phone(FIRST).texts("STOP").ignores()
    proved.phone(BOSS).ignores()
    for _ in range(2):
        proved.plans()
        proved.later(minutes=1)
    proved.phone(BOSS).gets("On call from Tue, Nov 24, 5:00 pm: no text reaches Lucia.").gets_nothing()
    proved.phone(FIRST).texts("START")
    proved.plans()
    proved.phone(FIRST).texts("STOP").ignores()
    proved.phone(BOSS).ignores()
    proved.plans()
    proved.phone(BOSS).gets("no text reaches Lucia").gets_nothing()


def test_a_dead_phone_of_tonight_wakes_and_an_unverified_one_does_not(unproved: World) -> None:
    """At night: of what reaches nobody supervisors hear at once, the rest waits for 7 am (SAFETY 5)."""
    stand(unproved, (local(25, 3), local(25, 8, 30), FIRST))
    unproved.at(local(24, 23))
    unproved.phone(FIRST).texts("STOP").ignores()
    unproved.phone(BOSS).ignores()
    unproved.plans()
    unproved.phone(BOSS).gets("no text reaches Lucia").lacks("verified").gets_nothing()
    unproved.at(local(25, 7, 1))
    unproved.phone(BOSS).ignores()
    unproved.plans()
    unproved.phone(BOSS).gets("phone of Dana is not verified")
    for worker in (OWN, FIRST):
        unproved.phone(worker).ignores()


def test_a_language_nobody_speaks_on_a_tier_is_told_with_how_often(proved: World) -> None:
    """Spanish families, Lee alone as backup: once when near, each morning while it lasts; gone with the family."""
    stand(proved, EVENING, (local(25, 8, 30), local(25, 17), OWN))
    proved.plans()
    proved.phone(BOSS).gets_nothing()
    proved.family("rosa", language="es")
    proved.plans()
    told = proved.phone(BOSS).gets("Backup from Tue, Nov 24, 10:00 am: nobody there speaks Spanish")
    assert "On call: 2 times nobody there speaks Spanish" in told.text
    proved.at(local(25, 8, 2))
    told.gets("NOT SEEN")
    told.gets("Morning list", "On call from Wed, Nov 25, 8:30 am: nobody there", "Backup from Wed, Nov 25, 8:00 am")
    proved.plans()
    told.gets_nothing()
    for worker in (OWN, FIRST):
        proved.phone(worker).ignores()
    told.ignores()


def test_what_is_further_off_waits_for_the_list(unproved: World) -> None:
    """Four days ahead an unverified phone stands in the morning list alone."""
    for who in (OWN, SECOND):
        asks(unproved, who)
        unproved.phone(who).gets("V4821").replies("V4821").gets("thank you")
    unproved.phone(BOSS).ignores()
    stand(unproved, LATER)
    unproved.plans()
    unproved.phone(BOSS).gets_nothing()
    unproved.at(local(25, 8, 2))
    unproved.phone(BOSS).gets("Morning list", "On call from Sat, Nov 28, 5:00 pm: the phone of Lucia is not verified.")
