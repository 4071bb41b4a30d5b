"""The nights' tick: who is on call next is asked whether they have seen it; silence is told to supervisors."""

from bot.nights import ask_due
from bot.services import Services


def run(services: Services) -> int:
    """Do what is due before the shifts at hand; return how much that was."""
    return ask_due(services)
