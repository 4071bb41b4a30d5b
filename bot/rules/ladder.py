"""The ladder: whom to page next for a request, when to try again, and when to say that nobody was reached.

SAFETY 2.2: an emergency climbs the whole ladder, round after round, until claimed; `soon` takes each tier once and then
joins the morning list; `unread` tries on call and backup once each.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.model.help import Grade, HelpRequest, RequestKind
from bot.model.people import Worker
from bot.model.policy import Hours, LadderRules, Tier
from bot.model.rota import TIERS
from bot.model.value import value

People = Mapping[Tier, tuple[int, ...]]
MINUTE = timedelta(minutes=1)


@value
class Step:
    """One step of the ladder: page these workers, skip these tiers, act again at `next_at`.

    `round_over`: every tier has been tried, the family hears the truth. `morning`: this is the morning list.
    """

    page: tuple[int, ...]
    tier: Tier | None
    round: int
    next_at: datetime
    empty: tuple[Tier, ...] = ()
    round_over: bool = False
    morning: bool = False


def tiers_for(kind: RequestKind, grade: Grade, *, office_open: bool) -> tuple[Tier, ...]:
    """Return the rungs of a request, in order; for a worker in danger supervisors stand beside on call."""
    if kind is RequestKind.WORKER:
        return (Tier.ON_CALL, Tier.BACKUP)
    own = (Tier.OWN_WORKER,) if office_open else ()
    if grade is Grade.UNREAD:
        return (*own, Tier.ON_CALL, Tier.BACKUP)
    return (*own, Tier.ON_CALL, Tier.BACKUP, Tier.SUPERVISOR)


def next_step(request: HelpRequest, people: People, rules: LadderRules, hours: Hours, now: datetime) -> Step:
    """Return what to do at `now` for an unclaimed request whose time has come."""
    if _waits_for_morning(request):
        return _morning(request, people, hours, now)
    tiers = tiers_for(request.kind, request.grade, office_open=hours.office_is_open(now))
    empty: list[Tier] = []
    for tier in _after(request.tier, tiers):
        page = _fresh(tier, tiers, people)
        if page:
            return Step(page=page, tier=tier, round=request.round, next_at=now + rules.waits[tier], empty=tuple(empty))
        empty.append(tier)
    return _round_over(request, rules, hours, now, tuple(empty))


def may_be_paged(worker: Worker, people: People, hours: Hours, now: datetime) -> bool:
    """Whether a page may leave for a worker at `now`: supervisors always, who stands on call, the own worker by day."""
    return worker.is_supervisor or worker.key in {*_on_call(people), *_own_by_day(people, hours, now)}


def _on_call(people: People) -> tuple[int, ...]:
    return tuple(key for tier in TIERS for key in people.get(tier, ()))


def _own_by_day(people: People, hours: Hours, now: datetime) -> tuple[int, ...]:
    return people.get(Tier.OWN_WORKER, ()) if hours.own_worker_is_in(now) else ()


def nobody_by(request_kind: RequestKind, grade: Grade, rules: LadderRules, hours: Hours, now: datetime) -> datetime:
    """Return the moment by which a family hears that nobody has it: all tiers' waits, rounded up to the minute.

    The machine keeps this promise: an empty or passing tier only makes the round end sooner.
    """
    tiers = tiers_for(request_kind, grade, office_open=hours.office_is_open(now))
    end = now + sum((rules.waits[tier] for tier in tiers), timedelta()) + MINUTE
    return end.replace(second=0, microsecond=0) + (MINUTE if end.second or end.microsecond else timedelta())


def goes_on_from(request: HelpRequest, hours: Hours, now: datetime) -> tuple[Tier | None, int]:
    """Return the tier and round a request given back goes on from; an emergency at the top begins a new round."""
    tiers = tiers_for(request.kind, request.grade, office_open=hours.office_is_open(now))
    if request.grade is Grade.EMERGENCY and request.tier is not None and not _after(request.tier, tiers):
        return None, request.round + 1
    return request.tier, request.round


def pause_after(round_number: int, rules: LadderRules) -> timedelta:
    """Return the rest after a round: it grows round by round, up to the cap."""
    grown: timedelta = rules.between_rounds * (rules.growth ** min(round_number, 16))
    return min(grown, rules.cap)


def next_morning(hours: Hours, now: datetime) -> datetime:
    """Return the next time of the morning list after `now`."""
    local = hours.local(now)
    at = datetime.combine(local.date(), hours.morning_list_at, tzinfo=hours.zone)
    return (
        at if at > now else datetime.combine(local.date() + timedelta(days=1), hours.morning_list_at, tzinfo=hours.zone)
    )


def _after(tier: Tier | None, tiers: tuple[Tier, ...]) -> tuple[Tier, ...]:
    """Return the rungs above `tier`; all of them at the start of a round.

    A tier that left the sequence (own worker, once the office closed) stood below all that remain.
    """
    if tier is None:
        return tiers
    if tier not in tiers:
        return tiers if tier is Tier.OWN_WORKER else ()
    return tiers[tiers.index(tier) + 1 :]


def _fresh(tier: Tier, tiers: tuple[Tier, ...], people: People) -> tuple[int, ...]:
    """Return who stands on `tier`, without the own worker where that rung was theirs already."""
    already = people.get(Tier.OWN_WORKER, ()) if Tier.OWN_WORKER in tiers and tier is not Tier.OWN_WORKER else ()
    return tuple(key for key in people.get(tier, ()) if key not in already)


def _waits_for_morning(request: HelpRequest) -> bool:
    """Whether every tier has had its one turn and the request is on the morning list."""
    return request.grade is not Grade.EMERGENCY and request.round > 0


def _round_over(request: HelpRequest, rules: LadderRules, hours: Hours, now: datetime, empty: tuple[Tier, ...]) -> Step:
    """End a round: an emergency starts again after a rest, the others wait for the morning."""
    again = request.grade is Grade.EMERGENCY
    next_at = now + pause_after(request.round, rules) if again else next_morning(hours, now)
    return Step(page=(), tier=None, round=request.round + 1, next_at=next_at, empty=empty, round_over=True)


def _morning(request: HelpRequest, people: People, hours: Hours, now: datetime) -> Step:
    """Page the supervisors each morning until somebody has it, and the family's own worker on working mornings.

    Where neither is to be had, who stands on call: a supervisor may stand on another tier.
    """
    page = dict.fromkeys((*_own_by_day(people, hours, now), *people.get(Tier.SUPERVISOR, ())) or _on_call(people))
    return Step(page=tuple(page), tier=None, round=request.round + 1, next_at=next_morning(hours, now), morning=True)
