"""The private calendar of a worker: a secret address, answered to calendars that know no cookies and no names."""

from flask import Blueprint, Response, abort

from bot.reports.calendar import worker_calendar
from bot.store import feeds
from bot.store.engine import DatabaseTrouble
from bot.web.edge import Edge

HEADERS = {
    "Cache-Control": "private, max-age=900",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


def calendar_blueprint(edge: Edge) -> Blueprint:
    """Build the one address; a secret nobody has is as little there as any other wrong address."""
    blueprint = Blueprint("calendar", __name__)

    @blueprint.get("/calendar/<token>.ics")
    def calendar(token: str) -> Response:
        services = edge.services
        try:
            with services.store.read() as tx:
                worker = feeds.worker_of_token(tx, token)
                words = worker_calendar(tx, services, worker, services.clock.now()) if worker else None
        except DatabaseTrouble:
            return Response("Try again later.\n", 503, mimetype="text/plain")
        if words is None:
            abort(404)
        return Response(words, mimetype="text/calendar", headers=HEADERS)

    return blueprint
