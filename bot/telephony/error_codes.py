"""What each of the carrier's error codes asks of us, as a table."""

from enum import StrEnum

from bot.model.value import value_in_order
from bot.telephony.failures import PermanentFailure, TemporaryFailure


class CodeAction(StrEnum):
    """What to do about a text or a call that ended with an error code."""

    RETRY_LATER = "retry_later"
    """The phone could not be reached just now: once or twice more, well spaced, then by voice."""

    SLOW_DOWN = "slow_down"
    """The sender is too fast or its queue is full: nothing is wrong with the text, wait and repeat."""

    OPTED_OUT = "opted_out"
    """The phone has texting switched off: never again by text, a worker calls if the profile allows."""

    BAD_NUMBER = "bad_number"
    """The number is wrong or no longer in use, perhaps somebody else's by now: flag it, tell the worker."""

    VOICE_ONLY = "voice_only"
    """The number cannot receive texts and may be called."""

    BLOCKED = "blocked"
    """This phone cannot be reached from this sender: no retry, a person finds another way."""

    ACCOUNT_TROUBLE = "account_trouble"
    """The line itself is at fault (credentials, suspension, registration, settings): alarm, no text will pass."""

    EXPIRED = "expired"
    """The text outlived its time in the carrier's queue: it is stale, and alarming if it was about a cry for help."""

    NEVER_RESEND = "never_resend"
    """This very text must not be repeated (filtered, held back by a rule, malformed): alarm and look at its words."""

    UNKNOWN_CODE = "unknown_code"
    """A code this table does not know: final for the text, and a person reads it."""


@value_in_order
class _Row:
    """One code of the table: what it asks of us and what it means."""

    action: CodeAction
    meaning: str


_ROWS = {
    10001: _Row(CodeAction.ACCOUNT_TROUBLE, "account is not active"),
    10004: _Row(CodeAction.SLOW_DOWN, "more calls at once than the account may have"),
    10005: _Row(CodeAction.ACCOUNT_TROUBLE, "calling is switched off for the account"),
    13224: _Row(CodeAction.BAD_NUMBER, "not a number that can be dialled"),
    13227: _Row(CodeAction.BLOCKED, "dialling this region is switched off for the account"),
    14107: _Row(CodeAction.SLOW_DOWN, "too many answers between the same two numbers within seconds"),
    20003: _Row(CodeAction.ACCOUNT_TROUBLE, "credentials were refused"),
    20404: _Row(CodeAction.NEVER_RESEND, "the carrier does not know this text"),
    20429: _Row(CodeAction.SLOW_DOWN, "too many requests at once"),
    21210: _Row(CodeAction.ACCOUNT_TROUBLE, "the number shown to who is called is not one of this account"),
    21211: _Row(CodeAction.BAD_NUMBER, "not a number that can be texted"),
    21212: _Row(CodeAction.ACCOUNT_TROUBLE, "the sender is not a valid number"),
    21214: _Row(CodeAction.BLOCKED, "this number cannot be reached by a call"),
    21215: _Row(CodeAction.BLOCKED, "calls to this region are switched off for the account"),
    21216: _Row(CodeAction.BLOCKED, "the account may not call this number"),
    21217: _Row(CodeAction.BAD_NUMBER, "not a number that can be called"),
    21408: _Row(CodeAction.BLOCKED, "texting to this region is switched off for the account"),
    21602: _Row(CodeAction.NEVER_RESEND, "the text has no words"),
    21606: _Row(CodeAction.ACCOUNT_TROUBLE, "the sender is not a number of this account that can text"),
    21608: _Row(CodeAction.ACCOUNT_TROUBLE, "trial account or no approved profile: only verified numbers"),
    21610: _Row(CodeAction.OPTED_OUT, "the phone has opted out of texts from this sender"),
    21611: _Row(CodeAction.SLOW_DOWN, "the sender's queue is full"),
    21612: _Row(CodeAction.BLOCKED, "this sender cannot reach this number"),
    21614: _Row(CodeAction.VOICE_ONLY, "the number cannot receive texts"),
    21617: _Row(CodeAction.NEVER_RESEND, "the text is longer than 1,600 characters"),
    30001: _Row(CodeAction.SLOW_DOWN, "the queue overflowed"),
    30002: _Row(CodeAction.ACCOUNT_TROUBLE, "account is suspended"),
    30003: _Row(CodeAction.RETRY_LATER, "the handset is off or out of reach"),
    30004: _Row(CodeAction.BLOCKED, "blocked by the mobile carrier or by the person"),
    30005: _Row(CodeAction.BAD_NUMBER, "the number is unknown or no longer in service"),
    30006: _Row(CodeAction.VOICE_ONLY, "a landline, or a carrier that takes no texts"),
    30007: _Row(CodeAction.NEVER_RESEND, "filtered as unwanted"),
    30008: _Row(CodeAction.RETRY_LATER, "the mobile carrier gave no reason"),
    30022: _Row(CodeAction.SLOW_DOWN, "faster than the registered sending rate"),
    30024: _Row(CodeAction.ACCOUNT_TROUBLE, "the sender is not yet provisioned at the mobile carrier"),
    30032: _Row(CodeAction.ACCOUNT_TROUBLE, "the toll-free sender is not verified"),
    30034: _Row(CodeAction.ACCOUNT_TROUBLE, "the sender is not registered for program texts"),
    30036: _Row(CodeAction.EXPIRED, "waited in the carrier's queue longer than its validity"),
    30047: _Row(CodeAction.NEVER_RESEND, "held for quiet hours and could not be rescheduled"),
    30450: _Row(CodeAction.NEVER_RESEND, "blocked as suspected traffic pumping"),
    30610: _Row(CodeAction.NEVER_RESEND, "blocked by the carrier's quiet hours"),
}


def action_for(code: int | None) -> CodeAction:
    """Say what a code asks of us.

    Each code has its page at https://www.twilio.com/docs/api/errors/<code>; the words of an error may change, so codes
    alone decide. A code that is not in the table is final for its text and goes to a person.
    """
    row = _ROWS.get(code) if code is not None else None
    return row.action if row else CodeAction.UNKNOWN_CODE


def meaning_of(code: int | None) -> str:
    """Say in plain words what a code means (https://www.twilio.com/docs/api/errors)."""
    row = _ROWS.get(code) if code is not None else None
    return row.meaning if row else "a code this line does not know"


def refusal(code: int | None) -> TemporaryFailure | PermanentFailure:
    """Turn the code of a refused request into a failure: what only asks for patience is temporary."""
    if action_for(code) is CodeAction.SLOW_DOWN:
        return TemporaryFailure("The carrier asks to slow down", code)
    return PermanentFailure("The carrier refused the request", code)
