"""The visits' tick: unconfirmed ones before they begin, possible no-shows after, are told to their workers."""

from bot.services import Services
from bot.visit_watch import watch_due


def run(services: Services) -> int:
    """Look at what is due; return how many visits were looked at."""
    return watch_due(services)
