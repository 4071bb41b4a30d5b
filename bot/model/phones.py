"""A phone number as a value, so that a bare string is never mistaken for one."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Phone:
    """A number in E.164 form (``+12025550101``); made only by `bot.phone`, which parses."""

    e164: str

    @property
    def masked(self) -> str:
        """What a log may show: country and last four digits (``+1***0101``)."""
        return f"{self.e164[:2]}***{self.e164[-4:]}"

    def __repr__(self) -> str:
        """Show the masked number, so that no traceback carries a whole one."""
        return f"Phone({self.masked})"
