"""What every account keeps to, so that the simulated one cannot drift from the real client."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from contract.carriers import LINE, MOTHER, START, AccountSetting, remote_account, simulated_account

from bot.telephony.account import Balance, CallRoute, Registration, Review, TextRoute
from bot.telephony.failures import CarrierFailure

SERVICE = "MG" + "0" * 31 + "7"
ROUTE = TextRoute(
    url="https://line.example.org/twilio/sms#rc=3&rp=all",
    method="POST",
    fallback_url="https://elsewhere.example.org/answer",
    fallback_method="POST",
)
CALLS = CallRoute(
    url="https://line.example.org/twilio/voice#ct=2000&rc=1",
    method="POST",
    fallback_url="https://elsewhere.example.org/call",
    fallback_method="POST",
    progress_url="https://line.example.org/twilio/voice/status#rc=3&rp=all",
    progress_method="POST",
)


@pytest.fixture(params=["simulated", "real client"])
def setting(request: pytest.FixtureRequest) -> Iterator[AccountSetting]:
    """An account, whichever it is."""
    opened = simulated_account() if request.param == "simulated" else remote_account()
    with opened as made:
        yield made


def test_an_account_tells_how_it_stands_and_what_time_it_is(setting: AccountSetting) -> None:
    """Active or not, on trial or not, and the carrier's own clock."""
    setting.behind.clock_ahead = timedelta(minutes=3)
    standing = setting.account.standing()
    assert (standing.is_active, standing.is_trial) == (True, False)
    assert standing.says_now == START + timedelta(minutes=3)
    setting.behind.is_active, setting.behind.is_trial = False, True
    standing = setting.account.standing()
    assert (standing.is_active, standing.is_trial) == (False, True)


def test_the_balance_is_a_number_or_none(setting: AccountSetting) -> None:
    """An account under another one has no balance of its own."""
    setting.behind.money = Balance(amount=12.34, currency="USD")
    assert setting.account.balance() == Balance(amount=12.34, currency="USD")
    setting.behind.money = None
    assert setting.account.balance() is None


def test_a_number_is_found_only_if_it_is_ours(setting: AccountSetting) -> None:
    """The line's number is there with its addresses; a stranger's is not."""
    found = setting.account.number(LINE)
    assert found is not None
    assert found == setting.behind.numbers[LINE]
    assert setting.account.number(MOTHER) is None


def test_a_number_takes_its_routes_and_lets_go_of_its_applications(setting: AccountSetting) -> None:
    """What was set is what is read, fragment and all, for texts and for calls; no application stands over either."""
    before = setting.behind.numbers[LINE]
    application = "AP" + "0" * 32
    setting.behind.numbers[LINE] = replace(before, application=application, call_application=application)
    found = setting.account.number(LINE)
    assert found is not None
    assert (found.application, found.call_application) == (application, application)
    setting.account.set_number(before.sid, ROUTE, CALLS)
    found = setting.account.number(LINE)
    assert found is not None
    assert (found.route, found.calls, found.application, found.call_application) == (ROUTE, CALLS, "", "")


def test_a_number_says_what_it_can(setting: AccountSetting) -> None:
    """Not every number takes calls."""
    setting.behind.numbers[LINE] = replace(setting.behind.numbers[LINE], takes_calls=False)
    found = setting.account.number(LINE)
    assert found is not None
    assert (found.takes_texts, found.takes_calls) == (True, False)


def test_a_service_takes_a_route(setting: AccountSetting) -> None:
    """A fresh service throws texts away; with a route it does not, and its numbers are known."""
    assert setting.account.service(SERVICE) is None
    setting.behind.open_service(SERVICE)
    fresh = setting.account.service(SERVICE)
    assert fresh is not None
    assert fresh.takes_nothing
    assert LINE in fresh.numbers
    setting.account.set_service(SERVICE, ROUTE)
    found = setting.account.service(SERVICE)
    assert found is not None
    assert (found.route, found.takes_nothing) == (ROUTE, False)


@pytest.mark.parametrize(
    ("said", "review"),
    [
        ("VERIFIED", Review.APPROVED),
        ("PENDING", Review.WAITING),
        ("IN_PROGRESS", Review.WAITING),
        ("FAILED", Review.REFUSED),
        ("SUSPENDED", Review.REFUSED),
    ],
)
def test_a_campaign_tells_its_review(setting: AccountSetting, said: str, review: Review) -> None:
    """The carrier's words become ours; the registered words and replies come with them."""
    assert setting.account.campaign(SERVICE).review is Review.NONE
    registered = Registration(
        review=review, said=said, stop_words=frozenset({"STOP", "END"}), replies=("Texts are off.", "Call us.")
    )
    setting.behind.open_service(SERVICE, registered)
    assert setting.account.campaign(SERVICE) == registered


@pytest.mark.parametrize(
    ("said", "review"),
    [("TWILIO_APPROVED", Review.APPROVED), ("IN_REVIEW", Review.WAITING), ("TWILIO_REJECTED", Review.REFUSED)],
)
def test_a_toll_free_number_tells_its_review(setting: AccountSetting, said: str, review: Review) -> None:
    """The verification of a toll-free number is asked for by the number."""
    sid = setting.behind.numbers[LINE].sid
    assert setting.account.toll_free(sid).review is Review.NONE
    setting.behind.registrations[sid] = Registration(review=review, said=said)
    assert setting.account.toll_free(sid) == Registration(review=review, said=said)


def test_an_approved_business_is_known(setting: AccountSetting) -> None:
    """Without an approved profile few calls are carried at once."""
    assert setting.account.has_business_profile()
    setting.behind.business_profile = False
    assert not setting.account.has_business_profile()


@pytest.mark.parametrize(("kind", "told"), [("mobile", "mobile"), ("landline", "landline"), ("", "")])
def test_the_line_type_of_a_phone(setting: AccountSetting, kind: str, told: str) -> None:
    """A phone is of a kind; what is no number has none."""
    setting.behind.line_types[MOTHER] = kind
    assert setting.account.line_type(MOTHER) == told


def test_every_question_may_fail_and_says_no_number(setting: AccountSetting) -> None:
    """An account that cannot be asked fails in the carrier's own three ways."""
    account = setting.account
    for ask in (
        account.standing,
        account.balance,
        account.has_business_profile,
        lambda: account.number(LINE),
        lambda: account.set_number("PN" + "0" * 32, ROUTE, CALLS),
        lambda: account.service(SERVICE),
        lambda: account.set_service(SERVICE, ROUTE),
        lambda: account.campaign(SERVICE),
        lambda: account.toll_free("PN" + "0" * 32),
        lambda: account.line_type(MOTHER),
    ):
        setting.network.too_many_requests()
        with pytest.raises(CarrierFailure) as failed:
            ask()
        assert failed.value.code == 20429
        assert "555" not in str(failed.value)
