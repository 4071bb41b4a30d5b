"""What families read about their visits, in catalog keys, and which question each of these texts asks."""

from collections.abc import Mapping, Sequence

from bot.model.effects import Lines
from bot.model.policy import ReminderRules
from bot.model.value import value_in_order
from bot.model.visits import Visit, VisitEvent
from bot.rules.reminders import Due

Words = tuple[str, Mapping[str, object]]

ASKED, ASKED_APART = "visits.asked", "visits.asked_apart"
MISSED, DOORSTEP, MIXED = "visits.missed", "visits.doorstep", "visits.mixed"
QUESTIONS: Mapping[str, str] = {
    "visits.reminder": ASKED,
    "visits.reminder_home": ASKED,
    "visits.day": ASKED,
    "visits.week": ASKED,
    "visits.moved": ASKED,
    "visits.moved_several": ASKED,
    "visits.given_back": ASKED,
    "visits.missed": MISSED,
    "visits.not_after_all": MISSED,
    "visits.doorstep": DOORSTEP,
}
"""The state in which the next digit is heard, once the carrier has taken the text."""


@value_in_order
class Told:
    """A visit told in a text, and by which reminder."""

    visit: Visit
    due: Due


def words_for(told: Sequence[Told], names: Mapping[int, str], rules: ReminderRules) -> Words:
    """Word one reminder text for all that it tells; one visit names its worker where the wording allows it."""
    in_order = sorted(told, key=lambda one: one.visit.starts_at)
    first, rule = in_order[0].visit, in_order[0].due.rule
    name = names.get(first.worker_key, "")
    one = {"at": first.starts_at, "name": name}
    lines = {"list": Lines(tuple(("visits.line", {"at": told.visit.starts_at}) for told in in_order))}
    by_rule = rules.named(rule)
    several = len(in_order) > 1 or (not name and rule != VisitEvent.MISSED)  # a list names nobody
    match rule:
        case VisitEvent.MISSED:
            return "visits.missed", {"at": first.starts_at}
        case VisitEvent.MOVED:
            return ("visits.moved_several", lines) if several else ("visits.moved", one)
        case VisitEvent.CALLED_OFF:
            return ("visits.called_off_several", lines) if several else ("visits.called_off", {"at": first.starts_at})
        case _ if several:
            return ("visits.week" if by_rule is not None and by_rule.is_weekly else "visits.day"), lines
        case _:
            asks = rules.asks_who_is_home and by_rule is not None and by_rule.days_before > 0
            return ("visits.reminder_home" if asks else "visits.reminder"), one
