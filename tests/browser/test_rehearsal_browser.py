"""The rehearsal in a real browser: with and without its script, on a phone and on a desk, by keyboard."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server
from world import TUESDAY_10_AM

from bot.rehearsal import new_rehearsal
from bot.rehearsal.playing import Rehearsal
from bot.web.rehearsal import create_rehearsal_app
from scheduler import doubts, inbox, ladder, reminders, visits

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    *("--no-sandbox", "--headless", "--disable-gpu", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-first-run"),
)
CRY = "me está pegando ahora"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
AT_REST = "body:not([aria-busy])"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Start Debian's Chromium, or skip with the reason."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not installed: pip install playwright"
    )
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM}: apt-get install chromium")
    with playwright.sync_playwright() as running:
        chromium = running.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def house(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Rehearsal, str]]:  # noqa: ANN401
    """Serve one rehearsal on a port of its own."""
    ticks = (ladder.run, doubts.run, inbox.run, reminders.run, visits.run)
    rehearsal = new_rehearsal(tmp_path_factory.mktemp("rehearsal"), TUESDAY_10_AM, ticks)
    server = make_server("127.0.0.1", 0, create_rehearsal_app(rehearsal), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield rehearsal, f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join(10)
    server.server_close()
    rehearsal.close()


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def screen(browser: Any, house: tuple[Rehearsal, str], request: pytest.FixtureRequest) -> Iterator[Any]:  # noqa: ANN401
    """Open a fresh rehearsal at a desk, with its script and without; any error in the console fails the test."""
    yield from opened(browser, house, java_script_enabled=request.param, viewport=DESK)


@pytest.fixture
def pocket(browser: Any, house: tuple[Rehearsal, str]) -> Iterator[Any]:  # noqa: ANN401
    """Open a fresh rehearsal on a phone, in the dark."""
    yield from opened(browser, house, viewport=PHONE, color_scheme="dark")


def opened(browser: Any, house: tuple[Rehearsal, str], **wishes: object) -> Iterator[Any]:  # noqa: ANN401
    """Open one page and see that the browser had nothing to complain of."""
    rehearsal, address = house
    rehearsal.start_again()
    context = browser.new_context(**wishes)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(address)
    yield page
    context.close()
    assert complaints == []


def press(page: Any, selector: str) -> None:  # noqa: ANN401
    """Press a button and wait until the screen is at rest."""
    page.locator(selector).first.click()
    page.wait_for_load_state()
    page.locator(AT_REST).wait_for()


def test_a_cry_for_help_by_hand(screen: Any) -> None:  # noqa: ANN401
    """Ready words, the clock, and words typed with Enter do the same with the script and without."""
    press(screen, f"#phone-rosa button[value='{CRY}']")
    assert "EMERGENCY" in screen.locator("#phone-lucia .thread").inner_text()
    press(screen, "#clock button[value='5m']")
    assert "EMERGENCY" in screen.locator("#phone-lee .thread").inner_text()
    screen.locator("#words-lee").fill("1")
    screen.locator("#words-lee").press("Enter")
    screen.wait_for_load_state()
    screen.locator("#requests .state.good").wait_for()
    assert "Lee has it" in screen.locator("#requests").inner_text()
    assert screen.locator("#words-lee").input_value() == ""
    assert "Lee tiene su mensaje" in screen.locator("#phone-rosa .thread").inner_text()


def test_a_visit_is_moved_by_hand(screen: Any) -> None:  # noqa: ANN401
    """Buttons alone lead from the reminder to the new time in the table, with the script and without."""
    press(screen, "#clock button[value='reminder']")
    for digit in ("2", "1", "1"):
        press(screen, f"#phone-rosa button[value='{digit}']")
    assert "Moved by the family" in screen.locator("#visits").inner_text()
    assert "moved visit 1" in screen.locator("#phone-lucia .thread").inner_text()


def test_the_newest_text_is_in_sight(screen: Any) -> None:  # noqa: ANN401
    """A long thread stands at its end, with the script and without."""
    for _ in range(3):
        press(screen, "#phone-keisha button[value='he is hitting me right now']")
    last = screen.locator("#phone-keisha .thread li").last.bounding_box()
    thread = screen.locator("#phone-keisha .thread").bounding_box()
    assert thread["y"] <= last["y"]
    assert last["y"] + last["height"] <= thread["y"] + thread["height"]


def test_a_draft_outlives_what_others_do(pocket: Any) -> None:  # noqa: ANN401
    """Words being typed on one phone stay while another one is used, and so does the place on the page."""
    pocket.locator("#words-keisha").fill("I am still writ")
    press(pocket, f"#phone-rosa button[value='{CRY}']")
    assert pocket.locator("#words-keisha").input_value() == "I am still writ"
    assert "#" not in pocket.url


def test_nothing_sticks_out_on_a_phone(pocket: Any) -> None:  # noqa: ANN401
    """At 390 pixels the page scrolls down only, whatever stands on it, and every button is big enough for a thumb."""
    press(pocket, "#clock button[value='reminder']")
    press(pocket, f"#phone-rosa button[value='{CRY}']")
    press(pocket, "#clock button[value='1h']")
    inside = pocket.locator("html").evaluate("page => page.scrollWidth")
    assert inside == PHONE["width"]
    heights = [box["height"] for box in boxes(pocket, "button:visible")]
    assert min(heights) >= 32


def boxes(page: Any, selector: str) -> list[dict[str, float]]:  # noqa: ANN401
    """Return where all matching elements stand."""
    return [element.bounding_box() for element in page.locator(selector).all()]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_are_easy_to_read(browser: Any, house: tuple[Rehearsal, str], scheme: str) -> None:  # noqa: ANN401
    """Every piece of text stands out from its ground by 4.5 to 1 at least, light and dark."""
    for page in opened(browser, house, viewport=DESK, color_scheme=scheme, reduced_motion="reduce"):
        press(page, "#phone-keisha button[value='he is hitting me right now']")
        press(page, "#phone-lee button[value='1']")
        press(page, "#faults .chips form:last-child button")
        pale = page.locator("body").evaluate(PALE_WORDS)
        assert pale == []


PALE_WORDS = """body => {
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ground = (element) => {
    for (; element; element = element.parentElement) {
      const colour = numbers(getComputedStyle(element).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const worded = [...body.querySelectorAll("*")].filter(
    (e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()) && e.getClientRects().length);
  return worded.map((e) => {
    const [a, b] = [light(numbers(getComputedStyle(e).color)), light(ground(e))];
    return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), e.className + ": " + e.textContent.trim().slice(0, 40)];
  }).filter(([ratio]) => ratio < 4.5);
}"""
