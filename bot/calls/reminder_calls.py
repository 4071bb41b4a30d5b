"""Reminders by voice: decided once more before the phone rings and before they are said, and tried twice at most."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.flows.calls import FIRST
from bot.flows.visit_texts import words_for
from bot.households import leavers_of_call
from bot.leaving import PAUSED_FOR, Standing, drop, forget, stand
from bot.model.calls import Call, CallKind, CallOutcome, Reminded
from bot.model.help import PhoneState
from bot.model.phones import Phone
from bot.model.profiles import phone_state
from bot.model.value import value_in_order
from bot.model.visits import VisitRef
from bot.reminding import MOMENT
from bot.rules.reminders import Drop, Fate, NotSent, Send, Wait
from bot.rules.safety import Reason, goes_by_voice, reminding
from bot.rules.seen import saw, written
from bot.services import Services
from bot.store import calls, conversations, people, reminders
from bot.store.engine import Tx

AGAIN = 2
"""The turn of a call that is the second, and last, try."""
OUT_OF_TIME = frozenset({NotSent.TOO_LATE, NotSent.OVER, Reason.TOO_LATE, Reason.UNSAFE_HOURS})
NEXT_IN_LINE = timedelta(seconds=10)
IN_LINE = "waits_for_calls_before_it"
LOOK_AGAIN = timedelta(minutes=15)
"""A call that waits is looked at again at least so often: what keeps it back may be over."""


@value_in_order
class _Found:
    """The reminders of a call as things stand, and the phone it goes to; `is_elsewhere`: they are reached otherwise."""

    standing: Standing
    phone: PhoneState
    names: dict[int, str]
    is_paused: bool
    is_elsewhere: bool


def fate_now(tx: Tx, services: Services, call: Call, now: datetime) -> Fate:
    """Decide whether a reminder by voice rings now, later or not at all; what it does not say any more is noted."""
    if calls.live_of_kind(tx, CallKind.REMINDER) >= services.program.calls.reminders_at_once:
        return Wait(now + NEXT_IN_LINE, IN_LINE)
    found = _find(tx, services, call, now)
    if found.is_paused:
        return Wait(now + PAUSED_FOR, NotSent.PAUSED)
    if found.is_elsewhere:
        forget(tx, reminders.of_call(tx, call.key), now)
        return Drop(NotSent.OTHER_WAY)
    if call.turn >= AGAIN:
        found = replace(found, standing=_after_a_try(found.standing))
    drop(tx, found.standing, now, seen=_seen(tx, services, call, found.phone, now))
    if not found.standing.left:
        return Drop(found.standing.last_reason)
    if not found.standing.waits:
        return Send()
    first = min(found.standing.waits, key=lambda one: one.until)
    return Wait(min(max(first.until, now + MOMENT), now + LOOK_AGAIN), first.reason)


def to_say(tx: Tx, services: Services, call: Call, now: datetime) -> Reminded | None:
    """Return what a reminder by voice says to whoever has just pressed a key; None if it is no longer to be said."""
    found = _find(tx, services, call, now)
    kept_back = any(one.reason == NotSent.REQUEST_OPEN for one in found.standing.waits)
    if found.is_elsewhere or kept_back or not found.standing.left:
        return None
    words, params = words_for(found.standing.left, found.names, services.program.reminders)
    refs = tuple(VisitRef(one.visit.key, one.visit.version) for one in found.standing.left)
    return Reminded(words, params, refs)


def ended(tx: Tx, services: Services, call: Call, now: datetime) -> None:
    """Go on from a reminder by voice that is over: nobody heard it, so it is tried once more; or it was not to be."""
    stands = calls.get(tx, call.key)
    if stands is None or stands.outcome is CallOutcome.HEARD:
        return
    if stands.outcome is CallOutcome.NOT_NEEDED:
        forget(tx, reminders.of_call(tx, call.key), now)
        return
    at = now + services.program.calls.again_after
    if call.turn >= AGAIN or not _is_of_use(tx, services, call, at):
        return
    assert call.conversation_key is not None
    key = calls.keep(
        tx,
        f"again:{call.key}",
        CallKind.REMINDER,
        now,
        language=call.language,
        step=FIRST[CallKind.REMINDER],
        conversation_key=call.conversation_key,
        person_key=call.person_key,
        turn=AGAIN,
        due_at=at,
        waits_from=now,
    )
    if key is not None:
        reminders.move_to_call(tx, call.key, key)


def _after_a_try(standing: Standing) -> Standing:
    """Say of what can be told no more in time that they were called, and nobody heard it."""
    dropped = [(row, NotSent.NOT_HEARD if reason in OUT_OF_TIME else reason) for row, reason in standing.dropped]
    return replace(standing, dropped=dropped)


def _is_of_use(tx: Tx, services: Services, call: Call, at: datetime) -> bool:
    """Whether a reminder still is of use at a later moment."""
    return any(one.due.until >= at for one in _find(tx, services, call, at).standing.left)


def _find(tx: Tx, services: Services, call: Call, now: datetime) -> _Found:
    assert call.conversation_key is not None
    assert call.person_key is not None
    among = leavers_of_call(tx, call.key, call.person_key, now)
    known = conversations.known(tx, call.conversation_key)
    number: Phone = known.conversation.phone
    phone = phone_state(people.persons_by_phone(tx, number), known.facts)
    one = among.persons.get(call.person_key)
    reached = one is not None and one.person.phone == number and goes_by_voice(one.person.profile, phone)
    return _Found(
        standing=stand(services, one, phone, among, among.rows[call.key], now),
        phone=phone,
        names=dict(among.worker_names),
        is_paused=among.is_paused,
        is_elsewhere=one is not None and not reached,
    )


def _seen(tx: Tx, services: Services, call: Call, phone: PhoneState, now: datetime) -> str:
    """Write down what the gate is given at this moment."""
    assert call.person_key is not None
    profile = people.person(tx, call.person_key).profile
    return written(saw(reminding(profile, phone), phone, now, services.program.hours))
