"""The tick of calls: does what is due about them, should the lane that is woken after each commit be busy or gone."""

from bot.calls.placing import place_due
from bot.calls.voicemail_fetching import fetch_due
from bot.services import Services


def run(services: Services) -> int:
    """Place, look after and hang up what is due; return how much was done."""
    return place_due(services) + fetch_due(services)
