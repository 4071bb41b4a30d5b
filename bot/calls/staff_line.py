"""Loads what a worker who calls the line may hear: nothing before their own number is right, then who may hear what."""

from collections.abc import Mapping
from datetime import datetime

from bot.calls import pins
from bot.flows.calls.greeting import STAFF
from bot.flows.calls.staff_line import CHOICES, PIN, PIN_LENGTH, ROOM, SHOWN
from bot.model.calls import Call, CallHeard, CallKind, Pressed
from bot.model.help import HelpRequest, RequestKind
from bot.model.people import Worker
from bot.model.phones import Phone
from bot.model.staff_line import FactsTold, MessageToHear, PersonTold, PinStands, StaffLine
from bot.phone import parse_sender
from bot.rules.keypad import held, meant
from bot.services import Services
from bot.store import calls, conversations, people, voicemails
from bot.store.engine import Tx
from bot.store.hearable import hearable as hearable_by

AREA = 10
"""Digits of a number within the country."""


def staff_line(
    tx: Tx, services: Services, call: Call, heard: CallHeard, worker: Worker | None, now: datetime
) -> StaffLine:
    """Load what this step of a worker's own call may tell."""
    keys = heard.keys if isinstance(heard, Pressed) else ""
    is_here = call.step.startswith(ROOM)
    if worker is None or call.kind is not CallKind.INBOUND or not (is_here or keys == STAFF):
        return StaffLine()
    is_shown = SHOWN in call.recalls
    pin = PinStands.UNTRIED if is_shown else pins.stands(tx, services, worker.key, _keyed(call, keys))
    if not is_shown and pin is not PinStands.RIGHT:
        return StaffLine(pin=pin)
    today = services.program.hours.local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    hearable = hearable_by(tx, worker.key, everything=worker.is_supervisor, closed_since=today)
    hearable = tuple(one for one in hearable if not one.is_secret_from(worker.key))
    chosen = _may_be_told(call, keys, hearable, worker.key)
    return StaffLine(pin=pin, hearable=hearable, facts=_facts_of(tx, services, chosen))


def sound_for(services: Services, call_key: int, message_key: int) -> bytes | None:
    """Return a message for the call of a worker who showed their own number and chose its request; else None.

    Raises `DatabaseTrouble`.
    """
    with services.store.read() as tx:
        call = calls.get(tx, call_key)
        if call is None or call.is_over or SHOWN not in call.recalls or call.request_key is None:
            return None
        found = voicemails.of_request(tx, call.request_key)
        return voicemails.sound(tx, message_key) if any(one.key == message_key for one in found) else None


def _keyed(call: Call, keys: str) -> str | None:
    """Return what was keyed as a PIN; fewer digits, or other keys, are no try."""
    return keys if call.step == PIN and keys.isdecimal() and len(keys) == PIN_LENGTH else None


def _may_be_told(call: Call, keys: str, hearable: tuple[HelpRequest, ...], worker_key: int) -> tuple[HelpRequest, ...]:
    """Return the requests this step may tell of: chosen, keyed, offered, or held."""
    offered = call.recalls.get(CHOICES, "").split(",")
    named = {one.key for one in (*meant(keys, hearable, worker_key), *held(hearable, worker_key))}
    return tuple(one for one in hearable if one.key in {*named, call.request_key} or str(one.key) in offered)


def _facts_of(tx: Tx, services: Services, chosen: tuple[HelpRequest, ...]) -> Mapping[int, FactsTold]:
    return {request.key: _facts(tx, services, request) for request in chosen}


def _facts(tx: Tx, services: Services, request: HelpRequest) -> FactsTold:
    family = people.family_by_code(tx, request.family) if request.family is not None else None
    phone = conversations.known(tx, request.conversation_key).conversation.phone
    shown = parse_sender(phone.e164)
    colleague = request.kind is RequestKind.WORKER and request.in_danger_key is not None
    dispatch = services.towns.dispatch_of(family.address) if family is not None else None
    return FactsTold(
        address=family.address if family is not None else "",
        persons=tuple(PersonTold(name=one.name, relation=one.relation) for one in people.persons_of(tx, family.key))
        if family is not None
        else (),
        digits=apart(shown) if shown is not None else "",
        phone=shown,
        dispatch=apart(dispatch) if dispatch is not None else "",
        messages=_messages(tx, request.key),
        colleague=people.worker(tx, request.in_danger_key or 0).name if colleague else "",
    )


def _messages(tx: Tx, request_key: int) -> tuple[MessageToHear, ...]:
    return tuple(
        MessageToHear(
            key=one.key, left_at=one.left_at, seconds=one.seconds, is_here=one.is_fetched, is_lost=one.is_lost
        )
        for one in voicemails.of_request(tx, request_key)
    )


def apart(phone: Phone) -> str:
    """Return the digits of a number as they are said, in threes and a four: "2 0 2, 5 5 5, 0 1 0 1"."""
    digits = phone.e164.lstrip("+")
    if len(digits) != AREA + 1 or digits[0] != "1":
        return " ".join(digits)
    return ", ".join(" ".join(part) for part in (digits[1:4], digits[4:7], digits[7:]))
