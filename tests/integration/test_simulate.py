"""`hearthline simulate`: green, the same each time, and each of its promises is one that can break."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner

from bot.alarms import AlarmRoutes
from bot.cli import hearthline
from bot.model.phones import Phone
from bot.services import Services
from bot.simulation import House, Plan, simulate
from bot.simulation.habits import DAYS
from bot.simulation.neighbourhood import Person
from bot.simulation.places import AUTUMN, SPRING, begins_at
from bot.simulation.report import broken
from bot.simulation.words import CRIES, Meant, Say
from bot.telephony.protocol import Accepted, Carrier, CarrierText, ReceiptStatus, TextToSend
from scheduler.clockwork import ticks_for

COMMAND = Path(sys.executable).parent / "hearthline"
SMALL = ("simulate", "--families", "6", "--weeks", "2", "--seed", "3")


def ticks() -> Mapping[str, Callable[[Services], int]]:
    """Make the ticks of the line."""
    return {name: tick.run for name, tick in ticks_for(AlarmRoutes()).items()}


def report_of(*, faults: bool = False, seed: int = 5, weeks: int = 1, house: House | None = None) -> dict[str, Any]:
    """Simulate a few families for a short while."""
    plan = Plan(families=3, weeks=weeks, seed=seed, faults=faults)
    return simulate(plan, ticks, lambda _weeks: None, house)


def run(*more: str, hash_seed: str = "0") -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, with nothing of the environment."""
    bare = {"PATH": os.environ["PATH"], "PYTHONHASHSEED": hash_seed}
    return subprocess.run([COMMAND, *SMALL, *more], capture_output=True, text=True, check=False, env=bare)


class Tampering:
    """A carrier that does something to some texts before they reach the real one, or to what comes back."""

    def __init__(self, carrier: Carrier) -> None:
        self.carrier = carrier

    def send_text(self, text: TextToSend) -> Accepted:
        """Hand a text on, after tampering with it."""
        return self.carrier.send_text(self.tampered(text))

    def tampered(self, text: TextToSend) -> TextToSend:
        """Return what is sent instead."""
        return text

    def sent_texts(self, to: Phone, since: datetime) -> Sequence[CarrierText]:
        """List what has been sent."""
        return self.carrier.sent_texts(to, since)

    def received_texts(self, since: datetime) -> Sequence[CarrierText]:
        """List what has been received."""
        return self.carrier.received_texts(since)

    def text(self, sid: str) -> CarrierText | None:
        """Look one text up."""
        return self.carrier.text(sid)


def is_page(text: TextToSend) -> bool:
    """Whether a text is a page."""
    return text.body.startswith("PAGE ")


def is_reminder(text: TextToSend) -> bool:
    """Whether a text reminds of visits."""
    return text.body.startswith(("Your visit", "Your next visit", "Su visita", "Sua visita", "Vizit"))


class WrongHour(Tampering):
    """Names another hour than the visit's."""

    def tampered(self, text: TextToSend) -> TextToSend:
        """Move the hour."""
        return replace(text, body=text.body.replace(" pm", ":59 pm")) if is_reminder(text) else text


class Twice(Tampering):
    """Sends each reminder twice."""

    def send_text(self, text: TextToSend) -> Accepted:
        """Send it, and again."""
        if is_reminder(text):
            self.carrier.send_text(text)
        return self.carrier.send_text(text)


class Dropped(Tampering):
    """Says that it took a page, and forgets it."""

    count = 0

    def send_text(self, text: TextToSend) -> Accepted:
        """Take no page."""
        if not is_page(text):
            return self.carrier.send_text(text)
        Dropped.count += 1
        return Accepted(sid=f"SX{Dropped.count:032x}", status=ReceiptStatus.QUEUED)


class ToSomebodyElse(Tampering):
    """Lets every page ring at the phone of a family."""

    def tampered(self, text: TextToSend) -> TextToSend:
        """Send a page to somebody who lives here."""
        return replace(text, to=Phone("+12025550121")) if is_page(text) else text


def a_bad_night(person: Person, chance: Random) -> Iterator[Say]:
    """Cry for help each night: a habit of one more line."""
    if person.key == "F-0001/1":
        words = chance.choice(CRIES[person.language][Meant.EMERGENCY])
        yield Say(timedelta(hours=23, minutes=chance.randrange(59)), words, Meant.EMERGENCY)


BAD_NIGHTS = (*DAYS, a_bad_night)
LOAD = "staff_are_not_flooded"
"""A cry every night among five families is more than a program is made for."""


@pytest.mark.parametrize(
    ("between", "promises"),
    [
        (WrongHour, {"reminders_are_true"}),
        (Twice, {"nothing_comes_twice"}),
        (Dropped, {"pages_have_an_outcome"}),
        (ToSomebodyElse, {"pages_go_to_who_is_on_duty", "only_those_concerned_hear", "families_read_their_language"}),
    ],
)
def test_what_goes_wrong_on_the_way_is_noticed(between: Callable[[Carrier], Carrier], promises: set[str]) -> None:
    """The promises look at what reached the carrier, not at what the line meant to send."""
    found = set(broken(report_of(house=House(between=between, days=BAD_NIGHTS))))
    assert found - {LOAD} == promises


def test_a_page_that_is_never_made_is_noticed() -> None:
    """A line whose ladder stands still breaks what it says of going on: no page follows one that nobody reads."""

    def without_ladder() -> Mapping[str, Callable[[Services], int]]:
        return {**ticks(), "ladder": lambda _services: 0}

    plan = Plan(families=3, weeks=1, seed=5)
    found = simulate(plan, without_ladder, lambda _weeks: None, House(between=Dropped, days=BAD_NIGHTS))
    assert "requests_go_on" in broken(found)


def test_bad_nights_alone_break_nothing() -> None:
    """The same nights, with nothing between line and carrier."""
    found = report_of(house=House(days=BAD_NIGHTS))
    assert set(broken(found)) <= {LOAD}
    assert found["requests"]["emergency"] > 0
    assert found["pages"] > 0


@pytest.mark.parametrize(
    "wrong",
    [
        ("--families", "0"),
        ("--families", "-3"),
        ("--families", "100000"),
        ("--families", "many"),
        ("--weeks", "0"),
        ("--weeks", "-1"),
        ("--weeks", "99999"),
        ("--seed", "today"),
    ],
)
def test_a_wrong_number_is_one_sentence(wrong: tuple[str, str]) -> None:
    """Nothing runs; what is wrong and what would do stand in one line."""
    told = CliRunner().invoke(hearthline, [*SMALL, *wrong])
    assert told.exit_code == 2
    assert told.output.splitlines()[-1].startswith(f"Error: Invalid value for '{wrong[0]}'")
    assert "Traceback" not in told.output


def test_what_is_left_out_is_asked_for() -> None:
    """No number is guessed."""
    told = CliRunner().invoke(hearthline, ["simulate"])
    assert told.exit_code == 2
    assert "--families" in told.output


@pytest.mark.parametrize("weeks", [1, 2, 3, 14, 25])
@pytest.mark.parametrize("seed", [0, 1, 2, 9])
def test_a_run_has_a_clock_change_in_it(weeks: int, seed: int) -> None:
    """Autumn's or spring's, by the seed; a Monday is where it begins."""
    begins = begins_at(weeks, seed)
    change = SPRING if seed % 2 else AUTUMN
    assert begins.date() <= change < (begins + timedelta(weeks=weeks)).date()
    assert begins.weekday() == 0


@pytest.mark.parametrize("weeks", [26, 60])
def test_half_a_year_has_both(weeks: int) -> None:
    """Both nights lie inside, whatever the seed."""
    begins = begins_at(weeks, 4)
    for change in (AUTUMN, SPRING):
        assert begins.date() <= change < (begins + timedelta(weeks=weeks)).date()


def test_small_runs_keep_every_promise_with_and_without_faults() -> None:
    """Exit 0, nothing on standard error, counts and promises in the report; another hash seed changes no byte."""
    for more, first in (((), run()), (("--faults",), run("--faults"))):
        assert (first.returncode, first.stderr) == (0, ""), first.stdout
        found = json.loads(first.stdout)
        assert broken(found) == []
        assert found["texts"]["all"] > 50
        assert {"pages", "requests"} <= found.keys()
        assert all(set(kept) == {"checked", "broken"} for kept in found["promises"].values())
        assert bool(found["troubles"]) is bool(more)
    assert run("--faults", hash_seed="4711").stdout == first.stdout
