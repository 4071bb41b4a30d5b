"""The simulated carrier: lives of texts, webhooks, and everything that goes wrong on request."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from bot.model.phones import Phone
from bot.telephony.failures import PermanentFailure, TemporaryFailure, UnknownOutcome
from bot.telephony.protocol import ReceiptStatus, TextToSend
from bot.telephony.signature import signature_is_valid
from bot.telephony.simulated import SimulatedCarrier

ACCOUNT = "AC" + "0" * 31 + "1"
TOKEN = "made-up-token"
PUBLIC_URL = "https://line.example.org/prefix"
LINE = Phone("+12025550100")
PAGE_LINE = Phone("+12025550199")
ROSA = Phone("+12025550101")
LUCIA = Phone("+12025550102")
START = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)


@dataclass
class MovableClock:
    """A clock that a test moves."""

    moment: datetime = START

    def now(self) -> datetime:
        """Return the moment the test has set."""
        return self.moment


@dataclass
class Line:
    """Stands for the line's own server: keeps every webhook, checks every signature."""

    answer: int = 204
    calls: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def post(self, path: str, form: dict[str, str], signature: str) -> int:
        """Take one webhook."""
        assert signature_is_valid(PUBLIC_URL, *split(path), form, signature, [TOKEN])
        self.calls.append((path, form))
        return self.answer

    def receipts(self) -> list[tuple[str, str | None]]:
        """Give status and error code of each receipt, in order of arrival."""
        return [(form["MessageStatus"], form.get("ErrorCode")) for _, form in self.calls if "MessageStatus" in form]


def split(path: str) -> tuple[str, str]:
    """Part a path from its query."""
    before, _, query = path.partition("?")
    return before, query


@pytest.fixture
def clock() -> MovableClock:
    """The clock of the carrier."""
    return MovableClock()


@pytest.fixture
def line() -> Line:
    """Who is called with webhooks."""
    return Line()


@pytest.fixture
def carrier(clock: MovableClock, line: Line) -> SimulatedCarrier:
    """A carrier whose texts take no time to travel."""
    return make(clock, line)


def make(clock: MovableClock, line: Line, travel: timedelta = timedelta(0)) -> SimulatedCarrier:
    """Make a carrier that calls the line."""
    made = SimulatedCarrier(
        clock,
        line=LINE,
        page_line=PAGE_LINE,
        account_sid=ACCOUNT,
        auth_token=TOKEN,
        public_url=PUBLIC_URL + "/",
        travel=travel,
    )
    made.on_webhook(line.post)
    return made


def a_text(to: Phone = ROSA, body: str = "Hello", receipts: str = "/twilio/sms/status/7") -> TextToSend:
    """Make a text to send."""
    return TextToSend(to=to, body=body, receipts_to=PUBLIC_URL + receipts, valid_for=timedelta(minutes=10))


def statuses(carrier: SimulatedCarrier, line: Line) -> list[str]:
    """Let the carrier work, and give the statuses reported."""
    carrier.advance()
    carrier.deliver_webhooks()
    return [status for status, _ in line.receipts()]


def test_a_text_lives_through_every_status(carrier: SimulatedCarrier, line: Line) -> None:
    """Queued without a receipt, then sending, sent and delivered, each with one."""
    sid = carrier.send_text(a_text()).sid
    assert carrier.texts_to(ROSA)[0].status is ReceiptStatus.QUEUED
    assert carrier.handset(ROSA) == ()
    assert statuses(carrier, line) == ["sending", "sent", "delivered"]
    path, form = line.calls[-1]
    assert path == "/twilio/sms/status/7"
    assert (form["MessageSid"], form["SmsSid"], form["SmsStatus"]) == (sid, sid, "delivered")
    assert (form["From"], form["To"], form["AccountSid"]) == (LINE.e164, ROSA.e164, ACCOUNT)
    assert [text.sid for text in carrier.handset(ROSA)] == [sid]


def test_nothing_happens_by_itself(carrier: SimulatedCarrier, line: Line) -> None:
    """Neither sending nor advancing calls the line: no webhook meets an open transaction."""
    carrier.receive(ROSA, "hello")
    carrier.send_text(a_text())
    assert carrier.advance() == 3
    assert carrier.advance() == 0
    assert line.calls == []
    assert carrier.deliver_webhooks() == (204, 204, 204, 204)
    assert carrier.deliver_webhooks() == ()


def test_a_text_travels_as_long_as_it_is_told(clock: MovableClock, line: Line) -> None:
    """A text is sent at once and arrives when its travel is over."""
    carrier = make(clock, line, travel=timedelta(seconds=4))
    carrier.send_text(a_text())
    assert statuses(carrier, line) == ["sending", "sent"]
    clock.moment += timedelta(seconds=3)
    assert carrier.handset(ROSA) == ()
    clock.moment += timedelta(seconds=1)
    assert statuses(carrier, line)[2:] == ["delivered"]
    assert len(carrier.handset(ROSA)) == 1


def test_identities_are_counted_not_drawn(clock: MovableClock, line: Line) -> None:
    """The same deeds give the same identities, 34 characters each, pictures with a prefix of their own."""
    for _ in range(2):
        carrier = make(clock, line)
        sids = [carrier.send_text(a_text()).sid, carrier.receive(ROSA, "x"), carrier.receive(ROSA, "", media=1)]
        assert sids == ["SM" + "0" * 31 + "1", "SM" + "0" * 31 + "2", "MM" + "0" * 31 + "3"]


def test_a_received_text_is_announced(carrier: SimulatedCarrier, line: Line) -> None:
    """The webhook has the real one's fields, the empty ones included."""
    sid = carrier.receive(ROSA, "Necesito ayuda ", media=2)
    carrier.deliver_webhooks()
    ((path, form),) = line.calls
    assert path == "/twilio/sms"
    assert form["MessageSid"] == form["SmsSid"] == form["SmsMessageSid"] == sid
    assert (form["From"], form["To"], form["Body"]) == (ROSA.e164, LINE.e164, "Necesito ayuda ")
    assert (form["NumMedia"], form["NumSegments"], form["ApiVersion"]) == ("2", "1", "2010-04-01")
    assert {"MediaUrl0", "MediaContentType0", "MediaUrl1", "MediaContentType1"} <= set(form)
    assert {form[f"{end}{part}"] for end in ("From", "To") for part in ("City", "State", "Zip")} == {""}
    assert form["AccountSid"] == ACCOUNT


@pytest.mark.parametrize(("body", "segments"), [("", "1"), ("x" * 160, "1"), ("x" * 161, "2"), ("á" * 71, "2")])
def test_segments_are_counted(carrier: SimulatedCarrier, line: Line, body: str, segments: str) -> None:
    """A webhook says how many segments the text took."""
    carrier.receive(ROSA, body)
    carrier.deliver_webhooks()
    assert line.calls[0][1]["NumSegments"] == segments


def test_a_webhook_may_come_twice(carrier: SimulatedCarrier, line: Line) -> None:
    """The same text can be announced again, with the same identity."""
    sid = carrier.receive(ROSA, "hello")
    carrier.receive_again(sid)
    carrier.deliver_webhooks()
    assert [form["MessageSid"] for _, form in line.calls] == [sid, sid]
    assert len(carrier.received_texts(START)) == 1


def test_webhooks_can_be_dropped(carrier: SimulatedCarrier, line: Line) -> None:
    """While webhooks are dropped a text stands in the list alone; afterwards they come again."""
    carrier.drop_webhooks()
    missed = carrier.receive(ROSA, "anybody?")
    carrier.resume_webhooks()
    heard = carrier.receive(ROSA, "hello?")
    carrier.deliver_webhooks()
    assert [form["MessageSid"] for _, form in line.calls] == [heard]
    assert [text.sid for text in carrier.received_texts(START)] == [missed, heard]


def test_an_opt_out_word_reaches_the_line_too(carrier: SimulatedCarrier, line: Line) -> None:
    """The carrier blocks by itself and still passes the word on."""
    carrier.receive(ROSA, "STOP")
    carrier.deliver_webhooks()
    assert line.calls[0][1]["Body"] == "STOP"
    with pytest.raises(PermanentFailure):
        carrier.send_text(a_text())
    assert carrier.send_text(a_text(LUCIA)).sid


def test_undelivered_texts_say_why(carrier: SimulatedCarrier, line: Line) -> None:
    """An accepted text that does not arrive ends with a code, and the phone has nothing."""
    carrier.undelivered(ROSA, 30003)
    carrier.send_text(a_text())
    statuses(carrier, line)
    assert line.receipts() == [("sending", None), ("sent", None), ("undelivered", "30003")]
    assert carrier.handset(ROSA) == ()
    carrier.heal(ROSA)
    carrier.send_text(a_text())
    assert statuses(carrier, line)[-1] == "delivered"


def test_receipts_get_lost(carrier: SimulatedCarrier, line: Line) -> None:
    """The text arrives and nobody is told."""
    carrier.lose_receipts(ROSA)
    carrier.send_text(a_text())
    assert statuses(carrier, line) == []
    assert carrier.handset(ROSA)[0].status is ReceiptStatus.DELIVERED


def test_receipts_come_twice(carrier: SimulatedCarrier, line: Line) -> None:
    """Each receipt is delivered two times."""
    carrier.duplicate_receipts(ROSA)
    carrier.send_text(a_text())
    assert statuses(carrier, line) == ["sending", "sending", "sent", "sent", "delivered", "delivered"]


def test_receipts_come_late(carrier: SimulatedCarrier, clock: MovableClock, line: Line) -> None:
    """The text arrives at once, its receipts an hour later."""
    carrier.late_receipts(ROSA, by=timedelta(hours=1))
    carrier.send_text(a_text())
    assert statuses(carrier, line) == []
    assert len(carrier.handset(ROSA)) == 1
    clock.moment += timedelta(hours=1)
    assert statuses(carrier, line) == ["sending", "sent", "delivered"]


def test_receipts_come_in_the_wrong_order(clock: MovableClock, line: Line) -> None:
    """The end is reported first, even where the text takes its time."""
    carrier = make(clock, line, travel=timedelta(seconds=4))
    carrier.shuffle_receipts(ROSA)
    carrier.send_text(a_text())
    assert statuses(carrier, line) == []
    clock.moment += timedelta(seconds=4)
    assert statuses(carrier, line) == ["delivered", "sent", "sending"]


def test_a_fault_of_one_phone_spares_the_others(carrier: SimulatedCarrier) -> None:
    """A planned fault waits for its phone."""
    carrier.fail_next(30002, to=ROSA)
    carrier.time_out_after_accepting(to=LUCIA)
    with pytest.raises(UnknownOutcome):
        carrier.send_text(a_text(LUCIA))
    with pytest.raises(PermanentFailure):
        carrier.send_text(a_text(ROSA))
    assert carrier.send_text(a_text(ROSA)).sid
    assert carrier.send_text(a_text(LUCIA)).sid


def test_a_text_lost_after_accepting_arrives(carrier: SimulatedCarrier, line: Line) -> None:
    """What the line never heard of is on the phone all the same, with its receipts."""
    carrier.time_out_after_accepting()
    with pytest.raises(UnknownOutcome):
        carrier.send_text(a_text())
    assert statuses(carrier, line) == ["sending", "sent", "delivered"]
    assert len(carrier.handset(ROSA)) == 1


def test_up_again_after_down(carrier: SimulatedCarrier) -> None:
    """While it is down nothing is taken or told; phones can still text, and the list has it afterwards."""
    carrier.down()
    carrier.receive(ROSA, "hello")
    with pytest.raises(TemporaryFailure):
        carrier.send_text(a_text())
    with pytest.raises(TemporaryFailure):
        carrier.received_texts(START)
    carrier.up()
    assert len(carrier.received_texts(START)) == 1
    assert carrier.texts_to(ROSA) == ()


def test_errors_that_wait_can_be_forgotten(carrier: SimulatedCarrier, line: Line) -> None:
    """Nothing planned for a next text or request outlives its trouble; what is wrong with a phone stays."""
    carrier.too_many_requests(2)
    carrier.answer_in_html(2)
    carrier.time_out_before_accepting(n=3)
    carrier.undelivered(ROSA, 30003)
    carrier.err_no_more()
    carrier.send_text(a_text())
    assert statuses(carrier, line)[-1] == "undelivered"


def test_a_handset_is_read_from_a_position(carrier: SimulatedCarrier) -> None:
    """Whoever remembers how much was read gets only what is new."""
    for number in range(3):
        carrier.send_text(a_text(body=str(number)))
    carrier.advance()
    assert [text.body for text in carrier.handset(ROSA, 1)] == ["1", "2"]
    assert [text.body for text in carrier.texts_to(ROSA, 2)] == ["2"]
    assert carrier.handset(LUCIA) == carrier.texts_to(LUCIA) == ()


def test_a_receipt_address_keeps_its_query_and_loses_its_fragment(carrier: SimulatedCarrier, line: Line) -> None:
    """Settings after # stay with the carrier; the query travels and is signed."""
    carrier.send_text(a_text(receipts="/twilio/sms/status?n=7#rc=3&rp=all"))
    statuses(carrier, line)
    assert {path for path, _ in line.calls} == {"/twilio/sms/status?n=7"}


def test_a_text_without_a_receipt_address_has_no_receipts(carrier: SimulatedCarrier, line: Line) -> None:
    """Nobody is called where no address was given."""
    carrier.send_text(TextToSend(to=ROSA, body="x", receipts_to="", valid_for=timedelta(minutes=1)))
    assert statuses(carrier, line) == []


def test_a_webhook_that_fails_is_not_repeated(carrier: SimulatedCarrier, line: Line) -> None:
    """As by default with the real carrier, a refused text is in the list and nowhere else."""
    line.answer = 500
    carrier.receive(ROSA, "hello")
    assert carrier.deliver_webhooks() == (500,)
    assert carrier.deliver_webhooks() == ()
    assert len(carrier.received_texts(START)) == 1


def test_an_answer_inside_a_webhook_waits_for_its_turn(carrier: SimulatedCarrier, clock: MovableClock) -> None:
    """A webhook may send through the carrier that calls it."""

    def answering(path: str, form: dict[str, str], signature: str) -> int:
        if path == "/twilio/sms":
            carrier.send_text(a_text(Phone(form["From"])))
        return 200

    carrier.on_webhook(answering)
    carrier.receive(ROSA, "hello")
    assert carrier.deliver_webhooks() == (200,)
    carrier.advance()
    assert len(carrier.handset(ROSA)) == 1


def test_without_a_line_webhooks_wait(clock: MovableClock, line: Line) -> None:
    """Until somebody is named to call, nothing is lost."""
    carrier = SimulatedCarrier(
        clock, line=LINE, page_line=None, account_sid=ACCOUNT, auth_token=TOKEN, public_url=PUBLIC_URL
    )
    carrier.receive(ROSA, "hello")
    assert carrier.deliver_webhooks() == ()
    carrier.on_webhook(line.post)
    assert carrier.deliver_webhooks() == (204,)


def test_a_page_without_a_page_number_leaves_from_the_line(clock: MovableClock) -> None:
    """Where there is one number only, pages use it."""
    carrier = SimulatedCarrier(
        clock, line=LINE, page_line=None, account_sid=ACCOUNT, auth_token=TOKEN, public_url=PUBLIC_URL
    )
    carrier.send_text(
        TextToSend(to=LUCIA, body="page", receipts_to="", valid_for=timedelta(minutes=5), from_page_number=True)
    )
    assert carrier.texts_to(LUCIA)[0].sent_by == LINE.e164


def test_a_clock_that_steps_back_keeps_the_list_in_order(carrier: SimulatedCarrier, clock: MovableClock) -> None:
    """What came in an hour that was lived twice is listed by its time."""
    clock.moment += timedelta(hours=1)
    late = carrier.receive(ROSA, "later")
    clock.moment -= timedelta(minutes=30)
    early = carrier.receive(ROSA, "earlier")
    assert [text.sid for text in carrier.received_texts(START)] == [early, late]
    assert [text.sid for text in carrier.received_texts(START + timedelta(minutes=45))] == [late]


def test_many_threads_lose_nothing(carrier: SimulatedCarrier, line: Line) -> None:
    """Sending, receiving, advancing and calling at once leaves every text with its receipts."""
    with ThreadPoolExecutor(8) as pool:
        for number in range(100):
            pool.submit(carrier.send_text, a_text(body=str(number)))
            pool.submit(carrier.receive, LUCIA, str(number))
            pool.submit(carrier.advance)
            pool.submit(carrier.deliver_webhooks)
    carrier.advance()
    carrier.deliver_webhooks()
    assert {text.body for text in carrier.handset(ROSA)} == {str(number) for number in range(100)}
    assert len(line.calls) == 400
    assert len({text.sid for text in (*carrier.texts_to(ROSA), *carrier.received_texts(START))}) == 200
