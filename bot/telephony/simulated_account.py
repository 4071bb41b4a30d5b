"""The account at the simulated carrier: as good as new, and as badly set up as it is told to be."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.model.phones import Phone
from bot.telephony.account import (
    Balance,
    CallRoute,
    MessagingService,
    OwnNumber,
    Registration,
    Review,
    Standing,
    TextRoute,
)
from bot.telephony.simulated import SimulatedCarrier

DEMO = TextRoute(url="https://demo.twilio.com/welcome/sms/reply", method="POST", fallback_method="POST")
DEMO_CALLS = CallRoute(
    url="https://demo.twilio.com/welcome/voice/", method="POST", fallback_method="POST", progress_method="POST"
)
"""Where the carrier brings the texts and calls of a number that was just bought."""


class SimulatedAccount:
    """A `CarrierAccount` whose state is in the hands of whoever made it; the carrier's faults meet it too."""

    def __init__(self, carrier: SimulatedCarrier) -> None:
        self.carrier = carrier
        self.is_active = True
        self.is_trial = False
        self.money: Balance | None = Balance(amount=50.0, currency="USD")
        self.business_profile = True
        self.clock_ahead = timedelta(0)
        self.line_types: dict[Phone, str] = {}
        self.services: dict[str, MessagingService] = {}
        self.registrations: dict[str, Registration] = {}
        ours = (one for one in (carrier.line, carrier.page_line) if one)
        self.numbers = {
            phone: OwnNumber(sid=f"PN{place:032x}", route=DEMO, calls=DEMO_CALLS)
            for place, phone in enumerate(ours, start=1)
        }

    def open_service(self, sid: str, registration: Registration | None = None) -> None:
        """Open a messaging service, with every number in it and nothing set."""
        self.services[sid] = MessagingService(route=TextRoute(), asks_number=False, numbers=frozenset(self.numbers))
        if registration:
            self.registrations[sid] = registration

    def says_now(self) -> datetime:
        """Tell the carrier's time."""
        return self.carrier.now() + self.clock_ahead

    def standing(self) -> Standing:
        """Tell how the account stands."""
        self.carrier.knock()
        return Standing(is_active=self.is_active, is_trial=self.is_trial, says_now=self.says_now())

    def balance(self) -> Balance | None:
        """Tell what is left; None where the account has no balance of its own."""
        self.carrier.knock()
        return self.money

    def has_business_profile(self) -> bool:
        """Say whether the carrier has approved who runs the account."""
        self.carrier.knock()
        return self.business_profile

    def number(self, phone: Phone) -> OwnNumber | None:
        """Look up one of the account's numbers; None if it is not its own."""
        self.carrier.knock()
        return self.numbers.get(phone)

    def set_number(self, sid: str, route: TextRoute, calls: CallRoute) -> None:
        """Bring the texts of a number to `route` and its calls to `calls`, and neither to an application."""
        self.carrier.knock()
        for phone, number in self.numbers.items():
            if number.sid == sid:
                self.numbers[phone] = replace(number, route=route, calls=calls, application="", call_application="")

    def service(self, sid: str) -> MessagingService | None:
        """Look up a messaging service; None if there is none."""
        self.carrier.knock()
        return self.services.get(sid)

    def set_service(self, sid: str, route: TextRoute) -> None:
        """Give a messaging service a route of its own."""
        self.carrier.knock()
        self.services[sid] = replace(self.services[sid], route=route)

    def campaign(self, service_sid: str) -> Registration:
        """Tell how the registration of a local number's texts stands."""
        return self._registration(service_sid)

    def toll_free(self, number_sid: str) -> Registration:
        """Tell how the verification of a toll-free number stands."""
        return self._registration(number_sid)

    def line_type(self, phone: Phone) -> str:
        """Say what kind of line a number is; every number is a mobile one unless told otherwise."""
        self.carrier.knock()
        return self.line_types.get(phone, "mobile")

    def _registration(self, sid: str) -> Registration:
        self.carrier.knock()
        return self.registrations.get(sid, Registration(review=Review.NONE))
