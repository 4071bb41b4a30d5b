"""What a turn asks for beside the ladder: clocks of reports, blocked numbers."""

from datetime import datetime

from bot.model.reports import ReportEnd
from bot.model.value import value


@value
class BeginReport:
    """Start the clock of a report that a worker owes; with `oral_at` the oral one is made already."""

    request_key: int
    worker_key: int
    began_at: datetime
    oral_at: datetime | None = None


@value
class MoveReport:
    """Set when the clock began or the oral report was made, or end it."""

    clock_key: int
    began_at: datetime | None = None
    oral_at: datetime | None = None
    ends: ReportEnd | None = None


@value
class BlockPhone:
    """Answer the number of a conversation no more until then, but for cries."""

    conversation_key: int
    until_at: datetime
    reason: str


@value
class LiftBlock:
    """Answer the number of a conversation again."""

    conversation_key: int


@value
class SpendBlock:
    """A cry from a blocked number has its page; the page says that it is blocked."""

    block_key: int


@value
class FallSilent:
    """The line stops answering this number by itself for a while; somebody reads of it in their list."""


@value
class NoteHelpCalled:
    """A worker says when they called 911 for whoever cried."""

    request_key: int
    worker_key: int
    called_at: datetime


LadderEffect = NoteHelpCalled | BeginReport | MoveReport | BlockPhone | LiftBlock | SpendBlock | FallSilent
