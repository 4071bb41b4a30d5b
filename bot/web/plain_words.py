"""Says in plain words what rows say in codes: why a text left or did not, what a step was, how urgent a request is."""

from collections.abc import Mapping

from bot.model.help import Grade, RequestKind, RequestState, StepKind
from bot.model.messages import OutboundState, Purpose
from bot.model.policy import Tier
from bot.rules import reasons
from bot.telephony.error_codes import meaning_of
from bot.telephony.protocol import ReceiptStatus

CARRIER = "carrier_"

PURPOSES: Mapping[Purpose, str] = {
    Purpose.HELP_ANSWER: "Answer to a cry for help",
    Purpose.ANSWER: "Automatic answer",
    Purpose.FOLLOW_UP: "News about their cry for help",
    Purpose.RELAY: "A worker's words, relayed",
    Purpose.REMINDER: "Automatic text about visits",
    Purpose.NOTICE: "News of a visit, as its worker says so",
    Purpose.PAGE: "Page",
    Purpose.HOLDER: "News for whoever has the request",
    Purpose.SHIFT_QUESTION: "Question before a shift",
    Purpose.STAFF_ANSWER: "Answer to a worker",
    Purpose.STAFF_ALARM: "Alarm: the line may fail",
    Purpose.STAFF_ROUTINE: "Routine news for staff",
    Purpose.LONE_WORKER: "Check on a worker alone at a visit",
}
STATES: Mapping[OutboundState, str] = {
    OutboundState.WAITING: "Waiting",
    OutboundState.SENDING: "Leaving now",
    OutboundState.SUBMITTED: "Sent",
    OutboundState.UNKNOWN: "In doubt",
    OutboundState.HELD: "Held",
    OutboundState.DROPPED: "Dropped",
    OutboundState.FAILED: "Failed",
}
WHY_SENT: Mapping[Purpose, str] = {
    Purpose.HELP_ANSWER: "They have just written, so they hold the phone.",
    Purpose.ANSWER: "They have just written, so they hold the phone.",
    Purpose.FOLLOW_UP: "The phone is private, so it may be told unasked.",
    Purpose.RELAY: "They wrote in the last 15 minutes, or the phone is private.",
    Purpose.REMINDER: "They agreed to automatic texts, and these are the hours for them.",
    Purpose.NOTICE: "They agreed to automatic texts, and their worker has just said so.",
    Purpose.PAGE: "A cry for help pages at any hour.",
    Purpose.HOLDER: "Words about a request somebody has go out at any hour.",
    Purpose.SHIFT_QUESTION: "Who is on call next is asked at any hour.",
    Purpose.STAFF_ANSWER: "They asked.",
    Purpose.STAFF_ALARM: "Supervisors are told at any hour when the line may fail.",
    Purpose.STAFF_ROUTINE: "Routine news leaves by day.",
    Purpose.LONE_WORKER: "Somebody may be in danger: checks go out at any hour.",
}
RECEIPTS: Mapping[str, str] = {
    ReceiptStatus.ACCEPTED: "Taken by the carrier",
    ReceiptStatus.SCHEDULED: "Taken by the carrier",
    ReceiptStatus.QUEUED: "Taken by the carrier",
    ReceiptStatus.SENDING: "Leaving the carrier",
    ReceiptStatus.SENT: "On its way, no receipt yet",
    ReceiptStatus.PARTIALLY_DELIVERED: "Delivered in part",
    ReceiptStatus.CANCELED: "Called back",
    ReceiptStatus.UNDELIVERED: "Not delivered",
    ReceiptStatus.FAILED: "Not delivered",
    ReceiptStatus.DELIVERED: "Delivered",
    ReceiptStatus.READ: "Read",
}
GRADES: Mapping[Grade, str] = {
    Grade.EMERGENCY: "Emergency",
    Grade.SOON: "Soon (today)",
    Grade.UNREAD: "Not understood",
}
KINDS: Mapping[RequestKind, str] = {
    RequestKind.FAMILY: "a family",
    RequestKind.UNKNOWN: "an unknown number",
    RequestKind.WORKER: "a worker in danger",
}
REQUEST_STATES: Mapping[RequestState, str] = {
    RequestState.OPEN: "Nobody has it yet",
    RequestState.CLAIMED: "{holder} has it",
    RequestState.CLOSED: "Closed",
}
TIERS: Mapping[Tier, str] = {
    Tier.OWN_WORKER: "own worker",
    Tier.ON_CALL: "on call",
    Tier.BACKUP: "backup",
    Tier.SUPERVISOR: "supervisor",
}
STEPS: Mapping[StepKind, str] = {
    StepKind.OPENED: "A cry for help came in.",
    StepKind.RAISED: "Their next words made it more urgent.",
    StepKind.PAGED: "{worker} paged ({tier}).",
    StepKind.TIER_EMPTY: "Nobody stands on {tier}: on to the next.",
    StepKind.ROUND_OVER: "Everybody was asked, nobody took it.",
    StepKind.MORNING_LIST: "Put on the morning list.",
    StepKind.PASSED: "{worker} passed it on.",
    StepKind.UNDELIVERED: "The page did not reach {worker}.",
    StepKind.SILENT: "{worker} has not written yet and is asked.",
    StepKind.TAKEN_BACK: "No word from {worker}: it is open again.",
    StepKind.CLAIMED: "{worker} took it.",
    StepKind.WORDS_IN: "They wrote again.",
    StepKind.WORDS_OUT: "{worker}'s words went to them.",
    StepKind.CALLED: "They called and wait on the line.",
    StepKind.RUNG: "{worker}'s phone rings for them ({tier}).",
    StepKind.TALKED: "They talked with {worker}.",
    StepKind.HUNG_UP: "They hung up before anybody was there.",
    StepKind.MESSAGE_LEFT: "They left a voice message.",
    StepKind.HELP_CALLED: "{worker} called 911 for them.",
    StepKind.CLOSED: "{worker} closed it.",
}


def why(state: OutboundState, reason: str | None, purpose: Purpose, error_code: int | None) -> str:
    """Return the sentence that says why a text stands where it stands."""
    if reason is not None and reason.startswith(CARRIER):
        return f"The carrier refused it: {meaning_of(error_code)}."
    if reason is not None:
        known = reasons.known(reason)
        return _sentence(reasons.because(known)) if known else f"A reason this screen does not know: {reason}."
    match state:
        case OutboundState.SUBMITTED:
            return WHY_SENT[purpose]
        case OutboundState.UNKNOWN:
            return "The carrier did not answer: its list is asked before anything is sent again."
        case OutboundState.WAITING if error_code is not None:
            return f"Tried again soon: {meaning_of(error_code)}."
        case _:
            return "It leaves as soon as it can."


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."


def receipt_words(receipt: str | None, error_code: int | None) -> str:
    """Return what the carrier has said of a text; empty before it has said anything."""
    if receipt is None:
        return ""
    words = RECEIPTS.get(receipt, receipt)
    return f"{words}: {meaning_of(error_code)} ({error_code})" if error_code else words
