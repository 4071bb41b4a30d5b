"""Ends at the carrier what is to end there: rings that are called off, a wait that is too long, queues nobody is in."""

import logging
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial
from typing import Any

from bot.calls.speaking import queue_of, url
from bot.model.calls import Call
from bot.services import Services
from bot.store import calls
from bot.store.engine import Tx
from bot.telephony.failures import CarrierFailure

Each = Callable[[Callable[[Any], None], Iterable[Any]], Iterable[None]]
"""Does the same for each of several, in order or at once."""
MOST = 10
TIDIED_AGAIN = timedelta(hours=1)
log = logging.getLogger(__name__)


def hang_up(services: Services, each: Each) -> int:
    """Ask the carrier to end what is to end."""
    now = services.clock.now()
    with services.store.read() as tx:
        if not calls.any_to_hang_up(tx, now):
            return 0
    ending = services.store.write_again(lambda tx: calls.take_to_hang_up(tx, now, MOST))
    for _ in each(partial(end, services), ending):
        pass
    return len(ending)


def end(services: Services, call: Call) -> None:
    """Ask the carrier to end one call."""
    try:
        services.calls.end_call(call.sid or "")
    except CarrierFailure:
        log.warning("A call could not be ended; whoever answers it hears that it is over")


def let_out(services: Services, call: Call) -> None:
    """Lead a caller out of the queue whose hold is long over: the carrier asks no more what they are to hear there."""
    with services.store.read() as tx:
        number = calls.queued_number(tx, call.key)
    if number is None:
        return
    try:
        services.calls.redirect_call(call.sid or "", url(services, call.key, "left", number))
    except CarrierFailure:
        log.warning("A caller could not be led out of their queue; it is tried again")


def drop_queues(services: Services) -> int:
    """Have the carrier delete the queues of callers who are gone: each had its own, and an account holds so many."""
    now = services.clock.now()
    with services.store.read() as tx:
        if not calls.any_queue_to_drop(tx, now):
            return 0
    empty = services.store.write_again(lambda tx: calls.take_queues_to_drop(tx, now, MOST, now + TIDIED_AGAIN))
    for key in empty:
        try:
            services.calls.drop_queue(queue_of(key))
        except CarrierFailure:
            log.warning("An empty queue could not be deleted at the carrier yet")
            continue
        services.store.write_again(partial(_is_dropped, key))
    return len(empty)


def _is_dropped(key: int, tx: Tx) -> None:
    calls.change(tx, key, queue_at=None)
