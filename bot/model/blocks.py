"""A blocked number, and how much the line answers by itself before it falls silent."""

from datetime import datetime, timedelta

from bot.model.value import value


@value
class Block:
    """A number that is not answered until then; `is_spent`: a cry from it has had its page already."""

    key: int
    until_at: datetime
    is_spent: bool


@value
class LoopRules:
    """At most so many automatic answers go to one number within `window`; the longest a number may be blocked."""

    answers: int = 20
    window: timedelta = timedelta(hours=1)
    longest_block: timedelta = timedelta(days=7)
