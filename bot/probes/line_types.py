"""Which phones are landlines, so that a text never waits for somebody who cannot get it; each answer costs money."""

from collections.abc import Callable, Iterable, Iterator

from bot.checks import Finding, listed, note, serious, warning
from bot.model.phones import Phone
from bot.store import people
from bot.store.engine import Tx
from bot.telephony.account import NOT_FOUND, CarrierAccount, remedy_of
from bot.telephony.failures import CarrierFailure, PermanentFailure

TAKES_TEXTS = frozenset({"mobile", "fixedVoip", "nonFixedVoip", "unknown", "personal"})
Owners = dict[Phone, list[str]]


def owners(tx: Tx) -> Owners:
    """Return each phone of staff and families once, with whose it is, by code."""
    found: Owners = {}
    for worker in people.active_workers(tx):
        for phone in worker.phones:
            found.setdefault(phone, []).append(worker.worker_id)
    for person in people.all_persons(tx):
        if person.phone:
            found.setdefault(person.phone, []).append(f"{person.family} person {person.person_id}")
    return found


def check_line_types(
    account: CarrierAccount, whose: Owners, shown: Callable[[Iterable[Phone]], Iterable[Phone]]
) -> Iterator[Finding]:
    """Look every phone up; `shown` passes them on and may show how far it is."""
    kinds: dict[str, list[str]] = {}
    asked = 0
    try:
        for phone in shown(whose):
            kinds.setdefault(_kind(account, phone), []).extend(whose[phone])
            asked += 1
    except CarrierFailure as failure:
        left = len(whose) - asked
        yield warning(f"{left} of {len(whose)} phones could not be looked up. {failure}", remedy_of(failure))
    for kind in sorted(kinds.keys() - TAKES_TEXTS):
        named = "no phone numbers" if not kind else f"phones that take no texts ({kind})"
        staff = any(not code.startswith("F-") for code in kinds[kind])
        make = serious if staff else warning
        yield make(f"{named}: {listed(kinds[kind])}", "ask for a mobile number, and import again")
    if asked:
        yield note(f"{asked} phones were looked up, each at the carrier's price for line types")


def _kind(account: CarrierAccount, phone: Phone) -> str:
    """Ask about one phone; a number the carrier does not know is none."""
    try:
        return account.line_type(phone)
    except PermanentFailure as failure:
        if failure.code == NOT_FOUND:
            return ""
        raise
