"""Brings texts and calls of the carrier's numbers to this line: what stands there, what must change, and the change."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from bot.model.value import value, value_in_order
from bot.program import Program
from bot.settings import CarrierSettings
from bot.telephony.account import CallRoute, CarrierAccount, MessagingService, OwnNumber, TextRoute

SMS_PATH, VOICE_PATH, PROGRESS_PATH = "/twilio/sms", "/twilio/voice", "/twilio/voice/status"
# Receipts need no address at the carrier: each text that leaves names its own, and each call that the line places.
OVERRIDES = "#rc=3&rp=all"
"""What the carrier does if we do not answer well: three more tries, whatever the reason (its default is one, and only
if no connection comes about). It keeps what stands behind the # to itself: nothing of it is sent or signed."""
CALL_OVERRIDES = "#ct=2000&rc=1&rp=all&rt=3000"
"""A caller hears nothing meanwhile: one more try, none longer than three seconds, then the fallback."""
LINE, PAGES, SERVICE = "TWILIO_PHONE_NUMBER", "TWILIO_PAGE_NUMBER", "TWILIO_MESSAGING_SERVICE_SID"
NOTHING = "nothing"


@value_in_order
class Difference:
    """One thing that is not as it must be; one that `matters` keeps texts or calls from reaching the line."""

    what: str
    stands: str
    wanted: str
    matters: bool


@value
class Routes:
    """Where texts and calls are to be brought."""

    texts: TextRoute
    calls: CallRoute


@value
class Door:
    """A number or a messaging service through which texts come in; `setting` names it, `found` is what stands there."""

    setting: str
    found: OwnNumber | MessagingService | None
    wanted: Routes
    set_routes: Callable[[Routes], None] | None = None

    @property
    def name(self) -> str:
        """What people call it."""
        return {LINE: "the line's number", PAGES: "the page number", SERVICE: "the messaging service"}[self.setting]

    def differences(self) -> tuple[Difference, ...]:
        """Compare what stands with what must stand; a door that is not there has nothing to compare."""
        if self.found is None:
            return ()
        calls = _of_calls(self.found, self.wanted.calls) if isinstance(self.found, OwnNumber) else ()
        return (*_of_texts(self.found, self.wanted.texts), *calls)


def wanted_routes(public_url: str, program: Program) -> Routes:
    """Return the routes that bring texts and calls to this line, and to the fallbacks if there are any.

    The fallbacks are asked by POST as well: a GET would leave the words of a text in somebody's list of addresses.
    """
    texts, calls = program.carrier.fallback_sms_url, program.carrier.fallback_voice_url
    return Routes(
        texts=TextRoute(
            url=f"{public_url}{SMS_PATH}{OVERRIDES}",
            method="POST",
            fallback_url=texts,
            fallback_method="POST" if texts else "",
        ),
        calls=CallRoute(
            url=f"{public_url}{VOICE_PATH}{CALL_OVERRIDES}",
            method="POST",
            fallback_url=calls,
            fallback_method="POST" if calls else "",
            progress_url=f"{public_url}{PROGRESS_PATH}{OVERRIDES}",
            progress_method="POST",
        ),
    )


def doors(carrier: CarrierSettings, account: CarrierAccount, wanted: Routes) -> Iterator[Door]:
    """Look at every door the settings name. Raises `CarrierFailure`."""
    for setting, phone in ((LINE, carrier.phone), (PAGES, carrier.page_phone)):
        if phone:
            number = account.number(phone)
            set_routes = partial(_set_number, account, number.sid) if number else None
            yield Door(setting=setting, found=number, wanted=_kept(number, wanted), set_routes=set_routes)
    if sid := carrier.messaging_service_sid:
        service = account.service(sid)
        set_service = partial(_set_service, account, sid) if service else None
        yield Door(setting=SERVICE, found=service, wanted=_kept(service, wanted), set_routes=set_service)


def connect(door: Door) -> bool:
    """Change one door to what it must be; return whether there was anything to change. Raises `CarrierFailure`."""
    if door.set_routes is None or not door.differences():
        return False
    door.set_routes(door.wanted)
    return True


def _set_number(account: CarrierAccount, sid: str, wanted: Routes) -> None:
    account.set_number(sid, wanted.texts, wanted.calls)


def _set_service(account: CarrierAccount, sid: str, wanted: Routes) -> None:
    account.set_service(sid, wanted.texts)


def _kept(found: OwnNumber | MessagingService | None, wanted: Routes) -> Routes:
    """Leave a fallback that stands there where the configuration names none."""
    texts, calls = wanted.texts, wanted.calls
    if found is not None and not texts.fallback_url:
        stands = found.route
        texts = replace(texts, fallback_url=stands.fallback_url, fallback_method=stands.fallback_method)
    if isinstance(found, OwnNumber) and not calls.fallback_url:
        there = found.calls
        calls = replace(calls, fallback_url=there.fallback_url, fallback_method=there.fallback_method)
    return Routes(texts=texts, calls=calls)


def _of_texts(found: OwnNumber | MessagingService, wanted: TextRoute) -> Iterator[Difference]:
    stands = found.route
    if isinstance(found, OwnNumber) and found.application:
        yield Difference("an application stands over its addresses", found.application, NOTHING, matters=True)
    if stands.url != wanted.url:
        yield Difference(
            "texts go to", stands.url or NOTHING, wanted.url, matters=_is_elsewhere(stands.url, wanted.url)
        )
    if stands.method.upper() != wanted.method:
        yield Difference("they are handed over by", stands.method or NOTHING, wanted.method, matters=True)
    if stands.fallback_url != wanted.fallback_url:
        yield Difference("where nobody answers", stands.fallback_url or NOTHING, wanted.fallback_url, matters=False)
    elif wanted.fallback_url and stands.fallback_method.upper() != wanted.fallback_method:
        yield Difference(
            "the fallback is asked by", stands.fallback_method or NOTHING, wanted.fallback_method, matters=False
        )


def _of_calls(found: OwnNumber, wanted: CallRoute) -> Iterator[Difference]:
    stands = found.calls
    if found.call_application:
        over = "an application or trunk stands over its addresses for calls"
        yield Difference(over, found.call_application, NOTHING, matters=True)
    if stands.url != wanted.url:
        yield Difference(
            "calls go to", stands.url or NOTHING, wanted.url, matters=_is_elsewhere(stands.url, wanted.url)
        )
    if stands.method.upper() != wanted.method:
        yield Difference("calls are handed over by", stands.method or NOTHING, wanted.method, matters=True)
    if stands.fallback_url != wanted.fallback_url:
        to = stands.fallback_url or NOTHING
        yield Difference("where nobody answers a call", to, wanted.fallback_url, matters=False)
    elif wanted.fallback_url and stands.fallback_method.upper() != wanted.fallback_method:
        by = stands.fallback_method or NOTHING
        yield Difference("the fallback of calls is asked by", by, wanted.fallback_method, matters=False)
    if stands.progress_url != wanted.progress_url:
        # Without it the line does not learn that a caller has hung up.
        elsewhere = _is_elsewhere(stands.progress_url, wanted.progress_url)
        yield Difference("the end of calls is told to", stands.progress_url or NOTHING, wanted.progress_url, elsewhere)
    elif stands.progress_method.upper() != wanted.progress_method:
        by = stands.progress_method or NOTHING
        yield Difference("the end of calls is told by", by, wanted.progress_method, matters=True)


def _is_elsewhere(stands: str, wanted: str) -> bool:
    """Say whether two addresses differ in more than how often and how long the carrier tries."""
    return stands.partition("#")[0] != wanted.partition("#")[0]
