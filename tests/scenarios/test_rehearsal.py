"""The rehearsal: the real line on a screen of its own, where nothing leaves the machine and looking changes nothing."""

import re
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from rehearsing import HERE, TICKS, Visitor, phone_html
from world import SATURDAY_11_PM, TUESDAY_10_AM, World

from bot.model.phones import Phone
from bot.model.policy import Brake
from bot.program import load_program, shipped_config
from bot.rehearsal import first_morning, new_rehearsal, run_demo
from bot.rehearsal.props import MovableClock
from bot.rehearsal.stage import Stage
from bot.serving import CannotListenError
from bot.telephony.simulated import SimulatedCarrier
from bot.telephony.twilio import TwilioCarrier

CRY = "me está pegando ahora"


@pytest.fixture
def visitor(tmp_path: Path) -> Iterator[Visitor]:
    """Give a fresh rehearsal on a Tuesday at ten."""
    rehearsal = new_rehearsal(tmp_path, TUESDAY_10_AM, TICKS)
    yield Visitor(rehearsal)
    rehearsal.close()


def test_a_cry_for_help_can_be_followed_to_its_end(visitor: Visitor) -> None:
    """The parent is answered, the page climbs with the clock, and the two who write to each other end it."""
    visitor.does("/clock", to="night")
    assert "11:00 pm" in visitor.reads("clock")
    assert "Office closed" in visitor.reads("clock")
    visitor.does("/text", phone="rosa", words=CRY)
    assert "911" in visitor.reads("phone-rosa")
    assert "EMERGENCY F-0001" in visitor.reads("phone-lucia")
    assert "PAGE" not in visitor.reads("phone-lee")
    visitor.does("/clock", to="5m")
    assert "EMERGENCY F-0001" in visitor.reads("phone-lee")
    assert "Lee paged (backup). delivered" in visitor.reads("requests")
    visitor.does("/text", phone="lee", words="1")
    assert "Lee has it" in visitor.reads("requests")
    visitor.does("/text", phone="lee", words="Are you safe?")
    assert "Lee: Are you safe?" in visitor.reads("phone-rosa")
    code = re.findall(r"PAGE (\w+)", visitor.reads("phone-lee"))[0]
    visitor.does("/text", phone="lee", words=f"done {code} police are there")
    assert "Closed" in visitor.reads("requests")


def test_a_worker_is_offered_what_fits_the_moment(visitor: Visitor) -> None:
    """Whoever was paged is offered 1 and 2, whoever has it the words to end it, with the real code."""
    assert 'name="words" value="1"' not in phone_html(visitor, "lucia")
    visitor.does("/text", phone="rosa", words=CRY)
    assert 'name="words" value="1"' in phone_html(visitor, "lucia")
    visitor.does("/text", phone="lucia", words="1")
    assert re.search(r'value="done [A-Z]{2} ', phone_html(visitor, "lucia"))
    assert 'name="words" value="1"' not in phone_html(visitor, "lucia")


def test_what_is_held_is_shown_with_its_reason(visitor: Visitor) -> None:
    """On a monitored phone nothing unasked follows the answer, and the table says so and why."""
    visitor.does("/text", phone="keisha", words="he is hitting me right now")
    visitor.does("/text", phone="lee", words="1")
    assert "has your message" not in visitor.reads("phone-keisha")
    texts = visitor.reads("texts")
    assert "News about their cry for help Lee has your message. Held" in texts
    assert "This phone may be read by others" in texts


def test_a_phone_that_gets_nothing_moves_the_ladder_on(visitor: Visitor) -> None:
    """An undelivered page is shown as such, and the next person is paged without waiting."""
    visitor.does("/clock", to="night")
    assert "Gets nothing now" in visitor.does("/phone", phone="lucia", gets="nothing")
    visitor.does("/text", phone="rosa", words=CRY)
    assert "not delivered" in visitor.reads("phone-lucia")
    assert "The page did not reach Lucia." in visitor.reads("requests")
    assert "EMERGENCY" in visitor.reads("phone-lee")
    assert "Not delivered: " in visitor.reads("texts")
    assert "Gets nothing now" not in visitor.does("/phone", phone="lucia", gets="texts")


def test_a_text_written_while_the_carrier_is_down_is_not_lost(visitor: Visitor) -> None:
    """It is shown as not arrived; when the carrier is back the line fetches it and pages somebody."""
    visitor.does("/carrier", **{"is": "down"})
    visitor.does("/text", phone="rosa", words=CRY)
    assert "has not reached the line" in visitor.reads("phone-rosa")
    assert "None yet" in visitor.reads("requests")
    visitor.does("/carrier", **{"is": "up"})
    assert "has not reached the line" not in visitor.reads("phone-rosa")
    assert "EMERGENCY" in visitor.reads("phone-lucia")


def test_a_carrier_that_stays_down_raises_an_alarm(visitor: Visitor) -> None:
    """The page waits, the screen says that the line may fail, and the page leaves when it can."""
    visitor.does("/text", phone="rosa", words="hola")
    visitor.rehearsal.stage.carrier.down()
    visitor.does("/text", phone="rosa", words=CRY)
    visitor.does("/clock", to="1m")
    assert "The phone carrier cannot be reached." in visitor.reads()
    assert "Waiting" in visitor.reads("texts")
    assert "EMERGENCY" not in visitor.reads("phone-lucia")
    visitor.does("/carrier", **{"is": "up"})
    visitor.does("/clock", to="1m")
    assert "EMERGENCY" in visitor.reads("phone-lucia")


def test_the_first_screen_shows_the_visits(visitor: Visitor) -> None:
    """Each with number, family, time and standing; that reminders are on here alone is said, and is so."""
    shown = visitor.reads("visits")
    assert "Reminders are on here; in a new line they are off." in shown
    assert "Wed 6:00 pm 1 · F-0001 Visit, Lucia Planned nobody yet none yet 5:00 pm" in shown
    assert "Fri 1:00 pm 2 · F-0002 Visit, Lee Planned nobody yet none yet Thu 5:00 pm" in shown
    assert "Mon 4:00 pm 3 · F-0001 Progress meeting, Lucia Planned nobody yet none yet Fri 12:00 pm" in shown
    assert visitor.rehearsal.stage.services.program.sending.reminders is Brake.ON
    assert load_program([shipped_config()]).sending.reminders is Brake.OFF


def test_a_family_on_its_way_to_the_door_is_shown(visitor: Visitor) -> None:
    """Every answer a family can give has its words in the table."""
    visitor.does("/clock", to="visit")
    for _ in range(3):
        visitor.does("/clock", to="5m")
    visitor.does("/text", phone="lucia", words="nobody home F-0001")
    visitor.does("/text", phone="rosa", words="1")
    assert "Rosa: on the way" in visitor.reads("visits")


def test_who_agreed_is_welcomed_before_anybody_looks(visitor: Visitor) -> None:
    """Both parents have their first text, and it is no news."""
    assert "unos 3 a 5 por semana" in visitor.reads("phone-rosa")
    assert "about 3 to 5 a week" in visitor.reads("phone-keisha")
    assert 'class="count"' not in visitor.page()
    assert 'role="status"></p>' in visitor.page()


def test_tomorrow_morning_has_brought_the_reminder(visitor: Visitor) -> None:
    """Rosa is reminded the evening before, and the table says which reminder that was and that it arrived."""
    visitor.does("/clock", to="morning")
    assert "Su visita con Lucia es el mié, 25 nov, 6:00 pm." in visitor.reads("phone-rosa")
    assert "Day before: delivered, Tue 5:00 pm" in visitor.reads("visits")
    assert "1 F-0001 6:00 pm, not confirmed" in visitor.reads("phone-lucia")
    assert "Su visita con Lucia" in visitor.reads("texts")


def test_a_visit_is_moved_and_given_back_by_text(visitor: Visitor) -> None:
    """`2` brings free times; the chosen one stands in the table until the worker says that it does not do."""
    visitor.does("/clock", to="reminder")
    assert offered(visitor, "rosa")[:2] == ["1", "2"]
    visitor.does("/text", phone="rosa", words="2")
    assert "1 = vie, 27 nov, 6:00 pm" in visitor.reads("phone-rosa")
    assert offered(visitor, "rosa")[:5] == ["1", "2", "3", "4", "5"]
    visitor.does("/text", phone="rosa", words="1")
    visitor.does("/text", phone="rosa", words="1")
    moved = "Fri 6:00 pm 1 · F-0001 Visit, Lucia Confirmed Moved by the family Rosa: it suits, 5:00 pm"
    assert f"{moved} Day before (before the change): delivered, 5:00 pm" in visitor.reads("visits")
    assert offered(visitor, "lucia")[0] == "N1"
    visitor.does("/text", phone="lucia", words="N1")
    assert "Wed 6:00 pm 1 · F-0001 Visit, Lucia Planned Given back by the worker" in visitor.reads("visits")


def test_a_monitored_phone_gets_careful_words_in_its_hours(visitor: Visitor) -> None:
    """Keisha's reminder waits for nine in the morning, and names nobody."""
    for to in ("morning", "morning", "morning", "1h"):
        visitor.does("/clock", to=to)
    assert "Your visit is Fri, Nov 27, about 1 pm." in visitor.reads("phone-keisha")
    assert "Same day: delivered, 9:00 am" in visitor.reads("visits")


def test_a_reminder_that_is_not_sent_says_why(visitor: Visitor) -> None:
    """A phone marked unsafe gets none, and the table has the reason."""
    visitor.does("/text", phone="lucia", words="unsafe F-0001")
    visitor.does("/clock", to="reminder")
    assert "Day before: not sent, 5:00 pm This phone is held: a worker marked it unsafe" in visitor.reads("visits")
    assert "Su visita" not in visitor.reads("phone-rosa")


def test_a_worker_at_the_door_is_offered_what_fits(visitor: Visitor) -> None:
    """`late 20` and `in` on the way, `nobody home` and the outcome after; each shows in the table."""
    assert offered(visitor, "lucia") == ["oncall", "?"]
    visitor.does("/clock", to="visit")
    assert offered(visitor, "lucia")[:2] == ["late 20", "in"]
    visitor.does("/text", phone="lucia", words="late 20")
    assert "Lucia llega unos 20 minutos tarde" in visitor.reads("phone-rosa")
    assert "Late 20: delivered, 5:50 pm" in visitor.reads("visits")
    for to in ("5m", "5m"):
        visitor.does("/clock", to=to)
    assert "nobody home F-0001" in offered(visitor, "lucia")
    visitor.does("/text", phone="lucia", words="in")
    assert "Worker is there" in visitor.reads("visits")
    visitor.does("/text", phone="lucia", words="H1")
    assert "Took place" in visitor.reads("visits")
    assert offered(visitor, "lucia") == ["oncall", "?"]


def test_an_answer_from_the_doorstep_shows(visitor: Visitor) -> None:
    """Whoever says that they are on the way is shown so."""
    for to in ("visit", "5m", "5m"):
        visitor.does("/clock", to=to)
    visitor.does("/text", phone="lucia", words="nobody home F-0001")
    visitor.does("/text", phone="rosa", words="1")
    assert "Rosa: on the way" in visitor.reads("visits")


def offered(visitor: Visitor, key: str) -> list[str]:
    """Return the ready words under a phone."""
    return re.findall(r'name="words" value="([^"]*)"', phone_html(visitor, key))


def test_looking_changes_nothing(visitor: Visitor) -> None:
    """The same screen comes back however often it is asked for."""
    visitor.does("/text", phone="rosa", words=CRY)
    first = visitor.page()
    assert all(visitor.page() == first for _ in range(3))


def test_starting_again_forgets_everything(visitor: Visitor, tmp_path: Path) -> None:
    """The clock, the phones and the database are those of the beginning."""
    before = visitor.page()
    visitor.does("/text", phone="rosa", words=CRY)
    visitor.does("/phone", phone="sam", gets="nothing")
    visitor.does("/clock", to="morning")
    assert "8:00 am" in visitor.reads("clock")
    visitor.does("/again")
    assert sorted(visitor.page().splitlines()) == sorted(before.splitlines())  # two welcomes share a moment
    assert len(list(tmp_path.glob("*.db"))) == 1


def test_words_are_shown_as_words(visitor: Visitor) -> None:
    """Markup in a text stays text."""
    visitor.does("/text", phone="rosa", words="<script>alert(1)</script>")
    assert "<script>alert" not in visitor.page()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in visitor.page()


def test_bad_forms_do_nothing(visitor: Visitor) -> None:
    """A phone of nobody, a time of nobody, empty words and words without end."""
    before = visitor.page()
    for path, fields in (
        ("/text", {"phone": "mayor", "words": "hi"}),
        ("/clock", {"to": "2099"}),
        ("/carrier", {"is": "sideways"}),
        ("/phone", {"phone": "rosa"}),
    ):
        assert visitor.post(path, **fields).status_code == 400
    assert visitor.post("/text", phone="rosa", words=" \x00 ").status_code == 303
    assert visitor.post("/text", phone="rosa", words="x" * 70_000).status_code == 413
    assert visitor.page() == before


def test_only_this_machine_and_this_page_are_answered(visitor: Visitor) -> None:
    """Another name for this address, or a form from another page, is refused before anything happens."""
    before = visitor.page()
    form = {"phone": "rosa", "words": CRY}
    assert visitor.web.get("/", base_url="http://evil.example").status_code == 403
    assert visitor.web.get("/", base_url="http://[::1]:8080").status_code == 200
    assert visitor.web.get("/", base_url="http://localhost:8080").status_code == 200
    for origin in ("http://evil.example", "null", "http://127.0.0.1:9999", ""):
        answer = visitor.web.post("/text", data=form, headers={"Origin": origin}, base_url=HERE)
        assert answer.status_code == 403
    assert visitor.web.post("/text", data=form, base_url=HERE).status_code == 403
    assert visitor.page() == before


def test_the_screen_loads_nothing_from_elsewhere(visitor: Visitor) -> None:
    """No address of another machine stands in it, and the browser is told to refuse one."""
    answer = visitor.web.get("/play", base_url=HERE)
    assert "://" not in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "Rehearsal: nothing leaves this machine." in answer.text


def test_the_line_itself_never_mounts_the_rehearsal(world: World, visitor: Visitor) -> None:
    """Not one address of the rehearsal exists in the application that serves families."""
    ours = {rule.rule for rule in visitor.web.application.url_map.iter_rules()}
    theirs = {rule.rule for rule in world.app.url_map.iter_rules()}
    assert {"/", "/play", "/scene/<key>", "/text", "/clock", "/again"} <= ours
    assert not ours & theirs


def test_the_rehearsal_refuses_a_real_carrier(world: World) -> None:
    """Services that could reach a real phone are turned away."""
    real = TwilioCarrier("AC" + "0" * 32, "AC" + "0" * 32, "secret", sender=Phone("+12025550100"))
    with pytest.raises(ValueError, match="nothing may leave this machine"):
        Stage(lambda: replace(world.services, carrier=real), MovableClock(TUESDAY_10_AM), TICKS)


def test_the_rehearsal_does_not_read_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A configured account, database or agency's folder changes nothing."""
    for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_API_URL", "DATABASE_URL", "HEARTHLINE_CONFIG"):
        monkeypatch.setenv(name, "http://127.0.0.1:1/nothing")
    rehearsal = new_rehearsal(tmp_path, TUESDAY_10_AM, TICKS)
    assert isinstance(rehearsal.stage.carrier, SimulatedCarrier)
    assert str(tmp_path) in str(rehearsal.stage.services.store.engine.url)
    rehearsal.close()


def test_a_taken_port_is_told_before_anything_is_built() -> None:
    """The sentence names the remedy."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(CannotListenError, match="--port"):
            run_demo(taken.getsockname()[1], TICKS)


@pytest.mark.parametrize(
    ("now", "begins"),
    [
        (TUESDAY_10_AM.replace(hour=23), TUESDAY_10_AM),
        (TUESDAY_10_AM.replace(hour=0), TUESDAY_10_AM),
        (SATURDAY_11_PM, TUESDAY_10_AM.replace(day=23)),
        (TUESDAY_10_AM.replace(day=26), TUESDAY_10_AM.replace(day=27)),  # Thanksgiving
    ],
)
def test_it_begins_on_a_working_morning(now: datetime, begins: datetime) -> None:
    """Today if the office opens today, else on the next day it does."""
    assert first_morning(now) == begins


def test_the_clock_goes_to_tonight_and_to_the_morning(visitor: Visitor) -> None:
    """The buttons say which day they lead to."""
    assert "Tonight 11 pm Tomorrow 8 am" in visitor.reads("clock")
    visitor.does("/clock", to="night")
    visitor.does("/clock", to="1h")
    assert "Wednesday, November 25" in visitor.reads("clock")
    assert "Tonight 11 pm Today 8 am" in visitor.reads("clock")
    visitor.does("/clock", to="morning")
    visitor.does("/clock", to="1h")
    assert "Office open" in visitor.reads("clock")
