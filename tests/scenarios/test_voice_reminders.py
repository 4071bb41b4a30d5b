"""Reminders by voice: for who chose calls, and for phones that get no texts; the same gate, hours, caps and ledger."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from world import AGREED, DECEMBER, OWN, THURSDAY_6_PM, Handset, World

from bot.model.calls import CallKind, CallOutcome
from bot.model.people import Language
from bot.preview import Previewed, preview
from bot.reports.visits import visits_report
from bot.reports.why import why_report
from bot.store import brakes, calls, conversations, people, reminders, visits
from bot.store.tables import outbound
from bot.telephony.calls import CallStatus
from bot.telephony.simulated_call import Outcome

EN = Language.ENGLISH
BY_VOICE = AGREED | {"channel": "voice"}
HIDDEN = ("visit", "Dana", "Thursday", "December", "program", "Rosa")
DAY_BEFORE = THURSDAY_6_PM - timedelta(hours=25)
"""Wednesday, 5 pm: when the reminder of a visit on Thursday evening is due."""
AGAIN = timedelta(minutes=90)


def admitted(world: World, **profile: str) -> Handset:
    """Admit a parent who wants calls, with a visit on Thursday at six."""
    rosa = world.family("rosa", **(BY_VOICE | profile))
    world.visit("F-0001", THURSDAY_6_PM)
    return rosa


def at_the_day_before(world: World) -> None:
    """Let the time of the first reminder come."""
    world.at(DAY_BEFORE + timedelta(seconds=2))


def rings_again(world: World, rosa: Handset) -> Handset:
    """Let the time of the second try come."""
    world.at(world.clock.now() + AGAIN - timedelta(minutes=2))
    rosa.does_not_ring()
    for _ in range(60):
        if any(call.status is CallStatus.RINGING for call in world.calls.calls_of(rosa.phone)):
            break
        world.later(seconds=5)
    return rosa


def fates(world: World) -> list[tuple[str, str | None, str | None]]:
    """Return what the ledger says of the first visit: rule, receipt, reason."""
    with world.store.read() as tx:
        found = visits.by_number(tx, 1)
        assert found is not None
        return [(one.reminder.rule, one.receipt, one.reason) for one in reminders.fates(tx, found.key)]


def texts_to_families(world: World) -> list[str]:
    """Return the reminders that were to go by text."""
    with world.store.read() as tx:
        return list(
            tx.connection.execute(select(outbound.c.words_key).where(outbound.c.purpose == "reminder")).scalars()
        )


def test_a_reminder_is_heard_and_answered(on: World) -> None:
    """In the hour of texts the phone rings; after a key day and time are said, and 1 confirms."""
    rosa = admitted(on)
    at_the_day_before(on)
    rosa.answers().hears("A call for you. To hear it, press 1.").lacks(*HIDDEN)
    rosa.presses("1").hears("Your visit is Thursday, December 3, 6:00 pm", "press 1", "press 2").lacks("text")
    rosa.presses("1").hears("It is on: Thursday, December 3, 6:00 pm").hangs_up()
    assert fates(on) == [("day_before", "delivered", None)]
    assert texts_to_families(on) == []
    on.at(THURSDAY_6_PM - timedelta(hours=9))
    on.phone(OWN).gets("Morning list", "1 F-0001 6:00 pm").lacks("not confirmed")


def test_a_reminder_moves_a_visit(on: World) -> None:
    """2 offers the same times as by text, and the worker is told."""
    rosa = admitted(on)
    at_the_day_before(on)
    rosa.answers().presses("1").hears("press 2").presses("2").hears("press 1").presses("1").hears("Move Thursday")
    rosa.presses("1").hears("Done").hangs_up()
    on.phone(OWN).gets("moved visit 1")


def test_nobody_presses_a_key(on: World) -> None:
    """A voicemail that was not allowed keeps the neutral question alone; once more later; then it is not delivered."""
    rosa = admitted(on)
    at_the_day_before(on)
    for _ in range(2):
        rosa.goes_to_voicemail()
        kept = " ".join(one.words for one in on.calls.left_on_voicemail(rosa.current.sid)).lower()
        assert not [word for word in (*HIDDEN, "call us back") if word.lower() in kept]
        rings_again(on, rosa)
    rosa.does_not_ring()
    assert fates(on) == [("day_before", "undelivered", "not_heard_by_call")]
    on.at(DAY_BEFORE + timedelta(hours=15, minutes=10))
    on.phone(OWN).gets("Morning list", "a reminder did not reach them, they were called, and nobody pressed a key")
    rosa.ignores()


def test_a_voicemail_is_left_only_where_it_is_safe_and_says_nothing(on: World) -> None:
    """The last try leaves: please call us back at this number. Nothing else."""
    rosa = admitted(on, voicemail="yes")
    at_the_day_before(on)
    rosa.does_not_answer()
    rings_again(on, rosa).goes_to_voicemail().kept_on_voicemail("Please call us back at this number.")
    kept = " ".join(one.words for one in on.calls.left_on_voicemail(rosa.current.sid)).lower()
    assert not [word for word in HIDDEN if word.lower() in kept]
    assert fates(on)[0][1:] == ("undelivered", "not_heard_by_call")
    on.at(THURSDAY_6_PM - timedelta(hours=2))
    rosa.ignores()
    on.phone(OWN).ignores()


def test_the_second_try_may_be_heard(on: World) -> None:
    """Declined first, heard later: it counts as delivered."""
    rosa = admitted(on)
    at_the_day_before(on)
    rosa.declines()
    rings_again(on, rosa).answers().presses("1").hears("Thursday, December 3").hangs_up()
    assert fates(on) == [("day_before", "delivered", None)]
    on.phone(OWN).ignores()


def test_undelivered_calls_hold_the_count(on: World) -> None:
    """A miss after reminders nobody heard waits for a supervisor, as after texts that did not arrive (SAFETY 6)."""
    rosa = admitted(on)
    rosa.always(Outcome.NO_ANSWER)
    on.at(THURSDAY_6_PM + timedelta(hours=2))
    on.phone(OWN).ignores().texts("M1")
    with on.store.read() as tx:
        found = visits.by_number(tx, 1)
    assert found is not None
    assert found.count_waits == "undelivered"
    for worker in ("dana", "sam"):
        on.phone(worker).ignores()
    rosa.ignores()


@pytest.mark.parametrize(
    ("profile", "reason"),
    [
        ({"consented_on": ""}, "no_consent"),
        ({"phone_is": "monitored"}, "phone_may_be_read"),
        ({"relation": "child"}, "children_get_none"),
        ({"safe_from": "21:00", "safe_to": "22:00"}, "outside_safe_hours"),
    ],
)
def test_who_is_not_called_and_why(on: World, profile: dict[str, str], reason: str) -> None:
    """The gate is the gate of texts."""
    rosa = admitted(on, **profile)
    on.at(THURSDAY_6_PM - timedelta(hours=8, minutes=30))
    rosa.does_not_ring().gets_nothing()
    assert {why for rule, _, why in fates(on) if rule == "day_before"} == {reason}
    on.phone(OWN).ignores()


def test_no_call_while_a_request_is_open(on: World) -> None:
    """A cry at noon: the family is left in peace, and nobody rings (SAFETY 2.7)."""
    rosa = admitted(on)
    on.at(DAY_BEFORE - timedelta(hours=4))
    rosa.texts("he is going to kill me").ignores()
    on.phone(OWN).ignores()
    on.at(DAY_BEFORE + timedelta(hours=2))
    rosa.does_not_ring()
    rosa.ignores()
    for worker in ("dana", "lucia", "lee", "sam"):
        on.phone(worker).ignores()


def test_what_is_no_longer_so_is_not_said(on: World) -> None:
    """The visit is called off between two tries: no second ring about it as it was."""
    rosa = admitted(on)
    at_the_day_before(on)
    rosa.does_not_answer()
    on.visit("F-0001", THURSDAY_6_PM, "V-1", status="cancelled_by_program")
    on.later(minutes=2)
    rosa.ignores()
    on.at(on.clock.now() + AGAIN)
    on.phone(OWN).ignores()
    rosa.ignores()
    assert "delivered" not in {receipt for rule, receipt, _ in fates(on) if rule == "day_before"}


def test_a_landline_is_called_instead_and_the_worker_told_once(on: World) -> None:
    """The carrier says that the phone gets no texts: that very reminder goes by a call, and so do those to come."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", THURSDAY_6_PM)
    on.at(DAY_BEFORE - timedelta(seconds=1))
    on.carrier.fail_next(21614, to=rosa.phone)
    at_the_day_before(on)
    rosa.answers().hears("A call for you").lacks(*HIDDEN).presses("1").hears("Thursday, December 3").hangs_up()
    assert fates(on)[0] == ("day_before", "delivered", None)
    on.at(DAY_BEFORE + timedelta(hours=2))
    on.phone(OWN).gets("Evening list", "F-0001: a phone of theirs gets no texts. Reminders go there by call now.")
    on.at(THURSDAY_6_PM + timedelta(minutes=-50))
    rosa.ignores()
    assert not any("gets no texts" in text.body for text in on.phone(OWN).unread())
    on.phone(OWN).ignores()


def test_did_she_get_it_shows_calls(on: World) -> None:
    """`why V1` and the visits report name the call and how far it came."""
    rosa = admitted(on)
    at_the_day_before(on)
    rosa.answers().presses("1").hears("Thursday").hangs_up()
    now = on.clock.now()
    with on.store.write() as tx:
        why = why_report(tx, on.services, "V1", now=now, asked_by="test")
        report = visits_report(tx, on.services, "F-0001", now=now, asked_by="test")
    assert "by a call   day_before, version 1, person 1: a key was pressed and it was heard" in (why or "")
    assert "delivered, by a call" in (report or "")


def test_a_pause_keeps_calls_back(on: World) -> None:
    """Automatic texts are paused: no phone rings either."""
    rosa = admitted(on)
    on.at(DAY_BEFORE - timedelta(minutes=1))
    with on.store.write() as tx:
        brakes.pause(tx, "test", None, on.clock.now())
    at_the_day_before(on)
    on.later(minutes=5)
    rosa.does_not_ring()
    assert on.clock.now() > DECEMBER


def test_never_more_than_some_ring_together(on: World) -> None:
    """Three are due at one moment: two phones ring, and the third when one of those calls is over."""
    names = ("rosa", "luz", "ana")
    phones = [on.family(name, **BY_VOICE) for name in names]
    for number in range(1, 4):
        on.visit(f"F-000{number}", THURSDAY_6_PM + timedelta(hours=number % 3))
    on.at(THURSDAY_6_PM - timedelta(hours=25) + timedelta(seconds=2))
    ringing = [one for one in phones if is_rung(on, one)]
    assert len(ringing) == on.services.program.calls.reminders_at_once
    ringing[0].answers().presses("1").hears("Your visit is").hangs_up()
    on.later(seconds=12)
    assert sum(is_rung(on, one) for one in phones) == on.services.program.calls.reminders_at_once
    for one in phones:
        one.ignores()
    on.phone(OWN).ignores()


def is_rung(world: World, handset: Handset) -> bool:
    """Whether a phone rings just now."""
    return any(call.status is CallStatus.RINGING for call in world.calls.calls_of(handset.phone))


def test_a_call_counts_among_the_texts_of_a_day(on: World) -> None:
    """The cap of the day knows calls; a second try is the same reminder."""
    rosa = admitted(on)
    at_the_day_before(on)
    rosa.does_not_answer()
    rings_again(on, rosa).answers().presses("1").hears("Thursday").hangs_up()
    with on.store.read() as tx:
        person = people.persons_by_phone(tx, rosa.phone)[0]
        counted = reminders.sent_since(tx, (person.key,), DAY_BEFORE - timedelta(hours=1))
    assert counted == {person.key: 1}


def test_who_takes_texts_meanwhile_is_texted(on: World) -> None:
    """Between two tries the person chooses texts: the reminder goes by text, once."""
    rosa = admitted(on)
    at_the_day_before(on)
    rosa.does_not_answer()
    on.family("rosa", code="F-0001", number=20, **(AGREED | {"channel": "text"}))
    on.at(on.clock.now() + AGAIN + timedelta(minutes=5))
    rosa.does_not_ring().gets("911").gets("Your visit with Dana is Thu, Dec 3").gets_nothing()
    on.phone(OWN).ignores()


def test_who_wants_calls_meanwhile_is_called(on: World) -> None:
    """A text waits for a carrier that is down, and the person chooses calls: it is said, not texted."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", THURSDAY_6_PM)
    on.at(DAY_BEFORE - timedelta(seconds=1))
    on.carrier.down()
    at_the_day_before(on)
    on.family("rosa", code="F-0001", number=20, **BY_VOICE)
    on.carrier.up()
    on.later(minutes=5)
    assert len([call for call in on.calls.calls_of(rosa.phone) if call.rang]) == 1
    assert not any("Thu, Dec 3" in text.body for text in rosa.unread())
    rosa.ignores()
    on.phone(OWN).ignores()


def test_a_failed_ring_is_tried_again(on: World) -> None:
    """The network could not ring: once more later, and it is heard."""
    rosa = admitted(on)
    at_the_day_before(on)
    rosa.fails_to_ring()
    rings_again(on, rosa).answers().presses("1").hears("Thursday, December 3").hangs_up()
    assert fates(on) == [("day_before", "delivered", None)]


def test_the_preview_shows_what_would_be_said(on: World) -> None:
    """`hearthline preview` names the call and its words."""
    admitted(on)
    with on.store.read() as tx:
        ahead = preview(tx, on.services, on.clock.now(), THURSDAY_6_PM)
    said = [one for one in ahead if isinstance(one, Previewed)]
    assert said[0].words.startswith("Your visit is Thursday, December 3, 6:00 pm. If that is fine, press 1.")
    assert said[0].why[0] == "by a call"


def test_progress_told_twice_makes_one_more_try(on: World) -> None:
    """The carrier repeats itself: one second try, no third."""
    rosa = admitted(on)
    on.calls.duplicate_progress(rosa.phone)
    rosa.always(Outcome.NO_ANSWER)
    on.at(DAY_BEFORE + timedelta(hours=14))
    assert len([call for call in on.calls.calls_of(rosa.phone) if call.rang]) == 2
    on.phone(OWN).ignores()


def test_a_carrier_that_refuses_calls_is_asked_again_and_then_it_is_not_delivered(on: World) -> None:
    """No call can be placed at all: the ledger says so in the end, and nothing loops."""
    rosa = admitted(on)
    on.calls.fail_next(21217, n=50)
    on.at(DAY_BEFORE + timedelta(hours=3))
    assert fates(on) == [("day_before", "undelivered", "not_heard_by_call")]
    rosa.does_not_ring()
    on.phone(OWN).ignores()


def test_whoever_waits_for_a_person_is_rung_for_before_reminders(on: World) -> None:
    """A dozen reminders by voice are due for longer: what is no reminder is placed first all the same."""
    rosa = admitted(on)
    now = on.clock.now()
    with on.store.write() as tx:
        key = conversations.key_for(tx, rosa.phone)
        for number in range(12):
            once, due_at = f"reminder:{number}", now - timedelta(minutes=5)
            calls.keep(
                tx, once, CallKind.REMINDER, now, language=EN, step="mine.answered", conversation_key=key, due_at=due_at
            )
        calls.keep(tx, "back", CallKind.CALL_BACK, now, language=EN, step="mine.answered", conversation_key=key)
        first = calls.to_place(tx, now, 1)
        assert [one.kind for one in first] == [CallKind.CALL_BACK]
        for call in calls.to_place(tx, now, 20):
            calls.end(tx, call.key, CallOutcome.NOT_NEEDED, now)
