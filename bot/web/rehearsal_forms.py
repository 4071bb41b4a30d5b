"""What the forms of the rehearsal name: a phone of the cast, one of two choices, words."""

from flask import abort, request

from bot.rehearsal.cast import CAST, Player

LONGEST_TEXT = 1600


def player_named() -> Player:
    """Return whose phone the form names; no other number can be used from here."""
    return next((player for player in CAST if player.key == request.form.get("phone")), None) or abort(400)


def is_chosen(field: str, yes: str, no: str) -> bool:
    """Return which of two values a field has."""
    chosen = request.form.get(field)
    return chosen == yes if chosen in {yes, no} else abort(400)


def words_written() -> str:
    """Return the words of the form, as long as a text may be; they may be none."""
    return request.form.get("words", "").replace("\x00", "").strip()[:LONGEST_TEXT]
