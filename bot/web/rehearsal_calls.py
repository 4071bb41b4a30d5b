"""The forms by which the rehearsal's phones call, are answered, press keys, speak and hang up."""

from flask import abort, request, url_for

from bot.rehearsal.cast import Player
from bot.rehearsal.playing import Rehearsal
from bot.rehearsal.telephones import KEYS, Ringing
from bot.web.rehearsal_forms import is_chosen, player_named, words_written

LONGEST_KEYS = 32


def dial(rehearsal: Rehearsal) -> str:
    """Call the line."""
    player = player_named()
    rehearsal.stage.dials(player, is_withheld=is_chosen("shows", "nothing", "number"))
    return _back_to(player)


def ring(rehearsal: Rehearsal) -> str:
    """Answer, decline, or let the voicemail answer."""
    player, does = player_named(), request.form.get("does", "")
    if does not in set(Ringing):
        abort(400)
    rehearsal.stage.rung(player, Ringing(does))
    return _back_to(player)


def keys(rehearsal: Rehearsal) -> str:
    """Press keys."""
    player, pressed = player_named(), request.form.get("keys", "")
    if not pressed or not KEYS.issuperset(pressed):
        abort(400)
    rehearsal.stage.presses(player, pressed)
    return _back_to(player)


def speak(rehearsal: Rehearsal) -> str:
    """Say something; digits alone are pressed, as a worker keys their own number."""
    player, words = player_named(), words_written()
    if words and KEYS.issuperset(words):
        rehearsal.stage.presses(player, words[:LONGEST_KEYS])
    elif words:
        rehearsal.stage.speaks(player, words)
    return _back_to(player)


def silence(rehearsal: Rehearsal) -> str:
    """Say nothing for a while."""
    player = player_named()
    rehearsal.stage.stays_silent(player)
    return _back_to(player)


def hangup(rehearsal: Rehearsal) -> str:
    """Put the phone down."""
    player = player_named()
    rehearsal.stage.hangs_up(player)
    return _back_to(player)


def _back_to(player: Player) -> str:
    return url_for("screen", _anchor=f"phone-{player.key}")


FORMS = (dial, ring, keys, speak, silence, hangup)
