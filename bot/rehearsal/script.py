"""What a scene of the rehearsal is made of: its opening, its steps, and the acts that a step plays on the stage."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.model.value import value, value_in_order
from bot.rehearsal.cast import CAST, VISITS, Planned, Player, Stood
from bot.rehearsal.stage import Stage
from bot.rehearsal.telephones import Ringing
from bot.store import covers, overview

EASTERN = ZoneInfo("America/New_York")
PLAYERS: Mapping[str, Player] = {player.key: player for player in CAST}
Act = Callable[[Stage], None]
MOST_SILENCES = 12


@value_in_order
class Opening:
    """When the curtain rises, the visits planned by then, and who stands when; nothing: the same two, every week.

    `pages_ring`: a page that nobody answers by text rings too, as in a real night.
    """

    at: datetime
    visits: Sequence[Planned] = VISITS
    shifts: Sequence[Stood] = ()
    pages_ring: bool = False


@value_in_order
class Step:
    """What happens next, how the caption tells it, how many seconds it takes to read, and whose phones come in sight.

    Without `phones` those stay that were.
    """

    act: Act
    caption: str
    seconds: int = 7
    phones: Sequence[str] = ()


@value
class Scene:
    """A story: `phones` are in sight at first; reminders of `family`, if one is named, are listed before they leave."""

    key: str
    title: str
    lead: str
    setting: str
    opening: Opening
    phones: Sequence[str]
    steps: Sequence[Step]
    family: str = ""
    seconds: int = 6

    @property
    def length(self) -> int:
        """How many seconds the scene takes if nobody presses a button."""
        return self.seconds + sum(step.seconds for step in self.steps[:-1])

    @property
    def everybody(self) -> Sequence[str]:
        """Whose phone is ever in sight."""
        return tuple(dict.fromkeys((*self.phones, *(key for step in self.steps for key in step.phones))))

    def in_sight(self, done: int) -> Sequence[str]:
        """Whose phones are in sight after so many steps."""
        return next((step.phones for step in reversed(self.steps[:done]) if step.phones), self.phones)


def on(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of the week in which the scenes play: January 2027, of which the 11th is a Monday."""
    return datetime(2027, 1, day, hour, minute, tzinfo=EASTERN)


def says(who: str, words: str) -> Act:
    """Let somebody write; `{F-0001}` stands for the code of that family's cry, `{cover}` of the question on a shift."""
    return lambda stage: stage.says(PLAYERS[who], words.format(**_codes(stage)))


def _codes(stage: Stage) -> Mapping[str, str]:
    with stage.services.store.read() as tx:
        cries = ((one.family, one.code) for one in overview.newest_requests(tx, len(CAST)) if one.family)
        return dict((*cries, *(("cover", one.code) for one in covers.open_asks(tx))))


def calls(who: str) -> Act:
    """Let somebody call the line."""
    return lambda stage: stage.dials(PLAYERS[who])


def presses(who: str, keys: str) -> Act:
    """Let somebody on a call press keys."""
    return lambda stage: stage.presses(PLAYERS[who], keys)


def speaks(who: str, words: str) -> Act:
    """Let somebody on a call say something."""
    return lambda stage: stage.speaks(PLAYERS[who], words)


def rung(who: str, does: Ringing) -> Act:
    """Let somebody whose phone rings do something about it."""
    return lambda stage: stage.rung(PLAYERS[who], does)


def hangs_up(who: str) -> Act:
    """Let somebody put the phone down."""
    return lambda stage: stage.hangs_up(PLAYERS[who])


def waits_until_it_rings(who: str, at: str) -> Act:
    """Let somebody wait on the line until the phone of another rings."""

    def act(stage: Stage) -> None:
        for _ in range(MOST_SILENCES):
            if stage.calls.ringing(PLAYERS[at]) is None:
                stage.stays_silent(PLAYERS[who])

    return act


def until(moment: datetime) -> Act:
    """Let time pass until a moment."""
    return lambda stage: stage.moves_to(moment)


def after(minutes: int) -> Act:
    """Let so many minutes pass."""
    return lambda stage: stage.moves_to(stage.now + timedelta(minutes=minutes))


def together(*acts: Act) -> Act:
    """Let several things happen in one step."""

    def act(stage: Stage) -> None:
        for one in acts:
            one(stage)

    return act
