"""What the line asks of any carrier, so that the real one and the simulated one are interchangeable."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from bot.model.phones import Phone
from bot.model.value import value


class ReceiptStatus(StrEnum):
    """The carrier's word on a message, in its own spelling (Twilio Message `status`)."""

    ACCEPTED = "accepted"
    SCHEDULED = "scheduled"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    CANCELED = "canceled"
    READ = "read"
    PARTIALLY_DELIVERED = "partially_delivered"
    RECEIVING = "receiving"
    RECEIVED = "received"


@value
class TextToSend:
    """One text for the carrier; `receipts_to` is the URL of the status webhook, `valid_for` its life there."""

    to: Phone
    body: str
    receipts_to: str
    valid_for: timedelta
    from_page_number: bool = False


@value
class Accepted:
    """The carrier took the text and gave it an identity."""

    sid: str
    status: ReceiptStatus


@value
class CarrierText:
    """A text as the carrier's own list shows it, sent or received; `sent_by`/`sent_to` are raw addresses."""

    sid: str
    sent_by: str
    sent_to: str
    body: str
    status: ReceiptStatus
    error_code: int | None
    created_at: datetime
    media_count: int = 0


class Carrier(Protocol):
    """A carrier of texts.

    Every method may raise `TemporaryFailure` (nothing happened, try again), `PermanentFailure` (nothing happened and
    never will) or `UnknownOutcome` (it may have happened: ask the list before trying again).
    """

    def send_text(self, text: TextToSend) -> Accepted:
        """Hand one text to the carrier."""
        ...

    def sent_texts(self, to: Phone, since: datetime) -> Sequence[CarrierText]:
        """List what this line has sent to `to` since `since`, by the carrier's record."""
        ...

    def received_texts(self, since: datetime) -> Sequence[CarrierText]:
        """List what this line has received since `since`, by the carrier's record, oldest first."""
        ...

    def text(self, sid: str) -> CarrierText | None:
        """Look one text up by its SID; None if the carrier does not know it."""
        ...
