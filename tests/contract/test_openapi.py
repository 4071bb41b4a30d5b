"""Holds requests and simulated answers to the carrier's own OpenAPI description, where that file is at hand."""

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import jsonschema
import pytest
from contract.carriers import (
    ACCOUNT,
    FATHER,
    MOTHER,
    PAGE_LINE,
    START,
    TOKEN,
    MovableClock,
    a_client,
    a_network,
    a_text,
    serving,
)

from bot.telephony.failures import PermanentFailure
from bot.telephony.protocol import ReceiptStatus
from bot.telephony.simulated import SimulatedCarrier
from bot.telephony.simulated_rest import rest_app
from bot.telephony.twilio_account import TwilioAccount

SERVICE = "MG" + "0" * 31 + "7"
LIST = "/2010-04-01/Accounts/{AccountSid}/Messages.json"
ONE = "/2010-04-01/Accounts/{AccountSid}/Messages/{Sid}.json"
FORM = "application/x-www-form-urlencoded"
Json = dict[str, Any]


def description_path() -> Path:
    """Say where the description would be."""
    root = Path(__file__).resolve().parents[2]
    return Path(os.environ.get("HEARTHLINE_TWILIO_SPEC") or root.parent / "shared/twilio/twilio_api_v2010.json")


@pytest.fixture(scope="module")
def description() -> Json:
    """The carrier's OpenAPI description."""
    path = description_path()
    if not path.is_file():
        pytest.skip("the carrier's OpenAPI description is not here (HEARTHLINE_TWILIO_SPEC names it)")
    described: Json = json.loads(path.read_text("utf-8"))
    return described


class Recorder:
    """Stands before an application and keeps every request and answer."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app
        self.exchanges: list[tuple[str, str, dict[str, str], Json]] = []

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Pass one request on."""
        length = int(environ.get("CONTENT_LENGTH") or 0)
        content = environ["wsgi.input"].read(length)
        environ["wsgi.input"] = _Again(content)
        answer = b"".join(self._app(environ, start_response))
        fields = dict(parse_qsl(content.decode() or environ["QUERY_STRING"], keep_blank_values=True))
        self.exchanges.append((environ["REQUEST_METHOD"], environ["PATH_INFO"], fields, json.loads(answer)))
        return [answer]


class _Again:
    """A request body that can be read once more."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def read(self, length: int) -> bytes:
        """Give the body."""
        return self._content[:length]


@pytest.fixture
def network() -> SimulatedCarrier:
    """The simulated carrier behind the REST API."""
    return a_network(MovableClock())


@pytest.fixture
def recorder(network: SimulatedCarrier) -> Recorder:
    """Keeps what passes."""
    return Recorder(rest_app(network))


@pytest.fixture
def url(recorder: Recorder) -> Iterator[str]:
    """The address of the recorded REST API."""
    with serving(recorder) as (address, _):
        yield address


def as_json_schema(node: Any, description: Json) -> Any:  # noqa: ANN401 - any JSON
    """Turn OpenAPI 3.0 into JSON Schema: references resolved, `nullable` understood, unknown fields refused."""
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        name = node["$ref"].removeprefix("#/components/schemas/")
        return as_json_schema(description["components"]["schemas"][name], description)
    schema = {key: value for key, value in node.items() if key not in {"nullable", "properties", "items"}}
    if "properties" in node:
        schema["properties"] = {name: as_json_schema(part, description) for name, part in node["properties"].items()}
        schema["additionalProperties"] = False
    if "items" in node:
        schema["items"] = as_json_schema(node["items"], description)
    return {"anyOf": [schema, {"type": "null"}]} if node.get("nullable") else schema


def typed(fields: dict[str, str], schemas: Json) -> Json:
    """Read form or query fields as the types that the description gives them."""
    return {
        name: int(value) if schemas.get(name, {}).get("type") == "integer" else value for name, value in fields.items()
    }


def form_schema(description: Json) -> Json:
    """Give what the description says of the form that creates a text."""
    schema: Json = description["paths"][LIST]["post"]["requestBody"]["content"][FORM]["schema"]
    return schema


def check_query(fields: dict[str, str], description: Json) -> None:
    """Hold a list request to the parameters that exist."""
    known = {
        parameter["name"]: parameter["schema"]
        for parameter in description["paths"][LIST]["get"]["parameters"]
        if parameter["in"] == "query"
    }
    schema = {"type": "object", "properties": known, "additionalProperties": False}
    jsonschema.validate(typed(fields, known), schema)


def check_resource(resource: Json, description: Json) -> None:
    """Hold a text to the Message resource, every property of it present."""
    schema = description["components"]["schemas"]["api.v2010.account.message"]
    jsonschema.validate(resource, as_json_schema(schema, description))
    assert set(resource) == set(schema["properties"])


@pytest.mark.parametrize("service", [None, SERVICE])
def test_requests_are_as_described(
    description: Json, url: str, network: SimulatedCarrier, recorder: Recorder, service: str | None
) -> None:
    """Every request of the real client uses only parameters that exist, with allowed values and nothing missing."""
    client = a_client(url, service=service)
    client.send_text(a_text())
    client.send_text(a_text(paging=True))
    network.receive(MOTHER, "hello")
    client.sent_texts(MOTHER, START)
    client.received_texts(START)
    schema = as_json_schema(form_schema(description), description)
    methods = []
    for method, path, fields, _ in recorder.exchanges:
        assert path == LIST.format(AccountSid=ACCOUNT)
        if method == "POST":
            jsonschema.validate(typed(fields, form_schema(description)["properties"]), schema)
        else:
            check_query(fields, description)
        methods.append(method)
    assert methods == ["POST", "POST", "GET", "GET", "GET", "GET"]


@pytest.mark.parametrize("service", [None, SERVICE])
def test_texts_are_shown_as_described(
    description: Json, url: str, network: SimulatedCarrier, recorder: Recorder, service: str | None
) -> None:
    """A text in every stage of its life, and a received one, has the shape of the real resource."""
    network.undelivered(FATHER, 30005)
    client = a_client(url, service=service)
    accepted = client.send_text(a_text())
    client.text(accepted.sid)
    failed = client.send_text(a_text(to=FATHER))
    network.advance()
    client.text(accepted.sid)
    client.text(failed.sid)
    client.text(network.receive(MOTHER, "a picture", media=1, to=PAGE_LINE))
    assert len(recorder.exchanges) == 6
    for _, _, _, answer in recorder.exchanges:
        check_resource(answer, description)
    assert answer["sid"].startswith("MM")


def test_lists_are_shown_as_described(
    description: Json, url: str, network: SimulatedCarrier, recorder: Recorder
) -> None:
    """The pages of a list have the shape of the real ones, and the addresses in them lead on."""
    for number in range(1001):
        network.send_text(a_text(str(number)))
    assert len(a_client(url).sent_texts(MOTHER, START)) == 1001
    answer_schema = description["paths"][LIST]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    schema = as_json_schema(answer_schema, description)
    for _, _, fields, answer in recorder.exchanges:
        check_query(fields, description)
        jsonschema.validate({**answer, "messages": answer["messages"][:3]}, schema)
        assert set(answer) == set(answer_schema["properties"])
        check_resource(answer["messages"][0], description) if answer["messages"] else None


def test_errors_have_the_usual_shape(url: str, network: SimulatedCarrier, recorder: Recorder) -> None:
    """An error has a code, words, an address for more and the HTTP status."""
    network.receive(MOTHER, "stop")
    with pytest.raises(PermanentFailure):
        a_client(url).send_text(a_text())
    ((_, _, _, answer),) = recorder.exchanges
    assert set(answer) == {"code", "message", "more_info", "status"}
    assert (answer["code"], answer["status"]) == (21610, 400)


def test_our_statuses_are_those_of_the_description(description: Json) -> None:
    """No status of a text is missing here, and none is invented."""
    assert {*ReceiptStatus} == set(description["components"]["schemas"]["message_enum_status"]["enum"])


def examples(description: Json, path: str, method: str, status: str) -> Iterator[tuple[str, str]]:
    """Give the description's own examples of an answer."""
    content = description["paths"][path][method]["responses"][status]["content"]["application/json"]
    for name, example in content["examples"].items():
        yield name, json.dumps(example["value"])


def test_the_carriers_own_examples_are_understood(description: Json) -> None:
    """Every example answer in the description, of a created text and of a list, is read without a failure."""

    def always(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response(answer[0], [("Content-Type", "application/json")])
        return [answer[1].encode()]

    answer = ("", "")
    read = 0
    with serving(always) as (address, _):
        client = a_client(address)
        for _name, body in examples(description, LIST, "post", "201"):
            answer = ("201 Created", body)
            assert client.send_text(a_text()).sid == json.loads(body)["sid"]
            read += 1
        for _name, body in examples(description, ONE, "get", "200"):
            answer = ("200 OK", body)
            assert client.text("SM1") is not None
            read += 1
        for _name, body in examples(description, LIST, "get", "200"):
            page = json.loads(body)
            answer = ("200 OK", json.dumps(page | {"next_page_uri": None}))
            inbound = [row for row in page["messages"] if row["direction"] == "inbound"]
            assert len(client.received_texts(START.replace(year=2000))) == len(inbound)
            read += 1
    assert read > 10


def described(description: Json, path: str, name: str) -> Json:
    """Give the schema of an answer, and check that the path is among the described ones."""
    assert f"/2010-04-01{path}" in description["paths"]
    schema: Json = description["components"]["schemas"][f"api.v2010.{name}"]
    return schema


def test_the_account_is_asked_and_shown_as_described(
    description: Json, url: str, network: SimulatedCarrier, recorder: Recorder
) -> None:
    """Account, balance and number have the shape of the real resources, and the change of a number only real fields."""
    account = TwilioAccount(ACCOUNT, TOKEN, api_url=url)
    account.standing()
    account.balance()
    number = account.number(network.line)
    assert number is not None
    texts = replace(number.route, url="https://line.example.org/twilio/sms#rc=3&rp=all")
    account.set_number(number.sid, texts, replace(number.calls, url="https://line.example.org/twilio/voice#rc=1"))
    of_account, of_balance, listed, changed = (answer for _, _, _, answer in recorder.exchanges)
    (of_number,) = listed["incoming_phone_numbers"]
    ones = "/Accounts/{AccountSid}/IncomingPhoneNumbers/{Sid}.json"
    for shown, path, name in (
        (of_account, "/Accounts/{Sid}.json", "account"),
        (of_balance, "/Accounts/{AccountSid}/Balance.json", "account.balance"),
        (of_number, "/Accounts/{AccountSid}/IncomingPhoneNumbers.json", "account.incoming_phone_number"),
        (changed, ones, "account.incoming_phone_number"),
    ):
        schema = described(description, path, name)
        jsonschema.validate(shown, as_json_schema(schema, description))
        assert set(shown) == set(schema["properties"])
    form = description["paths"][f"/2010-04-01{ones}"]["post"]["requestBody"]["content"][FORM]["schema"]
    assert set(recorder.exchanges[-1][2]) <= set(form["properties"])
    asked = description["paths"]["/2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers.json"]["get"]["parameters"]
    assert set(recorder.exchanges[2][2]) <= {parameter["name"] for parameter in asked}
