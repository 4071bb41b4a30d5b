"""The rehearsal's phones call in a real browser: text always, read aloud when asked for, by keyboard and by thumb."""

from collections.abc import Iterator

import pytest
from browsing import AT_REST, DESK, PHONE, boxes, faults, opened, press
from playwright.sync_api import Browser, Page

from bot.rehearsal.playing import Rehearsal
from bot.rehearsal.scenes import CALLS

TALKING = "You are talking with Rosa's phone."
KEEPS_WORDS = """() => {
  window.said = [];
  window.silenced = 0;
  Object.defineProperty(window, "speechSynthesis", { value: {
    speak: (one) => window.said.push([one.lang, one.text]),
    cancel: () => { window.silenced += 1; },
  } });
}"""
pytestmark = pytest.mark.slow


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def screen(browser: Browser, house: tuple[Rehearsal, str], request: pytest.FixtureRequest) -> Iterator[Page]:
    """Open a fresh rehearsal at a desk, with its script and without."""
    yield from opened(browser, house, java_script_enabled=request.param, viewport=DESK)


def call_and_talk(page: Page) -> None:
    """Let Rosa call for a person, and Lucia take the call."""
    press(page, "#dial-rosa")
    press(page, "#phone-rosa .pad button[value='1']")
    press(page, "#answer-lucia")
    press(page, "#phone-lucia .pad button[value='1']")


def test_a_call_by_hand(screen: Page) -> None:
    """Greeting as text, 1, a phone rings, answered, 1, they talk and hang up: with the script and without."""
    press(screen, "#dial-rosa")
    screen.locator("#call-rosa.on").wait_for()
    assert "línea automática" in screen.locator("#heard-rosa").inner_text()
    assert not screen.locator("#words-rosa").is_visible()
    press(screen, "#phone-rosa .pad button[value='1']")
    screen.locator("#answer-lucia").wait_for()
    assert screen.locator("#call-lucia .title").inner_text().startswith("Incoming call")
    press(screen, "#answer-lucia")
    screen.locator("#call-lucia.on").wait_for()
    assert "Press 1 to take the call" in screen.locator("#heard-lucia").inner_text()
    press(screen, "#phone-lucia .pad button[value='1']")
    screen.get_by_text(TALKING).and_(screen.locator(".title")).wait_for()
    assert screen.locator("#call-rosa .title").inner_text() == "You are talking with Lucia's phone."
    screen.locator("#saying-rosa").fill("Tengo miedo")
    screen.locator("#saying-rosa").press("Enter")
    screen.locator("#heard-lucia .other", has_text="Tengo miedo").wait_for()
    assert screen.locator("#saying-rosa").input_value() == ""
    press(screen, "#phone-rosa .hangup")
    screen.locator("#dial-rosa").wait_for()
    assert screen.locator("#words-rosa").is_visible()
    assert "Lucia has it" in screen.locator("#requests").inner_text()


def test_a_call_by_keyboard(browser: Browser, house: tuple[Rehearsal, str]) -> None:
    """Nobody needs a mouse: the focus goes on from what is new, and stays on a key that was pressed."""
    for page in opened(browser, house, viewport=DESK):
        focused = "() => document.activeElement.id"
        page.locator("#dial-rosa").focus()
        page.keyboard.press("Enter")
        page.wait_for_function(f"() => ({focused})() === 'heard-rosa'")
        page.locator(AT_REST).wait_for(state="attached")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.locator("#answer-lucia").wait_for()
        assert page.evaluate("() => document.activeElement.value") == "1"
        page.locator("#answer-lucia").focus()
        page.keyboard.press("Space")
        page.wait_for_function(f"() => ({focused})() === 'heard-lucia'")
        page.locator(AT_REST).wait_for(state="attached")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.get_by_text(TALKING).and_(page.locator(".title")).wait_for()
        page.locator("#phone-lucia .hangup").focus()
        page.keyboard.press("Enter")
        page.wait_for_function(f"() => ({focused})() === 'dial-lucia'")


def test_words_being_said_outlive_what_others_do(browser: Browser, house: tuple[Rehearsal, str]) -> None:
    """What is being typed into one call stays while another phone is used."""
    for page in opened(browser, house, viewport=PHONE, color_scheme="dark"):
        press(page, "#dial-rosa")
        page.locator("#saying-rosa").fill("Estoy en")
        press(page, "#dial-keisha")
        page.locator("#call-keisha.on").wait_for()
        assert page.locator("#saying-rosa").input_value() == "Estoy en"


def test_it_is_read_aloud_when_asked_for(browser: Browser, house: tuple[Rehearsal, str]) -> None:
    """Off at first; once asked for, what was just said and each new sentence, in the line's language; then off."""
    for page in opened(browser, house, viewport=DESK):
        page.add_init_script(f"({KEEPS_WORDS})()")
        page.reload()
        press(page, "#dial-rosa")
        hear = page.locator("[data-hear=rosa]")
        assert page.evaluate("() => window.said") == []
        assert hear.get_attribute("aria-pressed") == "false"
        hear.click()
        assert hear.get_attribute("aria-pressed") == "true"
        ((language, words),) = page.evaluate("() => window.said")
        assert language == "es-US"
        assert "línea automática" in words
        press(page, "#phone-rosa .pad button[value='1']")
        page.wait_for_function("() => window.said.length === 2")
        assert "guardia" in page.evaluate("() => window.said[1][1]")
        press(page, "#answer-lucia")
        hear.click()
        press(page, "#phone-rosa .pad button[value='3']")
        page.locator("#heard-rosa .mine", has_text="3").wait_for()
        assert page.evaluate("() => window.said.length") == 2


def test_without_a_voice_there_is_no_button(browser: Browser, house: tuple[Rehearsal, str]) -> None:
    """A browser that cannot speak, or runs no script, shows no button that does nothing."""
    for page in opened(browser, house, viewport=DESK, java_script_enabled=False):
        press(page, "#dial-rosa")
        assert page.locator("[data-hear=rosa]").is_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", [PHONE, DESK], ids=["phone", "desk"])
def test_nobody_is_shut_out_of_a_call(
    browser: Browser, house: tuple[Rehearsal, str], scheme: str, view: dict[str, int]
) -> None:
    """Axe finds nothing while a phone rings, in a talk, after it, nor under a voicemail; nothing sticks out."""
    for page in opened(browser, house, viewport=view, color_scheme=scheme, reduced_motion="reduce"):
        press(page, "#dial-rosa")
        press(page, "#phone-rosa .pad button[value='1']")
        press(page, "#dial-unknown")
        fits(page, view)
        press(page, "#answer-lucia")
        press(page, "#phone-lucia .pad button[value='1']")
        fits(page, view)
        press(page, "#phone-rosa .hangup")
        press(page, "#phone-unknown .pad button[value='1']")
        page.locator("#call-unknown.on .title", has_text="Waiting").wait_for()
        press(page, "button[name=does][value=voicemail]")
        fits(page, view)


def fits(page: Page, view: dict[str, int]) -> None:
    """See that nobody is shut out, that the page scrolls down only, and that each button is big enough for a thumb."""
    page.locator(AT_REST).wait_for(state="attached")
    assert faults(page) == []
    assert page.locator("html").evaluate("page => page.scrollWidth") == view["width"]
    assert min(box["height"] for box in boxes(page.locator("button:visible"))) >= 32


@pytest.mark.parametrize("view", [PHONE, DESK], ids=["phone", "desk"])
def test_the_newest_words_are_in_sight(browser: Browser, house: tuple[Rehearsal, str], view: dict[str, int]) -> None:
    """However much was said, the last of it can be read without scrolling, and so can who talks with whom."""
    for page in opened(browser, house, viewport=view):
        call_and_talk(page)
        for words in ("Tengo miedo.", "Está en la puerta."):
            page.locator("#saying-rosa").fill(words)
            press(page, "#say-rosa .send")
            page.locator("#heard-lucia .other", has_text=words).wait_for()
        (last,) = boxes(page.locator("#heard-lucia li").last)
        (heard,) = boxes(page.locator("#heard-lucia"))
        assert heard["y"] <= last["y"]
        assert last["y"] + last["height"] <= heard["y"] + heard["height"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", [PHONE, DESK], ids=["phone", "desk"])
def test_nobody_is_shut_out_of_the_scene_of_a_call(
    browser: Browser, house: tuple[Rehearsal, str], scheme: str, view: dict[str, int]
) -> None:
    """Axe finds nothing while a phone rings, in the talk, after it, and among the rows at the end."""
    look = {"viewport": view, "color_scheme": scheme, "reduced_motion": "reduce"}
    for page in opened(browser, house, at=f"scene/{CALLS.key}", **look):
        press(page, "form[action$='/play'] button")
        press(page, "#rest")
        for done in range(1, len(CALLS.steps) + 1):
            press(page, "#next")
            page.locator(".place", has_text=f"{done} of ").wait_for()
            if done in {2, 5, 6, len(CALLS.steps)}:
                assert faults(page) == []
            assert page.locator("html").evaluate("page => page.scrollWidth") == view["width"]
