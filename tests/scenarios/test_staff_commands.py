"""What a worker may write, and that every answer says what it took (SAFETY 4.1)."""

import pytest
from world import BOSS, FIRST, OWN, SECOND, World

CRY = "he is hitting me right now"


@pytest.mark.parametrize("text", ["oncall", "On call", "on-call?", "ONCALL."])
def test_oncall_tells_who_stands_where(world: World, text: str) -> None:
    """Everybody on staff may ask who is on call now."""
    answer = world.phone(OWN).texts(text).gets("Now on call", "Lucia", "Lee")
    assert answer.text.index("Lucia") < answer.text.index("Lee")


def test_oncall_says_when_nobody_is(world: World) -> None:
    """An empty schedule is told as it is."""
    world.rota((FIRST, "backup"))
    world.phone(OWN).texts("oncall").gets("backup: Lucia").lacks("on call: ")


def test_words_without_a_request_are_not_sent(world: World) -> None:
    """Nothing is guessed: the line says that it sent nothing."""
    world.phone(OWN).texts("are you home tomorrow?").gets("not sent", "hold no request")


def test_one_with_a_code_takes_exactly_that(world: World) -> None:
    """The answer names the code and the family."""
    rosa = world.family("rosa", phone_is="private").texts(CRY).gets("911")
    code = world.phone(FIRST).gets("PAGE").code
    world.phone(FIRST).replies(f"{code.lower()}1").gets(f"{code} F-0001 is yours").gets(CRY)
    rosa.gets("Lucia")


@pytest.mark.parametrize("answer", ["1", " 1 ", "1.", "(1)", "1️⃣", "１"])
def test_a_one_is_a_one_however_it_is_typed(world: World, answer: str) -> None:
    """Thumbs add dots, boxes and spaces."""
    rosa = world.family("rosa", phone_is="private").texts(CRY).gets("911")
    world.phone(FIRST).gets("PAGE").replies(answer).gets("yours").gets(CRY)
    rosa.gets("Lucia")


@pytest.mark.parametrize("text", ["3", "H", "H12 M13", "S12 M13", "unsafe", "late", "ZX"])
def test_what_is_no_command_and_no_words_does_nothing(world: World, text: str) -> None:
    """Half a command is asked back, never guessed."""
    world.phone(OWN).texts(text).gets("Nothing was done or sent", "?")


@pytest.mark.parametrize("text", ["H12", "m 12", "E12 ill", "C-12", "P12", "N12"])
def test_an_outcome_of_no_visit_does_nothing(world: World, text: str) -> None:
    """A number that is no visit's is said to be none."""
    world.phone(OWN).texts(text).gets("No visit 12 is known. Nothing was done or sent.")


def test_send_with_nothing_held_back_says_so(world: World) -> None:
    """`send KB` is no way to write."""
    rosa = world.family("rosa", phone_is="private").texts(CRY).gets("911")
    lucia = world.phone(FIRST)
    code = lucia.gets("PAGE").code
    lucia.replies("1").gets("yours").gets(CRY)
    rosa.gets("Lucia")
    lucia.replies(f"send {code}").gets(code, "nothing of yours is held back")
    lucia.replies(f"send {code} please").gets(code, "nothing of yours is held back")
    world.phone(SECOND).texts(f"send {code}").gets("do not hold", code)
    world.phone(OWN).texts("send").gets("hold no request")


def test_words_held_back_leave_once_by_send(world: World) -> None:
    """A shared phone, twenty minutes later: held, told, sent once (SAFETY 1.1)."""
    rosa = world.family("rosa", phone_is="shared").texts(CRY).gets("911")
    lucia = world.phone(FIRST)
    code = lucia.gets("PAGE").code
    lucia.replies("1").gets("yours").gets(CRY)
    world.later(minutes=16)
    lucia.gets("wait for a word")
    lucia.texts(f"{code} can you talk").gets("not sent: this phone may be read", f"send {code}")
    rosa.gets_nothing()
    lucia.texts(f"send {code}").gets("sent to", code)
    rosa.gets("can you talk")
    lucia.texts(f"send {code}").gets("nothing of yours is held back")


@pytest.mark.parametrize("text", ["unsafe F-0001", "Unsafe f0001", "UNSAFE F 0001.", "unsafe f-0001 he took it"])
def test_unsafe_is_understood_however_it_is_typed(world: World, text: str) -> None:
    """A hold must not fail over a hyphen."""
    world.family("rosa", phone_is="private")
    world.phone(OWN).texts(text).gets("F-0001: all phones held")


def test_a_yes_from_a_worker_is_a_word(world: World) -> None:
    """The carrier's START words change nothing for a phone that never stopped."""
    world.phone(OWN).texts("yes").gets("not sent", "hold no request")


def test_a_worker_comes_back_with_start(world: World) -> None:
    """After STOP and START pages arrive again."""
    lucia = world.phone(FIRST).texts("STOP")
    world.phone(BOSS).gets("ALARM")
    lucia.texts("START")
    world.family("rosa").texts(CRY).gets("911")
    lucia.gets("PAGE")
