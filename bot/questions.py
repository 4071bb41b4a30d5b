"""The question a text about visits asks, once the carrier has taken it: what the next digit of its phone answers."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.flows.visit_texts import ASKED, ASKED_APART, DOORSTEP, MISSED, MIXED, QUESTIONS
from bot.model.visits import Question, VisitRef
from bot.services import Services
from bot.store import conversations, reminders, requests, visits
from bot.store.conversations import Asked, Known
from bot.store.engine import Tx
from bot.store.outbox import OutboundText
from bot.store.reminders import AskedAbout

MISS_IS_ASKED_FOR = timedelta(hours=48)
REMINDED = frozenset({ASKED, ASKED_APART})
ABOUT_VISITS = REMINDED | {MISSED, DOORSTEP, MIXED}


def ask_when_taken(tx: Tx, services: Services, texts: Sequence[OutboundText], now: datetime) -> None:
    """Let the next digits of phones answer the texts that have just been sent to them (SAFETY 4.2).

    A phone that was sent several is asked by each in turn, so that the next one knows of those before.
    """
    asking = [text for text in texts if text.words in QUESTIONS]
    about = reminders.asked_about(tx, [text.key for text in asking])
    busy = requests.with_open(tx, {text.conversation_key for text in asking})  # there a digit asks for a person
    left = [text for text in asking if text.key in about and text.conversation_key not in busy]
    while left:
        first = {text.conversation_key: text for text in reversed(left)}
        known = conversations.known_of(tx, first.keys())
        asked = [_asked(tx, services, text, known[key], about[text.key], now) for key, text in first.items()]
        conversations.ask(tx, asked, now)
        left = [text for text in left if text is not first[text.conversation_key]]


def _asked(
    tx: Tx, services: Services, text: OutboundText, known: Known, about: Sequence[AskedAbout], now: datetime
) -> Asked:
    """Return the question of a text; two visits asked about apart since their last text: the digit is asked back."""
    state = QUESTIONS[text.words]
    before = known.conversation.question.visits if _is_unanswered(known, now) else ()
    asked = {one.visit_key: one.version for one in about}
    versions = {ref.key: ref.version for ref in before} | asked
    starts = visits.starts_of(tx, versions) if before else {one.visit_key: one.starts_at for one in about}
    refs = tuple(VisitRef(key, versions[key]) for key in starts)
    if before and {ref.key for ref in before} != asked.keys():
        both_ask_if_fine = {state, known.conversation.state} <= REMINDED
        state = ASKED_APART if both_ask_if_fine else MIXED
    ends = max(starts.values(), default=now) if state in REMINDED else now
    lives = MISS_IS_ASKED_FOR if state == MISSED else services.program.contact.question_lives
    return Asked(text.conversation_key, state, Question(refs), max(ends, now + lives))


def _is_unanswered(known: Known, now: datetime) -> bool:
    """Whether an earlier question about visits stands, with no text from that phone since."""
    earlier, heard_at = known.conversation, known.facts.heard_at
    if earlier.state not in ABOUT_VISITS or earlier.asked_at is None:
        return False
    expired = earlier.expires_at is not None and now > earlier.expires_at
    return not expired and (heard_at is None or heard_at < earlier.asked_at)
