"""A worker steers: unsafe and safe phones, a pause and its end, who is on call; whose family it is (SAFETY 3)."""

from collections.abc import Mapping

from bot.flows import telling
from bot.language.commands import AboutFamily, Pause, Resume, Safe, Unsafe
from bot.language.profile_commands import AboutProfile, OwnWord
from bot.model.conversations import Context, Conversation, Standing
from bot.model.effects import (
    Answer,
    Audit,
    Effect,
    ForDigest,
    HoldFamily,
    Lines,
    PauseFamily,
    Phrase,
    ReleaseFamily,
    ResumeFamily,
    Turn,
)
from bot.model.help import RequestState
from bot.model.messages import Purpose
from bot.model.people import Family
from bot.model.policy import Tier


def about_family(command: AboutFamily, conversation: Conversation, context: Context) -> Turn:
    """Carry out a command about one family, on the record; the answer says what it took and what takes it back."""
    family = named(command, context)
    if family is None:
        return say(conversation, "staff.no_such_family", family=command.family)
    if isinstance(command, Safe | Resume):
        loosens = "safe" if isinstance(command, Safe) else "resume"
        refused = refused_to_loosen(family, f"{loosens} {family.code}", context, is_sure=command.is_sure)
        if refused is not None:
            return Turn(conversation, (refused,))
    if isinstance(command, Resume) and _has_open_request(family, context):
        return say(conversation, "staff.still_open", family=family.code)
    effect, action = _effect(command, family)
    audit = Audit(action=action, about=family.code, detail=command.note)
    what = {"family": family.code, "what": Phrase((f"staff.steered.{action}",))}
    told = tell_own_worker(family, "staff.steered_by", what, context, loosened=isinstance(command, Safe | Resume))
    return Turn(conversation, (effect, audit, answer(f"staff.{action}", family=family.code), *told))


def named(command: AboutFamily | AboutProfile, context: Context) -> Family | None:
    """Return the family that a command names, with or without the zeros of its code; no two differ in them alone."""
    if isinstance(command, OwnWord):
        return None
    number = int(command.family.removeprefix("F-"))
    return next((family for family in context.families if int(family.code.removeprefix("F-")) == number), None)


def refused_to_loosen(family: Family, command: str, context: Context, *, is_sure: bool) -> Answer | None:
    """Ask back once before a worker loosens for a family that is not theirs, nor one whose request they have.

    A text that came late loosens nothing that somebody has set since it was written.
    """
    if family.key in context.newer:
        return answer("staff.family_newer", family=family.code)
    if is_sure or speaks_for(family, context):
        return None
    return answer("staff.family_not_mine", family=family.code, command=f"{command} yes")


def speaks_for(family: Family, context: Context) -> bool:
    """Whether a family is a worker's to speak for: their own, or one whose request they have or had today."""
    me = context.worker
    if me is None:
        return False
    theirs = [one for one in context.requests if one.family == family.code and one.holder == me.key]
    had_it = any(one.claimed_at and context.now - one.claimed_at <= context.contact.undo_lives for one in theirs)
    holds = any(one.state is RequestState.CLAIMED for one in theirs)
    return me.is_supervisor or family.worker_key == me.key or holds or had_it


def tell_own_worker(
    family: Family, words: str, params: Mapping[str, object], context: Context, *, loosened: bool
) -> tuple[Effect, ...]:
    """Tell a family's worker what somebody else set: in their list; at once if it loosened and they are at work."""
    me = context.worker
    if me is None or family.worker_key == me.key:
        return ()
    told = {**params, "by": me.worker_id}
    if loosened:
        return (telling.tell(family.worker_key, words, told, context),)
    return (ForDigest(worker_key=family.worker_key, words=words, params=told),)


def who_is_on_call(conversation: Conversation, context: Context) -> Turn:
    """List who stands on which tier now, and until when."""
    if not context.standing:
        return say(conversation, "staff.oncall_nobody")
    places = sorted(context.standing, key=lambda place: list(Tier).index(place.tier))
    return say(conversation, "staff.oncall", list=Lines(tuple(map(_place, places))))


def _place(one: Standing) -> tuple[str, Mapping[str, object]]:
    tier = Phrase((f"staff.tier.{one.tier}",))
    return "staff.oncall_line", {"tier": tier, "name": one.worker.name, "until": one.until}


def answer(words: str, **params: object) -> Answer:
    """Answer a worker."""
    return Answer(words=words, params=params, purpose=Purpose.STAFF_ANSWER)


def say(conversation: Conversation, words: str, **params: object) -> Turn:
    """Answer a worker, and do nothing."""
    return Turn(conversation, (answer(words, **params),))


def _has_open_request(family: Family, context: Context) -> bool:
    return any(r.family == family.code and r.state is not RequestState.CLOSED for r in context.requests)


def _effect(command: AboutFamily, family: Family) -> tuple[Effect, str]:
    match command:
        case Resume():
            return ResumeFamily(family_key=family.key), "resumed"
        case Unsafe():
            return HoldFamily(family_key=family.key), "held"
        case Safe():
            return ReleaseFamily(family_key=family.key), "released"
        case Pause():
            return PauseFamily(family_key=family.key), "paused"
