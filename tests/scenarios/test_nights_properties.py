"""Whatever rotas, nights, failures and deaths chance makes: a cry is carried until somebody has it, by who is on duty.

The oracle goes by rows of the database as they are and by what the carrier took, and shares no code with the ladder,
the rota's rules or the gate: who stands on call is painted shift by shift, who was told something is read off the
phones. It looks whenever something has happened. A new thing that happens is one function under `happens`.
"""

import os
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Row, select, text
from troubles import rows
from world import BOSS, FIRST, LEAP, OWN, SATURDAY_11_PM, SECOND, STAFF, ZONE, World, no_logged_errors

from bot.model.phones import Phone
from bot.model.policy import Tier
from bot.model.rota import Shift
from bot.store import conversations, outbox, people, rota
from bot.store.engine import Store, Tx, transaction
from bot.store.outbox import OutboundText
from bot.store.schema import open_store
from bot.store.tables import families, help_requests, inbound, outbound, request_steps, shifts, workers
from bot.telephony.protocol import Accepted, CarrierText, TextToSend
from bot.telephony.simulated import SimulatedCarrier
from scheduler import doubts, ladder

EXAMPLES = int(os.environ.get("NIGHT_EXAMPLES", "12"))
"""`NIGHT_EXAMPLES=2000` tries as many, by chance of its own."""
Happening = tuple[str, int, int, int]
"""What happens, how many seconds after what happened before, to whom, and which of its kinds."""
Span = tuple[str, int, int, int]
"""A shift: its tier, whose (by number), how many minutes from the beginning it starts, and how many it lasts."""

NORA, OLGA = "nora", "olga"
EVERYBODY = STAFF | {
    NORA: ("Nora", "+12025550114", "worker", "es"),
    OLGA: ("Olga", "+12025550115", "worker", "en;es"),
}
NAMES = tuple(EVERYBODY)
PHONES = {Phone(number): worker for worker, (_, number, _, _) in EVERYBODY.items()}
KINDS = ("private", "shared", "monitored", "")
HOMES = [Phone(f"+120255501{20 + number}") for number in range(len(KINDS))]
STRANGER = Phone("+12025550190")
OUTSIDE = (*HOMES, STRANGER)
NIGHTS = {
    "saturday": SATURDAY_11_PM,
    "the office closes": datetime(2026, 11, 24, 16, 48, tzinfo=ZONE),
    "the office opens": datetime(2026, 11, 24, 7, 40, tzinfo=ZONE),
    "a holiday": datetime(2026, 11, 26, 10, 0, tzinfo=ZONE),
    "clocks go back": datetime(2026, 11, 1, 5, 40, tzinfo=UTC),
    "clocks go forward": datetime(2027, 3, 14, 6, 40, tzinfo=UTC),
    "sunday morning": datetime(2026, 11, 22, 7, 30, tzinfo=ZONE),
}
HOLIDAYS = (date(2026, 11, 26),)
PATTERNS = """
[rota.patterns.turns]
tier = "on_call"
every_day = "23:10-11:05"
workers = ["lucia", "nora", "dana"]
handover = "saturday"

[rota.patterns.behind]
tier = "backup"
every_day = "17:00-08:30"
workers = ["lee", "olga"]
handover = "sunday"
"""
REST = timedelta(minutes=66)
"""The longest rest of an emergency: an hour between rounds, and the wait for the last tier."""
A_DAY = timedelta(hours=25)
SILENCE = timedelta(minutes=10, seconds=1)
FOREVER = datetime(2100, 1, 1, tzinfo=UTC)
ENDED = {"submitted", "dropped", "failed"}
OUTAGE = timedelta(minutes=20)
CALM = timedelta(minutes=12)
WATCH_HOLDERS = """
CREATE TABLE seen_claims (request_key BIGINT, old_state TEXT, old_holder BIGINT, new_state TEXT, new_holder BIGINT);
CREATE TRIGGER watch_holders AFTER UPDATE OF state, holder ON help_requests
WHEN old.state <> new.state OR old.holder IS NOT new.holder
BEGIN INSERT INTO seen_claims VALUES (old.id, old.state, old.holder, new.state, new.holder); END
"""
"""What SQLite itself writes down of who holds a request."""


class Killed(BaseException):
    """The process ends here, whatever it was doing."""


@dataclass
class DeadlyCarrier:
    """The carrier as the line reaches it; the line may die on the way there, or on the way back."""

    carrier: SimulatedCarrier
    kills: str = ""

    def send_text(self, words: TextToSend) -> Accepted:
        """Hand a text over, if the process lives."""
        kills, self.kills = self.kills, ""
        if kills == "before":
            raise Killed
        taken = self.carrier.send_text(words)
        if kills == "after":
            raise Killed
        return taken

    def sent_texts(self, to: Phone, since: datetime) -> Sequence[CarrierText]:
        """List what was sent."""
        return self.carrier.sent_texts(to, since)

    def received_texts(self, since: datetime) -> Sequence[CarrierText]:
        """List what was received."""
        return self.carrier.received_texts(since)

    def text(self, sid: str) -> CarrierText | None:
        """Look a text up."""
        return self.carrier.text(sid)


class MortalWorld(World):
    """The world, whose line can be killed at any moment and knows nothing but its rows when it is started again."""

    judge: Callable[[], None] | None = None
    is_dead = False

    def _open(self) -> None:
        super()._open()
        self.way = DeadlyCarrier(self.carrier)
        self.services = replace(self.services, carrier=self.way)

    def _post(self, path: str, form: dict[str, str], signature: str) -> int:
        return 502 if self.is_dead else super()._post(path, form, signature)

    def settle(self) -> None:
        """Let everything come to rest, or the line die on the way; look at what has left."""
        try:
            if not self.is_dead:
                super().settle()
        except Killed:
            self.is_dead = True
        while self.is_dead and len(self.carrier.deliver_webhooks()) + self.carrier.advance():
            pass
        if self.judge is not None:
            self.judge()

    def at(self, moment: datetime) -> World:
        """Let time pass; for a dead line nothing else happens."""
        while self.clock.now() < moment:
            self.clock.move(min(moment - self.clock.now(), LEAP if self.is_dead else self._stride()))
            if not self.is_dead:
                doubts.run(self.services)
            self.settle()
        return self

    def starts_again(self, store: Store) -> None:
        """Start the line anew: its rows are all it knows; it looks at its clock, then fetches what it missed."""
        self.store.close()
        self.is_dead = False
        self.moves_to(store)
        self.watches()
        if not self.is_dead:
            self.fetches()


@dataclass
class Night:
    """What has happened so far, as people would tell it, and how far each phone's texts have been judged."""

    world: MortalWorld
    opens: Callable[[], Store]
    told: list[str] = field(default_factory=list)
    judged: Counter[Phone] = field(default_factory=Counter)
    heard: dict[str, str] = field(default_factory=dict)
    """Words that somebody wrote to the line, by the SID of their text."""
    written: dict[str, Phone] = field(default_factory=dict)
    """Words a holder wrote, and the one phone that may get them."""
    typed: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    gone: set[str] = field(default_factory=set)
    covers: int = 0
    dead_for: timedelta = timedelta(minutes=1)
    is_straight: bool = True

    @property
    def now(self) -> datetime:
        """Tell the moment, by the line's own clock."""
        return self.world.clock.now()

    def say(self, words: str) -> None:
        """Add a line to the transcript."""
        self.told.append(f"{self.now.astimezone(ZONE):%a %H:%M:%S}  {words}")

    def holds(self, is_so: bool, what: str) -> None:
        """Fail with everything that has happened unless a rule holds."""
        assert is_so, "\n".join((*self.told, f"BROKEN: {what}"))

    def passes(self, span: timedelta) -> None:
        """Let time pass; a dead line is started again when its time has come, an outage ends within twenty minutes."""
        ends = self.now + span
        if self.world.is_dead and self.dead_for <= span:
            self.world.at(self.now + self.dead_for)
            self.revives()
        self.world.at(min(ends, self.now + OUTAGE))
        if self.now < ends:
            self.world.carrier.up()
            self.world.at(ends)
        self.watches()

    def revives(self) -> None:
        """Start a dead line again."""
        self.say("the line is started again")
        self.world.starts_again(self.opens())

    def watches(self) -> None:
        """Let a living line look at its clock and for trouble."""
        if not self.world.is_dead:
            self.world.watches()

    def secret(self) -> str:
        """Make a word that nobody wrote before."""
        return f"zq{len(self.heard) + len(self.written)}x"

    def writes(self, phone: Phone, words: str) -> None:
        """Let a phone outside text, with a word of its own."""
        secret = self.secret()
        self.say(f"{phone} writes: {words} {secret}")
        self.heard[secret] = self.world.carrier.receive(phone, f"{words} {secret}")
        self.world.settle()

    def staff(self, worker: str, words: str) -> None:
        """Let a worker text."""
        self.say(f"{worker} writes: {words}")
        self.typed[worker] |= set(re.findall(r"\b[A-Z]{2,3}\b", words))
        self.world.carrier.receive(Phone(EVERYBODY[worker][1]), words)
        self.world.settle()

    def paged(self) -> list[tuple[str, str]]:
        """Return who was paged for what nobody has, with its code."""
        query = select(workers.c.worker_id, help_requests.c.code, help_requests.c.opened_at).distinct()
        query = query.join(request_steps, request_steps.c.worker_key == workers.c.id)
        query = query.join(help_requests, request_steps.c.request_key == help_requests.c.id)
        query = query.where(request_steps.c.kind == "paged", help_requests.c.state == "open")
        with self.world.store.read() as tx:
            found = tx.connection.execute(query.order_by(help_requests.c.opened_at, workers.c.worker_id)).all()
        return [(row.worker_id, row.code) for row in found]

    def held(self) -> list[tuple[str, str, Phone]]:
        """Return who holds what, with its code and the phone it is about."""
        query = select(workers.c.worker_id, help_requests).join(workers, help_requests.c.holder == workers.c.id)
        query = query.where(help_requests.c.state == "claimed").order_by(help_requests.c.opened_at)
        with self.world.store.read() as tx:
            found = tx.connection.execute(query).all()
            return [(row.worker_id, row.code, phone_of(tx, row.conversation_key)) for row in found]


def phone_of(tx: Tx, conversation_key: int) -> Phone:
    """Return the number of a conversation."""
    return conversations.known(tx, conversation_key).conversation.phone


# What happens.

HAPPENINGS: dict[str, Callable[[Night, int, int], None]] = {}


def happens(do: Callable[[Night, int, int], None]) -> Callable[[Night, int, int], None]:
    """Add a thing that happens: it is given the night, a number for whom, and a number for which."""
    HAPPENINGS[do.__name__] = do
    return do


CRIES = (
    *("he is hitting me right now", "no quiero vivir", "i want to kill myself"),
    *("we have no food in the house", "we have no food for the kids", "the blue thing again"),
    *("he is choking me", "can somebody call me about it"),
)


@happens
def cries(night: Night, who: int, which: int) -> None:
    """Somebody writes: an emergency, something for today, or what nobody understands."""
    night.writes(OUTSIDE[who % len(OUTSIDE)], CRIES[which])


@happens
def writes_a_word(night: Night, who: int, which: int) -> None:
    """Somebody writes a bare word."""
    phone = OUTSIDE[who % len(OUTSIDE)]
    words = ("1", "STOP", "START", "hes fine now", "ok", "START", "numbers", "help")[which]
    night.say(f"{phone} writes: {words}")
    night.world.carrier.receive(phone, words)
    night.world.settle()


@happens
def answers(night: Night, who: int, which: int) -> None:
    """Somebody who was paged takes it, passes it on, or mistypes."""
    paged = night.paged()
    if paged:
        worker, code = paged[who % len(paged)]
        night.staff(worker, ("1", "1 {}", "2", "2 {}", "1 QX", "7", "1 {} i call her", "{} 1")[which].format(code))


@happens
def two_answer_at_once(night: Night, who: int, which: int) -> None:
    """Two workers press 1 in the same moment, and one of them perhaps again."""
    for _, code in night.paged()[:1]:
        both = (NAMES[who % len(NAMES)], NAMES[(who + 1 + which) % len(NAMES)], NAMES[who % len(NAMES)])
        for worker in both[: 2 + which % 2]:
            night.say(f"{worker} writes: 1 {code}")
            night.typed[worker].add(code)
            night.world.carrier.receive(Phone(EVERYBODY[worker][1]), f"1 {code}")
        night.world.settle()


@happens
def somebody_of_the_staff_writes(night: Night, who: int, which: int) -> None:
    """A worker writes whether or not anybody asked them."""
    words = ("1", "2", "done", "oncall", "?", "send", "ok", "pass")[which]
    night.staff(NAMES[who % len(NAMES)], words)


@happens
def holder_writes(night: Night, who: int, which: int) -> None:
    """Who has a request writes to whom it is about."""
    for worker, code, phone in night.held()[who % 2 : who % 2 + 1] or night.held()[:1]:
        secret = night.secret()
        night.written[secret] = phone
        night.staff(worker, f"{code} are you alone {secret}" if which % 2 else f"are you alone {secret}")


@happens
def holder_ends(night: Night, who: int, which: int) -> None:
    """Who has a request ends it, or hands it back."""
    for worker, code, _ in night.held()[:1]:
        words = ("done {}", "done {} we talked", "pass {}", "2 {}", "2", "pass", "done", "done {} she is safe")
        night.staff(worker, words[which].format(code))


@happens
def in_danger(night: Night, who: int, which: int) -> None:
    """A worker needs help themselves."""
    worker = NAMES[who % len(NAMES)]
    night.staff(worker, "help")


@happens
def carrier_fails(night: Night, who: int, which: int) -> None:
    """The carrier is down or back, refuses a text, or does not say what became of it."""
    carrier, phone = night.world.carrier, Phone(EVERYBODY[NAMES[who % len(NAMES)]][1])
    kinds: tuple[Callable[[], None], ...] = (
        carrier.down,
        carrier.up,
        lambda: carrier.time_out_before_accepting(phone),
        lambda: carrier.time_out_after_accepting(phone),
        lambda: carrier.fail_next(21610, phone),
        lambda: carrier.fail_next(30003, phone),
        carrier.too_many_requests,
        lambda: carrier.time_out_after_accepting(n=3),
    )
    night.say(f"the carrier, for {NAMES[who % len(NAMES)]}: kind {which}")
    kinds[which]()


@happens
def phone_fails(night: Night, who: int, which: int) -> None:
    """A worker's phone is off or on again; its receipts are lost, late, doubled, in the wrong order."""
    carrier, phone = night.world.carrier, Phone(EVERYBODY[NAMES[who % len(NAMES)]][1])
    kinds: tuple[Callable[[], None], ...] = (
        lambda: carrier.undelivered(phone, 30003),
        lambda: carrier.undelivered(phone, 30005),
        lambda: carrier.heal(phone),
        lambda: carrier.lose_receipts(phone),
        lambda: carrier.late_receipts(phone, timedelta(minutes=4)),
        lambda: carrier.duplicate_receipts(phone),
        lambda: carrier.shuffle_receipts(phone),
        lambda: carrier.heal(phone),
    )
    night.say(f"the phone of {NAMES[who % len(NAMES)]}: kind {which}")
    kinds[which]()


@happens
def webhooks_fail(night: Night, who: int, which: int) -> None:
    """What comes in is lost on its way, fetched later, or comes twice."""
    carrier = night.world.carrier
    if which < 2:
        night.say("texts in are lost on their way")
        carrier.drop_webhooks()
    elif which < 4:
        night.say("texts in arrive again")
        carrier.resume_webhooks()
        if not night.world.is_dead:
            night.world.fetches()
    else:
        night.say("the last texts in come once more")
        for sid in list(night.heard.values())[-which:]:
            carrier.receive_again(sid)
        night.world.settle()


DEAD_FOR = (0, 1, 4, 11, 31, 64, 120, 180)
"""Minutes."""


@happens
def dies(night: Night, who: int, which: int) -> None:
    """The process ends: now, or at the next text, before or after the carrier has it."""
    how = ("now", "before", "after")[who % 3]
    night.dead_for = timedelta(minutes=DEAD_FOR[which])
    night.say(f"the line dies ({how}), for {night.dead_for} at least")
    if how == "now":
        night.world.is_dead = True
    night.world.way.kills = how


@happens
def dies_after_the_turn(night: Night, who: int, which: int) -> None:
    """A cry is written down, and the process ends before anything is sent."""
    if night.world.is_dead:
        return
    phone, secret = OUTSIDE[who % len(OUTSIDE)], night.secret()
    night.say(f"{phone} writes: {CRIES[which]} {secret}, and the line dies when it has kept that")
    night.heard[secret] = night.world.carrier.receive(phone, f"{CRIES[which]} {secret}")
    night.world.carrier.deliver_webhooks()
    night.world.is_dead, night.dead_for = True, timedelta(minutes=DEAD_FOR[which])


@happens
def dies_on_the_ladder(night: Night, who: int, which: int) -> None:
    """A step is written down, and the process ends before its pages are sent."""
    if night.world.is_dead:
        return
    with night.world.store.read() as tx:
        due_at = tx.connection.execute(select(help_requests.c.next_step_at).order_by("next_step_at")).scalars().first()
    if due_at is not None and night.now < due_at < night.now + OUTAGE:
        night.world.clock.move(due_at - night.now)
        ladder.run(night.world.services)
        night.say("a step is taken, and the line dies when it has kept that")
        night.world.is_dead, night.dead_for = True, timedelta(minutes=DEAD_FOR[which])


@happens
def clock_steps(night: Night, who: int, which: int) -> None:
    """Somebody sets the machine's clock."""
    night.world.clock.move(timedelta(seconds=(-30, -90, -300, -3600, 30, 90, 300, 3600)[which]))
    night.is_straight = False
    night.say("the clock was set")
    night.watches()


@happens
def covers(night: Night, who: int, which: int) -> None:
    """Somebody stands in, for one worker or for everybody of a tier, from now or from soon on."""
    with night.world.store.write() as tx:
        known = {one.worker_id: one for one in people.active_workers(tx) if one.worker_id in EVERYBODY}
        names = sorted(known)
        worker, other = known[names[who % len(names)]], known[names[(who + 1 + which) % len(names)]]
        starts = night.now + timedelta(minutes=4 * (which % 3))
        night.covers += 1
        cover = Shift(
            starts_at=starts,
            ends_at=starts + timedelta(minutes=(9, 33, 240)[who % 3]),
            tier=(Tier.ON_CALL, Tier.ON_CALL, Tier.BACKUP)[which % 3],
            worker=worker,
            covers_key=other.key if which % 2 and other != worker else None,
        )
        rota.lay_cover(tx, cover, night.now + timedelta(microseconds=night.covers))
    night.say(
        f"{worker.worker_id} covers {other.worker_id if cover.covers_key else 'all'} of {cover.tier} from {starts}"
    )
    night.world.settle()


@happens
def rota_changes(night: Night, who: int, which: int) -> None:
    """The office imports another shift."""
    worker = NAMES[who % len(NAMES)]
    if worker not in night.gone:
        span = (("on_call", "backup")[which % 2], who, 3 * which - 9, 20 + 30 * which)
        night.say(f"the rota has {worker} on {span[0]} from {span[2]} minutes on, for {span[3]}")
        imports(night.world, night.now, [span])
        night.world.settle()


@happens
def staff_changes(night: Night, who: int, which: int) -> None:
    """A worker leaves for good, or one who left comes back."""
    worker = NAMES[who % len(NAMES)]
    if worker != BOSS:
        night.gone = (night.gone | {worker}) if which % 4 else night.gone - {worker}
        night.say(f"these have left: {sorted(night.gone)}")
        hire(night.world, night.gone)
        night.world.settle()


def hire(world: World, gone: set[str]) -> None:
    """Tell the line who works here."""
    lines = [",".join((key, *known, "no" if key in gone else "yes")) for key, known in EVERYBODY.items()]
    world.imports("workers", "worker_id,name,phone,role,languages,active\n" + "\n".join(lines))


def imports(world: World, begins: datetime, spans: Sequence[Span]) -> None:
    """Import shifts, counted in minutes from a moment; a file with one worker twice on a tier at once is refused."""
    lines = ["starts_at,ends_at,tier,worker_id"]
    for tier, who, first, minutes in apart(spans):
        starts = begins.astimezone(UTC).replace(second=0, microsecond=0) + timedelta(minutes=first)
        lines.append(f"{starts.isoformat()},{(starts + timedelta(minutes=minutes)).isoformat()},{tier},{NAMES[who]}")
    if spans:
        world.imports("rota", "\n".join(dict.fromkeys(lines)))


def apart(spans: Sequence[Span]) -> list[Span]:
    """Leave out what overlaps an earlier shift of the same worker on the same tier."""
    kept: list[Span] = []
    for tier, who, first, minutes in spans:
        same = (one for one in kept if one[:2] == (tier, who))
        if all(first >= one[2] + one[3] or one[2] >= first + minutes for one in same):
            kept.append((tier, who, first, minutes))
    return kept


# The oracle. After everything that happens:


def judge(night: Night) -> None:
    """Judge every text that the carrier has taken since the last look, and how each request stands."""
    with night.world.store.read() as tx:
        known = requests_of(tx)
        for phone in (*PHONES, *OUTSIDE):
            for words in night.world.carrier.texts_to(phone, night.judged[phone]):
                night.judged[phone] += 1
                row = outbox.by_sid(tx, words.sid) or in_doubt(tx, phone, words)
                name = PHONES.get(phone, phone)
                night.say(f"{name} gets {row.words}: {words.body}")
                against = to_staff if phone in PHONES else to_outside
                reason = against(night, tx, phone, words, row, known) or known_to_whom(night, tx, phone, words)
                night.holds(reason is None, f"{name}: {reason}")
        never_two_holders(night, tx)
        if not night.world.is_dead:
            nobody_is_forgotten(night, tx)


def requests_of(tx: Tx) -> dict[int, Row[Any]]:
    """Return every request with its family, and the family's own worker."""
    query = select(help_requests, families.c.code.label("family"), workers.c.worker_id.label("own"))
    query = query.outerjoin(families, help_requests.c.family_key == families.c.id)
    query = query.outerjoin(workers, families.c.worker_key == workers.c.id)
    return {row.id: row for row in tx.connection.execute(query)}


def in_doubt(tx: Tx, phone: Phone, words: CarrierText) -> OutboundText:
    """Return the row of a text which the carrier took without saying so."""
    every = outbox.in_doubt(tx, FOREVER, 200)
    return next(row for row in every if row.body == words.body and phone_of(tx, row.conversation_key) == phone)


def to_staff(
    night: Night, tx: Tx, phone: Phone, words: CarrierText, row: OutboundText, known: Mapping[int, Row[Any]]
) -> str | None:
    """A page goes to who is on duty as it leaves; of a request read those it was brought to, and supervisors."""
    worker = PHONES[phone]
    if row.purpose == "page":
        assert row.request_key is not None
        reason = off_duty(night, tx, worker, known[row.request_key])
        if reason is not None:
            return reason
    for request in known.values():
        if re.search(rf"\b{request.code}\b", words.body) and not may_know(night, tx, worker, request):
            return f"reads of {request.code}, which was never brought to them"
    return None


def off_duty(night: Night, tx: Tx, worker: str, request: Row[Any]) -> str | None:
    """Say why somebody may not be paged at this moment."""
    query = select(workers.c.id, workers.c.role, workers.c.active).where(workers.c.worker_id == worker)
    row = tx.connection.execute(query).one()
    if not row.active:
        return "is paged, and works here no longer"
    if row.id == request.in_danger_key:
        return "is paged for their own emergency"
    is_own = request.own == worker and request.kind == "family"
    if row.role != "worker" or (is_own and is_at_work(night.now)):
        return None
    standing = painted(tx, night.now, without=request.in_danger_key)
    return None if worker in standing else f"is paged off duty; on duty are {sorted(standing)}"


def is_at_work(at: datetime) -> bool:
    """Whether the own worker may be paged: while the office is open, and by the morning list before it opens."""
    local = at.astimezone(ZONE)
    return local.weekday() < 5 and local.date() not in HOLIDAYS and time(8) <= local.time() < time(17)


def painted(tx: Tx, at: datetime, without: int | None) -> set[str]:
    """Paint who stands on call at a moment, tier by tier: patterns, a file over them, covers as they were made."""
    query = select(shifts, workers.c.worker_id, workers.c.active).join(workers, shifts.c.worker_key == workers.c.id)
    there = [
        row
        for row in tx.connection.execute(query)
        if row.active and row.worker_key != without and not (at < row.starts_at or row.ends_at <= at)
    ]
    on_paper: set[str] = set()
    for tier in {row.tier for row in there}:
        of_tier = [row for row in there if row.tier == tier]
        paint = [row for row in of_tier if row.source == "imported"] or [r for r in of_tier if r.source == "pattern"]
        for cover in sorted((row for row in of_tier if row.source == "cover"), key=lambda row: row.made_at):
            stays = [row for row in paint if cover.covers_key is not None and row.worker_key != cover.covers_key]
            paint = [*stays, cover]
        on_paper |= {row.worker_id for row in paint}
    return on_paper


def may_know(night: Night, tx: Tx, worker: str, request: Row[Any]) -> bool:
    """Whether a worker may read of a request: paged, holding, own, supervising, in danger, or asking by its code."""
    brought = select(workers.c.worker_id).join(request_steps, request_steps.c.worker_key == workers.c.id)
    brought = brought.where(request_steps.c.request_key == request.id, request_steps.c.kind == "paged")
    theirs = {request.own, *tx.connection.execute(brought).scalars(), *holders(tx, request.id)}
    return EVERYBODY[worker][2] != "worker" or worker in theirs or request.code in night.typed[worker]


def holders(tx: Tx, request_key: int) -> set[str]:
    """Return everybody who ever held a request."""
    found = tx.connection.execute(
        text("SELECT w.worker_id FROM seen_claims s JOIN workers w ON w.id = s.new_holder WHERE s.request_key = :key"),
        {"key": request_key},
    )
    return set(found.scalars())


def to_outside(
    night: Night, tx: Tx, phone: Phone, words: CarrierText, row: OutboundText, known: Mapping[int, Row[Any]]
) -> str | None:
    """A family reads of its own cry alone, and never a code of workers."""
    if row.request_key is not None and phone_of(tx, known[row.request_key].conversation_key) != phone:
        return "reads of somebody else's cry"
    if re.search(r"\bF-\d{4}\b", words.body):
        return "reads a family's code"
    if any(re.search(rf"\b{request.code}\b", words.body) for request in known.values()):
        return "reads a request's code"
    return None


def known_to_whom(night: Night, tx: Tx, phone: Phone, words: CarrierText) -> str | None:
    """Words that somebody wrote are read by who has the request; a holder's by whom it is about."""
    for secret in re.findall(r"zq\d+x", words.body):
        if secret in night.written:
            if night.written[secret] != phone:
                return f"reads what a holder wrote to {night.written[secret]}"
            continue
        query = select(inbound.c.request_key).where(inbound.c.message_sid == night.heard[secret])
        request_key = tx.connection.execute(query).scalar_one()
        if phone not in PHONES or request_key is None or PHONES[phone] not in holders(tx, request_key):
            return f"reads {secret}, which was for who holds that request"
    return None


def never_two_holders(night: Night, tx: Tx) -> None:
    """Nobody takes what somebody has; only who has it is told that it is theirs, once for each time."""
    seen = tx.connection.execute(text("SELECT * FROM seen_claims")).all()
    for row in seen:
        if row.new_state == "claimed":
            night.holds(row.old_state == "open" and row.old_holder is None, "a claim of what somebody had")
    took = Counter(row.new_holder for row in seen if row.new_state == "claimed")
    query = select(outbound.c.worker_key).where(outbound.c.words_key.startswith("staff.claimed"))
    told = Counter(tx.connection.execute(query).scalars())
    night.holds(told == took, f"told {told}, took {took}")


def nobody_is_forgotten(night: Night, tx: Tx) -> None:
    """Open, it is tried again soon and was tried lately; held, a human word has gone out or silence is counted."""
    query = select(help_requests).where(help_requests.c.state != "closed")
    for row in tx.connection.execute(query).all():
        if row.state == "claimed":
            word, since = row.human_word_at, max(row.claimed_at, row.cried_at)
            wrote = word is not None and (word >= since or not night.is_straight)
            is_minded = row.next_step_at is not None and night.now < row.next_step_at <= night.now + SILENCE
            night.holds(wrote or is_minded, f"{row.code} is held, silent and forgotten")
            continue
        within = REST if row.grade == "emergency" else A_DAY
        night.holds(night.now < row.next_step_at <= night.now + within, f"{row.code} sleeps until {row.next_step_at}")
        tried = select(request_steps.c.at).where(request_steps.c.request_key == row.id)
        last = max(tx.connection.execute(tried).scalars())
        night.holds(not night.is_straight or night.now - last <= within, f"{row.code} was last tried at {last}")


# In the end:


def ends(night: Night) -> None:
    """Let the line live, the carrier work and time pass; then everything has become of something."""
    carrier = night.world.carrier
    night.world.way.kills = ""
    if night.world.is_dead:
        night.revives()
    carrier.up()
    carrier.resume_webhooks()
    for phone in PHONES:
        carrier.heal(phone)
    night.watches()
    night.world.fetches()
    night.world.at(night.now + CALM)
    pages_have_outcomes(night)
    families_were_answered(night)


def pages_have_outcomes(night: Night) -> None:
    """Each attempt left, was dropped or failed, with the reason; the carrier has no page that is no attempt's."""
    pages = [row for row in rows(night.world, outbound) if row["purpose"] == "page"]
    for page in pages:
        night.holds(page["state"] in ENDED, f"a page is {page['state']} in the end, due at {page['due_at']}")
        is_told = bool(page["sid"]) if page["state"] == "submitted" else bool(page["reason"])
        night.holds(is_told, f"a page is {page['state']}, and nobody knows why")
    tried = {row["outbound_key"] for row in rows(night.world, request_steps) if row["kind"] == "paged"}
    night.holds(tried == {page["id"] for page in pages}, "pages and steps are not the same")
    sids = Counter(page["sid"] for page in pages if page["sid"])
    taken = Counter(one.sid for phone in PHONES for one in night.world.carrier.texts_to(phone) if is_page(one))
    night.holds(sids == taken, "what the carrier took and what the rows say are not the same")
    event(f"pages: {min(len(pages) // 5 * 5, 30)} or more")


def is_page(words: CarrierText) -> bool:
    """Whether a text looks like a page."""
    return words.body.startswith("PAGE ")


def families_were_answered(night: Night) -> None:
    """Who cried in an emergency was told of 911 and 988, or a row says why not."""
    with night.world.store.read() as tx:
        for request in requests_of(tx).values():
            if request.grade != "emergency" or request.kind == "worker":
                continue
            query = select(outbound.c.id).where(outbound.c.conversation_key == request.conversation_key)
            query = query.where(outbound.c.purpose == "help_answer")
            found = [outbox.get(tx, key) for key in tx.connection.execute(query).scalars()]
            is_told = any(is_answer(one) for one in found if one is not None)
            night.holds(is_told, f"{request.code}: 911 and 988 were never told")


def is_answer(answer: OutboundText) -> bool:
    """Whether an answer named both numbers, or is kept back for a reason that is written down."""
    names_both = answer.body is not None and "911" in answer.body and "988" in answer.body
    return names_both or (answer.state in {"held", "dropped", "failed"} and bool(answer.reason))


# What chance makes of it.

WHO = st.integers(0, len(NAMES) - 1)
SPANS = st.lists(
    st.tuples(
        st.sampled_from(("on_call", "on_call", "on_call", "backup", "backup", "supervisor")),
        WHO,
        st.integers(-20, 40).map(lambda number: 7 * number),
        st.sampled_from((6, 15, 47, 90, 400, 700)),
    ),
    max_size=9,
)
PAUSES = st.sampled_from((1, 1, 20, 61, 61, 150, 301, 301, 301, 420, 601, 601, 960, 1800, 3700, 12_600))
OFTEN = (
    *("cries", "cries", "cries", "answers", "answers", "two_answer_at_once", "holder_writes", "holder_ends"),
    *("covers", "dies", "carrier_fails"),
)
HAPPENING = st.tuples(st.sampled_from((*sorted(HAPPENINGS), *OFTEN)), PAUSES, WHO, st.integers(0, 7))
WHAT_HAPPENS = st.lists(HAPPENING, min_size=6, max_size=18)
HANDED_OVER_WHILE_THE_CARRIER_IS_DOWN: list[Happening] = [
    ("carrier_fails", 1, 0, 0),
    ("cries", 1, 0, 0),
    ("carrier_fails", 601, 0, 1),
    ("answers", 61, 0, 0),
]
KILLED_IN_MID_LADDER: list[Happening] = [
    ("cries", 1, 0, 0),
    ("dies_on_the_ladder", 61, 0, 7),
    ("two_answer_at_once", 12_600, 1, 0),
    ("dies", 1, 2, 3),
    ("holder_writes", 1, 0, 1),
    ("holder_ends", 961, 0, 2),
]
A_SHIFT_ENDS_AT_ITS_FIFTH_MINUTE: list[Span] = [
    ("on_call", 1, -140, 145),
    ("on_call", 2, 5, 400),
    ("backup", 4, -140, 700),
]


@pytest.fixture(scope="module")
def patterns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an agency's folder with patterns of the rota."""
    folder = tmp_path_factory.mktemp("patterns")
    (folder / "oncall.toml").write_text(PATTERNS, "utf-8")
    return folder


@given(st.sampled_from(sorted(NIGHTS)), st.booleans(), SPANS, WHAT_HAPPENS)
@example("saturday", False, A_SHIFT_ENDS_AT_ITS_FIFTH_MINUTE, HANDED_OVER_WHILE_THE_CARRIER_IS_DOWN)
@example("clocks go back", True, A_SHIFT_ENDS_AT_ITS_FIFTH_MINUTE, KILLED_IN_MID_LADDER)
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_whatever_happens_a_cry_is_carried(  # type: ignore[no-untyped-def]
    fresh_url,  # noqa: ANN001
    keys,  # noqa: ANN001
    patterns: Path,
    night: str,
    repeats: bool,
    spans: list[Span],
    happenings: list[Happening],
) -> None:
    """Random rotas, nights, failures and deaths: no request sleeps, no two have it, no one off duty is paged."""
    url = fresh_url()
    store = watched(open_store(url, keys))
    with no_logged_errors():
        world = moved_in(MortalWorld(store, NIGHTS[night], [patterns] if repeats else []), spans)
        lived = Night(world, lambda: open_store(url, keys))
        world.judge = lambda: judge(lived)
        lived.watches()
        for what, pause, who, which in happenings:
            lived.passes(timedelta(seconds=pause))
            HAPPENINGS[what](lived, who, which)
        ends(lived)
    world.store.close()


def watched(store: Store) -> Store:
    """Let the database itself write down each change of state and holder of a request."""
    with transaction(store.engine, writes=True) as connection:
        table, trigger = WATCH_HOLDERS.split(";", 1)
        connection.exec_driver_sql(table)
        connection.exec_driver_sql(trigger)
    return store


def moved_in(world: MortalWorld, spans: Sequence[Span]) -> MortalWorld:
    """Hire, admit four families, lay the rota down."""
    hire(world, set())
    owners = (OWN, FIRST, SECOND, OWN)
    for number, (kind, owner) in enumerate(zip(KINDS, owners, strict=True)):
        language = ("en", "es")[number % 2]
        world.family(f"home{number}", number=20 + number, phone_is=kind, worker_id=owner, language=language)
    imports(world, world.clock.now(), spans)
    world.plans()
    return world
