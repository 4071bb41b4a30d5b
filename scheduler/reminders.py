"""The reminders' tick: welcomes and reminders whose time has come are put in the outbox, or dropped with a reason."""

from bot.reminding import plan_due
from bot.services import Services
from bot.store import visits
from bot.welcoming import welcome_due


def run(services: Services) -> int:
    """Decide what is due; return how many persons and families were looked at."""
    return welcome_due(services) + plan_due(services)


class SinceStart:
    """The tick of a running process: its first run works every reminder out anew, for the config may have changed."""

    def __init__(self) -> None:
        """Begin before the first run."""
        self._is_first = True

    def run(self, services: Services) -> int:
        """Decide what is due."""
        if self._is_first:
            with services.store.write() as tx:
                visits.look_again(tx, services.clock.now())
            self._is_first = False
        return run(services)
