"""A help request as rules see one: an emergency of a family, just opened on a Saturday at 11 pm."""

from datetime import UTC, datetime

from bot.model.help import Grade, HelpRequest, PhoneState, RequestKind, RequestState
from bot.model.people import Language, PhoneIs

NIGHT = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
PHONE = PhoneState(phone_is=PhoneIs.PRIVATE, discreet=False, safe_hours=None)
REQUEST = HelpRequest(
    key=1,
    code="KB",
    kind=RequestKind.FAMILY,
    grade=Grade.EMERGENCY,
    state=RequestState.OPEN,
    conversation_key=1,
    family="F-0001",
    person_key=1,
    own_worker_key=1,
    in_danger_key=None,
    language=Language.ENGLISH,
    phone=PHONE,
    opened_at=NIGHT,
    tier=None,
    round=0,
    next_step_at=NIGHT,
    holder=None,
    claimed_at=None,
    silence_asked_at=None,
    cried_at=NIGHT,
    words_at=None,
    answered_at=None,
    human_word_at=None,
    written_at=NIGHT,
    family_told_at=None,
    nobody_told_at=None,
    limit=None,
)
