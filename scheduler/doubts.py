"""The reconciler's tick: texts whose outcome is unknown are looked up in the carrier's list."""

from bot.reconcile import reconcile_due
from bot.services import Services


def run(services: Services) -> int:
    """Look up what is due; return how many texts were looked at."""
    return reconcile_due(services)
