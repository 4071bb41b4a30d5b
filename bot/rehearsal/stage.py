"""The stage of the rehearsal: the real line between simulated phones, at one moment that only moves when told to."""

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from bot.delivery import HELP_LANES, ask_carrier, settle_and_claim
from bot.dispatch import deliver_all
from bot.model.phones import Phone
from bot.model.value import value
from bot.rehearsal.cast import CAST, Player
from bot.services import Services
from bot.store import overview
from bot.telephony.protocol import CarrierText
from bot.telephony.simulated import SimulatedCarrier

Tick = Callable[[Services], int]
STEP = timedelta(seconds=30)
QUARTER = timedelta(minutes=15)
"""While no row is due, the clock strides from quarter to quarter: what has an hour of its own keeps to it."""
TYPING = timedelta(seconds=10)
"""How long a text takes to write: two texts never carry the same moment."""
ROUNDS = 50
AT_ONCE = 10
UNREACHABLE = 30003
log = logging.getLogger(__name__)


class MovableClock:
    """A clock that stands until it is moved."""

    def __init__(self, now: datetime) -> None:
        """Stand at `now`."""
        self._now = now.astimezone(UTC)

    def now(self) -> datetime:
        """Return the moment it stands at."""
        return self._now

    def move(self, by: timedelta) -> None:
        """Move by so much."""
        self._now += by


@value
class Said:
    """A text written on a phone of the stage; `after` counts the texts the phone had been sent by then."""

    sid: str
    words: str
    at: datetime
    after: int


class Stage:
    """The line and its phones; every act settles before it returns, so that looking changes nothing."""

    def __init__(self, start_line: Callable[[], Services], clock: MovableClock, ticks: Sequence[Tick]) -> None:
        """Start the line, as often as it is killed. Raises `ValueError` where it would reach a real carrier."""
        self.services = start_line()
        if not isinstance(self.services.carrier, SimulatedCarrier):
            raise ValueError("the rehearsal takes the simulated carrier only: nothing may leave this machine")  # noqa: TRY004
        self.carrier = self.services.carrier
        self.carrier_is_down = False
        self.line_is_dead = False
        self.last_act = ""
        self._start_line = start_line
        self._clock = clock
        self._ticks = tuple(ticks)
        self._said: defaultdict[Phone, list[Said]] = defaultdict(list)
        self._had: Mapping[Phone, int] = {}
        self._dead: set[Phone] = set()

    @property
    def now(self) -> datetime:
        """The moment on the stage."""
        return self._clock.now()

    # What can be done.

    def opens(self) -> None:
        """Let what the sample program brings at once happen before anybody looks: nothing of it is news."""
        self._settle()
        self._begin("")

    def says(self, player: Player, words: str) -> None:
        """Let somebody text the line."""
        self._begin(f"{player.name} wrote.")
        self._clock.move(TYPING)
        after = len(self.carrier.texts_to(player.phone))
        sid = self.carrier.receive(player.phone, words)
        self._said[player.phone].append(Said(sid=sid, words=words, at=self.now, after=after))
        self._settle()

    def moves_to(self, moment: datetime) -> None:
        """Let time pass until `moment`, in small steps, with every tick and whatever falls due on the way."""
        self._begin("Time passed.")
        while (left := moment - self.now) > timedelta():
            self._clock.move(min(left, self._stride()))
            self._settle()

    def carrier_goes(self, *, down: bool) -> None:
        """Cut the line off from its carrier, both ways, or join them again."""
        self._begin("The carrier went down." if down else "The carrier came back.")
        self.carrier_is_down = down
        if down:
            self.carrier.down()
            self.carrier.drop_webhooks()
        else:
            self.carrier.up()
            self.carrier.resume_webhooks()
        self._settle()

    def phone_goes(self, player: Player, *, dead: bool) -> None:
        """Let a phone get no more texts, or let it get them again."""
        self._begin(f"{player.name}'s phone gets {'nothing' if dead else 'texts again'}.")
        if dead:
            self._dead.add(player.phone)
            self.carrier.undelivered(player.phone, UNREACHABLE)
        else:
            self._dead.discard(player.phone)
            self.carrier.heal(player.phone)

    def line_is_killed(self, after: timedelta) -> None:
        """Kill the line's process just after the carrier has taken what is due by then, before that is written down."""
        self._begin("The line's process was killed.")
        self._clock.move(after)
        self._run_ticks()
        claimed, _ = settle_and_claim(self.services, (), HELP_LANES, AT_ONCE)
        for one in claimed:
            ask_carrier(self.services, one)
        self.line_is_dead = True
        self.services.store.close()
        self.carrier.on_webhook(_nobody_answers)
        self._settle()

    def line_starts(self) -> None:
        """Start a new process of the line: it knows what stands in its rows, and nothing else."""
        self._begin("The line was started again.")
        self.services = self._start_line()
        self.line_is_dead = False
        self._settle()

    def close(self) -> None:
        """Let go of the database."""
        self.services.store.close()

    # What can be seen.

    def said_on(self, phone: Phone) -> Sequence[Said]:
        """Return what was written on a phone, oldest first."""
        return tuple(self._said[phone])

    def sent_to(self, phone: Phone) -> Sequence[CarrierText]:
        """Return what the carrier took for a phone, whatever became of it, oldest first."""
        return self.carrier.texts_to(phone)

    def had_before(self, phone: Phone) -> int:
        """Return how many texts a phone had been sent before the last act."""
        return self._had.get(phone, 0)

    def is_dead(self, phone: Phone) -> bool:
        """Whether a phone gets nothing now."""
        return phone in self._dead

    # How it works.

    def _begin(self, act: str) -> None:
        self.last_act = act
        self._had = {player.phone: len(self.carrier.texts_to(player.phone)) for player in CAST}

    def _stride(self) -> timedelta:
        """Return how far the clock may move at once: to what is due next, by small steps where something waits."""
        to_quarter = QUARTER - (self.now - datetime.min.replace(tzinfo=UTC)) % QUARTER
        with self.services.store.read() as tx:
            due_at = overview.next_due(tx)
        if due_at is None:
            return to_quarter
        return min(due_at - self.now, to_quarter) if due_at > self.now else STEP

    def _settle(self) -> None:
        """Let webhooks, ticks, answers and receipts go to and fro until nothing moves at this moment."""
        for _ in range(ROUNDS):
            moved = len(self.carrier.deliver_webhooks()) + self.carrier.advance()
            if not self.line_is_dead:
                moved += self._run_ticks() + deliver_all(self.services)
            if not moved:
                return
        log.error("The rehearsal does not come to rest at this moment")

    def _run_ticks(self) -> int:
        return sum(tick(self.services) for tick in self._ticks)


def _nobody_answers(_path: str, _form: dict[str, str], _signature: str) -> int:
    """Answer the carrier as a proxy does whose line is gone."""
    return 502
