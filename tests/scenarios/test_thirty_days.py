"""Thirty days of twenty families and four workers, over each clock change: every text is one that the calendar says."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from world import AGREED, BOSS, FIRST, OWN, SECOND, ZONE, Handset, World, no_logged_errors

from bot.store.engine import Store

DAYS = 30
WORKERS = (OWN, FIRST, SECOND, BOSS)
VISITS_AT = (10, 18)
DAY = timedelta(days=1)
SPRING, AUTUMN = date(2027, 3, 1), date(2026, 10, 19)
"""Mondays; the clocks change on the Sundays 14 March 2027 and 1 November 2026."""


@dataclass(frozen=True)
class Home:
    """A family of the run: who visits it, on which weekdays and at what hour, and how it answers."""

    number: int
    worker: str
    weekdays: tuple[int, int]
    hour: int
    manner: str

    @property
    def code(self) -> str:
        """Its code."""
        return f"F-{self.number:04d}"

    def visits(self, first: date, closed: frozenset[date]) -> Iterator[datetime]:
        """Yield the starts of its visits."""
        for ahead in range(DAYS):
            day = first + ahead * DAY
            if day.weekday() in self.weekdays and day not in closed:
                yield datetime.combine(day, time(self.hour), tzinfo=ZONE)


def homes() -> list[Home]:
    """Give twenty families, five to a worker, no two at once with the same worker."""
    manners = ["answers"] * 12 + ["silent"] * 3 + ["no consent", "monitored", "shared", "spanish", "cries"]
    days = ((0, 2), (1, 3), (2, 4), (0, 3), (1, 4))
    hours = (10, 10, 18, 18, 18)
    return [
        Home(number + 1, WORKERS[number // 5], days[number % 5], hours[number % 5], manners[number])
        for number in range(20)
    ]


@pytest.mark.slow
@pytest.mark.parametrize("first", [SPRING, AUTUMN])
def test_thirty_days(sqlite_store: Store, switched_on: Path, first: date) -> None:
    """Nobody gets a text that the calendar does not ask for, and nobody misses one."""
    begins = datetime.combine(first, time(7, 30), tzinfo=ZONE)
    with no_logged_errors():
        world = World(sqlite_store, now=begins, folders=[switched_on])
        world.staff()
        world.rota((FIRST, "on_call"), (SECOND, "backup"), days=29)
        run = Run(world, first)
        run.admit()
        for ahead in range(DAYS):
            run.live(first + ahead * DAY)
        world.at(begins + DAYS * DAY)
        run.compare()


class Run:
    """The month as it is lived, and as the calendar says it should be."""

    def __init__(self, world: World, first: date) -> None:
        """Begin with nobody."""
        self.world = world
        self.first = first
        self.closed = frozenset(world.services.program.hours.holidays)
        self.homes = homes()
        self.phones: dict[int, Handset] = {}
        self.numbers: dict[tuple[int, datetime], int] = {}
        self.expected: Counter[tuple[str, str, str]] = Counter()
        self.seen: set[str] = set()
        self.night_texts: tuple[str, ...] = ()

    def admit(self) -> None:
        """Import families and their visits of the month, as an agency does."""
        for home in self.homes:
            profile = AGREED | {"consented_on": "2026-01-01"} | PROFILES.get(home.manner, {})
            self.phones[home.number] = self.world.family(home.manner.split()[0], worker_id=home.worker, **profile)
        rows, starts = (
            [],
            sorted((at, home.number) for home in self.homes for at in home.visits(self.first, self.closed)),
        )
        for number, (at, home_number) in enumerate(starts, start=1):
            self.numbers[home_number, at] = number
            ends = at + timedelta(hours=1)
            rows.append(f"V-{number},F-{home_number:04d},,,,{at.isoformat()},{ends.isoformat()},,")
        header = "visit_id,family_id,persons,worker_id,kind,starts_at,ends_at,place,status"
        self.world.imports("visits", "\n".join([header, *rows]) + "\n")
        self.world.settle()
        for home in self.homes:
            if home.manner not in {"no consent", "monitored"}:
                self.expect(home, "welcome", self.first)

    def expect(self, home: Home, kind: str, day: date) -> None:
        """Expect a text of a kind on a day."""
        self.expected[home.code, kind, day.isoformat()] += 1

    def live(self, day: date) -> None:
        """Let one day pass: reminders are answered, workers come, visits are entered."""
        today = [home for home in self.homes for at in home.visits(self.first, self.closed) if at.date() == day]
        self.until(day, 9, 10)
        if day == self.first:
            self.answer()
        for hour in VISITS_AT:
            now_visited = [home for home in today if home.hour == hour]
            if hour == 18:
                self.until(day, 17, 10)
                self.answer()
            if not now_visited:
                continue
            self.until(day, hour, 5)
            self.staff(now_visited, day, "in {}")
            self.until(day, hour + 1, 5)
            self.staff(now_visited, day, "H{}")
        self.until(day, 21, 0)
        self.calendar(day)
        if day == self.first + 12 * DAY:
            self.cry(day)

    def cry(self, day: date) -> None:
        """Let one family cry in the night before the clocks change, and a worker care for it to the end."""
        home = next(home for home in self.homes if home.manner == "cries")
        rosa, lucia = self.phones[home.number], self.world.phone(FIRST)
        rosa.texts("i want to kill myself").gets("911", "988")
        code = lucia.gets("PAGE", home.code).code
        for words in ("1", f"{code} i am here", f"done {code} with her sister", f"resume {home.code}"):
            lucia.texts(words)
        codes = {"code": code, "family": home.code}
        self.night_texts = tuple(text.format(**codes) for text in NIGHT_TEXTS)
        for kind in ("help", "help", "help"):
            self.expect(home, kind, day)

    def until(self, day: date, hour: int, minute: int) -> None:
        """Let time pass until an hour of a day."""
        self.world.at(datetime.combine(day, time(hour, minute), tzinfo=ZONE))

    def answer(self) -> None:
        """Let those who answer reminders do so, all in the same moment."""
        for home in self.homes:
            phone = self.phones[home.number]
            unread = [text for text in phone.unread() if text.sid not in self.seen]
            self.seen.update(text.sid for text in unread)
            if (
                unread
                and home.manner in {"answers", "shared", "spanish", "cries"}
                and any("1 =" in t.body for t in unread)
            ):
                self.world.carrier.receive(phone.phone, "1", 0)
                self.expect(home, "thanks", self.world.clock.now().astimezone(ZONE).date())
        self.world.settle()

    def staff(self, visited: list[Home], day: date, words: str) -> None:
        """Let each worker write about the visits of this hour."""
        for home in visited:
            at = datetime.combine(day, time(home.hour), tzinfo=ZONE)
            self.world.carrier.receive(
                self.world.phone(home.worker).phone, words.format(self.numbers[home.number, at]), 0
            )
        self.world.settle()

    def calendar(self, day: date) -> None:
        """Say what the calendar asks for on a day, from the visits alone."""
        for home in self.homes:
            if home.manner in {"no consent", "monitored"}:
                continue
            starts = [at.date() for at in home.visits(self.first, self.closed)]
            next_week = [at for at in starts if 0 < (at - day).days <= 7]
            if day.weekday() == 6 and next_week:
                self.expect(home, "week" if len(next_week) > 1 else "reminder", day)
            tomorrow = day + DAY
            if tomorrow in starts and not (day.weekday() == 6 and next_week):
                self.expect(home, "reminder", day)
            if day in starts and (home.manner == "silent" or self.was_never_asked(home, day)):
                self.expect(home, "reminder", day)

    def was_never_asked(self, home: Home, day: date) -> bool:
        """Whether the day before lay before the month, so that nobody could answer."""
        return day == self.first

    def compare(self) -> None:
        """Hold what families got against the calendar, and what staff got against the kinds that may come."""
        got: Counter[tuple[str, str, str]] = Counter()
        for home in self.homes:
            for text in self.world.carrier.handset(self.phones[home.number].phone):
                got[home.code, kind_of(text.body), text.created_at.astimezone(ZONE).date().isoformat()] += 1
        assert got - self.expected == Counter(), "texts nobody expected"
        assert self.expected - got == Counter(), "texts that never came"
        for worker in WORKERS:
            for text in self.world.carrier.handset(self.world.phone(worker).phone):
                assert text.body.startswith((*STAFF_TEXTS, *self.night_texts)), text.body


PROFILES = {
    "no consent": {"consented_on": ""},
    "monitored": {"phone_is": "monitored"},
    "shared": {"phone_is": "shared", "discreet": "yes"},
    "spanish": {"language": "es"},
}
KINDS = (
    ("welcome", ("a week", "por semana")),
    ("week", ("next visits:", "proximas visitas:")),
    ("reminder", ("1 = fine, 2", "1 = all fine", "1 = bien")),
    ("help", ("911, or call", "911. Need to talk", "has your message", "i am here")),
    ("thanks", ("Thank you. It is on", "Queda para")),
)
STAFF_TEXTS = ("Morning list", "Evening list", "You are at visit", "Visit ")
NIGHT_TEXTS = (
    "PAGE",
    "{code} {family} is yours",
    "{code} wrote",
    "sent to {code}",
    "{code} is closed",
    "{family}: reminders",
)


def kind_of(body: str) -> str:
    """Name what a family read; what is none of the known kinds stands for itself."""
    return next((kind for kind, words in KINDS if any(word in body for word in words)), body)
