"""Copies every row of the line into one file, whatever the database is: the backup.

Rows keep their ids, so sealed cells stay sealed and open again with the same keys, which are not in the file.
"""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import mkstemp
from typing import Any

from sqlalchemy import Column, Connection, Engine, Table, func, insert, select
from sqlalchemy.exc import DBAPIError

from bot.store.engine import DatabaseTrouble, DiskFull, open_engine, transaction
from bot.store.schema import migrate
from bot.store.tables import backups, metadata
from bot.store.vault import new_row_id

APPLICATION = 0x4872746C
"""Stands in the header of the file, so that no other database is taken for a backup."""
BATCH = 500
PART, SUFFIX = ".part", ".backup"
LEFT_OVER = timedelta(days=1)
_OURS = re.compile(rf"hearthline-\d{{8}}T\d{{6}}Z\{SUFFIX}")
Step = Callable[[int], object]
Show = Callable[[int], AbstractContextManager[Step]]
"""Shows how far a copy of so many rows is; it is told of each batch."""


class BackupError(Exception):
    """A backup cannot be made or read; the sentence names the remedy."""


@contextmanager
def unseen(_rows: int) -> Iterator[Step]:
    """Show nobody anything."""
    yield lambda _count: None


def count_rows(connection: Connection) -> dict[str, int]:
    """Count the rows of every table."""
    return {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in metadata.sorted_tables
    }


def copy_rows(source: Connection, target: Connection, step: Step) -> dict[str, int]:
    """Copy every row of every table, those that others point at first; return how many there were of each."""
    counts = dict.fromkeys(metadata.tables, 0)
    for table in metadata.sorted_tables:
        for rows in _read(source, table):
            target.execute(insert(table), rows)
            counts[table.name] += len(rows)
            step(len(rows))
    return counts


def _read(source: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    """Read a table some rows at a time: a backup needs no more memory for a long table than for a short one."""
    try:
        others_point_at = [column.is_not(None) for column in _pointing_inside(table)]
        found = source.execute(select(table).order_by(*others_point_at).execution_options(yield_per=BATCH)).mappings()
        yield from ([dict(row) for row in rows] for rows in found.partitions())
    except DBAPIError as error:
        raise DatabaseTrouble(type(error.orig).__name__) from error


def _pointing_inside(table: Table) -> list[Column[Any]]:
    """Return the columns by which rows point at others of their table; these point no further and are copied first."""
    return [key.parent for key in table.foreign_keys if key.column.table is table]


def write_backup(engine: Engine, folder: Path, now: datetime, show: Show = unseen) -> tuple[Path, int]:
    """Write a backup into `folder`, whole or not at all; return the file and how many rows it holds.

    Raises `BackupError`.
    """
    file = folder / f"hearthline-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}{SUFFIX}"
    with _told(folder), _part(folder, now) as part:
        rows = _fill(engine, part, now, show)
        _fsync(part)
        part.replace(file)
        _fsync(folder)
    return file, rows


def kept_backups(folder: Path) -> list[Path]:
    """Return the backups in a folder, oldest first."""
    return sorted(file for file in folder.iterdir() if _OURS.fullmatch(file.name))


def remove_old(folder: Path, keep: int) -> int:
    """Remove all but the newest backups; return how many were."""
    old = kept_backups(folder)[:-keep]
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Say in one sentence why a backup could not be made."""
    try:
        yield
    except DiskFull:
        remedy = "free some space, or name another folder"
        raise BackupError(f"the disk of {folder} is full, no backup was made: {remedy}") from None
    except DatabaseTrouble as trouble:
        remedy = f"see that the database answers and that {folder} can be written"
        raise BackupError(f"no backup was made ({trouble}): {remedy}") from trouble
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise BackupError(f"no backup can be made in {folder} ({why}): name a folder that can be written") from error


@contextmanager
def _part(folder: Path, now: datetime) -> Iterator[Path]:
    """Give an empty file that only its owner reads, and remove what is left of it, and of one whose process died."""
    for left in folder.glob(f".hearthline-*{PART}*"):
        if left.stat().st_mtime < (now - LEFT_OVER).timestamp():
            left.unlink(missing_ok=True)
    handle, name = mkstemp(PART, ".hearthline-", folder)
    os.close(handle)
    try:
        yield Path(name)
    finally:
        for end in ("", "-wal", "-shm", "-journal"):
            Path(name + end).unlink(missing_ok=True)


def _fill(engine: Engine, part: Path, now: datetime, show: Show) -> int:
    """Copy the database into an empty file and look it through; return its rows, that of the backup itself too."""
    url = f"sqlite:///{part}"
    migrate(url)
    to = open_engine(url, connections=1)
    try:
        with transaction(engine, is_snapshot=True) as source, transaction(to, writes=True) as target:
            with show(sum(count_rows(source).values())) as step:
                copied = copy_rows(source, target, step)
            if copied != count_rows(target):
                raise DatabaseTrouble("rows are missing")
            target.execute(insert(backups).values(id=new_row_id(), begun_at=now, made_at=now))
            target.exec_driver_sql(f"PRAGMA application_id = {APPLICATION}")
        with to.connect() as connection:
            for pragma in ("wal_checkpoint(TRUNCATE)", "journal_mode = DELETE"):
                connection.exec_driver_sql(f"PRAGMA {pragma}").close()
        check_sound(to)
    finally:
        to.dispose()
    return sum(copied.values()) + 1


def check_sound(engine: Engine) -> None:
    """Raise `DatabaseTrouble` unless a backup's pages fit together and every row that is pointed at is there."""
    with transaction(engine) as connection:
        told = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
        strays = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if told != "ok" or strays is not None:
        raise DatabaseTrouble("it is damaged")


def _fsync(path: Path) -> None:
    """Wait until the disk has it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
