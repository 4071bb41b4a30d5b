"""The backup's tick: once a night every row of the line is copied into a file."""

from collections.abc import Callable
from pathlib import Path

from bot.backing_up import back_up_tonight
from bot.services import Services


def run_into(folder: Path) -> Callable[[Services], int]:
    """Return the tick that backs up into `folder`."""

    def run(services: Services) -> int:
        return back_up_tonight(services, folder)

    return run
