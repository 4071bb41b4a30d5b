"""The ladder's tick: requests nobody has taken move to the next person."""

import logging
from datetime import datetime, timedelta

from bot.ladder_steps import take_step
from bot.services import Services
from bot.store import requests
from bot.store.engine import DatabaseTrouble

AGAIN = timedelta(seconds=10)
MOST = 500
"""Steps a tick takes at most; what is left is due a second later."""
log = logging.getLogger(__name__)


def run(services: Services) -> int:
    """Take the next step of every request whose time has come, one transaction each; return how many."""
    now = services.clock.now()
    return next((count for count in range(MOST) if not _take_one(services, now)), MOST)


def _take_one(services: Services, now: datetime) -> bool:
    """Take one due step; a request whose step breaks is set aside for a moment, so that it holds up no other."""
    with services.store.read() as tx:
        if not requests.any_due(tx, now):
            return False
    key = None
    try:
        with services.store.write() as tx:
            due = requests.due(tx, now, 1)
            for request in due:
                key = request.key
                take_step(tx, services, request, now)
            return bool(due)
    except DatabaseTrouble:
        raise
    except Exception:
        log.exception("A step of the ladder broke and is tried again soon")
        if key is None:
            return False
        with services.store.write() as tx:
            requests.change(tx, key, next_step_at=now + AGAIN)
        return True
