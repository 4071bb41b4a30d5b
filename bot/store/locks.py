"""What only one transaction may do at a time, whatever machine it runs on."""

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from bot.store.engine import Busy, Tx

IMPORT_LOCK = 4_327_845_402  # any number, as long as nothing else in the database takes it
_NOT_AVAILABLE = "55P03"


def only_import(tx: Tx) -> None:
    """Keep every other import out until this transaction ends. Raises `Busy` where one does not end in time.

    On SQLite a writing transaction already keeps everybody out.
    """
    if not tx.locks_rows:
        return
    try:
        tx.connection.execute(select(func.pg_advisory_xact_lock(IMPORT_LOCK)))
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != _NOT_AVAILABLE:
            raise
        raise Busy("another import is running") from error
