"""What does a worker mean about their next shift? `S12`: seen (SAFETY 4.1)."""

import re
from dataclasses import dataclass

from bot.language.visit_commands import Unclear

POLITE = r"(?:ok|okay|thanks|thank +you|gracias|got +it|seen|visto|yes|s[ií])"
SEEN = re.compile(rf"(?:s|seen|visto)(?:[ #-]*([0-9]{{1,6}}))?(?:[^a-z0-9]+{POLITE})*", re.IGNORECASE)
HALF = re.compile(r"s(?:[ #-]*[0-9]{1,6}|[ ,:=-])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Seen:
    """`S12`: I have seen that shift; without a number, the one I was asked about."""

    number: int | None


def about_night(plain: str) -> Seen | Unclear | None:
    """Read what a worker writes about their next shift; what may take it back is not understood."""
    if match := SEEN.fullmatch(plain):
        return Seen(int(match.group(1)) if match.group(1) else None)
    return Unclear() if HALF.match(plain) else None
