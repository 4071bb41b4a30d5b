"""What a turn asks for: the closed set of effects, each turned into rows by `enact`."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime

from bot.model.calls import Call, CallEffect, Script
from bot.model.conversations import Conversation
from bot.model.help import Grade, RequestKind
from bot.model.ladder_effects import LadderEffect
from bot.model.meaning import Limit
from bot.model.messages import Purpose
from bot.model.people import Language, SafeContact
from bot.model.shift_effects import ShiftEffect
from bot.model.value import value, value_in_order
from bot.model.visits import Outcome, Reply


@value_in_order
class Phrase:
    """A parameter made of catalog words: each key rendered in the reader's language, joined by a space."""

    keys: tuple[str, ...]


@value_in_order
class Lines:
    """A parameter made of lines: each a catalog key with its own parameters, in the reader's language and wording."""

    lines: tuple[tuple[str, Mapping[str, object]], ...]


@value
class Answer:
    """Answer whoever wrote, on the same phone; `not_after`: of no use later, because it names that time.

    `language`: where it is not that of the conversation.
    """

    words: str
    params: Mapping[str, object] = field(default_factory=dict)
    purpose: Purpose = Purpose.ANSWER
    request_key: int | None = None
    not_after: datetime | None = None
    language: Language | None = None


@value
class TellWorker:
    """Text a member of staff; what is told under the same `once` a second time is told already."""

    worker_key: int
    words: str
    purpose: Purpose
    params: Mapping[str, object] = field(default_factory=dict)
    request_key: int | None = None
    once: str | None = None


@value
class TellSupervisors:
    """Text every active supervisor."""

    words: str
    purpose: Purpose
    params: Mapping[str, object] = field(default_factory=dict)


@value
class OpenRequest:
    """Open a help request on this phone; the first step of its ladder is taken in the same transaction."""

    kind: RequestKind
    grade: Grade
    limit: Limit | None = None
    by_sign: bool = False


@value
class JoinRequest:
    """The text belongs to an open request; a higher grade raises it, a limit is quoted on its pages.

    `asks_again`: the ladder rests or waits for the morning, and takes its next step with this text.
    """

    request_key: int
    grade: Grade | None = None
    limit: Limit | None = None
    asks_again: bool = False
    by_sign: bool = False


@value
class NoteAnswered:
    """The family of a request (None = the one just opened) was answered now, perhaps with the name of who has it."""

    request_key: int | None = None
    told_holder: bool = False


@value
class Claim:
    """The worker takes the request; compare-and-set, the loser's turn is run again and learns who has it."""

    request_key: int
    worker_key: int


@value
class KeepHolding:
    """The holder says that they are on it: their silence counts from now."""

    request_key: int


@value
class TellWords:
    """Give the worker all that the family has written since the request was opened.

    `first` is what they are told before it, in the same text where there is room.
    """

    request_key: int
    worker_key: int
    first: Answer


@value
class PassOn:
    """The worker passes; once all who were paged have, the ladder moves on at once."""

    request_key: int
    worker_key: int


@value
class LetGo:
    """The holder gives the request back to the ladder."""

    request_key: int
    worker_key: int


@value
class ToFamily:
    """Text the family of a request: a claimer's words, or what became of it; delivery tells the claimer how it went."""

    request_key: int
    words: str
    purpose: Purpose
    params: Mapping[str, object] = field(default_factory=dict)


@value
class SendHeldOnce:
    """A worker's `send KB`: the words held back last leave once."""

    request_key: int


@value
class DropHeld:
    """What waited for this phone's next text is overtaken by the answer to it."""


@value
class Close:
    """A worker's `done`, with the reason they gave."""

    request_key: int
    worker_key: int
    note: str


@value
class ResumeFamily:
    """A worker's `resume F-0012`: reminders may go out again after an emergency."""

    family_key: int


@value
class HoldThisPhone:
    """The holder's own words limit contact: hold everything unasked on this phone, or just calls if those are meant."""

    limit: Limit


@value
class DoubtThisPhone:
    """This number may have changed hands: nobody of the family is spoken to on it until a worker confirms it."""


@value
class NoteCodeWord:
    """A person's code word was given on this phone now."""

    person_key: int


@value
class HoldFamily:
    """A worker's `unsafe F-0012`: hold every phone of the family."""

    family_key: int


@value
class ReleaseFamily:
    """A worker's `safe F-0012`: release every phone of the family."""

    family_key: int


@value
class PauseFamily:
    """A worker's `pause F-0012`: nothing automatic to the family until `resume F-0012`."""

    family_key: int


@value
class ChangeProfile:
    """A worker changes a person's profile; compare-and-set on what they saw, else the turn is run again.

    `is_checked`: the worker says with it that they have just asked the person. `is_doubted`: with it goes what had
    ended a doubt whose number theirs is.
    """

    family_key: int
    person_key: int
    before: SafeContact
    after: SafeContact
    is_checked: bool = False
    is_doubted: bool = False


@value
class OptOut:
    """The carrier has switched texts to this phone off; mirror it."""

    how: str


@value
class OptIn:
    """The carrier has switched texts to this phone on again; mirror it."""


@value
class ForDigest:
    """Keep a line for the next digest of a worker; None: of every supervisor."""

    worker_key: int | None
    words: str
    params: Mapping[str, object] = field(default_factory=dict)


@value
class AnsweredAlone:
    """The line answered more than a keyword by itself; the worker is told how often, and may read the words."""


@value
class ReplyToVisit:
    """A person's answer about a visit, in the version they were asked about; else the turn is run again."""

    visit_key: int
    version: int
    person_key: int
    reply: Reply


@value
class MoveVisit:
    """A person moves a visit to a free time of its worker; compare-and-set on version and diary, else run again."""

    visit_key: int
    version: int
    person_key: int
    starts_at: datetime


@value
class BookAnother:
    """A person books another visit like one that did not take place."""

    visit_key: int
    person_key: int
    starts_at: datetime


@value
class EnterOutcome:
    """Somebody says what became of a visit (a worker), or calls it off (`worker_key` None: the family)."""

    visit_key: int
    version: int
    outcome: Outcome
    worker_key: int | None = None
    reason: str = ""


@value
class Dispute:
    """A person says that a visit entered as missed was not; the count waits for a supervisor."""

    visit_key: int


@value
class Arrive:
    """A worker's `in`: they are at the visit."""

    visit_key: int


@value
class EndLoneCheck:
    """A worker's `out`: they have left a visit; who was told that they are overdue is told so."""

    check_key: int


@value
class GiveBack:
    """A worker's `N12`: a time a family chose does not suit after all; the visit goes back, with an apology."""

    visit_key: int
    version: int


@value
class TellPersons:
    """Text the persons of a visit because a worker has just said so; once for each `rule` and version."""

    visit_key: int
    rule: str
    words: str
    params: Mapping[str, object] = field(default_factory=dict)


@value
class CloseDay:
    """A supervisor closes the program on a day: its visits are cancelled by the program, each family is told."""

    day: date


@value
class ShowWords:
    """Show a worker the texts of a family that the line answered by itself; every look is on record."""

    family_key: int


@value
class Audit:
    """Keep on the record who did what to whom."""

    action: str
    about: str
    detail: str = ""


VisitEffect = (
    ForDigest
    | AnsweredAlone
    | ReplyToVisit
    | MoveVisit
    | BookAnother
    | EnterOutcome
    | Dispute
    | Arrive
    | EndLoneCheck
    | GiveBack
    | TellPersons
    | CloseDay
    | ShowWords
)
HereEffect = (
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
    | DoubtThisPhone
    | NoteCodeWord
    | HoldFamily
    | ReleaseFamily
    | PauseFamily
    | ChangeProfile
    | OptOut
    | OptIn
    | Audit
)
"""Those of no room of their own."""
Effect = HereEffect | VisitEffect | LadderEffect | ShiftEffect | CallEffect


@value_in_order
class Turn:
    """The outcome of one turn: the conversation as it now stands, and what is to be done."""

    conversation: Conversation
    effects: tuple[Effect, ...] = ()


@value_in_order
class CallTurn:
    """The outcome of one step of a call: how it stands, what is said and done on it, what else is to be done."""

    call: Call
    script: Script
    conversation: Conversation
    effects: tuple[Effect, ...] = ()
