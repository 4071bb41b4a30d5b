"""A conversation with one phone: who holds it, what was asked last, and what a turn of it may know."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime

from bot.model.blocks import Block, LoopRules
from bot.model.covers import Covering
from bot.model.help import HelpRequest, PhoneState
from bot.model.lone import LoneCheck
from bot.model.meaning import Meaning
from bot.model.nights import PhoneCheck, ShiftQuestion
from bot.model.people import Family, Language, Person, Worker
from bot.model.phones import Phone
from bot.model.policy import ContactRules, EpisodeRules, Hours, LadderRules, MovingRules, Tier
from bot.model.profiles import Steered
from bot.model.reports import ReportClock, ReportRules
from bot.model.value import value
from bot.model.visits import Diary, Miss, Question, Visit
from bot.model.windows import Window

IDLE = ""
NOTHING_ASKED = Question()


@value
class Conversation:
    """What the line remembers of one phone; `state` names the function that hears the next answer to `question`."""

    key: int
    phone: Phone
    state: str = IDLE
    question: Question = NOTHING_ASKED
    asked_at: datetime | None = None
    expires_at: datetime | None = None


@value
class Said:
    """A text as heard: what it was taken to mean, its words, when it was written, when it came in.

    A code word is no part of `words`; `shown` are the words as a worker may read them, the code word covered.
    `is_code_word`: it is a code word and nothing else. `by_sign`: it held a worker's duress word.
    """

    meaning: Meaning
    words: str
    shown: str
    has_media: bool
    written_at: datetime
    at: datetime
    is_code_word: bool = False
    by_sign: bool = False

    def predates(self, moment: datetime) -> bool:
        """Whether this came in late, and was written before a moment; what comes in at once predates nothing."""
        return self.written_at < min(moment, self.at)


Heard = Said


@value
class CodeWord:
    """A code word that was given: whose it is, who their worker is, and whether this phone gave it not long ago, too.

    `is_from_elsewhere`: on a number that is not known to be theirs, so that it is a claim.
    """

    person: Person
    worker_key: int | None = None
    again: bool = False
    is_from_elsewhere: bool = False


@value
class UsefulNumber:
    """One line of the list of useful numbers, worded for the reader."""

    label: str
    number: str
    note: str


@value
class Standing:
    """One worker's place on the rota right now, and until when."""

    tier: Tier
    worker: Worker
    until: datetime


@value
class Context:
    """All that a turn may know; loaded before it runs, so that flows read nothing themselves.

    `request` is the open request of this phone. `requests` are those a worker may speak of: held, paged to them, or
    named by a code in their words; `families` are those named by a code. `newer`: requests and visits made, and
    families steered, after a late text was written, which cannot mean them. `held`: requests with words of a worker
    held back. `paged` maps a request to the workers who were paged for it. `names` are those of the holders, and of the
    workers of `visits`, by key.

    `visits`: of the persons of this phone, from yesterday to two weeks ahead; of a worker, those a command may mean.
    `asked`: those the open question is about, as they stand now. `diaries`: of their workers. `past`: what became of
    this family's visits. `reminders_on`: automatic texts go out to all who agreed. `relives`: a worker's words were
    perhaps heard before, beside rows that are lost. `steered`: the family a worker's command steers, as it stands.
    `covering`: the shifts a worker's command is about.
    `clocks`: those of reports that run, where a command is about one. `block`: this number is blocked.
    `answered_lately`: automatic answers it has had within `loops.window`.
    `lone`: the checks that run on a worker, or on the visit they name.

    `dispatch`: by request, the number of the dispatch of the family's town, where a command may want it.
    `windows`: by visit, the time that is asked for instead; `chosen`: those of the offered times that are named.
    `awaits_word`: of visits this phone is told only after a code word. `gives`: the code word this text holds.
    `fallback`: for who may speak another language.
    """

    now: datetime
    language: Language
    phone: PhoneState
    hours: Hours
    contact: ContactRules
    ladder: LadderRules
    worker: Worker | None = None
    persons: tuple[Person, ...] = ()
    awaits_word: bool = False
    gives: CodeWord | None = None
    fallback: Language = Language.ENGLISH
    family: Family | None = None
    request: HelpRequest | None = None
    requests: tuple[HelpRequest, ...] = ()
    families: tuple[Family, ...] = ()
    held: frozenset[int] = frozenset()
    newer: frozenset[int] = frozenset()
    paged: Mapping[int, frozenset[int]] = field(default_factory=dict)
    names: Mapping[int, str] = field(default_factory=dict)
    standing: tuple[Standing, ...] = ()
    numbers: tuple[UsefulNumber, ...] = ()
    interpreter_line: str = ""
    visits: tuple[Visit, ...] = ()
    asked: tuple[Visit, ...] = ()
    diaries: Mapping[int, Diary] = field(default_factory=dict)
    windows: Mapping[int, Window] = field(default_factory=dict)
    chosen: tuple[datetime, ...] = ()
    past: tuple[Miss, ...] = ()
    moving: MovingRules | None = None
    episode: EpisodeRules | None = None
    reminders_on: bool = False
    relives: bool = False
    shift_questions: tuple[ShiftQuestion, ...] = ()
    phone_check: PhoneCheck | None = None
    steered: Steered = field(default_factory=Steered)
    covering: Covering = field(default_factory=Covering)
    reports: ReportRules = field(default_factory=ReportRules)
    clocks: tuple[ReportClock, ...] = ()
    block: Block | None = None
    answered_lately: int = 0
    loops: LoopRules = field(default_factory=LoopRules)
    lone: tuple[LoneCheck, ...] = ()
    dispatch: Mapping[int, str] = field(default_factory=dict)

    @property
    def person(self) -> Person | None:
        """The person who is taken to hold this phone; on a shared one, the first."""
        return self.persons[0] if self.persons else None
