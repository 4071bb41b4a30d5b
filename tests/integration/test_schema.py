"""Migrations make the very tables the code believes in, whole or not at all, on both engines."""

import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text
from sqlalchemy.engine import make_url

from bot.store.engine import DatabaseTrouble, open_engine, transaction
from bot.store.schema import VERSIONS, SchemaError, check_schema, current, head, migrate, open_store
from bot.store.tables import metadata

WHERE = {"sqlite": "sqlite_where", "postgresql": "postgresql_where"}
REMEDY = "until the first release: python -m bot.store.migrations.write_first, then make format; later: a new migration"
FAILS_HALF_WAY = """
import sqlalchemy as sa
from alembic import op

revision = "9999_fails"
down_revision = "{head}"


def upgrade() -> None:
    op.create_table("half", sa.Column("id", sa.Integer()))
    raise RuntimeError("the power went")
"""


@pytest.fixture
def migrated(database_url: str) -> Iterator[Engine]:
    """Open a migrated database on each engine in turn."""
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


def versions_plus(tmp_path: Path, name: str, source: str) -> Path:
    """Copy the migrations and add one."""
    folder = tmp_path / "versions"
    shutil.copytree(VERSIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / f"{name}.py").write_text(source, encoding="utf-8")
    return folder


def shape(engine: Engine) -> dict[str, Any]:
    """Describe every table as the database itself sees it, names of constraints and conditions included."""
    seen = inspect(engine)
    return {
        name: {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"], column["default"])
                for column in seen.get_columns(name)
            },
            "primary": seen.get_pk_constraint(name),
            "foreign": by_name(seen.get_foreign_keys(name)),
            "unique": by_name(seen.get_unique_constraints(name)),
            "checks": by_name(seen.get_check_constraints(name)),
            "indexes": by_name(seen.get_indexes(name)),
        }
        for name in seen.get_table_names()
        if name != "alembic_version"
    }


def by_name(constraints: Sequence[Any]) -> dict[str, dict[str, str]]:
    """Sort what the inspector found."""
    return {found["name"]: plain(found) for found in constraints}


def plain(found: dict[str, Any]) -> dict[str, str]:
    """Write what the inspector found as words, spaces evened out, so that it can be compared."""
    flat = found | found.get("dialect_options", {})
    return {key: re.sub(r"\s+", " ", str(value)) for key, value in flat.items() if key != "dialect_options"}


def test_an_absent_database_is_made_and_brought_to_head(absent_url: str) -> None:
    """`hearthline migrate` on a new machine makes the database and says what it applied."""
    applied = migrate(absent_url)
    assert applied[0] == "0001_first_house"
    assert applied[-1] == head()
    engine = open_engine(absent_url)
    assert current(engine) == head()
    check_schema(engine)
    engine.dispose()


def test_migrating_twice_changes_nothing(absent_url: str) -> None:
    """A second run finds nothing to do."""
    migrate(absent_url)
    assert migrate(absent_url) == ()


def test_two_processes_may_migrate_at_once(absent_url: str) -> None:
    """One of them does the work, the other waits and finds it done."""
    code = f"from bot.store.schema import migrate; print(len(migrate({absent_url!r})))"
    both = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(2)]
    applied = sorted(process.communicate(timeout=30)[0].strip() for process in both)
    assert applied == ["0", str(len(list(VERSIONS.glob("[0-9]*.py"))))]


def test_a_new_sqlite_file_belongs_to_its_owner_alone(sqlite_absent_url: str) -> None:
    """No other account of the machine can read or copy the file."""
    migrate(sqlite_absent_url)
    file = Path(str(make_url(sqlite_absent_url).database))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """A mistyped path ends in one line, not in a traceback of the driver."""
    with pytest.raises(SchemaError, match=r"no such place.*No such file"):
        migrate(f"sqlite:///{tmp_path / 'no such place' / 'line.db'}")


def test_the_code_and_the_migrations_agree(migrated: Engine) -> None:
    """The tool that writes migrations finds nothing to add."""
    with transaction(migrated) as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == [], REMEDY


def test_the_database_sees_no_difference_either(migrated: Engine) -> None:
    """CHECK, UNIQUE and partial indexes, which that tool overlooks, are the same by name and by condition."""
    by_migrations = shape(migrated)
    with transaction(migrated, writes=True) as connection:
        metadata.drop_all(connection)
        metadata.create_all(connection)
    assert by_migrations == shape(migrated), REMEDY
    assert by_migrations["help_requests"]["checks"]
    assert "closed" in by_migrations["help_requests"]["indexes"]["uq_help_requests_open_code"][WHERE[migrated.name]]


def test_migrations_are_named_by_what_they_do() -> None:
    """A file is named as its revision, fits Alembic's column, and knows nothing of the code's own tables."""
    files = list(VERSIONS.glob("*.py"))
    assert files
    for file in files:
        source = file.read_text(encoding="utf-8")
        assert re.fullmatch(r"\d{4}_[a-z0-9_]+", file.stem)
        assert len(file.stem) <= 32
        assert f'revision = "{file.stem}"' in source
        assert "bot." not in source


def test_a_migration_that_fails_leaves_nothing_behind(database_url: str, tmp_path: Path) -> None:
    """A crash half way leaves the database as it was, ready to be migrated again."""
    bad = versions_plus(tmp_path, "9999_fails", FAILS_HALF_WAY.format(head=head()))
    with pytest.raises(RuntimeError, match="power"):
        migrate(database_url, versions=bad)
    engine = open_engine(database_url)
    assert "half" not in inspect(engine).get_table_names()
    assert current(engine) == head()
    engine.dispose()


def test_a_first_migration_that_fails_leaves_an_empty_database(absent_url: str, tmp_path: Path) -> None:
    """The whole chain is one transaction: not even the tables before the failing one remain."""
    bad = versions_plus(tmp_path, "9999_fails", FAILS_HALF_WAY.format(head=head()))
    with pytest.raises(RuntimeError, match="power"):
        migrate(absent_url, versions=bad)
    engine = open_engine(absent_url)
    assert inspect(engine).get_table_names() == []
    with pytest.raises(SchemaError, match=r"empty.*hearthline migrate"):
        check_schema(engine)
    engine.dispose()


def test_an_old_database_names_the_remedy(migrated: Engine) -> None:
    """A database without this version's tables is refused with the command that helps."""
    with transaction(migrated, writes=True) as connection:
        connection.execute(text("DELETE FROM alembic_version"))
    with pytest.raises(SchemaError, match="hearthline migrate"):
        check_schema(migrated)


def test_a_newer_database_is_left_alone(migrated: Engine, database_url: str) -> None:
    """An old version neither works on nor migrates a database of a newer one."""
    with transaction(migrated, writes=True) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '7777_of_tomorrow'"))
    with pytest.raises(SchemaError, match=r"newer than this version.*7777_of_tomorrow"):
        check_schema(migrated)
    with pytest.raises(SchemaError, match="newer than this version"):
        migrate(database_url)


def test_opening_an_absent_database_names_the_remedy(absent_url: str, keys: tuple[str, ...]) -> None:
    """Only `hearthline migrate` makes a database; opening one that is not there says so and makes none."""
    with pytest.raises(SchemaError, match=r"no database.*hearthline migrate"):
        open_store(absent_url, keys)
    with pytest.raises(SchemaError, match="no database"):
        open_store(absent_url, keys)


def test_a_server_that_is_down_is_trouble_not_a_missing_database(tmp_path: Path, keys: tuple[str, ...]) -> None:
    """Nobody is told to migrate because a server is restarting."""
    with pytest.raises(DatabaseTrouble):
        open_store(f"postgresql://nobody@/line?host={tmp_path}", keys)
