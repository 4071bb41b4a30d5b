"""The account at the real carrier, through Twilio's own SDK and the same road as the texts."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

from bot.model.phones import Phone
from bot.telephony.account import (
    NOT_FOUND,
    Balance,
    CallRoute,
    MessagingService,
    OwnNumber,
    Registration,
    Review,
    Standing,
    TextRoute,
)
from bot.telephony.failures import PermanentFailure, TemporaryFailure, UnknownOutcome
from bot.telephony.twilio_wire import open_client, read

BUSINESS_PROFILE = "RN6433641899984f951173ef1738c3bdd0"
"""The carrier's policy "Primary Customer Profile of type Business" (Trust Hub, GET /v1/Policies)."""
LARGEST_PAGE = 1000
_REVIEWS = {
    "VERIFIED": Review.APPROVED,
    "TWILIO_APPROVED": Review.APPROVED,
    "FAILED": Review.REFUSED,
    "SUSPENDED": Review.REFUSED,
    "TWILIO_REJECTED": Review.REFUSED,
}
"""Campaign (`campaign_status`) and toll-free verification (`status`); every other word means that it waits."""
_Answer = TypeVar("_Answer")


class TwilioAccount:
    """A `CarrierAccount` over Twilio's REST API.

    It signs with the account's own token, not with an API key: a key may not look at the account.
    """

    def __init__(
        self, account_sid: str, token: str, *, api_url: str | None = None, timeout_seconds: float = 10
    ) -> None:
        client = open_client(account_sid, account_sid, token, api_url=api_url, timeout_seconds=timeout_seconds)
        if api_url:
            for domain in (client.messaging, client.lookups, client.trusthub):
                domain.base_url = api_url
        self._client = client
        self._account = client.api.account

    def standing(self) -> Standing:
        """Tell how the account stands."""
        answer = _look(self._account.fetch_with_http_info)
        said = answer.data.status
        return Standing(
            is_active=said in (None, "active"), is_trial=answer.data.type == "Trial", says_now=_moment(answer.headers)
        )

    def balance(self) -> Balance | None:
        """Tell what is left; None where the account has no balance of its own."""
        found = _look(self._account.balance.fetch)
        if not found.balance:
            return None
        return _look(lambda: Balance(amount=float(found.balance), currency=found.currency or ""))

    def has_business_profile(self) -> bool:
        """Say whether the carrier has approved who runs the account."""
        profiles = self._client.trusthub.v1.customer_profiles
        approved = _look(
            lambda: profiles.list(status="twilio-approved", policy_sid=BUSINESS_PROFILE, limit=1),
        )
        return bool(approved)

    def number(self, phone: Phone) -> OwnNumber | None:
        """Look up one of the account's numbers; None if it is not its own."""
        numbers = self._account.incoming_phone_numbers
        listed = _look(lambda: numbers.list(phone_number=phone.e164, page_size=LARGEST_PAGE))
        found = next((one for one in listed if one.phone_number == phone.e164), None)
        return _look(lambda: _as_number(found)) if found else None

    def set_number(self, sid: str, route: TextRoute, calls: CallRoute) -> None:
        """Bring the texts of a number to `route` and its calls to `calls`, and neither to an application."""
        read(
            lambda: self._account.incoming_phone_numbers(sid).update(
                sms_url=route.url,
                sms_method=route.method,
                sms_fallback_url=route.fallback_url,
                sms_fallback_method=route.fallback_method,
                sms_application_sid="",
                voice_url=calls.url,
                voice_method=calls.method,
                voice_fallback_url=calls.fallback_url,
                voice_fallback_method=calls.fallback_method,
                status_callback=calls.progress_url,
                status_callback_method=calls.progress_method,
                voice_application_sid="",
                trunk_sid="",
            ),
            otherwise=UnknownOutcome,
        )

    def service(self, sid: str) -> MessagingService | None:
        """Look up a messaging service; None if there is none."""
        service = self._client.messaging.v1.services(sid)
        try:
            found = _look(service.fetch)
        except PermanentFailure as failure:
            if failure.code == NOT_FOUND:
                return None
            raise
        senders = _look(lambda: service.phone_numbers.list(page_size=LARGEST_PAGE))
        return MessagingService(
            route=TextRoute(
                url=found.inbound_request_url or "",
                method=found.inbound_method or "",
                fallback_url=found.fallback_url or "",
                fallback_method=found.fallback_method or "",
            ),
            asks_number=bool(found.use_inbound_webhook_on_number),
            numbers=frozenset(Phone(one.phone_number) for one in senders if one.phone_number),
        )

    def set_service(self, sid: str, route: TextRoute) -> None:
        """Give a messaging service a route of its own."""
        read(
            lambda: self._client.messaging.v1.services(sid).update(
                inbound_request_url=route.url,
                inbound_method=route.method,
                fallback_url=route.fallback_url,
                fallback_method=route.fallback_method,
            ),
            otherwise=UnknownOutcome,
        )

    def campaign(self, service_sid: str) -> Registration:
        """Tell how the registration of a local number's texts stands."""
        campaigns = self._client.messaging.v1.services(service_sid).us_app_to_person
        found = _look(lambda: campaigns.list(limit=20))
        best = min(found, key=lambda one: _rank(one.campaign_status), default=None)
        if best is None:
            return Registration(review=Review.NONE)
        return _look(
            lambda: Registration(
                review=_review(best.campaign_status),
                said=best.campaign_status or "",
                stop_words=frozenset(word.upper() for word in best.opt_out_keywords or ()),
                replies=tuple(filter(None, (best.opt_out_message, best.help_message, best.opt_in_message))),
            ),
        )

    def toll_free(self, number_sid: str) -> Registration:
        """Tell how the verification of a toll-free number stands."""
        verifications = self._client.messaging.v1.tollfree_verifications
        found = _look(lambda: verifications.list(tollfree_phone_number_sid=number_sid, limit=20))
        best = min(found, key=lambda one: _rank(one.status), default=None)
        return (
            Registration(review=_review(best.status), said=best.status or "")
            if best
            else Registration(review=Review.NONE)
        )

    def line_type(self, phone: Phone) -> str:
        """Say what kind of line a number is, in the carrier's word, "" if it is no number; each answer costs money."""
        asked = self._client.lookups.v2.phone_numbers(phone.e164)
        found = _look(lambda: asked.fetch(fields="line_type_intelligence"))
        if found.valid is False:
            return ""
        return _look(lambda: str((found.line_type_intelligence or {}).get("type") or "unknown"))


def _look(ask: Callable[[], _Answer]) -> _Answer:
    """Ask without changing anything: whatever cannot be read may be asked for again."""
    return read(ask, otherwise=TemporaryFailure)


def _as_number(found: Any) -> OwnNumber:  # noqa: ANN401 - the SDK ships no types
    capabilities = found.capabilities or {}
    return OwnNumber(
        sid=found.sid,
        route=TextRoute(
            url=found.sms_url or "",
            method=found.sms_method or "",
            fallback_url=found.sms_fallback_url or "",
            fallback_method=found.sms_fallback_method or "",
        ),
        calls=CallRoute(
            url=found.voice_url or "",
            method=found.voice_method or "",
            fallback_url=found.voice_fallback_url or "",
            fallback_method=found.voice_fallback_method or "",
            progress_url=found.status_callback or "",
            progress_method=found.status_callback_method or "",
        ),
        application=found.sms_application_sid or "",
        call_application=found.voice_application_sid or found.trunk_sid or "",
        takes_texts=bool(capabilities.get("sms", True)),
        takes_calls=bool(capabilities.get("voice", True)),
    )


def _review(said: str | None) -> Review:
    return _REVIEWS.get(said or "", Review.WAITING)


def _rank(said: str | None) -> int:
    """Put what is approved before what waits, and what was refused last: an old attempt does not hide a good one."""
    return (Review.APPROVED, Review.WAITING, Review.REFUSED).index(_review(said))


def _moment(headers: Any) -> datetime | None:  # noqa: ANN401 - the SDK ships no types
    """Read the clock of whoever answered."""
    with suppress(AttributeError, TypeError, ValueError):
        moment = parsedate_to_datetime(headers.get("Date"))
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None
