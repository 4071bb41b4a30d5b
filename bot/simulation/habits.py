"""How families are with their phones: a habit is a function, and a new one joins a tuple at the bottom."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from random import Random

from bot.simulation.neighbourhood import Habit, Person
from bot.simulation.words import ASKED, CRIES, LIMITS, NOT_UNDERSTOOD, THANKS, Meant, Say

Hears = Callable[[Person, str, datetime, Random], Iterator[Say]]
"""What somebody writes to a text they got at a local time."""
Day = Callable[[Person, Random], Iterator[Say]]
"""What somebody writes on a day of their own accord, counted from its midnight."""
CHOICE = re.compile(r"(?<!\d)(\d) ?=")
EVENING = 18
AT_NIGHT = (22, 29)
IN_THE_DAY = (8, 21)


def answers(person: Person, text: str, at: datetime, chance: Random) -> Iterator[Say]:
    """Answer what is asked with one of its digits, sooner or later, or never."""
    digits = CHOICE.findall(text)
    if not digits or chance.random() < (0.6 if Habit.FORGETFUL in person.habits else 0.15):
        return
    digit = digits[0] if chance.random() < 0.8 else chance.choice(digits)
    yield Say(_soon(person, at, chance), digit)


def is_thankful(person: Person, text: str, at: datetime, chance: Random) -> Iterator[Say]:
    """Write ok or thanks to what asks nothing."""
    if not CHOICE.search(text) and chance.random() < 0.08:
        yield Say(timedelta(seconds=chance.randrange(20, 600)), chance.choice(THANKS[person.language]))


def takes_the_offer(person: Person, text: str, at: datetime, chance: Random) -> Iterator[Say]:
    """Ask for a person after all, where one is offered."""
    if "911" in text and " 1" in text and not CHOICE.search(text) and chance.random() < 0.2:
        yield Say(timedelta(seconds=chance.randrange(30, 900)), "1")


def writes_more(person: Person, text: str, at: datetime, chance: Random) -> Iterator[Say]:
    """Write a second time to somebody who answered a cry."""
    if "911" in text and "988" in text and chance.random() < 0.3:
        cries = CRIES[person.language][Meant.EMERGENCY]
        again = chance.random() < 0.3
        words = chance.choice(cries) if again else chance.choice(NOT_UNDERSTOOD[person.language])
        meant = Meant.EMERGENCY if again else Meant.FOR_A_PERSON
        yield Say(timedelta(seconds=chance.randrange(60, 2400)), words, meant)


def cries(person: Person, chance: Random) -> Iterator[Say]:
    """Cry for help, mostly at night, in every grade."""
    if Habit.CRIES not in person.habits or chance.random() >= 0.05:
        return
    hours = AT_NIGHT if chance.random() < 0.75 else IN_THE_DAY
    meant = chance.choices((Meant.EMERGENCY, Meant.SOON, Meant.FOR_A_PERSON), (5, 3, 2))[0]
    words = CRIES[person.language].get(meant, NOT_UNDERSTOOD[person.language])
    yield Say(_between(hours, chance), chance.choice(words), meant)


def writes_anything(person: Person, chance: Random) -> Iterator[Say]:
    """Ask about visits, or write what no machine understands."""
    if Habit.WRITES_ANYTHING not in person.habits or chance.random() >= 0.12:
        return
    if chance.random() < 0.8:
        yield Say(_between(IN_THE_DAY, chance), chance.choice(ASKED[person.language]), Meant.ASKS)
    else:
        words = chance.choice(NOT_UNDERSTOOD[person.language])
        yield Say(_between(IN_THE_DAY, chance), words, Meant.FOR_A_PERSON)


def is_read(person: Person, chance: Random) -> Iterator[Say]:
    """Say that somebody else reads the phone."""
    if Habit.IS_READ in person.habits and person.language in LIMITS and chance.random() < 0.015:
        yield Say(_between(IN_THE_DAY, chance), chance.choice(LIMITS[person.language]), Meant.LIMIT)


def stops(person: Person, chance: Random) -> Iterator[Say]:
    """Switch texts off, and perhaps on again some days later."""
    if Habit.STOPS in person.habits and chance.random() < 0.02:
        at = _between(IN_THE_DAY, chance)
        yield Say(at, "STOP", Meant.STOP)
        if chance.random() < 0.6:
            yield Say(at + timedelta(days=chance.randrange(1, 9)), "START", Meant.START)


def _soon(person: Person, at: datetime, chance: Random) -> timedelta:
    """Return when somebody gets round to an answer."""
    if Habit.EVENINGS in person.habits and at.hour < EVENING:
        return timedelta(hours=EVENING - at.hour, seconds=chance.randrange(3 * 3600))
    return timedelta(seconds=int(chance.lognormvariate(6.5, 1.4)) % 30_000 + 20)


def _between(hours: tuple[int, int], chance: Random) -> timedelta:
    return timedelta(seconds=chance.randrange(hours[0] * 3600, hours[1] * 3600))


REPLIES: tuple[Hears, ...] = (answers, is_thankful, takes_the_offer, writes_more)
DAYS: tuple[Day, ...] = (cries, writes_anything, is_read, stops)
