"""A worker answers before a night: `S12`, they have seen their shift; `V4821`, the code sent to this phone."""

from collections.abc import Sequence

from bot.language.night_commands import AboutNight, CodeBack, Seen
from bot.model.conversations import Context, Conversation
from bot.model.effects import Answer, Phrase, TellSupervisors, Turn
from bot.model.messages import Purpose
from bot.model.nights import ShiftQuestion
from bot.model.shift_effects import NoteSeen, NoteVerified


def about_night(command: AboutNight, conversation: Conversation, context: Context) -> Turn:
    """Answer what a worker writes about the nights to come."""
    match command:
        case Seen():
            return seen(command, conversation, context)
        case CodeBack():
            return code_back(command, conversation, context)


def code_back(command: CodeBack, conversation: Conversation, context: Context) -> Turn:
    """`V4821`: the phone has it from us, so texts reach it and come back; another code proves nothing."""
    asked = context.phone_check
    if asked is None or asked.code != command.code:
        return _say(conversation, "staff.phone_not_asked", code=command.code)
    answer = Answer(words="staff.phone_verified", params={"code": command.code}, purpose=Purpose.STAFF_ANSWER)
    return Turn(conversation, (NoteVerified(check_key=asked.key), answer))


def seen(command: Seen, conversation: Conversation, context: Context) -> Turn:
    """`S12`: it counts late too, and supervisors who had been told of the silence hear so, once."""
    asked = [one for one in context.shift_questions if one.key not in context.newer]
    meant = [one for one in asked if command.number in {None, one.number}]
    waiting = [one for one in meant if one.waits]
    if command.number is None and len(waiting) > 1:
        numbers = ", ".join(f"S{one.number}" for one in waiting)
        return _say(conversation, "staff.shift_seen_which", numbers=numbers, example=f"S{waiting[0].number}")
    if not waiting:
        return _nothing_to_see(command, meant, conversation)
    (question,) = waiting
    noted = NoteSeen(question_key=question.key, was_told=question.told_at is not None)
    if question.told_at is None:
        return Turn(conversation, (noted, _about("staff.shift_seen", question)))
    name = context.worker.name if context.worker else ""
    after_all = TellSupervisors(
        words="staff.shift_seen_after_all",
        params={**_named(question), "name": name},
        purpose=Purpose.STAFF_ALARM,
    )
    return Turn(conversation, (noted, _about("staff.shift_seen_late", question), after_all))


def _nothing_to_see(command: Seen, meant: Sequence[ShiftQuestion], conversation: Conversation) -> Turn:
    """Say what there is instead: one that was answered, one that is another's by now, or none at all."""
    if not meant:
        words = "staff.shift_unasked" if command.number is None else "staff.no_such_shift"
        return _say(conversation, words, **({} if command.number is None else {"number": command.number}))
    last = meant[-1]
    return Turn(conversation, (_about("staff.shift_passed" if last.withdrawn_at else "staff.shift_seen", last),))


def _named(question: ShiftQuestion) -> dict[str, object]:
    return {"tier": Phrase((f"staff.tier.{question.tier}",)), "starts": question.starts_at}


def _about(words: str, question: ShiftQuestion) -> Answer:
    params = {"number": question.number, **_named(question)}
    return Answer(words=words, params=params, purpose=Purpose.STAFF_ANSWER)


def _say(conversation: Conversation, words: str, **params: object) -> Turn:
    return Turn(conversation, (Answer(words=words, params=params, purpose=Purpose.STAFF_ANSWER),))
