"""A number nobody knows: crisis words open a request; anything else gets one neutral answer (SAFETY 2.3)."""

from bot.flows import crying, limits, numbers
from bot.flows.asking import ask, open_state, settle
from bot.model.conversations import Context, Conversation, Heard
from bot.model.effects import Answer, Effect, HoldThisPhone, NoteAnswered, OpenRequest, OptIn, OptOut, Turn
from bot.model.help import Grade, RequestKind
from bot.model.meaning import Intent, Limit
from bot.model.messages import Purpose

OFFERED = "unknown.offered"


def turn(heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """Answer a phone that belongs to nobody the line knows."""
    meaning = heard.meaning
    if meaning.intent is Intent.CRISIS:
        return crying.cry(heard, conversation, context, RequestKind.UNKNOWN)
    if meaning.carrier_word is Intent.STOP:
        return Turn(conversation, (OptOut(how=heard.words.strip().lower()[:16]), *limits.joined(heard, context)))
    if crying.agrees(heard, conversation, context):
        return crying.agreed(heard, conversation, context)
    if meaning.carrier_word is Intent.START:
        return _started(heard, conversation, context)
    if meaning.limit is not None:
        return _limited(meaning.limit, heard, conversation, context)
    if meaning.digit is not None:
        return _digit(meaning.digit, heard, conversation, context)
    if meaning.needs_nobody and not heard.has_media:
        return crying.acknowledged(heard, conversation, context)
    if meaning.intent is Intent.DIRECTORY:
        return numbers.listing(heard, conversation, context)
    if context.request is not None:
        return crying.say_more(heard, conversation, context)
    if open_state(conversation, context) == OFFERED or meaning.intent is Intent.HELP:
        return _passed_on(conversation)
    return Turn(ask(conversation, OFFERED, context), (Answer(words="unknown.first"),))


def _digit(digit: int, heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """Give a bare digit to the newest question; one that answers nothing is no message for anybody."""
    state = open_state(conversation, context)
    if state == numbers.LISTED:
        return numbers.listed(digit, heard, conversation, context)
    if context.request is not None or state == crying.OFFERED:
        return crying.digit_while_open(digit, heard, conversation, context)
    return _passed_on(conversation) if state == OFFERED else Turn(conversation)


def _started(heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """Mirror the carrier's opt-in; a START word that answers the offer is the second text."""
    if context.request is not None or open_state(conversation, context) != OFFERED:
        return limits.started(heard, conversation, context)
    passed = _passed_on(conversation)
    return Turn(passed.conversation, (OptIn(), *passed.effects))


def _limited(limit: Limit, heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """Hold the phone; a sign of danger counts as a text of its own, so that the next one, or this second one, pages."""
    if context.request is not None:
        return limits.limited(limit, heard, conversation, context)
    held: tuple[Effect, ...] = (HoldThisPhone(limit=limit), Answer(words="limit.ok"))
    if limit not in limits.SIGNS:
        return Turn(conversation, held)
    if open_state(conversation, context) != OFFERED:
        return Turn(ask(conversation, OFFERED, context), held)
    opened = OpenRequest(kind=RequestKind.UNKNOWN, grade=Grade.UNREAD, limit=limit)
    return Turn(settle(conversation), (opened, *held))


def _passed_on(conversation: Conversation) -> Turn:
    """Page once, after `1` or a second text."""
    effects: tuple[Effect, ...] = (
        OpenRequest(kind=RequestKind.UNKNOWN, grade=Grade.UNREAD),
        Answer(words="unknown.passed", purpose=Purpose.HELP_ANSWER),
        NoteAnswered(),
    )
    return Turn(settle(conversation), effects)
