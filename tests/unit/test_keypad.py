"""Codes on the keypad: which request is meant, and who comes first where the keys fit several."""

from dataclasses import replace

import pytest
from a_request import REQUEST

from bot.model.help import CODE_LETTERS, HelpRequest, RequestState
from bot.rules.keypad import keyed, meant

ME, OTHER = 7, 8


def of(code: str, holder: int | None = None) -> HelpRequest:
    """Return a request of that code."""
    state = RequestState.CLAIMED if holder else RequestState.OPEN
    return replace(REQUEST, code=code, holder=holder, state=state)


@pytest.mark.parametrize(("code", "keys"), [("KB", "52"), ("ZQ", "97"), ("WXV", "998"), ("BC", "22")])
def test_letters_are_the_keys_they_stand_on(code: str, keys: str) -> None:
    """As every telephone has them."""
    assert keyed(code) == keys
    assert all(keyed(letter).isdecimal() for letter in CODE_LETTERS)


def test_mine_come_before_all_others() -> None:
    """KB and LC have the same keys: the one I hold is meant, else both may be."""
    mine, other = of("KB", ME), of("LC")
    assert meant("52", (other, mine), ME) == (mine,)
    assert meant("52", (other, of("KB", OTHER)), ME) == (other, of("KB", OTHER))


def test_what_fits_nothing_means_nothing() -> None:
    """Wrong keys, too few, too many, none."""
    assert [meant(keys, (of("KB"),), ME) for keys in ("53", "5", "522", "", "*")] == [()] * 5
