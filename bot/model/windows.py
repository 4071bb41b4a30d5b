"""A window of time somebody asks for."""

from datetime import datetime

from bot.model.value import value_in_order


@value_in_order
class Window:
    """From `start` to `end`, both aware, in the program's zone; a point in time has one and the same."""

    start: datetime
    end: datetime
