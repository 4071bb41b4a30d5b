"""A code word shows who writes; alone it is a message for nobody, and what it opens closes soon (SAFETY 1.7, 1.8)."""

from bot.flows import telling, visits
from bot.model.conversations import Context, Conversation, Heard
from bot.model.effects import Answer, AnsweredAlone, Audit, Effect, NoteCodeWord, OptIn, Turn
from bot.model.meaning import Asks, Intent

OPEN_TO_ALL = frozenset({Asks.WHO_IS_THIS, Asks.PRIVACY})
OF_VISITS = frozenset({Intent.CANCEL, Intent.RESCHEDULE, Intent.NEXT_VISIT})


def noted(context: Context) -> tuple[Effect, ...]:
    """Note who gave their word; given on a number that is not known as theirs, it is told to their worker, once."""
    given = context.gives
    if given is None:
        return ()
    note = NoteCodeWord(person_key=given.person.key)
    if not given.is_from_elsewhere or given.again:
        return (note,)
    words = "staff.word_given_changed" if context.phone.changed_hands_at else "staff.word_given"
    params = {"family": given.person.family, "person": given.person.person_id}
    audit = Audit(action="code_word_given", about=given.person.family, detail=f"person {given.person.person_id}")
    return note, telling.tell(given.worker_key, words, params, context), audit


def alone(conversation: Conversation, context: Context) -> Turn:
    """Thank for a code word that stands alone; it wakes nobody."""
    is_held = context.phone.held_at is not None
    return Turn(conversation, () if is_held else (Answer(words="word.given"),))


def is_awaited(heard: Heard, conversation: Conversation, context: Context) -> bool:
    """Whether a text asks or answers about visits, in words, on a phone where that takes a code word first."""
    meaning = heard.meaning
    if not context.awaits_word or context.request is not None or meaning.limit is not None or heard.has_media:
        return False
    if visits.answers(heard, conversation, context):
        return True
    if meaning.digit is not None or meaning.needs_nobody or meaning.carrier_word is not None:
        return False
    if meaning.asks is not None:
        return meaning.asks not in OPEN_TO_ALL
    return meaning.intent in OF_VISITS or (meaning.intent is Intent.CONFIRM and meaning.is_plain_yes)


def ask_first(heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """Ask for the word, whatever there is to tell; what was written stays for the worker to look over."""
    opt_in: tuple[Effect, ...] = (OptIn(),) if heard.meaning.carrier_word is Intent.START else ()
    answer: tuple[Effect, ...] = () if context.phone.held_at is not None else (Answer(words="word.first"),)
    return Turn(conversation, (*opt_in, *answer, AnsweredAlone()))
