"""A worker's own word for "I am in danger and may not say so": an alarm of which their phone shows nothing.

Their phone gets the answer that the text would have got without the word, or none; what would tell of the alarm, or
call it off, is left out (SAFETY 2.6).
"""

from collections.abc import Callable
from dataclasses import replace

from bot.flows.relaying import words_to_holder
from bot.model.conversations import Context, Conversation, Heard
from bot.model.effects import Effect, EndLoneCheck, JoinRequest, OpenRequest, TellWorker, Turn
from bot.model.help import Grade, HelpRequest, RequestKind
from bot.model.messages import Purpose

Ordinary = Callable[[Heard, Conversation, Context], Turn]
"""What would become of the text if it were an ordinary one of a worker in no danger."""


def raise_alarm(heard: Heard, conversation: Conversation, context: Context, ordinary: Ordinary) -> Turn:
    """Open their own emergency, or mark the one there is; an `out` under duress ends no check on them."""
    usual = _as_usual(heard, conversation, context, ordinary)
    kept = tuple(effect for effect in usual.effects if not isinstance(effect, EndLoneCheck))
    return Turn(usual.conversation, (*_alarm(heard, context.request), *kept))


def goes_on(heard: Heard, conversation: Conversation, context: Context, ordinary: Ordinary) -> Turn:
    """Hear a later text of a phone that may not be told of its emergency: it joins, and is answered as usual."""
    assert context.request is not None
    usual = _as_usual(heard, conversation, context, ordinary)
    joined = JoinRequest(request_key=context.request.key)
    return Turn(usual.conversation, (joined, *words_to_holder(heard, context.request), *usual.effects))


def _as_usual(heard: Heard, conversation: Conversation, context: Context, ordinary: Ordinary) -> Turn:
    """Return what the text asks for beside the word; the word alone asks for nothing."""
    if not heard.words.strip():
        return Turn(conversation)
    return ordinary(heard, conversation, replace(context, request=None))


def _alarm(heard: Heard, request: HelpRequest | None) -> tuple[Effect, ...]:
    if request is None:
        return (OpenRequest(kind=RequestKind.WORKER, grade=Grade.EMERGENCY, by_sign=True),)
    joined = JoinRequest(request_key=request.key, grade=Grade.EMERGENCY, asks_again=request.rests, by_sign=True)
    warned: tuple[Effect, ...] = ()
    if request.holder is not None and request.sign_at is None:
        warned = (
            TellWorker(
                worker_key=request.holder,
                words="staff.sign_of_colleague",
                params={"code": request.code},
                purpose=Purpose.HOLDER,
                request_key=request.key,
            ),
        )
    return (joined, *warned, *words_to_holder(heard, request))
