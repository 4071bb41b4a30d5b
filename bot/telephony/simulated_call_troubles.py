"""What can go wrong with the calls of the simulated carrier, as told by a test or the rehearsal."""

from datetime import timedelta

from bot.model.phones import Phone
from bot.telephony.simulated_call import Outcome
from bot.telephony.simulated_exchange import Exchange
from bot.telephony.simulated_faults import PlannedFault, SendFault
from bot.telephony.simulated_recordings import Recordings
from bot.telephony.simulated_rings import RingHabit, Rings


class CallTroubles:
    """The faults of a carrier of calls: in its API, in what it tells of a call, and in the phones."""

    def __init__(self, exchange: Exchange, rings: Rings, recordings: Recordings) -> None:
        self._exchange = exchange
        self._rings = rings
        self._recordings = recordings
        self._faults = exchange.faults

    def fail_next(self, code: int, to: Phone | None = None, n: int = 1) -> None:
        """Refuse the next `n` calls with `code`."""
        self._plan(SendFault.REFUSED, to, n, code)

    def time_out_after_accepting(self, to: Phone | None = None, n: int = 1) -> None:
        """Place the next `n` calls and never say so."""
        self._plan(SendFault.TIMED_OUT_AFTER, to, n)

    def time_out_before_accepting(self, to: Phone | None = None, n: int = 1) -> None:
        """Lose the next `n` calls without a word."""
        self._plan(SendFault.TIMED_OUT_BEFORE, to, n)

    def too_many_requests(self, n: int = 1) -> None:
        """Turn the next `n` requests of any kind away."""
        self._faults.too_many_requests += n

    def answer_in_html(self, n: int = 1) -> None:
        """Answer the next `n` requests of any kind with a page of HTML and do nothing else."""
        self._faults.html_answers += n

    def down(self) -> None:
        """Become unreachable until `up`; calls that are on go on."""
        self._faults.is_down = True

    def up(self) -> None:
        """Become reachable again."""
        self._faults.is_down = False

    def lose_progress(self, to: Phone) -> None:
        """Never tell how calls to this phone stand."""
        self._faults.habit_of(to.e164).receipts_lost = True

    def duplicate_progress(self, to: Phone) -> None:
        """Tell twice how calls to this phone stand."""
        self._faults.habit_of(to.e164).receipts_twice = True

    def late_progress(self, to: Phone, by: timedelta) -> None:
        """Tell late how calls to this phone stand."""
        self._faults.habit_of(to.e164).receipts_late = by

    def shuffle_progress(self, to: Phone) -> None:
        """Tell in the wrong order how calls to this phone stood, the end first."""
        self._faults.habit_of(to.e164).receipts_shuffled = True

    def always(self, phone: Phone, outcome: Outcome, *, greeting_seconds: float = 8) -> None:
        """Let a phone do the same whenever it rings: busy, voicemail, no answer, failed, or answered at once."""
        self._rings.habits[phone.e164] = RingHabit(outcome=outcome, greeting_seconds=greeting_seconds)

    def heal(self, phone: Phone) -> None:
        """Forget every standing fault and habit of this phone."""
        self._faults.habits.pop(phone.e164, None)
        self._rings.habits.pop(phone.e164, None)

    def lose_recordings(self, *, lost: bool = True) -> None:
        """Tell of recordings from now on whose files are not there."""
        self._recordings.loses_files = lost

    def fail_transcriptions(self, *, failing: bool = True) -> None:
        """Write nothing down from now on."""
        self._recordings.writes_down = not failing

    def _plan(self, fault: SendFault, to: Phone | None, times: int, code: int | None = None) -> None:
        with self._exchange.lock:
            self._faults.planned.append(PlannedFault(fault=fault, to=to.e164 if to else None, times=times, code=code))
