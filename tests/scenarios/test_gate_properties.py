"""Whatever households, events and moments chance makes: no phone of a family gets a text that SAFETY 1 forbids.

The oracle is written from docs/safety.md, in the words of what people did; it shares no code with the gate, and goes by
what a text says (its key in the catalog), never by the purpose it was given. It judges each text that the simulated
carrier took, at the moment it took it. A new thing that people do is one function under `happens`.
"""

import os
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from world import DECEMBER, FAMILY_COLUMNS, OWN, STAFF, ZONE, World, no_logged_errors

from bot.model.people import Wording
from bot.model.phones import Phone
from bot.reports.why import UNKNOWN, why_report
from bot.store import conversations, outbox
from bot.store.engine import Tx
from bot.store.outbox import OutboundText
from bot.store.schema import open_store
from bot.store.tables import families, help_requests, outbound, persons, reminders, visits, workers
from bot.telephony.protocol import CarrierText
from bot.wording import words_of

EXAMPLES = int(os.environ.get("GATE_EXAMPLES", "15"))
"""`GATE_EXAMPLES=3000` tries as many, by chance of its own."""
Happening = tuple[str, int, int, int]
"""What happens, how many seconds after what happened before, to whom, and which of its kinds."""
Profile = Mapping[str, str]

ANSWERED_WITHIN, RELAYED_WITHIN = timedelta(minutes=2), timedelta(minutes=15)
BY_THE_CLOCK = frozenset(
    {
        *("visits.reminder", "visits.reminder_home", "visits.day", "visits.week", "visits.moved", "visits.missed"),
        *("visits.moved_several", "visits.called_off", "visits.called_off_several", "line.welcome"),
    }
)
BY_A_WORKER = frozenset({"visits.not_after_all", "visits.given_back", "visits.worker_late", "visits.doorstep"})
AUTOMATIC = BY_THE_CLOCK | BY_A_WORKER
REVEALING = ("Child & Family", "Smith-Bent", "Intensive", "Preservation", "DCF", "Vauxhall", "1 Example St")
PROMISE = re.compile(r"another text|we will text you again|otro mensaje", re.IGNORECASE)
OPEN_TO_ALL = {"911", "988", "211"}
LONGEST_OUTAGE = timedelta(minutes=20)
FOREVER = datetime(2100, 1, 1, tzinfo=UTC)
PHONES = [Phone(f"+120255501{number}") for number in range(20, 100)]
"""Every number a person of a family, or nobody the line knows, can have here."""
COLUMNS = f"{FAMILY_COLUMNS},reminders,quiet_word"


@dataclass
class Somebody:
    """A person of a household: what holds of them now, and what the office's list last said."""

    family: str
    person_id: str
    phone: Phone
    profile: dict[str, str]
    listed: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        """Let the list say at first what holds."""
        self.listed = dict(self.profile)

    @property
    def quiet_word(self) -> str:
        """Return their own word, which nobody else has."""
        return f"marigold teapot {self.family[-1]}{self.person_id}"

    @property
    def row(self) -> str:
        """Return their row of the list."""
        cells = {
            "family_id": self.family,
            "person_id": self.person_id,
            "person": f"Person {self.person_id}",
            "phone": self.phone.e164,
            "address": "1 Example St",
            "worker_id": OWN,
            "quiet_word": self.quiet_word,
        } | self.listed
        return ",".join(cells.get(column, "") for column in COLUMNS.split(","))


@dataclass
class Night:
    """What has happened so far, as people would tell it, and every text a phone of a family got."""

    world: "JudgedWorld"
    people: list[Somebody]
    wrote: dict[Phone, datetime] = field(default_factory=dict)
    held: dict[Phone, datetime] = field(default_factory=dict)
    stirred: set[str] = field(default_factory=set)
    booked: dict[str, tuple[str, list[str], datetime]] = field(default_factory=dict)
    released: list[tuple[str, datetime]] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    judged: Counter[Phone] = field(default_factory=Counter)

    @property
    def now(self) -> datetime:
        """Tell the moment, by the line's own clock."""
        return self.world.clock.now()

    def say(self, words: str) -> None:
        """Add a line to the transcript."""
        self.told.append(f"{self.now.astimezone(ZONE):%a %H:%M:%S}  {words}")

    def who(self, number: int) -> Somebody:
        """Name a person."""
        return self.people[number % len(self.people)]

    def of_phone(self, phone: Phone) -> list[Somebody]:
        """Name everybody who has that number."""
        return [one for one in self.people if one.phone == phone]

    def of_family(self, family: str) -> list[Somebody]:
        """Name everybody of a family."""
        return [one for one in self.people if one.family == family]

    def passes(self, span: timedelta) -> None:
        """Let time pass; an outage ends within twenty minutes, or it would be all that is tried."""
        ends = self.now + span
        self.world.at(min(ends, self.now + LONGEST_OUTAGE))
        if span > LONGEST_OUTAGE:
            self.world.carrier.up()
            self.world.at(ends)

    def texts(self, phone: Phone, words: str, *, by_hand: bool = True) -> None:
        """Let a phone of a family text; `by_hand`: somebody typed it."""
        self.say(f"{phone} writes: {words}")
        if by_hand:
            self.wrote[phone] = self.now
        self.world.handset(phone).texts(words)

    def staff(self, worker: str, words: str) -> None:
        """Let a worker text."""
        self.say(f"{worker} writes: {words}")
        self.world.phone(worker).texts(words)

    def imports(self) -> None:
        """Bring the office's list in as it is now."""
        self.world.imports("families", "\n".join((COLUMNS, *(one.row for one in self.people))) + "\n")
        self.world.settle()

    def taken(self) -> list[tuple[str, str]]:
        """Return the code of each request that somebody has, and who."""
        query = select(help_requests.c.code, workers.c.worker_id).join(workers, help_requests.c.holder == workers.c.id)
        query = query.where(help_requests.c.state == "claimed").order_by(help_requests.c.opened_at)
        with self.world.store.read() as tx:
            return [(row.code, row.worker_id) for row in tx.connection.execute(query)]


# What happens.

HAPPENINGS: dict[str, Callable[[Night, int, int], None]] = {}


def happens(do: Callable[[Night, int, int], None]) -> Callable[[Night, int, int], None]:
    """Add a thing that people do: it is given the night, a number for whom, and a number for which."""
    HAPPENINGS[do.__name__] = do
    return do


CRIES = ("he is hitting me", "i want to kill myself", "no quiero vivir", "he is choking me")
OTHERS = ("we have no food for the kids", "can somebody call me about it", "ok", "hello?", "numbers", "next", "ayuda")
LIMITS = ("he reads this", "do not text me", "delete this", "wrong number", "use my other phone", "mi marido lee esto")
BY_ITSELF = ("I'm driving right now", "Liked “ok”")


@happens
def cries(night: Night, who: int, which: int) -> None:
    """Somebody cries for help; from then on their family is left in peace until a worker's word."""
    one = night.who(who)
    night.stirred.add(one.family)
    night.texts(one.phone, CRIES[which % len(CRIES)])


@happens
def writes(night: Night, who: int, which: int) -> None:
    """Somebody writes something else, with a word nobody else of the family may ever read."""
    secret = f"zq{len(night.secrets)}x"
    night.secrets.append(secret)
    one = night.who(who)
    words = OTHERS[which % len(OTHERS)]
    night.texts(one.phone, words if which % 2 else f"i wanted to say {secret}")


@happens
def answers(night: Night, who: int, which: int) -> None:
    """Somebody answers with a digit, or asks to have a visit moved or left out."""
    night.texts(night.who(who).phone, ("1", "2", "3", "cancel my visit", "1", "move it", "who", "late 15")[which])


@happens
def limits(night: Night, who: int, which: int) -> None:
    """Somebody says that this phone is not safe: it is held from this text on."""
    phone = night.who(who).phone
    night.held[phone] = night.now
    night.texts(phone, LIMITS[which % len(LIMITS)])


@happens
def answers_by_itself(night: Night, who: int, which: int) -> None:
    """A phone writes by itself: nobody holds it for that."""
    night.texts(night.who(who).phone, BY_ITSELF[which % len(BY_ITSELF)], by_hand=False)


@happens
def stops_or_starts(night: Night, who: int, which: int) -> None:
    """Somebody switches texts off at the carrier, or on again."""
    night.texts(night.who(who).phone, ("STOP", "START", "END", "START")[which % 4])


@happens
def writes_while_the_line_is_down(night: Night, who: int, which: int) -> None:
    """A text reaches the line some time after it was written."""
    night.world.carrier.drop_webhooks()
    night.texts(night.who(who).phone, (*CRIES, *OTHERS)[which])
    if which < len(CRIES):
        night.stirred.add(night.who(who).family)
    night.world.clock.move(timedelta(minutes=(1, 3, 20, 90)[which % 4]))
    night.world.carrier.resume_webhooks()
    night.world.fetches()


@happens
def stranger_writes(night: Night, who: int, which: int) -> None:
    """A number that nobody knows."""
    night.texts(Phone("+12025550190"), (*CRIES, *OTHERS)[which])


@happens
def claims(night: Night, who: int, which: int) -> None:
    """Somebody who was paged for what nobody has takes it, or passes it on."""
    query = select(workers.c.worker_id).join(outbound, outbound.c.worker_key == workers.c.id)
    query = query.join(help_requests, outbound.c.request_key == help_requests.c.id)
    query = query.where(outbound.c.purpose == "page", help_requests.c.state == "open", workers.c.worker_id.in_(STAFF))
    with night.world.store.read() as tx:
        paged = sorted(set(tx.connection.execute(query).scalars()))
    for worker in paged[who % max(1, len(paged)) :][:1]:
        night.staff(worker, "2" if which == 7 else "1")


@happens
def holder_writes(night: Night, who: int, which: int) -> None:
    """Who has a request writes to the family."""
    for code, worker in night.taken()[who % 2 : who % 2 + 1] or night.taken()[:1]:
        night.staff(worker, f"{code} are you alone {which}" if which else "are you alone")


@happens
def holder_sends(night: Night, who: int, which: int) -> None:
    """Who has a request lifts the hold on their words once."""
    for code, worker in night.taken()[: 1 + who % 2]:
        night.released.append((code, night.now))
        night.staff(worker, f"send {code}")


@happens
def holder_ends(night: Night, who: int, which: int) -> None:
    """Who has a request ends it, or gives it back."""
    for code, worker in night.taken()[:1]:
        night.staff(worker, f"done {code} talked with her" if which else f"2 {code}")


@happens
def unsafe(night: Night, who: int, which: int) -> None:
    """A worker holds every phone of a family."""
    family = night.who(who).family
    night.held |= {one.phone: night.now for one in night.of_family(family)}
    night.staff(OWN, f"unsafe {family}")


@happens
def safe(night: Night, who: int, which: int) -> None:
    """A worker releases the phones of a family."""
    family = night.who(who).family
    for one in night.of_family(family):
        night.held.pop(one.phone, None)
    night.staff(OWN, f"safe {family}")


@happens
def resumes(night: Night, who: int, which: int) -> None:
    """A worker lets the routine go on after an emergency."""
    family = night.who(who).family
    night.stirred.discard(family)
    night.staff(OWN, f"resume {family}")


@happens
def profile_changes(night: Night, who: int, which: int) -> None:
    """The office's list says something else about a person now; on a phone of two, about both of them."""
    one = night.who(who)
    changes: tuple[dict[str, str], ...] = (
        {"phone_is": "monitored"},
        {"phone_is": "private"},
        {"phone_is": ""},
        {"discreet": "yes" if one.listed["discreet"] == "no" else "no"},
        {"safe_from": "12:00", "safe_to": "14:00"},
        {"consented_on": "" if one.listed["consented_on"] else "2026-11-01"},
        {"channel": "none" if one.listed["channel"] == "text" else "text"},
        {"reminders": "no" if one.listed["reminders"] != "no" else "yes"},
    )
    change = changes[which]
    if "phone_is" in change and len(night.of_phone(one.phone)) > 1:
        return
    one.profile |= {name: value for name, value in change.items() if one.listed[name] != value}
    one.listed |= change
    night.say(f"the list now says of {one.family} person {one.person_id}: {change}")
    night.imports()


BY_TEXT: tuple[tuple[str, Profile], ...] = (
    ("monitored", {"phone_is": "monitored"}),
    ("private", {"phone_is": "private"}),
    ("discreet", {"discreet": "yes"}),
    ("full", {"discreet": "no"}),
    ("hours 12pm-2pm", {"safe_from": "12:00", "safe_to": "14:00"}),
    ("texts off", {"channel": "none"}),
    ("texts on", {"channel": "text"}),
    ("reminders yes", {"reminders": "yes"}),
)


@happens
def profile_by_text(night: Night, who: int, which: int) -> None:
    """A worker says by text what holds for a person whose phone is theirs alone; the list does not know of it."""
    one, (words, change) = night.who(who), BY_TEXT[which]
    if len(night.of_phone(one.phone)) == 1:
        one.profile |= change
        command, _, what = words.partition(" ")
        night.staff(OWN, f"{command} {one.family} {one.person_id} {what}".strip())


@happens
def quiet_word(night: Night, who: int, which: int) -> None:
    """Somebody writes their own word, alone or among others: the phone is held from this text on."""
    one = night.who(who)
    night.held[one.phone] = night.now
    night.texts(one.phone, one.quiet_word if which % 2 else f"did you see my {one.quiet_word.upper()}, the blue one")


@happens
def pauses(night: Night, who: int, which: int) -> None:
    """A worker stops what is automatic for a family until they let it go on."""
    family = night.who(who).family
    night.stirred.add(family)
    night.staff(OWN, f"pause {family}")


@happens
def number_changes(night: Night, who: int, which: int) -> None:
    """A person has another phone; the old number is nobody's."""
    one, phone = night.who(who), Phone(f"+120255501{60 + which}")
    if not night.of_phone(phone):
        one.phone = phone
        night.say(f"the list now says that {one.family} person {one.person_id} has {one.phone}")
        night.imports()


@happens
def visit_booked(night: Night, who: int, which: int) -> None:
    """A visit some days from now, for one person or the whole family."""
    one = night.who(who)
    listed = [one] if which % 2 else night.of_family(one.family)
    ahead = timedelta(hours=(2, 2, 3, 5, 20, 26, 44, 70)[which])
    starts = (night.now + ahead).astimezone(ZONE).replace(minute=0, second=0, microsecond=0)
    name = f"V-{len(night.booked) + 1}"
    night.booked[name] = (one.family, [person.person_id for person in listed], starts)
    plan(night, name, "planned")


@happens
def visit_changed(night: Night, who: int, which: int) -> None:
    """A visit that has no outcome yet is moved or called off by the office."""
    with night.world.store.read() as tx:
        query = select(visits.c.visit_id).where(visits.c.outcome.is_(None), visits.c.starts_at > night.now)
        still = set(tx.connection.execute(query).scalars())
    ahead = [name for name, (_, _, starts) in night.booked.items() if starts > night.now and name in still]
    if ahead:
        name = ahead[who % len(ahead)]
        family, listed, starts = night.booked[name]
        night.booked[name] = (family, listed, starts + timedelta(hours=which % 3))
        plan(night, name, "planned" if which % 3 else "cancelled_by_program")


def plan(night: Night, name: str, status: str) -> None:
    """Bring a visit in."""
    family, listed, starts = night.booked[name]
    night.say(f"visit {name} of {family} for {listed} at {starts:%a %H:%M}: {status}")
    night.world.visit(family, starts, visit_id=name, persons=";".join(listed), status=status)


@happens
def worker_at_the_door(night: Night, who: int, which: int) -> None:
    """A worker says what is so about a visit: late, nobody home, not done, missed."""
    family, number = night.who(who).family, 1 + who % max(1, len(night.booked))
    about = (f"late 20 {number}", f"nobody home {family}", *(f"{letter}{number}" for letter in "NMEH"), "in", "late 20")
    night.staff(OWN, about[which])


@happens
def carrier_fails(night: Night, who: int, which: int) -> None:
    """The carrier is down or back, or does not say what became of a text."""
    carrier, phone = night.world.carrier, night.who(who).phone
    kinds: tuple[Callable[[], None], ...] = (
        carrier.down,
        carrier.up,
        lambda: carrier.time_out_before_accepting(phone),
        lambda: carrier.time_out_after_accepting(phone),
        lambda: carrier.fail_next(30022, phone),
        carrier.up,
        carrier.too_many_requests,
        lambda: carrier.fail_next(21610, phone),
    )
    night.say(f"the carrier: kind {which}")
    kinds[which]()


@happens
def clock_steps(night: Night, who: int, which: int) -> None:
    """Somebody sets the machine's clock."""
    night.world.clock.move(timedelta(seconds=(-30, -90, -300, -3600, 30, 90, 300, 3600)[which]))
    night.say("the clock was set")
    night.world.watches()


# What chance makes of it.

PROFILES = st.fixed_dictionaries(
    {
        "relation": st.sampled_from(("parent", "parent", "caregiver", "child")),
        "language": st.sampled_from(("en", "en", "es", "ht", "pt")),
        "channel": st.sampled_from(("text", "text", "text", "voice", "none")),
        "discreet": st.sampled_from(("no", "no", "yes", "")),
        "voicemail": st.sampled_from(("", "yes")),
        "phone_is": st.sampled_from(("private", "private", "shared", "monitored", "")),
        "consented_on": st.sampled_from(("2026-11-01", "2026-11-01", "2026-11-01", "")),
        "reminders": st.sampled_from(("", "", "yes", "no")),
        "safe": st.sampled_from(("", "", "09:00-15:00", "17:00-09:30", "22:00-02:00")),
    }
)
HOUSEHOLDS = st.lists(st.tuples(st.lists(PROFILES, min_size=1, max_size=3), st.booleans()), min_size=1, max_size=2)
PAUSES = st.sampled_from((1, 1, 30, 61, 61, 119, 121, 600, 899, 901, 901, 3600, 3600, 7 * 3600))
OFTEN = ("cries", "writes", "answers", "claims", "claims", "holder_writes", "holder_writes", "visit_booked")
HAPPENING = st.tuples(st.sampled_from((*sorted(HAPPENINGS), *OFTEN)), PAUSES, st.integers(0, 5), st.integers(0, 7))
WHAT_HAPPENS = st.lists(HAPPENING, min_size=10, max_size=24)
SOMEBODY: Profile = {
    "relation": "parent",
    "language": "en",
    "channel": "text",
    "discreet": "no",
    "voicemail": "",
    "phone_is": "private",
    "consented_on": "2026-11-01",
    "reminders": "",
    "safe": "",
}
WORDS_RELEASED: list[Happening] = [
    ("cries", 1, 0, 0),
    ("claims", 61, 0, 0),
    ("holder_writes", 901, 0, 1),
    ("holder_sends", 61, 0, 0),
    ("unsafe", 61, 0, 0),
    ("holder_writes", 61, 0, 2),
    ("holder_sends", 61, 0, 0),
    ("safe", 61, 0, 0),
]
PROFILE_STRICTER_WHILE_IT_WAITS: list[Happening] = [
    ("visit_booked", 1, 0, 6),
    ("carrier_fails", 11 * 3600, 0, 0),
    ("visit_changed", 11 * 3600, 0, 1),
    ("profile_changes", 3600, 0, 0),
    ("carrier_fails", 61, 0, 1),
]
SAID_BY_TEXT_WHILE_IT_WAITS: list[Happening] = [
    ("visit_booked", 1, 0, 6),
    ("carrier_fails", 11 * 3600, 0, 0),
    ("visit_changed", 11 * 3600, 0, 1),
    ("profile_by_text", 3600, 0, 0),
    ("carrier_fails", 61, 0, 1),
    ("profile_changes", 61, 0, 3),
    ("visit_changed", 3600, 0, 2),
]
ANSWER_OVERTAKEN_BY_A_HOLD: list[Happening] = [
    ("carrier_fails", 1, 0, 0),
    ("cries", 1, 0, 0),
    ("unsafe", 30, 0, 0),
    ("carrier_fails", 30, 0, 1),
    ("limits", 61, 0, 0),
    ("cries", 61, 0, 1),
]

ANSWER_THAT_COMES_LATE: list[Happening] = [
    ("carrier_fails", 1, 0, 0),
    ("cries", 1, 0, 0),
    ("carrier_fails", 601, 0, 1),
    ("cries", 3600, 0, 1),
]
WHO_GETS_NO_REMINDERS = [
    ([{**SOMEBODY, "consented_on": ""}, {**SOMEBODY, "relation": "child"}, {**SOMEBODY, "reminders": "no"}], False),
    ([{**SOMEBODY, "channel": "voice"}, {**SOMEBODY, "phone_is": "monitored"}, {**SOMEBODY, "channel": "none"}], False),
]
EVERYBODY_HAS_VISITS: list[Happening] = [
    *(("visit_booked", 61, who, which) for which in (0, 6) for who in (0, 3)),
    *(("visit_changed", 61, who, 1) for who in (0, 1)),
    *(("worker_at_the_door", 61, who, 0) for who in (0, 1)),
    ("cries", 7 * 3600, 0, 0),
]


@given(HOUSEHOLDS, WHAT_HAPPENS)
@example([([{**SOMEBODY, "phone_is": "shared"}], False)], WORDS_RELEASED)
@example([([{**SOMEBODY, "phone_is": "monitored", "safe": "09:00-15:00"}], False)], WORDS_RELEASED)
@example([([dict(SOMEBODY)], False)], PROFILE_STRICTER_WHILE_IT_WAITS)
@example([([dict(SOMEBODY)], False)], SAID_BY_TEXT_WHILE_IT_WAITS)
@example([([dict(SOMEBODY)], False)], ANSWER_OVERTAKEN_BY_A_HOLD)
@example([([{**SOMEBODY, "phone_is": "shared"}], False)], ANSWER_THAT_COMES_LATE)
@example(WHO_GETS_NO_REMINDERS, EVERYBODY_HAS_VISITS)
@example(
    [([dict(SOMEBODY), {**SOMEBODY, "reminders": "no"}, {**SOMEBODY, "safe": "17:00-09:30"}], True)],
    EVERYBODY_HAS_VISITS,
)
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_nothing_reaches_a_phone_that_the_rules_forbid(  # type: ignore[no-untyped-def]
    fresh_url,  # noqa: ANN001
    keys,  # noqa: ANN001
    switched_on: Path,
    households,  # noqa: ANN001
    happenings: list[Happening],
) -> None:
    """Random homes, words, workers, lists, outages: each text is one that may go there then, and explains itself."""
    store = open_store(fresh_url(), keys)
    with no_logged_errors():
        night = Night(JudgedWorld(store, now=DECEMBER, folders=[switched_on]), move_in(households))
        night.world.judge = lambda: judge(night)
        night.world.staff()
        for _, phone, _, _ in STAFF.values():
            night.world.carrier.lose_receipts(Phone(phone))
        night.imports()
        for what, pause, who, which in happenings:
            night.passes(timedelta(seconds=pause))
            HAPPENINGS[what](night, who, which)
        night.passes(timedelta(hours=5))
        event(f"texts to families: {min(night.judged.total() // 5 * 5, 40)} or more")
        explained(night)
    store.close()


class JudgedWorld(World):
    """The world, in which each text is judged as soon as the carrier has it."""

    judge: Callable[[], None] | None = None

    def settle(self) -> None:
        """Let everything come to rest, and look at what has left."""
        super().settle()
        if self.judge is not None:
            self.judge()


def move_in(households: list[tuple[list[dict[str, str]], bool]]) -> list[Somebody]:
    """Make people of what was drawn; two persons share a phone where the household has one between them."""
    people: list[Somebody] = []
    for place, (profiles, is_together) in enumerate(households):
        for number, drawn in enumerate(profiles):
            profile = {name: value for name, value in drawn.items() if name != "safe"}
            profile["safe_from"], _, profile["safe_to"] = drawn["safe"].partition("-")
            phone = Phone(f"+120255501{20 + 10 * place + number}")
            if is_together and len(profiles) > 1 and number < 2:
                profile["phone_is"], phone = "shared", Phone(f"+120255501{20 + 10 * place}")
            people.append(Somebody(f"F-{place + 1:04d}", str(number + 1), phone, profile))
    return people


# The oracle: docs/safety.md, section 1, in the words of what people did.


def judge(night: Night) -> None:
    """Judge every text to a family that the carrier has taken since the last look."""
    with night.world.store.read() as tx:
        for phone in PHONES:
            for text in night.world.carrier.texts_to(phone, night.judged[phone]):
                night.judged[phone] += 1
                row = outbox.by_sid(tx, text.sid) or in_doubt(tx, phone, text)
                night.say(f"{phone} gets {row.words}: {text.body}")
                forbidden = objection(night, tx, phone, text, row)
                assert forbidden is None, "\n".join((*night.told, f"FORBIDDEN: {forbidden}"))


def in_doubt(tx: Tx, phone: Phone, text: CarrierText) -> OutboundText:
    """Return the row of a text which the carrier took without saying so."""
    rows = outbox.in_doubt(tx, FOREVER, 100)
    return next(
        row
        for row in rows
        if row.body == text.body and conversations.known(tx, row.conversation_key).conversation.phone == phone
    )


def objection(night: Night, tx: Tx, phone: Phone, text: CarrierText, row: OutboundText) -> str | None:
    """Say which rule forbids a text, if one does."""
    if row.words == "relay.words":
        reason = against_words(night, tx, phone, row)
    elif row.words in AUTOMATIC:
        reason = against_automatic(night, tx, phone, row)
    else:
        reason = against_answer(night, phone, text)
    return reason or against_what_it_says(night, phone, text, row)


def against_answer(night: Night, phone: Phone, text: CarrierText) -> str | None:
    """1.1: what the line says by itself answers whoever holds the phone now, or goes to a private phone."""
    held, wrote = night.held.get(phone), night.wrote.get(phone)
    is_asked = wrote is not None and abs(night.now - wrote) <= ANSWERED_WITHIN
    if held is not None:
        if not is_asked or wrote is None or wrote < held:
            return "1.1, 3: nothing goes to a held phone but answers to what was written since"
        return None if wrote > held or text.body == "OK." else "3: the answer to words that limit contact is at most OK"
    if is_asked or (is_private(night, phone) and is_safe_hour(night, phone) and not wants_nothing(night, phone)):
        return None
    return "1.1: nothing unasked goes to a phone that is not private, wants nothing, or is not safe at this hour"


def against_words(night: Night, tx: Tx, phone: Phone, row: OutboundText) -> str | None:
    """1.1: a claimer's words answer for fifteen minutes; later they need a private phone or a release."""
    held, wrote = night.held.get(phone), night.wrote.get(phone)
    if wrote is not None and abs(night.now - wrote) <= RELAYED_WITHIN and (held is None or wrote > held):
        return None
    is_open = held is None and is_private(night, phone) and not wants_nothing(night, phone)
    if is_open and is_safe_hour(night, phone):
        return None
    code = tx.connection.execute(select(help_requests.c.code).where(help_requests.c.id == row.request_key)).scalar_one()
    if not any(named == code and row.created_at <= at for named, at in night.released):
        return "1.1: a worker's words came late, and nobody released them"
    is_watched = held is not None or "monitored" in kinds(night, phone)
    if is_watched and not is_safe_hour(night, phone, unless_stated=False):
        return "1.1: no release opens a monitored or held phone outside hours stated as safe"
    return None


def against_automatic(night: Night, tx: Tx, phone: Phone, row: OutboundText) -> str | None:
    """1.2, 1.7, 2.7: to who agreed, on their phone, in their hours, about their visits, while the home is quiet."""
    one = addressed(night, tx, row)
    if one is None or one.phone != phone:
        return "1.7: it is for somebody who does not have this phone"
    if one.profile["relation"] == "child":
        return "1.7: a child gets no automatic texts"
    if not one.profile["consented_on"]:
        return "1.2: they have not agreed"
    said = [other.profile["reminders"] for other in night.of_phone(phone)]
    if one.profile["channel"] != "text" or wants_nothing(night, phone) or "no" in said:
        return "1.2: they want no such texts"
    if "monitored" in kinds(night, phone) and set(said) != {"yes"}:
        return "1.2: a monitored phone whose profile does not ask for them"
    if phone in night.held:
        return "3: the phone is held"
    opens, closes = (time(9), time(20)) if row.words in BY_THE_CLOCK else (time(7), time(21))
    if not opens <= night.now.astimezone(ZONE).time() < closes or not is_safe_hour(night, phone):
        return "1.1: outside the hours in which it may arrive"
    if one.family in night.stirred or is_asking(tx, one.family):
        return "2.7: a request is open, or nobody has let the routine go on"
    return None if is_theirs(night, tx, one, row) else "1.7: a visit in which they do not stand"


def against_what_it_says(night: Night, phone: Phone, text: CarrierText, row: OutboundText) -> str | None:
    """1.2 to 1.7: the wording that was chosen, nothing revealed or promised, nobody else's words."""
    chose_full = {one.profile["discreet"] for one in night.of_phone(phone)} == {"no"} and phone not in night.held
    is_full = chose_full and (row.words not in AUTOMATIC or is_private(night, phone))
    if not is_full and text.body != words_of(night.world.services, row, Wording.DISCREET):
        return "1.2: full wording that nobody chose"
    if not is_full and row.words != "relay.words" and any(word in text.body for word in REVEALING):
        return "1.3: a discreet text that says who we are"
    if row.words.startswith("help.") and not set(re.findall(r"\b\d{3}\b", text.body)) <= OPEN_TO_ALL:
        return "1.4: another number than 911, 988 and 211"
    if PROMISE.search(text.body) and not (is_private(night, phone) and phone not in night.held):
        return "1.5: a further text promised to a phone that may be read"
    if any(secret in text.body for secret in night.secrets):
        return "1.7: words that somebody of a family wrote"
    return None


def kinds(night: Night, phone: Phone) -> set[str]:
    """Return what is said of a phone by everybody who has it; "" where nobody was asked."""
    return {one.profile["phone_is"] for one in night.of_phone(phone)} or {""}


def is_private(night: Night, phone: Phone) -> bool:
    """Whether everybody who has the phone says that it is theirs alone."""
    return kinds(night, phone) == {"private"}


def wants_nothing(night: Night, phone: Phone) -> bool:
    """Whether somebody who has the phone wants no texts."""
    return "none" in {one.profile["channel"] for one in night.of_phone(phone)}


def is_safe_hour(night: Night, phone: Phone, *, unless_stated: bool = True) -> bool:
    """Whether the phone is safe now for everybody who stated hours; two who differ leave no safe hour."""
    people = night.of_phone(phone)
    stated = {(one.profile["safe_from"], one.profile["safe_to"]) for one in people if one.profile["safe_from"]}
    if len(stated) != 1:
        return unless_stated and not stated
    starts, ends = (time.fromisoformat(clock) for clock in stated.pop())
    local = night.now.astimezone(ZONE).time()
    return starts <= local < ends if starts < ends else local >= starts or local < ends


def addressed(night: Night, tx: Tx, row: OutboundText) -> Somebody | None:
    """Return the person an automatic text was written for."""
    query = select(families.c.code, persons.c.person_id).join(persons).where(persons.c.id == row.person_key)
    found = tx.connection.execute(query).one_or_none()
    same = (one for one in night.people if found and (one.family, one.person_id) == (found.code, found.person_id))
    return next(same, None)


def is_asking(tx: Tx, family: str) -> bool:
    """Whether a help request of a family is open or taken."""
    query = select(help_requests.c.id).join(families, help_requests.c.family_key == families.c.id)
    query = query.where(families.c.code == family, help_requests.c.state != "closed")
    return tx.connection.execute(query).first() is not None


def is_theirs(night: Night, tx: Tx, one: Somebody, row: OutboundText) -> bool:
    """Whether a person stands in every visit of a text, as the office booked it."""
    query = select(visits.c.visit_id).join(reminders).where(reminders.c.outbound_key == row.key)
    named = [name for name in tx.connection.execute(query).scalars() if name in night.booked]
    return all(night.booked[name][0] == one.family and one.person_id in night.booked[name][1] for name in named)


# Every text explains itself.


def explained(night: Night) -> None:
    """`audit why` knows of each text what it was, to whom, and what was decided last, in sentences."""
    with night.world.store.write() as tx:
        for row in tx.connection.execute(select(outbound)).all():
            told = why_report(tx, night.world.services, str(row.id), now=night.now, asked_by="pat")
            assert told is not None
            assert UNKNOWN not in told, told
            last = {"submitted": "  let out ", "held": "  held  ", "dropped": "  not sent", "failed": "never left"}
            assert last.get(row.state, "  now  ") in told, (row.state, row.reason, told)
            assert row.body_sealed is None or "let out" in told, told
