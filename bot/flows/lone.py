"""A worker alone at a visit says `out`, or "yes" to the question whether they are; the check on them ends."""

from bot.language.visit_commands import Left
from bot.model.conversations import Context, Conversation
from bot.model.effects import Answer, EndLoneCheck, Turn
from bot.model.lone import LoneCheck
from bot.model.messages import Purpose


def left(command: Left, conversation: Conversation, context: Context) -> Turn:
    """`out`: the worker has left the visits they were at; a supervisor may say so of another, by its number."""
    meant = [one for one in context.lone if _may_end(one, command, context)]
    if not meant:
        words, params = (
            ("staff.out", {}) if command.number is None else ("staff.out_of_none", {"number": command.number})
        )
        return Turn(conversation, (Answer(words=words, params=params, purpose=Purpose.STAFF_ANSWER),))
    ended = tuple(EndLoneCheck(check_key=one.key) for one in meant)
    answers = tuple(
        Answer(
            words="staff.out_of",
            params={"number": one.number, "family": one.family},
            purpose=Purpose.STAFF_ANSWER,
        )
        for one in meant
    )
    return Turn(conversation, (*ended, *answers))


def was_asked(context: Context) -> bool:
    """Whether this worker was asked if they are out, and has not said so yet."""
    return any(one.asked_at is not None and one.worker_key == _me(context) for one in context.lone)


def _may_end(check: LoneCheck, command: Left, context: Context) -> bool:
    if command.number is not None and check.number != command.number:
        return False
    by_supervisor = context.worker is not None and context.worker.is_supervisor and command.number is not None
    return check.worker_key == _me(context) or by_supervisor


def _me(context: Context) -> int:
    return context.worker.key if context.worker else 0
