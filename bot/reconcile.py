"""Texts in doubt: asks the carrier's own list what it has before anything is sent again (docs/design.md).

The first look is a minute after the doubt began, each other a minute later; after a restore it is at once.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot import outcomes
from bot.delivery import UNWORDABLE
from bot.model.messages import OnItsWay, OutboundState
from bot.model.people import Wording
from bot.model.phones import Phone
from bot.services import Services
from bot.store import backups, conversations, decisions, outbox
from bot.store.outbox import OutboundText
from bot.telephony.failures import CarrierFailure
from bot.telephony.protocol import CarrierText
from bot.wording import words_of

BATCH = 20
BACK = timedelta(days=1)
"""How far back the list is searched; by the carrier's days, never by our clock alone."""


def reconcile_due(services: Services) -> int:
    """Look up every text whose outcome has been in doubt for long enough; return how many were looked at."""
    now = services.clock.now()
    with services.store.read() as tx:
        if not outbox.any_in_doubt(tx, now):
            return 0
    with services.store.write() as tx:
        texts = outbox.in_doubt(tx, now, BATCH)
        phones = {text.key: conversations.known(tx, text.conversation_key).conversation.phone for text in texts}
        for text in texts:
            outbox.change(
                tx,
                text.key,
                state=OutboundState.UNKNOWN,
                lease_token=None,
                lease_until=None,
                due_at=now + outcomes.LOOK_AGAIN,
            )
            if text.state is OutboundState.SENDING:
                decisions.doubt(tx, text, now + outcomes.LOOK_AGAIN, now)
    for text in texts:
        if not _look_up(services, text, phones[text.key]):
            break
    return len(texts)


def _look_up(services: Services, text: OutboundText, phone: Phone) -> bool:
    """Search the carrier's list for a text; False if the list cannot be read, which is no answer."""
    now = services.clock.now()
    try:
        listed = services.carrier.sent_texts(phone, (text.attempted_at or now) - BACK)
    except CarrierFailure:
        return False
    _conclude(services, text, listed, now)
    return True


def _bodies(services: Services, text: OutboundText) -> frozenset[str]:
    """Return the words a text left in; one whose words were never fixed (after a restore) may have left in either."""
    if text.body is not None:
        return frozenset({text.body})
    try:
        return frozenset(words_of(services, text, wording) for wording in Wording)
    except UNWORDABLE:
        return frozenset()  # it counts as absent, and delivery tells that it cannot be worded


def _conclude(services: Services, text: OutboundText, listed: Sequence[CarrierText], now: datetime) -> None:
    """Adopt the text's entry in the list, or count its absence; absent often enough, it never left.

    Then it is sent again, whatever it is, and the gate asked again; or dropped if it is of no use any more.
    """
    with services.store.write() as tx:
        fresh = outbox.get(tx, text.key, locked=True)
        if fresh is None or fresh.state is not OutboundState.UNKNOWN:
            return
        bodies = _bodies(services, fresh)
        ours = [entry for entry in listed if entry.body in bodies]
        taken = outbox.known_sids(tx, [entry.sid for entry in ours])
        found = next((entry for entry in ours if entry.sid not in taken), None)
        if found is not None:
            # What follows from it ("sent to KB") may have been told before a restore too.
            relived = backups.relived(tx, fresh.attempted_at or now)
            outcomes.receipt(relived, services, fresh, found.sid, found.status, found.error_code, now)
            return
        absences = fresh.absences + 1
        if absences < outbox.CLEAN_PASSES:
            outbox.change(tx, fresh.key, absences=absences)
        elif fresh.not_after is not None and now > fresh.not_after:
            decisions.drop(tx, fresh, OnItsWay.NOT_AT_CARRIER, now)
            outcomes.did_not_arrive(tx, services, fresh, now)
        else:
            decisions.try_again(tx, fresh, now)
