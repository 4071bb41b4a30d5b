"""A real browser for the tests of what people see, and the rehearsal served to it."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from rehearsing import TICKS
from werkzeug.serving import make_server
from world import TUESDAY_10_AM

from bot.rehearsal import new_rehearsal
from bot.rehearsal.playing import Rehearsal
from bot.web.rehearsal import create_rehearsal_app

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    *("--no-sandbox", "--headless", "--disable-gpu", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-first-run"),
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Debian's Chromium, or skip with the reason."""
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM}: apt-get install chromium")
    with sync_playwright() as running:
        chromium = running.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def house(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Rehearsal, str]]:
    """Serve one rehearsal on a port of its own."""
    rehearsal = new_rehearsal(tmp_path_factory.mktemp("rehearsal"), TUESDAY_10_AM, TICKS)
    server = make_server("127.0.0.1", 0, create_rehearsal_app(rehearsal), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield rehearsal, f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join(10)
    server.server_close()
    rehearsal.close()
