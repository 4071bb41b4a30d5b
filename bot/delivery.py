"""Outbox to carrier: claim a text, ask the gate, send with no transaction open, settle; receipts come back here.

What is left in doubt (a timeout, a crash between send and settle) is `reconcile`'s.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil
from secrets import token_hex

from bot import notices, outcomes
from bot.catalog import segments
from bot.flows import paging
from bot.households import Leavers, leavers
from bot.ladder_steps import is_relieved, relieve
from bot.leaving import Reader, as_things_stand
from bot.model.help import HelpRequest, PhoneState, RequestState
from bot.model.messages import Lane, OnItsWay, Purpose
from bot.model.people import Person, Relation, SafeContact, Wording
from bot.model.phones import Phone
from bot.model.profiles import phone_state
from bot.model.value import value_in_order
from bot.questions import ask_when_taken
from bot.rules.safety import Decision, Leaving, Verdict, closes_at, decide, may_override
from bot.rules.seen import saw, written
from bot.services import Services
from bot.store import alarms, conversations, decisions, leases, outbox, people, requests, welcomes
from bot.store.conversations import Known
from bot.store.engine import Tx
from bot.store.leases import Lease, Taken
from bot.store.outbox import OutboundText
from bot.telephony.failures import CarrierFailure, UnknownOutcome
from bot.telephony.protocol import Accepted, TextToSend
from bot.wording import words_of

IN_ORDER = timedelta(seconds=1)
"""How long a claimer's words wait for those before them, so that they arrive in their order."""
AHEAD = timedelta(seconds=1)
"""How far ahead of its rate a sender may go: as long as the lane sleeps when nobody wakes it."""
SHORTEST_LIFE = timedelta(minutes=1)
LEASE = timedelta(seconds=60)
"""How long a text may be in the air before its outcome counts as unknown."""
CARRIER_ANSWERS_WITHIN = timedelta(seconds=10)
HELP_LANES = (Lane.HELP, Lane.HELP)
OTHER_LANES = (Lane.ANSWER, Lane.ROUTINE)
OF_COLLEAGUES = frozenset({Purpose.FOLLOW_UP, Purpose.RELAY})
"""What whoever has a request, or the line, says to a worker in danger."""
UNWORDABLE = (LookupError, TypeError, ValueError)
NOT_HANDLED = "unread_crash"
log = logging.getLogger(__name__)


@value_in_order
class Claimed:
    """A text leased for sending: its words fixed, with why it may leave and what the gate saw."""

    text: OutboundText
    token: str
    to: Phone
    body: str
    segments: int
    life: timedelta
    until: datetime
    decision: Decision
    seen: str

    @property
    def lease(self) -> Lease:
        """Return what is written down of it as it is taken."""
        wording, because = self.decision.wording, self.decision.reason
        return Lease(self.text, self.token, self.body, self.segments, wording, because, self.seen)


Answer = Accepted | CarrierFailure
Answered = tuple[Claimed, Answer]


def deliver_due(services: Services, lanes: tuple[Lane, Lane], most: int, send: Callable[[Claimed], object]) -> int:
    """Claim at most `most` due texts of these lanes and give each to `send`; return how many were dealt with.

    A text that the gate held or dropped counts too: others may wait behind it.
    """
    claimed, dealt_with = settle_and_claim(services, (), lanes, most)
    for one in claimed:
        send(one)
    return dealt_with


def send_one(services: Services, claimed: Claimed) -> None:
    """Hand a claimed text to the carrier, and write down what became of it."""
    settle(services, ((claimed, ask_carrier(services, claimed)),))


def settle(services: Services, answered: Sequence[Answered]) -> None:
    """Write down in one transaction what became of texts, of each whose lease is still ours."""
    services.store.write_again(lambda tx: _settle(tx, services, answered, services.clock.now()))


def settle_and_claim(
    services: Services, answered: Sequence[Answered], lanes: tuple[Lane, Lane], most: int
) -> tuple[Sequence[Claimed], int]:
    """Do both in one transaction, which costs one commit; return what was claimed, and how many were dealt with.

    What was claimed is leased once this returns, and is to be handed to the carrier then.
    """
    now = services.clock.now()
    if not answered:
        with services.store.read() as tx:
            if not outbox.any_due(tx, lanes, now):
                return (), 0

    def work(tx: Tx) -> tuple[Sequence[Claimed], int]:
        _settle(tx, services, answered, now)
        if not most or (answered and not outbox.any_due(tx, lanes, now)):
            return (), 0
        return _claim(tx, services, lanes, most, now)

    return services.store.write_again(work)


def _settle(tx: Tx, services: Services, answered: Sequence[Answered], now: datetime) -> None:
    if not answered:
        return
    ours = leases.leased(tx, {claimed.text.key: claimed.token for claimed, _ in answered})
    mine = [(claimed.text, answer) for claimed, answer in answered if claimed.text.key in ours]
    plain = _plainly_taken(tx, mine)
    _settle_plain(tx, services, plain, now)
    for text, answer in mine:
        if text.key not in plain:
            leases.end_lease(tx, text.key)
            outcomes.settle(tx, services, text, answer, now)


def _plainly_taken(
    tx: Tx, answered: Sequence[tuple[OutboundText, Answer]]
) -> Mapping[int, tuple[OutboundText, Accepted]]:
    """Pick the texts that the carrier took and nothing more follows from: a thousand reminders may come at once.

    A worker's words to a family are none of them: that they left is told to who wrote them.
    """
    taken = [
        (text, answer)
        for text, answer in answered
        if text.purpose is not Purpose.RELAY
        and isinstance(answer, Accepted)
        and answer.status not in outcomes.NOT_DELIVERED
    ]
    known = outbox.known_sids(tx, [answer.sid for _, answer in taken]) if taken else ()
    return {text.key: (text, answer) for text, answer in taken if answer.sid not in known}


def _settle_plain(
    tx: Tx, services: Services, plain: Mapping[int, tuple[OutboundText, Accepted]], now: datetime
) -> None:
    """Write down that the carrier took texts, as `outcomes.accepted` does one by one."""
    if not plain:
        return
    ranks = outcomes.RANKS
    taken = [Taken(key, answer.sid, answer.status, ranks.get(answer.status, 0)) for key, (_, answer) in plain.items()]
    leases.taken(tx, taken, now)
    ask_when_taken(tx, services, [text for text, _ in plain.values() if text.purpose.needs_consent], now)


def ask_carrier(services: Services, claimed: Claimed) -> Answer:
    """Hand a claimed text to the carrier, unless it waited so long that the reconciler may have sent it again."""
    if services.clock.now() > claimed.until - CARRIER_ANSWERS_WITHIN:
        return UnknownOutcome("The lease ran out before the carrier was asked")
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
        from_page_number=claimed.text.purpose in {Purpose.PAGE, Purpose.SHIFT_QUESTION},
    )


def _claim(tx: Tx, services: Services, lanes: tuple[Lane, Lane], most: int, now: datetime) -> tuple[list[Claimed], int]:
    """Lease what the gate and the sender's rate let through; help and answers never wait for the rate."""
    claimed: list[Claimed] = []
    dealt_with = 0
    free_at, rate = leases.free_at(tx, services.sender.e164) or now, services.program.sending.segments_per_second
    may_leave = max(0, ceil((now + AHEAD - max(free_at, now)).total_seconds() * rate))
    texts = outbox.due(tx, lanes, now, most, rated=may_leave)
    among = leavers(tx, texts, now)
    known = conversations.known_of(tx, {text.conversation_key for text in texts})
    for text in texts:
        if text.purpose.lane > Lane.ANSWER and free_at >= now + AHEAD:
            break
        dealt_with += 1
        admitted = _admit(tx, services, text, known[text.conversation_key], among, now)
        if admitted is None:
            continue
        free_at = max(free_at, now) + timedelta(seconds=admitted.segments / rate)
        claimed.append(admitted)
    if claimed:
        leases.lease(tx, [one.lease for one in claimed], now + LEASE, now)
        leases.spend(tx, services.sender.e164, free_at, sum(one.segments for one in claimed))
    return claimed, dealt_with


def _admit(
    tx: Tx, services: Services, text: OutboundText, known: Known, among: Leavers, now: datetime
) -> Claimed | None:
    """Ask the gate about a text as things stand now; None if it does not leave."""
    is_staff, number = text.worker_key is not None, known.conversation.phone
    persons = tuple(one.person for one in among.holders.get(text.key, ()))
    phone = phone_state(persons, known.facts, is_staff=is_staff)
    hours = services.program.hours
    facts = saw(_leaving(text, persons), phone, now, hours)
    fresh = _as_it_stands(tx, services, text, Reader(number, phone, facts), among, now)
    if fresh is None:
        return None
    text, is_same = fresh, fresh.not_after == facts.not_after
    seen = written(facts if is_same else replace(facts, not_after=fresh.not_after))
    decision = decide(_leaving(text, persons), phone, now, hours, services.program.contact)
    match decision.verdict:
        case Verdict.SEND:
            if (body := _worded(tx, services, text, decision.wording, now)) is not None:
                life = _life(services, text, phone, now)
                token, cost = token_hex(16), segments(body)
                return Claimed(text, token, number, body, cost, life, now + LEASE, decision, seen)
        case Verdict.HOLD_UNTIL:
            assert decision.until is not None
            decisions.wait(tx, text, decision.until, decision.reason, now, seen=seen)
        case Verdict.HOLD:
            decisions.hold(tx, text, decision.reason, now, seen=seen)
            may = may_override(phone, now, hours) and not text.overridden
            outcomes.held(tx, services, text, now, may_override=may)
        case Verdict.DROP | Verdict.REROUTE:
            _drop(tx, services, text, decision.reason, now, seen, reroute=decision.verdict is Verdict.REROUTE)
    return None


def _leaving(text: OutboundText, persons: Sequence[Person]) -> Leaving:
    return Leaving(
        purpose=text.purpose,
        to=_profile(persons, text.person_key),
        answers_at=text.answers_at,
        not_after=text.not_after,
        overridden=text.overridden,
    )


def _as_it_stands(
    tx: Tx, services: Services, text: OutboundText, reader: Reader, among: Leavers, now: datetime
) -> OutboundText | None:
    """Return a text as it is still meant; None if it has ended, or waits behind another."""
    if text.request_key is not None and _is_pointless(tx, text, requests.get(tx, text.request_key)):
        decisions.drop(tx, text, OnItsWay.NO_LONGER_NEEDED, now)
        return None
    if text.purpose is Purpose.PAGE and _is_relieved(tx, services, text, now):
        return None
    if text.purpose is Purpose.RELAY and outbox.waits_behind_another(tx, text):
        decisions.keep_waiting(tx, text, now + IN_ORDER, OnItsWay.IN_ORDER, now)
        return None
    if text.purpose is Purpose.REMINDER:
        return as_things_stand(tx, services, text, reader, among, now)
    if text.purpose is Purpose.NOTICE and (refused := notices.refused(tx, services, text, reader.phone, now)):
        _drop(tx, services, text, refused, now, written(reader.seen))
        return None
    return text


def _profile(persons: Sequence[Person], person_key: int | None) -> SafeContact | None:
    """Return the profile of the person a text is for; no automatic text is for a child, or for who has left a phone."""
    is_for = (person for person in persons if person.key == person_key and person.relation is not Relation.CHILD)
    return next((person.profile for person in is_for), None)


def _life(services: Services, text: OutboundText, phone: PhoneState, now: datetime) -> timedelta:
    """Return how long the carrier may keep trying: to a phone that may be read an answer lives no longer than one.

    An automatic text lives while it is of use and may arrive: not after the visit, not outside the hours it keeps to.
    """
    sending, contact = services.program.sending, services.program.contact
    if text.purpose is Purpose.PAGE:
        return sending.page_valid_for
    if text.purpose.needs_consent:
        over = closes_at(text.purpose, phone, now, services.program.hours)
        ends = [at - now for at in (over, text.not_after) if at is not None]
        return max(SHORTEST_LIFE, min([sending.text_valid_for, *ends]))
    if phone.is_private:
        return sending.text_valid_for
    return contact.relay_window if text.purpose is Purpose.RELAY else contact.answer_window


def _worded(tx: Tx, services: Services, text: OutboundText, wording: Wording, now: datetime) -> str | None:
    """Fix the words of a text; one that cannot be worded ends here, or it would stop every text behind it."""
    try:
        return words_of(services, text, wording)
    except UNWORDABLE as error:
        log.error("A text cannot be worded", extra={"words": text.words, "trouble": type(error).__name__})  # noqa: TRY400
    decisions.fail(tx, text, OnItsWay.NOT_WORDED, now)
    alarms.raise_alarm(tx, NOT_HANDLED, OnItsWay.NOT_WORDED, now)
    outcomes.did_not_arrive(tx, services, text, now)
    return None


def _drop(
    tx: Tx, services: Services, text: OutboundText, reason: str, now: datetime, seen: str, *, reroute: bool = False
) -> None:
    decisions.drop(tx, text, reason, now, seen=seen, reroute=reroute)
    if text.purpose is Purpose.REMINDER:
        welcomes.take_back(tx, text.key)
    outcomes.did_not_arrive(tx, services, text, now)


def _is_relieved(tx: Tx, services: Services, text: OutboundText, now: datetime) -> bool:
    """Drop a page whose worker's shift ended while it waited, and let who came after them be asked."""
    if text.request_key is None or text.worker_key is None:
        return False
    if not is_relieved(tx, requests.get(tx, text.request_key), text.worker_key, services, now):
        return False
    decisions.drop(tx, text, OnItsWay.RELIEVED, now)
    relieve(tx, services, text.request_key, text.key, now)
    return True


def _is_pointless(tx: Tx, text: OutboundText, request: HelpRequest) -> bool:
    """Whether a page's request was taken while it waited, a newer page goes the same way, or news is no longer true.

    Nothing that waited goes to a colleague who has given their sign meanwhile (SAFETY 2.6).
    """
    if text.purpose in OF_COLLEAGUES and text.worker_key is not None and request.is_secret_from(text.worker_key):
        return True
    if text.purpose is Purpose.PAGE:
        return request.state is not RequestState.OPEN or outbox.is_overtaken(tx, text)
    holder = people.worker(tx, request.holder).given_name if request.holder is not None else None
    return not paging.is_still_true(text.words, text.params.get("name"), request.state, holder)
