"""Families, the persons in them, the workers, and what each person said is safe."""

from dataclasses import field
from datetime import date, time
from enum import StrEnum

from bot.model.phones import Phone
from bot.model.value import value, value_in_order


class Language(StrEnum):
    """A language the program's families speak."""

    ENGLISH = "en"
    SPANISH = "es"
    HAITIAN_CREOLE = "ht"
    PORTUGUESE = "pt"

    @property
    def is_read_by_staff(self) -> bool:
        """Whether texts to staff are written in it; the words in the others nobody of the house can judge."""
        return self in {Language.ENGLISH, Language.SPANISH}

    @property
    def in_english(self) -> str:
        """Its name on paper and in commands, which are in English."""
        return self.name.replace("_", " ").title()


class Role(StrEnum):
    """What a member of staff may do on the line."""

    WORKER = "worker"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


class Relation(StrEnum):
    """Who a person is in the family."""

    PARENT = "parent"
    CAREGIVER = "caregiver"
    CHILD = "child"
    OTHER = "other"


class Channel(StrEnum):
    """How a person wants to be reached."""

    TEXT = "text"
    VOICE = "voice"
    NONE = "none"


class PhoneIs(StrEnum):
    """Who else reads the phone, as the person told us."""

    PRIVATE = "private"
    SHARED = "shared"
    MONITORED = "monitored"
    NOT_ASKED = "not_asked"


class DroppedCall(StrEnum):
    """What a person asked for if a call with them breaks off before its end."""

    WAIT = "wait"
    CALL_BACK = "call_back"
    TEXT = "text"
    CALL_911 = "call_911"


class Recheck(StrEnum):
    """Why a worker is to ask a person anew what is safe."""

    TIME = "time"
    NUMBER = "number_changed"
    SILENCE = "long_silence"
    UNREACHED = "not_delivered"


class Wording(StrEnum):
    """Which variant of a text a phone may get."""

    FULL = "sms"
    DISCREET = "discreet"


@value_in_order
class SafeHours:
    """The hours, by the program's clock, in which a phone is safe; may span midnight."""

    starts: time
    ends: time

    def contains(self, local: time) -> bool:
        """Whether `local` lies inside; the start is in, the end is out, and equal ends mean never."""
        if self.starts < self.ends:
            return self.starts <= local < self.ends
        if self.starts > self.ends:
            return local >= self.starts or local < self.ends
        return False


@value
class SafeContact:
    """The safe-contact profile of a person; every default is the careful one (SAFETY 1.2).

    `reminders`: what they said about reminders on this phone, None if nobody asked; a monitored one needs a yes.
    `quiet_word`: their own word for "stop, somebody reads this"; `code_word`: by which they show who they are.
    `dropped_call`: what they want if a call breaks off, None if nobody asked; `checked_on`: when somebody last asked
    whether all this still holds.
    """

    channel: Channel = Channel.TEXT
    discreet: bool = True
    voicemail: bool = False
    phone_is: PhoneIs = PhoneIs.NOT_ASKED
    safe_hours: SafeHours | None = None
    consented_on: date | None = None
    reminders: bool | None = None
    quiet_word: str | None = None
    code_word: str | None = None
    dropped_call: DroppedCall | None = None
    checked_on: date | None = None


@value
class Person:
    """One person of a family, as the line knows them."""

    key: int
    family: str
    person_id: str
    name: str
    relation: Relation
    phone: Phone | None
    language: Language
    profile: SafeContact


@value
class Worker:
    """A member of staff who carries an ordinary phone.

    `duress_word`: their own word for "I am in danger and may not say so".
    """

    key: int
    worker_id: str
    name: str
    phone: Phone
    role: Role
    languages: tuple[Language, ...]
    active: bool = True
    second_phone: Phone | None = None

    @property
    def phones(self) -> tuple[Phone, ...]:
        """Every phone they carry; an answer from either is theirs."""
        return (self.phone,) if self.second_phone is None else (self.phone, self.second_phone)

    duress_word: str | None = field(default=None, repr=False)

    @property
    def given_name(self) -> str:
        """What families read: never a surname or a title (SAFETY 1.3), even where the staff list holds one."""
        return next((word for word in self.name.split() if not word.endswith(".")), self.name)

    @property
    def is_supervisor(self) -> bool:
        """Whether they decide for others too: a supervisor or an administrator."""
        return self.role is not Role.WORKER


@value
class Family:
    """A family in the program; `code` (``F-0012``) is the only name that appears in texts."""

    key: int
    code: str
    worker_key: int | None
    address: str
    started_on: date | None
    ended_on: date | None
