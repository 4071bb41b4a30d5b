"""Where help for the families of requests is sent from: the dispatch of the town each address ends with."""

from collections.abc import Mapping, Sequence

from bot.model.help import HelpRequest
from bot.phone import for_people
from bot.services import Services
from bot.store import people
from bot.store.engine import Tx


def dispatches(tx: Tx, services: Services, requests: Sequence[HelpRequest]) -> Mapping[int, str]:
    """Return the number for each request whose family lives in a town whose dispatch is known."""
    found = {}
    for request in requests:
        family = people.family_by_code(tx, request.family) if request.family is not None else None
        phone = services.towns.dispatch_of(family.address) if family is not None else None
        if phone is not None:
            found[request.key] = for_people(phone)
    return found
