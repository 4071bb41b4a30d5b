"""The webhook calls of the simulated carrier: queued, made late, twice or in the wrong order, and signed."""

import heapq
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from itertools import count
from threading import Lock
from urllib.parse import urlsplit

from bot.model.value import value_in_order
from bot.telephony.signature import sign
from bot.telephony.simulated_faults import PhoneHabit
from bot.telephony.simulated_texts import FINAL, SimulatedText, inbound_form, receipt_form

INBOUND_PATH = "/twilio/sms"

Post = Callable[[str, dict[str, str], str], int]
"""Takes a webhook's path, its form and its signature; gives back the HTTP status of the answer."""


@value_in_order
class _Call:
    url: str
    form: dict[str, str]


class WebhookQueue:
    """Webhook calls that wait for their time; none is made with the queue's lock held, and none is repeated."""

    def __init__(self, account_sid: str, auth_token: str, public_url: str) -> None:
        self._account_sid = account_sid
        self._auth_token = auth_token
        self._public_url = public_url.rstrip("/")
        self._lock = Lock()
        self._order = count()
        self._waiting: list[tuple[datetime, int, _Call]] = []
        self._held_back: defaultdict[str, list[_Call]] = defaultdict(list)
        self._post: Post | None = None

    def on_call(self, post: Post) -> None:
        """Name who is called."""
        self._post = post

    def announce(self, text: SimulatedText, now: datetime) -> None:
        """Queue the webhook for a received text."""
        self._queue(_Call(self._public_url + INBOUND_PATH, inbound_form(text, self._account_sid)), now)

    def report(self, text: SimulatedText, habit: PhoneHabit, now: datetime) -> None:
        """Queue the receipt for a sent text's present status, as the phone's habit has it."""
        if habit.receipts_lost or not text.receipts_to:
            return
        calls = [_Call(text.receipts_to.partition("#")[0], receipt_form(text, self._account_sid))]
        if habit.receipts_twice:
            calls *= 2
        if habit.receipts_shuffled:
            calls = self._in_wrong_order(text, calls)
        for call in calls:
            self._queue(call, now + habit.receipts_late)

    def deliver(self, now: Callable[[], datetime]) -> tuple[int, ...]:
        """Make every call that is due, in order, and give the status of each answer."""
        answers = []
        while self._post is not None and (call := self._next(now())) is not None:
            signature = sign(call.url, call.form, self._auth_token)
            answers.append(self._post(self._path_of(call.url), dict(call.form), signature))
        return tuple(answers)

    def _queue(self, call: _Call, due_at: datetime) -> None:
        with self._lock:
            heapq.heappush(self._waiting, (due_at, next(self._order), call))

    def _next(self, now: datetime) -> _Call | None:
        with self._lock:
            if self._waiting and self._waiting[0][0] <= now:
                return heapq.heappop(self._waiting)[2]
            return None

    def _in_wrong_order(self, text: SimulatedText, calls: list[_Call]) -> list[_Call]:
        """Hold receipts back until the last one is known, then give them from the end."""
        self._held_back[text.sid].extend(calls)
        return self._held_back.pop(text.sid)[::-1] if text.status in FINAL else []

    def _path_of(self, url: str) -> str:
        """Give the part of the URL that follows the line's public address, as the line's own server sees it."""
        if url.startswith(f"{self._public_url}/"):
            return url.removeprefix(self._public_url)
        parts = urlsplit(url)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path
