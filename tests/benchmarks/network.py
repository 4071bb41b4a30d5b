"""The carrier's process as a benchmark uses it, and the real client that talks to it."""

import asyncio
import json
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.carrier import Kept
from world import ACCOUNT, LINE, TOKEN

from bot.telephony.twilio import TwilioCarrier

HERE = Path(__file__).parent
PATH = f"{HERE.parents[1]}:{HERE.parent}"


@dataclass(frozen=True)
class Reached:
    """A carrier that serves."""

    port: int

    @property
    def url(self) -> str:
        """Return its address."""
        return f"http://127.0.0.1:{self.port}"

    def client(self) -> TwilioCarrier:
        """Make the client the line itself uses."""
        return TwilioCarrier(ACCOUNT, ACCOUNT, TOKEN, sender=LINE, api_url=self.url)

    def kept(self) -> list[Kept]:
        """Return what it has taken, in that order."""
        asking = HTTPConnection("127.0.0.1", self.port, timeout=10)
        asking.request("GET", "/kept")
        listed = json.loads(asking.getresponse().read())
        asking.close()
        return [Kept(**one) for one in listed]

    def reminders(self) -> list[Kept]:
        """Return the reminders among them."""
        return [one for one in self.kept() if one.body.startswith("Your visit")]


def rate(kept: list[Kept], began: float) -> float:
    """Return how many a second the carrier took, to the last one."""
    return len(kept) / (max(one.taken_at for one in kept) - began)


def answers_a_second(port: int, callers: int, each: int) -> float:
    """Return how many requests a second the carrier answers to that many connections, each asking again at once."""
    return asyncio.run(_crowd(port, callers, each))


async def _crowd(port: int, callers: int, each: int) -> float:
    began = time.perf_counter()
    await asyncio.gather(*(_ask(port, each) for _ in range(callers)))
    return callers * each / (time.perf_counter() - began)


async def _ask(port: int, times: int) -> None:
    form = urlencode({"To": "+12025550120", "From": LINE.e164, "Body": "Your visit is tomorrow."}).encode()
    name = b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
    head = (
        f"POST /2010-04-01/Accounts/{ACCOUNT}/Messages.json HTTP/1.1\r\nAuthorization: Basic {name}\r\n"
        f"Content-Length: {len(form)}\r\n\r\n"
    )
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(times):
        writer.write(head.encode() + form)
        answer = await reader.readuntil(b"\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 201")
        await reader.readexactly(int(answer.rsplit(b" ", 1)[1]))
    writer.close()
    await writer.wait_closed()


@contextmanager
def carrying(kind: str = "good") -> Iterator[Reached]:
    """Let a carrier serve from a process of its own."""
    process = subprocess.Popen(
        [sys.executable, str(HERE / "carrier.py"), kind],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": PATH},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield Reached(int(process.stdout.readline()))
    finally:
        process.stdin.close()
        process.wait()
        process.stdout.close()
