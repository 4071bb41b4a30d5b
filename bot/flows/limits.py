"""Words that limit contact: act at once, answer at most OK, let a human know (SAFETY 3)."""

from bot.flows import telling
from bot.flows.relaying import words_to_holder
from bot.model.conversations import Context, Conversation, Heard
from bot.model.effects import (
    Answer,
    DoubtThisPhone,
    DropHeld,
    Effect,
    HoldThisPhone,
    JoinRequest,
    OpenRequest,
    OptIn,
    OptOut,
    TellWorker,
    Turn,
)
from bot.model.help import Grade, RequestKind, RequestState
from bot.model.meaning import Limit
from bot.model.messages import Purpose
from bot.model.people import PhoneIs

PLAIN_STOP = frozenset({"stop", "stopall", "unsubscribe"})
SIGNS = frozenset({Limit.SOMEONE_READS, Limit.DELETE_THIS, Limit.OTHER_PHONE, Limit.QUIET_WORD})
"""Limits that are signs of danger, so that a human hears of them tonight."""


def stopped(heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """Mirror the carrier's opt-out; no visit is cancelled, and the worker is told."""
    word = heard.words.strip().strip(".!").lower()
    told = _tell(_stop_words(word, context), context)
    return Turn(conversation, (OptOut(how=word[:16]), *told, *joined(heard, context)))


def started(heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """Mirror the carrier's opt-in; a bare "yes" may also answer whoever holds the request."""
    return Turn(conversation, (OptIn(), *joined(heard, context)))


def joined(heard: Heard, context: Context) -> tuple[Effect, ...]:
    """Let a text that needs no answer join the open request, and its holder read it."""
    if context.request is None:
        return ()
    return (JoinRequest(request_key=context.request.key), *words_to_holder(heard, context.request))


def limited(limit: Limit, heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """Hold this phone; during a request its pages quote the limit, else a worker is told as the sign deserves.

    A quiet word gets no answer at all: it hides in other words, so "OK." would tell whoever reads that it was a sign,
    or pass for an answer to what had been asked.
    """
    answer = () if limit is Limit.QUIET_WORD else (Answer(words="limit.ok"),)
    effects: tuple[Effect, ...] = (DropHeld(), HoldThisPhone(limit=limit), *answer)
    request = context.request
    if request is not None:
        quoted = JoinRequest(request_key=request.key, limit=limit)
        return Turn(conversation, (quoted, *effects, *words_to_holder(heard, request)))
    if limit in SIGNS or (limit is Limit.WRONG_NUMBER and context.phone.phone_is is PhoneIs.MONITORED):
        opened = OpenRequest(kind=RequestKind.FAMILY, grade=Grade.UNREAD, limit=limit)
        return Turn(conversation, (opened, *effects))
    doubt = (DoubtThisPhone(),) if limit is Limit.WRONG_NUMBER else ()
    return Turn(conversation, (*effects, *doubt, *_tell(f"staff.limit_{limit}", context)))


def _stop_words(word: str, context: Context) -> str:
    """Choose what the worker reads: from a phone others read, a STOP is a question (SAFETY 3)."""
    if context.phone.phone_is in {PhoneIs.SHARED, PhoneIs.MONITORED}:
        return "staff.stopped_ask"
    return "staff.stopped" if word in PLAIN_STOP else "staff.stopped_maybe_visit"


def _tell(words: str, context: Context) -> tuple[Effect, ...]:
    """Tell the holder at once; else the family's own worker, or the supervisors, by working time or digest."""
    params = {"family": context.family.code if context.family else ""}
    request = context.request
    if request is not None and request.state is RequestState.CLAIMED and request.holder is not None:
        return (TellWorker(worker_key=request.holder, words=words, params=params, purpose=Purpose.HOLDER),)
    worker_key = context.family.worker_key if context.family else None
    return (telling.tell(worker_key, words, params, context),)
