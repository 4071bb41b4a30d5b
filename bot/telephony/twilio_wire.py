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
        if isinstance(failure, UnknownOutcome) and method == "GET":
            raise TemporaryFailure(failure.reason, failure.code)
        raise failure


def read(ask: Callable[[], _Answer], *, otherwise: type[CarrierFailure]) -> _Answer:
    """Make one request; an answer of an unforeseen shape becomes `otherwise`, without the SDK's words."""
    with suppress(TwilioException, AttributeError, LookupError, TypeError, ValueError):
        return ask()
    raise otherwise(UNREADABLE)


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
