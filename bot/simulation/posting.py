"""Webhook calls put through the line's web application as its server does, without a test client between."""

import sys
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any
from urllib.parse import urlencode, urlsplit

Web = Callable[[dict[str, Any], Any], Iterable[bytes]]
"""A web application as WSGI has it."""


def posted(web: Web, url: str, form: dict[str, str], signature: str) -> int:
    """Put a webhook call through the line's web application as its server does, and return the status of the answer."""
    body = urlencode(form).encode()
    scheme, host, path, query, _ = urlsplit(url)
    statuses: list[str] = []
    environ = {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": host,
        "SERVER_PORT": "443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": host,
        "HTTP_X_TWILIO_SIGNATURE": signature,
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scheme,
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }

    def start(status: str, _headers: object, _trouble: object = None) -> Callable[[bytes], object]:
        statuses.append(status)
        return _unread

    for _ in web(environ, start):
        pass
    return int(statuses[-1].partition(" ")[0])


def _unread(_body: bytes) -> None:
    """Read no answer: what the line says to a webhook is always empty."""
