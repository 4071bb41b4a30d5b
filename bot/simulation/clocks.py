"""Two clocks: the true one of phones and carrier, and the machine's, which may be wrong."""

from datetime import UTC, datetime, timedelta


class TrueClock:
    """A clock that stands until it is moved on."""

    def __init__(self, now: datetime) -> None:
        """Stand at `now`."""
        self._now = now.astimezone(UTC)

    def now(self) -> datetime:
        """Return the moment it stands at."""
        return self._now

    def moves_to(self, moment: datetime) -> None:
        """Move on to a moment; never back."""
        self._now = max(self._now, moment)


class MachineClock:
    """The clock of the machine the line runs on; `skew` is what it is ahead of the true one."""

    def __init__(self, true: TrueClock) -> None:
        """Agree with the true clock."""
        self._true = true
        self.skew = timedelta()

    def now(self) -> datetime:
        """Return the moment the line takes it to be."""
        return self._true.now() + self.skew
