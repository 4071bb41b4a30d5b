"""The two carriers of calls of the contract suite: the simulated one, and the real client on a local socket."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from contract.carriers import ACCOUNT, LINE, MOTHER, PUBLIC_URL, TOKEN, MovableClock, a_network, serving

from bot.model.phones import Phone
from bot.telephony.calls import CallCarrier, CallToPlace
from bot.telephony.simulated_call import Answer
from bot.telephony.simulated_calls import SimulatedCalls
from bot.telephony.simulated_rest import rest_app
from bot.telephony.twilio_calls import TwilioCalls

ASKS = f"{PUBLIC_URL}/twilio/voice/placed"
PROGRESS = f"{PUBLIC_URL}/twilio/voice/progress"


@dataclass
class CallSetting:
    """A carrier of calls to be tried, the simulated one behind it, and what the line answers and is told."""

    carrier: CallCarrier
    network: SimulatedCalls
    clock: MovableClock
    cut: Callable[[], None] = field(default=lambda: None)
    documents: dict[str, str] = field(default_factory=dict)
    told: list[dict[str, str]] = field(default_factory=list)

    @property
    def is_remote(self) -> bool:
        """Say whether requests travel over a socket."""
        return self.carrier is not self.network

    def post(self, path: str, form: dict[str, str], _signature: str) -> Answer:
        """Answer a webhook with the document for its path."""
        self.told.append({"path": path, **form})
        inside = self.documents.get(path, "<Pause length='60'/>")
        return Answer(200, "text/xml", f"<Response>{inside}</Response>")

    def passes(self, seconds: float = 0) -> None:
        """Let time pass."""
        self.clock.forward(seconds=seconds)
        self.network.advance()

    def status_of(self, sid: str) -> str:
        """Return how a call stands, as the carrier shows it."""
        found = self.carrier.call(sid)
        assert found is not None
        return found.status.value


def a_call(to: Phone = MOTHER, rings_for: float = 20) -> CallToPlace:
    """Make a call to place."""
    return CallToPlace(to=to, asks=ASKS, progress_to=PROGRESS, rings_for=timedelta(seconds=rings_for))


def a_call_network(clock: MovableClock) -> SimulatedCalls:
    """Make a simulated carrier of calls."""
    return SimulatedCalls(clock, line=LINE, account_sid=ACCOUNT, auth_token=TOKEN, public_url=PUBLIC_URL)


def a_call_client(api_url: str, *, password: str = TOKEN, timeout_seconds: float = 5) -> TwilioCalls:
    """Make the real client, pointed at a local address."""
    return TwilioCalls(ACCOUNT, ACCOUNT, password, line=LINE, api_url=api_url, timeout_seconds=timeout_seconds)


@contextmanager
def simulated_calls() -> Iterator[CallSetting]:
    """Offer the simulated carrier itself."""
    clock = MovableClock()
    network = a_call_network(clock)
    setting = CallSetting(network, network, clock, cut=network.down)
    network.on_webhook(setting.post)
    yield setting


@contextmanager
def remote_calls() -> Iterator[CallSetting]:
    """Offer the real client, talking to the simulated carrier over a socket."""
    clock = MovableClock()
    network = a_call_network(clock)
    with serving(rest_app(a_network(clock), calls=network)) as (url, stop):
        setting = CallSetting(a_call_client(url), network, clock, cut=stop)
        network.on_webhook(setting.post)
        yield setting
