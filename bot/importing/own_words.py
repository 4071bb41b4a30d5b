"""Which words a person may have for their own: none that people write by chance, and no code word of somebody else."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable

from bot.catalog import Catalog
from bot.importing.csv_file import Sheet
from bot.language import Lexicon
from bot.language.personal_words import is_ordinary, plain
from bot.model.people import Person, SafeContact
from bot.model.value import value_in_order

IsOrdinary = Callable[[str], bool]
ORDINARY = (
    "is made of everyday words, so it would be written by chance; "
    "let them choose another, such as two words that do not belong together"
)
TAKEN = "cannot be used, for a word must mean one person; let them choose another"


@value_in_order
class Named:
    """A person as the file would have them, as they were before, and the line they stand on."""

    person: Person
    before: Person | None
    line: int

    def new_word(self, column: str) -> str | None:
        """Return an own word that was not theirs already: what an upgrade made ordinary stops no nightly import."""
        word: str | None = getattr(self.person.profile, column)
        return word if self.before is None or getattr(self.before.profile, column) != word else None


def ordinary_words(lexicon: Lexicon, catalog: Catalog) -> IsOrdinary:
    """Return the test whether an own word is an ordinary one, by what the line understands and says to families."""
    said = frozenset(word for text in catalog.family_texts() for word in plain(text))
    return lambda word: is_ordinary(word, lexicon, (said,))


def check_own_words(
    sheet: Sheet, named: Collection[Named], others: Iterable[Person], is_ordinary_word: IsOrdinary
) -> None:
    """Note every new own word that is ordinary, and every code word that two persons would have."""
    everybody = [*(one.person for one in named), *others]
    owners = Counter(person.profile.code_word for person in everybody)
    for one in named:
        for column in ("quiet_word", "code_word"):
            word = one.new_word(column)
            if word is not None and is_ordinary_word(word):
                sheet.note(one.line, column, ORDINARY)
        code_word = one.new_word("code_word")
        if code_word is not None and owners[code_word] > 1:
            sheet.note(one.line, "code_word", TAKEN)


def own_words(profile: SafeContact) -> tuple[str, ...]:
    """Return the own words of a profile."""
    return tuple(word for word in (profile.quiet_word, profile.code_word) if word is not None)
