"""Runs the web edge on a production server, and ends a process in order when it is told to."""

import ctypes
import errno
import gc
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from wsgiref.types import WSGIApplication

from waitress.server import create_server

from bot.web.edge import BODY_LIMIT

THREADS = 16
"""Requests handled at once; a turn is one short transaction, so few of them are ever busy."""
SLACK = 4096
"""A body a little over the limit still reaches the application, whose answer says what the limit is."""
HEAPS = 2
_M_ARENA_MAX = -8
"""The option of glibc's `mallopt` for `HEAPS` (mallopt(3)); other C libraries have neither."""
_STOPS = (signal.SIGTERM, signal.SIGINT)


class CannotListenError(Exception):
    """The address is taken or not this machine's; the sentence names the remedy."""


def open_server(app: WSGIApplication, host: str, port: int) -> Callable[[], None]:
    """Take the port and return what serves on it until the process is told to stop. Raises `CannotListenError`.

    The headers of proxies stay as they came: who watches from this machine is told by their absence.
    """
    server = create_server(
        app,
        sockets=[_taken(host, port)],
        threads=THREADS,
        ident=None,
        max_request_body_size=BODY_LIMIT + SLACK,
        clear_untrusted_proxy_headers=False,
    )
    serve: Callable[[], None] = server.run
    return serve


def _taken(host: str, port: int) -> socket.socket:
    """Take the port; by ourselves, because the server would leave half of itself behind where that fails."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        is_taken = error.errno == errno.EADDRINUSE
        another = "stop what listens there, or choose another port: --port N, or PORT=N for make"
        remedy = another if is_taken else "correct --host"
        raise CannotListenError(f"cannot listen on {host}:{port} ({error.strerror or error}): {remedy}") from None


def wait() -> None:
    """Do nothing until the process is told to stop."""
    threading.Event().wait()


def pause(seconds: float) -> None:
    """Do nothing for so long, or until the process is told to stop."""
    threading.Event().wait(seconds)


def share_heaps() -> None:
    """Let all threads share few heaps: each of its own would keep what it once held, a tenth of the line's memory."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, HEAPS)


@contextmanager
def kept_for_good() -> Iterator[None]:
    """Load what lives as long as the process: the collector need not look at it, now or ever again."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@contextmanager
def until_stopped() -> Iterator[None]:
    """Let SIGTERM and SIGINT unwind what runs inside, in order; once that has begun, further ones change nothing."""
    before = {number: signal.getsignal(number) for number in _STOPS}

    def stop(_number: int, _frame: FrameType | None) -> None:
        for number in _STOPS:
            signal.signal(number, signal.SIG_IGN)
        raise SystemExit(0)

    for number in _STOPS:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number, was in before.items():
            signal.signal(number, was)
