"""The routes of calls that need no row: the fixed phones, one after the other, and what each is asked."""

import logging
from collections.abc import Mapping

from flask import Blueprint, Response, request

from bot.calls.fixed_call import fixed_after, fixed_screen, fixed_screened
from bot.web.edge import Edge

BRIDGED = "true"
OURS = "outbound-api"
log = logging.getLogger(__name__)


def add_fixed_routes(blueprint: Blueprint, edge: Edge) -> None:
    """Add the addresses that the fixed documents lead to."""

    @blueprint.post("/fixed/<int:again>/<int:place>")
    def after_ring(again: int, place: int) -> Response:
        was_taken = request.form.get("DialBridged") == BRIDGED
        log.warning("A fixed phone was rung for a call", extra={"place": place, "was_taken": was_taken})
        return fixed(fixed_after(edge.services, place, again, was_taken=was_taken))

    @blueprint.post("/screen")
    def screen() -> Response:
        return fixed(fixed_screen(edge.services))

    @blueprint.post("/screened")
    def screened() -> Response:
        return fixed(fixed_screened(request.form.get("Digits", "")))


def fixed(document: str) -> Response:
    """Answer with a document."""
    return Response(document, mimetype="text/xml")


def is_ours(form: Mapping[str, str]) -> bool:
    """Whether the line itself placed this call; the carrier says so with each request."""
    return form.get("Direction") == OURS
