"""Sixteen connections at once, over a local socket, on the same server: throughput at least 0.6 of the anchor's."""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.calls import Call, calls
from benchmarks.house import FAMILIES, phone_of
from benchmarks.measure import percentile

ROUNDS, EACH = 6, 60
BAR = 0.6
HERE = Path(__file__).parent


@dataclass
class Round:
    """What one round told: how long it took, how long each call waited, and every answer that was not the usual one."""

    took: float = 0.0
    waits: list[float] = field(default_factory=list)
    odd: list[bytes] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Return the calls answered in a second."""
        return len(self.waits) / self.took


@contextmanager
def served(name: str, folder: Path, key: str) -> Iterator[int]:
    """Serve the line or the anchor from a process of its own; give its port, and see that it logged no trouble."""
    path = f"{HERE.parents[1]}:{HERE.parent}"
    log = folder / f"{name}.log"
    with log.open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, str(HERE / "server.py"), name, str(folder), key],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env={"PYTHONPATH": path},
        )
        assert process.stdin is not None
        assert process.stdout is not None
        yield int(process.stdout.readline())
        process.stdin.close()
        process.wait()
        process.stdout.close()
    if name == "line":
        assert "locked" not in log.read_text()


def a_round(port: int, texts: Sequence[Sequence[Call]]) -> Round:
    """Let every connection make its calls, one after the other, all connections at once."""
    told = Round()
    threads = [threading.Thread(target=one_connection, args=(port, own, told)) for own in texts]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told.took = time.perf_counter() - began
    return told


def one_connection(port: int, texts: Sequence[Call], told: Round) -> None:
    """Make calls over one connection."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for text in texts:
            began = time.perf_counter()
            connection.sendall(text.wire())
            answer = one_answer(connection)
            told.waits.append(time.perf_counter() - began)
            if not answer.startswith(b"HTTP/1.1 200") or not answer.endswith(b"<Response/>"):
                told.odd.append(answer)


def one_answer(connection: socket.socket) -> bytes:
    """Read one whole answer."""
    content = b""
    while b"\r\n\r\n" not in content:
        content += connection.recv(65536)
    head, _, body = content.partition(b"\r\n\r\n")
    fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
    while len(body) < int(fields[b"content-length"]):
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def a_crowd() -> list[list[Call]]:
    """Make the calls of one round: each connection is a family of its own."""
    return [list(calls(phone_of(number), "1", EACH)) for number in range(FAMILIES)]


def test_sixteen_at_once(tmp_path: Path, keys: tuple[str, ...], figure: Callable[[str], None]) -> None:
    """The line answers at least 0.6 as many texts as the anchor, its slowest come no later, and no lock is met."""
    with served("anchor", tmp_path, keys[0]) as usual, served("line", tmp_path, keys[0]) as ours:
        for port in (usual, ours):
            a_round(port, a_crowd())
        rounds = [(a_round(usual, a_crowd()), a_round(ours, a_crowd())) for _ in range(ROUNDS)]
    share = median(line.rate / anchor.rate for anchor, line in rounds)
    slowest = [percentile([wait for pair in rounds for wait in pair[side].waits], 0.99) for side in (0, 1)]
    rates = [median(pair[side].rate for pair in rounds) for side in (0, 1)]
    failed = [sum(len(pair[side].odd) for pair in rounds) for side in (0, 1)]
    figure(
        f"16 connections: {rates[1]:.0f}/s against {rates[0]:.0f}/s, share {share:.2f}; p99 {slowest[1] * 1e3:.0f} ms "
        f"against {slowest[0] * 1e3:.0f} ms; odd answers {failed[1]} against {failed[0]}"
    )
    assert failed[1] == 0
    assert share >= BAR
    assert slowest[1] <= slowest[0]
