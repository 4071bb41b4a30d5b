"""The covers' tick: supervisors are told of shifts that nobody takes; questions about nothing are closed."""

from bot.cover_watch import watch_covers
from bot.services import Services


def run(services: Services) -> int:
    """Look after what is open; return how many texts that made."""
    return watch_covers(services)
