"""Conversations: pure functions from what was heard to what is to be done."""

from dataclasses import replace

from bot.flows import blocking, changed_hands, code_words, family, loops, staff, unknown
from bot.model.conversations import Context, Conversation, Heard
from bot.model.effects import Turn
from bot.model.meaning import Intent


def take_turn(heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """Answer what was heard on a phone: a worker's, a family's, or one nobody knows."""
    meaning = heard.meaning.as_said(by_staff=context.worker is not None)
    return _take_turn(replace(heard, meaning=meaning), conversation, context)


def _take_turn(heard: Heard, conversation: Conversation, context: Context) -> Turn:
    if context.worker is not None:
        return staff.turn(heard, conversation, context)
    if context.block is not None and context.persons and heard.meaning.intent is not Intent.CRISIS:
        usual = blocking.of_a_family(_of_families(heard, conversation, context), conversation)
        return Turn(usual.conversation, (*usual.effects, *code_words.noted(context)))
    if context.block is not None:
        return blocking.turn(context.block, heard, conversation, context)
    turn = loops.bounded(_of_families(heard, conversation, context), heard, conversation, context)
    return Turn(turn.conversation, (*turn.effects, *code_words.noted(context)))


def _of_families(heard: Heard, conversation: Conversation, context: Context) -> Turn:
    if not context.persons:
        return unknown.turn(heard, conversation, context)
    if context.phone.changed_hands_at is not None:
        return changed_hands.turn(heard, conversation, context)
    return family.turn(heard, conversation, context)
