"""A mandated report's clock: started, moved on and ended by the worker who owes the report, never by the line.

Connecticut: an oral report within 12 hours of reasonable cause (C.G.S. §17a-101b), the written one within 48 hours of
the oral one (§17a-101c). Telling a supervisor stops neither. Counsel confirms before use.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from bot.model.value import value


class ReportEnd(StrEnum):
    """How a clock ended: the written report was sent, or it had been started by mistake."""

    WRITTEN = "written"
    MISTAKE = "mistake"


@value
class SpokenTime:
    """A time of day as a worker wrote it: `14:30`, `2:30pm`, `yesterday 23:50`; the hour as written, no zone yet.

    `is_pm`: None where neither half was named; `days_ago`: None where no day was.
    """

    hour: int
    minute: int
    is_pm: bool | None = None
    days_ago: int | None = None
    is_padded: bool = False


@value
class ReportClock:
    """A clock that runs: since when, and since when for the written report (`oral_at`: None while that one is owed).

    `secret_from`: the worker whose own emergency it is about, called by a sign; no text to them may tell of it.
    """

    key: int
    request_key: int
    code: str
    family: str | None
    worker_key: int
    began_at: datetime
    oral_at: datetime | None = None
    told: int = 0
    secret_from: int | None = None


@value
class ReportRules:
    """How long a worker has for each report, and how long before its end they are reminded."""

    oral: timedelta = timedelta(hours=12)
    written: timedelta = timedelta(hours=48)
    remind: tuple[timedelta, ...] = ()
