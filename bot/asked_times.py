"""Hears a text once more beside its visits: which time it names, and what it means by that."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from bot.flows import moving, visits
from bot.flows.asking import open_state
from bot.flows.lookups import upcoming
from bot.language import Lexicon, Occasion, understand
from bot.language.contexts import MAY_NAME_A_TIME
from bot.language.times import asked_window, fits
from bot.model.conversations import Context, Conversation, Said
from bot.model.meaning import Before, Intent, Meaning, Urgency
from bot.model.visits import Visit
from bot.model.windows import Window


def with_times(heard: Said, conversation: Conversation, context: Context, lexicon: Lexicon) -> tuple[Said, Context]:
    """Return a family's text as it is meant beside the visits it may be about, and its context with the times it names.

    Crises, limits, digits, keywords and the carrier's own words mean the same beside any visit.
    """
    listed = (*context.asked, *context.visits)
    meaning = heard.meaning
    if not listed or _is_settled(meaning):
        return heard, context
    here = _occasion(conversation, context)
    meant = understand(heard.words, lexicon, here)
    if meant.intent is Intent.CRISIS:
        # What is only likely, and only because of what came before it, is asked about the same day.
        grade = Urgency.SOON if meant.by_likeness else meant.urgency
        return replace(heard, meaning=replace(meant, urgency=grade)), context
    now, slots = _local(context.now, context), conversation.question.slots
    chosen = tuple(slot for slot in slots if fits(slot, heard.words, now, lexicon.times))
    takes_one = here.before is Before.SLOTS_OFFERED and len(chosen) == 1 and "?" not in heard.words
    names_one = takes_one and meant.intent is Intent.RESCHEDULE and not meant.by_likeness
    intent = Intent.CHOICE if names_one else meant.intent
    if meaning.intent is Intent.CONFIRM and intent is Intent.RESCHEDULE:
        return heard, context  # a yes beside another time: a person reads it
    meaning = replace(meaning, intent=intent, pick=meant.pick, because=meant.because, by_likeness=meant.by_likeness)
    heard = replace(heard, meaning=meaning)
    if intent not in {Intent.RESCHEDULE, Intent.CHOICE}:
        return heard, context
    windows = dict(_windows(heard.words, listed, context, lexicon))
    return heard, replace(context, windows=windows, chosen=chosen)


def _is_settled(meaning: Meaning) -> bool:
    """Whether a text means the same beside any visit."""
    word = meaning.limit or meaning.carrier_word or meaning.asks
    is_short = meaning.digit is not None or meaning.needs_nobody
    is_about_visits = meaning.intent in MAY_NAME_A_TIME | {Intent.NEXT_VISIT}
    is_open = is_about_visits or (meaning.by_likeness and meaning.intent is not Intent.CRISIS)
    return word is not None or is_short or not is_open


def _occasion(conversation: Conversation, context: Context) -> Occasion:
    """Return after what a text came, and which visit it is most likely about."""
    state = open_state(conversation, context)
    about = next(iter((*context.asked, *upcoming(context))), None)
    if state == moving.OFFERED:
        before = Before.SLOTS_OFFERED
    elif state in visits.REMINDED:
        before = Before.REMINDER_PENDING
    elif any(visit.starts_at <= context.now < visit.ends_at for visit in context.visits if visit.is_planned):
        before = Before.VISIT_IN_PROGRESS
    else:
        before = Before.NOTHING
    return Occasion(before, _local(context.now, context), _local(about.starts_at, context) if about else None)


def _windows(words: str, listed: tuple[Visit, ...], context: Context, lexicon: Lexicon) -> Iterator[tuple[int, Window]]:
    """Yield for each visit the window that is asked for instead of it."""
    for visit in listed:
        starts_at = _local(visit.starts_at, context)
        window = asked_window(words, _local(context.now, context), starts_at, lexicon.times)
        if window is not None:
            yield visit.key, window


def _local(at: datetime, context: Context) -> datetime:
    return at.astimezone(context.hours.zone)
