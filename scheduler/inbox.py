"""Fetches texts that the carrier received and the line missed while it was down (docs/design.md)."""

import logging
from datetime import timedelta

from bot.inbound import keep_unread, receive
from bot.model.messages import Inbound, Source
from bot.phone import parse_sender
from bot.services import Services
from bot.store import alarms, backups, inbox
from bot.store.engine import DatabaseTrouble
from bot.telephony.failures import CarrierFailure
from bot.telephony.protocol import CarrierText

MARGIN = timedelta(hours=1)
"""The carrier's clock and ours may differ; what is fetched twice is kept once."""
AT_FIRST = timedelta(days=1)
log = logging.getLogger(__name__)


def run(services: Services) -> int:
    """Fetch the carrier's list since the last good fetch and take what is missing; return how many texts were."""
    return _fetch(services) or 0


def run_before_all(services: Services) -> bool:
    """After a restore, take what the carrier has before anything else: a STOP, `unsafe` or claim since counts.

    Return whether the line is still behind: the list could not be read, and nothing may be taken, sent or due yet.
    """
    with services.store.read() as tx:
        fetched_at = alarms.beats(tx).get(inbox.FETCHED)
        is_behind = fetched_at is not None and backups.relived(tx, fetched_at).relives is not None
    try:
        return is_behind and _fetch(services) is None
    except DatabaseTrouble as trouble:
        log.error("The carrier's list could not be taken", extra={"trouble": str(trouble)})  # noqa: TRY400
        return True


def _fetch(services: Services) -> int | None:
    """Take what the carrier's list has and the line has not; None if the list could not be read."""
    now = services.clock.now()
    with services.store.read() as tx:
        fetched_at = alarms.beats(tx).get(inbox.FETCHED, now - AT_FIRST)
    try:
        listed = services.carrier.received_texts(min(fetched_at, now) - MARGIN)
    except CarrierFailure as failure:
        log.warning("The carrier's list could not be read", extra={"reason": failure.reason})
        return None
    with services.store.read() as tx:
        kept = inbox.kept_of(tx, [text.sid for text in listed])
    missing = [text for text in listed if text.sid not in kept]
    taken = [_take(services, text) for text in missing]
    if all(taken):
        with services.store.write() as tx:
            alarms.beat(tx, inbox.FETCHED, now, 0.0)
    return sum(taken)


def _take(services: Services, text: CarrierText) -> bool:
    """Take one missed text as if it had come in now, with its true age; False if it must be fetched once more."""
    received = Inbound(
        message_sid=text.sid,
        sender=parse_sender(text.sent_by),
        sender_raw=text.sent_by,
        body=text.body,
        media_count=text.media_count,
        received_at=services.clock.now(),
        source=Source.LIST,
        sent_at=text.created_at,
    )
    try:
        receive(services, received)
    except DatabaseTrouble:
        raise
    except Exception:
        log.exception("A fetched text's turn broke; it is kept and passed on unread")
        return _kept_unread(services, received)
    return True


def _kept_unread(services: Services, received: Inbound) -> bool:
    """Keep a text unread; one that cannot be kept stops no other."""
    try:
        keep_unread(services, received)
    except DatabaseTrouble:
        raise
    except Exception:
        log.exception("A fetched text could not be kept; it is fetched again")
        return False
    return True
