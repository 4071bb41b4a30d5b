"""Messages left on a call, as rows: noted at once, fetched and sealed, then forgotten at the carrier."""

import base64
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from bot.model.value import value
from bot.store.engine import Tx
from bot.store.tables import voicemails
from bot.store.vault import new_row_id
from bot.store.writing import insert_once

SOUND = "voicemails.sound_sealed"
TRANSCRIPT = "voicemails.transcript_sealed"
_ANY_DUE = (
    select(voicemails.c.id).where(voicemails.c.due_at.is_not(None), voicemails.c.due_at <= bindparam("now")).limit(1)
)
_CHANGE = update(voicemails).where(voicemails.c.id == bindparam("changed"))


@value
class Voicemail:
    """A message: when it was left and how long it is.

    `transcript`: what the carrier's machine understood; None while it has not said, "" where it understood nothing.
    """

    key: int
    call_key: int
    request_key: int
    recording_sid: str
    seconds: int
    left_at: datetime
    attempts: int
    is_fetched: bool
    is_lost: bool
    transcript: str | None


def keep(tx: Tx, call_key: int, request_key: int, sid: str, seconds: int, now: datetime) -> int | None:
    """Note that a message was left, to be fetched at once; None if it was noted before."""
    key = new_row_id()
    values = {
        "id": key,
        "call_key": call_key,
        "request_key": request_key,
        "recording_sid": sid,
        "seconds": seconds,
        "left_at": now,
        "due_at": now,
        "attempts": 0,
    }
    return key if insert_once(tx, voicemails, values, "recording_sid") else None


def due(tx: Tx, now: datetime, most: int) -> tuple[Voicemail, ...]:
    """Return messages that are to be fetched, or forgotten at the carrier, locked."""
    query = select(voicemails).where(voicemails.c.due_at.is_not(None), voicemails.c.due_at <= now)
    rows = tx.connection.execute(
        query.order_by(voicemails.c.due_at).limit(most).with_for_update(skip_locked=True, key_share=True)
    ).all()
    return tuple(_of(tx, row) for row in rows)


def any_due(tx: Tx, now: datetime) -> bool:
    """Whether any message is to be fetched, or forgotten at the carrier."""
    return tx.connection.execute(_ANY_DUE, {"now": now}).first() is not None


def get(tx: Tx, key: int) -> Voicemail:
    """Return one message."""
    return _of(tx, tx.connection.execute(select(voicemails).where(voicemails.c.id == key)).one())


def by_sid(tx: Tx, sid: str) -> Voicemail | None:
    """Return the message the carrier knows by this SID, locked."""
    query = select(voicemails).where(voicemails.c.recording_sid == sid).with_for_update(key_share=True)
    row = tx.connection.execute(query).one_or_none()
    return _of(tx, row) if row else None


def of_request(tx: Tx, request_key: int) -> tuple[Voicemail, ...]:
    """Return the messages of a request, oldest first."""
    query = select(voicemails).where(voicemails.c.request_key == request_key).order_by(voicemails.c.left_at)
    return tuple(_of(tx, row) for row in tx.connection.execute(query).all())


def change(tx: Tx, key: int, **values: object) -> None:
    """Set columns of one message."""
    tx.connection.execute(_CHANGE, {**values, "changed": key})


def keep_sound(tx: Tx, key: int, sound: bytes, now: datetime) -> None:
    """Keep what was said, sealed; it is to be forgotten at the carrier now."""
    sealed = tx.vault.seal(SOUND, key, base64.b85encode(sound).decode())
    change(tx, key, sound_sealed=sealed, fetched_at=now, due_at=now, attempts=0)


def sound(tx: Tx, key: int) -> bytes | None:
    """Return what was said; None if it is not here."""
    query = select(voicemails.c.sound_sealed).where(voicemails.c.id == key)
    sealed = tx.connection.execute(query).scalar_one_or_none()
    return base64.b85decode(tx.vault.open(SOUND, key, sealed)) if sealed is not None else None


def keep_transcript(tx: Tx, recording_sid: str, words: str) -> None:
    """Keep what the carrier understood of a message, sealed; "": it understood nothing."""
    query = select(voicemails.c.id).where(voicemails.c.recording_sid == recording_sid)
    key: int = tx.connection.execute(query).scalar_one()
    change(tx, key, transcript_sealed=tx.vault.seal(TRANSCRIPT, key, words))


def _of(tx: Tx, row: Row[Any]) -> Voicemail:
    return Voicemail(
        key=row.id,
        call_key=row.call_key,
        request_key=row.request_key,
        recording_sid=row.recording_sid,
        seconds=row.seconds,
        left_at=row.left_at,
        attempts=row.attempts,
        is_fetched=row.fetched_at is not None,
        is_lost=row.failed_at is not None and row.fetched_at is None,
        transcript=tx.vault.open(TRANSCRIPT, row.id, row.transcript_sealed) if row.transcript_sealed else None,
    )
