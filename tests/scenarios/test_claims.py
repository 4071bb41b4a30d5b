"""Who has it: pages answered, claims, passes and their ambiguities (SAFETY 2.4, 2.5, 4.1, 5)."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from world import BOSS, FIRST, OWN, SECOND, World, no_logged_errors

from bot.store.engine import Store

CRY = "he is hitting me right now"
SHELTER = "they are evicting us"


@pytest.fixture
def interpreted(sqlite_store: Store, tmp_path: Path) -> Iterator[World]:
    """Give a world whose agency has an interpreter line."""
    (tmp_path / "oncall.toml").write_text('interpreter_line = "202-555-0199, code 4411"\n', encoding="utf-8")
    with no_logged_errors():
        made = World(sqlite_store, folders=[tmp_path])
        made.staff()
        yield made
        made.settle()
        made.end()


def test_after_the_claim_the_words_come(world: World) -> None:
    """The page held none of them; the claimer reads all, the family learns who has it."""
    rosa = world.family("rosa", phone_is="private").texts(CRY).gets("911")
    rosa.texts("please hurry")
    lucia = world.phone(FIRST)
    code = lucia.gets("PAGE").lacks("hitting").code
    lucia.replies("1").gets(code, "F-0001 is yours", "Private phone").gets(code, CRY).gets(code, "please hurry")
    rosa.gets("Lucia has your message")


def test_a_claim_stops_the_ladder(world: World) -> None:
    """Nobody else is woken once somebody has it."""
    rosa = world.family("rosa", phone_is="private").texts(CRY).gets("911")
    world.phone(FIRST).gets("PAGE").replies("1").gets("yours").gets(CRY)
    rosa.gets("Lucia")
    world.later(minutes=12)
    world.phone(FIRST).gets("wait for a word")


def test_the_second_is_told_who_has_it(world: World) -> None:
    """Two are asked; the slower one reads the name of the quicker one."""
    rosa = world.family("rosa", phone_is="private").texts(CRY).gets("911")
    code = world.phone(FIRST).gets("PAGE").code
    world.later(minutes=5)
    world.phone(SECOND).gets("PAGE", code)
    world.phone(FIRST).replies("1").gets("yours").gets(CRY)
    world.phone(SECOND).replies("1").gets("Lucia has", code)
    world.phone(SECOND).replies(f"1 {code}").gets("Lucia has", code)
    world.phone(FIRST).replies("1").gets("You have", code)
    rosa.gets("Lucia")


@pytest.mark.parametrize("answer", ["1 {}", "{} 1", "1{}", "1, {}", "1 {}."])
def test_with_two_pages_open_a_bare_one_is_asked_back(world: World, answer: str) -> None:
    """Never guessed: the line asks which, and the code decides."""
    rosa = world.family("rosa", phone_is="private").texts(CRY).gets("911")
    ana = world.family("ana", phone_is="private").texts(SHELTER).gets("211")
    lucia = world.phone(FIRST)
    first = lucia.gets("PAGE", "F-0001").code
    second = lucia.gets("PAGE", "F-0002").code
    lucia.replies("1").gets("Which one", first, second)
    rosa.gets_nothing()
    lucia.replies(answer.format(second.lower())).gets(second, "F-0002 is yours").gets("evicting")
    ana.gets("Lucia has")
    lucia.replies("1").gets(first, "F-0001 is yours").gets(CRY)
    rosa.gets("Lucia has")


def test_with_two_pages_open_a_bare_two_is_asked_back(world: World) -> None:
    """Passing on is never guessed either."""
    world.family("rosa").texts(CRY).gets("911")
    world.family("ana").texts(SHELTER).gets("211")
    lucia = world.phone(FIRST)
    first = lucia.gets("PAGE", "F-0001").code
    second = lucia.gets("PAGE", "F-0002").code
    lucia.replies("2").gets("Which one", first, second, "like: 2 ")
    lucia.replies(f"2 {first}").gets("You passed", first)
    world.phone(SECOND).gets("PAGE", first)


def test_the_ladder_moves_on_once_all_of_a_tier_have_passed(world: World) -> None:
    """Of two on call one passes: the other is still awaited; both pass: the backup is paged at once."""
    world.rota((FIRST, "on_call"), (OWN, "on_call"), (SECOND, "backup"))
    world.family("rosa").texts(CRY).gets("911")
    code = world.phone(FIRST).gets("PAGE").code
    world.phone(FIRST).replies("2").gets("You passed", code)
    world.phone(SECOND).gets_nothing()
    world.phone(OWN).gets("PAGE", code).replies("2").gets("You passed", code)
    world.phone(SECOND).gets("PAGE", code)


def test_who_passed_may_still_take_it(world: World) -> None:
    """A change of mind is welcome while nobody has it."""
    rosa = world.family("rosa", phone_is="private").texts(CRY).gets("911")
    lucia = world.phone(FIRST)
    lucia.gets("PAGE").replies("2").gets("passed").replies("1").gets("yours").gets(CRY)
    world.phone(SECOND).gets("PAGE")
    rosa.gets("Lucia")


def test_a_late_one_takes_it_after_the_ladder_has_climbed(world: World) -> None:
    """The first person answers after six minutes: still theirs if nobody was quicker."""
    rosa = world.family("rosa", phone_is="private").texts(CRY).gets("911")
    world.later(minutes=6)
    world.phone(SECOND).gets("PAGE")
    world.phone(FIRST).gets("PAGE").replies("1").gets("yours").gets(CRY)
    rosa.gets("Lucia")


def test_a_holder_gives_it_back_with_two(world: World) -> None:
    """The ladder goes on where it stood, at once; the next claimer reads everything."""
    rosa = world.family("rosa", phone_is="private").texts(CRY).gets("911")
    code = world.phone(FIRST).gets("PAGE").code
    world.phone(FIRST).replies("1").gets("yours").gets(CRY).replies("2").gets("You passed", code)
    rosa.gets("Lucia has").gets("telling the next person")
    world.phone(SECOND).gets("PAGE", code).replies("1").gets("yours").gets(CRY)
    rosa.gets("Lee has")


def test_given_back_at_the_top_an_emergency_begins_a_new_round_at_once(world: World) -> None:
    """The supervisor cannot keep it: nobody waits for a rest to be over."""
    rosa = world.family("rosa", phone_is="private").texts(CRY).gets("911")
    code = world.phone(FIRST).gets("PAGE").code
    world.later(minutes=10)
    world.phone(SECOND).gets("PAGE", code)
    world.phone(BOSS).gets("PAGE", code).replies("1").gets("yours").gets(CRY).replies("2").gets("You passed", code)
    rosa.gets("Sam has").gets("telling the next person")
    world.phone(FIRST).gets("PAGE", code)


def test_who_has_it_is_not_told_to_a_phone_that_may_be_read(world: World) -> None:
    """Nothing unasked follows a cry from a shared phone; their next text brings the news (SAFETY 1.1)."""
    rosa = world.family("rosa", phone_is="shared").texts(CRY).gets("911")
    world.phone(FIRST).gets("PAGE").replies("1").gets("yours").gets(CRY)
    rosa.gets_nothing()
    world.later(minutes=3)
    rosa.texts("are you there").gets("Lucia has your message")
    world.phone(FIRST).gets("are you there")


def test_a_claimer_without_the_language_gets_the_interpreter_line(interpreted: World) -> None:
    """The page names the language; the claim answer gives the number to call."""
    rosa = interpreted.family("rosa", language="es", phone_is="private").texts("me quiero morir").gets("911")
    interpreted.phone(FIRST).gets("PAGE", "Spanish").replies("2").gets("passed")
    lee = interpreted.phone(SECOND).gets("PAGE", "Spanish").replies("1")
    lee.gets("Spanish", "Interpreter line", "202-555-0199, code 4411").gets("yours").gets("me quiero morir")
    rosa.gets("Lee tiene")


def test_a_claimer_with_the_language_needs_no_interpreter(interpreted: World) -> None:
    """Lucia speaks Spanish; nothing is machine-translated."""
    rosa = interpreted.family("rosa", language="es", phone_is="private").texts("me quiero morir").gets("911")
    interpreted.phone(FIRST).gets("PAGE", "Spanish").replies("1").gets("yours").gets("me quiero morir")
    rosa.gets("Lucia tiene")


@pytest.mark.parametrize("answer", ["1", "1 {}", "{} 1"])
def test_a_closed_request_cannot_be_taken(world: World, answer: str) -> None:
    """A code that is done says so, tonight as three weeks later."""
    rosa = world.family("rosa", phone_is="private").texts(CRY).gets("911")
    code = world.phone(FIRST).gets("PAGE").code
    world.phone(FIRST).replies("1").gets("yours").gets(CRY).replies(f"done {code} police came").gets("closed")
    rosa.gets("Lucia")
    world.phone(FIRST).replies(answer.format(code)).gets(code, "closed already")
    world.clock.move(timedelta(weeks=3))
    world.phone(FIRST).replies(answer.format(code)).gets(code, "closed already")


def test_an_unknown_code_does_nothing(world: World) -> None:
    """The answer says what it took: nothing."""
    world.phone(FIRST).replies("1 ZX").gets("No request ZX").replies("2 ZX").gets("No request ZX")
    world.phone(FIRST).replies("done ZX all well").gets("No request ZX")


def test_a_one_with_nothing_open_says_so(world: World) -> None:
    """A stray digit of a worker is answered, and wakes nobody."""
    world.phone(SECOND).replies("1").gets("Nothing is open").replies("2").gets("Nothing is open")


def test_anybody_on_staff_may_take_it_by_its_code(world: World) -> None:
    """A colleague who heard of it takes it without a page."""
    rosa = world.family("rosa", phone_is="private").texts(CRY).gets("911")
    code = world.phone(FIRST).gets("PAGE").code
    world.phone(OWN).texts(f"1 {code}").gets(code, "yours").gets(CRY)
    rosa.gets("Dana has")


def test_a_page_that_still_waits_is_dropped_once_somebody_has_it(world: World) -> None:
    """A page held up at the carrier does not wake a second person for nothing."""
    rosa = world.family("rosa", phone_is="private").texts(CRY).gets("911")
    code = world.phone(FIRST).gets("PAGE").code
    world.carrier.fail_next(20429, world.phone(SECOND).phone)
    world.later(minutes=5)
    world.phone(FIRST).replies(f"1 {code}").gets("yours").gets(CRY)
    rosa.gets("Lucia")
    world.later(minutes=2)
    world.phone(SECOND).gets_nothing()
