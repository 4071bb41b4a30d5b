"""The rehearsal's phones call: a person is found, what is said can be read, time runs while somebody is spoken to."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from rehearsing import HERE, TICKS, Visitor, phone_html
from world import TUESDAY_10_AM

from bot.rehearsal import new_rehearsal
from bot.rehearsal.props import MovableClock
from bot.rehearsal.script import PLAYERS
from bot.rehearsal.stage import SILENCE, Stage
from bot.services import Services
from bot.telephony.silent import SilentPhones
from bot.telephony.simulated import SimulatedCarrier

CRY = "me está pegando ahora"


@pytest.fixture
def visitor(tmp_path: Path) -> Iterator[Visitor]:
    """Give a fresh rehearsal on a Tuesday at ten; whatever is done, no document of a call was a bad one."""
    rehearsal = new_rehearsal(tmp_path, TUESDAY_10_AM, TICKS)
    yield Visitor(rehearsal)
    assert rehearsal.stage.calls.carrier.errors == []
    rehearsal.close()


def rung(visitor: Visitor) -> set[str]:
    """Return whose phones ring."""
    return {key for key in PLAYERS if "Incoming call" in visitor.reads(f"call-{key}")}


def test_a_caller_is_brought_to_a_worker(visitor: Visitor) -> None:
    """She calls and presses 1, her own worker answers and presses 1, they talk, and each is told that it is over."""
    visitor.does("/dial", phone="rosa", shows="number")
    assert "On the phone with the line." in visitor.reads("call-rosa")
    assert "línea automática" in visitor.reads("call-rosa")
    assert rung(visitor) == set()
    visitor.does("/keys", phone="rosa", keys="1")
    assert "Waiting for a person." in visitor.reads("call-rosa")
    assert rung(visitor) == {"lucia"}
    assert "from (202) 555-0100 Answer Decline Voicemail" in visitor.reads("call-lucia")
    visitor.does("/ring", phone="lucia", does="answer")
    assert "Press 1 to take the call" in visitor.reads("call-lucia")
    assert "Rosa" not in visitor.reads("call-lucia")
    visitor.does("/keys", phone="lucia", keys="1")
    assert "You are talking with Rosa's phone." in visitor.reads("call-lucia")
    assert "You are talking with Lucia's phone." in visitor.reads("call-rosa")
    assert "Lucia has it" in visitor.reads("requests")
    visitor.does("/hangup", phone="rosa")
    assert "Called the line, 10:00 am" in visitor.reads("call-rosa")
    assert "Answered a call, 10:00 am" in visitor.reads("call-lucia")
    assert "The call has ended." in visitor.reads("call-lucia")


def test_what_they_tell_each_other_stays_between_them(visitor: Visitor) -> None:
    """Words of a talk are on the two phones; the line hears nothing of them and keeps nothing (SAFETY 7)."""
    visitor.does("/dial", phone="rosa", shows="number")
    visitor.does("/keys", phone="rosa", keys="1")
    visitor.does("/ring", phone="lucia", does="answer")
    visitor.does("/keys", phone="lucia", keys="1")
    before = visitor.rehearsal.stage.now
    visitor.does("/speak", phone="rosa", words="Está en la puerta")
    assert visitor.rehearsal.stage.now > before
    assert "Said: Está en la puerta" in visitor.reads("call-rosa")
    assert "Heard: Está en la puerta" in visitor.reads("call-lucia")
    page = visitor.page()
    assert "puerta" not in page.split('id="requests"')[1]
    assert not any("puerta" in text.body for text in visitor.rehearsal.stage.sent_to(PLAYERS["lucia"].phone))


def test_a_voicemail_takes_no_caller(visitor: Visitor) -> None:
    """A voicemail presses no key: the next phone rings, and the screen says what became of the first."""
    visitor.does("/clock", to="night")
    visitor.does("/dial", phone="rosa", shows="number")
    visitor.does("/keys", phone="rosa", keys="1")
    assert rung(visitor) == {"lucia"}
    visitor.does("/ring", phone="lucia", does="voicemail")
    while "lee" not in rung(visitor):
        visitor.does("/silence", phone="rosa")
    assert "Lucia has it" not in visitor.reads("requests")
    visitor.does("/ring", phone="lee", does="answer")
    visitor.does("/keys", phone="lee", keys="1")
    assert "You are talking with Rosa's phone." in visitor.reads("call-lee")
    assert rung(visitor) == set()


def test_a_declined_call_goes_on_to_the_next(visitor: Visitor) -> None:
    """Whoever turns a call away is not on the phone, and another phone rings in the same moment or soon."""
    visitor.does("/clock", to="night")
    visitor.does("/dial", phone="tanya", shows="number")
    visitor.does("/keys", phone="tanya", keys="1")
    visitor.does("/ring", phone="lucia", does="decline")
    assert "Call turned away, 11:00 pm" in visitor.reads("call-lucia")
    for _ in range(6):
        if "lee" in rung(visitor):
            break
        visitor.does("/silence", phone="tanya")
    assert "lee" in rung(visitor)


def test_the_clock_stops_where_somebody_must_act(visitor: Visitor) -> None:
    """Time runs while the line speaks, and stands once it listens or a phone begins to ring."""
    stage = visitor.rehearsal.stage
    began_at = stage.now
    visitor.does("/dial", phone="rosa", shows="number")
    spoken = stage.now - began_at
    assert timedelta(seconds=5) < spoken < timedelta(seconds=20)
    visitor.reads()
    assert stage.now - began_at == spoken
    visitor.does("/keys", phone="rosa", keys="1")
    assert stage.now - began_at == spoken
    visitor.does("/silence", phone="rosa")
    assert stage.now - began_at >= spoken + SILENCE
    assert rung(visitor) == {"lucia"}


def test_silence_leads_to_a_person(visitor: Visitor) -> None:
    """A known phone that presses nothing reaches the same people."""
    visitor.does("/dial", phone="keisha", shows="number")
    visitor.does("/silence", phone="keisha")
    assert rung(visitor) == {"lee"}


def test_a_number_can_be_withheld(visitor: Visitor) -> None:
    """Only the stranger's phone offers it; the line hears both languages and knows nobody."""
    assert "Hide the number and call" in visitor.reads("call-unknown")
    assert "Hide the number" not in visitor.reads("call-rosa")
    visitor.does("/dial", phone="unknown", shows="nothing")
    assert "Para español, oprima 2." in visitor.reads("call-unknown")
    assert 'lang="es-US">Para español' in phone_html(visitor, "unknown")
    assert 'lang="en-US">This is an automatic line' in phone_html(visitor, "unknown")
    visitor.does("/speak", phone="unknown", words="please help he has a knife")
    assert "Waiting for a person." in visitor.reads("call-unknown")
    assert rung(visitor)
    visitor.does("/dial", phone="rosa", shows="nothing")
    assert "línea automática" in visitor.reads("call-rosa")


def test_a_page_that_nobody_answers_rings(visitor: Visitor) -> None:
    """In free play a page by text rings too at half its time; a button leads to that moment, and a key takes it."""
    visitor.does("/clock", to="night")
    assert 'value="ring"' not in visitor.page()
    visitor.does("/text", phone="rosa", words=CRY)
    visitor.does("/clock", to="ring")
    assert rung(visitor) == {"lucia"}
    assert "Time passed. Lucia's phone rings." in visitor.reads()
    visitor.does("/ring", phone="lucia", does="answer")
    assert "Press 1" in visitor.reads("call-lucia")
    visitor.does("/keys", phone="lucia", keys="1")
    assert "Lucia has it" in visitor.reads("requests")


def test_a_ring_that_is_slept_through_is_a_missed_call(visitor: Visitor) -> None:
    """The clock may be moved past a ring: the phone says that there was one."""
    visitor.does("/clock", to="night")
    visitor.does("/text", phone="rosa", words=CRY)
    visitor.does("/clock", to="5m")
    assert "Missed call, 11:02 pm" in visitor.reads("call-lucia")
    assert rung(visitor) == set()


def test_a_message_is_left_where_nobody_comes(visitor: Visitor) -> None:
    """While she waits, 2 leads to a message; her words after the tone make it, and the request says so."""
    visitor.does("/clock", to="night")
    visitor.does("/dial", phone="tanya", shows="number")
    visitor.does("/keys", phone="tanya", keys="1")
    visitor.does("/keys", phone="tanya", keys="2")
    assert "(A tone. Speak now.)" in visitor.reads("call-tanya")
    visitor.does("/speak", phone="tanya", words="Please call me, I am at my sister's place")
    visitor.does("/keys", phone="tanya", keys="#")
    assert "They left a voice message." in visitor.reads("requests")


def test_a_phone_that_gets_nothing_does_not_ring(visitor: Visitor) -> None:
    """Out of the network: the call does not get through, and the next phone rings."""
    visitor.does("/clock", to="night")
    visitor.does("/phone", phone="lucia", gets="nothing")
    visitor.does("/dial", phone="rosa", shows="number")
    visitor.does("/keys", phone="rosa", keys="1")
    for _ in range(4):
        if rung(visitor):
            break
        visitor.does("/silence", phone="rosa")
    assert rung(visitor) == {"lee"}
    assert "A call did not get through, 11:00 pm" in visitor.reads("call-lucia")


def test_no_call_goes_through_while_the_carrier_is_down(visitor: Visitor) -> None:
    """The caller hears nothing, and the screen says why; afterwards calls go through again."""
    visitor.does("/carrier", **{"is": "down"})
    assert "The call did not go through: the carrier is down." in visitor.does("/dial", phone="rosa", shows="number")
    assert "Call the line" in visitor.reads("call-rosa")
    visitor.does("/carrier", **{"is": "up"})
    visitor.does("/dial", phone="rosa", shows="number")
    assert "On the phone with the line." in visitor.reads("call-rosa")


def test_a_worker_keys_their_own_number(visitor: Visitor) -> None:
    """Whoever has a request calls the line, keys their number, hears of the family and is connected with it."""
    visitor.does("/text", phone="rosa", words=CRY)
    visitor.does("/text", phone="lucia", words="1")
    visitor.does("/dial", phone="lucia", shows="number")
    visitor.does("/keys", phone="lucia", keys="*")
    assert "Example Street" not in visitor.reads("call-lucia")
    visitor.does("/speak", phone="lucia", words="407152")
    assert "Pressed: 4 0 7 1 5 2" in visitor.reads("call-lucia")
    assert "Rosa" in visitor.reads("call-lucia")
    visitor.does("/keys", phone="lucia", keys="1")
    assert rung(visitor) == {"rosa"}
    visitor.does("/ring", phone="rosa", does="answer")
    assert "You are talking with Lucia's phone." in visitor.reads("call-rosa")
    assert "You are talking with Rosa's phone." in visitor.reads("call-lucia")


def test_a_useful_number_answers(visitor: Visitor) -> None:
    """A caller may be connected with one; whoever answers there is nobody's phone on this screen."""
    visitor.does("/dial", phone="tanya", shows="number")
    for keys in ("2", "2", "4"):
        visitor.does("/keys", phone="tanya", keys=keys)
    assert re.search(r"You are talking with \(\d{3}\) \d{3}-\d{4}\.", visitor.reads("call-tanya"))


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/keys", {"phone": "rosa", "keys": "1"}),
        ("/speak", {"phone": "rosa", "words": "hello"}),
        ("/silence", {"phone": "rosa"}),
        ("/hangup", {"phone": "rosa"}),
        ("/ring", {"phone": "lucia", "does": "answer"}),
        ("/ring", {"phone": "lucia", "does": "decline"}),
    ],
)
def test_a_button_of_an_old_screen_does_nothing(visitor: Visitor, path: str, fields: dict[str, str]) -> None:
    """No call is on, no phone rings: pressed all the same, nothing happens and no time passes."""
    before = visitor.rehearsal.stage.now
    visitor.does(path, **fields)
    assert visitor.rehearsal.stage.now == before
    assert visitor.rehearsal.stage.calls.carrier.all_calls() == ()


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/dial", {"phone": "rosa", "shows": "else"}),
        ("/dial", {"phone": "+12025550120", "shows": "number"}),
        ("/keys", {"phone": "rosa", "keys": "A"}),
        ("/keys", {"phone": "rosa"}),
        ("/ring", {"phone": "lucia", "does": "explode"}),
    ],
)
def test_bad_forms_are_refused(visitor: Visitor, path: str, fields: dict[str, str]) -> None:
    """A field that names nothing here is an error of its own, and changes nothing."""
    assert visitor.post(path, **fields).status_code == 400
    assert visitor.rehearsal.stage.calls.carrier.all_calls() == ()


def test_a_second_call_from_the_same_phone_is_none(visitor: Visitor) -> None:
    """A phone that is on a call, or rings, does not call a second time."""
    visitor.does("/dial", phone="rosa", shows="number")
    visitor.does("/dial", phone="rosa", shows="number")
    assert len(visitor.rehearsal.stage.calls.carrier.all_calls()) == 1


def test_looking_changes_nothing_on_a_call(visitor: Visitor) -> None:
    """A screen asked for again says the same."""
    visitor.does("/dial", phone="rosa", shows="number")
    visitor.does("/keys", phone="rosa", keys="1")
    assert visitor.page() == visitor.page()


def test_no_real_phone_can_ring(visitor: Visitor) -> None:
    """A stage whose carrier of calls is not the simulated one is refused."""
    services = visitor.rehearsal.stage.services
    assert isinstance(services.carrier, SimulatedCarrier)

    def start_line() -> Services:
        return replace(services, calls=SilentPhones())

    with pytest.raises(ValueError, match="no real phone may ring"):
        Stage(start_line, MovableClock(TUESDAY_10_AM), TICKS)


def test_a_strange_page_cannot_call(visitor: Visitor) -> None:
    """The forms of calls are guarded as all forms are."""
    answer = visitor.web.post("/dial", data={"phone": "rosa", "shows": "number"}, base_url=HERE)
    assert answer.status_code == 403


def test_what_is_read_aloud_is_marked_in_its_language(visitor: Visitor) -> None:
    """What has just been said is told once to who listens to the screen, each sentence in its language."""
    visitor.does("/dial", phone="rosa", shows="number")
    spoken = visitor.page().split('id="spoken" role="status">')[1].split("</div>")[0]
    assert re.search(r'<span lang="es-US">Esta es una línea automática', spoken)
    visitor.does("/keys", phone="rosa", keys="1")
    assert "Esta es una línea" not in visitor.page().split('id="spoken" role="status">')[1].split("</div>")[0]
