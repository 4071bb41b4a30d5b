"""The words for times, as config/lexicon/*.toml lists them under [times]: every language beside the others."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from bot.language.normalise import fold
from bot.model.value import value


class Sign(StrEnum):
    """What a word says of a time; the lexicon lists the words of each."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"
    JANUARY = "january"
    FEBRUARY = "february"
    MARCH = "march"
    APRIL = "april"
    MAY = "may"
    JUNE = "june"
    JULY = "july"
    AUGUST = "august"
    SEPTEMBER = "september"
    OCTOBER = "october"
    NOVEMBER = "november"
    DECEMBER = "december"
    TODAY = "today"
    TONIGHT = "tonight"
    TOMORROW = "tomorrow"
    DAY_AFTER_TOMORROW = "day_after_tomorrow"
    TOMORROW_OR_MORNING = "tomorrow_or_morning"
    """Spanish "manana": the morning behind "la", else tomorrow."""
    MORNING = "morning"
    LATE_MORNING = "late_morning"
    NOON = "noon"
    AFTERNOON = "afternoon"
    AFTER_SCHOOL = "after_school"
    EVENING = "evening"
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    WEEKEND = "weekend"
    MONTH = "month"
    AM = "am"
    PM = "pm"
    O_CLOCK = "o_clock"
    HALF = "half"
    QUARTER = "quarter"
    HALF_PAST = "half_past"
    QUARTER_PAST = "quarter_past"
    QUARTER_TO = "quarter_to"
    AND_A_HALF = "and_a_half"
    AND_A_QUARTER = "and_a_quarter"
    LESS_A_QUARTER = "less_a_quarter"
    NEXT = "next"
    THIS = "this"
    SAME_TIME = "same_time"
    SAME_DAY = "same_day"
    THAT_DAY = "that_day"
    EARLY_PART = "early_part"
    LATE_PART = "late_part"
    AFTER = "after"
    BEFORE = "before"
    UNTIL = "until"
    NOT_BEFORE = "not_before"
    NOT_AFTER = "not_after"
    BETWEEN = "between"
    TO = "to"
    AND = "and"
    AT = "at"
    IN = "in"
    THAT = "that"
    LATER = "later"
    EARLIER = "earlier"
    MOVE = "move"
    INSTEAD_OF = "instead_of"
    THE_ONE = "the_one"
    OLD = "old"
    EXCEPT = "except"
    ASK = "ask"
    FITS = "fits"
    REFUSE = "refuse"
    NO = "no"
    """Turns down the time beside it, or what was asked before it; anything else it turns down is no time."""
    BUSY = "busy"
    FREE_FROM = "free_from"
    """When somebody is done or home: "get off at 5"."""
    BECAUSE = "because"
    BUT = "but"
    A = "a"
    """One, of an hour or a day: "an hour later"."""
    COUNTED = "counted"
    NUMBERED = "numbered"
    THE = "the"
    NEW_YEARS_EVE = "new_years_eve"
    NEW_YEAR = "new_year"
    MLK_DAY = "mlk_day"
    PRESIDENTS_DAY = "presidents_day"
    MEMORIAL_DAY = "memorial_day"
    JUNETEENTH = "juneteenth"
    INDEPENDENCE_DAY = "independence_day"
    LABOR_DAY = "labor_day"
    COLUMBUS_DAY = "columbus_day"
    HALLOWEEN = "halloween"
    VETERANS_DAY = "veterans_day"
    THANKSGIVING = "thanksgiving"
    CHRISTMAS_EVE = "christmas_eve"
    CHRISTMAS = "christmas"


TELLING = frozenset(Sign) - {
    *(Sign.THE, Sign.A, Sign.AND, Sign.TO, Sign.IN, Sign.AT, Sign.THAT, Sign.BUT, Sign.BECAUSE, Sign.ASK, Sign.FITS),
    *(Sign.REFUSE, Sign.NO, Sign.BUSY, Sign.FREE_FROM, Sign.COUNTED, Sign.NUMBERED, Sign.THE_ONE, Sign.MOVE),
    *(Sign.INSTEAD_OF, Sign.EXCEPT, Sign.THIS, Sign.NEXT, Sign.AFTER, Sign.BEFORE, Sign.UNTIL, Sign.BETWEEN),
}
"""Signs that name a time by themselves, or with nothing but each other."""


@value
class Tongue:
    """The words of one language for times, by the first of them; each with those that follow, and what it is.

    `common` are everyday words, by which a language is told from another.
    """

    common: frozenset[str]
    signs: Mapping[str, tuple[tuple[tuple[str, ...], Sign], ...]]
    numbers: Mapping[str, int]
    ordinals: Mapping[str, int]


@value
class TimeWords:
    """The words of every language; `telling` are those without which, and without a digit, no time is named."""

    tongues: tuple[Tongue, ...]
    telling: frozenset[str] = frozenset()

    def ordered(self, pieces: Iterable[str]) -> tuple[Tongue, ...]:
        """Return the languages, the one most of these words are of first; the first one where none is."""
        every = set(pieces)
        return tuple(sorted(self.tongues, key=lambda tongue: -len(tongue.common & every)))


def every(tongues: Iterable[Tongue]) -> TimeWords:
    """Put the languages together."""
    kept = tuple(tongues)
    first = {word for one in kept for word, phrases in one.signs.items() if any(sign in TELLING for _, sign in phrases)}
    return TimeWords(tongues=kept, telling=frozenset(first.union(*(one.numbers for one in kept))))


def tongue(
    common: Iterable[str], signs: Iterable[tuple[str, Sign]], numbers: Mapping[str, int], ordinals: Mapping[str, int]
) -> Tongue:
    """Lay out the phrases of one language by their first words, the longest first."""
    by_first: dict[str, dict[tuple[str, ...], Sign]] = {}
    for phrase, sign in signs:
        first, *rest = fold(phrase, {}).split()
        by_first.setdefault(first, {}).setdefault(tuple(rest), sign)
    return Tongue(
        common=frozenset(fold(word, {}) for word in common),
        signs={
            first: tuple(sorted(rests.items(), key=lambda one: (-len(one[0]), one[0])))
            for first, rests in by_first.items()
        },
        numbers={fold(word, {}): number for word, number in numbers.items()},
        ordinals={fold(word, {}): number for word, number in ordinals.items()},
    )
