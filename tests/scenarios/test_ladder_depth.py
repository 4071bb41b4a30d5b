"""The ladder where something is odd: nobody on a tier, a line that slept, two codes at once, a number that changes."""

from datetime import datetime, timedelta

import pytest
from troubles import rows
from world import BOSS, FAMILY_COLUMNS, FIRST, OWN, SECOND, STAFF, ZONE, Handset, World

from bot.importing.run import Kind, run_import
from bot.store.tables import help_requests

CRY = "he is hitting me right now"
COLUMNS = "worker_id,name,phone,role,languages,active\n"
NEW_PHONE = 60
TWO_CODES = ("1 {a} {b}", "1 {a} and {b}", "1 {a}, 1 {b}", "2 {a} {b}", "done {a} {b}", "{a} {b} 1")


def claimed(world: World) -> tuple[Handset, Handset, str]:
    """Let Lucia take the cry of a family."""
    rosa = world.family("rosa", phone_is="private").texts(CRY).gets("911")
    lucia = world.phone(FIRST)
    code = lucia.gets("PAGE").code
    lucia.replies("1").gets("yours").gets(CRY)
    return rosa.gets("Lucia"), lucia, code


def renumbered(world: World, worker: str) -> Handset:
    """Give a worker another phone by the list."""
    name, _, role, languages = STAFF[worker]
    world.imports("workers", f"{COLUMNS}{worker},{name},+120255501{NEW_PHONE},{role},{languages},yes\n")
    return world.stranger(NEW_PHONE)


def test_an_empty_tier_is_skipped_at_once_and_said_so(world: World) -> None:
    """Whoever is paged in its place reads that nobody is on call."""
    world.rota((SECOND, "backup"))
    world.family("rosa").texts(CRY).gets("911")
    world.phone(SECOND).gets("PAGE", "EMERGENCY", "NOBODY is on call.")
    world.later(minutes=5)
    world.phone(BOSS).gets("PAGE").lacks("NOBODY")


def test_supervisors_read_that_two_tiers_are_empty(world: World) -> None:
    """Both at once."""
    world.rota((OWN, "supervisor"))
    world.family("rosa").texts(CRY).gets("911")
    world.phone(OWN).gets("PAGE", "NOBODY is on call. NOBODY is backup.")


def test_three_hours_dead_in_the_middle_of_the_ladder(world: World) -> None:
    """It goes on at once from the rows; supervisors are told once, with the codes, that the line slept."""
    rosa = world.family("rosa", phone_is="private").texts(CRY).gets("911")
    code = world.phone(FIRST).gets("PAGE").code
    world.watches()
    world.clock.move(timedelta(hours=3))
    world.settle()
    world.phone(SECOND).gets("PAGE", code, "11:00 pm")
    world.watches()
    boss = world.phone(BOSS).gets("The line was down", "Sat 11:00 pm to Sun 2:00 am", code)
    world.watches()
    boss.gets_nothing()
    world.phone(SECOND).replies("1").gets("yours").gets(CRY)
    rosa.gets("Lee")


def test_a_line_that_slept_with_nothing_open_tells_nobody(world: World) -> None:
    """Nobody is woken for a machine's nap."""
    world.watches()
    world.clock.move(timedelta(hours=3))
    world.watches()
    world.phone(BOSS).gets_nothing()


@pytest.mark.parametrize("text", TWO_CODES)
def test_two_codes_in_one_text_are_asked_back(world: World, text: str) -> None:
    """Neither is taken, passed or closed: half of it would look like all."""
    world.family("rosa").texts(CRY).gets("911")
    world.family("ana").texts(CRY).gets("911")
    lucia = world.phone(FIRST)
    first, second = lucia.gets("PAGE").code, lucia.gets("PAGE").code
    lucia.texts(text.format(a=first, b=second)).gets("Nothing was done or sent")
    assert {row["state"] for row in rows(world, help_requests)} == {"open"}


@pytest.mark.parametrize("digit", ["1", "2"])
def test_what_is_closed_unknown_or_anothers_is_said(world: World, digit: str) -> None:
    """The answer is the truth about that code."""
    _, lucia, code = claimed(world)
    lee = world.phone(SECOND).texts(f"{digit} {code}").gets(code, "Lucia")
    lee.texts(f"{digit} ZX").gets("No request", "ZX")
    lucia.texts(f"done {code} she is at her mother's").gets("closed")
    lee.texts(f"{digit} {code}").gets(code, "closed")


def test_a_workers_new_phone_gets_the_next_page(world: World) -> None:
    """And what the old one answers takes nothing: it is a stranger's."""
    world.family("rosa").texts(CRY).gets("911")
    code = world.phone(FIRST).gets("PAGE").code
    new = renumbered(world, FIRST)
    world.phone(FIRST).texts("1").texts(f"1 {code}").ignores()
    assert rows(world, help_requests)[0]["holder"] is None
    world.later(minutes=21)
    world.phone(SECOND).gets("PAGE")
    world.phone(BOSS).gets("PAGE")
    world.later(minutes=5)
    new.gets("PAGE", code).replies("1").gets("yours").gets(CRY)
    world.phone(FIRST).gets_nothing()


def test_a_holders_new_phone_reads_on(world: World) -> None:
    """The family's words go to the phone the list names; the old one relays nothing."""
    rosa, lucia, code = claimed(world)
    new = renumbered(world, FIRST)
    rosa.texts("are you there")
    new.gets("are you there").texts("I am").gets("sent to", code)
    rosa.gets("I am")
    lucia.texts("hello?").gets("We do not know this number").lacks(code)
    rosa.gets_nothing()


def test_a_familys_new_number_leaves_the_request_with_the_old_one(world: World) -> None:
    """Whoever has it is told; what they write goes where the cry came from."""
    rosa, lucia, code = claimed(world)
    world.families -= 1
    new = world.family("rosa", number=NEW_PHONE, phone_is="private")
    world.settle()
    lucia.gets(code, "F-0001 another number now", "stays with the old one")
    lucia.texts("can you talk").gets("sent to", code)
    rosa.gets("can you talk")
    new.gets_nothing()


def test_a_page_says_that_the_list_gives_them_another_number(world: World) -> None:
    """Nobody has it yet: the next page says so."""
    world.family("rosa", phone_is="private").texts(CRY).gets("911")
    world.phone(FIRST).gets("PAGE").lacks("ANOTHER")
    world.families -= 1
    world.family("rosa", number=NEW_PHONE, phone_is="private")
    world.later(minutes=5)
    world.phone(SECOND).gets("PAGE", "F-0001", "ANOTHER number")


def test_a_worker_is_no_parent_here(world: World) -> None:
    """One number is staff's or a family's: the list that says both is refused, whichever comes second."""
    world.family("rosa")
    name, _, role, languages = STAFF[OWN]
    worker = f"{COLUMNS}{OWN},{name},+12025550120,{role},{languages},yes\n"
    cells = dict.fromkeys(FAMILY_COLUMNS.split(","), "")
    row = cells | {"family_id": "F-0009", "person": "Ana", "relation": "parent", "language": "en"}
    row["phone"] = STAFF[OWN][1]
    family = f"{FAMILY_COLUMNS}\n{','.join(row.values())}\n"
    for kind, content, whose in ((Kind.WORKERS, worker, "F-0001"), (Kind.FAMILIES, family, f"worker {OWN}")):
        result = run_import(
            world.store, kind, content.encode(), dry_run=False, now=world.clock.now(), program_zone=ZONE
        )
        assert [whose in problem for problem in result.problems] == [True], result.problems


def test_the_morning_asks_about_what_is_not_closed(office: World) -> None:
    """The holder and the supervisor, each morning, until `done`."""
    rosa = office.family("rosa", phone_is="private").texts(CRY).gets("911")
    dana = office.phone(OWN)
    code = dana.gets("PAGE").code
    dana.replies("1").gets("yours").gets(CRY)
    rosa.gets("Dana")
    dana.texts("I am here").gets("sent to")
    rosa.gets("I am here")
    office.at(datetime(2026, 11, 25, 8, 0, tzinfo=ZONE))
    office.later(minutes=1)
    dana.gets("Morning list", f"{code} F-0001 is yours since Tue 10:00 am", f"done {code}")
    office.phone(BOSS).gets("Morning list", f"{code} F-0001 is with Dana")
    dana.texts(f"done {code} all well").gets("closed")
    office.at(datetime(2026, 11, 26, 8, 0, tzinfo=ZONE))
    office.later(minutes=1)
    dana.gets_nothing()
    office.phone(BOSS).gets_nothing()


def test_on_a_day_off_only_the_holder_is_asked(world: World) -> None:
    """Sunday, eight o'clock: words about a request one has may come then, a list may not (SAFETY 5)."""
    rosa, lucia, code = claimed(world)
    lucia.texts("I am here").gets("sent to")
    rosa.gets("I am here")
    world.at(datetime(2026, 11, 22, 8, 0, tzinfo=ZONE))
    world.later(minutes=1)
    lucia.gets(f"{code} F-0001 is yours since Sat 11:00 pm and not closed", f"done {code}").lacks("Morning list")
    world.phone(BOSS).gets_nothing()
