"""The public screens in a real browser: on a phone and on a desk, by light and by dark."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from axe_playwright_python.sync_playwright import Axe
from contract.carriers import serving
from playwright.sync_api import Browser

from bot.app import create_app
from bot.program import load_program, shipped_config
from bot.public import load_booklets
from bot.web.edge import Edge

PATHS = ("/privacy/en", "/privacy/es", "/terms/en", "/terms/es")
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
pytestmark = pytest.mark.slow


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", [PHONE, DESK], ids=["phone", "desk"])
def test_everybody_can_read_the_screens(browser: Browser, scheme: Any, view: Any) -> None:  # noqa: ANN401
    """Axe finds nothing, the style is applied, nothing sticks out and the browser has nothing to complain of."""
    program = load_program((shipped_config(),))
    services = SimpleNamespace(booklets=load_booklets((shipped_config(),), program.agency), program=program)
    edge = Edge(services=cast(Any, services), wake=lambda: None, public_url="", tokens=(), account_sid="")
    with serving(create_app(edge)) as (url, _):
        page = browser.new_page(viewport=view, color_scheme=scheme)
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        for path in PATHS:
            page.goto(url + path)
            found = Axe().run(page).response["violations"]
            assert [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]] == []
            assert page.evaluate("document.documentElement.scrollWidth") == view["width"]
            assert page.evaluate("getComputedStyle(document.body).maxWidth") == "640px"
        page.close()
    assert [one for one in complaints if "favicon" not in one and "404" not in one] == []
