"""A number that may have changed hands: a cry is a cry; all else gets one neutral question, then a human reads it."""

from bot.flows import crying, limits, telling
from bot.flows.asking import ask, open_state
from bot.model.conversations import Context, Conversation, Heard
from bot.model.effects import Answer, DropHeld, Effect, OpenRequest, TellWorker, Turn
from bot.model.help import Grade, HelpRequest, RequestKind, RequestState
from bot.model.meaning import Intent
from bot.model.messages import Purpose

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
        return _more(context.request, heard, conversation, context)
    if open_state(conversation, context) == ASKED:
        return Turn(conversation, (DropHeld(), OpenRequest(kind=RequestKind.FAMILY, grade=Grade.UNREAD)))
    return _who_is_this(conversation, context)


def _more(request: HelpRequest, heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """Join what is written while a request is open; a digit still asks for a person."""
    if heard.meaning.digit is not None:
        return crying.digit_while_open(heard.meaning.digit, heard, conversation, context)
    joined = crying.say_more(heard, conversation, context)
    if not _is_older_than_doubt(request, context) or open_state(conversation, context) == ASKED:
        return joined
    return Turn(ask(joined.conversation, ASKED, context), (*_warning(request), *joined.effects))


def _is_older_than_doubt(request: HelpRequest, context: Context) -> bool:
    """Whether who cried was not in doubt yet, so that their claimer takes whoever writes now for them."""
    doubted_at = context.phone.changed_hands_at
    return doubted_at is not None and request.opened_at < doubted_at


def _warning(request: HelpRequest) -> tuple[Effect, ...]:
    """Warn who holds a request, before the words that may be somebody else's: they would answer with a name."""
    if request.state is not RequestState.CLAIMED or request.holder is None:
        return ()
    told = TellWorker(
        worker_key=request.holder,
        words="staff.holder_doubt",
        params={"code": request.code},
        purpose=Purpose.HOLDER,
        request_key=request.key,
    )
    return (told,)


def _who_is_this(conversation: Conversation, context: Context) -> Turn:
    """Ask who it is, in the language of the family and in that of the line; their worker is told."""
    languages = dict.fromkeys((context.language, context.fallback))
    asks: tuple[Effect, ...] = tuple(Answer(words="word.who_is_this", language=language) for language in languages)
    family = context.family
    told = telling.tell(
        family.worker_key if family else None, "staff.changed_hands", {"family": family.code if family else ""}, context
    )
    return Turn(ask(conversation, ASKED, context), (DropHeld(), *asks, told))
