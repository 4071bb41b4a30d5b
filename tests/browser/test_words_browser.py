"""The page of words in a real browser: read on a screen, printed on letter paper on its side."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from bot.commands.words import words_and_day
from bot.reviewing.contents import everything
from bot.reviewing.page import as_page

pytestmark = pytest.mark.slow


def test_the_words_are_read_and_printed(browser: Browser) -> None:
    """Axe finds nothing, nothing is asked of the network, no column sticks out, and the paper lies on its side."""
    catalog, _ = words_and_day(None)
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda said: asked.append(said.text))
    page.set_content(as_page(everything(catalog, catalog.languages, "The words", with_staff=True)))
    assert page.evaluate("document.body.scrollWidth <= document.documentElement.clientWidth")
    assert page.evaluate("getComputedStyle(document.querySelector('td .text')).whiteSpace") == "pre-wrap"
    assert Axe().run(page).violations_count == 0
    printed = page.pdf(prefer_css_page_size=True)
    assert set(re.findall(rb"/MediaBox \[([^\]]*)\]", printed)) == {b"0 0 792 612"}
    assert asked == []
    page.close()
