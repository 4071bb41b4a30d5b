"""A supervisor closes the program on a day: first what that would do, then, at a yes, it is done."""

from bot.language.visit_commands import CloseOn
from bot.model.conversations import Context, Conversation
from bot.model.effects import Answer, CloseDay, Phrase, Turn
from bot.model.messages import Purpose


def close_on(command: CloseOn, conversation: Conversation, context: Context) -> Turn:
    """`closed 2027-01-20`, and the same with a yes behind it."""
    if context.worker is None or not context.worker.is_supervisor:
        return _say(conversation, "staff.supervisors_only")
    if command.day is None:
        return _say(conversation, "staff.unclear")
    if command.day < context.hours.local(context.now).date():
        return _say(conversation, "staff.day_is_past", day=command.day)
    on_the_day = [visit for visit in context.visits if visit.is_planned and visit.starts_at > context.now]
    counted: dict[str, object] = {
        "day": command.day,
        "visits": len(on_the_day),
        "families": len({visit.family_key for visit in on_the_day}),
        "told": Phrase(("staff.told.each" if context.reminders_on else "staff.told.none",)),
    }
    if not command.is_sure:
        return _say(conversation, "staff.close_preview", **counted, command=f"closed {command.day.isoformat()} yes")
    done = Answer(words="staff.day_closed", params=counted, purpose=Purpose.STAFF_ANSWER)
    return Turn(conversation, (CloseDay(day=command.day), done))


def _say(conversation: Conversation, words: str, **params: object) -> Turn:
    return Turn(conversation, (Answer(words=words, params=params, purpose=Purpose.STAFF_ANSWER),))
