"""What a person said is safe is asked anew: in time, on a new number, after long silence, on a phone that is dead."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from world import BOSS, DECEMBER, FIRST, OWN, STAFF, THURSDAY_6_PM, ZONE, World, no_logged_errors, reminders_on

from bot.store import rechecks
from bot.store.engine import Store
from bot.store.tables import persons
from bot.telephony.simulated_call import Outcome

OLD = {"consented_on": "2026-11-05", "started_on": "2026-11-05"}
"""Said thirty days before Saturday, December 5."""
MONDAY_8_AM = datetime(2026, 12, 7, 8, 0, tzinfo=ZONE)
DAY = timedelta(days=1)
COLUMNS = (
    "family_id,person_id,person,relation,phone,language,channel,discreet,voicemail,phone_is,safe_from,safe_to,"
    "consented_on,address,worker_id,started_on,ended_on,checked_on"
)


@pytest.fixture
def soon(sqlite_store: Store, tmp_path: Path) -> Iterator[World]:
    """Give a world in which three days without an answer are a long silence."""
    with no_logged_errors():
        made = World(sqlite_store, DECEMBER, [reminders_on(tmp_path, "[contact]\nsilence_after_days = 3\n")])
        made.staff()
        yield made
        made.settle()
        made.end()


def imported(on: World, **cells: str) -> None:
    """Import one person's row as the agency's file of the night has it."""
    row = {
        "family_id": "F-0001",
        "person_id": "1",
        "person": "Rosa",
        "relation": "parent",
        "phone": "+12025550120",
        "language": "en",
        "discreet": "no",
        "phone_is": "private",
        "worker_id": OWN,
    }
    row |= OLD | cells
    on.imports("families", f"{COLUMNS}\n{','.join(row.get(column, '') for column in COLUMNS.split(','))}\n")
    on.settle()


def test_after_thirty_days_the_worker_is_asked_in_the_morning(on: World) -> None:
    """By code alone, on a working day, once in seven days until it is answered; the family hears nothing of it."""
    rosa, dana = on.agreed("rosa", **OLD), on.phone(OWN)
    on.at(MONDAY_8_AM - timedelta(minutes=1))
    dana.gets_nothing()
    on.at(MONDAY_8_AM)
    dana.gets("Morning list", "Ask F-0001 person 1 again whether the phone is safe (30 days).")
    assert "Then text: checked F-0001 1, or private, shared, monitored F-0001 1." in dana.text
    dana.lacks("Rosa", "Example", "5550120")
    on.at(MONDAY_8_AM + 7 * DAY - timedelta(minutes=1))
    dana.gets_nothing()
    on.at(MONDAY_8_AM + 7 * DAY)
    dana.gets("Morning list", "Ask F-0001 person 1")
    imported(on, checked_on="2026-12-14")
    on.at(MONDAY_8_AM + 15 * DAY)
    dana.gets_nothing()
    rosa.gets_nothing()
    on.phone(BOSS).gets_nothing()


def test_a_new_number_is_asked_about_the_next_morning(on: World) -> None:
    """What was said of the old phone says nothing of the new one, which hears nothing of the question."""
    on.agreed("rosa")
    on.at(DECEMBER + timedelta(hours=9))
    imported(on, phone="+12025550140", consented_on="2026-11-20", started_on="2026-11-24")
    on.at(DECEMBER + timedelta(hours=23))
    on.phone(OWN).gets("Morning list", "Ask F-0001 person 1", "(a new number)")
    on.stranger(40).gets_nothing()


def test_a_new_number_that_comes_with_its_day_is_not_asked_about(on: World) -> None:
    """The file says that somebody asked when the number was given."""
    on.agreed("rosa")
    imported(on, phone="+12025550140", consented_on="2026-11-20", checked_on="2026-12-01")
    on.at(DECEMBER + timedelta(hours=23))
    on.phone(OWN).gets_nothing()


def test_a_long_silence_is_asked_about(soon: World) -> None:
    """A question went out and nothing came back for so long; who answered is left alone."""
    rosa, luz, dana = soon.agreed("rosa"), soon.agreed("luz"), soon.phone(OWN)
    for code in ("F-0001", "F-0002"):
        soon.visit(code, THURSDAY_6_PM)
    soon.at(THURSDAY_6_PM - timedelta(hours=24, minutes=50))
    rosa.gets("Thu, Dec 3")
    luz.gets("Thu, Dec 3").texts("1").gets("Thu, Dec 3")
    soon.at(THURSDAY_6_PM + DAY)
    rosa.ignores()
    dana.ignores().texts("H1").texts("H2").ignores()
    soon.at(MONDAY_8_AM - timedelta(hours=1))
    dana.ignores()
    soon.at(MONDAY_8_AM)
    dana.gets("Morning list", "Ask F-0001 person 1 again whether the phone is safe (no answer for long).").lacks(
        "F-0002"
    )
    soon.phone(BOSS).ignores()
    rosa.texts("thanks").ignores()
    luz.ignores()
    soon.at(MONDAY_8_AM + 7 * DAY)
    dana.gets_nothing()


@pytest.mark.parametrize(("code", "is_asked"), [(30005, True), (30003, False)])
def test_a_dead_number_is_asked_about(on: World, code: int, is_asked: bool) -> None:
    """A number out of service may be somebody else's by now; a phone that is switched off is not."""
    rosa, dana = on.agreed("rosa"), on.phone(OWN)
    on.visit("F-0001", THURSDAY_6_PM)
    on.carrier.undelivered(rosa.phone, code)
    on.at(THURSDAY_6_PM - timedelta(hours=22))
    dana.gets("Evening list", "a reminder did not reach them, it was not delivered")
    on.at(THURSDAY_6_PM - timedelta(hours=9, minutes=50))
    dana.gets("Morning list", "1 F-0001 6:00 pm")
    asks = (
        "Ask F-0001 person 1 again whether the phone is safe (a text did not arrive, the number may be somebody else's)"
    )
    assert (asks in dana.text) is is_asked
    on.at(THURSDAY_6_PM - timedelta(hours=7))
    on.phone(OWN).ignores()
    rosa.gets_nothing()


def test_a_landline_is_asked_about_only_where_it_once_wrote(on: World) -> None:
    """A number that wrote and now takes no texts is another phone; one that never wrote may always have been so."""
    rosa, luz, dana = on.agreed("rosa"), on.agreed("luz"), on.phone(OWN)
    rosa.texts("next").ignores()
    for code, handset in (("F-0001", rosa), ("F-0002", luz)):
        on.visit(code, THURSDAY_6_PM)
        on.carrier.undelivered(handset.phone, 30006)
        handset.always(Outcome.NO_ANSWER)  # reminders go there by call from now on
    on.at(THURSDAY_6_PM - timedelta(hours=22))
    dana.ignores()
    on.at(THURSDAY_6_PM - timedelta(hours=9, minutes=50))
    dana.gets("Morning list", "Ask F-0001 person 1").lacks("F-0002 person")


@pytest.mark.parametrize("has_left", [True, False])
def test_whom_nobody_here_visits_the_supervisors_ask_about(on: World, has_left: bool) -> None:
    """A family without a worker, or whose worker works here no longer."""
    on.agreed("rosa", worker_id=FIRST if has_left else "", **OLD)
    name, phone, role, languages = STAFF[FIRST]
    if has_left:
        header = "worker_id,name,phone,role,languages,active"
        on.imports("workers", f"{header}\n{FIRST},{name},{phone},{role},{languages},no\n")
    on.at(MONDAY_8_AM)
    on.phone(BOSS).gets("Morning list", "Ask F-0001 person 1")
    on.phone(OWN).gets_nothing()
    on.phone(FIRST).gets_nothing()
    if has_left:
        on.phone(BOSS).gets("GAP, On call").ignores()


def test_many_at_once_are_spread_over_the_mornings(on: World) -> None:
    """Twelve are due: who has waited longest comes first, five in a list, and the list says how many more."""
    families = []
    for number in range(12):
        day = f"2026-10-{20 - number:02d}"
        families.append(on.family(f"family{number}", phone_is="private", consented_on=day, started_on=day))
    on.settle()
    dana = on.phone(OWN).gets("Morning list", "F-0012 person 1", "F-0008 person 1", "and 7 more").lacks("F-0007")
    assert dana.text.index("F-0012") < dana.text.index("F-0008")
    on.at(MONDAY_8_AM - 5 * DAY)
    dana.gets("Morning list", "F-0007 person 1", "F-0003 person 1", "and 2 more").lacks("F-0012", "F-0002")
    on.at(MONDAY_8_AM - 4 * DAY)
    dana.gets("Morning list", "F-0002 person 1", "F-0001 person 1").lacks("more")
    on.at(MONDAY_8_AM)
    dana.gets_nothing()
    for family in families:
        family.gets("911").gets_nothing()


def test_nobody_asks_about_who_has_left_has_no_phone_or_is_a_child(on: World) -> None:
    """There is nothing to ask, or nobody to ask it of."""
    on.agreed("rosa", ended_on="2026-12-03", **OLD)
    imported(on, family_id="F-0002", phone="")
    imported(on, family_id="F-0003", relation="child", phone="+12025550141")
    on.at(MONDAY_8_AM + DAY)
    on.phone(OWN).gets_nothing()
    on.phone(BOSS).gets_nothing()


def test_a_crash_or_a_second_scheduler_asks_once(on: World) -> None:
    """The list and the note of whom it asked about are one transaction, made once on a morning."""
    on.agreed("rosa", **OLD)
    on.at(MONDAY_8_AM)
    on.moves_to(on.store)
    on.later(minutes=2)
    on.phone(OWN).gets("Morning list", "F-0001 person 1").gets_nothing()
    with on.store.write() as tx:
        (key,) = tx.connection.execute(persons.select()).scalars().all()
        rechecks.answered(tx, key)
    on.at(MONDAY_8_AM + timedelta(hours=2))
    on.phone(OWN).gets_nothing()
