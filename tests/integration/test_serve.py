"""The real processes: `serve` on SQLite, its two halves on PostgreSQL, started, texted and stopped."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from queue import SimpleQueue
from urllib.parse import urlencode
from wsgiref.types import WSGIApplication

import pytest
from contract.carriers import ACCOUNT, LINE, MOTHER, PUBLIC_URL, TOKEN, serving
from import_files import DANA, LUCIA, ROSA, file_of

from bot.backing_up import back_up
from bot.clock import SystemClock
from bot.importing.run import Kind, run_import
from bot.program import load_program, shipped_config
from bot.store.restoring import restore
from bot.store.schema import migrate, open_store
from bot.telephony.signature import sign
from bot.telephony.simulated import SimulatedCarrier
from bot.telephony.simulated_rest import rest_app

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 10


@dataclass
class Network:
    """The simulated carrier behind a socket; `sent` fills with the last four digits of whom each new text is for."""

    carrier: SimulatedCarrier
    url: str
    sent: SimpleQueue[str] = field(default_factory=SimpleQueue)

    def expects(self, *numbers: str) -> None:
        """Wait until a text has left for each of these numbers, in any order."""
        left = set(numbers)
        while left:
            left.discard(self.sent.get(timeout=PATIENCE))


@dataclass
class Running:
    """A process of the line, and the port it serves on."""

    process: "subprocess.Popen[str]"
    port: int

    def is_up(self) -> "Running":
        """Wait for the one line that says so."""
        return self.says("The line is up")

    def says(self, sentence: str) -> "Running":
        """Wait for a line of the log."""
        assert self.process.stderr is not None
        said = ""
        while sentence not in said:
            line = self.process.stderr.readline()
            assert line, said
            said += line
        assert TOKEN not in said
        return self

    def asks(self, method: str, path: str, body: str = "", **headers: str) -> int:
        """Make one request and return the status of its answer."""
        line = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        line.request(method, path, body, kind | named)
        status = line.getresponse().status
        line.close()
        return status

    def takes(self, path: str, form: Mapping[str, str], signature: str) -> int:
        """Take a webhook."""
        return self.asks("POST", path, urlencode(form), X_Twilio_Signature=signature)

    def stops(self) -> str:
        """Stop on SIGTERM, cleanly and within seconds; return what was logged since the start."""
        self.process.send_signal(signal.SIGTERM)
        _, logged = self.process.communicate(timeout=PATIENCE)
        assert self.process.returncode == 0, logged
        return logged


@pytest.fixture
def network() -> Iterator[Network]:
    """Give a carrier on a local socket."""
    carrier = SimulatedCarrier(
        SystemClock(), line=LINE, page_line=None, account_sid=ACCOUNT, auth_token=TOKEN, public_url=PUBLIC_URL
    )
    given = Network(carrier, "")
    with serving(told(rest_app(carrier), given)) as (url, _):
        given.url = url
        yield given


def told(app: WSGIApplication, network: Network) -> WSGIApplication:
    """Tell of each text once the carrier has taken it."""

    def telling(environ, start_response):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        if environ["REQUEST_METHOD"] != "POST":
            return app(environ, start_response)
        before = {text.sid for text in network.carrier.record()}
        answer = app(environ, start_response)
        for text in network.carrier.record():
            if text.sid not in before and not text.inbound:
                network.sent.put(text.sent_to[-4:])
        return answer

    return telling


def environment(database: str, keys: tuple[str, ...], carrier_url: str) -> dict[str, str]:
    """Name all that the line needs."""
    ours = {
        "DATABASE_URL": database,
        "HEARTHLINE_KEYS": ",".join(keys),
        "PUBLIC_URL": PUBLIC_URL,
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_PHONE_NUMBER": LINE.e164,
        "TWILIO_API_URL": carrier_url,
        "PYTHONPATH": str(ROOT),
    }
    return {"PATH": os.environ["PATH"]} | ours


def staffed(database: str, keys: tuple[str, ...]) -> None:
    """Admit a worker who is on call, a supervisor and a family."""
    store = open_store(database, keys)
    now = SystemClock().now().replace(microsecond=0)
    night = {"starts_at": now.isoformat(), "ends_at": (now + timedelta(days=1)).isoformat(), "tier": "on_call"}
    files = {Kind.WORKERS: (DANA, LUCIA), Kind.FAMILIES: (ROSA,), Kind.ROTA: (night | {"worker_id": "W-1"},)}
    zone = load_program([shipped_config()]).hours.zone
    for kind, rows in files.items():
        assert not run_import(store, kind, file_of(kind, *rows), dry_run=False, now=now, program_zone=zone).problems
    store.close()


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def running(command: str, env: Mapping[str, str], folder: Path) -> Iterator[Running]:
    """Run a command of the line."""
    port = free_port()
    options = () if command == "scheduler" else ("--port", str(port))
    process = subprocess.Popen(
        [sys.executable, "-m", "bot.cli", command, *options], cwd=folder, env=env, stderr=subprocess.PIPE, text=True
    )
    try:
        yield Running(process, port)
    finally:
        process.kill()
        process.communicate()


def test_serve_takes_a_text_and_answers_it(
    sqlite_url: str, keys: tuple[str, ...], network: Network, tmp_path: Path
) -> None:
    """A signed cry for help is answered and paged through the carrier; a forged one is not; SIGTERM ends it cleanly."""
    staffed(sqlite_url, keys)
    with running("serve", environment(sqlite_url, keys, network.url), tmp_path) as line:
        line.is_up()
        network.carrier.on_webhook(line.takes)
        network.carrier.receive(MOTHER, "no puedo más, me quiero morir")
        assert network.carrier.deliver_webhooks() == (200,)
        network.expects("0101", "0110")
        assert line.takes("/twilio/sms", {"MessageSid": "SM1", "From": MOTHER.e164, "Body": "hi"}, "wrong") == 403
        assert line.asks("GET", "/ready") == 200
        logged = line.stops()
    assert "The line has stopped" in logged
    assert "0101" not in logged.replace("***0101", "")


@pytest.mark.postgres
def test_the_halves_share_the_work(postgres_url: str, keys: tuple[str, ...], network: Network, tmp_path: Path) -> None:
    """The scheduler fetches what was missed while nothing ran; the web takes what comes in, receipts too."""
    staffed(postgres_url, keys)
    env = environment(postgres_url, keys, network.url)
    network.carrier.receive(MOTHER, "he is hitting me right now")
    with running("scheduler", env, tmp_path) as ticks, running("web", env, tmp_path) as web:
        ticks.is_up()
        web.is_up()
        network.expects("0101", "0110")
        network.carrier.on_webhook(web.takes)
        assert network.carrier.deliver_webhooks() == (200,)
        network.carrier.receive(MOTHER, "please")
        network.carrier.advance()
        assert set(network.carrier.deliver_webhooks()) == {200, 204}
        web.stops()
        ticks.stops()


def test_a_silent_carrier_does_not_keep_the_web_down(sqlite_url: str, keys: tuple[str, ...], tmp_path: Path) -> None:
    """The first fetch hangs in its own thread; what is served meanwhile is checked as it came over the wire."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        env = environment(sqlite_url, keys, f"http://127.0.0.1:{silent.getsockname()[1]}")
        with running("serve", env | {"HEARTHLINE_MONITOR_TOKEN": "made-up-monitor"}, tmp_path) as line:
            assert line.is_up().asks("GET", "/health") == 200
            raw_path_is_signed(line)
            a_proxy_may_not_watch(line)
            assert line.asks("POST", "/twilio/sms", "Body=" + "x" * 66_000) == 413


@pytest.mark.parametrize(
    ("command", "database"),
    [
        ("serve", "sqlite_absent_url"),
        pytest.param("web", "postgres_absent_url", marks=pytest.mark.postgres),
        pytest.param("scheduler", "postgres_absent_url", marks=pytest.mark.postgres),
    ],
)
def test_a_restored_line_waits_for_the_carriers_list(
    command: str, database: str, request: pytest.FixtureRequest, keys: tuple[str, ...], network: Network, tmp_path: Path
) -> None:
    """The list cannot be read at first: no half of the line answers, sends or ticks before it has been."""
    url = restored(request.getfixturevalue(database), keys, tmp_path)
    network.carrier.receive(MOTHER, "he is hitting me right now")
    network.carrier.too_many_requests()
    with running(command, environment(url, keys, network.url), tmp_path) as line:
        line.says("A restored line waits until the carrier's list of received texts can be read")
        assert network.sent.empty()
        asked = () if command == "scheduler" else (health_asked(line.port),)
        line.is_up()
        for one in asked:
            assert one.makefile("rb").readline().startswith(b"HTTP/1.0 200")
            one.close()
        network.expects("0101", "0110")
        line.stops()


def restored(url: str, keys: tuple[str, ...], folder: Path) -> str:
    """Staff a line, back it up, lose it, and restore it at `url`, a minute ago: what is texted from now on is new."""
    now = SystemClock().now()
    lost = f"sqlite:///{folder / 'lost.db'}"
    migrate(lost)
    staffed(lost, keys)
    with closing(open_store(lost, keys)) as store:
        file, _ = back_up(store, folder, now - timedelta(minutes=2))
    restore(file, url, keys, now - timedelta(minutes=1), by="night desk")
    return url


def health_asked(port: int) -> socket.socket:
    """Ask whether the process answers, of one that does not yet."""
    asked = socket.create_connection(("127.0.0.1", port), timeout=0.2)
    asked.sendall(b"GET /health HTTP/1.0\r\n\r\n")
    with pytest.raises(TimeoutError):
        asked.recv(1)
    asked.settimeout(PATIENCE)
    return asked


def raw_path_is_signed(line: Running) -> None:
    """A signature holds for the address as it was written, not as it reads decoded."""
    path = "/twilio/sms?note=a%2Cb%20c"
    form = {"MessageSid": "SM2", "From": MOTHER.e164, "Body": "hello"}
    assert line.takes(path, form, sign(PUBLIC_URL + path, form, TOKEN)) == 200
    assert line.takes(path, form, sign(f"{PUBLIC_URL}/twilio/sms?note=a,b c", form, TOKEN)) == 403


def a_proxy_may_not_watch(line: Running) -> None:
    """Whoever comes through a proxy on this machine is not this machine, unless they carry the token."""
    assert line.asks("GET", "/watch") == 503
    assert line.asks("GET", "/watch", X_Forwarded_For="203.0.113.9") == 403
    assert line.asks("GET", "/watch", X_Forwarded_For="203.0.113.9", Authorization="Bearer made-up-monitor") == 503
