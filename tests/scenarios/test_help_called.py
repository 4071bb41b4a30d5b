"""A worker has called 911 for a family: on record, with the number of the right dispatch, and never words for them."""

from pathlib import Path

import pytest
from sqlalchemy import select
from world import BOSS, FIRST, SECOND, Handset, World

from bot.language.commands import Words, parse_command
from bot.language.help_called_commands import HalfHelpCalled, HelpCalled
from bot.model.help import StepKind
from bot.store import requests
from bot.store.engine import Store
from bot.store.tables import help_requests
from bot.town_checks import check_towns

DISPATCH = '[towns]\nNorwich = { number = "202-555-0150" }\n'


def taken(world: World, **profile: str) -> tuple[Handset, Handset, str]:
    """Let a family cry and Lucia take it; return both phones and the code."""
    rosa = world.family("rosa", **({"phone_is": "private"} | profile)).texts("he is going to kill me").ignores()
    lucia = world.phone(FIRST).gets("PAGE")
    lucia.replies("1").gets("yours")
    rosa.ignores()
    return rosa, lucia, lucia.code


def called(world: World) -> list[str]:
    """Return when help was called, by the program's clock."""
    with world.store.read() as tx:
        keys = tx.connection.execute(select(help_requests.c.id)).scalars().all()
        steps = [step for key in keys for step in requests.steps(tx, key)]
        hours = world.services.program.hours
        return [f"{hours.local(one.at):%H:%M}" for one in steps if one.kind == StepKind.HELP_CALLED]


TIMES = [("911 {}", "23:00"), ("911 {} 22:40", "22:40"), ("9-1-1 {}", "23:00"), ("called 911 {} 10:40pm", "22:40")]


@pytest.mark.parametrize(("words", "at"), TIMES)
def test_the_time_of_the_call_is_on_record(world: World, words: str, at: str) -> None:
    """Now, or at the time they say; the answer says what it took; the family gets nothing."""
    rosa, lucia, code = taken(world)
    lucia.gets("kill me").texts(words.format(code)).gets(code, "called 911", "Nothing was sent")
    assert called(world) == [at]
    rosa.gets_nothing()


def test_what_cannot_be_read_is_asked_back(world: World) -> None:
    """A time that lies ahead, words behind it, a code nobody has: nothing is noted, and nothing goes to the family."""
    rosa, lucia, code = taken(world)
    lucia.gets("kill me").texts(f"911 {code} 23:59").gets("ahead")
    lucia.texts(f"911 {code} are on the way").gets("Not understood")
    lucia.texts("911 ZB").gets("ZB")
    lucia.texts("911").gets("911 for which", code)
    assert called(world) == []
    rosa.gets_nothing()


def test_a_bare_911_asks_which_one(world: World) -> None:
    """From a worker who was paged, too: they are asked, and it is no alarm of their own."""
    world.family("rosa", phone_is="private").texts("he is going to kill me").ignores()
    lucia = world.phone(FIRST).gets("PAGE")
    lucia.texts("911").gets("911 for which", lucia.code, "Text help")
    with world.store.read() as tx:
        assert requests.count_live(tx) == 1


def test_a_bare_911_with_nothing_open_is_a_cry(world: World) -> None:
    """There is nothing it can be about but the worker: crisis words of their own page the others (SAFETY 2.6)."""
    world.phone(FIRST).texts("911").gets("911")
    world.phone(BOSS).gets("PAGE")
    world.phone(SECOND).ignores()
    world.phone(FIRST).ignores()


@pytest.mark.parametrize("words", ["KB call 911 now", "call 911 now", "called 911", "KB 911"])
def test_words_about_911_stay_words(words: str) -> None:
    """What a worker writes to a family about 911 is no command."""
    assert isinstance(parse_command(words), Words)


@pytest.mark.parametrize("words", ["911 KB", "911 kb", "911, KB.", "911 KB 23:40", "911 23:40 KB", "i called 911 KB"])
def test_commands_about_911(words: str) -> None:
    """As people write them."""
    command = parse_command(words)
    assert isinstance(command, HelpCalled)
    assert command.code == "KB"


def test_half_a_command_is_no_words() -> None:
    """Behind the code only a time may stand."""
    assert parse_command("911 KB police on the way") == HalfHelpCalled("KB")


def test_the_claimer_learns_the_dispatch_of_the_town(sqlite_store: Store, tmp_path: Path) -> None:
    """Where the agency has filled in the number: with the claim, with `911 KB`, and never without."""
    (tmp_path / "dispatch.toml").write_text(DISPATCH, "utf-8")
    world = World(sqlite_store, folders=[tmp_path])
    world.staff()
    rosa, lucia, code = taken(world, address="5 Main St Norwich CT")
    lucia.gets(code, "(202) 555-0150", "your own 911").gets("kill me").lacks("Norwich")
    lucia.texts(f"911 {code}").gets("called 911").gets("(202) 555-0150")
    rosa.ignores()
    world.end()


def test_check_names_the_towns_without_a_number(world: World) -> None:
    """Each town once, and the families whose address names none, by their codes; no address is told."""
    world.family("rosa", address="5 Main St Norwich CT")
    world.family("ana", address="7 Hill Rd Norwich CT")
    world.family("luz", address="8 Salem Turnpike")
    with world.store.read() as tx:
        today = world.services.program.hours.local(world.clock.now()).date()
        found = [str(one) for one in check_towns(tx, world.services.towns, today)]
    assert [one.split(";")[0] for one in found] == [
        "warning: dispatch.toml has no number for 1 town of families: Norwich",
        "warning: the address of 1 family ends with no town of dispatch.toml: F-0003",
    ]
    assert "Main" not in " ".join(found)
