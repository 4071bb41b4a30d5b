"""A caller is brought to a person: a request opens, phones ring, and the waiting can be borne (SAFETY 1.2, 2)."""

from collections.abc import Mapping
from dataclasses import replace

from bot.flows.calls import message
from bot.flows.calls.step import OnCall, State
from bot.flows.relaying import words_to_holder
from bot.model.calls import (
    Ask,
    Began,
    CallerGone,
    CallHeard,
    CameBack,
    HoldOn,
    LeaveQueue,
    Pressed,
    SeekPerson,
    Speak,
    StopSeeking,
    TalkEnded,
    WaitForPerson,
)
from bot.model.effects import CallTurn, Effect, JoinRequest, OpenRequest
from bot.model.help import Grade, RequestKind

WAITS, LEAVES, TALKED = "finding.waits", "finding.leaves", "finding.talked"
IN_QUEUE = frozenset({WAITS, LEAVES})
"""The steps of a caller who is in their queue, where only some things may be done."""
WAIT, LEAVE_MESSAGE, NUMBERS = "1", "2", "3"
FIRST_WORDS = "first_words"
WITHOUT_WORD = "without_word"
"""They waited for a person, nobody came, and no message is left yet: whoever is to know is told when they go."""


def to_person(on: OnCall) -> CallTurn:
    """Bring whoever calls to a person: a request opens or is joined, and the phones of who is on duty ring."""
    return _seeks(on, "call.finding")


def again(on: OnCall) -> CallTurn:
    """Go on looking for a person on a call that has a request."""
    return _seeks(on, "call.finding_again")


def _seeks(on: OnCall, words: str) -> CallTurn:
    """Let them wait at once: the words are heard in the queue, so that a worker who is quick finds them there."""
    wanted = (*raised(on, Grade.EMERGENCY), SeekPerson())
    return on.goes_on(WAITS, (WaitForPerson(),), *wanted, recalls={FIRST_WORDS: words})


def leave_word(on: OnCall) -> CallTurn:
    """Offer a message to who said nothing, and tell a person by text: nobody's phone rings for what may be a robot."""
    return message.ask(on, "call.message_unknown", *raised(on, Grade.UNREAD))


def tell_by_text(on: OnCall, *noted: Effect) -> CallTurn:
    """Tell a person of a cry by text alone, and end the call with where help is."""
    return on.ends(Speak("call.urgent_told"), effects=(*noted, *raised(on, Grade.EMERGENCY)))


def waits(heard: CallHeard, on: OnCall) -> CallTurn:
    """They wait: every so often a choice, and once the hold is over something else is offered."""
    match heard:
        case CameBack():
            return _came_back(heard, on)
        case Pressed(keys) if keys == WAIT:
            return on.goes_on(WAITS, (_choice(on, "call.waiting_on"),), HoldOn())
        case Pressed(keys) if keys == LEAVE_MESSAGE:
            return on.goes_on(LEAVES, (LeaveQueue(),))
        case Pressed(keys) if keys == NUMBERS:
            told = tuple(Speak("call.number", {"label": one.label, "digits": one.digits}) for one in on.calls.numbers)
            return on.goes_on(WAITS, (_choice(on, "call.waiting", *told),))
        case Began() if FIRST_WORDS in on.call.recalls and not _is_in_vain(on):
            return on.goes_on(WAITS, (_choice(on, on.call.recalls[FIRST_WORDS]),), recalls={})
        case _ if _is_in_vain(on):
            return on.goes_on(LEAVES, (LeaveQueue(),))
        case _:
            return on.goes_on(WAITS, (_choice(on, "call.waiting"),))


def _is_in_vain(on: OnCall) -> bool:
    """Whether waiting on would be a false hope: nobody's phone rings any more, or the hold is over."""
    return not on.calls.is_rung or (on.call.holds_until is not None and on.context.now >= on.call.holds_until)


def leaves(heard: CallHeard, on: OnCall) -> CallTurn:
    """They come out of the queue for a message; if a worker was quicker, they have talked."""
    if isinstance(heard, CameBack):
        return _came_back(heard, on)
    return on.goes_on(LEAVES, (LeaveQueue(),))


def talked(heard: CallHeard, on: OnCall) -> CallTurn:
    """The talk has ended, or broke off, and they are still there: the search goes on unless they hang up."""
    return again(on)


def gone(on: OnCall) -> CallTurn:
    """They hung up: a family's call that came to nothing is told to a person, one that waited goes on by text."""
    nobody_knows = on.context.request is None and on.call.request_key is None
    if nobody_knows and on.context.persons and not on.call.has_chosen:
        return on.ends(effects=(*raised(on, Grade.UNREAD), CallerGone()))
    return on.ends(effects=(CallerGone(without_word=WITHOUT_WORD in on.call.recalls),))


def _came_back(heard: CameBack, on: OnCall) -> CallTurn:
    """A caller is out of the queue."""
    if heard.was_joined:
        return on.goes_on(TALKED, (on.question(Speak("call.talk_over")),), TalkEnded())
    words = "call.message_failed" if heard.has_failed else "call.message_nobody"
    turn = message.ask(on, words, StopSeeking(in_vain=heard.has_failed or _is_in_vain(on)))
    return replace(turn, call=replace(turn.call, recalls={WITHOUT_WORD: "yes"}))


def _choice(on: OnCall, words: str, *first: Speak) -> Ask:
    """Ask, in the queue, what they want to do; nothing pressed means that they wait."""
    return Ask((*first, Speak(words)), keys=1, seconds=int(on.calls.rules.choice_every.total_seconds()))


def raised(on: OnCall, grade: Grade) -> tuple[Effect, ...]:
    """Open a request of this grade on the phone, or join and raise the one there is; spoken words go to its holder."""
    request, limit = on.context.request, on.said.meaning.limit
    if request is not None:
        joined = JoinRequest(request_key=request.key, grade=grade, limit=limit, asks_again=request.rests)
        return joined, *(words_to_holder(on.said, request) if on.said.words else ())
    kind = RequestKind.FAMILY if on.context.persons else RequestKind.UNKNOWN
    if on.context.worker is not None:
        kind = RequestKind.WORKER
    return (OpenRequest(kind=kind, grade=grade, limit=limit),)


STATES: Mapping[str, State] = {WAITS: waits, LEAVES: leaves, TALKED: talked}
