"""Questions with an end: a stale answer is a new message, never a yes to last week."""

from dataclasses import replace

from bot.model.conversations import IDLE, NOTHING_ASKED, Context, Conversation
from bot.model.visits import Question


def ask(conversation: Conversation, state: str, context: Context, question: Question = NOTHING_ASKED) -> Conversation:
    """Return the conversation waiting in `state` for an answer, for as long as questions live."""
    return replace(
        conversation,
        state=state,
        question=question,
        asked_at=context.now,
        expires_at=context.now + context.contact.question_lives,
    )


def settle(conversation: Conversation) -> Conversation:
    """Return the conversation with nothing asked."""
    return replace(conversation, state=IDLE, question=NOTHING_ASKED, asked_at=None, expires_at=None)


def open_state(conversation: Conversation, context: Context) -> str:
    """Return the state that hears this text, or `IDLE` if its question has expired."""
    expired = conversation.expires_at is not None and context.now > conversation.expires_at
    return IDLE if expired else conversation.state
