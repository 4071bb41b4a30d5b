"""Commands are obeyed or asked back, and never read by a family (SAFETY 4.1, 4.3)."""

import pytest
from troubles import rows
from world import BOSS, FIRST, OWN, Handset, World

from bot.store.audit import entries
from bot.store.tables import conversations, help_requests

CRY = "he is hitting me right now"


def two_families(world: World) -> tuple[Handset, Handset, str]:
    """Let the first worker hold one family's request, with the page of another one before them."""
    rosa = world.family("rosa", phone_is="private").texts(CRY).gets("911")
    lucia = world.phone(FIRST)
    lucia.gets("PAGE").replies("1").gets("yours").gets(CRY)
    rosa.gets("Lucia has")
    joe = world.family("joe", phone_is="private").texts(CRY).gets("911")
    return rosa, joe, lucia.gets("PAGE").code


@pytest.mark.parametrize(
    "text", ["1 KB I have it", "1 = I have it", "1 I have it", "1, I've got it", "KB 1 thanks", "take KB", "1: mine"]
)
def test_a_claim_with_words_is_a_claim(world: World, text: str) -> None:
    """Copied from the page or said politely: the request is taken, and no family reads it."""
    rosa, joe, code = two_families(world)
    world.phone(FIRST).texts(text.replace("KB", code)).gets(f"{code} F-0002 is yours").gets(CRY)
    joe.gets("Lucia has")
    rosa.gets_nothing()


@pytest.mark.parametrize("text", ["2 KB pass on", "2 KB = pass on", "pass KB", "KB 2, sorry"])
def test_a_pass_with_words_is_a_pass(world: World, text: str) -> None:
    """The other request stays with its holder."""
    rosa, joe, code = two_families(world)
    world.phone(FIRST).texts(text.replace("KB", code)).gets(f"You passed {code} on")
    rosa.gets_nothing()
    joe.gets_nothing()
    world.phone("lee").gets("PAGE", "F-0002")


@pytest.mark.parametrize("text", ["2 pass on", "2 = pass on"])
def test_a_pass_that_fits_two_is_asked_back(world: World, text: str) -> None:
    """One held, one paged: the line asks which."""
    rosa, joe, _ = two_families(world)
    world.phone(FIRST).texts(text).gets("Which one")
    rosa.gets_nothing()
    joe.gets_nothing()


@pytest.mark.parametrize(
    "text",
    [
        *("1 = I have it, 2 = pass on", "1 pass on", "2 I have it", "I have it", "pass", "pass it on", "la tengo"),
        *("resume rosa", "unsafe rosa", "safe 0001 please", "unsafe KB he took it", "safe family rosa"),
    ],
)
def test_what_is_half_a_command_is_asked_back(world: World, text: str) -> None:
    """Nothing is done and nothing is sent."""
    rosa, joe, code = two_families(world)
    world.phone(FIRST).texts(text.replace("KB", code)).gets("Nothing was done or sent")
    rosa.gets_nothing()
    joe.gets_nothing()


@pytest.mark.parametrize("text", ["who is on call", "Who's on call tonight?", "on call tonight?", "de guardia"])
def test_who_is_on_call_is_asked_in_many_ways(world: World, text: str) -> None:
    """The holder of a request is answered as everybody is."""
    rosa, _, _ = two_families(world)
    world.phone(FIRST).texts(text).gets("Now on call", "Lucia")
    rosa.gets_nothing()


@pytest.mark.parametrize(
    "text", ["unsafe, F-0001", "unsafe F–0001", "unsafe family F-0001", "UNSAFE: f 0001", "unsafe F-1", "unsafe F-01"]
)
def test_a_hold_does_not_fail_over_a_mark(world: World, text: str) -> None:
    """Commas, long dashes and zeros left out."""
    rosa = world.family("rosa", phone_is="private")
    world.phone(OWN).texts(text).gets("F-0001: all phones held")
    assert [row for row in rows(world, conversations) if row["held_at"]]
    rosa.gets_nothing()


def test_words_behind_a_family_command_are_its_note(world: World) -> None:
    """The hold comes first; what the worker says of the family is no cry of their own, and stays on the record."""
    world.family("rosa", phone_is="private")
    world.phone(OWN).texts("unsafe F-0001 her husband is threatening to kill her").gets("F-0001: all phones held")
    assert not rows(world, help_requests)
    assert [row for row in rows(world, conversations) if row["held_at"]]
    with world.store.read() as tx:
        noted = [entry.detail for entry in entries(tx, "F-0001", 10) if entry.action == "held"]
    assert noted == ["her husband is threatening to kill her"]


def test_a_note_about_a_family_that_is_not_known_is_a_cry(world: World) -> None:
    """A mistyped code holds nothing, and says so; the words behind it are heard as the worker's own."""
    world.phone(OWN).texts("unsafe F-0077 he is threatening to kill me").gets("telling").gets("F-0077")
    world.phone(FIRST).gets("PAGE", "WORKER IN DANGER")
    world.phone(BOSS).gets("PAGE", "WORKER IN DANGER")
