"""The rota's tick: patterns are worked out into shifts weeks ahead, and supervisors are told of gaps that are near."""

from bot.rota_ahead import tell_gaps, work_out
from bot.services import Services


def run(services: Services) -> int:
    """Work out what is due, then look for gaps in what came of it; return how many texts that made."""
    work_out(services)
    return tell_gaps(services)
