"""The one error of a line that cannot start as it is configured."""

from collections.abc import Iterable


class ConfigError(Exception):
    """Configuration that cannot be used; `problems` lists all of them, each with its place and its remedy."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems: tuple[str, ...] = tuple(problems)
        super().__init__(*self.problems)

    def __str__(self) -> str:
        """Return every problem, one on a line."""
        return "\n".join(self.problems)
