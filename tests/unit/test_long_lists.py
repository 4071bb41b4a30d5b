"""Long lists of words are read as the standard library reads them, whatever stands around them."""

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.config.long_lists import toml_of
from bot.program import shipped_config

PIECES = ["a", "b", " = ", "[", "]", '"x"', '"', ",", "\n", "# y", "1.5", "'", "{", "}", "\\", "e", "5", 'a = ["x"]\n']


def outcome(read: object, text: str) -> object:
    """Return what a text is read to, or what is said to be wrong with it."""
    assert callable(read)
    try:
        return read(text)
    except tomllib.TOMLDecodeError as error:
        return str(error)


@settings(max_examples=500, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_any_text_is_read_alike(text: str) -> None:
    """What is read and what is refused is the same, to the place that is named."""
    assert outcome(toml_of, text) == outcome(tomllib.loads, text)


@pytest.mark.parametrize(
    "text",
    [
        'a = ["x", # "y"\n "z",\n]\nb = 1.5',
        'a = """\nb = ["x"]\n"""',
        'a = 1e-99\nb = ["x"]',
        '[[t]]\na = ["x"]\n[[t]]\na = ["y"]',
        't = {a = ["x"]}',
        'a = ["\\u0041"]',
        'a = ["x"]5',
        'a = ["x"\n"y"]',
        'a = ["x", \x01]',
    ],
)
def test_odd_lists_are_read_alike(text: str) -> None:
    """Comments, escapes, strings of many lines, and numbers such as those that stand for lists."""
    assert outcome(toml_of, text) == outcome(tomllib.loads, text)


def test_the_shipped_files_are_read_alike() -> None:
    """Every file an agency may change."""
    for path in shipped_config().rglob("*.toml"):
        assert toml_of(path.read_text("utf-8")) == tomllib.loads(path.read_text("utf-8"))
