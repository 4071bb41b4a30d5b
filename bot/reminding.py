"""Reminders worked out from the visits as they stand, put in the outbox, and worked out again when they leave."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot import notices
from bot.flows.visit_texts import ASKED, ASKED_APART, DOORSTEP, MISSED, MIXED, QUESTIONS, Told, words_for
from bot.households import BACK, Household, Leavers, addressee, household, policy_of
from bot.model.help import PhoneState
from bot.model.messages import OutboundState, Purpose, TextOut
from bot.model.people import Person
from bot.model.phones import Phone
from bot.model.visits import CHANGES, Question, Visit, VisitEvent, VisitRef
from bot.rules.reminders import Addressee, Drop, Due, Fate, NotSent, Policy, Send, Wait, dues, fate
from bot.services import Services
from bot.store import alarms, brakes, conversations, outbox, reminders, requests, visits, welcomes
from bot.store.conversations import Asked, Known
from bot.store.engine import Tx
from bot.store.outbox import OutboundText
from bot.store.reminders import AskedAbout, Reminder
from bot.visit_steps import tell_untold

MOST = 10
"""Families looked at in one transaction: a page waits no longer than that for its turn to write."""
BATCHES = 100
"""Transactions in one tick: when a whole program is due at once, no family waits for the tick after."""
MOMENT = timedelta(seconds=1)
ONE_AFTER_ANOTHER = timedelta(minutes=1)
"""How long a reminder waits for another of the same visit that is on its way, and may yet make it needless."""
PAUSED_FOR = timedelta(minutes=1)
MISS_IS_ASKED_FOR = timedelta(hours=48)
REMINDED = frozenset({ASKED, ASKED_APART})
ABOUT_VISITS = REMINDED | {MISSED, DOORSTEP, MIXED}

_Group = tuple[int, str]


@dataclass(frozen=True, slots=True)
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
            case Wait(until=until, reason=reason):
                made.wait(visit, max(until, now + MOMENT))
                if due.rule == VisitEvent.CALLED_OFF and reason is NotSent.REQUEST_OPEN:
                    made.untold[visit.key] = visit
            case Drop(reason=reason):
                made.dropped.append((person_key, Told(visit, due), reason))


def group_of(policy: Policy, visit: Visit, due: Due) -> str:
    """Name the text a reminder belongs to: visits of a day make one text, so does a week's list, so do changes."""
    if due.rule == VisitEvent.MISSED:
        return f"{due.rule}:{visit.key}"
    if due.rule in CHANGES:
        return due.rule
    rule = policy.reminders.named(due.rule)
    if rule is not None and rule.is_weekly:
        return "week"
    return f"day:{policy.hours.local(visit.starts_at).date()}"


def carry_out(tx: Tx, services: Services, home: Household, made: Plan, now: datetime) -> None:
    """Write a plan: texts to the outbox, their rows and the drops to the ledger."""
    for person_key, told, reason in made.dropped:
        _note(tx, told, person_key, now, reason=reason)
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
    key = outbox.put(tx, text, conversations.key_for(tx, person.phone), now, person_key=person.key)
    if key is not None:
        for one in told:
            _note(tx, one, person.key, now, outbound_key=key)


def _note(
    tx: Tx, told: Told, person_key: int, now: datetime, *, outbound_key: int | None = None, reason: str | None = None
) -> None:
    visit, rule = told.visit, told.due.rule
    reminders.note(tx, visit.key, visit.version, rule, person_key, now, outbound_key=outbound_key, reason=reason)


# At the moment of leaving.


def as_things_stand(
    tx: Tx, services: Services, text: OutboundText, number: Phone, phone: PhoneState, among: Leavers, now: datetime
) -> OutboundText | None:
    """Return a reminder reworded for what is still so; None if it was dropped or waits, which is then written.

    `number` is where it goes, `phone` how that one stands; `among` holds what it depends on.
    """
    if among.is_paused:
        outbox.change(tx, text.key, due_at=now + PAUSED_FOR, reason=NotSent.PAUSED)
        return None
    rows, found = among.rows.get(text.key, ()), among.visits
    if not rows or text.person_key is None:
        return _welcome_as_things_stand(tx, services, text, phone, now)
    one = among.persons.get(text.person_key)
    if one is not None and one.person.phone != number:
        _begin_anew(tx, text, rows, now)
        return None
    to = addressee(services, one, phone, now) if one is not None else None
    fates = [(row, *_fate_now(services, to, among, row, now)) for row in rows]
    waits = [outcome.until for _, _, outcome in fates if isinstance(outcome, Wait)]
    for row, _, outcome in fates:
        if isinstance(outcome, Drop):
            reminders.drop(tx, row.key, outcome.reason, now)
            visits.change(tx, row.visit_key, next_reminder_at=now)
    left = [Told(found[row.visit_key], due) for row, due, outcome in fates if not isinstance(outcome, Drop) and due]
    if not left:
        last = next(outcome.reason for _, _, outcome in fates if isinstance(outcome, Drop))
        outbox.change(tx, text.key, state=OutboundState.DROPPED, reason=last, settled_at=now)
        return None
    if waits:
        outbox.change(tx, text.key, due_at=max(min(waits), now + MOMENT))
        return None
    words, params = words_for(left, among.worker_names, services.program.reminders)
    fresh = replace(text, words=words, params=params, not_after=max(one.due.until for one in left))
    if (fresh.words, fresh.params, fresh.not_after) != (text.words, text.params, text.not_after):
        outbox.reword(tx, fresh)
    return fresh


def _welcome_as_things_stand(
    tx: Tx, services: Services, text: OutboundText, phone: PhoneState, now: datetime
) -> OutboundText | None:
    """Return a welcome unless it may not leave now; who could not be welcomed is, once that has changed."""
    reason = notices.refused(tx, services, text, phone, now)
    if reason is None:
        return text
    outbox.change(tx, text.key, state=OutboundState.DROPPED, reason=reason, settled_at=now)
    welcomes.take_back(tx, text.key)
    return None


def _begin_anew(tx: Tx, text: OutboundText, rows: Sequence[Reminder], now: datetime) -> None:
    """Let reminders be worked out anew for the phone a person has now: this text was for the one they had."""
    outbox.change(tx, text.key, state=OutboundState.DROPPED, reason=NotSent.OTHER_PHONE, settled_at=now)
    for row in rows:
        reminders.forget(tx, row.key)
        visits.change(tx, row.visit_key, next_reminder_at=now)


def _fate_now(
    services: Services, to: Addressee | None, among: Leavers, row: Reminder, now: datetime
) -> tuple[Due | None, Fate]:
    """Return what becomes of a reminder that is about to leave."""
    visit = among.visits[row.visit_key]
    is_of_family = row.person_key in among.persons and among.persons[row.person_key].person.family == visit.family
    if to is None or not is_of_family or visit.version != row.version or not visit.is_for(row.person_key):
        return None, Drop(NotSent.NO_LONGER_SO)
    policy = policy_of(services)
    told_of_change = row.rule in CHANGES
    every = dues(visit, row.person_key, policy.reminders, policy.hours.zone, was_told=told_of_change)
    due = next((due for due in every if due.rule == row.rule), None)
    if due is None:
        return None, Drop(NotSent.NO_LONGER_SO if visit.is_planned else NotSent.NOT_PLANNED)
    return due, fate(due, every, visit, to, (), policy, now)


# Once the carrier has taken it.


def ask_when_taken(tx: Tx, services: Services, texts: Sequence[OutboundText], now: datetime) -> None:
    """Let the next digits of phones answer the texts that have just been sent to them (SAFETY 4.2).

    A phone that was sent several is asked by each in turn, so that the next one knows of those before.
    """
    asking = [text for text in texts if text.words in QUESTIONS]
    about = reminders.asked_about(tx, [text.key for text in asking])
    busy = requests.with_open(tx, {text.conversation_key for text in asking})  # there a digit asks for a person
    left = [text for text in asking if text.key in about and text.conversation_key not in busy]
    while left:
        first = {text.conversation_key: text for text in reversed(left)}
        known = conversations.known_of(tx, first.keys())
        asked = [_asked(tx, services, text, known[key], about[text.key], now) for key, text in first.items()]
        conversations.ask(tx, asked, now)
        left = [text for text in left if text is not first[text.conversation_key]]


def _asked(
    tx: Tx, services: Services, text: OutboundText, known: Known, about: Sequence[AskedAbout], now: datetime
) -> Asked:
    """Return the question of a text; two visits asked about apart since their last text: the digit is asked back."""
    state = QUESTIONS[text.words]
    before = known.conversation.question.visits if _is_unanswered(known, now) else ()
    asked = {one.visit_key: one.version for one in about}
    versions = {ref.key: ref.version for ref in before} | asked
    starts = visits.starts_of(tx, versions) if before else {one.visit_key: one.starts_at for one in about}
    refs = tuple(VisitRef(key, versions[key]) for key in starts)
    if before and {ref.key for ref in before} != asked.keys():
        both_ask_if_fine = {state, known.conversation.state} <= REMINDED
        state = ASKED_APART if both_ask_if_fine else MIXED
    ends = max(starts.values(), default=now) if state in REMINDED else now
    lives = MISS_IS_ASKED_FOR if state == MISSED else services.program.contact.question_lives
    return Asked(text.conversation_key, state, Question(refs), max(ends, now + lives))


def _is_unanswered(known: Known, now: datetime) -> bool:
    """Whether an earlier question about visits stands, with no text from that phone since."""
    earlier, heard_at = known.conversation, known.facts.heard_at
    if earlier.state not in ABOUT_VISITS or earlier.asked_at is None:
        return False
    expired = earlier.expires_at is not None and now > earlier.expires_at
    return not expired and (heard_at is None or heard_at < earlier.asked_at)
