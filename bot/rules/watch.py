"""When a visit is looked at: whether it is confirmed before it begins, whether it took place after it."""

from datetime import datetime
from enum import StrEnum

from bot.model.policy import WatchRules
from bot.model.visits import Visit


class Look(StrEnum):
    """What a look at a visit finds."""

    NOTHING = "nothing"
    UNCONFIRMED = "unconfirmed"
    NO_SHOW = "possible_no_show"


def look(visit: Visit, rules: WatchRules, now: datetime) -> tuple[Look, datetime | None]:
    """Return what a look at `now` finds, and when to look again.

    Whatever made or moved a visit lets it be looked at once, and so need not know the rules. Without an outcome it is a
    possible no-show soon after its start, if nobody confirmed it and the worker has not texted `in`; else soon after
    its end. It is told once; only a person enters what became of it (SAFETY 6).
    """
    if not visit.is_planned or visit.flagged_at is not None:
        return Look.NOTHING, None
    opens = visit.starts_at - rules.tell_unconfirmed
    if now < opens:
        return Look.NOTHING, opens
    after_start, after_end = visit.starts_at + rules.after_start, visit.ends_at + rules.after_end
    if now < visit.starts_at:
        return (Look.NOTHING if visit.is_confirmed else Look.UNCONFIRMED), after_start
    is_doubtful = not visit.is_confirmed and visit.arrived_at is None
    if now >= after_end or (is_doubtful and now >= after_start):
        return Look.NO_SHOW, None
    return Look.NOTHING, after_end if now >= after_start else after_start
