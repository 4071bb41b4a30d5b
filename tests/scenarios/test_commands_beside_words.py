"""What is for the line and not for the family stays here, however a worker writes it (SAFETY 4.3)."""

from datetime import timedelta

import pytest
from world import BOSS, DECEMBER, FIRST, OWN, Handset, World

HOUR = timedelta(hours=1)
CRY = "he is hitting me right now"


def holds(world: World) -> tuple[Handset, Handset, str]:
    """Let Lucia hold the request of a family; return both phones and the code."""
    rosa = world.family("rosa", phone_is="private").texts(CRY).gets("911")
    lucia = world.phone(FIRST).gets("PAGE").replies("1").gets("yours").gets(CRY)
    rosa.gets("Lucia")
    return rosa, lucia, lucia.code


@pytest.mark.parametrize(
    "words",
    [
        "written report sent",
        "written {code} by fax",
        "{code} reported 10:50 pm",
        "{code}: report",
        "reporte {code}",
        "oral report 22:50 {code}",
        "136 sent {code}",
    ],
)
def test_no_word_of_a_report_reaches_the_family(world: World, words: str) -> None:
    """However the command is turned around: nothing is sent, and the worker is told so (SAFETY 2.9)."""
    rosa, lucia, code = holds(world)
    lucia.texts(words.format(code=code)).gets("Nothing was done or sent")
    rosa.gets_nothing()


@pytest.mark.parametrize(
    "words",
    ["cover my shift on friday please", "cover for me on friday night please", "when is my next shift", "block"],
)
def test_nor_a_word_of_shifts(world: World, words: str) -> None:
    """A family that reads "cover for me on Friday" knows who is alone when."""
    rosa, lucia, _ = holds(world)
    lucia.texts(words)
    assert not [text for text in lucia.unread() if "sent to" in text.body]
    lucia.ignores()
    rosa.gets_nothing()


def test_a_code_and_ready_words_without_a_space(world: World) -> None:
    """`KB/safe` is what it looks like."""
    rosa, lucia, code = holds(world)
    lucia.texts(f"{code}/safe").gets("sent to", "good time to text")
    rosa.gets("good time to text")


def test_a_yes_that_fits_two_questions_is_asked_back(on: World) -> None:
    """It may answer "Are you out?" and "Should I open the door?" (SAFETY 4.1)."""
    on.family("rosa")
    ana = on.family("ana", phone_is="private")
    on.visit("F-0001", DECEMBER + HOUR)
    dana = on.phone(OWN)
    on.at(DECEMBER + HOUR)
    dana.ignores().texts("I'm in").gets("You are at visit 1")
    on.at(DECEMBER + 2 * HOUR + timedelta(minutes=19))
    ana.texts(CRY).gets("911")
    dana.ignores().replies("1").gets("yours").gets(CRY)
    ana.gets("Dana")
    on.at(DECEMBER + 2 * HOUR + timedelta(minutes=20))
    dana.gets("Are you out of visit 1")
    ana.texts("should I open the door?")
    code = dana.gets("open the door").text.split(":")[0]
    dana.texts("yes").gets("not sent", "yes to what?", f"{code} yes")
    dana.texts(f"{code} no, do not open").gets("sent to")
    ana.gets("do not open")
    dana.texts("out").gets("out of visit 1")
    on.phone(BOSS).gets_nothing()
    dana.ignores()
