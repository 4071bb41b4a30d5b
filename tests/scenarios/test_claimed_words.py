"""A claim and what the family wrote come in one text where it holds both: a phone rings once (SAFETY 2.4)."""

import pytest
from troubles import rows
from world import FIRST, SECOND, Handset, World

from bot.store.tables import help_requests, outbound

CRY = "he is hitting me right now"
UNDELIVERED = 30003


def since_the_page(world: World, worker: str) -> list[str]:
    """Return each text a worker's phone got after its page, as the carrier took them."""
    bodies = [text.body for text in world.carrier.texts_to(world.phone(worker).phone)]
    return bodies[1 + max(number for number, body in enumerate(bodies) if body.startswith("PAGE")) :]


def cries(world: World, words: str = CRY, media: int = 0, **profile: str) -> Handset:
    """Let a family cry; it reads what the line answers at once."""
    return world.family("rosa", **({"phone_is": "private"} | profile)).texts(words, media).gets("911")


def test_a_claim_and_a_few_words_come_in_one_text(world: World) -> None:
    """What is theirs and what is safe stands first, the words last; the row belongs to the request."""
    rosa = cries(world)
    world.phone(FIRST).gets("PAGE").replies("1").gets("yours").gets(CRY)
    (told,) = since_the_page(world, FIRST)
    assert told.startswith("BD F-0001 is yours.")
    assert told.index("Private phone.") < told.index("End with: done BD")
    assert told.endswith(f"\nBD wrote Sat 11:00 pm: {CRY}")
    (request,) = rows(world, help_requests)
    (row,) = rows(world, outbound, words_key="staff.claimed_wrote")
    assert (row["request_key"], row["purpose"]) == (request["id"], "holder")
    rosa.gets("Lucia")


def test_so_does_a_claim_by_a_key_on_a_call(world: World) -> None:
    """Whoever pressed 1 reads the same."""
    world.pages_ring()
    rosa = cries(world)
    lucia = world.phone(FIRST).gets("PAGE")
    world.later(minutes=2, seconds=31)
    lucia.answers().hears("press 1").presses("1").hears("is yours").gets("yours").gets(CRY)
    (told,) = since_the_page(world, FIRST)
    assert told.endswith(CRY)
    rosa.gets("Lucia")


def test_it_is_in_the_language_its_reader_reads(world: World) -> None:
    """The words of the family stay their own."""
    world.speaks(FIRST, "es;en")
    rosa = cries(world)
    world.phone(FIRST).gets("PAGE").replies("1").gets("es suya").gets("escribio", CRY)
    assert len(since_the_page(world, FIRST)) == 1
    rosa.gets("Lucia")


def test_many_words_come_in_a_text_of_their_own(world: World) -> None:
    """Nothing is cut, and a long text is easier found alone."""
    long = " ".join([CRY, *["and he says that it is my fault"] * 20])
    rosa = cries(world, long)
    world.phone(FIRST).gets("PAGE").replies("1").gets("yours").gets(long)
    assert len(since_the_page(world, FIRST)) == 2
    rosa.gets("Lucia")


def test_letters_that_fill_more_segments_count_as_such(world: World) -> None:
    """An emoji makes a segment of 67 letters: the claim alone then fills one text."""
    rosa = cries(world, f"{CRY} \N{CRYING FACE} " + "please " * 12)
    world.phone(FIRST).gets("PAGE").replies("1").gets("yours").gets(CRY)
    assert len(since_the_page(world, FIRST)) == 2
    rosa.gets("Lucia")


def test_several_texts_come_each_alone(world: World) -> None:
    """Each keeps its time, and none hides behind another."""
    rosa = cries(world).texts("please hurry")
    world.phone(FIRST).gets("PAGE").replies("1").gets("yours").gets(CRY).gets("please hurry")
    assert len(since_the_page(world, FIRST)) == 3
    rosa.gets("Lucia")


def test_a_picture_comes_alone(world: World) -> None:
    """That nobody has seen it must not stand at the end of a long text."""
    rosa = cries(world, media=1).gets("cannot open pictures")
    world.phone(FIRST).gets("PAGE").replies("1").gets("yours").gets("not opened", CRY)
    assert len(since_the_page(world, FIRST)) == 2
    rosa.gets("Lucia")


@pytest.mark.parametrize("again", ["1", "1 BD"])
def test_a_claim_said_twice_tells_nothing_twice(world: World, again: str) -> None:
    """The second is answered, and no more."""
    rosa = cries(world)
    world.phone(FIRST).gets("PAGE").replies("1").gets("yours").gets(CRY).replies(again).gets("You have BD")
    assert len(since_the_page(world, FIRST)) == 2
    rosa.gets("Lucia")


def test_where_it_does_not_arrive_somebody_else_is_asked(world: World) -> None:
    """Who cannot read the words cannot care: the request is open again, and the next one gets the same text."""
    rosa = cries(world)
    lucia = world.phone(FIRST).gets("PAGE")
    world.carrier.undelivered(lucia.phone, UNDELIVERED)
    lucia.replies("1")
    world.later(seconds=5)
    world.phone(SECOND).gets("PAGE").replies("1").gets("yours").gets(CRY)
    assert since_the_page(world, SECOND)[0].endswith(CRY)
    rosa.ignores()
    lucia.ignores()
