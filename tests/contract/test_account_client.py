"""What the real client sends about the account, and what it makes of answers that no simulated one gives."""

import json
from collections.abc import Iterator

import pytest
from contract.carriers import ACCOUNT, LINE, TOKEN, serving
from contract.test_twilio_client import HTML, Canned

from bot.telephony.account import CallRoute, Registration, Review, TextRoute, remedy_of
from bot.telephony.failures import CarrierFailure, PermanentFailure, TemporaryFailure, UnknownOutcome
from bot.telephony.twilio_account import TwilioAccount

NUMBER = "PN" + "0" * 31 + "1"
SERVICE = "MG" + "0" * 31 + "7"
ROUTE = TextRoute(
    url="https://line.example.org/twilio/sms#rc=3&rp=all",
    method="POST",
    fallback_url="https://elsewhere.example.org/",
    fallback_method="POST",
)
CALLS = CallRoute(
    url="https://line.example.org/twilio/voice#rc=1",
    method="POST",
    fallback_url="https://elsewhere.example.org/call",
    fallback_method="POST",
    progress_url="https://line.example.org/twilio/voice/status",
    progress_method="POST",
)


@pytest.fixture
def canned() -> Canned:
    """A server's one answer, to be changed by the test."""
    return Canned(status="200 OK", body="{}")


@pytest.fixture
def account(canned: Canned) -> Iterator[TwilioAccount]:
    """The real client, at the server with one answer."""
    with serving(canned) as (address, _):
        yield TwilioAccount(ACCOUNT, TOKEN, api_url=address, timeout_seconds=5)


def test_a_number_is_changed_in_one_request(account: TwilioAccount, canned: Canned) -> None:
    """Addresses and methods of texts and calls, and no application or trunk over them."""
    account.set_number(NUMBER, ROUTE, CALLS)
    assert canned.asked == [
        (
            "POST",
            f"/2010-04-01/Accounts/{ACCOUNT}/IncomingPhoneNumbers/{NUMBER}.json",
            {
                "SmsUrl": [ROUTE.url],
                "SmsMethod": ["POST"],
                "SmsFallbackUrl": [ROUTE.fallback_url],
                "SmsFallbackMethod": ["POST"],
                "SmsApplicationSid": [""],
                "VoiceUrl": [CALLS.url],
                "VoiceMethod": ["POST"],
                "VoiceFallbackUrl": [CALLS.fallback_url],
                "VoiceFallbackMethod": ["POST"],
                "StatusCallback": [CALLS.progress_url],
                "StatusCallbackMethod": ["POST"],
                "VoiceApplicationSid": [""],
                "TrunkSid": [""],
            },
        )
    ]


def test_a_service_is_changed_in_one_request(account: TwilioAccount, canned: Canned) -> None:
    """A route of its own; every other setting of the service stays."""
    account.set_service(SERVICE, ROUTE)
    ((method, path, fields),) = canned.asked
    assert (method, path) == ("POST", f"/v1/Services/{SERVICE}")
    assert set(fields) == {"InboundRequestUrl", "InboundMethod", "FallbackUrl", "FallbackMethod"}


def test_no_region_of_the_environment_changes_the_address(
    account: TwilioAccount, canned: Canned, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A region or edge left over in the environment does not rewrite the host."""
    monkeypatch.setenv("TWILIO_REGION", "ie1")
    monkeypatch.setenv("TWILIO_EDGE", "dublin")
    canned.body = json.dumps({"balance": "1.50", "currency": "USD"})
    assert account.balance() is not None


def test_an_old_refusal_does_not_hide_an_approval(account: TwilioAccount, canned: Canned) -> None:
    """Where several campaigns were handed in, the best one counts."""
    campaigns = [{"campaign_status": said} for said in ("FAILED", "VERIFIED", "IN_PROGRESS")]
    canned.body = json.dumps({"meta": {"key": "compliance"}, "compliance": campaigns})
    assert account.campaign(SERVICE) == Registration(review=Review.APPROVED, said="VERIFIED")


@pytest.mark.parametrize(
    ("status", "body", "failure", "told"),
    [
        ("401 Unauthorized", '{"code": 20003}', PermanentFailure, "TWILIO_AUTH_TOKEN"),
        ("429 Too Many Requests", '{"code": 20429}', TemporaryFailure, "wait a minute"),
        ("200 OK", HTML, TemporaryFailure, "TWILIO_API_URL"),
        ("502 Bad Gateway", HTML, TemporaryFailure, "TWILIO_API_URL"),
        ("404 Not Found", HTML, TemporaryFailure, "TWILIO_API_URL"),
        ("503 Service Unavailable", '{"code": 20503}', TemporaryFailure, "wait a minute"),
        ("403 Forbidden", '{"code": 70051}', PermanentFailure, "docs/api/errors/70051"),
        ("400 Bad Request", "{}", PermanentFailure, "support"),
    ],
)
def test_a_failure_names_its_remedy(
    account: TwilioAccount, canned: Canned, status: str, body: str, failure: type[CarrierFailure], told: str
) -> None:
    """Wrong keys, too many requests, a stranger's page: each has its sentence."""
    canned.status, canned.body = status, body
    with pytest.raises(failure) as failed:
        account.number(LINE)
    assert type(failed.value) is failure
    assert told in remedy_of(failed.value)


def test_a_carrier_that_is_not_there_names_its_remedy() -> None:
    """Nobody listens: the network or TWILIO_API_URL."""
    with pytest.raises(TemporaryFailure) as failed:
        TwilioAccount(ACCOUNT, TOKEN, api_url="http://127.0.0.1:1").balance()
    assert "TWILIO_API_URL" in remedy_of(failed.value)


def test_a_change_whose_answer_is_lost_is_unknown(account: TwilioAccount, canned: Canned) -> None:
    """It may have been made: who asks must read back."""
    canned.body = HTML
    with pytest.raises(UnknownOutcome):
        account.set_number(NUMBER, ROUTE, CALLS)


@pytest.mark.parametrize("body", ['{"a": [], "b": []}', '{"incoming_phone_numbers": null}', '{"x": ["y"]}'])
def test_an_answer_of_another_shape_is_a_failure(account: TwilioAccount, canned: Canned, body: str) -> None:
    """What cannot be read is never taken for "not there"."""
    canned.body = body
    with pytest.raises(TemporaryFailure):
        account.number(LINE)


def test_a_date_that_cannot_be_read_is_no_date(account: TwilioAccount, canned: Canned) -> None:
    """The account's standing is known without the carrier's clock."""
    canned.body = json.dumps({"status": "active", "type": "Full"})
    assert account.standing().is_active
