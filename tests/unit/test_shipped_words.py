"""Every text in every language, variant and profile, as delivery would word it: what it may not say, what it costs.

The rules stand in `words_rules.py`. Values are the worst that may really come: the longest names, days and lists, times
at midnight, and a staff list that holds titles and surnames.
"""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from itertools import product
from pathlib import Path

import pytest
from reading_level import MEASURED, SIXTH, grade, most, page
from words_rules import MISS_RULES, UNFILLED, broken_rules, found, numbers_in
from world import DECEMBER, ZONE, World

from bot.catalog import is_gsm7, segments, trimmed
from bot.catalog.words import Reader, is_call, is_staff, parse_template
from bot.flows import numbers, paging
from bot.flows.pages import contact_limits
from bot.flows.visit_texts import Told, words_for
from bot.flows.visiting import MOST_MINUTES
from bot.inbound import _numbers
from bot.model.conversations import Context, Conversation, Said
from bot.model.effects import Answer, Lines, Phrase
from bot.model.help import Grade, HelpRequest, PhoneState, RequestKind, RequestState
from bot.model.meaning import Intent, Limit, Meaning
from bot.model.messages import Purpose
from bot.model.people import Language, Person, PhoneIs, Relation, Role, SafeContact, Wording, Worker
from bot.model.phones import Phone
from bot.model.profiles import PhoneFacts, phone_state
from bot.model.visits import Maker, Visit, VisitEvent, VisitKind
from bot.rules.reminders import Due
from bot.rules.safety import Leaving, Verdict, automatic_wording, decide
from bot.services import Services
from bot.store.schema import open_store
from bot.wording import worded

PHONE = Phone("+12025550120")
LONGEST_GIVEN_NAME = "Maximiliana-Guadalupe-Yesenias"
STAFF_LIST = {
    "Dr. Maria Fernanda Careline": "Maria",
    "Mrs. J. Lucía Refugio": "Lucía",
    f"{LONGEST_GIVEN_NAME} Quintanilla": LONGEST_GIVEN_NAME,
    "João Zolani-Shelter": "João",
    "Ana": "Ana",
}
"""Names as staff lists hold them, and what families read: never the surname."""
SURNAMES = ("Careline", "Refugio", "Quintanilla", "Zolani", "Shelter", "Dr.", "Mrs.")
HUMAN_WORDS = {
    "relay.words",
    "staff.words",
    "staff.words_media",
    "staff.words_at",
    "staff.claimed_wrote",
    "staff.words_media_at",
    "staff.message_written",
}
"""The only keys with a place for words that a person wrote; these are passed on as they are."""
NAMED_ALREADY = {"help.claimed", "help.no_pictures"}
"""Answers beside or after one that has named 911."""
AHEAD_OF_VISITS = {
    *("visits.reminder", "visits.reminder_home", "visits.day", "visits.week"),
    *("visits.moved", "visits.moved_several"),
}
"""Reminders and news of visits to come: here nothing is said of missed ones (SAFETY 1.6)."""
MOST_LISTED = 7
"""Visits of a person told in one text: one each day of a week, more than the program plans."""
STAFF_READ = tuple(language for language in Language if language.is_read_by_staff)
HELP_NUMBERS, BASIC_NUMBERS = {"911", "988"}, {"911", "988", "211"}


@dataclass(frozen=True, slots=True)
class Door:
    """A way for a text to leave: why, to whose phone, and the wording in which the gate lets it through."""

    purpose: Purpose
    profile: SafeContact
    phone: PhoneState
    wording: Wording


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, keys: tuple[str, ...]) -> Iterator[Services]:
    """Assemble the line as it ships."""
    file = tmp_path_factory.mktemp("words") / "hearthline.db"
    shutil.copyfile(sqlite_template, file)
    store = open_store(f"sqlite:///{file}", keys)
    yield World(store).services
    store.close()


def profiles() -> Iterator[tuple[SafeContact, PhoneState]]:
    """Give every profile a person may have, on a phone that is held or not; and a phone that is nobody's."""
    for phone_is, discreet, reminders, held in product(PhoneIs, (True, False), (None, True, False), (False, True)):
        profile = SafeContact(phone_is=phone_is, discreet=discreet, reminders=reminders, consented_on=DECEMBER.date())
        facts = PhoneFacts(heard_at=DECEMBER, held_at=DECEMBER - timedelta(hours=1) if held else None)
        yield profile, phone_state((person(profile),), facts)
    yield SafeContact(), phone_state((), PhoneFacts(heard_at=DECEMBER))


def person(profile: SafeContact) -> Person:
    """Make somebody with that profile."""
    return Person(
        key=1,
        family="F-0012",
        person_id="rosa",
        name="Rosa Quintanilla",
        relation=Relation.PARENT,
        phone=PHONE,
        language=Language.SPANISH,
        profile=profile,
    )


def doors(house: Services) -> list[Door]:
    """Ask the gate about every purpose and profile, in office hours, in answer to a text of this moment."""
    program, found_open = house.program, []
    for purpose, (profile, phone) in product(Purpose, profiles()):
        if not purpose.is_for_staff:
            leaving = Leaving(purpose=purpose, to=profile, answers_at=DECEMBER)
            decision = decide(leaving, phone, DECEMBER, program.hours, program.contact)
            if decision.verdict is Verdict.SEND:
                found_open.append(Door(purpose, profile, phone, decision.wording))
    return found_open


def all_keys(house: Services) -> tuple[str, ...]:
    """Return every key of a text; what is only ever said on a call has a test of its own."""
    return tuple(filter(lambda key: not is_call(key), house.catalog.keys()))


def family_keys(house: Services) -> list[str]:
    """Return the keys of what families read."""
    return [key for key in all_keys(house) if not is_staff(key)]


def given_names() -> list[str]:
    """Return what families would read of the staff list."""
    return [worker(name).given_name for name in STAFF_LIST]


def worker(name: str) -> Worker:
    """Make a worker of that name."""
    english = (Language.ENGLISH,)
    return Worker(key=1, worker_id="dana", name=name, phone=PHONE, role=Role.WORKER, languages=english)


def moments(house: Services, language: Language) -> tuple[datetime, ...]:
    """Return the day that takes most room in a language, at a long hour; midnight; the last minute of a year."""
    return moments_of(house.catalog.readers[language])


@cache
def moments_of(reader: Reader) -> tuple[datetime, ...]:
    """Try every day of a year."""
    day = parse_template("{at:on} {at:day}")
    half_past_noon = datetime(2026, 1, 1, 12, 30, tzinfo=ZONE)
    year = [half_past_noon + timedelta(days=days) for days in range(365)]
    longest = max(year, key=lambda at: len(reader.filled(day, {"at": at}, unicode=False)))
    return longest, datetime(2026, 12, 2, 0, 0, tzinfo=ZONE), datetime(2026, 12, 31, 23, 59, tzinfo=ZONE)


def cases(house: Services, key: str, language: Language, door: Door) -> Iterator[Mapping[str, object]]:
    """Give the parameters with which a text may leave."""
    if key == "numbers.one":
        for one in useful_numbers(house, language, door.wording).numbers:
            yield {"label": one.label, "number": one.number, "note": one.note}
        return
    sample = house.catalog.entry(key, language).sample
    choices = {name: values(house, key, name, language, door) or (sample[name],) for name in sample}
    for chosen in product(*choices.values()):
        yield dict(zip(choices, chosen, strict=True))


def values(house: Services, key: str, name: str, language: Language, door: Door) -> tuple[object, ...]:
    """Return the values that a place in a text may take; none where the sample is as bad as any."""
    match name:
        case "name":
            return tuple(given_names())
        case "at" | "by" | "before":
            return moments(house, language)
        case "list" if key == "numbers.list":
            return (listed_numbers(house, language, door),)
        case "list":
            return lists(house, key, moments(house, language)[0])
        case "minutes":
            return 1, MOST_MINUTES
        case "most":
            return 3, 12
        case "missed" | "all":
            return 0, 12
        case _:
            return ()


def lists(house: Services, key: str, at: datetime) -> tuple[Lines, ...]:
    """Return the shortest and the longest list of a text: visits, or times to choose among."""
    offers = house.program.moving.offers
    choices = [("visits.choice", {"digit": digit, "at": at}) for digit in range(1, offers + 1)]
    match key:
        case "visits.which":
            return (Lines((*choices, ("visits.choice_all", {"digit": offers + 1}))),)
        case "visits.offer" | "visits.taken":
            return Lines(tuple(choices[:1])), Lines(tuple(choices))
        case _:
            return tuple(Lines((("visits.line", {"at": at}),) * count) for count in (1, MOST_LISTED))


def useful_numbers(house: Services, language: Language, wording: Wording) -> Context:
    """Make what a turn about the useful numbers knows."""
    program = house.program
    return Context(
        now=DECEMBER,
        language=language,
        phone=PhoneState(phone_is=PhoneIs.PRIVATE, discreet=wording is Wording.DISCREET, safe_hours=None),
        hours=program.hours,
        contact=program.contact,
        ladder=program.ladder,
        numbers=_numbers(house, language, discreet=wording is Wording.DISCREET),
    )


def listed_numbers(house: Services, language: Language, door: Door) -> object:
    """Return the list of useful numbers as the flow hands it out."""
    meaning = Meaning(intent=Intent.DIRECTORY)
    heard = Said(meaning=meaning, words="numbers", shown="numbers", has_media=False, written_at=DECEMBER, at=DECEMBER)
    context = useful_numbers(house, language, door.wording)
    turn = numbers.listing(heard, Conversation(key=1, phone=PHONE), context)
    return next(effect.params["list"] for effect in turn.effects if isinstance(effect, Answer))


def faults(house: Services, key: str, language: Language, wording: Wording, text: str) -> Iterator[str]:
    """Name everything that is wrong with a text as it would leave."""
    entry = house.catalog.entry(key, language)
    if key not in HUMAN_WORDS:
        yield from broken_rules(text, wording, language)
        yield from (
            f"gives the number {one}" for one in sorted(numbers_in(text) - allowed_numbers(house, key, wording))
        )
    if not entry.unicode and not is_gsm7(text):
        yield "is not GSM-7"
    if (cost := segments(trimmed(text))) > entry.segments:
        yield f"needs {cost} segments of {entry.segments}"
    yield from (f"says {surname!r}" for surname in SURNAMES if key != "numbers.one" and surname in text)
    if key.startswith(("help.", "unknown.")) and key not in NAMED_ALREADY and "911" not in text:
        yield "does not name 911"


def allowed_numbers(house: Services, key: str, wording: Wording) -> set[str]:
    """Return the phone numbers that a text may give (SAFETY 1.4)."""
    if key in {"numbers.list", "numbers.one"} and wording is Wording.FULL:
        offered = house.directory.short_list(discreet=False)
        texted = {number for entry in offered for number in (entry.by_text, *entry.by_text_in.values())}
        given = {number for entry in offered for number in (entry.number, *entry.numbers_in.values())}
        return given | {number for text in texted for number in numbers_in(text)}
    if key == "visits.worker_late":
        return {str(MOST_MINUTES)}
    return BASIC_NUMBERS if key.startswith(("help.basics", "numbers.")) else HELP_NUMBERS


def test_full_wording_leaves_only_where_it_was_chosen(house: Services) -> None:
    """Full wording reaches a phone whose owner chose it, that nobody holds back; by itself only a private one."""
    open_doors = doors(house)
    for door in open_doors:
        if door.wording is Wording.FULL:
            assert not door.phone.discreet
            assert door.phone.held_at is None
            assert door.phone.phone_is is PhoneIs.PRIVATE or not door.purpose.needs_consent
    assert {door.wording for door in open_doors} == set(Wording)
    assert {door.purpose for door in open_doors} == {one for one in Purpose if not one.is_for_staff}
    assert {door.phone.phone_is for door in open_doors} == set(PhoneIs)


def test_the_shipped_words_break_no_rule(house: Services) -> None:
    """Every text to a family, in every language, variant and profile, keeps the rules, its budget and GSM-7."""
    broken: dict[str, set[Door]] = {}
    known: dict[tuple[str, Language, Wording], set[str]] = {}
    for door, language, key in product(doors(house), house.catalog.languages, family_keys(house)):
        about = (key, language, door.wording)
        if about not in known:  # profiles differ by the wording that the gate gives them, and by nothing else
            texts = {worded(house, key, params, language, door.wording) for params in cases(house, key, language, door)}
            known[about] = {f"{fault}: {text}" for text in texts for fault in faults(house, *about, text)}
        for fault in known[about]:
            broken.setdefault(f"{language} {key} {door.wording}: {fault}", set()).add(door)
    assert sorted(broken) == []
    assert house.catalog.languages == tuple(Language)


def test_what_a_worker_wrote_is_passed_on_as_it_is(house: Services) -> None:
    """Accents and all; discreet wording leaves the name out."""
    params = {"name": "Lucía", "words": "¿Está bien? Estoy aquí {ok} 🙂"}
    for language in house.catalog.languages:
        assert worded(house, "relay.words", params, language, Wording.DISCREET) == params["words"]
        assert str(params["words"]) in worded(house, "relay.words", params, language, Wording.FULL)


def test_reminders_as_they_are_put_together(house: Services) -> None:
    """One visit or several, by each rule, with a name or without: the rules hold, and no rule about misses is told."""
    rules, broken, told_keys = replace(house.program.reminders, asks_who_is_home=True), set(), set()
    named = [*(rule.name for rule in rules.rules), *VisitEvent]
    wordings = {automatic_wording(phone) for _, phone in profiles()}
    for language, rule, count in product(house.catalog.languages, named, (1, 2, MOST_LISTED)):
        at = moments(house, language)[0]
        told = [Told(a_visit(at + timedelta(days=days)), Due(rule, at, at)) for days in range(count)]
        for names, wording in product(({}, {1: LONGEST_GIVEN_NAME}), wordings):
            key, params = words_for(told, names, rules)
            text = worded(house, key, params, language, wording)
            wrong = [*faults(house, key, language, wording, text)]
            wrong += [f"tells {one!r}" for one in found(text, MISS_RULES, language) if key in AHEAD_OF_VISITS]
            broken |= {f"{language} {key} {wording}: {fault}: {text}" for fault in wrong}
            told_keys.add(key)
    assert sorted(broken) == []
    assert told_keys == {"visits.missed", "visits.called_off", "visits.called_off_several", *AHEAD_OF_VISITS}


def a_visit(at: datetime) -> Visit:
    """Make a visit at a moment, at a place and for a reason that no family is texted."""
    return Visit(
        key=1,
        number=12345,
        visit_id="V-1",
        family_key=1,
        family="F-0012",
        worker_key=1,
        kind=VisitKind.PROGRESS_MEETING,
        starts_at=at,
        ends_at=at + timedelta(hours=1),
        place="1234 North Example Street, Apartment 12, New London",
        version=1,
        made_at=at,
        made_by=Maker.OFFICE,
        attendees=(),
        reason="court",
    )


@pytest.mark.parametrize("language", MEASURED)
def test_families_read_sixth_grade_words(house: Services, language: Language) -> None:
    """Each text by itself is read in the sixth grade, with the leeway of a short one; all together in the fifth."""
    told = []
    for key, wording in product(family_keys(house), Wording):
        sample = house.catalog.entry(key, language).sample
        told.append(worded(house, key, {**sample, **({"name": "Ana"} if "name" in sample else {})}, language, wording))
    assert [text for text in told if grade(text, language) > most(text)] == []
    assert grade(page(told), language) < SIXTH


@pytest.mark.parametrize("name", STAFF_LIST)
def test_a_title_is_no_given_name(name: str) -> None:
    """Families read the given name, whatever stands before and after it on the staff list."""
    assert worker(name).given_name == STAFF_LIST[name]


# ---- What staff read.

PAGE_PLACES = {"code", "family", "says", "at", "language", "limits"}
"""What a page may say (SAFETY 2.4): codes (also of the family whose word was given), the time, the language, limits."""
WORKER_PAGE_PLACES = {"code", "name", "at", "family", "visit_at", "place"}
"""A worker in danger is named, and where they are: the one page that may carry an address (SAFETY 2.6)."""


def requests() -> Iterator[HelpRequest]:
    """Give a request of each grade, from a family and from nobody known, with all that may limit contact."""
    limits = (None, *Limit)
    whose = (("F-12345", None), (None, "F-12345"), (None, None))
    for grade_of, (family, says), limit, (_, phone) in product(Grade, whose, limits, profiles()):
        yield HelpRequest(
            key=1,
            code="KBC",
            kind=RequestKind.FAMILY if family else RequestKind.UNKNOWN,
            grade=grade_of,
            state=RequestState.OPEN,
            conversation_key=1,
            family=family,
            person_key=1,
            own_worker_key=1,
            in_danger_key=None,
            language=Language.HAITIAN_CREOLE,
            phone=phone,
            opened_at=DECEMBER,
            tier=None,
            round=0,
            next_step_at=None,
            holder=None,
            claimed_at=None,
            silence_asked_at=None,
            words_at=None,
            answered_at=None,
            cried_at=DECEMBER,
            human_word_at=None,
            written_at=datetime(2026, 9, 30, 12, 30, tzinfo=ZONE),
            family_told_at=None,
            nobody_told_at=None,
            limit=limit,
            says=says,
        )


def test_no_page_holds_a_name_number_or_word_of_a_family(house: Services) -> None:
    """On a lock screen stand codes, the time, the language and what is safe; the longest page keeps its budget."""
    broken, told = set(), set()
    program = house.program
    for request, language in product(requests(), STAFF_READ):
        paged = paging.page(request, 1, DECEMBER, program.hours, program.contact)
        assert paged.params.keys() <= PAGE_PLACES
        told.add(paged.words)
        text = worded(house, paged.words, paged.params, language, Wording.FULL)
        broken |= {f"{language} {paged.words}: {fault}: {text}" for fault in staff_faults(house, paged.words, text)}
        broken |= {f"{paged.words} gives {one}: {text}" for one in numbers_in(text.replace("F-12345", ""))}
    assert sorted(broken) == []
    pages = {key for key in all_keys(house) if key.startswith("staff.page_")}
    assert pages - told == {"staff.page_worker", "staff.page_worker_at", "staff.page_sign", "staff.page_sign_at"}


def test_only_a_worker_in_danger_is_named_with_a_place(house: Services) -> None:
    """No other page has room for a name or an address; besides, only the alarm of a worker alone tells a place."""
    for key in all_keys(house):
        places = house.catalog.entry(key, Language.ENGLISH).placeholders
        if key.startswith(("staff.page_worker", "staff.page_sign")):
            assert places <= WORKER_PAGE_PLACES, key
        elif key.startswith("staff.page_"):
            assert places <= PAGE_PLACES, key
        elif key != "staff.lone_alarm":
            assert "place" not in places, key


def test_words_that_people_wrote_have_a_place_only_where_they_are_passed_on(house: Services) -> None:
    """Who adds such a place says so here: what stands in it is no longer ours."""
    with_words = {key for key in all_keys(house) if "words" in house.catalog.entry(key, Language.ENGLISH).placeholders}
    assert with_words == HUMAN_WORDS


def test_every_staff_text_keeps_its_budget_at_its_longest(house: Services) -> None:
    """Long names, days, numbers and phrases, in each language that staff read; the parts of a list are its own."""
    broken = []
    limits = {language: longest_limits(house, language) for language in STAFF_READ}
    for key, language in product(all_keys(house), STAFF_READ):
        if is_staff(key):
            sample = house.catalog.entry(key, language).sample
            longest = {name: longest_value(house, name, language) or value for name, value in sample.items()}
            longest |= {"limits": limits[language]} if "limits" in sample else {}
            text = worded(house, key, longest, language, Wording.FULL)
            broken += [f"{language} {key}: {fault}: {text}" for fault in staff_faults(house, key, text)]
    assert broken == []


def longest_value(house: Services, name: str, language: Language) -> object:
    """Return the longest that may stand in a place of a staff text; None where the sample is as long as any."""
    phrases = {"reply": "reply", "outcome": "outcome", "why": "not_reminded", "problem": "alarm_kind", "told": "told"}
    match name:
        case "name":
            return LONGEST_GIVEN_NAME
        case "at" | "before" | "visit_at":
            return moments(house, language)[0]
        case "code":
            return "KBC"
        case _ if name in phrases:
            told = [key for key in all_keys(house) if key.startswith(f"staff.{phrases[name]}.")]
            return max((Phrase((key,)) for key in told), key=lambda one: length(house, one, language))
        case _:
            return None


def longest_limits(house: Services, language: Language) -> Phrase:
    """Return what takes most words to say of what is safe."""
    program = house.program
    said = {contact_limits(one, DECEMBER, program.hours, program.contact) for one in requests()}
    return max(said, key=lambda one: length(house, one, language))


def length(house: Services, phrase: Phrase, language: Language) -> int:
    """Return how long a phrase is in a language."""
    return sum(len(house.catalog.words(key, language, Wording.FULL, {})) + 1 for key in phrase.keys)


def staff_faults(house: Services, key: str, text: str) -> Iterator[str]:
    """Name what is wrong with a text to staff as it would leave."""
    entry = house.catalog.entry(key, Language.ENGLISH)
    yield from (f"leaves {match[0]!r} unfilled" for match in UNFILLED.finditer(text))
    if not entry.unicode and not is_gsm7(text):
        yield "is not GSM-7"
    if (cost := segments(trimmed(text))) > entry.segments:
        yield f"needs {cost} segments of {entry.segments}"
