"""Did she get it, and why not: each text explains itself from rows, as things stood when it was decided (SAFETY 1)."""

from datetime import timedelta
from typing import cast

import pytest
from sqlalchemy import select
from world import AGREED, DECEMBER, FIRST, OWN, SECOND, THURSDAY_6_PM, Handset, World

from bot.model.messages import OutboundState
from bot.reminding import resume
from bot.reports.why import why_report
from bot.store import audit, brakes, decisions
from bot.store.tables import outbound


def why(world: World, message: str, *, with_words: bool = False) -> str:
    """Ask the line to explain a text or a visit."""
    with world.store.write() as tx:
        told = why_report(tx, world.services, message, now=world.clock.now(), asked_by="pat", with_words=with_words)
    assert told is not None
    return told


def last(world: World, purpose: str) -> str:
    """Return the number of the newest text of a purpose."""
    query = select(outbound.c.id).where(outbound.c.purpose == purpose).order_by(outbound.c.created_at.desc()).limit(1)
    with world.store.read() as tx:
        return str(tx.connection.execute(query).scalar_one())


def sid_of(handset: Handset) -> str:
    """Return what the carrier calls the text a phone got last."""
    return handset.world.carrier.handset(handset.phone)[-1].sid


def told(report: str, *words: str) -> None:
    """Expect these words in a report, in this order."""
    at = 0
    for one in words:
        found = report.find(one, at)
        assert found >= 0, f"{one!r} is missing, or too early, in:\n{report}"
        at = found


def held_words(world: World) -> tuple[Handset, Handset, str]:
    """Let a claimer's words be held on a shared phone."""
    rosa = world.family("rosa", phone_is="shared")
    rosa.texts("he is hitting me").gets("911")
    lucia = world.phone(FIRST)
    code = lucia.gets("PAGE").code
    lucia.replies("1").gets("yours").gets("hitting me")
    world.later(minutes=17)
    lucia.ignores().texts(f"{code} are you there?").gets("not sent")
    return rosa, lucia, code


def test_a_text_that_left_says_why_it_could(world: World) -> None:
    """An answer: what it answers, in which words, what the gate saw, when it arrived; by codes, without its words."""
    rosa = world.family("rosa", phone_is="shared")
    rosa.texts("he is hitting me").gets("911")
    report = why(world, sid_of(rosa))
    told(
        report,
        "help answer help.",
        "to F-0001 person 1",
        "written   answers a text of 2026-11-21 23:00:00, request",
        "let out   in discreet words: whoever has just written holds the phone, 0 seconds before (SAFETY 1.1)",
        "seen then: a shared phone, its profile says discreet words; not held; last text from it 2026-11-21 23:00:00",
        "taken     by the carrier, as SM",
        "receipt   delivered",
        "now       the carrier has it",
    )
    for secret in ("Rosa", "0120", "911"):
        assert secret not in report
    assert "911" in why(world, sid_of(rosa), with_words=True)
    world.phone(FIRST).gets("PAGE")


def test_a_hold_and_its_release(world: World) -> None:
    """Held and why, released by whom, and sent: three decisions, each with its time and its rule."""
    rosa, lucia, code = held_words(world)
    report = why(world, last(world, "relay"))
    told(
        report,
        "held      this phone may be read by others and nobody has written for 17 minutes",
        "(SAFETY 1.1)",
        "a shared phone, its profile says discreet words; not held; last text from it 2026-11-21 23:00:00",
        "now       held",
    )
    world.later(minutes=1)
    lucia.texts(f"send {code}").gets("sent to")
    rosa.gets("are you there?")
    told(
        why(world, sid_of(rosa)),
        "held      this phone may be read",
        "2026-11-21 23:18:00  released  by lucia: a worker wrote `send` and the code",
        "let out   in discreet words: a worker released it once",
        "released by a worker",
    )


def test_what_was_seen_does_not_change_with_the_profile(world: World) -> None:
    """A phone that is private today was shared when the words were held, and the report says so."""
    held_words(world)
    number = last(world, "relay")
    before = why(world, number)
    world.family("rosa", number=20, code="F-0001", phone_is="private", discreet="no")
    assert "a shared phone, its profile says discreet words" in why(world, number)
    assert why(world, number) == before
    world.phone(FIRST).ignores()
    world.phone(SECOND).ignores()


def test_an_automatic_text_that_waited(on: World) -> None:
    """Written in the morning, waited for their own hours, left in them: the hours are those of that day."""
    rosa = on.family("rosa", **AGREED, safe_from="17:30", safe_to="19:00")
    on.settle()
    on.at(DECEMBER + timedelta(hours=8))
    rosa.gets("911", "a week")
    told(
        why(on, sid_of(rosa)),
        "reminder line.welcome (en), to F-0001 person 1",
        "2026-12-01 10:00:00  waits     until 2026-12-01 17:30:00: it was outside the hours this person called safe",
        "outside its safe hours 17:30-19:00; in the program's hours",
        "2026-12-01 17:30:00  let out   in full words: they agreed to automatic texts",
        "inside its safe hours 17:30-19:00; in the program's hours",
        "agreed to automatic texts",
    )


def test_a_pause_is_one_decision_however_long(on: World) -> None:
    """What waits in the outbox while reminders are paused is looked at each minute and noted once."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", THURSDAY_6_PM)
    on.carrier.down()
    on.at(DECEMBER + timedelta(days=1, hours=7, minutes=1))
    with on.store.write() as tx:
        brakes.pause(tx, "pat", None, on.clock.now())
    on.carrier.up()
    on.later(minutes=10)
    number = last(on, "reminder")
    with on.store.read() as tx:
        assert len(decisions.of_text(tx, int(number))) == 1
    told(why(on, number), "waits     automatic texts are paused", "now       waits until")
    with on.store.write() as tx:
        resume(tx, on.clock.now())
    on.settle()
    rosa.gets("Thu, Dec 3")


def test_a_reminder_that_never_became_a_text(on: World) -> None:
    """`V1` explains the ledger: what left by which text, and what did not, with what was seen."""
    rosa = on.agreed("rosa", phone_is="shared")
    on.visit("F-0001", THURSDAY_6_PM)
    on.at(DECEMBER + timedelta(days=1, hours=8))
    rosa.gets("Thu")
    on.phone(OWN).texts("unsafe F-0001").gets("F-0001")
    on.at(DECEMBER + timedelta(days=1, hours=23, minutes=30))
    report = why(on, "v1")
    told(
        report,
        "Visit 1 of F-0001",
        "text ",
        "day_before, version 1, person 1: delivered",
        "not sent  same_day, version 1, person 1: this phone is held",
        "(SAFETY 3)",
        "a shared phone, its profile says full words; in the program's hours; held since 2026-12-02",
    )
    on.phone(OWN).gets("Morning list")


def test_a_doubt_and_what_was_done_about_it(world: World) -> None:
    """The carrier did not answer, its list was asked, the text was sent again: all of it is told."""
    rosa = world.family("rosa", phone_is="private")
    world.carrier.time_out_before_accepting(rosa.phone)
    rosa.texts("he is hitting me")
    world.later(minutes=3)
    rosa.gets("911")
    told(
        why(world, last(world, "help_answer")),
        "in doubt  until 2026-11-21 23:01:00: the carrier did not answer",
        "again     the carrier's own list does not have it",
        "let out   in discreet words, try 2: whoever has just written holds the phone, 2 minutes before",
    )
    world.phone(FIRST).ignores()


def test_what_their_next_text_made_needless(world: World) -> None:
    """News that waited for their next text ends with it, and says so."""
    rosa = world.family("rosa", phone_is="shared")
    rosa.texts("he is hitting me").gets("911")
    world.phone(FIRST).gets("PAGE").replies("1").gets("yours").gets("hitting me")
    world.later(minutes=3)
    number = last(world, "follow_up")
    told(why(world, number), "held      this phone may be read by others", "now       held: this phone may be read")
    rosa.texts("are you there").gets("Lucia")
    world.phone(FIRST).gets("are you there")
    told(why(world, number), "held", "not sent  they wrote again", "now       never left: they wrote again")


@pytest.mark.parametrize("message", ["SM0", "12345", "9" * 30, "V77", "text", "²", ""])
def test_an_unknown_message(world: World, message: str) -> None:
    """What no text and no visit is called explains nothing, and is no crash."""
    with world.store.write() as tx:
        assert why_report(tx, world.services, message, now=world.clock.now(), asked_by="pat") is None


def test_each_look_is_on_record(world: World) -> None:
    """Who asked about whom, and whether the words were shown."""
    rosa = world.family("rosa", phone_is="shared")
    rosa.texts("he is hitting me").gets("911")
    why(world, sid_of(rosa), with_words=True)
    why(world, sid_of(world.phone(FIRST).gets("PAGE")))
    with world.store.read() as tx:
        looks = [one for one in audit.entries(tx, None, 10) if one.action == "why"]
    assert {(one.actor, one.about, one.detail.partition(", ")[2]) for one in looks} == {
        ("pat", "F-0001", "with words"),
        ("pat", "lucia", "without words"),
    }


def test_a_send_costs_no_other_row(on: World) -> None:
    """A thousand reminders leave in seconds: why each could leave stands in its own row."""
    on.agreed("rosa")
    with on.store.read() as tx:
        sent = tx.connection.execute(select(outbound).where(outbound.c.state == OutboundState.SUBMITTED)).all()
        assert sent
        assert all(row.seen and row.sent_because and row.wording for row in sent)
        assert not [one for row in sent for one in decisions.of_text(tx, cast(int, row.id))]
