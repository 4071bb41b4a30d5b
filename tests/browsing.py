"""What tests in a real browser share: a page that must not complain, pressing, places, and what shuts somebody out."""

from collections.abc import Iterator
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, FloatRect, Locator, Page

from bot.rehearsal.playing import Rehearsal

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
AT_REST = "#busy:not(.htmx-request)"


def opened(browser: Browser, house: tuple[Rehearsal, str], at: str = "play", **wishes: Any) -> Iterator[Page]:  # noqa: ANN401
    """Open one page and see that the browser had nothing to complain of, whatever is then done on it."""
    rehearsal, address = house
    rehearsal.start_again()
    context = browser.new_context(**wishes)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(address + at)
    yield page
    context.close()
    assert complaints == []


def press(page: Page, selector: str) -> None:
    """Press a button and wait until the screen is at rest."""
    page.locator(selector).first.click()
    page.wait_for_load_state()
    page.locator(AT_REST).wait_for(state="attached")


def boxes(found: Locator) -> list[FloatRect]:
    """Return where all these elements stand."""
    return [box for element in found.all() if (box := element.bounding_box()) is not None]


def faults(page: Page) -> list[str]:
    """Return what stands in the way of somebody who cannot see, hear or point well, as axe finds it."""
    page.evaluate("() => document.getAnimations().forEach((one) => one.finish())")
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]
