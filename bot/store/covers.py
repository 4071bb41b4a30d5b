"""Questions about shifts as rows: asked, taken by compare-and-set, closed; the cover laid with it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, TextClause, and_, func, insert, select, text, update

from bot.model.covers import COVER_CODES, AskState, CoverAsk
from bot.model.help import PAIR
from bot.model.policy import Tier
from bot.model.rota import Shift, Source
from bot.store import backups, people, rota
from bot.store.engine import Tx
from bot.store.tables import cover_asked, cover_asks, shifts, workers
from bot.store.vault import new_row_id
from bot.store.writing import insert_once

_LOCK = 0x434F_5645  # any number nobody else locks by
# Written out, because the partial indexes would not be found by a parameter.
_IS_OPEN = text("cover_asks.state = 'open'")
_IS_TAKEN = text("cover_asks.state = 'taken'")
_PAIRS = tuple(code for code in COVER_CODES if len(code) == PAIR)


def lock(tx: Tx) -> None:
    """Let one transaction at a time lay covers, so that nobody takes two shifts at once; SQLite sees to it itself."""
    if tx.locks_rows:
        tx.connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))


def ask(tx: Tx, asked: CoverAsk, now: datetime) -> int | None:
    """Write a question with those who get it; None if its code, or this very question, is there already."""
    key, other = new_row_id(), asked.other
    values = {
        "id": key,
        "code": asked.code,
        "state": AskState.OPEN,
        "worker_key": asked.shift.worker.key,
        "tier": asked.shift.tier,
        "starts_at": asked.shift.starts_at,
        "ends_at": asked.shift.ends_at,
        "other_key": other.worker.key if other else None,
        "other_tier": other.tier if other else None,
        "other_starts_at": other.starts_at if other else None,
        "other_ends_at": other.ends_at if other else None,
        "made_at": now,
        "told_at": asked.told_at,
    }
    if not insert_once(tx, cover_asks, values):
        return None
    rows = [{"id": new_row_id(), "ask_key": key, "worker_key": worker_key} for worker_key in sorted(asked.asked)]
    if rows:
        tx.connection.execute(insert(cover_asked), rows)
    return key


def end(tx: Tx, key: int, state: AskState, taker_key: int | None, now: datetime) -> bool:
    """Close an open question; False if somebody was quicker."""
    closing = update(cover_asks).where(cover_asks.c.id == key, cover_asks.c.state == AskState.OPEN)
    return tx.connection.execute(closing.values(state=state, taker_key=taker_key, closed_at=now)).rowcount == 1


def note_told(tx: Tx, key: int, now: datetime) -> bool:
    """Note that supervisors hear that nobody has taken it; False if they have, or it is closed."""
    untold = update(cover_asks).where(cover_asks.c.id == key, cover_asks.c.told_at.is_(None), _IS_OPEN)
    return tx.connection.execute(untold.values(told_at=now)).rowcount == 1


def any_open(tx: Tx) -> bool:
    """Whether any question is open; one look at a small index."""
    return tx.connection.execute(select(cover_asks.c.id).where(_IS_OPEN).limit(1)).first() is not None


def open_asks(tx: Tx) -> tuple[CoverAsk, ...]:
    """Return every open question, oldest first."""
    return _asks(tx, _IS_OPEN)


def taken_by_who_left(tx: Tx, now: datetime) -> tuple[CoverAsk, ...]:
    """Return what was taken by somebody who works here no longer, while there is something of it to stand."""
    left = select(workers.c.id).where(~workers.c.active)
    return _asks(tx, and_(_IS_TAKEN, cover_asks.c.ends_at > now, cover_asks.c.taker_key.in_(left)))


def give_back(tx: Tx, key: int) -> bool:
    """Note that nobody has a shift any more that was taken; False if that was noted before."""
    taken = update(cover_asks).where(cover_asks.c.id == key, cover_asks.c.state == AskState.TAKEN)
    return tx.connection.execute(taken.values(state=AskState.OVER, taker_key=None)).rowcount == 1


def named(tx: Tx, code: str) -> tuple[CoverAsk, ...]:
    """Return the questions that have or had a code, the newest last."""
    return _asks(tx, cover_asks.c.code == code)


def free_code(tx: Tx) -> str:
    """Return a code that no open question has and that was not used for as long as possible."""
    count = tx.connection.execute(select(func.count()).select_from(cover_asks)).scalar_one() + backups.codes_after(tx)
    taken = set(tx.connection.execute(select(cover_asks.c.code).where(_IS_OPEN)).scalars())
    in_turn = [_PAIRS[(count + offset) % len(_PAIRS)] for offset in range(len(_PAIRS))]
    return next(code for code in (*in_turn, *COVER_CODES) if code not in taken)


def on_tier(tx: Tx, since: datetime) -> Mapping[Tier, frozenset[int]]:
    """Return who has had shifts on each tier since a moment, or will have."""
    query = select(shifts.c.tier, shifts.c.worker_key).where(shifts.c.ends_at > since).distinct()
    found: dict[Tier, set[int]] = {}
    for row in tx.connection.execute(query):
        found.setdefault(Tier(row.tier), set()).add(row.worker_key)
    return {tier: frozenset(keys) for tier, keys in found.items()}


def lay(tx: Tx, cover: Shift, now: datetime) -> None:
    """Lay a cover on top of all that lies there: also where the same one was laid once and covered again since."""
    if rota.lay_cover(tx, cover, now):
        return
    same = update(shifts).where(
        shifts.c.source == Source.COVER,
        shifts.c.worker_key == cover.worker.key,
        shifts.c.tier == cover.tier,
        shifts.c.starts_at == cover.starts_at,
        shifts.c.ends_at == cover.ends_at,
    )
    tx.connection.execute(same.values(made_at=now, covers_key=cover.covers_key))


def _asks(tx: Tx, condition: ColumnElement[bool] | TextClause) -> tuple[CoverAsk, ...]:
    rows = tx.connection.execute(select(cover_asks).where(condition).order_by(cover_asks.c.made_at)).all()
    asked = _asked(tx, [row.id for row in rows])
    return tuple(_ask_of(tx, row, asked.get(row.id, set())) for row in rows)


def _asked(tx: Tx, keys: Collection[int]) -> Mapping[int, set[int]]:
    found: dict[int, set[int]] = {}
    for row in tx.connection.execute(select(cover_asked).where(cover_asked.c.ask_key.in_(keys))):
        found.setdefault(row.ask_key, set()).add(row.worker_key)
    return found


def _ask_of(tx: Tx, row: Row[Any], asked: Collection[int]) -> CoverAsk:
    other = None
    if row.other_key is not None:
        other = Shift(
            starts_at=row.other_starts_at,
            ends_at=row.other_ends_at,
            tier=Tier(row.other_tier),
            worker=people.worker(tx, row.other_key),
        )
    return CoverAsk(
        key=row.id,
        code=row.code,
        state=AskState(row.state),
        shift=Shift(
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            tier=Tier(row.tier),
            worker=people.worker(tx, row.worker_key),
        ),
        other=other,
        asked=frozenset(asked),
        made_at=row.made_at,
        taker_key=row.taker_key,
        told_at=row.told_at,
    )
