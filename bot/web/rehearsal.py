"""The rehearsal's own web application: one screen, and the forms by which its phones, clock and faults are moved."""

from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Flask, Response, abort, render_template, request, url_for

from bot.rehearsal.cast import CAST, Player
from bot.rehearsal.stage import Rehearsal
from bot.web.edge import BODY_LIMIT
from bot.web.rehearsal_screen import jumps, look

LONGEST_TEXT = 1600
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
SAFE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def create_rehearsal_app(rehearsal: Rehearsal) -> Flask:
    """Build the application around a rehearsal; only `hearthline demo` does, the line itself never mounts it."""
    app = Flask(__name__, template_folder="templates", static_folder="static", static_url_path="/static")
    app.config["MAX_CONTENT_LENGTH"] = BODY_LIMIT
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.before_request(refuse_strangers)
    app.after_request(_with_safe_headers)
    _add_screen(app, rehearsal)
    _add_forms(app, rehearsal)
    return app


def refuse_strangers() -> Response | None:
    """Answer only this machine's own browser: no other name leads here, no other page presses buttons."""
    if urlsplit(f"//{request.host}").hostname not in LOOPBACK:
        return Response("The rehearsal answers to 127.0.0.1 and localhost only.\n", 403, mimetype="text/plain")
    if request.method not in {"GET", "HEAD"} and request.headers.get("Origin") != request.host_url.rstrip("/"):
        return Response("This form came from another page.\n", 403, mimetype="text/plain")
    return None


def _with_safe_headers(response: Response) -> Response:
    response.headers.update(SAFE_HEADERS)
    return response


def _add_screen(app: Flask, rehearsal: Rehearsal) -> None:
    @app.get("/")
    def screen() -> str:
        with rehearsal.lock:
            seen = look(rehearsal.stage)
        return render_template("rehearsal/page.html", screen=seen, longest=LONGEST_TEXT)


def _add_forms(app: Flask, rehearsal: Rehearsal) -> None:
    """Each form acts and leads back to the screen, so that it works without a script and a reload repeats nothing."""

    def form(rule: str) -> Callable[[Callable[[], str]], None]:
        def add(act: Callable[[], str]) -> None:
            def run() -> Response:
                with rehearsal.lock:
                    place = act()
                return Response(status=303, headers={"Location": url_for("screen", _anchor=place or None)})

            app.add_url_rule(rule, rule.strip("/"), run, methods=["POST"])

        return add

    @form("/text")
    def text() -> str:
        player = _player()
        words = request.form.get("words", "").replace("\x00", "").strip()
        if words:
            rehearsal.stage.says(player, words[:LONGEST_TEXT])
        return f"phone-{player.key}"

    @form("/clock")
    def clock() -> str:
        _, moment = jumps(rehearsal.stage).get(request.form.get("to", "")) or abort(400)
        rehearsal.stage.moves_to(moment)
        return ""

    @form("/carrier")
    def carrier() -> str:
        rehearsal.stage.carrier_goes(down=_choice("is", "down", "up"))
        return ""

    @form("/phone")
    def phone() -> str:
        rehearsal.stage.phone_goes(_player(), dead=_choice("gets", "nothing", "texts"))
        return ""

    @form("/again")
    def again() -> str:
        rehearsal.start_again()
        return ""


def _player() -> Player:
    """Return whose phone the form names; no other number can be texted from here."""
    return next((player for player in CAST if player.key == request.form.get("phone")), None) or abort(400)


def _choice(field: str, yes: str, no: str) -> bool:
    chosen = request.form.get(field)
    return chosen == yes if chosen in {yes, no} else abort(400)
