"""Shifts that go to somebody named: `swap Fri Lee Sat` asks Lee; `assign Fri Lee for Dana` is a supervisor's word."""

from bot.flows.covering import is_past, is_same, meant, own
from bot.flows.shift_words import busy, me_of, news, spoken, spoken_other, the_one, the_worker, to_the_asked
from bot.flows.steering import answer, say
from bot.language.shift_commands import Assign, Swap
from bot.model.conversations import Context, Conversation
from bot.model.covers import AskState, CoverAsk
from bot.model.effects import Audit, Effect, Turn
from bot.model.people import Worker
from bot.model.rota import Shift
from bot.model.shift_effects import AskForCover, EndAsk, LayCover
from bot.rules.covers import busy_with, called, is_told_at_once, left_of, may_stand


def swap(command: Swap, conversation: Conversation, context: Context) -> Turn:
    """`swap Fri Lee Sat`: Lee is asked; both shifts stay where they are until the answer is yes."""
    them = the_worker(called(command.whom, context.covering.staff), command.whom, conversation)
    if isinstance(them, Turn):
        return them
    found = meant(command.mine, own(context), context)
    example = f"swap {{named}} {them.worker_id} ..."
    mine = the_one(found, example, is_past(command.mine, context), conversation, context)
    if isinstance(mine, Turn):
        return mine
    their_own = [one for one in context.covering.standing if one.worker.key == them.key]
    found = meant(command.theirs, their_own, context)
    example = f"swap ... {them.worker_id} {{named}}"
    theirs = the_one(found, example, is_past(command.theirs, context), conversation, context)
    if isinstance(theirs, Turn):
        return theirs
    return _refused(mine, theirs, them, conversation, context) or _ask(mine, theirs, them, conversation, context)


def _refused(mine: Shift, theirs: Shift, them: Worker, conversation: Conversation, context: Context) -> Turn | None:
    """Say why two shifts cannot be swapped."""
    me, standing, now = context.worker, context.covering.standing, context.now
    if me is None or me.key == them.key:
        return say(conversation, "staff.shift_how")
    begins_at = min(mine.starts_at, theirs.starts_at)
    if begins_at <= now or is_told_at_once(begins_at, now, context.hours):
        return say(conversation, "staff.swap_too_late")
    if not (may_stand(me, theirs.tier) and may_stand(them, mine.tier)):
        return say(conversation, "staff.cover_supervisors")
    for name, worker, takes, gives in ((me.given_name, me, theirs, mine), (them.given_name, them, mine, theirs)):
        kept = busy_with(worker.key, takes, standing, now, gives)
        if kept is not None:
            return busy(name, kept, conversation)
    already = next((ask for ask in context.covering.asks if is_same(ask.shift, mine)), None)
    return say(conversation, "staff.cover_already", code=already.code) if already else None


def _ask(mine: Shift, theirs: Shift, them: Worker, conversation: Conversation, context: Context) -> Turn:
    code = context.covering.free_code
    ask = CoverAsk(code=code, shift=mine, other=theirs, asked=frozenset({them.key}), made_at=context.now)
    params = {"code": code, "name": them.given_name, **spoken(mine), **spoken_other(theirs)}
    return Turn(conversation, (AskForCover(ask=ask), answer("staff.swap_mine", **params)))


def assign(command: Assign, conversation: Conversation, context: Context) -> Turn:
    """`assign Fri Lee for Dana`: a supervisor puts somebody in another's place at once; both are told."""
    if context.worker is None or not context.worker.is_supervisor:
        return say(conversation, "staff.supervisors_only")
    taker = the_worker(called(command.taker, context.covering.staff), command.taker, conversation)
    if isinstance(taker, Turn):
        return taker
    shift = _shift_for(taker, command, conversation, context)
    if isinstance(shift, Turn):
        return shift
    if not may_stand(taker, shift.tier):
        return say(conversation, "staff.cover_supervisors")
    kept = busy_with(taker.key, shift, context.covering.standing, context.now)
    if kept is not None:
        return busy(taker.given_name, kept, conversation)
    return _assigned(shift, taker, conversation, context)


def _shift_for(taker: Worker, command: Assign, conversation: Conversation, context: Context) -> Shift | Turn:
    """Return the shift that is to change hands: of the day, not the taker's own, of its owner if one is named."""
    others = [one for one in context.covering.standing if one.worker.key != taker.key]
    if command.owner is not None:
        owner = the_worker(called(command.owner, context.covering.staff), command.owner, conversation)
        if isinstance(owner, Turn):
            return owner
        others = [one for one in others if one.worker.key == owner.key]
    found = meant(command.named, others, context)
    example = f"assign {{named}} {taker.worker_id} for {{owner}}"
    return the_one(found, example, is_past(command.named, context), conversation, context)


def _assigned(shift: Shift, taker: Worker, conversation: Conversation, context: Context) -> Turn:
    """Lay the cover, close what was asked about the shift, and tell both."""
    owner, me = shift.worker, me_of(context)
    params = {"name": taker.given_name, "whom": owner.given_name, **spoken(left_of(shift, context.now))}
    to_both = ((owner.key, "staff.assigned_from"), (taker.key, "staff.assigned_to"))
    told = tuple(news(key, words, shift, context, **params) for key, words in to_both if key != me)
    return Turn(
        conversation,
        (
            *_ended(shift, taker, context),
            LayCover(shift=shift, worker_key=taker.key),
            Audit(action="cover_assigned", about=owner.worker_id, detail=taker.worker_id),
            answer("staff.assigned", **params),
            *told,
        ),
    )


def _ended(shift: Shift, taker: Worker, context: Context) -> tuple[Effect, ...]:
    """Close every open question that this answers, or makes empty."""
    effects: list[Effect] = []
    for ask in context.covering.asks:
        if not any(is_same(one, shift) for one in (ask.shift, ask.other) if one is not None):
            continue
        is_taken = ask.other is None
        state = AskState.TAKEN if is_taken else AskState.OVER
        effects.append(EndAsk(ask_key=ask.key, state=state, taker_key=taker.key if is_taken else None))
        effects += to_the_asked("staff.cover_settled", ask, context, (taker.key, shift.worker.key))
    return tuple(effects)
