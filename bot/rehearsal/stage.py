"""The stage of the rehearsal: the real line between simulated phones, at one moment that only moves when told to."""

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from bot.delivery import HELP_LANES, ask_carrier, settle_and_claim
from bot.dispatch import deliver_all
from bot.model.phones import Phone
from bot.rehearsal.cast import CAST, Player
from bot.rehearsal.props import MovableClock, Said, nobody_answers, nobody_speaks
from bot.rehearsal.telephones import Ringing, Telephones, is_heard
from bot.services import Services
from bot.store import overview
from bot.telephony.protocol import CarrierText
from bot.telephony.simulated import SimulatedCarrier
from bot.telephony.simulated_call import length_of
from bot.telephony.simulated_calls import SimulatedCalls

Tick = Callable[[Services], int]
STEP = timedelta(seconds=30)
QUARTER = timedelta(minutes=15)
"""While no row is due, the clock strides from quarter to quarter: what has an hour of its own keeps to it."""
TYPING = timedelta(seconds=10)
"""How long a text takes to write: two texts never carry the same moment."""
SILENCE = timedelta(seconds=10)
"""How long somebody on a call says nothing at a time."""
LISTENS = timedelta(seconds=90)
"""So long the clock runs on at most while somebody is being spoken to."""
BLINK = timedelta(milliseconds=1)
ROUNDS = 50
AT_ONCE = 10
UNREACHABLE = 30003
DONE = {Ringing.ANSWER: "answered", Ringing.DECLINE: "declined the call", Ringing.VOICEMAIL: "let the voicemail answer"}
log = logging.getLogger(__name__)


class Stage:
    """The line and its phones; every act settles before it returns, so that looking changes nothing."""

    def __init__(self, start_line: Callable[[], Services], clock: MovableClock, ticks: Sequence[Tick]) -> None:
        """Start the line, as often as it is killed. Raises `ValueError` where it would reach a real carrier."""
        self.services = start_line()
        if not isinstance(self.services.carrier, SimulatedCarrier):
            raise ValueError("the rehearsal takes the simulated carrier only: nothing may leave this machine")  # noqa: TRY004
        if not isinstance(self.services.calls, SimulatedCalls):
            raise ValueError("the rehearsal takes the simulated carrier only: no real phone may ring")  # noqa: TRY004
        self.carrier = self.services.carrier
        self.calls = Telephones(self.services.calls)
        self.carrier_is_down = False
        self.line_is_dead = False
        self.last_act = ""
        self.called_last: Player | None = None
        self._start_line = start_line
        self._clock = clock
        self._ticks = tuple(ticks)
        self._said: defaultdict[Phone, list[Said]] = defaultdict(list)
        self._had: Mapping[Phone, int] = {}
        self._had_heard: Mapping[str, int] = {}
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
        self._passes(TYPING)
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

    def dials(self, player: Player, *, is_withheld: bool = False) -> None:
        """Let somebody call the line."""
        self._begin(f"{player.name} called the line.", on=player)
        if self.carrier_is_down:
            self.last_act += " The call did not go through: the carrier is down."
        elif self.calls.dial(player, is_withheld=is_withheld):
            self._listen(player)

    def rung(self, player: Player, does: Ringing) -> None:
        """Let somebody whose phone rings do something about it."""
        self._begin(f"{player.name} {DONE[does]}.", on=player)
        if self.calls.rung(player, does):
            self._listen(player)

    def presses(self, player: Player, keys: str) -> None:
        """Let somebody on a call press keys."""
        self._begin(f"{player.name} pressed {keys}.", on=player)
        if self.calls.press(player, keys, self.now):
            self._listen(player)

    def speaks(self, player: Player, words: str) -> None:
        """Let somebody on a call say something; it takes its time."""
        self._begin(f"{player.name} spoke.", on=player)
        if self.calls.speak(player, words, self.now):
            self._passes(timedelta(seconds=length_of(words)))
            self._listen(player)

    def stays_silent(self, player: Player) -> None:
        """Let somebody on a call say and press nothing for a while."""
        self._begin(f"{player.name} said nothing for {SILENCE.seconds} seconds.", on=player)
        if self.calls.live(player) is not None:
            self._listen(player, SILENCE)

    def hangs_up(self, player: Player) -> None:
        """Let somebody on a call put the phone down."""
        self._begin(f"{player.name} hung up.", on=player)
        if self.calls.hang_up(player):
            self._listen(player)

    def carrier_goes(self, *, down: bool) -> None:
        """Cut the line off from its carrier, both ways, or join them again."""
        self._begin("The carrier went down." if down else "The carrier came back.")
        self.carrier_is_down = down
        if down:
            self.carrier.down()
            self.carrier.drop_webhooks()
            self.calls.carrier.down()
        else:
            self.carrier.up()
            self.carrier.resume_webhooks()
            self.calls.carrier.up()
        self._settle()

    def phone_goes(self, player: Player, *, dead: bool) -> None:
        """Let a phone get no more texts and calls, or let it get them again."""
        self._begin(f"{player.name}'s phone gets {'nothing' if dead else 'texts and calls again'}.")
        self.calls.goes(player.phone, dead=dead)
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
        self.carrier.on_webhook(nobody_answers)
        self.calls.carrier.on_webhook(nobody_speaks)
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

    def had_heard(self, sid: str) -> int:
        """Return how much there had been on a call before the last act."""
        return self._had_heard.get(sid, 0)

    def is_dead(self, phone: Phone) -> bool:
        """Whether a phone gets nothing now."""
        return phone in self._dead

    # How it works.

    def _begin(self, act: str, on: Player | None = None) -> None:
        self.last_act, self.called_last = act, on
        self._had_heard = self.calls.count()
        self._had = {player.phone: len(self.carrier.texts_to(player.phone)) for player in CAST}

    def _passes(self, time: timedelta) -> None:
        """Let time pass in one leap, or from step to step of the calls there are."""
        until = self.now + time
        while (left := until - self.now) > timedelta():
            self._clock.move(step := min(left, self._until_a_call_goes_on()))
            if step < left:
                self._settle()

    def _listen(self, player: Player, at_least: timedelta = timedelta()) -> None:
        """Let time pass until nobody is being spoken to on a call any more, or until a phone begins to ring."""
        talk, rang, begins_at = self.calls.around(player), self.calls.are_ringing(), self.now
        self._settle()
        talk = (*talk, *self.calls.around(player))
        ends_at = begins_at + at_least
        while not self.calls.are_ringing() - rang:
            goes_on = any(is_heard(call, self.now) for call in talk) and self.now < begins_at + LISTENS
            if self.now >= ends_at and not goes_on:
                return
            left = ends_at - self.now if self.now < ends_at else SILENCE
            self._clock.move(min(left, self._stride()))
            self._settle()

    def _until_a_call_goes_on(self) -> timedelta:
        """Return how long it is to the next step of a call: what is said on one takes its time."""
        due_at = self.calls.next_due()
        return QUARTER if due_at is None else max(due_at - self.now, BLINK)

    def _stride(self) -> timedelta:
        """Return how far the clock may move at once: to what is due next, by small steps where something waits."""
        to_quarter = QUARTER - (self.now - datetime.min.replace(tzinfo=UTC)) % QUARTER
        with self.services.store.read() as tx:
            due_at = overview.next_due(tx)
        to_row = to_quarter if due_at is None else due_at - self.now if due_at > self.now else STEP
        return min(to_row, to_quarter, self._until_a_call_goes_on())

    def _settle(self) -> None:
        """Let webhooks, ticks, answers and receipts go to and fro until nothing moves at this moment."""
        for _ in range(ROUNDS):
            moved = len(self.carrier.deliver_webhooks()) + self.carrier.advance() + self.calls.carrier.advance()
            if not self.line_is_dead:
                moved += self._run_ticks() + deliver_all(self.services)
            if not moved:
                return
        log.error("The rehearsal does not come to rest at this moment")

    def _run_ticks(self) -> int:
        return sum(tick(self.services) for tick in self._ticks)
