"""What a turn asks for about shifts and the phones of who stands them."""

from bot.model.covers import AskState, CoverAsk
from bot.model.rota import Shift
from bot.model.value import value


@value
class AskForCover:
    """A worker asks others to take a shift, or to swap it; they get the question in the hours of staff."""

    ask: CoverAsk


@value
class EndAsk:
    """An open question about a shift is closed; compare-and-set, the loser's turn is run again and learns of it."""

    ask_key: int
    state: AskState
    taker_key: int | None = None


@value
class LayCover:
    """A worker stands a shift in its owner's place from now on; `gives` is the one they are free of in return.

    Where the shift is no longer its owner's, or the worker has another then, the turn is run again.
    """

    shift: Shift
    worker_key: int
    gives: Shift | None = None


@value
class NoteSeen:
    """A worker's `S12`; compare-and-set on whether supervisors had been told of their silence."""

    question_key: int
    was_told: bool


@value
class NoteVerified:
    """The code sent to this phone came back from it."""

    check_key: int


CoverEffect = AskForCover | EndAsk | LayCover
NightEffect = NoteSeen | NoteVerified
ShiftEffect = CoverEffect | NightEffect
