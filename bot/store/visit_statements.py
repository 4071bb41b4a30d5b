"""The statements about visits that are asked time and again, built once."""

from sqlalchemy import bindparam, func, insert, select, text, update

from bot.store.tables import attendees, families, visit_versions, visits

VISIT = select(visits, families.c.code.label("family")).join(families, visits.c.family_key == families.c.id)
IN_ORDER = (visits.c.starts_at, visits.c.number)
# Written out, because the partial indexes would not be found by a parameter.
REMINDER_DUE = text("visits.next_reminder_at IS NOT NULL")
WATCH_DUE = text("visits.next_watch_at IS NOT NULL")
ANY_REMINDER_DUE = select(visits.c.id).where(REMINDER_DUE, visits.c.next_reminder_at <= bindparam("now")).limit(1)
ANY_WATCH_DUE = select(visits.c.id).where(WATCH_DUE, visits.c.next_watch_at <= bindparam("now")).limit(1)
ATTENDEES = select(attendees).where(attendees.c.visit_key.in_(bindparam("keys", expanding=True)))
ATTENDEES = ATTENDEES.order_by(attendees.c.id)
BY_KEY = VISIT.where(visits.c.id == bindparam("key"))
BY_KEY_LOCKED = BY_KEY.with_for_update(of=visits)
BY_NUMBER = VISIT.where(visits.c.number == bindparam("number"))
BY_KEYS = VISIT.where(visits.c.id.in_(bindparam("keys", expanding=True))).order_by(*IN_ORDER)
STARTS = select(visits.c.id, visits.c.starts_at).where(visits.c.id.in_(bindparam("keys", expanding=True)))
STARTS = STARTS.order_by(*IN_ORDER)
OF_FAMILY = VISIT.where(
    visits.c.family_key == bindparam("family"),
    visits.c.ends_at > bindparam("since"),
    visits.c.starts_at < bindparam("until"),
).order_by(*IN_ORDER)
OF_WORKER = VISIT.where(
    visits.c.worker_key == bindparam("worker"),
    visits.c.ends_at > bindparam("since"),
    visits.c.starts_at < bindparam("until"),
).order_by(*IN_ORDER)
BOOKED = select(visits.c.starts_at, visits.c.ends_at).where(
    visits.c.worker_key == bindparam("worker"),
    visits.c.outcome.is_(None),
    visits.c.ends_at > bindparam("since"),
    visits.c.starts_at < bindparam("until"),
)
WAITING = select(func.count()).where(
    text("visits.outcome IS NULL AND visits.flagged_at IS NOT NULL"),
    visits.c.flagged_at > bindparam("since"),
    visits.c.worker_key == bindparam("worker"),
)
HIGHEST = select(func.max(visits.c.number))
FAMILIES_DUE = (
    select(families.c.id)
    .where(
        families.c.id.in_(
            select(visits.c.family_key).where(REMINDER_DUE, visits.c.next_reminder_at <= bindparam("now"))
        )
    )
    .order_by(families.c.code)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, key_share=True)
)
WATCH_DUE_NOW = (
    VISIT.where(WATCH_DUE, visits.c.next_watch_at <= bindparam("now"))
    .order_by(visits.c.next_watch_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=visits)
)
DUE_OF_FAMILY = (
    select(visits.c.id)
    .where(visits.c.family_key == bindparam("family"), REMINDER_DUE)
    .order_by(visits.c.id)
    .with_for_update()
)
LET_GO = (
    update(visits)
    .where(visits.c.family_key == bindparam("family"), visits.c.ends_at <= bindparam("before"), REMINDER_DUE)
    .values(next_reminder_at=None)
)
VERSION = insert(visit_versions)
ATTENDEE = insert(attendees)
ANSWER = update(attendees).where(
    attendees.c.visit_key == bindparam("visit"), attendees.c.person_key == bindparam("person")
)
AS_READ = update(visits).where(
    visits.c.id == bindparam("changed"),
    visits.c.version == bindparam("read_version"),
    visits.c.outcome.is_not_distinct_from(bindparam("read_outcome")),
)
CHANGE = update(visits).where(visits.c.id == bindparam("changed"))
BEGIN_TO_WAIT = CHANGE.where(visits.c.next_reminder_at.is_(None)).values(next_reminder_at=bindparam("next_at"))
