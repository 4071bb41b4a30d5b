"""What a text costs: the GSM-7 alphabet, counting of segments, and cutting to what a carrier takes."""

import math
import unicodedata

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}[]~\\|€")
_GSM7 = _BASIC | _EXTENDED
_SPACES = str.maketrans("\u00a0\u202f", "  ")
_CUT = "..."
_SINGLE_GSM7, _PART_GSM7 = 160, 153
_SINGLE_UCS2, _PART_UCS2 = 70, 67


def is_gsm7(text: str) -> bool:
    """Whether `text` fits the cheap alphabet; one character outside it makes the whole text UCS-2."""
    return _GSM7.issuperset(text)


def segments(text: str) -> int:
    """Count the segments a carrier bills; a character worth two units is never split between two of them."""
    if _BASIC.issuperset(text):
        return 1 if len(text) <= _SINGLE_GSM7 else math.ceil(len(text) / _PART_GSM7)
    if is_gsm7(text):
        return _filled_parts([2 if letter in _EXTENDED else 1 for letter in text], _SINGLE_GSM7, _PART_GSM7)
    return _filled_parts([2 if letter > "\uffff" else 1 for letter in text], _SINGLE_UCS2, _PART_UCS2)


def trimmed(text: str, most: int = 1600) -> str:
    """Return `text` cut to `most` UTF-16 units (an emoji is two), ending in "..." if anything was lost."""
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * most:
        return text
    return units[: 2 * (most - len(_CUT))].decode("utf-16-le", "ignore") + _CUT


def plain_spaces(text: str) -> str:
    """Replace the unbreakable spaces of date words by ordinary ones."""
    return text.translate(_SPACES)


def folded(text: str) -> str:
    """Drop the accents GSM-7 does not have ("sáb" is "sab", "mié" stays), so that a weekday costs no extra segment."""
    if is_gsm7(text):
        return text
    return "".join(letter if letter in _GSM7 else unicodedata.normalize("NFD", letter)[0] for letter in text)


def _filled_parts(widths: list[int], single: int, part: int) -> int:
    if sum(widths) <= single:
        return 1
    count, used = 1, 0
    for width in widths:
        if used + width > part:
            count, used = count + 1, 0
        used += width
    return count
