"""What does a supervisor mean about a number that harasses? `block KB 24h`, `unblock KB`."""

import re
from datetime import timedelta

from bot.model.help import looks_like_code
from bot.model.value import value_in_order

ABOUT_BLOCK = re.compile(r"(block|unblock)[ .,:-]+([a-z]{2,3})\b[ .,:-]*(.*)", re.IGNORECASE | re.DOTALL)
LASTS = re.compile(
    r"(?:for +)?([0-9]{1,3}) *(m|min|mins|minutes?|h|hrs?|hours?|horas?|d|days?|dias?)\b[ .,:-]*(.*)",
    re.IGNORECASE | re.DOTALL,
)
UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


@value_in_order
class BlockNumber:
    """`block KB 24h why`: do not answer the number behind a request for so long; None: for how long is asked."""

    code: str
    lasts: timedelta | None = None
    reason: str = ""


@value_in_order
class UnblockNumber:
    """`unblock KB`: answer it again."""

    code: str


AboutBlock = BlockNumber | UnblockNumber


def about_block(plain: str) -> AboutBlock | None:
    """Read what is said about a block; None where a text is about something else."""
    match = ABOUT_BLOCK.fullmatch(plain)
    if match is None or not looks_like_code(match.group(2).upper()):
        return None
    code = match.group(2).upper()
    if match.group(1).lower() == "unblock":
        return UnblockNumber(code)
    lasts, reason = split_lasting(match.group(3))
    return BlockNumber(code, lasts, reason)


def split_lasting(words: str) -> tuple[timedelta | None, str]:
    """Read how long something lasts, and what is written behind it; None where it is not said."""
    match = LASTS.fullmatch(words.strip())
    if match is None or not int(match.group(1)):
        return None, words.strip()
    return int(match.group(1)) * UNITS[match.group(2)[0].lower()], match.group(3).strip()
