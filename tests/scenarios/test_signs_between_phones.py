"""A worker's sign holds on each of their phones, and in every text that is not an answer to them (SAFETY 2.6)."""

from datetime import datetime, timedelta

import pytest
from world import BOSS, DECEMBER, FIRST, OWN, SECOND, STAFF, ZONE, Handset, World

from bot.model.phones import Phone

HOUR = timedelta(hours=1)
WORD = "copper walrus"
OTHER = Phone("+12025550118")
COLUMNS = "worker_id,name,phone,role,languages,active,second_phone,duress_word"


def carries(world: World, worker: str, second: str = "") -> tuple[Handset, Handset]:
    """Give a worker a word, and perhaps a second phone; return both phones."""
    world.imports("workers", f"{COLUMNS}\n{','.join((worker, *STAFF[worker], 'yes', second, WORD))}\n")
    return world.phone(worker), world.handset(OTHER, "other")


def test_the_sign_on_the_other_phone_after_a_cry(world: World) -> None:
    """One request; from now on nothing of it reaches either phone."""
    first, other = carries(world, OWN, OTHER.e164)
    first.texts("help").gets("telling the supervisors")
    world.phone(FIRST).gets("WORKER IN DANGER")
    code = world.phone(BOSS).gets("WORKER IN DANGER").code
    world.phone(BOSS).replies("1").gets("yours").gets("help")
    first.gets("Sam has your message")
    other.texts(WORD).gets_nothing()
    world.phone(BOSS).gets(code, "given their sign").gets(code, "[code word]")
    world.phone(BOSS).texts("where are you?").gets("not sent", code)
    world.phone(BOSS).texts(f"{code} /safe").gets("not sent", code)
    other.texts("help").gets_nothing()
    world.phone(BOSS).gets(code, "help")
    world.phone(BOSS).texts(f"done {code} police are with her").gets("closed")
    first.gets_nothing()


def test_a_cry_on_one_phone_after_the_sign_on_the_other(world: World) -> None:
    """Who holds one of their phones holds both, for all the line knows: the cry joins, and is answered by nothing."""
    first, other = carries(world, OWN, OTHER.e164)
    other.texts(WORD).gets_nothing()
    world.phone(FIRST).gets("by a sign")
    code = world.phone(BOSS).gets("by a sign").replies("1").gets("yours").gets("[code word]").code
    first.texts("help").gets_nothing()
    world.phone(BOSS).gets(code, "help")
    world.phone(BOSS).texts(f"done {code} police are with her").gets("closed")


def test_words_that_waited_do_not_leave_after_the_sign(world: World) -> None:
    """What whoever has it wrote before is not sent to a phone that is watched by now."""
    first, _ = carries(world, OWN)
    first.texts("help").gets("telling the supervisors")
    world.phone(FIRST).gets("WORKER IN DANGER")
    world.phone(BOSS).gets("WORKER IN DANGER").replies("1").gets("yours").gets("help")
    first.gets("Sam has your message")
    world.carrier.fail_next(20429, first.phone)
    world.phone(BOSS).texts("are you safe? police are on their way")
    first.texts(WORD)
    world.phone(BOSS).gets("given their sign").gets("[code word]")
    world.later(minutes=2)
    first.gets_nothing()
    world.phone(BOSS).ignores()


def test_out_on_the_first_phone_calls_nothing_off(on: World) -> None:
    """Whoever was told the place does not read that all is well, and nobody is told to call that phone."""
    on.family("rosa")
    on.visit("F-0001", DECEMBER + HOUR, place="7 Vauxhall Street")
    dana, other = carries(on, OWN, OTHER.e164)
    on.at(DECEMBER + HOUR)
    dana.ignores().texts("in").gets("You are at visit 1")
    on.at(DECEMBER + 2 * HOUR + timedelta(minutes=31))
    on.phone(BOSS).gets("ALARM", "Dana")
    dana.ignores()
    other.gets("Are you out of visit 1").texts(WORD).gets_nothing()
    on.phone(FIRST).gets("by a sign", "7 Vauxhall Street")
    code = on.phone(BOSS).gets("by a sign").replies("1").gets("yours").gets("[code word]").code
    dana.texts("out").gets("out of visit 1")
    on.phone(BOSS).gets(code, "out").gets_nothing()
    on.phone(BOSS).texts(f"done {code} safe").gets("closed")
    dana.ignores()


def test_a_sign_on_the_second_phone_ends_the_check(on: World) -> None:
    """The pages say "do not call"; no alarm beside them says "call"."""
    on.family("rosa")
    on.visit("F-0001", DECEMBER + HOUR, place="7 Vauxhall Street")
    dana, other = carries(on, OWN, OTHER.e164)
    on.at(DECEMBER + HOUR)
    dana.ignores().texts("in").gets("You are at visit 1")
    other.texts(WORD).gets_nothing()
    on.phone(FIRST).gets("by a sign")
    code = on.phone(BOSS).gets("by a sign").replies("1").gets("yours").gets("[code word]").code
    on.phone(BOSS).texts(f"{code} 1").gets("You have")
    on.at(DECEMBER + 2 * HOUR + timedelta(minutes=45))
    assert not [text for text in on.phone(BOSS).unread() if "ALARM" in text.body]
    on.phone(BOSS).ignores()
    for phone in (on.phone(FIRST), on.phone(SECOND), dana):
        phone.ignores()


def test_the_morning_list_of_a_supervisor_in_danger_says_nothing(world: World) -> None:
    """Others' requests, yes; their own, by a sign, never."""
    boss, _ = carries(world, BOSS)
    world.at(datetime(2026, 11, 23, 7, 55, tzinfo=ZONE))
    boss.texts(WORD).gets_nothing()
    world.phone(SECOND).ignores()
    code = world.phone(FIRST).gets("PAGE", "by a sign").replies("1").gets("yours").gets("[code word]").code
    world.later(minutes=8)
    world.phone(FIRST).gets("Morning list", code)
    boss.gets_nothing()


def test_the_line_slept_while_a_supervisor_was_in_danger(world: World) -> None:
    """Who may not know is not told which requests were open; where theirs is the only one, nothing."""
    boss, _ = carries(world, BOSS)
    world.watches()
    boss.texts(WORD).gets_nothing()
    world.clock.move(timedelta(hours=3))
    world.watches()
    boss.gets_nothing()
    for worker in (FIRST, SECOND):
        world.phone(worker).ignores()


def test_the_alarm_that_nobody_was_paged_is_not_for_who_gave_the_sign(world: World) -> None:
    """The outside hears of it; the phone that must not know does not."""
    world.rota((BOSS, "on_call"), (BOSS, "backup"))
    boss, _ = carries(world, BOSS)
    boss.texts(WORD).gets_nothing()
    world.watches()
    assert [kind for kind, _ in world.alarms_sent] == ["nobody_paged"]
    boss.gets_nothing()


@pytest.mark.parametrize("words", ["1 {code}", "done {code} all is well", "report {code}", "{code} hello"])
def test_its_code_means_nothing_on_that_phone(world: World, words: str) -> None:
    """Whoever holds it learns nothing by trying codes."""
    dana, _ = carries(world, OWN)
    dana.texts(WORD).gets_nothing()
    world.phone(FIRST).gets("by a sign")
    code = world.phone(BOSS).gets("by a sign").code
    known = dana.texts(words.format(code=code)).unread()[-1].body
    dana.ignores()
    unknown = dana.texts(words.format(code="ZX")).unread()[-1].body
    dana.ignores()
    assert known.replace(code, "ZX") == unknown
