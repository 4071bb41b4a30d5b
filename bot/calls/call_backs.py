"""The line calls back who asked about their visits: the phone that answers is theirs, whatever number was shown."""

from datetime import datetime

from bot.flows.calls import FIRST
from bot.model.calls import Call, CallKind, CallOutcome
from bot.model.profiles import phone_state
from bot.rules.safety import may_be_called_back
from bot.services import Services
from bot.store import calls, conversations, people
from bot.store.engine import Tx

AGAIN = 2


def plan(tx: Tx, services: Services, call: Call, now: datetime) -> None:
    """Have the phone of this call called back, unless that has been done often lately, or is not safe."""
    if not is_allowed(tx, services, call, now) or not has_tries_left(tx, services, call, CallKind.CALL_BACK, now):
        return
    _keep(tx, services, call, f"back:{call.key}", 1, now)


def is_allowed(tx: Tx, services: Services, call: Call, now: datetime) -> bool:
    """Whether a phone may ring about its visits at this moment."""
    assert call.conversation_key is not None
    known = conversations.known(tx, call.conversation_key)
    persons = people.persons_by_phone(tx, known.conversation.phone)
    return bool(persons) and may_be_called_back(phone_state(persons, known.facts), now, services.program.hours)


def has_tries_left(tx: Tx, services: Services, call: Call, kind: CallKind, now: datetime) -> bool:
    """Whether calls of one kind with this phone are still few enough: whoever shows its number may be anybody."""
    rules = services.program.calls
    assert call.conversation_key is not None
    had = calls.lately_from(tx, call.conversation_key, kind, now - services.program.loops.window)
    return had < rules.private_tries


def ended(tx: Tx, services: Services, call: Call, now: datetime) -> None:
    """Call once more where the phone was busy: they had not hung up yet."""
    stands = calls.get(tx, call.key)
    if stands is not None and stands.outcome is CallOutcome.BUSY and call.turn < AGAIN:
        _keep(tx, services, call, f"again:{call.key}", AGAIN, now)


def _keep(tx: Tx, services: Services, call: Call, once: str, turn: int, now: datetime) -> None:
    at = now + services.program.calls.back_after
    calls.keep(
        tx,
        once,
        CallKind.CALL_BACK,
        now,
        language=call.language,
        step=FIRST[CallKind.CALL_BACK],
        conversation_key=call.conversation_key,
        turn=turn,
        due_at=at,
        not_after=now + services.program.contact.answer_window,
    )
