"""What one turn costs in process: "1" to the list of useful numbers, against the anchor (bar 2.0, aim 1.5)."""

from collections.abc import Callable
from pathlib import Path

from benchmarks.anchor import anchor_app
from benchmarks.calls import calls, put_through
from benchmarks.house import FAMILY, a_store, an_app, sqlite_at
from benchmarks.measure import compare
from sqlalchemy import func, select
from world import PUBLIC_URL, TOKEN

from bot.store.tables import inbound, outbound

ROUNDS, TIMES = 30, 40
BAR = 2.0


def test_a_turn_against_the_anchor(tmp_path: Path, keys: tuple[str, ...], figure: Callable[[str], None]) -> None:
    """A whole turn (repeat check, conversation, stored text and stored answer) costs at most twice the anchor."""
    store = a_store(sqlite_at(tmp_path, "line.db"), keys)
    app = an_app(store)
    usual = anchor_app(tmp_path / "anchor.db", PUBLIC_URL, TOKEN)
    texts = [list(calls(FAMILY, "1", (ROUNDS + 1) * TIMES)) for _ in range(2)]
    result = compare(
        lambda: put_through(usual, texts[0].pop()), lambda: put_through(app, texts[1].pop()), rounds=ROUNDS, times=TIMES
    )
    figure(f"a turn: {result}")
    with store.read() as tx:
        kept = [
            tx.connection.execute(select(func.count()).select_from(table)).scalar_one() for table in (inbound, outbound)
        ]
    assert kept == [(ROUNDS + 1) * TIMES + 1] * 2
    store.close()
    assert result.ratio.wall <= BAR
