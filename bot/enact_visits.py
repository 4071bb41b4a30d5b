"""Turns effects about visits into rows, in the transaction of the turn."""

from collections.abc import Mapping
from datetime import timedelta

from bot import lone_worker
from bot.closed_days import close_day
from bot.flows.telling import named
from bot.households import GIVEN_BACK
from bot.language.personal_words import masked
from bot.model.effects import (
    AnsweredAlone,
    Arrive,
    BookAnother,
    CloseDay,
    Dispute,
    EndLoneCheck,
    EnterOutcome,
    ForDigest,
    GiveBack,
    MoveVisit,
    ReplyToVisit,
    ShowWords,
    TellPersons,
    TellWorker,
    VisitEffect,
)
from bot.model.lone import Over
from bot.model.messages import Purpose
from bot.model.visits import Attendee, Maker, Outcome, Reply, Span, Visit
from bot.notices import tell_persons
from bot.rules.slots import is_free
from bot.scene import LostRace, Scene, tell
from bot.store import digests, people, visits
from bot.store.vault import new_row_id
from bot.visit_steps import diary, dispute, enter, span_of, tell_responsible, tell_staff

WORDS_BACK = timedelta(days=7)


def enact_about_visit(effect: VisitEffect, scene: Scene) -> None:  # noqa: C901, PLR0912  (one branch an effect is the point)
    """Write one effect. Raises `LostRace` where the visit has changed since the turn read it."""
    tx, now = scene.tx, scene.now
    match effect:
        case ForDigest():
            _for_digest(effect, scene)
        case AnsweredAlone():
            if scene.inbound_key is not None:
                digests.mark_alone(tx, scene.inbound_key)
        case ReplyToVisit(visit_key=key, version=version, person_key=person_key, reply=reply):
            visits.reply(tx, _as_asked(scene, key, version), person_key, reply, now)
        case MoveVisit():
            _move(effect, scene)
        case BookAnother():
            _book(effect, scene)
        case EnterOutcome():
            _enter(effect, scene)
        case Dispute(visit_key=key):
            dispute(tx, visits.get(tx, key, locked=True), now)
        case Arrive(visit_key=key):
            _arrive(key, scene)
        case EndLoneCheck(check_key=key):
            lone_worker.over(tx, scene.services, key, Over.OUT, now)
        case GiveBack():
            _give_back(effect, scene)
        case TellPersons(visit_key=key, rule=rule, words=words, params=params):
            _tell_persons(visits.get(tx, key), rule, words, params, scene)
        case CloseDay(day=day):
            close_day(tx, scene.services, day, scene.actor, now)
        case ShowWords(family_key=key):
            _show_words(key, scene)


def _enter(effect: EnterOutcome, scene: Scene) -> None:
    """Write what became of a visit; a worker who says so of theirs is out of it."""
    tx, now = scene.tx, scene.now
    worker = people.worker(tx, effect.worker_key) if effect.worker_key is not None else None
    visit = _as_asked(scene, effect.visit_key, effect.version)
    if not enter(tx, scene.services, visit, effect.outcome, worker, effect.reason, now):
        raise LostRace
    if worker is not None:
        lone_worker.entered(tx, scene.services, visit.key, worker.key, now)


def _arrive(visit_key: int, scene: Scene) -> None:
    """Note that a worker is at a visit; from now on they are looked after until they are out."""
    visits.change(scene.tx, visit_key, arrived_at=scene.now)
    if scene.context.worker is not None:
        visit = visits.get(scene.tx, visit_key)
        lone_worker.said_in(scene.tx, scene.services, visit, scene.context.worker.key, scene.now)


def _for_digest(effect: ForDigest, scene: Scene) -> None:
    """Keep a line for a worker's digest; for one who works here no longer, and for none, the supervisors'."""
    tx, once = scene.tx, scene.next_once()
    for one in people.answering(tx, effect.worker_key):
        digests.add_task(tx, one.key, f"{once}:{one.key}", effect.words, effect.params, scene.now)


def _tell_persons(visit: Visit, rule: str, words: str, params: Mapping[str, object], scene: Scene) -> None:
    """Text the persons of a visit; the worker hears if there is nobody to text, or they were told so before."""
    if not tell_persons(scene.tx, visit, rule, words, params, scene.now) and scene.context.worker is not None:
        not_sent = {"number": visit.number, "family": visit.family}
        once = f"{scene.once}:nobody"
        tell_staff(scene.tx, scene.services, scene.context.worker, "staff.notice_not_sent", not_sent, once, scene.now)


def _as_asked(scene: Scene, key: int, version: int) -> Visit:
    """Return a visit, locked, in the version the turn spoke of; else the turn is run again."""
    visit = visits.get(scene.tx, key, locked=True)
    if visit.version != version:
        raise LostRace
    return visit


def _move(effect: MoveVisit, scene: Scene) -> None:
    """Move a visit to a time that is free even now: two families may choose the same one at once."""
    tx, now = scene.tx, scene.now
    visit = _as_asked(scene, effect.visit_key, effect.version)
    span = _free_span(visit, effect, scene)
    if not visits.move(tx, visit, span, visit.worker_key, Maker.FAMILY, now):
        raise LostRace
    visits.reply(tx, visits.get(tx, visit.key), effect.person_key, Reply.FINE, now)


def _book(effect: BookAnother, scene: Scene) -> None:
    """Book another visit like one that did not take place, for the same persons."""
    tx, now = scene.tx, scene.now
    visit = visits.get(tx, effect.visit_key, locked=True)
    span = _free_span(visit, effect, scene)
    key = new_row_id()
    made = Visit(
        key=key,
        number=0,
        visit_id=f"line-{key}",
        family_key=visit.family_key,
        family=visit.family,
        worker_key=visit.worker_key,
        kind=visit.kind,
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        place=visit.place,
        version=1,
        made_at=now,
        made_by=Maker.FAMILY,
        attendees=tuple(Attendee(person_key=one.person_key) for one in visit.attendees),
    )
    booked = visits.create(tx, made)
    visits.reply(tx, booked, effect.person_key, Reply.FINE, now)
    tell_responsible(tx, scene.services, booked, "staff.visit_booked", named(booked), f"booked:{booked.key}", now)


def _free_span(visit: Visit, effect: MoveVisit | BookAnother, scene: Scene) -> Span:
    """Return the span a family chose, once nobody else can book it; else the turn is run again, with what is free."""
    tx, rules = scene.tx, scene.services.program.moving
    visits.lock_diary(tx, visit.worker_key)
    now_booked = diary(tx, visit.worker_key, scene.now, scene.now + rules.ahead + timedelta(days=1))
    span = span_of(visit, effect.starts_at)
    is_closed = scene.services.program.hours.local(effect.starts_at).date() in now_booked.closed
    if is_closed or not is_free(effect.starts_at, visit.span, now_booked, rules):
        raise LostRace
    return span


def _give_back(effect: GiveBack, scene: Scene) -> None:
    """Put a visit back to where it was, with an apology; where that time is over, it is off and another is offered."""
    tx, now = scene.tx, scene.now
    visit = _as_asked(scene, effect.visit_key, effect.version)
    before = next(iter(visits.earlier_versions(tx, visit)), None)
    if before is not None and _is_still_there(*before, visit, scene):
        span, worker_key = before
        if not visits.move(tx, visit, span, worker_key, Maker.WORKER, now):
            raise LostRace
        params = {"at": visit.starts_at, "before": span.starts_at}
        tell_persons(tx, visits.get(tx, visit.key), GIVEN_BACK, "visits.given_back", params, now)
        return
    if not enter(tx, scene.services, visit, Outcome.CANCELLED_BY_PROGRAM, scene.context.worker, "", now):
        raise LostRace
    params = {"at": visit.starts_at}
    tell_persons(tx, visits.get(tx, visit.key), GIVEN_BACK, "visits.not_after_all", params, now)


def _is_still_there(span: Span, worker_key: int, visit: Visit, scene: Scene) -> bool:
    """Whether a visit can go back to where it was: not over, on no closed day, and given to nobody else meanwhile."""
    program, tx = scene.services.program, scene.tx
    visits.lock_diary(tx, worker_key)
    booked = diary(tx, worker_key, scene.now, span.ends_at + timedelta(days=1))
    is_ahead = span.starts_at - scene.now >= program.reminders.least_notice
    is_closed = program.hours.local(span.starts_at).date() in booked.closed
    as_it_is = visit.span
    return is_ahead and not is_closed and is_free(span.starts_at, as_it_is, booked, program.moving)


def _show_words(family_key: int, scene: Scene) -> None:
    """Show what the line answered by itself in the last days; nothing is said of who else wrote."""
    tx, worker = scene.tx, scene.context.worker
    assert worker is not None
    shown = digests.words_answered_alone(tx, family_key, scene.now - WORDS_BACK)
    code = people.family(tx, family_key).code
    covered = people.code_words_of(tx, family_key)
    texts = [("staff.words_at", {"code": code, "at": at, "words": masked(words, covered)}) for at, words in shown]
    for words, params in texts or [("staff.words_none", {"family": code})]:
        shows = TellWorker(worker_key=worker.key, words=words, params=params, purpose=Purpose.STAFF_ANSWER)
        tell(shows, worker, scene)
