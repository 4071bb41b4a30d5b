"""A worker writes about visits: outcomes by letter, `in`, `late 20`, nobody home, `N12`; each answer tells it back."""

from collections.abc import Sequence
from datetime import timedelta

from bot.flows.telling import named
from bot.language.visit_commands import Arrived, Enter, NobodyHome, NotThatTime, RunningLate, WordsOf
from bot.model.conversations import Context, Conversation
from bot.model.effects import (
    Answer,
    Arrive,
    Audit,
    Effect,
    EnterOutcome,
    GiveBack,
    Phrase,
    ShowWords,
    TellPersons,
    TellSupervisors,
    Turn,
)
from bot.model.messages import Purpose
from bot.model.visits import Maker, Outcome, Visit
from bot.rules.attendance import Standing, standing, with_one_more

AT_HAND = timedelta(minutes=90)
SOON = timedelta(hours=6)
LATE_FOR = timedelta(minutes=30)
AT_THE_DOOR = timedelta(hours=3)
EARLY = timedelta(minutes=10)
MOST_MINUTES = 240


def enter(command: Enter, conversation: Conversation, context: Context) -> Turn:
    """`H12` and its sisters: what became of a visit, entered by a person, corrected by the same or a supervisor."""
    visit = _by_number(command.number, context)
    if visit is None:
        return _say(conversation, "staff.no_such_visit", number=command.number)
    refused = _refused(command, visit, context)
    if refused is not None:
        return _say(conversation, refused, **_told(visit))
    entered: tuple[Effect, ...] = (
        EnterOutcome(
            visit_key=visit.key,
            version=visit.version,
            outcome=command.outcome,
            worker_key=_me(context),
            reason=command.note,
        ),
        Audit(action=f"visit_{command.outcome}"[:32], about=visit.family, detail=f"{visit.number} {command.note}"),
    )
    words = Phrase((f"staff.outcome.{command.outcome}",))
    answer = Answer(words="staff.entered", params=named(visit, outcome=words), purpose=Purpose.STAFF_ANSWER)
    return Turn(conversation, (*entered, answer))


def not_that_time(command: NotThatTime, conversation: Conversation, context: Context) -> Turn:
    """`N12`: a time the family chose does not suit after all."""
    visit = _by_number(command.number, context)
    if visit is None:
        return _say(conversation, "staff.no_such_visit", number=command.number)
    if not _is_mine(visit, context):
        return _say(conversation, "staff.visit_not_yours", **_told(visit))
    if visit.key in context.newer:
        return _say(conversation, "staff.visit_newer", **_told(visit))
    if not visit.is_planned or visit.made_by is not Maker.FAMILY or visit.starts_at <= context.now:
        return _say(conversation, "staff.nothing_to_give_back", number=visit.number)
    given: Effect = GiveBack(visit_key=visit.key, version=visit.version)
    audit = Audit(action="visit_given_back", about=visit.family, detail=str(visit.number))
    return Turn(conversation, (given, audit, _answer("staff.given_back", number=visit.number, family=visit.family)))


def arrived(command: Arrived, conversation: Conversation, context: Context) -> Turn:
    """`in`: the worker is at a visit."""
    near = _at_hand(command.number, context)
    if not near and command.number is not None:
        return _say(conversation, "staff.visit_not_at_hand", number=command.number)
    if len(near) != 1:
        return _which(near, conversation, "in")
    (visit,) = near
    return Turn(conversation, (Arrive(visit_key=visit.key), _answer("staff.arrived", **named(visit))))


def _at_hand(number: int | None, context: Context) -> Sequence[Visit]:
    """Return the visits a worker may stand at: where they are by their own word, or whose time it is.

    Where several may be meant, it is not the one they said `in` of and were not asked about.
    """
    mine = [one for one in context.lone if one.worker_key == _me(context)]
    asked = {one.visit_key for one in mine if one.asked_at is not None}
    is_in = {one.visit_key for one in mine if one.said_in_at is not None} - asked
    there = [one for one in context.visits if one.key in asked | is_in and number in {None, one.number}]
    ahead = [one for one in _meant(number, context) if abs(one.starts_at - context.now) <= AT_HAND]
    near = [*there, *(one for one in ahead if one not in there)]
    return [one for one in near if one.key not in is_in] or near


def running_late(command: RunningLate, conversation: Conversation, context: Context) -> Turn:
    """`late 20`: the family of the next visit reads it, where its profile allows."""
    near = [
        one
        for one in _meant(command.number, context)
        if -LATE_FOR <= one.starts_at - context.now <= SOON and one.arrived_at is None
    ]
    if not near or not 0 < command.minutes <= MOST_MINUTES:
        return _which([], conversation, f"late {command.minutes}")
    if near[0].starts_at <= context.now and len(near) > 1:
        return _which(near, conversation, f"late {command.minutes}")
    visit = near[0]
    params = {"minutes": command.minutes, "at": visit.starts_at, "name": _my_name(context)}
    told = TellPersons(visit_key=visit.key, rule=f"late_{command.minutes}", words="visits.worker_late", params=params)
    return Turn(conversation, (told, _answer("staff.late_told", **named(visit, minutes=command.minutes))))


def nobody_home(command: NobodyHome, conversation: Conversation, context: Context) -> Turn:
    """`nobody home F-0012` from the doorstep: the family is asked once; the outcome stays the worker's to enter."""
    at_door = [
        one
        for one in context.visits
        if _may_mean(one, context) and -AT_THE_DOOR <= one.starts_at - context.now <= EARLY
    ]
    visit = min(at_door, key=lambda one: abs(one.starts_at - context.now), default=None)
    if visit is None:
        return _say(conversation, "staff.no_visit_now", family=command.family)
    asked = TellPersons(visit_key=visit.key, rule="doorstep", words="visits.doorstep", params={"at": context.now})
    effects: list[Effect] = [asked, _answer("staff.doorstep_told", **named(visit))]
    assert context.episode is not None
    if standing(with_one_more(context.past), context.episode) is Standing.REACHED:
        near = named(visit, name=_my_name(context))
        effects.append(TellSupervisors(words="staff.policy_near", params=near, purpose=Purpose.STAFF_ROUTINE))
    return Turn(conversation, tuple(effects))


def words_of(command: WordsOf, conversation: Conversation, context: Context) -> Turn:
    """`words F-0012`: what the family wrote that the line answered by itself; on the record."""
    family = next(iter(context.families), None)
    if family is None:
        return _say(conversation, "staff.no_such_family", family=command.family)
    if family.worker_key != _me(context) and not _is_supervisor(context):
        return _say(conversation, "staff.family_not_yours", family=family.code)
    audit = Audit(action="words_shown", about=family.code)
    return Turn(conversation, (audit, ShowWords(family_key=family.key)))


def _refused(command: Enter, visit: Visit, context: Context) -> str | None:
    """Say why an outcome cannot be entered."""
    if not _is_mine(visit, context):
        return "staff.visit_not_yours"
    if visit.key in context.newer:
        return "staff.visit_newer"
    if visit.starts_at > context.now and command.outcome in {Outcome.HELD, Outcome.MISSED}:
        return "staff.visit_not_yet"
    decides = _is_supervisor(context) and visit.count_waits is not None
    if visit.outcome is command.outcome and not decides:
        return "staff.visit_is_already"
    by_other = visit.entered_by is not None and visit.entered_by != _me(context)
    return "staff.visit_entered_by_other" if by_other and not _is_supervisor(context) else None


def _which(near: Sequence[Visit], conversation: Conversation, command: str) -> Turn:
    if not near:
        return _say(conversation, "staff.no_visit_at_hand")
    numbers = ", ".join(str(one.number) for one in near)
    return _say(conversation, "staff.which_visit", numbers=numbers, example=f"{command} {near[0].number}")


def _meant(number: int | None, context: Context) -> Sequence[Visit]:
    """Return the planned visits a command may mean: the one it names, or this worker's."""
    mine = [one for one in context.visits if _may_mean(one, context)]
    if number is not None:
        return [one for one in mine if one.number == number]
    return [one for one in mine if one.worker_key == _me(context)]


def _may_mean(visit: Visit, context: Context) -> bool:
    """Whether a word from the way or the doorstep may be about a visit."""
    return visit.is_planned and _is_mine(visit, context) and visit.key not in context.newer


def _by_number(number: int, context: Context) -> Visit | None:
    return next((one for one in context.visits if one.number == number), None)


def _told(visit: Visit) -> dict[str, object]:
    """Return what a refusal says of a visit: its number and time."""
    return {"number": visit.number, "at": visit.starts_at}


def _is_mine(visit: Visit, context: Context) -> bool:
    return visit.worker_key == _me(context) or _is_supervisor(context)


def _is_supervisor(context: Context) -> bool:
    return context.worker is not None and context.worker.is_supervisor


def _me(context: Context) -> int:
    return context.worker.key if context.worker else 0


def _my_name(context: Context) -> str:
    return context.worker.given_name if context.worker else ""


def _answer(words: str, **params: object) -> Answer:
    return Answer(words=words, params=params, purpose=Purpose.STAFF_ANSWER)


def _say(conversation: Conversation, words: str, **params: object) -> Turn:
    return Turn(conversation, (_answer(words, **params),))
