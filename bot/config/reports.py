"""Reads [reports] of oncall.toml: how long the law gives, and when who owes a report is reminded."""

from datetime import timedelta

from bot.config.table import ConfigTable
from bot.model.reports import ReportRules

ORAL_MOST, WRITTEN_MOST = 12, 48
"""C.G.S. §17a-101b and §17a-101c: not for a config file to lengthen."""


def read_reports(table: ConfigTable) -> ReportRules:
    """Return the hours of both reports."""
    oral = table.whole("oral_hours", least=1, most=ORAL_MOST)
    first, last = table.whole("remind_hours", least=1, most=ORAL_MOST), table.whole("again_hours", least=1, most=6)
    if not last < first < oral:
        table.note("remind_hours", "must lie between again_hours and oral_hours; change it")
    rules = ReportRules(
        oral=timedelta(hours=oral),
        written=timedelta(hours=table.whole("written_hours", least=1, most=WRITTEN_MOST)),
        remind=(timedelta(hours=first), timedelta(hours=last)),
    )
    table.close()
    return rules
