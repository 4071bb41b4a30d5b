"""The road to the carrier: one request at a time, and every way it can fail in our own words."""

import json
import logging
import ssl
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from http.cookiejar import DefaultCookiePolicy
from typing import Any, TypeVar

import requests
from requests.adapters import HTTPAdapter
from twilio.base.exceptions import TwilioException  # type: ignore[import-untyped]
from twilio.http import HttpClient  # type: ignore[import-untyped]
from twilio.http.response import Response  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]
from urllib3.exceptions import HTTPError, MaxRetryError, NewConnectionError, SSLError

from bot.telephony.error_codes import refusal
from bot.telephony.failures import UNREACHABLE, UNREADABLE, CarrierFailure, TemporaryFailure, UnknownOutcome

CONNECTIONS = 32
"""How many requests may be under way at once without opening throw-away connections."""

_BAD_CREDENTIALS = 20003
_TOO_MANY_REQUESTS = 20429

_Answer = TypeVar("_Answer")


class Wire(HttpClient):  # type: ignore[misc]
    """Carries the SDK's requests: one try each, and failures in our own three words.

    The SDK's own carries its answers through a shared attribute, so that two threads may be given each other's.
    """

    def __init__(self, timeout_seconds: float) -> None:
        _keep_numbers_out_of_logs()
        super().__init__(logging.getLogger("twilio.http_client"), is_async=False, timeout=timeout_seconds)
        self._pool = requests.Session()
        self._pool.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        adapter = HTTPAdapter(pool_maxsize=CONNECTIONS, max_retries=0)
        self._pool.mount("https://", adapter)
        self._pool.mount("http://", adapter)

    def request(
        self,
        method: str,
        uri: str,
        params: dict[str, Any] | None = None,
        data: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """Make one request; raise a `CarrierFailure` for every answer that is not a plain success."""
        try:
            answer = self._pool.request(
                method,
                uri,
                params=params,
                data=data,
                headers=headers,
                auth=auth,
                timeout=timeout or self.timeout,
                allow_redirects=allow_redirects,
            )
        except (requests.RequestException, HTTPError) as error:
            failure = _why_unanswered(error)
        else:
            refused = _why_refused(answer.status_code, answer.content)
            if refused is None:
                return Response(answer.status_code, _decoded(answer.content), answer.headers)
            failure = refused
        # Raised here and not above: the library's own error quotes the URL, and with it a number.
        raise _harmless(failure) if method == "GET" else failure

    def fetch_sound(self, url: str, auth: tuple[str, str]) -> bytes | None:
        """Fetch a sound file, from wherever the carrier keeps it; None where there is none."""
        try:
            answer = self._pool.get(url, auth=auth, timeout=self.timeout)
        except (requests.RequestException, HTTPError) as error:
            failure = _why_unanswered(error)
        else:
            if answer.status_code == HTTPStatus.NOT_FOUND:
                return None
            is_sound = answer.headers.get("Content-Type", "").startswith("audio/")
            if answer.status_code == HTTPStatus.OK and is_sound and answer.content:
                return answer.content
            failure = _why_refused(answer.status_code, answer.content) or TemporaryFailure(UNREADABLE)
        raise _harmless(failure)


def open_client(
    account_sid: str, username: str, password: str, *, api_url: str | None, timeout_seconds: float
) -> Client:
    """Make the SDK's client on our road; `api_url` leads it to another address than the carrier's."""
    client = Client(username, password, account_sid, http_client=Wire(timeout_seconds))
    # A region or edge left in the environment would rewrite the host, a local one included.
    client.region = client.edge = None
    if api_url:
        client.api.base_url = api_url
    return client


def read(ask: Callable[[], _Answer], *, otherwise: type[CarrierFailure]) -> _Answer:
    """Make one request; an answer of an unforeseen shape becomes `otherwise`, without the SDK's words."""
    with suppress(TwilioException, AttributeError, LookupError, TypeError, ValueError):
        return ask()
    raise otherwise(UNREADABLE)


def _harmless(failure: CarrierFailure) -> CarrierFailure:
    """Say of a request that changes nothing that it may be made again, whatever became of it."""
    return TemporaryFailure(failure.reason, failure.code) if isinstance(failure, UnknownOutcome) else failure


def _why_unanswered(error: Exception) -> CarrierFailure:
    """Tell a request that was never sent from one that may have arrived."""
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else None
    never_sent = (requests.exceptions.ConnectTimeout, requests.exceptions.ProxyError)
    if isinstance(error, never_sent) or isinstance(reason, NewConnectionError) or _is_bad_certificate(reason):
        return TemporaryFailure(UNREACHABLE)
    return UnknownOutcome("The carrier did not answer")


def _is_bad_certificate(reason: Exception | None) -> bool:
    """Say whether the other side could not prove who it is, which shows before anything is sent."""
    return isinstance(reason, SSLError) and isinstance(reason.args[0], ssl.SSLCertVerificationError)


def _why_refused(status: int, content: bytes) -> CarrierFailure | None:
    """Read an answer's status and code; None for a plain success."""
    if status == HTTPStatus.NO_CONTENT:
        return None
    answer = _json_object(content)
    code = _code_in(answer)
    if status == HTTPStatus.UNAUTHORIZED:
        return refusal(_BAD_CREDENTIALS)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return TemporaryFailure("The carrier asks to slow down", code or _TOO_MANY_REQUESTS)
    if answer is None or status == HTTPStatus.REQUEST_TIMEOUT:
        return UnknownOutcome(UNREADABLE)
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return None
    if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return refusal(code)
    return UnknownOutcome("The carrier reports trouble of its own", code)


def _decoded(content: bytes) -> str:
    """Decode as JSON is always encoded; the library would guess where the answer does not say."""
    return content.decode("utf-8", "replace")


def _json_object(content: bytes) -> dict[str, Any] | None:
    with suppress(ValueError):
        answer = json.loads(_decoded(content))
        return answer if isinstance(answer, dict) else None
    return None


def _code_in(answer: dict[str, Any] | None) -> int | None:
    code = (answer or {}).get("code")
    return code if isinstance(code, int) else None


def _keep_numbers_out_of_logs() -> None:
    """Both loggers would write URLs, and so numbers, at their lower levels."""
    for name in ("twilio.http_client", "urllib3"):
        logging.getLogger(name).setLevel(logging.WARNING)
