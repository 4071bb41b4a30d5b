"""A worker with two phones: pages ring on both, an answer from either is theirs, one dead phone costs nothing."""

from collections.abc import Iterator

import pytest
from nights import local, stand
from world import FIRST, OWN, SECOND, STAFF, TUESDAY_10_AM, Handset, World, no_logged_errors

from bot.importing.run import Kind, run_import
from bot.model.phones import Phone
from bot.store.engine import Store

OTHER = Phone("+12025550118")
COLUMNS = "worker_id,name,phone,role,languages,active"
CRY = "he is hitting me right now"
EVENING = (local(24, 17), local(25, 8, 30), FIRST)


def lucia_row(second: str, phone: str = STAFF[FIRST][1]) -> str:
    """Write Lucia's row with a second phone."""
    name, _, role, languages = STAFF[FIRST]
    return f"{COLUMNS},second_phone\n{FIRST},{name},{phone},{role},{languages},yes,{second}\n"


@pytest.fixture
def office(sqlite_store: Store) -> Iterator[World]:
    """Give a world on Tuesday at 10 am in which Lucia, on call, carries two phones."""
    with no_logged_errors():
        made = World(sqlite_store, now=TUESDAY_10_AM)
        made.hires()
        made.imports("workers", lucia_row(OTHER.e164))
        stand(made, (local(24, 9), local(25, 8, 30), FIRST))
        yield made
        made.settle()
        made.end()


def cries(world: World) -> Handset:
    """Let a family without a worker of its own cry."""
    return world.family("rosa", phone_is="private", worker_id="").texts(CRY).gets("911")


def test_a_page_rings_on_both_and_either_takes_it(office: World) -> None:
    """One claim; their words and the family's go to and fro, whichever phone is at hand."""
    rosa = cries(office)
    first, other = office.phone(FIRST).gets("PAGE"), office.handset(OTHER, "other").gets("PAGE")
    assert first.code == other.code
    other.replies("1").gets("yours").gets("hitting")
    rosa.gets("Lucia")
    first.gets("hitting").replies("1").gets("You have")
    first.replies("are you safe?").gets("sent")
    other.gets("sent")
    rosa.gets("are you safe?").texts("yes now")
    first.gets("yes now")
    other.gets("yes now").replies(f"done {other.code}").gets("closed")


def test_one_dead_phone_costs_nothing(office: World) -> None:
    """The ladder waits for the other one; words that do not arrive on one take nothing from who holds it."""
    office.carrier.undelivered(office.phone(FIRST).phone, 30003)
    rosa = cries(office)
    office.later(minutes=2)
    office.phone(SECOND).gets_nothing()
    other = office.handset(OTHER, "other").gets("PAGE").replies("1").gets("yours").gets("hitting")
    rosa.gets("Lucia").texts("please hurry").gets("Lucia has your message")
    other.gets("please hurry").replies(f"done {other.code} called her").gets("closed")
    office.phone(FIRST).ignores()


def test_two_dead_phones_move_the_ladder_at_once(office: World) -> None:
    """Nobody waits for a worker whom nothing reaches."""
    office.carrier.undelivered(office.phone(FIRST).phone, 30003)
    office.carrier.undelivered(OTHER, 30003)
    rosa = cries(office)
    office.phone(SECOND).gets("PAGE").replies("1").gets("yours").gets("hitting")
    rosa.gets("Lee")
    office.phone(FIRST).ignores()
    office.handset(OTHER).ignores()


def test_the_shift_question_tries_both(office: World) -> None:
    """An answer from either is that worker's."""
    stand(office, EVENING)
    office.at(local(24, 16, 30))
    other = office.handset(OTHER, "other").gets("SHIFT 1:")
    office.phone(FIRST).gets("SHIFT 1:")
    other.replies("S").gets("S1, seen")
    office.at(local(24, 17, 1))
    office.phone(FIRST).gets_nothing()


def test_a_second_phone_may_be_left_out_or_emptied(office: World) -> None:
    """A file without the column says nothing of it; an empty cell takes it away, and pages go to one phone."""
    office.hires()
    rosa = cries(office)
    office.handset(OTHER, "other").gets("PAGE").replies("2")
    office.phone(FIRST).gets("PAGE")
    office.phone(SECOND).gets("PAGE").replies("1").gets("yours").gets("hitting")
    rosa.gets("Lee")
    office.imports("workers", lucia_row(""))
    office.handset(OTHER).ignores().texts("oncall").gets("Automatic")


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (lucia_row(STAFF[FIRST][1]), "line 2: second_phone: stands in phone and in second_phone"),
        (lucia_row(STAFF[OWN][1]), "line 2: second_phone: worker dana has this number"),
        (lucia_row("202-555-0120"), "line 2: second_phone: somebody of F-0001 has this number"),
        (lucia_row("12"), "line 2: second_phone: too few or too many digits"),
    ],
)
def test_a_number_somebody_has_is_a_bad_row(office: World, row: str, problem: str) -> None:
    """A text from it must mean one person; nothing is written."""
    office.family("rosa")
    zone, now = office.services.program.hours.zone, office.clock.now()
    result = run_import(office.store, Kind.WORKERS, row.encode(), dry_run=False, now=now, program_zone=zone)
    assert any(one.startswith(problem) for one in result.problems), result.problems
