"""The ladder's tick: requests nobody has taken move to the next person."""

from bot.ladder_steps import take_step
from bot.services import Services
from bot.store import requests

BATCH = 25


def run(services: Services) -> int:
    """Take the next step of every request whose time has come; return how many."""
    now = services.clock.now()
    total = 0
    while True:
        with services.store.read() as tx:
            if not requests.any_due(tx, now):
                return total
        with services.store.write() as tx:
            due = requests.due(tx, now, BATCH)
            for request in due:
                take_step(tx, services, request, now)
        total += len(due)
        if not due:
            return total
