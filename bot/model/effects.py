"""What a turn asks for: the closed set of effects, each turned into rows by `enact`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.model.conversations import Conversation
from bot.model.help import Grade, RequestKind
from bot.model.meaning import Limit
from bot.model.messages import Purpose


@dataclass(frozen=True, slots=True)
class Phrase:
    """A parameter made of catalog words: each key rendered in the reader's language, joined by a space."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Answer whoever wrote, on the same phone; `not_after`: of no use later, because it names that time."""

    words: str
    params: Mapping[str, object] = field(default_factory=dict)
    purpose: Purpose = Purpose.ANSWER
    request_key: int | None = None
    not_after: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TellWorker:
    """Text a member of staff."""

    worker_key: int
    words: str
    purpose: Purpose
    params: Mapping[str, object] = field(default_factory=dict)
    request_key: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TellSupervisors:
    """Text every active supervisor."""

    words: str
    purpose: Purpose
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRequest:
    """Open a help request on this phone; the first step of its ladder is taken in the same transaction."""

    kind: RequestKind
    grade: Grade
    limit: Limit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinRequest:
    """The text belongs to an open request; a higher grade raises it, a limit is quoted on its pages."""

    request_key: int
    grade: Grade | None = None
    limit: Limit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAnswered:
    """The family of a request (None = the one just opened) was answered now, perhaps with the name of who has it."""

    request_key: int | None = None
    told_holder: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The worker takes the request; compare-and-set, the loser's turn is run again and learns who has it."""

    request_key: int
    worker_key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepHolding:
    """The holder says that they are on it: their silence counts from now."""

    request_key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TellWords:
    """Give the worker all that the family has written since the request was opened."""

    request_key: int
    worker_key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PassOn:
    """The worker passes; once all who were paged have, the ladder moves on at once."""

    request_key: int
    worker_key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LetGo:
    """The holder gives the request back to the ladder."""

    request_key: int
    worker_key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ToFamily:
    """Text the family of a request: a claimer's words, or what became of it; delivery tells the claimer how it went."""

    request_key: int
    words: str
    purpose: Purpose
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SendHeldOnce:
    """A worker's `send KB`: the words held back last leave once."""

    request_key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DropHeld:
    """What waited for this phone's next text is overtaken by the answer to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """A worker's `done`, with the reason they gave."""

    request_key: int
    worker_key: int
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeFamily:
    """A worker's `resume F-0012`: reminders may go out again after an emergency."""

    family_key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldThisPhone:
    """The holder's own words limit contact: hold everything unasked on this phone, or just calls if those are meant."""

    limit: Limit


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldFamily:
    """A worker's `unsafe F-0012`: hold every phone of the family."""

    family_key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseFamily:
    """A worker's `safe F-0012`: release every phone of the family."""

    family_key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOut:
    """The carrier has switched texts to this phone off; mirror it."""

    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OptIn:
    """The carrier has switched texts to this phone on again; mirror it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """Keep on the record who did what to whom."""

    action: str
    about: str
    detail: str = ""


Effect = (
    Answer
    | TellWorker
    | TellSupervisors
    | OpenRequest
    | JoinRequest
    | NoteAnswered
    | Claim
    | KeepHolding
    | TellWords
    | PassOn
    | LetGo
    | ToFamily
    | SendHeldOnce
    | DropHeld
    | Close
    | ResumeFamily
    | HoldThisPhone
    | HoldFamily
    | ReleaseFamily
    | OptOut
    | OptIn
    | Audit
)


@dataclass(frozen=True, slots=True)
class Turn:
    """The outcome of one turn: the conversation as it now stands, and what is to be done."""

    conversation: Conversation
    effects: tuple[Effect, ...] = ()
