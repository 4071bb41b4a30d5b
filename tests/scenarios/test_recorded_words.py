"""Words a person has spoken are played instead of the carrier's voice; a language nobody speaks is said to be so."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from world import World

from bot.errors import ConfigError
from bot.model.people import Language
from bot.program import shipped_config
from bot.store.engine import Store
from bot.wiring import load_config

SOUND = b"ID3" + bytes(400)


@pytest.fixture
def agency(tmp_path: Path) -> Path:
    """Give an agency's folder with a place for recordings in Haitian Creole."""
    folder = tmp_path / "agency"
    (folder / "recordings" / "ht").mkdir(parents=True)
    return folder


@pytest.fixture
def recorded(sqlite_store: Store, agency: Path) -> Iterator[World]:
    """Give a world whose greeting somebody has spoken in Haitian Creole."""
    (agency / "recordings" / "ht" / "call.greeting.mp3").write_bytes(SOUND)
    made = World(sqlite_store, folders=[agency])
    made.staff()
    yield made
    made.settle()
    made.end()


def test_recorded_words_are_played_and_the_rest_is_heard_in_the_fallback(recorded: World) -> None:
    """The greeting is the person's, what is not recorded the voice's; nothing is said of a language that is heard."""
    rosa = recorded.family("rosa", language="ht", phone_is="private").calls().hears("/said/")
    (played,) = rosa.current.heard
    path = played.words.removeprefix("https://line.example.org")
    rosa.presses("2").hears("For your schedule").lacks("recorded words").hangs_up()
    answer = recorded.web.get(path)
    assert (answer.status_code, answer.mimetype, answer.data) == (200, "audio/mpeg", SOUND)
    assert "immutable" in answer.headers["Cache-Control"]
    again = recorded.web.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert recorded.web.get("/said/call.greeting.mp3").status_code == 404
    assert not any(word in path for word in ("greeting", "call", "ht/"))


def test_a_language_nobody_speaks_is_said_to_be_so_once(world: World) -> None:
    """After the first words, which name 911, and once a call; the page names the language all the same."""
    rosa = world.family("rosa", language="ht", phone_is="private").calls()
    rosa.hears("dial 9 1 1", "no recorded words in Haitian Creole yet")
    told = rosa.text
    assert told.index("9 1 1") < told.index("recorded words")
    rosa.presses("2").hears("For your schedule").lacks("recorded words").presses("3").hears("For English")
    rosa.presses("3").hears("For your schedule").hangs_up()
    assert not any("recorded words" in one.words for one in rosa.current.heard[3:])


def test_a_language_chosen_on_the_call_is_told_of_then(world: World) -> None:
    """English is heard; whoever then chooses Haitian Creole hears why it stays English."""
    rosa = world.family("rosa", language="en", phone_is="private").calls().hears("press 2").lacks("recorded words")
    rosa.presses("2").hears("For another language").presses("3").hears("For English")
    rosa.presses("3").hears("no recorded words in Haitian Creole").hangs_up()


@pytest.mark.parametrize(
    ("file", "sound", "told"),
    [
        ("ht/call.greting.mp3", SOUND, "nothing that is said on a call"),
        ("ht/help.fixed.mp3", SOUND, "nothing that is said on a call"),
        ("ht/call.number.mp3", SOUND, "something filled in"),
        ("kr/call.greeting.mp3", SOUND, "no folder of a language"),
        ("call.greeting.mp3", SOUND, "no folder of a language"),
        ("ht/call.greeting.wav", SOUND, "is no .mp3"),
        ("ht/call.greeting.mp3", b"RIFF" + bytes(40), "no sound in MP3"),
        ("ht/call.greeting.mp3", b"", "no sound in MP3"),
        ("ht/call.greeting.mp3", b"ID3" + bytes(1024 * 1024), "larger than 1024 kB"),
    ],
)
def test_a_recording_nobody_would_hear_is_refused(agency: Path, file: str, sound: bytes, told: str) -> None:
    """Each mistake is named with its file and remedy before the line starts."""
    path = agency / "recordings" / file
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(sound)
    with pytest.raises(ConfigError) as refused:
        load_config((shipped_config(), agency))
    assert str(path) in str(refused.value)
    assert told in str(refused.value)


def test_the_shipped_folder_has_no_recordings() -> None:
    """A voice is the agency's to choose."""
    assert not any(load_config((shipped_config(),)).recordings.speak(language) for language in Language)
