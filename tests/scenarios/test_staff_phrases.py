"""Ready words by one word: in the family's language, through the same gate, told back in the worker's (SAFETY 4.3)."""

import pytest
from world import BOSS, FIRST, OWN, SECOND, Handset, World

CRY = {"en": "he is hitting me right now", "es": "me esta pegando", "ht": "l ap bat mwen", "pt": "ele esta me batendo"}
IN = {
    "en": ("good time to text", "good time and number", "911", "cannot text"),
    "es": ("momento para escribir", "le puedo llamar", "911", "no puedo escribir"),
    "ht": ("Moman sa a bon", "pou m rele w", "911", "pa ka ekri"),
    "pt": ("boa hora para escrever", "numero para ligar", "911", "nao posso escrever"),
}
WORDS = ("/safe", "/callme", "/911", "/later")


def held(world: World, language: str = "en", phone_is: str = "private") -> tuple[Handset, Handset, str]:
    """Let Lucia take the cry of a family."""
    rosa = world.family("rosa", phone_is=phone_is, language=language).texts(CRY[language]).gets("911")
    lucia = world.phone(FIRST)
    code = lucia.gets("PAGE").code
    lucia.replies("1").gets("yours").gets(CRY[language])
    return rosa.ignores(), lucia, code


@pytest.mark.parametrize("language", IN)
def test_they_are_sent_in_the_familys_language(world: World, language: str) -> None:
    """The worker reads in their own what was said."""
    rosa, lucia, code = held(world, language)
    for word, expected, english in zip(WORDS, IN[language], IN["en"], strict=True):
        lucia.texts(word).gets(f"sent to {code}:", english)
        rosa.gets(expected)


@pytest.mark.parametrize("text", ["/safe {code}", "{code} /safe", "/Safe.", "/ safe {code}.", "{code}: /SAFE"])
def test_a_code_may_stand_before_or_behind(world: World, text: str) -> None:
    """However a thumb types it."""
    rosa, lucia, code = held(world)
    lucia.texts(text.format(code=code)).gets("sent to", "good time")
    rosa.gets("good time")


@pytest.mark.parametrize("text", ["/help", "/", "/safe are you alone", "/sfe", "/resume F-0001", "{code} /nothing"])
def test_an_unknown_one_is_answered_with_the_list(world: World, text: str) -> None:
    """It never reaches the family."""
    rosa, lucia, code = held(world)
    lucia.texts(text.format(code=code)).gets("nothing was sent", "/callme", "/911", "/later")
    rosa.gets_nothing()


def test_a_discreet_text_has_no_name(world: World) -> None:
    """As with words of a worker's own; 911 stays."""
    rosa = world.family("rosa", phone_is="private", discreet="yes").texts(CRY["en"]).gets("911")
    lucia = world.phone(FIRST)
    lucia.gets("PAGE").replies("1").gets("yours").gets(CRY["en"])
    rosa.ignores()
    lucia.texts("/911").gets("sent to")
    rosa.gets("Right now you can call 911").lacks("Lucia")


def test_who_holds_nothing_sends_nothing(world: World) -> None:
    """Nor is it taken for a cry of the worker's own."""
    world.phone(OWN).texts("/911").gets("not sent", "hold no request")
    rosa, _, code = held(world)
    world.phone(SECOND).texts(f"/safe {code}").gets("do not hold", code)
    rosa.gets_nothing()


def test_of_two_requests_one_must_be_named(world: World) -> None:
    """Nothing is guessed."""
    rosa, lucia, code = held(world)
    ana = world.family("ana", phone_is="private").texts(CRY["en"]).gets("911")
    other = lucia.gets("PAGE").code
    lucia.replies(f"1 {other}").gets("yours").gets(CRY["en"])
    ana.ignores()
    lucia.texts("/safe").gets("not sent", code, other)
    lucia.texts(f"/safe {other}").gets(f"sent to {other}")
    ana.gets("good time")
    rosa.gets_nothing()


def test_they_pass_the_gate(world: World) -> None:
    """On a phone that may be read they are held after a quarter of an hour, and the worker is told."""
    rosa, lucia, code = held(world, phone_is="shared")
    world.later(minutes=16)
    lucia.gets("wait for a word").texts("/safe").gets("not sent", "15 quiet minutes")
    lucia.texts(f"/safe {code}").gets("not sent: this phone may be read", f"send {code}")
    rosa.gets_nothing()
    lucia.texts(f"send {code}").gets("sent to", "good time")
    rosa.gets("good time")


def test_a_worker_who_reads_spanish_reads_spanish(world: World) -> None:
    """The words come back in the language that worker reads."""
    world.imports("workers", "worker_id,name,phone,role,languages,active\nlucia,Lucia,+12025550111,worker,es,yes\n")
    rosa, lucia, _ = held_by_spanish(world)
    lucia.texts("/safe").gets("enviado a", "momento para escribir")
    rosa.gets("good time")


def held_by_spanish(world: World) -> tuple[Handset, Handset, str]:
    """Let Lucia, who reads Spanish alone, take an English cry."""
    rosa = world.family("rosa", phone_is="private").texts(CRY["en"]).gets("911")
    lucia = world.phone(FIRST)
    world.phone(SECOND).ignores()
    code = lucia.gets("PAGE").code
    lucia.replies("1").ignores()
    return rosa.ignores(), lucia, code


def test_later_is_no_word_that_ends_the_silence(world: World) -> None:
    """Whoever puts a family off is still asked for a word after ten minutes."""
    rosa, lucia, code = held(world)
    lucia.texts("/later").gets("sent to", "cannot text")
    rosa.gets("cannot text", "911", "988")
    world.later(minutes=10)
    lucia.gets(f"{code}: they wait for a word")
    lucia.texts("/safe").gets("sent to")
    rosa.gets("good time")
    world.later(minutes=25)
    lucia.gets_nothing()
    world.phone(SECOND).gets_nothing()


def test_the_list_of_commands_names_them(world: World) -> None:
    """`?` is where a worker looks at night."""
    world.phone(BOSS).texts("?").gets("/safe /callme /911 /later", "report KB")
