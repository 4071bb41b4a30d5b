"""The simulated carrier behind the real one's REST API, so that the real client can be run against it."""

import base64
import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlencode
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from bot.model.phones import Phone
from bot.model.value import value_in_order
from bot.telephony.error_codes import meaning_of
from bot.telephony.failures import UNREADABLE, CarrierFailure, UnknownOutcome
from bot.telephony.protocol import TextToSend
from bot.telephony.simulated import SimulatedCarrier
from bot.telephony.simulated_account import SimulatedAccount
from bot.telephony.simulated_account_rest import account_answer
from bot.telephony.simulated_calls import SimulatedCalls
from bot.telephony.simulated_calls_rest import call_answer
from bot.telephony.simulated_texts import API_VERSION, SimulatedText, segments_in

LARGEST_PAGE = 1000
USUAL_PAGE = 50
LARGEST_REQUEST = 64 * 1024

_MESSAGES = re.compile(
    rf"/{API_VERSION}/Accounts/(?P<account>AC\w{{32}})/Messages(?:/(?P<sid>[A-Z]{{2}}\w{{32}}))?\.json"
)
_HTML = "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>Bad Gateway</body></html>"
_DATE_FILTERS = ("DateSent", "DateSent<", "DateSent>")
_BAD_PARAMETER = 20001
_STATUS_OF_CODE = {
    20003: HTTPStatus.UNAUTHORIZED,
    20004: HTTPStatus.METHOD_NOT_ALLOWED,
    20404: HTTPStatus.NOT_FOUND,
    20429: HTTPStatus.TOO_MANY_REQUESTS,
    21611: HTTPStatus.TOO_MANY_REQUESTS,
}


class _Refused(Exception):
    def __init__(self, code: int, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


@value_in_order
class _Answer:
    status: HTTPStatus
    body: str | bytes
    kind: str = "application/json"


def rest_app(
    carrier: SimulatedCarrier,
    api_keys: Mapping[str, str] | None = None,
    account: SimulatedAccount | None = None,
    calls: SimulatedCalls | None = None,
) -> WSGIApplication:
    """Build a WSGI application that answers for `carrier`, its `account` and `calls` as the real REST API would.

    Where the carrier is told to lose an answer, the application raises `ConnectionResetError`, on which a WSGI server
    of the standard library closes the connection without a word.
    """
    passwords = {carrier.account_sid: carrier.auth_token} | dict(api_keys or {})
    its_account = account or SimulatedAccount(carrier)

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        answer = _answer(its_account, calls, passwords, environ)
        content = answer.body.encode() if isinstance(answer.body, str) else answer.body
        headers = [
            ("Content-Type", answer.kind),
            ("Content-Length", str(len(content))),
            ("Date", format_datetime(its_account.says_now().astimezone(UTC), usegmt=True)),
        ]
        start_response(f"{answer.status.value} {answer.status.phrase}", headers)
        return [content]

    return app


def _answer(
    account: SimulatedAccount, calls: SimulatedCalls | None, passwords: Mapping[str, str], environ: WSGIEnvironment
) -> _Answer:
    try:
        _admit(passwords, environ.get("HTTP_AUTHORIZATION", ""))
        return _about_calls(calls, environ) or _route(account, environ)
    except _Refused as refused:
        return _error(refused.code, refused.detail)
    except ValueError:
        return _error(_BAD_PARAMETER)
    except CarrierFailure as failure:
        if failure.reason == UNREADABLE:
            return _Answer(HTTPStatus.BAD_GATEWAY, _HTML, "text/html")
        if isinstance(failure, UnknownOutcome):
            raise ConnectionResetError from failure
        return _error(failure.code) if failure.code else _unavailable()


def _admit(passwords: Mapping[str, str], header: str) -> None:
    """Let in who gives a name and its password (Basic authentication)."""
    scheme, _, encoded = header.partition(" ")
    try:
        name, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except ValueError:
        raise _Refused(20003) from None
    if scheme.lower() != "basic" or not password or passwords.get(name) != password:
        raise _Refused(20003)


def _route(account: SimulatedAccount, environ: WSGIEnvironment) -> _Answer:
    carrier = account.carrier
    path = _MESSAGES.fullmatch(environ.get("PATH_INFO", ""))
    if path is None:
        return _about_the_account(account, environ)
    if path["account"] != carrier.account_sid:
        raise _Refused(20404)
    match environ["REQUEST_METHOD"], path["sid"]:
        case "POST", None:
            return _create(carrier, _form(environ))
        case "GET", None:
            return _list(carrier, environ["PATH_INFO"], _query(environ))
        case "GET", sid:
            return _fetch(carrier, sid)
        case _:
            raise _Refused(20004)


def _about_calls(calls: SimulatedCalls | None, environ: WSGIEnvironment) -> _Answer | None:
    method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")
    if calls is None or not re.search(r"/(Calls|Queues|Recordings)\b", path):
        return None
    fields = _fields(_sent(environ) if method == "POST" else environ.get("QUERY_STRING", ""))
    status, found = call_answer(calls, method, path, fields)
    if isinstance(found, bytes):
        return _Answer(status, found, "audio/mpeg")
    return _Answer(status, "") if found is None else _json(status, found)


def _about_the_account(account: SimulatedAccount, environ: WSGIEnvironment) -> _Answer:
    is_change = environ["REQUEST_METHOD"] == "POST"
    fields = _form(environ) if is_change else _query(environ)
    found = account_answer(account, environ.get("PATH_INFO", ""), fields, is_change=is_change)
    if found is None:
        raise _Refused(20404)
    return _json(HTTPStatus.OK, found)


def _create(carrier: SimulatedCarrier, form: Mapping[str, str]) -> _Answer:
    sender, service = form.get("From"), form.get("MessagingServiceSid")
    pages = carrier.page_line.e164 if carrier.page_line else None
    if not form.get("To"):
        raise _Refused(21604)
    if not service and sender not in {carrier.line.e164, pages}:
        raise _Refused(21606 if sender else 21603)
    text = TextToSend(
        to=Phone(form["To"]),
        body=form.get("Body", ""),
        receipts_to=form.get("StatusCallback", ""),
        valid_for=timedelta(seconds=int(form.get("ValidityPeriod", "36000"))),
        from_page_number=sender is not None and sender == pages,
    )
    try:
        return _json(HTTPStatus.CREATED, _resource(carrier, carrier.take(text, service)))
    except CarrierFailure as failure:
        if failure.code is None:
            raise
        raise _Refused(failure.code, form["To"]) from failure


def _fetch(carrier: SimulatedCarrier, sid: str) -> _Answer:
    found = carrier.record(sid)
    if not found:
        raise _Refused(20404)
    return _json(HTTPStatus.OK, _resource(carrier, found[0]))


def _list(carrier: SimulatedCarrier, path: str, query: Mapping[str, str]) -> _Answer:
    matching = [text for text in carrier.record() if _matches(text, query)]
    size = min(int(query.get("PageSize", USUAL_PAGE)), LARGEST_PAGE)
    page = int(query.get("Page", 0))
    first = page * size
    shown = matching[first : first + size]
    has_next = first + size < len(matching)

    def uri(number: int) -> str:
        return f"{path}?{urlencode({**query, 'PageSize': size, 'Page': number})}"

    listing = {
        "first_page_uri": uri(0),
        "previous_page_uri": uri(page - 1) if page else None,
        "uri": uri(page),
        "next_page_uri": uri(page + 1) if has_next else None,
        "page": page,
        "page_size": size,
        "start": first,
        "end": first + max(len(shown) - 1, 0),
        "messages": [_resource(carrier, text) for text in shown],
    }
    return _json(HTTPStatus.OK, listing)


def _matches(text: SimulatedText, query: Mapping[str, str]) -> bool:
    """Apply the three filters of the real list; a text without a date of sending fits no filter by date."""
    if query.get("To", text.sent_to) != text.sent_to or query.get("From", text.sent_by) != text.sent_by:
        return False
    sent_on = text.sent_at.date() if text.sent_at else None
    limits = {name: date.fromisoformat(query[name][:10]) for name in _DATE_FILTERS if name in query}
    if sent_on is None:
        return not limits
    exactly = limits.get("DateSent", sent_on) == sent_on
    return exactly and limits.get("DateSent>", sent_on) <= sent_on <= limits.get("DateSent<", sent_on)


def _resource(carrier: SimulatedCarrier, text: SimulatedText) -> dict[str, Any]:
    """Give a text the shape of the API's Message resource."""
    uri = f"/{API_VERSION}/Accounts/{carrier.account_sid}/Messages/{text.sid}"
    return {
        "account_sid": carrier.account_sid,
        "api_version": API_VERSION,
        "body": text.body,
        "date_created": _rfc_2822(text.created_at),
        "date_sent": _rfc_2822(text.sent_at),
        "date_updated": _rfc_2822(text.updated_at),
        "direction": "inbound" if text.inbound else "outbound-api",
        "error_code": text.error_code,
        "error_message": None if text.error_code is None else meaning_of(text.error_code),
        "from": text.sent_by or None,
        "messaging_service_sid": text.service,
        "num_media": str(text.media_count),
        "num_segments": str(segments_in(text.body)),
        "price": None,
        "price_unit": "USD",
        "sid": text.sid,
        "status": text.status,
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": text.sent_to,
        "uri": f"{uri}.json",
    }


def _rfc_2822(moment: datetime | None) -> str | None:
    return None if moment is None else format_datetime(moment.astimezone(UTC))


def _error(code: int, detail: str = "") -> _Answer:
    """Shape an error as the real carrier does, whose words may quote a number."""
    status = _STATUS_OF_CODE.get(code, HTTPStatus.BAD_REQUEST)
    body = {
        "code": code,
        "message": f"{meaning_of(code)} {detail}".strip(),
        "more_info": f"https://www.twilio.com/docs/errors/{code}",
        "status": status.value,
    }
    return _json(status, body)


def _unavailable() -> _Answer:
    status = HTTPStatus.SERVICE_UNAVAILABLE
    return _json(status, {"code": 20503, "message": status.phrase, "more_info": "", "status": status.value})


def _json(status: HTTPStatus, body: Mapping[str, Any]) -> _Answer:
    return _Answer(status, json.dumps(body))


def _form(environ: WSGIEnvironment) -> dict[str, str]:
    return dict(_fields(_sent(environ)))


def _query(environ: WSGIEnvironment) -> dict[str, str]:
    return dict(_fields(environ.get("QUERY_STRING", "")))


def _sent(environ: WSGIEnvironment) -> str:
    length = min(int(environ.get("CONTENT_LENGTH") or 0), LARGEST_REQUEST)
    sent: bytes = environ["wsgi.input"].read(length)
    return sent.decode()


def _fields(encoded: str) -> list[tuple[str, str]]:
    return parse_qsl(encoded, keep_blank_values=True)
