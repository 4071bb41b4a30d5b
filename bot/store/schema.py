"""Brings a database to the current tables, refuses one that does not fit, and opens it with its keys."""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, Row, func, insert, inspect, select, text, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from bot.store.engine import DatabaseTrouble, Store, open_engine, sqlite_file, transaction
from bot.store.tables import data_keys
from bot.store.vault import Vault, fingerprint, new_row_id, new_wrapped, unwrap, vault_from, wrap

MIGRATIONS = Path(__file__).parent / "migrations"
VERSIONS = MIGRATIONS / "versions"
MIGRATION_LOCK = 4_327_845_401  # any number, as long as nothing else in the database takes it
REMEDY = "run `hearthline migrate`"


class SchemaError(Exception):
    """The database's tables do not fit this version; the sentence names the remedy."""


def migrate(url: str, *, versions: Path = VERSIONS) -> tuple[str, ...]:
    """Bring the database at `url` to the current tables, making it where there is none; return what was applied.

    One transaction for everything: a crash leaves the database as it was. Nothing else may create a database.
    """
    target = make_url(url)
    _create_where_absent(target)
    engine = open_engine(target, connections=1, is_upgrade=True)
    try:
        with transaction(engine, writes=True) as connection:
            return _upgrade(connection, versions)
    finally:
        engine.dispose()


def head() -> str:
    """Return the name of the newest migration of this version."""
    return _known(VERSIONS)[-1]


def current(engine: Engine) -> str | None:
    """Return the name of the last migration applied, None where the database is empty. Raises `DatabaseTrouble`."""
    with transaction(engine) as connection:
        return _current(connection)


def check_schema(engine: Engine) -> None:
    """Raise `SchemaError` where the tables are missing, old, or of a newer version. Raises `DatabaseTrouble`."""
    _pending(current(engine), VERSIONS, refuse_old=True)


def open_store(url: str, keys: Sequence[str]) -> Store:
    """Open the database for work; `keys` are those of `HEARTHLINE_KEYS`, newest first.

    Raises `SchemaError`, `WrongKeyError` or `DatabaseTrouble`.
    """
    engine = open_engine(url)
    try:
        _check_present(engine, make_url(url))
        store = Store(engine, open_vault(engine, keys))
        rewrap(store, keys)
    except BaseException:
        engine.dispose()
        raise
    return store


def rewrap(store: Store, keys: Sequence[str]) -> bool:
    """Wrap the database's keys by the newest key where an older one still does; return whether that was needed."""
    with store.read() as tx:
        row = _newest(tx.connection)
    if row is None or row.wrapped_by == fingerprint(keys[0]):
        return False
    wrapped, wrapped_by = wrap(unwrap(row.wrapped, row.wrapped_by, keys), keys[0])
    same = (data_keys.c.id == row.id) & (data_keys.c.wrapped_by == row.wrapped_by)
    with store.write() as tx:
        done = tx.connection.execute(update(data_keys).where(same).values(wrapped=wrapped, wrapped_by=wrapped_by))
    return done.rowcount == 1


def _check_present(engine: Engine, url: URL) -> None:
    """Check the schema; say plainly where there is no database at all."""
    try:
        check_schema(engine)
    except DatabaseTrouble:
        if not is_absent(url):
            raise
        raise SchemaError(f"there is no database at {url.render_as_string()}: {REMEDY}") from None


def open_vault(engine: Engine, keys: Sequence[str]) -> Vault:
    """Open the database's own keys, made at the first start."""
    with transaction(engine) as connection:
        row = _newest(connection)
    if row is None:
        row = _first_keys(engine, keys)
    return vault_from(unwrap(row.wrapped, row.wrapped_by, keys))


def _first_keys(engine: Engine, keys: Sequence[str]) -> Row[int, bytes, str]:
    """Make the database's keys unless another process was faster, and return the row that stands."""
    with transaction(engine, writes=True) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("LOCK TABLE data_keys IN EXCLUSIVE MODE"))
        if _newest(connection) is None:
            wrapped, wrapped_by = new_wrapped(keys)
            made = {"id": new_row_id(), "wrapped": wrapped, "wrapped_by": wrapped_by}
            connection.execute(insert(data_keys).values(made_at=func.now(), **made))
        row = _newest(connection)
    assert row is not None
    return row


def _newest(connection: Connection) -> Row[int, bytes, str] | None:
    """Read the newest row of keys."""
    columns = select(data_keys.c.id, data_keys.c.wrapped, data_keys.c.wrapped_by)
    return connection.execute(columns.order_by(data_keys.c.made_at.desc(), data_keys.c.id).limit(1)).first()


def _upgrade(connection: Connection, versions: Path) -> tuple[str, ...]:
    """Apply what is missing inside the caller's transaction; a second process waits and finds nothing to do."""
    from alembic import command  # noqa: PLC0415  (a tenth of a start, and only `migrate` and `restore` need it)
    from alembic.config import Config  # noqa: PLC0415

    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(MIGRATION_LOCK)))
    pending = _pending(_current(connection), versions)
    config = Config()  # the line has no alembic.ini, and `hearthline migrate` is the only way in
    config.set_main_option("script_location", _literal(MIGRATIONS))
    config.set_main_option("version_locations", _literal(versions))
    config.set_main_option("path_separator", "newline")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    return pending


def _pending(found: str | None, versions: Path, *, refuse_old: bool = False) -> tuple[str, ...]:
    """Name the migrations missing after `found`, oldest first; raises `SchemaError` where `found` is not ours."""
    known = _known(versions)
    if found is not None and found not in known:
        raise SchemaError(f"this database is newer than this version (it stands at {found}): install the newer one")
    pending = known if found is None else known[known.index(found) + 1 :]
    if refuse_old and pending:
        state = f"stands at {found}, this version needs {pending[-1]}" if found else "is empty"
        raise SchemaError(f"the database {state}: {REMEDY}")
    return pending


def _known(versions: Path) -> tuple[str, ...]:
    """Return the names of the migrations, oldest first; each is the name of its file."""
    return tuple(sorted(file.stem for file in versions.glob("[0-9]*.py")))


def _current(connection: Connection) -> str | None:
    """Read the last migration applied."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return found


def _literal(path: Path) -> str:
    """Write a path so that the configuration parser takes its percent signs as they are."""
    return str(path).replace("%", "%%")


def is_absent(url: URL) -> bool:
    """Whether there is no database at `url`, asked of the file system or of the server. Raises `DatabaseTrouble`."""
    if url.get_backend_name() == "sqlite":
        return not sqlite_file(url).exists()
    engine = open_engine(url.set(database="postgres"), connections=1, is_upgrade=True)
    named = text("SELECT 1 FROM pg_database WHERE datname = :name").bindparams(name=url.database)
    try:
        with transaction(engine) as connection:
            return connection.execute(named).first() is None
    finally:
        engine.dispose()


def _create_where_absent(url: URL) -> None:
    """Make an empty database where there is none; a file is readable by its owner alone."""
    if url.get_backend_name() == "sqlite":
        _touch(sqlite_file(url))
        return
    engine = open_engine(url, connections=1, is_upgrade=True)
    try:
        with transaction(engine):
            return
    except DatabaseTrouble:
        if not is_absent(url):
            raise
    finally:
        engine.dispose()
    _create_on_server(url)


def _touch(file: Path) -> None:
    """Make an empty file for SQLite."""
    try:
        file.touch(mode=0o600)
    except OSError as error:
        raise SchemaError(f"cannot make the database {file}: {error.strerror}") from error


def _create_on_server(url: URL) -> None:
    """Make an empty database on a PostgreSQL server."""
    engine = open_engine(url.set(database="postgres"), connections=1, is_upgrade=True).execution_options(
        isolation_level="AUTOCOMMIT"
    )
    name = engine.dialect.identifier_preparer.quote(str(url.database))
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
    except DBAPIError as error:
        if is_absent(url):
            raise SchemaError(f"cannot make the database {name}: let its administrator create it") from error
    finally:
        engine.dispose()
