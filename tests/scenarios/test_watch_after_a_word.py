"""After the first human word somebody still watches, and no news outlives its truth (SAFETY 1.1, 2.2, 2.5)."""

from datetime import timedelta

from sqlalchemy import select
from world import BOSS, FIRST, OWN, SECOND, Handset, World

from bot.store.tables import help_requests

CRY = "i want to kill myself"


def claimed(world: World, phone_is: str = "private") -> tuple[Handset, Handset, str]:
    """Let a family cry and the one on call take it."""
    rosa = world.family("rosa", phone_is=phone_is).texts(CRY).gets("911", "988")
    lucia = world.phone(FIRST)
    code = lucia.gets("PAGE").code
    lucia.replies("1").gets("yours").gets(CRY)
    if phone_is == "private":
        rosa.gets("Lucia has")
    return rosa, lucia, code


def test_a_new_cry_to_somebody_asleep_is_watched(world: World) -> None:
    """The holder wrote once and fell asleep; a new cry an hour later asks, then pages the next."""
    rosa, lucia, code = claimed(world)
    lucia.texts("I am here").gets("sent to", code)
    rosa.gets("I am here")
    world.later(hours=1)
    rosa.texts("i took all the pills").gets("Lucia has your message. We are passing this one on too")
    lucia.gets(code, "pills")
    world.later(minutes=10)
    lucia.gets(code, "wait for a word")
    world.later(minutes=10)
    lucia.gets(code, "no word from you")
    world.phone(SECOND).gets("PAGE", code)
    rosa.gets("next person")


def test_thanks_after_the_last_word_asks_nobody(world: World) -> None:
    """Ordinary words after a human answered re-open nothing."""
    rosa, lucia, code = claimed(world)
    lucia.texts("I am here").gets("sent to", code)
    rosa.gets("I am here").texts("thank you so much")
    lucia.gets(code, "thank you")
    world.later(hours=3)


def test_a_holder_out_of_reach_loses_it_at_once(world: World) -> None:
    """The family's words did not reach the holder's phone: the next person is paged without a wait."""
    rosa, lucia, code = claimed(world)
    lucia.texts("I am here").gets("sent to", code)
    rosa.gets("I am here")
    world.carrier.undelivered(lucia.phone, 30003)
    rosa.texts("it is the blue door on the left")
    world.phone(SECOND).gets("PAGE", code).replies("1").gets("yours").gets(CRY).gets("blue door")
    rosa.gets("next person").gets("Lee has")


def test_a_new_cry_ends_the_rest_between_rounds(world: World) -> None:
    """Nobody took it and the ladder rests: a further cry pages at once."""
    rosa = world.family("rosa", phone_is="private").texts(CRY).gets("911", "988")
    for worker in (FIRST, SECOND, BOSS):
        world.phone(worker).gets("PAGE")
        world.later(minutes=5)
    rosa.gets("not reached anyone")
    world.later(minutes=1)
    rosa.texts(CRY).gets("911")
    world.phone(FIRST).gets("PAGE")


def test_the_claimer_of_a_strangers_cry_reads_their_first_words(world: World) -> None:
    """Their first text was only asked about; it belongs to the request all the same."""
    stranger = world.stranger().texts("can somebody call me, its ana").gets("Text 1").texts("1").gets("passed on")
    code = world.phone(FIRST).gets("PAGE", "unknown number").code
    world.phone(FIRST).replies("1").gets("yours").gets(code, "its ana").gets(code, ": 1")
    stranger.gets_nothing()


def test_news_that_waited_is_dropped_once_untrue(world: World) -> None:
    """The carrier was down: "nobody reached" does not arrive after somebody took it."""
    rosa = world.family("rosa", phone_is="private").texts(CRY).gets("911", "988")
    for worker in (FIRST, SECOND):
        world.phone(worker).gets("PAGE")
        world.later(minutes=5)
    world.phone(BOSS).gets("PAGE")
    world.later(minutes=4)
    world.carrier.down()
    world.later(minutes=2)
    world.carrier.up()
    world.phone(BOSS).texts("1")
    world.later(minutes=1)
    world.phone(BOSS).gets("yours").gets(CRY)
    rosa.gets("Sam has").gets_nothing()


def test_a_page_says_what_is_safe_at_this_hour(world: World) -> None:
    """Outside their safe hours nothing unasked is called ok, on a private phone too."""
    rosa = world.family("rosa", phone_is="private", safe_from="09:00", safe_to="17:00")
    rosa.texts(CRY).gets("911", "988")
    world.phone(FIRST).gets("PAGE", "Text only in answer", "Do not call", "Outside their safe hours").lacks("Text ok")


def test_an_answer_to_a_phone_that_may_be_read_lives_two_minutes(world: World) -> None:
    """At the carrier too: a phone switched on later, in another hand, shows nothing."""
    lives: dict[str, timedelta] = {}
    carrier = world.carrier
    taken = carrier.take

    def take(text, service=None):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        lives[text.to.e164] = text.valid_for
        return taken(text, service)

    carrier.take = take  # type: ignore[method-assign]
    shared = world.family("rosa", phone_is="shared").texts(CRY).gets("911")
    private = world.family("ana", phone_is="private").texts(CRY).gets("911")
    for _ in range(2):
        world.phone(FIRST).gets("PAGE")
    assert lives[shared.phone.e164] == timedelta(minutes=2)
    assert lives[private.phone.e164] == timedelta(hours=4)


def test_words_arrive_in_their_order(world: World) -> None:
    """The carrier refuses the first for a moment: the second waits for it."""
    rosa, lucia, code = claimed(world)
    world.carrier.too_many_requests()
    lucia.texts("first: do not open the door")
    world.clock.move(timedelta(seconds=1))
    lucia.texts("second: go to your neighbor")
    world.later(minutes=2)
    lucia.gets("sent to", code).gets("sent to", code)
    assert [text.body.split(":")[0] for text in rosa.unread()] == ["first", "second"]
    rosa.ignores()


def test_a_colleague_in_danger_hears_who_has_it(world: World) -> None:
    """Who has it, and that nobody has, is told to the worker who asked for help."""
    dana = world.phone(OWN).texts("help").gets("telling the supervisors")
    world.phone(BOSS).gets("PAGE")
    world.phone(FIRST).gets("PAGE").replies("1").gets("yours").gets("help")
    dana.gets("Lucia has your message")
    with world.store.read() as tx:
        assert tx.connection.execute(select(help_requests.c.family_told_at)).scalar_one() is not None


def test_a_holder_who_stops_texts_loses_it_at_once(world: World) -> None:
    """The carrier lets nothing through to them any more: the next person is paged, supervisors are told."""
    rosa, lucia, code = claimed(world)
    lucia.texts("STOP")
    world.phone(BOSS).gets("ALARM", "Lucia")
    world.phone(SECOND).gets("PAGE", code)
    rosa.gets("next person")


def test_a_surname_on_the_staff_list_reaches_no_family(world: World) -> None:
    """Whatever the list holds, a family reads a given name."""
    row = "lucia,Lucia Fernandez,+12025550111,worker,en;es,yes"
    world.imports("workers", "worker_id,name,phone,role,languages,active\n" + row)
    rosa, lucia, _ = claimed(world)
    lucia.texts("I am here").gets("sent to")
    rosa.lacks("Fernandez").gets("I am here").lacks("Fernandez")


def test_words_in_doubt_and_words_refused_never_wait_for_each_other(world: World) -> None:
    """The first timed out, the second met account trouble: both arrive once the carrier takes them."""
    rosa, lucia, _ = claimed(world)
    world.carrier.time_out_before_accepting(to=rosa.phone)
    lucia.texts("one: go to the neighbour")
    world.later(seconds=5)
    world.carrier.fail_next(30002, to=rosa.phone, n=3)
    lucia.texts("two: I am ten minutes away").gets_nothing()
    world.later(minutes=9)
    rosa.gets("one:").gets("two:")
    lucia.gets("sent to").gets("sent to")


def test_words_released_by_send_and_newer_words_both_leave(world: World) -> None:
    """Held words released while newer ones wait for a dead carrier: nobody waits for ever."""
    rosa, lucia, code = claimed(world, phone_is="shared")
    world.later(minutes=9)
    lucia.texts(f"1 {code}").gets("You have")
    world.later(minutes=7)
    lucia.texts(f"{code} one").gets("not sent")
    world.later(seconds=20)
    rosa.texts("hello?").gets("Lucia has")
    lucia.gets(code, "hello?")
    world.carrier.down()
    world.later(seconds=5)
    lucia.texts(f"{code} two")
    world.later(seconds=1)
    lucia.texts(f"send {code}")
    world.later(minutes=1)
    world.carrier.up()
    world.later(minutes=2)
    rosa.gets("one").gets("two")
    lucia.gets("sent to").gets("sent to")


def test_a_second_cry_of_a_colleague_ends_the_rest(world: World) -> None:
    """They were told that supervisors are being told: so it must be."""
    dana = world.phone(OWN).texts("help").gets("telling the supervisors")
    for worker in (FIRST, BOSS):
        world.phone(worker).gets("PAGE")
    world.later(minutes=5)
    world.phone(SECOND).gets("PAGE")
    world.later(minutes=6)
    dana.gets("not reached anyone").texts("he has a gun help me").gets("telling the supervisors")
    for worker in (FIRST, BOSS):
        world.phone(worker).gets("PAGE")
