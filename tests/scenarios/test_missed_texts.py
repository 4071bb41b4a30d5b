"""What the carrier received and the line did not is fetched and treated with its true age (docs/design.md)."""

from dataclasses import replace
from datetime import timedelta

from troubles import alarm_kinds, logged_errors, rows, sent
from world import FIRST, SECOND, World

from bot.language import Lexicon
from bot.store.tables import conversations, help_requests, inbound

CRY = "he is hitting me right now"


def miss(world: World, sender: str, words: str) -> None:
    """Let a text be written while the line is down."""
    world.carrier.drop_webhooks()
    world.carrier.receive(sender, words)
    world.carrier.resume_webhooks()


def opted_out(world: World) -> int:
    """Count the phones with texts off."""
    return sum(row["opted_out_at"] is not None for row in rows(world, conversations))


def test_a_missed_cry_is_fetched_with_its_age(world: World) -> None:
    """The page says when it was written, and so do the words after the claim."""
    rosa = world.family("rosa", phone_is="private")
    miss(world, rosa.phone.e164, CRY)
    world.later(minutes=40)
    world.phone(FIRST).gets_nothing()
    assert world.fetches() == 1
    rosa.gets("911", "988")
    lucia = world.phone(FIRST).gets("PAGE", "F-0001", "11:00 pm")
    lucia.replies("1").gets("yours").gets("wrote Sat 11:00 pm", "hitting me")
    rosa.gets("Lucia")


def test_what_was_fetched_is_not_fetched_twice(world: World) -> None:
    """The list shows a text for a day; it is kept once, whether it was fetched or came by webhook."""
    rosa = world.family("rosa", phone_is="private")
    miss(world, rosa.phone.e164, CRY)
    assert world.fetches() == 1
    assert world.fetches() == 0
    rosa.gets("911").gets_nothing()
    world.phone(FIRST).gets("PAGE").replies("1").gets("yours").gets("hitting me")
    rosa.gets("Lucia")
    world.later(minutes=5)
    assert world.fetches() == 0
    assert len(rows(world, inbound)) == 2


def test_a_webhook_that_comes_after_the_fetch_changes_nothing(world: World) -> None:
    """The carrier's late webhook of a text already fetched is a repeat."""
    rosa = world.family("rosa", phone_is="private")
    world.carrier.drop_webhooks()
    sid = world.carrier.receive(rosa.phone, CRY)
    world.carrier.resume_webhooks()
    world.fetches()
    world.carrier.receive_again(sid)
    world.settle()
    rosa.gets("911").gets_nothing()
    world.phone(FIRST).gets("PAGE").gets_nothing()


def test_a_late_text_lights_up_no_phone_that_may_be_read(world: World) -> None:
    """Forty minutes later somebody else may hold the phone: no answer, and the ladder starts all the same."""
    rosa = world.family("rosa", phone_is="shared")
    miss(world, rosa.phone.e164, CRY)
    world.later(minutes=40)
    world.fetches()
    rosa.gets_nothing()
    assert sent(world, purpose="help_answer")["state"] == "held"
    lucia = world.phone(FIRST).gets("PAGE", "Shared phone").replies("1").gets("yours").gets("hitting me")
    lucia.texts("are you safe?").gets("not sent", "may be read")
    rosa.gets_nothing()


def test_a_late_text_to_an_open_request_is_passed_on_with_its_time(world: World) -> None:
    """The claimer must not take words of an hour ago for words of now."""
    rosa = world.family("rosa", phone_is="private")
    rosa.texts(CRY).gets("911")
    lucia = world.phone(FIRST).gets("PAGE").replies("1").gets("yours").gets("hitting me")
    rosa.gets("Lucia")
    lucia.texts("are you safe?").gets("sent to")
    rosa.gets("are you safe?")
    miss(world, rosa.phone.e164, "he is gone now")
    world.later(minutes=40)
    world.fetches()
    lucia.gets("wrote Sat 11:00 pm", "he is gone now")


def test_a_missed_stop_is_mirrored(world: World) -> None:
    """The carrier has switched texts off already; the line learns it when it is back."""
    rosa = world.family("rosa", phone_is="private")
    miss(world, rosa.phone.e164, "STOP")
    world.later(minutes=3)
    assert world.fetches() == 1
    assert opted_out(world) == 1
    rosa.gets_nothing()


def test_a_missed_stop_older_than_a_start_switches_nothing_off(world: World) -> None:
    """STOP was missed, START came through: texts are on, at the carrier and here, whatever is fetched later."""
    rosa = world.family("rosa", phone_is="private")
    miss(world, rosa.phone.e164, "STOP")
    world.later(minutes=1)
    rosa.texts("START")
    world.later(minutes=1)
    assert world.fetches() == 1
    assert opted_out(world) == 0
    rosa.texts(CRY).gets("911", "988")
    world.phone(FIRST).gets("PAGE")


def test_an_older_text_does_not_make_the_phone_look_silent(world: World) -> None:
    """Fetching an older text does not set back when the family was heard last."""
    rosa = world.family("rosa", phone_is="shared")
    miss(world, rosa.phone.e164, "hello are you there")
    world.later(minutes=30)
    rosa.texts(CRY).gets("911")
    lucia = world.phone(FIRST).gets("PAGE").replies("1").gets("yours").gets("hitting me")
    world.fetches()
    lucia.gets("wrote", "hello are you there").texts("can you talk?").gets("sent to")
    rosa.gets("can you talk?")


def test_texts_missed_for_hours_are_fetched_in_order(world: World) -> None:
    """After a long night down everything is there, oldest first, in one request."""
    rosa = world.family("rosa", phone_is="private")
    for words in ("are you there", "please answer", CRY):
        miss(world, rosa.phone.e164, words)
        world.clock.move(timedelta(hours=2))
    assert world.fetches() == 3
    rosa.ignores()
    assert len(rows(world, help_requests)) == 1
    lucia = world.phone(FIRST).ignores()
    lucia.replies("1").gets("yours").gets("wrote Sat 11:00 pm", "are you there")
    lucia.gets("wrote Sun 1:00 am", "please answer").gets("wrote Sun 3:00 am", "hitting me")
    rosa.gets("Lucia")


def test_a_list_that_cannot_be_read_is_read_later(world: World) -> None:
    """Nothing is skipped because the carrier's list failed once, or for half a day."""
    rosa = world.family("rosa", phone_is="private")
    world.fetches()
    miss(world, rosa.phone.e164, CRY)
    world.carrier.down()
    assert world.fetches() == 0
    world.clock.move(timedelta(hours=12))
    assert world.fetches() == 0
    world.carrier.up()
    assert world.fetches() == 1
    world.settle()
    rosa.gets("911")
    world.phone(FIRST).gets("PAGE")


def test_texts_from_what_is_no_phone_are_kept_and_stop_nothing(world: World) -> None:
    """A short code and a withheld number in the list are kept; the cry behind them is heard."""
    rosa = world.family("rosa", phone_is="private")
    for sender in ("88788", "+266696687", ""):
        miss(world, sender, "Your parcel is here")
    miss(world, rosa.phone.e164, CRY)
    assert world.fetches() == 4
    assert sorted(row["handled"] for row in rows(world, inbound)) == ["ignored", "ignored", "ignored", "turn"]
    rosa.gets("911")
    world.phone(FIRST).gets("PAGE")


def test_a_fetched_text_that_breaks_stops_no_other(world: World) -> None:
    """The text whose turn breaks goes to a human unread; those behind it are taken."""
    rosa, ines = world.family("rosa", phone_is="private"), world.family("ines", phone_is="private")
    miss(world, rosa.phone.e164, "hello")
    miss(world, ines.phone.e164, "hello")
    whole = world.services
    world.services = replace(whole, lexicon=broken())
    with logged_errors("scheduler.inbox"):
        assert world.fetches() == 2
    world.services = whole
    assert [row["handled"] for row in rows(world, inbound)] == ["unread", "unread"]
    assert alarm_kinds(world) == ["unread_crash"]
    world.phone(FIRST).gets("PAGE", "F-0001", "UNREAD").gets("PAGE", "F-0002", "UNREAD")
    rosa.gets("passed on", "911")
    ines.gets("passed on", "911")
    world.phone(SECOND).gets_nothing()


def broken() -> Lexicon:
    """Return a lexicon that breaks whoever reads it."""
    return None  # type: ignore[return-value]


def test_a_late_one_takes_no_page_that_came_after_it(world: World) -> None:
    """A worker's `1` that reached us late answers what they had been paged for when they wrote it, nothing newer."""
    lucia = world.phone(FIRST)
    world.carrier.drop_webhooks()
    lucia.texts("1")
    world.carrier.resume_webhooks()
    world.later(minutes=3)
    rosa = world.family("rosa", phone_is="private")
    rosa.texts("i want to kill myself").gets("911", "988")
    code = lucia.gets("PAGE").code
    assert world.fetches() == 1
    lucia.gets(f"Nobody has {code} yet", f"1 {code}")


def test_an_old_cry_that_may_not_be_answered_does_not_silence_the_next_text(world: World) -> None:
    """On a phone others may read an answer minutes late is held; whoever writes again gets one (SAFETY 1.1, 2)."""
    rosa = world.family("rosa", phone_is="shared")
    stranger = world.stranger()
    for phone in (rosa, stranger):
        miss(world, phone.phone.e164, CRY)
    world.later(minutes=5)
    world.fetches()
    rosa.gets_nothing()
    stranger.gets_nothing()
    rosa.texts("hello?").gets("911", "988")
    stranger.texts("hello?").gets("911", "988")
    world.phone(FIRST).ignores()
    world.phone(SECOND).ignores()


def test_of_two_missed_texts_the_one_just_written_is_answered(world: World) -> None:
    """The second came seconds before the line was back, so its writer still holds the phone."""
    rosa = world.family("rosa", phone_is="shared")
    miss(world, rosa.phone.e164, CRY)
    world.later(minutes=4)
    miss(world, rosa.phone.e164, "are you there")
    world.clock.move(timedelta(seconds=10))
    world.fetches()
    rosa.gets("911", "988").gets_nothing()
    world.phone(FIRST).gets("PAGE").replies("1").gets("yours").gets("hitting me").gets("are you there")


def test_two_texts_in_a_breath_get_one_answer_however_late(world: World) -> None:
    """A private phone that wrote twice within a minute while the line was down is answered once."""
    rosa = world.family("rosa", phone_is="private")
    miss(world, rosa.phone.e164, CRY)
    world.clock.move(timedelta(seconds=30))
    miss(world, rosa.phone.e164, "please")
    world.later(minutes=10)
    world.fetches()
    rosa.gets("911").gets_nothing()
    world.phone(FIRST).gets("PAGE").ignores()
    world.phone(SECOND).ignores()
