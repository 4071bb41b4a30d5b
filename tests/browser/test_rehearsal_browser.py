"""The rehearsal in a real browser: with and without its script, on a phone and on a desk, by keyboard."""

from collections.abc import Iterator

import pytest
from browsing import DESK, PHONE, boxes, faults, opened, press
from playwright.sync_api import Browser, Page
from playwright.sync_api import TimeoutError as TooLong

from bot.rehearsal.playing import Rehearsal
from bot.rehearsal.scenes import SCENES, SPANISH

CRY = "me está pegando ahora"
PRESSES = 4
pytestmark = pytest.mark.slow


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def screen(browser: Browser, house: tuple[Rehearsal, str], request: pytest.FixtureRequest) -> Iterator[Page]:
    """Open a fresh rehearsal at a desk, with its script and without; any error in the console fails the test."""
    yield from opened(browser, house, java_script_enabled=request.param, viewport=DESK)


@pytest.fixture
def pocket(browser: Browser, house: tuple[Rehearsal, str]) -> Iterator[Page]:
    """Open a fresh rehearsal on a phone, in the dark."""
    yield from opened(browser, house, viewport=PHONE, color_scheme="dark")


def test_a_cry_for_help_by_hand(screen: Page) -> None:
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


def test_a_visit_is_moved_by_hand(screen: Page) -> None:
    """Buttons alone lead from the reminder to the new time in the table, with the script and without."""
    press(screen, "#clock button[value='reminder']")
    for digit in ("2", "1", "1"):
        press(screen, f"#phone-rosa button[value='{digit}']")
    assert "Moved by the family" in screen.locator("#visits").inner_text()
    assert "moved visit 1" in screen.locator("#phone-lucia .thread").inner_text()


def test_the_newest_text_is_in_sight(screen: Page) -> None:
    """A long thread stands at its end, with the script and without."""
    for _ in range(3):
        press(screen, "#phone-keisha button[value='he is hitting me right now']")
    (last,) = boxes(screen.locator("#phone-keisha .thread li").last)
    (thread,) = boxes(screen.locator("#phone-keisha .thread"))
    assert thread["y"] <= last["y"]
    assert last["y"] + last["height"] <= thread["y"] + thread["height"]


def test_a_draft_outlives_what_others_do(pocket: Page) -> None:
    """Words being typed on one phone stay while another one is used, and so does the place on the page."""
    pocket.locator("#words-keisha").fill("I am still writ")
    press(pocket, f"#phone-rosa button[value='{CRY}']")
    assert pocket.locator("#words-keisha").input_value() == "I am still writ"
    assert "#" not in pocket.url


def test_nothing_sticks_out_on_a_phone(pocket: Page) -> None:
    """At 390 pixels the page scrolls down only, whatever stands on it, and every button is big enough for a thumb."""
    press(pocket, "#clock button[value='reminder']")
    press(pocket, f"#phone-rosa button[value='{CRY}']")
    press(pocket, "#clock button[value='1h']")
    inside = pocket.locator("html").evaluate("page => page.scrollWidth")
    assert inside == PHONE["width"]
    heights = [box["height"] for box in boxes(pocket.locator("button:visible"))]
    assert min(heights) >= 32


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", [PHONE, DESK], ids=["phone", "desk"])
def test_nobody_is_shut_out(browser: Browser, house: tuple[Rehearsal, str], scheme: str, view: dict[str, int]) -> None:
    """Axe finds nothing: on the first screen, in free play when much goes wrong, in a scene and at its end."""
    for page in opened(browser, house, at="", viewport=view, color_scheme=scheme, reduced_motion="reduce"):
        assert faults(page) == []
        press(page, "form[action='/again'] button")
        press(page, "#phone-keisha button[value='he is hitting me right now']")
        press(page, "#phone-lee button[value='1']")
        press(page, "#faults .chips form:last-child button")
        assert faults(page) == []
        page.goto(f"{house[1]}scene/he-reads-her-phone")
        assert faults(page) == []
        play_on(page, to=8)
        assert page.locator(".ghost").count()
        assert faults(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", [PHONE, DESK], ids=["phone", "desk"])
def test_nobody_is_shut_out_of_the_night(
    browser: Browser, house: tuple[Rehearsal, str], scheme: str, view: dict[str, int]
) -> None:
    """Axe finds nothing when a shift has changed hands, when a tier is empty, and among the rows at the end."""
    look = {"viewport": view, "color_scheme": scheme, "reduced_motion": "reduce"}
    for page in opened(browser, house, at="scene/saturday-night-in-spanish", **look):
        for step in (2, 4, len(SPANISH.steps)):
            play_on(page, to=step)
            assert faults(page) == []


def play_on(page: Page, to: int) -> None:
    """Play a scene on until so many steps are done, by its buttons; it rests from the start."""
    if not page.locator("#next").count():
        press(page, "form[action$='/play'] button")
        press(page, "#rest")
    while not page.locator(".place").inner_text().startswith(f"{to} of "):
        press_next(page)


def test_what_has_just_come_is_in_sight_on_a_phone(browser: Browser, house: tuple[Rehearsal, str]) -> None:
    """At 390 pixels one phone of a scene fits: first the one a text has just come to, and nothing of it is cut off."""
    for page in opened(browser, house, at="scene/saturday-night-in-spanish", viewport=PHONE):
        for step, first in ((1, "lee"), (5, "rosa"), (6, "sam")):
            play_on(page, to=step)
            (box,) = boxes(page.locator(f"#phone-{first}"))
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= PHONE["width"]


def press_next(page: Page) -> None:
    """Let a scene go on by one step; a press is lost where the screen is changed under the finger, and made again."""
    done = page.locator(".place").inner_text()
    has_gone_on = "done => document.querySelector('.place').innerText != done"
    for _ in range(PRESSES):
        page.locator("#next").click()
        try:
            page.wait_for_function(has_gone_on, arg=done, timeout=8_000)
        except TooLong:
            continue
        return
    raise AssertionError(f"the scene stands still at {done}")


@pytest.mark.parametrize("key", [scene.key for scene in SCENES])
def test_a_scene_fits_a_phone(browser: Browser, house: tuple[Rehearsal, str], key: str) -> None:
    """At 390 pixels every step of a scene scrolls down only."""
    for page in opened(browser, house, at=f"scene/{key}", viewport=PHONE):
        press(page, "form[action$='/play'] button")
        press(page, "#rest")
        while page.locator("#next").count():
            press_next(page)
            assert page.locator("html").evaluate("page => page.scrollWidth") == PHONE["width"]


def test_a_scene_goes_on_by_itself(browser: Browser, house: tuple[Rehearsal, str]) -> None:
    """With the script a scene needs one click; Pause stops it, and the caption is read out by who listens."""
    for page in opened(browser, house, at="", viewport=DESK):
        page.clock.install()
        press(page, "form[action='/scene/move-my-visit/play'] button")
        assert page.locator(".place").inner_text() == "0 of 6"
        page.clock.run_for(6_000)
        page.locator(".place", has_text="1 of 6").wait_for()
        assert "the line asks whether it suits" in page.locator("#caption[role=status]").inner_text()
        page.locator("#rest").focus()
        press(page, "#rest")
        page.locator("#rest", has_text="Go on").wait_for()
        assert page.evaluate("() => document.activeElement.id") == "rest"
        page.clock.run_for(60_000)
        assert page.locator(".place").inner_text() == "1 of 6"


def test_a_scene_without_a_script(browser: Browser, house: tuple[Rehearsal, str]) -> None:
    """Play and Next alone lead to the end, and on into free play."""
    for page in opened(browser, house, at="", viewport=DESK, java_script_enabled=False):
        page.locator("form[action='/scene/saturday-night-in-spanish/play'] button").click()
        for _ in SPANISH.steps:
            page.locator("#next").click()
        assert "Did she get it?" in page.locator("#texts").inner_text()
        page.locator("text=Go on by yourself from here").click()
        assert "no quiero vivir" in page.locator("#thread-sam").inner_text()
