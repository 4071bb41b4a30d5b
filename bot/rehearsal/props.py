"""What stands about on the stage: a clock that is moved, a text as it was written, and the silence of a dead line."""

from datetime import UTC, datetime, timedelta

from bot.model.value import value
from bot.telephony.simulated_call import Answer


class MovableClock:
    """A clock that stands until it is moved."""

    def __init__(self, now: datetime) -> None:
        """Stand at `now`."""
        self._now = now.astimezone(UTC)

    def now(self) -> datetime:
        """Return the moment it stands at."""
        return self._now

    def move(self, by: timedelta) -> None:
        """Move by so much."""
        self._now += by


@value
class Said:
    """A text written on a phone of the stage; `after` counts the texts the phone had been sent by then."""

    sid: str
    words: str
    at: datetime
    after: int


def nobody_answers(_path: str, _form: dict[str, str], _signature: str) -> int:
    """Answer the carrier as a proxy does whose line is gone."""
    return 502


def nobody_speaks(_path: str, _form: dict[str, str], _signature: str) -> Answer:
    """Answer the carrier of calls likewise."""
    return Answer(502, "text/html", "")
