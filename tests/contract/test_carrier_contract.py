"""What every carrier keeps to, so that the simulated one cannot drift from the real client."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, timedelta

import pytest
from contract.carriers import FATHER, LINE, MOTHER, PAGE_LINE, START, Setting, a_text

from bot.model.phones import Phone
from bot.telephony.error_codes import CodeAction, action_for
from bot.telephony.failures import CarrierFailure, PermanentFailure, TemporaryFailure, UnknownOutcome
from bot.telephony.protocol import ReceiptStatus


def test_a_text_is_accepted_and_can_be_looked_up(setting: Setting) -> None:
    """A text gets an identity under which the carrier shows it with words, numbers and time."""
    accepted = setting.carrier.send_text(a_text("¿Está bien mañana a las 2? 🙂"))
    shown = setting.carrier.text(accepted.sid)
    assert len(accepted.sid) == 34
    assert accepted.status in {ReceiptStatus.QUEUED, ReceiptStatus.ACCEPTED}
    assert shown is not None
    assert (shown.sent_to, shown.body, shown.created_at) == (MOTHER.e164, "¿Está bien mañana a las 2? 🙂", START)
    assert shown.created_at.tzinfo is UTC or shown.created_at.utcoffset() == timedelta(0)


def test_an_unknown_sid_is_none(setting: Setting) -> None:
    """The carrier says plainly that it does not know a text."""
    assert setting.carrier.text("SM" + "f" * 32) is None


def test_a_text_still_in_the_queue_is_listed(setting: Setting) -> None:
    """A text without a date of sending is found too: it is the one a reconciler looks for."""
    accepted = setting.carrier.send_text(a_text("queued"))
    listed = setting.carrier.sent_texts(MOTHER, START)
    assert [(text.sid, text.body) for text in listed] == [(accepted.sid, "queued")]


def test_a_delivered_text_is_listed_once(setting: Setting) -> None:
    """Asking by date and without it does not show a text twice."""
    accepted = setting.carrier.send_text(a_text())
    setting.network.advance()
    (listed,) = setting.carrier.sent_texts(MOTHER, START)
    assert (listed.sid, listed.status, listed.sent_by) == (accepted.sid, ReceiptStatus.DELIVERED, LINE.e164)


def test_the_list_knows_only_whole_seconds(setting: Setting) -> None:
    """A text sent in the same second as `since` is listed, although the carrier drops the fraction."""
    setting.clock.forward(milliseconds=700)
    accepted = setting.carrier.send_text(a_text())
    listed = setting.carrier.sent_texts(MOTHER, setting.clock.now() - timedelta(milliseconds=100))
    assert [text.sid for text in listed] == [accepted.sid]


def test_the_list_leaves_out_what_is_older_and_what_went_elsewhere(setting: Setting) -> None:
    """Only texts to this phone since this moment are listed, oldest first."""
    setting.carrier.send_text(a_text("old"))
    setting.network.advance()
    setting.clock.forward(hours=1)
    setting.carrier.send_text(a_text("first"))
    setting.carrier.send_text(a_text("to another", FATHER))
    setting.carrier.send_text(a_text("second"))
    setting.network.receive(MOTHER, "hello from the phone")
    listed = setting.carrier.sent_texts(MOTHER, setting.clock.now())
    assert [text.body for text in listed] == ["first", "second"]


def test_since_may_stand_in_any_zone_and_on_another_day(setting: Setting) -> None:
    """A moment is a moment: the list does not depend on the zone it is written in."""
    local = START.astimezone().replace(microsecond=0)
    accepted = setting.carrier.send_text(a_text())
    setting.network.advance()
    setting.clock.forward(days=2)
    assert [text.sid for text in setting.carrier.sent_texts(MOTHER, local)] == [accepted.sid]


def test_pages_leave_from_the_page_number(setting: Setting) -> None:
    """A page has its own sender, through a messaging service or not, and is listed as ours."""
    accepted = setting.carrier.send_text(a_text("page", paging=True))
    setting.network.advance()
    (listed,) = setting.carrier.sent_texts(MOTHER, START)
    assert (listed.sid, listed.sent_by) == (accepted.sid, PAGE_LINE.e164)


def test_received_texts_are_listed_oldest_first(setting: Setting) -> None:
    """What reached the line and the page number is listed with sender, words and pictures counted."""
    setting.network.receive(MOTHER, "too old")
    setting.clock.forward(hours=1)
    since = setting.clock.now()
    setting.network.receive(MOTHER, "first")
    setting.network.receive("32665", "second, from a short code")
    setting.clock.forward(seconds=1)
    setting.network.receive(FATHER, "", media=2, to=PAGE_LINE)
    setting.carrier.send_text(a_text("ours"))
    listed = setting.carrier.received_texts(since)
    assert [(text.sent_by, text.sent_to, text.body, text.media_count) for text in listed] == [
        (MOTHER.e164, LINE.e164, "first", 0),
        ("32665", LINE.e164, "second, from a short code", 0),
        (FATHER.e164, PAGE_LINE.e164, "", 2),
    ]
    assert {text.status for text in listed} == {ReceiptStatus.RECEIVED}


def test_a_received_text_without_webhook_is_listed(setting: Setting) -> None:
    """What came while the line was down stands in the carrier's list."""
    setting.network.drop_webhooks()
    sid = setting.network.receive(MOTHER, "is anybody there")
    assert [text.sid for text in setting.carrier.received_texts(START)] == [sid]


def test_lists_go_past_every_page(setting: Setting) -> None:
    """More texts than the largest page holds are all listed, in order."""
    for number in range(1050):
        setting.network.send_text(a_text(str(number)))
    setting.network.advance()
    listed = setting.carrier.sent_texts(MOTHER, START)
    assert [text.body for text in listed] == [str(number) for number in range(1050)]


@pytest.mark.parametrize(
    "word", ["STOP", " stop ", "Cancel", "END", "quit", "REVOKE", "OptOut", "stopall", "unsubscribe"]
)
def test_a_bare_stop_word_blocks(setting: Setting, word: str) -> None:
    """After a bare opt-out word nothing can be sent to that phone from that number."""
    setting.network.receive(MOTHER, word)
    with pytest.raises(PermanentFailure) as refused:
        setting.carrier.send_text(a_text())
    assert refused.value.code == 21610
    assert action_for(refused.value.code) is CodeAction.OPTED_OUT
    assert setting.carrier.sent_texts(MOTHER, START) == ()


@pytest.mark.parametrize("word", ["START", "yes", "Unstop"])
def test_an_opt_in_word_opens_again(setting: Setting, word: str) -> None:
    """A bare opt-in word lets texts through again."""
    setting.network.receive(MOTHER, "stop")
    setting.network.receive(MOTHER, word)
    assert setting.carrier.send_text(a_text()).sid


def test_a_stop_word_in_a_sentence_does_not_block(setting: Setting) -> None:
    """Only a bare word is an opt-out for the carrier."""
    setting.network.receive(MOTHER, "stop please")
    assert setting.carrier.send_text(a_text()).sid


def test_an_opt_out_is_between_two_numbers(setting: Setting) -> None:
    """Whoever stops the line has not stopped its page number."""
    setting.network.receive(MOTHER, "stop")
    assert setting.carrier.send_text(a_text(paging=True)).sid


@pytest.mark.parametrize("code", [21211, 21408, 21612, 21614, 30002])
def test_refusals_are_permanent_and_carry_the_code(setting: Setting, code: int) -> None:
    """A refused text does not exist, and the code says why."""
    setting.network.fail_next(code, to=MOTHER)
    with pytest.raises(PermanentFailure) as refused:
        setting.carrier.send_text(a_text())
    assert refused.value.code == code
    assert setting.carrier.sent_texts(MOTHER, START) == ()
    assert setting.carrier.send_text(a_text()).sid


@pytest.mark.parametrize("code", [20429, 21611])
def test_a_full_queue_is_temporary(setting: Setting, code: int) -> None:
    """What only asks for patience may be tried again."""
    setting.network.fail_next(code)
    with pytest.raises(TemporaryFailure) as refused:
        setting.carrier.send_text(a_text())
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("to", "body", "code"),
    [
        (Phone("12025550101"), "x", 21211),
        (Phone("+911"), "x", 21211),
        (MOTHER, " ", 21602),
        (MOTHER, "x" * 1601, 21617),
    ],
)
def test_impossible_texts_are_refused(setting: Setting, to: Phone, body: str, code: int) -> None:
    """A number that is none, an empty text and one beyond 1,600 characters are refused."""
    with pytest.raises(PermanentFailure) as refused:
        setting.carrier.send_text(a_text(body, to))
    assert refused.value.code == code


def test_a_text_of_the_greatest_length_passes(setting: Setting) -> None:
    """1,600 characters pass unharmed."""
    accepted = setting.carrier.send_text(a_text("ñ" * 1600))
    shown = setting.carrier.text(accepted.sid)
    assert shown is not None
    assert shown.body == "ñ" * 1600


def test_too_many_requests_are_temporary_for_sending_and_reading(setting: Setting) -> None:
    """A request that was turned away has done nothing and may be repeated."""
    setting.network.too_many_requests(2)
    with pytest.raises(TemporaryFailure) as refused:
        setting.carrier.send_text(a_text())
    with pytest.raises(TemporaryFailure):
        setting.carrier.sent_texts(MOTHER, START)
    assert refused.value.code == 20429
    assert setting.carrier.sent_texts(MOTHER, START) == ()


def test_a_time_out_after_accepting_leaves_the_text_in_the_list(setting: Setting) -> None:
    """The outcome is unknown to us and the text exists: the list tells."""
    setting.network.time_out_after_accepting()
    with pytest.raises(UnknownOutcome):
        setting.carrier.send_text(a_text("was it sent?"))
    assert [text.body for text in setting.carrier.sent_texts(MOTHER, START)] == ["was it sent?"]


def test_a_time_out_before_accepting_leaves_nothing(setting: Setting) -> None:
    """The outcome is as unknown, and the list shows that nothing was sent."""
    setting.network.time_out_before_accepting(to=MOTHER, n=2)
    for _ in range(2):
        with pytest.raises(UnknownOutcome):
            setting.carrier.send_text(a_text())
    assert setting.carrier.sent_texts(MOTHER, START) == ()
    assert setting.carrier.send_text(a_text()).sid


def test_a_page_of_html_is_an_unknown_outcome(setting: Setting) -> None:
    """An answer from something that is not the carrier's API says nothing about the text."""
    setting.network.answer_in_html()
    with pytest.raises(UnknownOutcome):
        setting.carrier.send_text(a_text())


def test_reading_never_has_an_unknown_outcome(setting: Setting) -> None:
    """A list that cannot be read can be asked for again: nothing has happened."""
    setting.network.answer_in_html(3)
    with pytest.raises(TemporaryFailure):
        setting.carrier.sent_texts(MOTHER, START)
    with pytest.raises(TemporaryFailure):
        setting.carrier.received_texts(START)
    with pytest.raises(TemporaryFailure):
        setting.carrier.text("SM" + "f" * 32)


def test_an_unreachable_carrier_is_temporary(setting: Setting) -> None:
    """Where no connection comes about nothing was sent, and every request may be repeated."""
    setting.cut()
    with pytest.raises(TemporaryFailure):
        setting.carrier.send_text(a_text())
    with pytest.raises(TemporaryFailure):
        setting.carrier.sent_texts(MOTHER, START)
    with pytest.raises(TemporaryFailure):
        setting.carrier.received_texts(START)
    with pytest.raises(TemporaryFailure):
        setting.carrier.text("SM" + "f" * 32)


def test_an_undelivered_text_shows_its_code(setting: Setting) -> None:
    """A text that was accepted and did not arrive says why in the list."""
    setting.network.undelivered(MOTHER, 30005)
    accepted = setting.carrier.send_text(a_text())
    setting.network.advance()
    shown = setting.carrier.text(accepted.sid)
    assert shown is not None
    assert (shown.status, shown.error_code) == (ReceiptStatus.UNDELIVERED, 30005)
    assert setting.network.handset(MOTHER) == ()


def test_no_failure_quotes_a_number_or_a_word(setting: Setting) -> None:
    """What a failure says and whatever hangs on it may stand in a log."""
    secret = "nobody may read this"
    setting.network.fail_next(21211)
    setting.network.time_out_after_accepting()
    failures = []
    for _ in range(2):
        with pytest.raises(CarrierFailure) as failed:
            setting.carrier.send_text(a_text(secret))
        failures.append(failed.value)
    setting.cut()
    with pytest.raises(CarrierFailure) as failed:
        setting.carrier.sent_texts(MOTHER, START)
    for failure in [*failures, failed.value]:
        assert failure.__cause__ is None
        assert failure.__context__ is None
        assert "2025550" not in repr(failure)
        assert secret not in repr(failure)


def test_threads_get_their_own_answers(setting: Setting) -> None:
    """Many texts at once each come back with their own identity."""
    bodies = [f"text {number}" for number in range(96)]
    with ThreadPoolExecutor(32) as pool:
        sids = dict(
            zip(bodies, pool.map(lambda body: setting.carrier.send_text(a_text(body)).sid, bodies), strict=True)
        )
    listed = {text.body: text.sid for text in setting.network.texts_to(MOTHER)}
    assert listed == sids
