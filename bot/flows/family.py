"""A family writes: cries for help first, then limits, visits, questions, numbers; the rest goes to a human."""

import re

from bot.flows import code_words, crying, limits, lookups, moving, numbers, telling, visits
from bot.flows.asking import open_state
from bot.flows.visit_words import of_days
from bot.model.conversations import Context, Conversation, Heard
from bot.model.effects import Effect, Turn
from bot.model.help import RequestKind
from bot.model.meaning import Asks, Intent, Limit
from bot.model.visits import Visit

MINUTES = re.compile(r"\b(\d{1,3}) ?min", re.IGNORECASE)
STATES = {**crying.STATES, **numbers.STATES, **visits.STATES}


def turn(heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """Answer a person of a family."""
    meaning = heard.meaning
    if meaning.intent is Intent.CRISIS:
        return crying.cry(heard, conversation, context, RequestKind.FAMILY)
    if heard.is_code_word:
        return code_words.alone(conversation, context)
    if meaning.carrier_word is Intent.STOP:
        return limits.stopped(heard, conversation, context)
    if crying.agrees(heard, conversation, context):
        return crying.agreed(heard, conversation, context)
    if code_words.is_awaited(heard, conversation, context):
        return code_words.ask_first(heard, conversation, context)
    if visits.answers(heard, conversation, context):
        return visits.answered(heard, conversation, context)
    if meaning.carrier_word is Intent.START:
        return limits.started(heard, conversation, context)
    if meaning.limit is not None or meaning.intent is Intent.STOP:
        return limits.limited(meaning.limit or Limit.DO_NOT_TEXT, heard, conversation, context)
    return _ordinary(heard, conversation, context)


def _ordinary(heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """Answer what is neither a cry nor a limit; what is not understood goes to a human."""
    meaning = heard.meaning
    if meaning.digit is not None and not visits.contradicts_itself(heard, conversation, context):
        return _digit(meaning.digit, heard, conversation, context)
    if meaning.needs_nobody and not heard.has_media:
        return crying.acknowledged(heard, conversation, context)
    if meaning.intent is Intent.DIRECTORY:
        return numbers.listing(heard, conversation, context)
    if context.request is not None:
        return crying.say_more(heard, conversation, context)
    if heard.has_media:
        return crying.not_understood(heard, conversation, context)
    if meaning.asks is not None:
        return lookups.tell(meaning.asks, heard, conversation, context)
    return _about_visits(heard, conversation, context) or crying.not_understood(heard, conversation, context)


def _about_visits(heard: Heard, conversation: Conversation, context: Context) -> Turn | None:
    """Answer what is said about visits in words; None where there is no visit it could be about."""
    running = _at_hand(context)
    has_begun = running is not None and running.starts_at <= context.now
    if running is not None and has_begun and heard.meaning.intent in {Intent.CANCEL, Intent.RESCHEDULE}:
        return _alone(moving.drop_or_move(running, conversation, context), heard)
    meant = visits.still_open(context) or lookups.upcoming(context)
    match heard.meaning.intent:
        case Intent.LATE:
            return _late(heard, conversation, context)
        case Intent.NEXT_VISIT:
            return _where_are_you(heard, conversation, context) or lookups.tell(Asks.NEXT, heard, conversation, context)
        case Intent.CONFIRM:
            return _yes(heard, conversation, context)
        case Intent.CANCEL | Intent.RESCHEDULE if meant and not lookups.may_be_told(context):
            turn = moving.pass_on(heard.meaning.intent, meant[0], conversation, context)
        case Intent.CANCEL | Intent.RESCHEDULE if len(meant) > 1:
            turn = visits.which(visits.WHICH_NOT, meant, conversation, context)
        case Intent.CANCEL if meant:
            turn = moving.drop_or_move(meant[0], conversation, context)
        case Intent.RESCHEDULE if meant:
            turn = moving.offer(meant[0], conversation, context)
        case _:
            return None
    return _alone(turn, heard)


def _yes(heard: Heard, conversation: Conversation, context: Context) -> Turn | None:
    """Take a plain yes for the next visit where nothing is asked; a question it does not answer is asked again."""
    state, days = open_state(conversation, context), heard.meaning.days
    if not heard.meaning.is_plain_yes or state in visits.REMINDED:
        return None
    if state in visits.STATES:
        return visits.STATES[state](visits.NO_DIGIT, heard, conversation, context)
    meant = of_days(days, lookups.this_week(context) if days else lookups.upcoming(context), context)[:1]
    if not meant:
        return None
    if not lookups.may_be_told(context):
        return _alone(moving.pass_on(Intent.CONFIRM, meant[0], conversation, context), heard)
    return _alone(visits.confirm(meant, conversation, context), heard)


def _alone(turn: Turn, heard: Heard) -> Turn:
    """Note that the line answered words by itself."""
    return Turn(turn.conversation, (*turn.effects, *visits.alone(heard)))


def _late(heard: Heard, conversation: Conversation, context: Context) -> Turn | None:
    """Tell the worker of the visit at once that they will be late; the same said by two of a family is told once."""
    visit = _at_hand(context)
    if visit is None:
        return _late_for_nothing(heard, conversation, context)
    found = MINUTES.search(heard.words)
    words, more = ("staff.visit_late_by", {"minutes": int(found[1])}) if found else ("staff.visit_late", {})
    once = f"late:{visit.key}:{visit.version}:{more.get('minutes', '')}"
    told: Effect = telling.tell_now(visit.worker_key, words, telling.named(visit) | more, once)
    is_told = lookups.may_be_told(context) and not context.awaits_word
    name = moving.worker_name(visit, context) if is_told else {}
    answer = telling.told_when("visits.passed_on", name, context, is_now=telling.staff_get_texts(context))
    return Turn(conversation, (told, answer, *visits.alone(heard)))


def _late_for_nothing(heard: Heard, conversation: Conversation, context: Context) -> Turn | None:
    """Pass on that somebody is late on a day without a visit: understood, so it wakes nobody (SAFETY 2.3)."""
    if context.family is None:
        return None
    worker_key = context.family.worker_key
    told = telling.tell(worker_key, "staff.late_for_nothing", {"family": context.family.code}, context)
    name = {"name": context.names.get(worker_key or 0, "")}
    answer = telling.told_when("visits.passed_on", name, context, is_now=telling.is_read_now(None, context))
    return Turn(conversation, (told, answer, *visits.alone(heard)))


def _where_are_you(heard: Heard, conversation: Conversation, context: Context) -> Turn | None:
    """Tell the worker at once of somebody who waits for them: a visit should have begun, or is about to."""
    visit = _at_hand(context)
    if visit is None or visit.starts_at - context.now > visits.ABOUT_TO_BEGIN or not lookups.may_be_told(context):
        return None
    told = telling.tell_now(visit.worker_key, "staff.visit_waits", telling.named(visit))
    name = {"at": visit.starts_at, **moving.worker_name(visit, context)}
    answer = telling.told_when("visits.told_waiting", name, context, is_now=telling.staff_get_texts(context))
    return Turn(conversation, (told, answer, *visits.alone(heard)))


def _at_hand(context: Context) -> Visit | None:
    """Return the visit of today that is about to begin, or should have begun."""
    today = context.hours.local(context.now).date()
    near = (visit for visit in context.visits if visit.is_planned and visit.ends_at > context.now)
    return next((visit for visit in near if context.hours.local(visit.starts_at).date() == today), None)


def _digit(digit: int, heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """Give a bare digit to the newest question; one that answers nothing is no message for anybody."""
    state = STATES.get(open_state(conversation, context))
    if context.request is not None and state in visits.STATES.values():
        return crying.digit_while_open(digit, heard, conversation, context)
    if state is not None:
        return state(digit, heard, conversation, context)
    if context.request is not None:
        return crying.digit_while_open(digit, heard, conversation, context)
    return Turn(conversation)
