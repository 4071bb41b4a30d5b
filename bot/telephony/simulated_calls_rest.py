"""The simulated carrier of calls behind the real one's REST API, in the real resources' shapes."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from bot.model.phones import Phone
from bot.telephony.calls import CallStatus, CallToPlace
from bot.telephony.failures import PermanentFailure
from bot.telephony.simulated_call import SimulatedCall, listed_status
from bot.telephony.simulated_calls import SimulatedCalls
from bot.telephony.simulated_queues import LONGEST_QUEUE, Queue
from bot.telephony.simulated_texts import API_VERSION

LARGEST_PAGE = 1000
USUAL_PAGE = 50
USUAL_RING = "60"

Fields = Sequence[tuple[str, str]]
Resource = dict[str, Any]
Found = tuple[HTTPStatus, Resource | bytes | None]

_NOT_FOUND, _NO_RECEIVER, _NOT_OURS, _NO_ADDRESS, _NOT_ON, _NOT_EMPTY = 20404, 21201, 21210, 21205, 21220, 22003


def call_answer(calls: SimulatedCalls, method: str, path: str, fields: Fields) -> Found:
    """Answer a request about calls, queues or recordings. Raises a `CarrierFailure` with the carrier's code."""
    ours = rf"/{API_VERSION}/Accounts/{calls.account_sid}"
    found = re.fullmatch(rf"{ours}/(Calls|Queues|Recordings)(?:/([A-Z]{{2}}\w{{32}}))?\.(json|mp3)", path)
    if found is None:
        raise _refused(_NOT_FOUND)
    kind, sid, _ = found.groups()
    match method, kind, sid:
        case "POST", "Calls", None:
            return HTTPStatus.CREATED, _create(calls, fields)
        case "POST", "Calls", sid:
            return HTTPStatus.OK, _update(calls, sid, dict(fields))
        case "GET", "Calls", None:
            return HTTPStatus.OK, _page(path, fields, "calls", _listed(calls, dict(fields)))
        case "GET", "Calls", sid:
            return HTTPStatus.OK, call_resource(_one(calls, sid), calls.account_sid)
        case "GET", "Queues", None:
            return HTTPStatus.OK, _page(path, fields, "queues", _queues(calls))
        case "DELETE", "Queues", sid:
            return _drop(calls, sid)
        case "GET", "Recordings", sid:
            return _sound(calls, sid)
        case "DELETE", "Recordings", sid:
            return _forget(calls, sid)
        case _:
            raise _refused(20004)


def _create(calls: SimulatedCalls, fields: Fields) -> Resource:
    form = dict(fields)
    if not form.get("To"):
        raise _refused(_NO_RECEIVER)
    if form.get("From") != calls.line.e164:
        raise _refused(_NOT_OURS)
    if not form.get("Url", "").startswith("http"):
        raise _refused(_NO_ADDRESS)
    call = CallToPlace(
        to=Phone(form["To"]),
        asks=form["Url"],
        progress_to=form.get("StatusCallback", ""),
        rings_for=timedelta(seconds=int(form.get("Timeout", USUAL_RING))),
    )
    events = frozenset(value for name, value in fields if name == "StatusCallbackEvent") or frozenset({"completed"})
    return call_resource(calls.take(call, events), calls.account_sid)


def _update(calls: SimulatedCalls, sid: str, form: Mapping[str, str]) -> Resource:
    """End a call or send it elsewhere; one that is over, or not yet on, is refused as the real carrier does."""
    call = _one(calls, sid)
    if call.is_over:
        raise _refused(_NOT_ON)
    if "Status" in form:
        if form["Status"] == CallStatus.COMPLETED or call.answered_at is None:
            calls.end_call(sid)
    elif not calls.redirect_call(sid, form.get("Url", "")):
        raise _refused(_NOT_ON)
    return call_resource(call, calls.account_sid)


def _listed(calls: SimulatedCalls, query: Mapping[str, str]) -> list[Resource]:
    return [call_resource(call, calls.account_sid) for call in calls.record() if _matches(call, query)]


def _matches(call: SimulatedCall, query: Mapping[str, str]) -> bool:
    """Apply the filters of the real list; a call that has not begun fits no filter by time."""
    if query.get("To", call.called_to) != call.called_to or query.get("From", call.called_from) != call.called_from:
        return False
    if "StartTime>" not in query:
        return True
    begun = _begun_at(call)
    return begun is not None and begun.date() >= date.fromisoformat(query["StartTime>"][:10])


def _begun_at(call: SimulatedCall) -> datetime | None:
    return None if call.status is CallStatus.QUEUED else call.answered_at or call.created_at


def _drop(calls: SimulatedCalls, sid: str) -> Found:
    queue = next((queue for queue in calls.queues() if queue.sid == sid), None)
    if queue is None:
        raise _refused(_NOT_FOUND)
    if queue.waiting:
        raise _refused(_NOT_EMPTY)
    calls.drop_queue(queue.name)
    return HTTPStatus.NO_CONTENT, None


def _sound(calls: SimulatedCalls, sid: str) -> Found:
    sound = calls.recording(sid)
    if sound is None:
        raise _refused(_NOT_FOUND)
    return HTTPStatus.OK, sound


def _forget(calls: SimulatedCalls, sid: str) -> Found:
    is_there = calls.has_recording(sid)
    calls.forget_recording(sid)
    if not is_there:
        raise _refused(_NOT_FOUND)
    return HTTPStatus.NO_CONTENT, None


def _one(calls: SimulatedCalls, sid: str) -> SimulatedCall:
    found = calls.record(sid)
    if not found:
        raise _refused(_NOT_FOUND)
    return found[0]


def _page(path: str, fields: Fields, name: str, found: Sequence[Resource]) -> Resource:
    """Show one page of a list, and where the next one is."""
    query = dict(fields)
    size, page = min(int(query.get("PageSize", USUAL_PAGE)), LARGEST_PAGE), int(query.get("Page", 0))
    first = page * size
    shown = found[first : first + size]

    def uri(number: int) -> str:
        return f"{path}?{urlencode({**query, 'PageSize': size, 'Page': number})}"

    return {
        "first_page_uri": uri(0),
        "previous_page_uri": uri(page - 1) if page else None,
        "uri": uri(page),
        "next_page_uri": uri(page + 1) if first + size < len(found) else None,
        "page": page,
        "page_size": size,
        "start": first,
        "end": first + max(len(shown) - 1, 0),
        name: list(shown),
    }


def call_resource(call: SimulatedCall, account_sid: str) -> Resource:
    """Give a call the shape of the API's Call resource."""
    uri = f"/{API_VERSION}/Accounts/{account_sid}/Calls/{call.sid}"
    return {
        "account_sid": account_sid,
        "answered_by": None,
        "api_version": API_VERSION,
        "caller_name": None,
        "date_created": _rfc_2822(call.created_at),
        "date_updated": _rfc_2822(call.ended_at or call.created_at),
        "direction": call.direction.value,
        "duration": str(call.seconds(call.ended_at)) if call.ended_at else None,
        "end_time": _rfc_2822(call.ended_at),
        "forwarded_from": None,
        "from": call.called_from,
        "from_formatted": call.called_from,
        "group_sid": None,
        "parent_call_sid": call.parent.sid if call.parent else None,
        "phone_number_sid": None,
        "price": None,
        "price_unit": "USD",
        "queue_time": "0",
        "sid": call.sid,
        "start_time": _rfc_2822(_begun_at(call)),
        "status": listed_status(call).value,
        "subresource_uris": {"recordings": f"{uri}/Recordings.json"},
        "to": call.called_to,
        "to_formatted": call.called_to,
        "trunk_sid": None,
        "uri": f"{uri}.json",
    }


def _queues(calls: SimulatedCalls) -> list[Resource]:
    return [_queue_resource(queue, calls.account_sid) for queue in calls.queues()]


def _queue_resource(queue: Queue, account_sid: str) -> Resource:
    return {
        "account_sid": account_sid,
        "average_wait_time": 0,
        "current_size": len(queue.waiting),
        "date_created": _rfc_2822(queue.created_at),
        "date_updated": _rfc_2822(queue.created_at),
        "friendly_name": queue.name,
        "max_size": LONGEST_QUEUE,
        "sid": queue.sid,
        "uri": f"/{API_VERSION}/Accounts/{account_sid}/Queues/{queue.sid}.json",
    }


def _refused(code: int) -> PermanentFailure:
    return PermanentFailure("The carrier refused the request", code)


def _rfc_2822(moment: datetime | None) -> str | None:
    return None if moment is None else format_datetime(moment.astimezone(UTC))
