"""Conversations: pure functions from what was heard to what is to be done."""

from bot.flows import family, staff, unknown
from bot.model.conversations import Context, Conversation, Heard
from bot.model.effects import Turn


def take_turn(heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """Answer what was heard on a phone: a worker's, a family's, or one nobody knows."""
    if context.worker is not None:
        return staff.turn(heard, conversation, context)
    if context.persons:
        return family.turn(heard, conversation, context)
    return unknown.turn(heard, conversation, context)
