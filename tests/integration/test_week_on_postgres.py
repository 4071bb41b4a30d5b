"""Two schedulers on one PostgreSQL: the week is told once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from world import BOSS, DECEMBER, World

from bot.alarms import AlarmRoutes
from bot.weekly import tell_week

pytestmark = pytest.mark.postgres


def test_of_two_schedulers_one_tells_the_week(on: World) -> None:
    """Both ask at the same moment; one text is written, and the supervisor gets one."""
    on.clock.move(DECEMBER + timedelta(days=6, hours=-2) - on.clock.now())
    together = Barrier(2)

    def tell(_number: int) -> int:
        together.wait()
        return tell_week(on.services, AlarmRoutes())

    with ThreadPoolExecutor(2) as schedulers:
        assert sorted(schedulers.map(tell, range(2))) == [0, 1]
    on.settle()
    on.phone(BOSS).gets("Week from Mon, Nov 30.").gets_nothing()
