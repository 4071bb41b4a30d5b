"""Which towns of families' addresses have no number of their dispatch: `hearthline check` (config/dispatch.toml)."""

from collections.abc import Iterator
from datetime import date

from bot.checks import Finding, counted, listed, warning
from bot.store import people
from bot.store.engine import Tx
from bot.town_numbers import TownNumbers


def check_towns(tx: Tx, towns: TownNumbers, today: date) -> Iterator[Finding]:
    """Check the town of every family in the program; no address is told, families appear by their codes."""
    families = [one for one in people.all_families(tx) if one.ended_on is None or one.ended_on >= today]
    lie_in = {one.code: towns.town_of(one.address) for one in families if one.address}
    silent = sorted({town.name for town in lie_in.values() if town is not None and town.dispatch is None})
    if silent:
        yield warning(
            f"dispatch.toml has no number for {counted(len(silent), 'town', 'towns')} of families: {listed(silent)}",
            "ask each dispatch for its ten-digit number and write it there: a worker's own 911 reaches another",
        )
    nowhere = [code for code, town in lie_in.items() if town is None]
    if nowhere:
        yield warning(
            f"the address of {counted(len(nowhere))} ends with no town of dispatch.toml: {listed(nowhere)}",
            "write the town at the end of the address, or add the town there",
        )
