"""Two machines must not answer each other for ever: after so many automatic answers the line is silent for a while."""

from bot.model.conversations import Context, Conversation, Heard
from bot.model.effects import Answer, DropHeld, JoinRequest, NoteAnswered, OpenRequest, Turn
from bot.model.help import Grade
from bot.model.ladder_effects import FallSilent
from bot.model.meaning import Intent


def bounded(turn: Turn, heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """Take the automatic answers out of a turn once a number has had its most; a cry always keeps its own.

    Nothing else changes: requests are opened and joined, visits answered, words given to whoever has the request.
    """
    if not is_full(context) or heard.meaning.intent is Intent.CRISIS or asks_for_a_person(turn):
        return turn
    kept = tuple(effect for effect in turn.effects if not isinstance(effect, Answer | NoteAnswered | DropHeld))
    if len(kept) == len(turn.effects):
        return turn
    return Turn(conversation, (*kept, FallSilent()))


def is_full(context: Context) -> bool:
    """Whether a number has had its most of automatic answers; the commands of staff are answered all the same."""
    return context.answered_lately >= context.loops.answers


def asks_for_a_person(turn: Turn) -> bool:
    """Whether a turn raises the whole ladder: the `1` that was offered is a cry too (SAFETY 2.2)."""
    raising = (one.grade for one in turn.effects if isinstance(one, OpenRequest | JoinRequest))
    return Grade.EMERGENCY in raising
