"""What `serve` asks of a small machine: processor time until it answers, and memory after a year's texts (Linux)."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

import pytest
from benchmarks.calls import PATH, Call, calls
from benchmarks.house import a_store, an_app, phone_of, sqlite_at
from benchmarks.network import carrying
from integration.test_serve import environment, free_port
from world import ACCOUNT, PUBLIC_URL, TOKEN

STARTS, TEXTS = 5, 10_000
PROCESSOR_BAR, MEMORY_BAR = 1.5, 150
FAST = "[sending]\nsegments_per_second = 100.0\n[loops]\nanswers = 200\n"
"""No number is answered by itself more often than the config allows at most, so that many families must write."""
WRITING = 50
pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc, which only Linux has")


@dataclass(frozen=True)
class Serving:
    """The line's process, and the port it answers on."""

    pid: int
    port: int

    def asks(self, method: str, path: str, call: Call | None = None) -> int:
        """Make one request; return the status of its answer."""
        line = HTTPConnection("127.0.0.1", self.port, timeout=15)
        signed = (
            {"X-Twilio-Signature": call.signature, "Content-Type": "application/x-www-form-urlencoded"} if call else {}
        )
        line.request(method, path, call.body if call else None, signed)
        status = line.getresponse().status
        line.close()
        return status

    def answers(self) -> None:
        """Ask until it answers for the first time."""
        while True:
            try:
                assert self.asks("GET", "/ready") == 200
                return
            except ConnectionError:
                time.sleep(0.02)

    def processor(self) -> float:
        """Return the seconds of processor it has used."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """Return the memory it holds now, in MB."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


@contextmanager
def serving(env: dict[str, str], folder: Path) -> Iterator[Serving]:
    """Run `serve` as an agency does."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot.cli", "serve", "--port", str(port)],
        cwd=folder,
        env=env,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield Serving(process.pid, port)
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture
def line(tmp_path: Path, keys: tuple[str, ...]) -> dict[str, str]:
    """Give the environment of a line with staff and families, at a sender that is no bottleneck."""
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "program.toml").write_text(FAST, "utf-8")
    url = sqlite_at(tmp_path, "line.db")
    store = a_store(url, keys)
    an_app(store, WRITING)
    store.close()
    of_world = {"PUBLIC_URL": PUBLIC_URL, "TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN}
    return environment(url, keys, "") | of_world | {"HEARTHLINE_CONFIG": str(tmp_path / "config")}


def test_it_answers_soon(line: dict[str, str], tmp_path: Path, figure: Callable[[str], None]) -> None:
    """From the start to the first answered request it takes less than 1.5 s of processor."""
    took = []
    with carrying() as carrier:
        for _ in range(STARTS):
            with serving(line | {"TWILIO_API_URL": carrier.url}, tmp_path) as served:
                served.answers()
                took.append(served.processor())
    figure(
        f"serve: {median(took):.2f} s of processor to its first answer (at most {max(took):.2f}, bar {PROCESSOR_BAR})"
    )
    assert median(took) < PROCESSOR_BAR


def test_it_stays_small(line: dict[str, str], tmp_path: Path, figure: Callable[[str], None]) -> None:
    """After ten thousand texts, each answered through the carrier, it holds less than 150 MB."""
    each = TEXTS // WRITING
    waiting = [list(calls(phone_of(number), "numbers", each)) for number in range(WRITING)]
    with carrying() as carrier, serving(line | {"TWILIO_API_URL": carrier.url}, tmp_path) as served:
        served.answers()
        before, began = served.memory(), time.monotonic()
        for round_of_texts in zip(*waiting, strict=True):
            for call in round_of_texts:
                assert served.asks("POST", PATH, call) == 200
        while len(carrier.kept()) < TEXTS * 0.99 and time.monotonic() - began < 600:
            time.sleep(1)
        sent, after = len(carrier.kept()), served.memory()
    figure(f"serve: {before:.0f} MB at first, {after:.0f} MB after {TEXTS} texts in and {sent} out (bar {MEMORY_BAR})")
    assert sent >= TEXTS * 0.99
    assert after < MEMORY_BAR
