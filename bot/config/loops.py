"""Reads [loops] of program.toml: how often the line answers one number by itself, how long a number may be blocked."""

from datetime import timedelta

from bot.config.table import ConfigTable
from bot.model.blocks import LoopRules


def read_loops(table: ConfigTable) -> LoopRules:
    """Return what bounds automatic answers and blocks."""
    rules = LoopRules(
        answers=table.whole("answers", least=5, most=200),
        window=timedelta(minutes=table.whole("window_minutes", least=5, most=1440)),
        longest_block=timedelta(hours=table.whole("longest_block_hours", least=1, most=720)),
    )
    table.close()
    return rules
