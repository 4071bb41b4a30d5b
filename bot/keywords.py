"""Reads config/keywords.toml and config/lexicon/*.toml to a lexicon, the agency's words added to the shipped ones."""

import gc
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import tomli

from bot.config.renamed import renamed
from bot.errors import ConfigError
from bot.language.lexicon import Lexicon, Role, Rule, Sense, build_lexicon
from bot.language.likeness import NOTHING_LEARNT, Likeness, learnt_from
from bot.language.normalise import Spelling, fold, slips
from bot.language.notation import Choice, PhraseError, Wording, one_of
from bot.language.sounds import Letters
from bot.language.times.reading import apart, pieces_of
from bot.language.times.signs import TABLES, Kind, Sign, TimeWords, time_words
from bot.language.unread import Reader
from bot.model.meaning import Asks, CrisisKind, Day, Intent, Limit, Pick, Urgency

_E = TypeVar("_E", bound=StrEnum)
_WHOLE_MESSAGES = ("opt_out", "opt_in", "keywords")
_ASKS = "asks"
_SPELLINGS = ("spelling", "endings", "emoji")
_LISTS = (
    Role.NOT_CRISIS,
    Role.IDIOM,
    Role.ONLY_SOON,
    Role.BASICS,
    Role.NOT_MEANT,
    Role.BARE,
    Role.CHOOSING,
    Role.AGREES,
    Role.BESIDE_YES,
    Role.WAS_THERE,
    Role.AUTO_REPLY,
    Role.REACTION,
)
_DOUBTFUL = "doubtful"
_GRADES = {"emergency": Urgency.EMERGENCY, "soon": Urgency.SOON, _DOUBTFUL: Urgency.EMERGENCY}
_CLOSED: dict[Role, type[StrEnum]] = {Role.INTENT: Intent, Role.LIMIT: Limit, Role.DAY: Day, Role.PICK: Pick}
_LONG_ENOUGH_TO_SLIP = 5
_GROUP_NAME = re.compile(r"[a-z_]+")


def load_lexicon(folders: Sequence[Path]) -> Lexicon:
    """Read `folders` (the shipped config folder, then an agency's) to one lexicon; phrases and words add up.

    Every unknown key, empty phrase or unreadable notation is collected and refused in one `ConfigError`.
    """
    with _uncollected():
        return _loaded(folders)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Build what stays: the collector would look through it again and again while it grows, and find nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _loaded(folders: Sequence[Path]) -> Lexicon:
    problems: list[str] = []
    keywords = _Keywords(folders, problems)
    languages: dict[str, list[Path]] = {}
    for folder in folders:
        for path in sorted((folder / "lexicon").glob("*.toml")):
            languages.setdefault(path.stem, []).append(path)
    if not languages:
        problems.append(f"{folders[0] / 'lexicon'}: has no <language>.toml; restore the shipped ones")
    read = [_Language(name, paths, keywords.spelling, problems) for name, paths in sorted(languages.items())]
    learnt = _learnt(folders[0] / "likeness.txt", problems)
    if problems:
        raise ConfigError(problems)
    return _build(keywords, read, learnt)


def _learnt(path: Path, problems: list[str]) -> Likeness:
    """Read what words weigh (`tests/benchmarks/teach.py`); a folder without it has learnt nothing."""
    if not path.exists():
        return NOTHING_LEARNT
    try:
        return learnt_from(path.read_text("utf-8").splitlines())
    except (OSError, ValueError) as error:
        problems.append(f"{path}: cannot be read ({error}); restore the shipped one")
        return NOTHING_LEARNT


def _build(keywords: "_Keywords", languages: Sequence["_Language"], learnt: Likeness) -> Lexicon:
    """Join the languages; the words they use decide how stretched words shrink and which slips are forgiven."""
    rules = [rule for language in languages for rule in language.rules]
    known = frozenset(word for language in languages for word in language.reader.words)
    forgiven = {slip: (word,) for word in keywords.slips for slip in slips(word) if slip not in known}
    spelling = Spelling(
        words=forgiven | dict(keywords.spelling.words),
        endings=keywords.spelling.endings,
        emoji=keywords.spelling.emoji,
        known=known,
        sounds={language.name: language.sounds for language in languages if language.sounds},
    )
    held = {key: wordings for language in languages for key, wordings in language.held.items()}
    names = {name for language in languages for name in language.reader.heard}
    opt_out, opt_in, whole = (keywords.intents[name] for name in _WHOLE_MESSAGES)
    return build_lexicon(
        rules,
        spelling,
        opt_out,
        opt_in,
        whole,
        keywords.asks,
        times=_times(languages, spelling),
        learnt=learnt,
        groups=held,
        names=names,
    )


def _times(languages: Sequence["_Language"], spelling: Spelling) -> TimeWords:
    """Join the words of time, an agency's last; slips of the thumb in the names of days are forgiven."""
    said = [(_spelt(phrase, spelling), sign) for language in languages for phrase, sign in language.times]
    known = {word for phrase, _ in said for word in phrase} | set(spelling.words)
    days = [(phrase[0], sign) for phrase, sign in said if sign.kind is Kind.WEEKDAY and len(phrase) == 1]
    forgiven = [
        ((slip,), sign)
        for day, sign in days
        if len(day) >= _LONG_ENOUGH_TO_SLIP
        for slip in slips(day)
        if slip not in known
    ]
    attached = {fold(word, {}): sign for language in languages for word, sign in language.attached}
    return time_words([*forgiven, *said], attached, spelling)


def _spelt(phrase: str, spelling: Spelling) -> tuple[str, ...]:
    """Return the words of a phrase as a text is read for times."""
    pieces = [phrase.lower()] if phrase.isascii() and phrase.isalpha() else pieces_of(phrase)
    if len(pieces) == 1:
        return spelling.words.get(pieces[0], (pieces[0],))
    return tuple(word for piece in pieces for word in spelling.words.get(piece) or apart(piece) or (piece,))


class _Keywords:
    """What keywords.toml says: whole messages, spelling, emoji."""

    def __init__(self, folders: Sequence[Path], problems: list[str]) -> None:
        self.slips: list[str] = []
        self.intents: dict[str, dict[str, Intent]] = {name: {} for name in _WHOLE_MESSAGES}
        self.asks: dict[str, Asks] = {}
        self.words: dict[str, dict[str, str]] = {name: {} for name in _SPELLINGS}
        for number, folder in enumerate(folders):
            path = folder / "keywords.toml"
            if number == 0 or path.exists():
                for key, value in _read(path, problems).items():
                    self._add(key, value, path, problems)
        self.spelling = Spelling(
            words={fold(word, {}): tuple(fold(plain, {}).split()) for word, plain in self.words["spelling"].items()},
            endings=self.words["endings"],
            emoji={ord(sign[0]): f" {word} " for sign, word in self.words["emoji"].items()},
        )

    def _add(self, key: str, value: object, path: Path, problems: list[str]) -> None:
        where = f"{path}: {key}"
        if key == "slips":
            self.slips += _phrases(value, where, problems)
        elif key not in (*_WHOLE_MESSAGES, _ASKS, *_SPELLINGS):
            problems.append(_unknown(path, key, ("slips", *_WHOLE_MESSAGES, _ASKS, *_SPELLINGS)))
        elif (words := _words(value)) is None:
            problems.append(f'{where}: must be a table of words, none empty, as in u = "you"')
        elif key in _SPELLINGS:
            self.words[key].update(words)
        elif key == _ASKS:
            self.asks.update(_members(Asks, words, where, problems))
        else:
            self.intents[key].update(_members(Intent, words, where, problems))


class _Language:
    """What the files of one language say, read to rules."""

    def __init__(self, name: str, paths: Sequence[Path], spelling: Spelling, problems: list[str]) -> None:
        self.name = name
        self.problems = problems
        self.rules: list[Rule] = []
        self.held: dict[str, Sequence[Wording]] = {}
        self.times: list[tuple[str, Sign]] = []
        self.attached: list[tuple[str, Sign]] = []
        self.sounds: Letters = ()
        contents = [(path, _read(path, problems)) for path in paths]
        for path, content in contents:
            self._read_sounds(self._table(content, "sounds", path), path)
        said = [content[key] for _, content in contents for key in content if key not in ("times", "sounds")]
        phrases = (phrase for lists in said for phrase in _lists_in(lists))
        self.reader = Reader(phrases, name, self.sounds, spelling)
        self._read_groups(contents)
        for path, content in contents:
            self._read_phrases(path, content)
            self._read_times(self._table(content, "times", path), path)

    def _read_sounds(self, letters: dict[str, Any], path: Path) -> None:
        """Read what letters sound like, in the order in which they stand."""
        for written, said in letters.items():
            if not written.strip("^$") or not isinstance(said, str) or "\n" in written + said:
                self.problems.append(f'{path}: sounds.{written}: must be letters and their sound, as in "qu" = "k"')
        self.sounds += tuple(letters.items())

    def _read_times(self, tables: dict[str, Any], path: Path) -> None:
        """Read the words of time: each table's keys are a closed set."""
        for name in tables:
            known = TABLES.get(name)
            if known is None:
                self.problems.append(f"{path}: times.{name}: unknown; use one of {', '.join(TABLES)}")
                continue
            for key, phrases in self._table(tables, name, path).items():
                where = f"{path}: times.{name}.{key}"
                if key not in known:
                    self.problems.append(f"{where}: unknown; use one of {', '.join(known)}")
                    continue
                said = [(phrase, known[key]) for phrase in _phrases(phrases, where, self.problems)]
                (self.attached if name == "attached" else self.times).extend(said)

    def _read_groups(self, contents: Sequence[tuple[Path, dict[str, Any]]]) -> None:
        """Read all [groups] first, the agency's words too; a group may name those above it, and holds their words."""
        lists: dict[str, list[tuple[str, str]]] = {}
        for path, content in contents:
            for name, items in self._table(content, "groups", path).items():
                where = f"{path}: groups.{name}"
                if not _GROUP_NAME.fullmatch(name):
                    self.problems.append(f"{where}: name it in small letters a-z and _")
                else:
                    lists.setdefault(name, []).extend((item, where) for item in _phrases(items, where, self.problems))
        self.reader.expect(lists)
        groups = self.reader.groups
        for name, items in lists.items():
            wording = one_of([part for item, where in items for part in self._parts(self.reader.item, item, where)])
            groups[name] = wording
            self.held[self.reader.key(name)] = wording.items if isinstance(wording, Choice) else (wording,)
        self.reader.close_groups()

    def _read_phrases(self, path: Path, content: dict[str, Any]) -> None:
        """Read every list of phrases of one file to rules."""
        known = ("groups", "crisis", "intent", "limit", "day", "pick", "times", "sounds", *map(str, _LISTS))
        self.problems += [_unknown(path, key, known) for key in content if key not in known]
        for role in _LISTS:
            self._add(content.get(role, []), Sense(role=role), f"{path}: {role}")
        for key, grades in self._table(content, "crisis", path).items():
            self._read_crisis(key, grades, path)
        for role, closed in _CLOSED.items():
            for key, phrases in self._table(content, role, path).items():
                where = f"{path}: {role}.{key}"
                if (member := _member(closed, key, where, self.problems)) is not None:
                    said: dict[str, Any] = {role: member}
                    self._add(phrases, Sense(role=role, **said), where)

    def _read_crisis(self, key: str, grades: object, path: Path) -> None:
        """Read the phrases of one kind of crisis, by grade."""
        where = f"{path}: crisis.{key}"
        kind = _member(CrisisKind, key, where, self.problems)
        if not isinstance(grades, dict):
            self.problems.append(f"{where}: must be a table with lists named {', '.join(_GRADES)}")
            return
        for grade, phrases in grades.items():
            if grade not in _GRADES:
                self.problems.append(f"{where}.{grade}: unknown; use {', '.join(_GRADES)}")
            elif kind is not None:
                is_doubtful = grade == _DOUBTFUL
                sense = Sense(role=Role.CRISIS, kind=kind, urgency=_GRADES[grade], is_doubtful=is_doubtful)
                self._add(phrases, sense, f"{where}.{grade}")

    def _add(self, phrases: object, sense: Sense, where: str) -> None:
        for phrase in _phrases(phrases, where, self.problems):
            if parts := self._parts(self.reader.parts, phrase, where):
                self.rules.append(Rule(sense=sense, parts=parts))

    def _parts(self, read: Callable[[str], tuple[Wording, ...]], phrase: str, where: str) -> tuple[Wording, ...]:
        try:
            return read(phrase)
        except PhraseError as error:
            self.problems.append(f"{where}: “{phrase}” {error}")
            return ()

    def _table(self, content: dict[str, Any], key: str, path: Path) -> dict[str, Any]:
        value = content.get(key, {})
        if isinstance(value, dict):
            return value
        self.problems.append(f"{path}: {key}: must be a table, [{key}]")
        return {}


def _read(path: Path, problems: list[str]) -> dict[str, Any]:
    try:
        return tomli.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        problems.append(f"{path}: cannot be read ({error.strerror}); put the file there, readable for the line")
    except UnicodeDecodeError:
        problems.append(f"{path}: holds characters that are not UTF-8; save the file again as UTF-8")
    except tomli.TOMLDecodeError as error:
        problems.append(f"{path}: {error}; correct the line or restore the file from the shipped one")
    return {}


def _lists_in(content: object) -> list[str]:
    """Return what stands in all lists of a table."""
    if isinstance(content, dict):
        return [item for inside in content.values() for item in _lists_in(inside)]
    return [item for item in content if isinstance(item, str)] if isinstance(content, list) else []


def _phrases(value: object, where: str, problems: list[str]) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        problems.append(f'{where}: must be a list of phrases, as in ["like this", "or this"]')
        return []
    if any(not item.strip() for item in value):
        problems.append(f"{where}: has an empty phrase; remove it")
    return [item for item in value if item.strip()]


def _members(closed: type[_E], words: Mapping[str, str], where: str, problems: list[str]) -> dict[str, _E]:
    read = {fold(word, {}): _member(closed, name, f"{where}.{word}", problems) for word, name in words.items()}
    return {word: member for word, member in read.items() if member is not None}


def _member(closed: type[_E], name: str, where: str, problems: list[str]) -> _E | None:
    if name in tuple(closed):
        return closed(name)
    problems.append(f"{where}: {name} is unknown; use one of {', '.join(closed)}")
    return None


def _unknown(path: Path, key: str, known: Iterable[str]) -> str:
    remedy = renamed(path, key) or f"unknown; use one of {', '.join(known)}"
    return f"{path}: {key}: {remedy}"


def _words(value: object) -> dict[str, str] | None:
    if not isinstance(value, dict):
        return None
    good = all(key and isinstance(word, str) and word.strip() for key, word in value.items())
    return value if good else None
