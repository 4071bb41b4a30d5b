"""The week's tick: on Monday morning the week before is told to supervisors and to whoever looks after the line."""

from bot.alarms import AlarmRoutes
from bot.services import Services
from bot.weekly import tell_week


def run(services: Services, routes: AlarmRoutes) -> int:
    """Tell the week that is due; return how many texts that made."""
    return tell_week(services, routes)
