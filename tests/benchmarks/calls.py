"""Webhook calls as the carrier makes them: signed, with all their fields, ready before the watch is started."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import count
from typing import Any
from urllib.parse import urlencode
from wsgiref.types import WSGIApplication

from world import ACCOUNT, LINE, PUBLIC_URL, SATURDAY_11_PM, TOKEN

from bot.model.phones import Phone
from bot.telephony.protocol import ReceiptStatus
from bot.telephony.signature import sign
from bot.telephony.simulated_texts import SimulatedText, inbound_form

PATH, VOICE = "/twilio/sms", "/twilio/voice"
SIDS = count(1)


@dataclass(frozen=True)
class Call:
    """One signed webhook."""

    body: bytes
    signature: str
    path: str = PATH

    def environ(self) -> dict[str, Any]:
        """Give it as a WSGI server hands it over."""
        return {
            "REQUEST_METHOD": "POST",
            "SCRIPT_NAME": "",
            "PATH_INFO": self.path,
            "QUERY_STRING": "",
            "SERVER_NAME": "line.example.org",
            "SERVER_PORT": "443",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "line.example.org",
            "HTTP_X_TWILIO_SIGNATURE": self.signature,
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(self.body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "https",
            "wsgi.input": BytesIO(self.body),
            "wsgi.errors": BytesIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }

    def wire(self) -> bytes:
        """Give it as the bytes of an HTTP request."""
        head = (
            f"POST {self.path} HTTP/1.1\r\nHost: line.example.org\r\nX-Twilio-Signature: {self.signature}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(self.body)}\r\n\r\n"
        )
        return head.encode() + self.body


def a_call(sender: Phone, body: str) -> Call:
    """Make the webhook of one text."""
    text = SimulatedText(
        sid=f"SM{next(SIDS):032x}",
        inbound=True,
        sent_by=sender.e164,
        sent_to=LINE.e164,
        body=body,
        status=ReceiptStatus.RECEIVED,
        created_at=SATURDAY_11_PM,
        updated_at=SATURDAY_11_PM,
        sent_at=SATURDAY_11_PM,
    )
    form = inbound_form(text, ACCOUNT)
    return Call(urlencode(form).encode(), sign(PUBLIC_URL + PATH, form, TOKEN))


def a_ring(sender: Phone) -> Call:
    """Make the webhook of a call that comes in."""
    return on_call(VOICE, f"CA{next(SIDS):032x}", sender)


def on_call(path: str, sid: str, sender: Phone, **heard: str) -> Call:
    """Make the webhook of one step of a call."""
    known = {"CallSid": sid, "AccountSid": ACCOUNT, "ApiVersion": "2010-04-01", "Direction": "inbound"}
    ends = {"From": sender.e164, "Caller": sender.e164, "To": LINE.e164, "Called": LINE.e164}
    form = known | ends | {"CallStatus": "in-progress"} | heard
    return Call(urlencode(form).encode(), sign(PUBLIC_URL + path, form, TOKEN), path)


def calls(sender: Phone, body: str, number: int) -> Iterator[Call]:
    """Make many."""
    return (a_call(sender, body) for _ in range(number))


def put_through(app: WSGIApplication, call: Call) -> bytes:
    """Hand a call to an application in this process."""
    told: list[str] = []

    def start_response(status: str, headers: object, exc_info: object = None) -> Any:  # noqa: ANN401
        told.append(status)

    content = b"".join(app(call.environ(), start_response))
    assert told == ["200 OK"], (told, content)
    return content
