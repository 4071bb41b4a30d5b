"""The line as a process of its own, which a test can end with `kill -9` at a named point.

Started once, it warms up, without threads and with every connection closed again, and then, for each job it reads from
its standard input, forks a process that connects to the database and the carrier, does the job and ends, or is killed
in the midst of it.
"""

import gc
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any, TextIO, cast

import psycopg  # noqa: F401  (warmed up with everything else)
from world import ACCOUNT, LINE, PUBLIC_URL, TOKEN

from bot.app import create_app
from bot.dispatch import deliver_all
from bot.model.phones import Phone
from bot.program import shipped_config
from bot.services import Services
from bot.store.engine import Store, Tx
from bot.store.schema import open_store
from bot.telephony.failures import UnknownOutcome
from bot.telephony.protocol import Accepted, Carrier, CarrierText, TextToSend
from bot.telephony.twilio import TwilioCarrier
from bot.web.edge import Edge
from bot.wiring import assemble
from scheduler import doubts, inbox, ladder

NEVER = datetime(2026, 1, 1, tzinfo=UTC)
TICKS: Mapping[str, Callable[[Services], int]] = {
    "inbox": inbox.run,
    "doubts": doubts.run,
    "ladder": ladder.run,
    "deliver": deliver_all,
}


@dataclass
class Death:
    """Ends this process when it comes to the `nth` point called `at`; counts every point it passes."""

    at: str
    nth: int
    passed: list[str]

    def meets(self, point: str) -> None:
        """Pass a point, or end here, without any clean-up."""
        self.passed.append(point)
        if point == self.at:
            self.nth -= 1
            if self.nth == 0:
                os.kill(os.getpid(), signal.SIGKILL)


class MortalStore(Store):
    """A store whose writing transactions may be the end, just before or just after the commit."""

    death: Death

    @contextmanager
    def write(self) -> Iterator[Tx]:
        """Open a writing transaction."""
        with super().write() as tx:
            yield tx
            self.death.meets("before commit")
        self.death.meets("after commit")


@dataclass
class MortalCarrier:
    """A carrier whose requests may be the end, once it has answered or failed to."""

    carrier: Carrier
    death: Death

    def send_text(self, text: TextToSend) -> Accepted:
        """Hand one text to the carrier."""
        try:
            accepted = self.carrier.send_text(text)
        except UnknownOutcome:
            self.death.meets("unanswered")
            raise
        self.death.meets("accepted")
        return accepted

    def sent_texts(self, to: Phone, since: datetime) -> Sequence[CarrierText]:
        """List what was sent."""
        listed = self.carrier.sent_texts(to, since)
        self.death.meets("listed")
        return listed

    def received_texts(self, since: datetime) -> Sequence[CarrierText]:
        """List what was received."""
        return self.carrier.received_texts(since)

    def text(self, sid: str) -> CarrierText | None:
        """Look one text up."""
        return self.carrier.text(sid)


@dataclass
class StandingClock:
    """The moment the test has set."""

    moment: datetime

    def now(self) -> datetime:
        """Tell the moment."""
        return self.moment


@cache
def warmed() -> Services:
    """Assemble the line once; store, carrier and clock are put in after each fork."""
    nobody = cast("Any", None)
    return assemble(
        [shipped_config()], nobody, carrier_at("http://127.0.0.1:1"), LINE, PUBLIC_URL, StandingClock(NEVER)
    )


@lru_cache(maxsize=1)
def opened(database: str, keys: tuple[str, ...]) -> Store:
    """Open a test's database as the line does at start, and let go of every connection."""
    store = open_store(database, keys)
    services = replace(warmed(), store=store)
    create_app(edge_of(services)).test_client()
    for name in ("doubts", "ladder", "deliver"):
        TICKS[name](services)
    store.close()
    gc.collect()
    gc.freeze()
    return store


def carrier_at(url: str) -> Carrier:
    """Make the real client for a carrier at that address."""
    return TwilioCarrier(ACCOUNT, ACCOUNT, TOKEN, sender=LINE, api_url=url)


def edge_of(services: Services) -> Edge:
    """Give the web application what it needs; delivery is one of the ticks here."""
    return Edge(services=services, wake=lambda: None, public_url=PUBLIC_URL, tokens=(TOKEN,), account_sid=ACCOUNT)


def do(job: Mapping[str, Any], known: Store) -> dict[str, object]:
    """Do one job as a process of the line: its webhooks first, then its ticks at each of its moments."""
    death = Death(job["at"], job["nth"], [])
    store = MortalStore(known.engine, known.vault)
    store.death = death
    moments = [datetime.fromisoformat(moment) for moment in job["moments"]]
    clock = StandingClock(moments[0])
    carrier = MortalCarrier(carrier_at(job["carrier"]), death)
    services = replace(warmed(), store=store, carrier=carrier, clock=clock)
    statuses = take(services, job["webhooks"]) if job["webhooks"] else []
    for clock.moment in moments:
        for name in job["ticks"]:
            TICKS[name](services)
    return {"statuses": statuses, "passed": death.passed}


def take(services: Services, calls: Sequence[tuple[str, Mapping[str, str], str]]) -> list[int]:
    """Take the carrier's calls, in their order; tell how each was answered."""
    web = create_app(edge_of(services)).test_client()
    return [
        web.post(path, data=form, headers={"X-Twilio-Signature": signature}, base_url=PUBLIC_URL).status_code
        for path, form, signature in calls
    ]


def do_apart(job: Mapping[str, Any]) -> dict[str, object]:
    """Do one job in a process of its own; tell what it returned and by which signal it ended."""
    known = opened(job["database"], tuple(job["keys"]))
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            os.write(writing, json.dumps(do(job, known)).encode())
        except BaseException:  # noqa: BLE001  (what would end this process is shown, and fails the test)
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return {"ended": ended, "said": json.loads(said) if said else None}


def serve(jobs: TextIO, answers: TextIO) -> None:
    """Do jobs until there are no more."""
    warmed()
    for line in jobs:
        answers.write(json.dumps(do_apart(json.loads(line))) + "\n")
        answers.flush()


if __name__ == "__main__":
    serve(sys.stdin, sys.stdout)
