"""Who approved which words, and when: approved.toml in the agency's folder, each text kept word for word."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from bot.catalog import Catalog
from bot.catalog.words import parse_template
from bot.checks import Finding, warning
from bot.config.files import APPROVED, read_config
from bot.config.table import ConfigTable
from bot.config.whole_file import write_whole
from bot.errors import ConfigError
from bot.model.people import Language
from bot.model.value import value_in_order
from bot.reviewing.texts import VARIANTS, Change, Kind, Texts, changes, for_families, texts_of

_HEAD = """\
# Who approved the words that families read, and the words as they were then. Written by `hearthline words --approve`:
# do not edit it. Where one has changed since, `hearthline check` says so; `hearthline words --unapproved` shows it.
"""


@value_in_order
class Approval:
    """Somebody's word that the texts of one language are good as they stood that day."""

    by: str
    on: date
    texts: Texts


Approvals = Mapping[Language, Approval]


def approve(catalog: Catalog, language: Language, by: str, on: date) -> Approval:
    """Return the approval of all that families read in `language` as it stands now."""
    return Approval(by, on, for_families(texts_of(catalog, language)))


def changed_since(approval: Approval, catalog: Catalog, language: Language) -> tuple[Change, ...]:
    """Return what families may read now and nobody has approved: what is gone needs nobody's word."""
    found = changes(approval.texts, for_families(texts_of(catalog, language)))
    return tuple(change for change in found if change.kind is not Kind.GONE)


def read_approvals(agency: Path | None) -> Approvals:
    """Read who approved what; nothing where there is no folder or no file. Raises `ConfigError`."""
    if agency is None or not (agency / APPROVED).exists():
        return {}
    problems: list[str] = []
    table = read_config((agency,), APPROVED, problems)
    approvals = {Language(name): _approval(table.table(name)) for name in table.names() if name in set(Language)}
    table.close()
    if problems:
        raise ConfigError(problems)
    return approvals


def _approval(table: ConfigTable) -> Approval:
    texts = table.table("texts")
    approval = Approval(
        by=table.text("by"),
        on=table.day("on"),
        texts={key: _variants(texts.table(key)) for key in texts.names()},
    )
    texts.close()
    table.close()
    return approval


def _variants(table: ConfigTable) -> dict[str, str]:
    variants = {variant: table.text(variant) for variant in VARIANTS if table.has(variant)}
    for variant, words in variants.items():
        try:
            parse_template(words)
        except ValueError as wrong:
            table.note(variant, f"{wrong}; approve these words anew")
    table.close()
    return variants


def write_approvals(agency: Path, approvals: Approvals) -> Path:
    """Write who approved what, whole or not at all. Raises `OSError`."""
    parts = [_HEAD, *(_written(language, approvals[language]) for language in Language if language in approvals)]
    return write_whole(agency / APPROVED, "\n".join(parts))


def _written(language: Language, approval: Approval) -> str:
    lines = [f"[{language}]", f"by = {_quoted(approval.by)}", f"on = {approval.on}"]
    for key, variants in approval.texts.items():
        lines += ["", f"[{language}.texts.{_quoted(key)}]"]
        lines += [f"{variant} = {_quoted(words)}" for variant, words in variants.items()]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    # A TOML string escapes as a JSON string does, but for this one character.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def check_approval(catalog: Catalog, agency: Path | None) -> Iterator[Finding]:
    """Check that somebody has approved what families may read now."""
    try:
        approvals = read_approvals(agency)
    except ConfigError as error:
        remedy = "bring that file back from a backup, or remove it and approve the words anew"
        yield warning(f"nobody knows who approved the words: {error.problems[0]}", remedy)
        return
    nobody = [language.in_english for language in catalog.languages if language not in approvals]
    if nobody:
        yield warning(
            f"nobody at the agency has approved the words in {', '.join(nobody)}",
            "read them (`hearthline words`), then `hearthline words --approve LANGUAGE --by NAME`",
        )
    for language in catalog.languages:
        if language in approvals:
            yield from _changed(approvals[language], catalog, language)


def _changed(approval: Approval, catalog: Catalog, language: Language) -> Iterator[Finding]:
    keys = {change.key for change in changed_since(approval, catalog, language)}
    if keys:
        count = "1 text" if len(keys) == 1 else f"{len(keys)} texts"
        yield warning(
            f"{count} in {language.in_english} changed since {approval.by} approved the words on {approval.on}",
            "read them: `hearthline words --unapproved`",
        )
