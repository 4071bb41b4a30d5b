"""What a text means: the closed answers of `language.understand`."""

from dataclasses import replace
from enum import StrEnum

from bot.model.value import value


class Intent(StrEnum):
    """What the writer wants; exactly one each, crisis before all others."""

    CRISIS = "crisis"
    STOP = "stop"
    START = "start"
    CANCEL = "cancel"
    RESCHEDULE = "reschedule"
    LATE = "late"
    CONFIRM = "confirm"
    NEXT_VISIT = "next_visit"
    CHOICE = "choice"
    DIRECTORY = "directory"
    HUMAN = "human"
    HELP = "help"
    LANGUAGE = "language"
    WRONG_NUMBER = "wrong_number"
    THANKS = "thanks"
    OTHER = "other"


class Before(StrEnum):
    """What came before a text, by which words that say little are understood ("2", "no", "thursday works")."""

    NOTHING = "none"
    REMINDER_PENDING = "reminder_pending"
    SLOTS_OFFERED = "slots_offered"
    VISIT_IN_PROGRESS = "visit_in_progress"


class Asks(StrEnum):
    """What a keyword asks the line to tell: whole messages, answered at once."""

    NEXT = "next"
    WEEK = "week"
    WHO = "who"
    COUNT = "count"
    WHO_IS_THIS = "who_is_this"
    PRIVACY = "privacy"


class Pick(StrEnum):
    """Which of several offered times is chosen, said by its place."""

    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    LAST = "last"
    ANY = "any"
    NONE = "none"


class Urgency(StrEnum):
    """How soon a person must answer a crisis; `none` for everything else."""

    NONE = "none"
    SOON = "soon"
    EMERGENCY = "emergency"


class CrisisKind(StrEnum):
    """What the crisis is about."""

    SUICIDE = "suicide"
    PARTNER_VIOLENCE = "ipv"
    CHILD_SAFETY = "child_safety"
    MEDICAL = "medical"
    VIOLENCE = "violence"
    OVERDOSE = "overdose"
    RUNAWAY = "runaway"
    SHELTER = "shelter"
    OTHER = "other"


class Limit(StrEnum):
    """Words that limit contact; the channel is held at once (SAFETY 3)."""

    DO_NOT_TEXT = "do_not_text"
    DO_NOT_CALL = "do_not_call"
    DELETE_THIS = "delete_this"
    SOMEONE_READS = "someone_reads"
    OTHER_PHONE = "other_phone"
    WRONG_NUMBER = "wrong_number"
    QUIET_WORD = "quiet_word"
    """A person's own word, agreed with their worker: never in the lexicon, known only with the person."""


class Day(StrEnum):
    """A day by the name people give it."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"
    TODAY = "today"
    TOMORROW = "tomorrow"


@value
class Meaning:
    """What a text was taken to mean, and the words that decided (`because`).

    `digit` is the bare number of the text, if it is nothing else; `asks` what its keyword wants to be told.
    `carrier_word` is the opt-out or opt-in word the carrier acts on by itself (STOP, CANCEL, START, YES ...) when it is
    the whole text. `needs_nobody` marks what no human has to read: reactions to our texts, auto-replies, bare ok,
    thanks and emoji (SAFETY 2.3); `by_machine` the first two, which nobody typed. `needs_basics` marks food, money or
    shelter (211). `is_plain_yes`: each of its words agrees, or says nothing beside a yes; `days` are those it names.
    `was_there`: it says that the writer was there, and nothing else. `pick`: which of offered times it chooses.
    `by_likeness`: no phrase says what is named; the text is only like it (`bot/language/likeness.py`). The line answers
    such a cry as any other; whatever else is only likely goes to a human. `is_doubted`: its phrase is of an emergency,
    and it is "soon" because the text is not like a cry.
    """

    intent: Intent
    urgency: Urgency = Urgency.NONE
    crisis_kind: CrisisKind | None = None
    limit: Limit | None = None
    digit: int | None = None
    asks: Asks | None = None
    carrier_word: Intent | None = None
    needs_nobody: bool = False
    by_machine: bool = False
    needs_basics: bool = False
    is_plain_yes: bool = False
    was_there: bool = False
    pick: Pick | None = None
    days: frozenset[Day] = frozenset()
    by_likeness: bool = False
    is_doubted: bool = False
    because: tuple[str, ...] = ()

    def as_said(self, *, by_staff: bool) -> "Meaning":
        """Return what may be acted on: without what the text is only like, so that a human reads it.

        Of families only a cry is answered that no phrase says. What was learnt was learnt from them, not from workers:
        of these a phrase of an emergency is one, however unlike a cry the rest is.
        """
        if self.is_doubted and by_staff:
            return replace(self, urgency=Urgency.EMERGENCY, is_doubted=False)
        if not self.by_likeness or (self.intent is Intent.CRISIS and not by_staff):
            return self
        return replace(self, intent=Intent.OTHER, urgency=Urgency.NONE, crisis_kind=None)
