"""What does a worker mean who says that help was called? `911 KB`, `911 KB 23:40` (never words for a family)."""

import re

from bot.language.report_commands import code_in, spoken_time
from bot.model.help import looks_like_code
from bot.model.reports import SpokenTime
from bot.model.value import value_in_order

ABOUT_HELP = re.compile(
    r"(?:i +)?(called +|llam[eé] +al +)?9[ .-]?1[ .-]?1(?![0-9])(?: +called)?[ .,:=-]*(.*)", re.IGNORECASE | re.DOTALL
)


@value_in_order
class HelpCalled:
    """`911 KB 23:40`: somebody of the staff has called 911 for that family, then; without a time, just now."""

    code: str | None
    at: SpokenTime | None = None


@value_in_order
class HalfHelpCalled:
    """`911 KB` with something behind it that is no time: it is asked back, and goes to no family."""

    code: str


def about_help(plain: str) -> HelpCalled | HalfHelpCalled | None:
    """Read what a worker writes about a call to 911; None where it can be words for a family ("called 911")."""
    match = ABOUT_HELP.fullmatch(plain)
    if match is None:
        return None
    words = match.group(2).split()
    is_named = bool(words) and looks_like_code(words[0].strip(".,:;"))
    code, rest = code_in(match.group(2))
    at = spoken_time(rest) if rest else None
    if rest and at is None:
        return HalfHelpCalled(code) if is_named and code else None
    return HelpCalled(code, at) if code or not match.group(1) else None
