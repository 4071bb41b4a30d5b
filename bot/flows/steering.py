"""A worker steers: unsafe and safe phones, resume after an emergency, who is on call."""

from bot.language.commands import Resume, Safe, Unsafe
from bot.model.conversations import Context, Conversation
from bot.model.effects import Answer, Audit, Effect, HoldFamily, ReleaseFamily, ResumeFamily, Turn
from bot.model.help import RequestState
from bot.model.messages import Purpose
from bot.model.people import Family
from bot.model.policy import Tier


def about_family(command: Resume | Unsafe | Safe, conversation: Conversation, context: Context) -> Turn:
    """Carry out a command about one family, on the record; the answer says what it took."""
    family = named(command, context)
    if family is None:
        return _say(conversation, "staff.no_such_family", family=command.family)
    if isinstance(command, Resume) and _has_open_request(family, context):
        return _say(conversation, "staff.still_open", family=family.code)
    effect, action = _effect(command, family)
    audit = Audit(action=action, about=family.code, detail=command.note)
    answer = Answer(words=f"staff.{action}", params={"family": family.code}, purpose=Purpose.STAFF_ANSWER)
    return Turn(conversation, (effect, audit, answer))


def named(command: Resume | Unsafe | Safe, context: Context) -> Family | None:
    """Return the family that a command names, with or without the zeros of its code; no two differ in them alone."""
    number = int(command.family.removeprefix("F-"))
    return next((family for family in context.families if int(family.code.removeprefix("F-")) == number), None)


def who_is_on_call(conversation: Conversation, context: Context) -> Turn:
    """List who stands on which tier now."""
    if not context.standing:
        return _say(conversation, "staff.oncall_nobody")
    places = sorted(context.standing, key=lambda place: list(Tier).index(place.tier))
    lines = "\n".join(f"{place.tier.replace('_', ' ')}: {place.worker.name}" for place in places)
    return _say(conversation, "staff.oncall", list=lines)


def _has_open_request(family: Family, context: Context) -> bool:
    return any(r.family == family.code and r.state is not RequestState.CLOSED for r in context.requests)


def _effect(command: Resume | Unsafe | Safe, family: Family) -> tuple[Effect, str]:
    match command:
        case Resume():
            return ResumeFamily(family_key=family.key), "resumed"
        case Unsafe():
            return HoldFamily(family_key=family.key), "held"
        case Safe():
            return ReleaseFamily(family_key=family.key), "released"


def _say(conversation: Conversation, words: str, **params: object) -> Turn:
    return Turn(conversation, (Answer(words=words, params=params, purpose=Purpose.STAFF_ANSWER),))
