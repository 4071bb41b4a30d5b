"""Everything about a family that its reminders depend on, read once: persons, visits, ledger, phones, quiet."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from bot.model.help import PhoneState
from bot.model.messages import Purpose
from bot.model.people import Family, Person, Relation
from bot.model.phones import Phone
from bot.model.profiles import phone_state
from bot.model.value import value_in_order
from bot.model.visits import CHANGES, EVENTS, Visit
from bot.rules.reminders import Addressee, Due, Policy, dues
from bot.rules.safety import goes_by_voice
from bot.services import Services
from bot.store import brakes, conversations, people, reminders, requests, visits
from bot.store.engine import Tx
from bot.store.outbox import OutboundText
from bot.store.reminders import Addressed, Reminder

GIVEN_BACK = "given_back"
"""The apology for a time that did not suit after all: it tells the change itself."""
BACK = timedelta(days=15)
"""A miss entered two weeks later is still told; older visits have nothing to tell."""
AHEAD = timedelta(days=366)


@value_in_order
class Household:
    """A family as its reminders see it at one moment; `ledger` by visit and person."""

    family: Family
    visits: tuple[Visit, ...]
    persons: Mapping[int, Person]
    addressees: Mapping[int, Addressee]
    ledger: Mapping[tuple[int, int], Sequence[Reminder]]
    answered: Collection[tuple[int, int]]
    worker_names: Mapping[int, str]

    def asked_to(self, visit: Visit) -> Iterator[int]:
        """Yield the persons of a visit."""
        return (one.person_key for one in visit.attendees if one.person_key in self.persons)

    def dues(self, visit: Visit, person_key: int, policy: Policy) -> tuple[Due, ...]:
        """Return every reminder of a visit for a person."""
        was_told = (visit.key, person_key) in self.answered or any(
            row.version < visit.version or row.rule in EVENTS or not visit.is_planned
            for row in self.ledger.get((visit.key, person_key), ())
            if row.is_told
        )
        return dues(visit, person_key, policy.reminders, policy.hours.zone, was_told=was_told)

    def is_decided(self, visit: Visit, due: Due, person_key: int) -> bool:
        """Whether the ledger says already what became of a reminder."""
        rows = [row for row in self.ledger.get((visit.key, person_key), ()) if row.version == visit.version]
        told_by_worker = due.rule in CHANGES and any(row.rule == GIVEN_BACK for row in rows)
        return told_by_worker or any(row.rule == due.rule for row in rows)

    def told_at(self) -> dict[tuple[int, int], list[datetime]]:
        """Return when each person was told of each visit in the version that stands."""
        versions = {visit.key: visit.version for visit in self.visits}
        return {
            pair: [row.decided_at for row in rows if row.is_told and row.version == versions[pair[0]]]
            for pair, rows in self.ledger.items()
        }

    def is_called(self, person_key: int) -> bool:
        """Whether a person is reminded by a call."""
        to = self.addressees[person_key]
        return to.phone is not None and goes_by_voice(to.profile, to.phone)

    def is_on_its_way(self, visit: Visit, person_key: int) -> bool:
        """Whether another reminder of this version still waits to leave for a person."""
        rows = self.ledger.get((visit.key, person_key), ())
        return any(row.is_on_its_way and row.version == visit.version for row in rows)


def policy_of(services: Services) -> Policy:
    """Return the rules a reminder's fate is decided by."""
    program = services.program
    return Policy(
        reminders=program.reminders, hours=program.hours, contact=program.contact, brake=program.sending.reminders
    )


def household(tx: Tx, services: Services, family_key: int, now: datetime) -> Household:
    """Read a family."""
    family = people.family(tx, family_key)
    listed = visits.of_family(tx, family_key, now - BACK, now + AHEAD)
    persons = {person.key: person for person in people.persons_of(tx, family_key)}
    keys = [visit.key for visit in listed]
    ledger: dict[tuple[int, int], list[Reminder]] = {}
    for row in reminders.of_visits(tx, keys):
        ledger.setdefault((row.visit_key, row.person_key), []).append(row)
    is_quiet = requests.is_left_in_peace(tx, family_key)
    midnight = services.program.hours.local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    wanted = {one.person_key for visit in listed for one in visit.attendees} & persons.keys()
    phones = phones_of(tx, {phone for key in wanted if (phone := persons[key].phone) is not None})
    sent_today = reminders.sent_since(tx, wanted, midnight)
    addressees = {
        key: addressee(
            services,
            Addressed(person=persons[key], ended_on=family.ended_on, is_quiet=is_quiet),
            phones[phone] if (phone := persons[key].phone) is not None else None,
            now,
            sent_today=sent_today.get(key, 0),
        )
        for key in wanted
    }
    return Household(
        family=family,
        visits=listed,
        persons={key: persons[key] for key in wanted},
        addressees=addressees,
        ledger=ledger,
        answered=reminders.answered_before(tx, keys),
        worker_names=people.given_names(tx, {visit.worker_key for visit in listed}),
    )


@value_in_order
class Leavers:
    """What texts depend on that are about to leave, read at once for all of them; `holders` and `rows` by text.

    The rest is what reminders among them depend on.
    """

    holders: Mapping[int, Sequence[Addressed]]
    is_paused: bool
    rows: Mapping[int, Sequence[Reminder]]
    visits: Mapping[int, Visit]
    persons: Mapping[int, Addressed]
    worker_names: Mapping[int, str]


def leavers(tx: Tx, texts: Collection[OutboundText], now: datetime) -> Leavers:
    """Read what these texts depend on."""
    holders = reminders.holders(tx, [text.key for text in texts if text.worker_key is None])
    reminding = [text.key for text in texts if text.purpose is Purpose.REMINDER]
    if not reminding:
        return Leavers(holders=holders, is_paused=False, rows={}, visits={}, persons={}, worker_names={})
    rows = reminders.of_texts(tx, reminding)
    every = [row for of_text in rows.values() for row in of_text]
    found = {visit.key: visit for visit in visits.by_keys(tx, {row.visit_key for row in every})}
    persons = {one.person.key: one for of_text in holders.values() for one in of_text}
    elsewhere = {row.person_key for row in every} - persons.keys()
    return Leavers(
        holders=holders,
        is_paused=brakes.is_paused(tx, now),
        rows=rows,
        visits=found,
        persons={**persons, **reminders.addressed(tx, elsewhere)},
        worker_names=people.given_names(tx, {visit.worker_key for visit in found.values()}),
    )


def leavers_of_call(tx: Tx, call_key: int, person_key: int, now: datetime) -> Leavers:
    """Read what the reminders of one call depend on."""
    rows = reminders.of_call(tx, call_key)
    found = {visit.key: visit for visit in visits.by_keys(tx, {row.visit_key for row in rows})}
    return Leavers(
        holders={},
        is_paused=brakes.is_paused(tx, now),
        rows={call_key: rows},
        visits=found,
        persons=reminders.addressed(tx, {person_key}),
        worker_names=people.given_names(tx, {visit.worker_key for visit in found.values()}),
    )


def addressee(
    services: Services, one: Addressed, phone: PhoneState | None, now: datetime, *, sent_today: int = 0
) -> Addressee:
    """Return a person as the rules of reminders see them."""
    today = services.program.hours.local(now).date()
    return Addressee(
        person_key=one.person.key,
        profile=one.person.profile,
        is_child=one.person.relation is Relation.CHILD,
        phone=phone,
        quiet=one.is_quiet,
        in_pilot=one.person.phone in services.program.sending.pilot,
        has_ended=one.ended_on is not None and one.ended_on < today,
        sent_today=sent_today,
    )


def phone_of(tx: Tx, person: Person) -> PhoneState | None:
    """Return what holds for the phone of a person."""
    return phones_of(tx, (person.phone,))[person.phone] if person.phone is not None else None


def phones_of(tx: Tx, phones: Collection[Phone]) -> Mapping[Phone, PhoneState]:
    """Return what holds for each of these phones."""
    facts, holders = conversations.facts_of_phones(tx, phones), people.persons_by_phones(tx, phones)
    return {phone: phone_state(holders.get(phone, ()), facts[phone]) for phone in phones}
