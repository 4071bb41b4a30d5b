"""Brings the texts of the carrier's numbers to this line: what stands there, what must change, and the change."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from bot.model.value import value, value_in_order
from bot.program import Program
from bot.settings import CarrierSettings
from bot.telephony.account import CarrierAccount, MessagingService, OwnNumber, TextRoute

SMS_PATH = "/twilio/sms"
# Receipts need no address at the carrier: each text that leaves names its own.
OVERRIDES = "#rc=3&rp=all"
"""What the carrier does if we do not answer well: three more tries, whatever the reason (its default is one, and only
if no connection comes about). It keeps what stands behind the # to itself: nothing of it is sent or signed."""
LINE, PAGES, SERVICE = "TWILIO_PHONE_NUMBER", "TWILIO_PAGE_NUMBER", "TWILIO_MESSAGING_SERVICE_SID"
NOTHING = "nothing"


@value_in_order
class Difference:
    """One thing that is not as it must be; one that `matters` keeps texts from reaching the line."""

    what: str
    stands: str
    wanted: str
    matters: bool


@value
class Door:
    """A number or a messaging service through which texts come in; `setting` names it, `found` is what stands there."""

    setting: str
    found: OwnNumber | MessagingService | None
    wanted: TextRoute
    set_route: Callable[[TextRoute], None] | None = None

    @property
    def name(self) -> str:
        """What people call it."""
        return {LINE: "the line's number", PAGES: "the page number", SERVICE: "the messaging service"}[self.setting]

    def differences(self) -> tuple[Difference, ...]:
        """Compare what stands with what must stand; a door that is not there has nothing to compare."""
        return () if self.found is None else tuple(_differences(self.found, self.wanted))


def wanted_route(public_url: str, program: Program) -> TextRoute:
    """Return the route that brings texts to this line, and to the fallback if there is one.

    The fallback is asked by POST as well: a GET would leave the words of a text in somebody's list of addresses.
    """
    fallback = program.carrier.fallback_sms_url
    return TextRoute(
        url=f"{public_url}{SMS_PATH}{OVERRIDES}",
        method="POST",
        fallback_url=fallback,
        fallback_method="POST" if fallback else "",
    )


def doors(carrier: CarrierSettings, account: CarrierAccount, wanted: TextRoute) -> Iterator[Door]:
    """Look at every door the settings name. Raises `CarrierFailure`."""
    for setting, phone in ((LINE, carrier.phone), (PAGES, carrier.page_phone)):
        if phone:
            number = account.number(phone)
            set_route = partial(account.set_number, number.sid) if number else None
            yield Door(setting=setting, found=number, wanted=_kept(number, wanted), set_route=set_route)
    if sid := carrier.messaging_service_sid:
        service = account.service(sid)
        set_service = partial(account.set_service, sid) if service else None
        yield Door(setting=SERVICE, found=service, wanted=_kept(service, wanted), set_route=set_service)


def connect(door: Door) -> bool:
    """Change one door to what it must be; return whether there was anything to change. Raises `CarrierFailure`."""
    if door.set_route is None or not door.differences():
        return False
    door.set_route(door.wanted)
    return True


def _kept(found: OwnNumber | MessagingService | None, wanted: TextRoute) -> TextRoute:
    """Leave a fallback that stands there where the configuration names none."""
    if found is None or wanted.fallback_url:
        return wanted
    return replace(wanted, fallback_url=found.route.fallback_url, fallback_method=found.route.fallback_method)


def _differences(found: OwnNumber | MessagingService, wanted: TextRoute) -> Iterator[Difference]:
    stands = found.route
    if isinstance(found, OwnNumber) and found.application:
        yield Difference("an application stands over its addresses", found.application, NOTHING, matters=True)
    if stands.url != wanted.url:
        elsewhere = stands.url.partition("#")[0] != wanted.url.partition("#")[0]
        yield Difference("texts go to", stands.url or NOTHING, wanted.url, matters=elsewhere)
    if stands.method.upper() != wanted.method:
        yield Difference("they are handed over by", stands.method or NOTHING, wanted.method, matters=True)
    if stands.fallback_url != wanted.fallback_url:
        yield Difference("where nobody answers", stands.fallback_url or NOTHING, wanted.fallback_url, matters=False)
    elif wanted.fallback_url and stands.fallback_method.upper() != wanted.fallback_method:
        yield Difference(
            "the fallback is asked by", stands.fallback_method or NOTHING, wanted.fallback_method, matters=False
        )
