"""Turns [shift_question] of oncall.toml into the rules of what is asked before a night."""

from datetime import timedelta

from bot.config.table import ConfigTable
from bot.model.nights import NightRules


def read_nights(table: ConfigTable) -> NightRules:
    """Return when the owner of a shift is asked, and asked again."""
    rules = NightRules(
        before=timedelta(minutes=table.whole("minutes_before", least=10, most=180)),
        again=timedelta(minutes=table.whole("again_minutes", least=5, most=60)),
    )
    if rules.again >= rules.before:
        table.note("again_minutes", "is not less than minutes_before, so nobody would be asked twice; lower it")
    table.close()
    return rules
