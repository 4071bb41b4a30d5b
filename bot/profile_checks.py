"""What stands between families and the line: phones nothing reaches, hours that never come, languages nobody speaks."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from bot.checks import Finding, counted, listed, warning
from bot.model.help import PhoneState
from bot.model.people import Language, Person, Worker
from bot.model.phones import Phone
from bot.model.policy import Hours, Tier
from bot.model.profiles import phone_state
from bot.model.rota import Shift
from bot.model.value import value_in_order
from bot.program import Program
from bot.rechecking import all_standings
from bot.rules.coverage import gaps
from bot.rules.recheck import why
from bot.rules.safety import goes_by_voice, may_ever_open
from bot.store import conversations, people, rota
from bot.store.engine import Tx

NIGHTS = 7
IMPORT_FAMILIES = "`hearthline import families FILE`"


@value_in_order
class Holder:
    """A person with a phone, and how that phone stands, whoever else has it."""

    person: Person
    number: Phone
    phone: PhoneState


def check_profiles(tx: Tx, program: Program, now: datetime) -> Iterator[Finding]:
    """Check the safe-contact profiles of every family in the program; people appear by their family's code."""
    hours, today = program.hours, program.hours.local(now).date()
    present = {family.code for family in people.all_families(tx) if family.ended_on is None or family.ended_on >= today}
    persons = [person for person in people.all_persons(tx) if person.family in present]
    holders = tuple(_holders(tx, persons))
    yield from _out_of_reach(holders)
    yield from _hours_that_never_come(holders, hours)
    yield from _languages(tx, persons, hours, now)
    yield from _not_asked_again(tx, program, now)


def _holders(tx: Tx, persons: Sequence[Person]) -> Iterator[Holder]:
    of_phone: dict[Phone, list[Person]] = {}
    for person in persons:
        if person.phone is not None:
            of_phone.setdefault(person.phone, []).append(person)
    for number, together in of_phone.items():
        phone = phone_state(together, conversations.facts_of(tx, number))
        yield from (Holder(person, number, phone) for person in together)


def _out_of_reach(holders: Sequence[Holder]) -> Iterator[Finding]:
    """Find families whose every phone is held, or gets no texts."""
    reach: dict[str, bool] = {}
    for one in holders:
        may_reach = _gets_texts_or_calls(one) and one.phone.held_at is None and not one.phone.wants_nothing
        reach[one.person.family] = reach.get(one.person.family, False) or may_reach
    lost = [code for code, is_reached in reach.items() if not is_reached]
    if lost:
        yield warning(
            f"nothing the line sends unasked can reach {counted(len(lost))}, whose every phone is unsafe or takes no "
            f"texts: {listed(lost)}",
            f"visit or call only as agreed, and ask for a safe phone: {IMPORT_FAMILIES}, or text `safe F-0012`",
        )


def _gets_texts_or_calls(one: Holder) -> bool:
    """Whether the carrier brings texts to a phone, or reminders go there by a call."""
    is_called = goes_by_voice(one.person.profile, one.phone) and one.phone.opted_out_at is None
    return one.phone.can_be_texted or (is_called and not one.phone.no_calls)


def _hours_that_never_come(holders: Sequence[Holder], hours: Hours) -> Iterator[Finding]:
    """Find who agreed to reminders that can never leave, and phones on which two persons leave no hour."""
    apart = [one for one in holders if _differ(one.number, holders)]
    agreed = [one for one in holders if one.person.profile.consented_on is not None and one not in apart]
    never = [one for one in agreed if not may_ever_open(one.phone, hours)]
    if never:
        yield warning(
            f"the safe hours of {_people(never)} never meet the hours in which reminders leave "
            f"({_span(hours)}), so none can ever arrive: {_codes(never)}",
            f"ask for other hours, or call them before visits: {IMPORT_FAMILIES}; family_texts under [hours] may be "
            "widened to 08:00-21:00",
        )
    if apart:
        yield warning(
            f"{_people(apart)} share a phone for which different safe hours were named, so no hour counts as safe: "
            f"{_codes(apart)}",
            f"agree on hours with both, and write the same ones on both rows: {IMPORT_FAMILIES}",
        )


def _differ(number: Phone, holders: Sequence[Holder]) -> bool:
    """Whether persons of one phone named different safe hours."""
    stated = {one.person.profile.safe_hours for one in holders if one.number == number}
    return len(stated - {None}) > 1


def _span(hours: Hours) -> str:
    return f"{hours.family_texts.starts:%H:%M}-{hours.family_texts.ends:%H:%M}"


def _languages(tx: Tx, persons: Sequence[Person], hours: Hours, now: datetime) -> Iterator[Finding]:
    """Find languages that families speak and nobody here does, or nobody who is paged in one of the coming nights."""
    workers = people.active_workers(tx)
    nights = tuple(_nights(hours, now))
    shifts = rota.shifts_between(tx, nights[0][0], nights[-1][1])
    for language in Language:
        families = dict.fromkeys(person.family for person in persons if person.language is language)
        if not families:
            continue
        name = language.in_english
        if not any(language in worker.languages for worker in workers):
            yield warning(
                f"nobody who works here speaks {name}, the language of {counted(len(families))}: {listed(families)}",
                "have an interpreter's line in oncall.toml (interpreter_line), and look for somebody who speaks it",
            )
            continue
        silent = _tiers_without(language, shifts, workers, nights)
        if silent:
            spans = listed(f"{tier} ({counted(count, 'night', 'nights')})" for tier, count in silent.items())
            yield warning(
                f"in the next {NIGHTS} nights nobody who speaks {name} stands on: {spans}; the language of "
                f"{counted(len(families))}: {listed(families)}",
                "change the on-call schedule (`hearthline import rota FILE`), or have interpreter_line in oncall.toml",
            )


def _nights(hours: Hours, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield the coming nights: from the end of one day's routine texts to staff to the beginning of the next's."""
    today = hours.local(now).date()
    for ahead in range(NIGHTS):
        day = today + timedelta(days=ahead)
        starts = datetime.combine(day, hours.staff_texts.ends, tzinfo=hours.zone)
        yield starts, datetime.combine(day + timedelta(days=1), hours.staff_texts.starts, tzinfo=hours.zone)


def _tiers_without(
    language: Language, shifts: Sequence[Shift], workers: Iterable[Worker], nights: Sequence[tuple[datetime, datetime]]
) -> Mapping[Tier, int]:
    """Count for each tier the nights in which it has somebody, but for a while nobody who speaks a language.

    Without a shift on the last tier every supervisor stands on it; a tier with nobody at all is told elsewhere.
    """
    found: dict[Tier, int] = {}
    supervisors_speak = any(language in worker.languages for worker in workers if worker.is_supervisor)
    for tier in (Tier.ON_CALL, Tier.BACKUP, Tier.SUPERVISOR):
        of_tier = [shift for shift in shifts if shift.tier is tier]
        speaking = [shift for shift in of_tier if language in shift.worker.languages]
        if tier is Tier.SUPERVISOR and not of_tier:
            silent = 0 if supervisors_speak else len(nights)
        else:
            silent = sum(
                bool(gaps(speaking, tier, *night)) for night in nights if any(_reaches(one, *night) for one in of_tier)
            )
        if silent:
            found[tier] = silent
    return found


def _reaches(shift: Shift, starts_at: datetime, ends_at: datetime) -> bool:
    return shift.starts_at < ends_at and shift.ends_at > starts_at


def _not_asked_again(tx: Tx, program: Program, now: datetime) -> Iterator[Finding]:
    """Count whom somebody should have asked again by now; their workers' morning lists ask for it, a few at a time."""
    today = program.hours.local(now).date()
    due = [one for one in all_standings(tx, program.hours, today) if why(one, today, program.contact) is not None]
    if due:
        never = sum(one.checked_on is None for one in due)
        codes = dict.fromkeys(one.family for one in due)
        yield warning(
            f"{counted(len(due), 'person is', 'persons are')} to be asked again whether the phone is safe, {never} of "
            f"them for the first time: {listed(codes)}",
            "ask each by a safe route, then text `checked F-0012 1`; `hearthline report profiles --overdue` lists them",
        )


def _people(found: Sequence[Holder]) -> str:
    return counted(len(found), "person", "persons")


def _codes(found: Iterable[Holder]) -> str:
    return listed(dict.fromkeys(one.person.family for one in found))
