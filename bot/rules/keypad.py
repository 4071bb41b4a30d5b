"""Which request a worker means who keys its code: letters as the keypad has them, so that KB is 52."""

from collections.abc import Sequence

from bot.model.help import HelpRequest, RequestState

_KEYS = {"2": "ABC", "3": "DEF", "4": "GHI", "5": "JKL", "6": "MNO", "7": "PQRS", "8": "TUV", "9": "WXYZ"}
_KEY_OF = {letter: key for key, letters in _KEYS.items() for letter in letters}


def keyed(code: str) -> str:
    """Return the keys of a code."""
    return "".join(_KEY_OF[letter] for letter in code)


def meant(keys: str, hearable: Sequence[HelpRequest], worker_key: int) -> tuple[HelpRequest, ...]:
    """Return the requests that fit what was keyed: those this worker holds, where there are such, before all others."""
    fits = tuple(one for one in hearable if keyed(one.code) == keys)
    return held(fits, worker_key) or fits


def held(requests: Sequence[HelpRequest], worker_key: int) -> tuple[HelpRequest, ...]:
    """Return those a worker holds."""
    return tuple(one for one in requests if one.holder == worker_key and one.state is RequestState.CLAIMED)
