"""A world for scenario tests: the real app with signed requests, the real store, a simulated carrier, a clock to move.

At the end, a text or a ring that nobody expected fails the test, and so does any logged error.
"""

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from callers import Caller
from sqlalchemy import select

from bot.alarms import AlarmRoutes
from bot.app import create_app
from bot.dispatch import deliver_all
from bot.importing.own_words import ordinary_words
from bot.importing.result import ImportResult
from bot.importing.run import Kind, run_import
from bot.model.phones import Phone
from bot.nights import next_at
from bot.preview import texts_ahead
from bot.program import shipped_config
from bot.services import Services
from bot.store import overview, people, phone_checks
from bot.store.engine import Store
from bot.store.tables import alarms
from bot.telephony.protocol import CarrierText
from bot.telephony.simulated import SimulatedCarrier
from bot.telephony.simulated_call import ANONYMOUS, Answer
from bot.telephony.simulated_calls import SimulatedCalls
from bot.web.edge import Edge
from bot.web.in_time import InTime
from bot.wiring import assemble
from scheduler import (
    calls,
    covers,
    digests,
    doubts,
    heartbeat,
    inbox,
    ladder,
    lone,
    nights,
    reminders,
    reports,
    rota,
    visits,
)

PUBLIC_URL = "https://line.example.org"
TOKEN = "test-token"
ACCOUNT = "AC" + "0" * 32
LINE = Phone("+12025550100")
ZONE = ZoneInfo("America/New_York")
SATURDAY_11_PM = datetime(2026, 11, 21, 23, 0, tzinfo=ZONE)
TUESDAY_10_AM = datetime(2026, 11, 24, 10, 0, tzinfo=ZONE)

OWN, FIRST, SECOND, BOSS = "dana", "lucia", "lee", "sam"
STAFF = {
    OWN: ("Dana", "+12025550110", "worker", "en"),
    FIRST: ("Lucia", "+12025550111", "worker", "en;es"),
    SECOND: ("Lee", "+12025550112", "worker", "en"),
    BOSS: ("Sam", "+12025550113", "supervisor", "en"),
}
FAMILY_COLUMNS = (
    "family_id,person_id,person,relation,phone,language,channel,discreet,voicemail,phone_is,safe_from,safe_to,"
    "consented_on,address,worker_id,started_on,ended_on"
)
VISIT_COLUMNS = "visit_id,family_id,persons,worker_id,kind,starts_at,ends_at,place,status"
CLAIM_AND_WORDS = re.compile(r"(\S+ .*(?:is yours|es suya)[^\n]*)\n(\S+ (?:wrote|escribio) .*)", re.DOTALL)
A_WEEK = {"en": "a week", "es": "por semana", "ht": "pa semèn", "pt": "por semana"}
"""How often texts come, as the welcome says it."""
LEAP = timedelta(hours=1)
PATIENT = InTime(60)
"""However busy this machine is, no call of a scenario is answered without its rows because of that."""
DECEMBER = datetime(2026, 12, 1, 10, 0, tzinfo=ZONE)
"""A Tuesday, in office hours."""
THURSDAY_6_PM = datetime(2026, 12, 3, 18, 0, tzinfo=ZONE)
AGREED = {"phone_is": "private", "discreet": "no", "consented_on": "2026-11-20"}
"""A person who agreed to texts in full wording on a phone nobody else reads."""


def reminders_on(folder: Path, more: str = "") -> Path:
    """Write an agency's configuration in which reminders are switched on, and a sender that is no bottleneck."""
    sending = '[sending]\nreminders = "on"\nsegments_per_second = 50.0\n'
    (folder / "program.toml").write_text(f"{sending}{more}", "utf-8")
    return folder


class MovableClock:
    """A clock that stands until the test moves it."""

    def __init__(self, now: datetime) -> None:
        """Stand at `now`."""
        self._now = now.astimezone(ZoneInfo("UTC"))

    def now(self) -> datetime:
        """Tell the moment."""
        return self._now

    def move(self, by: timedelta) -> None:
        """Move forwards, or back."""
        self._now = self._now + by


def read_apart(text: CarrierText) -> tuple[CarrierText, ...]:
    """Return a claim and the words behind it as two texts; any other text as it is."""
    claim = CLAIM_AND_WORDS.fullmatch(text.body)
    if claim is None:
        return (text,)
    return replace(text, body=claim[1]), replace(text, body=claim[2], sid=f"{text.sid} words")


class Handset(Caller):
    """A phone in somebody's hand: it texts, and expects the texts it gets, by words they must hold; it calls too."""

    def __init__(self, world: "World", phone: Phone, name: str = "") -> None:
        """Hold the phone; texts it already got count as read."""
        super().__init__(world, phone, name)
        self.code = ""
        self._read: set[str] = set()

    def unread(self) -> list[CarrierText]:
        """Return the texts this phone has got that no test line has expected yet, read one thing at a time.

        A claim and the words it is about are two things to read, which come in one text where there is room.
        """
        things = [thing for text in self.world.carrier.handset(self.phone) for thing in read_apart(text)]
        return [thing for thing in things if thing.sid not in self._read]

    def texts(self, words: str, media: int = 0) -> "Handset":
        """Send a text to the line and let the world settle."""
        self.world.carrier.receive(self.phone, words, media)
        self.world.settle()
        return self

    replies = texts

    def gets(self, *words: str) -> "Handset":
        """Expect one text that holds all of `words`; the oldest such text is taken as read."""
        for text in self.unread():
            if all(word.lower() in text.body.lower() for word in words):
                self._read.add(text.sid)
                self.text = text.body
                parts = text.body.split()
                self.code = parts[1] if parts[0] == "PAGE" else self.code
                return self
        bodies = [text.body for text in self.unread()]
        raise AssertionError(f"{self.name or self.phone} expected a text with {words}, has {bodies}")

    def gets_nothing(self) -> "Handset":
        """Expect that every text this phone got has been expected."""
        bodies = [text.body for text in self.unread()]
        assert not bodies, f"{self.name or self.phone} got texts nobody expected: {bodies}"
        return self

    def lacks(self, *words: str) -> "Handset":
        """Expect that the text taken last, or what was heard last, holds none of `words`."""
        assert self.text, f"{self.name or self.phone} has taken no text yet"
        found = [word for word in words if word.lower() in self.text.lower()]
        assert not found, f"{self.text!r} holds {found}"
        return self

    def ignores(self) -> "Handset":
        """Take every text as read and every ring as expected: this test is about something else."""
        self._read.update(text.sid for text in self.unread())
        self.notes_rings()
        return self


class World:
    """The line, its families and its staff, at one movable moment."""

    def __init__(self, store: Store, now: datetime = SATURDAY_11_PM, folders: Sequence[Path] = ()) -> None:
        """Build the house around `store`; by default it is Saturday, 11 pm."""
        self.clock = MovableClock(now)
        self.store = store
        self.carrier = SimulatedCarrier(
            self.clock, line=LINE, page_line=None, account_sid=ACCOUNT, auth_token=TOKEN, public_url=PUBLIC_URL
        )
        self.calls = SimulatedCalls(self.clock, line=LINE, account_sid=ACCOUNT, auth_token=TOKEN, public_url=PUBLIC_URL)
        self.calls.route.progress_to = f"{PUBLIC_URL}/twilio/voice/status"
        self._folders = [shipped_config(), *folders]
        self._pages_ring = False
        self._open()
        self.carrier.on_webhook(self._post)
        self.calls.on_webhook(self._ask)
        self.handsets: dict[Phone, Handset] = {}
        self.families = 0
        self.visits = 0
        self.verifies = True
        self.alarms_sent: list[tuple[str, str]] = []

    def _open(self) -> None:
        """Open the line on its store; the carrier and the clock stay as they are."""
        services = assemble(self._folders, self.store, self.carrier, LINE, PUBLIC_URL, self.clock, calls=self.calls)
        rules = replace(services.program.calls, page_by_voice=self._pages_ring)
        self.services: Services = replace(services, program=replace(services.program, calls=rules))
        self.app = create_app(
            Edge(
                services=self.services,
                wake=lambda: None,
                public_url=PUBLIC_URL,
                tokens=(TOKEN,),
                account_sid=ACCOUNT,
                calls_in=PATIENT,
            )
        )
        self.web = self.app.test_client()
        self._is_ordinary = ordinary_words(self.services.lexicon, self.services.catalog)

    def pages_ring(self) -> None:
        """Let pages ring that nobody answers by text; most tests are about something else."""
        self._pages_ring = True
        self._open()

    def moves_to(self, store: Store) -> None:
        """Go on with another database: the one before is lost."""
        self.store = store
        self._open()

    def _post(self, path: str, form: dict[str, str], signature: str) -> int:
        headers = {"X-Twilio-Signature": signature}
        return self.web.post(path, data=form, headers=headers, base_url=PUBLIC_URL).status_code

    def _ask(self, path: str, form: dict[str, str], signature: str) -> Answer:
        """Ask the line about a call; a fallback on another host is not there unless a test puts one there."""
        if not path.startswith("/"):
            raise ConnectionError
        headers = {"X-Twilio-Signature": signature}
        answer = self.web.post(path, data=form, headers=headers, base_url=PUBLIC_URL)
        return Answer(answer.status_code, answer.content_type or "", answer.text)

    def imports(self, kind: str, rows: str) -> None:
        """Import CSV rows, which must be good."""
        result = run_import(
            self.store,
            Kind(kind),
            rows.encode(),
            dry_run=False,
            now=self.clock.now(),
            program_zone=ZONE,
            is_ordinary=self._is_ordinary,
        )
        assert not result.problems, result.problems
        if kind == Kind.WORKERS and self.verifies:
            self._verify_all()

    def _verify_all(self) -> None:
        """Let every worker's phone have answered with its code."""
        now = self.clock.now()
        with self.store.write() as tx:
            unsure = phone_checks.unverified(tx)
            for worker in (one for one in people.active_workers(tx) if one.key in unsure):
                phone_checks.note_verified(tx, phone_checks.ask(tx, worker, worker.phone, 4821, now), now)

    def dry_run(self, kind: str, rows: str) -> ImportResult:
        """Say what CSV rows would do, as the command does."""
        now = self.clock.now()
        return run_import(
            self.store,
            Kind(kind),
            rows.encode(),
            dry_run=True,
            now=now,
            program_zone=ZONE,
            texts_ahead=lambda tx: texts_ahead(tx, self.services, now),
            is_ordinary=self._is_ordinary,
        )

    def staff(self, on_call: str = FIRST, backup: str = SECOND) -> None:
        """Hire the four usual workers and put two of them on the rota for eight weeks."""
        self.hires()
        self.rota((on_call, "on_call"), (backup, "backup"))

    def hires(self, *left: str) -> None:
        """Hire the four usual workers, or tell that some have left."""
        staff = {key: (*known, "no" if key in left else "yes") for key, known in STAFF.items()}
        lines = [",".join((key, *known)) for key, known in staff.items()]
        self.imports("workers", "worker_id,name,phone,role,languages,active\n" + "\n".join(lines))

    def speaks(self, worker: str, languages: str) -> None:
        """Let a worker speak other languages than they usually do."""
        name, phone, role, _ = STAFF[worker]
        header = "worker_id,name,phone,role,languages,active"
        self.imports("workers", f"{header}\n{worker},{name},{phone},{role},{languages},yes\n")

    def rota(self, *places: tuple[str, str], days: int = 56) -> None:
        """Replace the rota of the next days by workers standing on tiers all the time, in shifts of two weeks."""
        begins, until = self.clock.now() - timedelta(days=1), self.clock.now() + timedelta(days=days)
        rows = ["starts_at,ends_at,tier,worker_id"]
        while begins < until:
            ends = min(begins + timedelta(days=14), until)
            rows += [f"{begins.isoformat()},{ends.isoformat()},{tier},{worker}" for worker, tier in places]
            begins = ends
        self.imports("rota", "\n".join(rows))

    def plans(self) -> None:
        """Let the line work out the rota of the weeks to come, and tell its gaps."""
        rota.run(self.services)
        self.settle()

    def family(self, name: str, number: int | str = 0, **profile: str) -> Handset:
        """Admit a family of one parent; `profile` names CSV columns, the rest stays careful."""
        self.families += 1
        code = profile.pop("code", f"F-{self.families:04d}")
        columns = tuple(dict.fromkeys((*FAMILY_COLUMNS.split(","), *profile)))
        phone = Phone(f"+120255501{int(number) or 19 + self.families:02d}")
        row = {
            "family_id": code,
            "person": name.title(),
            "relation": "parent",
            "phone": phone.e164,
            "language": "en",
            "address": "1 Example St",
            "worker_id": OWN,
            "started_on": (self.clock.now().astimezone(ZONE).date() - timedelta(days=7)).isoformat(),
        } | profile
        cells = ",".join(row.get(column, "") for column in columns)
        self.imports("families", f"{','.join(columns)}\n{cells}\n")
        return self.handset(phone, name)

    def agreed(self, name: str, **profile: str) -> Handset:
        """Admit a family that agreed to texts, and read its welcome."""
        handset = self.family(name, **(AGREED | profile))
        self.settle()
        return handset.gets("911", A_WEEK[profile.get("language", "en")])

    def stranger(self, number: int = 90) -> Handset:
        """Return a phone that belongs to nobody the line knows."""
        return self.handset(Phone(f"+120255501{number:02d}"), "stranger")

    def anonymous(self) -> Handset:
        """Return a phone that withholds its number."""
        return self.handset(Phone(ANONYMOUS), "anonymous")

    def phone(self, worker: str) -> Handset:
        """Return the phone of one of the usual workers."""
        return self.handset(Phone(STAFF[worker][1]), worker)

    def visit(self, family: str, at: datetime, visit_id: str = "", **columns: str) -> str:
        """Plan a visit of an hour, or change it; return its id at the agency."""
        self.visits += not visit_id
        row = {
            "visit_id": visit_id or f"V-{self.visits}",
            "family_id": family,
            "worker_id": OWN,
            "starts_at": at.isoformat(),
            "ends_at": (at + timedelta(hours=1)).isoformat(),
        } | columns
        cells = ",".join(row.get(column, "") for column in VISIT_COLUMNS.split(","))
        self.imports("visits", f"{VISIT_COLUMNS}\n{cells}\n")
        self.settle()
        return row["visit_id"]

    def at(self, moment: datetime) -> "World":
        """Let time pass until a moment: by leaps while nothing is due, with every tick that falls due on the way."""
        while self.clock.now() < moment:
            self.clock.move(min(moment - self.clock.now(), self._stride()))
            doubts.run(self.services)
            self.settle()
        return self

    def _stride(self) -> timedelta:
        """Return how far the clock may leap: to what is due next, else an hour."""
        with self.store.read() as tx:
            due_at = overview.next_due(tx)
            asks_at = next_at(tx, self.services, self.clock.now())
        due_at = min((at for at in (due_at, asks_at, self.calls.next_due()) if at is not None), default=None)
        if due_at is None or due_at - self.clock.now() > LEAP:
            return LEAP
        return max(due_at - self.clock.now(), timedelta(seconds=1))

    def handset(self, phone: Phone, name: str = "") -> Handset:
        """Return the one handset of a phone."""
        return self.handsets.setdefault(phone, Handset(self, phone, name))

    def settle(self) -> None:
        """Let webhooks, answers and receipts go to and fro until nothing moves at this moment."""
        for _ in range(50):
            moved = len(self.carrier.deliver_webhooks())
            moved += ladder.run(self.services) + reminders.run(self.services)
            moved += covers.run(self.services) + nights.run(self.services)
            moved += reports.run(self.services)
            moved += visits.run(self.services) + lone.run(self.services) + digests.run(self.services)
            moved += deliver_all(self.services) + calls.run(self.services)
            moved += self.carrier.advance() + self.calls.advance()
            if not moved:
                return
        raise AssertionError("the world does not come to rest")

    def later(self, *, hours: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        """Let time pass, in steps no longer than half a minute, with every tick that falls due."""
        left = timedelta(hours=hours, minutes=minutes, seconds=seconds)
        while left > timedelta():
            step = min(left, timedelta(seconds=30), self._until_a_call_goes_on())
            self.clock.move(step)
            left -= step
            doubts.run(self.services)
            self.settle()

    def _until_a_call_goes_on(self) -> timedelta:
        """Return how long it is to the next step in a call."""
        due_at = self.calls.next_due()
        return max(due_at - self.clock.now(), timedelta(milliseconds=1)) if due_at else LEAP

    def fetches(self) -> int:
        """Let the line look for texts it missed."""
        count = inbox.run(self.services)
        self.settle()
        return count

    def watches(self) -> int:
        """Let the line look for trouble and tell it."""
        sent = self.alarms_sent

        class Routes(AlarmRoutes):
            def send(self, kind: str, sentence: str) -> None:
                sent.append((kind, sentence))

        count = heartbeat.run(self.services, Routes(), ("ladder", "doubts", "inbox"))
        self.settle()
        return count

    def end(self) -> None:
        """Fail if anybody got a text or a ring that the test did not expect, or if an alarm names a family."""
        with self.store.read() as tx:
            about = tx.connection.execute(select(alarms.c.about)).scalars().all()
        assert not any("F-" in one for one in about), about
        phones = {Phone(text.sent_to) for text in self.carrier.record() if not text.inbound}
        for phone in sorted(phones):
            self.handset(phone).gets_nothing()
        assert not self.calls.errors, self.calls.errors
        for number in sorted({call.phone for call in self.calls.all_calls()}):
            self.handset(Phone(number)).rings_no_more()


@contextmanager
def no_logged_errors() -> Iterator[list[logging.LogRecord]]:
    """Fail on any logged error; a test that expects one takes it out of the list."""
    records: list[logging.LogRecord] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append(record)

    keep = Keep(level=logging.ERROR)
    logging.getLogger().addHandler(keep)
    try:
        yield records
    finally:
        logging.getLogger().removeHandler(keep)
    assert not records, [record.getMessage() for record in records]
