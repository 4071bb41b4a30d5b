"""A family writes: cries for help first, then limits, questions, numbers; what is not understood goes to a human."""

from bot.flows import crying, limits, numbers
from bot.flows.asking import open_state
from bot.model.conversations import Context, Conversation, Heard
from bot.model.effects import Turn
from bot.model.help import RequestKind
from bot.model.meaning import Intent

STATES = {**crying.STATES, **numbers.STATES}


def turn(heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """Answer a person of a family."""
    meaning = heard.meaning
    if meaning.intent is Intent.CRISIS:
        return crying.cry(heard, conversation, context, RequestKind.FAMILY)
    if meaning.carrier_word is Intent.STOP:
        return limits.stopped(heard, conversation, context)
    if crying.agrees(heard, conversation, context):
        return crying.agreed(heard, conversation, context)
    if meaning.carrier_word is Intent.START:
        return limits.started(heard, conversation, context)
    if meaning.limit is not None:
        return limits.limited(meaning.limit, heard, conversation, context)
    if meaning.digit is not None:
        return _digit(meaning.digit, heard, conversation, context)
    if meaning.needs_nobody and not heard.has_media:
        return crying.acknowledged(heard, conversation, context)
    if meaning.intent is Intent.DIRECTORY:
        return numbers.listing(heard, conversation, context)
    if context.request is not None:
        return crying.say_more(heard, conversation, context)
    return crying.not_understood(heard, conversation, context)


def _digit(digit: int, heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """Give a bare digit to the newest question; one that answers nothing is no message for anybody."""
    state = STATES.get(open_state(conversation, context))
    if state is not None:
        return state(digit, heard, conversation, context)
    if context.request is not None:
        return crying.digit_while_open(digit, heard, conversation, context)
    return Turn(conversation)
