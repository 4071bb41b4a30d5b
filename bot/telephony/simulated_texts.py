"""The texts of the simulated carrier: what it keeps of each, and what its webhooks say about them."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.model.phones import Phone
from bot.model.value import value
from bot.telephony.protocol import CarrierText, ReceiptStatus, TextToSend

STOP_WORDS = frozenset({"stop", "stopall", "unsubscribe", "end", "quit", "cancel", "revoke", "optout"})
START_WORDS = frozenset({"start", "yes", "unstop"})

FINAL = frozenset({ReceiptStatus.DELIVERED, ReceiptStatus.UNDELIVERED, ReceiptStatus.FAILED})
"""Where the life of a sent text ends."""

API_VERSION = "2010-04-01"
LONGEST_BODY = 1600

_E164 = re.compile(r"\+[1-9]\d{7,14}")


@value
class SimulatedText:
    """One text as the carrier keeps it; times are in whole seconds, as the carrier's are."""

    sid: str
    inbound: bool
    sent_by: str
    sent_to: str
    body: str
    status: ReceiptStatus
    created_at: datetime
    updated_at: datetime
    sent_at: datetime | None = None
    error_code: int | None = None
    receipts_to: str = ""
    service: str | None = None
    media_count: int = 0


def as_listed(text: SimulatedText) -> CarrierText:
    """Show a text as the carrier's list does."""
    return CarrierText(
        sid=text.sid,
        sent_by=text.sent_by,
        sent_to=text.sent_to,
        body=text.body,
        status=text.status,
        error_code=text.error_code,
        created_at=text.created_at,
        media_count=text.media_count,
    )


def objection_to(text: TextToSend, number: Phone, *, is_blocked: bool) -> int | None:
    """Say with which code the carrier refuses a text from `number`, if it does."""
    if not _E164.fullmatch(text.to.e164) or text.to == number:
        return 21211
    if not text.body.strip():
        return 21602
    if len(text.body) > LONGEST_BODY:
        return 21617
    return 21610 if is_blocked else None


def life_of(
    text: SimulatedText, now: datetime, travel: timedelta, undelivered_code: int | None
) -> Iterator[tuple[datetime, ReceiptStatus, int | None]]:
    """Give the steps that lie before an accepted text: when, which status, which error code."""
    if text.service:
        yield now, ReceiptStatus.QUEUED, None
    yield now, ReceiptStatus.SENDING, None
    yield now, ReceiptStatus.SENT, None
    end = ReceiptStatus.DELIVERED if undelivered_code is None else ReceiptStatus.UNDELIVERED
    yield now + travel, end, undelivered_code


def segments_in(body: str) -> int:
    """Count segments roughly: plain ASCII as GSM-7, everything else as UCS-2."""
    one, several = (160, 153) if body.isascii() else (70, 67)
    return 1 if len(body) <= one else -(-len(body) // several)


def inbound_form(text: SimulatedText, account_sid: str) -> dict[str, str]:
    """Give the fields of the webhook for a received text, the empty ones included."""
    places = {f"{end}{part}": "" for end in ("From", "To") for part in ("City", "State", "Zip")}
    form = _common_fields(text, account_sid) | places
    form |= {
        "SmsMessageSid": text.sid,
        "SmsStatus": text.status,
        "Body": text.body,
        "NumMedia": str(text.media_count),
        "NumSegments": str(segments_in(text.body)),
        "FromCountry": "US",
        "ToCountry": "US",
    }
    for index in range(text.media_count):
        form[f"MediaUrl{index}"] = f"https://api.twilio.com/{API_VERSION}/Messages/{text.sid}/Media/ME{index:032x}"
        form[f"MediaContentType{index}"] = "image/jpeg"
    return form


def receipt_form(text: SimulatedText, account_sid: str) -> dict[str, str]:
    """Give the fields of the status webhook for a text in its present status."""
    form = _common_fields(text, account_sid) | {"MessageStatus": text.status, "SmsStatus": text.status}
    if text.error_code is not None:
        form["ErrorCode"] = str(text.error_code)
    if text.service is not None:
        form["MessagingServiceSid"] = text.service
    if text.status is ReceiptStatus.DELIVERED:
        form["RawDlrDoneDate"] = text.updated_at.strftime("%y%m%d%H%M")
    return form


def _common_fields(text: SimulatedText, account_sid: str) -> dict[str, str]:
    return {
        "MessageSid": text.sid,
        "SmsSid": text.sid,
        "AccountSid": account_sid,
        "From": text.sent_by,
        "To": text.sent_to,
        "ApiVersion": API_VERSION,
    }
