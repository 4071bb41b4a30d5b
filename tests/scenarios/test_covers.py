"""Shifts by text: mine, taken by somebody else, swapped, assigned; nobody is off before somebody else is on."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from world import BOSS, FIRST, OWN, SECOND, STAFF, TUESDAY_10_AM, ZONE, World, no_logged_errors

from bot.model.phones import Phone
from bot.store.audit import entries
from bot.store.engine import Store

CRY = "he is hitting me right now"
NIGHTS = (FIRST, SECOND, OWN)
"""Who is on call from this Tuesday on, night by night, in turns: Friday night is the first worker's again."""
FRIDAY = "Fri, Nov 27, 5:00 pm to Sat, Nov 28, 8:30 am"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of November 2026 on the program's clock; day 31 is December 1."""
    return datetime(2026, 11, 1, tzinfo=ZONE) + timedelta(days=day - 1, hours=hour, minutes=minute)


def row(starts: datetime, ends: datetime, worker: str, tier: str = "on_call") -> str:
    """Word one line of the rota."""
    return f"{starts.isoformat()},{ends.isoformat()},{tier},{worker}"


def nights(world: World, *more: str, turns: tuple[str, ...] = NIGHTS, first: int = 24) -> None:
    """Import ten nights on call, and what else there is."""
    rows = [row(at(day, 17), at(day + 1, 8, 30), turns[(day - first) % len(turns)]) for day in range(first, first + 10)]
    world.imports("rota", "\n".join(("starts_at,ends_at,tier,worker_id", *rows, *more)))


@pytest.fixture
def rota(sqlite_store: Store, switched_on: Path) -> Iterator[World]:
    """Give a world on Tuesday at 10 am in which three workers stand one night each, in turns."""
    with no_logged_errors():
        made = World(sqlite_store, now=TUESDAY_10_AM, folders=[switched_on])
        made.hires()
        nights(made)
        made.settle()
        made.phone(BOSS).gets("Morning list", "GAP")
        yield made
        made.settle()
        made.end()


def asked(world: World, *free: str, day: str = "Fri") -> str:
    """Let the first worker ask for somebody, and those who are free read the question; return its code."""
    lucia = world.phone(FIRST).texts(f"cover {day}")
    lucia.gets("stays yours until somebody takes it")
    code = lucia.text.split(":")[0]
    for worker in free:
        world.phone(worker).gets("Lucia asks for somebody", f"T {code} = I take it")
    return code


def on_call_at(world: World, moment: datetime) -> str:
    """Ask who is on call at a moment, without letting time pass for anybody else."""
    back = world.clock.now() - moment
    world.clock.move(-back)
    text = world.phone(BOSS).texts("oncall").gets("Now on call").text
    world.clock.move(back)
    return text


def test_who_is_on_call_and_until_when(rota: World) -> None:
    """Tier, name and the end, also where a cover begins before the end of the shift."""
    rota.clock.move(timedelta(hours=8))
    rota.phone(OWN).texts("oncall").gets("On call: Lucia, until Wed, Nov 25, 8:30 am")
    rota.phone(BOSS).texts("assign today Sam").gets("Sam stands in for Lucia", "6:00 pm to Wed").ignores()
    rota.phone(FIRST).gets("Sam takes your shift")
    rota.phone(OWN).texts("oncall").gets("On call: Sam, until Wed, Nov 25, 8:30 am").lacks("Lucia")
    rota.phone(FIRST).ignores()


@pytest.mark.parametrize("text", ["my shifts", "My shifts?", "mis turnos"])
def test_my_shifts_are_those_of_two_weeks(rota: World, text: str) -> None:
    """Day, times and tier; nobody else's name; and which of them others were asked to take."""
    lucia = (
        rota.phone(FIRST).texts(text).gets("Tue, Nov 24, 5:00 pm", f"{FRIDAY}: On call", "Mon, Nov 30", "Thu, Dec 3")
    )
    lucia.lacks("Lee", "Dana", "Nov 25, 5:00 pm")
    code = asked(rota, SECOND, OWN)
    rota.phone(FIRST).texts(text).gets(f"{FRIDAY}: On call, asked about as {code}")
    rota.phone(BOSS).texts(text).gets("No shift of yours")


def test_the_first_to_take_it_has_it(rota: World) -> None:
    """Asked, taken, told; the pages of that night go to who took it, and to nobody else."""
    code = asked(rota, SECOND, OWN)
    rota.phone(SECOND).texts(f"T {code}").gets(f"{code} is yours", FRIDAY)
    rota.phone(FIRST).gets(f"{code}: Lee takes your shift", "You are off then")
    rota.phone(OWN).gets(f"{code}: Lee has taken it. Thank you.")
    rota.phone(BOSS).gets(f"{code}: Lee stands in for Lucia", FRIDAY)
    rota.phone(OWN).texts(f"t {code.lower()}").gets(f"{code}: Lee has it")
    rota.phone(SECOND).texts(f"T {code}").gets(f"{code} is yours")
    rota.clock.move(at(27, 23) - rota.clock.now())
    rota.family("rosa", phone_is="private").texts(CRY).gets("911")
    rota.phone(SECOND).gets("PAGE")
    rota.phone(FIRST).gets_nothing()
    with rota.store.read() as tx:
        (entry,) = entries(tx, FIRST, limit=9)
    assert (entry.actor, entry.action, entry.detail) == (SECOND, "cover_taken", code)


def test_until_it_is_taken_it_stays_with_who_asked(rota: World) -> None:
    """A question changes nothing about who is paged."""
    asked(rota, SECOND, OWN)
    rota.clock.move(at(27, 23) - rota.clock.now())
    rota.settle()
    rota.phone(BOSS).gets("nobody has taken it yet").ignores()
    rota.family("rosa", phone_is="private").texts(CRY).gets("911")
    rota.phone(FIRST).gets("PAGE")


def test_only_who_is_free_and_of_that_tier_is_asked(rota: World) -> None:
    """Who stands anywhere at that time is not asked; nor who never stands on that tier."""
    nights(rota, row(at(27, 20), at(28, 2), OWN, "backup"))
    asked(rota, SECOND)
    rota.phone(OWN).gets_nothing()
    rota.phone(BOSS).gets_nothing()


def test_a_supervisors_shift_is_asked_of_supervisors(rota: World) -> None:
    """Nobody else stands there; with no other supervisor there is nobody to ask, and that is said."""
    nights(rota, row(at(27, 17), at(28, 8, 30), BOSS, "supervisor"))
    rota.phone(BOSS).texts("cover Fri").gets("Supervisor Fri, Nov 27", "Nobody can be asked by text").lacks("told now")
    rota.phone(BOSS).texts("assign Fri Lee for Sam").gets("only supervisors stand on that tier")


def test_nobody_takes_it_and_supervisors_hear_in_time(rota: World) -> None:
    """Twelve hours before it begins, once; then a supervisor may take it, or give it."""
    code = asked(rota, SECOND, OWN)
    rota.clock.move(at(27, 4, 59) - rota.clock.now())
    rota.settle()
    rota.phone(BOSS).gets_nothing()
    rota.clock.move(timedelta(minutes=1))
    rota.settle()
    rota.phone(BOSS).gets_nothing()  # in the night a shift of the evening wakes nobody
    rota.clock.move(timedelta(hours=2))
    rota.settle()
    rota.phone(BOSS).gets(code, "Lucia asks to be replaced", "stays theirs", f"T {code}", "for lucia")
    rota.clock.move(timedelta(hours=1))
    rota.settle()
    for phone in (BOSS, FIRST, SECOND, OWN):
        rota.phone(phone).ignores()
    rota.phone(BOSS).texts(f"T {code}").gets(f"{code} is yours")
    rota.phone(FIRST).gets("Sam takes your shift")
    for worker in (SECOND, OWN):
        rota.phone(worker).gets(f"{code}: Sam has taken it")


def test_a_shift_that_begins_soon_is_told_at_once(rota: World) -> None:
    """Tonight's, asked in the morning: colleagues and supervisors hear together."""
    rota.phone(FIRST).texts("cover tonight").gets("Others of that tier are asked now. Supervisors are told now.")
    rota.phone(BOSS).gets("nobody has taken it yet", "Tue, Nov 24, 5:00 pm")
    for worker in (SECOND, OWN):
        rota.phone(worker).gets("Lucia asks")


def test_a_question_in_the_night_waits_for_the_morning(rota: World) -> None:
    """Nobody is woken for Friday."""
    rota.clock.move(at(24, 23) - rota.clock.now())
    lucia = rota.phone(FIRST).texts("cover Fri").gets("asked in the morning")
    code = lucia.text.split(":")[0]
    for worker in (SECOND, OWN, BOSS):
        rota.phone(worker).gets_nothing()
    rota.clock.move(at(25, 7) - rota.clock.now())
    rota.settle()
    for worker in (SECOND, OWN):
        rota.phone(worker).gets("Lucia asks", f"T {code}")


def test_what_is_settled_in_the_night_asks_nobody_in_the_morning(rota: World) -> None:
    """Taken, or taken back, before anybody read of it: there is nothing to thank for."""
    rota.clock.move(at(24, 23) - rota.clock.now())
    lucia = rota.phone(FIRST).texts("cover Fri").gets("asked in the morning")
    lucia.texts(f"cover {lucia.text.split(':')[0]} off").gets("taken back")
    lucia.texts("cover Mon").gets("asked in the morning")
    rota.phone(BOSS).texts(f"T {lucia.text.split(':')[0]}").gets("is yours")
    rota.clock.move(at(25, 7) - rota.clock.now())
    rota.settle()
    lucia.gets("Sam takes your shift")
    for worker in (SECOND, OWN, BOSS):
        rota.phone(worker).gets_nothing()


def test_tonights_shift_wakes_supervisors_alone(rota: World) -> None:
    """In the night the line may fail, and those who can name somebody hear; colleagues sleep (SAFETY 5)."""
    rota.clock.move(at(24, 23) - rota.clock.now())
    lucia = rota.phone(FIRST).texts("cover tonight").gets("Nobody can be asked by text. Supervisors are told now.")
    code = lucia.text.split(":")[0]
    sam = rota.phone(BOSS).gets(code, "nobody has taken it yet")
    sam.texts(f"assign today Lee for {FIRST}").gets("Lee stands in for Lucia", "11:00 pm to Wed, Nov 25, 8:30 am")
    rota.phone(SECOND).gets("You are on call, Lee, in place of Lucia")
    lucia.gets("Lee takes your shift")
    rota.clock.move(at(25, 9) - rota.clock.now())
    rota.settle()
    rota.phone(BOSS).gets("Morning list")
    for worker in (FIRST, SECOND, OWN):
        rota.phone(worker).gets_nothing()


def test_a_shift_under_way_is_taken_for_what_is_left(rota: World) -> None:
    """Ill at seven in the evening: what is left changes hands, what was stood stays."""
    rota.clock.move(at(24, 19) - rota.clock.now())
    code = asked(rota, SECOND, OWN, day="today")
    rota.phone(BOSS).gets("nobody has taken it yet")
    rota.clock.move(timedelta(minutes=30))
    rota.phone(OWN).texts(f"T {code}").gets("is yours")
    for worker in (FIRST, SECOND, BOSS):
        rota.phone(worker).gets("Dana")
    rota.phone(BOSS).texts("oncall").gets("On call: Dana, until Wed, Nov 25, 8:30 am")
    assert "Lucia" in on_call_at(rota, at(24, 19, 15))
    for worker in (FIRST, BOSS):
        rota.phone(worker).ignores()


def test_what_was_taken_can_be_passed_on_and_come_back(rota: World) -> None:
    """A cover of a cover, and the first owner again: the newest word counts, however often."""
    code = asked(rota, SECOND, OWN)
    rota.phone(SECOND).texts(f"T {code}").gets("is yours")
    for worker in (FIRST, OWN, BOSS):
        rota.phone(worker).ignores()
    for owner, taker in ((SECOND, FIRST), (FIRST, SECOND), (SECOND, OWN)):
        rota.clock.move(timedelta(minutes=1))
        lee = rota.phone(owner).texts("cover Fri").gets("stays yours")
        for worker in (FIRST, SECOND, OWN):
            rota.phone(worker).ignores()
        rota.phone(taker).texts(f"T {lee.text.split(':')[0]}").gets("is yours")
        for worker in (FIRST, SECOND, OWN, BOSS):
            rota.phone(worker).ignores()
    answer = on_call_at(rota, at(27, 23))
    assert "Dana" in answer
    assert answer.count("On call:") == 1


def test_two_that_fit_are_asked_back(rota: World) -> None:
    """Day and night of one Friday: each with a text that means it alone; half a word is enough to choose."""
    nights(rota, row(at(27, 8, 30), at(27, 17), FIRST), row(at(27, 17), at(28, 8, 30), FIRST, "backup"))
    lucia = rota.phone(FIRST).texts("cover Fri").gets("Which one? Nothing was done yet")
    lines = lucia.text.splitlines()[1:]
    assert lines == ["cover 11/27 8:30am", "cover 11/27 5:00pm on call", "cover 11/27 5:00pm backup"]
    lucia.texts("cover Fri day").gets("On call Fri, Nov 27, 8:30 am to Fri")
    lucia.texts(lines[2]).gets("Backup Fri, Nov 27, 5:00 pm", "Nobody can be asked")
    for worker in (SECOND, OWN):
        rota.phone(worker).gets("On call Fri, Nov 27, 8:30 am")
    rota.phone(BOSS).gets("Backup Fri, Nov 27")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("cover Wed", "No such shift begins that day"),
        ("cubrir sabado", "No such shift begins that day"),
        ("cover Fri day", "No such shift begins that day"),
        ("cover 11/20", "That day is over"),
        ("cover 2026-11-02", "That day is over"),
        ("cover 2/29", "No such shift begins that day"),
        ("cover 13/45", "Nothing was done or sent"),
        ("cover", "Nothing was done or sent"),
        ("cover Christmas", "Nothing was done or sent"),
        ("cover friday because I am ill", "Nothing was done or sent"),
        ("T", "Nothing was done or sent"),
        ("T BB", "No question BB about a shift is known"),
        ("T KB", "KB is no question about a shift"),
        ("T BB and T DD", "Nothing was done or sent"),
        ("1 BB", "BB is about a shift, no page"),
        ("cover BB off", "No question BB about a shift is known"),
        ("swap Fri Lee", "Nothing was done or sent"),
        ("swap Fri Leonora Sat", "Nobody called leonora works here"),
        ("swap Fri Lee Sun", "No such shift begins that day"),
        ("swap Fri Lucia Fri", "Nothing was done or sent"),
        ("assign Fri Lee", "supervisor"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(rota: World, text: str, says: str) -> None:
    """One clear sentence each; nobody else hears of it."""
    rota.phone(FIRST).texts(text).gets(says)


def test_a_name_that_two_have_is_asked_back(rota: World) -> None:
    """The ids tell them apart; a name of nobody, or of somebody who left, is told as it is."""
    staff = "worker_id,name,phone,role,languages,active\nW-7,Ana Díaz,+12025550114,worker,en,yes\n"
    rota.imports("workers", f"{staff}W-8,Ana Ruiz,+12025550115,worker,en,yes\n")
    sam = rota.phone(BOSS)
    sam.texts("assign Fri Ana for Lucia").gets("Several are called ana", "W-7, W-8").lacks("stands in")
    sam.texts("assign Fri ana diaz for Lucia").gets("Ana stands in for Lucia")
    rota.phone(FIRST).gets("Ana takes your shift")
    rota.handset(Phone("+12025550114"), "ana").gets("You are on call, Ana, in place of Lucia")
    rota.imports("workers", f"{staff}W-8,Ana Ruiz,+12025550115,worker,en,no\n")
    sam.texts("assign Mon Ana Ruiz for Lucia").gets("Nobody called ana ruiz works here")
    sam.texts("assign Mon W-7 for Lucia").gets("Ana stands in for Lucia", "Mon, Nov 30")
    rota.phone(FIRST).gets("Ana takes your shift")
    rota.handset(Phone("+12025550114"), "ana").gets("You are on call")


def test_two_shifts_at_once_are_nobodys(rota: World) -> None:
    """Whoever stands somewhere by then cannot take it, and is told what keeps them."""
    code = asked(rota, SECOND, OWN)
    nights(rota, row(at(27, 20), at(28, 2), SECOND, "backup"))
    rota.phone(SECOND).texts(f"T {code}").gets("Nothing was changed: Lee is on then, Backup Fri, Nov 27, 8:00 pm")
    rota.phone(BOSS).texts("assign Fri Lee for Lucia").gets("Nothing was changed: Lee is on then")
    rota.phone(FIRST).gets_nothing()


def test_asked_twice_is_asked_once(rota: World) -> None:
    """The second wish names the first; the same text delivered twice is one."""
    code = asked(rota, SECOND, OWN)
    rota.phone(FIRST).texts("cover Fri").gets(f"{code} is about that shift already")
    rota.phone(FIRST).texts("swap Fri Lee Sat").gets(f"{code} is about that shift already")


def test_the_webhook_twice_asks_and_takes_once(rota: World) -> None:
    """A repeat of the carrier changes nothing."""
    code = asked(rota, SECOND, OWN)
    lee = rota.phone(SECOND)
    sid = rota.carrier.receive(lee.phone, f"T {code}")
    rota.settle()
    rota.carrier.receive_again(sid)
    rota.settle()
    lee.gets("is yours").gets_nothing()
    rota.phone(FIRST).gets("Lee takes").gets_nothing()
    rota.phone(OWN).gets("Thank you")
    rota.phone(BOSS).gets("stands in")


def test_who_asked_may_take_it_back(rota: World) -> None:
    """Those who were asked hear that it is settled, and a late T takes nothing."""
    code = asked(rota, SECOND, OWN)
    rota.phone(OWN).texts(f"cover {code} off").gets(f"No question {code}")
    rota.phone(FIRST).texts(f"T {code}").gets("is your own question")
    rota.phone(FIRST).texts(f"cover {code} off").gets(f"{code} is taken back", FRIDAY, "stays yours")
    for worker in (SECOND, OWN):
        rota.phone(worker).gets(f"{code} is settled")
    rota.phone(SECOND).texts(f"T {code}").gets(f"{code} is closed")
    assert "Lucia" in on_call_at(rota, at(27, 23))


def test_a_shift_that_is_gone_needs_nobody(rota: World) -> None:
    """A new file gives Friday to somebody else: the question is closed, and all who know of it are told."""
    code = asked(rota, SECOND, OWN)
    nights(rota, turns=(FIRST, SECOND, OWN, SECOND))
    rota.settle()
    rota.phone(FIRST).gets(f"{code}: the schedule has changed")
    for worker in (SECOND, OWN):
        rota.phone(worker).gets(f"{code} is settled")
    rota.phone(OWN).texts(f"T {code}").gets(f"{code} is closed")


def test_who_asked_has_left_meanwhile(rota: World) -> None:
    """Their shifts are a gap, which is told as one; there is nothing of theirs to take."""
    code = asked(rota, SECOND, OWN)
    rota.hires(FIRST)
    rota.settle()
    for worker in (SECOND, OWN):
        rota.phone(worker).gets(f"{code} is settled")


def test_who_took_it_has_left_meanwhile(rota: World) -> None:
    """It is its owner's again, who is told, and so are supervisors: nobody is on call without knowing it."""
    code = asked(rota, SECOND, OWN)
    rota.phone(SECOND).texts(f"T {code}").gets("is yours")
    for worker in (FIRST, OWN, BOSS):
        rota.phone(worker).ignores()
    rota.hires(SECOND)
    rota.settle()
    for worker in (FIRST, BOSS):
        rota.phone(worker).gets(f"{code}: who took it works here no longer. Lucia, it is yours again", FRIDAY)
    assert "Lucia" in on_call_at(rota, at(27, 23))


def test_a_text_that_came_late_means_the_day_it_was_written(rota: World) -> None:
    """Written on Thursday evening, fetched after midnight: tomorrow is Friday, not Saturday."""
    rota.clock.move(at(26, 23, 55) - rota.clock.now())
    rota.settle()
    for worker in (FIRST, SECOND, OWN, BOSS):
        rota.phone(worker).ignores()
    rota.carrier.drop_webhooks()
    rota.carrier.receive(rota.phone(FIRST).phone, "cover tomorrow")
    rota.clock.move(timedelta(minutes=10))
    rota.settle()
    rota.carrier.resume_webhooks()
    rota.fetches()
    rota.phone(FIRST).gets(FRIDAY, "stays yours")


def test_nobody_takes_it_and_the_night_is_over(rota: World) -> None:
    """Then there is nothing left to take, and nobody is told once more."""
    code = asked(rota, SECOND, OWN)
    rota.clock.move(at(28, 8, 31) - rota.clock.now())
    for worker in (FIRST, SECOND, OWN, BOSS):
        rota.settle()
        rota.phone(worker).ignores()
    rota.phone(SECOND).texts(f"T {code}").gets(f"{code} is closed")


def test_two_swap_and_both_are_told(rota: World) -> None:
    """Asked of one alone; at the yes both nights change hands at once."""
    lucia = rota.phone(FIRST).texts("swap Fri Lee Sat").gets("Lee is asked", FRIDAY, "Sat, Nov 28, 5:00 pm")
    code = lucia.text.split(":")[0]
    rota.phone(SECOND).gets("Lucia asks to swap", FRIDAY, "Sat, Nov 28, 5:00 pm", f"T {code} = I agree")
    rota.phone(OWN).texts(f"T {code}").gets("was not asked of you")
    rota.phone(BOSS).texts(f"T {code}").gets("was not asked of you")
    rota.phone(SECOND).texts("T").gets(f"{code} is agreed", "You take: On call Fri", "You are off: On call Sat")
    lucia.gets("Lee agrees", "You are off: On call Fri", "You take: On call Sat")
    rota.phone(BOSS).gets("Lee and Lucia swap")
    assert "Lee" in on_call_at(rota, at(27, 23))
    assert "Lucia" in on_call_at(rota, at(28, 23))


def test_a_swap_is_nothing_without_both_shifts(rota: World) -> None:
    """What one of them no longer has cannot be given in return."""
    rota.phone(FIRST).texts("cambiar viernes Lee sabado").gets("Lee is asked")
    code = rota.phone(SECOND).gets("swap").text.split("T ")[1][:2]
    rota.phone(BOSS).texts("assign Sat Dana").gets("Dana stands in for Lee")
    rota.phone(OWN).gets("You are on call, Dana")
    rota.phone(SECOND).gets("Dana takes your shift").texts(f"T {code}").gets(f"{code} is closed")
    assert "Lucia" in on_call_at(rota, at(27, 23))


def test_a_supervisor_assigns_and_both_are_told(rota: World) -> None:
    """At once, without a question; one that is open about that shift is settled by it."""
    code = asked(rota, SECOND, OWN)
    rota.phone(BOSS).texts("assign Fri Dana").gets("Done: Dana stands in for Lucia", FRIDAY)
    rota.phone(OWN).gets("You are on call, Dana, in place of Lucia", FRIDAY)
    rota.phone(FIRST).gets("Dana takes your shift")
    rota.phone(SECOND).gets(f"{code} is settled")
    rota.phone(SECOND).texts(f"T {code}").gets("Dana has it")
    assert "Dana" in on_call_at(rota, at(27, 23))


def test_a_code_of_a_page_and_of_a_shift_are_never_the_same(rota: World) -> None:
    """`1` and `T` each keep to theirs, whatever is open."""
    code = asked(rota, SECOND, OWN)
    rosa = rota.family("rosa", phone_is="private").texts(CRY).gets("911")
    page = rota.phone(OWN).gets("PAGE").code
    assert code[0] == code[1] != page
    rota.phone(OWN).texts(f"T {page}").gets(f"{page} is no question about a shift", f"1 {page}")
    rota.phone(OWN).texts(f"1 {code}").gets(f"{code} is about a shift")
    rota.phone(OWN).texts("1").gets("is yours").gets(CRY)
    rosa.gets("Dana")
    rota.phone(OWN).texts(f"T {code}").gets(f"{code} is yours")
    for worker in (FIRST, SECOND, BOSS):
        rota.phone(worker).gets("Dana")
    rosa.gets_nothing()
    assert STAFF[OWN][0] == "Dana"
