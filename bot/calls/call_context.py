"""Loads what a step of a call may know: what was heard as the text it stands for, and how things about it stand."""

from dataclasses import replace
from datetime import datetime
from functools import cache

from bot.calls import ringing
from bot.calls.about_visits import AboutVisits, is_about_visits, keys_as_words, word_given
from bot.hearing import said, under_duress
from bot.language import understand
from bot.model.calls import Call, CallContext, CallHeard, CallKind, NumberToTell, Pressed, Spoke
from bot.model.conversations import CodeWord, Context, Said
from bot.model.help import HelpRequest
from bot.model.messages import Inbound, Source
from bot.model.people import Language
from bot.model.phones import Phone
from bot.phone import parse_phone
from bot.services import Services
from bot.store import callers, calls, people
from bot.store.callers import Caller
from bot.store.conversations import Known
from bot.store.engine import Tx

DIALLED_BY_THEM = 6
"""Numbers shorter than this are dialled by whoever wants them."""


def as_text(
    tx: Tx,
    services: Services,
    call: Call,
    heard: CallHeard,
    request: HelpRequest | None,
    known: Known,
    caller: Caller,
    now: datetime,
) -> tuple[Said, CodeWord | None]:
    """Return what was heard as the text it stands for: words, the digit of a question, `1 KB` of who is rung.

    With it comes the code word given with it, or before on this call.
    """
    words = ""
    match heard:
        case Spoke(spoken):
            words = spoken
        case Pressed(keys) if call.kind in {CallKind.RING, CallKind.PAGE} and request is not None:
            words = f"{keys} {request.code}"
        case Pressed(keys) if is_about_visits(call):
            words = keys_as_words(call, keys, caller)
        case _:
            pass
    received = Inbound(
        message_sid=call.sid or "",
        sender=known.conversation.phone,
        sender_raw="",
        body=words,
        media_count=0,
        received_at=now,
        source=Source.CALL,
    )
    given = word_given(tx, services, call, received, caller, known.facts)
    heard_with = given if given is not None and not given.again else None
    meaning = understand(words, services.lexicon)
    heard_as = said(received, meaning, caller, heard_with, services.lexicon)
    if caller.worker_key is not None and isinstance(heard, Spoke):
        heard_as = under_duress(tx, heard_as, caller.worker_key, services.lexicon)
    meaning = heard_as.meaning.as_said(by_staff=caller.worker_key is not None)
    return replace(heard_as, meaning=meaning), given


def call_context(tx: Tx, services: Services, call: Call, request: HelpRequest | None, context: Context) -> CallContext:
    """Load how things about a call stand at this step."""
    holder = people.worker(tx, request.holder).given_name if request and request.holder is not None else ""
    about_visits = AboutVisits.on(tx, services, call, context)
    return CallContext(
        rules=services.program.calls,
        request=request,
        caller=calls.get(tx, call.caller_key) if call.caller_key is not None else None,
        holder=holder,
        is_rung=call.is_waiting and ringing.may_ring_yet(tx, call, request),
        numbers=_numbers(services, call.language) if call.kind is CallKind.INBOUND else (),
        hears_word=about_visits.hears_word,
        calls_back=about_visits.calls_back,
        reminds=about_visits.reminds,
        may_leave_word=about_visits.may_leave_word,
    )


def _numbers(services: Services, language: Language) -> tuple[NumberToTell, ...]:
    """Return the useful numbers as they are told on a call that others may hear: 911, 988 and 211 first."""
    found = []
    for entry in services.directory.short_list(discreet=False):
        number = entry.number_for(language)
        is_theirs = sum(character.isdigit() for character in number) < DIALLED_BY_THEM
        phone = None if is_theirs else _parsed(number)
        digits = " ".join(character for character in number if character.isdigit())
        found.append(NumberToTell(label=entry.label(language), digits=digits, phone=phone))
    return tuple(found)


@cache
def _parsed(number: str) -> Phone:
    """Return a number of the directory, parsed once a process: every step of a call may tell it."""
    return parse_phone(number)


def language_of(tx: Tx, services: Services, known: Known) -> Language:
    """Return the language a call begins in: of who may hold the phone, else of the house."""
    caller = callers.caller(tx, known.conversation.key)
    if caller.worker_key is not None:
        return services.reads(people.worker(tx, caller.worker_key))
    return caller.persons[0].language if caller.persons else services.program.fallback_language
