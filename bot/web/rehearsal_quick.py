"""Ready words under each phone of the rehearsal: what fits the moment first, then what is always worth a try."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.model.help import HelpRequest, RequestState
from bot.model.visits import Visit
from bot.rehearsal.cast import Player, Side
from bot.rehearsal.stage import Stage
from bot.rules.safety import may_override
from bot.store import outbox, people
from bot.store.engine import Tx
from bot.store.overview import VisitStanding

DIGITS = re.compile(r"\b(\d) = ")
LETTERS = re.compile(r"\b[HMECPN]\d+\b")
NEAR, AT_HAND = timedelta(hours=3), timedelta(minutes=60)


def quick_words(
    tx: Tx,
    stage: Stage,
    player: Player,
    got: Sequence[str],
    requests: Sequence[HelpRequest],
    visits: Sequence[VisitStanding],
) -> Sequence[str]:
    """Suggest words to a player who `got` these texts, oldest first."""
    if player.side is Side.FAMILY:
        fitting = tuple(_named(DIGITS, got))
    else:
        mine = (one.visit for one in visits if people.worker(tx, one.visit.worker_key).phone == player.phone)
        fitting = (
            *_about_requests(tx, stage, player, got, requests),
            *(words for visit in mine if visit.is_planned for words in _about_visit(visit, stage.now)),
            *_named(LETTERS, got),
        )
    return tuple(dict.fromkeys((*fitting, *player.quick)))


def _named(pattern: re.Pattern[str], got: Sequence[str]) -> Iterator[str]:
    """Yield the short answers that the newest text offers."""
    yield from pattern.findall(got[-1]) if got else ()


def _about_requests(
    tx: Tx, stage: Stage, player: Player, got: Sequence[str], known: Sequence[HelpRequest]
) -> Iterator[str]:
    """A worker who was paged may take it, one who has it may write and end it."""
    hours = stage.services.program.hours
    pages = " ".join(words for words in got if words.startswith("PAGE "))
    waiting = [r for r in known if r.state is RequestState.OPEN and f"PAGE {r.code} " in pages]
    for request in waiting:
        code = f" {request.code}" if len(waiting) > 1 else ""
        yield from (f"1{code}", f"2{code}")
    for request in known:
        if request.state is RequestState.CLAIMED and _holds(tx, player, request):
            if outbox.holding(tx, [request.key]) and may_override(request.phone, stage.now, hours):
                yield f"send {request.code}"
            yield from ("Are you somewhere safe?", f"done {request.code} called her, she is safe")


def _holds(tx: Tx, player: Player, request: HelpRequest) -> bool:
    return request.holder is not None and people.worker(tx, request.holder).phone == player.phone


def _about_visit(visit: Visit, now: datetime) -> Iterator[str]:
    """A worker on the way may be late, one at the door is there or finds nobody, and enters what became of it."""
    ahead = visit.starts_at - now
    if timedelta() <= ahead <= NEAR:
        yield "late 20"
    if abs(ahead) <= AT_HAND and visit.arrived_at is None:
        yield "in"
    if -NEAR <= ahead <= timedelta() and visit.arrived_at is None:
        yield f"nobody home {visit.family}"
    if ahead <= timedelta():
        yield f"H{visit.number}"
