"""Whom the morning lists ask about: persons of whom nobody knows any more whether their phone is safe."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from bot.flows.visit_texts import QUESTIONS
from bot.model.effects import Lines
from bot.model.people import Recheck, Worker
from bot.model.policy import ContactRules, Hours
from bot.model.rechecks import Standing
from bot.model.value import value_in_order
from bot.rules.recheck import MOST_AT_ONCE, to_ask
from bot.store import rechecks
from bot.store.engine import Tx

Line = tuple[str, Mapping[str, object]]
Due = tuple[Standing, Recheck]


@value_in_order
class Asking:
    """What one worker's list asks: its lines, and the persons they name."""

    lines: tuple[Line, ...] = ()
    person_keys: frozenset[int] = frozenset()


def all_standings(tx: Tx, hours: Hours, today: date) -> tuple[Standing, ...]:
    """Return how well the profiles of everybody in the program hold."""
    return rechecks.standings(tx, QUESTIONS.keys(), today, hours.zone)


def asking_of(worker: Worker, due: Sequence[Due], rules: ContactRules) -> Asking:
    """Return what a worker's list asks: about their families; supervisors, about those whom nobody here visits."""
    for_me = {worker.key, None} if worker.is_supervisor else {worker.key}
    mine = [one for one in due if one[0].worker_key in for_me]
    shown = mine[:MOST_AT_ONCE]
    return Asking(
        lines=tuple(_lines(shown, len(mine) - len(shown), rules)),
        person_keys=frozenset(standing.person_key for standing, _ in shown),
    )


def due_today(tx: Tx, hours: Hours, rules: ContactRules, today: date) -> tuple[Due, ...]:
    """Return everybody of whom a worker is to be asked today, most pressing first."""
    return to_ask(all_standings(tx, hours, today), today, rules)


def _lines(shown: Sequence[Due], more: int, rules: ContactRules) -> Iterator[Line]:
    for standing, because in shown:
        days = {"days": rules.recheck_after.days} if because is Recheck.TIME else {}
        why = Lines(((f"staff.recheck_why.{because}", days),))
        yield "staff.digest.recheck", {"family": standing.family, "person": standing.person_id, "why": why}
    if more:
        yield "staff.digest.recheck_more", {"count": more}
