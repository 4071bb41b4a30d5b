"""The exchange of the simulated carrier: runs the scripts of its calls in order of time, and asks the line for them."""

import heapq
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from itertools import count
from threading import RLock

from bot.clock import Clock
from bot.model.phones import Phone
from bot.model.value import value_in_order
from bot.telephony.calls import CallStatus
from bot.telephony.signature import sign
from bot.telephony.simulated_call import (
    NO_ANSWER,
    Answer,
    Ask,
    HungUp,
    Interruption,
    Progress,
    Rest,
    Script,
    SimulatedCall,
    call_form,
    progress_form,
)
from bot.telephony.simulated_faults import Faults

Post = Callable[[str, dict[str, str], str], Answer]
"""Takes a webhook's path (or, on a foreign host, its whole URL), its form and its signature; gives back the answer."""

MOST_AT_ONCE = 50
"""How many documents a call may ask for without any time going by: more would never end."""


@value_in_order
class _Wake:
    call: SimulatedCall
    timer: int | None


@value_in_order
class _Letter:
    url: str
    form: dict[str, str]


_Due = _Wake | _Letter


class Exchange:
    """Calls, what lies before them, and whoever is asked; the lock is never held while the line is asked."""

    def __init__(self, clock: Clock, *, line: Phone, account_sid: str, auth_token: str, public_url: str) -> None:
        self.clock = clock
        self.line = line
        self.account_sid = account_sid
        self.lock = RLock()
        self.faults = Faults()
        self.calls: dict[str, SimulatedCall] = {}
        self.errors: list[str] = []
        self.post: Post | None = None
        self._auth_token = auth_token
        self._public_url = public_url.rstrip("/")
        self._numbers = count(1)
        self._order = count(1)
        self._due: list[tuple[datetime, int, _Due]] = []
        self._held_back: defaultdict[str, list[_Letter]] = defaultdict(list)

    def next_sid(self, prefix: str) -> str:
        """Make an identity."""
        return f"{prefix}{next(self._numbers):032x}"

    def now(self) -> datetime:
        """Tell the time as the carrier does, in whole seconds."""
        return self.clock.now().replace(microsecond=0)

    def absolute(self, url: str, base: str) -> str:
        """Complete an address that a document gives, which may begin at the root of whoever gave it."""
        if not url.startswith("/"):
            return url
        scheme, _, rest = base.partition("://")
        return f"{scheme}://{rest.partition('/')[0]}{url}"

    # What lies ahead.

    def start(self, call: SimulatedCall, script: Script) -> None:
        """Begin a call; its script must first of all rest."""
        with self.lock:
            call.script = script
            next(script)
            self.calls[call.sid] = call
            self.wake(call, call.at)

    def wake(self, call: SimulatedCall, at: datetime) -> None:
        """Let a script look again whether what it waits for has come."""
        self._put(at, _Wake(call, None))

    def interrupt(self, call: SimulatedCall, interruption: Interruption, at: datetime) -> None:
        """Break into a call."""
        with self.lock:
            call.interruptions.append((at, interruption))
            self.wake(call, at)

    def hang_up(self, call: SimulatedCall, at: datetime) -> None:
        """End a call at a moment, unless it will have ended by then."""
        ends = any(isinstance(one, HungUp) and moment <= at for moment, one in call.interruptions)
        if call.script is not None and not ends:
            self.interrupt(call, HungUp(), at)

    def write(self, at: datetime, url: str, form: dict[str, str]) -> None:
        """Send a webhook at a moment; nothing hangs on its answer."""
        self._put(at, _Letter(url.partition("#")[0], form))

    def report(self, call: SimulatedCall, event: str) -> None:
        """Tell how a call stands to whoever asked for this step, as the phone's habit has it."""
        if call.progress is not None:
            self._report(call, event, call.progress)

    def next_due(self) -> datetime | None:
        """Say when the next step is due; None where nothing lies ahead."""
        with self.lock:
            while self._due and self._is_stale(self._due[0][2]):
                heapq.heappop(self._due)
            return self._due[0][0] if self._due else None

    def advance(self) -> int:
        """Take every step that is due; say how many."""
        taken = 0
        while self.post is not None and (due := self._next()) is not None:
            taken += 1
            if isinstance(due, _Wake):
                self._run(due.call)
            else:
                self._deliver(due)
        return taken

    # How it works.

    def _put(self, at: datetime, due: _Due) -> None:
        with self.lock:
            heapq.heappush(self._due, (at, next(self._order), due))

    def _is_stale(self, due: _Due) -> bool:
        return isinstance(due, _Wake) and (due.call.script is None or due.timer not in {None, due.call.timer})

    def _next(self) -> _Due | None:
        with self.lock:
            at = self.next_due()
            if at is None or at > self.clock.now():
                return None
            _, _, due = heapq.heappop(self._due)
            if isinstance(due, _Wake):
                if due.call.is_running:
                    due.call.is_woken = True  # whoever runs it will look again
                    return self._next()
                due.call.is_running = True
                due.call.at = max(due.call.at, at)
            return due

    def _run(self, call: SimulatedCall) -> None:
        """Take a script from where it rests to where it rests again."""
        while True:
            with self.lock:
                wanted = self._resume(call)
                if not isinstance(wanted, Ask):
                    self._rest(call, wanted)
                    return
            try:
                call.answer = self._ask(wanted)
            except BaseException:
                # The line died over it: the call goes on as one that was given no answer.
                with self.lock:
                    call.answer, call.is_running = NO_ANSWER, False
                    self.wake(call, call.at)
                raise

    def _resume(self, call: SimulatedCall) -> Rest | Ask | None:
        if call.script is None:
            return None
        answer, call.answer = call.answer, None
        broken_in = next((one for one in call.interruptions if one[0] <= call.at), None)
        try:
            if broken_in is None:
                return call.script.send(answer)
            call.interruptions.remove(broken_in)
            return call.script.throw(broken_in[1])
        except StopIteration:
            call.script = None
            return None

    def _rest(self, call: SimulatedCall, wanted: Rest | None) -> None:
        call.is_running = False
        call.timer = next(self._order)
        if call.is_woken or any(at <= call.at for at, _ in call.interruptions):
            call.is_woken = False
            self.wake(call, call.at)
        elif wanted is not None and wanted.until is not None:
            self._put(max(wanted.until, call.at), _Wake(call, call.timer))

    def _ask(self, ask: Ask) -> Answer:
        if self.post is None:
            return NO_ANSWER
        url = ask.url.partition("#")[0]
        try:
            return self.post(self._path_of(url), dict(ask.form), sign(url, ask.form, self._auth_token))
        except (ConnectionError, TimeoutError):
            return NO_ANSWER

    def _deliver(self, letter: _Letter) -> None:
        answer = self._ask(Ask(letter.url, letter.form))
        if not 200 <= answer.status < 300:  # noqa: PLR2004 - what HTTP calls success
            self.errors.append(f"{self._path_of(letter.url)} was told of {letter.form['CallSid']}: {answer.status}")

    def _report(self, call: SimulatedCall, event: str, progress: Progress) -> None:
        habit = self.faults.habit_of(call.phone)
        letters = [_Letter(progress.url.partition("#")[0], progress_form(call, self.account_sid))]
        call.sequence += 1
        if event not in progress.events or habit.receipts_lost:
            letters = []
        if habit.receipts_twice:
            letters *= 2
        if habit.receipts_shuffled:
            self._held_back[call.sid].extend(letters)
            letters = self._held_back.pop(call.sid)[::-1] if call.is_over else []
        for letter in letters:
            self._put(call.at + habit.receipts_late, letter)

    def _path_of(self, url: str) -> str:
        """Give the part of the URL that follows the line's public address; a foreign one is given whole."""
        return url.removeprefix(self._public_url) if url.startswith(f"{self._public_url}/") else url

    def form(self, call: SimulatedCall, **fields: str) -> dict[str, str]:
        """Fill the form of a webhook about a call."""
        return call_form(call, self.account_sid) | fields

    def finish(self, call: SimulatedCall, status: CallStatus) -> None:
        """Write down how a call ended, and tell it."""
        call.status, call.ended_at = status, call.at
        call.waits_in = call.partner = call.sounds_until = None
        self.report(call, "completed")
        if call.parent is not None:
            self.wake(call.parent, call.at)
