"""Texts and receipts from the carrier: checked, parsed once, handed on; the webhook itself answers nothing."""

import logging
from collections import deque
from datetime import datetime, timedelta

from flask import Blueprint, Response, request

from bot.inbound import keep_unread, receive
from bot.model.messages import Inbound, Source
from bot.phone import parse_sender
from bot.receipts import receive_receipt
from bot.store import alarms
from bot.store.engine import DatabaseTrouble
from bot.telephony.protocol import ReceiptStatus
from bot.telephony.twiml import fixed_answer
from bot.web.edge import EMPTY, Edge, is_from_carrier

FORGED = "bad_signatures"
FORGED_BEFORE_ALARM = 5
LARGEST_KEY = 2**63 - 1
FORGED_WITHIN = timedelta(minutes=10)
log = logging.getLogger(__name__)


def sms_blueprint(edge: Edge) -> Blueprint:
    """Build the routes of inbound texts and message receipts."""
    blueprint = Blueprint("sms", __name__, url_prefix="/twilio/sms")
    forged: deque[datetime] = deque(maxlen=FORGED_BEFORE_ALARM)

    @blueprint.before_request
    def refuse_forgeries() -> Response | None:
        if is_from_carrier(edge, request):
            return None
        note_forgery(edge, forged)
        return Response("Signature missing or wrong.", 403, mimetype="text/plain")

    @blueprint.post("")
    def inbound_text() -> Response:
        return answer_text(edge)

    @blueprint.post("/status", defaults={"outbound_key": None})
    @blueprint.post("/status/<int:outbound_key>")
    def message_receipt(outbound_key: int | None) -> Response:
        return answer_receipt(edge, outbound_key)

    return blueprint


def answer_text(edge: Edge) -> Response:
    """Take one text: kept and answered through the outbox, or passed on unread if the turn breaks."""
    received = parse_inbound(edge)
    if received is None:
        return Response("MessageSid and From are missing.", 400, mimetype="text/plain")
    try:
        receive(edge.services, received)
    except DatabaseTrouble:
        return without_database(edge)
    except Exception:
        log.exception("A turn broke; the text is kept and passed on unread")
        try:
            keep_unread(edge.services, received)
        except Exception:
            log.exception("A text could not be kept; it is fetched from the carrier's list later")
            return without_database(edge)
    edge.wake()
    return Response(EMPTY, mimetype="text/xml")


def parse_inbound(edge: Edge) -> Inbound | None:
    """Read the carrier's form; a field that is missing or no number makes no exception, only less."""
    form = request.form
    sid, raw = form.get("MessageSid") or form.get("SmsSid", ""), form.get("From", "")
    if not sid or not raw:
        return None
    media = form.get("NumMedia", "0")
    return Inbound(
        message_sid=sid.replace("\x00", "")[:64],
        sender=parse_sender(raw),
        sender_raw=raw[:128],
        body=form.get("Body", "").replace("\x00", ""),
        media_count=int(media) if media.isdecimal() and len(media) < 4 else 0,  # noqa: PLR2004
        received_at=edge.services.clock.now(),
        source=Source.WEBHOOK,
    )


def without_database(edge: Edge) -> Response:
    """Answer by ourselves while the database is gone: fixed neutral words with 911 and 988."""
    log.error("The database did not answer; a text was answered with the fixed words and is fetched later")
    return Response(fixed_answer(edge.services.catalog.in_every_language("help.fixed")), mimetype="text/xml")


def answer_receipt(edge: Edge, outbound_key: int | None) -> Response:
    """Take one receipt; unknown statuses and texts are noted in the log and answered all the same."""
    form = request.form
    if outbound_key is not None and outbound_key > LARGEST_KEY:
        return Response("No such text.", 404, mimetype="text/plain")
    sid, said = form.get("MessageSid", "").replace("\x00", ""), form.get("MessageStatus", "")
    code = form.get("ErrorCode", "")
    try:
        status = ReceiptStatus(said)
    except ValueError:
        log.warning("A receipt with an unknown status came in", extra={"status": said[:24]})
        return Response(status=204)
    try:
        error_code = int(code) if code.isdecimal() and len(code) < 7 else None  # noqa: PLR2004
        known = receive_receipt(edge.services, outbound_key, sid[:64], status, error_code)
    except DatabaseTrouble:
        return Response("The database does not answer.", 503, mimetype="text/plain")
    if not known:
        log.warning("A receipt for no text of ours came in", extra={"status": status})
    edge.wake()
    return Response(status=204)


def note_forgery(edge: Edge, forged: deque[datetime]) -> None:
    """Raise an alarm once several requests in a row had no good signature; nothing of them is kept."""
    now = edge.services.clock.now()
    forged.append(now)
    log.warning("A request without a good signature was refused", extra={"path": request.path})
    if len(forged) < FORGED_BEFORE_ALARM or now - forged[0] > FORGED_WITHIN:
        return
    forged.clear()
    try:
        with edge.services.store.write() as tx:
            alarms.raise_alarm(tx, FORGED, "", now)
    except DatabaseTrouble:
        log.error("An alarm about forged requests could not be written")  # noqa: TRY400
