"""Before a night: who is on call or backup next is asked whether they have seen it, and silence is told in time.

The answer's round trip is also the line's test page: a text that left, arrived and was answered.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.model.effects import Phrase
from bot.model.messages import OnItsWay, Purpose, TextOut
from bot.model.nights import ShiftQuestion, Stretch
from bot.model.people import Worker
from bot.rules.nights import LATE, Move, Plan, answer_by, next_move, next_step_at, plan, stretches
from bot.services import Services
from bot.staff_texts import put_to_worker
from bot.store import decisions, nights, people, rota
from bot.store.engine import Tx
from bot.store.vault import new_row_id

MOMENT, WEEK = timedelta(minutes=1), timedelta(days=7)
"""How far back shifts may lie to meet those that begin, and how far ahead their end is looked for."""


def ask_due(services: Services) -> int:
    """Ask, ask again, tell: whatever is due about the shifts at hand; return how much that was.

    One process at a time looks and writes; the constraint of the table keeps a shift from being asked about twice.
    """
    now = services.clock.now()
    with services.store.read() as tx:
        if _plan(tx, services, now).is_idle:
            return 0

    def work(tx: Tx) -> int:
        people.lock_people(tx)
        return _carry_out(tx, services, _plan(tx, services, now), now)

    return services.store.write_again(work)


def next_at(tx: Tx, services: Services, now: datetime) -> datetime | None:
    """Return when somebody is asked next about a shift of the next days, if the rota stays as it is."""
    before = services.program.nights.before
    ahead = stretches(rota.shifts_between(tx, now - MOMENT, now + WEEK))
    return min((one.starts_at - before for one in ahead if one.starts_at - before > now), default=None)


def _plan(tx: Tx, services: Services, now: datetime) -> Plan:
    rules = services.program.nights
    questions = nights.near(tx, now - LATE)
    since = min((now - LATE, *(one.starts_at for one in questions))) - MOMENT
    until = max((now + rules.before, *(one.starts_at for one in questions))) + WEEK
    return plan(stretches(rota.shifts_between(tx, since, until)), questions, rules, now)


def _carry_out(tx: Tx, services: Services, wanted: Plan, now: datetime) -> int:
    for question in wanted.withdraw:
        nights.change(tx, question.key, withdrawn_at=now, next_step_at=None)
        decisions.drop_waiting(tx, nights.once(question.key), OnItsWay.NO_LONGER_NEEDED, now)
    for question, stretch in wanted.revive:
        nights.revive(tx, question, stretch, now)
    for stretch in wanted.ask:
        _ask_first(tx, services, stretch, now)
    for question in wanted.step:
        _step(tx, services, question, now)
    return len(wanted.withdraw) + len(wanted.revive) + len(wanted.ask) + len(wanted.step)


def _ask_first(tx: Tx, services: Services, stretch: Stretch, now: datetime) -> None:
    rules = services.program.nights
    by = answer_by(stretch, rules, now)
    question = ShiftQuestion(
        key=new_row_id(),
        number=nights.next_number(tx, stretch.worker.key),
        worker_key=stretch.worker.key,
        tier=stretch.tier,
        starts_at=stretch.starts_at,
        ends_at=stretch.ends_at,
        answer_by=by,
        asked_at=now,
        next_step_at=next_step_at(by, rules, now),
    )
    text = _put(tx, services, question, stretch.worker, "staff.shift_question", now)
    assert text is not None
    nights.keep(tx, question, text)


def _step(tx: Tx, services: Services, question: ShiftQuestion, now: datetime) -> None:
    match next_move(question, now):
        case Move.REST:
            nights.change(tx, question.key, next_step_at=None)
        case Move.TELL:
            if nights.change(tx, question.key, told_at=now, next_step_at=None):
                _tell(tx, services, question, now)
        case Move.ASK:
            worker = people.worker(tx, question.worker_key)
            text = _put(tx, services, question, worker, "staff.shift_question_again", now)
            next_at = next_step_at(question.answer_by, services.program.nights, now)
            nights.change(tx, question.key, asked_again_at=now, asked_again_key=text, next_step_at=next_at)


def _put(tx: Tx, services: Services, question: ShiftQuestion, worker: Worker, words: str, now: datetime) -> int | None:
    """Put a question in the outbox: the way of a page, at any hour (SAFETY 5), of no use once the shift is over."""
    text = TextOut(
        once=f"{nights.once(question.key)}{words}",
        purpose=Purpose.SHIFT_QUESTION,
        words=words,
        params={"number": question.number, **named(question), "ends": question.ends_at},
        language=services.reads(worker),
        not_after=question.ends_at,
    )
    return next(iter(put_to_worker(tx, text, worker, now)), None)


def _tell(tx: Tx, services: Services, question: ShiftQuestion, now: datetime) -> None:
    """Tell supervisors that nobody answered, and what the carrier says of the text."""
    owner = people.worker(tx, question.worker_key)
    arrived = {True: "delivered", False: "not_delivered", None: "not_known"}[nights.is_delivered(tx, question)]
    params = {**named(question), "name": owner.name, "text": Phrase((f"staff.shift_text.{arrived}",))}
    for worker in _others(people.supervisors(tx), owner):
        text = TextOut(
            once=f"{nights.once(question.key)}told:{worker.key}",
            purpose=Purpose.STAFF_ALARM,
            words="staff.shift_unseen",
            params=params,
            language=services.reads(worker),
            not_after=question.ends_at,
        )
        put_to_worker(tx, text, worker, now)


def _others(supervisors: Iterable[Worker], owner: Worker) -> tuple[Worker, ...]:
    """Return the supervisors besides whoever was asked: they know that they have not answered."""
    return tuple(worker for worker in supervisors if worker.key != owner.key)


def named(question: ShiftQuestion) -> dict[str, object]:
    """Return what words about a shift say of it: the tier and when it begins."""
    return {"tier": Phrase((f"staff.tier.{question.tier}",)), "starts": question.starts_at}
