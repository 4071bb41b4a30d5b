"""Pages answered: 1 = I have it, 2 = pass on, done = cared for; ambiguous answers are asked back (SAFETY 2.5, 4.1)."""

from datetime import datetime

from bot.flows.help_called import dispatch_line
from bot.flows.relaying import held_by
from bot.model.conversations import Context, Conversation
from bot.model.covers import is_cover_code
from bot.model.effects import (
    Answer,
    Claim,
    Close,
    Effect,
    KeepHolding,
    LetGo,
    NoteAnswered,
    PassOn,
    Phrase,
    TellWords,
    ToFamily,
    Turn,
)
from bot.model.help import Grade, HelpRequest, RequestKind, RequestState
from bot.model.messages import Purpose
from bot.model.policy import ContactRules, Hours
from bot.rules.safety import Leaving, Reason, Verdict, decide


def take(code: str | None, conversation: Conversation, context: Context) -> Turn:
    """`1`: the worker takes a request; who comes second is told who has it."""
    if code is not None:
        request = _by_code(code, context)
        return _take(request, conversation, context) if request else _no_such(code, conversation)
    waiting = _waiting_for_me(context)
    if len(waiting) == 1:
        return _take(waiting[0], conversation, context)
    if waiting:
        return _say(conversation, "staff.which", digit=1, codes=_codes(waiting), example=waiting[0].code)
    latest = max(context.requests, key=lambda request: request.opened_at, default=None)
    if latest is None:
        return _say(conversation, "staff.nothing_open")
    if latest.state is RequestState.OPEN:  # paged only after these words were written
        return _not_mine(latest, conversation, context)
    return _take(latest, conversation, context)


def pass_on(code: str | None, conversation: Conversation, context: Context) -> Turn:
    """`2`: the worker passes a page on, or gives back what they hold."""
    mine = [*_waiting_for_me(context), *held_by(context)]
    named = [request for request in mine if code in {None, request.code}]
    if len(named) > 1:
        return _say(conversation, "staff.which", digit=2, codes=_codes(named), example=named[0].code)
    if not named:
        return _say(conversation, "staff.nothing_open") if code is None else _not_waiting(code, conversation, context)
    request, me = named[0], _me(context)
    passed: Effect = (
        LetGo(request_key=request.key, worker_key=me)
        if request.state is RequestState.CLAIMED
        else PassOn(request_key=request.key, worker_key=me)
    )
    return Turn(conversation, (passed, _answer("staff.passed", code=request.code)))


def _not_waiting(code: str, conversation: Conversation, context: Context) -> Turn:
    """Say why a code cannot be passed on: unknown, closed, another's, or never asked of this worker."""
    request = _by_code(code, context)
    if request is None:
        return _no_such(code, conversation)
    if request.state is RequestState.CLOSED:
        return _say(conversation, "staff.already_closed", code=code)
    return _not_mine(request, conversation, context)


def _no_such(code: str, conversation: Conversation) -> Turn:
    """Say that no request has that code; it may be that of a question about a shift."""
    return _say(conversation, "staff.cover_is_no_page" if is_cover_code(code) else "staff.no_such_code", code=code)


def done(code: str | None, note: str, conversation: Conversation, context: Context) -> Turn:
    """`done KB note`: close a request, given a human word since their last cry, or a recorded reason."""
    held = held_by(context)
    if code is None and (note or len(held) != 1 or context.relives):  # "done with work?" may be words for the family
        words = "staff.which_done" if held else "staff.nothing_open"
        return _say(conversation, words, **({"codes": _codes(held), "example": held[0].code} if held else {}))
    request = held[0] if code is None else _by_code(code, context)
    if request is None:
        return _say(conversation, "staff.no_such_code", code=code or "")
    if request.state is RequestState.CLOSED:
        return _say(conversation, "staff.already_closed", code=request.code)
    if not _may_close(request, context):
        return _not_mine(request, conversation, context)
    answered = request.human_word_at is not None and request.human_word_at >= request.cried_at
    if not note and not answered:
        return _say(conversation, "staff.done_needs_reason", code=request.code)
    closed = Close(request_key=request.key, worker_key=_me(context), note=note)
    return Turn(conversation, (closed, _closed_answer(request)))


def _take(request: HelpRequest, conversation: Conversation, context: Context) -> Turn:
    """Claim an open request, or say truthfully why it cannot be claimed; nobody is asked to help themselves."""
    if request.in_danger_key == _me(context):
        return _say(conversation, "staff.own_emergency")
    if request.state is RequestState.CLOSED:
        return _say(conversation, "staff.already_closed", code=request.code)
    if request.state is RequestState.CLAIMED or request.key in context.newer:
        return _not_mine(request, conversation, context)
    me = _me(context)
    effects: tuple[Effect, ...] = (
        Claim(request_key=request.key, worker_key=me),
        TellWords(request_key=request.key, worker_key=me, first=_claim_answer(request, context)),
    )
    beside = (*_interpreter(request, context), *dispatch_line(request, context))
    return Turn(conversation, (*effects, *beside, *_tell_family(request, context)))


def _tell_family(request: HelpRequest, context: Context) -> tuple[Effect, ...]:
    """Tell the family who has it; the gate holds it for phones that may be read, until they text again."""
    name = context.worker.given_name if context.worker else ""
    words = "staff.own_emergency_claimed" if request.kind is RequestKind.WORKER else "help.claimed"
    told = ToFamily(request_key=request.key, words=words, params={"name": name}, purpose=Purpose.FOLLOW_UP)
    leaving = Leaving(purpose=Purpose.FOLLOW_UP)
    if decide(leaving, request.phone, context.now, context.hours, context.contact).verdict is not Verdict.SEND:
        return (told,)
    return (told, NoteAnswered(request_key=request.key, told_holder=True))


def _interpreter(request: HelpRequest, context: Context) -> tuple[Effect, ...]:
    """Give the interpreter line to a claimer who does not speak the family's language (SAFETY 5)."""
    speaks = context.worker is not None and request.language in context.worker.languages
    if speaks or not context.interpreter_line:
        return ()
    return (_answer("staff.interpreter", code=request.code, language=request.language, line=context.interpreter_line),)


def _claim_answer(request: HelpRequest, context: Context) -> Answer:
    """Tell the claimer what they now hold and how to write to the family."""
    if request.kind is RequestKind.WORKER:
        words = "staff.claimed_worker" if request.sign_at is None else "staff.claimed_sign"
        return _to_holder(words, code=request.code)
    params: dict[str, object] = {
        "code": request.code,
        "language": request.language,
        "limits": contact_limits(request, context.now, context.hours, context.contact),
    }
    if request.family is None and request.says is not None:
        return _to_holder("staff.claimed_says", says=request.says, **params)
    if request.family is None:
        return _to_holder("staff.claimed_unknown", **params)
    return _to_holder("staff.claimed", family=request.family, **params)


def contact_limits(request: HelpRequest, now: datetime, hours: Hours, rules: ContactRules) -> Phrase:
    """Word what is safe for a request's phone now: text, call, voicemail, who may read (SAFETY 2.4)."""
    phone = request.phone
    unasked = decide(Leaving(purpose=Purpose.FOLLOW_UP), phone, now, hours, rules)
    is_outside = unasked.reason is Reason.UNSAFE_HOURS
    if not phone.can_be_texted:
        keys = ["staff.safe.text_no"]
    elif unasked.verdict is Verdict.SEND:
        keys = ["staff.safe.text_yes"]
    else:
        keys = ["staff.safe.text_answer"]
    may_call = may_call_now(request, now, hours, rules)
    keys.append("staff.safe.call_yes" if may_call else "staff.safe.call_no")
    if may_call and request.dropped_call is not None:
        keys.append(f"staff.safe.dropped_{request.dropped_call}")
    keys.append(
        "staff.safe.voicemail_yes" if request.voicemail_allowed and not is_outside else "staff.safe.voicemail_no"
    )
    if is_outside:
        keys.append("staff.safe.outside_hours")
    if phone.changed_hands_at:
        keys.append("staff.safe.changed_hands")
    else:
        keys.append("staff.safe.held" if phone.held_at else f"staff.safe.phone_{phone.phone_is}")
    if request.is_moved:
        keys.append("staff.safe.moved")
    if request.hung_up_at is not None:
        keys.append("staff.safe.hung_up")
    if request.limit:
        keys.append(f"staff.safe.limit_{request.limit}")
    return Phrase(tuple(keys))


def may_call_now(request: HelpRequest, now: datetime, hours: Hours, rules: ContactRules) -> bool:
    """Whether the profile allows a call to a request's phone at this moment."""
    unasked = decide(Leaving(purpose=Purpose.FOLLOW_UP), request.phone, now, hours, rules)
    return request.call_allowed and unasked.reason is not Reason.UNSAFE_HOURS


def _closed_answer(request: HelpRequest) -> Answer:
    """Confirm the end; after an emergency reminders stay off until resumed."""
    if request.grade is Grade.EMERGENCY and request.family:
        return _answer("staff.closed_emergency", code=request.code, family=request.family)
    return _answer("staff.closed", code=request.code)


def _may_close(request: HelpRequest, context: Context) -> bool:
    """Whether this worker may close the request and can have meant it: its holder, or a supervisor."""
    me = context.worker
    return me is not None and request.key not in context.newer and (request.holder == me.key or me.is_supervisor)


def _not_mine(request: HelpRequest, conversation: Conversation, context: Context) -> Turn:
    """Say who has it: me, another, or nobody yet."""
    if request.holder is None:
        return _say(conversation, "staff.take_first", code=request.code)
    if request.holder == _me(context):
        keep = () if request.key in context.newer else (KeepHolding(request_key=request.key),)
        return Turn(conversation, (*keep, _answer("staff.you_have", code=request.code)))
    return _say(conversation, "staff.taken", code=request.code, name=context.names.get(request.holder, "?"))


def _waiting_for_me(context: Context) -> list[HelpRequest]:
    """Return the open requests this worker has been paged for, newest last."""
    me = _me(context)
    waiting = [r for r in context.requests if r.state is RequestState.OPEN and me in context.paged.get(r.key, ())]
    return sorted(waiting, key=lambda request: request.opened_at)


def _by_code(code: str, context: Context) -> HelpRequest | None:
    """Return the request of that code, an open one before a closed one."""
    named = [request for request in context.requests if request.code == code]
    return min(named, key=lambda request: request.state is RequestState.CLOSED, default=None)


def _codes(requests: list[HelpRequest] | tuple[HelpRequest, ...]) -> str:
    return ", ".join(request.code for request in requests)


def _me(context: Context) -> int:
    return context.worker.key if context.worker else 0


def _to_holder(words: str, **params: object) -> Answer:
    """Answer in the lane of help, so that the words that follow do not overtake it."""
    return Answer(words=words, params=params, purpose=Purpose.HOLDER)


def _answer(words: str, **params: object) -> Answer:
    return Answer(words=words, params=params, purpose=Purpose.STAFF_ANSWER)


def _say(conversation: Conversation, words: str, **params: object) -> Turn:
    return Turn(conversation, (_answer(words, **params),))
