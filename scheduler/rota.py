"""The rota's tick: patterns become shifts weeks ahead; supervisors are told of gaps and weak spots that are near."""

from bot.rota_ahead import tell_gaps, work_out
from bot.services import Services
from bot.weak_spots import tell_weak


def run(services: Services) -> int:
    """Work out what is due, then look for gaps in what came of it; return how many texts that made."""
    work_out(services)
    return tell_gaps(services) + tell_weak(services)
