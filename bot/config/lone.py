"""Reads [lone_worker] of program.toml: how long a worker at a visit may be silent."""

from datetime import timedelta

from bot.config.table import ConfigTable
from bot.model.lone import LoneWorkerRules


def read_lone_worker(table: ConfigTable) -> LoneWorkerRules:
    """Return when a worker alone at a visit is asked, and supervisors told, from [lone_worker]."""
    rules = LoneWorkerRules(
        overdue=timedelta(minutes=table.number("overdue_minutes", least=5, most=120)),
        silent=timedelta(minutes=table.number("silent_minutes", least=15, most=240)),
        answer=timedelta(minutes=table.number("answer_minutes", least=5, most=60)),
    )
    table.close()
    return rules
