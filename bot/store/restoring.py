"""Brings a backup into an empty database of either engine, whole or not at all, and doubts what may have changed since.

What the backup shows as unsent may have left, so the carrier's list is asked first; texts received since are in its
list too, and the turns they cause are marked as relived (`Tx.relives`). Reminders wait for a person's word.
"""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, Engine, inspect, literal, select, text
from sqlalchemy.engine import make_url

from bot.model.value import value
from bot.store import alarms, audit, backups, brakes, inbox, outbox, requests, schema, visits
from bot.store.copying import APPLICATION, BackupError, Show, check_sound, copy_rows, count_rows, unseen
from bot.store.engine import DatabaseTrouble, DiskFull, Tx, open_engine, transaction
from bot.store.tables import metadata

MAGIC, APPLICATION_AT = b"SQLite format 3\0", slice(68, 72)
ACTOR = "restore"
VISITS, VISITS_AN_HOUR, CODES, LONGEST = 10_000, 1_000, 100, 100
"""Numbers and codes that lost rows may have had are passed over: more than a line gives from one backup to the next.

With each hour since the backup there are more, up to a limit, for it may be restored twice; codes go round in a circle
of three hundred and more, and these are neither near its beginning nor its end.
"""


@value
class Restored:
    """What was or would be restored: the moment, the rows, texts that may have left since, requests that go on."""

    made_at: datetime
    rows: int
    doubted: int
    live: int


def restore(
    file: Path,
    url: str,
    keys: Sequence[str],
    now: datetime,
    *,
    by: str,
    dry_run: bool = False,
    show: Show = unseen,
    versions: Path = schema.VERSIONS,
) -> Restored:
    """Bring `file` into the database at `url`, absent or empty, with the keys that sealed it; say what came of it.

    Raises `BackupError`, `WrongKeyError`, `SchemaError` or `DatabaseTrouble`; then nothing was restored.
    """
    with _copied(file) as copy:
        with _told(file):
            source, told = _prepared(copy, keys, now, by, versions)
        try:
            _refuse_used(url)
            if not dry_run:
                _bring(source, url, told.rows, show, versions)
        finally:
            source.dispose()
    return told


@contextmanager
def _copied(file: Path) -> Iterator[Path]:
    """Copy a backup aside: it is brought to the current tables, and the backup itself is never written to."""
    with TemporaryDirectory(prefix="hearthline-") as folder:
        copy = Path(folder) / "backup.db"
        try:
            head = _head(file)
            if head[: len(MAGIC)] != MAGIC or head[APPLICATION_AT] != APPLICATION.to_bytes(4):
                raise BackupError(f"{file} is no backup of the line: name a file that `hearthline backup` made")
            shutil.copyfile(file, copy)
        except OSError as error:
            why = error.strerror or type(error).__name__
            remedy = "see that it is there and that there is room; TMPDIR names another folder"
            raise BackupError(f"{file} cannot be copied to {folder} ({why}): {remedy}") from error
        yield copy


def _head(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(APPLICATION_AT.stop)


def _prepared(copy: Path, keys: Sequence[str], now: datetime, by: str, versions: Path) -> tuple[Engine, Restored]:
    """Look the copy through, bring it to the current tables, and mend it for what may have happened since."""
    url = f"sqlite:///{copy}"
    engine = open_engine(url, connections=1)
    try:
        check_sound(engine)
        schema.migrate(url, versions=versions)
        vault = schema.open_vault(engine, keys)
        with transaction(engine, writes=True) as connection:
            return engine, _mend(Tx(connection, vault), now, by)
    except BaseException:
        engine.dispose()
        raise


@contextmanager
def _told(file: Path) -> Iterator[None]:
    """Tell trouble with the copy as what it means for the backup."""
    try:
        yield
    except DiskFull:
        raise BackupError(f"there is no room to unpack {file}: free some, or name another folder in TMPDIR") from None
    except DatabaseTrouble as trouble:
        raise BackupError(f"{file} is damaged: use another backup") from trouble
    except schema.SchemaError as problem:
        raise BackupError(f"{file}: {problem}") from problem


def _mend(tx: Tx, now: datetime, by: str) -> Restored:
    """Make the rows such that nothing said since is lost and nothing is told twice where that can be known."""
    made_at = backups.last_made_at(tx)
    if made_at is None:
        raise DatabaseTrouble("no moment")
    rows = sum(count_rows(tx.connection).values())
    hours = min(max(0, (now - made_at) // timedelta(hours=1)), LONGEST)
    backups.restored(
        tx,
        made_at,
        now,
        visits_after=visits.highest_number(tx) + VISITS + hours * VISITS_AN_HOUR,
        codes_after=backups.codes_after(tx) + CODES + hours,
    )
    alarms.beat_unless_known(tx, inbox.FETCHED, made_at)
    brakes.pause(tx, ACTOR, None, now)
    requests.ask_holders_anew(tx)
    audit.record(tx, now, by, "restored", "all")
    return Restored(
        made_at=made_at, rows=rows, doubted=outbox.doubt_unsettled(tx, made_at, now), live=requests.count_live(tx)
    )


def _bring(source: Engine, url: str, rows: int, show: Show, versions: Path) -> None:
    """Copy the rows in one transaction, into which no other process can write."""
    schema.migrate(url, versions=versions)
    engine = open_engine(url, connections=1, is_upgrade=True)
    try:
        with transaction(source) as origin, transaction(engine, writes=True) as target, show(rows) as step:
            if engine.dialect.name == "postgresql":
                target.execute(text("LOCK TABLE data_keys IN EXCLUSIVE MODE"))  # whoever starts the line asks for it
            _refuse_rows(target, url)
            if copy_rows(origin, target, step) != count_rows(target):
                raise BackupError(
                    "not every row was taken, so nothing was restored: see that nothing else writes there"
                )
    finally:
        engine.dispose()


def _refuse_used(url: str) -> None:
    """Refuse a database that holds anything of a line."""
    if schema.is_absent(make_url(url)):
        return
    engine = open_engine(url, connections=1, is_upgrade=True)
    try:
        with transaction(engine) as connection:
            _refuse_rows(connection, url)
    finally:
        engine.dispose()


def _refuse_rows(connection: Connection, url: str) -> None:
    there = set(inspect(connection).get_table_names())
    for table in metadata.sorted_tables:
        if table.name in there and connection.execute(select(literal(1)).select_from(table).limit(1)).first():
            where = make_url(url).render_as_string()
            remedy = "move it away, or name a new one in DATABASE_URL"
            raise BackupError(f"there is a line in {where} already, and a restore overwrites nothing: {remedy}")
