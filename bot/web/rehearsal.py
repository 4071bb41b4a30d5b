"""The rehearsal's own web application: scenes, free play, and the forms by which phones, clock and faults are moved."""

from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Flask, Response, abort, render_template, request, url_for

from bot.phone import for_people
from bot.rehearsal.cast import LINE
from bot.rehearsal.playing import Playing, Rehearsal
from bot.rehearsal.scenes import SCENES
from bot.rehearsal.script import Scene
from bot.web import rehearsal_calls
from bot.web.edge import BODY_LIMIT
from bot.web.rehearsal_forms import LONGEST_TEXT, is_chosen, player_named, words_written
from bot.web.rehearsal_scene import look_at
from bot.web.rehearsal_screen import jumps, look, parts_of

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
    _add_screens(app, rehearsal)
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


def _add_screens(app: Flask, rehearsal: Rehearsal) -> None:
    """Each screen only looks: asking for it again changes nothing."""

    @app.get("/")
    def front() -> str:
        return render_template("rehearsal/front.html", scenes=SCENES)

    @app.get("/play")
    def screen() -> str:
        with rehearsal.lock:
            seen = look(rehearsal.stage)
        return render_template(
            "rehearsal/play.html",
            screen=seen,
            parts=parts_of(seen),
            longest=LONGEST_TEXT,
            line_shown=for_people(LINE),
        )

    @app.get("/scene/<key>")
    def scene(key: str) -> str:
        named = _scene(key)
        with rehearsal.lock:
            playing = rehearsal.playing
            seen = look_at(playing, rehearsal.stage) if playing and playing.scene is named else None
        return render_template("rehearsal/scene.html", scene=named, screen=seen)


def _add_forms(app: Flask, rehearsal: Rehearsal) -> None:
    """Each form acts and leads back to a screen, so that it works without a script and a reload repeats nothing."""

    def add(rule: str, act: Callable[..., str]) -> None:
        def run(**named: str) -> Response:
            with rehearsal.lock:
                place = act(rehearsal, **named)
            return Response(status=303, headers={"Location": place})

        app.add_url_rule(rule, act.__name__, run, methods=["POST"])

    for act in (text, clock, carrier, phone, again, *rehearsal_calls.FORMS):
        add(f"/{act.__name__}", act)
    for of_scene in (play, step, rest):
        add(f"/scene/<key>/{of_scene.__name__}", of_scene)


def text(rehearsal: Rehearsal) -> str:
    """Let somebody write."""
    player = player_named()
    if words := words_written():
        rehearsal.stage.says(player, words)
    return url_for("screen", _anchor=f"phone-{player.key}")


def clock(rehearsal: Rehearsal) -> str:
    """Move the clock."""
    _, moment = jumps(rehearsal.stage).get(request.form.get("to", "")) or abort(400)
    rehearsal.stage.moves_to(moment)
    return url_for("screen")


def carrier(rehearsal: Rehearsal) -> str:
    """Cut the carrier off, or bring it back."""
    rehearsal.stage.carrier_goes(down=is_chosen("is", "down", "up"))
    return url_for("screen")


def phone(rehearsal: Rehearsal) -> str:
    """Let a phone get nothing, or texts again."""
    rehearsal.stage.phone_goes(player_named(), dead=is_chosen("gets", "nothing", "texts"))
    return url_for("screen")


def again(rehearsal: Rehearsal) -> str:
    """Begin free play anew."""
    rehearsal.start_again()
    return url_for("screen")


def play(rehearsal: Rehearsal, key: str) -> str:
    """Begin a scene."""
    rehearsal.play(_scene(key))
    return url_for("scene", key=key)


def step(rehearsal: Rehearsal, key: str) -> str:
    """Let the scene go on by the step the form names, if it is the next one."""
    playing, number = _playing(rehearsal, key), request.form.get("number", type=int)
    if playing is not None and number is not None:
        playing.goes_on(number)
    return url_for("scene", key=key)


def rest(rehearsal: Rehearsal, key: str) -> str:
    """Let the scene rest, or go on by itself."""
    is_resting = is_chosen("is", "resting", "playing")
    if (playing := _playing(rehearsal, key)) is not None:
        playing.is_resting = is_resting
    return url_for("scene", key=key)


def _scene(key: str) -> Scene:
    return next((scene for scene in SCENES if scene.key == key), None) or abort(404)


def _playing(rehearsal: Rehearsal, key: str) -> Playing | None:
    """Return the scene of that name if it is the one being played: another window may have begun another."""
    scene = _scene(key)
    return rehearsal.playing if rehearsal.playing and rehearsal.playing.scene is scene else None
