"""The screens about privacy and terms, as a carrier's reviewer or a parent opens them."""

import re

import pytest
from world import World

from bot.web.public import STYLE


@pytest.mark.parametrize(
    ("path", "language", "words"),
    [
        ("/privacy", "en", "do not share or sell"),
        ("/privacy/en", "en", "do not share or sell"),
        ("/privacy/es", "es", "No compartimos"),
        ("/terms", "en", "Message and data rates may apply"),
        ("/terms/es", "es", "tarifas de mensajes y datos"),
    ],
)
def test_everybody_may_read_the_screens(world: World, path: str, language: str, words: str) -> None:
    """Without a signature, in each language, whole."""
    answer = world.web.get(path)
    assert answer.status_code == 200
    assert answer.mimetype == "text/html"
    assert f'<html lang="{language}">' in answer.text
    assert words in answer.text
    assert answer.text.count("<h1>") == 1
    assert answer.text.count("<main>") == 1


def test_screens_that_are_not_there_are_404(world: World) -> None:
    """A language without screens, a screen that is none."""
    for path in ("/privacy/ht", "/privacy/xx", "/imprint", "/privacy/"):
        assert world.web.get(path).status_code == 404


def test_the_screens_lead_to_each_other(world: World) -> None:
    """Every link of a screen leads to one, and names the language it leads to."""
    links = set(re.findall(r'href="([^"]+)"', world.web.get("/privacy").text))
    assert links == {"/terms/en", "/privacy/es"}
    assert all(world.web.get(link).status_code == 200 for link in links)
    assert 'hreflang="es" lang="es"' in world.web.get("/privacy").text


def test_the_screens_are_safe_and_may_be_kept_for_an_hour(world: World) -> None:
    """No script, nothing from elsewhere, no referrer, no cookie; asked again, the answer is short."""
    answer = world.web.get("/privacy")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers
    for foreign in ("<script", "src=", "http"):
        assert foreign not in answer.text
    assert f"<style>{STYLE}</style>" in answer.text
    again = world.web.get("/privacy", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_no_text_of_the_line_leads_to_them(world: World) -> None:
    """The screens name the agency: a link in a text would tell whoever reads the phone."""
    catalog = world.services.catalog
    entries = {(language, key): entry for language, every in catalog.entries.items() for key, entry in every.items()}
    for which, entry in entries.items():
        for template in entry.wordings.values():
            words = "".join(piece for piece in template if isinstance(piece, str)).lower()
            assert not any(part in words for part in ("http", "www.", "/privacy", "/terms")), which
