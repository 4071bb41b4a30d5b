"""A worker's duress word: everybody who can help is paged, and their phone shows nothing of it (SAFETY 2.6)."""

from datetime import timedelta

import pytest
from world import BOSS, DECEMBER, FIRST, OWN, SECOND, STAFF, Handset, World

from bot.importing.result import ImportResult

HOUR = timedelta(hours=1)
WORD = "copper walrus"
COLUMNS = "worker_id,name,phone,role,languages,active"


def has_word(world: World, worker: str = OWN, word: str = WORD) -> Handset:
    """Give a worker a duress word by the staff list; return their phone."""
    world.imports("workers", f"{COLUMNS},duress_word\n{row_of(worker)},{word}\n")
    return world.phone(worker)


def row_of(worker: str) -> str:
    """Return a worker's row of the staff list."""
    return ",".join((worker, *STAFF[worker], "yes"))


def list_with(world: World, word: str) -> ImportResult:
    """Try a staff list with a duress word."""
    return world.dry_run("workers", f"{COLUMNS},duress_word\n{row_of(OWN)},{word}\n")


def paged(world: World, *words: str) -> str:
    """Expect the pages of on call and supervisor; return the code."""
    world.phone(BOSS).gets("PAGE", "WORKER IN DANGER", "by a sign", "Do NOT text or call this phone", *words)
    return world.phone(FIRST).gets("PAGE", "WORKER IN DANGER: Dana", "by a sign", *words).lacks(WORD).code


def test_out_with_the_word_is_noted_as_out_and_pages(on: World) -> None:
    """The phone reads what `out` always gets; the check on them runs no more alarms, and calls none off."""
    on.family("rosa")
    on.visit("F-0001", DECEMBER + HOUR, place="7 Vauxhall Street")
    dana = has_word(on).ignores()
    on.at(DECEMBER + HOUR)
    dana.ignores().texts("in").gets("You are at visit 1")
    on.at(DECEMBER + 2 * HOUR + timedelta(minutes=31))
    on.phone(BOSS).gets("ALARM", "Dana")
    dana.ignores().texts("out, Copper Walrus!").gets("Noted: out of visit 1 F-0001").gets_nothing()
    code = paged(on, "7 Vauxhall Street", "F-0001")
    on.phone(BOSS).gets_nothing().replies("1").gets(code, "do NOT text or call it").gets(code, "out")
    on.phone(BOSS).texts(f"done {code} police are with her").gets("closed")
    dana.gets_nothing()


@pytest.mark.parametrize("words", [WORD, "Copper  WALRUS", "help copper walrus", "he has a gun copper walrus"])
def test_the_word_alone_or_beside_a_cry_is_answered_by_nothing(world: World, words: str) -> None:
    """An answer to a cry would say that it was heard."""
    has_word(world).texts(words).gets_nothing()
    paged(world)


def test_beside_ordinary_words_the_ordinary_answer(world: World) -> None:
    """What it would have got without the word, in the same words."""
    dana = has_word(world)
    plain = dana.texts("all fine here").gets("not sent").text
    dana.texts("all fine here copper walrus").gets(plain).gets_nothing()
    paged(world)


def test_nothing_that_follows_reaches_that_phone(world: World) -> None:
    """Not who has it, not a colleague's words, not that nobody has it; the holder is asked without a hint to write."""
    dana = has_word(world).texts(WORD).gets_nothing()
    code = paged(world)
    world.later(minutes=5)
    world.phone(SECOND).gets("PAGE", code)
    world.later(minutes=15)
    for worker in (FIRST, BOSS):
        world.phone(worker).gets("PAGE", code)
    boss = world.phone(BOSS).replies("1").gets(code, "is yours", "do NOT").gets(code)
    boss.texts("where are you?").gets("not sent", code, "may be watched")
    world.later(minutes=10)
    boss.gets(code, "are you on it", "Do not text").replies(f"1 {code}").gets("You have", code)
    world.later(minutes=20)
    boss.gets(code, "are you on it").gets("open again").ignores()
    for worker in (FIRST, SECOND):
        world.phone(worker).ignores()
    dana.gets_nothing()


def test_a_report_about_it_is_told_to_no_supervisor_in_danger(world: World) -> None:
    """A clock that Lucia starts about Sam's own emergency reminds her, and nobody on Sam's phone."""
    sam = has_word(world, BOSS).texts(WORD).gets_nothing()
    code = world.phone(FIRST).gets("PAGE", "WORKER IN DANGER: Sam").code
    lucia = world.phone(FIRST).replies("1").gets(code, "is yours").gets(code)
    lucia.texts(f"report {code}").gets(code)
    for _ in range(12):
        world.later(hours=1)
    lucia.gets(code, "oral").ignores()
    world.phone(SECOND).ignores()
    sam.gets_nothing()


def test_later_texts_join_and_are_answered_as_ever(world: World) -> None:
    """The phone goes on as if nothing were; who helps reads along, the word covered."""
    dana = has_word(world).texts(WORD).gets_nothing()
    code = paged(world)
    world.phone(BOSS).replies("1").gets(code, "is yours").gets(code, "[code word]").lacks("walrus")
    dana.texts("oncall").gets("on call")
    world.phone(BOSS).gets(code, "oncall")
    dana.texts("are you there").gets("not sent")
    world.phone(BOSS).gets(code, "are you there")
    dana.texts("help").gets_nothing()
    world.phone(BOSS).gets(code, "help")
    dana.texts("ok Copper walrus").gets("not sent")
    world.phone(BOSS).gets(code, "ok")
    world.phone(BOSS).texts(f"done {code} safe with police").gets("closed")


def test_the_sign_after_an_open_cry(world: World) -> None:
    """They cried, somebody has it, and then the phone is watched: from now on nothing more is sent to it."""
    dana = has_word(world).texts("help").gets("telling the supervisors")
    world.phone(FIRST).gets("WORKER IN DANGER")
    code = world.phone(BOSS).gets("WORKER IN DANGER").code
    world.phone(BOSS).replies("1").gets("yours").gets("help")
    dana.gets("Sam has your message").texts("never mind copper walrus").gets("not sent").gets_nothing()
    world.phone(BOSS).gets(code, "given their sign").gets(code, "never mind").lacks("walrus")
    world.phone(BOSS).texts("are you ok?").gets("not sent", code)
    dana.gets_nothing()


def test_words_for_a_family_go_without_the_word(world: World) -> None:
    """The holder of a request gives their sign in a text to the family: the family reads the rest."""
    world.staff(on_call=OWN)
    rosa = world.family("rosa", phone_is="private").texts("he is hitting me").gets("911")
    dana = has_word(world).gets("PAGE").replies("1").gets("yours").gets("hitting")
    rosa.gets("Dana")
    dana.texts("I will call you copper walrus").gets("sent to")
    rosa.gets("I will call you").lacks("walrus")
    world.phone(BOSS).gets("PAGE", "WORKER IN DANGER: Dana", "by a sign")
    world.phone(SECOND).ignores()


def test_anothers_word_is_no_sign(world: World) -> None:
    """A word is its owner's alone, and a quoted one is no sign."""
    has_word(world)
    world.phone(SECOND).texts("copper walrus").gets("not sent")
    world.phone(OWN).texts('Liked "copper walrus"').gets_nothing()


@pytest.mark.parametrize(
    "word", ["visit", "out", "help", "done", "police", "sunday", "in", "1234", "oncall", "nobody home"]
)
def test_everyday_words_and_commands_are_refused(world: World, word: str) -> None:
    """They would be written by chance."""
    assert any("duress_word" in problem for problem in list_with(world, word).problems)


def test_a_list_without_the_column_leaves_it(world: World) -> None:
    """The nightly list knows nothing of it; one with an empty cell takes it away."""
    dana = has_word(world)
    world.hires()
    dana.texts(WORD).gets_nothing()
    code = paged(world)
    world.phone(BOSS).texts(f"done {code} safe").gets("closed")
    world.imports("workers", f"{COLUMNS},duress_word\n{row_of(OWN)},\n")
    dana.texts(WORD).gets("not sent")
