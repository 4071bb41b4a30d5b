"""What holds for every text: no exception, the same answer twice, crisis first, more words never fewer cries."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.keywords import load_lexicon
from bot.language import understand
from bot.language.lexicon import Lexicon, Role, Rule, Sense, build_lexicon, find
from bot.language.normalise import normalise
from bot.language.notation import Word, read_phrase
from bot.model.meaning import CrisisKind, Intent, Urgency

SHIPPED = Path(__file__).parents[2] / "config"
LEXICON = load_lexicon([SHIPPED])
VOCABULARY = sorted(LEXICON.spelling.known | set(LEXICON.spelling.words))
PLAIN_WORDS = [word for word in VOCABULARY if word.isalpha()]
CRIES = [
    "i want to die",
    "he has a gun",
    "my baby is not breathing",
    "this traffic is killing me and he will kill me",
    "mi marido me pego",
    "no tenemos donde dormir esta noche",
]
ANY_TEXT = st.text() | st.lists(st.sampled_from(VOCABULARY), max_size=30).map(" ".join)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(ANY_TEXT)
def test_any_text_has_a_coherent_meaning(text: str) -> None:
    """Any text of any script is understood the same way twice, and its fields agree with each other."""
    meaning = understand(text, LEXICON)
    assert meaning == understand(text, LEXICON)
    assert (
        (meaning.intent is Intent.CRISIS) == (meaning.urgency is not Urgency.NONE) == (meaning.crisis_kind is not None)
    )
    assert not (meaning.needs_nobody and (meaning.limit or meaning.intent is Intent.CRISIS))


@pytest.mark.parametrize(
    "text", ["\ud800", "\x00", "ﷺ" * 50, "a" * 100_000, "“" * 5_000, "he .. " * 5_000, "1" * 9_999]
)
def test_odd_texts(text: str) -> None:
    """Lone surrogates, control characters and endless texts are understood too."""
    assert understand(text, LEXICON).intent in Intent


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.sampled_from(CRIES), st.lists(st.sampled_from(["ok", "thanks", "yes", "see you", "cancel", "stop", "late"])))
def test_crisis_comes_before_any_other_meaning(cry: str, others: list[str]) -> None:
    """Ordinary answers around a cry for help do not hide it."""
    assert understand(". ".join([*others, cry]), LEXICON).urgency is Urgency.EMERGENCY


@settings(max_examples=8, deadline=None, derandomize=True)
@given(
    st.lists(st.lists(st.sampled_from(PLAIN_WORDS), min_size=1, max_size=3), min_size=1, max_size=20),
    st.sampled_from([Urgency.EMERGENCY, Urgency.SOON]),
    st.sampled_from(list(CrisisKind)),
)
def test_adding_crisis_phrases_never_loses_an_emergency(
    phrases: list[list[str]], urgency: Urgency, kind: CrisisKind
) -> None:
    """Whatever an agency adds to a crisis list, a caught emergency stays one."""
    with TemporaryDirectory() as agency:
        added = Path(agency) / "lexicon" / "en.toml"
        added.parent.mkdir()
        listed = ", ".join(f'"{" ".join(phrase)}"' for phrase in phrases)
        added.write_text(f"[crisis.{kind}]\n{urgency} = [{listed}]\n")
        richer = load_lexicon([SHIPPED, Path(agency)])
    for cry in CRIES:
        assert understand(f"{cry} {' '.join(phrases[0])}", richer).urgency is Urgency.EMERGENCY
        assert understand(cry, richer).urgency is Urgency.EMERGENCY


@pytest.mark.parametrize("word", ["he", "no", "i want to", "he will .. kill", "mi", "heeeelp", "“he”"])
def test_work_grows_with_the_length_of_the_text(word: str) -> None:
    """Twice the text is about twice the work, counted in calls, never a power of it."""
    understand(f"{word} " * 50, LEXICON)
    short, long = (calls_of(f"{word} " * times) for times in (100, 200))
    assert long < short * 2.2


def calls_of(text: str) -> int:
    """Count the calls, Python's and its builtins', made to understand `text`."""
    count = 0

    def note(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        understand(text, LEXICON)
    finally:
        sys.setprofile(before)
    return count


def test_a_word_is_found_wherever_it_stands() -> None:
    """Matches name the words they cover, first and last included."""
    lexicon = _lexicon_of(["red door"])
    [match] = find(normalise("the red door is shut", lexicon.spelling), lexicon)
    assert (match.start, match.last) == (1, 2)


def _lexicon_of(phrases: Sequence[str]) -> Lexicon:
    rules: Iterator[Rule] = (
        Rule(sense=Sense(role=Role.BARE), parts=read_phrase(phrase, {"x": Word(("x",))}, str.split))
        for phrase in phrases
    )
    return build_lexicon(rules, LEXICON.spelling, {}, {}, {}, {})
