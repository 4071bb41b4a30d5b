"""What stands on a sheet: every text, or what changed since a version, or what nobody has approved."""

from collections.abc import Iterable, Iterator, Mapping

from bot.catalog import Catalog, segments
from bot.catalog.words import Blank, Piece, Template, is_staff, parse_template
from bot.model.people import Language, Wording
from bot.reviewing.approval import Approvals, changed_since
from bot.reviewing.kept import Kept
from bot.reviewing.sheet import Cell, Column, Row, Section, Sheet
from bot.reviewing.texts import VARIANTS, Change, Kind, changes, for_families, texts_of

MARKED = "What the line fills in stands in «such marks»{}."
"""No text can hold these marks itself: the alphabet of texts does not have them."""
AS_SAMPLE, BY_NAME = ", here with an example", ", here by its name"
_HEADS = {Kind.CHANGED: ("before", "now"), Kind.NEW: ("now",), Kind.GONE: ("before",)}


def everything(catalog: Catalog, languages: tuple[Language, ...], title: str, *, with_staff: bool) -> Sheet:
    """Lay out every text, the languages side by side."""
    notes = (
        MARKED.format(AS_SAMPLE),
        "Full words go to who chose them, discreet words to everybody else. A segment is what the carrier bills.",
    )
    return Sheet(title, notes, tuple(_sections(catalog, languages, with_staff=with_staff)), signed=languages)


def since(catalog: Catalog, kept: Kept, languages: Iterable[Language], title: str, *, with_staff: bool) -> Sheet:
    """Lay out what was changed, added and taken away since the words of `kept`."""
    changed: dict[Language, tuple[Change, ...]] = {}
    for language in languages:
        before = kept.languages.get(language, {})
        now = texts_of(catalog, language) if language in catalog.entries else {}
        if not with_staff:
            before, now = for_families(before), for_families(now)
        changed[language] = tuple(changes(before, now))
    notes = (MARKED.format(BY_NAME),) if any(changed.values()) else ("No text has changed.",)
    return Sheet(title, notes, tuple(_changed_sections(changed)), signed=())


def unapproved(catalog: Catalog, approvals: Approvals, languages: Iterable[Language], title: str) -> Sheet:
    """Lay out what families may read now and nobody has approved."""
    notes, changed = [], {}
    for language in languages:
        approval = approvals.get(language)
        if approval is None:
            notes.append(f"{language.in_english}: nothing is approved yet. `hearthline words` prints all of it.")
            continue
        changed[language] = changed_since(approval, catalog, language)
        state = "changed since" if changed[language] else "all as"
        notes.append(f"{language.in_english}: {state} {approval.by} approved the words on {approval.on}.")
    notes += [MARKED.format(BY_NAME)] if any(changed.values()) else []
    signed = tuple(language for language, found in changed.items() if found)
    return Sheet(title, tuple(notes), tuple(_changed_sections(changed)), signed)


def _sections(catalog: Catalog, languages: tuple[Language, ...], *, with_staff: bool) -> Iterator[Section]:
    """Yield every text of these languages by topic, filled in with its sample."""
    topics: dict[str, list[str]] = {}
    for key in dict.fromkeys(key for language in catalog.languages for key in catalog.entries[language]):
        if with_staff or not is_staff(key):
            topics.setdefault(key.partition(".")[0], []).append(key)
    for topic, keys in topics.items():
        having = tuple(language for language in languages if any(key in catalog.entries[language] for key in keys))
        columns = tuple(Column(language.in_english, language) for language in having)
        rows = tuple(row for key in keys for row in _rows(catalog, key, having))
        yield Section(topic, columns, rows)


def _rows(catalog: Catalog, key: str, languages: tuple[Language, ...]) -> Iterator[Row]:
    """Yield a row for each variant, or one for all that are alike in every language shown."""
    entries = [catalog.entries[language].get(key) for language in languages]
    alike: dict[tuple[Template | None, ...], list[str]] = {}
    for variant in VARIANTS:
        templates = tuple(entry.wordings.get(variant) if entry else None for entry in entries)
        if any(templates):
            alike.setdefault(templates, []).append(variant)
    for templates, variants in alike.items():
        cells = [
            _filled(catalog, key, language, template, counted=variants[0] in set(Wording)) if template else None
            for language, template in zip(languages, templates, strict=True)
        ]
        yield Row(key, "" if is_staff(key) else _named(variants), tuple(cells))


def _filled(catalog: Catalog, key: str, language: Language, template: Template, *, counted: bool) -> Cell:
    entry = catalog.entries[language][key]
    pieces = tuple(catalog.readers[language].pieces(template, entry.sample, unicode=entry.unicode))
    return Cell(pieces, segments("".join(piece.words for piece in pieces)) if counted else None)


def _changed_sections(changed: Mapping[Language, Iterable[Change]]) -> Iterator[Section]:
    """Yield what changed, language by language, old and new side by side."""
    for language, found in changed.items():
        every = tuple(found)
        for kind, heads in _HEADS.items():
            rows = tuple(_changed_row(change) for change in every if change.kind is kind)
            columns = tuple(Column(head, language) for head in heads)
            if rows:
                yield Section(f"{language.in_english}: {kind}", columns, rows)


def _changed_row(change: Change) -> Row:
    cells = tuple(Cell(_as_written(words)) for words in (change.before, change.now) if words is not None)
    return Row(change.key, "" if is_staff(change.key) else _named(change.variants), cells)


def _as_written(words: str) -> tuple[Piece, ...]:
    """Return a text of which no sample is known, each placeholder by its own name."""
    return tuple(
        Piece(piece.label, is_filled=True) if isinstance(piece, Blank) else Piece(piece)
        for piece in parse_template(words)
    )


def _named(variants: Iterable[str]) -> str:
    """Return what people call these variants."""
    return ", ".join(VARIANTS[variant] for variant in variants)
