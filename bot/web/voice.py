"""Calls from the carrier: every step of one is checked, parsed once, taken, and answered with what is to be heard."""

import logging
from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime

from flask import Blueprint, Response, request

from bot.calls.calling import AnotherCall, Arrived, arrives, hears, is_answered, is_joined, pass_on_broken
from bot.calls.fixed_call import fixed_call, fixed_lost, fixed_outbound, fixed_wait
from bot.calls.placing import progress
from bot.model.calls import (
    Began,
    CallHeard,
    CameBack,
    HungUp,
    Pressed,
    Recorded,
    Silent,
    Spoke,
    TalkOver,
)
from bot.phone import parse_sender
from bot.store import alarms
from bot.store.engine import DatabaseTrouble
from bot.telephony.calls import CallStatus
from bot.telephony.twiml import EMPTY_CALL
from bot.web.edge import Edge, is_from_carrier
from bot.web.in_time import TooLate
from bot.web.sms import FORGED_BEFORE_ALARM, note_forgery
from bot.web.voice_fixed import add_fixed_routes, fixed, is_ours
from bot.web.voice_messages import add_message_routes

LARGEST_KEY = 2**63 - 1
LONGEST_KEYS, LONGEST_WORDS, LONGEST_SID = 32, 2000, 64
MOST_SECONDS = 24 * 3600
BROKE = "call_crash"
FOR_AN_HOUR = 720
"""Tries to keep a message that was left while the database is gone: the carrier tells of it once."""
JOINED = frozenset({"bridged", "redirected-from-bridged"})
TALKED = frozenset({"completed", "answered"})
log = logging.getLogger(__name__)


def voice_blueprint(edge: Edge) -> Blueprint:
    """Build the routes of calls: one that comes in, the steps of one, and how one of ours goes."""
    blueprint = Blueprint("voice", __name__, url_prefix="/twilio/voice")
    forged: deque[datetime] = deque(maxlen=FORGED_BEFORE_ALARM)

    @blueprint.before_request
    def refuse_forgeries() -> Response | None:
        if is_from_carrier(edge, request):
            return None
        note_forgery(edge, forged)
        return Response("Signature missing or wrong.", 403, mimetype="text/plain")

    @blueprint.post("", defaults={"again": 0})
    @blueprint.post("/again/<int:again>")
    def call_comes_in(again: int) -> Response:
        return answer_call(edge, again)

    @blueprint.post("/<int:key>/<int:number>", defaults={"again": 0})
    @blueprint.post("/<int:key>/<int:number>/again/<int:again>")
    def step(key: int, number: int, again: int) -> Response:
        heard = parse_heard(request.form, is_first=number == 0)
        return answer_step(edge, key, number, heard, again)

    @blueprint.post("/status", defaults={"key": None})
    @blueprint.post("/status/<int:key>")
    def call_progress(key: int | None) -> Response:
        return answer_progress(edge, key)

    add_queue_routes(blueprint, edge)
    add_message_routes(blueprint, edge)
    add_fixed_routes(blueprint, edge)
    return blueprint


def add_queue_routes(blueprint: Blueprint, edge: Edge) -> None:
    """Add what the carrier asks about a caller's queue: what is heard there, who was joined, how they came out."""

    @blueprint.post("/<int:key>/wait", defaults={"again": 0})
    @blueprint.post("/<int:key>/wait/again/<int:again>")
    def wait(key: int, again: int) -> Response:
        return answer_step(edge, key, None, Began(), again, is_waiting=True)

    @blueprint.post("/<int:key>/wait/<int:number>")
    def chosen_in_queue(key: int, number: int) -> Response:
        heard = parse_heard(request.form, is_first=False)
        return answer_step(edge, key, number, heard, is_waiting=True)

    @blueprint.post("/<int:key>/left/<int:number>")
    def left(key: int, number: int) -> Response:
        return answer_step(edge, key, number, parse_left(request.form))

    @blueprint.post("/<int:key>/joined/<int:ring>")
    def joined(key: int, ring: int) -> Response:
        return taken(edge, lambda: is_joined(edge.services, key, ring))

    @blueprint.post("/<int:key>/answered")
    def answered(key: int) -> Response:
        return taken(edge, lambda: is_answered(edge.services, key))


def answer_call(edge: Edge, again: int = 0) -> Response:
    """Answer a call that comes in; a repeat of it hears the same."""
    sid, raw = request.form.get("CallSid", "").replace("\x00", ""), request.form.get("From", "")
    if not sid:
        return Response("CallSid is missing.", 400, mimetype="text/plain")
    now, sender = edge.services.clock.now(), parse_sender(raw)
    arrived = Arrived(sid=sid[:LONGEST_SID], sender=sender, at=now, is_back=again > 0)
    return spoken(edge, lambda: arrives(edge.services, arrived), lambda: fixed_call(edge.services, again))


def answer_step(
    edge: Edge, key: int, number: int | None, heard: CallHeard, again: int = 0, *, is_waiting: bool = False
) -> Response:
    """Answer one step of a call; `is_waiting`: what is heard in a queue, where nothing may be dialled."""
    if key > LARGEST_KEY:
        return Response("No such call.", 404, mimetype="text/plain")
    sid = request.form.get("CallSid", "").replace("\x00", "")[:LONGEST_SID]
    return spoken(
        edge,
        lambda: hears(edge.services, key, number, heard, sid),
        lambda: fixed_wait(edge.services, key, again) if is_waiting else _without_rows(edge, key, number or 0, again),
        key,
        is_waiting=is_waiting,
        tries=FOR_AN_HOUR if isinstance(heard, Recorded) else 1,
    )


def _without_rows(edge: Edge, key: int, number: int, again: int) -> str:
    """Return the fixed document of a step: for whom the line has called, for whoever called."""
    if is_ours(request.form):
        return fixed_outbound(edge.services, key, number, again)
    return fixed_call(edge.services, again)


def spoken(
    edge: Edge,
    step: Callable[[], str | None],
    otherwise: Callable[[], str],
    key: int | None = None,
    *,
    is_waiting: bool = False,
    tries: int = 1,
) -> Response:
    """Answer with what a step says; without a database, or where the step broke, with the fixed words and phones."""

    def taken_whole() -> str | None:
        said = step()
        edge.wake()  # also where the caller was answered without it
        return said

    try:
        said = edge.calls_in.do(taken_whole, tries=tries)
    except DatabaseTrouble as trouble:
        log.error(  # noqa: TRY400
            "The database did not answer; a call was answered with the fixed words",
            extra={"in_time": not isinstance(trouble, TooLate)},
        )
        return fixed(otherwise())
    except AnotherCall:
        return Response("No such call.", 404, mimetype="text/plain")
    except Exception:
        log.exception("A step of a call broke; it was answered with the fixed words")
        _tell_broken(edge, key)
        return fixed(otherwise())
    if said is None:
        log.error("A step of a call came in whose row is not there; whoever called begins anew")
        return fixed(fixed_lost(edge.services, is_outbound=is_ours(request.form), is_waiting=is_waiting))
    return fixed(said or EMPTY_CALL)


def _tell_broken(edge: Edge, key: int | None) -> None:
    """Let the staff know that a step broke, and a person of its caller: the carrier goes on without us.

    What broke the step may break this too, and the caller is to be answered all the same.
    """

    def raised() -> None:
        with edge.services.store.write() as tx:
            alarms.raise_alarm(tx, BROKE, "", edge.services.clock.now())
        if key is not None:
            pass_on_broken(edge.services, key)

    try:
        edge.calls_in.do(raised)
    except DatabaseTrouble:
        log.error("An alarm about a broken call could not be written")  # noqa: TRY400
    except Exception:
        log.exception("No person could be told of a caller whose step broke")


def taken(edge: Edge, note: Callable[[], None]) -> Response:
    """Take note of something that wants no words."""
    try:
        edge.calls_in.do(note)
    except DatabaseTrouble:
        log.error("The database did not answer; it is not noted in time that a caller was joined")  # noqa: TRY400
    edge.wake()
    return Response(EMPTY_CALL, mimetype="text/xml")


def answer_progress(edge: Edge, key: int | None) -> Response:
    """Take the carrier's word on how a call goes: one of ours, or one that came in and is over."""
    said, sid = request.form.get("CallStatus", ""), request.form.get("CallSid", "").replace("\x00", "")[:LONGEST_SID]
    try:
        status = CallStatus(said)
    except ValueError:
        log.warning("A call with an unknown status was reported", extra={"status": said[:24]})
        return Response(status=204)
    if key is not None and key > LARGEST_KEY:
        return Response("No such call.", 404, mimetype="text/plain")
    try:
        known = edge.calls_in.do(lambda: progress(edge.services, key, sid, status))
    except DatabaseTrouble:
        return Response("The database does not answer.", 503, mimetype="text/plain")
    if not known:
        log.warning("A call that is none of ours was reported", extra={"status": status})
    edge.wake()
    return Response(status=204)


def parse_heard(form: Mapping[str, str], *, is_first: bool) -> CallHeard:
    """Read what the carrier heard; a field that is missing or no number makes no exception, only less."""
    if form.get("RecordingSid") or form.get("RecordingUrl"):
        sid = form.get("RecordingSid") or form.get("RecordingUrl", "").rsplit("/", 1)[-1]
        return Recorded(sid.replace("\x00", "")[:LONGEST_SID], _seconds(form.get("RecordingDuration", "")))
    if "DialCallStatus" in form:
        has_talked = form["DialCallStatus"] in TALKED
        return TalkOver(max(1, _seconds(form.get("DialCallDuration", ""))) if has_talked else 0)
    if form.get("CallStatus") == CallStatus.COMPLETED:
        return HungUp()
    if words := form.get("SpeechResult", "").replace("\x00", "").strip():
        return Spoke(words[:LONGEST_WORDS])
    if keys := "".join(one for one in form.get("Digits", "") if one in "0123456789*#")[:LONGEST_KEYS]:
        return Pressed(keys)
    return Began() if is_first else Silent()


def parse_left(form: Mapping[str, str]) -> CallHeard:
    """Read how a caller came out of their queue."""
    result = form.get("QueueResult", "")
    if result == "hangup" or form.get("CallStatus") == CallStatus.COMPLETED:
        return HungUp()
    return CameBack(was_joined=result in JOINED, has_failed=result not in JOINED | {"leave"})


def _seconds(text: str) -> int:
    return min(int(text), MOST_SECONDS) if text.isdecimal() and len(text) < 7 else 0  # noqa: PLR2004
