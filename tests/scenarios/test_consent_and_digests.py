"""The first text to who has agreed, pauses, and the lists for staff (SAFETY 1.2, 5)."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from world import AGREED, BOSS, DECEMBER, FIRST, OWN, THURSDAY_6_PM, World

from bot import reminding
from bot.model.people import Language
from bot.preview import NotSentBecause, Previewed, preview
from bot.store import brakes
from bot.store.tables import welcomes
from bot.welcoming import wording_version

DAY = timedelta(days=1)


def test_one_welcome_and_the_proof_of_its_wording(on: World) -> None:
    """Once for each language; what it said is kept by its fingerprint."""
    rosa = on.family("rosa", **(AGREED | {"consented_on": ""}))
    on.settle()
    rosa.gets_nothing()
    for language in ("en", "en", "es"):
        on.families -= 1
        on.family("rosa", **(AGREED | {"language": language}))
        on.settle()
    rosa.gets("about 3 to 5 a week", "911", "read and keep", "no more texts")
    rosa.gets("unos 3 a 5 por semana", "911").gets_nothing()
    catalog = on.services.catalog
    with on.store.read() as tx:
        kept = {row.language: row.wording for row in tx.connection.execute(select(welcomes))}
    assert kept == {
        language.value: wording_version(catalog, language) for language in (Language.ENGLISH, Language.SPANISH)
    }


def test_who_was_not_allowed_a_welcome_gets_it_when_it_is(on: World) -> None:
    """A monitored phone gets none; once it is private, the same person is welcomed."""
    rosa = on.family("rosa", **(AGREED | {"phone_is": "monitored"}))
    on.settle()
    on.later(minutes=1)
    rosa.gets_nothing()
    on.families -= 1
    on.family("rosa", **AGREED)
    on.settle()
    rosa.gets("about 3 to 5 a week")


@pytest.mark.parametrize(
    "words", ["no more texts", "no me manden más textos", "no mas textos", "no quiero mas mensajes", "remove me"]
)
def test_no_more_texts(on: World, words: str) -> None:
    """The words the welcome names, and others like them, hold the phone at once."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", THURSDAY_6_PM)
    rosa.texts(words).gets("OK.")
    on.phone(OWN).gets("F-0001 asked not to be texted")
    on.at(THURSDAY_6_PM)
    rosa.gets_nothing()
    on.phone(OWN).ignores()


def pause(world: World, until: datetime | None = None) -> None:
    """Pause reminders, as the command does."""
    with world.store.write() as tx:
        brakes.pause(tx, "test", until, world.clock.now())


def test_a_pause_holds_what_already_waits_to_leave(on: World) -> None:
    """The text stood in the outbox when the pause began: nothing leaves; resumed, it leaves once."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", THURSDAY_6_PM)
    on.carrier.down()
    on.at(THURSDAY_6_PM - timedelta(hours=24, minutes=50))
    pause(on)
    on.carrier.up()
    on.later(minutes=20)
    rosa.gets_nothing()
    with on.store.write() as tx:
        assert reminding.resume(tx, on.clock.now())
    on.settle()
    rosa.gets("Thu, Dec 3").gets_nothing()
    on.at(THURSDAY_6_PM - timedelta(hours=11))
    rosa.gets_nothing()


def test_a_pause_holds_what_falls_due(on: World) -> None:
    """Nothing leaves at five; resumed, what is still of use does, and nothing twice."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", THURSDAY_6_PM)
    on.at(THURSDAY_6_PM - timedelta(hours=25, minutes=5))
    pause(on)
    on.later(minutes=20)
    rosa.gets_nothing()
    with on.store.write() as tx:
        assert reminding.resume(tx, on.clock.now())
    on.settle()
    rosa.gets("Thu, Dec 3").gets_nothing()
    on.at(THURSDAY_6_PM - timedelta(hours=11))
    rosa.gets_nothing()


def test_a_pause_holds_no_cry(on: World) -> None:
    """Answered, paged and told who has it, as ever."""
    rosa = on.agreed("rosa")
    pause(on)
    rosa.texts("i want to kill myself").gets("911", "988")
    on.phone(OWN).gets("PAGE", "EMERGENCY").replies("1").gets("yours").gets("kill myself")
    rosa.gets("Dana has your message").gets_nothing()


def test_a_pause_with_an_end(on: World) -> None:
    """By itself at its time."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", THURSDAY_6_PM)
    pause(on, until=THURSDAY_6_PM - timedelta(hours=24, minutes=50))
    on.at(THURSDAY_6_PM - timedelta(hours=24, minutes=55))
    rosa.gets_nothing()
    on.at(THURSDAY_6_PM - timedelta(hours=24, minutes=45))
    rosa.gets("Thu, Dec 3")


def test_one_list_in_the_morning_and_one_in_the_evening(on: World) -> None:
    """Today's visits by code, unconfirmed, what was dropped and why; never a name or a word of a family."""
    rosa = on.family("rosa", **AGREED)
    on.visit("F-0001", THURSDAY_6_PM)
    on.visit("F-0001", THURSDAY_6_PM + timedelta(hours=2))
    on.at(THURSDAY_6_PM - timedelta(hours=27))
    rosa.ignores()
    on.phone(OWN).texts("unsafe F-0001").gets("held")
    on.at(THURSDAY_6_PM - timedelta(hours=23))
    rosa.gets_nothing()
    on.phone(OWN).gets("Evening list", "1 F-0001: a reminder did not reach them, their phone is held")
    on.at(THURSDAY_6_PM - timedelta(hours=9, minutes=50))
    on.phone(OWN).gets("Morning list:\n1 F-0001 6:00 pm, not confirmed\n2 F-0001 8:00 pm, not confirmed")
    on.phone(OWN).lacks("Rosa", "Example").gets_nothing()
    on.at(THURSDAY_6_PM - timedelta(hours=6))
    on.phone(OWN).gets_nothing()
    on.phone(FIRST).gets_nothing()


def test_no_list_on_a_day_off(on: World) -> None:
    """What waits on Friday night is read on Monday; a holiday is a day off too."""
    rosa = on.agreed("rosa")
    on.at(THURSDAY_6_PM + DAY + timedelta(hours=3))
    rosa.texts("STOP")
    on.at(THURSDAY_6_PM + 3 * DAY)
    on.phone(OWN).gets_nothing()
    on.at(THURSDAY_6_PM + 3 * DAY + timedelta(hours=15))
    on.phone(OWN).gets("Morning list", "F-0001 texted STOP")


@pytest.mark.parametrize("weekend", [True, False])
def test_a_list_on_a_weekend_with_a_visit(on: World, weekend: bool) -> None:
    """Who visits on a Saturday works on it; who has only something left from Friday reads it on Monday."""
    rosa, dana = on.agreed("rosa"), on.phone(OWN)
    on.visit("F-0001", THURSDAY_6_PM + (2 if weekend else 1) * DAY)
    on.at(THURSDAY_6_PM + DAY + timedelta(hours=4))
    dana.ignores()
    on.phone(BOSS).ignores()  # nobody said what became of Friday's
    on.at(THURSDAY_6_PM + 2 * DAY - timedelta(hours=9, minutes=30))
    rosa.ignores()
    if weekend:
        dana.gets("Morning list", "1 F-0001 6:00 pm")
    dana.gets_nothing()


@pytest.mark.parametrize(
    ("until", "said"), [("22:30", "never meet the hours of reminders, 09:00-20:00"), ("09:30", "")]
)
def test_preview_says_where_safe_hours_never_come(on: World, until: str, said: str) -> None:
    """Not this reminder alone: none will ever leave, so somebody must ask for other hours."""
    rosa = on.family("rosa", **(AGREED | {"safe_from": "21:00", "safe_to": until}))
    on.visit("F-0001", THURSDAY_6_PM)
    with on.store.read() as tx:
        found = preview(tx, on.services, on.clock.now(), DECEMBER + 3 * DAY)
    reasons = {one.reason for one in found if isinstance(one, NotSentBecause)}
    assert (len(reasons) == 1 and said in reasons.pop()) if said else not any("never meet" in why for why in reasons)
    rosa.ignores()


def test_preview_says_what_then_leaves(on: World) -> None:
    """Each text with its moment, wording and words, and why; then time passes, and just these leave."""
    rosa = on.agreed("rosa")
    ana = on.agreed("ana", language="es", phone_is="shared", discreet="yes")
    on.family("luz", **(AGREED | {"phone_is": "monitored"}))
    for code in ("F-0001", "F-0002", "F-0003"):
        on.visit(code, THURSDAY_6_PM + 4 * DAY)
        on.visit(code, THURSDAY_6_PM)
    with on.store.read() as tx:
        found = preview(tx, on.services, on.clock.now(), DECEMBER + 5 * DAY + timedelta(hours=8))
    told = [one for one in found if isinstance(one, Previewed)]
    kept = [one for one in found if isinstance(one, NotSentBecause)]
    on.at(DECEMBER + 5 * DAY + timedelta(hours=8))
    left = {(text.created_at, text.body) for phone in (rosa, ana) for text in phone.unread()}
    assert {(one.at, one.words) for one in told} == left
    assert {one.family for one in told} == {"F-0001", "F-0002"}
    assert {(one.family, one.reason) for one in kept} >= {("F-0003", "phone_may_be_read")}
    for handset in (rosa, ana, on.phone(OWN), on.phone(BOSS)):
        handset.ignores()
