"""Promises about every text on every phone: what its words may not say, when it may not come, and never twice."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from bot.simulation.carrier import Left
from bot.simulation.places import local
from bot.simulation.watching import Memory, Scene
from bot.simulation.words import MARKERS, Meant
from bot.store.witness import SentText

LOCK_SCREEN = 40
SENSITIVE = re.compile(
    r"abus|violen|danger|beat|hitting|suicid|\bdie\b|police|\bdcf\b|neglect|drug|court|shelter|preservation|peligro|maltrat",
    re.IGNORECASE,
)
AGENCY = re.compile(r"agency|preservation|program|\bDCF\b|Vauxhall|Smith-Bent|Example Street", re.IGNORECASE)
DAY = (time(7), time(21))
AT_NIGHT = frozenset({"page", "holder", "staff_alarm", "shift_question", "lone_worker"})
ANSWERS = frozenset({"staff_answer", "holder", "help_answer"})
JUST_WRITTEN = timedelta(minutes=5)
ONCE = timedelta(minutes=1)
UNASKED = frozenset({"reminder", "notice", "staff_routine"})
P95, MOST_A_DAY = 0.95, 12
OWN_WORDS = frozenset({"relay"})


def lock_screens_give_nothing_away(scene: Scene, memory: Memory) -> Iterator[str]:
    """No sensitive word stands in the first forty characters of a text to a family."""
    for left in scene.left:
        if not scene.here.staff_on(left.phone):
            yield f"{left.body[:LOCK_SCREEN]!r}" if SENSITIVE.search(left.body[:LOCK_SCREEN]) else ""


def discreet_is_discreet(scene: Scene, memory: Memory) -> Iterator[str]:
    """Full words go only to who chose them; discreet ones name no agency, surname or address."""
    for left in scene.left:
        text = scene.texts.get(left.row)
        if text is None or text.worker is not None:
            continue
        holders = scene.here.holding(left.phone)
        is_full = text.wording == "sms"
        if is_full and text.person is not None and any(one.discreet for one in holders):
            yield f"full words went to {left.phone}"
        elif not is_full:
            surname = any(worker.surname in left.body for worker in scene.here.workers)
            yield f"{left.body!r} says too much" if surname or AGENCY.search(left.body) else ""


def families_read_their_language(scene: Scene, memory: Memory) -> Iterator[str]:
    """A text to a family is in its own language, save a worker's own words."""
    for left in scene.left:
        text, holders = scene.texts.get(left.row), scene.here.holding(left.phone)
        if not holders or text is None or text.purpose in OWN_WORDS:
            continue
        spoken = holders[0].language.value
        words = set(re.findall(r"\w+", left.body.lower()))
        hits = {language: len(words & markers) for language, markers in MARKERS.items()}
        looks_foreign = hits[spoken] == 0 and max(hits.values()) > 1
        yield f"{left.body!r} is not in {spoken}" if looks_foreign or text.language != spoken else ""


def staff_sleep(scene: Scene, memory: Memory) -> Iterator[str]:
    """Nothing routine goes to staff at night: pages, words of what they hold, alarms, answers to what they wrote."""
    wrote: dict[str, datetime] = memory.setdefault("wrote", {})
    wrote |= {said.phone: said.at for said in scene.said if said.worker}
    for left in scene.left:
        text = scene.texts.get(left.row)
        if text is None or text.worker is None or DAY[0] <= local(left.at).time() < DAY[1]:
            continue
        asked_at = wrote.get(left.phone)
        is_answer = text.purpose in ANSWERS and asked_at is not None and abs(left.at - asked_at) <= JUST_WRITTEN
        calm = asked_at is None or scene.was_calm(asked_at, left.at)
        is_late_answer = text.purpose in ANSWERS and not calm
        may_come = text.purpose in AT_NIGHT or is_answer or is_late_answer or _is_in_danger(scene, text)
        yield "" if may_come else f"{text.purpose} at {local(left.at)}"


def _is_in_danger(scene: Scene, text: SentText) -> bool:
    """Whether a text is news for a worker of the help they called for themselves."""
    request = scene.requests.get(text.request_key or 0)
    return request is not None and request.in_danger == text.worker


def nothing_comes_twice(scene: Scene, memory: Memory) -> Iterator[str]:
    """No text is taken twice by the carrier, no reminder is made twice, no unasked words are repeated at once.

    Two persons who share a phone may each be told the same.
    """
    rows: set[int] = memory.setdefault("rows", set())
    last: dict[tuple[str, str], Left] = memory.setdefault("last", {})
    reminded: set[tuple[int, int, str, str]] = memory.setdefault("reminded", set())
    for left in scene.left:
        before = last.get((left.phone, left.body))
        last[left.phone, left.body] = left
        text = scene.texts.get(left.row)
        repeats = text is not None and before is not None and _repeats(scene, text, left.at - before.at, before.row)
        yield f"{left.body!r} came twice" if left.row in rows or repeats else ""
        rows.add(left.row)
    for row in scene.new.reminders:
        key = (row.visit_key, row.version, row.rule, row.person)
        if row.outbound_key is not None:
            yield f"{row.person} was reminded twice by {row.rule}" if key in reminded else ""
            reminded.add(key)


def stop_is_respected(scene: Scene, memory: Memory) -> Iterator[str]:
    """After STOP has been kept the line does not even try, until START."""
    off: set[str] = memory.setdefault("off", set())
    for tried in scene.tried:
        if tried.phone in off:
            yield f"{tried.phone} was texted after STOP"
    for row in scene.new.kept:
        said = scene.everything_said.get(row.sid)
        if said is not None and said.meant is Meant.STOP:
            off.add(said.phone)
            yield ""
    for said in scene.said:
        if said.meant is Meant.START:
            off.discard(said.phone)


def staff_are_not_flooded(scene: Scene, memory: Memory) -> Iterator[str]:
    """On 95 of 100 days with any, a worker gets no more than twelve texts besides answers to what they wrote."""
    counted: Counter[tuple[str, date]] = memory.setdefault("counted", Counter())
    for left in scene.left:
        worker, text = scene.here.staff_on(left.phone), scene.texts.get(left.row)
        if worker and text and text.purpose != "staff_answer":
            counted[worker.key, local(left.at).date()] += 1
    if scene.is_over and counted:
        most = sorted(counted.values())[int(P95 * (len(counted) - 1))]
        memory |= {"p95": most, "median": sorted(counted.values())[len(counted) // 2]}
        yield "" if most <= MOST_A_DAY else f"{most} texts a day"


def nothing_breaks(scene: Scene, memory: Memory) -> Iterator[str]:
    """The line logs no error, and everything comes to rest."""
    yield from scene.errors or ("",)


def _repeats(scene: Scene, text: SentText, after: timedelta, row: int) -> bool:
    """Whether an unasked text comes so soon after another in the same words for the same person."""
    other = scene.texts.get(row)
    return text.purpose in UNASKED and after < ONCE and other is not None and other.person == text.person
