"""A number that may have changed hands: a cry is a cry; all else gets one neutral question, then a human reads it."""

from bot.flows import crying, limits, telling
from bot.flows.asking import ask, open_state
from bot.model.conversations import Context, Conversation, Heard
from bot.model.effects import Answer, DropHeld, Effect, OpenRequest, Turn
from bot.model.help import Grade, RequestKind
from bot.model.meaning import Intent

ASKED = "changed_hands.asked"


def turn(heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """Answer a number on which nobody of the family is spoken to until a worker confirms it."""
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
    if meaning.needs_nobody and not heard.has_media:
        return crying.acknowledged(heard, conversation, context)
    if context.request is not None:
        return _more(heard, conversation, context)
    if open_state(conversation, context) == ASKED:
        return Turn(conversation, (DropHeld(), OpenRequest(kind=RequestKind.FAMILY, grade=Grade.UNREAD)))
    return _who_is_this(conversation, context)


def _more(heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """Join what is written while a request is open; a digit still asks for a person."""
    if heard.meaning.digit is not None:
        return crying.digit_while_open(heard.meaning.digit, heard, conversation, context)
    return crying.say_more(heard, conversation, context)


def _who_is_this(conversation: Conversation, context: Context) -> Turn:
    """Ask who it is, in the language of the family and in that of the line; their worker is told."""
    languages = dict.fromkeys((context.language, context.fallback))
    asks: tuple[Effect, ...] = tuple(Answer(words="word.who_is_this", language=language) for language in languages)
    family = context.family
    told = telling.tell(
        family.worker_key if family else None, "staff.changed_hands", {"family": family.code if family else ""}, context
    )
    return Turn(ask(conversation, ASKED, context), (DropHeld(), *asks, told))
