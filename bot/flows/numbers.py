"""The useful phone numbers by text: a short list, then a digit for each (SAFETY 1.4)."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.flows.asking import ask
from bot.flows.crying import OFFERS, say_more
from bot.model.conversations import Context, Conversation, Heard, UsefulNumber
from bot.model.effects import Answer, NoteAnswered, Turn
from bot.model.people import Wording
from bot.rules.safety import wording_for

LISTED = "numbers.listed"


def listing(heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """Give the short list; an open request hears of it too, and its news is told first unless it asks for a digit."""
    lines = "\n".join(_line(digit, entry, context) for digit, entry in enumerate(context.numbers, start=1))
    answer = Answer(words="numbers.list", params={"list": lines})
    news = say_more(heard, conversation, context)
    offers = any(isinstance(effect, Answer) and effect.words in OFFERS for effect in news.effects)
    told = tuple(effect for effect in news.effects if not (offers and isinstance(effect, Answer | NoteAnswered)))
    return Turn(ask(conversation, LISTED, context), (*told, answer))


def listed(digit: int, heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """The family was shown the list and answered with a digit."""
    if not 1 <= digit <= len(context.numbers):
        return Turn(conversation, (Answer(words="numbers.unknown", params={"most": len(context.numbers)}),))
    entry = context.numbers[digit - 1]
    again = replace(conversation, expires_at=context.now + context.contact.question_lives)
    params = {"label": entry.label, "number": entry.number, "note": entry.note}
    return Turn(again, (Answer(words="numbers.one", params=params),))


def _line(digit: int, entry: UsefulNumber, context: Context) -> str:
    """Word one line of the list; the few numbers of a discreet phone stand there at once."""
    named = f"{digit} {entry.label}"
    return f"{named}: {entry.number}" if wording_for(context.phone) is Wording.DISCREET else named


State = Callable[[int, Heard, Conversation, Context], Turn]
STATES: Mapping[str, State] = {LISTED: listed}
