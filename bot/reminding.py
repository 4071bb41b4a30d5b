"""Reminders worked out from the visits as they stand, and put in the outbox."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.flows.calls import FIRST
from bot.flows.visit_texts import Told, words_for
from bot.households import BACK, Household, household, policy_of
from bot.model.calls import CallKind, CallState
from bot.model.messages import Purpose, TextOut
from bot.model.people import Person
from bot.model.policy import Hours
from bot.model.value import value_in_order
from bot.model.visits import CHANGES, Visit, VisitEvent
from bot.rules.reminders import Addressee, Drop, Due, NotSent, Policy, Send, Wait, fate
from bot.rules.safety import reminding
from bot.rules.seen import saw, written
from bot.services import Services
from bot.store import alarms, backups, brakes, calls, conversations, outbox, reminders, visits
from bot.store.engine import Tx
from bot.visit_steps import tell_untold

MOST = 10
"""Families looked at in one transaction: a page waits no longer than that for its turn to write."""
BATCHES = 100
"""Transactions in one tick: when a whole program is due at once, no family waits for the tick after."""
MOMENT = timedelta(seconds=1)
"""The step of a call that hears that somebody has answered a reminder."""
ONE_AFTER_ANOTHER = timedelta(minutes=1)
"""How long a reminder waits for another of the same visit that is on its way, and may yet make it needless."""

_Group = tuple[int, str]


@value_in_order
class Plan:
    """What becomes of a family's reminders at one moment: texts, drops, and when each visit is looked at next.

    `untold`: visits that are off, while a request keeps back the text that says so.
    """

    send: dict[_Group, list[Told]]
    dropped: list[tuple[int, Told, str]]
    next_at: dict[int, datetime | None]
    untold: dict[int, Visit]

    def wait(self, visit: Visit, until: datetime) -> None:
        """Look at a visit again at `until`, or sooner."""
        before = self.next_at.get(visit.key)
        self.next_at[visit.key] = until if before is None else min(before, until)

    def texts_to(self, person_key: int) -> int:
        """Count the texts a person gets by this plan."""
        return sum(person == person_key for person, _ in self.send)


def plan_due(services: Services, most: int = MOST) -> int:
    """Decide every reminder whose time has come, some families at a time; return how many families were looked at."""
    now = services.clock.now()
    with services.store.read() as tx:
        if not visits.any_reminder_due(tx, now) or brakes.is_paused(tx, now):
            return 0

    def work(tx: Tx) -> int:
        due = visits.families_due(tx, now, most)
        for family_key in due:
            locked = visits.lock_due(tx, family_key)
            visits.let_go(tx, family_key, now - BACK)
            home = household(tx, services, family_key, now)
            made = plan(policy_of(services), home, now)
            carry_out(tx, services, home, made, now)
            visits.set_next_reminders(tx, made.next_at, locked)
        return len(due)

    total = 0
    for _ in range(BATCHES):
        looked_at = services.store.write_again(work)
        total += looked_at
        if looked_at < most:
            break
    return total


def resume(tx: Tx, now: datetime) -> bool:
    """Let reminders go on, those that already wait to leave too; return whether they were paused."""
    was_paused = brakes.resume(tx, now)
    outbox.wake_paused(tx, NotSent.PAUSED, now)
    visits.look_again(tx, now)
    return was_paused


def plan(policy: Policy, home: Household, now: datetime) -> Plan:
    """Work out what becomes of a family's reminders at `now`; writes nothing."""
    made = Plan(send={}, dropped=[], next_at={visit.key: None for visit in home.visits}, untold={})
    told_at = home.told_at()
    for visit in home.visits:
        for person_key in home.asked_to(visit):
            _decide(policy, home, visit, person_key, made, told_at.setdefault((visit.key, person_key), []), now)
    return made


def _decide(
    policy: Policy,
    home: Household,
    visit: Visit,
    person_key: int,
    made: Plan,
    told_at: list[datetime],
    now: datetime,
) -> None:
    """Decide the reminders of one visit for one person that were not decided before."""
    every = home.dues(visit, person_key, policy)
    for due in every:
        if home.is_decided(visit, due, person_key):
            continue
        if due.at > now:
            made.wait(visit, due.at)
            continue
        group = (person_key, group_of(policy, visit, due))
        addressee = home.addressees[person_key]
        others = made.texts_to(person_key) - (group in made.send)
        to = replace(addressee, sent_today=addressee.sent_today + others)
        match fate(due, every, visit, to, told_at, policy, now):
            case Send() if home.is_on_its_way(visit, person_key):
                made.wait(visit, now + ONE_AFTER_ANOTHER)
            case Send():
                made.send.setdefault(group, []).append(Told(visit, due))
                told_at.append(now)
            case Wait(until=until):
                made.wait(visit, max(until, now + MOMENT))
                if due.rule == VisitEvent.CALLED_OFF and to.quiet:
                    made.untold[visit.key] = visit
            case Drop(reason=reason):
                made.dropped.append((person_key, Told(visit, due), reason))


def group_of(policy: Policy, visit: Visit, due: Due) -> str:
    """Name the text a reminder belongs to: visits of a day make one text, so do its misses, a week's list, changes."""
    if due.rule == VisitEvent.MISSED:
        return f"{due.rule}:{policy.hours.local(visit.starts_at).date()}"
    if due.rule in CHANGES:
        return due.rule
    rule = policy.reminders.named(due.rule)
    if rule is not None and rule.is_weekly:
        return "week"
    return f"day:{policy.hours.local(visit.starts_at).date()}"


def carry_out(tx: Tx, services: Services, home: Household, made: Plan, now: datetime) -> None:
    """Write a plan: texts to the outbox, their rows and the drops to the ledger."""
    hours = services.program.hours
    for person_key, told, reason in made.dropped:
        _note(tx, told, person_key, now, reason=reason, seen=_seen(home.addressees[person_key], told, hours, now))
        if reason == NotSent.DAILY_CAP:
            alarms.raise_alarm(tx, NotSent.DAILY_CAP, "", now)  # leaves the house: it names nobody
    for (person_key, _), texts in made.send.items():
        _put(tx, services, home, home.persons[person_key], texts, now)
    for visit in made.untold.values():
        tell_untold(tx, services, visit, now)


def _put(tx: Tx, services: Services, home: Household, person: Person, told: Sequence[Told], now: datetime) -> None:
    """Put one reminder text in the outbox, with its rows in the ledger."""
    assert person.phone is not None
    first = told[0]
    words, params = words_for(told, home.worker_names, services.program.reminders)
    text = TextOut(
        once=f"remind:{first.visit.key}:{first.visit.version}:{first.due.rule}:{person.key}:{now.isoformat()}",
        purpose=Purpose.REMINDER,
        words=words,
        params=params,
        language=person.language,
        not_after=max(one.due.until for one in told),
    )
    due_at = min(one.due.at for one in told)
    if home.is_called(person.key):
        _call(tx, person, told, text.once, due_at, now)
        return
    is_late = now - due_at > ONE_AFTER_ANOTHER  # so it may have left before the database was lost and restored
    puts = backups.relived(tx, due_at) if is_late else tx
    key = outbox.put(puts, text, conversations.key_for(tx, person.phone), now, person_key=person.key)
    if key is not None:
        for one in told:
            _note(tx, one, person.key, now, outbound_key=key)


def _call(tx: Tx, person: Person, told: Sequence[Told], once: str, due_at: datetime, now: datetime) -> None:
    """Have a reminder said on a call: its words are worked out when somebody is there to hear them.

    It may have been placed before the database was lost and restored: then the carrier's list is asked first.
    """
    assert person.phone is not None
    is_late = now - due_at > ONE_AFTER_ANOTHER
    relives = backups.relived(tx, due_at).relives if is_late else tx.relives
    doubted = {"state": CallState.UNKNOWN, "placed_at": relives} if relives is not None else {}
    key = calls.keep(
        tx,
        once,
        CallKind.REMINDER,
        now,
        language=person.language,
        step=FIRST[CallKind.REMINDER],
        conversation_key=conversations.key_for(tx, person.phone),
        person_key=person.key,
        **doubted,
    )
    if key is not None:
        for one in told:
            _note(tx, one, person.key, now, call_key=key)


def _seen(to: Addressee, told: Told, hours: Hours, now: datetime) -> str | None:
    """Return what the gate sees of a reminder that does not leave; None without a phone."""
    if to.phone is None:
        return None
    leaving = reminding(to.profile, to.phone, told.due.until)
    return written(saw(leaving, to.phone, now, hours))


def _note(
    tx: Tx,
    told: Told,
    person_key: int,
    now: datetime,
    *,
    outbound_key: int | None = None,
    call_key: int | None = None,
    reason: str | None = None,
    seen: str | None = None,
) -> None:
    visit, rule = told.visit, told.due.rule
    left = {"outbound_key": outbound_key, "call_key": call_key}
    reminders.note(tx, visit.key, visit.version, rule, person_key, now, reason=reason, seen=seen, **left)
