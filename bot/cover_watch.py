"""Looks after open questions about shifts: nobody has taken it in time, the shift is over, or no longer as it was."""

from collections.abc import Mapping
from datetime import datetime

from bot.cover_context import shifts_of, standing_around
from bot.enact_covers import end
from bot.flows.shift_words import spoken
from bot.model.covers import AskState, CoverAsk
from bot.model.messages import Purpose, TextOut
from bot.model.people import Worker
from bot.rules.covers import is_as_it_was, is_told_at_once, left_of, question_waits, stands
from bot.services import Services
from bot.staff_texts import put_to_worker
from bot.store import covers, people
from bot.store.engine import Tx


def watch_covers(services: Services) -> int:
    """Look at every open question; return how many texts that made. It may run twice, and on two machines at once."""
    now = services.clock.now()
    with services.store.read() as tx:
        is_due = covers.any_open(tx) and any(_is_due(tx, services, ask, now) for ask in covers.open_asks(tx))
        if not is_due and not covers.taken_by_who_left(tx, now):
            return 0

    def work(tx: Tx) -> int:
        told = sum(_give_back(tx, services, ask, now) for ask in covers.taken_by_who_left(tx, now))
        return told + sum(_look_at(tx, services, ask, now) for ask in covers.open_asks(tx))

    return services.store.write_again(work)


def _is_due(tx: Tx, services: Services, ask: CoverAsk, now: datetime) -> bool:
    return not _is_as_it_was(tx, ask, now) or _is_untaken(services, ask, now)


def _is_untaken(services: Services, ask: CoverAsk, now: datetime) -> bool:
    """Whether supervisors are to hear that nobody has taken a shift; of a swap nobody need hear."""
    is_near = ask.shift.starts_at - services.program.rota.untaken <= now
    return ask.other is None and ask.told_at is None and is_near


def _look_at(tx: Tx, services: Services, ask: CoverAsk, now: datetime) -> int:
    if not _is_as_it_was(tx, ask, now):
        return _close(tx, services, ask, now)
    if _is_untaken(services, ask, now) and covers.note_told(tx, ask.key, now):
        owner = ask.shift.worker
        params = {"code": ask.code, "name": owner.given_name, "id": owner.worker_id, **spoken(ask.shift)}
        told = [one for one in people.supervisors(tx) if one.key != owner.key]
        return sum(_tell(tx, services, one, ask, "staff.cover_untaken", params, now) for one in told)
    return 0


def _close(tx: Tx, services: Services, ask: CoverAsk, now: datetime) -> int:
    """Close a question about nothing; unless its time has just run out, its owner and who was asked are told."""
    if not end(tx, ask.key, AskState.OVER, None, now) or ask.ends_at <= now:
        return 0
    here = {one.key: one for one in people.active_workers(tx)}
    asked = set() if question_waits(ask.made_at, now, services.program.hours) else ask.asked
    words = dict.fromkeys(asked, "staff.cover_settled") | {ask.shift.worker.key: "staff.cover_changed"}
    told = [(here[key], one) for key, one in sorted(words.items()) if key in here]
    return sum(_tell(tx, services, worker, ask, one, {"code": ask.code}, now) for worker, one in told)


def _give_back(tx: Tx, services: Services, ask: CoverAsk, now: datetime) -> int:
    """Tell the owner of a shift, and supervisors, that it is theirs again: who took it has left."""
    if not covers.give_back(tx, ask.key) or not stands(ask.shift, standing_around(tx, (ask.shift,), now), now):
        return 0
    owner = ask.shift.worker
    params = {"code": ask.code, "name": owner.given_name, **spoken(left_of(ask.shift, now))}
    told = {one.key: one for one in (owner, *people.supervisors(tx))}
    return sum(_tell(tx, services, one, ask, "staff.cover_back", params, now) for one in told.values())


def _tell(
    tx: Tx,
    services: Services,
    worker: Worker,
    ask: CoverAsk,
    words: str,
    params: Mapping[str, object],
    now: datetime,
) -> bool:
    """Text one member of staff of a question, once."""
    is_urgent = is_told_at_once(ask.shift.starts_at, now, services.program.hours)
    text = TextOut(
        once=f"cover_news:{ask.key}:{words}:{worker.key}",
        purpose=Purpose.STAFF_ALARM if is_urgent else Purpose.STAFF_ROUTINE,
        words=words,
        params=params,
        language=services.reads(worker),
    )
    return bool(put_to_worker(tx, text, worker, now))


def _is_as_it_was(tx: Tx, ask: CoverAsk, now: datetime) -> bool:
    return is_as_it_was(ask, standing_around(tx, shifts_of((ask,)), now), now)
