"""A worker's shifts by text: what is mine, who takes it, `T BB` = I do; nobody is off before somebody else is on."""

from collections.abc import Iterable

from bot.flows.shift_words import (
    busy,
    me_of,
    named_worker,
    news,
    spoken,
    spoken_other,
    the_one,
    to_supervisors,
    to_the_asked,
)
from bot.flows.steering import answer, say
from bot.language.shift_commands import Cover, ShiftNamed, TakeBack, TakeShift
from bot.model.conversations import Context, Conversation
from bot.model.covers import AskState, CoverAsk, is_cover_code
from bot.model.effects import (
    Audit,
    Effect,
    Lines,
    Phrase,
    Turn,
)
from bot.model.rota import Shift
from bot.model.shift_effects import AskForCover, EndAsk, LayCover
from bot.rules.covers import (
    busy_with,
    days_meant,
    is_as_it_was,
    is_told_at_once,
    left_of,
    may_stand,
    shifts_meant,
    suited,
)

MOST_LINES = 20


def my_shifts(conversation: Conversation, context: Context) -> Turn:
    """`my shifts`: those of the next two weeks, and which of them others were asked to take."""
    mine = own(context)
    if not mine:
        return say(conversation, "staff.shifts_none")
    listed = [_line(one, context) for one in mine[:MOST_LINES]]
    if len(mine) > MOST_LINES:
        listed.append(("staff.shifts_more", {"count": len(mine) - MOST_LINES}))
    return say(conversation, "staff.shifts", list=Lines(tuple(listed)))


def cover(command: Cover, conversation: Conversation, context: Context) -> Turn:
    """`cover Fri`: ask who could take a shift of mine; it stays mine until somebody does."""
    found = meant(command.named, own(context), context)
    past = is_past(command.named, context)
    shift = the_one(found, "cover {named}", past, conversation, context)
    if isinstance(shift, Turn):
        return shift
    asked_already = open_about(shift, context)
    if asked_already is not None:
        return say(conversation, "staff.cover_already", code=asked_already.code)
    fit = suited(shift, context.covering, context.now)
    is_tonight = is_told_at_once(shift.starts_at, context.now, context.hours)
    is_urgent = not fit or shift.starts_at - context.covering.untaken <= context.now
    ask = CoverAsk(
        code=context.covering.free_code,
        shift=shift,
        asked=frozenset(one.key for one in fit),
        made_at=context.now,
        told_at=context.now if is_urgent else None,
    )
    told = untaken(ask, context) if is_urgent else ()
    who = _who(is_asked=bool(fit) and not is_tonight, is_told=bool(told), context=context)
    return Turn(
        conversation,
        (AskForCover(ask=ask), answer("staff.cover_mine", code=ask.code, who=who, **spoken(shift)), *told),
    )


def take(command: TakeShift, conversation: Conversation, context: Context) -> Turn:
    """`T BB`: I take that shift; who comes second is told who has it."""
    meant = _meant(command.code, context)
    if len(meant) > 1:
        return say(conversation, "staff.shift_which", list="\n".join(f"T {ask.code}" for ask in meant))
    if not meant:
        return _none(command.code, conversation)
    ask = meant[0]
    if not ask.is_open:
        return _closed(ask, conversation, context)
    if ask.shift.worker.key == me_of(context):
        return say(conversation, "staff.cover_own", code=ask.code)
    if not _may_take(ask, context):
        return say(conversation, "staff.cover_not_asked", code=ask.code)
    return _take(ask, conversation, context)


def take_back(command: TakeBack, conversation: Conversation, context: Context) -> Turn:
    """`cover BB off`: I stand my shift after all."""
    named = [ask for ask in _meant(command.code, context) if ask.shift.worker.key == me_of(context)]
    if not named:
        return _none(command.code, conversation)
    ask = named[0]
    if not ask.is_open:
        return _closed(ask, conversation, context)
    effects: list[Effect] = [
        EndAsk(ask_key=ask.key, state=AskState.WITHDRAWN),
        answer("staff.cover_off", code=ask.code, **spoken(ask.shift)),
        *to_the_asked("staff.cover_settled", ask, context, ()),
    ]
    if ask.told_at is not None:
        effects += to_supervisors("staff.cover_settled", ask.shift, context, ask.asked, code=ask.code)
    return Turn(conversation, tuple(effects))


def own(context: Context) -> tuple[Shift, ...]:
    """Return the shifts that are this worker's."""
    return tuple(one for one in context.covering.standing if one.worker.key == me_of(context))


def open_about(shift: Shift, context: Context) -> CoverAsk | None:
    """Return the open question about a shift, if there is one."""
    return next((ask for ask in context.covering.asks if ask.is_open and is_same(ask.shift, shift)), None)


def is_same(one: Shift, other: Shift) -> bool:
    """Whether two are the same shift, or what of it is left to its owner."""
    is_of_one = one.worker.key == other.worker.key and one.tier is other.tier
    return is_of_one and one.meets(other.starts_at, other.ends_at)


def is_past(named: ShiftNamed, context: Context) -> bool:
    """Whether a worker speaks of a day that is over."""
    today = context.hours.local(context.now).date()
    return max(days_meant(named, context.covering.today), default=today) < today


def meant(named: ShiftNamed, shifts: Iterable[Shift], context: Context) -> tuple[Shift, ...]:
    """Return which of the shifts a worker means; `today` is the day on which they wrote it."""
    return shifts_meant(named, shifts, context.covering.today, context.now, context.hours)


def untaken(ask: CoverAsk, context: Context) -> tuple[Effect, ...]:
    """Tell supervisors of a shift that nobody has taken."""
    params = {"name": ask.shift.worker.given_name, "id": ask.shift.worker.worker_id, "code": ask.code}
    return to_supervisors("staff.cover_untaken", ask.shift, context, (), **params, **spoken(ask.shift))


def _line(shift: Shift, context: Context) -> tuple[str, dict[str, object]]:
    ask = open_about(shift, context)
    if ask is None:
        return "staff.shift_line", spoken(shift)
    return "staff.shift_line_asked", spoken(shift) | {"code": ask.code}


def _who(*, is_asked: bool, is_told: bool, context: Context) -> Phrase:
    """Say who was asked, and whether supervisors know."""
    keys = ["nobody"]
    if is_asked:
        keys = ["now" if context.hours.may_text_staff(context.now) else "morning"]
    return Phrase(tuple(f"staff.cover_who.{key}" for key in (*keys, *["told"] * is_told)))


def _meant(code: str | None, context: Context) -> tuple[CoverAsk, ...]:
    """Return the question a code means, an open one before closed ones; without one, those this worker was asked."""
    asks = [ask for ask in context.covering.asks if ask.key not in context.newer]
    if code is None:
        return tuple(ask for ask in asks if me_of(context) in ask.asked)
    return tuple(sorted(asks, key=lambda ask: (ask.is_open, ask.made_at))[-1:])


def _none(code: str | None, conversation: Conversation) -> Turn:
    if code is None:
        return say(conversation, "staff.shift_how")
    return say(conversation, "staff.cover_no_such" if is_cover_code(code) else "staff.cover_is_page", code=code)


def _closed(ask: CoverAsk, conversation: Conversation, context: Context) -> Turn:
    """Say what became of a question."""
    if ask.taker_key is None:
        return say(conversation, "staff.cover_closed", code=ask.code)
    if ask.taker_key == me_of(context):
        return say(conversation, "staff.cover_yours", code=ask.code, **spoken(ask.shift))
    return say(conversation, "staff.cover_taken", code=ask.code, name=named_worker(ask.taker_key, context))


def _may_take(ask: CoverAsk, context: Context) -> bool:
    """Whether the question was asked of this worker; a supervisor may take any but a swap."""
    me = context.worker
    if me is None or not may_stand(me, ask.shift.tier):
        return False
    return me.key in ask.asked or (me.is_supervisor and ask.other is None)


def _take(ask: CoverAsk, conversation: Conversation, context: Context) -> Turn:
    standing, now, me = context.covering.standing, context.now, me_of(context)
    if not is_as_it_was(ask, standing, now):
        return say(conversation, "staff.cover_closed", code=ask.code)
    kept = busy_with(me, ask.shift, standing, now, ask.other)
    if kept is not None:
        return busy(named_worker(me, context), kept, conversation)
    owner = ask.shift.worker
    laid = [LayCover(shift=ask.shift, worker_key=me, gives=ask.other)]
    if ask.other is not None:
        laid.append(LayCover(shift=ask.other, worker_key=owner.key, gives=ask.shift))
    ended = EndAsk(ask_key=ask.key, state=AskState.TAKEN, taker_key=me)
    audit = Audit(action="cover_taken", about=owner.worker_id, detail=ask.code)
    return Turn(conversation, (ended, *laid, audit, *_told(ask, context)))


def _told(ask: CoverAsk, context: Context) -> tuple[Effect, ...]:
    """Tell taker, owner, supervisors and the others who were asked."""
    owner, shift = ask.shift.worker, left_of(ask.shift, context.now)
    params: dict[str, object] = {"code": ask.code, **spoken(shift)}
    kind = "cover"
    if ask.other is not None:
        kind, params = "swap", params | spoken_other(ask.other)
    name, supervisors = named_worker(me_of(context), context), _supervisors(context)
    return (
        answer(f"staff.{kind}_yours", **params),
        news(owner.key, f"staff.{kind}_done", shift, context, name=name, **params),
        *to_supervisors(f"staff.{kind}_told", shift, context, (owner.key,), name=name, whom=owner.given_name, **params),
        *to_the_asked("staff.cover_done_others", ask, context, supervisors, name=name),
    )


def _supervisors(context: Context) -> list[int]:
    return [one.key for one in context.covering.staff if one.is_supervisor]
