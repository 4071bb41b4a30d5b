"""The carrier is down, slow, or refuses the account: nothing useful is lost, nothing loops, nothing stale is said."""

from datetime import timedelta

from troubles import alarm_kinds, logged_errors, rows, sent
from world import BOSS, FIRST, SECOND, World

from bot.store import outbox
from bot.store.tables import outbound

CRY = "he is hitting me right now"


def test_an_hour_down_then_everything_useful_leaves(world: World) -> None:
    """Pages of that hour leave once each, not once a round; the family hears; an alarm stood and is closed."""
    rosa = world.family("rosa", phone_is="private")
    world.carrier.down()
    rosa.texts(CRY).gets_nothing()
    world.later(hours=1)
    assert alarm_kinds(world) == ["carrier_down"]
    world.phone(FIRST).gets_nothing()
    world.carrier.up()
    world.later(minutes=1, seconds=30)
    for worker in (FIRST, SECOND, BOSS):
        world.phone(worker).gets("PAGE", "F-0001").gets_nothing()
    rosa.ignores()
    world.phone(SECOND).replies("1").gets("yours").gets("hitting me")
    rosa.gets("Lee")
    world.later(minutes=6)
    world.watches()
    assert alarm_kinds(world) == []


def test_late_answers_are_held_on_phones_that_may_be_read(world: World) -> None:
    """An hour later somebody else may hold a shared phone: the answer waits for the next text and is dropped by it."""
    rosa = world.family("rosa", phone_is="shared")
    world.carrier.down()
    rosa.texts(CRY)
    world.later(minutes=30)
    world.carrier.up()
    world.later(minutes=1, seconds=30)
    rosa.gets_nothing()
    assert sent(world, words_key="help.now_quiet")["state"] == "held"
    for worker in (FIRST, SECOND, BOSS):
        world.phone(worker).ignores()
    rosa.texts("please somebody answer").gets("911").gets_nothing()
    assert sent(world, words_key="help.now_quiet")["state"] == "dropped"


def test_a_page_claimed_meanwhile_is_not_sent(world: World) -> None:
    """The carrier comes back after the claim: whoever was still to be paged is left alone."""
    rosa = world.family("rosa", phone_is="private")
    rosa.texts(CRY).gets("911")
    lucia = world.phone(FIRST).gets("PAGE")
    world.carrier.down()
    world.later(minutes=6)
    lucia.replies("1")
    world.carrier.up()
    world.later(minutes=1, seconds=30)
    lucia.gets("yours").gets("hitting me")
    rosa.gets("Lucia")
    world.phone(SECOND).gets_nothing()


def test_too_many_requests_are_repeated_with_patience(world: World) -> None:
    """429 was never processed: the text waits, longer each time, and leaves once."""
    rosa = world.family("rosa", phone_is="private")
    world.carrier.too_many_requests(n=4)
    rosa.texts(CRY).gets_nothing()
    waiting = rows(world, outbound, state="waiting")
    assert {row["error_code"] for row in waiting} == {20429}
    assert {row["due_at"] - world.clock.now() for row in waiting} == {timedelta(seconds=2)}
    world.clock.move(timedelta(seconds=2))
    world.settle()
    waiting = rows(world, outbound, state="waiting")
    assert {row["due_at"] - world.clock.now() for row in waiting} == {timedelta(seconds=4)}
    world.later(seconds=30)
    rosa.gets("911").gets_nothing()
    world.phone(FIRST).gets("PAGE").gets_nothing()


def test_refused_credentials_wait_and_alarm_and_never_loop(world: World) -> None:
    """20003: one try a minute at most for each text, an alarm at once, and all is sent when people have mended it."""
    rosa = world.family("rosa", phone_is="private")
    world.carrier.fail_next(20003, n=10_000)
    rosa.texts(CRY)
    assert alarm_kinds(world) == ["carrier_account"]
    world.later(minutes=10)
    assert all(row["attempts"] <= 11 for row in rows(world, outbound))
    assert {row["state"] for row in rows(world, outbound)} == {"waiting"}
    mend(world)
    world.later(minutes=1, seconds=30)
    rosa.ignores()
    for worker in (FIRST, SECOND, BOSS):
        world.phone(worker).gets("PAGE").gets_nothing()


def test_a_routine_text_waits_longer_for_the_account(world: World) -> None:
    """What is not a cry for help tries every five minutes."""
    world.clock.move(timedelta(hours=59))  # Tuesday, 10 am
    rosa = world.family("rosa", phone_is="private")
    world.carrier.fail_next(30034, n=10_000)
    rosa.texts("STOP")
    assert sent(world, purpose="staff_routine")["due_at"] - world.clock.now() == timedelta(minutes=5)
    mend(world)
    world.later(minutes=5, seconds=30)
    world.phone("dana").gets("F-0001", "STOP")


def test_an_answer_in_html_is_an_unknown_outcome(world: World) -> None:
    """A page of HTML in place of an answer: nobody knows, so the list is asked."""
    rosa = world.family("rosa", phone_is="private")
    world.carrier.answer_in_html()
    rosa.texts(CRY)
    assert sorted(row["state"] for row in rows(world, outbound)) == ["submitted", "unknown"]
    world.later(minutes=2)
    rosa.gets("911").gets_nothing()
    world.phone(FIRST).gets("PAGE").gets_nothing()


def test_a_text_that_cannot_be_worded_stops_no_other(world: World) -> None:
    """A row whose words this version no longer has ends by itself; what stands behind it leaves."""
    rosa = world.family("rosa", phone_is="private")
    world.carrier.down()
    rosa.texts(CRY)
    spoil(world)
    world.carrier.up()
    with logged_errors("bot.delivery"):
        world.later(seconds=30)
    world.phone(FIRST).gets("PAGE")
    assert alarm_kinds(world) == ["unread_crash"]


def spoil(world: World) -> None:
    """Give the waiting answer a key that the catalog does not have."""
    with world.store.write() as tx:
        outbox.change(tx, sent(world, purpose="help_answer")["id"], words_key="help.gone")


def mend(world: World) -> None:
    """Let the carrier accept texts again."""
    world.carrier._faults.planned.clear()
