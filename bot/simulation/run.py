"""Runs a program on the virtual clock: it leaps from one thing that can happen to the next, and looks after each."""

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import count
from random import Random

from bot.importing.run import Kind
from bot.model.phones import Phone
from bot.model.value import value_in_order
from bot.simulation import habits, staff
from bot.simulation.agency import Agency
from bot.simulation.carrier import WatchedCarrier
from bot.simulation.clocks import MachineClock, TrueClock
from bot.simulation.line import Line
from bot.simulation.neighbourhood import EPISODE, Habit, Neighbourhood, Person, families_file, workers_file
from bot.simulation.places import ZONE, local
from bot.simulation.watching import Said, Scene
from bot.simulation.words import Meant, Say
from bot.store.witness import Witness, Written

Act = Callable[[], None]
ROUND = timedelta(minutes=15)
"""How often every tick runs, whatever the rows say is due."""
SELDOM = dict.fromkeys(
    ("ladder", "calls", "reminders", "visits", "doubts", "inbox", "lone", "reports", "covers"), 8
) | {
    "nights": 2,
    "digests": 4,
    "week": 4,
    "watch": 16,
    "rota": 96,
    "outside": 96,
}
"""Every how many rounds a tick runs: rows say when it is due, or it is slow and looks weeks ahead."""
AGAIN = timedelta(seconds=5)
"""How soon is looked again where something is due and cannot be done."""
SHIFTS = timedelta(days=2)
"""So far back and ahead it is read who was to be on call, once somebody is paged."""
NIGHTLY = time(2, 40)
SUNDAY = 6
NEW_NUMBER = 0.02
PHONE_DIES = 0.02
UNREACHABLE = 30003
REPEATED = 0.02


@value_in_order
class Stage:
    """What a run is made of."""

    line: Line
    carrier: WatchedCarrier
    true: TrueClock
    machine: MachineClock
    here: Neighbourhood
    agency: Agency
    witness: Witness
    scene: Scene


class Simulation:
    """A program with its people, from one moment to another; `looks` is called after each step with the scene."""

    def __init__(self, stage: Stage, chance: Random, looks: Callable[[Scene], None]) -> None:
        """Stand before the first step."""
        self.stage = stage
        self.chance = chance
        self.with_faults = False
        self.days: Sequence[habits.Day] = habits.DAYS
        self._looks = looks
        self._acts: list[tuple[datetime, int, Act]] = []
        self._order = count()
        self._read: dict[str, int] = {}
        self._said: list[Said] = []
        self._imported: dict[Kind, dict[str, None]] = {}
        self._asks_the_rota = False

    def at(self, moment: datetime, act: Act) -> None:
        """Let something happen at a moment of the true clock."""
        heapq.heappush(self._acts, (moment.astimezone(UTC), next(self._order), act))

    def runs(self, until: datetime, weeks_done: Callable[[int], None]) -> None:
        """Admit everybody, then let time pass until a moment."""
        stage, begins = self.stage, self.stage.true.now()
        stage.line.imports(Kind.WORKERS, workers_file(stage.here))
        stage.line.ticks("rota")
        self.at(begins, self._night)
        self.at(begins, self._day)
        self.at(begins, self._round)
        week = 0
        while (moment := self._next()) < until:
            stage.true.moves_to(moment)
            self._step()
            if (done := (moment - begins) // timedelta(weeks=1)) > week:
                weeks_done(done - week)
                week = done
        stage.scene.is_over = True
        self._look()
        weeks_done(1)

    def says(self, phone: str, words: str, meant: Meant) -> None:
        """Let a phone text the line; now and then its webhook comes twice."""
        stage = self.stage
        sid = stage.carrier.inner.receive(Phone(phone), words)
        if self.with_faults and self.chance.random() < REPEATED:
            stage.carrier.inner.receive_again(sid)
        worker = stage.here.staff_on(phone)
        persons = tuple(one.key for one in stage.here.holding(phone))
        said = Said(
            sid=sid,
            phone=phone,
            persons=persons,
            worker=worker.key if worker else None,
            words=words,
            meant=meant,
            at=stage.machine.now(),
        )
        self._said.append(said)

    # Time.

    def _next(self) -> datetime:
        """Return the moment of the next thing that can happen."""
        stage, now = self.stage, self.stage.true.now()
        moment = self._acts[0][0]
        due = stage.line.next_due()
        if due is None:
            return moment
        return min(moment, max(due - stage.machine.skew, now + AGAIN))

    def _step(self) -> None:
        """Do what happens now, let the line settle, let everybody read what they got, look at the promises."""
        now = self.stage.true.now()
        while self._acts and self._acts[0][0] <= now:
            heapq.heappop(self._acts)[2]()
        self.stage.line.settle()
        self._look()

    def _look(self) -> None:
        stage, scene = self.stage, self.stage.scene
        scene.left, stage.carrier.left = stage.carrier.left, []
        scene.tried, stage.carrier.tried = stage.carrier.tried, []
        scene.said, self._said = self._said, []
        scene.now = stage.machine.now()
        scene.new = Written()
        self._asks_the_rota |= any(left.body.startswith("PAGE ") for left in scene.left)
        if stage.line.is_alive:
            with stage.line.services.store.read() as tx:
                scene.new = stage.witness.look(tx)
                if self._asks_the_rota:
                    scene.shifts = stage.witness.shifts(tx, scene.now - SHIFTS, scene.now + SHIFTS)
                    self._asks_the_rota = False
            for visit in scene.new.visits:
                stage.agency.follows(visit)
        self._everybody_reads(dict.fromkeys(left.phone for left in scene.left))
        scene.takes_in()
        self._looks(scene)

    # What recurs.

    def _round(self) -> None:
        """Run every tick that is to look by the clock, and again in a quarter of an hour."""
        now = self.stage.true.now()
        rounds = (now - datetime.min.replace(tzinfo=UTC)) // ROUND
        self.stage.line.ticks(*(name for name in self.stage.line.names if rounds % SELDOM.get(name, 1) == 0))
        self.at(now + ROUND, self._round)

    def _night(self) -> None:
        """Give the line the lists of the program, and again tomorrow night."""
        stage = self.stage
        today = local(stage.true.now()).date()
        self._people_change()
        families, visits = families_file(stage.here, today), stage.agency.tonights_list(today)
        for kind, rows in ((Kind.FAMILIES, families), (Kind.VISITS, visits)):
            if lines := self._to_import(kind, rows, is_whole=today.weekday() == SUNDAY):
                stage.line.imports(kind, lines)
        stage.line.ticks("reminders", "rota")
        self.at(datetime.combine(today + timedelta(days=1), NIGHTLY, tzinfo=ZONE), self._night)

    def _to_import(self, kind: Kind, listed: str, *, is_whole: bool) -> str:
        """Return the whole list once a week, else what is new in it since it was imported; empty if nothing is."""
        columns, *rows = listed.splitlines()
        known = self._imported.setdefault(kind, {})
        new = [row for row in rows if is_whole or row not in known]
        if not self.stage.line.is_alive or not new:
            return ""
        self._imported[kind] = dict.fromkeys(rows)
        return "\n".join((columns, *new)) + "\n"

    def _people_change(self) -> None:
        """Let families whose weeks are over make room for others, and some persons have a new number."""
        here, today = self.stage.here, local(self.stage.true.now()).date()
        for family in list(here.families.values()):
            if family.ended_on == today:
                here.admit(today, today)
        for person in [one for family in here.families.values() for one in family.persons]:
            if Habit.CHANGES_NUMBER in person.habits and self.chance.random() < NEW_NUMBER:
                here.gives_number(person)

    def _day(self) -> None:
        """Let everybody have their day, and again tomorrow."""
        now = self.stage.true.now()
        midnight = local(now).replace(hour=0, minute=0, second=0, microsecond=0)
        for family in self.stage.here.families.values():
            if family.ended_on > midnight.date() - EPISODE / 12:
                for person in family.persons:
                    self._persons_day(person, midnight)
        for worker in self.stage.here.workers:
            for day in staff.DAYS:
                self._plan(worker.phone, midnight, day(worker, self.chance))
        self.at(midnight + timedelta(days=1), self._day)

    def _persons_day(self, person: Person, midnight: datetime) -> None:
        for day in self.days:
            self._plan(person.phone, midnight, day(person, self.chance))
        if Habit.PHONE_DIES in person.habits and self.chance.random() < PHONE_DIES:
            self._phone_dies(person.phone, midnight + timedelta(hours=self.chance.randrange(24)))

    def _phone_dies(self, phone: str, at: datetime) -> None:
        """Let a phone get nothing for some hours."""
        carrier, gone = self.stage.carrier.inner, self.stage.scene.unreachable

        def dies() -> None:
            carrier.undelivered(Phone(phone), UNREACHABLE)
            gone.add(phone)

        def lives() -> None:
            carrier.heal(Phone(phone))
            gone.discard(phone)

        self.at(at, dies)
        self.at(at + timedelta(hours=self.chance.randrange(2, 20)), lives)

    # Who reads and writes.

    def _everybody_reads(self, phones: Iterable[str]) -> None:
        now = self.stage.true.now()
        for phone in phones:
            start = self._read.get(phone, 0)
            arrived = self.stage.carrier.inner.handset(Phone(phone), start)
            self._read[phone] = start + len(arrived)
            for text in arrived:
                self._plan(phone, now, self._reactions(phone, text.body, local(now)))

    def _reactions(self, phone: str, text: str, at: datetime) -> Iterator[Say]:
        worker = self.stage.here.staff_on(phone)
        if worker is not None:
            for reply in staff.REPLIES:
                yield from reply(worker, text, at, self.chance)
            return
        holders = self.stage.here.holding(phone)
        for person in holders[:1]:
            for hears in habits.REPLIES:
                yield from hears(person, text, at, self.chance)

    def _plan(self, phone: str, begins: datetime, says: Iterable[Say]) -> None:
        now = self.stage.true.now()
        for say in says:
            moment = begins.astimezone(UTC) + say.after
            if moment >= now:
                self.at(moment, lambda phone=phone, say=say: self.says(phone, say.words, say.meant))  # type: ignore[misc]
