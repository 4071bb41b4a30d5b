"""A line of the tests' own that answers calls by a script, for tests of the simulated carrier of calls."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.model.phones import Phone
from bot.telephony.calls import CallToPlace
from bot.telephony.signature import signature_is_valid
from bot.telephony.simulated_call import Answer
from bot.telephony.simulated_calls import SimulatedCalls

PUBLIC_URL = "https://line.example.org"
TOKEN = "made-up-token"
LINE, MOTHER, WORKER, BACKUP = (Phone(f"+120255501{number}") for number in ("00", "01", "11", "12"))
START = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)


@dataclass
class Line:
    """Answers each path with its document and keeps what it was asked; time stands until it is moved."""

    documents: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    moment: datetime = START
    status: dict[str, int] = field(default_factory=dict)
    content_type: str = "text/xml; charset=utf-8"

    def __post_init__(self) -> None:
        """Open a carrier that asks this line."""
        self.carrier = SimulatedCalls(
            self, line=LINE, account_sid="AC" + "0" * 32, auth_token=TOKEN, public_url=PUBLIC_URL
        )
        self.carrier.on_webhook(self.post)

    def now(self) -> datetime:
        """Tell the moment."""
        return self.moment

    def post(self, path: str, form: dict[str, str], signature: str) -> Answer:
        """Answer one webhook, which must be signed; a path without a document is told and says nothing."""
        if not path.startswith("http"):
            assert signature_is_valid(PUBLIC_URL, path, "", form, signature, [TOKEN])
        self.asked.append((path, form))
        inside = self.documents.get(path)
        if inside is None:
            return Answer(self.status.get(path, 204), "", "")
        return Answer(self.status.get(path, 200), self.content_type, f"<Response>{inside}</Response>")

    def goes(self, **documents: str) -> "Line":
        """Set documents by the last part of their path; `voice` is the first one asked for."""
        places = {name: "/twilio/voice" if name == "voice" else f"/twilio/voice/{name}" for name in documents}
        self.documents |= {places[name]: inside for name, inside in documents.items()}
        return self

    def passes(self, seconds: float = 0) -> "Line":
        """Let time pass, from step to step."""
        end = self.moment + timedelta(seconds=seconds)
        while True:
            self.carrier.advance()
            due = self.carrier.next_due()
            if due is None or due > end:
                break
            self.moment = max(due, self.moment)
        self.moment = end
        return self

    def dials(self, phone: Phone | None = MOTHER) -> str:
        """Let a phone call the line."""
        sid = self.carrier.dial(phone)
        self.passes()
        return sid

    def places(self, to: Phone = WORKER, asks: str = "placed", rings_for: float = 25) -> str:
        """Let the line call a phone."""
        sid = self.carrier.place_call(a_call(to, asks, rings_for)).sid
        self.passes()
        return sid

    def presses(self, sid: str, digits: str) -> None:
        """Press keys, and let what follows at once happen."""
        self.carrier.press(sid, digits)
        self.passes()

    def heard(self, sid: str) -> list[str]:
        """Return what a call has heard, in words."""
        return [one.words or one.kind for one in self.carrier.heard(sid)]

    def told(self, name: str) -> list[dict[str, str]]:
        """Return the forms that came to a path."""
        place = "/twilio/voice" if name == "voice" else f"/twilio/voice/{name}"
        return [form for path, form in self.asked if path == place]

    def status_of(self, sid: str) -> str:
        """Return how a call stands."""
        found = self.carrier.call(sid)
        assert found is not None
        return found.status.value


def a_call(to: Phone = WORKER, asks: str = "placed", rings_for: float = 25) -> CallToPlace:
    """Make a call to place."""
    return CallToPlace(
        to=to,
        asks=f"{PUBLIC_URL}/twilio/voice/{asks}",
        progress_to=f"{PUBLIC_URL}/twilio/voice/progress",
        rings_for=timedelta(seconds=rings_for),
    )
