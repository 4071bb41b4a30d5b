"""Nobody knows whether the carrier took a text: its list is asked before anything leaves twice (docs/design.md)."""

from datetime import timedelta

from troubles import report, rows, sent
from world import FIRST, SECOND, THURSDAY_6_PM, Handset, World

from bot.delivery import HELP_LANES, LEASE, Claimed, ask_carrier, deliver_due, send_one, settle
from bot.model.messages import Purpose, TextOut
from bot.model.people import Language
from bot.store import outbox, people
from bot.store.conversations import key_for
from bot.store.tables import conversations, outbound
from bot.telephony.protocol import TextToSend

CRY = "i want to kill myself"


def test_taken_and_not_told_reaches_the_phone_once(world: World) -> None:
    """A time-out after acceptance: the text is found in the list, adopted, and never sent again."""
    rosa = world.family("rosa", phone_is="private")
    world.carrier.lose_receipts(rosa.phone)
    world.carrier.time_out_after_accepting(to=rosa.phone)
    rosa.texts(CRY).gets("911")
    world.phone(FIRST).gets("PAGE").replies("1").gets("yours").gets("kill myself")
    rosa.gets("Lucia")
    answer = sent(world, purpose="help_answer")
    assert (answer["state"], answer["sid"]) == ("unknown", None)
    world.later(minutes=5)
    after = sent(world, id=answer["id"])
    assert (after["state"], after["attempts"]) == ("submitted", 1)
    assert after["sid"] == world.carrier.texts_to(rosa.phone)[0].sid
    rosa.gets_nothing()


def test_never_taken_is_sent_again_after_two_looks(world: World) -> None:
    """Absent once may be the list being slow; absent twice, it leaves again, and once only."""
    rosa = world.family("rosa", phone_is="private")
    world.carrier.time_out_before_accepting(to=world.phone(FIRST).phone)
    rosa.texts(CRY).gets("911")
    world.later(seconds=70)
    page = sent(world, purpose="page")
    assert (page["state"], page["absences"]) == ("unknown", 1)
    world.phone(FIRST).gets_nothing()
    world.later(seconds=60)
    world.phone(FIRST).gets("PAGE").gets_nothing()
    assert sent(world, id=page["id"])["state"] == "submitted"


def test_an_answer_in_doubt_that_would_come_too_late_is_held(world: World) -> None:
    """An answer sent again after its two minutes asks the gate again: a phone that may be read stays dark."""
    rosa = world.family("rosa", phone_is="shared")
    world.carrier.time_out_before_accepting(to=rosa.phone)
    rosa.texts(CRY)
    world.later(seconds=10)
    world.phone(FIRST).gets("PAGE").replies("1").gets("yours").gets("kill myself")
    world.later(minutes=4)
    rosa.gets_nothing()
    assert {row["state"] for row in rows(world, outbound, purpose="help_answer")} == {"held"}


def test_two_texts_of_the_same_words_in_doubt_adopt_different_entries(world: World) -> None:
    """Two identical bodies taken at once are two entries of the list, and each is one row's."""
    bodies = ["checking in, same words", "checking in, same words"]
    keys = [put_alarm(world, f"twin:{number}") for number, _ in enumerate(bodies)]
    world.carrier.time_out_after_accepting(to=world.phone(FIRST).phone, n=2)
    world.carrier.lose_receipts(world.phone(FIRST).phone)
    world.settle()
    assert {row["state"] for row in rows(world, outbound)} == {"unknown"}
    world.later(minutes=2)
    adopted = {sent(world, id=key)["sid"] for key in keys}
    assert adopted == {text.sid for text in world.carrier.texts_to(world.phone(FIRST).phone)}
    assert len(adopted) == 2
    world.phone(FIRST).gets("ALARM").gets("ALARM").gets_nothing()


def test_one_of_two_twins_missing_is_sent_again(world: World) -> None:
    """The entry of one twin is never taken for the other."""
    keys = [put_alarm(world, "twin:1"), put_alarm(world, "twin:2")]
    world.carrier.time_out_after_accepting(to=world.phone(FIRST).phone)
    world.carrier.time_out_before_accepting(to=world.phone(FIRST).phone)
    world.carrier.lose_receipts(world.phone(FIRST).phone)
    world.settle()
    world.later(minutes=4)
    world.phone(FIRST).gets("ALARM").gets("ALARM").gets_nothing()
    assert {sent(world, id=key)["state"] for key in keys} == {"submitted"}


def test_a_twin_of_a_text_in_flight_makes_no_trouble(world: World) -> None:
    """A text in doubt may adopt the entry of one still in the air; that one is then looked up, and leaves once."""
    first = put_alarm(world, "twin:1")
    world.carrier.time_out_before_accepting(to=world.phone(FIRST).phone)
    world.settle()
    second = put_alarm(world, "twin:2")
    world.clock.move(timedelta(seconds=61))
    caught: list[Claimed] = []
    deliver_due(world.services, HELP_LANES, 1, caught.append)
    taken = world.carrier.send_text(TextToSend(to=caught[0].to, body=caught[0].body, receipts_to="", valid_for=LEASE))
    world.later(seconds=1)
    assert sent(world, id=first)["sid"] == taken.sid
    report(world, sent(world, id=second), "sent", sid=taken.sid)
    assert sent(world, id=second)["state"] == "sending"
    world.later(minutes=3)
    assert sent(world, id=second)["state"] == "submitted"
    world.phone(FIRST).gets("ALARM").gets("ALARM").gets_nothing()


def test_a_list_that_cannot_be_read_proves_nothing(world: World) -> None:
    """While the list cannot be read nothing is counted as absent and nothing is sent again."""
    rosa = world.family("rosa", phone_is="private")
    world.carrier.lose_receipts(world.phone(FIRST).phone)
    world.carrier.time_out_after_accepting(to=world.phone(FIRST).phone)
    rosa.texts(CRY).gets("911")
    world.phone(FIRST).gets("PAGE")
    world.carrier.answer_in_html(n=3)
    world.later(minutes=3, seconds=30)
    page = sent(world, purpose="page")
    assert (page["state"], page["absences"]) == ("unknown", 0)
    world.later(minutes=1)
    assert sent(world, id=page["id"])["state"] == "submitted"
    world.phone(FIRST).gets_nothing()


def test_a_process_killed_before_the_carrier_was_asked(world: World) -> None:
    """Claimed and never sent: once the lease is over and two looks found nothing, it leaves."""
    rosa = world.family("rosa", phone_is="private")
    kill_while_sending(world, rosa.phone.e164, reached_carrier=False)
    world.later(minutes=1, seconds=30)
    rosa.gets_nothing()
    world.later(minutes=1)
    rosa.gets("911").gets_nothing()


def test_a_process_killed_after_the_carrier_took_it(world: World) -> None:
    """Taken and never settled: the entry of the list is adopted, nothing leaves twice."""
    rosa = world.family("rosa", phone_is="private")
    world.carrier.lose_receipts(rosa.phone)
    kill_while_sending(world, rosa.phone.e164, reached_carrier=True)
    world.settle()
    rosa.gets("911")
    world.later(minutes=4)
    assert sent(world, purpose="help_answer")["state"] == "submitted"
    rosa.gets_nothing()


def kill_while_sending(world: World, sender: str, *, reached_carrier: bool) -> None:
    """Let a process claim the answer to a cry and die before it settles."""
    world.carrier.receive(sender, CRY)
    world.carrier.deliver_webhooks()
    caught: list[Claimed] = []
    deliver_due(world.services, HELP_LANES, 1, caught.append)
    assert caught[0].text.purpose is Purpose.HELP_ANSWER
    if reached_carrier:
        url = f"{world.services.receipts_url}/{caught[0].text.key}"
        world.carrier.send_text(TextToSend(to=caught[0].to, body=caught[0].body, receipts_to=url, valid_for=LEASE))
    world.settle()
    world.phone(FIRST).gets("PAGE").replies("1").gets("yours").gets("kill myself")
    world.handset(caught[0].to).gets("Lucia")


def test_a_receipt_settles_a_text_in_doubt(world: World) -> None:
    """The first receipt proves that the text left: the list is not asked, nothing is repeated."""
    rosa = world.family("rosa", phone_is="private")
    world.carrier.time_out_after_accepting(to=rosa.phone)
    rosa.texts(CRY).gets("911")
    world.phone(FIRST).gets("PAGE")
    answer = sent(world, purpose="help_answer")
    assert (answer["state"], answer["receipt"]) == ("submitted", "delivered")
    world.later(minutes=4)
    rosa.gets_nothing()


def test_words_in_doubt_are_confirmed_when_they_are_known_to_have_left(world: World) -> None:
    """The claimer hears `sent` only once the carrier's list shows the words."""
    rosa = world.family("rosa", phone_is="private")
    rosa.texts(CRY).gets("911")
    lucia = world.phone(FIRST)
    code = lucia.gets("PAGE").replies("1").gets("yours").gets("kill myself").code
    rosa.gets("Lucia")
    world.carrier.lose_receipts(rosa.phone)
    world.carrier.time_out_after_accepting(to=rosa.phone)
    lucia.texts("where are you?").gets_nothing()
    rosa.gets("where are you?")
    world.later(seconds=90)
    lucia.gets("sent to", code)


def test_an_adopted_failure_is_treated_as_one(world: World) -> None:
    """What the list says of a text found there counts like a receipt: a dead number is marked, the ladder moves on."""
    rosa = world.family("rosa", phone_is="private")
    lucia = world.phone(FIRST)
    world.carrier.lose_receipts(lucia.phone)
    world.carrier.undelivered(lucia.phone, 30005)
    world.carrier.time_out_after_accepting(to=lucia.phone)
    rosa.texts(CRY).gets("911")
    world.later(seconds=90)
    world.phone(SECOND).gets("PAGE")
    assert [row["unreachable_code"] for row in rows(world, conversations) if row["unreachable_code"]] == [30005]


def test_a_lost_lease_settles_nothing(world: World) -> None:
    """A process that comes back after its lease was taken away leaves the row to whoever has it now."""
    rosa = world.family("rosa", phone_is="private")
    world.carrier.receive(rosa.phone, CRY)
    world.carrier.deliver_webhooks()
    caught: list[Claimed] = []
    deliver_due(world.services, HELP_LANES, 1, caught.append)
    world.carrier.fail_next(21610, to=rosa.phone)
    answer = ask_carrier(world.services, caught[0])
    world.later(minutes=2)
    world.phone(FIRST).gets("PAGE")
    settle(world.services, ((caught[0], answer),))
    assert not [row for row in rows(world, conversations) if row["opted_out_at"]]
    world.later(minutes=1)
    rosa.gets("911").gets_nothing()


def test_a_claim_gone_stale_is_not_handed_over(world: World) -> None:
    """A process that slept on a claim leaves it: by then the text may have been looked up and sent again."""
    rosa = world.family("rosa", phone_is="private")
    world.carrier.receive(rosa.phone, CRY)
    world.carrier.deliver_webhooks()
    caught: list[Claimed] = []
    deliver_due(world.services, HELP_LANES, 1, caught.append)
    world.clock.move(LEASE - timedelta(seconds=5))
    send_one(world.services, caught[0])
    assert not world.carrier.texts_to(rosa.phone)
    world.later(minutes=3)
    world.phone(FIRST).gets("PAGE")
    rosa.gets("911").gets_nothing()


def test_a_reminder_that_was_never_taken_is_sent_again(on: World) -> None:
    """A lost reminder can cost a family its program: absent twice, it leaves again like any other text, and once."""
    rosa = remind_in_vain(on)
    assert sent(on, purpose="reminder", words_key="visits.reminder")["state"] == "unknown"
    on.later(minutes=3)
    rosa.gets("Thu, Dec 3, 6:00 pm").gets_nothing()
    assert sent(on, purpose="reminder", words_key="visits.reminder")["attempts"] == 2


def test_a_reminder_in_doubt_that_is_of_no_use_any_more_is_dropped(on: World) -> None:
    """It is not sent late, and its row says why."""
    rosa = remind_in_vain(on)
    reminder = sent(on, purpose="reminder", words_key="visits.reminder")
    with on.store.write() as tx:
        outbox.change(tx, reminder["id"], not_after=on.clock.now() + timedelta(seconds=90))
    on.later(minutes=3)
    rosa.gets_nothing()
    after = sent(on, id=reminder["id"])
    assert (after["state"], after["reason"]) == ("dropped", "not_at_carrier")


def remind_in_vain(on: World) -> Handset:
    """Let a reminder fall due and get lost on the way to the carrier."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", THURSDAY_6_PM)
    on.at(THURSDAY_6_PM - timedelta(hours=25, minutes=1))
    on.carrier.time_out_before_accepting(to=rosa.phone)
    on.later(minutes=1)
    rosa.gets_nothing()
    return rosa


def put_alarm(world: World, once: str) -> int:
    """Put one urgent staff text in the outbox; two of them have the same words."""
    with world.store.write() as tx:
        worker = next(one for one in people.active_workers(tx) if one.worker_id == FIRST)
        text = TextOut(
            once=once,
            purpose=Purpose.STAFF_ALARM,
            words="staff.alarm_worker_stopped",
            params={"name": "Lee"},
            language=Language.ENGLISH,
        )
        key = outbox.put(tx, text, key_for(tx, worker.phone), world.clock.now(), worker_key=worker.key)
        assert key is not None
        return key
