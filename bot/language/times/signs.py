"""What a word can say about time, whichever language it is of: the vocabulary that config/lexicon/*.toml fills."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from enum import StrEnum

from bot.language.normalise import Spelling
from bot.model.value import value, value_in_order


class Kind(StrEnum):
    """What a word is to the grammar of times."""

    OTHER = "other"
    BREAK = "break"
    COMMA = "comma"
    COLON = "colon"
    DASH = "dash"
    SLASH = "slash"
    DIGITS = "digits"
    NUMBER = "number"
    SAID_HOUR = "said_hour"
    WEEKDAY = "weekday"
    MONTH = "month"
    RELATIVE = "relative"
    WEEK = "week"
    PART = "part"
    PART_TODAY = "part_today"
    NTH = "nth"
    HOLIDAY = "holiday"
    WEEK_OF = "week_of"
    # What stands around a time: the lists of [times.marks].
    AM = "am"
    PM = "pm"
    OCLOCK = "oclock"
    H = "h"
    HOUR = "hour"
    MINUTE = "minute"
    DAY = "day"
    WEEKS = "weeks"
    ORDINAL = "ordinal"
    AND_HALF = "and_half"
    AND_QUARTER = "and_quarter"
    LESS_QUARTER = "less_quarter"
    HALF_PAST = "half_past"
    QUARTER_PAST = "quarter_past"
    QUARTER_TO = "quarter_to"
    HALF_HOUR = "half_hour"
    ONE_HOUR = "one_hour"
    AT = "at"
    NEAR = "near"
    THE = "the"
    DATE_THE = "date_the"
    OF = "of"
    ON = "on"
    AFTER = "after"
    BEFORE = "before"
    UNTIL = "until"
    FROM = "from"
    ONWARD = "onward"
    BETWEEN = "between"
    TO = "to"
    FOR = "for"
    JOIN = "join"
    EARLIEST = "earliest"
    LATEST = "latest"
    LATER = "later"
    EARLIER = "earlier"
    WITHIN = "within"
    EARLY = "early"
    LATE = "late"
    LATE_OR_AFTERNOON = "late_or_afternoon"
    END_OF = "end_of"
    NEXT = "next"
    THIS = "this"
    LAST = "last"
    FOLLOWING = "following"
    DAY_AFTER = "day_after"
    DAY_BEFORE = "day_before"
    NEXT_DAY = "next_day"
    SAME_TIME = "same_time"
    SAME_DAY = "same_day"
    THAT_DAY = "that_day"
    THAT = "that"
    VISIT = "visit"
    THE_ONE = "the_one"
    SET_FOR = "set_for"
    INSTEAD_OF = "instead_of"
    INSTEAD = "instead"
    MOVE = "move"
    NOT = "not"
    NO = "no"
    EXCEPT = "except"
    BAD = "bad"
    GOOD = "good"
    ASK = "ask"
    REASON = "reason"
    CAUSE = "cause"
    BUSY = "busy"
    BUT = "but"
    SO = "so"
    IS = "is"
    IS_WHEN = "is_when"
    WORK = "work"
    UNIT = "unit"
    PLAIN = "plain"


@value_in_order
class Sign:
    """One word or phrase as the grammar sees it.

    `first` is a number, a weekday, a month, an offset in days or weeks, minutes of the day; `last` the other end.
    """

    kind: Kind
    first: int = 0
    last: int = 0


WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
OPENS, NOON, EVENING, CLOSES = 8 * 60, 12 * 60, 17 * 60, 21 * 60
"""The visiting day and its parts, in minutes from midnight."""
PARTS = {
    "morning": (OPENS, NOON),
    "early_morning": (OPENS, 10 * 60),
    "late_morning": (10 * 60, NOON),
    "noon": (NOON, NOON),
    "afternoon": (NOON, EVENING),
    "early_afternoon": (NOON, 14 * 60),
    "late_afternoon": (15 * 60, EVENING),
    "after_school": (15 * 60, 18 * 60),
    "evening": (EVENING, CLOSES),
    "daytime": (OPENS, EVENING),
    "all_day": (OPENS, CLOSES),
}
WEEKS_OF = {"first": (1, 0), "first_full": (1, 1), "second": (2, 0), "third": (3, 0), "fourth": (4, 0), "last": (0, 0)}
"""Which week of a month, 0 for the last, and whether the month has all of it."""
RELATIVES = {"yesterday": -1, "today": 0, "tomorrow": 1, "after_tomorrow": 2}
WEEKS = {
    "this_week": (0, 4),
    "next_week": (7, 11),
    "week_after_next": (14, 18),
    "weekend": (5, 6),
    "next_weekend": (12, 13),
}
"""First and last day of each, from the Monday of the week that is."""
HOLIDAYS = (
    *("new_year", "king_day", "epiphany", "valentine", "presidents_day", "st_patrick", "good_friday", "easter"),
    *("mothers_day", "memorial_day", "juneteenth", "independence_day", "labor_day", "columbus_day", "halloween"),
    *("veterans_day", "thanksgiving", "christmas_eve", "christmas", "new_years_eve", "fathers_day"),
)
TABLES: dict[str, dict[str, Sign]] = {
    "days": {name: Sign(Kind.WEEKDAY, number) for number, name in enumerate(WEEKDAYS)},
    "months": {name: Sign(Kind.MONTH, number) for number, name in enumerate(MONTHS, 1)},
    "relative": {name: Sign(Kind.RELATIVE, offset) for name, offset in RELATIVES.items()},
    "weeks": {name: Sign(Kind.WEEK, *days) for name, days in WEEKS.items()},
    "weeks_of": {name: Sign(Kind.WEEK_OF, *which) for name, which in WEEKS_OF.items()},
    "parts": {name: Sign(Kind.PART, *minutes) for name, minutes in PARTS.items()},
    "parts_today": {name: Sign(Kind.PART_TODAY, *PARTS[name]) for name in ("morning", "afternoon", "evening")},
    "holidays": {name: Sign(Kind.HOLIDAY, number) for number, name in enumerate(HOLIDAYS)},
    "numbers": {str(number): Sign(Kind.NUMBER, number) for number in (*range(1, 32), 40, 45, 50)},
    "ordinals": {str(number): Sign(Kind.NTH, number) for number in range(1, 32)},
    "hours": {str(number): Sign(Kind.SAID_HOUR, number) for number in range(1, 13)},
    "marks": {kind.value: Sign(kind) for kind in tuple(Kind)[tuple(Kind).index(Kind.AM) :]},
    "attached": {
        kind.value: Sign(kind) for kind in (Kind.AM, Kind.PM, Kind.OCLOCK, Kind.H, Kind.HOUR, Kind.MINUTE, Kind.ORDINAL)
    },
}
"""The tables of [times] in a lexicon file, and what each of their keys says. The set is closed: others are refused."""


SAYS_TIME = frozenset(
    {Kind.DIGITS, Kind.NUMBER, Kind.SAID_HOUR, Kind.WEEKDAY, Kind.RELATIVE, Kind.WEEK, Kind.PART, Kind.PART_TODAY}
    | {Kind.HOLIDAY, Kind.MONTH, Kind.ONE_HOUR, Kind.HALF_HOUR, Kind.SAME_TIME, Kind.SAME_DAY, Kind.NEXT_DAY}
    | {Kind.DAY_AFTER, Kind.DAY_BEFORE, Kind.WEEKS, Kind.END_OF, Kind.LATE_OR_AFTERNOON, Kind.NTH, Kind.AND_HALF}
    | {Kind.HOUR}
)
"""A text without any of these asks for no time, and is read no further."""


@value
class TimeWords:
    """The words of time, of all languages together.

    `alone` are single words; `longer` are phrases by their first and second word, the longest first, with what follows.
    `attached` may follow a number without a space ("5pm"). A text without a number has a word of `telling`, or no time.
    """

    alone: Mapping[str, Sign]
    longer: Mapping[str, Mapping[str, Sequence[tuple[list[str], Sign]]]]
    attached: Mapping[str, Sign]
    telling: frozenset[str]
    spelling: Mapping[str, tuple[str, ...]]


def time_words(
    phrases: Iterable[tuple[tuple[str, ...], Sign]], attached: Mapping[str, Sign], spelling: Spelling
) -> TimeWords:
    """Lay the phrases out by their first words; of two senses of one phrase the later wins (an agency's)."""
    senses = dict(phrases)
    used = Counter(word for phrase in senses for word in phrase)
    longer: dict[str, dict[str, list[tuple[list[str], Sign]]]] = {}
    for (first, *rest), sign in sorted(senses.items(), key=_shortness):
        if rest:
            longer.setdefault(first, {}).setdefault(rest[0], []).append((rest[1:], sign))
    return TimeWords(
        alone={phrase[0]: sign for phrase, sign in senses.items() if len(phrase) == 1},
        longer=longer,
        attached=attached,
        telling=frozenset(
            min(phrase, key=lambda word: (-len(word), used[word]))
            for phrase, sign in senses.items()
            if sign.kind in SAYS_TIME
        ),
        spelling=spelling.words,
    )


def _shortness(entry: tuple[tuple[str, ...], Sign]) -> int:
    return -len(entry[0])


_MOST_SKIPPED = 4


def past(signs: Sequence[Sign], place: int, kinds: Container[Kind]) -> int:
    """Return the place behind a few signs of these kinds; a long run of them is no phrase of anybody's."""
    most = place + _MOST_SKIPPED
    while place < most and signs[place].kind in kinds:
        place += 1
    return place
