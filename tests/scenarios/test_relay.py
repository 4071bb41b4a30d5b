"""Words between a family and the worker who has their request (SAFETY 1.1, 4.3, 7)."""

import pytest
from world import BOSS, FIRST, SECOND, Handset, World

CRY = "he is hitting me right now"


def claimed(world: World, name: str = "rosa", family: str = "F-0001") -> tuple[Handset, str]:
    """Let Lucia take the cry of a family with a private phone."""
    rosa = world.family(name, phone_is="private").texts(CRY).gets("911")
    lucia = world.phone(FIRST)
    code = lucia.gets("PAGE", family).code
    lucia.replies("1").gets(code, "yours").gets(code, CRY)
    rosa.gets("Lucia has")
    return rosa, code


def test_words_go_to_the_one_family_held_and_are_confirmed(world: World) -> None:
    """No code is needed while one is held and the talk is live."""
    rosa, code = claimed(world)
    world.phone(FIRST).texts("Are you safe? Can you lock the door?").gets("sent to", code)
    rosa.gets("Are you safe? Can you lock the door?").texts("the bathroom door")
    world.phone(FIRST).gets(f"{code}: the bathroom door")


def test_the_code_before_the_words_stays_here(world: World) -> None:
    """The family reads the words without it."""
    rosa, code = claimed(world)
    world.phone(FIRST).texts(f"{code.lower()}: I am here").gets("sent to", code)
    rosa.gets("I am here").lacks(f"{code} ", f"{code.lower()}:")


@pytest.mark.parametrize("words", ["ok", "Thanks", "yes", "no", "hi", "👍", "bueno", "good night"])
def test_small_words_are_words_while_somebody_has_the_request(world: World, words: str) -> None:
    """A bare ok answers nothing of ours, but may answer the person who asked; neither side loses one."""
    rosa, code = claimed(world)
    rosa.texts(words)
    world.phone(FIRST).gets(f"{code}: {words}").texts(words).gets("sent to", code)
    rosa.gets(words)


@pytest.mark.parametrize("words", ["Liked “Are you safe?”", "I'm driving right now", "Loved an image"])
def test_what_a_phone_writes_by_itself_is_nobodys_word(world: World, words: str) -> None:
    """Reactions and auto-replies go neither way."""
    rosa, _ = claimed(world)
    rosa.texts(words)
    world.phone(FIRST).texts(words)
    rosa.gets_nothing()


def test_a_familys_digit_reaches_whoever_has_the_request(world: World) -> None:
    """A number may answer what the worker asked, such as how many children are there."""
    rosa, code = claimed(world)
    rosa.texts("3")
    world.phone(FIRST).gets(f"{code}: 3")


def test_after_fifteen_quiet_minutes_the_line_asks(world: World) -> None:
    """Words that may be meant for somebody else are not sent; with the code they are."""
    rosa, code = claimed(world)
    world.later(minutes=16)
    lucia = world.phone(FIRST).gets("wait for a word")
    lucia.texts("I am still with you").gets("not sent", "15 quiet minutes", code)
    rosa.gets_nothing()
    world.phone(FIRST).texts(f"{code} I am still with you").gets("sent to", code)
    rosa.gets("still with you")
    world.phone(FIRST).texts("and tomorrow too").gets("sent to", code)
    rosa.gets("tomorrow too")


def test_with_several_held_words_without_a_code_go_nowhere(world: World) -> None:
    """The line asks which; each code finds its family."""
    rosa, first = claimed(world)
    ana, second = claimed(world, "ana", "F-0002")
    lucia = world.phone(FIRST)
    lucia.texts("are you safe").gets("not sent", first, second, "Begin with the code")
    lucia.texts(f"{second} are you safe").gets("sent to", second)
    ana.gets("are you safe")
    lucia.texts(f"{first} stay on the line").gets("sent to", first)
    rosa.gets("stay on the line")


@pytest.mark.parametrize(
    "text",
    [
        *("3", "12", "1️⃣0", "t", "H12", "M 12", "c-7", "N12", "N12 sorry", "M 12 nobody home"),
        *("unsafe", "safe", "resume", "unsafe 12", "F-0001", "late", "nobody home", "words", "closed 1/20"),
    ],
)
def test_digits_letters_and_half_commands_are_never_relayed(world: World, text: str) -> None:
    """What is no sentence and no command we know goes nowhere, and the line says so."""
    rosa, _ = claimed(world)
    world.phone(FIRST).texts(text).gets("Nothing was done or sent")
    rosa.gets_nothing()


def test_a_code_alone_is_never_relayed(world: World) -> None:
    """Neither the code held nor half a command about it reaches the family."""
    rosa, code = claimed(world)
    world.phone(FIRST).texts(code).gets("Nothing was done or sent")
    world.phone(FIRST).texts(f"unsafe {code}").gets("Nothing was done or sent")
    rosa.gets_nothing()


@pytest.mark.parametrize("text", ["?", "oncall", "On call?", "send", "1", "unsafe F-0009", "resume F-0001 please"])
def test_commands_are_never_relayed(world: World, text: str) -> None:
    """A command is obeyed or refused; no family ever reads one."""
    rosa, _ = claimed(world)
    world.phone(FIRST).texts(text)
    assert len(world.phone(FIRST).unread()) == 1
    world.phone(FIRST).ignores()
    rosa.gets_nothing()


@pytest.mark.parametrize("words", ["Does he want to kill you? Do you want to die?", "call 911 if he has a gun"])
def test_words_through_the_relay_never_open_a_request(world: World, words: str) -> None:
    """A worker asks about danger; nobody is paged for the question."""
    rosa, code = claimed(world)
    world.phone(FIRST).texts(words).gets("sent to", code)
    rosa.gets(words)
    world.later(minutes=6)


def test_a_code_somebody_else_holds_is_not_sent(world: World) -> None:
    """Only whoever has the request writes to the family."""
    rosa, code = claimed(world)
    world.phone(SECOND).texts(f"{code} hello from me").gets("not sent", "do not hold", code)
    world.phone(SECOND).texts("hello from me").gets("not sent", "hold no request")
    rosa.gets_nothing()


def test_a_holder_of_another_request_cannot_write_under_a_code_not_theirs(world: World) -> None:
    """The words do not fall through to the family the worker does hold."""
    rosa, first = claimed(world)
    ana = world.family("ana", phone_is="private").texts("i want to die").gets("988")
    second = world.phone(FIRST).gets("PAGE", "F-0002").code
    world.phone(FIRST).texts(f"{second} are you ok").gets("not sent", "do not hold", second)
    rosa.gets_nothing()
    ana.gets_nothing()
    assert first != second


def test_words_after_the_end_go_nowhere(world: World) -> None:
    """A closed request has no relay."""
    rosa, code = claimed(world)
    lucia = world.phone(FIRST).texts(f"done {code} police came").gets("is closed")
    lucia.texts("how are you").gets("not sent", "hold no request")
    lucia.texts(f"{code} how are you").gets("not sent", code)
    rosa.gets_nothing()


def test_words_too_long_for_one_text_are_not_sent_in_part(world: World) -> None:
    """The worker is asked to send them in parts; nothing is cut off."""
    rosa, code = claimed(world)
    world.phone(FIRST).texts("please read this " * 94).gets("not sent", code, "too long")
    rosa.gets_nothing()


def test_a_long_text_of_the_family_comes_whole_in_parts(world: World) -> None:
    """1,600 characters and the code do not fit one text."""
    rosa, code = claimed(world)
    words = " ".join(f"word{number}" for number in range(210))
    assert 1_500 < len(words) < 1_600
    rosa.texts(words)
    first = world.phone(FIRST).gets(code, "word0 ").text
    second = world.phone(FIRST).gets(code, "word209").text
    assert first.removeprefix(f"{code}: ") + second.removeprefix(f"{code}: ") == words


def test_a_long_first_cry_comes_whole_after_the_claim(world: World) -> None:
    """Nothing of what they wrote is lost, however long."""
    words = CRY + " " + " ".join(f"word{number}" for number in range(202))
    rosa = world.family("rosa", phone_is="private").texts(words).gets("911")
    world.phone(FIRST).gets("PAGE").replies("1").gets("yours").gets(CRY).gets("word201")
    rosa.gets("Lucia")


def test_pictures_of_a_family_are_not_opened(world: World) -> None:
    """They are told so, and a human is asked."""
    rosa = world.family("rosa", phone_is="private")
    rosa.texts("", media=1).gets("We cannot open these. Call or write.", "Text 1", "911")
    world.phone(FIRST).gets("PAGE", "UNREAD").replies("1").gets("yours").gets("picture or voice note, not opened")
    rosa.gets("Lucia").texts("look at this", media=2)
    world.phone(FIRST).gets("not opened", "look at this")


def test_pictures_of_a_worker_are_not_passed_on(world: World) -> None:
    """The words go, the picture stays, and the worker knows."""
    rosa, code = claimed(world)
    lucia = world.phone(FIRST)
    lucia.texts("", media=1).gets("picture", "not passed on")
    rosa.gets_nothing()
    lucia.texts("this is the house", media=1).gets("sent to", code).gets("picture", "not passed on")
    rosa.gets("this is the house")


def test_a_phone_that_cannot_be_texted_is_told_to_the_worker(world: World) -> None:
    """STOP in the middle of a talk: the words are not sent, the worker knows why (SAFETY 2.8)."""
    rosa, code = claimed(world)
    rosa.texts("STOP")
    world.phone(FIRST).gets("F-0001", "STOP").gets(f"{code}: STOP")
    world.phone(FIRST).texts("are you there").gets("not sent", code, "cannot be texted")
    rosa.gets_nothing()


def test_words_that_did_not_arrive_are_told(world: World) -> None:
    """The word "sent" is taken back when the carrier reports that it did not reach the phone."""
    rosa, code = claimed(world)
    world.carrier.undelivered(rosa.phone, 30008)
    world.phone(FIRST).texts("are you there").gets("sent to", code)
    world.later(minutes=1)
    world.phone(FIRST).gets("NOT delivered", code)
    rosa.gets_nothing()


def test_a_supervisor_without_the_request_relays_nothing(world: World) -> None:
    """Rank is no relay."""
    rosa, code = claimed(world)
    world.phone(BOSS).texts(f"{code} this is Sam").gets("not sent", "do not hold", code)
    rosa.gets_nothing()


@pytest.mark.parametrize(
    "text",
    [
        "report KB 11:20",
        "reported 11:40",
        "H12 E13",
        "911 BD",
        "pause F-0001",
        "words F-0001",
        "late 20",
        "nobody home F-0001",
        "KB?",
        "1?",
        "H12?",
        "report, KB",
    ],
)
def test_words_about_records_are_never_relayed(world: World, text: str) -> None:
    """Commands of staff, built or still to come, are asked back: a family must never read them."""
    rosa = world.family("rosa", phone_is="private").texts(CRY).gets("911")
    lucia = world.phone(FIRST)
    lucia.gets("PAGE").replies("1").gets("yours").gets(CRY)
    rosa.gets("Lucia").gets_nothing()
    lucia.texts(text).gets("not")
    rosa.gets_nothing()
