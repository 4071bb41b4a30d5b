"""The second ear: what words weigh, what it adds to the lexicon, and what it never does."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ConfigError
from bot.keywords import load_lexicon
from bot.language import understand
from bot.language.crisis import BELIEVED_AT, crisis_in
from bot.language.lexicon import Lexicon, by_role, find
from bot.language.likeness import LANE, NOTHING_LEARNT, UNIT, Likely, learnt_from, likely, speaks_for, unpacked
from bot.language.second_ear import BY_PHRASE_ALONE, intent_by
from bot.model.meaning import Before, Intent, Meaning, Urgency

CONFIG = Path(__file__).parents[2] / "config"
LEARNT = learnt_from(["crisis:emergency thanks", "medical other", "0 0 0 0", "knife\t4CCAgA==", "thanks\tIOCAgA=="])
"""Two meanings, two kinds; "knife" weighs six for an emergency, "thanks" six for thanks."""


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    """The shipped lexicon."""
    return load_lexicon([CONFIG])


@given(st.lists(st.lists(st.integers(-127, 127), min_size=3, max_size=3), max_size=2_000))
def test_packed_weights_add_up(rows: list[list[int]]) -> None:
    """One addition adds the weights of every label, below nothing too."""
    total = sum(sum(one << (LANE * place) for place, one in enumerate(row)) for row in rows)
    assert unpacked(total, 3) == [sum(row[place] for row in rows) for place in range(3)]


def test_words_speak_for_a_meaning() -> None:
    """What is learnt of a word makes its meaning likelier; the shares of all meanings are one."""
    shares = likely(["the", "knife"], Before.NOTHING, LEARNT, asks=False).shares
    assert shares["crisis:emergency"] > shares["thanks"]
    assert sum(shares.values()) == pytest.approx(1)
    assert speaks_for(["the", "knife", "thanks"], "crisis:emergency", LEARNT) == ("knife",)
    assert unpacked(LEARNT.weights["knife"], 4) == [6 * UNIT, -6 * UNIT, 0, 0]


@pytest.mark.parametrize("words", [[], ["x"] * 10_000, ["é" * 10_000]])
def test_odd_texts_are_weighed(words: list[str]) -> None:
    """Nothing, very many words and endless ones are weighed without overflowing."""
    shares = likely(words, Before.NOTHING, LEARNT, asks=True).shares
    assert sum(shares.values()) == pytest.approx(1 if words else 0)


@pytest.mark.parametrize(
    "text",
    [
        "my ex said hes bringing his brothers over to settle it with me tonight",
        "the pain in my arm will not go away and i can hardly get any air in",
        "my wife has the scissors again and says sit down and shut up or else",
    ],
)
def test_a_cry_that_no_phrase_knows(lexicon: Lexicon, text: str) -> None:
    """Words nobody listed are still heard, and the words that spoke for it are named."""
    meaning = understand(text, lexicon)
    assert meaning.intent is Intent.CRISIS
    assert meaning.because


@pytest.mark.parametrize(
    "text",
    ["my husband is picking up the kids from school", "she and her dad made up", "minha mae operou e ja ta bem"],
)
def test_the_days_of_a_family_are_no_cry(lexicon: Lexicon, text: str) -> None:
    """Who tells of husband and children tells of no danger yet."""
    assert understand(text, lexicon).intent is not Intent.CRISIS


def test_it_takes_no_cry_away(lexicon: Lexicon) -> None:
    """What a phrase says holds, however unlike a cry the rest of the text is."""
    by_phrases = replace(lexicon, learnt=NOTHING_LEARNT)
    text = "thank you so much see you on thursday at 4 we will be home and he has a gun"
    assert understand(text, by_phrases).urgency is Urgency.EMERGENCY
    assert understand(text, lexicon).urgency is Urgency.EMERGENCY


@pytest.mark.parametrize("intent", sorted(BY_PHRASE_ALONE))
def test_whom_the_line_writes_to_is_never_only_likely(intent: Intent) -> None:
    """Texts off, texts on and another's number hold where they are said; where they are only likely a human reads."""
    assert intent_by(Likely(shares={Intent.OTHER: 1.0}), intent, names_one=False) is intent
    likely_one = Meaning(intent=intent, by_likeness=True)
    assert likely_one.as_said(by_staff=False).intent is Intent.OTHER


def test_what_was_learnt_must_be_readable(tmp_path: Path) -> None:
    """A broken file is named with its remedy; a folder without one has learnt nothing."""
    folder = tmp_path / "config"
    shutil.copytree(CONFIG, folder)
    (folder / "likeness.txt").write_text("crisis:emergency\nother\nno numbers\n")
    with pytest.raises(ConfigError, match="restore the shipped one"):
        load_lexicon([folder])
    (folder / "likeness.txt").unlink()
    assert load_lexicon([folder]).learnt is NOTHING_LEARNT


@pytest.mark.parametrize(
    ("intent", "by_staff", "acted_on"),
    [
        (Intent.CRISIS, False, Intent.CRISIS),
        (Intent.CRISIS, True, Intent.OTHER),
        (Intent.DIRECTORY, False, Intent.OTHER),
        (Intent.CONFIRM, True, Intent.OTHER),
    ],
)
def test_what_is_only_likely_goes_to_a_human(intent: Intent, acted_on: Intent, *, by_staff: bool) -> None:
    """Only a family's cry is answered that no phrase says; what phrases say is acted on as ever."""
    cries = intent is Intent.CRISIS
    likely_one = Meaning(intent=intent, urgency=Urgency.SOON if cries else Urgency.NONE, by_likeness=True)
    assert likely_one.as_said(by_staff=by_staff).intent is acted_on
    assert replace(likely_one, by_likeness=False).as_said(by_staff=by_staff).intent is intent


def agency(tmp_path: Path, phrases: str) -> Lexicon:
    """Return the shipped lexicon with phrases that an agency added."""
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / "en.toml").write_text(phrases)
    return load_lexicon([CONFIG, tmp_path])


@pytest.mark.parametrize(
    ("likelihood", "urgency"),
    [(BELIEVED_AT, Urgency.EMERGENCY), (BELIEVED_AT - 0.01, Urgency.SOON), (0.0, Urgency.SOON)],
)
def test_a_doubtful_phrase_counts_as_far_as_the_text_is_like_a_cry(
    tmp_path: Path, likelihood: float, urgency: Urgency
) -> None:
    """An emergency, or asked about the same day, and never nothing; a phrase that is not doubtful never asks."""
    added = '[crisis.other]\ndoubtful = ["purple umbrella"]\nemergency = ["green umbrella"]\n'
    lexicon = agency(tmp_path, added)
    for colour, wanted in (("purple", urgency), ("green", Urgency.EMERGENCY)):
        found = by_role(find(["my", colour, "umbrella"], lexicon), lexicon)
        crisis = crisis_in(found, lexicon, lambda _start, _last: likelihood)
        assert crisis is not None
        assert crisis.urgency is wanted


def test_a_doubtful_phrase_is_never_nothing(tmp_path: Path) -> None:
    """Of few words it is believed; beside a yes it is asked about the same day. A worker's is taken as said."""
    lexicon = agency(tmp_path, '[crisis.other]\ndoubtful = ["umbrella"]\n')
    assert understand("purple umbrella now", lexicon).urgency is Urgency.EMERGENCY
    calm = understand("ok thank you see you on thursday at 4 we will bring the umbrella you forgot", lexicon)
    assert calm.urgency is Urgency.SOON
    assert calm.as_said(by_staff=False).urgency is Urgency.SOON
    assert calm.as_said(by_staff=True).urgency is Urgency.EMERGENCY


def test_a_milder_phrase_makes_no_emergency_milder(tmp_path: Path) -> None:
    """Who adds a phrase under soon takes nothing from what the second ear hears."""
    text = "my ex said hes bringing his brothers over to settle it with me tonight"
    lexicon = agency(tmp_path, '[crisis.ipv]\nsoon = ["bringing his brothers"]\n')
    assert understand(text, load_lexicon([CONFIG])).urgency is Urgency.EMERGENCY
    assert understand(text, lexicon).urgency is Urgency.EMERGENCY


ORDINARY = (
    "can we do wednesday morning instead?",
    "yes tuesday works for me.",
    "thursday at 3 is fine, thank you so much",
    "please let me know what time you are coming tomorrow",
)
PLAIN_CRIES = (
    "i got shot",
    "my son is suicidal",
    "i got beaten up by my husband",
    "he choked me last night",
    "i cant find my son",
    "i was robbed at gunpoint",
    "i am dying",
    "send the police",
    "eu penso em suicidio todo dia",
    "levei um tiro",
    "tengo una soga lista",
    "mande una ambulancia",
    "pwatrin mwen sere",
    "pitit mwen disparet",
)


@pytest.mark.parametrize("cry", PLAIN_CRIES)
def test_ordinary_words_beside_a_cry_never_silence_it(lexicon: Lexicon, cry: str) -> None:
    """Before or behind a yes, thanks, a question or a move, and behind sixty words of it, a person reads the cry."""
    for usual in ORDINARY:
        for text in (f"{cry}. {usual}", f"{usual} {cry}", f"{usual} " * 10 + cry):
            assert understand(text, lexicon).intent is Intent.CRISIS, text


@pytest.mark.parametrize(
    "text",
    [
        "my mom is having a heart attack right now",
        "my son got hit by a car",
        "my toddler drowned in the pool",
        "i got strangled last night",
        "my brother was shot last night",
        "i was robbed at gunpoint",
        "nobody will find my body",
        "mande una ambulancia por favor",
        "chama o samu por favor meu pai caiu",
        "me tira daqui por favor",
    ],
)
def test_a_plain_cry_of_some_words_is_an_emergency(lexicon: Lexicon, text: str) -> None:
    """Obvious words with nothing ordinary beside them are believed."""
    assert understand(text, lexicon).urgency is Urgency.EMERGENCY
