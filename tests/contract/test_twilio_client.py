"""What the real client sends, and what it makes of answers that no simulated carrier gives."""

import json
import logging
import socket
import ssl
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import parse_qs
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
import requests
import urllib3
from contract.carriers import ACCOUNT, LINE, MOTHER, PAGE_LINE, START, TOKEN, MovableClock, a_client, a_network, a_text
from contract.carriers import serving as serving_app
from urllib3.exceptions import MaxRetryError, NewConnectionError, ProtocolError, SSLError

from bot.telephony.failures import CarrierFailure, PermanentFailure, TemporaryFailure, UnknownOutcome
from bot.telephony.protocol import ReceiptStatus, TextToSend
from bot.telephony.simulated_rest import rest_app
from bot.telephony.twilio_wire import CONNECTIONS, Wire, _why_unanswered

SERVICE = "MG" + "0" * 31 + "7"
SID = "SM" + "0" * 31 + "9"
HTML = "<html>Sorry, +12025550101</html>"


@dataclass
class Canned:
    """A server that gives one answer to everything and remembers what it was asked."""

    status: str = "201 Created"
    body: str = json.dumps({"sid": SID, "status": "queued"})
    kind: str = "application/json"
    asked: list[tuple[str, str, dict[str, list[str]]]] = field(default_factory=list)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        length = int(environ.get("CONTENT_LENGTH") or 0)
        fields = environ["wsgi.input"].read(length).decode() or environ["QUERY_STRING"]
        self.asked.append((environ["REQUEST_METHOD"], environ["PATH_INFO"], parse_qs(fields, keep_blank_values=True)))
        start_response(self.status, [("Content-Type", self.kind)])
        return [self.body.encode()]


@pytest.fixture
def canned() -> Canned:
    """A server's one answer, to be changed by the test."""
    return Canned()


@pytest.fixture
def url(canned: Canned) -> Iterator[str]:
    """The address of the server with one answer."""
    with serving_app(canned) as (address, _):
        yield address


def failure_of_sending(url: str, timeout_seconds: float = 5) -> CarrierFailure:
    """Send a text that must fail, and give the failure."""
    with pytest.raises(CarrierFailure) as failed:
        a_client(url, timeout_seconds=timeout_seconds).send_text(a_text())
    return failed.value


def test_a_text_carries_exactly_what_it_needs(url: str, canned: Canned) -> None:
    """Sender, receiver, words, the place for receipts and the time it may wait; nothing else."""
    a_client(url).send_text(a_text("¿Mañana?"))
    assert canned.asked == [
        (
            "POST",
            f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json",
            {
                "To": [MOTHER.e164],
                "From": [LINE.e164],
                "Body": ["¿Mañana?"],
                "StatusCallback": ["https://line.example.org/twilio/sms/status"],
                "ValidityPeriod": ["600"],
            },
        )
    ]


def test_a_service_replaces_the_sender_except_for_pages(url: str, canned: Canned) -> None:
    """Texts go through the messaging service where there is one; pages keep their own number."""
    client = a_client(url, service=SERVICE)
    client.send_text(a_text())
    client.send_text(a_text(paging=True))
    (_, _, text), (_, _, page) = canned.asked
    assert (text.get("MessagingServiceSid"), text.get("From")) == ([SERVICE], None)
    assert (page.get("MessagingServiceSid"), page.get("From")) == (None, [PAGE_LINE.e164])


@pytest.mark.parametrize(
    ("life", "seconds"), [(timedelta(0), "1"), (timedelta(days=3), "36000"), (timedelta(milliseconds=5900), "5")]
)
def test_validity_stays_within_what_the_carrier_takes(url: str, canned: Canned, life: timedelta, seconds: str) -> None:
    """A text's life is sent in whole seconds between one second and ten hours."""
    a_client(url).send_text(TextToSend(to=MOTHER, body="x", receipts_to="https://a.example/r", valid_for=life))
    assert canned.asked[0][2]["ValidityPeriod"] == [seconds]


def test_no_region_of_the_environment_changes_the_address(
    url: str, canned: Canned, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A region or edge left over in the environment does not rewrite the host."""
    monkeypatch.setenv("TWILIO_REGION", "ie1")
    monkeypatch.setenv("TWILIO_EDGE", "dublin")
    assert a_client(url).send_text(a_text()).sid == SID
    assert len(canned.asked) == 1


def test_an_api_key_is_let_in_and_a_wrong_password_is_not() -> None:
    """Requests are made with the name and password given; refused credentials have their own code."""
    network = a_network(MovableClock())
    with serving_app(rest_app(network, {"SK1": "secret"})) as (address, _):
        assert a_client(address, username="SK1", password="secret").send_text(a_text()).sid
        assert a_client(address, username=ACCOUNT, password=TOKEN).received_texts(START) == ()
        for name, password in [("SK1", "wrong"), ("SK2", "secret"), (ACCOUNT, "wrong")]:
            with pytest.raises(PermanentFailure) as refused:
                a_client(address, username=name, password=password).send_text(a_text())
            assert refused.value.code == 20003


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        ("500 Internal Server Error", '{"code": 20500, "message": "x", "status": 500}', "application/json"),
        ("503 Service Unavailable", "", "text/plain"),
        ("502 Bad Gateway", HTML, "text/html"),
        ("404 Not Found", HTML, "text/html"),
        ("408 Request Timeout", "{}", "application/json"),
        ("302 Found", "{}", "application/json"),
        ("200 OK", HTML, "text/html"),
        ("201 Created", "", "application/json"),
        ("201 Created", "[]", "application/json"),
        ("201 Created", "{}", "application/json"),
        ("201 Created", '{"sid": "SM', "application/json"),
        ("201 Created", '{"sid": "SM1", "date_created": 5}', "application/json"),
    ],
)
def test_an_answer_that_settles_nothing_is_an_unknown_outcome(
    url: str, canned: Canned, status: str, body: str, kind: str
) -> None:
    """Trouble at the carrier, a stranger's page, half an answer: the text may exist, and is not sent again here."""
    canned.status, canned.body, canned.kind = status, body, kind
    assert type(failure_of_sending(url)) is UnknownOutcome
    assert len(canned.asked) == 1


@pytest.mark.parametrize(
    ("status", "body", "failure", "code"),
    [
        ("400 Bad Request", '{"code": 21211, "message": "+12025550101", "status": 400}', PermanentFailure, 21211),
        ("400 Bad Request", '{"message": "no code"}', PermanentFailure, None),
        ("403 Forbidden", '{"code": 99999, "status": 403}', PermanentFailure, 99999),
        (
            "400 Bad Request",
            '{"type": "t", "title": "+12025550101", "status": 400, "code": 21610}',
            PermanentFailure,
            21610,
        ),
        ("401 Unauthorized", HTML, PermanentFailure, 20003),
        ("429 Too Many Requests", HTML, TemporaryFailure, 20429),
        ("429 Too Many Requests", '{"code": 63038}', TemporaryFailure, 63038),
        ("400 Bad Request", '{"code": 21611}', TemporaryFailure, 21611),
    ],
)
def test_a_refusal_carries_its_code_and_no_words(
    url: str, canned: Canned, status: str, body: str, failure: type[CarrierFailure], code: int | None
) -> None:
    """A refusal is final or asks for patience, by its code; the carrier's words, which quote numbers, stay behind."""
    canned.status, canned.body = status, body
    failed = failure_of_sending(url)
    assert (type(failed), failed.code) == (failure, code)
    assert "2025550101" not in str(failed)
    assert len(canned.asked) == 1


def test_a_status_invented_since_claims_the_least(url: str, canned: Canned) -> None:
    """A status this line does not know yet does not stop it from learning the text's identity."""
    canned.body = json.dumps({"sid": SID, "status": "teleported"})
    assert a_client(url).send_text(a_text()).status is ReceiptStatus.ACCEPTED


@pytest.mark.parametrize(
    "body", ['{"messages": [{"sid": "SM1"}]}', '{"messages": ["x"]}', '{"a": [], "b": []}', '{"messages": null}']
)
def test_a_list_that_cannot_be_read_may_be_asked_for_again(url: str, canned: Canned, body: str) -> None:
    """An unforeseen shape of a list is a failure, never a shorter list."""
    canned.status, canned.body = (
        "200 OK",
        body.replace('"SM1"', '"SM1", "from": "+12025550100", "direction": "inbound"'),
    )
    with pytest.raises(TemporaryFailure):
        a_client(url).received_texts(START)


def test_only_what_this_line_sent_is_listed(url: str, canned: Canned) -> None:
    """Another number of the account, and a text from the phone itself, are not ours; a bare service text is."""
    common = {"to": MOTHER.e164, "status": "sent", "date_created": "Mon, 02 Mar 2026 14:30:00 +0000", "num_media": "0"}
    rows = [
        {"sid": "SM1", "from": "+12025550177", "direction": "outbound-api", "messaging_service_sid": None},
        {"sid": "SM2", "from": LINE.e164, "direction": "inbound", "messaging_service_sid": None},
        {"sid": "SM3", "from": None, "direction": "outbound-api", "messaging_service_sid": SERVICE},
        {"sid": "SM4", "from": LINE.e164, "direction": "outbound-reply", "messaging_service_sid": None},
    ]
    canned.status, canned.body = "200 OK", json.dumps({"messages": [common | row for row in rows]})
    assert {text.sid for text in a_client(url, service=SERVICE).sent_texts(MOTHER, START)} == {"SM3", "SM4"}
    assert {text.sid for text in a_client(url).sent_texts(MOTHER, START)} == {"SM4"}


def test_lists_are_asked_for_by_day_and_without(url: str, canned: Canned) -> None:
    """The queue is searched beside what has a date; the day is that of Greenwich, with an hour to spare."""
    canned.status, canned.body = "200 OK", '{"messages": []}'
    just_after_midnight = START.replace(hour=0, minute=20)
    a_client(url).sent_texts(MOTHER, just_after_midnight)
    a_client(url).received_texts(START)
    assert [fields for _, _, fields in canned.asked] == [
        {"To": [MOTHER.e164], "PageSize": ["1000"], "DateSent>": ["2026-03-01"]},
        {"To": [MOTHER.e164], "PageSize": ["1000"]},
        {"To": [LINE.e164], "PageSize": ["1000"], "DateSent>": ["2026-03-02"]},
        {"To": [PAGE_LINE.e164], "PageSize": ["1000"], "DateSent>": ["2026-03-02"]},
    ]


def test_silence_is_an_unknown_outcome() -> None:
    """A carrier that takes the request and says nothing may have sent the text."""
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        assert type(failure_of_sending(url, timeout_seconds=0.2)) is UnknownOutcome
        with pytest.raises(TemporaryFailure):
            a_client(url, timeout_seconds=0.2).received_texts(START)


def test_a_refused_connection_is_temporary() -> None:
    """Where nobody listens nothing was sent."""
    with closing(socket.create_server(("127.0.0.1", 0))) as gone:
        url = f"http://127.0.0.1:{gone.getsockname()[1]}"
    assert type(failure_of_sending(url)) is TemporaryFailure


def pooled(reason: Exception) -> MaxRetryError:
    """Wrap a reason as the library does."""
    return MaxRetryError(urllib3.HTTPConnectionPool("carrier.example"), "/", reason)


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (requests.ConnectTimeout(), TemporaryFailure),
        (requests.exceptions.ProxyError(), TemporaryFailure),
        (
            requests.ConnectionError(
                pooled(NewConnectionError(urllib3.connection.HTTPConnection("carrier.example"), "no such name"))
            ),
            TemporaryFailure,
        ),
        (requests.exceptions.SSLError(pooled(SSLError(ssl.SSLCertVerificationError()))), TemporaryFailure),
        (requests.exceptions.SSLError(pooled(SSLError(ssl.SSLEOFError()))), UnknownOutcome),
        (requests.ReadTimeout(), UnknownOutcome),
        (requests.ConnectionError(ProtocolError("aborted", ConnectionResetError())), UnknownOutcome),
        (requests.exceptions.ChunkedEncodingError(), UnknownOutcome),
        (urllib3.exceptions.HTTPError(), UnknownOutcome),
    ],
)
def test_only_what_was_never_sent_is_temporary(error: Exception, failure: type[CarrierFailure]) -> None:
    """A connection that never came about is temporary; whatever broke after it is unknown."""
    assert type(_why_unanswered(error)) is failure


def test_the_libraries_log_no_addresses() -> None:
    """Both libraries would write numbers into the log below WARNING."""
    a_client("http://127.0.0.1:1")
    assert logging.getLogger("twilio.http_client").getEffectiveLevel() == logging.WARNING
    assert logging.getLogger("urllib3.connectionpool").getEffectiveLevel() == logging.WARNING


def test_the_pool_serves_every_thread_and_never_retries() -> None:
    """As many connections are kept as requests may be under way, and a POST is made once."""
    wire = Wire(10)
    for address in ("https://api.twilio.com", "http://127.0.0.1"):
        adapter = wire._pool.get_adapter(address)
        assert isinstance(adapter, requests.adapters.HTTPAdapter)
        assert adapter._pool_maxsize == CONNECTIONS == 32
        assert adapter.max_retries.total == 0
