"""The only place that reads the time."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the moment, so that tests and the rehearsal can move it."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        return datetime.now(UTC)


_STRUCT_TIMEX = 512  # more than any Linux writes
_UNSYNCHRONISED = 5


def keeps_network_time() -> bool | None:
    """Whether something keeps this machine's clock by the network, as its kernel says; None where it does not say."""
    import ctypes  # noqa: PLC0415  (the line itself never asks)

    try:
        asked = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(_STRUCT_TIMEX))
    except (AttributeError, OSError, TypeError):
        return None  # not Linux
    return None if asked < 0 else asked != _UNSYNCHRONISED
