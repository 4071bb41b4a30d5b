"""Writes the first migration anew from `bot/store/tables.py`; only until the first release, then delete this file.

Run ``python -m bot.store.migrations.write_first`` and then ``ruff format bot/store/migrations``.
"""

from pathlib import Path
from typing import Any, Literal

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.autogenerate.api import AutogenContext
from alembic.migration import MigrationContext
from alembic.operations.ops import CreateTableOp, MigrateOperation, ModifyTableOps, UpgradeOps
from sqlalchemy import create_engine

from bot.store.tables import Moment, metadata

FIRST = Path(__file__).parent / "versions" / "0001_first_house.py"
HEADER = '''"""The first house: every table of the line as it was first built."""

# ruff: noqa: E501  (written by a machine, kept as written)

import sqlalchemy as sa
from alembic import op

revision = "0001_first_house"
down_revision = None
'''


def plain(kind: str, thing: Any, _context: AutogenContext) -> str | Literal[False]:  # noqa: ANN401  (the tool's own signature)
    """Write our own column type as the plain one it stands on: migrations must not change when our code does."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, Moment) else False


def source() -> str:
    """Return the text of the first migration: one function a table, its indexes with it."""
    with create_engine("sqlite://").connect() as empty:
        steps = produce_migrations(MigrationContext.configure(empty), metadata).upgrade_ops
    assert steps is not None
    parts: dict[str, list[MigrateOperation]] = {}
    for step in steps.ops:
        assert isinstance(step, CreateTableOp | ModifyTableOps)
        parts.setdefault(step.table_name, []).append(step)
    calls = "\n".join(f"    _{name}()" for name in parts)
    upgrade = f"def upgrade() -> None: \n{calls}"
    return "\n\n".join([HEADER, upgrade, *(_function(name, ops) for name, ops in parts.items())]) + "\n"


def _function(name: str, ops: list[MigrateOperation]) -> str:
    """Write one table as a function."""
    body = render_python_code(UpgradeOps(ops), render_item=plain)
    kept = [line for line in body.splitlines() if not line.strip().startswith("#")]
    return f"def _{name}() -> None:\n" + "\n".join(f"    {line}" if line else line for line in kept)


if __name__ == "__main__":
    FIRST.write_text(source(), encoding="utf-8")
