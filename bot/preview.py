"""Each automatic text that would go out in the next days if nobody said anything: `hearthline preview`."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.flows.visit_texts import Told, words_for
from bot.households import Household, household, phone_of, policy_of
from bot.model.messages import OutboundState, Purpose
from bot.model.people import Language, Person, Wording
from bot.model.policy import Brake, Hours
from bot.model.value import value
from bot.reminding import plan
from bot.rules.reminders import Policy
from bot.rules.safety import Leaving, Reason, Verdict, decide, may_ever_open, reminding
from bot.services import Services
from bot.store import people, visits, welcomes
from bot.store.engine import Tx
from bot.store.reminders import Reminder
from bot.welcoming import WORDS
from bot.wording import spoken, worded

ROUNDS = 500
BEYOND = timedelta(days=8)
"""The week's list goes out up to eight days before the visits it names."""
AHEAD = timedelta(days=14)
"""How far ahead a dry run looks for the texts a file would cause."""
NOT_YET = 1
"""A key no text has: what is only previewed was sent by no text."""


@value
class Previewed:
    """A text that would leave: when, to whom (by code), in which language and wording, its words, and why."""

    at: datetime
    family: str
    person_id: str
    language: Language
    wording: Wording
    words: str
    why: tuple[str, ...]


@value
class NotSentBecause:
    """A reminder that would not leave, and the reason."""

    at: datetime
    family: str
    number: int
    rule: str
    reason: str


def preview(tx: Tx, services: Services, now: datetime, until: datetime) -> list[Previewed | NotSentBecause]:
    """Return what would leave and what would not until a moment, in the order of time; as if reminders were on."""
    policy = replace(policy_of(services), brake=Brake.ON)
    keys = dict.fromkeys(visit.family_key for visit in visits.between(tx, now, until + BEYOND))
    found: list[Previewed | NotSentBecause] = list(_welcomes(tx, services, policy, now))
    for key in keys:
        found += _of_family(services, household(tx, services, key, now), policy, now, until)
    return sorted(found, key=lambda one: (one.at, one.family))


def texts_ahead(tx: Tx, services: Services, now: datetime) -> frozenset[str]:
    """Name each text that would leave in the next time, so that a dry run can say which of them a file causes."""
    found = preview(tx, services, now, now + AHEAD)
    return frozenset(
        f"{one.at} {one.family} {one.person_id} {one.words}" for one in found if isinstance(one, Previewed)
    )


def _of_family(
    services: Services, home: Household, policy: Policy, now: datetime, until: datetime
) -> Iterator[Previewed | NotSentBecause]:
    """Let time pass for one family, from one moment at which something is due to the next."""
    sent: dict[tuple[int, date], int] = {}
    at = now
    for _ in range(ROUNDS):
        day = policy.hours.local(at).date()
        home = _on_day(home, sent, day, is_first=day == policy.hours.local(now).date())
        made = plan(policy, home, at)
        for (person_key, _), told in made.send.items():
            sent[person_key, day] = sent.get((person_key, day), 0) + 1
            yield _previewed(services, home, home.persons[person_key], told, policy, at)
            home = _noted(home, person_key, told, at, reason=None)
        for person_key, one, reason in made.dropped:
            why = _in_words(reason, home, person_key, policy.hours)
            yield NotSentBecause(at=at, family=home.family.code, number=one.visit.number, rule=one.due.rule, reason=why)
            home = _noted(home, person_key, (one,), at, reason=reason)
        later = [moment for moment in made.next_at.values() if moment is not None and moment > at]
        if not later or min(later) > until:
            return
        at = min(later)


def _in_words(reason: str, home: Household, person_key: int, hours: Hours) -> str:
    """Say it where no reminder can ever reach a person, and not just this one: somebody must ask for other hours."""
    phone = home.addressees[person_key].phone
    if reason != Reason.UNSAFE_HOURS or phone is None or may_ever_open(phone, hours):
        return reason
    texts = hours.family_texts
    return f"{reason}: theirs never meet the hours of reminders, {texts.starts:%H:%M}-{texts.ends:%H:%M}"


def _welcomes(tx: Tx, services: Services, policy: Policy, now: datetime) -> Iterator[Previewed]:
    """Yield the welcomes that wait for whoever has newly agreed."""
    for key in welcomes.waiting(tx):
        person = people.person(tx, key)
        phone = phone_of(tx, person)
        if phone is None:
            continue
        leaving = Leaving(purpose=Purpose.REMINDER, to=person.profile)
        decision = decide(leaving, phone, now, policy.hours, policy.contact)
        if decision.verdict not in {Verdict.SEND, Verdict.HOLD_UNTIL}:
            continue
        yield Previewed(
            at=decision.until or now,
            family=person.family,
            person_id=person.person_id,
            language=person.language,
            wording=decision.wording,
            words=worded(services, WORDS, {}, person.language, decision.wording),
            why=("welcome, once",),
        )


def _on_day(home: Household, sent: dict[tuple[int, date], int], day: date, *, is_first: bool) -> Household:
    """Count for each person the texts of that day alone."""
    counted = {
        key: replace(to, sent_today=sent.get((key, day), 0) + (to.sent_today if is_first and not sent else 0))
        for key, to in home.addressees.items()
    }
    return replace(home, addressees=counted)


def _noted(home: Household, person_key: int, told: Sequence[Told], at: datetime, *, reason: str | None) -> Household:
    """Return the household with these reminders decided."""
    ledger = {pair: list(rows) for pair, rows in home.ledger.items()}
    for one in told:
        row = Reminder(
            key=0,
            visit_key=one.visit.key,
            version=one.visit.version,
            rule=one.due.rule,
            person_key=person_key,
            decided_at=at,
            outbound_key=None if reason else NOT_YET,
            reason=reason,
            state=None if reason else OutboundState.SUBMITTED,
        )
        ledger.setdefault((one.visit.key, person_key), []).append(row)
    return replace(home, ledger=ledger)


def _previewed(
    services: Services, home: Household, person: Person, told: Sequence[Told], policy: Policy, at: datetime
) -> Previewed:
    words, params = words_for(told, home.worker_names, policy.reminders)
    phone = home.addressees[person.key].phone
    assert phone is not None
    leaving = reminding(person.profile, phone)
    wording = decide(leaving, phone, at, policy.hours, policy.contact).wording
    if leaving.by_voice:
        said = spoken(services, words, params, person.language)
    else:
        said = worded(services, words, params, person.language, wording)
    return Previewed(
        at=at,
        family=home.family.code,
        person_id=person.person_id,
        language=person.language,
        wording=wording,
        words=said,
        why=("by a call",) * leaving.by_voice + tuple(f"{one.due.rule} of visit {one.visit.number}" for one in told),
    )
