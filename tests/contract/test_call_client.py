"""What the real client asks about calls, and what it makes of answers that no simulated carrier gives."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from contract.call_carriers import ASKS, PROGRESS, a_call, a_call_client, a_call_network
from contract.carriers import ACCOUNT, LINE, MOTHER, START, MovableClock, a_network, serving
from contract.test_openapi import Recorder, as_json_schema, description_path
from contract.test_twilio_client import HTML, Canned

from bot.telephony.calls import CallStatus
from bot.telephony.failures import CarrierFailure, PermanentFailure, TemporaryFailure, UnknownOutcome
from bot.telephony.simulated_rest import rest_app

CALL = "CA" + "0" * 31 + "9"
QUEUE = "QU" + "0" * 31 + "9"
RECORDING = "RE" + "0" * 31 + "9"
OURS = f"/2010-04-01/Accounts/{ACCOUNT}"


@pytest.fixture
def canned() -> Canned:
    """A server's one answer, to be changed by the test."""
    return Canned(body=json.dumps({"sid": CALL, "status": "queued"}))


@pytest.fixture
def url(canned: Canned) -> Iterator[str]:
    """The address of the server with one answer."""
    with serving(canned) as (address, _):
        yield address


def test_a_call_carries_exactly_what_it_needs(url: str, canned: Canned) -> None:
    """Numbers, two addresses, four steps, how long it may ring; nothing that listens for a machine."""
    assert a_call_client(url).place_call(a_call(rings_for=20.9)).sid == CALL
    assert canned.asked == [
        (
            "POST",
            f"{OURS}/Calls.json",
            {
                "To": [MOTHER.e164],
                "From": [LINE.e164],
                "Url": [ASKS],
                "Method": ["POST"],
                "StatusCallback": [PROGRESS],
                "StatusCallbackMethod": ["POST"],
                "StatusCallbackEvent": ["initiated", "ringing", "answered", "completed"],
                "Timeout": ["20"],
            },
        )
    ]


@pytest.mark.parametrize(("rings_for", "seconds"), [(0, "1"), (9999, "600")])
def test_a_ring_stays_within_what_the_carrier_takes(url: str, canned: Canned, rings_for: float, seconds: str) -> None:
    """Between a second and ten minutes."""
    a_call_client(url).place_call(a_call(rings_for=rings_for))
    assert canned.asked[0][2]["Timeout"] == [seconds]


def test_a_call_is_changed_in_one_request(url: str, canned: Canned) -> None:
    """Ended or sent elsewhere."""
    canned.status = "200 OK"
    client = a_call_client(url)
    client.end_call(CALL)
    assert client.redirect_call(CALL, ASKS)
    place = f"{OURS}/Calls/{CALL}.json"
    assert canned.asked == [
        ("POST", place, {"Status": ["completed"]}),
        ("POST", place, {"Url": [ASKS], "Method": ["POST"]}),
    ]


@pytest.mark.parametrize("code", [20404, 21220])
def test_what_is_over_or_gone_is_left_alone(url: str, canned: Canned, code: int) -> None:
    """Ending it does nothing, sending it elsewhere says so."""
    canned.status, canned.body = "400 Bad Request", json.dumps({"code": code})
    client = a_call_client(url)
    client.end_call(CALL)
    client.forget_recording(RECORDING)
    assert not client.redirect_call(CALL, ASKS)


@pytest.mark.parametrize(
    ("status", "body", "failure"),
    [
        ("401 Unauthorized", "{}", PermanentFailure),
        ("429 Too Many Requests", "{}", TemporaryFailure),
        ("500 Internal Server Error", "{}", UnknownOutcome),
        ("502 Bad Gateway", HTML, UnknownOutcome),
        ("201 Created", "{}", UnknownOutcome),
        ("400 Bad Request", '{"code": 21211, "message": "+12025550101"}', PermanentFailure),
    ],
)
def test_a_failure_is_one_of_three(url: str, canned: Canned, status: str, body: str, failure: type) -> None:
    """As with texts, and without the carrier's words."""
    canned.status, canned.body = status, body
    with pytest.raises(CarrierFailure) as failed:
        a_call_client(url).place_call(a_call())
    assert type(failed.value) is failure
    assert "2025550101" not in str(failed.value)


def test_a_status_invented_since_claims_the_least(url: str, canned: Canned) -> None:
    """The call's identity is learnt all the same."""
    canned.body = json.dumps({"sid": CALL, "status": "teleported"})
    assert a_call_client(url).place_call(a_call()).status is CallStatus.QUEUED


@pytest.mark.parametrize("body", ['{"calls": [{"sid": "CA1", "direction": "outbound-api"}]}', '{"calls": null}'])
def test_a_list_that_cannot_be_read_may_be_asked_for_again(url: str, canned: Canned, body: str) -> None:
    """An unforeseen shape is never a shorter list."""
    canned.status, canned.body = "200 OK", body
    with pytest.raises(TemporaryFailure):
        a_call_client(url).placed_calls(MOTHER, START)


def test_lists_are_asked_for_by_day_and_without(url: str, canned: Canned) -> None:
    """One that still waits in the carrier's queue has no start; the day has an hour to spare."""
    canned.status, canned.body = "200 OK", '{"calls": []}'
    a_call_client(url).placed_calls(MOTHER, START.replace(hour=0, minute=20))
    common = {"To": [MOTHER.e164], "From": [LINE.e164], "PageSize": ["1000"]}
    assert [fields for _, _, fields in canned.asked] == [{**common, "StartTime>": ["2026-03-01"]}, common]


def test_a_queue_that_was_entered_meanwhile_is_left_alone(url: str, canned: Canned) -> None:
    """It was empty when asked about and is refused to be deleted; only one that is still empty is a failure."""
    sizes = iter([0, 3, 0, 0])

    class Filling(Canned):
        def __call__(self, environ: Any, start_response: Any) -> Any:  # noqa: ANN401 - the library's types
            if environ["REQUEST_METHOD"] == "GET":
                self.status = "200 OK"
                row = {"sid": QUEUE, "friendly_name": "KB", "current_size": next(sizes)}
                self.body = json.dumps({"queues": [row]})
            else:
                self.status, self.body = "400 Bad Request", '{"code": 22003}'
            return super().__call__(environ, start_response)

    with serving(Filling()) as (address, _):
        a_call_client(address).drop_queue("KB")
        with pytest.raises(PermanentFailure):
            a_call_client(address).drop_queue("KB")


@pytest.mark.parametrize(
    ("status", "kind", "body"),
    [
        ("200 OK", "text/html", HTML),
        ("200 OK", "audio/mpeg", ""),
        ("500 Internal Server Error", "audio/mpeg", "x"),
        ("503 Service Unavailable", "application/json", "{}"),
    ],
)
def test_what_is_no_sound_is_no_recording(url: str, canned: Canned, status: str, kind: str, body: str) -> None:
    """It may be asked for again; a page is never kept as a message."""
    canned.status, canned.kind, canned.body = status, kind, body
    with pytest.raises(TemporaryFailure):
        a_call_client(url).recording(RECORDING)


def test_a_sound_is_fetched_with_the_accounts_password(url: str, canned: Canned) -> None:
    """Recordings are behind it."""
    canned.status, canned.kind, canned.body = "200 OK", "audio/mpeg", "ID3"
    assert a_call_client(url).recording(RECORDING) == b"ID3"
    assert canned.asked[0][:2] == ("GET", f"{OURS}/Recordings/{RECORDING}.mp3")
    with serving(rest_app(a_network(MovableClock()), calls=a_call_network(MovableClock()))) as (address, _):
        with pytest.raises(PermanentFailure) as refused:
            a_call_client(address, password="wrong").recording(RECORDING)
        assert refused.value.code == 20003


# --- held to the carrier's own description


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    """The carrier's OpenAPI description."""
    path: Path = description_path()
    if not path.is_file():
        pytest.skip(f"the carrier's OpenAPI description is not here ({os.fspath(path)})")
    described: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return described


def test_requests_and_answers_are_as_described(description: dict[str, Any]) -> None:
    """Only parameters that exist are sent; calls and queues have every property of the real resources."""
    network = a_call_network(MovableClock())
    recorder = Recorder(rest_app(a_network(MovableClock()), calls=network))
    with serving(recorder) as (address, _):
        client = a_call_client(address)
        sid = client.place_call(a_call()).sid
        client.placed_calls(MOTHER, START)
        client.call(sid)
        client.end_call(sid)
        client.drop_queue("KB")
    paths, schemas = description["paths"], description["components"]["schemas"]
    for method, path, fields, answer in recorder.exchanges:
        place = path.replace(ACCOUNT, "{AccountSid}").replace(sid, "{Sid}")
        operation = paths[place][method.lower()]
        known = {parameter["name"] for parameter in operation.get("parameters", [])}
        if method == "POST":
            form = operation["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]
            known = set(form["properties"])
        assert set(fields) <= known, (method, place)
        for call in answer.get("calls", [answer] if "queues" not in answer else []):
            jsonschema.validate(call, as_json_schema(schemas["api.v2010.account.call"], description))
            assert set(call) == set(schemas["api.v2010.account.call"]["properties"])
    assert len(recorder.exchanges) == 6
    for place in ("Queues/{Sid}", "Recordings/{Sid}"):
        assert "delete" in paths[f"/2010-04-01/Accounts/{{AccountSid}}/{place}.json"]


def test_our_statuses_are_those_of_the_description(description: dict[str, Any]) -> None:
    """`initiated` is a word of the webhooks alone."""
    named = set(description["components"]["schemas"]["call_enum_status"]["enum"])
    assert {*CallStatus} - named == {CallStatus.INITIATED}
    assert named <= {*CallStatus}
