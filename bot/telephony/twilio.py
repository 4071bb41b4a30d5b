"""The real carrier, through Twilio's own SDK."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.model.phones import Phone
from bot.telephony.failures import PermanentFailure, TemporaryFailure, UnknownOutcome
from bot.telephony.protocol import Accepted, CarrierText, ReceiptStatus, TextToSend
from bot.telephony.twilio_wire import open_client, read

LARGEST_PAGE = 1000
LONGEST_VALIDITY = timedelta(hours=10)

_NOT_FOUND = 20404


class TwilioCarrier:
    """A `Carrier` that sends and lists texts over Twilio's REST API; one instance serves every thread."""

    def __init__(
        self,
        account_sid: str,
        username: str,
        password: str,
        *,
        sender: Phone,
        page_sender: Phone | None = None,
        messaging_service_sid: str | None = None,
        api_url: str | None = None,
        timeout_seconds: float = 10,
    ) -> None:
        client = open_client(account_sid, username, password, api_url=api_url, timeout_seconds=timeout_seconds)
        self._messages = client.api.account.messages
        self._sender = sender
        self._page_sender = page_sender
        self._service = messaging_service_sid or None

    def send_text(self, text: TextToSend) -> Accepted:
        """Hand one text to the carrier."""
        message = read(
            lambda: self._messages.create(
                to=text.to.e164,
                body=text.body,
                status_callback=text.receipts_to,
                validity_period=_whole_seconds(text.valid_for),
                **self._sender_of(text),
            ),
            otherwise=UnknownOutcome,
        )
        if not message.sid:
            raise UnknownOutcome("The carrier's answer names no text")
        return Accepted(sid=message.sid, status=_status(message.status, ReceiptStatus.ACCEPTED))

    def sent_texts(self, to: Phone, since: datetime) -> Sequence[CarrierText]:
        """List what this line has sent to `to` since `since`, oldest first.

        The carrier is asked twice: a text that still waits in its queue has no date of sending, so a list by that
        date would not show it.
        """
        found = [*self._listed(to, self._is_ours, since), *self._listed(to, self._is_ours)]
        return _oldest_first(found, since)

    def received_texts(self, since: datetime) -> Sequence[CarrierText]:
        """List what this line and its page number have received since `since`, oldest first."""
        found = [text for number in self._numbers() for text in self._listed(number, _is_inbound, since)]
        return _oldest_first(found, since)

    def text(self, sid: str) -> CarrierText | None:
        """Look one text up by its SID; None if the carrier does not know it."""
        try:
            return read(lambda: _as_listed(self._messages(sid).fetch()), otherwise=TemporaryFailure)
        except PermanentFailure as failure:
            if failure.code == _NOT_FOUND:
                return None
            raise

    def _sender_of(self, text: TextToSend) -> dict[str, str]:
        if text.from_page_number and self._page_sender:
            return {"from_": self._page_sender.e164}
        if self._service:
            return {"messaging_service_sid": self._service}
        return {"from_": self._sender.e164}

    def _numbers(self) -> tuple[Phone, ...]:
        return (self._sender, self._page_sender) if self._page_sender else (self._sender,)

    def _is_ours(self, message: Any) -> bool:  # noqa: ANN401 - the SDK ships no types
        """Say whether this line sent the message; one that a service has just accepted has no sender yet."""
        by_service = self._service is not None and message.messaging_service_sid == self._service
        from_us = message.from_ in {number.e164 for number in self._numbers()}
        return not _is_inbound(message) and (by_service or from_us)

    def _listed(
        self, to: Phone, wanted: Callable[[Any], bool], sent_since: datetime | None = None
    ) -> Sequence[CarrierText]:
        """Read every page of the list of texts to `to`, oldest first; the filter by date knows whole days only."""
        filters: dict[str, Any] = {"to": to.e164, "page_size": LARGEST_PAGE}
        if sent_since:
            filters["date_sent_after"] = (sent_since.astimezone(UTC) - timedelta(hours=1)).date().isoformat()
        newest_first = read(
            lambda: [_as_listed(message) for message in self._messages.stream(**filters) if wanted(message)],
            otherwise=TemporaryFailure,
        )
        return newest_first[::-1]


def _as_listed(message: Any) -> CarrierText:  # noqa: ANN401 - the SDK ships no types
    created_at = message.date_created or message.date_sent or message.date_updated
    if not message.sid or created_at is None:
        raise ValueError
    return CarrierText(
        sid=message.sid,
        sent_by=message.from_ or "",
        sent_to=message.to or "",
        body=message.body or "",
        status=_status(message.status, ReceiptStatus.RECEIVED if _is_inbound(message) else ReceiptStatus.ACCEPTED),
        error_code=message.error_code,
        created_at=created_at,
        media_count=int(message.num_media or 0),
    )


def _is_inbound(message: Any) -> bool:  # noqa: ANN401 - the SDK ships no types
    return bool(message.direction == "inbound")


def _status(word: str | None, otherwise: ReceiptStatus) -> ReceiptStatus:
    """Read a status; one the carrier has invented since claims the least that can be true."""
    with suppress(ValueError):
        return ReceiptStatus(word or "")
    return otherwise


def _oldest_first(texts: Iterable[CarrierText], since: datetime) -> tuple[CarrierText, ...]:
    """Keep each text since `since` once; the carrier's dates know no fractions of a second."""
    since = since.replace(microsecond=0)
    once = {text.sid: text for text in texts if text.created_at >= since}
    return tuple(sorted(once.values(), key=lambda text: text.created_at))


def _whole_seconds(life: timedelta) -> int:
    """Give a text's life as the carrier takes it: whole seconds, at least one, at most ten hours."""
    return max(1, int(min(life, LONGEST_VALIDITY).total_seconds()))
