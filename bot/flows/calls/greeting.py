"""The first words of every call: the same for everybody, neutral, 911 first; whoever does nothing reaches a person."""

from collections.abc import Mapping
from dataclasses import replace

from bot.flows import take_turn
from bot.flows.calls import finding, more, staff_line
from bot.flows.calls.step import OnCall, State
from bot.model.calls import CallHeard, Pressed, Silent, Speak, Spoke
from bot.model.effects import Answer, CallTurn, JoinRequest, NoteAnswered, OpenRequest, TellWords, TellWorker
from bot.model.ladder_effects import SpendBlock
from bot.model.meaning import Intent
from bot.model.people import Language

BEGAN, CHOSEN, CHOSEN_LANGUAGE, URGENT = "greeting.began", "greeting.chosen", "greeting.language", "greeting.urgent"
PERSON, MORE, STAFF = "1", "2", "*"
SPANISH, MORE_UNKNOWN = "2", "3"
TWICE = 2


def began(heard: CallHeard, on: OnCall) -> CallTurn:
    """Somebody called: the line says that it is automatic, and what a key does."""
    if _is_blocked(on):
        return on.asks(URGENT, Speak("call.urgent_only"), by_voice=True)
    return greet(on)


def greet(on: OnCall) -> CallTurn:
    """Say the first words, in two languages to a number nobody knows."""
    if _is_known(on):
        return on.asks(CHOSEN, Speak("call.greeting"), by_voice=True)
    spanish = Speak("call.for_spanish", language=Language.SPANISH)
    return on.asks(CHOSEN_LANGUAGE, spanish, Speak("call.greeting_unknown", language=Language.ENGLISH), by_voice=True)


def chosen(heard: CallHeard, on: OnCall) -> CallTurn:
    """They heard the first words in their language; silence, a wrong key and words lead to a person."""
    match heard:
        case Pressed(keys) if keys == MORE:
            return more.menu(on)
        case Pressed(keys) if keys == STAFF and on.context.worker is not None:
            return staff_line.begin(on)
        case Spoke():
            return spoken(on)
        case Silent() if on.hides_alarm:
            return on.ends(Speak("call.goodbye"))
        case Silent() if not _is_known(on):
            return _nothing(on)
        case _:
            return finding.to_person(on)


def chosen_language(heard: CallHeard, on: OnCall) -> CallTurn:
    """An unknown number heard the first words in two languages; robots that say nothing wake nobody."""
    match heard:
        case Pressed(keys) if keys == SPANISH:
            spanish = replace(on, call=replace(on.call, language=Language.SPANISH))
            return spanish.asks(CHOSEN, Speak("call.greeting"), by_voice=True)
        case Pressed(keys) if keys == MORE_UNKNOWN:
            return more.menu(on)
        case Spoke():
            return spoken(on)
        case Silent():
            return _nothing(on)
        case _:
            return finding.to_person(on)


def urgent(heard: CallHeard, on: OnCall) -> CallTurn:
    """A blocked number heard that it is answered in danger alone; the first cry of a block is told to a person."""
    block, meaning = on.context.block, on.said.meaning
    cries = (isinstance(heard, Pressed) and heard.keys == PERSON) or meaning.intent is Intent.CRISIS
    if block is None or not cries or block.is_spent:
        return on.ends(Speak("call.urgent_end"))
    return finding.tell_by_text(on, SpendBlock(block_key=block.key))


def spoken(on: OnCall) -> CallTurn:
    """Words were spoken: limits are obeyed at once, ordinary wishes followed, all else of a family is for a person."""
    meaning = on.said.meaning
    if on.said.by_sign or on.hides_alarm:
        return _sign(on)
    if meaning.limit is not None:
        turn = take_turn(on.said, on.conversation, on.context)  # as the same words do in a text
        noted = tuple(effect for effect in turn.effects if not isinstance(effect, Answer | NoteAnswered))
        return on.ends(Speak("call.ok"), effects=noted)
    match meaning.intent:
        case Intent.NEXT_VISIT | Intent.CONFIRM | Intent.CANCEL | Intent.RESCHEDULE if _is_known(on):
            return more.menu(on)
        case Intent.DIRECTORY:
            return more.numbers(on)
        case Intent.LANGUAGE:
            return more.languages(on)
        case Intent.CRISIS | Intent.HUMAN | Intent.HELP:
            return finding.to_person(on)
        case _:
            return finding.to_person(on) if _is_known(on) else _nothing(on)


def _sign(on: OnCall) -> CallTurn:
    """Raise a worker's own alarm, or hear more of it, as if nothing had been understood: others may be listening."""
    effects = take_turn(on.said, on.conversation, on.context).effects
    silent = tuple(one for one in effects if isinstance(one, OpenRequest | JoinRequest | TellWorker | TellWords))
    return replace(greet(on), effects=silent)


def _nothing(on: OnCall) -> CallTurn:
    """Nothing came from an unknown number, or words that ask for nobody, as a robot's do: it is asked once more.

    After that a message is offered, and a page by text passes them on: nobody's phone rings (SAFETY 2.3).
    """
    silences = on.call.silences + 1
    if silences < TWICE:
        turn = greet(on)
        return replace(turn, call=replace(turn.call, silences=silences))
    return finding.leave_word(on)


def _is_known(on: OnCall) -> bool:
    """Whether the line knows who may hold this phone: a family's, or a worker's."""
    return bool(on.context.persons) or on.context.worker is not None


def _is_blocked(on: OnCall) -> bool:
    return on.context.block is not None and not on.context.persons


STATES: Mapping[str, State] = {BEGAN: began, CHOSEN: chosen, CHOSEN_LANGUAGE: chosen_language, URGENT: urgent}
