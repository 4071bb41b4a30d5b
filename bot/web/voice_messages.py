"""Messages left on a call: the sound for a worker who may hear it, the words that the carrier's machine wrote down."""

import logging

from flask import Blueprint, Response, request

from bot.calls.staff_line import sound_for
from bot.calls.voicemail_words import written
from bot.store.engine import DatabaseTrouble
from bot.web.edge import Edge

LARGEST_KEY = 2**63 - 1
LONGEST_WORDS, LONGEST_SID = 4000, 64
COMPLETED = "completed"
log = logging.getLogger(__name__)


def add_message_routes(blueprint: Blueprint, edge: Edge) -> None:
    """Add the routes of messages to those of calls."""

    @blueprint.route("/<int:key>/message/<int:message>", methods=["GET", "POST"])
    def message(key: int, message: int) -> Response:
        return answer_message(edge, key, message)

    @blueprint.post("/<int:key>/written")
    def written_down(key: int) -> Response:
        return answer_written(edge, key)


def answer_message(edge: Edge, key: int, message: int) -> Response:
    """Answer with a message that was left, to the call of a worker who may hear it just now."""
    if max(key, message) > LARGEST_KEY:
        return Response("No such message.", 404, mimetype="text/plain")
    try:
        sound = sound_for(edge.services, key, message)
    except DatabaseTrouble:
        return Response("The database does not answer.", 503, mimetype="text/plain")
    if sound is None:
        return Response("No such message.", 404, mimetype="text/plain")
    return Response(sound, mimetype="audio/mpeg", headers={"Cache-Control": "no-store"})


def answer_written(edge: Edge, key: int) -> Response:
    """Take what the carrier wrote down of a message; it comes again where we cannot keep it."""
    sid = request.form.get("RecordingSid", "").replace("\x00", "")[:LONGEST_SID]
    words = request.form.get("TranscriptionText", "").replace("\x00", "").strip()[:LONGEST_WORDS]
    is_done = request.form.get("TranscriptionStatus", COMPLETED) == COMPLETED
    if not sid or key > LARGEST_KEY:
        return Response("RecordingSid is missing.", 400, mimetype="text/plain")
    try:
        is_known = written(edge.services, key, sid, words if is_done else "")
    except DatabaseTrouble:
        return Response("The database does not answer.", 503, mimetype="text/plain")
    if not is_known:
        log.warning("The words of a message that is none of ours came")
    edge.wake()
    return Response(status=204)
