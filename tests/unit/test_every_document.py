"""Every document that the line can emit on a call, against the carrier's rules, and every word that is spoken in them.

The documents are made by the flows themselves: each state, heard each way, by each kind of caller, in each language;
then each verb of a script, the documents that need no database, and those that are hosted at the carrier.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import product
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from reading_level import MEASURED, SIXTH, grade, most, page
from words_rules import PRESSURE, PROGRAM, PROMISES, SENSITIVE, UNFILLED, asking_for, bare, found
from world import DECEMBER, LINE, World

from bot.calls import fixed_call, static_call
from bot.calls.call_context import _numbers
from bot.calls.speaking import document
from bot.catalog.words import VOICE, is_call, is_staff
from bot.flows.calls import STATES, OnCall, finding, take_step
from bot.model.blocks import Block
from bot.model.calls import (
    Ask,
    Began,
    Call,
    CallContext,
    CallHeard,
    CallKind,
    CallState,
    CameBack,
    Connect,
    HangUp,
    HungUp,
    JoinCaller,
    LeaveQueue,
    Pause,
    PlayMessage,
    Pressed,
    Recorded,
    RecordMessage,
    Script,
    Silent,
    Speak,
    Spoke,
    TalkOver,
    WaitForPerson,
)
from bot.model.conversations import Context, Conversation, Said
from bot.model.help import Grade, HelpRequest, PhoneState, RequestKind, RequestState
from bot.model.meaning import Intent, Limit, Meaning
from bot.model.people import Language, Person, PhoneIs, Relation, Role, SafeContact, Worker
from bot.model.phones import Phone
from bot.recordings import Recording, Recordings
from bot.services import Services
from bot.store.schema import open_store
from bot.telephony.twiml_rules import problems_of

PHONE = Phone("+12025550120")
KEYS = tuple("0123456789*#")
HEARD: tuple[CallHeard, ...] = (
    Began(),
    *map(Pressed, KEYS),
    Pressed("1234"),
    Spoke("help"),
    Silent(),
    CameBack(was_joined=True),
    CameBack(was_joined=False),
    CameBack(was_joined=False, has_failed=True),
    TalkOver(0),
    TalkOver(40),
    Recorded("RE1", 12),
    Recorded("", 0),
    HungUp(),
)
IN_QUEUE = frozenset({finding.WAITS, finding.LEAVES})
WORDS_A_MINUTE = 150
FIRST_CHOICE_WITHIN = 20
NUMBERS_SAID = {"911", "988"}
BASICS = frozenset({"call.message_unknown"})
"""Where 211 is named beside the two: to who said nothing, and may mean food or a bed (SAFETY 1.4)."""
GREETINGS = ("call.greeting", "call.greeting_unknown", "call.urgent_only", "call.fixed")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, keys: tuple[str, ...]) -> Iterator[Services]:
    """Assemble the line as it ships."""
    file = tmp_path_factory.mktemp("spoken") / "hearthline.db"
    shutil.copyfile(sqlite_template, file)
    store = open_store(f"sqlite:///{file}", keys)
    yield World(store).services
    store.close()


# ---- Who may be on the line.


def worker() -> Worker:
    """Make a worker."""
    speaks = (Language.ENGLISH, Language.SPANISH)
    return Worker(key=1, worker_id="dana", name="Dana Example", phone=PHONE, role=Role.WORKER, languages=speaks)


def person() -> Person:
    """Make somebody of a family."""
    return Person(
        key=1,
        family="F-0012",
        person_id="rosa",
        name="Rosa Example",
        relation=Relation.PARENT,
        phone=PHONE,
        language=Language.SPANISH,
        profile=SafeContact(phone_is=PhoneIs.SHARED),
    )


def a_request(state: RequestState, grade_of: Grade, kind: RequestKind = RequestKind.FAMILY) -> HelpRequest:
    """Make a request."""
    is_closed = state is RequestState.CLOSED
    return HelpRequest(
        key=1,
        code="KBC",
        kind=kind,
        grade=grade_of,
        state=state,
        conversation_key=1,
        family="F-12345",
        person_key=1,
        own_worker_key=1,
        in_danger_key=None,
        language=Language.HAITIAN_CREOLE,
        phone=PhoneState(phone_is=PhoneIs.SHARED, discreet=True, safe_hours=None),
        opened_at=DECEMBER,
        tier=None,
        round=0,
        next_step_at=None if is_closed else DECEMBER,
        holder=2 if state is RequestState.CLAIMED else None,
        claimed_at=None,
        silence_asked_at=None,
        words_at=None,
        answered_at=None,
        cried_at=DECEMBER,
        human_word_at=None,
        written_at=DECEMBER,
        family_told_at=None,
        nobody_told_at=None,
        limit=None,
    )


def requests() -> Iterator[HelpRequest | None]:
    """Give no request, and one in each state and grade."""
    yield None
    yield from (a_request(state, grade_of) for state, grade_of in product(RequestState, Grade))
    yield a_request(RequestState.OPEN, Grade.EMERGENCY, RequestKind.WORKER)


def callers(house: Services) -> Iterator[Context]:
    """Give everybody who may be at the other end: unknown, blocked, of a family, a worker."""
    nobody = Context(
        now=DECEMBER,
        language=Language.ENGLISH,
        phone=PhoneState(phone_is=PhoneIs.NOT_ASKED, discreet=True, safe_hours=None),
        hours=house.program.hours,
        contact=house.program.contact,
        ladder=house.program.ladder,
    )
    yield nobody
    yield from (replace(nobody, block=Block(key=1, until_at=DECEMBER, is_spent=spent)) for spent in (False, True))
    yield replace(nobody, persons=(person(),))
    yield replace(nobody, persons=(person(),), request=a_request(RequestState.CLAIMED, Grade.SOON))
    yield replace(nobody, worker=worker())
    mine = a_request(RequestState.OPEN, Grade.EMERGENCY)
    yield replace(nobody, worker=worker(), requests=(mine,), paged={mine.key: frozenset({1})})


def meanings() -> Iterator[Meaning]:
    """Give what spoken words may mean as far as a call tells it apart."""
    yield from (Meaning(intent=intent) for intent in Intent)
    yield Meaning(intent=Intent.UNCLEAR if hasattr(Intent, "UNCLEAR") else next(iter(Intent)), limit=next(iter(Limit)))


def said(heard: CallHeard, meaning: Meaning) -> Said:
    """Give what was heard as the text it stands for."""
    words = heard.words if isinstance(heard, Spoke) else heard.keys if isinstance(heard, Pressed) else ""
    return Said(meaning=meaning, words=words, shown=words, has_media=False, written_at=DECEMBER, at=DECEMBER)


def a_call(step: str, kind: CallKind, language: Language, **changed: object) -> Call:
    """Make a call at a step."""
    made = Call(
        key=4,
        kind=kind,
        state=CallState.UP,
        step=step,
        number=3,
        language=language,
        opened_at=DECEMBER,
        sid="CA1",
        conversation_key=1,
        request_key=1,
        worker_key=1,
        person_key=1,
        caller_key=5,
        waits_since=DECEMBER,
        holds_until=DECEMBER + timedelta(seconds=90),
    )
    return replace(made, **changed)  # type: ignore[arg-type]


def calls_at(step: str, language: Language) -> Iterator[Call]:
    """Give the ways in which a call may stand at a step."""
    kinds = (CallKind.RING, CallKind.PAGE) if step.startswith("rung.") else (CallKind.INBOUND,)
    for kind in kinds:
        yield a_call(step, kind, language)
        yield a_call(step, kind, language, silences=1)
        yield a_call(step, kind, language, holds_until=DECEMBER - timedelta(seconds=1))


def contexts(house: Services, call: Call) -> Iterator[CallContext]:
    """Give what a step may know of its request, of who waits, and of the useful numbers."""
    waiting = a_call(finding.WAITS, CallKind.INBOUND, Language.SPANISH, key=5)
    gone = replace(waiting, waits_since=None)
    numbers = _numbers(house, call.language)
    is_rung = call.kind is not CallKind.INBOUND
    asked = requests() if is_rung else (None, a_request(RequestState.CLAIMED, Grade.SOON))
    for request, caller in product(asked, (None, waiting, gone) if is_rung else (None,)):
        yield CallContext(rules=house.program.calls, request=request, caller=caller, holder="Lucia", numbers=numbers)


def steps(house: Services, language: Language) -> Iterator[tuple[CallHeard, OnCall]]:
    """Give every step in a language."""
    known, spoken_of = tuple(callers(house)), tuple(meanings())
    for step, heard, context in product(STATES, HEARD, known):
        for call in calls_at(step, language):
            for about in contexts(house, call):
                for meaning in spoken_of if isinstance(heard, Spoke) and about.request is None else spoken_of[:1]:
                    yield (
                        heard,
                        OnCall(
                            call=call,
                            calls=about,
                            context=context,
                            conversation=Conversation(key=1, phone=PHONE),
                            said=said(heard, meaning),
                        ),
                    )


def emitted(house: Services, language: Language) -> Iterator[tuple[str, str, bool]]:
    """Give every document of a conversation: what led to it, the document, and whether it is heard in a queue."""
    made: set[tuple[str, Language, bool]] = set()
    for heard, on in steps(house, language):
        turn = take_step(heard, on)
        is_waiting = on.call.step in IN_QUEUE and not isinstance(heard, CameBack | HungUp)
        about = (repr(turn.script), turn.call.language, is_waiting)
        if about not in made:
            made.add(about)
            yield f"{on.call.step} {heard}", document(house, turn.call, turn.script), is_waiting


# ---- The carrier's rules.


@pytest.mark.parametrize("language", Language)
def test_every_document_of_a_conversation_keeps_the_carriers_rules(house: Services, language: Language) -> None:
    """Each state x heard x caller: nesting, attributes, limits, addresses, and never silence at the end."""
    documents = list(emitted(house, language))
    broken = {
        f"{led_to}: {problem}"
        for led_to, told, is_waiting in documents
        for problem in problems_of(told, is_waiting=is_waiting)
    }
    assert sorted(broken) == []
    assert len(documents) > len(STATES)


def test_a_document_that_breaks_a_rule_is_found(house: Services) -> None:
    """A call cannot be dialled out of a queue, nor 911 by a machine: both fail here before they reach a caller."""
    call = a_call(finding.WAITS, CallKind.INBOUND, Language.ENGLISH)
    good = document(house, call, (Speak("call.fixed"), Connect(PHONE, 20)))
    assert problems_of(good) == ()
    assert problems_of(good, is_waiting=True) == ("Dial cannot stand in a document for somebody who waits",)
    wrong = document(house, call, (Connect(Phone("911"), 20),))
    assert problems_of(wrong) == ("911 is never dialled by a machine",)
    deaf = document(house, call, (Ask((), keys=1, seconds=900),))
    assert problems_of(deaf) == ("Gather: timeout cannot be '900'",)


@pytest.mark.parametrize("is_recorded", [False, True])
def test_first_words_in_a_language_without_a_voice(house: Services, *, is_recorded: bool) -> None:
    """Played words and the notice that none are recorded keep the carrier's rules, also in a queue."""
    spoken_by = {(Language.HAITIAN_CREOLE, "call.greeting"): Recording(name="0" * 32, sound=b"")}
    services = replace(house, recordings=Recordings(spoken=spoken_by)) if is_recorded else house
    call = a_call("greeting.began", CallKind.INBOUND, Language.HAITIAN_CREOLE)
    for script in verbs():
        told = document(services, call, script, is_new_language=True)
        assert problems_of(told) == ()
        assert not (is_recorded and "recorded words" in told)
    told = document(services, call, (Ask((Speak("call.greeting"),)),), is_new_language=True)
    assert ("<Play>" in told, "recorded words" in told) == (is_recorded, not is_recorded)


def verbs() -> Iterator[Script]:
    """Give each verb of a script, in the longest and shortest way."""
    yield (Speak("call.fixed"),)
    yield (Pause(1), HangUp())
    for keys, by_voice in product((0, 1, 9), (False, True)):
        yield (Ask((Speak("call.greeting"), Pause(2)), keys=keys, seconds=8, by_voice=by_voice),)
    yield (Speak("call.finding"), WaitForPerson())
    yield (JoinCaller(2**63 - 1, 8),)
    yield (Connect(PHONE, 30),)
    yield (RecordMessage(120),)
    yield (PlayMessage(2**63 - 1), HangUp())
    yield (HangUp(),)


@pytest.mark.parametrize("language", Language)
def test_every_verb_of_a_script_keeps_the_carriers_rules(house: Services, language: Language) -> None:
    """Verbs that no state uses yet are held to the rules as well; the way out of a queue is one for who waits."""
    call = a_call("more.menu", CallKind.INBOUND, language, key=2**63 - 1)
    broken = {f"{script}: {one}" for script in verbs() for one in problems_of(document(house, call, script))}
    assert sorted(broken) == []
    assert problems_of(document(house, call, (LeaveQueue(),)), is_waiting=True) == ()


def without_rows(house: Services) -> Iterator[tuple[str, bool]]:
    """Give every document that is made without a row: the app's own, and those hosted at the carrier."""
    hosted = "https://elsewhere.example.org/screen"
    screened = replace(house.program.carrier, fallback_screen_url=hosted, fallback_taken_url=hosted)
    for phones in ((), (PHONE, LINE)):
        rules = replace(house.program.calls, fixed_phones=phones)
        services = replace(house, program=replace(house.program, calls=rules))
        for again in range(fixed_call.MOST_AGAIN + 1):
            yield fixed_call.fixed_call(services, again), False
            yield fixed_call.fixed_outbound(services, 4, 3, again), False
            yield fixed_call.fixed_wait(services, 4, again), True
            for place, was_taken in product(range(len(phones) + 1), (False, True)):
                yield fixed_call.fixed_after(services, place, again, was_taken=was_taken), False
        yield fixed_call.fixed_lost(services, is_outbound=False), False
        yield fixed_call.fixed_lost(services, is_outbound=True), False
        yield fixed_call.fixed_screen(services), False
        for keys in ("1", "2", ""):
            yield fixed_call.fixed_screened(keys), False
        for carrier in (house.program.carrier, screened):
            program = replace(services.program, carrier=carrier)
            yield static_call.static_call(program, house.catalog, LINE), False
            yield static_call.static_call(program, house.catalog, None), False
        yield static_call.static_screen(replace(services.program, carrier=screened), house.catalog), False
        yield static_call.static_taken(), False


def test_every_document_without_a_row_keeps_the_carriers_rules(house: Services) -> None:
    """The last resort must not fail on a rule of the carrier."""
    told = list(without_rows(house))
    assert sorted({one for made, is_waiting in told for one in problems_of(made, is_waiting=is_waiting)}) == []


# ---- The words.


def spoken(house: Services) -> Iterator[tuple[str, Language, str]]:
    """Give every text that has words of its own for a call: its key, the language, and how it sounds."""
    for language, key in product(house.catalog.languages, house.catalog.keys()):
        if is_staff(key) and not language.is_read_by_staff:
            continue
        entry = house.catalog.entry(key, language)
        if VOICE in entry.wordings:
            yield key, language, house.catalog.spoken(key, language, house.catalog.entry(key, Language.ENGLISH).sample)


def digits_together(text: str) -> str:
    """Write numbers that are said digit by digit as they are dialled."""
    return re.sub(r"(?<=\d) (?=\d\b)", "", text)


def test_every_spoken_text_stands_in_every_language(house: Services) -> None:
    """None falls back to another language where somebody would hear it."""
    missing = [
        f"{language} {key}"
        for language, key in product(Language, house.catalog.keys())
        if is_call(key)
        and (language.is_read_by_staff or not is_staff(key))
        and VOICE not in house.catalog.entries[language][key].wordings
    ]
    assert missing == []


def test_every_spoken_text_keeps_the_rules(house: Services) -> None:
    """Neutral, without promise or pressure; of all numbers 911 and 988, their digits apart; nothing left unfilled."""
    broken = {
        f"{language} {key}: {fault}: {text}"
        for key, language, text in spoken(house)
        for fault in spoken_faults(house, key, language, text)
    }
    assert sorted(broken) == []


def spoken_faults(house: Services, key: str, language: Language, text: str) -> Iterator[str]:
    """Name what is wrong with what is said."""
    if UNFILLED.search(text):
        yield "leaves a place unfilled"
    if re.search(r"\d{3}", text):
        yield "runs the digits of a number together"
    if is_staff(key):
        return
    for name, words in (("promises", PROMISES), ("presses", PRESSURE)):
        yield from (f"{name} {one!r}" for one in found(text, words, language))
    if any(pattern.search(bare(text)) for pattern in asking_for(language)):
        yield "asks for a word that the carrier takes for itself"
    if house.catalog.entry(key, Language.ENGLISH).placeholders:
        return  # what is filled in is the caller's own wish: a number of the list, a visit
    for name, words in (("tells", SENSITIVE), ("names", PROGRAM)):
        yield from (f"{name} {one!r}" for one in found(text, words, language))
    allowed = NUMBERS_SAID | ({"211"} if key in BASICS else set())
    yield from (f"gives {one}" for one in re.findall(r"\b\d{3,}\b", digits_together(text)) if one not in allowed)


def test_first_words_name_911_before_any_choice(house: Services) -> None:
    """Whoever listens for five seconds has heard it."""
    for key, language in product(GREETINGS, Language):
        told = house.catalog.spoken(key, language, {})
        assert "9 1 1" in told, (key, language)
        choice = re.search(r"(?:press|oprima|peze|aperte) (?:1|2|3)\b", told)
        assert choice is None or told.index("9 1 1") < choice.start(), (key, language)


def seconds_to_first_choice(told: str) -> float:
    """Return how long it takes until the first key has been named: each digit apart is a word."""
    root = ET.fromstring(told)  # noqa: S314  (our own document)
    words = " ".join("".join(one.itertext()) for one in root.iter("Say"))
    choice = re.search(r"\b(?:press|oprima|peze|aperte) (?:\d|\*)", words)
    heard = words[: choice.end()] if choice else words
    return len(heard.split()) * 60 / WORDS_A_MINUTE


@pytest.mark.parametrize("language", Language)
def test_the_first_choice_comes_within_twenty_seconds(house: Services, language: Language) -> None:
    """At 150 words a minute, whoever calls has heard the first key after twenty seconds, in every language."""
    for context in callers(house):
        on = OnCall(
            call=a_call("greeting.began", CallKind.INBOUND, language),
            calls=CallContext(rules=house.program.calls),
            context=context,
            conversation=Conversation(key=1, phone=PHONE),
            said=said(Began(), next(meanings())),
        )
        turn = take_step(Began(), on)
        assert seconds_to_first_choice(document(house, turn.call, turn.script)) <= FIRST_CHOICE_WITHIN


def test_the_clock_counts_digits_as_words() -> None:
    """Twenty seconds are fifty words; nine-one-one are three."""
    assert seconds_to_first_choice("<Response><Say>Dial 9 1 1. Press 1.</Say></Response>") == pytest.approx(2.4)
    slow = f"<Response><Say>{'word ' * 49}Press 1.</Say></Response>"
    assert seconds_to_first_choice(slow) > FIRST_CHOICE_WITHIN


@pytest.mark.parametrize("language", MEASURED)
def test_what_families_hear_is_in_sixth_grade_words(house: Services, language: Language) -> None:
    """Each text by itself is read in the sixth grade, with the leeway of a short one; all together in the fifth."""
    told = [text for key, spoken_in, text in spoken(house) if spoken_in is language and not is_staff(key)]
    assert [text for text in told if grade(text, language) > most(text)] == []
    assert grade(page(told), language) < SIXTH
