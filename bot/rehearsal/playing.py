"""The stage of now and the scene that is played on it, step by step, or free play."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from threading import RLock

from bot.model.value import value_in_order
from bot.preview import Previewed, preview
from bot.rehearsal.script import Opening, Scene
from bot.rehearsal.stage import Stage

IN_SIGHT = timedelta(days=5)
"""How far ahead the reminders of a scene are looked for."""


@value_in_order
class Ahead:
    """A reminder the line means to send: which, when; struck out once it will not be."""

    rule: str
    at: datetime
    is_struck: bool = False


class Playing:
    """A scene being played: how many of its steps are done, whether it rests, which reminders were in sight."""

    def __init__(self, scene: Scene, stage: Stage) -> None:
        """Stand before the first step."""
        self.scene = scene
        self.done = 0
        self.is_resting = False
        self.ahead: tuple[Ahead, ...] = ()
        self._stage = stage
        self._look_ahead()

    @property
    def is_over(self) -> bool:
        """Whether every step is done."""
        return self.done == len(self.scene.steps)

    @property
    def caption(self) -> str:
        """What has just happened, in words."""
        return self.scene.steps[self.done - 1].caption if self.done else self.scene.setting

    @property
    def phones(self) -> Sequence[str]:
        """Whose phones are in sight."""
        return self.scene.in_sight(self.done)

    @property
    def seconds(self) -> int:
        """How long the caption of now stands before the scene goes on by itself."""
        return self.scene.steps[self.done - 1].seconds if self.done else self.scene.seconds

    def goes_on(self, step: int) -> None:
        """Play the step of that number if it is the next one: a button pressed twice plays it once."""
        if step != self.done or self.is_over:
            return
        self.scene.steps[step].act(self._stage)
        self.done += 1
        self._look_ahead()

    def _look_ahead(self) -> None:
        """Strike out what was in sight and is no longer meant; what has had its moment is in the table of texts."""
        if not self.scene.family:
            return
        now = self._stage.now
        with self._stage.services.store.read() as tx:
            found = preview(tx, self._stage.services, now, now + IN_SIGHT)
        meant = tuple(
            _reminders(one for one in found if isinstance(one, Previewed) and one.family == self.scene.family)
        )
        gone = (
            replace(one, is_struck=True) for one in self.ahead if one.is_struck or (one.at > now and one not in meant)
        )
        self.ahead = tuple(sorted({*meant, *gone}, key=lambda one: (one.at, one.rule)))


def _reminders(found: Iterable[Previewed]) -> Iterable[Ahead]:
    return (Ahead(why.partition(" of ")[0], one.at) for one in found for why in one.why)


class Rehearsal:
    """The stage of now, the scene that is played on it, if one is, and the way to a fresh one.

    `lock` is held while anybody acts or looks.
    """

    def __init__(self, raise_curtain: Callable[[Opening | None], Stage]) -> None:
        """Know how a stage is made, for free play or for a scene's opening; none is made before `start_again`."""
        self.lock = RLock()
        self.playing: Playing | None = None
        self._raise_curtain = raise_curtain
        self._stage: Stage | None = None

    @property
    def stage(self) -> Stage:
        """The stage of now, made when first asked for."""
        with self.lock:
            if self._stage is None:
                self._stage = self._raise_curtain(None)
            return self._stage

    def start_again(self) -> None:
        """Put everything back to the beginning of free play, with a fresh database."""
        with self.lock:
            self.close()
            self.playing = None
            self._stage = self._raise_curtain(None)

    def play(self, scene: Scene) -> None:
        """Begin a scene on a fresh stage."""
        with self.lock:
            self.close()
            self._stage = self._raise_curtain(scene.opening)
            self.playing = Playing(scene, self._stage)

    def close(self) -> None:
        """Let go of the stage, if there is one."""
        with self.lock:
            if self._stage is not None:
                self._stage.close()
                self._stage = None
