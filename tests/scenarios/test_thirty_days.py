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
UNTOLD = frozenset({"no consent", "monitored"})
MOVE_ON, DOWN_ON, MISS_ON, CLOSE_ON = 7, 8, 9, 16
"""Days into the run: Monday, Tuesday and Wednesday of the second week, Wednesday of the third."""
MISSES = 1
"""The family that is not met; it has mornings."""
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
    """No family and no worker gets a text that the calendar does not ask for, and nobody misses one."""
    begins = datetime.combine(first, time(7, 30), tzinfo=ZONE)
    with no_logged_errors():
        world = World(sqlite_store, now=begins, folders=[switched_on])
        world.staff()
        world.speaks(SECOND, "en;es")
        world.rota((FIRST, "on_call"), (SECOND, "backup"), days=DAYS + 15)
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
            if home.manner not in UNTOLD:
                self.expect(home, "welcome", self.first)

    def expect(self, home: Home | str, kind: str, day: date, times: int = 1) -> None:
        """Expect texts of a kind on a day, on the phone of a family or of a worker."""
        who = home if isinstance(home, str) else home.code
        self.expected[who, kind, day.isoformat()] += times

    def on(self, day: date) -> list[Home]:
        """Return who has a visit on a day, by the calendar."""
        return [home for home in self.homes for at in home.visits(self.first, self.closed) if at.date() == day]

    def live(self, day: date) -> None:
        """Let one day pass: reminders are answered, workers come, visits are entered."""
        today = self.on(day)
        self.until(day, 9, 10)
        if day == self.first:
            self.answer()
        for hour in VISITS_AT:
            now_visited = [home for home in today if home.hour == hour]
            if hour == 18:
                self.befall(day)
                self.until(day, 17, 10)
                self.answer()
            if not now_visited:
                continue
            self.until(day, hour, 5)
            self.staff(now_visited, day, "in {}")
            self.until(day, hour + 1, 5)
            missed = [home for home in now_visited if (home.number, day) == (MISSES, self.first + MISS_ON * DAY)]
            self.staff([home for home in now_visited if home not in missed], day, "H{}")
            self.staff(missed, day, "M{}")
        self.until(day, 21, 0)
        self.calendar(day)
        self.lists(day, today)
        if day == self.first + 12 * DAY:
            self.cry(day)

    def befall(self, day: date) -> None:
        """Let happen in the afternoon what happens on this day: visits moved, a day closed, an hour without carrier."""
        self.until(day, 12, 0)
        ahead = (day - self.first).days
        if ahead == MOVE_ON:
            self.move(day)
        elif ahead == CLOSE_ON:
            self.close(day)
        elif ahead == DOWN_ON:
            self.until(day, 16, 0)
            self.world.carrier.down()
            self.until(day, 17, 1)
            self.world.carrier.up()

    def move(self, day: date) -> None:
        """Let the office move the evening visits of the day after tomorrow by half an hour: who was told hears."""
        for home in self.on(day + 2 * DAY):
            if home.hour != 18:
                continue
            at = datetime.combine(day + 2 * DAY, time(18), tzinfo=ZONE)
            self.world.visit(
                home.code,
                at + timedelta(minutes=30),
                visit_id=f"V-{self.numbers[home.number, at]}",
                worker_id=home.worker,
            )
            if home.manner not in UNTOLD:
                self.expect(home, "moved", day)

    def close(self, day: date) -> None:
        """Let the supervisor close the day after tomorrow: each family of it is told at once."""
        off = day + 2 * DAY
        for home in self.on(off):
            assert home.manner not in UNTOLD
            self.expect(home, "off", day)
        self.closed |= {off}
        self.world.phone(BOSS).texts(f"closed {off.isoformat()} yes")
        self.expect(BOSS, "closed", day)

    def lists(self, day: date, today: list[Home]) -> None:
        """Say what the calendar asks for on the phones of staff: a morning list, and who did not confirm."""
        for worker in {home.worker for home in today}:
            self.expect(worker, "morning list", day)
        for home in today:
            was_early = day == self.first and home.hour == 10  # they answered minutes after the look
            if home.manner not in UNTOLD and (home.manner == "silent" or was_early):
                self.expect(home.worker, "unconfirmed", day)

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
        self.expect(home, "help", day, 3)
        self.expect(FIRST, "night", day, len(NIGHT_TEXTS))

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
                and any("1 =" in t.body for t in unread if kind_of(t.body) != "missed")
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
            self.expect(home.worker, {"i": "in", "H": "held", "M": "missed"}[words[0]], day)
            if words[0] == "M":
                self.expect(home, "missed", day)
                for told in (home.worker, BOSS):
                    self.expect(told, "evening list", day)  # one miss away from the policy
        self.world.settle()

    def calendar(self, day: date) -> None:
        """Say what the calendar asks for on a day, from the visits alone."""
        for home in self.homes:
            if home.manner in UNTOLD:
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
        """Hold what families and staff got against the calendar."""
        got: Counter[tuple[str, str, str]] = Counter()
        phones = {home.code: self.phones[home.number].phone for home in self.homes}
        phones |= {worker: self.world.phone(worker).phone for worker in WORKERS}
        for who, phone in phones.items():
            for text in self.world.carrier.handset(phone):
                kind = self.staff_kind_of(text.body) if who in WORKERS else kind_of(text.body)
                got[who, kind, text.created_at.astimezone(ZONE).date().isoformat()] += 1
        assert got - self.expected == Counter(), "texts nobody expected"
        assert self.expected - got == Counter(), "texts that never came"

    def staff_kind_of(self, body: str) -> str:
        """Name what a member of staff read; what is none of the known kinds stands for itself."""
        if body.startswith(self.night_texts):
            return "night"
        return next((kind for kind, words in STAFF_KINDS if all(word in body for word in words)), body)


PROFILES = {
    "no consent": {"consented_on": ""},
    "monitored": {"phone_is": "monitored"},
    "shared": {"phone_is": "shared", "discreet": "yes"},
    "spanish": {"language": "es"},
}
KINDS = (
    ("welcome", ("a week", "por semana")),
    ("missed", ("Sorry we did not meet",)),
    ("off", ("we had to call off", "is off. This is on our side", "Lo sentimos")),
    ("moved", ("was changed. It is now", "ha cambiado")),
    ("week", ("next visits:", "proximas visitas:")),
    ("reminder", ("1 = fine, 2", "1 = all fine", "1 = bien")),
    ("help", ("911, or call", "911. Need to talk", "has your message", "i am here")),
    ("thanks", ("Thank you. It is on", "Queda para")),
)
STAFF_KINDS = (
    ("morning list", ("Morning list:",)),
    ("evening list", ("Evening list:",)),
    ("no-show", ("Visit ", "possible no-show")),
    ("unconfirmed", ("Visit ", "nobody has confirmed")),
    ("in", ("You are at visit ",)),
    ("held", ("Visit ", ": held")),
    ("missed", ("Visit ", ": missed")),
    ("closed", ("is closed", "Visits cancelled")),
)
NIGHT_TEXTS = (
    "PAGE",
    "{code} {family} is yours",  # with the family's words beside it
    "sent to {code}",
    "{code} is closed",
    "{family}: reminders",
)


def kind_of(body: str) -> str:
    """Name what a family read; what is none of the known kinds stands for itself."""
    return next((kind for kind, words in KINDS if any(word in body for word in words)), body)
