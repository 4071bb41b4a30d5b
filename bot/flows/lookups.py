"""What a person may ask the line about their own visits: next, week, who, count; and who is this, privacy."""

from collections.abc import Sequence
from datetime import timedelta

from bot.flows.visits import alone
from bot.model.conversations import Context, Conversation, Heard
from bot.model.effects import Answer, Lines, Turn
from bot.model.meaning import Asks
from bot.model.people import PhoneIs
from bot.model.visits import Visit
from bot.rules.attendance import count

WEEK = timedelta(days=7)


def tell(asks: Asks, heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """Answer a question about visits, to a person who agreed to such texts, on a phone that is not monitored."""
    if asks is Asks.WHO_IS_THIS:
        answer = Answer(words="line.who_is_this")
    elif asks is Asks.PRIVACY:
        answer = Answer(words="line.privacy")
    elif not may_be_told(context):
        answer = Answer(words="visits.ask_us")
    else:
        answer = _told(asks, context)
    return Turn(conversation, (answer, *alone(heard)))


def upcoming(context: Context) -> tuple[Visit, ...]:
    """Return the planned visits of the persons of this phone that are still to come, soonest first."""
    return tuple(visit for visit in context.visits if visit.is_planned and visit.starts_at > context.now)


def this_week(context: Context) -> tuple[Visit, ...]:
    """Return those of them within a week: a day that is named is one of these."""
    return tuple(visit for visit in upcoming(context) if visit.starts_at <= context.now + WEEK)


def _told(asks: Asks, context: Context) -> Answer:
    agreed = [person for person in context.persons if person.profile.consented_on is not None]
    ahead = [visit for visit in upcoming(context) if any(visit.is_for(person.key) for person in agreed)]
    match asks:
        case Asks.COUNT:
            return _count(context)
        case _ if not ahead:
            return Answer(words="visits.none_planned")
        case Asks.WEEK:
            week = [visit for visit in ahead if visit.starts_at <= context.now + WEEK]
            return _listed(week) if week else _next(ahead[0])
        case Asks.WHO if context.names.get(ahead[0].worker_key):
            params = {"name": context.names.get(ahead[0].worker_key, ""), "at": ahead[0].starts_at}
            return Answer(words="visits.who", params=params)
        case _:
            return _next(ahead[0])


def _next(visit: Visit) -> Answer:
    return Answer(words="visits.next", params={"at": visit.starts_at})


def _listed(listed: Sequence[Visit]) -> Answer:
    lines = Lines(tuple(("visits.line", {"at": visit.starts_at}) for visit in listed))
    return Answer(words="visits.list", params={"list": lines})


def _count(context: Context) -> Answer:
    """Tell how many visits were missed, and what the program says about it, without a threat."""
    assert context.episode is not None
    counted = count(context.past)
    rules = context.episode
    params: dict[str, object] = {
        "missed": counted.in_all,
        "in_a_row": rules.missed_in_a_row,
        "all": rules.missed_in_all,
    }
    return Answer(words="visits.count", params=params)


def may_be_told(context: Context) -> bool:
    """Whether visits may be spoken of on this phone: a number alone proves nothing (SAFETY 1.8)."""
    agreed = [person for person in context.persons if person.profile.consented_on is not None]
    if not agreed or context.phone.held_at is not None:
        return False
    monitored = context.phone.phone_is is PhoneIs.MONITORED
    return not monitored or all(person.profile.reminders for person in agreed)
