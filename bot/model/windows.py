"""When a family asks to be visited: a window of time."""

from datetime import datetime

from bot.model.value import value_in_order


@value_in_order
class Window:
    """From `start` to `end`, both aware, in the program's zone; a point in time starts where it ends."""

    start: datetime
    end: datetime
