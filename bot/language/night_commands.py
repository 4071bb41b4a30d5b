"""What does a worker mean about the nights to come? `S12`: shift seen; `V4821`: the code sent here (SAFETY 4.1)."""

import re

from bot.language.visit_commands import Unclear
from bot.model.value import value_in_order

POLITE = r"(?:ok|okay|thanks|thank +you|gracias|(?:got +)?it|seen|visto|yes|s[ií])"
SEEN = re.compile(rf"(?:s|seen|visto)(?:[ #-]*([0-9]{{1,6}}))?(?:[^a-z0-9]+{POLITE})*", re.IGNORECASE)
CODE_BACK = re.compile(rf"v[ #-]*([0-9]{{4}})(?:[^a-z0-9]+{POLITE})*", re.IGNORECASE)
HALF = re.compile(r"s(?:[ #-]*[0-9]{1,6}|[ ,:=-])|v[ #-]*[0-9]", re.IGNORECASE)


@value_in_order
class Seen:
    """`S12`: I have seen that shift; without a number, the one I was asked about."""

    number: int | None


@value_in_order
class CodeBack:
    """`V4821`: the code that was sent to this phone."""

    code: int


AboutNight = Seen | CodeBack


def about_night(plain: str) -> AboutNight | Unclear | None:
    """Read what a worker writes about the nights to come; what may take it back is not understood."""
    if match := SEEN.fullmatch(plain):
        return Seen(int(match.group(1)) if match.group(1) else None)
    if match := CODE_BACK.fullmatch(plain):
        return CodeBack(int(match.group(1)))
    return Unclear() if HALF.match(plain) else None
