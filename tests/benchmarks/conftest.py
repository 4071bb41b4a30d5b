"""Shows the figures at the end, passed or not."""

from collections.abc import Callable

import pytest

FIGURES: list[str] = []


@pytest.fixture
def figure() -> Callable[[str], None]:
    """Keep a line of figures for the end of the run."""
    return FIGURES.append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print every figure."""
    terminalreporter.section("figures")
    for line in FIGURES:
        terminalreporter.write_line(line)
