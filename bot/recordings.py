"""config/recordings/<language>/<key>.mp3 -> words that a person has spoken, instead of the carrier's voice."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bot.catalog import Catalog
from bot.catalog.words import is_call
from bot.errors import ConfigError
from bot.model.people import Language
from bot.model.value import value

FOLDER = "recordings"
LARGEST = 1024 * 1024
"""Bytes of one recording: two minutes as a telephone sounds them."""
_BEGINNINGS = (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa", b"\xff\xe3")
"""What an MP3 file begins with: a tag, or the first frame."""


@value
class Recording:
    """Words as a person spoke them; `name` says nothing of what they are, and is another one for other sounds."""

    name: str
    sound: bytes


@value
class Recordings:
    """Every recording there is."""

    spoken: Mapping[tuple[Language, str], Recording]

    def of(self, key: str, language: Language) -> Recording | None:
        """Return the recording of a text, if there is one."""
        return self.spoken.get((language, key))

    def speak(self, language: Language) -> bool:
        """Say whether anything at all is recorded in a language."""
        return any(one is language for one, _ in self.spoken)

    def named(self, name: str) -> bytes | None:
        """Return the sound of that name."""
        return next((one.sound for one in self.spoken.values() if one.name == name), None)


NONE = Recordings(spoken={})


def load_recordings(folders: Sequence[Path], catalog: Catalog) -> Recordings:
    """Read every recording, later folders over earlier ones, or raise `ConfigError` with all problems."""
    problems: list[str] = []
    spoken: dict[tuple[Language, str], Recording] = {}
    for path in (path for folder in folders for path in _files(folder / FOLDER)):
        wrong = tuple(_problems_of(path, catalog))
        problems += [f"{path}: {one}" for one in wrong]
        if not wrong:
            sound = path.read_bytes()
            name = hashlib.sha256(sound).hexdigest()[:32]
            spoken[Language(path.parent.name), path.stem] = Recording(name=name, sound=sound)
    if problems:
        raise ConfigError(problems)
    return Recordings(spoken=spoken)


def _files(folder: Path) -> Iterator[Path]:
    """Yield what lies in the folder of each language; what begins with a dot is nobody's recording."""
    return (path for path in sorted(folder.glob("**/*")) if path.is_file() and not path.name.startswith("."))


def _problems_of(path: Path, catalog: Catalog) -> Iterator[str]:
    language, key = path.parent.name, path.stem
    if language not in set(Language) or path.parent.parent.name != FOLDER:
        yield f"lies in no folder of a language; known are {', '.join(Language)}"
    if path.suffix != ".mp3":
        yield "is no .mp3; save it as one"
        return
    if not catalog.has(key) or not is_call(key):
        yield f"{key!r} is nothing that is said on a call; name it after the key in messages, as call.greeting.mp3"
    elif catalog.entry(key, Language.ENGLISH).placeholders:
        yield "is said with something filled in, which no recording can hold; leave it to the voice"
    yield from _problems_of_sound(path)


def _problems_of_sound(path: Path) -> Iterator[str]:
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            beginning = file.read(3)
    except OSError as error:
        yield f"cannot be read ({error.strerror}); put it there, readable for the line"
        return
    if size > LARGEST:
        yield f"is larger than {LARGEST // 1024} kB; save it in mono, as a telephone sounds (32 kbit/s are enough)"
    if not beginning.startswith(_BEGINNINGS):
        yield "is no sound in MP3; save it again as one"
