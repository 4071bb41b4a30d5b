"""Answers "did she get it, and why not?" for one text or one visit: each decision in order, with what was seen then."""

import re
from collections.abc import Iterator
from datetime import datetime

from bot.model.messages import Decided, OutboundState, Purpose
from bot.model.people import PhoneIs, Wording
from bot.model.policy import Hours
from bot.model.visits import Visit
from bot.outcomes import RANKS
from bot.rules import reasons
from bot.rules.seen import Seen, read
from bot.services import Services
from bot.store import audit, decisions, looking, outbox, people, reminders, requests, visits
from bot.store.decisions import Decision
from bot.store.engine import Tx
from bot.store.looking import Traced
from bot.store.reminders import ReminderFate
from bot.telephony.error_codes import meaning_of
from bot.telephony.protocol import ReceiptStatus

UNKNOWN = "a reason this line does not know"
NOBODY = "a number nobody is known by"
WIDEST_KEY = 63
_Entry = tuple[datetime, str]
_VISIT = re.compile(r"[Vv](\d{1,9})")
_CARRIER = re.compile(r"carrier_(\d+|None)")
_DECIDED = {
    Decided.WAITS: "waits",
    Decided.HELD: "held",
    Decided.REROUTED: "not sent",
    Decided.DROPPED: "not sent",
    Decided.FAILED: "failed",
    Decided.RELEASED: "released",
    Decided.DOUBTED: "in doubt",
    Decided.AGAIN: "again",
}
_PHONES = {
    PhoneIs.PRIVATE: "a private phone",
    PhoneIs.SHARED: "a shared phone",
    PhoneIs.MONITORED: "a monitored phone",
    PhoneIs.NOT_ASKED: "a phone nobody has asked about",
}


def why_report(
    tx: Tx, services: Services, message: str, *, now: datetime, asked_by: str, with_words: bool = False
) -> str | None:
    """Explain the text of that number or carrier's SID, or (`V12`) all reminders of a visit; None if there is none.

    Needs a writing transaction: the look is recorded. Families and workers appear by their codes.
    """
    if (named := _VISIT.fullmatch(message)) is not None:
        visit = visits.by_number(tx, int(named[1]))
        if visit is None:
            return None
        audit.record(tx, now, asked_by, "why", visit.family, detail=f"visit {visit.number}")
        return _lines(_of_visit(tx, visit, services.program.hours))
    key = _key_of(tx, message)
    if key is None:
        return None
    text = looking.traced(tx, key)
    detail = f"text {text.key}, {'with' if with_words else 'without'} words"
    audit.record(tx, now, asked_by, "why", _about(tx, text), detail=detail)
    return _lines(_of_text(tx, text, services.program.hours, now, with_words=with_words))


def number_of(key: int) -> str:
    """Return a text's own number as the reports print it."""
    return f"text {key}"


def _key_of(tx: Tx, message: str) -> int | None:
    number = message.removeprefix("text").strip()
    if number.isdecimal() and int(number).bit_length() <= WIDEST_KEY:
        found = outbox.get(tx, int(number))
    else:
        found = outbox.by_sid(tx, message)
    return found.key if found is not None else None


def _lines(lines: Iterator[str]) -> str:
    return "\n".join(lines) + "\n"


# One text.


def _of_text(tx: Tx, text: Traced, hours: Hours, now: datetime, *, with_words: bool) -> Iterator[str]:
    yield f"{number_of(text.key).capitalize()}: {_kind(text)}, to {_to_whom(tx, text)} ({hours.zone.key} time)"
    if with_words:
        yield f'  "{" ".join(text.words.split())}"' if text.words else "  its words were never fixed"
    entries = (*_written(tx, text, hours), *_decided(tx, text, hours), *_left(text, hours), *_receipts(tx, text))
    for at, line in sorted(entries, key=lambda entry: entry[0]):
        yield f"{_when(at, hours)}  {line}"
    yield f"{_when(now, hours)}  {_stands(text, hours)}"


def _kind(text: Traced) -> str:
    return f"{text.purpose.replace('_', ' ')} {text.words_key} ({text.language})"


def _about(tx: Tx, text: Traced) -> str:
    """Return the code a look at a text is recorded under: a worker's, a family's, or the request's."""
    if text.worker_key is not None:
        return people.worker(tx, text.worker_key).worker_id
    if families := {code for code, _ in _readers(tx, text)}:
        return min(families)
    return requests.get(tx, text.request_key).code if text.request_key is not None else "unknown number"


def _to_whom(tx: Tx, text: Traced) -> str:
    if text.worker_key is not None:
        return people.worker(tx, text.worker_key).worker_id
    readers = [f"{code} person {person_id}" for code, person_id in _readers(tx, text)]
    return " or ".join(readers) or NOBODY


def _readers(tx: Tx, text: Traced) -> list[tuple[str, str]]:
    """Return family and person it was for; where it was for a phone, those who are known by that number today."""
    if text.person_key is not None:
        person = people.person(tx, text.person_key)
        return [(person.family, person.person_id)]
    holders = reminders.holders(tx, (text.key,)).get(text.key, ())
    return [(one.person.family, one.person.person_id) for one in holders]


def _written(tx: Tx, text: Traced, hours: Hours) -> Iterator[_Entry]:
    about = [f"{row.rule} of visit {visits.get(tx, row.visit_key).number}" for row in reminders.of_text(tx, text.key)]
    code = requests.get(tx, text.request_key).code if text.request_key is not None else None
    parts = (
        f"answers a text of {_when(text.answers_at, hours)}" if text.answers_at is not None else "",
        f"request {code}" if code else "",
        ", ".join(about),
    )
    told = ", ".join(part for part in parts if part)
    yield text.created_at, f"written   {told}" if told else "written"


def _decided(tx: Tx, text: Traced, hours: Hours) -> Iterator[_Entry]:
    for one in decisions.of_text(tx, text.key):
        seen = read(one.seen) if one.seen else None
        yield one.at, f"{_DECIDED[one.verdict]:<10}{_because(one, seen, tx, hours)}{_then(seen, text.purpose, hours)}"


def _because(one: Decision, seen: Seen | None, tx: Tx, hours: Hours) -> str:
    until = f"until {_when(one.until, hours)}: " if one.until is not None else ""
    by = f"by {people.worker(tx, one.worker_key).worker_id}: " if one.worker_key is not None else ""
    return f"{until}{by}{sentence(one.reason, seen)}"


def _left(text: Traced, hours: Hours) -> Iterator[_Entry]:
    """Yield the gate's last yes to a text: with its lease, whatever the carrier then said."""
    if text.because is None or text.seen is None:
        return
    seen = read(text.seen)
    wording = "in discreet words" if text.wording is Wording.DISCREET else "in full words"
    tries = f", try {text.attempts}" if text.attempts > 1 else ""
    how = "" if text.purpose.is_for_staff else f"{wording}{tries}: "
    yield seen.at, f"let out   {how}{sentence(text.because, seen)}{_then(seen, text.purpose, hours)}"


def _receipts(tx: Tx, text: Traced) -> Iterator[_Entry]:
    if text.sid is not None and text.settled_at is not None:
        yield text.settled_at, f"taken     by the carrier, as {text.sid}"
    of_text = looking.receipts_of_text(tx, text.key)
    for receipt in sorted(of_text, key=lambda one: (one.at, RANKS.get(ReceiptStatus(one.status), 0))):
        code = f": {meaning_of(receipt.error_code)} ({receipt.error_code})" if receipt.error_code else ""
        yield receipt.at, f"receipt   {receipt.status}{code}"


def _stands(text: Traced, hours: Hours) -> str:
    """Say how a text stands now, and what comes next."""
    trouble = f"; the carrier said: {meaning_of(text.error_code)} ({text.error_code})" if text.error_code else ""
    match text.state:
        case OutboundState.WAITING:
            tried = f", tried {text.attempts} times" if text.attempts else ""
            return f"now       waits until {_when(text.due_at, hours)} at the earliest{tried}{trouble}"
        case OutboundState.SENDING:
            return "now       is being handed to the carrier"
        case OutboundState.SUBMITTED:
            return f"now       the carrier has it{trouble}"
        case OutboundState.UNKNOWN:
            return f"now       in doubt: the carrier's list is asked at {_when(text.due_at, hours)}"
        case OutboundState.HELD:
            return f"now       held: {sentence(text.reason or '', None)}"
        case OutboundState.DROPPED:
            return f"now       never left: {sentence(text.reason or '', None)}"
        case OutboundState.FAILED:
            return f"now       never left: {sentence(text.reason or '', None)}"


def sentence(reason: str, seen: Seen | None) -> str:
    """Return a reason of a row as a sentence, also one of the carrier's; one no part of the line knows as it is."""
    if (refused := _CARRIER.fullmatch(reason)) is not None:
        return f"the carrier refused it: {meaning_of(int(refused[1]) if refused[1].isdecimal() else None)}"
    known = reasons.known(reason)
    return reasons.because(known, seen) if known is not None else f"{UNKNOWN} ({reason})"


def _then(seen: Seen | None, purpose: Purpose, hours: Hours) -> str:
    """Say what the gate saw at that moment; "" where it looked at nothing."""
    if seen is None:
        return ""
    facts = [fact for fact in (_staff_facts if purpose.is_for_staff else _family_facts)(seen, hours) if fact]
    return f"\n{'':21}seen then: {'; '.join(facts)}" if facts else ""


def _staff_facts(seen: Seen, hours: Hours) -> Iterator[str]:
    if seen.is_program_hour is not None:
        yield f"{'in' if seen.is_program_hour else 'outside'} the hours of routine texts"
    yield from _refusals(seen, hours)


def _family_facts(seen: Seen, hours: Hours) -> Iterator[str]:
    yield f"{_PHONES[seen.phone_is]}, its profile says {'discreet' if seen.discreet else 'full'} words"
    if seen.safe_hours is not None:
        where = "inside" if seen.is_safe_hour else "outside"
        yield f"{where} its safe hours {seen.safe_hours.starts:%H:%M}-{seen.safe_hours.ends:%H:%M}"
    if seen.is_program_hour is not None:
        yield f"{'in' if seen.is_program_hour else 'outside'} the program's hours"
    yield f"held since {_when(seen.held_at, hours)}" if seen.held_at is not None else "not held"
    if seen.changed_hands_at is not None:
        yield f"perhaps somebody else's since {_when(seen.changed_hands_at, hours)}"
    yield f"last text from it {_when(seen.heard_at, hours)}" if seen.heard_at is not None else "no text from it yet"
    yield f"answers a text of {_when(seen.answers_at, hours)}" if seen.answers_at is not None else ""
    if seen.agreed is not None:
        yield "agreed to automatic texts" if seen.agreed else "has not agreed"
        yield {True: "said yes to reminders", False: "said no to reminders", None: ""}[seen.reminders]
        yield f"wants to be reached by {seen.channel}" if seen.channel is not None else ""
    yield "somebody of this phone wants no texts" if seen.wants_nothing else ""
    yield "released by a worker" if seen.overridden else ""
    yield f"of use until {_when(seen.not_after, hours)}" if seen.not_after is not None else ""
    yield from _refusals(seen, hours)


def _refusals(seen: Seen, hours: Hours) -> Iterator[str]:
    yield f"texts off since {_when(seen.opted_out_at, hours)}" if seen.opted_out_at is not None else ""
    yield f"carrier code {seen.unreachable_code}" if seen.unreachable_code is not None else ""


# One visit: also the reminders that never became a text.


def _of_visit(tx: Tx, visit: Visit, hours: Hours) -> Iterator[str]:
    yield f"Visit {visit.number} of {visit.family}, {_when(visit.starts_at, hours)} ({hours.zone.key} time)"
    fates = reminders.fates(tx, visit.key)
    for fate in fates:
        yield _fate(tx, fate, hours)
    if not fates:
        yield "No reminder of it has fallen due yet."


def _fate(tx: Tx, fate: ReminderFate, hours: Hours) -> str:
    row = fate.reminder
    whose = f"{row.rule}, version {row.version}, person {people.person(tx, row.person_key).person_id}"
    if row.outbound_key is not None:
        return f"{_when(row.decided_at, hours)}  {number_of(row.outbound_key)}: {whose}: {fate.receipt or fate.state}"
    if row.call_key is not None:
        return f"{_when(row.decided_at, hours)}  by a call   {whose}: {_of_call(fate)}"
    seen = read(fate.seen) if fate.seen else None
    because = sentence(fate.reason or "", seen)
    return f"{_when(row.decided_at, hours)}  not sent  {whose}: {because}{_then(seen, Purpose.REMINDER, hours)}"


def _of_call(fate: ReminderFate) -> str:
    """Say how far a reminder by voice came."""
    if fate.arrived:
        return "a key was pressed and it was heard"
    return sentence(fate.reason, None) if fate.reason else str(fate.state)


def _when(at: datetime, hours: Hours) -> str:
    return f"{hours.local(at):%Y-%m-%d %H:%M:%S}"
