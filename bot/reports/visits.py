"""The visits of one family with their evidence: what was sent, delivered and answered, who entered what."""

from collections.abc import Iterator
from datetime import datetime

from bot.model.policy import EpisodeRules, Hours
from bot.model.visits import CountWaits, Outcome, Visit
from bot.reports.sheet import safe_contact_in_words, set_by
from bot.reports.why import number_of
from bot.rules.attendance import count
from bot.services import Services
from bot.store import audit, people, reminders, visits
from bot.store.engine import Tx
from bot.visit_steps import EPISODE_BACK, past_of

SAFETY = ("safe", "segur")


def visits_report(tx: Tx, services: Services, code: str, *, now: datetime, asked_by: str) -> str | None:
    """Return a family's visits of its episode, newest last; None if there is no such family. The look is recorded.

    Needs a writing transaction. A reason that speaks of safety leaves the house as plain "excused" (SAFETY 6).
    """
    family = people.family_by_code(tx, code.upper())
    if family is None:
        return None
    audit.record(tx, now, asked_by, "visits_report", family.code)
    hours, episode = services.program.hours, services.program.episode
    listed = visits.of_family(tx, family.key, now - EPISODE_BACK, now + EPISODE_BACK)
    counted = count(past_of(tx, services, family.key, now))
    lines = [f"Visits of {family.code} ({hours.zone.key} time)"]
    for person in people.persons_of(tx, family.key):
        if person.phone is not None:
            safe = "; ".join((*safe_contact_in_words(person.profile), *set_by(tx, person, hours)))
            lines.append(f"person {person.person_id}: {safe}")
    for visit in listed:
        lines += _visit(tx, visit, hours)
    lines.append(_count_line(counted.in_a_row, counted.in_all, counted.waiting, episode))
    return "\n".join(lines) + "\n"


def _count_line(in_a_row: int, in_all: int, waiting: int, episode: EpisodeRules) -> str:
    policy = f"the policy speaks of {episode.missed_in_a_row} in a row or {episode.missed_in_all} in all"
    return f"Missed: {in_a_row} in a row, {in_all} in all, {waiting} wait for a supervisor; {policy}"


def _visit(tx: Tx, visit: Visit, hours: Hours) -> Iterator[str]:
    became = _became(tx, visit)
    moved = f", version {visit.version} by {visit.made_by}" if visit.version > 1 else ""
    yield f"{_when(visit.starts_at, hours)}  visit {visit.number} {visit.kind}{moved}: {became}"
    for one in visit.attendees:
        person = people.person(tx, one.person_key)
        said = f"{one.reply} at {_when(one.replied_at, hours)}" if one.reply and one.replied_at else "no answer"
        yield f"    person {person.person_id}: {said}"
    for fate in reminders.fates(tx, visit.key):
        row = fate.reminder
        left = fate.receipt or row.state if row.carried_by else "not sent"
        why = f" ({fate.reason})" if fate.reason else ""
        person_id = people.person(tx, row.person_key).person_id
        number = (
            f", {number_of(row.outbound_key)}" if row.outbound_key is not None else ", by a call" * bool(row.call_key)
        )
        what = f"{row.rule}, version {row.version}, person {person_id}"
        yield f"    {_when(row.decided_at, hours)}  {what}: {left}{why}{number}"


def _became(tx: Tx, visit: Visit) -> str:
    if visit.outcome is None:
        return "possible no-show, no outcome yet" if visit.flagged_at else "planned"
    by = people.worker(tx, visit.entered_by).worker_id if visit.entered_by else "the family or the office"
    waits = {
        None: "",
        CountWaits.UNDELIVERED: ", does not count yet: no reminder reached them",
        CountWaits.DISPUTED: ", does not count yet: the family disputes it",
        CountWaits.OPEN_REQUEST: ", does not count yet: a request was open",
    }[visit.count_waits]
    told = visit.reason if visit.reason and not any(word in visit.reason.lower() for word in SAFETY) else ""
    reason = f" ({told})" if told and visit.outcome is Outcome.EXCUSED else ""
    return f"{visit.outcome.replace('_', ' ')}{reason}, entered by {by}{waits}"


def _when(at: datetime, hours: Hours) -> str:
    return f"{hours.local(at):%Y-%m-%d %H:%M}"
