"""The two carriers of the contract suite: the simulated one itself, and the real client on a local socket."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer
from wsgiref.types import WSGIApplication

from bot.model.phones import Phone
from bot.telephony.account import CarrierAccount
from bot.telephony.protocol import Carrier, TextToSend
from bot.telephony.simulated import SimulatedCarrier
from bot.telephony.simulated_account import SimulatedAccount
from bot.telephony.simulated_rest import rest_app
from bot.telephony.twilio import TwilioCarrier
from bot.telephony.twilio_account import TwilioAccount

ACCOUNT = "AC" + "0" * 31 + "1"
TOKEN = "made-up-token"
LINE = Phone("+12025550100")
PAGE_LINE = Phone("+12025550199")
MOTHER = Phone("+12025550101")
FATHER = Phone("+12025550102")
PUBLIC_URL = "https://line.example.org"
RECEIPTS = f"{PUBLIC_URL}/twilio/sms/status"
START = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)


@dataclass
class MovableClock:
    """A clock that a test moves."""

    moment: datetime = START

    def now(self) -> datetime:
        """Return the moment the test has set."""
        return self.moment

    def forward(self, **by: float) -> None:
        """Let time pass."""
        self.moment += timedelta(**by)


@dataclass
class Setting:
    """A carrier to be tried, the simulated network behind it, and the way to cut the line between them."""

    carrier: Carrier
    network: SimulatedCarrier
    clock: MovableClock
    cut: Callable[[], None] = field(default=lambda: None)

    @property
    def is_remote(self) -> bool:
        """Say whether requests travel over a socket."""
        return self.carrier is not self.network


def a_text(body: str = "Hello", to: Phone = MOTHER, *, paging: bool = False) -> TextToSend:
    """Make a text to send."""
    return TextToSend(to=to, body=body, receipts_to=RECEIPTS, valid_for=timedelta(minutes=10), from_page_number=paging)


def a_network(clock: MovableClock, travel: timedelta = timedelta(0)) -> SimulatedCarrier:
    """Make a simulated carrier with a line and a page number."""
    return SimulatedCarrier(
        clock,
        line=LINE,
        page_line=PAGE_LINE,
        account_sid=ACCOUNT,
        auth_token=TOKEN,
        public_url=PUBLIC_URL,
        travel=travel,
    )


def a_client(
    api_url: str,
    *,
    username: str = ACCOUNT,
    password: str = TOKEN,
    service: str | None = None,
    timeout_seconds: float = 5,
) -> TwilioCarrier:
    """Make the real client, pointed at a local address."""
    return TwilioCarrier(
        ACCOUNT,
        username,
        password,
        sender=LINE,
        page_sender=PAGE_LINE,
        messaging_service_sid=service,
        api_url=api_url,
        timeout_seconds=timeout_seconds,
    )


@dataclass
class AccountSetting:
    """An account to be tried, and the simulated one behind it."""

    account: CarrierAccount
    behind: SimulatedAccount

    @property
    def network(self) -> SimulatedCarrier:
        """The simulated carrier whose account it is."""
        return self.behind.carrier


@contextmanager
def simulated_account() -> Iterator[AccountSetting]:
    """Offer the simulated account itself."""
    made = SimulatedAccount(a_network(MovableClock()))
    yield AccountSetting(made, made)


@contextmanager
def remote_account() -> Iterator[AccountSetting]:
    """Offer the real client, talking to the simulated account over a socket."""
    made = SimulatedAccount(a_network(MovableClock()))
    with serving(rest_app(made.carrier, account=made)) as (url, _):
        yield AccountSetting(TwilioAccount(ACCOUNT, TOKEN, api_url=url, timeout_seconds=5), made)


class _QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


class _ThreadedServer(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 64


@contextmanager
def serving(app: WSGIApplication, tls: ssl.SSLContext | None = None) -> Iterator[tuple[str, Callable[[], None]]]:
    """Serve `app` on a free local port, over TLS if told so; give its address and the way to end it early."""
    server = _ThreadedServer(("127.0.0.1", 0), _QuietHandler)
    server.set_app(app)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()

    def stop() -> None:
        if thread.is_alive():
            server.shutdown()
            thread.join()
        server.server_close()

    try:
        yield f"http://127.0.0.1:{server.server_port}", stop
    finally:
        stop()


@contextmanager
def simulated_setting() -> Iterator[Setting]:
    """Offer the simulated carrier itself."""
    clock = MovableClock()
    network = a_network(clock)
    yield Setting(network, network, clock, cut=network.down)


@contextmanager
def remote_setting(service: str | None = None) -> Iterator[Setting]:
    """Offer the real client, talking to the simulated carrier over a socket."""
    clock = MovableClock()
    network = a_network(clock)
    with serving(rest_app(network)) as (url, stop):
        yield Setting(a_client(url, service=service), network, clock, cut=stop)
