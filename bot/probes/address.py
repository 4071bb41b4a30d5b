"""PUBLIC_URL from outside: a request that we sign as the carrier would, the certificate, the clock behind it."""

import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlencode, urlsplit

from bot.checks import CLOCKS_APART, Finding, note, serious, warning
from bot.clock import Clock
from bot.model.policy import CarrierRules
from bot.model.value import value
from bot.telephony.signature import sign

RECEIPTS_PATH = "/twilio/sms/status"
NOBODYS_TEXT = "SM" + "0" * 32
"""A receipt for a text that never was: the line answers it, and keeps nothing."""
HEALTHY = "ok\n"
"""What the line says at `/health`; whoever says something else there is not the line."""
WAIT = 10
READ_AT_MOST = 16_384
RENEW_SOON, RENEW_NOW = timedelta(days=21), timedelta(days=7)
_FORM = "application/x-www-form-urlencoded"


@value
class Answer:
    """What an address answered, and what was seen on the way."""

    status: int
    body: str
    says_now: datetime | None
    certificate_ends: datetime | None


def check_address(public_url: str, account_sid: str, token: str, clock: Clock) -> Iterator[Finding]:
    """Ask the line through its public address, as the carrier does."""
    url = f"{public_url}{RECEIPTS_PATH}"
    form = {"AccountSid": account_sid, "MessageSid": NOBODYS_TEXT, "MessageStatus": "sent"}
    try:
        answer = _post_signed(url, form, token)
        health = ask("GET", f"{public_url}/health")
    except (OSError, HTTPException, ValueError) as error:
        yield serious(f"PUBLIC_URL does not reach the line: {why(error)}", remedy_of(error))
        return
    is_somebody_else = answer.status == HTTPStatus.NO_CONTENT and health.body != HEALTHY
    yield _somebody_else(health.status) if is_somebody_else else _judged(answer.status)
    yield from _certificate(answer.certificate_ends, clock.now())
    yield from _clock(answer.says_now, clock.now())


@value
class Hosted:
    """A document that somebody else hosts: its key in [carrier], the command that prints it, what it must hold."""

    key: str
    document: str
    holds: tuple[str, ...]

    @property
    def name(self) -> str:
        """What people call it."""
        return f"the fallback (`hearthline fallback {self.document}`)"


TEXTS = Hosted(key="fallback_sms_url", document="sms", holds=("911", "988"))
HOSTED = (
    TEXTS,
    Hosted(key="fallback_voice_url", document="voice", holds=("9 1 1", "9 8 8")),
    Hosted(key="fallback_screen_url", document="voice --screen", holds=("Gather",)),
    Hosted(key="fallback_taken_url", document="voice --taken", holds=()),
)


def check_fallbacks(rules: CarrierRules, public_url: str, account_sid: str, token: str) -> Iterator[Finding]:
    """Ask each document that is to answer while the line is down."""
    for hosted in HOSTED:
        if url := getattr(rules, hosted.key):
            yield from check_fallback(hosted, url, public_url, account_sid, token)


def check_fallback(hosted: Hosted, url: str, public_url: str, account_sid: str, token: str) -> Iterator[Finding]:
    """Ask who is to answer while the line is down, as the carrier does: its TwiML Bins answer nobody else."""
    if urlsplit(url).hostname == urlsplit(public_url).hostname:
        yield warning(
            f"{hosted.name} is answered by this line's own address, and so is down with it", "host it somewhere else"
        )
    try:
        answer = _post_signed(url, {"AccountSid": account_sid}, token)
    except (OSError, HTTPException, ValueError) as error:
        yield warning(f"{hosted.name} does not answer: {why(error)}", f"correct {hosted.key} in program.toml")
        return
    if answer.status != HTTPStatus.OK or not all(words in answer.body for words in ("<Response", *hosted.holds)):
        yield warning(
            f"{hosted.name} answers a POST with {answer.status}, and not with {' and '.join(hosted.holds) or 'that'}",
            f"host there what `hearthline fallback {hosted.document}` prints; a TwiML Bin in the line's own account",
        )


def ask(
    method: str, url: str, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
) -> Answer:
    """Make one request and follow nothing. Raises OSError, HTTPException or ValueError."""
    parts = urlsplit(url)
    make: Callable[..., HTTPConnection] = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    line = make(parts.hostname or "", parts.port, timeout=WAIT)
    try:
        line.connect()
        certificate_ends = _end_of_certificate(line.sock)
        path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
        line.request(method, path, urlencode(form or {}) or None, {"Content-Type": _FORM, **(headers or {})})
        answer = line.getresponse()
        return Answer(
            status=answer.status,
            body=answer.read(READ_AT_MOST).decode("utf-8", "replace"),
            says_now=_moment(answer.getheader("Date")),
            certificate_ends=certificate_ends,
        )
    finally:
        line.close()


def _post_signed(url: str, form: Mapping[str, str], token: str) -> Answer:
    return ask("POST", url, form, {"X-Twilio-Signature": sign(url, form, token)})


def why(error: Exception) -> str:
    """Say in plain words why there was no answer."""
    match error:
        case ssl.SSLCertVerificationError():
            return f"its certificate is not accepted ({error.verify_message})"
        case ssl.SSLError():
            return "it does not speak https"
        case socket.gaierror():
            return "no such host is known"
        case ConnectionRefusedError():
            return "nobody listens there"
        case TimeoutError():
            return f"no answer within {WAIT} seconds"
        case _:
            return f"the connection broke ({type(error).__name__})"


def remedy_of(error: Exception) -> str:
    """Say what to do about an address that gave no answer."""
    match error:
        case ssl.SSLError():
            return "let the proxy get a certificate of a public authority for this very name"
        case socket.gaierror():
            return "correct PUBLIC_URL, or have the name entered in the DNS"
        case ConnectionRefusedError():
            return "start `hearthline serve` and the proxy before it"
        case _:
            return "see that the proxy runs and that the firewall lets https in"


def _judged(status: int) -> Finding:
    """Judge the answer to a receipt that the carrier itself might have sent."""
    match status:
        case HTTPStatus.NO_CONTENT:
            return note("PUBLIC_URL reaches the line, which knows the carrier's signature")
        case HTTPStatus.FORBIDDEN:
            return serious(
                "the line refuses the carrier's signature",
                "start the line again with the PUBLIC_URL and TWILIO_AUTH_TOKEN that stand in the settings now, "
                "and let the proxy pass the path on as it came",
            )
        case HTTPStatus.SERVICE_UNAVAILABLE:
            return serious("the line answers, but not its database", "see that it runs and that DATABASE_URL is right")
        case HTTPStatus.BAD_GATEWAY | HTTPStatus.GATEWAY_TIMEOUT:
            return serious("the proxy answers, but not the line behind it", "start `hearthline serve`")
        case _ if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
            return serious(
                f"PUBLIC_URL answers with a redirect ({status}), on which the carrier loses the text",
                "write the address it leads to, or let the proxy answer by itself",
            )
        case _:
            return _somebody_else(status)


def _somebody_else(status: int) -> Finding:
    return serious(f"somebody else answers at PUBLIC_URL ({status})", "let the proxy pass every path on to the line")


def _certificate(ends: datetime | None, now: datetime) -> Iterator[Finding]:
    if ends is None:
        return
    left = ends - now
    told = f"the certificate of PUBLIC_URL ends in {left.days} days"
    if left < RENEW_SOON:
        make = serious if left < RENEW_NOW else warning
        yield make(told, "renew it, and see why the proxy did not")
    else:
        yield note(told)


def _clock(says_now: datetime | None, now: datetime) -> Iterator[Finding]:
    apart = abs(says_now - now) if says_now else timedelta()
    if apart > CLOCKS_APART:
        yield warning(
            f"this machine's clock and that of PUBLIC_URL are {apart.total_seconds():.0f} seconds apart",
            "let both keep time over the network (NTP)",
        )


def _end_of_certificate(sock: socket.socket | None) -> datetime | None:
    certificate = sock.getpeercert() if isinstance(sock, ssl.SSLSocket) else None
    ends = certificate.get("notAfter") if certificate else None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(ends)), UTC) if ends else None


def _moment(header: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(header) if header else None
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment
