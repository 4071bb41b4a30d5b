"""One turn of a conversation in one transaction: a text is kept, understood, answered, and its effects become rows."""

from dataclasses import replace
from datetime import datetime

from bot.asked_times import with_times
from bot.cover_context import covering, standing_now
from bot.directory import Entry
from bot.enact import enact
from bot.flows import take_turn
from bot.flows.relaying import words_to_holder
from bot.hearing import code_word_in, proved, said, under_duress
from bot.language import Occasion, understand
from bot.language.commands import Command, Take, Words, codes_in, family_in, parse_command
from bot.language.help_called_commands import HelpCalled
from bot.language.night_commands import CodeBack, Seen
from bot.language.report_commands import AboutReport
from bot.language.visit_commands import NobodyHome, Unclear
from bot.model.conversations import CodeWord, Context, Conversation, Said, UsefulNumber
from bot.model.effects import Answer, Effect, JoinRequest, OpenRequest, OptIn, OptOut
from bot.model.help import Grade, HelpRequest, RequestKind, RequestState
from bot.model.meaning import Intent, Meaning
from bot.model.messages import Inbound, Purpose
from bot.model.nights import PhoneCheck
from bot.model.people import Family, Language, PhoneIs, Wording, Worker
from bot.model.phones import Phone
from bot.model.policy import Brake
from bot.model.profiles import PhoneFacts, phone_state
from bot.profile_context import changed_at, is_about, steered
from bot.program import Program
from bot.rules.safety import wording_for
from bot.scene import LostRace, Scene
from bot.services import Services
from bot.store import (
    alarms,
    backups,
    blocks,
    callers,
    claims,
    conversations,
    inbox,
    nights,
    outbox,
    people,
    phone_checks,
    reports,
    requests,
)
from bot.store.callers import Caller
from bot.store.conversations import Known
from bot.store.engine import Contention, Tx
from bot.town_dispatch import dispatches
from bot.visit_context import ABOUT_VISITS, may_be_about_visits, running_checks, visits_meant, with_visits
from bot.visit_steps import past_of

TRIES = 5
CRASH = "unread_crash"
FOR_A_HUMAN = frozenset({Intent.OTHER, Intent.HUMAN, Intent.HELP, Intent.LANGUAGE, Intent.THANKS, *ABOUT_VISITS})


def receive(services: Services, received: Inbound) -> bool:
    """Keep a text and answer it; False if it was kept before. Raises `DatabaseTrouble`; nothing is half done."""
    now = received.received_at.astimezone(services.program.hours.zone)
    meaning = understand(received.body, services.lexicon, Occasion(now=now))
    for attempt in range(TRIES):
        try:
            with services.store.write() as tx:
                return _turn(_relived(tx, received), services, received, meaning)
        except (LostRace, Contention):
            if attempt == TRIES - 1:
                raise
    return False


def keep_unread(services: Services, received: Inbound) -> None:
    """Keep a text whose turn broke, and page a human for it unread: the line must not lose it."""
    with services.store.write() as fresh:
        tx = _relived(fresh, received)
        if received.sender is None:
            inbox.keep(tx, received, None, None, "unread")
            return
        known, caller = _holder(tx, received, received.sender)
        key = inbox.keep(tx, received, known.conversation.key, None, "unread")
        if key is None:
            return
        # Nobody's own words are looked for: that may be what broke the turn.
        heard = said(received, Meaning(intent=Intent.OTHER), replace(caller, persons=()), None, services.lexicon)
        context = context_of(tx, services, heard, known, caller, None)
        alarms.raise_alarm(tx, CRASH, "", received.received_at)
        scene = _scene(tx, services, received, context, known.conversation, key)
        enact(_passed_on(heard, context), scene)
        conversations.change(tx, known.conversation.key, heard_at=_heard_at(received, heard.meaning, known.facts))


def _passed_on(heard: Said, context: Context) -> tuple[Effect, ...]:
    """Say what becomes of a text whose turn broke: whoever holds the request reads it, else somebody is paged.

    Of a worker who has a duress word it may be that word: their phone is told nothing (SAFETY 2.6).
    """
    by_sign = context.worker is not None and context.worker.duress_word is not None
    if context.request is not None:
        joined = JoinRequest(request_key=context.request.key, by_sign=by_sign)
        return joined, *words_to_holder(heard, context.request)
    kind = RequestKind.FAMILY if context.family else RequestKind.UNKNOWN
    if context.worker is not None:
        kind = RequestKind.WORKER
    opened = OpenRequest(kind=kind, grade=Grade.EMERGENCY if context.worker else Grade.UNREAD, by_sign=by_sign)
    answer = Answer(words="help.unread_day", purpose=Purpose.HELP_ANSWER)
    return (opened,) if by_sign or context.phone.held_at else (opened, answer)


def _turn(tx: Tx, services: Services, received: Inbound, meaning: Meaning) -> bool:
    """Run one turn; a repeat of the same `MessageSid` stops at its first row."""
    if received.sender is None:
        return inbox.keep(tx, received, None, meaning, "ignored") is not None
    known, caller = _holder(tx, received, received.sender)
    given = code_word_in(tx, received, caller, known.facts, services.program.contact, services.lexicon)
    heard = said(received, meaning, caller, given, services.lexicon)
    if caller.worker_key is not None:
        heard = under_duress(tx, heard, caller.worker_key, services.lexicon)
    # Who works here no longer writes as anybody else: whether this is staff is asked by the flows, of the context.
    heard = replace(heard, meaning=heard.meaning.as_said(by_staff=False))
    inbound_key = inbox.keep(tx, received, known.conversation.key, heard.meaning, "turn")
    if inbound_key is None:
        return False
    context = context_of(tx, services, heard, known, caller, given)
    heard, context = with_times(heard, known.conversation, context, services.lexicon)
    turn = take_turn(heard, known.conversation, context)
    effects = turn.effects
    if _is_overtaken(received, known.facts):
        effects = tuple(effect for effect in effects if not isinstance(effect, OptOut | OptIn))
    enact(effects, _scene(tx, services, received, context, known.conversation, inbound_key))
    conversations.save(tx, turn.conversation, heard_at=_heard_at(received, heard.meaning, known.facts))
    return True


def _holder(tx: Tx, received: Inbound, sender: Phone) -> tuple[Known, Caller]:
    """Return the conversation with a phone that was just heard, locked, and who may hold it."""
    locked = conversations.lock(tx, sender)
    caller = callers.caller(tx, locked.conversation.key)
    return conversations.reachable(tx, locked, received.received_at, is_of_family=bool(caller.persons)), caller


def _relived(tx: Tx, received: Inbound) -> Tx:
    """Mark the turn of a fetched text that was perhaps answered before the database was lost and restored."""
    return backups.relived(tx, received.sent_at) if received.sent_at is not None else tx


def _is_overtaken(received: Inbound, facts: PhoneFacts) -> bool:
    """Whether a text fetched late was written before one already heard: it switches nothing on or off any more.

    Should the carrier have texts off after all, it says so at the next one (21610).
    """
    return received.sent_at is not None and facts.heard_at is not None and received.sent_at < facts.heard_at


def _heard_at(received: Inbound, meaning: Meaning, facts: PhoneFacts) -> datetime | None:
    """Return when somebody last wrote from this phone, this text included."""
    if meaning.by_machine or _is_overtaken(received, facts):
        return facts.heard_at
    return received.sent_at or received.received_at


def _scene(
    tx: Tx, services: Services, received: Inbound, context: Context, conversation: Conversation, inbound_key: int
) -> Scene:
    return Scene(
        tx=tx,
        services=services,
        context=context,
        conversation=conversation,
        inbound_key=inbound_key,
        now=received.received_at,
        written_at=received.sent_at or received.received_at,
    )


def context_of(
    tx: Tx, services: Services, heard: Said, known: Known, caller: Caller, given: CodeWord | None
) -> Context:
    """Load what this turn may need, and no more."""
    worker = people.worker(tx, caller.worker_key) if caller.worker_key is not None else None
    if worker is not None and worker.active:
        return _staff_context(tx, services, heard, known.conversation, known.facts, worker)
    return _family_context(tx, services, heard, known, caller, given)


def _family_context(
    tx: Tx, services: Services, heard: Said, known: Known, caller: Caller, given: CodeWord | None
) -> Context:
    meaning, conversation = heard.meaning, known.conversation
    phone = phone_state(caller.persons, known.facts)
    writer = proved(caller, given, known.facts, heard.at, services.program.contact)
    persons = tuple(one for one in caller.persons if writer in {None, one.key})
    has_word = any(one.profile.code_word is not None for one in caller.persons)
    request = requests.open_on(tx, conversation.key) if caller.has_request else None
    holder = request.holder if request and request.state is RequestState.CLAIMED else None
    language = persons[0].language if persons else services.program.fallback_language
    is_discreet = wording_for(phone) is Wording.DISCREET
    wants_numbers = meaning.intent is Intent.DIRECTORY or meaning.digit is not None
    named = {key: people.worker(tx, key) for key in (holder, _reader(caller, meaning, request)) if key is not None}
    context = Context(
        now=heard.at,
        language=language,
        fallback=services.program.fallback_language,
        phone=phone,
        hours=services.program.hours,
        contact=services.program.contact,
        ladder=services.program.ladder,
        moving=services.program.moving,
        episode=services.program.episode,
        persons=persons,
        block=blocks.current(tx, conversation.phone, heard.at),
        answered_lately=blocks.answers_since(tx, conversation.key, heard.at - services.program.loops.window),
        loops=services.program.loops,
        awaits_word=has_word and writer is None and phone.phone_is is not PhoneIs.PRIVATE,
        gives=given,
        family=caller.family,
        request=request,
        names={key: worker.given_name for key, worker in named.items() if worker.active or key == holder},
        numbers=_numbers(services, language, discreet=is_discreet) if wants_numbers else (),
    )
    is_theirs = caller.family is not None and phone.changed_hands_at is None
    if not is_theirs or not may_be_about_visits(meaning, conversation):
        return context
    return with_visits(tx, services, context, conversation, meaning)


def _reader(caller: Caller, meaning: Meaning, request: HelpRequest | None) -> int | None:
    """Return who of the staff is given words nobody understood: the family's own worker."""
    if caller.family is None or meaning.intent not in FOR_A_HUMAN or (request and request.grade is not Grade.UNREAD):
        return None
    return None if meaning.digit is not None or meaning.needs_nobody else caller.family.worker_key


def _staff_context(
    tx: Tx, services: Services, heard: Said, conversation: Conversation, facts: PhoneFacts, worker: Worker
) -> Context:
    program: Program = services.program
    command = parse_command(heard.words)
    family = _family_meant(tx, command, heard.words)
    own = claims.own_of(tx, worker.key) or requests.open_on(tx, conversation.key)
    spoken = requests.spoken_of(tx, worker.key, codes_in(heard.words), (family.code,) if family else ())
    spoken = tuple(one for one in spoken if not one.is_secret_from(worker.key))
    holders = {r.holder for r in (*spoken, *([own] if own else [])) if r.holder is not None}
    meant = visits_meant(tx, services, command, worker, family, heard.at)
    stands = steered(tx, command, family, worker)
    changed = [(family.key, at) for at in changed_at(tx, family, stands)] if family and stands.persons else []
    about_shifts = covering(tx, services, command, heard)
    asked = nights.of_worker(tx, worker.key, heard.at) if isinstance(command, Seen) else ()
    made = [*((one.key, one.opened_at) for one in spoken), *((one.key, one.made_at) for one in meant), *changed]
    made += [*((one.key, one.made_at) for one in about_shifts.asks), *((one.key, one.asked_at) for one in asked)]
    missed_by = family if isinstance(command, NobodyHome) else None
    return Context(
        now=heard.at,
        language=services.reads(worker),
        phone=phone_state((), facts, is_staff=True),
        hours=program.hours,
        contact=program.contact,
        ladder=program.ladder,
        moving=program.moving,
        episode=program.episode,
        reminders_on=program.sending.reminders is Brake.ON,
        worker=worker,
        request=own,
        requests=spoken,
        newer=frozenset(key for key, made_at in made if heard.predates(made_at)),
        families=(family,) if family else (),
        held=outbox.holding(tx, [request.key for request in spoken]) if spoken else frozenset(),
        paged=requests.paged(tx, [request.key for request in spoken], heard.written_at) if spoken else {},
        names={key: people.worker(tx, key).given_name for key in holders},
        standing=standing_now(tx, command, heard.at),
        interpreter_line=program.interpreter_line,
        visits=meant,
        past=past_of(tx, services, missed_by.key, heard.at) if missed_by else (),
        relives=tx.relives is not None,
        shift_questions=asked,
        phone_check=_phone_check(tx, command, conversation, worker),
        steered=stands,
        covering=about_shifts,
        reports=program.reports,
        loops=program.loops,
        answered_lately=_answered_loosely(tx, command, conversation, heard.at - program.loops.window),
        clocks=reports.running(tx) if isinstance(command, AboutReport) else (),
        lone=running_checks(tx, command, worker),
        dispatch=dispatches(tx, services, spoken) if isinstance(command, Take | HelpCalled) else {},
    )


def _answered_loosely(tx: Tx, command: Command, conversation: Conversation, since: datetime) -> int:
    """Count the answers this phone has had, where its text is no command: a command is always answered."""
    return blocks.answers_since(tx, conversation.key, since) if isinstance(command, Words | Unclear) else 0


def _phone_check(tx: Tx, command: Command, conversation: Conversation, worker: Worker) -> PhoneCheck | None:
    return phone_checks.of_phone(tx, worker.key, conversation.phone) if isinstance(command, CodeBack) else None


def _family_meant(tx: Tx, command: Command, words: str) -> Family | None:
    """Return the family whose code a worker wrote, with or without its zeros."""
    code = command.family if is_about(command) else family_in(words)
    typed = dict.fromkeys((code, f"F-{code[2:]:0>4}")) if code else ()
    return next((found for one in typed if (found := people.family_by_code(tx, one))), None)


def _numbers(services: Services, language: Language, *, discreet: bool) -> tuple[UsefulNumber, ...]:
    """Word the list of useful numbers for a reader; the order gives the digit."""
    return tuple(
        UsefulNumber(
            label=entry.label(language, discreet=discreet),
            number=entry.number_for(language),
            note="" if discreet else _note(entry, language),
        )
        for entry in services.directory.short_list(discreet=discreet)
    )


def _note(entry: Entry, language: Language) -> str:
    """Say when a number answers, how it is texted, and what to press."""
    texted = entry.by_text_for(language)
    parts = (entry.hours, f"SMS {texted}" if texted else "", f"+ {entry.keypad}" if entry.keypad else "")
    return ", ".join(part for part in parts if part)
