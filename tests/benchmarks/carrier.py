"""A carrier in a process of its own, as slow as the real one, on a local port until its input ends.

`carrier.py good|faulty`. It answers as the simulated carrier's REST API does, a tenth of a second after each request;
`GET /kept` lists what it keeps, and when each text came and was taken (`time.monotonic`, one clock for all processes).
"""

import asyncio
import json
import socket
import struct
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from itertools import count
from typing import Any
from wsgiref.types import WSGIApplication

from world import ACCOUNT, LINE, PUBLIC_URL, TOKEN, TUESDAY_10_AM

from bot.telephony.simulated import SimulatedCarrier
from bot.telephony.simulated_rest import rest_app
from bot.telephony.simulated_texts import segments_in

LATENCY = 0.1
UNAVAILABLE = frozenset(range(7, 100, 20))
RESET_BEFORE = frozenset({11, 61})
RESET_AFTER = frozenset({23, 53, 83})
"""Which of every hundred texts, in the order they come, meet a fault: 5, 2 and 3 of them."""
IS_UNAVAILABLE = b'{"code": 20503, "message": "Service Unavailable", "more_info": "", "status": 503}'
AT_ONCE = struct.pack("ii", 1, 0)
"""Closing throws away what was not sent: the other side sees a reset."""


@dataclass(frozen=True)
class Kept:
    """A text the carrier has taken."""

    to: str
    body: str
    segments: int
    came_at: float
    taken_at: float


@dataclass
class RunningClock:
    """A clock that began on a Tuesday at ten, runs, and can be put forward."""

    began: float = field(default_factory=time.monotonic)

    def now(self) -> datetime:
        """Tell the moment."""
        return TUESDAY_10_AM + timedelta(seconds=time.monotonic() - self.began)

    def forward(self, by: timedelta) -> None:
        """Let time pass."""
        self.began -= by.total_seconds()


class Network:
    """The simulated carrier, its faults by the number of the text, and what it has kept."""

    def __init__(self, *, is_faulty: bool) -> None:
        """Begin with nothing kept."""
        self.kept: list[Kept] = []
        self._carrier = SimulatedCarrier(
            RunningClock(), line=LINE, page_line=None, account_sid=ACCOUNT, auth_token=TOKEN, public_url=PUBLIC_URL
        )
        self._app: WSGIApplication = rest_app(self._carrier)
        self._numbers: Iterator[int] = count()
        self._is_faulty = is_faulty

    def answer(self, environ: dict[str, Any], came_at: float) -> bytes | None:
        """Answer a request with the bytes of a response; None: the connection is reset."""
        if environ["PATH_INFO"] == "/kept":
            return response("200 OK", json.dumps([asdict(one) for one in self.kept]).encode())
        if environ["REQUEST_METHOD"] != "POST":
            return self._asked(environ)
        number = next(self._numbers) % 100 if self._is_faulty else -1
        if number in UNAVAILABLE:
            return response("503 Service Unavailable", IS_UNAVAILABLE)
        if number in RESET_BEFORE:
            return None
        told = self._asked(environ)
        newest, now = self._carrier.record()[0], time.monotonic()
        self.kept.append(Kept(newest.sent_to, newest.body, segments_in(newest.body), came_at, now))
        return None if number in RESET_AFTER else told

    def _asked(self, environ: dict[str, Any]) -> bytes:
        told: list[str] = []

        def start_response(status: str, headers: object, exc_info: object = None) -> Any:  # noqa: ANN401
            told.append(status)

        content = b"".join(self._app(environ, start_response))
        assert told == ["201 Created" if environ["REQUEST_METHOD"] == "POST" else "200 OK"], (told, content)
        return response(told[0], content)


def response(status: str, content: bytes) -> bytes:
    """Shape an HTTP response."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    return head.encode() + content


class Caller(asyncio.Protocol):
    """One connection: requests one after the other, each answered when its time has come."""

    def __init__(self, network: Network) -> None:
        """Wait for the connection."""
        self._network = network
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Take a request once it is whole, and answer it later."""
        self._buffer += data
        head, ended, body = self._buffer.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        fields = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        if not ended or len(body) < int(fields.get("content-length", "0")):
            return
        self._buffer = b""
        method, target, _ = first.split(" ")
        path, _, query = target.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_AUTHORIZATION": fields.get("authorization", ""),
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": BytesIO(body),
        }
        wait = 0.0 if path == "/kept" else LATENCY
        asyncio.get_running_loop().call_later(wait, self._answer, environ, time.monotonic())

    def _answer(self, environ: dict[str, Any], came_at: float) -> None:
        assert self._transport is not None
        content = self._network.answer(environ, came_at)
        if content is not None:
            self._transport.write(content)
            return
        self._transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        self._transport.abort()


async def serve(network: Network) -> None:
    """Serve, and say on which port."""
    server = await asyncio.get_running_loop().create_server(lambda: Caller(network), "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve(Network(is_faulty=sys.argv[1] == "faulty")))
