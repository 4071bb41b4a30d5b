"""The digests' tick: one text in the morning, one in the evening, for each member of staff."""

from bot.digests import make_due
from bot.services import Services


def run(services: Services) -> int:
    """Make the digests that are due; return how many left."""
    return make_due(services)
