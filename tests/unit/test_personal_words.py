"""A person's own words: found however they are typed, never at the price of a cry, and never everyday words."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalog import load_catalog
from bot.importing.own_words import ordinary_words
from bot.keywords import load_lexicon
from bot.language import understand
from bot.language.personal_words import MASK, beside_code_word, holds, masked, phrases, with_quiet_word, without
from bot.model.meaning import Intent, Limit
from bot.program import load_program

FOLDERS = [Path(__file__).parents[2] / "config"]
LEXICON = load_lexicon(FOLDERS)
PROGRAM = load_program(FOLDERS)
ORDINARY = ordinary_words(LEXICON, load_catalog(FOLDERS, PROGRAM.hours.zone, PROGRAM.fallback_language))
CRIES = ["i want to die", "he has a gun", "my baby is not breathing", "mi marido me pego", "m pa vle viv anko"]
OWN_WORDS = ["blue umbrella", "ponce 1987", "penon", "tres luceros", "dont", "want to", "gun"]
BESIDE = ["", "ok", "thanks", "see you", "cancel", "stop", "yes", "he reads this", "😂", "1"]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Blue Umbrella", "blue umbrella"),
        ("BLUE   UMBRELLA!!!", "blue umbrella"),
        ("i saw a blue-umbrella, ok?", "blue umbrella"),
        ("bluuuue umbrellaaaaa", "blue umbrella"),
        ("blue ☂️ umbrella", "blue umbrella"),
        ("el Peñón, sí", "penon"),
        ("pen\u0303on", "penon"),
        ("Llllama", "llama"),
        ("ponce 1987.", "ponce 1987"),
        ("ponce\n1987", "ponce 1987"),
    ],
)
def test_an_own_word_is_found(text: str, word: str) -> None:
    """Case, accents, stretching, marks and emoji around it or between do not hide it."""
    assert holds(text, word)
    assert MASK in masked(text, (word,))
    assert not holds(without(text, word), word)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("blue umbrellas", "blue umbrella"),
        ("blueumbrella", "blue umbrella"),
        ("umbrella blue", "blue umbrella"),
        ("ponce 19877", "ponce 1987"),
        ("ponce 1999987", "ponce 1987"),
        ("lama", "llama"),
    ],
)
def test_what_only_resembles_it(text: str, word: str) -> None:
    """Whole words, in their order, and digits are digits."""
    assert not holds(text, word)
    assert masked(text, (word,)) == text


def test_the_rest_of_a_text_is_not_touched() -> None:
    """What is covered is the word; letters that fold to several keep their places."""
    assert masked("Straße, ﬁne: PEÑÓN ß!", ("penon",)) == "Straße, ﬁne: [code word] ß!"
    assert without("its me ponce 1987 next", "ponce 1987") == "its me   next"


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(), st.sampled_from(OWN_WORDS))
def test_any_text_may_be_looked_through(text: str, word: str) -> None:
    """Odd texts are no trouble, and finding by pattern agrees with finding by phrases where nothing is stretched."""
    if word in phrases(text):
        assert holds(text, word)
    assert holds(f"{text} {word}!", word)
    assert word not in phrases(masked(text, (word,)).replace(MASK, ""))


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    st.sampled_from(CRIES),
    st.lists(st.sampled_from([*BESIDE, *OWN_WORDS]), max_size=4),
    st.lists(st.sampled_from([*BESIDE, *OWN_WORDS]), max_size=4),
    st.sampled_from(OWN_WORDS),
)
def test_no_own_word_hides_a_cry(cry: str, before: list[str], behind: list[str], word: str) -> None:
    """Whatever the word and wherever it stands, a cry with it is as grave as without; the sign is quoted beside it."""
    text = ". ".join([*before, cry, *behind])
    meaning = understand(text, LEXICON)
    signed = with_quiet_word(meaning, text, (word,), LEXICON)
    assert (signed.intent, signed.urgency, signed.crisis_kind) == (
        meaning.intent,
        meaning.urgency,
        meaning.crisis_kind,
    )
    assert (signed.limit is Limit.QUIET_WORD) == holds(text, word) or signed == meaning
    beside = beside_code_word(meaning, text, word, LEXICON)
    assert beside.intent is Intent.CRISIS
    assert beside.urgency is meaning.urgency


def test_endless_texts_are_looked_through_to_a_point() -> None:
    """A database takes only so many phrases at once."""
    assert len(phrases("ponce 1987 " + " ".join(map(str, range(20_000))))) <= 1_500


@pytest.mark.parametrize(
    "text", ["i want to blue umbrella die", "no quiero blue umbrella vivir", "me va a blue umbrella matar"]
)
def test_a_cry_around_a_quiet_word_is_a_cry(text: str) -> None:
    """A sign in the midst of a cry makes it no smaller."""
    signed = with_quiet_word(understand(text, LEXICON), text, ("blue umbrella",), LEXICON)
    assert (signed.intent, signed.limit) == (Intent.CRISIS, Limit.QUIET_WORD)


def test_a_cry_around_a_code_word_is_a_cry() -> None:
    """With the word cut out, the words on both sides of it may be one."""
    text = "i want ponce 1987 to die"
    assert beside_code_word(understand("see you", LEXICON), text, "ponce 1987", LEXICON).intent is Intent.CRISIS


def test_beside_a_word_nothing_is_the_carriers() -> None:
    """The carrier has switched nothing off: its words are whole texts."""
    beside = beside_code_word(understand("ponce 1987 stop", LEXICON), "ponce 1987 stop", "ponce 1987", LEXICON)
    assert (beside.intent, beside.carrier_word) == (Intent.STOP, None)


@pytest.mark.parametrize(
    "word",
    [
        *("stop", "cancel", "yes please", "gracias", "tomorrow", "monday", "manana", "three", "help me", "thank you"),
        *("he reads this", "wrong number", "numbers", "next", "proxima", "kill", "knife", "quiero morir"),
        *("visit", "automatic answer", "your visit", "visita", "vizit", "mesaj", "right now", "see you", "wednesday"),
    ],
)
def test_everyday_words_are_no_own_words(word: str) -> None:
    """What the line understands, and what it says itself, in any language."""
    assert ORDINARY(word)


@pytest.mark.parametrize("word", ["blue umbrella", "ponce 1987", "penon", "tres luceros", "paper moon", "girasol"])
def test_words_people_may_choose(word: str) -> None:
    """One word that nobody needs for anything, or two that do not belong together."""
    assert not ORDINARY(word)
