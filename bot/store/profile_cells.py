"""A safe-contact profile as cells: the columns of a person, and one sealed cell that keeps what a profile was."""

import json
from collections.abc import Mapping
from datetime import date, time
from typing import Any

from sqlalchemy import Row

from bot.model.people import Channel, DroppedCall, PhoneIs, SafeContact, SafeHours
from bot.store.engine import Tx

QUIET_WORD, CODE_WORD = "persons.quiet_word_sealed", "persons.code_word_sealed"


def columns(tx: Tx, key: int, profile: SafeContact) -> Mapping[str, object]:
    """Return the columns of the person `key` that hold their profile."""
    hours = profile.safe_hours
    return {
        "channel": profile.channel,
        "discreet": profile.discreet,
        "voicemail": profile.voicemail,
        "phone_is": profile.phone_is,
        "safe_from": hours.starts if hours else None,
        "safe_to": hours.ends if hours else None,
        "consented_on": profile.consented_on,
        "reminders": profile.reminders,
        "quiet_word_sealed": _sealed_word(tx, QUIET_WORD, key, profile.quiet_word),
        "code_word_sealed": _sealed_word(tx, CODE_WORD, key, profile.code_word),
        "code_word_index": tx.vault.word_index(profile.code_word) if profile.code_word else None,
        "dropped_call": profile.dropped_call,
        "checked_on": profile.checked_on,
    }


def profile_of(tx: Tx, row: Row[Any]) -> SafeContact:
    """Open the profile in a row of `persons`."""
    return SafeContact(
        channel=Channel(row.channel),
        discreet=row.discreet,
        voicemail=row.voicemail,
        phone_is=PhoneIs(row.phone_is),
        safe_hours=SafeHours(row.safe_from, row.safe_to) if row.safe_from is not None else None,
        consented_on=row.consented_on,
        reminders=row.reminders,
        quiet_word=_opened_word(tx, QUIET_WORD, row.id, row.quiet_word_sealed),
        code_word=_opened_word(tx, CODE_WORD, row.id, row.code_word_sealed),
        dropped_call=DroppedCall(row.dropped_call) if row.dropped_call else None,
        checked_on=row.checked_on,
    )


def pack(profile: SafeContact) -> str:
    """Write a profile as JSON, to be sealed."""
    hours = profile.safe_hours
    return json.dumps(
        {
            "channel": profile.channel,
            "discreet": profile.discreet,
            "voicemail": profile.voicemail,
            "phone_is": profile.phone_is,
            "safe_hours": [hours.starts.isoformat(), hours.ends.isoformat()] if hours else None,
            "consented_on": _written(profile.consented_on),
            "reminders": profile.reminders,
            "quiet_word": profile.quiet_word,
            "code_word": profile.code_word,
            "dropped_call": profile.dropped_call,
            "checked_on": _written(profile.checked_on),
        }
    )


def unpack(packed: str) -> SafeContact:
    """Read a profile back."""
    read = json.loads(packed)
    hours = read["safe_hours"]
    return SafeContact(
        channel=Channel(read["channel"]),
        discreet=read["discreet"],
        voicemail=read["voicemail"],
        phone_is=PhoneIs(read["phone_is"]),
        safe_hours=SafeHours(*map(time.fromisoformat, hours)) if hours else None,
        consented_on=_read(read["consented_on"]),
        reminders=read["reminders"],
        quiet_word=read["quiet_word"],
        code_word=read["code_word"],
        dropped_call=DroppedCall(read["dropped_call"]) if read["dropped_call"] else None,
        checked_on=_read(read["checked_on"]),
    )


def _written(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _read(day: str | None) -> date | None:
    return date.fromisoformat(day) if day else None


def _sealed_word(tx: Tx, cell: str, key: int, word: str | None) -> bytes | None:
    return tx.vault.seal(cell, key, word) if word is not None else None


def _opened_word(tx: Tx, cell: str, key: int, sealed: bytes | None) -> str | None:
    return tx.vault.open(cell, key, sealed) if sealed is not None else None
