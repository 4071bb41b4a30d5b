"""The reports' tick: whoever owes a mandated report is reminded of it before its end, and after."""

from datetime import datetime

from bot.report_steps import remind
from bot.services import Services
from bot.store import reports
from bot.store.engine import Tx

MOST = 100
"""Clocks a tick looks at; what is left is due a moment later."""


def run(services: Services) -> int:
    """Look at every clock whose time has come, one transaction each; return how many."""
    now = services.clock.now()
    return next((count for count in range(MOST) if not _look_at_one(services, now)), MOST)


def _look_at_one(services: Services, now: datetime) -> bool:
    with services.store.read() as tx:
        if not reports.any_due(tx, now):
            return False

    def work(tx: Tx) -> bool:
        clock = reports.due(tx, now)
        if clock is not None:
            remind(tx, services, clock, now)
        return clock is not None

    return services.store.write_again(work)
