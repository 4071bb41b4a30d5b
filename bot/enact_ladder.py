"""Turns effects beside the ladder into rows, in the transaction of the turn: clocks of reports, blocked numbers."""

from bot.model.help import StepKind
from bot.model.ladder_effects import (
    BeginReport,
    BlockPhone,
    FallSilent,
    LadderEffect,
    LiftBlock,
    MoveReport,
    NoteHelpCalled,
    SpendBlock,
)
from bot.report_steps import set_going
from bot.scene import LostRace, Scene
from bot.store import blocks, conversations, digests, people, reports, requests

BLOCKED = "blocked"


def enact_beside_ladder(effect: LadderEffect, scene: Scene) -> None:
    """Write one effect. Raises `LostRace` where another turn was quicker."""
    match effect:
        case NoteHelpCalled(request_key=key, worker_key=worker_key, called_at=at):
            requests.note_step(scene.tx, key, StepKind.HELP_CALLED, at, worker_key=worker_key)
        case BeginReport():
            _begin_report(effect, scene)
        case MoveReport():
            _move_report(effect, scene)
        case BlockPhone(conversation_key=key, until_at=until_at, reason=reason):
            phone = conversations.known(scene.tx, key).conversation.phone
            blocks.block(scene.tx, phone, until_at, scene.actor, reason, scene.now)
        case LiftBlock(conversation_key=key):
            blocks.lift(scene.tx, conversations.known(scene.tx, key).conversation.phone, scene.now)
        case SpendBlock(block_key=key):
            blocks.spend(scene.tx, key, scene.now)
            if scene.opened is not None and requests.get(scene.tx, scene.opened).limit is None:
                requests.change(scene.tx, scene.opened, limit_words=BLOCKED)
        case FallSilent():
            _fall_silent(scene)


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


def _fall_silent(scene: Scene) -> None:
    """Tell whoever answers for the family, or the supervisors, once a day in their list."""
    family = scene.context.family
    day = scene.services.program.hours.local(scene.now).date()
    words = "staff.digest.fell_silent" if family else "staff.digest.fell_silent_unknown"
    params: dict[str, object] = {"at": scene.now} | ({"family": family.code} if family else {})
    for worker in people.answering(scene.tx, family.worker_key if family else None):
        once = f"silent:{scene.conversation.key}:{day}:{worker.key}"
        digests.add_task(scene.tx, worker.key, once, words, params, scene.now)
