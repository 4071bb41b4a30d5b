"""What somebody who installs the line asks of an account at the carrier; nothing here ever sends a text."""

from dataclasses import field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.model.phones import Phone
from bot.model.value import value
from bot.telephony.failures import UNREACHABLE, UNREADABLE, CarrierFailure, TemporaryFailure

CREDENTIALS_REFUSED = 20003
NOT_FOUND = 20404


@value
class TextRoute:
    """Where the carrier brings a text that comes in, and where it turns if that fails; "" = nowhere."""

    url: str = ""
    method: str = ""
    fallback_url: str = ""
    fallback_method: str = ""


@value
class CallRoute:
    """Who the carrier asks about a call that comes in, who if that fails, and who is told how it ends; "" = nobody."""

    url: str = ""
    method: str = ""
    fallback_url: str = ""
    fallback_method: str = ""
    progress_url: str = ""
    progress_method: str = ""


@value
class OwnNumber:
    """A number of the account.

    `application`, `call_application`: another set of addresses (or, for calls, a trunk), which stands over its own.
    """

    sid: str
    route: TextRoute
    calls: CallRoute = CallRoute()
    application: str = ""
    call_application: str = ""
    takes_texts: bool = True
    takes_calls: bool = True


@value
class MessagingService:
    """A messaging service: its own route, whether it asks the number's instead, and the numbers in it."""

    route: TextRoute
    asks_number: bool
    numbers: frozenset[Phone]

    @property
    def takes_nothing(self) -> bool:
        """Whether texts that come in are thrown away: no route of its own, and the number's is not asked."""
        return not self.route.url and not self.asks_number


@value
class Standing:
    """How the account itself stands; `says_now` is the carrier's clock, where it told."""

    is_active: bool
    is_trial: bool
    says_now: datetime | None


@value
class Balance:
    """What is left on the account."""

    amount: float
    currency: str


class Review(StrEnum):
    """How far the registration of the line's texts has come."""

    NONE = "none"
    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"


@value
class Registration:
    """A registration, the carrier's own word for its state, and the opt-out words and replies registered with it."""

    review: Review
    said: str = ""
    stop_words: frozenset[str] = frozenset()
    replies: tuple[str, ...] = field(default=())


class CarrierAccount(Protocol):
    """An account at a carrier; every method may raise a `CarrierFailure`."""

    def standing(self) -> Standing:
        """Tell how the account stands."""
        ...

    def balance(self) -> Balance | None:
        """Tell what is left; None where the account has no balance of its own."""
        ...

    def has_business_profile(self) -> bool:
        """Say whether the carrier has approved who runs the account: without that, few calls at once."""
        ...

    def number(self, phone: Phone) -> OwnNumber | None:
        """Look up one of the account's numbers; None if it is not its own."""
        ...

    def set_number(self, sid: str, route: TextRoute, calls: CallRoute) -> None:
        """Bring the texts of a number to `route` and its calls to `calls`, and neither to an application."""
        ...

    def service(self, sid: str) -> MessagingService | None:
        """Look up a messaging service; None if there is none."""
        ...

    def set_service(self, sid: str, route: TextRoute) -> None:
        """Give a messaging service a route of its own."""
        ...

    def campaign(self, service_sid: str) -> Registration:
        """Tell how the registration of a local number's texts stands."""
        ...

    def toll_free(self, number_sid: str) -> Registration:
        """Tell how the verification of a toll-free number stands."""
        ...

    def line_type(self, phone: Phone) -> str:
        """Say what kind of line a number is, in the carrier's word, "" if it is no number; each answer costs money."""
        ...


def remedy_of(failure: CarrierFailure) -> str:
    """Say what to do about a request to the account that failed."""
    if failure.code == CREDENTIALS_REFUSED:
        return "copy TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN from the carrier's console, and TWILIO_API_KEY if set"
    if failure.reason == UNREADABLE:
        return "TWILIO_API_URL does not lead to the carrier's API, or something between answers for it; correct it"
    if failure.reason == UNREACHABLE:
        return "see that this machine reaches the internet, and that TWILIO_API_URL, if set, is right"
    if isinstance(failure, TemporaryFailure):
        return "wait a minute and try again"
    if failure.code:
        return f"look up the carrier's code at https://www.twilio.com/docs/api/errors/{failure.code}"
    return "try again; if it stays so, ask the carrier's support"
