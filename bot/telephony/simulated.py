"""A carrier in memory, for the rehearsal and the tests: deterministic, and as unreliable as it is told to be."""

import heapq
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from threading import RLock

from bot.clock import Clock
from bot.model.phones import Phone
from bot.telephony.error_codes import refusal
from bot.telephony.failures import UnknownOutcome
from bot.telephony.protocol import Accepted, CarrierText, ReceiptStatus, TextToSend
from bot.telephony.simulated_faults import Faults, PlannedFault, SendFault
from bot.telephony.simulated_texts import START_WORDS, STOP_WORDS, SimulatedText, as_listed, life_of, objection_to
from bot.telephony.simulated_webhooks import Post, WebhookQueue


class SimulatedCarrier:
    """A `Carrier` whose phones, faults and time are in the hands of whoever made it.

    `advance` lets texts grow older, `deliver_webhooks` makes the calls that are due; neither happens by itself.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        line: Phone,
        page_line: Phone | None,
        account_sid: str,
        auth_token: str,
        public_url: str,
        travel: timedelta = timedelta(0),
    ) -> None:
        self.line = line
        self.page_line = page_line
        self.account_sid = account_sid
        self.auth_token = auth_token
        self._clock = clock
        self._travel = travel
        self._lock = RLock()
        self._counter = count(1)
        self._order = count()
        self._texts: dict[str, SimulatedText] = {}
        self._inbound: list[SimulatedText] = []
        self._sent: defaultdict[str, list[str]] = defaultdict(list)
        self._arrived: defaultdict[str, list[str]] = defaultdict(list)
        self._blocked: set[tuple[str, str]] = set()
        self._steps: list[tuple[datetime, int, str, ReceiptStatus, int | None]] = []
        self._webhooks = WebhookQueue(account_sid, auth_token, public_url)
        self._faults = Faults()

    # The carrier's own side.

    def send_text(self, text: TextToSend) -> Accepted:
        """Hand one text to the carrier."""
        taken = self.take(text)
        return Accepted(sid=taken.sid, status=taken.status)

    def sent_texts(self, to: Phone, since: datetime) -> Sequence[CarrierText]:
        """List what has been sent to `to` since `since`, oldest first."""
        since = since.replace(microsecond=0)
        with self._lock:
            self._faults.knock(sending=False)
            return tuple(text for text in self.texts_to(to) if text.created_at >= since)

    def received_texts(self, since: datetime) -> Sequence[CarrierText]:
        """List what has been received since `since`, oldest first."""
        with self._lock:
            self._faults.knock(sending=False)
            first = bisect_left(self._inbound, since.replace(microsecond=0), key=_created_at)
            return tuple(as_listed(text) for text in self._inbound[first:])

    def text(self, sid: str) -> CarrierText | None:
        """Look one text up by its SID; None if the carrier does not know it."""
        found = self.record(sid)
        return as_listed(found[0]) if found else None

    def take(self, text: TextToSend, service: str | None = None) -> SimulatedText:
        """Take a text as the REST API does, through the messaging service `service` if one is named."""
        with self._lock:
            self._faults.knock(sending=True)
            planned = self._faults.next_for(text.to.e164)
            self._refuse_where_due(text, planned)
            taken = self._accept(text, service)
        if planned is not None and planned.fault is SendFault.TIMED_OUT_AFTER:
            raise UnknownOutcome("The carrier did not answer")
        return taken

    def record(self, sid: str | None = None) -> tuple[SimulatedText, ...]:
        """Give everything the carrier keeps, newest first, or the one text with this SID."""
        with self._lock:
            self._faults.knock(sending=False)
            if sid is None:
                return tuple(reversed(self._texts.values()))
            return (self._texts[sid],) if sid in self._texts else ()

    # The phones' side.

    def receive(self, sender: str | Phone, body: str, media: int = 0, *, to: Phone | None = None) -> str:
        """Let a phone text the line (or `to`), queue the webhook and give the text's SID."""
        now = self.now()
        with self._lock:
            text = SimulatedText(
                sid=self._next_sid("MM" if media else "SM"),
                inbound=True,
                sent_by=sender.e164 if isinstance(sender, Phone) else sender,
                sent_to=(to or self.line).e164,
                body=body,
                status=ReceiptStatus.RECEIVED,
                created_at=now,
                updated_at=now,
                sent_at=now,
                media_count=media,
            )
            self._texts[text.sid] = text
            insort(self._inbound, text, key=_created_at)
            self._mind_opt_out(text)
            if not self._faults.webhooks_dropped:
                self._webhooks.announce(text, self._clock.now())
        return text.sid

    def receive_again(self, sid: str) -> None:
        """Queue the webhook of a received text once more."""
        with self._lock:
            self._webhooks.announce(self._texts[sid], self._clock.now())

    def handset(self, phone: Phone, start: int = 0) -> tuple[CarrierText, ...]:
        """Show what has arrived on a phone, in order of arrival, from position `start` on."""
        with self._lock:
            return tuple(as_listed(self._texts[sid]) for sid in self._arrived.get(phone.e164, [])[start:])

    def texts_to(self, phone: Phone, start: int = 0) -> tuple[CarrierText, ...]:
        """Show what has been accepted for a phone, whatever became of it, from position `start` on."""
        with self._lock:
            return tuple(as_listed(self._texts[sid]) for sid in self._sent.get(phone.e164, [])[start:])

    # Time and webhooks.

    def now(self) -> datetime:
        """Tell the time as the carrier does, in whole seconds."""
        return self._clock.now().replace(microsecond=0)

    def knock(self) -> None:
        """Raise whatever meets a request that sends no text before the carrier has looked at it."""
        with self._lock:
            self._faults.knock(sending=False)

    def on_webhook(self, post: Post) -> None:
        """Name who is called with each webhook."""
        self._webhooks.on_call(post)

    def advance(self) -> int:
        """Take every step that is due in the life of a text; say how many."""
        taken = 0
        with self._lock:
            while self._steps and self._steps[0][0] <= self._clock.now():
                due_at, _, sid, status, code = heapq.heappop(self._steps)
                self._step(due_at, sid, status, code)
                taken += 1
        return taken

    def deliver_webhooks(self) -> tuple[int, ...]:
        """Make the webhook calls that are due, in order; give the status of each answer. None is repeated."""
        return self._webhooks.deliver(self._clock.now)

    # Faults.

    def fail_next(self, code: int, to: Phone | None = None, n: int = 1) -> None:
        """Refuse the next `n` texts with `code`."""
        self._plan(SendFault.REFUSED, to, n, code)

    def time_out_after_accepting(self, to: Phone | None = None, n: int = 1) -> None:
        """Take the next `n` texts and never say so."""
        self._plan(SendFault.TIMED_OUT_AFTER, to, n)

    def time_out_before_accepting(self, to: Phone | None = None, n: int = 1) -> None:
        """Lose the next `n` texts without a word."""
        self._plan(SendFault.TIMED_OUT_BEFORE, to, n)

    def too_many_requests(self, n: int = 1) -> None:
        """Turn the next `n` requests of any kind away."""
        self._faults.too_many_requests += n

    def answer_in_html(self, n: int = 1) -> None:
        """Answer the next `n` requests of any kind with a page of HTML and do nothing else."""
        self._faults.html_answers += n

    def err_no_more(self) -> None:
        """Forget every fault that waits for a next text or request."""
        with self._lock:
            self._faults.forget_planned()

    def down(self) -> None:
        """Become unreachable until `up`."""
        self._faults.is_down = True

    def up(self) -> None:
        """Become reachable again."""
        self._faults.is_down = False

    def drop_webhooks(self) -> None:
        """Lose the webhooks of texts received from now on, as if the line were down; the list still has them."""
        self._faults.webhooks_dropped = True

    def resume_webhooks(self) -> None:
        """Deliver the webhooks of texts received from now on."""
        self._faults.webhooks_dropped = False

    def undelivered(self, to: Phone, code: int) -> None:
        """Accept texts to this phone and report each as undelivered with `code` later."""
        self._faults.habit_of(to.e164).undelivered_code = code

    def lose_receipts(self, to: Phone) -> None:
        """Never report on texts to this phone."""
        self._faults.habit_of(to.e164).receipts_lost = True

    def duplicate_receipts(self, to: Phone) -> None:
        """Report twice on texts to this phone."""
        self._faults.habit_of(to.e164).receipts_twice = True

    def late_receipts(self, to: Phone, by: timedelta) -> None:
        """Report late on texts to this phone."""
        self._faults.habit_of(to.e164).receipts_late = by

    def shuffle_receipts(self, to: Phone) -> None:
        """Report on texts to this phone in the wrong order, the end first."""
        self._faults.habit_of(to.e164).receipts_shuffled = True

    def heal(self, phone: Phone) -> None:
        """Forget every standing fault of this phone."""
        self._faults.habits.pop(phone.e164, None)

    # How it works.

    def _next_sid(self, prefix: str) -> str:
        return f"{prefix}{next(self._counter):032x}"

    def _plan(self, fault: SendFault, to: Phone | None, times: int, code: int | None = None) -> None:
        with self._lock:
            self._faults.planned.append(PlannedFault(fault=fault, to=to.e164 if to else None, times=times, code=code))

    def _refuse_where_due(self, text: TextToSend, planned: PlannedFault | None) -> None:
        """Raise what is planned, or what the real carrier would say to such a text."""
        if planned is not None and planned.fault is SendFault.TIMED_OUT_BEFORE:
            raise UnknownOutcome("The carrier did not answer")
        number = self._number_for(text)
        blocked = (text.to.e164, number.e164) in self._blocked
        code = (planned and planned.code) or objection_to(text, number, is_blocked=blocked)
        if code is not None:
            raise refusal(code)

    def _number_for(self, text: TextToSend) -> Phone:
        return self.page_line if text.from_page_number and self.page_line else self.line

    def _accept(self, text: TextToSend, service: str | None) -> SimulatedText:
        now = self.now()
        taken = SimulatedText(
            sid=self._next_sid("SM"),
            inbound=False,
            # A messaging service picks its number only when the text leaves its queue.
            sent_by="" if service else self._number_for(text).e164,
            sent_to=text.to.e164,
            body=text.body,
            status=ReceiptStatus.ACCEPTED if service else ReceiptStatus.QUEUED,
            created_at=now,
            updated_at=now,
            receipts_to=text.receipts_to,
            service=service,
        )
        self._texts[taken.sid] = taken
        self._sent[taken.sent_to].append(taken.sid)
        for due_at, status, code in life_of(taken, self._clock.now(), self._travel, self._undelivered_code(taken)):
            heapq.heappush(self._steps, (due_at, next(self._order), taken.sid, status, code))
        return taken

    def _undelivered_code(self, text: SimulatedText) -> int | None:
        return self._faults.habit_of(text.sent_to).undelivered_code

    def _step(self, due_at: datetime, sid: str, status: ReceiptStatus, code: int | None) -> None:
        """Take one step in the life of a text and queue its receipt."""
        old = self._texts[sid]
        at = due_at.replace(microsecond=0)
        text = replace(old, status=status, error_code=code, sent_by=old.sent_by or self.line.e164, updated_at=at)
        if status is ReceiptStatus.SENT:
            text = replace(text, sent_at=at)
        if status is ReceiptStatus.DELIVERED:
            self._arrived[text.sent_to].append(sid)
        self._texts[sid] = text
        self._webhooks.report(text, self._faults.habit_of(text.sent_to), due_at)

    def _mind_opt_out(self, text: SimulatedText) -> None:
        """Block or open the pair of numbers on a bare keyword, as the carrier does before anybody is asked."""
        word = text.body.strip().lower()
        if word in STOP_WORDS:
            self._blocked.add((text.sent_by, text.sent_to))
        elif word in START_WORDS:
            self._blocked.discard((text.sent_by, text.sent_to))


def _created_at(text: SimulatedText) -> datetime:
    return text.created_at
