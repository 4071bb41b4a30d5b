"""The database is lost and comes back from a backup: nobody is forgotten, and nothing known is told twice."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from troubles import alarm_kinds, logged_errors, post, rows, text_form
from world import BOSS, DECEMBER, FIRST, OWN, SECOND, THURSDAY_6_PM, Handset, World

from bot.backing_up import back_up
from bot.delivery import HELP_LANES, ask_carrier, settle, settle_and_claim
from bot.store import backups, brakes, visits
from bot.store.engine import Store
from bot.store.restoring import Restored, restore
from bot.store.schema import open_store
from bot.store.tables import help_requests, inbound, outbound
from bot.store.tables import visits as visits_table
from scheduler import inbox as inbox_tick

CRY = "he is hitting me right now"
Lose = Callable[[World, Path], Restored]


@pytest.fixture
def lose(tmp_path: Path, keys: tuple[str, ...]) -> Iterator[Lose]:
    """Lose the database of a world, and go on with one restored from a backup."""
    opened: list[Store] = []

    def lost(world: World, backup: Path) -> Restored:
        url = f"sqlite:///{tmp_path / 'restored.db'}"
        done = restore(backup, url, keys, world.clock.now(), by="night desk")
        opened.append(open_store(url, keys))
        world.moves_to(opened[0])
        return done

    yield lost
    for store in opened:
        store.close()


def texts_of(world: World, *phones: Handset) -> list[str]:
    """Return every text these phones have got, read or not."""
    return [text.body for phone in phones for text in world.carrier.handset(phone.phone)]


def miss(world: World, phone: Handset, words: str) -> None:
    """Let a text be written while the line is down."""
    world.carrier.drop_webhooks()
    world.carrier.receive(phone.phone, words)
    world.carrier.resume_webhooks()


def test_restore_in_the_middle_of_open_requests(world: World, tmp_path: Path, lose: Lose) -> None:
    """One request unclaimed, one held; words go on after the backup; then the database is lost and comes back."""
    rosa, luz = world.family("rosa", phone_is="private"), world.family("luz", phone_is="private")
    lucia, lee = world.phone(FIRST), world.phone(SECOND)
    rosa.texts(CRY).gets("911", "988")
    held = lucia.gets("PAGE", "F-0001").replies("1").gets("yours").gets("hitting me").code
    rosa.gets("Lucia")
    luz.texts("i want to die").gets("911", "988")
    unclaimed = lucia.gets("PAGE", "F-0002").code
    file, _ = back_up(world.store, tmp_path, world.clock.now())

    world.later(minutes=1)
    lucia.texts(f"{held} are you safe?").gets("sent to")
    rosa.gets("are you safe?").texts("the door is locked now")
    lucia.gets("door is locked")
    world.later(minutes=5)
    lee.gets("PAGE", unclaimed).replies("1").gets("yours").gets("want to die")
    luz.gets("Lee")
    lee.texts("I can call you in five minutes").gets("sent to")
    luz.gets("five minutes")
    miss(world, rosa, "he is back")
    miss(world, luz, "please call now")
    told_before = texts_of(world, rosa, luz)
    world.later(minutes=3)

    done = lose(world, file)
    assert (done.live, done.doubted) == (2, 0)
    written = {text.sid for text in world.carrier.record() if text.inbound}
    assert not inbox_tick.run_before_all(world.services)
    world.later(minutes=3)

    assert {row["message_sid"] for row in rows(world, inbound)} == written
    lucia.gets("wrote", "door is locked").gets("he is back").gets_nothing()
    luz.gets("Nobody has answered us yet").gets_nothing()
    rosa.gets_nothing()
    assert len(texts_of(world, rosa, luz)) == len(told_before) + 1

    lee.gets("Nothing is open for you").gets("not sent").gets("PAGE", unclaimed)
    lee.replies(f"1 {unclaimed}").gets("yours").gets("want to die").ignores()
    luz.gets("Lee")
    states = {row["code"]: row["state"] for row in rows(world, help_requests)}
    assert states == {held: "claimed", unclaimed: "claimed"}


def test_what_limits_contact_since_the_backup_counts_first(world: World, tmp_path: Path, lose: Lose) -> None:
    """`unsafe` was texted after the backup: at the start it is heard before the ladder tells the family anything."""
    rosa = world.family("rosa", phone_is="private")
    rosa.texts(CRY).gets("911")
    world.phone(FIRST).gets("PAGE")
    world.later(minutes=5)
    world.phone(SECOND).gets("PAGE")
    world.later(minutes=5)
    world.phone(BOSS).gets("PAGE")
    file, _ = back_up(world.store, tmp_path, world.clock.now())
    world.phone(OWN).texts("unsafe F-0001").gets("F-0001")
    world.clock.move(timedelta(minutes=6))
    lose(world, file)
    world.carrier.down()
    assert inbox_tick.run_before_all(world.services), "the list cannot be read, and nothing else may begin"
    world.carrier.up()
    assert not inbox_tick.run_before_all(world.services)
    world.later(minutes=1)
    rosa.gets_nothing()
    assert [row["state"] for row in rows(world, outbound, purpose="follow_up")] in ([], ["held"])
    for phone in (FIRST, SECOND, BOSS, OWN):
        world.phone(phone).ignores()


def test_an_ordinary_start_waits_for_no_carrier(world: World, tmp_path: Path, lose: Lose) -> None:
    """Nothing was restored, or the list has been read since: a carrier that is down keeps no process back."""
    world.carrier.down()
    assert not inbox_tick.run_before_all(world.services)
    file, _ = back_up(world.store, tmp_path, world.clock.now())
    world.later(minutes=1)
    lose(world, file)
    world.carrier.up()
    assert not inbox_tick.run_before_all(world.services)
    world.carrier.down()
    assert not inbox_tick.run_before_all(world.services)
    world.carrier.up()


def test_no_holder_loses_a_request_for_a_silence_that_was_broken(world: World, tmp_path: Path, lose: Lose) -> None:
    """Asked about her silence, she wrote to the family after the backup: she is asked once more, and keeps it."""
    rosa, lucia = world.family("rosa", phone_is="private"), world.phone(FIRST)
    rosa.texts(CRY).gets("911")
    code = lucia.gets("PAGE").replies("1").gets("yours").gets("hitting me").code
    rosa.gets("Lucia")
    world.clock.move(world.services.program.ladder.silence)
    world.settle()
    asked = lucia.gets(code).text
    file, _ = back_up(world.store, tmp_path, world.clock.now())
    lucia.texts(f"{code} are you safe?").gets("sent to")
    rosa.gets("are you safe?")
    world.clock.move(world.services.program.ladder.silence)
    lose(world, file)
    world.settle()
    assert lucia.gets(code).text == asked
    world.fetches()
    world.later(minutes=40)
    rosa.gets_nothing()
    assert [row["holder"] is not None for row in rows(world, help_requests)] == [True]


def test_words_for_a_lost_request_reach_no_other_family(world: World, tmp_path: Path, lose: Lose) -> None:
    """A cry comes before the old texts are read: what was written to somebody else before it was opened stays here."""
    rosa, luz = world.family("rosa", phone_is="private"), world.family("luz", phone_is="private")
    lucia = world.phone(FIRST)
    file, _ = back_up(world.store, tmp_path, world.clock.now())
    world.later(minutes=1)
    rosa.texts(CRY).gets("911")
    lost = lucia.gets("PAGE", "F-0001").replies("1").gets("yours").gets("hitting me").code
    rosa.gets("Lucia")
    lucia.texts(f"{lost} go to your sister on Elm St").gets("sent to")
    lucia.texts(f"done {lost} she is there").gets("closed")
    rosa.gets("Elm St")
    world.later(minutes=3)

    lose(world, file)
    luz.texts("i want to die").gets("911")
    lucia.gets("PAGE", "F-0002").replies("1").gets("yours").gets("want to die")
    luz.gets("Lucia")
    world.fetches()
    world.later(minutes=3)
    luz.gets_nothing()
    assert not any("Elm St" in text.body for text in rosa.unread())
    states = {row["state"] for row in rows(world, help_requests)}
    assert states == {"claimed", "open"}, "hers is held, and the lost one asks for somebody again"
    for phone in (rosa, lucia, world.phone(SECOND)):
        phone.ignores()


def test_bare_words_are_asked_back_where_rows_were_lost(world: World, tmp_path: Path, lose: Lose) -> None:
    """She held two and wrote without a code; the restored line knows one alone, and must not take it for meant."""
    rosa, luz = world.family("rosa", phone_is="private"), world.family("luz", phone_is="private")
    lucia = world.phone(FIRST)
    luz.texts("i want to die").gets("911")
    first = lucia.gets("PAGE").replies("1").gets("yours").gets("want to die").code
    lucia.texts("are you safe?").gets("sent to")
    luz.gets("Lucia").gets("are you safe?")
    file, _ = back_up(world.store, tmp_path, world.clock.now())
    world.later(minutes=1)
    rosa.texts(CRY).gets("911")
    lucia.gets("PAGE", "F-0001").replies("1").gets("yours").gets("hitting me")
    rosa.gets("Lucia")
    lucia.texts("go to your sister on Elm St").gets("not sent", "Begin with the code")
    lucia.texts("done").gets("done")
    world.later(minutes=1)

    lose(world, file)
    world.fetches()
    world.later(minutes=3)
    luz.gets_nothing()
    assert [row["state"] for row in rows(world, help_requests, code=first)] == ["claimed"]
    for phone in (rosa, lucia, world.phone(SECOND)):
        phone.ignores()


def test_a_lost_code_is_given_to_nobody_else(world: World, tmp_path: Path, lose: Lose) -> None:
    """She writes under the code she remembers, while she holds a request of another family: it goes nowhere."""
    rosa, luz = world.family("rosa", phone_is="private"), world.family("luz", phone_is="private")
    lucia = world.phone(FIRST)
    file, _ = back_up(world.store, tmp_path, world.clock.now())
    world.later(minutes=1)
    rosa.texts(CRY)
    lost = lucia.gets("PAGE", "F-0001").replies("1").gets("yours").gets("hitting me").code
    world.later(minutes=1)
    lose(world, file)
    world.fetches()
    world.later(minutes=1)
    again = lucia.gets("PAGE", "F-0001").code
    luz.texts("i want to die").gets("911")
    other = lucia.gets("PAGE", "F-0002").replies(f"1 {lucia.code}").gets("yours").gets("want to die").code
    luz.gets("Lucia")
    assert len({lost, again, other}) == 3
    lucia.texts(f"{lost} go to your sister on Elm St").gets("not sent", "do not hold", lost)
    luz.gets_nothing()
    for phone in (rosa, lucia):
        phone.ignores()


def test_an_outcome_is_taken_for_no_visit_made_after_it_was_written(on: World, tmp_path: Path, lose: Lose) -> None:
    """Visits imported again have other numbers, and an old letter is asked back: no family gets another one's miss."""
    own = on.phone(OWN)
    for name in ("rosa", "luz"):
        on.family(name, phone_is="private")
    file, _ = back_up(on.store, tmp_path, on.clock.now())
    starts = {"A": DECEMBER + timedelta(hours=2), "B": DECEMBER + timedelta(hours=3)}
    on.visit("F-0001", starts["A"], "A")
    on.visit("F-0002", starts["B"], "B")
    on.at(DECEMBER + timedelta(hours=6))
    own.ignores().texts("M1").gets("Visit 1", "F-0001", "missed")
    on.later(minutes=1)

    lose(on, file)
    on.visit("F-0002", starts["B"], "B")
    on.visit("F-0001", starts["A"], "A")
    on.fetches()
    on.later(minutes=1)
    own.gets("No visit 1 is known")
    numbers = {row["visit_id"]: row["number"] for row in rows(on, visits_table)}
    assert min(numbers.values()) > 2, "no number is given twice"
    miss(on, own, f"M{numbers['B']}")
    on.later(minutes=1)
    on.visit("F-0002", starts["B"] - timedelta(minutes=30), "B")
    on.fetches()
    on.later(minutes=1)
    own.gets(f"Visit {numbers['B']}", "after you wrote", "Nothing was done")
    assert {row["outcome"] for row in rows(on, visits_table)} == {None}
    own.texts(f"M{numbers['B']}").gets("F-0002", "missed")
    for phone in (own, on.phone(BOSS)):
        phone.ignores()


def test_a_backup_restored_twice_goes_on_after_other_numbers(
    sqlite_store: Store, tmp_path: Path, keys: tuple[str, ...]
) -> None:
    """What was given after the first restore is lost with it."""
    made_at = DECEMBER
    file, _ = back_up(sqlite_store, tmp_path, made_at)
    after = set()
    for hours in (1, 3):
        url = f"sqlite:///{tmp_path / f'{hours}.db'}"
        restore(file, url, keys, made_at + timedelta(hours=hours), by="night desk")
        with closing(open_store(url, keys)) as store, store.read() as tx:
            after.add((backups.visits_after(tx), backups.codes_after(tx)))
    assert after == {(11_000, 101), (13_000, 103)}


def test_a_text_nobody_can_word_any_more_stops_no_other(world: World, tmp_path: Path, lose: Lose) -> None:
    """A version that lacks its words: it is failed with an alarm, and the page beside it goes out."""
    rosa = world.family("rosa", phone_is="private")
    post(world, text_form(rosa.phone.e164, CRY))
    with world.store.write() as tx:
        answers = outbound.c.purpose == "help_answer"
        tx.connection.execute(update(outbound).where(answers).values(words_key="help.of_yesterday"))
    file, _ = back_up(world.store, tmp_path, world.clock.now())
    lose(world, file)
    with logged_errors("bot.delivery"):
        world.later(minutes=2)
    world.phone(FIRST).gets("PAGE", "F-0001")
    assert alarm_kinds(world) == ["unread_crash"]


def test_what_left_after_the_backup_does_not_leave_again(world: World, tmp_path: Path, lose: Lose) -> None:
    """Answer and page still waited when the backup was made; both left; after the restore the list says so."""
    rosa = world.family("rosa", phone_is="private")
    post(world, text_form(rosa.phone.e164, CRY))
    file, _ = back_up(world.store, tmp_path, world.clock.now())
    world.settle()
    rosa.gets("911", "988")
    page = world.phone(FIRST).gets("PAGE", "F-0001")
    world.later(minutes=2)
    assert lose(world, file).doubted == 2
    world.later(minutes=2)
    rosa.gets_nothing()
    page.gets_nothing()
    assert {row["state"] for row in rows(world, outbound)} == {"submitted"}


def test_what_had_not_left_leaves_after_the_restore(world: World, tmp_path: Path, lose: Lose) -> None:
    """The machine died with the backup: the carrier's list has neither answer nor page, and both are sent."""
    rosa = world.family("rosa", phone_is="private")
    post(world, text_form(rosa.phone.e164, CRY))
    file, _ = back_up(world.store, tmp_path, world.clock.now())
    assert lose(world, file).doubted == 2
    world.later(minutes=2)
    rosa.gets("911", "988")
    world.phone(FIRST).gets("PAGE", "F-0001")


def test_a_text_in_the_air_is_looked_up(world: World, tmp_path: Path, lose: Lose) -> None:
    """A backup made between claim and settle: the carrier took the text, and its list is asked before it is sent."""
    rosa = world.family("rosa", phone_is="private")
    post(world, text_form(rosa.phone.e164, CRY))
    claimed, _ = settle_and_claim(world.services, (), HELP_LANES, 2)
    answered = [(one, ask_carrier(world.services, one)) for one in claimed]
    file, _ = back_up(world.store, tmp_path, world.clock.now())
    settle(world.services, answered)
    world.settle()
    rosa.gets("911", "988")
    world.phone(FIRST).gets("PAGE")
    assert lose(world, file).doubted == 2
    world.later(minutes=2)
    rosa.gets_nothing()


def test_reminders_wait_for_a_person_and_are_not_sent_twice(on: World, tmp_path: Path, lose: Lose) -> None:
    """A reminder left after the backup: nothing goes out before `resume`, and then that one does not leave again."""
    rosa, luz = on.agreed("rosa"), on.agreed("luz")
    on.visit("F-0001", THURSDAY_6_PM)
    on.visit("F-0002", THURSDAY_6_PM + timedelta(hours=1), worker_id=SECOND)
    file, _ = back_up(on.store, tmp_path, on.clock.now())
    on.at(THURSDAY_6_PM - timedelta(hours=25, minutes=2))
    luz.texts("next").gets("Thu, Dec 3")  # so the reminder at 5 pm does not interrupt her
    on.at(THURSDAY_6_PM - timedelta(hours=24, minutes=59))
    rosa.gets("Thu, Dec 3")

    lose(on, file)
    on.fetches()
    on.later(minutes=10)
    with on.store.write() as tx:
        assert brakes.is_paused(tx, on.clock.now())
    rosa.gets_nothing()
    luz.gets_nothing()
    with on.store.write() as tx:
        brakes.resume(tx, on.clock.now())
        visits.look_again(tx, on.clock.now())
    on.later(minutes=5)
    rosa.gets_nothing()
    luz.gets("Thu, Dec 3", "1 =")


def test_a_new_line_is_fetched_from_the_moment_of_its_backup(world: World, tmp_path: Path, lose: Lose) -> None:
    """The backup was made before the carrier's list had ever been read; it is read from then on."""
    rosa = world.family("rosa", phone_is="private")
    file, _ = back_up(world.store, tmp_path, world.clock.now())
    miss(world, rosa, CRY)
    world.later(hours=40)
    lose(world, file)
    assert world.fetches() == 1
    world.later(seconds=30)
    world.phone(OWN).gets("PAGE", "F-0001").ignores()  # Monday afternoon, the office is open
    rosa.ignores()
