"""A person answers about a visit: it suits, it does not, which one; the visit as it stands decides what is said."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from bot.flows import moving
from bot.flows.asking import ask, open_state, settle
from bot.flows.telling import named, staff_get_texts, tell, tell_now, told_when
from bot.flows.visit_texts import ASKED, ASKED_APART, DOORSTEP, MISSED, MIXED
from bot.flows.visit_words import NO, YES, bare, is_brief, of_days
from bot.model.conversations import Context, Conversation, Heard
from bot.model.effects import Answer, AnsweredAlone, Dispute, Effect, Lines, OptIn, ReplyToVisit, Turn
from bot.model.meaning import Intent
from bot.model.visits import Outcome, Question, Reply, Visit, VisitRef

WHICH_FINE, WHICH_NOT = "visits.which_fine", "visits.which_not"
FINE, NOT_FINE = 1, 2
NO_DIGIT = 0
"""Fits no question: the state it is given to says again what it asks for."""
ABOUT_TO_BEGIN = timedelta(minutes=30)
WAITS_AT_THE_DOOR = timedelta(hours=1)


def asked(digit: int, heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """They were reminded of visits: 1 = fine, 2 = does not suit."""
    stale = _stale(conversation, context)
    if stale is not None:
        return stale
    open_visits = still_open(context)
    if digit == FINE:
        return _suits(heard, open_visits, conversation, context, asked_together=True)
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
    if digit == FINE:
        return _suits(heard, still_open(context), conversation, context, asked_together=False)
    return which(WHICH_NOT, still_open(context), conversation, context)


def _suits(
    heard: Heard, listed: Sequence[Visit], conversation: Conversation, context: Context, *, asked_together: bool
) -> Turn:
    """Confirm the one visit that is meant, or by a digit or bare yes all of one text; else ask which (SAFETY 4.2)."""
    meant = of_days(heard.meaning.days, listed, context)
    takes_all = asked_together and not heard.meaning.days and is_brief(heard)
    if len(meant) == 1 or takes_all:
        return confirm(meant, conversation, context)
    return which(WHICH_FINE, listed, conversation, context)


def which_fine(digit: int, heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """They were asked which visit suits; the number behind the last means all of them."""
    if not still_open(context):
        return _on_now(conversation, context)
    asked_of = conversation.question.visits
    if not 1 <= digit <= len(asked_of) + 1:
        return which(WHICH_FINE, still_open(context), conversation, context)
    if digit == len(asked_of) + 1:
        return _stale(conversation, context) or confirm(still_open(context), conversation, context)
    return _about_one(digit, conversation, context, lambda visit: confirm((visit,), conversation, context))


def which_not(digit: int, heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """They were asked which visit does not suit."""
    if not still_open(context):
        return _on_now(conversation, context)
    if not 1 <= digit <= len(conversation.question.visits):
        return which(WHICH_NOT, still_open(context), conversation, context)
    return _about_one(digit, conversation, context, lambda visit: moving.offer(visit, conversation, context))


def _about_one(digit: int, conversation: Conversation, context: Context, go_on: Callable[[Visit], Turn]) -> Turn:
    """Go on about the visit that a digit of a list named, if it still is what the list said."""
    ref = conversation.question.visits[digit - 1]
    visit = next((one for one in still_open(context) if one.key == ref.key), None)
    if visit is None:
        return Turn(settle(conversation), (Answer(words="visits.no_longer"),))
    if visit.version != ref.version:
        return _ask_anew((visit,), (visit,), conversation, context)
    return go_on(visit)


def mixed(digit: int, heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """Two different questions were asked since their last text: a digit fits both, so words are asked for."""
    return Turn(conversation, (Answer(words="visits.in_words"),))


def missed(digit: int, heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """They were told kindly that nobody was met: 1 = a new time, 2 = we were there."""
    visit = next(iter(context.asked), None)
    if visit is None:
        return Turn(settle(conversation), (Answer(words="visits.no_longer"),))
    if digit == FINE:
        return moving.offer(visit, conversation, context)
    misses = [one for one in context.asked if one.outcome is Outcome.MISSED]
    if digit != NOT_FINE or not misses:
        return Turn(conversation, (Answer(words="visits.one_or_two"),))
    disputes = [effect for one in misses if one.disputed_at is None for effect in _disputed(one, context)]
    return Turn(conversation, (Answer(words="visits.disputed"), *disputes))


def _disputed(visit: Visit, context: Context) -> tuple[Effect, ...]:
    """Note that they were there, and let supervisors and the worker know."""
    told = tell(None, "staff.visit_disputed", named(visit), context)
    own = tell(visit.worker_key, "staff.visit_disputed", named(visit), context)
    return Dispute(visit_key=visit.key), told, own


def doorstep(digit: int, heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """A worker stood at the door: 1 = on my way, 2 = another time."""
    visit = next(iter(context.asked), None)
    if visit is None or digit not in {FINE, NOT_FINE}:
        return Turn(conversation, (Answer(words="visits.one_or_two"),))
    if digit == NOT_FINE:
        return moving.offer(visit, conversation, context)
    if not _is_waited_for(visit, conversation, context):
        return Turn(settle(conversation), (Answer(words="visits.no_longer"),))
    told = tell_now(visit.worker_key, "staff.visit_on_my_way", named(visit))
    reply = ReplyToVisit(
        visit_key=visit.key,
        version=visit.version,
        person_key=moving.speaker(visit, context),
        reply=Reply.ON_MY_WAY,
    )
    return Turn(conversation, (reply, told, _told(visit, context)))


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
    return _as_digit(heard, conversation, context) is not None


def contradicts_itself(heard: Heard, conversation: Conversation, context: Context) -> bool:
    """Whether a text agrees in words and turns down by its digit ("yes 2"): neither is guessed."""
    turns_down = heard.meaning.digit is not None and heard.meaning.digit != FINE
    return turns_down and heard.meaning.intent is Intent.CONFIRM and open_state(conversation, context) in ONE_IS_YES


def answered(heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """Take a yes or no for the digit it stands for; a bare yes switches texts on as well, as it does at the carrier."""
    digit = _as_digit(heard, conversation, context)
    assert digit is not None
    turn = STATES[open_state(conversation, context)](digit, heard, conversation, context)
    opt_in: tuple[Effect, ...] = (OptIn(),) if heard.meaning.carrier_word is Intent.START else ()
    return Turn(turn.conversation, (*opt_in, *turn.effects, *alone(heard)))


def alone(heard: Heard) -> tuple[Effect, ...]:
    """Note that the line answers more than a keyword by itself, for the worker to look over."""
    is_keyword = heard.meaning.needs_nobody or heard.meaning.carrier_word is not None or heard.meaning.asks is not None
    return () if is_keyword or len(heard.words.split()) == 1 else (AnsweredAlone(),)


def _as_digit(heard: Heard, conversation: Conversation, context: Context) -> int | None:
    """Return the digit that words stand for, in a state in which they can stand for one."""
    state, meaning = open_state(conversation, context), heard.meaning
    if state == MISSED:
        is_miss = any(visit.outcome is Outcome.MISSED for visit in context.asked)
        return NOT_FINE if meaning.was_there and is_miss else None
    if state == moving.OFFERED:
        return moving.picked(heard, conversation, context)
    if state == DOORSTEP:
        return FINE if meaning.is_plain_yes else None
    if state not in YES_OR_NO:
        return None
    words = bare(heard)
    if words in NO:
        return NOT_FINE
    agrees = meaning.is_plain_yes and meaning.intent is not Intent.LATE
    if state in REMINDED and agrees and meaning.days:
        return FINE if of_days(meaning.days, still_open(context), context) else None
    return FINE if words in YES or (state in REMINDED and agrees) else None


def _stale(conversation: Conversation, context: Context) -> Turn | None:
    """Answer truthfully where the visits asked about are over, off, or no longer as they were."""
    listed = still_open(context)
    if not listed:
        return _on_now(conversation, context)
    versions = {ref.key: ref.version for ref in conversation.question.visits}
    changed = [visit for visit in listed if visit.version != versions.get(visit.key)]
    return _ask_anew(listed, changed, conversation, context) if changed else None


def _on_now(conversation: Conversation, context: Context) -> Turn:
    """Tell the worker of an answer about a visit that is on at this moment; else say that it is no longer listed."""
    visit = next((visit for visit in context.asked if _is_on(visit, context)), None)
    if visit is None:
        return Turn(settle(conversation), (Answer(words="visits.no_longer"),))
    told = tell_now(visit.worker_key, "staff.visit_texted", named(visit))
    return Turn(conversation, (told, _told(visit, context)))


def _is_on(visit: Visit, context: Context) -> bool:
    """Whether a visit that was to begin is on at this moment."""
    return visit.is_planned and visit.ends_at > context.now


def _is_waited_for(visit: Visit, conversation: Conversation, context: Context) -> bool:
    """Whether a worker may still wait at the door: the visit is on, or they asked from there a while ago."""
    asked_lately = conversation.asked_at is not None and context.now - conversation.asked_at <= WAITS_AT_THE_DOOR
    is_its_time = visit.is_planned and visit.starts_at - context.now <= ABOUT_TO_BEGIN
    return is_its_time and (asked_lately or visit.ends_at > context.now)


def _told(visit: Visit, context: Context) -> Answer:
    """Say that the worker of a visit that is on is told, and when."""
    name = moving.worker_name(visit, context)
    return told_when("visits.passed_on", name, context, is_now=staff_get_texts(context))


def _ask_anew(listed: Sequence[Visit], changed: Sequence[Visit], conversation: Conversation, context: Context) -> Turn:
    """Say how visits stand now that were asked about as they were, and ask again."""
    question = Question(tuple(VisitRef(visit.key, visit.version) for visit in listed))
    answer = Answer(words="visits.changed_since", params={"list": _lines(changed)})
    return Turn(ask(conversation, ASKED, context, question), (answer,))


def _differing(suits: Sequence[Visit], context: Context) -> tuple[Effect, ...]:
    """Tell the worker where another person of the visit had said that it does not suit."""
    return tuple(
        tell(visit.worker_key, "staff.visit_differs", named(visit), context, visit)
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
    MIXED: mixed,
    MISSED: missed,
    DOORSTEP: doorstep,
    **moving.STATES,
}
REMINDED = frozenset({ASKED, ASKED_APART})
YES_OR_NO = REMINDED | {moving.ECHO, moving.DROP_ECHO}
ONE_IS_YES = YES_OR_NO | {MISSED}
