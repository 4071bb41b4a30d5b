"""When a worker is to ask a person anew what is safe: what they said grows old, a number changes, a phone is silent."""

from collections.abc import Iterable
from datetime import date

from bot.model.people import Recheck
from bot.model.policy import ContactRules
from bot.model.rechecks import Standing

MOST_AT_ONCE = 5
"""So many persons stand in one list; the others are named by their number and come on the next mornings."""


def why(standing: Standing, today: date, rules: ContactRules) -> Recheck | None:
    """Say why a person is to be asked anew, None if what they said still counts; what happened before mere time."""
    if standing.happened is not None:
        return standing.happened
    if _is_silent(standing, today, rules):
        return Recheck.SILENCE
    is_old = standing.told_on is None or today - standing.told_on >= rules.recheck_after
    return Recheck.TIME if is_old else None


def to_ask(standings: Iterable[Standing], today: date, rules: ContactRules) -> tuple[tuple[Standing, Recheck], ...]:
    """Return whom to ask about today and why: what happened first, then whoever has waited longest."""
    due = [
        (standing, because)
        for standing in standings
        if (because := why(standing, today, rules)) is not None and not _was_asked_lately(standing, today, rules)
    ]
    return tuple(sorted(due, key=lambda one: _pressing(*one)))


def _pressing(standing: Standing, because: Recheck) -> tuple[bool, date, str, str]:
    is_mere_time = because in {Recheck.TIME, Recheck.SILENCE}
    return is_mere_time, standing.told_on or date.min, standing.family, standing.person_id


def _was_asked_lately(standing: Standing, today: date, rules: ContactRules) -> bool:
    return standing.asked_on is not None and today - standing.asked_on < rules.recheck_again


def _is_silent(standing: Standing, today: date, rules: ContactRules) -> bool:
    """Whether questions went out and nothing came back for so long, counted anew from when somebody last asked."""
    unanswered, told_on = standing.unanswered, standing.told_on or date.min
    if unanswered is None or unanswered.last_on <= told_on:
        return False
    return today - max(unanswered.first_on, told_on) >= rules.silence_after
