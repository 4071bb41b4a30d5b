"""Runs every contract test against each carrier."""

from collections.abc import Iterator

import pytest
from contract.carriers import Setting, remote_setting, simulated_setting

SERVICE = "MG" + "0" * 31 + "7"


@pytest.fixture(params=["simulated", "real client", "real client with a messaging service"])
def setting(request: pytest.FixtureRequest) -> Iterator[Setting]:
    """A carrier, whichever it is."""
    if request.param == "simulated":
        opened = simulated_setting()
    else:
        opened = remote_setting(SERVICE if "service" in request.param else None)
    with opened as made:
        yield made
