"""Automatic texts worked out once more at the moment they leave: only what is still so is said."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot import notices
from bot.flows.visit_texts import Told, words_for
from bot.households import Leavers, addressee, policy_of
from bot.model.help import PhoneState
from bot.model.phones import Phone
from bot.model.value import value_in_order
from bot.model.visits import CHANGES
from bot.reminding import MOMENT
from bot.rules.reminders import Addressee, Drop, Due, Fate, NotSent, Wait, dues, fate
from bot.rules.safety import goes_by_voice
from bot.rules.seen import Seen, written
from bot.services import Services
from bot.store import decisions, outbox, reminders, visits, welcomes
from bot.store.engine import Tx
from bot.store.outbox import OutboundText
from bot.store.reminders import Addressed, Reminder

PAUSED_FOR = timedelta(minutes=1)


@value_in_order
class Reader:
    """Where a text goes: the number, how that phone stands, and what the gate sees of it."""

    number: Phone
    phone: PhoneState
    seen: Seen


def as_things_stand(
    tx: Tx, services: Services, text: OutboundText, reader: Reader, among: Leavers, now: datetime
) -> OutboundText | None:
    """Return a reminder reworded for what is still so; None if it was dropped or waits, which is then written.

    `among` holds what it depends on.
    """
    if among.is_paused:
        decisions.keep_waiting(tx, text, now + PAUSED_FOR, NotSent.PAUSED, now, seen=written(reader.seen))
        return None
    rows = among.rows.get(text.key, ())
    if not rows or text.person_key is None:
        return _welcome_as_things_stand(tx, services, text, reader, now)
    one = among.persons.get(text.person_key)
    if one is not None and one.person.phone != reader.number:
        _begin_anew(tx, text, rows, NotSent.OTHER_PHONE, now)
        return None
    if one is not None and goes_by_voice(one.person.profile, reader.phone):
        _begin_anew(tx, text, rows, NotSent.OTHER_WAY, now)
        return None
    standing = stand(services, one, reader.phone, among, rows, now)
    drop(tx, standing, now, seen=written(reader.seen))
    if not standing.left:
        decisions.drop(tx, text, standing.last_reason, now, seen=written(reader.seen))
        return None
    if standing.waits:
        first = min(standing.waits, key=lambda one: one.until)
        decisions.wait(tx, text, max(first.until, now + MOMENT), first.reason, now, seen=written(reader.seen))
        return None
    words, params = words_for(standing.left, among.worker_names, services.program.reminders)
    fresh = replace(text, words=words, params=params, not_after=max(one.due.until for one in standing.left))
    if (fresh.words, fresh.params, fresh.not_after) != (text.words, text.params, text.not_after):
        outbox.reword(tx, fresh)
    return fresh


@value_in_order
class Standing:
    """What becomes of the reminders that one text or call carries: told still, told later, or not at all."""

    left: Sequence[Told]
    waits: Sequence[Wait]
    dropped: Sequence[tuple[Reminder, str]]

    @property
    def last_reason(self) -> str:
        """Why nothing is left, in one word."""
        return self.dropped[0][1] if self.dropped else NotSent.NO_LONGER_SO


def stand(
    services: Services,
    one: Addressed | None,
    phone: PhoneState,
    among: Leavers,
    rows: Sequence[Reminder],
    now: datetime,
) -> Standing:
    """Decide reminders once more for somebody, at the moment at which they would be told."""
    to = addressee(services, one, phone, now) if one is not None else None
    fates = [(row, *_fate_now(services, to, among, row, now)) for row in rows]
    return Standing(
        left=[
            Told(among.visits[row.visit_key], due)
            for row, due, outcome in fates
            if not isinstance(outcome, Drop) and due is not None
        ],
        waits=[outcome for _, _, outcome in fates if isinstance(outcome, Wait)],
        dropped=[(row, outcome.reason) for row, _, outcome in fates if isinstance(outcome, Drop)],
    )


def drop(tx: Tx, found: Standing, now: datetime, *, seen: str) -> None:
    """Note which reminders do not leave after all; what else is due of their visits is worked out anew."""
    for row, reason in found.dropped:
        reminders.drop(tx, row.key, reason, now, seen=seen)
        visits.change(tx, row.visit_key, next_reminder_at=now)


def forget(tx: Tx, rows: Sequence[Reminder], now: datetime) -> None:
    """Let reminders be worked out anew: for another phone, or another way to reach it."""
    for row in rows:
        reminders.forget(tx, row.key)
        visits.change(tx, row.visit_key, next_reminder_at=now)


def _welcome_as_things_stand(
    tx: Tx, services: Services, text: OutboundText, reader: Reader, now: datetime
) -> OutboundText | None:
    """Return a welcome unless it may not leave now; who could not be welcomed is, once that has changed."""
    reason = notices.refused(tx, services, text, reader.phone, now)
    if reason is None:
        return text
    decisions.drop(tx, text, reason, now, seen=written(reader.seen))
    welcomes.take_back(tx, text.key)
    return None


def _begin_anew(tx: Tx, text: OutboundText, rows: Sequence[Reminder], reason: NotSent, now: datetime) -> None:
    """Let reminders be worked out anew for the phone a person has now, or by a call; not by this text."""
    decisions.drop(tx, text, reason, now)
    forget(tx, rows, now)


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
