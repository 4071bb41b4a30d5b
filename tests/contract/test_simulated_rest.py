"""The simulated carrier's REST API where the real client never goes: bare requests, right and wrong."""

from collections.abc import Iterator

import pytest
import requests
from contract.carriers import ACCOUNT, LINE, MOTHER, TOKEN, MovableClock, a_network, a_text, serving

from bot.telephony.simulated import SimulatedCarrier
from bot.telephony.simulated_rest import rest_app

PATH = f"/2010-04-01/Accounts/{ACCOUNT}/Messages"


@pytest.fixture
def network() -> SimulatedCarrier:
    """The simulated carrier behind the REST API."""
    return a_network(MovableClock())


@pytest.fixture
def url(network: SimulatedCarrier) -> Iterator[str]:
    """The address of the REST API."""
    with serving(rest_app(network)) as (address, _):
        yield address


def ask(
    url: str, method: str = "GET", fields: dict[str, str] | None = None, auth: tuple[str, str] | None = (ACCOUNT, TOKEN)
) -> requests.Response:
    """Make one bare request; fields travel in the query or in the form."""
    params, form = (None, fields) if method == "POST" else (fields, None)
    return requests.request(method, url, params=params, data=form, auth=auth, timeout=5)


@pytest.mark.parametrize("auth", [None, (ACCOUNT, ""), (ACCOUNT, "wrong"), ("", ""), ("AC1", TOKEN)])
def test_nobody_enters_without_the_password(url: str, auth: tuple[str, str] | None) -> None:
    """Missing and wrong credentials have the carrier's own code."""
    answer = ask(f"{url}{PATH}.json", auth=auth)
    assert (answer.status_code, answer.json()["code"]) == (401, 20003)


def test_a_header_that_is_no_credential_is_refused(url: str) -> None:
    """A broken header is refused, not crashed on."""
    for header in ("Basic", "Basic !!!", "Basic /w==", "Bearer abc"):
        answer = requests.get(f"{url}{PATH}.json", headers={"Authorization": header}, timeout=5)
        assert answer.json()["code"] == 20003


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/", 404, 20404),
        ("GET", f"/2010-04-01/Accounts/AC{'9' * 32}/Messages.json", 404, 20404),
        ("GET", f"{PATH}/SM{'9' * 32}.json", 404, 20404),
        ("DELETE", f"{PATH}.json", 405, 20004),
        ("POST", f"{PATH}/SM{'9' * 32}.json", 405, 20004),
    ],
)
def test_other_doors_are_closed(url: str, method: str, path: str, status: int, code: int) -> None:
    """What is not there or not offered says so in the carrier's shape."""
    answer = ask(url + path, method)
    assert (answer.status_code, answer.json()["status"], answer.json()["code"]) == (status, status, code)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"From": LINE.e164, "Body": "x"}, 21604),
        ({"To": MOTHER.e164, "Body": "x"}, 21603),
        ({"To": MOTHER.e164, "From": "+12025550150", "Body": "x"}, 21606),
        ({"To": MOTHER.e164, "From": LINE.e164}, 21602),
        ({"To": "12", "From": LINE.e164, "Body": "x"}, 21211),
        ({"To": MOTHER.e164, "From": LINE.e164, "Body": "x", "ValidityPeriod": "soon"}, 20001),
    ],
)
def test_an_incomplete_text_is_refused(url: str, fields: dict[str, str], code: int) -> None:
    """Each missing or wrong part has its code, and nothing is sent."""
    answer = ask(f"{url}{PATH}.json", "POST", fields)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert ask(f"{url}{PATH}.json").json()["messages"] == []


def test_a_page_holds_fifty_unless_told(url: str, network: SimulatedCarrier) -> None:
    """The first page has the newest fifty, and says where the next one is."""
    for number in range(60):
        network.send_text(a_text(str(number)))
    first = ask(f"{url}{PATH}.json").json()
    second = ask(url + first["next_page_uri"]).json()
    assert [len(first["messages"]), len(second["messages"])] == [50, 10]
    assert (first["messages"][0]["body"], second["messages"][-1]["body"]) == ("59", "0")
    assert second["next_page_uri"] is None
    assert second["previous_page_uri"] == first["uri"]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"DateSent": "2026-03-02"}, 1),
        ({"DateSent": "2026-03-01"}, 0),
        ({"DateSent>": "2026-03-02"}, 1),
        ({"DateSent>": "2026-03-03"}, 0),
        ({"DateSent<": "2026-03-02T00:00:00Z"}, 1),
        ({"DateSent<": "2026-03-01"}, 0),
        ({"From": LINE.e164}, 2),
        ({"From": MOTHER.e164}, 0),
        ({}, 2),
    ],
)
def test_lists_are_filtered_as_the_real_ones(
    url: str, network: SimulatedCarrier, filters: dict[str, str], found: int
) -> None:
    """Dates are whole days, limits included; a text still in the queue fits no date."""
    network.send_text(a_text("sent"))
    network.advance()
    network.send_text(a_text("queued"))
    assert len(ask(f"{url}{PATH}.json", fields=filters).json()["messages"]) == found


def test_trouble_inside_is_a_503(url: str, network: SimulatedCarrier) -> None:
    """A carrier that is down behind its front door says so in its own shape."""
    network.down()
    answer = ask(f"{url}{PATH}.json", "POST", {"To": MOTHER.e164, "From": LINE.e164, "Body": "x"})
    assert (answer.status_code, answer.json()["status"]) == (503, 503)
