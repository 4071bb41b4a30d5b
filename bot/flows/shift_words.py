"""What every conversation about shifts says: a shift in words, its news in time, which of several is meant."""

from collections.abc import Iterable, Sequence

from bot.flows.steering import answer, say
from bot.model.conversations import Context, Conversation
from bot.model.covers import CoverAsk
from bot.model.effects import Effect, Phrase, TellWorker, Turn
from bot.model.messages import Purpose
from bot.model.people import Worker
from bot.model.rota import Shift
from bot.rules.covers import is_told_at_once, named_again, question_waits

LONGEST_NAME = 30


def spoken(shift: Shift) -> dict[str, object]:
    """Return what words about a shift need."""
    return {"tier": Phrase((f"staff.tier.{shift.tier}",)), "starts": shift.starts_at, "ends": shift.ends_at}


def spoken_other(shift: Shift) -> dict[str, object]:
    """Return what words about a swap need of the shift in return."""
    return {f"{name}2": value for name, value in spoken(shift).items()}


def news(worker_key: int, words: str, shift: Shift, context: Context, **params: object) -> TellWorker:
    """Tell a member of staff of a shift: in the hours of staff, at once where it begins before they do (SAFETY 5)."""
    is_urgent = is_told_at_once(shift.starts_at, context.now, context.hours)
    purpose = Purpose.STAFF_ALARM if is_urgent else Purpose.STAFF_ROUTINE
    return TellWorker(worker_key=worker_key, words=words, params=params, purpose=purpose)


def to_supervisors(
    words: str, shift: Shift, context: Context, but: Iterable[int], **params: object
) -> tuple[Effect, ...]:
    """Tell every supervisor of a shift but who knows already."""
    known = {*but, me_of(context)}
    told = [one for one in context.covering.staff if one.is_supervisor and one.key not in known]
    return tuple(news(one.key, words, shift, context, **params) for one in told)


def to_the_asked(
    words: str, ask: CoverAsk, context: Context, but: Iterable[int], **params: object
) -> tuple[Effect, ...]:
    """Tell those who got a question that it is settled; whose question still waits for the morning never gets it."""
    if question_waits(ask.made_at, context.now, context.hours):
        return ()
    here = {one.key for one in context.covering.staff}
    told = sorted((ask.asked & here) - {*but, me_of(context)})
    return tuple(news(key, words, ask.shift, context, code=ask.code, **params) for key in told)


def the_one(
    found: Sequence[Shift], example: str, past: bool, conversation: Conversation, context: Context
) -> Shift | Turn:
    """Return the one shift that is meant; else ask back, with a text to send for each (`example` has its place)."""
    if len(found) == 1:
        return found[0]
    if not found:
        return say(conversation, "staff.shift_past" if past else "staff.shift_none")
    named = [(named_again(one, found, context.hours), one.worker.worker_id) for one in found]
    lines = dict.fromkeys(example.format(named=words, owner=worker_id) for words, worker_id in named)
    return say(conversation, "staff.shift_which", list="\n".join(lines))


def the_worker(found: Sequence[Worker], name: str, conversation: Conversation) -> Worker | Turn:
    """Return the one worker a name means; else say that nobody is called so, or by which ids several are told apart."""
    if len(found) == 1:
        return found[0]
    if not found:
        return say(conversation, "staff.worker_none", name=name[:LONGEST_NAME])
    return say(conversation, "staff.worker_which", name=name[:LONGEST_NAME], ids=", ".join(w.worker_id for w in found))


def busy(name: str, shift: Shift, conversation: Conversation) -> Turn:
    """Say that somebody has a shift at that time."""
    return Turn(conversation, (answer("staff.cover_busy", name=name, **spoken(shift)),))


def named_worker(key: int | None, context: Context) -> str:
    """Return what a member of staff is called."""
    return next((one.given_name for one in context.covering.staff if one.key == key), "?")


def me_of(context: Context) -> int:
    """Return the key of who writes."""
    return context.worker.key if context.worker else 0
