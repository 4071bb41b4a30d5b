"""Cries for help: opened, joined, raised and answered with the truth (SAFETY 1.4, 1.5, 2)."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.flows.asking import ask, open_state, settle
from bot.flows.relaying import words_to_holder
from bot.model.conversations import Context, Conversation, Heard
from bot.model.effects import (
    Answer,
    DropHeld,
    Effect,
    HoldThisPhone,
    JoinRequest,
    NoteAnswered,
    OpenRequest,
    OptIn,
    Turn,
)
from bot.model.help import Grade, HelpRequest, RequestKind, RequestState
from bot.model.meaning import Intent, Meaning, Urgency
from bot.model.messages import Purpose
from bot.rules.ladder import nobody_by
from bot.rules.safety import may_be_promised

OFFERED = "crying.offered"
WHOLE_LADDER = 1
YES = frozenset({"yes", "please", "si", "por", "sim", "wi", "tanpri"})
"""First words that agree to the offer of a person."""
OFFERS = frozenset({"help.unread", "help.unread_day", "help.unread_worker", "help.unread_later", "help.media"})
"""Words that offer a person for a `1`."""
EVENING, MORNING = 17, 5
"""Hours between which a night is called a night."""


def cry(heard: Heard, conversation: Conversation, context: Context, kind: RequestKind) -> Turn:
    """Answer crisis words, from any phone and in any state of a conversation."""
    grade = Grade.EMERGENCY if heard.meaning.urgency is Urgency.EMERGENCY else Grade.SOON
    return raise_to(grade, heard, conversation, context, kind)


def raise_to(grade: Grade, heard: Heard, conversation: Conversation, context: Context, kind: RequestKind) -> Turn:
    """Open a request of `grade`, or join the open one and raise it."""
    limit = heard.meaning.limit
    hold: tuple[Effect, ...] = (HoldThisPhone(limit=limit),) if limit else ()
    request = context.request
    if request is None:
        answer = _limited_answer(context) if limit else _first_answer(grade, heard.meaning, context, kind)
        opened = OpenRequest(kind=kind, grade=grade, limit=limit)
        answers: tuple[Effect, ...] = (answer, *_not_opened(heard, context), NoteAnswered())
        return Turn(settle(conversation), (DropHeld(), opened, *hold, *answers))
    joined = JoinRequest(request_key=request.key, grade=grade, limit=limit, asks_again=request.rests)
    if limit:
        answers = (_limited_answer(context),)
    else:
        answers = (*_answers_to_more(grade, heard, request, context), *_not_opened(heard, context))
    return Turn(settle(conversation), (DropHeld(), joined, *hold, *words_to_holder(heard, request), *answers))


def say_more(heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """Join a text without crisis words to the open request; it never starts a second ladder."""
    request = context.request
    if request is None:
        return Turn(conversation)
    asks_again = _asks_again(request, context) and not _answered_lately(heard, request, context)
    joined = JoinRequest(request_key=request.key, asks_again=asks_again)
    answers = () if context.phone.held_at else _answers_to_more(request.grade, heard, request, context)
    words = {answer.words for answer in answers if isinstance(answer, Answer)}
    if words and "help.media" not in words:
        answers = (*answers, *_not_opened(heard, context))
    asked = ask(conversation, OFFERED, context) if words & OFFERS else conversation
    return Turn(asked, (DropHeld(), joined, *words_to_holder(heard, request), *answers))


def acknowledged(heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """Join a bare ok or thanks to the open request; answered only where it is the text that news has waited for."""
    request = context.request
    if request is None or heard.meaning.by_machine:
        return Turn(conversation)
    if request.state is RequestState.CLAIMED:
        return say_more(heard, conversation, context)
    return Turn(conversation, (JoinRequest(request_key=request.key),))


def not_understood(heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """Pass on what was not understood, and offer a person (`unread`, SAFETY 2.2)."""
    effects: tuple[Effect, ...] = (DropHeld(), OpenRequest(kind=RequestKind.FAMILY, grade=Grade.UNREAD))
    if context.phone.held_at is not None:
        return Turn(conversation, effects)
    answer = _given_now(heard, context) or _passed_on(heard, context)
    return Turn(ask(conversation, OFFERED, context), (*effects, answer, NoteAnswered()))


def offered(digit: int, heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """They were told: need a person, text 1; once somebody has the request, their words come after that offer."""
    request = context.request
    if digit != WHOLE_LADDER or (request is not None and request.state is not RequestState.OPEN):
        return say_more(heard, conversation, context)
    kind = RequestKind.FAMILY if context.persons else RequestKind.UNKNOWN
    return raise_to(Grade.EMERGENCY, heard, conversation, context, kind)


def digit_while_open(digit: int, heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """Hear a digit while a request is open and nothing is asked: `1` still means a person."""
    return offered(digit, heard, conversation, context)


def agrees(heard: Heard, conversation: Conversation, context: Context) -> bool:
    """Whether a "yes please" answers the offer of a person that stands, with nobody having the request yet."""
    request = context.request
    if open_state(conversation, context) != OFFERED or request is None or request.state is not RequestState.OPEN:
        return False
    because = heard.meaning.because
    return heard.meaning.intent is Intent.CONFIRM and bool(because) and because[0].split()[0] in YES


def agreed(heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """Take a yes for the `1` that was offered; a bare one switches texts on as well, as it does at the carrier."""
    turn = offered(WHOLE_LADDER, heard, conversation, context)
    is_start = heard.meaning.carrier_word is Intent.START
    return Turn(turn.conversation, (OptIn(), *turn.effects)) if is_start else turn


def _first_answer(grade: Grade, meaning: Meaning, context: Context, kind: RequestKind) -> Answer:
    """Say what the line does now, with 911 and 988; a further text is promised only where it may be sent."""
    topic = "help.basics" if meaning.needs_basics else "help.now"
    by = nobody_by(kind, grade, context.ladder, context.hours, context.now)
    if not may_be_promised(context.phone, context.now, by, context.hours):
        return Answer(words=f"{topic}_quiet", purpose=Purpose.HELP_ANSWER)
    return Answer(words=topic, params={"by": by}, purpose=Purpose.HELP_ANSWER, not_after=by)


def _not_opened(heard: Heard, context: Context) -> tuple[Effect, ...]:
    """Say that a picture with a cry was not seen; never on a phone that is or was just held."""
    if not heard.has_media or heard.meaning.limit or context.phone.held_at is not None:
        return ()
    return (Answer(words="help.no_pictures", purpose=Purpose.HELP_ANSWER),)


def _limited_answer(context: Context) -> Answer:
    """Say no more than OK to somebody whose phone is read."""
    return Answer(words="limit.ok", purpose=Purpose.HELP_ANSWER)


def _answers_to_more(grade: Grade, heard: Heard, request: HelpRequest, context: Context) -> tuple[Effect, ...]:
    """Answer a further text with the request as it stands, no more often than is of use."""
    noted = NoteAnswered(request_key=request.key)
    if request.state is RequestState.CLAIMED:
        return _who_has_it(heard.meaning, request, context)
    if grade.rank > request.grade.rank:
        return _first_answer(grade, heard.meaning, context, request.kind), noted
    if _answered_lately(heard, request, context):
        return ()
    return _as_it_stands(heard, request, context), noted


def _as_it_stands(heard: Heard, request: HelpRequest, context: Context) -> Answer:
    """Say how an unclaimed request stands: still being tried, or waiting for the morning list."""
    waits = _waits_for_list(request)
    if request.grade is Grade.UNREAD and (not waits or _asks_again(request, context)):
        return replace(_passed_on(heard, context), request_key=request.key)
    later = "help.unread_later" if request.grade is Grade.UNREAD else "help.nobody_soon"
    words, params = (later, {"at": request.next_step_at}) if waits else ("help.still", {})
    return Answer(words=words, params=params, purpose=Purpose.HELP_ANSWER, request_key=request.key)


def _who_has_it(meaning: Meaning, request: HelpRequest, context: Context) -> tuple[Effect, ...]:
    """Tell who has it, once by itself and again with each new cry."""
    if request.family_told_at is not None and meaning.intent is not Intent.CRISIS:
        return ()
    name = context.names.get(request.holder or 0, "")
    words = "help.claimed_again" if meaning.intent is Intent.CRISIS else "help.claimed"
    return (
        Answer(words=words, params={"name": name}, purpose=Purpose.HELP_ANSWER, request_key=request.key),
        NoteAnswered(request_key=request.key, told_holder=True),
    )


def _waits_for_list(request: HelpRequest) -> bool:
    """Whether everybody was asked once and nobody took it: it waits for the morning list."""
    return request.grade is not Grade.EMERGENCY and request.round > 0 and request.next_step_at is not None


def _asks_again(request: HelpRequest, context: Context) -> bool:
    """Whether a text to such a request is given at once to those of the list: they are at work."""
    is_unread = request.grade is Grade.UNREAD and request.state is RequestState.OPEN
    return is_unread and _waits_for_list(request) and context.hours.office_is_open(context.now)


def _answered_lately(heard: Heard, request: HelpRequest, context: Context) -> bool:
    """Whether an answer left to a text they wrote just before this one."""
    answered_at = request.answered_at
    return answered_at is not None and heard.written_at - answered_at <= context.contact.answer_window


def _given_now(heard: Heard, context: Context) -> Answer | None:
    """Name who is given a text nobody understood: their own worker, whom its request pages first in office hours."""
    own = context.names.get(context.family.worker_key or 0) if context.family else None
    if heard.has_media or not own or not context.hours.office_is_open(context.now):
        return None
    return Answer(words="help.unread_worker", params={"name": own}, purpose=Purpose.HELP_ANSWER)


def _passed_on(heard: Heard, context: Context) -> Answer:
    """Say that a text nobody understood is passed on, and that pictures cannot be opened."""
    if heard.has_media:
        return Answer(words="help.media", purpose=Purpose.HELP_ANSWER)
    hour = context.hours.local(context.now).hour
    words = "help.unread" if hour >= EVENING or hour < MORNING else "help.unread_day"
    return Answer(words=words, purpose=Purpose.HELP_ANSWER)


State = Callable[[int, Heard, Conversation, Context], Turn]
STATES: Mapping[str, State] = {OFFERED: offered}
