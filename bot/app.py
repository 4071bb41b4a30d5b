"""create_app: the blueprints of the line, its limits and its error answers."""

import logging

from flask import Flask, Response
from werkzeug.exceptions import RequestEntityTooLarge

from bot.web.calendar import calendar_blueprint
from bot.web.edge import BODY_LIMIT, Edge
from bot.web.health import health_blueprint
from bot.web.metrics import metrics_blueprint
from bot.web.public import public_blueprint
from bot.web.recordings import recordings_blueprint
from bot.web.sms import sms_blueprint
from bot.web.voice import voice_blueprint

log = logging.getLogger(__name__)


def create_app(edge: Edge) -> Flask:
    """Build the web application of the line; the rehearsal adds its own screens from outside."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = BODY_LIMIT
    app.config["MAX_FORM_MEMORY_SIZE"] = BODY_LIMIT
    app.register_blueprint(sms_blueprint(edge))
    app.register_blueprint(voice_blueprint(edge))
    app.register_blueprint(recordings_blueprint(edge))
    app.register_blueprint(health_blueprint(edge))
    app.register_blueprint(public_blueprint(edge))
    app.register_blueprint(metrics_blueprint(edge))
    app.register_blueprint(calendar_blueprint(edge))

    @app.errorhandler(RequestEntityTooLarge)
    def too_large(_error: RequestEntityTooLarge) -> Response:
        return Response("A request may not be larger than 64 kB.", 413, mimetype="text/plain")

    return app
