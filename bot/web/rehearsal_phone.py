"""A phone of the rehearsal as it lies in somebody's hand, as values: who they are, and every text with its fate."""

from collections.abc import Sequence
from datetime import datetime

from bot.model.help import HelpRequest
from bot.model.people import Language
from bot.model.value import value
from bot.phone import for_people
from bot.rehearsal.cast import Player, Side
from bot.rehearsal.stage import Stage
from bot.rules.oncall import who_is_on_call
from bot.store import inbox, rota
from bot.store.engine import Tx
from bot.store.overview import VisitStanding
from bot.telephony.error_codes import meaning_of
from bot.telephony.protocol import CarrierText, ReceiptStatus
from bot.web.plain_words import TIERS
from bot.web.rehearsal_call import CallView, call_view
from bot.web.rehearsal_quick import quick_words
from bot.web.wall_clock import when

TICKS_OFF = {ReceiptStatus.UNDELIVERED, ReceiptStatus.FAILED}


@value
class Bubble:
    """One text in the thread of a phone; `mark` says what became of it."""

    words: str
    at: str
    mark: str
    language: Language
    is_mine: bool
    is_lost: bool
    is_new: bool
    is_page: bool


@value
class PhoneView:
    """A phone in somebody's hand."""

    key: str
    name: str
    part: str
    about: str
    number: str
    language: Language
    thread: Sequence[Bubble]
    quick: Sequence[str]
    new: int
    is_dead: bool
    pin: str
    call: CallView


def phone_view(
    tx: Tx, stage: Stage, player: Player, requests: Sequence[HelpRequest], visits: Sequence[VisitStanding]
) -> PhoneView:
    """Return a phone as it lies in somebody's hand."""
    thread = _thread(tx, stage, player)
    got = [bubble.words for bubble in thread if not bubble.is_mine and not bubble.is_lost]
    return PhoneView(
        key=player.key,
        name=player.name,
        part=_part(tx, stage, player),
        about=player.about,
        number=for_people(player.phone),
        language=player.language,
        thread=thread,
        quick=quick_words(tx, stage, player, got, requests, visits),
        new=sum(bubble.is_new for bubble in thread),
        is_dead=stage.is_dead(player.phone),
        pin=player.pin,
        call=call_view(stage, player),
    )


def _part(tx: Tx, stage: Stage, player: Player) -> str:
    """Say what somebody is here; of staff, on which tier they stand now, whoever took a shift of whom."""
    standing = who_is_on_call(rota.shifts_at(tx, stage.now), stage.now) if player.side is Side.STAFF else ()
    tiers = (TIERS[one.tier] for one in standing if one.worker.phone == player.phone)
    return ", ".join(tiers).capitalize() or player.part


def _thread(tx: Tx, stage: Stage, player: Player) -> Sequence[Bubble]:
    """Lay what was written on a phone between what it was sent, in the order in which it happened."""
    sent, before = stage.sent_to(player.phone), stage.had_before(player.phone)
    hours = stage.services.program.hours
    now = hours.local(stage.now)
    thread: list[Bubble] = []
    place = 0
    for said in stage.said_on(player.phone):
        thread += [_got(player, text, hours.local(text.created_at), now) for text in sent[place : said.after]]
        place = said.after
        thread.append(
            Bubble(
                words=said.words,
                at=when(hours.local(said.at), now),
                mark="" if inbox.is_kept(tx, said.sid) else "has not reached the line",
                language=player.language,
                is_mine=True,
                is_lost=False,
                is_new=False,
                is_page=False,
            )
        )
    rest = enumerate(sent[place:], start=place)
    return (
        *thread,
        *(_got(player, text, hours.local(text.created_at), now, is_new=at >= before) for at, text in rest),
    )


def _got(player: Player, text: CarrierText, at: datetime, now: datetime, *, is_new: bool = False) -> Bubble:
    is_lost = text.status in TICKS_OFF
    return Bubble(
        words=text.body,
        at=when(at, now),
        mark=f"not delivered: {meaning_of(text.error_code)}" if is_lost else "delivered",
        language=player.language,
        is_mine=False,
        is_lost=is_lost,
        is_new=is_new and not is_lost,
        is_page=text.body.startswith("PAGE "),
    )
