"""Turns effects about shifts into rows, in the transaction of the turn: who comes second runs the turn again."""

from dataclasses import replace
from datetime import datetime

from bot.cover_context import standing_around
from bot.flows.shift_words import spoken, spoken_other
from bot.model.covers import AskState, CoverAsk
from bot.model.messages import Purpose, TextOut
from bot.model.rota import Source
from bot.model.shift_effects import AskForCover, CoverEffect, EndAsk, LayCover
from bot.rules.covers import busy_with, is_told_at_once, left_of, may_stand, stands
from bot.scene import LostRace, Scene
from bot.staff_texts import put_to_worker
from bot.store import covers, decisions, people
from bot.store.engine import Tx

SETTLED = "cover_is_settled"


def enact_about_shift(effect: CoverEffect, scene: Scene) -> None:
    """Write one effect. Raises `LostRace` where somebody was quicker, or the rota has changed since it was read."""
    match effect:
        case AskForCover(ask=ask):
            _ask(ask, scene)
        case EndAsk(ask_key=key, state=state, taker_key=taker):
            if not end(scene.tx, key, state, taker, scene.now):
                raise LostRace
        case LayCover():
            _lay(effect, scene)


def end(tx: Tx, ask_key: int, state: AskState, taker_key: int | None, now: datetime) -> bool:
    """Close an open question, and drop what of it still waits for the morning; False if it is closed already."""
    if not covers.end(tx, ask_key, state, taker_key, now):
        return False
    decisions.drop_waiting(tx, f"cover:{ask_key}:", SETTLED, now)
    return True


def _ask(ask: CoverAsk, scene: Scene) -> None:
    """Write a question and text it to those who may take the shift: nobody is woken for it (SAFETY 5)."""
    key = covers.ask(scene.tx, ask, scene.now)
    if key is None:
        raise LostRace
    if is_told_at_once(ask.shift.starts_at, scene.now, scene.services.program.hours):
        return
    alarmed = {one.key for one in people.supervisors(scene.tx)} if ask.told_at else set()
    for worker_key in sorted(ask.asked - alarmed):
        worker = people.worker(scene.tx, worker_key)
        text = TextOut(
            once=f"cover:{key}:{worker_key}",
            purpose=Purpose.STAFF_ROUTINE,
            words=f"staff.{'swap' if ask.other else 'cover'}_question",
            params=_params(ask),
            language=scene.services.reads(worker),
            not_after=ask.ends_at if ask.shift.starts_at <= scene.now else ask.begins_at,
        )
        put_to_worker(scene.tx, text, worker, scene.now, inbound_key=scene.inbound_key)


def _params(ask: CoverAsk) -> dict[str, object]:
    asks = {"code": ask.code, "name": ask.shift.worker.given_name, **spoken(ask.shift)}
    return asks | spoken_other(ask.other) if ask.other else asks


def _lay(effect: LayCover, scene: Scene) -> None:
    """Put a worker in the place of a shift's owner, once it is seen that both are as the turn read them."""
    tx, now, shift = scene.tx, scene.now, effect.shift
    covers.lock(tx)
    taker = people.worker(tx, effect.worker_key)
    standing = standing_around(tx, (shift,), now)
    is_free = busy_with(taker.key, shift, standing, now, effect.gives) is None
    if not (may_stand(taker, shift.tier) and is_free and stands(shift, standing, now)):
        raise LostRace
    laid = replace(left_of(shift, now), worker=taker, source=Source.COVER, covers_key=shift.worker.key)
    covers.lay(tx, laid, now)
