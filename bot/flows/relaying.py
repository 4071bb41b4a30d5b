"""Words between a family and the worker who holds its request (SAFETY 4.3)."""

import re
from collections.abc import Mapping
from datetime import timedelta

from bot.model.conversations import Context, Conversation, Heard
from bot.model.effects import Answer, Effect, Phrase, SendHeldOnce, TellWorker, ToFamily, Turn
from bot.model.help import HelpRequest, RequestState
from bot.model.meaning import Limit
from bot.model.messages import Purpose

LATE = timedelta(minutes=5)
"""A text that reached us later than this is passed on with the time it was written."""
SIGN_GIVEN = Phrase(
    tuple(f"staff.safe.{key}" for key in (f"limit_{Limit.QUIET_WORD}", "held", "call_no", "voicemail_no"))
)
"""What a quiet word says to whoever holds the request: its own words say nothing of it."""
CODES = re.compile(r"\b[A-Z]{2,3}\b")
"""A request's own code within words for its family: the words are about it, for the line (`136 sent BD`)."""
MOST = 1_500
"""Characters of words in one text: the carrier takes 1,600, and the code stands before them."""


def words_to_holder(heard: Heard, request: HelpRequest) -> tuple[Effect, ...]:
    """Give the family's words to whoever holds the request; nothing while nobody does.

    A quiet word is told before the words it hides in: no page will quote it to somebody who was told "call ok".
    """
    if request.state is not RequestState.CLAIMED or request.holder is None:
        return ()
    sign: tuple[Effect, ...] = ()
    if heard.meaning.limit is Limit.QUIET_WORD:
        sign = (_to_holder(request.holder, request, "staff.sign_given", {"code": request.code, "limits": SIGN_GIVEN}),)
    words = "staff.words_media" if heard.has_media else "staff.words"
    is_late = heard.at - heard.written_at > LATE
    age: dict[str, object] = {"at": heard.written_at} if is_late else {}
    told = f"{words}_at" if is_late else words
    written = [{"code": request.code, "words": part} | age for part in parts(heard.shown)]
    return (*sign, *(_to_holder(request.holder, request, told, params) for params in written))


def parts(words: str) -> tuple[str, ...]:
    """Cut long words so that each part fits one text and nothing is lost."""
    return tuple(words[start : start + MOST] for start in range(0, max(len(words), 1), MOST))


def held_by(context: Context) -> tuple[HelpRequest, ...]:
    """Return the requests this worker holds and can have meant."""
    me = context.worker.key if context.worker else None
    mine = (r for r in context.requests if r.state is RequestState.CLAIMED and r.holder == me)
    return tuple(r for r in mine if r.key not in context.newer)


def relay(code: str | None, words: str, conversation: Conversation, context: Context) -> Turn:
    """Send a worker's words to the family of the one request they can only mean."""
    meant = _meant(code, conversation, context)
    return meant if isinstance(meant, Turn) else _send(meant, words, conversation, context)


def say_phrase(name: str, code: str | None, conversation: Conversation, context: Context) -> Turn:
    """Send ready words in the family's language; they pass the same gate as a worker's own (SAFETY 4.3)."""
    meant = _meant(code, conversation, context)
    if isinstance(meant, Turn):
        return meant
    if meant.sign_at is not None:
        return _say(conversation, "staff.not_sent_sign", code=meant.code)
    by = context.worker.given_name if context.worker else ""
    said = ToFamily(request_key=meant.key, words=f"phrase.{name}", params={"name": by}, purpose=Purpose.RELAY)
    return Turn(conversation, (said,))


def _meant(code: str | None, conversation: Conversation, context: Context) -> HelpRequest | Turn:
    """Return the one request a worker can only mean, else the turn that says why there is none."""
    held = held_by(context)
    named = [request for request in held if request.code == code]
    if named:
        return named[0]
    if code is not None:
        return _say(conversation, "staff.not_holding", code=code)
    if not held:
        return _say(conversation, "staff.not_sent_none")
    if len(held) > 1:
        return _say(conversation, "staff.not_sent_several", codes=", ".join(request.code for request in held))
    if context.relives or _is_quiet(held[0], context):
        return _say(conversation, "staff.not_sent_quiet", code=held[0].code)
    return held[0]


def send_once(code: str | None, conversation: Conversation, context: Context) -> Turn:
    """Ask for a worker's held words to leave once; the gate keeps the last word on monitored and unsafe phones."""
    held = held_by(context)
    named = [request for request in held if code in {None, request.code}]
    if not named:
        return _say(conversation, "staff.not_holding" if code else "staff.not_sent_none", **_code(code))
    if len(named) > 1:
        return _say(conversation, "staff.not_sent_several", codes=", ".join(request.code for request in named))
    if named[0].key not in context.held:
        return _say(conversation, "staff.nothing_held", code=named[0].code)
    return Turn(conversation, (SendHeldOnce(request_key=named[0].key),))


def _send(request: HelpRequest, words: str, conversation: Conversation, context: Context) -> Turn:
    """Relay the words; delivery confirms them, or says truthfully why they were not sent."""
    if request.sign_at is not None:
        return _say(conversation, "staff.not_sent_sign", code=request.code)
    if request.code in CODES.findall(words):
        return _say(conversation, "staff.unclear")
    if len(words) > MOST:
        return _say(conversation, "staff.too_long", code=request.code)
    name = context.worker.given_name if context.worker else ""
    to_family = ToFamily(
        request_key=request.key, words="relay.words", params={"name": name, "words": words}, purpose=Purpose.RELAY
    )
    return Turn(conversation, (to_family,))


def _is_quiet(request: HelpRequest, context: Context) -> bool:
    """Whether nothing was written either way for so long that bare words may be meant for somebody else."""
    last = max(moment for moment in (request.words_at, request.claimed_at, request.opened_at) if moment)
    return context.now - last > context.contact.quiet_after


def _to_holder(holder: int, request: HelpRequest, words: str, params: Mapping[str, object]) -> TellWorker:
    return TellWorker(worker_key=holder, words=words, params=params, purpose=Purpose.HOLDER, request_key=request.key)


def _code(code: str | None) -> dict[str, object]:
    return {"code": code} if code else {}


def _say(conversation: Conversation, words: str, **params: object) -> Turn:
    return Turn(conversation, (Answer(words=words, params=params, purpose=Purpose.STAFF_ANSWER),))
