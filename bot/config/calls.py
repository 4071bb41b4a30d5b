"""Reads [calls] of oncall.toml and [voices] of program.toml: how calls go, and in whose voice the line speaks."""

from collections.abc import Mapping
from datetime import timedelta

from bot.config.table import ConfigTable
from bot.model.calls import CallRules, Voice
from bot.model.people import Language
from bot.model.phones import Phone
from bot.phone import parse_phone

MOST_FIXED = 5


def read_calls(table: ConfigTable) -> CallRules:
    """Return how calls go."""
    rules = CallRules(
        rings=_seconds(table, "ring_seconds", least=10, most=40),
        hold=_seconds(table, "hold_seconds", least=30, most=300),
        choice_every=_seconds(table, "choice_seconds", least=10, most=60),
        key_within=_seconds(table, "key_seconds", least=4, most=20),
        talk_counts=_seconds(table, "talk_counts_seconds", least=5, most=120),
        message_most=_seconds(table, "message_seconds", least=30, most=300),
        page_by_voice=table.yes("page_by_voice", default=True),
        back_after=_seconds(table, "back_after_seconds", least=3, most=60),
        private_tries=table.whole("private_tries_an_hour", least=1, most=20),
        reminders_at_once=table.whole("reminders_at_once", least=1, most=20),
        again_after=timedelta(minutes=table.whole("again_after_minutes", least=5, most=720)),
        fixed_phones=_fixed(table),
        pin_tries=table.whole("pin_tries", least=2, most=5),
        fetch_for=timedelta(hours=table.whole("fetch_hours", least=1, most=72)),
    )
    if rules.choice_every > rules.hold:
        table.note("choice_seconds", "is more than hold_seconds, so that nobody would be given a choice; lower it")
    table.close()
    return rules


def read_voices(table: ConfigTable) -> Mapping[Language, Voice]:
    """Return the voice of each language that has one; English always has."""
    voices = {}
    for language in Language:
        inner = table.table(language.value) if table.has(language.value) else None
        if inner is None:
            continue
        name, tag = inner.text("voice", default=""), inner.text("language", default="")
        inner.close()
        if name and not tag:
            table.note(language.value, 'names a voice and no language; write both, as in language = "en-US"')
        if name and tag:
            voices[language] = Voice(name, tag)
    if Language.ENGLISH not in voices:
        table.note("en", "has no voice; the line must be able to speak")
        voices[Language.ENGLISH] = Voice("alice", "en-US")
    table.close()
    return voices


def _seconds(table: ConfigTable, key: str, *, least: int, most: int) -> timedelta:
    return timedelta(seconds=table.whole(key, least=least, most=most))


def _fixed(table: ConfigTable) -> tuple[Phone, ...]:
    """Return the phones that are rung while the database does not answer."""
    phones = []
    for text in table.texts("fixed_phones"):
        try:
            phones.append(parse_phone(text))
        except ValueError as error:
            table.note("fixed_phones", str(error))
    if len(phones) > MOST_FIXED:
        table.note("fixed_phones", f"are rung one after another, so name at most {MOST_FIXED}")
    return tuple(phones)
