"""Answers "did she get it?" for one help request: what came in and went out, what became of it, and when."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from bot.hearing import code_words_on
from bot.language.personal_words import masked
from bot.model.calls import CallKind, CallOutcome
from bot.model.help import HelpRequest
from bot.model.policy import Hours
from bot.reports.why import number_of
from bot.store import audit, calls, looking, people, requests, voicemails
from bot.store.engine import Tx

_Entry = tuple[datetime, str]
_CALLS: Mapping[CallKind, str] = {
    CallKind.INBOUND: "from",
    CallKind.RING: "for the caller, to",
    CallKind.PAGE: "with the page, to",
    CallKind.REMINDER: "with a reminder, to",
    CallKind.CALL_BACK: "back to",
}
_OUTCOMES: Mapping[CallOutcome, str] = {
    CallOutcome.TAKEN: "took it by key",
    CallOutcome.PASSED: "passed it on",
    CallOutcome.NO_KEY: "answered, no key was pressed (perhaps a voicemail)",
    CallOutcome.BUSY: "busy",
    CallOutcome.NO_ANSWER: "no answer",
    CallOutcome.FAILED: "did not come about",
    CallOutcome.NOT_NEEDED: "called off: not needed any more",
    CallOutcome.OVER: "over",
    CallOutcome.HEARD: "heard, a key was pressed",
}


def request_report(
    tx: Tx, code: str, hours: Hours, *, now: datetime, asked_by: str, with_words: bool = False
) -> str | None:
    """Return the history of the newest request called `code`, None if there is none; the look is recorded.

    Needs a writing transaction. Workers and families appear by their codes, never by name or number.
    """
    request = looking.newest_request(tx, code.upper())
    if request is None:
        return None
    detail = f"{request.code}, {'with' if with_words else 'without'} words"
    audit.record(tx, now, asked_by, "request_report", request.family or request.code, detail=detail)
    texts = (*_came_in(tx, request, with_words), *_went_out(tx, request, with_words))
    entries = (*texts, *_called(tx, request), *_steps(tx, request))
    in_order = sorted(entries, key=lambda entry: entry[0])
    return "\n".join((_head(tx, request, hours), *(f"{_when(at, hours)}  {line}" for at, line in in_order))) + "\n"


def _head(tx: Tx, request: HelpRequest, hours: Hours) -> str:
    holder = f", held by {_worker(tx, request.holder)}" if request.holder is not None else ""
    whose = request.family or ("a worker in danger" if request.in_danger_key else "unknown number")
    return f"Request {request.code}: {whose}, {request.grade}, {request.state}{holder} ({hours.zone.key} time)"


def _came_in(tx: Tx, request: HelpRequest, with_words: bool) -> Iterator[_Entry]:
    covered = code_words_on(tx, request.conversation_key)
    for text in looking.texts_in(tx, request.key):
        late = f", sent at {text.sent_at:%H:%M:%S} UTC and fetched later" if text.sent_at else ""
        pictures = f", {text.media_count} pictures" if text.media_count else ""
        yield text.at, f"came in   {text.taken_as}{pictures}{late}{_quoted(masked(text.words, covered), with_words)}"


def _went_out(tx: Tx, request: HelpRequest, with_words: bool) -> Iterator[_Entry]:
    texts = {}
    for text in looking.texts_out(tx, request.key):
        to = _worker(tx, text.worker_key) if text.worker_key is not None else "whoever cried"
        texts[text.key] = f"{text.purpose} to {to}"
        fate = "went out" if text.left else text.state
        reason = f" ({text.reason})" if text.reason else ""
        yield text.at, f"{fate:<10}{texts[text.key]}{reason}, {number_of(text.key)}{_quoted(text.words, with_words)}"
    for receipt in looking.receipts_of(tx, request.key):
        code = f", carrier code {receipt.error_code}" if receipt.error_code else ""
        yield receipt.at, f"receipt   {texts[receipt.text_key]}: {receipt.status}{code}"


def _called(tx: Tx, request: HelpRequest) -> Iterator[_Entry]:
    """Tell each call about it: who was rung when, from when to when they were on the line, and how it ended."""
    for call in calls.of_request(tx, request.key):
        who = f"{_worker(tx, call.worker_key)}" if call.worker_key is not None else "whoever cried"
        what = f"{_CALLS[call.kind]} {who}"
        yield call.opened_at, f"call      {what}"
        if call.answered_at is not None and call.kind is not CallKind.INBOUND:
            yield call.answered_at, f"call      {what}: answered"
        if call.joined_at is not None:
            yield call.joined_at, f"call      {what}: joined with a worker"
        if call.ended_at is not None and call.outcome is not None:
            yield call.ended_at, f"call      {what}: {_OUTCOMES[call.outcome]}"
    for message in voicemails.of_request(tx, request.key):
        yield message.left_at, f"call      a message of {message.seconds} s was left"


def _steps(tx: Tx, request: HelpRequest) -> Iterator[_Entry]:
    for row in requests.steps(tx, request.key):
        place = f", {row.tier}, round {row.round + 1}" if row.tier else ""
        who = f": {_worker(tx, row.worker_key)}" if row.worker_key is not None else ""
        yield row.at, f"step      {row.kind}{place}{who}"


def _worker(tx: Tx, key: int) -> str:
    return people.worker(tx, key).worker_id


def _quoted(words: str, with_words: bool) -> str:
    return f': "{" ".join(words.split())}"' if with_words and words else ""


def _when(at: datetime, hours: Hours) -> str:
    return f"{hours.local(at):%Y-%m-%d %H:%M:%S}"
