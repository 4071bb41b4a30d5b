"""The sample program of the rehearsal: who holds which phone, and the files by which they are imported."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.model.people import Language
from bot.model.phones import Phone

LINE = Phone("+12025550100")
SHIFT = timedelta(days=7)
WEEKS = 54
PLACES = ("on_call,lucia", "backup,lee")


class Side(StrEnum):
    """On which side of the line a phone is."""

    FAMILY = "family"
    STAFF = "staff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Player:
    """Somebody with a phone in the rehearsal; `quick` are words to begin with."""

    key: str
    name: str
    phone: Phone
    side: Side
    part: str
    about: str
    quick: tuple[str, ...]
    language: Language = Language.ENGLISH


CAST: Sequence[Player] = (
    Player(
        key="rosa",
        name="Rosa",
        phone=Phone("+12025550120"),
        side=Side.FAMILY,
        part="Parent, F-0001",
        about="Writes Spanish. Her phone is private.",
        quick=("no puedo más, no quiero vivir", "me está pegando ahora", "gracias", "ayuda"),
        language=Language.SPANISH,
    ),
    Player(
        key="keisha",
        name="Keisha",
        phone=Phone("+12025550121"),
        side=Side.FAMILY,
        part="Parent, F-0002",
        about="Somebody reads her phone. Safe 9 am to 3 pm.",
        quick=("he is hitting me right now", "he reads this", "we have no food", "ok thanks"),
    ),
    Player(
        key="unknown",
        name="Unknown number",
        phone=Phone("+12025550190"),
        side=Side.FAMILY,
        part="Nobody the line knows",
        about="In no list; gives nothing away.",
        quick=("who is this", "1", "please help he has a knife"),
    ),
    Player(
        key="lucia",
        name="Lucia",
        phone=Phone("+12025550110"),
        side=Side.STAFF,
        part="On call",
        about="Rosa's own worker. Speaks English and Spanish.",
        quick=("oncall", "?"),
    ),
    Player(
        key="lee",
        name="Lee",
        phone=Phone("+12025550111"),
        side=Side.STAFF,
        part="Backup",
        about="Keisha's own worker. Speaks English.",
        quick=("oncall", "?"),
    ),
    Player(
        key="sam",
        name="Sam",
        phone=Phone("+12025550112"),
        side=Side.STAFF,
        part="Supervisor",
        about="Asked last, and told if the line may fail.",
        quick=("oncall", "?"),
    ),
)

WORKERS = """worker_id,name,phone,role,languages,active
lucia,Lucia,+12025550110,worker,en;es,yes
lee,Lee,+12025550111,worker,en,yes
sam,Sam,+12025550112,supervisor,en,yes
"""
FAMILIES = (
    "family_id,person_id,person,relation,phone,language,channel,discreet,voicemail,phone_is,safe_from,safe_to,"
    "consented_on,address,worker_id,started_on,ended_on\n"
    "F-0001,1,Rosa,parent,+12025550120,es,text,no,no,private,,,,1 Example Street,lucia,,\n"
    "F-0002,1,Keisha,parent,+12025550121,en,text,yes,no,monitored,09:00,15:00,,2 Example Street,lee,,\n"
)


def rota_file(now: datetime) -> str:
    """Return an on-call schedule around `now`: the same two people, week after week."""
    lines = ["starts_at,ends_at,tier,worker_id"]
    for week in range(WEEKS):
        starts = now + (week - 1) * SHIFT
        lines += [f"{starts.isoformat()},{(starts + SHIFT).isoformat()},{place}" for place in PLACES]
    return "\n".join(lines) + "\n"
