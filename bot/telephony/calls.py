"""What the line asks of a carrier of calls: place one, end one, send one elsewhere, fetch and forget a recording."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from bot.model.phones import Phone
from bot.model.value import value


class CallStatus(StrEnum):
    """The carrier's word on a call, in its own spelling (Twilio Call `status`); `completed` may be a voicemail."""

    QUEUED = "queued"
    INITIATED = "initiated"
    RINGING = "ringing"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    BUSY = "busy"
    NO_ANSWER = "no-answer"
    FAILED = "failed"
    CANCELED = "canceled"

    @property
    def is_final(self) -> bool:
        """Whether the call is over."""
        return self in FINAL


FINAL = frozenset({CallStatus.COMPLETED, CallStatus.BUSY, CallStatus.NO_ANSWER, CallStatus.FAILED, CallStatus.CANCELED})


@value
class CallToPlace:
    """One call for the carrier, from the line's own number; both URLs are absolute.

    `asks`: whose answer says what is heard once somebody answers. `progress_to`: who is told how the call stands.
    """

    to: Phone
    asks: str
    progress_to: str
    rings_for: timedelta


@value
class Placed:
    """The carrier took the call and gave it an identity."""

    sid: str
    status: CallStatus


@value
class CarrierCall:
    """A call as the carrier's own list shows it; `called_from`/`called_to` are raw addresses."""

    sid: str
    called_from: str
    called_to: str
    status: CallStatus
    created_at: datetime


class CallCarrier(Protocol):
    """A carrier of calls.

    Every method may raise `TemporaryFailure` (nothing happened, try again), `PermanentFailure` (nothing happened and
    never will) or `UnknownOutcome` (it may have happened: ask the list before trying again).
    """

    def place_call(self, call: CallToPlace) -> Placed:
        """Ring a phone."""
        ...

    def end_call(self, sid: str) -> None:
        """Stop a call that rings, or hang up one that is on; nothing happens to one that is over or unknown."""
        ...

    def redirect_call(self, sid: str, asks: str) -> bool:
        """Let a call that is on fetch its next document from `asks`; False if it is over or unknown."""
        ...

    def placed_calls(self, to: Phone, since: datetime) -> Sequence[CarrierCall]:
        """List the calls this line has placed to `to` since `since`, by the carrier's record, oldest first."""
        ...

    def call(self, sid: str) -> CarrierCall | None:
        """Look one call up by its SID; None if the carrier does not know it."""
        ...

    def drop_queue(self, name: str) -> None:
        """Delete an empty queue of this name; nothing happens where somebody waits in it, or there is none."""
        ...

    def recording(self, sid: str) -> bytes | None:
        """Fetch a recording as MP3; None if the carrier has none of this SID (yet, or no more)."""
        ...

    def forget_recording(self, sid: str) -> None:
        """Delete a recording at the carrier; nothing happens if there is none."""
        ...
