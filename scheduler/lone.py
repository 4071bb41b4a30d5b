"""The lone workers' tick: who is overdue at a visit is asked, and without an answer supervisors learn the place."""

from bot.lone_worker import look_due
from bot.services import Services


def run(services: Services) -> int:
    """Look at what is due; return how many checks took a step."""
    return look_due(services)
