"""Turns effects beside the ladder into rows, in the transaction of the turn: clocks of reports, blocked numbers."""

from bot.model.ladder_effects import BeginReport, LadderEffect, MoveReport
from bot.report_steps import set_going
from bot.scene import LostRace, Scene
from bot.store import reports


def enact_beside_ladder(effect: LadderEffect, scene: Scene) -> None:
    """Write one effect. Raises `LostRace` where another turn was quicker."""
    match effect:
        case BeginReport():
            _begin_report(effect, scene)
        case MoveReport():
            _move_report(effect, scene)


def _begin_report(effect: BeginReport, scene: Scene) -> None:
    key = reports.begin(scene.tx, effect.request_key, effect.worker_key, effect.began_at, effect.oral_at)
    if key is None:
        raise LostRace
    set_going(scene.tx, scene.services, key, scene.now)


def _move_report(effect: MoveReport, scene: Scene) -> None:
    if reports.get(scene.tx, effect.clock_key, locked=True) is None:
        raise LostRace
    if effect.ends is not None:
        reports.end(scene.tx, effect.clock_key, effect.ends, scene.now)
        return
    moved = {"began_at": effect.began_at, "oral_at": effect.oral_at}
    reports.change(scene.tx, effect.clock_key, **{name: at for name, at in moved.items() if at is not None})
    set_going(scene.tx, scene.services, effect.clock_key, scene.now)
