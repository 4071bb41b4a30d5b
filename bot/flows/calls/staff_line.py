"""A worker calls the line: by their own number they hear of a request, and are connected as the line (SAFETY 2.4)."""

from collections.abc import Mapping
from dataclasses import replace

from bot.flows import help_called
from bot.flows.calls import staff_line_words as words
from bot.flows.calls.step import OnCall, State
from bot.flows.pages import may_call_now
from bot.model.calls import CallerGone, CallHeard, Connect, Pause, PlayMessage, Pressed, Speak, TalkOver
from bot.model.effects import Audit, CallTurn, Effect
from bot.model.help import HelpRequest, RequestState
from bot.model.staff_line import PinKeyed, PinStands, WorkerTalked
from bot.rules.keypad import held, meant

ROOM = "staff_line."
PIN, CODE, WHICH = f"{ROOM}pin", f"{ROOM}code", f"{ROOM}which"
TOLD, CONNECTED, SPOKE = f"{ROOM}told", f"{ROOM}connected", f"{ROOM}spoke"
CALL, MESSAGES, AGAIN, HELP_CALLED, ANOTHER = "1", "2", "3", "4", "9"
NOBODY_THERE = "2"
PIN_LENGTH = 6
TWICE = 2
RINGS_FOR = 30
"""Seconds the family's phone may ring; less than most voicemails wait."""
SHOWN, CHOICES, LASTED = "pin", "choices", "lasted"


def begin(on: OnCall) -> CallTurn:
    """Ask for the worker's own number: the one that is shown proves nothing (SAFETY 1.8)."""
    match on.calls.staff.pin:
        case PinStands.NONE:
            return on.ends(Speak("staff.call.pin_none"))
        case PinStands.LOCKED:
            return on.ends(Speak("staff.call.pin_locked"))
        case _:
            return on.asks(PIN, Speak("staff.call.pin"), keys=PIN_LENGTH)


def pin(heard: CallHeard, on: OnCall) -> CallTurn:
    """They keyed their number, or did not."""
    match on.calls.staff.pin:
        case PinStands.RIGHT:
            known = replace(on, call=replace(on.call, recalls={SHOWN: "right"}))
            return _also(_first(known), PinKeyed(is_right=True))
        case PinStands.WRONG:
            again = on.asks(PIN, Speak("staff.call.pin_wrong"), keys=PIN_LENGTH)
            return _also(again, PinKeyed(is_right=False))
        case PinStands.LAST_WRONG:
            return on.ends(Speak("staff.call.pin_locked"), effects=(PinKeyed(is_right=False),))
        case PinStands.UNTRIED:
            return _asked_again(on, begin(on))
        case PinStands.LOCKED | PinStands.NONE:
            return begin(on)


def _first(on: OnCall) -> CallTurn:
    """Tell at once of the one request they hold; of several, or none, its code is asked for."""
    mine = held(on.calls.staff.hearable, _me(on))
    return _tell(mine[0], on) if len(mine) == 1 else _ask_code(on)


def _ask_code(on: OnCall, *first: Speak) -> CallTurn:
    if not on.calls.staff.hearable:
        return on.ends(Speak("staff.call.nothing"))
    turn = on.asks(CODE, *first, Speak("staff.call.code"), keys=0)
    return replace(turn, call=replace(turn.call, request_key=None))


def code(heard: CallHeard, on: OnCall) -> CallTurn:
    """They keyed a code; where it can be several, they choose."""
    if not isinstance(heard, Pressed):
        return _asked_again(on, _ask_code(on))
    found = meant(heard.keys, on.calls.staff.hearable, _me(on))
    if len(found) == 1:
        return _tell(found[0], on)
    if not found:
        return _asked_again(on, _ask_code(on, Speak("staff.call.no_such")))
    return _ask_which(found[: words.MOST_CHOICES], on)


def _ask_which(found: tuple[HelpRequest, ...], on: OnCall) -> CallTurn:
    turn = on.asks(WHICH, *words.choices(found))
    recalls = {**on.call.recalls, CHOICES: ",".join(str(one.key) for one in found)}
    return replace(turn, call=replace(turn.call, recalls=recalls))


def which(heard: CallHeard, on: OnCall) -> CallTurn:
    """They chose one of the requests whose codes have the same keys."""
    keys = on.call.recalls.get(CHOICES, "").split(",")
    offered = tuple(one for key in keys for one in on.calls.staff.hearable if str(one.key) == key)
    if isinstance(heard, Pressed) and heard.keys.isdecimal() and 1 <= int(heard.keys) <= len(offered):
        return _tell(offered[int(heard.keys) - 1], on)
    return _asked_again(on, _ask_which(offered, on) if offered else _ask_code(on))


def _tell(request: HelpRequest, on: OnCall) -> CallTurn:
    """Tell all that is known of a request; each look is on record."""
    facts = on.calls.staff.facts[request.key]
    chosen = replace(on, call=replace(on.call, request_key=request.key))
    turn = _menu(chosen, *words.facts(request, facts, on.context))
    return _also(turn, _audit("request_heard", request))


def _menu(on: OnCall, *first: Speak | Pause) -> CallTurn:
    return on.asks(TOLD, *first, Speak("staff.call.menu"))


def told(heard: CallHeard, on: OnCall) -> CallTurn:
    """They heard of a request, and say what is next."""
    request = _chosen(on)
    if request is None:
        return _ask_code(on)
    match heard:
        case Pressed(keys) if keys == CALL:
            return _connect(request, on)
        case Pressed(keys) if keys == MESSAGES:
            return _play(request, on)
        case Pressed(keys) if keys == AGAIN:
            return _tell(request, on)
        case Pressed(keys) if keys == HELP_CALLED:
            noted = help_called.noted(request, on.context.now, on.context)
            dispatch = words.dispatch(on.calls.staff.facts[request.key])
            return _also(_menu(on, Speak("staff.call.help_noted"), *dispatch), *noted)
        case Pressed(keys) if keys == ANOTHER:
            return _ask_code(on)
        case _:
            return _asked_again(on, _menu(on))


def _connect(request: HelpRequest, on: OnCall) -> CallTurn:
    """Connect whoever has the request with the family, if the profile allows a call now; else say why not."""
    me, phone = on.context.worker, on.calls.staff.facts[request.key].phone
    if request.state is RequestState.CLOSED:
        return _menu(on, Speak("staff.call.is_closed"))
    if request.holder != _me(on) and not (me is not None and me.is_supervisor):
        return _menu(on, Speak("staff.call.take_first", {"code": words.spelled(request.code)}))
    if phone is None or not may_call_now(request, on.context.now, on.context.hours, on.context.contact):
        return _menu(on, Speak("staff.call.no_call"), *words.limits(request, on.context))
    says = words.before_call(request)
    script = (*says, Connect(phone, RINGS_FOR, is_noted=True))
    return on.goes_on(CONNECTED, script, _audit("family_called", request))


def connected(heard: CallHeard, on: OnCall) -> CallTurn:
    """The family has hung up, or did not answer; a voicemail answers too, so whether they talked is asked."""
    request, seconds = _chosen(on), heard.seconds if isinstance(heard, TalkOver) else 0
    if request is None:
        return _ask_code(on)
    ended = _talked(request, seconds, on, counts=False)
    if seconds < on.calls.rules.talk_counts.total_seconds():
        return _also(_menu(on, Speak("staff.call.call_ended" if seconds else "staff.call.not_answered")), ended)
    asked = on.asks(SPOKE, Speak("staff.call.spoke"))
    recalls = {**on.call.recalls, LASTED: str(seconds)}
    return _also(replace(asked, call=replace(asked.call, recalls=recalls)), ended)


def spoke(heard: CallHeard, on: OnCall) -> CallTurn:
    """They said whether they talked with the family; who says nothing has, for the talk was long enough."""
    request = _chosen(on)
    if request is None:
        return _ask_code(on)
    if isinstance(heard, Pressed) and heard.keys == NOBODY_THERE:
        return _menu(on, Speak("staff.call.not_counted"))
    return _also(_menu(on, Speak("staff.call.counted")), _talked(request, _lasted(on), on, counts=True))


def gone(on: OnCall) -> CallTurn:
    """They hung up: a talk that was on until now, or that they were just asked about, counts if it was long enough."""
    request = _chosen(on)
    ends: tuple[Effect, ...] = (CallerGone(),)
    if request is not None and on.call.step == SPOKE:
        ends = (_talked(request, _lasted(on), on, counts=True), *ends)
    elif request is not None and on.call.step == CONNECTED and on.call.joined_at is not None:
        lasted = int((on.context.now - on.call.joined_at).total_seconds())
        ends = (_talked(request, lasted, on, counts=True), *ends)
    return on.ends(effects=ends)


def _play(request: HelpRequest, on: OnCall) -> CallTurn:
    """Play what was left on a call, oldest first; each time is on record."""
    messages = on.calls.staff.facts[request.key].messages
    if not messages:
        return _menu(on, Speak("staff.call.no_messages"))
    script: list[Speak | PlayMessage] = []
    for one in messages:
        script.append(words.before_message(one))
        script += [PlayMessage(one.key)] if one.is_here else []
    question = on.question(Speak("staff.call.menu"))
    return on.goes_on(TOLD, (*script, question), _audit("message_heard", request))


def _asked_again(on: OnCall, turn: CallTurn) -> CallTurn:
    """Ask once more where nothing came that fits; after that it is the end."""
    silences = on.call.silences + 1
    if silences >= TWICE:
        return on.ends(Speak("staff.call.goodbye"))
    return replace(turn, call=replace(turn.call, silences=silences))


def _talked(request: HelpRequest, seconds: int, on: OnCall, *, counts: bool) -> WorkerTalked:
    return WorkerTalked(request_key=request.key, worker_key=_me(on), seconds=seconds, counts=counts)


def _lasted(on: OnCall) -> int:
    return int(on.call.recalls.get(LASTED, "0"))


def _chosen(on: OnCall) -> HelpRequest | None:
    """Return the request they chose, if they still may hear of it."""
    return next((one for one in on.calls.staff.hearable if one.key == on.call.request_key), None)


def _audit(action: str, request: HelpRequest) -> Audit:
    return Audit(action=action, about=request.family or request.code, detail=request.code)


def _also(turn: CallTurn, *effects: Effect) -> CallTurn:
    return replace(turn, effects=(*turn.effects, *effects))


def _me(on: OnCall) -> int:
    return on.context.worker.key if on.context.worker else 0


STATES: Mapping[str, State] = {
    PIN: pin,
    CODE: code,
    WHICH: which,
    TOLD: told,
    CONNECTED: connected,
    SPOKE: spoke,
}
