"""The public screens about privacy and terms: plain, without script, the same for everybody."""

import base64
import hashlib
from pathlib import Path

from flask import Blueprint, Response, abort, make_response, render_template, request

from bot.model.people import Language
from bot.public import Booklets, ScreenName
from bot.web.edge import Edge

STYLE = (Path(__file__).parent / "templates/public/screen.css").read_text("utf-8")
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Cache-Control": "public, max-age=3600",
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def public_blueprint(edge: Edge) -> Blueprint:
    """Build the addresses of the public screens: in the line's first language, and in each behind its code."""
    blueprint = Blueprint("public", __name__, template_folder="templates")

    def show(name: ScreenName, code: str | None) -> Response:
        booklets = edge.services.booklets
        language = language_of(code, edge.services.program.fallback_language, booklets)
        if language is None:
            abort(404)
        words = render_template("public/screen.html", name=name, language=language, booklets=booklets, style=STYLE)
        response = make_response(words)
        response.headers.update(HEADERS)
        response.add_etag()
        response.make_conditional(request)
        return response

    for name in ScreenName:
        blueprint.add_url_rule(f"/{name}", name, show, defaults={"name": name, "code": None})
        blueprint.add_url_rule(f"/{name}/<code>", name, show, defaults={"name": name})
    return blueprint


def language_of(code: str | None, first: Language, booklets: Booklets) -> Language | None:
    """Return the language asked for; without one the line's own, else English; None if there is no screen in it."""
    wanted = (code,) if code else (first, Language.ENGLISH)
    return next((language for name in wanted for language in booklets if language == name), None)
