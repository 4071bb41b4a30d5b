"""Promises about reminders: none is wrong, none comes where or when it may not, and each is accounted for."""

import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta

from bot.simulation.neighbourhood import Person
from bot.simulation.places import local
from bot.simulation.watching import Memory, Scene
from bot.simulation.words import Meant
from bot.store.witness import ReminderRow, SentText, VisitRow

CLOCK = re.compile(r"\b(\d{1,2})(?::(\d\d))? ?([ap])m\b")
TEXT_HOURS = (time(9), time(20))
KNOWN_AHEAD = timedelta(hours=30)
"""A visit made so long before it begins is reminded of, or there is a reason."""
SPOKEN_OF_ENDED = frozenset({"missed", "called_off"})
NOON = 12
RESUMES = re.compile(r"resume (F-\d+)")


def reminders_are_true(scene: Scene, memory: Memory) -> Iterator[str]:
    """A reminder names the times of visits as they stand when it leaves; of one that is off, only that it is off."""
    rows: dict[int, list[ReminderRow]] = memory.setdefault("rows", {})
    _collect(scene, rows)
    for left in scene.left:
        text = scene.texts.get(left.row)
        if text is None or text.purpose != "reminder" or text.key not in rows:
            continue
        reminded = [(one, scene.visits[one.visit_key]) for one in rows[text.key]]
        yield _untrue(left.body, reminded, left.at)


def reminders_keep_the_rules(scene: Scene, memory: Memory) -> Iterator[str]:
    """Reminders go to who agreed, in their hours, to no child, no held phone, and never while a request is open."""
    held: set[str] = memory.setdefault("held", set())
    after: set[str] = memory.setdefault("after", set())
    for said in scene.said:
        if said.meant is Meant.LIMIT:
            held.add(said.phone)
        if said.worker and (found := RESUMES.match(said.words)):
            after.discard(found[1])
    for left in scene.left:
        text = scene.texts.get(left.row)
        if text is not None and text.purpose == "reminder":
            person = scene.here.person_of(text.person or "")
            yield _unwanted(person, left.phone, left.at, held) or _during_request(scene, text, after)
    for request in scene.new.requests:
        if request.state == "closed" and request.grade == "emergency" and request.family and request.kind == "family":
            after.add(request.family)


def reminders_are_accounted_for(scene: Scene, memory: Memory) -> Iterator[str]:
    """When a visit begins that was known in time, each person of it was reminded or there is a reason."""
    ahead: dict[int, VisitRow] = memory.setdefault("ahead", {})
    accounted: set[tuple[int, str]] = memory.setdefault("accounted", set())
    accounted |= {(row.visit_key, row.person) for row in scene.new.reminders}
    ahead |= {visit.key: visit for visit in scene.new.visits}
    if not scene.new.visits and scene.now < memory.get("soonest", scene.now):
        return
    begun = [one for one in ahead.values() if one.starts_at <= scene.now]
    memory["soonest"] = min((one.starts_at for one in ahead.values() if one.starts_at > scene.now), default=scene.now)
    for visit in begun:
        ahead.pop(visit.key)
        in_time = visit.starts_at - visit.made_at >= KNOWN_AHEAD and visit.outcome is None
        if in_time and scene.was_calm(visit.starts_at - timedelta(hours=6), visit.starts_at):
            for person in sorted(visit.persons):
                yield "" if (visit.key, person) in accounted else f"{person} was not reminded of {visit.visit_id}"


def persons_stay_apart(scene: Scene, memory: Memory) -> Iterator[str]:
    """Nobody reads of a visit they are not asked to, nor the name or number of another person of their family."""
    rows: dict[int, list[ReminderRow]] = memory.setdefault("rows", {})
    _collect(scene, rows)
    for left in scene.left:
        here = scene.here.holding(left.phone)
        if not here:
            continue
        family = scene.here.families[here[0].key.partition("/")[0]]
        others = [one for one in family.persons if one.phone != left.phone]
        names = [one.name for one in others if re.search(rf"\b{one.name}\b", left.body) or one.phone in left.body]
        keys = {one.key for one in here}
        text = scene.texts.get(left.row)
        foreign = [one for one in rows.get(left.row, ()) if not keys & scene.visits[one.visit_key].persons]
        is_anothers = text is not None and text.person is not None and text.person not in keys
        yield "a person read of another's" if names or foreign or is_anothers else ""


def _collect(scene: Scene, rows: dict[int, list[ReminderRow]]) -> None:
    for row in scene.new.reminders:
        if row.outbound_key is not None:
            rows.setdefault(row.outbound_key, []).append(row)


def _untrue(body: str, reminded: list[tuple[ReminderRow, VisitRow]], at: datetime) -> str:
    """Say what is wrong with the words of a reminder; empty where they are true."""
    found = CLOCK.findall(body)
    clocks = {(int(hour) % NOON + NOON * (half == "p"), int(minute or -1)) for hour, minute, half in found}
    standing = [(row, visit) for row, visit in reminded if row.rule not in SPOKEN_OF_ENDED]
    for row, visit in standing:
        if visit.outcome is not None:
            return f"reminded of {visit.visit_id}, which is {visit.outcome}"
        if visit.starts_at <= at:
            return f"reminded of {visit.visit_id} after it began"
        if visit.version != row.version:
            return f"reminded of {visit.visit_id} as it was"
    spoken = [visit for row, visit in reminded if row.rule != "missed"]
    wanted = {(local(visit.starts_at).hour, local(visit.starts_at).minute) for visit in spoken}
    unknown = [(hour, minute) for hour, minute in clocks if not _is_among((hour, minute), wanted)]
    missing = [one for one in wanted if not any(_is_among(clock, {one}) for clock in clocks)]
    if unknown or missing:
        return f"{body!r} does not name the times {sorted(wanted)}"
    days = {str(local(visit.starts_at).day) for visit in spoken}
    return "" if all(re.search(rf"\b{day}\b", body) for day in days) else f"{body!r} does not name the days"


def _is_among(clock: tuple[int, int], wanted: set[tuple[int, int]]) -> bool:
    """Whether a time as written is one of these; discreet words round to the hour."""
    return any(clock[0] == hour and clock[1] in {-1, minute} for hour, minute in wanted)


def _unwanted(person: Person | None, phone: str, at: datetime, held: set[str]) -> str:
    """Say why somebody should not have been reminded on this phone at this moment; empty where they may."""
    there = local(at).time()
    if person is None:
        return "a reminder for nobody"
    if person.relation == "child" or not person.consented or not person.reminders:
        return f"{person.key} never agreed to reminders"
    if phone != person.phone or phone in held:
        return f"{person.key} was reminded on a phone that is held or is not theirs"
    if not TEXT_HOURS[0] <= there <= TEXT_HOURS[1]:
        return f"{person.key} was reminded at {there}"
    is_outside = person.safe is not None and not person.safe[0] <= there <= person.safe[1]
    return f"{person.key} was reminded outside their hours, at {there}" if is_outside else ""


def _during_request(scene: Scene, text: SentText, after: set[str]) -> str:
    """Say that a family is cared for just now, or was and nobody has let reminders go on; empty where neither is so."""
    family = (text.person or "").partition("/")[0]
    if any(one.family == family for one in scene.open_requests.values()):
        return f"{family} was reminded while a request is open"
    return f"{family} was reminded after an emergency, before anybody resumed it" if family in after else ""
