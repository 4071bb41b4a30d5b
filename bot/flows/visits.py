"""A person answers about a visit: it suits, it does not, which one; the visit as it stands decides what is said."""

from collections.abc import Callable, Mapping, Sequence

from bot.flows import moving
from bot.flows.asking import ask, open_state, settle
from bot.flows.telling import named, tell, tell_now
from bot.flows.visit_texts import ASKED, ASKED_APART, DOORSTEP, MISSED
from bot.model.conversations import Context, Conversation, Heard
from bot.model.effects import Answer, AnsweredAlone, Dispute, Effect, Lines, OptIn, ReplyToVisit, Turn
from bot.model.meaning import Intent
from bot.model.visits import Outcome, Question, Reply, Visit, VisitRef

WHICH_FINE, WHICH_NOT = "visits.which_fine", "visits.which_not"
FINE, NOT_FINE = 1, 2
NO = frozenset({"no", "non", "nao", "não", "nope"})
"""Whole messages that turn down what was asked; the line's own questions offer digits."""
BARE_MARKS = " .,!¡\t\r\n"


def asked(digit: int, heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """They were reminded of visits: 1 = fine, 2 = does not suit."""
    stale = _stale(conversation, context)
    if stale is not None:
        return stale
    open_visits = still_open(context)
    if digit == FINE:
        return confirm(open_visits, conversation, context)
    if digit == NOT_FINE:
        if len(open_visits) > 1:
            return which(WHICH_NOT, open_visits, conversation, context)
        return moving.offer(open_visits[0], conversation, context)
    return Turn(conversation, (Answer(words="visits.one_or_two"),))


def asked_apart(digit: int, heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """Two visits were asked about since their last text: the line asks which one is meant (SAFETY 4.2)."""
    stale = _stale(conversation, context)
    if stale is not None:
        return stale
    if digit not in {FINE, NOT_FINE}:
        return Turn(conversation, (Answer(words="visits.one_or_two"),))
    return which(WHICH_FINE if digit == FINE else WHICH_NOT, still_open(context), conversation, context)


def which_fine(digit: int, heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """They were asked which visit suits; the number behind the last means all of them."""
    listed = still_open(context)
    if not 1 <= digit <= len(listed) + 1:
        return which(WHICH_FINE, listed, conversation, context)
    return confirm(listed if digit > len(listed) else listed[digit - 1 : digit], conversation, context)


def which_not(digit: int, heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """They were asked which visit does not suit."""
    listed = still_open(context)
    if not 1 <= digit <= len(listed):
        return which(WHICH_NOT, listed, conversation, context)
    return moving.offer(listed[digit - 1], conversation, context)


def missed(digit: int, heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """They were told kindly that nobody was met: 1 = a new time, 2 = we were there."""
    visit = next(iter(context.asked), None)
    if visit is None:
        return Turn(settle(conversation), (Answer(words="visits.no_longer"),))
    if digit == FINE:
        return moving.offer(visit, conversation, context)
    if digit != NOT_FINE or visit.outcome is not Outcome.MISSED:
        return Turn(conversation, (Answer(words="visits.one_or_two"),))
    told = tell(None, "staff.visit_disputed", named(visit), context, soon=True)
    own = tell(visit.worker_key, "staff.visit_disputed", named(visit), context, soon=True)
    effects: tuple[Effect, ...] = (Dispute(visit_key=visit.key), Answer(words="visits.disputed"), told, own)
    return Turn(conversation, effects)


def doorstep(digit: int, heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """A worker stood at the door: 1 = on my way, 2 = another time."""
    visit = next(iter(context.asked), None)
    if visit is None or digit not in {FINE, NOT_FINE}:
        return Turn(conversation, (Answer(words="visits.one_or_two"),))
    if digit == NOT_FINE:
        return moving.offer(visit, conversation, context)
    told = tell_now(visit.worker_key, "staff.visit_on_my_way", named(visit))
    reply = ReplyToVisit(
        visit_key=visit.key,
        version=visit.version,
        person_key=moving.speaker(visit, context),
        reply=Reply.ON_MY_WAY,
    )
    return Turn(
        conversation, (reply, told, Answer(words="visits.told_on_my_way", params=moving.worker_name(visit, context)))
    )


def confirm(suits: Sequence[Visit], conversation: Conversation, context: Context) -> Turn:
    """Note that these visits suit; the answer repeats day and time, and may be changed while its question is open."""
    replies: list[Effect] = [
        ReplyToVisit(
            visit_key=visit.key,
            version=visit.version,
            person_key=moving.speaker(visit, context),
            reply=Reply.FINE,
        )
        for visit in suits
    ]
    answer = Answer(words="visits.confirmed", params={"list": _lines(suits)})
    return Turn(conversation, (*replies, *_differing(suits, context), answer))


def which(state: str, listed: Sequence[Visit], conversation: Conversation, context: Context) -> Turn:
    """Ask which of these visits is meant, each with its digit."""
    lines = [("visits.choice", {"digit": digit, "at": visit.starts_at}) for digit, visit in enumerate(listed, start=1)]
    if state == WHICH_FINE:
        lines.append(("visits.choice_all", {"digit": len(listed) + 1}))
    question = Question(tuple(VisitRef(visit.key, visit.version) for visit in listed))
    answer = Answer(words="visits.which", params={"list": Lines(tuple(lines))})
    return Turn(ask(conversation, state, context, question), (answer,))


def still_open(context: Context) -> tuple[Visit, ...]:
    """Return the visits asked about that are planned and still to come."""
    return tuple(visit for visit in context.asked if visit.is_planned and visit.starts_at > context.now)


def answers(heard: Heard, conversation: Conversation, context: Context) -> bool:
    """Whether a text without a digit answers the open question about a visit ("yes", "ok see you then", "no")."""
    if context.request is not None or heard.meaning.limit is not None or heard.has_media:
        return False
    return _as_digit(heard, open_state(conversation, context)) is not None


def answered(heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """Take a yes or no for the digit it stands for; a bare yes switches texts on as well, as it does at the carrier."""
    state = open_state(conversation, context)
    digit = _as_digit(heard, state)
    assert digit is not None
    turn = STATES[state](digit, heard, conversation, context)
    opt_in: tuple[Effect, ...] = (OptIn(),) if heard.meaning.carrier_word is Intent.START else ()
    return Turn(turn.conversation, (*opt_in, *turn.effects, *alone(heard)))


def alone(heard: Heard) -> tuple[Effect, ...]:
    """Note that the line answers more than a keyword by itself, for the worker to look over."""
    is_keyword = heard.meaning.needs_nobody or heard.meaning.carrier_word is not None or heard.meaning.asks is not None
    return () if is_keyword or len(heard.words.split()) == 1 else (AnsweredAlone(),)


def _as_digit(heard: Heard, state: str) -> int | None:
    """Return the digit that a yes or no stands for in a state that asks for one."""
    if state not in YES_OR_NO:
        return None
    if heard.meaning.intent is Intent.CONFIRM:
        return FINE
    return NOT_FINE if heard.words.strip(BARE_MARKS).lower() in NO else None


def _stale(conversation: Conversation, context: Context) -> Turn | None:
    """Answer truthfully where the visits asked about are over, off, or no longer as they were."""
    listed = still_open(context)
    if not listed:
        return Turn(settle(conversation), (Answer(words="visits.no_longer"),))
    versions = {ref.key: ref.version for ref in conversation.question.visits}
    changed = [visit for visit in listed if visit.version != versions.get(visit.key)]
    if not changed:
        return None
    question = Question(tuple(VisitRef(visit.key, visit.version) for visit in listed))
    answer = Answer(words="visits.changed_since", params={"list": _lines(changed)})
    return Turn(ask(conversation, ASKED, context, question), (answer,))


def _differing(suits: Sequence[Visit], context: Context) -> tuple[Effect, ...]:
    """Tell the worker where another person of the visit had said that it does not suit."""
    return tuple(
        tell(visit.worker_key, "staff.visit_differs", named(visit), context, soon=True)
        for visit in suits
        if any(
            one.reply is Reply.NOT_FINE and one.person_key != moving.speaker(visit, context) for one in visit.attendees
        )
    )


def _lines(listed: Sequence[Visit]) -> Lines:
    return Lines(tuple(("visits.line", {"at": visit.starts_at}) for visit in listed))


State = Callable[[int, Heard, Conversation, Context], Turn]
STATES: Mapping[str, State] = {
    ASKED: asked,
    ASKED_APART: asked_apart,
    WHICH_FINE: which_fine,
    WHICH_NOT: which_not,
    MISSED: missed,
    DOORSTEP: doorstep,
    **moving.STATES,
}
YES_OR_NO = frozenset({ASKED, ASKED_APART, MISSED, moving.ECHO, moving.DROP_ECHO})
