"""The phones of a `World` call, and what they expect of calls is really checked: here the line is a script."""

from datetime import timedelta

import pytest
from world import FIRST, PUBLIC_URL, SECOND, STAFF, World

from bot.model.phones import Phone
from bot.telephony.calls import CallToPlace
from bot.telephony.simulated_call import Answer, Outcome

VOICE = "/twilio/voice"
DOCUMENTS = {
    VOICE: f"<Gather action='{VOICE}/menu' input='dtmf speech' speechTimeout='auto' numDigits='1'>"
    f"<Say>In danger, hang up and call 9 1 1.</Say><Pause/><Say>Press 1 for a person.</Say></Gather><Hangup/>",
    f"{VOICE}/menu": f"<Enqueue waitUrl='{VOICE}/wait' action='{VOICE}/left'>KB</Enqueue>",
    f"{VOICE}/wait": "<Say>We are calling somebody.</Say><Pause length='10'/>",
    f"{VOICE}/left": "<Say>The call is over.</Say>",
    f"{VOICE}/worker": f"<Gather numDigits='1' timeout='5' action='{VOICE}/accept'><Say>Press 1 to take a call"
    "</Say></Gather><Hangup/>",
    f"{VOICE}/accept": "<Dial timeout='5'><Queue>KB</Queue></Dial>",
}


@pytest.fixture
def scripted(world: World) -> World:
    """Let a script stand where the line would be."""

    def post(path: str, _form: dict[str, str], _signature: str) -> Answer:
        inside = DOCUMENTS.get(path)
        return Answer(204, "", "") if inside is None else Answer(200, "text/xml", f"<Response>{inside}</Response>")

    world.calls.on_webhook(post)
    return world


def ring(world: World, worker: str) -> None:
    """Let the line call a worker."""
    asks, progress = f"{PUBLIC_URL}{VOICE}/worker", f"{PUBLIC_URL}{VOICE}/progress"
    to = Phone(STAFF[worker][1])
    world.calls.place_call(CallToPlace(to=to, asks=asks, progress_to=progress, rings_for=timedelta(seconds=25)))
    world.settle()


def test_a_caller_is_led_to_a_worker(scripted: World) -> None:
    """Words are heard in their time, keys lead on, two phones talk, and the one who stays hears why."""
    began_at = scripted.clock.now()
    rosa = scripted.stranger().calls().hears("911").lacks("press 1")
    rosa.hears("press 1")
    assert timedelta(seconds=2) < scripted.clock.now() - began_at < timedelta(seconds=10)
    rosa.presses("1").hears("calling somebody").is_waiting()
    ring(scripted, FIRST)
    scripted.phone(FIRST).rings().answers().hears("take a call").presses("1")
    rosa.talks_to(FIRST)
    scripted.phone(FIRST).talks_to(rosa).drops()
    rosa.talks_to_nobody().hears("over").was_hung_up()


def test_a_caller_may_speak(scripted: World) -> None:
    """Words lead on as keys do; hanging up ends the waiting."""
    rosa = scripted.anonymous().calls().says("necesito ayuda").is_waiting().hangs_up().was_hung_up()
    assert scripted.calls.queues()[0].waiting == []
    rosa.hears("calling").hears_nothing()


@pytest.mark.parametrize("ends", ["declines", "does_not_answer", "goes_to_voicemail", "fails_to_ring"])
def test_a_ring_that_comes_to_nothing(scripted: World, ends: str) -> None:
    """Each way not to answer ends the ring, and nobody is taken for having accepted."""
    ring(scripted, FIRST)
    first = scripted.phone(FIRST)
    getattr(first, ends)()
    first.does_not_ring().was_hung_up()
    if ends == "goes_to_voicemail":
        first.kept_on_voicemail()


def test_a_habit_is_an_expectation(scripted: World) -> None:
    """A phone that always does the same needs no line for each ring."""
    scripted.phone(SECOND).always(Outcome.VOICEMAIL)
    ring(scripted, SECOND)
    scripted.later(minutes=1)


def test_what_does_not_happen_fails_the_test(scripted: World) -> None:
    """Words never said, a phone that is silent, a talk that is none."""
    rosa = scripted.stranger().calls()
    with pytest.raises(AssertionError, match="without"):
        rosa.hears("pineapple")
    with pytest.raises(AssertionError, match="does not ring"):
        scripted.phone(FIRST).rings()
    with pytest.raises(AssertionError, match="talks to nobody"):
        rosa.talks_to(FIRST)
    with pytest.raises(AssertionError, match="no queue"):
        rosa.is_waiting()
    with pytest.raises(AssertionError, match="still on the line"):
        scripted.stranger(91).calls().was_hung_up()
    with pytest.raises(AssertionError, match="has no call"):
        scripted.phone(SECOND).presses("1")


def test_a_ring_nobody_expected_fails_the_test(scripted: World) -> None:
    """At the end of each test, as an unexpected text does."""
    ring(scripted, FIRST)
    with pytest.raises(AssertionError, match="nobody expected"):
        scripted.end()
    with pytest.raises(AssertionError, match="rings"):
        scripted.phone(FIRST).does_not_ring()
    scripted.phone(FIRST).ignores()


def test_an_application_error_fails_the_test(scripted: World) -> None:
    """What a caller would have heard as an error stands in the way of the end."""
    scripted.calls.on_webhook(lambda *_: Answer(500, "", ""))
    scripted.stranger().calls().hears("application error").was_hung_up()
    with pytest.raises(AssertionError, match="answered 500"):
        scripted.end()
    scripted.calls.errors.clear()


def test_time_goes_from_step_to_step_while_a_call_is_on(scripted: World) -> None:
    """A leap of the clock leaves out nothing of a call."""
    scripted.stranger().calls()
    ring(scripted, FIRST)
    scripted.at(scripted.clock.now() + timedelta(hours=2))
    scripted.stranger().hears("911", "press 1").was_hung_up()
    scripted.phone(FIRST).ignores()
    (call,) = scripted.calls.calls_of(Phone(STAFF[FIRST][1]))
    assert call.ended_at is not None
    assert call.ended_at - call.created_at == timedelta(seconds=25)
