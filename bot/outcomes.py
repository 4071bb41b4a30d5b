"""What follows from what became of a text: the next try, the next person, a word to the claimer, an alarm."""

from datetime import datetime, timedelta

from bot.calls.switching import is_called_instead
from bot.ladder_steps import give_back, keep_holding, page_failed
from bot.model.effects import Phrase
from bot.model.help import RequestState, StepKind
from bot.model.messages import Lane, OnItsWay, OutboundState, Purpose, TextOut
from bot.model.people import Recheck
from bot.questions import ask_when_taken
from bot.services import Services
from bot.staff_texts import put_to_worker
from bot.store import alarms, conversations, decisions, outbox, people, rechecks, reminders, requests, visits
from bot.store.engine import Tx
from bot.store.outbox import OutboundText
from bot.telephony.error_codes import CodeAction, action_for
from bot.telephony.failures import CarrierFailure, PermanentFailure, TemporaryFailure
from bot.telephony.protocol import Accepted, ReceiptStatus
from bot.visit_steps import responsible, tell_staff

LOOK_AGAIN = timedelta(seconds=60)
"""How long after an unknown outcome the carrier's list is asked, and asked again: it may show a text late."""
PHRASE, PUTS_OFF, SENT_PHRASE = "phrase.", "phrase.later", "staff.sent_phrase"
"""Ready words; those that put a family off end no silence: its holder is still asked for a word."""
ACCOUNT = "carrier_account"
DOWN = "carrier_down"
FILTERED = "filtered"
FAILURES_BEFORE_ALARM = 3
RANKS = {
    ReceiptStatus.ACCEPTED: 1,
    ReceiptStatus.SCHEDULED: 1,
    ReceiptStatus.QUEUED: 2,
    ReceiptStatus.SENDING: 3,
    ReceiptStatus.SENT: 4,
    ReceiptStatus.PARTIALLY_DELIVERED: 5,
    ReceiptStatus.CANCELED: 6,
    ReceiptStatus.UNDELIVERED: 6,
    ReceiptStatus.FAILED: 6,
    ReceiptStatus.DELIVERED: 7,
    ReceiptStatus.READ: 8,
}
NOT_DELIVERED = frozenset({ReceiptStatus.UNDELIVERED, ReceiptStatus.FAILED, ReceiptStatus.CANCELED})


def settle(tx: Tx, services: Services, text: OutboundText, answer: Accepted | CarrierFailure, now: datetime) -> None:
    """Write down what the carrier answered, and what follows from it."""
    match answer:
        case Accepted():
            accepted(tx, services, text, answer, now)
            if answer.status in NOT_DELIVERED:
                did_not_arrive(tx, services, text, now)
        case TemporaryFailure():
            postponed(tx, text, answer, now)
        case PermanentFailure(code=code):
            refused(tx, services, text, code, now)
        case _:
            in_doubt(tx, text, now)


def accepted(tx: Tx, services: Services, text: OutboundText, answer: Accepted, now: datetime) -> None:
    """The carrier took the text: a claimer learns that their words left, and they count as a human word."""
    if outbox.known_sids(tx, (answer.sid,)):
        # The reconciler gave this entry of the list to another text of the same words, which is settled by it.
        in_doubt(tx, text, now)
        return
    outbox.change(tx, text.key, state=OutboundState.SUBMITTED, sid=answer.sid, settled_at=now, reason=None, due_at=now)
    outbox.outranks(tx, text.key, RANKS.get(answer.status, 0), receipt=answer.status)
    if text.purpose.needs_consent and answer.status not in NOT_DELIVERED:
        ask_when_taken(tx, services, (text,), now)
    if text.purpose is not Purpose.RELAY or text.request_key is None or answer.status in NOT_DELIVERED:
        return
    request = requests.get(tx, text.request_key, locked=True)
    if request.claimed_at is not None and text.created_at < request.claimed_at and not text.overridden:
        return  # words of somebody who has given it back since: no word of the one who holds it now
    requests.note_step(tx, text.request_key, StepKind.WORDS_OUT, now, worker_key=request.holder, outbound_key=text.key)
    if text.words == PUTS_OFF:
        requests.change(tx, text.request_key, words_at=now)
    else:
        silence = {"next_step_at": None} if request.state is RequestState.CLAIMED else {}
        requests.change(tx, text.request_key, human_word_at=now, words_at=now, **silence)
    decisions.drop_held(tx, text.conversation_key, (Purpose.RELAY,), OnItsWay.LATER_WORDS, now)
    _tell_holder(tx, services, text, SENT_PHRASE if text.words.startswith(PHRASE) else "staff.sent", now)


def postponed(tx: Tx, text: OutboundText, failure: TemporaryFailure, now: datetime) -> None:
    """The carrier did not take the text and may later: wait, longer each time, and alarm if that goes on."""
    outbox.change(tx, text.key, state=OutboundState.WAITING, due_at=now + _patience(text), error_code=failure.code)
    if text.attempts + 1 >= FAILURES_BEFORE_ALARM:
        alarms.raise_alarm(tx, DOWN, "", now)


def refused(tx: Tx, services: Services, text: OutboundText, code: int | None, now: datetime) -> None:
    """The carrier will not take the text: account trouble waits for people, anything else ends it."""
    if action_for(code) is CodeAction.ACCOUNT_TROUBLE:
        due_at = now + (LOOK_AGAIN if text.purpose.lane is Lane.HELP else 5 * LOOK_AGAIN)
        outbox.change(tx, text.key, state=OutboundState.WAITING, due_at=due_at, error_code=code)
        alarms.raise_alarm(tx, ACCOUNT, str(code or ""), now)
        return
    outbox.change(tx, text.key, state=OutboundState.FAILED, reason=f"carrier_{code}", error_code=code, settled_at=now)
    _learn(tx, services, text, code, now)
    did_not_arrive(tx, services, text, now)


def in_doubt(tx: Tx, text: OutboundText, now: datetime) -> None:
    """Nobody knows whether the carrier took the text: its list is asked before anything is tried again."""
    decisions.doubt(tx, text, now + LOOK_AGAIN, now)


def held(tx: Tx, services: Services, text: OutboundText, now: datetime, *, may_override: bool) -> None:
    """The gate holds a text: whose words it holds is told so; an answer held is none to the next text."""
    if text.purpose is Purpose.HELP_ANSWER and text.request_key is not None:
        requests.change(tx, text.request_key, answered_at=None)
    if text.purpose is Purpose.RELAY:
        _tell_holder(tx, services, text, "staff.not_sent_read" if may_override else "staff.not_sent_unsafe", now)


def receipt(
    tx: Tx, services: Services, text: OutboundText, sid: str, status: ReceiptStatus, code: int | None, now: datetime
) -> None:
    """The carrier reports on a text; it may be the first to say that a text in doubt arrived."""
    if text.sid is not None and text.sid != sid:
        return
    if text.sid is None and outbox.known_sids(tx, (sid,)):
        return
    if not outbox.note_receipt(tx, text.key, status, code or 0, now):
        return
    if text.sid is None:
        outbox.change(tx, text.key, state=OutboundState.UNKNOWN, lease_token=None, lease_until=None)
        accepted(tx, services, text, Accepted(sid=sid, status=status), now)
    known = {"error_code": code} if code else {}
    risen = outbox.outranks(tx, text.key, RANKS.get(status, 0), receipt=status, **known)
    if status in NOT_DELIVERED and (risen or text.sid is None):
        _learn(tx, services, text, code, now)
        if action_for(code) is CodeAction.ACCOUNT_TROUBLE:
            alarms.raise_alarm(tx, ACCOUNT, str(code or ""), now)
        did_not_arrive(tx, services, text, now)


def did_not_arrive(tx: Tx, services: Services, text: OutboundText, now: datetime) -> None:
    """A text will not arrive: the ladder moves on, goes on without its holder, or the claimer hears of it."""
    if text.purpose is Purpose.NOTICE:
        _tell_no_notice(tx, services, text, now)
    if text.request_key is None or outbox.goes_elsewhere(tx, text):
        return
    if text.purpose is Purpose.PAGE and text.worker_key is not None:
        if requests.get(tx, text.request_key).state is RequestState.OPEN:
            page_failed(tx, services, text.request_key, text.worker_key, now)
        return
    if text.purpose is Purpose.HOLDER:
        _holder_is_out_of_reach(tx, services, text, now)
        return
    if text.purpose is Purpose.RELAY:
        facts = conversations.known(tx, text.conversation_key).facts
        gone = facts.opted_out_at is not None or facts.unreachable_code is not None
        _no_word_after_all(tx, services, text.request_key, now)
        _tell_holder(tx, services, text, "staff.cannot_be_texted" if gone else "staff.not_delivered", now)


def _tell_no_notice(tx: Tx, services: Services, text: OutboundText, now: datetime) -> None:
    """Tell the worker of a visit that the words they had sent to its persons did not get there."""
    for row in reminders.of_text(tx, text.key):
        visit = visits.get(tx, row.visit_key)
        params = {"number": visit.number, "family": visit.family}
        for worker in responsible(tx, visit):
            tell_staff(tx, services, worker, "staff.notice_not_sent", params, f"no_notice:{text.key}", now)


def _holder_is_out_of_reach(tx: Tx, services: Services, text: OutboundText, now: datetime) -> None:
    """The family's words do not reach who has them: the request goes back to the ladder at once."""
    if text.request_key is None:
        return
    request = requests.get(tx, text.request_key, locked=True)
    if request.state is RequestState.CLAIMED and request.holder == text.worker_key:
        give_back(tx, services, request, StepKind.UNDELIVERED, now)


def _no_word_after_all(tx: Tx, services: Services, request_key: int, now: datetime) -> None:
    """Take back that a human wrote; a silence that this had ended is counted again."""
    request = requests.get(tx, request_key, locked=True)
    requests.change(tx, request_key, human_word_at=None)
    if request.state is RequestState.CLAIMED and request.next_step_at is None:
        keep_holding(tx, services, request_key, now)


def _learn(tx: Tx, services: Services, text: OutboundText, code: int | None, now: datetime) -> None:
    """Keep what a code says about the phone, so that the next page says it too."""
    match action_for(code):
        case CodeAction.OPTED_OUT:
            conversations.change(tx, text.conversation_key, opted_out_at=now, opted_out_how=f"carrier {code}")
        case CodeAction.BAD_NUMBER | CodeAction.VOICE_ONLY as action:
            conversations.change(tx, text.conversation_key, unreachable_code=code)
            # Who wrote once and is a landline now has another number; who never wrote may always have been one.
            wrote = conversations.known(tx, text.conversation_key).facts.heard_at is not None
            if action is CodeAction.BAD_NUMBER or wrote:
                rechecks.note_phone(tx, text.conversation_key, Recheck.UNREACHED)
            if action is CodeAction.VOICE_ONLY and text.worker_key is None:
                is_called_instead(tx, services, text, now)
        case CodeAction.NEVER_RESEND:
            alarms.raise_alarm(tx, FILTERED, str(code or ""), now)
        case _:
            pass


def _patience(text: OutboundText) -> timedelta:
    """Return how long to wait before the next try: 2 s doubling to a minute for help, to five for the rest."""
    most = 60 if text.purpose.lane is Lane.HELP else 300
    return timedelta(seconds=min(2 * 2 ** min(text.attempts, 10), most))


def _tell_holder(tx: Tx, services: Services, text: OutboundText, words: str, now: datetime) -> None:
    """Tell the worker who holds the request what became of their words."""
    if text.request_key is None:
        return
    request = requests.get(tx, text.request_key)
    if request.holder is None:
        return
    worker = people.worker(tx, request.holder)
    told = TextOut(
        once=f"told:{text.key}:{words}:{text.overridden}",
        purpose=Purpose.HOLDER,
        words=words,
        params={"code": request.code} | ({"said": Phrase((f"staff.{text.words}",))} if words == SENT_PHRASE else {}),
        language=services.reads(worker),
        request_key=request.key,
    )
    put_to_worker(tx, told, worker, now)
