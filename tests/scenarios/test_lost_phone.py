"""A worker's phone is lost: whoever holds it then neither reads a family's words nor writes to one (SAFETY 7)."""

import pytest
from world import BOSS, FIRST, SECOND, STAFF, World

COLUMNS = "worker_id,name,phone,role,languages,active\n"


def is_lost(world: World, worker: str) -> None:
    """Import the one row by which a phone is shut out."""
    name, phone, role, languages = STAFF[worker]
    world.imports("workers", f"{COLUMNS}{worker},{name},{phone},{role},{languages},no\n")


def test_the_phone_is_a_strangers_and_the_supervisors_read_on(world: World) -> None:
    """Words from the lost phone reach nobody's family; the family's words reach the supervisors."""
    rosa = world.family("rosa", phone_is="private")
    rosa.texts("i want to die").ignores()
    lost = world.phone(FIRST).ignores().texts("1").ignores()
    rosa.ignores()
    lost.texts("i am here with you").gets("sent to")
    rosa.gets("i am here with you")
    is_lost(world, FIRST)
    lost.texts("where are you now").gets("We do not know this number")
    rosa.gets_nothing().texts("are you still there").ignores()
    lost.gets_nothing()
    world.phone(BOSS).gets("are you still there")


def test_the_next_page_goes_past_it(world: World) -> None:
    """Who is on call on a lost phone is not waited for."""
    is_lost(world, FIRST)
    world.family("rosa", phone_is="private").texts("i want to die").ignores()
    world.phone(FIRST).gets_nothing()
    world.phone(SECOND).gets("PAGE", "EMERGENCY", "F-0001")


@pytest.mark.parametrize("words", ["oncall", "words F-0001", "resume F-0001", "done KB"])
def test_it_commands_nothing(world: World, words: str) -> None:
    """No command is heard from it."""
    world.family("rosa")
    is_lost(world, FIRST)
    world.phone(FIRST).texts(words).gets("We do not know this number")


def test_who_has_not_written_yet_is_relieved(world: World) -> None:
    """A request held on a lost phone without a word goes on after ten minutes; the phone itself is asked nothing."""
    rosa = world.family("rosa", phone_is="private")
    rosa.texts("i want to die").ignores()
    world.phone(FIRST).ignores().texts("1").ignores()
    rosa.ignores()
    is_lost(world, FIRST)
    world.later(minutes=11)
    world.phone(FIRST).gets_nothing()
    world.phone(SECOND).gets("PAGE", "EMERGENCY", "F-0001")
    rosa.gets("We are telling the next person now")
