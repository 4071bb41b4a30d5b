"""Receipts, as they come in: twice, late, out of order, too early, about nothing of ours, bad news (docs/design.md)."""

from datetime import timedelta

import pytest
from troubles import SMS, alarm_kinds, post, report, rows, sent, text_form
from world import ACCOUNT, BOSS, FIRST, SECOND, World

from bot.delivery import HELP_LANES, Claimed, deliver_due, send_one
from bot.store.tables import conversations, inbound, outbound, receipts

CRY = "i want to kill myself"


def test_a_webhook_that_comes_twice_is_one_text(world: World) -> None:
    """One row, one answer, one page."""
    rosa = world.family("rosa", phone_is="private")
    sid = world.carrier.receive(rosa.phone, CRY)
    world.carrier.receive_again(sid)
    world.settle()
    world.carrier.receive_again(sid)
    world.settle()
    assert len(rows(world, inbound)) == 1
    rosa.gets("911", "988").gets_nothing()
    world.phone(FIRST).gets("PAGE").gets_nothing()


def test_receipts_that_come_twice_are_kept_once(world: World) -> None:
    """A status callback repeated changes nothing."""
    rosa = world.family("rosa", phone_is="private")
    world.carrier.duplicate_receipts(rosa.phone)
    rosa.texts(CRY).gets("911")
    world.phone(FIRST).gets("PAGE")
    answer = sent(world, purpose="help_answer")
    kept = rows(world, receipts, outbound_key=answer["id"])
    assert sorted(row["status"] for row in kept) == ["delivered", "sending", "sent"]
    assert answer["receipt"] == "delivered"


@pytest.mark.parametrize("habit", ["shuffled", "late"])
def test_a_late_receipt_never_undoes_a_later_one(world: World, habit: str) -> None:
    """`sent` after `delivered` leaves `delivered`."""
    rosa = world.family("rosa", phone_is="private")
    if habit == "shuffled":
        world.carrier.shuffle_receipts(rosa.phone)
    else:
        world.carrier.late_receipts(rosa.phone, timedelta(minutes=3))
    rosa.texts("i need to talk to somebody please").gets("Automatic answer")
    world.phone(FIRST).gets("PAGE").replies("1").gets("yours")
    world.phone(FIRST).ignores()
    rosa.gets("Lucia")
    world.later(minutes=4)
    assert {row["receipt"] for row in rows(world, outbound, person_key=sent_to_rosa(world))} == {"delivered"}


def sent_to_rosa(world: World) -> int:
    """Return the person of the answer."""
    key: int = sent(world, words_key="help.unread")["person_key"]
    return key


def test_a_receipt_before_the_settling_is_believed(world: World) -> None:
    """The carrier's receipt may overtake its own answer: the row, still `sending`, is settled by it."""
    rosa = world.family("rosa", phone_is="private")
    world.carrier.receive(rosa.phone, CRY)
    world.carrier.deliver_webhooks()
    caught: list[Claimed] = []
    deliver_due(world.services, HELP_LANES, 1, caught.append)
    text = sent(world, state="sending")
    assert text["purpose"] == "help_answer"
    assert report(world, text, "sent", sid="SM" + "5" * 32) == 204
    assert sent(world, id=text["id"])["state"] == "submitted"
    send_one(world.services, caught[0])
    after = sent(world, id=text["id"])
    assert (after["state"], after["sid"], after["lease_token"]) == ("submitted", "SM" + "5" * 32, None)
    world.settle()
    rosa.gets("911")
    world.phone(FIRST).gets("PAGE")


def test_receipts_about_nothing_of_ours_change_nothing(world: World) -> None:
    """An unknown SID, an unknown row, a status nobody knows, another SID for a row: each is answered, none believed."""
    rosa = world.family("rosa", phone_is="private")
    rosa.texts(CRY).gets("911")
    world.phone(FIRST).gets("PAGE")
    answer = sent(world, purpose="help_answer")
    before = rows(world, outbound), rows(world, receipts)
    nobody = {
        "MessageSid": "SM" + "9" * 32,
        "AccountSid": ACCOUNT,
        "MessageStatus": "undelivered",
        "ErrorCode": "30005",
    }
    assert post(world, nobody, f"{SMS}/status").status_code == 204
    assert post(world, nobody, f"{SMS}/status/12345").status_code == 204
    assert post(world, nobody, f"{SMS}/status/{2**70}").status_code == 404
    assert report(world, answer, "teleported") == 204
    assert report(world, answer, "undelivered", 30005, sid="SM" + "9" * 32) == 204
    assert report(world, answer, "") == 204
    assert (rows(world, outbound), rows(world, receipts)) == before


def test_a_receipt_without_a_row_in_its_path_is_found_by_sid(world: World) -> None:
    """The plain status address works too."""
    rosa = world.family("rosa", phone_is="private")
    world.carrier.lose_receipts(rosa.phone)
    rosa.texts(CRY).gets("911")
    world.phone(FIRST).gets("PAGE")
    answer = sent(world, purpose="help_answer")
    form = {"MessageSid": answer["sid"], "AccountSid": ACCOUNT, "MessageStatus": "delivered", "ErrorCode": "junk"}
    assert post(world, form, f"{SMS}/status").status_code == 204
    assert sent(world, id=answer["id"])["receipt"] == "delivered"


@pytest.mark.parametrize("code", [30003, 30008, 30004, 30036])
def test_an_undelivered_page_moves_on_at_once(world: World, code: int) -> None:
    """Nobody waits five minutes for a phone that is off."""
    rosa = world.family("rosa", phone_is="private")
    world.carrier.undelivered(world.phone(FIRST).phone, code)
    rosa.texts(CRY).gets("911")
    world.phone(FIRST).gets_nothing()
    world.phone(SECOND).gets("PAGE", "F-0001")


def test_an_undelivered_page_told_twice_moves_on_once(world: World) -> None:
    """The second report of the same failure pages nobody else."""
    rosa = world.family("rosa", phone_is="private")
    world.carrier.undelivered(world.phone(FIRST).phone, 30003)
    world.carrier.duplicate_receipts(world.phone(FIRST).phone)
    rosa.texts(CRY).gets("911")
    world.phone(SECOND).gets("PAGE")
    lost = sent(world, purpose="page", error_code=30003)
    report(world, lost, "failed", 30003)
    world.phone(BOSS).gets_nothing()


def test_a_page_refused_outright_moves_on_at_once(world: World) -> None:
    """A refusal in the carrier's first answer counts as a page that did not arrive."""
    rosa = world.family("rosa", phone_is="private")
    world.carrier.fail_next(21612, to=world.phone(FIRST).phone)
    rosa.texts(CRY).gets("911")
    world.phone(SECOND).gets("PAGE")


def test_a_late_failure_of_a_claimed_request_disturbs_nobody(world: World) -> None:
    """What became of a page no longer matters once somebody has the request."""
    rosa = world.family("rosa", phone_is="private")
    world.carrier.lose_receipts(world.phone(FIRST).phone)
    rosa.texts(CRY).gets("911")
    world.phone(FIRST).gets("PAGE").replies("1").gets("yours").gets("kill myself")
    rosa.gets("Lucia")
    report(world, sent(world, purpose="page"), "undelivered", 30003)
    world.phone(SECOND).gets_nothing()


def test_undelivered_words_are_told_to_the_claimer(world: World) -> None:
    """A relay that did not reach the family is no human word, and the worker hears so."""
    rosa = world.family("rosa", phone_is="private")
    rosa.texts(CRY).gets("911")
    lucia = world.phone(FIRST)
    code = lucia.gets("PAGE").replies("1").gets("yours").code
    lucia.gets("kill myself")
    rosa.gets("Lucia")
    world.carrier.undelivered(rosa.phone, 30003)
    lucia.texts("I am here, can you talk?").gets("sent to", code).gets("NOT delivered", code)
    lucia.texts(f"done {code}").gets(code, "nobody has written to them")


def test_an_opt_out_at_the_carrier_is_mirrored(world: World) -> None:
    """21610: the phone counts as opted out from now on, and the next page says what that means."""
    rosa = world.family("rosa", phone_is="private")
    world.carrier.fail_next(21610, to=rosa.phone)
    rosa.texts(CRY).gets_nothing()
    phone = [row for row in rows(world, conversations) if row["opted_out_at"]]
    assert [row["opted_out_how"] for row in phone] == ["carrier 21610"]
    world.phone(FIRST).gets("PAGE")
    world.later(minutes=5)
    world.phone(SECOND).gets("PAGE", "Cannot be texted")


@pytest.mark.parametrize("code", [30005, 30006])
def test_a_dead_number_is_marked_and_the_next_page_says_so(world: World, code: int) -> None:
    """The worker must not wait for an answer from a phone that gets no texts."""
    rosa = world.family("rosa", phone_is="private")
    world.carrier.undelivered(rosa.phone, code)
    rosa.texts(CRY).gets_nothing()
    world.phone(FIRST).gets("PAGE").lacks("Cannot be texted")
    world.later(minutes=5)
    world.phone(SECOND).gets("PAGE", "Cannot be texted").replies("1").gets("yours").gets("kill myself")
    world.phone(SECOND).texts("are you there?").gets("cannot be texted")


def test_a_landline_refused_at_once_is_marked(world: World) -> None:
    """21614 in the first answer does what 30006 does in a receipt."""
    rosa = world.family("rosa", phone_is="private")
    world.carrier.fail_next(21614, to=rosa.phone)
    rosa.texts(CRY).gets_nothing()
    world.phone(FIRST).gets("PAGE")
    world.later(minutes=5)
    world.phone(SECOND).gets("PAGE", "Cannot be texted")


def test_a_phone_that_texts_again_is_tried_again(world: World) -> None:
    """A number once out of service that cries for help gets its answer: whoever texts has a phone that works."""
    rosa = world.family("rosa", phone_is="private")
    world.carrier.undelivered(rosa.phone, 30005)
    rosa.texts(CRY).gets_nothing()
    world.phone(FIRST).gets("PAGE")
    world.carrier.heal(rosa.phone)
    world.later(minutes=3)
    rosa.texts("please somebody i want to die").gets("911", "988")


def test_a_worker_whose_phone_is_dead_is_passed_over_at_once(world: World) -> None:
    """A page to a number known to be dead costs the family no time."""
    world.carrier.undelivered(world.phone(FIRST).phone, 30005)
    rosa = world.family("rosa", phone_is="private")
    rosa.texts(CRY).gets("911")
    world.phone(SECOND).gets("PAGE")
    ines = world.family("ines", phone_is="private")
    ines.texts(CRY).gets("911")
    world.phone(SECOND).gets("PAGE", "F-0002")
    assert rows(world, outbound, purpose="page", state="dropped", reason="phone_cannot_get_texts")


@pytest.mark.parametrize("code", [30002, 30034])
def test_account_trouble_in_receipts_alarms_and_does_not_loop(world: World, code: int) -> None:
    """Where no text passes at all, one round is tried, an alarm stands, and the next round waits its turn."""
    for worker in (FIRST, SECOND, BOSS):
        world.carrier.undelivered(world.phone(worker).phone, code)
    rosa = world.family("rosa", phone_is="private")
    rosa.texts(CRY).gets("911").gets("not reached anyone")
    assert len(rows(world, outbound, purpose="page")) == 3
    assert alarm_kinds(world) == ["carrier_account"]
    world.later(minutes=9)
    assert len(rows(world, outbound, purpose="page")) == 3
    world.later(minutes=2)
    assert len(rows(world, outbound, purpose="page")) == 6


def test_a_filtered_text_is_never_repeated(world: World) -> None:
    """30007 raises an alarm; the same words are not sent again."""
    rosa = world.family("rosa", phone_is="private")
    world.carrier.undelivered(rosa.phone, 30007)
    rosa.texts(CRY).gets_nothing()
    world.phone(FIRST).gets("PAGE")
    assert alarm_kinds(world) == ["filtered"]
    assert len(rows(world, outbound, purpose="help_answer")) == 1


def test_a_receipt_asks_for_post_and_a_signature(world: World) -> None:
    """Nobody else may tell us what became of a text."""
    assert world.web.get(f"{SMS}/status").status_code == 405
    assert post(world, text_form("+12025550119", "x"), f"{SMS}/status/1", signature="forged").status_code == 403
