"""How workers are with their phones: they answer pages and lists by what they read there, each in their own way."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from random import Random

from bot.simulation.neighbourhood import Habit, Worker
from bot.simulation.words import Meant, Say

WorkerHears = Callable[[Worker, str, datetime, Random], Iterator[Say]]
CODE = r"([B-DF-HJ-NP-TV-XZ]{2,3})"
PAGE = re.compile(rf"PAGE {CODE} ")
MINE = re.compile(rf"{CODE} (?:.* )?(?:is yours|es suya|es tuya)|You have {CODE}\.|Usted tiene {CODE}\.")
OPEN_AGAIN = re.compile(rf"^{CODE}: .*1 {CODE} =")
NEEDS_REASON = re.compile(rf"done {CODE} ")
RESUME = re.compile(r"resume (F-\d+)")
TODAY = re.compile(r"\b(\d+) F-\d+ (\d{1,2}):(\d\d) ([ap])m")
AFTER_A_VISIT = timedelta(minutes=76)
SHIFT = re.compile(r"(?:SHIFT|TURNO) (\d+)")
OUT = re.compile(r"(?:out of visit|de la visita) (\d+)")
COVER = re.compile(rf"\bT {CODE} = ")
OUTCOMES = re.compile(r"\bH(\d+)\b")
NIGHT = (22, 7)
LETTERS = "HMECP"
ODDS = (82, 8, 4, 3, 3)
NOTES = ("talked, is safe for tonight", "called her, all right now", "police were there, will visit tomorrow")
RELAYED = ("I am here. Can I call you?", "I read this. Are you safe now?")


def pages(worker: Worker, text: str, at: datetime, chance: Random) -> Iterator[Say]:
    """Take a page, pass it on, mistype it, or sleep through it."""
    found = PAGE.match(text)
    if found is None or (_sleeps(worker, at) and chance.random() < 0.4):
        return
    after, code = _when(worker, at, chance), found[1]
    if Habit.WRONG_LETTER in worker.habits and chance.random() < 0.3:
        yield Say(after, f"1 {code[0]}{'X' if code[1] != 'X' else 'W'}")
        after += timedelta(seconds=40)
    if Habit.PASSES in worker.habits and chance.random() < 0.4:
        yield Say(after, f"2 {code}")
    else:
        yield Say(after, "1" if chance.random() < 0.6 else f"1 {code}")


def cares(worker: Worker, text: str, at: datetime, chance: Random) -> Iterator[Say]:
    """Write to the family, and say when it is done, unless that is forgotten."""
    found = MINE.search(text)
    if found is None:
        return
    code = next(group for group in found.groups() if group)
    after = timedelta(seconds=chance.randrange(30, 400))
    if chance.random() < 0.85:
        yield Say(after, f"{code} {chance.choice(RELAYED)}")
    if Habit.FORGETS_DONE not in worker.habits or chance.random() < 0.6:
        after += timedelta(minutes=chance.randrange(8, 70))
        yield Say(after, f"done {code} {chance.choice(NOTES)}")


def is_asked_again(worker: Worker, text: str, at: datetime, chance: Random) -> Iterator[Say]:
    """Answer when the line asks after a request: take it up again, or close it."""
    if found := OPEN_AGAIN.search(text):
        after = _when(worker, at, chance)
        yield Say(after, f"1 {found[1]}" if chance.random() < 0.5 else f"done {found[1]} {chance.choice(NOTES)}")
    elif found := NEEDS_REASON.search(text):
        yield Say(timedelta(seconds=45), f"done {found[1]} {chance.choice(NOTES)}")


def resumes(worker: Worker, text: str, at: datetime, chance: Random) -> Iterator[Say]:
    """Let reminders of a family begin again, a day or so after an emergency."""
    if (found := RESUME.search(text)) and chance.random() < 0.9:
        yield Say(timedelta(hours=chance.randrange(10, 40)), f"resume {found[1]} yes")


def enters_outcomes(worker: Worker, text: str, at: datetime, chance: Random) -> Iterator[Say]:
    """Say what became of visits, at once or days later, now and then about the wrong one."""
    late = Habit.OUTCOMES_LATE in worker.habits
    after = timedelta(hours=chance.randrange(3, 30)) if late else timedelta(seconds=chance.randrange(30, 2400))
    for number in dict.fromkeys(OUTCOMES.findall(text)):
        if chance.random() < (0.4 if late else 0.1):
            continue
        if Habit.WRONG_LETTER in worker.habits and chance.random() < 0.1:
            yield Say(after, f"X{number}")
            after += timedelta(seconds=50)
        yield Say(after, f"{chance.choices(LETTERS, ODDS)[0]}{number}")
        after += timedelta(seconds=chance.randrange(8, 40))


def enters_as_it_goes(worker: Worker, text: str, at: datetime, chance: Random) -> Iterator[Say]:
    """Say what became of the visits of the morning's list as each of them ends, without being asked."""
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    for number, hour, minute, half in TODAY.findall(text):
        begins = midnight + timedelta(hours=int(hour) % 12 + 12 * (half == "p"), minutes=int(minute))
        if Habit.OUTCOMES_LATE not in worker.habits and chance.random() < 0.6 and begins > at:
            after = begins - at + AFTER_A_VISIT + timedelta(seconds=chance.randrange(600))
            yield Say(after, f"{chance.choices(LETTERS, ODDS)[0]}{number}")


def takes_covers(worker: Worker, text: str, at: datetime, chance: Random) -> Iterator[Say]:
    """Take a shift that somebody wants to be rid of."""
    if (found := COVER.search(text)) and chance.random() < 0.3:
        yield Say(timedelta(seconds=chance.randrange(60, 7200)), f"T {found[1]}")


def has_seen(worker: Worker, text: str, at: datetime, chance: Random) -> Iterator[Say]:
    """Answer the question before a shift, unless they sleep through it."""
    if (found := SHIFT.match(text)) and not (_sleeps(worker, at) and chance.random() < 0.5):
        yield Say(_when(worker, at, chance), f"S{found[1]}" if chance.random() < 0.7 else "S")


def says_out(worker: Worker, text: str, at: datetime, chance: Random) -> Iterator[Say]:
    """Answer whether they are out of a visit, most of them soon enough."""
    if (found := OUT.search(text)) and chance.random() < 0.95:
        yield Say(timedelta(seconds=chance.randrange(20, 540)), f"out {found[1]}" if chance.random() < 0.5 else "out")


def wants_cover(worker: Worker, chance: Random) -> Iterator[Say]:
    """Ask for somebody else on a day of the week, whatever the rota says."""
    if worker.role == "worker" and chance.random() < 0.02:
        day = chance.choice(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat"))
        yield Say(timedelta(seconds=chance.randrange(9 * 3600, 18 * 3600)), f"cover {day}", Meant.ASKS)


def is_in_danger(worker: Worker, chance: Random) -> Iterator[Say]:
    """Text `help`, once in a long while."""
    if Habit.IN_DANGER in worker.habits and chance.random() < 0.004:
        yield Say(timedelta(seconds=chance.randrange(9 * 3600, 20 * 3600)), "help", Meant.EMERGENCY)


def asks_who(worker: Worker, chance: Random) -> Iterator[Say]:
    """Ask who is on call."""
    if chance.random() < 0.03:
        yield Say(timedelta(seconds=chance.randrange(9 * 3600, 17 * 3600)), "oncall", Meant.ASKS)


def _sleeps(worker: Worker, at: datetime) -> bool:
    return Habit.ASLEEP in worker.habits and (at.hour >= NIGHT[0] or at.hour < NIGHT[1])


def _when(worker: Worker, at: datetime, chance: Random) -> timedelta:
    """Return how long a worker takes to answer a page."""
    if Habit.QUICK in worker.habits:
        return timedelta(seconds=chance.randrange(15, 120))
    if Habit.BUSY in worker.habits or _sleeps(worker, at):
        return timedelta(seconds=chance.randrange(240, 1500))
    return timedelta(seconds=chance.randrange(40, 400))


REPLIES: tuple[WorkerHears, ...] = (
    pages,
    cares,
    is_asked_again,
    resumes,
    enters_outcomes,
    enters_as_it_goes,
    takes_covers,
    has_seen,
    says_out,
)
DAYS: tuple[Callable[[Worker, Random], Iterator[Say]], ...] = (is_in_danger, asks_who, wants_cover)
