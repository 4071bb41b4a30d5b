"""What follows from what became of a visit, in the caller's transaction: the count, the policy alert, the next look."""

from collections.abc import Collection, Mapping
from datetime import datetime, time, timedelta

from bot.flows.telling import named
from bot.model.effects import Phrase
from bot.model.messages import Purpose, TextOut
from bot.model.people import Person, Worker
from bot.model.visits import CountWaits, Diary, Miss, Outcome, Span, Visit, VisitEvent
from bot.rules.attendance import Count, Standing, count, standing
from bot.rules.reminders import NotSent
from bot.rules.safety import Reason
from bot.services import Services
from bot.staff_texts import put_to_worker
from bot.store import (
    availability,
    brakes,
    decisions,
    digests,
    people,
    reminders,
    requests,
    visits,
)
from bot.store.engine import Tx
from bot.store.reminders import ReminderFate

EPISODE_BACK = timedelta(days=365)
NO_TEXTS = frozenset(
    {
        *(NotSent.NO_PHONE, Reason.NO_CONSENT, Reason.NOT_BY_TEXT, Reason.NO_CALLS),
        *(Reason.NOT_WANTED, Reason.MAY_BE_READ),
    },
)
"""Reasons by which somebody gets no automatic texts at all."""
NOT_MEANT = NO_TEXTS | {
    *(NotSent.CONFIRMED, NotSent.OVERTAKEN, NotSent.TOLD_LATELY, NotSent.NO_LONGER_SO, NotSent.NOT_PLANNED),
    *(NotSent.OFF, NotSent.NOT_IN_PILOT, NotSent.CHILD, NotSent.ENDED),
}
"""Reasons by which a reminder was not meant to go out; it is missing to nobody, and no digest lists it."""


def diary(tx: Tx, worker_key: int, now: datetime, until: datetime) -> Diary:
    """Return a worker's week and what is booked in it."""
    return Diary(
        week=availability.of_worker(tx, worker_key),
        booked=visits.booked(tx, worker_key, now, until),
        closed=brakes.closed(tx, now.date() - timedelta(days=1)),
    )


def past_of(
    tx: Tx, services: Services, family_key: int, now: datetime, *, persons: Collection[Person] | None = None
) -> tuple[Miss, ...]:
    """Return what became of a family's visits in its present episode, oldest first; with `persons`, of theirs alone."""
    started_on, zone = people.family(tx, family_key).started_on, services.program.hours.zone
    since = datetime.combine(started_on, time(0), tzinfo=zone) if started_on else now - EPISODE_BACK
    return tuple(
        Miss(outcome=visit.outcome, waits=visit.count_waits is not None)
        for visit in visits.of_family(tx, family_key, since, since + 2 * EPISODE_BACK)
        if visit.outcome is not None and (persons is None or any(visit.is_for(person.key) for person in persons))
    )


def enter(
    tx: Tx, services: Services, visit: Visit, outcome: Outcome, worker: Worker | None, reason: str, now: datetime
) -> bool:
    """Write what became of a visit; a miss is counted, or waits for a supervisor. False: it changed meanwhile."""
    waits = _waits(tx, visit, outcome, worker)
    by = worker.key if worker else None
    if not visits.enter(tx, visit, outcome, now, worker_key=by, reason=reason, count_waits=waits):
        return False
    for words in ("staff.no_show", "staff.visit_unconfirmed", "staff.visit_unsuited"):
        decisions.drop_waiting(tx, f"{words}:{visit.key}:", NotSent.NO_LONGER_SO, now)
    if outcome is Outcome.MISSED:
        after = visits.get(tx, visit.key)
        if waits is None:
            _tell_policy(tx, services, after, now)
        else:
            _tell_waiting(tx, services, after, waits, now)
    return True


def dispute(tx: Tx, visit: Visit, now: datetime) -> None:
    """Let a miss wait for a supervisor: somebody of the family says that they were there."""
    if visit.outcome is Outcome.MISSED:
        visits.change(tx, visit.key, disputed_at=now, count_waits=CountWaits.DISPUTED)


def tell_staff(
    tx: Tx, services: Services, worker: Worker, words: str, params: Mapping[str, object], once: str, now: datetime
) -> None:
    """Text a member of staff about a visit, once; in the hours in which staff get such texts."""
    text = TextOut(
        once=f"{once}:{worker.key}",
        purpose=Purpose.STAFF_ROUTINE,
        words=words,
        params=params,
        language=services.reads(worker),
    )
    put_to_worker(tx, text, worker, now)


def tell_in_time(
    tx: Tx, services: Services, worker: Worker, words: str, params: Mapping[str, object], once: str, now: datetime
) -> None:
    """Tell a member of staff of a visit, once: by text while people are at work, else in the next digest (SAFETY 5)."""
    if services.program.hours.is_working(now):
        tell_staff(tx, services, worker, words, params, once, now)
    else:
        digests.add_task(tx, worker.key, f"{once}:{worker.key}", words, params, now)


def tell_supervisors(
    tx: Tx, services: Services, words: str, params: Mapping[str, object], once: str, now: datetime
) -> None:
    """Tell every supervisor of a visit, once, in time."""
    for worker in people.supervisors(tx):
        tell_in_time(tx, services, worker, words, params, once, now)


def tell_responsible(
    tx: Tx, services: Services, visit: Visit, words: str, params: Mapping[str, object], once: str, now: datetime
) -> None:
    """Tell whoever is responsible for a visit, once, in time."""
    for worker in responsible(tx, visit):
        tell_in_time(tx, services, worker, words, params, once, now)


def tell_untold(tx: Tx, services: Services, visit: Visit, now: datetime) -> None:
    """Tell whoever is responsible that a family does not know a visit is off: a request keeps that text back."""
    why = Phrase((f"staff.not_reminded.{NotSent.REQUEST_OPEN}",))
    params = {"number": visit.number, "family": visit.family, "why": why}
    once = f"untold:{visit.key}:{visit.version}"
    tell_responsible(tx, services, visit, "staff.digest.called_off", params, once, now)


def responsible(tx: Tx, visit: Visit) -> tuple[Worker, ...]:
    """Return who is told of a visit: its worker, or the supervisors where that one works here no longer."""
    return people.answering(tx, visit.worker_key)


def evidence(tx: Tx, visit: Visit) -> dict[str, object]:
    """Return which reminders were sent and delivered before a visit and what was answered about it, for staff."""
    fates = [
        fate
        for fate in reminders.fates(tx, visit.key)
        if fate.purpose is Purpose.REMINDER and not _is_by_a_worker(fate) and fate.reminder.is_told
    ]
    return {
        "sent": len({fate.reminder.carried_by for fate in fates}),
        "delivered": len({fate.reminder.carried_by for fate in fates if fate.arrived}),
        "reply": last_reply(visit),
    }


def last_reply(visit: Visit) -> Phrase:
    """Return what the persons of a visit last answered about it, in words for staff."""
    if visit.disputed_at is not None:
        return Phrase(("staff.reply.disputed",))
    answered = [one for one in visit.attendees if one.reply is not None and one.replied_at is not None]
    if not answered:
        return Phrase(("staff.reply.none",))
    return Phrase((f"staff.reply.{max(answered, key=lambda one: one.replied_at or visit.made_at).reply}",))


def _waits(tx: Tx, visit: Visit, outcome: Outcome, worker: Worker | None) -> CountWaits | None:
    """Say why a miss does not count yet; a supervisor's own entry decides (SAFETY 6)."""
    if outcome is not Outcome.MISSED or (worker is not None and worker.is_supervisor):
        return None
    if requests.is_left_in_peace(tx, visit.family_key):
        return CountWaits.OPEN_REQUEST
    if visit.disputed_at is not None:
        return CountWaits.DISPUTED
    return CountWaits.UNDELIVERED if _never_reached(reminders.fates(tx, visit.key), visit) else None


def _never_reached(fates: tuple[ReminderFate, ...], visit: Visit) -> bool:
    """Whether the family was to be reminded of this visit and no reminder reached it, as far as is known."""
    of_version = [fate for fate in fates if fate.reminder.version == visit.version and not _is_by_a_worker(fate)]
    meant = [fate for fate in of_version if fate.reason not in NOT_MEANT]
    return bool(meant) and all(fate.failed for fate in meant) and not visit.is_confirmed


def _is_by_a_worker(fate: ReminderFate) -> bool:
    """Whether a text was no reminder: a worker's word (late, at the door), or the kind text after a miss."""
    return fate.purpose is Purpose.NOTICE or fate.reminder.rule == VisitEvent.MISSED


def _tell_policy(tx: Tx, services: Services, visit: Visit, now: datetime) -> None:
    """Tell worker and supervisors, with the evidence, where the count is one away from the policy or has reached it.

    Where it is one away nothing is to be decided yet: that stands in their next list (SAFETY 5).
    """
    counted = count(past_of(tx, services, visit.family_key, now))
    where = standing(counted, services.program.episode)
    if where is Standing.FINE:
        return
    params = _counted(counted, visit) | evidence(tx, visit) | {"by": _entered_by(tx, visit)}
    once = f"policy:{visit.key}:{visit.entered_by}:{now.isoformat()}"
    told = {worker.key: worker for worker in (*people.supervisors(tx), *responsible(tx, visit))}
    for worker in told.values():
        if where is Standing.REACHED:
            tell_in_time(tx, services, worker, f"staff.policy_{where}", params, once, now)
        else:
            digests.add_task(tx, worker.key, f"{once}:{worker.key}", f"staff.policy_{where}", params, now)


def _tell_waiting(tx: Tx, services: Services, visit: Visit, waits: CountWaits, now: datetime) -> None:
    why = Phrase((f"staff.waits.{waits}",))
    params = named(visit, why=why)
    tell_supervisors(tx, services, "staff.miss_waits", params, f"waits:{visit.key}:{now.isoformat()}", now)


def _counted(counted: Count, visit: Visit) -> dict[str, object]:
    return named(visit, in_a_row=counted.in_a_row, in_all=counted.in_all)


def _entered_by(tx: Tx, visit: Visit) -> str:
    return people.worker(tx, visit.entered_by).given_name if visit.entered_by else "?"


def span_of(visit: Visit, starts_at: datetime) -> Span:
    """Return when a visit would be if it began then."""
    return Span(starts_at, starts_at + visit.lasts)
