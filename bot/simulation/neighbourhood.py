"""Who lives here and who works here, drawn by chance: families with their phones, workers with their languages."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum
from random import Random

from bot.model.people import Language
from bot.model.value import value
from bot.simulation.words import EN, ES, HT, PT

LINE = "+12025550100"
AREAS = (
    *(860, 203, 475, 401, 413, 508, 617, 774, 857, 978, 212, 347, 516, 518, 585, 607, 631, 646),
    *(716, 718, 845, 914, 917, 929, 201, 551, 609, 732, 848, 856, 862, 908, 973),
)
"""Area codes; behind each, 555-0100 to 0199 belong to nobody."""
EPISODE = timedelta(weeks=12)
FAMILIES_A_WORKER = 5
WORKERS_LEAST = 4
GIVEN = ("Rosa", "Keisha", "Tanya", "Marie", "Ana", "Denise", "Luz", "Nadia", "Joana", "Carol", "Yvette", "Iris")
SECOND = ("Marcus", "Hector", "Jean", "Paulo", "Darnell", "Luis", "Reggie", "Tomas")
WORKER_GIVEN = ("Dana", "Lucia", "Lee", "Priya", "Grace", "Omar", "Nina", "Celia", "Ruth", "Kofi", "Jo", "Mina", "Abel")
SURNAMES = ("Whitfield", "Okonkwo", "Castellanos", "Lindqvist", "Abernathy", "Desrosiers", "Montalvo", "Zielinski")


class Habit(StrEnum):
    """How somebody is with their phone."""

    FORGETFUL = "forgetful"
    EVENINGS = "evenings"
    PHONE_DIES = "phone_dies"
    CRIES = "cries"
    WRITES_ANYTHING = "writes_anything"
    STOPS = "stops"
    CHANGES_NUMBER = "changes_number"
    IS_READ = "is_read"
    ASLEEP = "asleep"
    BUSY = "busy"
    QUICK = "quick"
    WRONG_LETTER = "wrong_letter"
    PASSES = "passes"
    FORGETS_DONE = "forgets_done"
    OUTCOMES_LATE = "outcomes_late"
    IN_DANGER = "in_danger"


@dataclass(slots=True, kw_only=True)
class Person:
    """Somebody of a family, with the profile the program's list has of them."""

    key: str
    name: str
    relation: str
    phone: str
    language: Language
    phone_is: str
    discreet: bool
    consented: bool
    reminders: bool
    safe: tuple[time, time] | None
    habits: frozenset[Habit]

    @property
    def person_id(self) -> str:
        """Their number within the family."""
        return self.key.partition("/")[2]


@dataclass(slots=True, kw_only=True)
class Family:
    """A family in the program for twelve weeks."""

    code: str
    address: str
    worker: str
    started_on: date
    visits_a_week: int
    persons: list[Person]

    @property
    def ended_on(self) -> date:
        """The day on which its twelve weeks are over."""
        return self.started_on + EPISODE


@value
class Worker:
    """Somebody who works here."""

    key: str
    given: str
    surname: str
    phone: str
    role: str
    languages: tuple[Language, ...]
    habits: frozenset[Habit]


@dataclass(slots=True)
class Neighbourhood:
    """Everybody there is; families come and go."""

    chance: Random
    workers: tuple[Worker, ...]
    families: dict[str, Family] = field(default_factory=dict)
    numbers: Iterator[str] = field(default_factory=lambda: _numbers(120))
    codes: int = 0
    by_phone: dict[str, list[Person]] = field(default_factory=dict)
    by_staff_phone: dict[str, Worker] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Look staff up by their numbers, which they keep; who lives here is looked up anew once somebody's changes."""
        self.by_staff_phone = {one.phone: one for one in self.workers}

    def person_of(self, key: str) -> Person | None:
        """Return a person by the key ``F-0012/1``."""
        family = self.families.get(key.partition("/")[0])
        return next((one for one in family.persons if one.key == key), None) if family else None

    def holding(self, phone: str) -> list[Person]:
        """Return the persons whose number this is."""
        if not self.by_phone:
            for family in self.families.values():
                for one in family.persons:
                    self.by_phone.setdefault(one.phone, []).append(one)
        return self.by_phone.get(phone, [])

    def gives_number(self, person: Person) -> None:
        """Give somebody a new number."""
        person.phone = next(self.numbers)
        self.by_phone.clear()

    def staff_on(self, phone: str) -> Worker | None:
        """Return the worker whose number this is."""
        return self.by_staff_phone.get(phone)

    def admit(self, today: date, started_on: date) -> Family:
        """Admit one more family."""
        chance = self.chance
        self.codes += 1
        code = f"F-{self.codes:04d}"
        language = chance.choices((EN, ES, HT, PT), (55, 25, 10, 10))[0]
        family = Family(
            code=code,
            address=f"{chance.randrange(1, 400)} Example Street",
            worker=self._worker_for(language, started_on),
            started_on=started_on,
            visits_a_week=chance.choices((2, 3, 4, 5), (30, 40, 20, 10))[0],
            persons=[],
        )
        family.persons = list(self._persons(code, language))
        self.families[code] = family
        self.by_phone.clear()
        return family

    def _worker_for(self, language: Language, today: date) -> str:
        """Give a family to a worker of its language where there is one, else to whoever has fewest."""
        here = [worker for worker in self.workers if worker.role == "worker"]
        load = {worker.key: 0 for worker in here}
        for family in self.families.values():
            load[family.worker] += family.ended_on > today
        return min(here, key=lambda worker: (load[worker.key] - 2 * (language in worker.languages), worker.key)).key

    def _persons(self, code: str, language: Language) -> Iterator[Person]:
        chance = self.chance
        first = self._person(f"{code}/1", chance.choice(GIVEN), "parent", next(self.numbers), language)
        yield first
        if chance.random() < 0.4:
            shares = first.phone_is == "shared" and chance.random() < 0.6
            phone = first.phone if shares else next(self.numbers)
            second = self._person(f"{code}/2", chance.choice(SECOND), "parent", phone, language)
            second.phone_is = first.phone_is if shares else second.phone_is
            second.safe = first.safe if shares else second.safe
            second.reminders = first.reminders if shares else second.reminders  # drawn for a phone they do not have
            yield second
        if chance.random() < 0.08:
            yield self._person(f"{code}/3", "Sky", "child", next(self.numbers), language)

    def _person(self, key: str, name: str, relation: str, phone: str, language: Language) -> Person:
        chance = self.chance
        phone_is = chance.choices(("private", "shared", "monitored", ""), (55, 20, 10, 15))[0]
        return Person(
            key=key,
            name=name,
            relation=relation,
            phone=phone,
            language=language,
            phone_is=phone_is,
            discreet=phone_is != "private" or chance.random() < 0.3,
            consented=chance.random() < 0.85,
            reminders=phone_is != "monitored" or chance.random() < 0.5,
            safe=chance.choice(((time(9), time(15)), (time(18), time(22)))) if chance.random() < 0.2 else None,
            habits=frozenset(habit for habit, odds in OF_FAMILIES if chance.random() < odds),
        )


OF_FAMILIES = (
    (Habit.FORGETFUL, 0.3),
    (Habit.EVENINGS, 0.3),
    (Habit.PHONE_DIES, 0.15),
    (Habit.CRIES, 0.35),
    (Habit.WRITES_ANYTHING, 0.3),
    (Habit.STOPS, 0.06),
    (Habit.CHANGES_NUMBER, 0.08),
    (Habit.IS_READ, 0.06),
)
OF_WORKERS = (
    (Habit.ASLEEP, 0.3),
    (Habit.BUSY, 0.3),
    (Habit.QUICK, 0.4),
    (Habit.WRONG_LETTER, 0.2),
    (Habit.PASSES, 0.2),
    (Habit.FORGETS_DONE, 0.25),
    (Habit.OUTCOMES_LATE, 0.3),
    (Habit.IN_DANGER, 0.2),
)


def new_neighbourhood(chance: Random, families: int, today: date) -> Neighbourhood:
    """Draw a program with so many families, admitted over the weeks before today."""
    here = Neighbourhood(chance, tuple(_workers(chance, families)))
    for _ in range(families):
        here.admit(today, today - timedelta(days=chance.randrange(70)))
    return here


def _workers(chance: Random, families: int) -> Iterator[Worker]:
    count = max(WORKERS_LEAST, -(-families // FAMILIES_A_WORKER))
    for number in range(count + 2):
        role = "worker" if number < count else "supervisor"
        second = ((), (ES,), (), (HT,), (PT,), (ES,))[number % 6]
        yield Worker(
            key=f"W-{number + 1:02d}",
            given=WORKER_GIVEN[number % len(WORKER_GIVEN)],
            surname=SURNAMES[number % len(SURNAMES)],
            phone=f"+1202555{101 + number:04d}" if number < 98 else f"+1959555{number - 98 + 100:04d}",
            role=role,
            languages=(EN, *second),
            habits=frozenset(habit for habit, odds in OF_WORKERS if chance.random() < odds),
        )


def _numbers(first: int) -> Iterator[str]:
    """Yield numbers that belong to nobody."""
    for last in range(first, 200):
        yield f"+1202555{last:04d}"
    for area in AREAS:
        yield from (f"+1{area}555{last:04d}" for last in range(100, 200))


def families_file(here: Neighbourhood, today: date) -> str:
    """Return the program's list of families as it stands."""
    columns = (
        "family_id,person_id,person,relation,phone,language,channel,discreet,voicemail,phone_is,safe_from,safe_to,"
        "consented_on,address,worker_id,started_on,ended_on,reminders"
    )
    rows = [columns]
    for family in here.families.values():
        ended = str(family.ended_on) if family.ended_on <= today else ""
        for one in family.persons:
            safe = (f"{one.safe[0]:%H:%M}", f"{one.safe[1]:%H:%M}") if one.safe else ("", "")
            agreed = str(family.started_on) if one.consented else ""
            cells = (
                *(family.code, one.person_id, one.name, one.relation, one.phone, one.language.value, "text"),
                *(_yes(one.discreet), "no", one.phone_is, *safe, agreed, family.address, family.worker),
                *(str(family.started_on), ended, "yes" if one.reminders and one.phone_is == "monitored" else ""),
            )
            rows.append(",".join(cells))
    return "\n".join(rows) + "\n"


def workers_file(here: Neighbourhood) -> str:
    """Return the list of staff."""
    rows = ["worker_id,name,phone,role,languages,active"]
    for one in here.workers:
        spoken = ";".join(language.value for language in one.languages)
        rows.append(f"{one.key},{one.given} {one.surname},{one.phone},{one.role},{spoken},yes")
    return "\n".join(rows) + "\n"


def oncall_toml(here: Neighbourhood) -> str:
    """Return the patterns of the rota: nights and days on call and backup, taken by turns."""
    keys = [worker.key for worker in here.workers if worker.role == "worker"]
    half = len(keys) // 2
    listed: Callable[[list[str]], str] = lambda some: ", ".join(f'"{key}"' for key in some)  # noqa: E731
    patterns = (
        ("nights", "on_call", ("weeknights", "weekends"), "17:00-08:30", keys[:half]),
        ("days", "on_call", ("weekdays",), "08:30-17:00", keys[half:]),
        ("backup", "backup", ("every_day",), "08:30-08:30", [*keys[half:], *keys[:half]]),
    )
    lines = []
    for name, tier, days, slot, turns in patterns:
        lines += [f"[rota.patterns.{name}]", f'tier = "{tier}"', *(f'{day} = "{slot}"' for day in days)]
        lines += [f"workers = [{listed(turns)}]", ""]
    return "\n".join(lines)


def program_toml() -> str:
    """Return what differs from the shipped program: reminders are on."""
    return '[sending]\nreminders = "on"\nsegments_per_second = 50.0\n'


def _yes(flag: bool) -> str:
    return "yes" if flag else "no"
