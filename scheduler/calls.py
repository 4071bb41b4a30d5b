"""The tick of calls: what is due about them is done, should the lane woken after each commit be busy or gone."""

from bot.placing import place_due
from bot.services import Services


def run(services: Services) -> int:
    """Place, look after and hang up what is due; return how much was done."""
    return place_due(services)
