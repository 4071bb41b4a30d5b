"""The backup of each night: taken on once, made into the agency's folder, an alarm if it fails; older ones go."""

import logging
from datetime import datetime
from pathlib import Path

from bot.services import Services
from bot.store import alarms, backups
from bot.store.copying import BackupError, Show, remove_old, unseen, write_backup
from bot.store.engine import Store

FAILED = "backup_failed"
log = logging.getLogger(__name__)


def back_up(store: Store, folder: Path, now: datetime, show: Show = unseen) -> tuple[Path, int]:
    """Make a backup because somebody asked for it; return the file and its rows. Raises `BackupError`."""
    file, rows = write_backup(store.engine, folder, now, show)
    with store.write() as tx:
        backups.made_by_hand(tx, now)
        alarms.close_alarm(tx, FAILED, "", now)
    return file, rows


def back_up_tonight(services: Services, folder: Path) -> int:
    """Make the backup of the night whose time has come last, unless it was made; return how many were."""
    now, rules = services.clock.now(), services.program.backup
    night = rules.night(services.program.hours.local(now))
    with services.store.read() as tx:
        if backups.is_made(tx, night):
            return 0
    with services.store.write() as tx:
        key = backups.begin(tx, night, now)
    if key is None:
        return 0
    try:
        _, rows = write_backup(services.store.engine, folder, now)
        removed = remove_old(folder, rules.keep)
    except (BackupError, OSError) as error:
        trouble = type(error.__cause__ or error).__name__
        log.error("The backup of the night could not be made", extra={"trouble": trouble})  # noqa: TRY400
        with services.store.write() as tx:
            alarms.raise_alarm(tx, FAILED, "", now)
        return 0
    with services.store.write() as tx:
        backups.made(tx, key, now)
        alarms.close_alarm(tx, FAILED, "", now)
    log.info("A backup was made", extra={"rows": rows, "removed": removed})
    return 1
