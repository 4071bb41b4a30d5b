"""What an import did, or would do."""

from dataclasses import fields
from typing import TypeVar

from bot.model.people import Family, Person, Worker
from bot.model.value import value


@value
class ImportResult:
    """Rows counted by what became of them; with any problem nothing was written.

    A file of the rota or of availability replaces: there `changed` counts what it takes away.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: tuple[str, ...] = ()
    texts_it_would_cause: int = 0

    @property
    def writes_anything(self) -> bool:
        """Whether a row is new or changed at all."""
        return bool(self.new or self.changed)

    @property
    def summary(self) -> str:
        """Return the counts as one line."""
        return f"new {self.new}, changed {self.changed}, unchanged {self.unchanged}"


_Known = TypeVar("_Known", Family, Person, Worker)


def difference(before: _Known, after: _Known) -> str:
    """Name what has changed, for the audit trail, without the values."""
    names = (field.name for field in fields(before))
    return ", ".join(name for name in names if getattr(before, name) != getattr(after, name))
