"""A bar for whoever waits at a terminal: after two seconds, and nowhere else."""

import io

from bot.commands.shape import PATIENCE, bar


class Terminal(io.StringIO):
    """A screen that somebody watches."""

    def isatty(self) -> bool:
        """Say so."""
        return True


def shown(screen: io.StringIO, after: float) -> str:
    """Do two of four steps, and return what was seen."""
    with bar(4, shown_on=screen, after=after) as step:
        step(1)
        step(1)
    return screen.getvalue()


def test_a_bar_shows_how_far_things_are() -> None:
    """What takes long has one, what is quick has none, and the log of a cron job holds sentences alone."""
    assert "50%" in shown(Terminal(), after=0.0)
    assert shown(Terminal(), after=PATIENCE) == ""
    assert shown(io.StringIO(), after=0.0) == ""
