"""The line's process is killed (`kill -9`) at each point of its work: nothing is lost and nothing leaves twice.

The carrier lives outside the process, behind the real client, and so remembers what the dead one did.
"""

import json
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any

import pytest
from contract.carriers import serving
from sqlalchemy import select
from world import ACCOUNT, BOSS, FIRST, LINE, PUBLIC_URL, SATURDAY_11_PM, SECOND, TOKEN, Handset, MovableClock, World

from bot.model.help import HelpRequest, RequestState
from bot.model.messages import OutboundState
from bot.store import requests
from bot.store.engine import Store
from bot.store.tables import inbound, outbound
from bot.telephony.simulated import SimulatedCarrier
from bot.telephony.simulated_rest import rest_app

CHILD = Path(__file__).with_name("kill_child.py")
ALL_TICKS = ("inbox", "doubts", "ladder", "deliver")
DOUBT = timedelta(seconds=61)
"""Longer than a lease and longer than the pause before the carrier's list is asked."""

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Point:
    """Where the process dies: the `nth` time it comes to a place of that name."""

    at: str
    nth: int = 1


class Line:
    """The parent of the line's processes: warm, without threads, and never killed itself."""

    def __init__(self) -> None:
        """Start it."""
        root = Path(__file__).parents[2]
        path = f"{root}:{root / 'tests'}"
        command = [sys.executable, str(CHILD)]
        self._parent = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={"PYTHONPATH": path}
        )

    def does(self, job: dict[str, Any]) -> dict[str, Any]:
        """Let a fresh process do a job."""
        self._stdin.write(json.dumps(job) + "\n")
        self._stdin.flush()
        answer: dict[str, Any] = json.loads(self._stdout.readline())
        return answer

    def end(self) -> None:
        """Let the parent go."""
        self._stdin.close()
        self._parent.wait()
        self._stdout.close()

    @property
    def _stdin(self) -> IO[str]:
        assert self._parent.stdin is not None
        return self._parent.stdin

    @property
    def _stdout(self) -> IO[str]:
        assert self._parent.stdout is not None
        return self._parent.stdout


class MortalWorld(World):
    """The world of the scenarios, but the line is another process for each moment, and the carrier is outside it."""

    def __init__(self, line: Line, store: Store, database: str, keys: Sequence[str]) -> None:
        """Stand on Saturday, 11 pm."""
        self.clock = MovableClock(SATURDAY_11_PM)
        self.store = store
        self.carrier = SimulatedCarrier(
            self.clock, line=LINE, page_line=None, account_sid=ACCOUNT, auth_token=TOKEN, public_url=PUBLIC_URL
        )
        self.carrier.on_webhook(self._called)
        self.handsets = {}
        self.families = 0
        self._is_ordinary = lambda _word: False
        self.verifies = True
        self._line = line
        self._opening = {"database": database, "keys": list(keys)}
        self._calls: list[tuple[str, dict[str, str], str]] = []

    def attach(self, carrier_url: str) -> None:
        """Name the address at which the carrier listens."""
        self._opening["carrier"] = carrier_url

    def _called(self, path: str, form: dict[str, str], signature: str) -> int:
        """Keep the carrier's call for the next process."""
        self._calls.append((path, form, signature))
        return 204

    def works(
        self, ticks: Sequence[str], point: Point | None = None, moments: Sequence[datetime] = ()
    ) -> dict[str, Any]:
        """Let a process take the waiting webhooks and run `ticks`, now or at each of `moments`; it dies at `point`."""
        self.carrier.deliver_webhooks()
        calls, self._calls = self._calls, []
        times = [moment.isoformat() for moment in moments or [self.clock.now()]]
        death = {"at": point.at, "nth": point.nth} if point else {"at": "", "nth": 0}
        answer = self._line.does({**self._opening, **death, "webhooks": calls, "ticks": list(ticks), "moments": times})
        assert answer["ended"] == (-signal.SIGKILL if point else 0), answer
        return answer["said"] or {}

    def settle(self) -> None:
        """Start the line and let everything come to rest."""
        for _ in range(20):
            answer = self.works(ALL_TICKS)
            assert all(status < 300 for status in answer["statuses"])
            if not self.carrier.advance():
                return
        raise AssertionError("the world does not come to rest")

    def passes(self, minutes: float) -> None:
        """Let time pass: two looks at whatever is in doubt, then the rest at once."""
        begins, ends = self.clock.now(), self.clock.now() + timedelta(minutes=minutes)
        self.works(ALL_TICKS, moments=[begins + DOUBT, begins + 2 * DOUBT, ends])
        self.clock.move(timedelta(minutes=minutes))
        if self.carrier.advance():
            self.settle()

    def sent_to(self, handset: Handset, *words: str) -> int:
        """Count the texts with these words that the carrier has taken for a phone."""
        texts = self.carrier.texts_to(handset.phone)
        return sum(all(word.lower() in text.body.lower() for word in words) for text in texts)


@pytest.fixture(scope="module")
def line() -> Iterator[Line]:
    """Start the parent of all processes once."""
    started = Line()
    yield started
    started.end()


@pytest.fixture
def world(line: Line, store: Store, database_url: str, keys: tuple[str, ...]) -> Iterator[MortalWorld]:
    """Give a staffed world, its carrier on a local socket."""
    made = MortalWorld(line, store, database_url, keys)
    with serving(rest_app(made.carrier)) as (url, _):
        made.attach(url)
        made.staff()
        yield made


CRY = {
    "receive, before the commit": Point("before commit", 1),
    "receive, after the commit and before dispatch": Point("after commit", 1),
    "claim of the answer, before the commit": Point("before commit", 2),
    "claim of the answer, after the commit and before the request": Point("after commit", 2),
    "send of the answer, accepted and not yet settled": Point("accepted", 1),
    "settle of the answer, before the commit": Point("before commit", 3),
    "settle of the answer, after the commit": Point("after commit", 3),
    "claim of the page, before the commit": Point("before commit", 4),
    "claim of the page, after the commit and before the request": Point("after commit", 4),
    "send of the page, accepted and not yet settled": Point("accepted", 2),
    "settle of the page, before the commit": Point("before commit", 5),
    "settle of the page, after the commit": Point("after commit", 5),
}
LADDER = {
    "ladder, in the midst of the step": Point("before commit", 1),
    "ladder, after the commit and before dispatch": Point("after commit", 1),
    "claim of the next page, before the commit": Point("before commit", 2),
    "claim of the next page, after the commit and before the request": Point("after commit", 2),
    "send of the next page, accepted and not yet settled": Point("accepted", 1),
    "settle of the next page, before the commit": Point("before commit", 3),
    "settle of the next page, after the commit": Point("after commit", 3),
}
LOST_REQUEST = {"send, the request lost on its way": Point("unanswered", 1)}
TURN_OF_A_CLAIM = {
    "a worker's claim, before the commit": Point("before commit", 1),
    "a worker's claim, after the commit and before dispatch": Point("after commit", 1),
}
RECEIPT = {
    "receipt, before the commit": Point("before commit", 2),
    "receipt, after the commit": Point("after commit", 2),
}
LOOK_UP = {
    "reconcile, before the doubt is written": Point("before commit", 1),
    "reconcile, before the carrier's list is asked": Point("after commit", 1),
    "reconcile, the list read and nothing written": Point("listed", 1),
}
FOUND = {
    "reconcile, before the commit of what was found": Point("before commit", 2),
    "reconcile, after the commit of what was found": Point("after commit", 2),
}
FETCH = {
    "fetch of a missed text, before the commit": Point("before commit", 1),
    "fetch of a missed text, after the commit": Point("after commit", 1),
}


def each(points: dict[str, Point]) -> pytest.MarkDecorator:
    """Run a test once for each point."""
    return pytest.mark.parametrize("point", points.values(), ids=points)


@each(CRY)
def test_killed_while_answering_a_cry(world: MortalWorld, point: Point) -> None:
    """A cry is kept, answered once and paged once, wherever the process dies between its arrival and the page."""
    rosa = cries(world)
    world.works(("deliver",), point)
    comes_back_and_ends_well(world, rosa)


@each(LOST_REQUEST)
def test_killed_while_a_page_is_lost(world: MortalWorld, point: Point) -> None:
    """A page whose request never reached the carrier is found missing there and is sent, once."""
    rosa = cries(world)
    world.carrier.time_out_before_accepting(world.phone(FIRST).phone)
    world.works(("deliver",), point)
    comes_back_and_ends_well(world, rosa)


@each(LADDER)
def test_killed_on_the_ladder(world: MortalWorld, point: Point) -> None:
    """The next person is paged, once, wherever the process dies between the step and the page."""
    rosa = cries(world)
    world.settle()
    world.clock.move(timedelta(minutes=5))
    world.works(("ladder", "deliver"), point)
    comes_back_and_ends_well(world, rosa)


@each(TURN_OF_A_CLAIM)
def test_killed_while_a_worker_claims(world: MortalWorld, point: Point) -> None:
    """A claim counts once, is confirmed once, and the family learns of it once."""
    rosa = cries(world)
    world.settle()
    world.carrier.receive(world.phone(FIRST).phone, "1")
    world.works((), point)
    world.clock.move(timedelta(seconds=20))
    world.settle()
    assert world.sent_to(world.phone(FIRST), "yours") == 1
    assert world.sent_to(world.phone(FIRST), "no quiero vivir") == 1
    assert world.sent_to(rosa, "Lucia") == 1
    assert_nothing_lost_or_doubled(world)
    with world.store.read() as tx:
        assert requests.unclaimed_open(tx) == ()


@each(RECEIPT)
def test_killed_while_taking_a_receipt(world: MortalWorld, point: Point) -> None:
    """A page that did not arrive leads to the next person, at once or, its receipt lost, at the tier's time."""
    world.carrier.undelivered(world.phone(FIRST).phone, 30003)
    rosa = cries(world)
    world.carrier.lose_receipts(rosa.phone)
    world.works(("deliver",))
    world.carrier.advance()
    world.works((), point)
    comes_back_and_ends_well(world, rosa)


@each(LOOK_UP | FOUND)
def test_killed_while_looking_up_a_page_the_carrier_has(world: MortalWorld, point: Point) -> None:
    """A page in doubt that the carrier has is found there, and never sent again."""
    rosa = cries(world)
    world.carrier.time_out_after_accepting(world.phone(FIRST).phone)
    world.works(("deliver",))
    world.clock.move(DOUBT)
    world.works(("doubts",), point)
    comes_back_and_ends_well(world, rosa)


@pytest.mark.parametrize("looks", [1, 2])
@each(FOUND)
def test_killed_while_looking_up_a_page_the_carrier_lacks(world: MortalWorld, point: Point, looks: int) -> None:
    """A page in doubt that the carrier has not got is sent again, once, whichever look was cut short."""
    rosa = cries(world)
    world.carrier.time_out_before_accepting(world.phone(FIRST).phone)
    world.works(("deliver",))
    for _ in range(looks - 1):
        world.clock.move(DOUBT)
        world.works(("doubts",))
    world.clock.move(DOUBT)
    world.works(("doubts",), point)
    comes_back_and_ends_well(world, rosa)


@each(FETCH)
def test_killed_while_fetching_what_was_missed(world: MortalWorld, point: Point) -> None:
    """A text that came in while the line was down is fetched, whether or not the fetching was cut short."""
    world.carrier.drop_webhooks()
    rosa = cries(world)
    world.carrier.resume_webhooks()
    world.works(("inbox",), point)
    comes_back_and_ends_well(world, rosa)


def test_every_point_is_named(world: MortalWorld) -> None:
    """The tables above leave out no commit and no request on the way from a cry to the second page."""
    cries(world)
    assert sorted(world.works(("deliver",))["passed"]) == names(CRY)
    world.clock.move(timedelta(minutes=5))
    assert sorted(world.works(("ladder", "deliver"))["passed"]) == names(LADDER)


def names(points: dict[str, Point]) -> list[str]:
    """List the places a table names, each as often as it is passed."""
    return sorted(point.at for point in points.values())


def cries(world: MortalWorld) -> Handset:
    """Let a mother on a private phone cry for help; the line has not heard it yet."""
    rosa = world.family("rosa", language="es", phone_is="private")
    world.carrier.receive(rosa.phone, "no puedo más, no quiero vivir")
    return rosa


def comes_back_and_ends_well(world: MortalWorld, rosa: Handset) -> None:
    """Start the line again: everybody is told once, tier by tier, until somebody has it."""
    first, second, boss = world.phone(FIRST), world.phone(SECOND), world.phone(BOSS)
    world.clock.move(timedelta(seconds=20))
    world.settle()
    assert the_open_request(world).next_step_at is not None
    world.passes(minutes=5)
    assert (world.sent_to(rosa, "911", "988"), world.sent_to(first, "PAGE")) == (1, 1)
    assert_nothing_lost_or_doubled(world)
    world.passes(minutes=4)
    assert world.sent_to(second, "PAGE") == 1
    assert the_open_request(world).next_step_at is not None
    world.carrier.receive(second.phone, "1")
    world.settle()
    assert world.sent_to(second, "yours") == world.sent_to(rosa, "Lee") == 1
    assert world.sent_to(boss, "PAGE") <= 1
    assert_nothing_lost_or_doubled(world)


def the_open_request(world: MortalWorld) -> HelpRequest:
    """Return the one request, which nobody has yet."""
    with world.store.read() as tx:
        (request,) = requests.unclaimed_open(tx)
    assert request.state is RequestState.OPEN
    return request


def assert_nothing_lost_or_doubled(world: MortalWorld) -> None:
    """Compare the carrier's record with the database: the same texts on both sides, none of them twice."""
    record = world.carrier.record()
    with world.store.read() as tx:
        received = tx.connection.execute(select(inbound)).all()
        written = tx.connection.execute(select(outbound)).all()
    assert {row.message_sid for row in received} == {text.sid for text in record if text.inbound}
    assert all(row.handled == "turn" for row in received)
    assert {row.sid for row in written} == {text.sid for text in record if not text.inbound}
    assert {row.state for row in written} == {OutboundState.SUBMITTED}
    twice = Counter((text.sent_to, text.body) for text in record if not text.inbound)
    assert max(twice.values()) == 1, twice
