"""A thousand reminders that are due at the same moment, each a text of its own, and a family that will cry for help.

Only a hundred numbers may be used in tests, so eighty families have twelve or thirteen visits each, on different days.
That makes each text as much work as if there were a thousand families: a rule for every day makes all due on Tuesday at
ten, no visit has more rules than the shipped ones would give it, no family stands beside itself in the queue, and no
question is asked while another one stands.
"""

from contextlib import closing
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

from benchmarks.carrier import RunningClock
from benchmarks.house import a_store, sqlite_at
from sqlalchemy import func, select, text, update
from world import AGREED, OWN, TUESDAY_10_AM, VISIT_COLUMNS, World

from bot.model.messages import OutboundState, Purpose
from bot.model.phones import Phone
from bot.model.policy import Brake, ReminderRule
from bot.model.visits import VisitKind
from bot.services import Services
from bot.store import conversations
from bot.store.engine import Store, Tx
from bot.store.tables import outbound, persons
from bot.telephony.protocol import Carrier

TEXTS, FAMILIES = 1_000, 80
DAYS = -(-TEXTS // FAMILIES)
MADE_AT = TUESDAY_10_AM - timedelta(minutes=30)
CRIER = Phone("+12025550101")
CRY = "he is hitting me right now"
IN_FLIGHT = 32
FAST = 10_000.0
KINDS = tuple(VisitKind)


def fill(folder: Path, keys: tuple[str, ...]) -> Path:
    """Make a database in which all is planned and nothing is due yet; nobody waits to be welcomed."""
    with closing(a_store(sqlite_at(folder, "reminded.db"), keys)) as store:
        world = World(store, MADE_AT)
        world.staff()
        phones = [world.family(f"family {number}", **AGREED).phone for number in range(FAMILIES)]
        world.family("crier", number=1, phone_is="private")
        with store.write() as tx:
            tx.connection.execute(update(persons).values(welcome_at=None))
            for phone in phones:
                answers_each_text(tx, phone)
        world.imports("visits", f"{VISIT_COLUMNS}\n" + "\n".join(visit_rows()))
    return folder / "reminded.db"


def answers_each_text(tx: Tx, phone: Phone) -> None:
    """Let a phone look as if it had been heard after each text to it: only tomorrow is after all of them."""
    conversations.change(tx, conversations.key_for(tx, phone), heard_at=TUESDAY_10_AM + timedelta(days=1))


def visit_rows() -> list[str]:
    """Plan visits on the days after today, one a family and day, so that no two texts to a phone are alike."""
    return [visit_row(number % FAMILIES, 1 + number // FAMILIES) for number in range(TEXTS)]


def visit_row(family: int, days: int) -> str:
    """Plan one visit."""
    starts_at = TUESDAY_10_AM + timedelta(days=days, hours=4)
    ends_at = starts_at + timedelta(hours=1)
    kind = KINDS[days % len(KINDS)]
    return f"V-{family}-{days},F-{family + 1:04d},,{OWN},{kind},{starts_at.isoformat()},{ends_at.isoformat()},,"


def reminding(services: Services, segments_per_second: float) -> Services:
    """Switch reminders on, one for each visit at ten o'clock, with 32 requests in flight."""
    program = services.program
    sending = replace(program.sending, reminders=Brake.ON, in_flight=IN_FLIGHT, segments_per_second=segments_per_second)
    rules = tuple(rule(days) for days in range(1, DAYS + 1))
    reminders = replace(program.reminders, rules=rules, daily_cap=TEXTS)
    return replace(services, program=replace(program, sending=sending, reminders=reminders))


def rule(days: int) -> ReminderRule:
    """Remind at ten of the visits so many days ahead, which are all of one kind."""
    kinds = frozenset({KINDS[days % len(KINDS)]})
    return ReminderRule(name=f"days_{days}", kinds=kinds, at=time(10), useful=timedelta(hours=8), days_before=days)


def at_ten(store: Store, carrier: Carrier, segments_per_second: float = FAST) -> Services:
    """Give the line at the moment at which all is due."""
    services = replace(World(store).services, carrier=carrier, clock=RunningClock())
    return reminding(services, segments_per_second)


def mix(store: Store) -> None:
    """Shuffle the waiting texts, so that families do not stand beside themselves."""
    at = "strftime('%Y-%m-%d %H:%M:%S', due_at, '-' || (id % 3600) || ' seconds') || '.000000'"
    with store.write() as tx:
        tx.connection.execute(text(f"UPDATE outbound SET due_at = {at}"))  # noqa: S608  (nothing from outside)


def count(store: Store, *states: OutboundState) -> int:
    """Count the reminders in these states."""
    query = select(func.count()).where(outbound.c.purpose == Purpose.REMINDER, outbound.c.state.in_(states))
    with store.read() as tx:
        return int(tx.connection.execute(query).scalar_one())
