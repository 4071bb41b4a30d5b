"""Brings messages that were left on a call home: fetched from the carrier, sealed here, then deleted there.

A recording may come late, or never. It is asked for with growing pauses; after a day it counts as lost, which is an
alarm and a text to whoever has the request: no message disappears without a word.
"""

import logging
from datetime import datetime, timedelta

from bot.calls.voicemail_words import tell_lost
from bot.services import Services
from bot.store import alarms, voicemails
from bot.store.engine import Tx
from bot.store.voicemails import Voicemail
from bot.telephony.failures import CarrierFailure

MOST = 5
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(hours=1)
LOST, NOT_DELETED = "message_lost", "message_not_deleted"
log = logging.getLogger(__name__)


def fetch_due(services: Services) -> int:
    """Fetch the messages that are due, and have the carrier forget those that are here; return how many."""
    now = services.clock.now()
    with services.store.read() as tx:
        if not voicemails.any_due(tx, now):
            return 0
    due = services.store.write_again(lambda tx: _take(tx, now))
    for message in due:
        if message.is_fetched:
            _forget(services, message)
        else:
            _fetch(services, message)
    return len(due)


def _take(tx: Tx, now: datetime) -> tuple[Voicemail, ...]:
    """Take messages; whatever becomes of this try, the next is due after a pause, longer each time."""
    found = voicemails.due(tx, now, MOST)
    for message in found:
        pause = min(FIRST_PAUSE * 2 ** min(message.attempts, 20), LONGEST_PAUSE)
        voicemails.change(tx, message.key, attempts=message.attempts + 1, due_at=now + pause)
    return found


def _fetch(services: Services, message: Voicemail) -> None:
    sound = _recording(services, message)
    now = services.clock.now()
    if sound:
        services.store.write_again(lambda tx: voicemails.keep_sound(tx, message.key, sound, now))
        _forget(services, message)
    elif now - message.left_at >= services.program.calls.fetch_for:
        services.store.write_again(lambda tx: _give_up(tx, services, message, now))


def _recording(services: Services, message: Voicemail) -> bytes | None:
    """Ask for the recording; the carrier may not have it yet, and a failure is one more try."""
    if not message.recording_sid:
        return None
    try:
        return services.calls.recording(message.recording_sid)
    except CarrierFailure as failure:
        log.warning("A voice message could not be fetched", extra={"trouble": type(failure).__name__})
        return None


def _forget(services: Services, message: Voicemail) -> None:
    """Have the carrier delete a recording that is here; one it keeps is asked for again, and told after a day."""
    try:
        services.calls.forget_recording(message.recording_sid)
    except CarrierFailure as failure:
        log.warning("A voice message is not deleted at the carrier yet", extra={"trouble": type(failure).__name__})
        services.store.write_again(lambda tx: _alarm_if_old(tx, services, message))
        return
    now = services.clock.now()
    services.store.write_again(lambda tx: voicemails.change(tx, message.key, forgotten_at=now, due_at=None))


def _alarm_if_old(tx: Tx, services: Services, message: Voicemail) -> None:
    now = services.clock.now()
    if now - message.left_at >= services.program.calls.fetch_for:
        alarms.raise_alarm(tx, NOT_DELETED, "", now)


def _give_up(tx: Tx, services: Services, message: Voicemail, now: datetime) -> None:
    voicemails.change(tx, message.key, failed_at=now, due_at=None)
    alarms.raise_alarm(tx, LOST, "", now)
    tell_lost(tx, services, message, now)
