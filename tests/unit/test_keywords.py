"""Reading the lexicon: the shipped one, an agency's words over it, and what is refused."""

import tomllib
from datetime import datetime
from itertools import combinations
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.errors import ConfigError
from bot.keywords import load_lexicon
from bot.language import understand
from bot.language.normalise import fold
from bot.language.times import asked_window
from bot.model.meaning import Asks, Intent, Limit, Urgency

CONFIG = Path(__file__).parents[2] / "config"


def folder(path: Path, **files: str) -> Path:
    """Write a small config folder: keywords, and one lexicon file a language."""
    (path / "lexicon").mkdir(parents=True)
    for name, content in files.items():
        place = path / "keywords.toml" if name == "keywords" else path / "lexicon" / f"{name}.toml"
        place.write_text(content, encoding="utf-8")
    return path


def test_agency_words_add_up(tmp_path: Path) -> None:
    """An agency's phrases, group members and spellings join the shipped ones and take nothing away."""
    shipped = folder(
        tmp_path / "shipped",
        keywords='[opt_out]\nstop = "stop"\n[spelling]\nu = "you"',
        en='[groups]\nthing = ["lamp"]\n[crisis.other]\nsoon = ["<thing> is broken"]',
    )
    agency = folder(
        tmp_path / "agency",
        keywords='slips = ["purple"]\n[opt_out]\nhalt = "stop"\n[spelling]\nkandle = "candle"',
        en='[groups]\nthing = ["candle"]\n[crisis.other]\nemergency = ["code purple"]\n'
        '[limit]\ndo_not_call = ["no ring"]',
    )
    lexicon = load_lexicon([shipped, agency])
    assert understand("my lamp is broken", lexicon).urgency is Urgency.SOON
    assert understand("kandle is broken", lexicon).urgency is Urgency.SOON
    assert understand("code puprle", lexicon).urgency is Urgency.EMERGENCY
    assert understand("no ring", lexicon).limit is Limit.DO_NOT_CALL
    assert [understand(word, lexicon).carrier_word for word in ("stop", "HALT")] == [Intent.STOP, Intent.STOP]


def test_agency_words_of_time_add_up(tmp_path: Path) -> None:
    """An agency's name for a day or a holiday joins the shipped ones, and wins where both say something."""
    own = '[times.days]\nmonday = ["blue day"]\n[times.parts]\nmorning = ["before the mill whistle", "evening"]'
    words = load_lexicon([CONFIG, folder(tmp_path, en=own)]).times
    now = datetime(2026, 10, 6, 10, tzinfo=ZoneInfo("America/New_York"))
    monday = now.replace(day=12, hour=8), now.replace(day=12, hour=12)
    for text in ("blue day before the mill whistle", "monday evening"):
        found = asked_window(text, now, None, words)
        assert found is not None
        assert (found.start, found.end) == monday


def test_a_phrase_of_time_has_one_sense() -> None:
    """No shipped phrase stands in two lists, in one language or in two: all languages are read together."""
    senses: dict[tuple[str, ...], str] = {}
    for path in sorted((CONFIG / "lexicon").glob("*.toml")):
        for table, lists in tomllib.loads(path.read_text("utf-8"))["times"].items():
            for key, phrases in lists.items():
                for phrase in phrases if table != "attached" else ():
                    said = tuple(fold(phrase, {}).split())
                    assert senses.setdefault(said, f"{table}.{key}") == f"{table}.{key}", phrase


def test_an_agency_folder_may_hold_nothing(tmp_path: Path) -> None:
    """Neither keywords nor a lexicon is needed in the agency's folder."""
    lexicon = load_lexicon([CONFIG, tmp_path])
    assert understand("i want to die", lexicon).urgency is Urgency.EMERGENCY


def test_a_new_language_is_a_new_file(tmp_path: Path) -> None:
    """A language the line does not ship is one more file in the agency's folder."""
    agency = folder(tmp_path, fr='[crisis.suicide]\nemergency = ["veux mourir"]')
    assert understand("je veux mourir", load_lexicon([CONFIG, agency])).urgency is Urgency.EMERGENCY


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("en", 'colours = ["red"]', "colours: unknown; use one of groups, crisis"),
        ("en", '[crisis.sadness]\nsoon = ["so sad"]', "crisis.sadness: sadness is unknown; use one of suicide"),
        ("en", '[crisis.other]\nlater = ["so sad"]', "crisis.other.later: unknown; use emergency, soon, doubtful"),
        ("en", '[crisis]\nother = ["so sad"]', "crisis.other: must be a table"),
        ("en", '[intent]\ndance = ["so sad"]', "intent.dance: dance is unknown"),
        ("en", '[limit]\nno_fax = ["so sad"]', "limit.no_fax: no_fax is unknown"),
        ("en", 'bare = ["fine", " "]', "bare: has an empty phrase; remove it"),
        ("en", 'bare = "fine"', "bare: must be a list of phrases"),
        ("en", "bare = [1]", "bare: must be a list of phrases"),
        ("en", 'bare = ["(fine"]', "bare: “(fine” lacks a ')'"),
        ("en", 'bare = ["<mood> fine"]', "names the group <mood>"),
        ("en", '[groups]\n"Bad Name" = ["x"]', "groups.Bad Name: name it in small letters"),
        ("en", "groups = 3", "groups: must be a table"),
        ("en", "bare = [", "correct the line"),
        ("en", '[times.days]\nmoonday = ["moonday"]', "times.days.moonday: unknown; use one of monday, tuesday"),
        ("en", '[times.moons]\nfull = ["full moon"]', "times.moons: unknown; use one of days, months"),
        ("en", '[times.days]\nmonday = "mo"', "times.days.monday: must be a list of phrases"),
        ("en", "[times]\ndays = 3", "days: must be a table"),
        ("keywords", '[colours]\nred = "rot"', "colours: unknown; use one of slips, opt_out"),
        ("keywords", '[spelling]\nu = ""', "spelling: must be a table of words"),
        ("keywords", '[opt_out]\nhalt = "dance"', "halt: dance is unknown"),
        ("keywords", "slips = [2]", "slips: must be a list"),
    ],
)
def test_what_is_refused(tmp_path: Path, name: str, content: str, told: str) -> None:
    """Unknown keys, empty phrases and unreadable notation are refused with file, key and remedy."""
    shipped = folder(tmp_path / "shipped", keywords="", en='bare = ["fine"]')
    agency = folder(tmp_path / "agency", **{name: content})
    with pytest.raises(ConfigError) as refused:
        load_lexicon([shipped, agency])
    [problem] = refused.value.problems
    assert told in problem
    assert str(agency) in problem


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    """One reading finds every problem."""
    broken = folder(tmp_path, keywords="", en='bare = [""]\nodd = 1', es='[intent]\ndance = ["x"]')
    with pytest.raises(ConfigError) as refused:
        load_lexicon([broken])
    assert len(refused.value.problems) == 3


def test_a_missing_lexicon_is_told(tmp_path: Path) -> None:
    """The shipped folder must hold keywords and at least one language."""
    with pytest.raises(ConfigError) as refused:
        load_lexicon([tmp_path])
    assert len(refused.value.problems) == 2


WORDS = tomllib.loads((CONFIG / "keywords.toml").read_text("utf-8"))


def test_a_word_means_one_thing_in_all_languages() -> None:
    """No whole message stands in two tables, and two spellings of one word mean the same."""
    tables = {name: WORDS[name] for name in ("opt_out", "opt_in", "keywords", "asks")}
    for (one, words), (other, others) in combinations(tables.items(), 2):
        assert {fold(word, {}) for word in words} & {fold(word, {}) for word in others} == set(), (one, other)
    for words in tables.values():
        meant: dict[str, str] = {}
        for word, meaning in words.items():
            assert meant.setdefault(fold(word, {}), meaning) == meaning, word


@pytest.mark.parametrize(
    ("meaning", "words"),
    [
        (Intent.DIRECTORY, ("numbers", "numeros", "nimewo", "números")),
        (Intent.LATE, ("late", "tarde", "an reta", "Vou atrasar")),
        (Asks.NEXT, ("next", "proxima", "pwochen", "próxima")),
        (Asks.WEEK, ("week", "semana", "semèn", "essa semana")),
        (Asks.WHO, ("who?", "¿quién?", "kiyès?", "Quem?")),
        (Asks.COUNT, ("count", "cuenta", "vizit rate", "faltas")),
        (Asks.WHO_IS_THIS, ("who is this?", "quien es", "Kiyès sa a?", "Quem é?")),
        (Asks.PRIVACY, ("privacy", "privacidad", "vi prive", "privacidade")),
    ],
)
def test_each_keyword_is_known_in_each_language(meaning: Intent | Asks, words: tuple[str, ...]) -> None:
    """English, Spanish, Creole, Portuguese: with and without accents."""
    lexicon = load_lexicon([CONFIG])
    for word in (*words, *(fold(word, {}) for word in words)):
        meant = understand(word, lexicon)
        assert meaning in (meant.intent, meant.asks), word


@pytest.mark.parametrize("plea", ["ajuda", "Ajuda!", "ede m", "EDE M"])
def test_a_bare_plea_is_no_keyword(plea: str) -> None:
    """What Portuguese and Creole speakers cry wakes somebody; only the carrier's HELP and its Spanish twin do not."""
    assert understand(plea, load_lexicon([CONFIG])).urgency is Urgency.EMERGENCY
