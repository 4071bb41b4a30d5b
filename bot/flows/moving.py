"""Another time for a visit: free times offered, one chosen, echoed and taken; or the visit is left out."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.flows.asking import ask, settle
from bot.flows.telling import is_read_now, named, tell, told_when
from bot.model.conversations import Context, Conversation, Heard
from bot.model.effects import Answer, BookAnother, Effect, EnterOutcome, Lines, MoveVisit, ReplyToVisit, Turn
from bot.model.meaning import Intent, Pick
from bot.model.people import PhoneIs, Relation
from bot.model.visits import Diary, Outcome, Question, Reply, Span, Visit, VisitRef
from bot.model.windows import Window
from bot.rules.slots import free_slots, is_free, slots_asked

OFFERED, ECHO = "visits.offered", "visits.echo"
DROPPING, DROP_ECHO = "visits.dropping", "visits.drop_echo"
NONE_OF_THESE, NO_NEW_TIME = 4, 5
TAKE_IT, LEAVE_IT = 1, 2
UNCLEAR = 0
ANOTHER_TIME, LEAVE_OUT, KEEP = 1, 2, 3
LEAST_AHEAD = timedelta(hours=2)
"""A time offered earlier with all due notice is taken no later than this before it begins."""


def offer(visit: Visit, conversation: Conversation, context: Context, words: str = "visits.offer") -> Turn:
    """Offer up to three free times of the visit's worker; where the line may not move it, the worker is asked.

    Of a time that was asked for, those in it; if just one is free, it is echoed at once.
    """
    noted = _does_not_suit(visit, context)
    if asks_worker(visit, context):
        return _ask_worker("staff.visit_asks_move", visit, conversation, context, noted)
    window = context.windows.get(visit.key)
    slots, suits = _free(visit, context, window) if visit.worker_key in context.diaries else ((), True)
    if not slots:
        return _ask_worker("staff.visit_no_time", visit, conversation, context, noted)
    if window is not None and suits and len(slots) == 1:
        turn = _echo(visit, slots[0], conversation, context)
        return Turn(turn.conversation, (*noted, *turn.effects))
    if window is not None and not suits:
        words = "visits.offer_near"
        params = named(visit) | {"start": window.start, "end": window.end}
        noted = (*noted, tell(visit.worker_key, "staff.visit_asks_time", params, context, visit))
    lines = Lines(tuple(("visits.choice", {"digit": digit, "at": at}) for digit, at in enumerate(slots, start=1)))
    answer = Answer(words=words, params={"list": lines, "at": visit.starts_at})
    question = Question((VisitRef(visit.key, visit.version),), slots)
    return Turn(ask(conversation, OFFERED, context, question), (*noted, answer))


def picked(heard: Heard, conversation: Conversation, context: Context) -> int | None:
    """Return the digit of the offered time that words choose, by place or by day and hour; None if they choose none.

    Words that fit several stand for a digit that fits none: the line asks for a number.
    """
    if heard.meaning.intent is not Intent.CHOICE:
        return None
    slots = conversation.question.slots
    if len(context.chosen) == 1:
        return slots.index(context.chosen[0]) + 1
    match heard.meaning.pick:
        case Pick.FIRST | Pick.ANY:
            return 1
        case Pick.SECOND | Pick.THIRD:
            place = 2 if heard.meaning.pick is Pick.SECOND else 3
            return place if place <= len(slots) else UNCLEAR
        case Pick.LAST:
            return len(slots)
        case _:
            return UNCLEAR


def offered(digit: int, heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """They were offered free times, each with a digit; 4 = none of these, 5 = leave the visit out."""
    visit, slots = _in_question(context), conversation.question.slots
    if visit is None or _has_changed(visit, conversation):
        return Turn(settle(conversation), (Answer(words="visits.no_longer"),))
    if 1 <= digit <= len(slots):
        return _echo(visit, slots[digit - 1], conversation, context)
    if digit == NONE_OF_THESE:
        return _ask_worker("staff.visit_none_suits", visit, conversation, context, ())
    if digit == NO_NEW_TIME:
        return _leave_out_echo(visit, conversation, context)
    return Turn(conversation, (Answer(words="visits.choose"),))


def echo(digit: int, heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """They were asked whether the move is right: 1 = yes, 2 = no (a time is never taken without this)."""
    visit, slots = _in_question(context), conversation.question.slots
    if visit is None or not slots or _has_changed(visit, conversation):
        return Turn(settle(conversation), (Answer(words="visits.no_longer"),))
    if digit == LEAVE_IT:
        return offer(visit, conversation, context)
    if digit != TAKE_IT:
        return Turn(conversation, (Answer(words="visits.one_or_two"),))
    if asks_worker(visit, context):
        return _ask_worker("staff.visit_asks_move", visit, conversation, context, ())
    if not _may_take(visit, slots[0], context):
        return offer(visit, conversation, context, "visits.taken")
    return _take(visit, slots[0], conversation, context)


def drop_or_move(visit: Visit, conversation: Conversation, context: Context) -> Turn:
    """Answer "we can't make it": another time, leave it out, or keep it."""
    if asks_worker(visit, context) or _has_begun(visit, context):
        return _ask_worker("staff.visit_asks_off", visit, conversation, context, _does_not_suit(visit, context))
    question = Question((VisitRef(visit.key, visit.version),))
    answer = Answer(words="visits.drop_or_move", params={"at": visit.starts_at})
    return Turn(ask(conversation, DROPPING, context, question), (answer,))


def pass_on(intent: Intent, visit: Visit, conversation: Conversation, context: Context) -> Turn:
    """Give the worker what was said about a visit, on a phone on which no visit may be spoken of; it stands."""
    words = {
        Intent.CONFIRM: "staff.visit_says_fine",
        Intent.CANCEL: "staff.visit_asks_off",
        Intent.RESCHEDULE: "staff.visit_asks_move",
    }[intent]
    told = tell(visit.worker_key, words, named(visit), context, visit)
    is_now = is_read_now(visit, context)
    return Turn(
        conversation, (told, told_when("visits.passed_on", worker_name(visit, context), context, is_now=is_now))
    )


def dropping(digit: int, heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """They said that a visit cannot be: 1 = another time, 2 = leave it out, 3 = keep it."""
    visit = _in_question(context)
    if visit is None or not visit.is_planned or _has_changed(visit, conversation):
        return Turn(settle(conversation), (Answer(words="visits.no_longer"),))
    if digit == ANOTHER_TIME:
        return offer(visit, conversation, context)
    if digit == LEAVE_OUT:
        return _leave_out(visit, conversation, context)
    if digit == KEEP:
        return _keep(visit, conversation, context)
    return Turn(conversation, (Answer(words="visits.one_two_three"),))


def drop_echo(digit: int, heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """They were asked whether the visit is to be left out: 1 = leave it out, 2 = keep it."""
    visit = _in_question(context)
    if visit is None or not visit.is_planned or _has_changed(visit, conversation):
        return Turn(settle(conversation), (Answer(words="visits.no_longer"),))
    if digit == TAKE_IT:
        return _leave_out(visit, conversation, context)
    if digit == LEAVE_IT:
        return _keep(visit, conversation, context)
    return Turn(conversation, (Answer(words="visits.one_or_two"),))


def asks_worker(visit: Visit, context: Context) -> bool:
    """Whether a change is a question to the worker, and the visit stands until then (SAFETY 3).

    From a phone others hold, from a child, or where another person of the visit said that it suits.
    """
    if context.phone.phone_is in {PhoneIs.SHARED, PhoneIs.MONITORED} or context.phone.held_at is not None:
        return True
    if all(person.relation is Relation.CHILD for person in context.persons):
        return True
    mine = speaker(visit, context)
    return any(one.reply is Reply.FINE and one.person_key != mine for one in visit.attendees)


def speaker(visit: Visit, context: Context) -> int:
    """Return who of the persons of this phone the visit is for; on a shared one, the first."""
    return next((person.key for person in context.persons if visit.is_for(person.key)), 0)


def worker_name(visit: Visit, context: Context) -> dict[str, object]:
    """Return the given name of a visit's worker, as a parameter."""
    return {"name": context.names.get(visit.worker_key, "")}


def _echo(visit: Visit, start: datetime, conversation: Conversation, context: Context) -> Turn:
    question = Question((VisitRef(visit.key, visit.version),), (start,))
    if visit.is_planned and not _has_begun(visit, context):
        answer = Answer(words="visits.echo", params={"before": visit.starts_at, "at": start})
    else:
        answer = Answer(words="visits.echo_another", params={"at": start})
    return Turn(ask(conversation, ECHO, context, question), (answer,))


def _take(visit: Visit, start: datetime, conversation: Conversation, context: Context) -> Turn:
    """Move the visit, or book another like it where it did not take place; its worker is told, and may give it back."""
    who = speaker(visit, context)
    taken: Effect
    if visit.is_planned and not _has_begun(visit, context):
        taken = MoveVisit(visit_key=visit.key, version=visit.version, person_key=who, starts_at=start)
        told = tell(
            visit.worker_key,
            "staff.visit_moved",
            named(visit) | {"at": start, "before": visit.starts_at},
            context,
            Span(min(visit.starts_at, start), max(visit.ends_at, start)),
        )
        return Turn(settle(conversation), (taken, Answer(words="visits.now_at", params={"at": start}), told))
    taken = BookAnother(visit_key=visit.key, person_key=who, starts_at=start)
    return Turn(settle(conversation), (taken, Answer(words="visits.now_at", params={"at": start})))


def _leave_out_echo(visit: Visit, conversation: Conversation, context: Context) -> Turn:
    if not visit.is_planned:
        return Turn(settle(conversation), (Answer(words="visits.no_new_time"),))
    question = Question((VisitRef(visit.key, visit.version),))
    answer = Answer(words="visits.drop_echo", params={"at": visit.starts_at})
    return Turn(ask(conversation, DROP_ECHO, context, question), (answer,))


def _leave_out(visit: Visit, conversation: Conversation, context: Context) -> Turn:
    """Cancel the visit at the family's word; the worker is told."""
    if asks_worker(visit, context) or _has_begun(visit, context):
        return _ask_worker("staff.visit_asks_off", visit, conversation, context, ())
    off = EnterOutcome(visit_key=visit.key, version=visit.version, outcome=Outcome.CANCELLED_BY_FAMILY)
    has_others = any(one.person_key != speaker(visit, context) for one in visit.attendees)
    words = "staff.visit_off_for_one" if has_others else "staff.visit_off"
    told = tell(visit.worker_key, words, named(visit), context, visit)
    return Turn(settle(conversation), (off, Answer(words="visits.left_out", params={"at": visit.starts_at}), told))


def _keep(visit: Visit, conversation: Conversation, context: Context) -> Turn:
    kept = ReplyToVisit(
        visit_key=visit.key, version=visit.version, person_key=speaker(visit, context), reply=Reply.FINE
    )
    return Turn(settle(conversation), (kept, Answer(words="visits.kept", params={"at": visit.starts_at})))


def _ask_worker(
    words: str, visit: Visit, conversation: Conversation, context: Context, noted: tuple[Effect, ...]
) -> Turn:
    """Pass a change on to the worker; the visit stands, and the person is told who reads it."""
    told = tell(visit.worker_key, words, named(visit), context, visit)
    stands = visit.is_planned and not _has_begun(visit, context)
    topic = "visits.asked_worker" if stands else "visits.passed_on"
    answer = told_when(topic, worker_name(visit, context), context, is_now=is_read_now(visit, context))
    return Turn(settle(conversation), (*noted, told, answer))


def _does_not_suit(visit: Visit, context: Context) -> tuple[Effect, ...]:
    if not visit.is_planned or _has_begun(visit, context) or not speaker(visit, context):
        return ()
    return (
        ReplyToVisit(
            visit_key=visit.key, version=visit.version, person_key=speaker(visit, context), reply=Reply.NOT_FINE
        ),
    )


def _has_begun(visit: Visit, context: Context) -> bool:
    """Whether a visit is on or over: it can be moved no more, and what became of it is a person's to enter."""
    return visit.starts_at <= context.now


def _in_question(context: Context) -> Visit | None:
    """Return the visit the open question is about."""
    return next(iter(context.asked), None)


def _has_changed(visit: Visit, conversation: Conversation) -> bool:
    return any(ref.key == visit.key and ref.version != visit.version for ref in conversation.question.visits)


def _free(visit: Visit, context: Context, window: Window | None) -> tuple[tuple[datetime, ...], bool]:
    """Return free times, and whether they suit what was asked for."""
    assert context.moving is not None
    diary = _diary(visit, context)
    if window is None:
        return free_slots(visit.span, diary, context.hours, context.moving, context.now), True
    return slots_asked(visit.span, diary, context.hours, context.moving, context.now, window)


def _diary(visit: Visit, context: Context) -> Diary:
    """Return when neither the worker nor this person has another visit."""
    diary = context.diaries.get(visit.worker_key, Diary())
    theirs = tuple(one.span for one in context.visits if one.is_planned)
    return replace(diary, booked=(*diary.booked, *theirs))


def _may_take(visit: Visit, start: datetime, context: Context) -> bool:
    assert context.moving is not None
    diary = _diary(visit, context)
    is_open = context.hours.local(start).date() not in diary.closed
    is_ahead = start - context.now >= LEAST_AHEAD
    return is_open and is_ahead and is_free(start, visit.span, diary, context.moving)


State = Callable[[int, Heard, Conversation, Context], Turn]
STATES: Mapping[str, State] = {OFFERED: offered, ECHO: echo, DROPPING: dropping, DROP_ECHO: drop_echo}
