"""Turns effects about the nights to come into rows, in the transaction of the turn."""

from bot.model.messages import OnItsWay
from bot.model.shift_effects import NightEffect, NoteSeen, NoteVerified
from bot.scene import LostRace, Scene
from bot.store import decisions, nights, phone_checks


def enact_about_night(effect: NightEffect, scene: Scene) -> None:
    """Write one effect. Raises `LostRace` where supervisors were told since the turn read the question."""
    match effect:
        case NoteSeen(question_key=key, was_told=was_told):
            if not nights.note_seen(scene.tx, key, scene.now, was_told=was_told):
                raise LostRace
            decisions.drop_waiting(scene.tx, nights.once(key), OnItsWay.NO_LONGER_NEEDED, scene.now)
        case NoteVerified(check_key=key):
            phone_checks.note_verified(scene.tx, key, scene.now)
