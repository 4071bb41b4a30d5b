"""The sender's rate is for what can wait; cries for help and answers never wait and put it into debt."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from troubles import rows, sent
from world import FIRST, OWN, TUESDAY_10_AM, World, no_logged_errors

from bot.model.messages import OutboundState, Purpose, TextOut
from bot.model.people import Language
from bot.store import outbox, people
from bot.store.conversations import key_for
from bot.store.engine import Store
from bot.store.tables import outbound, sender_rates


@pytest.fixture
def world(sqlite_store: Store) -> Iterator[World]:
    """Give a staffed world on a working morning, when routine texts may leave."""
    with no_logged_errors():
        made = World(sqlite_store, TUESDAY_10_AM)
        made.staff()
        yield made
        made.settle()
        made.end()


def put_routine(world: World, count: int) -> None:
    """Put routine texts for one worker in the outbox, of one segment each."""
    with world.store.write() as tx:
        worker = next(one for one in people.active_workers(tx) if one.worker_id == OWN)
        for number in range(count):
            text = TextOut(
                once=f"routine:{number}",
                purpose=Purpose.STAFF_ROUTINE,
                words="staff.stopped",
                params={"family": f"F-1{number:03d}"},
                language=Language.ENGLISH,
            )
            outbox.put(tx, text, key_for(tx, worker.phone), world.clock.now(), worker_key=worker.key)


def call_off(world: World) -> None:
    """Drop the routine texts that still wait."""
    with world.store.write() as tx:
        for row in rows(world, outbound, purpose="staff_routine", state="waiting"):
            outbox.change(tx, row["id"], state=OutboundState.DROPPED, reason="called_off")


def seconds(world: World, count: int) -> None:
    """Let seconds pass one by one."""
    for _ in range(count):
        world.later(seconds=1)


def test_routine_texts_leave_at_the_senders_rate(world: World) -> None:
    """One segment a second: ten routine texts take nine seconds, in order."""
    put_routine(world, 10)
    world.settle()
    dana = world.phone(OWN)
    assert len(dana.unread()) == 1
    seconds(world, 4)
    assert len(dana.unread()) == 5
    seconds(world, 5)
    assert len(dana.unread()) == 10
    dana.ignores()


def test_help_never_waits_and_puts_the_rate_into_debt(world: World) -> None:
    """A cry amid a hundred routine texts is answered and paged at once; the routine ones pay for it."""
    rosa = world.family("rosa", phone_is="private")
    put_routine(world, 100)
    world.settle()
    dana = world.phone(OWN)
    assert len(dana.unread()) == 1
    rosa.texts("he is hitting me right now").gets("911", "988")
    dana.gets("PAGE")
    segments = sum(row["segments"] or 0 for row in rows(world, outbound))
    free_at = rows(world, sender_rates)[0]["free_at"]
    assert free_at == world.clock.now() + timedelta(seconds=segments)
    before = len(dana.unread())
    seconds(world, segments - 1)
    assert len(dana.unread()) == before
    seconds(world, 1)
    assert len(dana.unread()) == before + 1
    dana.replies("1").gets("yours").gets("hitting me")
    rosa.gets("Dana")
    call_off(world)
    dana.ignores()


def test_an_ordinary_answer_does_not_wait_either(world: World) -> None:
    """Whoever asks for numbers gets them while routine texts wait for the rate."""
    rosa = world.family("rosa", phone_is="private")
    put_routine(world, 30)
    world.settle()
    rosa.texts("numbers").gets("988")
    assert len(rows(world, outbound, purpose="staff_routine", state="waiting")) == 29
    world.phone(OWN).ignores()
    call_off(world)


def test_the_rate_is_charged_for_every_segment(world: World) -> None:
    """What the row of the sender says is what the rows of the texts say."""
    rosa = world.family("rosa", phone_is="private")
    rosa.texts("he is hitting me right now").gets("911")
    world.phone(OWN).gets("PAGE").replies("1").gets("yours").gets("hitting me")
    rosa.gets("Dana")
    spent = sum(row["segments"] for row in rows(world, outbound))
    assert rows(world, sender_rates)[0]["segments_sent"] == spent
    world.phone(FIRST).gets_nothing()


def test_routine_texts_to_staff_wait_until_the_night_is_over(world: World) -> None:
    """From 9 pm to 7 am a routine text waits in its row (SAFETY 5)."""
    world.clock.move(timedelta(hours=12))
    put_routine(world, 1)
    world.settle()
    waiting = sent(world, purpose="staff_routine")
    assert waiting["state"] == "waiting"
    assert world.services.program.hours.local(waiting["due_at"]).strftime("%a %H:%M") == "Wed 07:00"
    world.later(hours=8, minutes=59)
    world.phone(OWN).gets_nothing()
    world.later(minutes=2)
    world.phone(OWN).gets("F-1000")
