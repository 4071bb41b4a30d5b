"""What every web edge receives besides the services: whom to wake, and how signatures are checked."""

from collections.abc import Callable
from dataclasses import field

from flask import Request

from bot.model.value import value
from bot.services import Services
from bot.telephony.signature import signature_is_valid
from bot.web.in_time import InTime

BODY_LIMIT = 64 * 1024
CALLS_WITHIN = 0.8
"""Seconds after which a call is answered without the database, so that whoever calls hears words within one."""
EMPTY = "<?xml version='1.0' encoding='UTF-8'?><Response/>"


@value
class Edge:
    """The services, the wake-up call after a commit, what the carrier signs with, and whether there must be backups.

    `calls_in` is how long a step of a call may take before it is answered without the database.
    """

    services: Services
    wake: Callable[[], None]
    public_url: str
    tokens: tuple[str, ...] = field(repr=False)
    account_sid: str
    monitor_token: str = field(default="", repr=False)
    keeps_backups: bool = False
    calls_in: InTime = field(default_factory=lambda: InTime(CALLS_WITHIN))


def is_from_carrier(edge: Edge, request: Request) -> bool:
    """Whether the carrier signed this request, for our account; checked over the raw path and query."""
    raw_path = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI") or request.path
    path = raw_path.split("?", 1)[0]
    query = request.environ.get("QUERY_STRING", "")
    signature = request.headers.get("X-Twilio-Signature", "")
    if not signature_is_valid(edge.public_url, path, query, request.form, signature, edge.tokens):
        return False
    return request.form.get("AccountSid", edge.account_sid) == edge.account_sid
