"""What a scene of the rehearsal shows at one moment, as values; looking changes nothing."""

from collections.abc import Mapping, Sequence

from bot.model.value import value, value_in_order
from bot.rehearsal.playing import Ahead, Playing
from bot.rehearsal.scenes import SCENES
from bot.rehearsal.script import PLAYERS, Scene
from bot.rehearsal.stage import Stage
from bot.store import overview
from bot.web.progress import HELD, Progress, TextRow, progress_of, text_rows
from bot.web.rehearsal_phone import PhoneView, phone_view
from bot.web.rehearsal_screen import REQUESTS_SHOWN, TEXTS_SHOWN, alarm_words
from bot.web.wall_clock import clock_words, day_words, when


@value_in_order
class AheadLine:
    """A reminder that is meant, or was."""

    words: str
    is_struck: bool


@value
class SceneScreen:
    """Everything a scene shows; `held` are the texts kept back from a phone, by its key."""

    caption: str
    time: str
    day: str
    office_is_open: bool
    phones: Sequence[PhoneView]
    held: Mapping[str, Sequence[TextRow]]
    ahead: Sequence[AheadLine]
    requests: Sequence[Progress]
    texts: Sequence[TextRow]
    alarms: Sequence[str]
    done: int
    steps: int
    seconds: int
    is_resting: bool
    is_over: bool
    following: Scene | None


def look_at(playing: Playing, stage: Stage) -> SceneScreen:
    """Return what stands on the stage of a scene now."""
    players = [PLAYERS[key] for key in playing.phones]
    with stage.services.store.read() as tx:
        requests = overview.newest_requests(tx, REQUESTS_SHOWN)
        rows = text_rows(tx, stage.services, overview.newest_texts(tx, TEXTS_SHOWN), stage.now)
        phones = tuple(phone_view(tx, stage, player, requests, ()) for player in players)
        progress = tuple(progress_of(tx, stage.services, request, stage.now) for request in requests)
        troubles = alarm_words(tx, stage)
    names = {PLAYERS[key].name: key for key in playing.scene.everybody}
    local = stage.services.program.hours.local(stage.now)
    return SceneScreen(
        caption=playing.caption,
        time=clock_words(local),
        day=day_words(local),
        office_is_open=stage.services.program.hours.office_is_open(stage.now),
        phones=phones,
        held={key: [row for row in rows if row.to == name and row.tone == HELD] for name, key in names.items()},
        ahead=tuple(_ahead(stage, one) for one in playing.ahead),
        requests=progress,
        texts=[row for row in rows if row.to in names],
        alarms=troubles,
        done=playing.done,
        steps=len(playing.scene.steps),
        seconds=playing.seconds,
        is_resting=playing.is_resting,
        is_over=playing.is_over,
        following=next(iter(SCENES[SCENES.index(playing.scene) + 1 :]), None),
    )


def _ahead(stage: Stage, one: Ahead) -> AheadLine:
    hours = stage.services.program.hours
    rule = one.rule.replace("_", " ").capitalize()
    return AheadLine(f"{rule}: {when(hours.local(one.at), hours.local(stage.now))}", one.is_struck)
