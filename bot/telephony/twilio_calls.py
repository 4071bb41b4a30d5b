"""The real carrier of calls, through Twilio's own SDK and the same road as the texts."""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from bot.model.phones import Phone
from bot.telephony.account import NOT_FOUND
from bot.telephony.calls import CallStatus, CallToPlace, CarrierCall, Placed
from bot.telephony.failures import PermanentFailure, TemporaryFailure, UnknownOutcome
from bot.telephony.twilio_wire import Wire, open_client, read

API_VERSION = "2010-04-01"
LARGEST_PAGE = 1000
LONGEST_RING = timedelta(seconds=600)
EVERY_STEP = ["initiated", "ringing", "answered", "completed"]

_NOT_ON = 21220
"""The call is not in a state in which it could be changed: it is over, or it has not begun."""
_RECORDING = re.compile(r"RE[0-9a-f]{32}")
_Answer = TypeVar("_Answer")


class TwilioCalls:
    """A `CallCarrier` over Twilio's REST API; one instance serves every thread."""

    def __init__(
        self,
        account_sid: str,
        username: str,
        password: str,
        *,
        line: Phone,
        api_url: str | None = None,
        timeout_seconds: float = 10,
    ) -> None:
        client = open_client(account_sid, username, password, api_url=api_url, timeout_seconds=timeout_seconds)
        account = client.api.account
        self._client = client
        self._calls, self._queues, self._recordings = account.calls, account.queues, account.recordings
        self._files = f"{client.api.base_url}/{API_VERSION}/Accounts/{account_sid}/Recordings"
        self._line = line

    def place_call(self, call: CallToPlace) -> Placed:
        """Ring a phone. No machine is listened for: only a key proves a person."""
        made = read(
            lambda: self._calls.create(
                to=call.to.e164,
                from_=self._line.e164,
                url=call.asks,
                method="POST",
                status_callback=call.progress_to,
                status_callback_method="POST",
                status_callback_event=EVERY_STEP,
                timeout=_whole_seconds(call.rings_for),
            ),
            otherwise=UnknownOutcome,
        )
        if not made.sid:
            raise UnknownOutcome("The carrier's answer names no call")
        return Placed(sid=made.sid, status=_status(made.status))

    def end_call(self, sid: str) -> None:
        """Stop a call that rings, or hang up one that is on: `completed` does either, `canceled` only the first."""
        with suppress(_Gone):
            _change(lambda: self._calls(sid).update(status=CallStatus.COMPLETED.value))

    def redirect_call(self, sid: str, asks: str) -> bool:
        """Let a call that is on fetch its next document from `asks`; False if it is over or unknown."""
        with suppress(_Gone):
            _change(lambda: self._calls(sid).update(url=asks, method="POST"))
            return True
        return False

    def placed_calls(self, to: Phone, since: datetime) -> Sequence[CarrierCall]:
        """List the calls this line has placed to `to` since `since`, oldest first.

        The carrier is asked twice: a call that still waits in its queue has no time of its start.
        """
        since = since.replace(microsecond=0)
        day = (since.astimezone(UTC) - timedelta(hours=1)).date().isoformat()
        found = [*self._listed(to, start_time_after=day), *self._listed(to)]
        once = {call.sid: call for call in found if call.created_at >= since}
        return tuple(sorted(once.values(), key=lambda call: call.created_at))

    def call(self, sid: str) -> CarrierCall | None:
        """Look one call up by its SID; None if the carrier does not know it."""
        try:
            return read(lambda: _as_listed(self._calls(sid).fetch()), otherwise=TemporaryFailure)
        except PermanentFailure as failure:
            if failure.code == NOT_FOUND:
                return None
            raise

    def drop_queue(self, name: str) -> None:
        """Delete an empty queue of this name; one that somebody has entered meanwhile is left alone."""
        for sid in self._empty_queues(name):
            try:
                with suppress(_Gone):
                    _change(self._queues(sid).delete)
            except PermanentFailure:
                if sid in self._empty_queues(name):
                    raise

    def recording(self, sid: str) -> bytes | None:
        """Fetch a recording as MP3; None if the carrier has none of this SID (yet, or no more)."""
        if not _RECORDING.fullmatch(sid):
            return None
        wire: Wire = self._client.http_client
        return wire.fetch_sound(f"{self._files}/{sid}.mp3", self._client.auth)

    def forget_recording(self, sid: str) -> None:
        """Delete a recording at the carrier; nothing happens if there is none."""
        if _RECORDING.fullmatch(sid):
            with suppress(_Gone):
                _change(self._recordings(sid).delete)

    def _listed(self, to: Phone, **filters: str) -> Sequence[CarrierCall]:
        """Read every page of the list of calls to `to`, oldest first; the filter by time knows whole days only."""
        asked = {"to": to.e164, "from_": self._line.e164, "page_size": LARGEST_PAGE, **filters}
        newest_first = read(
            lambda: [_as_listed(call) for call in self._calls.stream(**asked) if call.direction == "outbound-api"],
            otherwise=TemporaryFailure,
        )
        return newest_first[::-1]

    def _empty_queues(self, name: str) -> Sequence[str]:
        queues = read(lambda: list(self._queues.stream(page_size=LARGEST_PAGE)), otherwise=TemporaryFailure)
        return [queue.sid for queue in queues if queue.friendly_name == name and not queue.current_size]


class _Gone(Exception):
    """What was to be changed is over, or is not there."""


def _change(ask: Callable[[], _Answer]) -> _Answer:
    """Make a request that changes something. Raises `_Gone` where there is nothing left to change."""
    try:
        return read(ask, otherwise=UnknownOutcome)
    except PermanentFailure as failure:
        if failure.code in {NOT_FOUND, _NOT_ON}:
            raise _Gone from None
        raise


def _as_listed(call: Any) -> CarrierCall:  # noqa: ANN401 - the SDK ships no types
    created_at = call.date_created or call.start_time or call.date_updated
    if not call.sid or created_at is None:
        raise ValueError
    return CarrierCall(
        sid=call.sid,
        called_from=call._from or "",  # noqa: SLF001 - the SDK's name for it
        called_to=call.to or "",
        status=_status(call.status),
        created_at=created_at,
    )


def _status(word: str | None) -> CallStatus:
    """Read a status; one the carrier has invented since claims the least that can be true."""
    with suppress(ValueError):
        return CallStatus(word or "")
    return CallStatus.QUEUED


def _whole_seconds(ring: timedelta) -> int:
    """Give the time a call may ring as the carrier takes it: whole seconds, at least one, at most ten minutes."""
    return max(1, int(min(ring, LONGEST_RING).total_seconds()))
