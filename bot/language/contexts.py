"""What words mean after what came before them: a number among offered times, a "no" to a reminder."""

from bot.language.times.asked import Asked
from bot.model.meaning import Before, Intent, Pick

PICKS_FROM = frozenset({Intent.OTHER, Intent.CONFIRM, Intent.THANKS, Intent.RESCHEDULE, Intent.NEXT_VISIT})
"""What a choice among offered times may look like by its words alone."""
ASKS_FROM = frozenset({Intent.OTHER, Intent.THANKS})


def in_context(
    intent: Intent, before: Before, *, pick: Pick | None, digit: int | None, is_no: bool, asked: Asked | None
) -> Intent:
    """Return what is meant, given what came before; `asked` is the time the words name, if any."""
    match before:
        case Before.SLOTS_OFFERED if pick is Pick.NONE:
            return Intent.RESCHEDULE
        case Before.SLOTS_OFFERED if intent in PICKS_FROM and (digit is not None or pick is not None):
            return Intent.CHOICE
        case Before.SLOTS_OFFERED if intent in PICKS_FROM and asked is not None and not asked.asks_anew:
            return Intent.CHOICE
        case Before.REMINDER_PENDING if is_no:
            return Intent.CANCEL
        case _ if intent in ASKS_FROM and asked is not None and asked.asks:
            return Intent.RESCHEDULE
        case _:
            return intent
