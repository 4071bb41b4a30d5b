"""Serves the recorded words to the carrier, which fetches what it plays without a signature."""

from flask import Blueprint, Response, request

from bot.web.edge import Edge

HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""A sound keeps its name for good: another one has another name."""


def recordings_blueprint(edge: Edge) -> Blueprint:
    """Build the address of the recordings: the same for everybody, and told to nobody who does not call."""
    blueprint = Blueprint("recordings", __name__)

    @blueprint.get("/said/<name>.mp3")
    def said(name: str) -> Response:
        sound = edge.services.recordings.named(name)
        if sound is None:
            return Response("No such recording.", 404, mimetype="text/plain")
        response = Response(sound, mimetype="audio/mpeg", headers=HEADERS)
        response.set_etag(name)
        response.make_conditional(request, accept_ranges=True, complete_length=len(sound))
        return response

    return blueprint
