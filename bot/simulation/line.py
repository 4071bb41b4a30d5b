"""The line as it is simulated: the real code on a throw-away database, its ticks run when rows say something is due."""

import base64
from collections.abc import Callable, Mapping
from datetime import datetime

from bot.app import create_app
from bot.delivery import HELP_LANES, OTHER_LANES, Answered, ask_carrier, settle_and_claim
from bot.importing.own_words import ordinary_words
from bot.importing.run import Kind, run_import
from bot.model.messages import Lane
from bot.services import Services
from bot.simulation.carrier import WatchedCarrier
from bot.simulation.clocks import MachineClock
from bot.simulation.posting import posted
from bot.store import overview
from bot.telephony.simulated import SimulatedCarrier
from bot.web.edge import Edge
from bot.web.in_time import InTime

Tick = Callable[[Services], int]
MakeTicks = Callable[[], Mapping[str, Tick]]
"""Makes the ticks of a process that starts."""
PUBLIC_URL = "https://line.invalid"
ACCOUNT = "AC" + "0" * 32
TOKEN = "simulated"  # noqa: S105  (opens nothing: the carrier is in this process)
KEY = base64.urlsafe_b64encode(bytes(32)).decode()
RECEIPTS = "/twilio/sms/status"
ON_THE_WAY = frozenset({"sending", "sent"})
"""Receipts of a text on its way: a calm carrier spares them, or a season would take minutes longer."""
IN_FLIGHT = 16
ROUNDS = 60
PATIENCE = 60.0
"""Seconds a step of a call may take: a busy machine must not change what a simulation reports."""
DUE = {
    "step": "ladder",
    "doubt": "doubts",
    "reminder": "reminders",
    "watch": "visits",
    "night": "nights",
    "clock": "reports",
    "alone": "lone",
    "call": "calls",
}
"""Which tick takes the rows that are due."""


class KilledError(Exception):
    """The line's process was killed at a seam."""


class Line:
    """One line between simulated phones: started, settled, killed, started anew from its rows."""

    def __init__(
        self,
        start: Callable[[], Services],
        ticks: MakeTicks,
        carrier: WatchedCarrier,
        clock: MachineClock,
    ) -> None:
        """Start the line."""
        self.carrier: SimulatedCarrier = carrier.inner
        self.clock = clock
        self.is_alive = False
        self.ticks_are_dead = False
        self.dies_before_sending = False
        self.dies_after_sending = False
        self.tells_every_receipt = False
        self.unsettled = 0
        self._at_rest: overview.Dues | None = None
        self._start = start
        self._make_ticks = ticks
        self.starts()

    def starts(self) -> None:
        """Start a process: it knows what stands in its rows, and nothing else."""
        self.services = self._start()
        self._ticks = self._make_ticks()
        services = self.services
        edge = Edge(
            services=services,
            wake=_nothing,
            public_url=PUBLIC_URL,
            tokens=(TOKEN,),
            account_sid=ACCOUNT,
            calls_in=InTime(PATIENCE),
        )
        web = create_app(edge).wsgi_app

        def post(path: str, form: dict[str, str], signature: str) -> int:
            if path.startswith(RECEIPTS) and form["MessageStatus"] in ON_THE_WAY and not self.tells_every_receipt:
                return 204
            return posted(web, f"{PUBLIC_URL}{path}", form, signature)

        self.carrier.on_webhook(post)
        self.is_alive = True
        self._is_ordinary = ordinary_words(services.lexicon, services.catalog)
        if not self.ticks_are_dead:
            self.ticks("inbox")

    def dies(self) -> None:
        """Let the process end where it stands."""
        self.is_alive, self._at_rest = False, None
        self.dies_before_sending = self.dies_after_sending = False
        self.services.store.close()
        self.carrier.on_webhook(_nobody_answers)

    def imports(self, kind: Kind, rows: str) -> None:
        """Import a list of the program's, which must be good."""
        if not self.is_alive:
            return
        result = run_import(
            self.services.store,
            kind,
            rows.encode(),
            dry_run=False,
            now=self.clock.now(),
            program_zone=self.services.program.hours.zone,
            is_ordinary=self._is_ordinary,
        )
        if result.problems:
            raise RuntimeError(f"the simulation wrote a bad list: {result.problems[0]}")

    def ticks(self, *names: str) -> int:
        """Run some ticks."""
        if not self.is_alive or self.ticks_are_dead:
            return 0
        return sum(self._ticks[name](self.services) for name in names)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the ticks."""
        return tuple(self._ticks)

    def settle(self) -> bool:
        """Let webhooks, ticks, answers and receipts go to and fro; False if nothing comes to rest at this moment."""
        is_at_rest = False
        for _ in range(ROUNDS):
            moved = len(self.carrier.deliver_webhooks()) + self.carrier.advance()
            if not moved and is_at_rest:
                return True  # nothing came in since it was looked what is due
            worked = self._works()
            if not moved and not worked:
                return True
            is_at_rest = worked == 0
        self.unsettled += 1
        return False

    def next_due(self) -> datetime | None:
        """Return when the next row is due that the line may see to, as it stood when it came to rest."""
        if self._at_rest is None:
            return None
        return self._at_rest.text if self.ticks_are_dead else self._at_rest.first

    def _dues(self) -> overview.Dues | None:
        if not self.is_alive:
            return None
        with self.services.store.read() as tx:
            return overview.next_dues(tx)

    def _works(self) -> int:
        dues, now = self._dues(), self.clock.now()
        self._at_rest = dues
        if dues is None:
            return 0
        moved = 0
        if not self.ticks_are_dead:
            due = [tick for kind, tick in DUE.items() if (at := getattr(dues, kind)) is not None and at <= now]
            moved = self.ticks(*due) if due else 0
        if moved == 0 and (dues.text is None or dues.text > now):
            return 0
        try:
            return moved + self._delivers()
        except KilledError:
            self.dies()
            return 0

    def _delivers(self) -> int:
        return sum(self._deliver(lanes) for lanes in (HELP_LANES, OTHER_LANES))

    def _deliver(self, lanes: tuple[Lane, Lane]) -> int:
        """Send what may leave by some lanes, as their threads do: what came of it is written with the next claim."""
        total, answered = 0, tuple[Answered, ...]()
        while True:
            claimed, dealt_with = settle_and_claim(self.services, answered, lanes, IN_FLIGHT)
            if not dealt_with:
                return total
            total += dealt_with
            if claimed and self.dies_before_sending:
                raise KilledError
            answered = tuple((one, ask_carrier(self.services, one)) for one in claimed)
            if claimed and self.dies_after_sending:
                raise KilledError


def _nothing() -> None:
    """Wake nobody: whoever settles the line looks anyway."""


def _nobody_answers(_path: str, _form: dict[str, str], _signature: str) -> int:
    """Answer the carrier as a proxy does whose line is gone."""
    return 502
