"""A request's progress and the fate of each text, as values for a screen: "did she get it?" answered from rows."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.model.help import Grade, HelpRequest, RequestState, StepKind
from bot.model.messages import OutboundState
from bot.model.people import Language, Wording
from bot.model.profiles import phone_state
from bot.model.value import value
from bot.rules.safety import automatic_wording, wording_for
from bot.services import Services
from bot.store import conversations, overview, people
from bot.store.engine import Tx
from bot.store.outbox import OutboundText
from bot.store.overview import StepTaken, TextFate
from bot.telephony.protocol import ReceiptStatus
from bot.web import plain_words
from bot.web.wall_clock import when
from bot.wording import worded

GOOD, BAD, HELD, CALM = "good", "bad", "held", "calm"
STATE_TONES: Mapping[OutboundState, str] = {
    OutboundState.SUBMITTED: GOOD,
    OutboundState.HELD: HELD,
    OutboundState.DROPPED: HELD,
    OutboundState.FAILED: BAD,
    OutboundState.UNKNOWN: BAD,
}
GRADE_TONES: Mapping[Grade, str] = {Grade.EMERGENCY: BAD, Grade.SOON: HELD, Grade.UNREAD: CALM}
STEP_TONES: Mapping[StepKind, str] = {
    StepKind.CLAIMED: GOOD,
    StepKind.CLOSED: GOOD,
    StepKind.TALKED: GOOD,
    StepKind.HUNG_UP: BAD,
    StepKind.UNDELIVERED: BAD,
    StepKind.ROUND_OVER: BAD,
    StepKind.TIER_EMPTY: BAD,
}


@value
class StepLine:
    """One step of a request; `mark` is the receipt of the page that belongs to it."""

    at: str
    words: str
    mark: str
    tone: str


@value
class Progress:
    """A help request as it stands, and how it came there."""

    code: str
    whose: str
    grade: str
    tone: str
    state: str
    place: str
    next: str
    is_closed: bool
    is_held_by_somebody: bool
    steps: Sequence[StepLine]


@value
class TextRow:
    """One text that wanted to leave, and why it did or did not."""

    at: str
    to: str
    purpose: str
    words: str
    language: Language
    state: str
    tone: str
    why: str
    receipt: str
    receipt_at: str
    is_lost: bool


def progress_of(tx: Tx, services: Services, request: HelpRequest, now: datetime) -> Progress:
    """Return a request's progress at `now`."""
    holder = people.worker(tx, request.holder).name if request.holder is not None else ""
    is_closed = request.state is RequestState.CLOSED
    return Progress(
        code=request.code,
        whose=request.family or plain_words.KINDS[request.kind],
        grade=plain_words.GRADES[request.grade],
        tone=CALM if is_closed else GRADE_TONES[request.grade],
        state=plain_words.REQUEST_STATES[request.state].format(holder=holder),
        place=_place(request),
        next=_next(services, request, now),
        is_closed=is_closed,
        is_held_by_somebody=request.state is RequestState.CLAIMED,
        steps=tuple(_step(tx, services, step, now) for step in overview.steps_taken(tx, request.key)),
    )


def text_rows(tx: Tx, services: Services, fates: Sequence[TextFate], now: datetime) -> Sequence[TextRow]:
    """Return the rows of a table of texts."""
    return tuple(_row(tx, services, fate, now) for fate in fates)


def _place(request: HelpRequest) -> str:
    """Say where the ladder stands."""
    if request.state is not RequestState.OPEN:
        return ""
    tier = f"Asking: {plain_words.TIERS[request.tier]}" if request.tier else "Between two rounds"
    return f"{tier}, round {request.round + 1}"


def _next(services: Services, request: HelpRequest, now: datetime) -> str:
    if request.state is not RequestState.OPEN or request.next_step_at is None:
        return ""
    hours = services.program.hours
    return f"If nobody takes it, the line acts again at {when(hours.local(request.next_step_at), hours.local(now))}."


def _step(tx: Tx, services: Services, step: StepTaken, now: datetime) -> StepLine:
    hours = services.program.hours
    worker = people.worker(tx, step.worker_key).name if step.worker_key is not None else ""
    tier = plain_words.TIERS[step.tier] if step.tier else "again"
    receipt = overview.receipt_of(tx, step.outbound_key) if step.outbound_key is not None else None
    return StepLine(
        at=when(hours.local(step.at), hours.local(now)),
        words=plain_words.STEPS[step.kind].format(worker=worker, tier=tier),
        mark=plain_words.receipt_words(receipt, None).lower(),
        tone=BAD if receipt in _NOT_DELIVERED else STEP_TONES.get(step.kind, CALM),
    )


_NOT_DELIVERED = {ReceiptStatus.UNDELIVERED, ReceiptStatus.FAILED}


def _row(tx: Tx, services: Services, fate: TextFate, now: datetime) -> TextRow:
    hours, text = services.program.hours, fate.text
    is_lost = fate.receipt in _NOT_DELIVERED
    local_now = hours.local(now)
    return TextRow(
        at=when(hours.local(text.created_at), local_now),
        to=_to(tx, text),
        purpose=plain_words.PURPOSES[text.purpose],
        words=text.body or _unsent_words(tx, services, text),
        language=text.language,
        state=plain_words.STATES[text.state],
        tone=STATE_TONES.get(text.state, CALM),
        why=plain_words.why(text.state, fate.reason, text.purpose, fate.error_code),
        receipt=plain_words.receipt_words(fate.receipt, fate.error_code),
        receipt_at=when(hours.local(fate.receipt_at), local_now) if fate.receipt_at else "",
        is_lost=is_lost,
    )


def _to(tx: Tx, text: OutboundText) -> str:
    if text.worker_key is not None:
        return people.worker(tx, text.worker_key).name
    phone = conversations.known(tx, text.conversation_key).conversation.phone
    persons = people.persons_by_phone(tx, phone)
    return persons[0].name if persons else "Unknown number"


def _unsent_words(tx: Tx, services: Services, text: OutboundText) -> str:
    """Word a text that has not left, as it would leave now."""
    known = conversations.known(tx, text.conversation_key)
    is_staff = text.worker_key is not None
    persons = () if is_staff else people.persons_by_phone(tx, known.conversation.phone)
    state = phone_state(persons, known.facts, is_staff=is_staff)
    by_person = automatic_wording(state) if text.purpose.needs_consent else wording_for(state)
    wording = Wording.FULL if is_staff else by_person
    return worded(services, text.words, text.params, text.language, wording)
