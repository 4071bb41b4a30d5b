"""Says in plain words what rows say in codes: why a text left or did not, what a step was, how urgent a request is."""

from collections.abc import Mapping

from bot.delivery import NO_LONGER_NEEDED, NOT_WORDED
from bot.model.help import Grade, RequestKind, RequestState, StepKind
from bot.model.messages import OutboundState, Purpose
from bot.model.policy import Tier
from bot.reconcile import NOT_AT_CARRIER
from bot.rules.reminders import NotSent
from bot.rules.safety import Reason
from bot.telephony.error_codes import meaning_of
from bot.telephony.protocol import ReceiptStatus

CARRIER = "carrier_"
OVERTAKEN = "overtaken_by_their_next_text"

PURPOSES: Mapping[Purpose, str] = {
    Purpose.HELP_ANSWER: "Answer to a cry for help",
    Purpose.ANSWER: "Automatic answer",
    Purpose.FOLLOW_UP: "News about their cry for help",
    Purpose.RELAY: "A worker's words, relayed",
    Purpose.REMINDER: "Automatic text about visits",
    Purpose.NOTICE: "News of a visit, as its worker says so",
    Purpose.PAGE: "Page",
    Purpose.HOLDER: "News for whoever has the request",
    Purpose.STAFF_ANSWER: "Answer to a worker",
    Purpose.STAFF_ALARM: "Alarm: the line may fail",
    Purpose.STAFF_ROUTINE: "Routine news for staff",
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
REASONS: Mapping[str, str] = {
    Reason.ALLOWED: "Nothing speaks against it.",
    Reason.OVERRIDDEN: "A worker released it once by “send” and the code.",
    Reason.TOO_LATE: "It would have come too late to be of use.",
    Reason.OPTED_OUT: "This phone has switched texts off at the carrier.",
    Reason.UNREACHABLE: "This phone cannot get texts.",
    Reason.MAY_BE_READ: "Somebody else may read this phone: nothing unasked is sent.",
    Reason.HELD: "This phone is marked unsafe: nothing unasked is sent.",
    Reason.NOT_WANTED: "They want no texts: nothing unasked is sent.",
    Reason.UNSAFE_HOURS: "Outside the hours this person called safe.",
    Reason.OFF_DUTY: "Routine news for staff waits until the night is over.",
    Reason.NO_CONSENT: "They have not agreed to automatic texts.",
    Reason.NOT_BY_TEXT: "They want calls, not texts.",
    NotSent.OVER: "The visit has begun or is over.",
    NotSent.NOT_PLANNED: "The visit is called off, or has an outcome already.",
    NotSent.NO_LONGER_SO: "The visit is not as it was when this text was written.",
    NotSent.CONFIRMED: "They have said already that the visit suits.",
    NotSent.OVERTAKEN: "A later reminder of the same visit takes its place.",
    NotSent.NO_PHONE: "No phone of this person is known.",
    NotSent.CHILD: "Children get no automatic texts.",
    NotSent.REQUEST_OPEN: "A request is open, or a worker has not written “resume”: the family is left in peace.",
    NotSent.OFF: "Reminders are switched off.",
    NotSent.PAUSED: "Automatic texts are paused.",
    NotSent.NOT_IN_PILOT: "Only the phones of the pilot get reminders.",
    NotSent.TOLD_LATELY: "They were told of this visit a few hours ago.",
    NotSent.DAILY_CAP: "They got as many automatic texts today as one person may.",
    NotSent.ENDED: "The program has ended for this family.",
    NotSent.OTHER_PHONE: "They have another phone by now: it is worked out anew for that one.",
    NOT_WORDED: "The line could not put it into words.",
    NO_LONGER_NEEDED: "Somebody had the request before this page left.",
    NOT_AT_CARRIER: "It got lost on the way to the carrier and would be stale by now.",
    OVERTAKEN: "They wrote again, and the answer to that says how things stand.",
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
    Purpose.STAFF_ANSWER: "They asked.",
    Purpose.STAFF_ALARM: "Supervisors are told at any hour when the line may fail.",
    Purpose.STAFF_ROUTINE: "Routine news leaves by day.",
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
    StepKind.CLOSED: "{worker} closed it.",
}


def why(state: OutboundState, reason: str | None, purpose: Purpose, error_code: int | None) -> str:
    """Return the sentence that says why a text stands where it stands."""
    if reason is not None and reason.startswith(CARRIER):
        return f"The carrier refused it: {meaning_of(error_code)}."
    if reason is not None:
        return REASONS.get(reason, f"A reason this screen does not know: {reason}.")
    match state:
        case OutboundState.SUBMITTED:
            return WHY_SENT[purpose]
        case OutboundState.UNKNOWN:
            return "The carrier did not answer: its list is asked before anything is sent again."
        case OutboundState.WAITING if error_code is not None:
            return f"Tried again soon: {meaning_of(error_code)}."
        case _:
            return "It leaves as soon as it can."


def receipt_words(receipt: str | None, error_code: int | None) -> str:
    """Return what the carrier has said of a text; empty before it has said anything."""
    if receipt is None:
        return ""
    words = RECEIPTS.get(receipt, receipt)
    return f"{words}: {meaning_of(error_code)} ({error_code})" if error_code else words
