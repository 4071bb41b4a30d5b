"""The shift question: who is asked before which time on duty, when again, and when supervisors hear of silence."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum, auto

from bot.model.nights import NightRules, ShiftQuestion, Stretch
from bot.model.policy import Tier
from bot.model.rota import Shift
from bot.model.value import value
from bot.rules.oncall import as_stood

ASKED = frozenset({Tier.ON_CALL, Tier.BACKUP})
"""Who is paged first. Supervisors stand on the last tier all at once where no shift says otherwise: none is asked."""
LATE = timedelta(hours=4)
"""A shift that began longer ago is not asked about any more, however long the line was dead."""


class Move(Enum):
    """What is next for a question nobody has answered."""

    ASK = auto()
    TELL = auto()
    REST = auto()


@value
class Plan:
    """What is to be done about shift questions at a moment: ask anew, ask once more, let go, take the next step."""

    ask: tuple[Stretch, ...]
    revive: tuple[tuple[ShiftQuestion, Stretch], ...]
    withdraw: tuple[ShiftQuestion, ...]
    step: tuple[ShiftQuestion, ...]

    @property
    def is_idle(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.ask or self.revive or self.withdraw or self.step)


def stretches(shifts: Sequence[Shift]) -> tuple[Stretch, ...]:
    """Return each worker's time on duty, covers counted; shifts that meet, on either tier, are one."""
    found: list[Stretch] = []
    last: dict[int, int] = {}
    for piece in as_stood(shifts):
        if piece.tier not in ASKED:
            continue
        before = found[last[piece.worker.key]] if piece.worker.key in last else None
        if before is not None and piece.starts_at <= before.ends_at:
            found[last[piece.worker.key]] = replace(before, ends_at=max(before.ends_at, piece.ends_at))
            continue
        last[piece.worker.key] = len(found)
        found.append(_begun_by(piece))
    return tuple(found)


def _begun_by(piece: Shift) -> Stretch:
    return Stretch(
        worker=piece.worker,
        tier=piece.tier,
        starts_at=piece.starts_at,
        ends_at=piece.ends_at,
        given_at=piece.made_at,
    )


def plan(standing: Iterable[Stretch], questions: Sequence[ShiftQuestion], rules: NightRules, now: datetime) -> Plan:
    """Return what is to be done at `now`; `questions` are all those about shifts that begin near it or wait."""
    every = tuple(standing)
    due = [one for one in every if _is_due(one, rules, now)]
    gone = [one for one in questions if one.waits and not any(_is_theirs(one, stretch, now) for stretch in every)]
    let_go = [one for one in questions if one.withdrawn_at is not None]
    back = [(one, stretch) for one in let_go for stretch in due if one.is_about(stretch)]
    return Plan(
        ask=tuple(stretch for stretch in due if not any(one.is_about(stretch) for one in questions)),
        revive=tuple(back),
        withdraw=tuple(gone),
        step=tuple(one for one in questions if one not in gone and _step_is_due(one, now)),
    )


def _is_theirs(question: ShiftQuestion, stretch: Stretch, now: datetime) -> bool:
    """Whether a question is about that time on duty, and nobody has taken what is left of it."""
    return question.is_about(stretch) and (stretch.ends_at > now or question.ends_at <= now)


def _is_due(stretch: Stretch, rules: NightRules, now: datetime) -> bool:
    """Whether the question is due: before the shift, or late because the line was dead.

    Who is given a shift that has begun takes over now and knows it; a rota imported today asks nobody about yesterday.
    """
    is_ahead = stretch.given_at < stretch.starts_at
    return is_ahead and stretch.starts_at - rules.before <= now < min(stretch.ends_at, stretch.starts_at + LATE)


def _step_is_due(question: ShiftQuestion, now: datetime) -> bool:
    """Whether its next step is due; one that was asked in the future was asked before a clock was set back."""
    if question.next_step_at is None:
        return False
    return question.next_step_at <= now or (question.asked_again_at or question.asked_at) > now


def answer_by(stretch: Stretch, rules: NightRules, now: datetime) -> datetime:
    """Return when supervisors are told of silence: as the shift begins, or as long after it was given at short notice.

    A shift that was given in time and begins before anybody could be asked leaves no patience.
    """
    return max(stretch.starts_at, min(stretch.given_at, now) + rules.before)


def next_move(question: ShiftQuestion, now: datetime) -> Move:
    """Return what is next for a question that is due."""
    if now >= question.ends_at or question.told_at is not None:
        return Move.REST
    if now >= question.answer_by or question.asked_again_at is not None:
        return Move.TELL
    return Move.ASK


def next_step_at(by: datetime, rules: NightRules, now: datetime) -> datetime:
    """Return when a question that is asked now has its next step."""
    return min(now + rules.again, by) if by > now else now
