"""Which reminders of a visit are due for a person, and what becomes of each at a moment: send, wait or drop.

Everything is worked out from the visit as it stands. A reminder that does not leave has a reason, always.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.model.help import PhoneState
from bot.model.people import SafeContact
from bot.model.policy import Brake, ContactRules, Hours, ReminderRule, ReminderRules
from bot.model.value import value, value_in_order
from bot.model.visits import CHANGES, CLOSED, EVENTS, Maker, Outcome, Reply, Visit, VisitEvent
from bot.rules.safety import Verdict, decide, reminding

WEEK = timedelta(days=7)
MISS_IS_FRESH = timedelta(hours=24)
MISS_IS_TOLD = timedelta(days=14)
"""A miss entered later than this after the visit is told by no text: a person talks about it."""


class NotSent(StrEnum):
    """Why a reminder does not leave; the gate adds its own reasons (`safety.Reason`)."""

    OVER = "visit_is_over"
    NOT_PLANNED = "visit_is_not_planned"
    NO_LONGER_SO = "no_longer_so"
    CONFIRMED = "confirmed_already"
    OVERTAKEN = "overtaken_by_a_later_one"
    TOO_LATE = "too_late_to_be_useful"
    NO_PHONE = "no_phone"
    CHILD = "children_get_none"
    REQUEST_OPEN = "request_open_or_not_resumed"
    OFF = "reminders_are_off"
    PAUSED = "reminders_are_paused"
    NOT_IN_PILOT = "not_in_the_pilot"
    TOLD_LATELY = "told_lately"
    DAILY_CAP = "daily_cap"
    ENDED = "program_has_ended"
    OTHER_PHONE = "they_have_another_phone"
    OTHER_WAY = "goes_another_way_now"
    NOT_HEARD = "not_heard_by_call"
    TALKING = "they_are_writing_just_now"


@value_in_order
class Due:
    """One reminder of a visit for a person: by which rule, when, and until when it is of use."""

    rule: str
    at: datetime
    until: datetime


@value_in_order
class Send:
    """It leaves now."""


@value_in_order
class Wait:
    """Not now, and why; to be looked at again by `until` (sooner if something changes)."""

    until: datetime
    reason: str


@value_in_order
class Drop:
    """It does not leave, and why."""

    reason: str


Fate = Send | Wait | Drop


@value
class Addressee:
    """A person a reminder is for, as things stand; `quiet`: a request is open, or an emergency was not resumed.

    `in_pilot`: the phone is one of those listed. `sent_today`: automatic texts of the day so far.
    """

    person_key: int
    profile: SafeContact
    is_child: bool
    phone: PhoneState | None
    quiet: bool
    in_pilot: bool
    has_ended: bool
    sent_today: int


@value
class Policy:
    """The rules a fate is decided by."""

    reminders: ReminderRules
    hours: Hours
    contact: ContactRules
    brake: Brake


def dues(visit: Visit, person_key: int, rules: ReminderRules, zone: ZoneInfo, *, was_told: bool) -> tuple[Due, ...]:
    """Return every reminder of the version that stands for a person, earliest first.

    `was_told`: they were told of an earlier version, or answered about it; only then is a change told as one.
    """
    knows = was_told or visit.reason == CLOSED
    if visit.outcome is Outcome.CANCELLED_BY_PROGRAM and visit.entered_at is not None and knows:
        told_at_once = visit.entered_at < visit.starts_at
        return (Due(VisitEvent.CALLED_OFF, visit.entered_at, visit.starts_at),) if told_at_once else ()
    if visit.outcome is Outcome.MISSED and visit.entered_at is not None:
        if visit.entered_at - visit.starts_at > MISS_IS_TOLD:
            return ()
        return (Due(VisitEvent.MISSED, visit.entered_at, visit.entered_at + MISS_IS_FRESH),)
    if not visit.is_planned or visit.made_at >= visit.starts_at:
        return ()
    last = visit.starts_at - rules.least_notice
    replied = visit.reply_of(person_key)
    made_it_so = replied is Reply.FINE or (replied is not None and visit.made_by is Maker.FAMILY)
    ahead = _ahead(visit, rules, zone, last)
    if visit.version > 1 and was_told and not made_it_so:
        return (Due(VisitEvent.MOVED, visit.made_at, visit.starts_at), *ahead)
    if not ahead and not made_it_so:
        return (Due(VisitEvent.BOOKED_LATE, visit.made_at, last),)
    return ahead


def _ahead(visit: Visit, rules: ReminderRules, zone: ZoneInfo, last: datetime) -> tuple[Due, ...]:
    """Return the reminders by rule that lie ahead of the making of this version; those before it are not made up."""
    timed = [(nominal(rule, visit.starts_at, zone), rule) for rule in rules.rules if visit.kind in rule.kinds]
    found = [Due(rule.name, at, min(at + rule.useful, last)) for at, rule in timed if visit.made_at <= at <= last]
    return tuple(sorted(found, key=lambda due: due.at))


def nominal(rule: ReminderRule, starts_at: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment a rule names for a visit: some days before it, or the weekday before its week (Mon to Sun)."""
    day = starts_at.astimezone(zone).date()
    if rule.weekday is None:
        day -= timedelta(days=rule.days_before)
    else:
        monday = day - timedelta(days=day.weekday())
        day = monday - WEEK + timedelta(days=rule.weekday)
    return datetime.combine(day, rule.at, tzinfo=zone)


def fate(
    due: Due,
    all_due: Sequence[Due],
    visit: Visit,
    to: Addressee,
    told_at: Collection[datetime],
    policy: Policy,
    now: datetime,
) -> Fate:
    """Decide what becomes of a reminder at `now`; `told_at`: when this person was told of this version before."""
    return (
        _no_longer_right(due, all_due, visit, to, policy, now)
        or _not_wanted(due, to, told_at, policy, now)
        or _not_now(due, to, policy, now)
        or Send()
    )


def kept_back(to: Addressee, policy: Policy) -> NotSent | None:
    """Say why a person gets no automatic text at all, whatever it is about."""
    if to.is_child:
        return NotSent.CHILD
    if to.phone is None:
        return NotSent.NO_PHONE
    if to.has_ended:
        return NotSent.ENDED
    if policy.brake is Brake.OFF:
        return NotSent.OFF
    return NotSent.NOT_IN_PILOT if policy.brake is Brake.PILOT and not to.in_pilot else None


def _no_longer_right(
    due: Due, all_due: Sequence[Due], visit: Visit, to: Addressee, policy: Policy, now: datetime
) -> Drop | None:
    """Drop what is no longer true or of use."""
    if now >= visit.starts_at and due.rule != VisitEvent.MISSED:
        return Drop(NotSent.REQUEST_OPEN if to.quiet else NotSent.OVER)
    if now > due.until:
        return Drop(NotSent.REQUEST_OPEN if to.quiet else NotSent.TOO_LATE)
    overtaken = any(due.at < other.at <= now and other.rule not in EVENTS for other in all_due)
    if overtaken and due.rule not in EVENTS:
        return Drop(NotSent.OVERTAKEN)
    if _only_unconfirmed(due, policy.reminders) and visit.reply_of(to.person_key) is Reply.FINE:
        return Drop(NotSent.CONFIRMED)
    return None


def _not_wanted(due: Due, to: Addressee, told_at: Collection[datetime], policy: Policy, now: datetime) -> Drop | None:
    """Drop what this person is not to get at all."""
    kept = kept_back(to, policy)
    if kept is not None:
        return Drop(kept)
    lately = any(now - at < policy.reminders.apart for at in told_at)
    if lately and not _is_told_anyway(due, policy.reminders):
        return Drop(NotSent.TOLD_LATELY)
    return None


def _not_now(due: Due, to: Addressee, policy: Policy, now: datetime) -> Fate | None:
    """Let what may leave later wait, as long as it is of use; the gate has the last word."""
    assert to.phone is not None
    decision = decide(reminding(to.profile, to.phone, due.until), to.phone, now, policy.hours, policy.contact)
    if decision.verdict is Verdict.HOLD_UNTIL and decision.until is not None and decision.until <= due.until:
        return Wait(decision.until, decision.reason)
    if decision.verdict is not Verdict.SEND:
        return Drop(decision.reason)
    if to.quiet:
        return Wait(due.until, NotSent.REQUEST_OPEN)
    heard_at = to.phone.heard_at
    if heard_at is not None and timedelta() <= now - heard_at < policy.reminders.live:
        return Wait(heard_at + policy.reminders.live, NotSent.TALKING)
    is_change = due.rule in CHANGES
    if to.sent_today >= policy.reminders.daily_cap * (2 if is_change else 1):
        return Drop(NotSent.DAILY_CAP)
    return None


def _is_told_anyway(due: Due, rules: ReminderRules) -> bool:
    """Whether a reminder goes out however lately a visit was told: what happened to it, and the week's whole list."""
    rule = rules.named(due.rule)
    return due.rule in CHANGES | {VisitEvent.MISSED} or (rule is not None and rule.is_weekly)


def _only_unconfirmed(due: Due, rules: ReminderRules) -> bool:
    rule = rules.named(due.rule)
    return rule is not None and rule.only_unconfirmed
