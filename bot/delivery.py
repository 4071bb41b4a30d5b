"""Outbox to carrier: claim a text, ask the gate, send with no transaction open, settle; receipts come back here.

What is left in doubt (a timeout, a crash between send and settle) is `reconcile`'s.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex

from bot import outcomes
from bot.catalog import segments, trimmed
from bot.flows import paging
from bot.model.effects import Phrase
from bot.model.help import HelpRequest, PhoneState, RequestState
from bot.model.messages import Lane, OutboundState, Purpose
from bot.model.people import Wording
from bot.model.phones import Phone
from bot.model.profiles import phone_state
from bot.rules.safety import Leaving, Reason, Verdict, decide, may_override
from bot.services import Services
from bot.store import alarms, conversations, outbox, people, requests
from bot.store.engine import Tx
from bot.store.outbox import OutboundText
from bot.telephony.failures import CarrierFailure
from bot.telephony.protocol import Accepted, TextToSend

IN_ORDER = timedelta(seconds=1)
"""How long a claimer's words wait for those before them, so that they arrive in their order."""
AHEAD = timedelta(seconds=1)
"""How far ahead of its rate a sender may go: as long as the lane sleeps when nobody wakes it."""
LEASE = timedelta(seconds=60)
"""How long a text may be in the air before its outcome counts as unknown; the carrier is given 10 s to answer."""
HELP_LANES = (Lane.HELP, Lane.HELP)
OTHER_LANES = (Lane.ANSWER, Lane.ROUTINE)
NO_LONGER_NEEDED = "page_is_no_longer_needed"
NOT_WORDED = "cannot_be_worded"
NOT_HANDLED = "unread_crash"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A text leased for sending, its words fixed."""

    text: OutboundText
    token: str
    to: Phone
    body: str
    life: timedelta


def deliver_due(services: Services, lanes: tuple[Lane, Lane], most: int, send: Callable[[Claimed], object]) -> int:
    """Claim at most `most` due texts of these lanes and give each to `send`; return how many were dealt with.

    A text that the gate held or dropped counts too: others may wait behind it.
    """
    now = services.clock.now()
    with services.store.read() as tx:
        if not outbox.any_due(tx, lanes, now):
            return 0
    with services.store.write() as tx:
        claimed, dealt_with = _claim(tx, services, lanes, most, now)
    for one in claimed:
        send(one)
    return dealt_with


def send_one(services: Services, claimed: Claimed) -> None:
    """Hand a claimed text to the carrier, and write down what became of it if the lease is still ours."""
    answer = _ask_carrier(services, claimed)

    def settle(tx: Tx) -> None:
        if outbox.end_lease(tx, claimed.text.key, claimed.token):
            outcomes.settle(tx, services, claimed.text, answer, services.clock.now())

    services.store.write_again(settle)


def _ask_carrier(services: Services, claimed: Claimed) -> Accepted | CarrierFailure:
    try:
        return services.carrier.send_text(_to_send(services, claimed))
    except CarrierFailure as failure:
        return failure


def _to_send(services: Services, claimed: Claimed) -> TextToSend:
    return TextToSend(
        to=claimed.to,
        body=claimed.body,
        receipts_to=f"{services.receipts_url}/{claimed.text.key}",
        valid_for=claimed.life,
        from_page_number=claimed.text.purpose is Purpose.PAGE,
    )


def _claim(tx: Tx, services: Services, lanes: tuple[Lane, Lane], most: int, now: datetime) -> tuple[list[Claimed], int]:
    """Lease what the gate and the sender's rate let through; help and answers never wait for the rate."""
    claimed: list[Claimed] = []
    dealt_with = 0
    free_at = outbox.free_at(tx, services.sender.e164) or now
    spent = 0
    for text in outbox.due(tx, lanes, now, most):
        if text.purpose.lane > Lane.ANSWER and free_at >= now + AHEAD:
            break
        dealt_with += 1
        admitted = _admit(tx, services, text, now)
        if admitted is None:
            continue
        count = segments(admitted.body)
        outbox.lease(tx, text, admitted.token, now + LEASE, admitted.body, count, now)
        free_at = max(free_at, now) + timedelta(seconds=count / services.program.sending.segments_per_second)
        spent += count
        claimed.append(admitted)
    if spent:
        outbox.spend(tx, services.sender.e164, free_at, spent)
    return claimed, dealt_with


def _admit(tx: Tx, services: Services, text: OutboundText, now: datetime) -> Claimed | None:
    """Ask the gate about a text as things stand now; None if it does not leave."""
    known = conversations.known(tx, text.conversation_key)
    if text.request_key is not None and _is_pointless(tx, text, requests.get(tx, text.request_key)):
        outbox.change(tx, text.key, state=OutboundState.DROPPED, reason=NO_LONGER_NEEDED, settled_at=now)
        return None
    if text.purpose is Purpose.RELAY and outbox.waits_behind_another(tx, text):
        outbox.change(tx, text.key, due_at=now + IN_ORDER)
        return None
    is_staff = text.worker_key is not None
    persons = () if is_staff else people.persons_by_phone(tx, known.conversation.phone)
    phone = phone_state(persons, known.facts, is_staff=is_staff)
    leaving = Leaving(
        purpose=text.purpose, answers_at=text.answers_at, not_after=text.not_after, overridden=text.overridden
    )
    hours = services.program.hours
    decision = decide(leaving, phone, now, hours, services.program.contact)
    match decision.verdict:
        case Verdict.SEND:
            body = _worded(tx, services, text, decision.wording, now)
            if body is None:
                return None
            return Claimed(text, token_hex(16), known.conversation.phone, body, _life(services, text, phone))
        case Verdict.HOLD_UNTIL:
            outbox.change(tx, text.key, due_at=decision.until, reason=decision.reason)
        case Verdict.HOLD:
            outbox.change(tx, text.key, state=OutboundState.HELD, reason=decision.reason)
            may = may_override(phone, now, hours) and not text.overridden
            outcomes.held(tx, services, text, now, may_override=may)
        case Verdict.DROP | Verdict.REROUTE:
            _drop(tx, services, text, decision.reason, now)
    return None


def _life(services: Services, text: OutboundText, phone: PhoneState) -> timedelta:
    """Return how long the carrier may keep trying: to a phone that may be read an answer lives no longer than one."""
    sending, contact = services.program.sending, services.program.contact
    if text.purpose is Purpose.PAGE:
        return sending.page_valid_for
    if phone.is_private:
        return sending.text_valid_for
    return contact.relay_window if text.purpose is Purpose.RELAY else contact.answer_window


def _worded(tx: Tx, services: Services, text: OutboundText, wording: Wording, now: datetime) -> str | None:
    """Fix the words of a text; one that cannot be worded ends here, or it would stop every text behind it."""
    try:
        return _words(services, text, wording)
    except (LookupError, TypeError, ValueError) as error:
        log.error("A text cannot be worded", extra={"words": text.words, "trouble": type(error).__name__})  # noqa: TRY400
    outbox.change(tx, text.key, state=OutboundState.FAILED, reason=NOT_WORDED, settled_at=now)
    alarms.raise_alarm(tx, NOT_HANDLED, NOT_WORDED, now)
    outcomes.did_not_arrive(tx, services, text, now)
    return None


def _drop(tx: Tx, services: Services, text: OutboundText, reason: Reason, now: datetime) -> None:
    outbox.change(tx, text.key, state=OutboundState.DROPPED, reason=reason, settled_at=now)
    outcomes.did_not_arrive(tx, services, text, now)


def _is_pointless(tx: Tx, text: OutboundText, request: HelpRequest) -> bool:
    """Whether a page's request was taken while it waited, a newer page goes the same way, or news is no longer true."""
    if text.purpose is Purpose.PAGE:
        return request.state is not RequestState.OPEN or outbox.is_overtaken(tx, text)
    holder = people.worker(tx, request.holder).given_name if request.holder is not None else None
    return not paging.is_still_true(text.words, text.params.get("name"), request.state, holder)


def _words(services: Services, text: OutboundText, wording: Wording) -> str:
    """Render a text in the reader's language and wording, within the carrier's limit."""
    params = {name: _param(services, text, value) for name, value in text.params.items()}
    return trimmed(services.catalog.words(text.words, text.language, wording, params))


def _param(services: Services, text: OutboundText, value: object) -> object:
    """Render a phrase made of catalog keys; everything else is the catalog's to word."""
    if not isinstance(value, Phrase):
        return value
    return " ".join(services.catalog.words(key, text.language, Wording.FULL, {}) for key in value.keys)
