"""The sample program of the rehearsal: who holds which phone, and the files by which they are imported."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import islice

from bot.model.people import Language
from bot.model.phones import Phone
from bot.model.value import value, value_in_order

LINE = Phone("+12025550100")
SHIFT = timedelta(days=7)
WEEKS = 54
PLACES = (("on_call", "lucia"), ("backup", "lee"))


class Side(StrEnum):
    """On which side of the line a phone is."""

    FAMILY = "family"
    STRANGER = "stranger"
    STAFF = "staff"


@value
class Player:
    """Somebody with a phone in the rehearsal; `quick` are words to begin with.

    `part` is what they are here; of a worker, while they stand on no tier. `pin` is a worker's own number on calls.
    """

    key: str
    name: str
    phone: Phone
    side: Side
    part: str
    about: str
    quick: tuple[str, ...]
    language: Language = Language.ENGLISH
    pin: str = ""


CAST: Sequence[Player] = (
    Player(
        key="tanya",
        name="Tanya",
        phone=Phone("+12025550122"),
        side=Side.FAMILY,
        part="Parent, F-0003",
        about="Her phone is private; she agreed to reminders in full words.",
        quick=("i cant do this anymore i want to die", "next", "who", "count", "thanks", "help"),
    ),
    Player(
        key="rosa",
        name="Rosa",
        phone=Phone("+12025550120"),
        side=Side.FAMILY,
        part="Parent, F-0001",
        about="Writes Spanish. Her phone is private; she agreed to reminders in full words.",
        quick=(
            *("me está pegando ahora", "próxima", "llego 15 minutos tarde", "cuenta"),
            *("no puedo más, no quiero vivir", "gracias", "ayuda"),
        ),
        language=Language.SPANISH,
    ),
    Player(
        key="keisha",
        name="Keisha",
        phone=Phone("+12025550121"),
        side=Side.FAMILY,
        part="Parent, F-0002",
        about="Somebody reads her phone. Careful reminders, 9 am to 3 pm. Her own quiet word: blue umbrella.",
        quick=(
            *("he is hitting me right now", "next", "running 15 min late", "count"),
            *("did you find my blue umbrella?", "he reads this", "we have no food", "ok thanks"),
        ),
    ),
    Player(
        key="marcus",
        name="Marcus",
        phone=Phone("+12025550123"),
        side=Side.FAMILY,
        part="Parent, F-0002",
        about="Keisha's husband. His phone is his own; her visits are not his.",
        quick=("next", "who", "who is this"),
    ),
    Player(
        key="unknown",
        name="Unknown number",
        phone=Phone("+12025550190"),
        side=Side.STRANGER,
        part="Nobody the line knows",
        about="In no list; gives nothing away.",
        quick=("who is this", "1", "please help he has a knife"),
    ),
    Player(
        key="lucia",
        name="Lucia",
        phone=Phone("+12025550110"),
        side=Side.STAFF,
        part="Off duty",
        about="Own worker of Rosa and Tanya. Speaks English and Spanish.",
        quick=("oncall", "?"),
        pin="407152",
    ),
    Player(
        key="lee",
        name="Lee",
        phone=Phone("+12025550111"),
        side=Side.STAFF,
        part="Off duty",
        about="Keisha's own worker. Speaks English.",
        quick=("oncall", "?"),
        pin="926380",
    ),
    Player(
        key="sam",
        name="Sam",
        phone=Phone("+12025550112"),
        side=Side.STAFF,
        part="Supervisor",
        about="Asked last, and told if the line may fail.",
        quick=("oncall", "?"),
        pin="581049",
    ),
)

WORKERS = """worker_id,name,phone,role,languages,active
lucia,Lucia,+12025550110,worker,en;es,yes
lee,Lee,+12025550111,worker,en,yes
sam,Sam,+12025550112,supervisor,en,yes
"""
FAMILY_COLUMNS = (
    "family_id,person_id,person,relation,phone,language,channel,discreet,voicemail,phone_is,safe_from,safe_to,"
    "consented_on,address,worker_id,started_on,ended_on,reminders,quiet_word"
)


@value_in_order
class Planned:
    """A visit of the sample program: how many working days ahead, whose, from when to when, of what kind, with whom."""

    day: int
    family: str
    starts: str
    ends: str
    kind: str = "visit"
    worker: str = ""


VISITS: Sequence[Planned] = (
    Planned(1, "F-0001", "18:00", "19:30"),
    Planned(2, "F-0002", "13:00", "14:00"),
    Planned(3, "F-0001", "16:00", "17:00", kind="progress_meeting"),
    Planned(2, "F-0003", "10:00", "11:00"),
)


def families_file(today: date) -> str:
    """Return the families; all agreed to reminders today, Keisha to careful ones on a phone others read."""
    agreed = f"no,no,private,,,{today}"
    read = f"yes,no,monitored,09:00,15:00,{today}"
    rows = (
        f"F-0001,1,Rosa,parent,+12025550120,es,text,{agreed},1 Example Street,lucia,,,,",
        f"F-0002,1,Keisha,parent,+12025550121,en,text,{read},2 Example Street,lee,,,yes,blue umbrella",
        f"F-0002,2,Marcus,parent,+12025550123,en,text,{agreed},2 Example Street,lee,,,,",
        f"F-0003,1,Tanya,parent,+12025550122,en,text,{agreed},3 Example Street,lucia,,,,",
    )
    return "\n".join((FAMILY_COLUMNS, *rows)) + "\n"


def visits_file(visits: Sequence[Planned], working_days: Iterator[date]) -> str:
    """Return these visits on the next working days, of which the first is the next one after today."""
    days = dict(enumerate(islice(working_days, max((one.day for one in visits), default=0)), start=1))
    lines = ["visit_id,family_id,persons,worker_id,kind,starts_at,ends_at,place,status"]
    for number, one in enumerate(visits, start=1):
        starts, ends = (f"{days[one.day]} {time}" for time in (one.starts, one.ends))
        lines.append(f"V-{number},{one.family},,{one.worker},{one.kind},{starts},{ends},,planned")
    return "\n".join(lines) + "\n"


@value_in_order
class Stood:
    """A shift of the sample program: from when until when, on which tier, by whom."""

    starts_at: datetime
    ends_at: datetime
    tier: str
    worker: str


def every_week(now: datetime) -> Iterator[Stood]:
    """Yield an on-call schedule around `now`: the same two people, week after week."""
    for week in range(WEEKS):
        starts = now + (week - 1) * SHIFT
        yield from (Stood(starts, starts + SHIFT, tier, worker) for tier, worker in PLACES)


def rota_file(shifts: Iterable[Stood]) -> str:
    """Return these shifts as an on-call schedule."""
    lines = (f"{one.starts_at.isoformat()},{one.ends_at.isoformat()},{one.tier},{one.worker}" for one in shifts)
    return "\n".join(("starts_at,ends_at,tier,worker_id", *lines)) + "\n"
