"""The on-call sheet: what a worker needs at night when they hold only a code, on paper, in a locked binder."""

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, time, timedelta

from bot.directory import Directory
from bot.flows.profile_words import checked_by
from bot.model.people import Channel, DroppedCall, Family, Language, Person, PhoneIs, SafeContact, SafeHours, Worker
from bot.model.policy import Hours, Tier
from bot.model.profiles import IMPORT
from bot.model.rota import Shift
from bot.phone import for_people
from bot.program import Program
from bot.rules.oncall import as_stood, who_is_on_call
from bot.store import audit, people, profiles, visits
from bot.store import rota as stored_rota
from bot.store.engine import Tx

WIDTH = 78
SHIFTS_AHEAD = timedelta(days=14)
VISITS_AHEAD = timedelta(days=7)
PHONE_IS: Mapping[PhoneIs, str] = {
    PhoneIs.PRIVATE: "phone is private",
    PhoneIs.SHARED: "phone may be read: text only in answer",
    PhoneIs.MONITORED: "phone is watched: text only in answer, nothing outside safe hours",
    PhoneIs.NOT_ASKED: "phone never asked about: text only in answer",
}
CHANNELS: Mapping[Channel, str] = {
    Channel.TEXT: "",
    Channel.VOICE: "wants calls, no texts",
    Channel.NONE: "wants neither texts nor calls",
}
DROPPED_CALL: Mapping[DroppedCall, str] = {
    DroppedCall.WAIT: "if a call drops: wait",
    DroppedCall.CALL_BACK: "if a call drops: call back",
    DroppedCall.TEXT: "if a call drops: text",
    DroppedCall.CALL_911: "if a call drops: call 911",
}
TIERS: Mapping[Tier, str] = {
    Tier.OWN_WORKER: "own worker",
    Tier.ON_CALL: "on call",
    Tier.BACKUP: "backup",
    Tier.SUPERVISOR: "supervisor",
}


def on_call_sheet(tx: Tx, program: Program, directory: Directory, *, now: datetime, printed_by: str) -> str:
    """Return the sheet as plain text and record that it was printed; needs a writing transaction."""
    today = program.hours.local(now).date()
    families = [family for family in people.all_families(tx) if family.ended_on is None or family.ended_on >= today]
    codes = " ".join(family.code for family in families)
    audit.record(tx, now, printed_by, "sheet_printed", "on-call sheet", detail=codes)
    parts = (
        _head(program, now, printed_by),
        _numbers(program, directory),
        _phone_tree(tx, program, now),
        _rota(as_stood(stored_rota.shifts_between(tx, now, now + SHIFTS_AHEAD)), program.hours),
        _visits(tx, program.hours, now),
        _staff(people.active_workers(tx)),
        _families(tx, families, program.hours),
    )
    lines = [line for part in parts for line in (*part, "")]
    return "\n".join((*lines, "Keep locked. Destroy when replaced.")) + "\n"


def _head(program: Program, now: datetime, printed_by: str) -> Iterator[str]:
    agency, today = program.agency, program.hours.local(now).date()
    yield f"{'ON-CALL SHEET':<{WIDTH - 11}}KEEP LOCKED"
    for line in (
        f"{agency.name}, {agency.program}",
        f"{agency.address}, {for_people(agency.phone)}",
        f"Printed {_when(now, program.hours)} ({today}) by {_plain(printed_by)}. Keep locked. Destroy when replaced.",
    ):
        yield from _row("", line)


def _numbers(program: Program, directory: Directory) -> Iterator[str]:
    yield _title("URGENT NUMBERS")
    for entry in directory.short_list(discreet=False):
        press = f", press {entry.keypad}" if entry.keypad else ""
        yield from _row(f"{entry.number:<14}", f"{entry.label(Language.ENGLISH)}{press} ({entry.hours})")
    if program.interpreter_line:
        yield from _row(f"{'Interpreter':<14}", program.interpreter_line)


def _phone_tree(tx: Tx, program: Program, now: datetime) -> Iterator[str]:
    """Say who calls whom when no page can leave, with those who stand there as the sheet is printed."""
    yield _title("WHEN THE LINE IS DOWN: WHO CALLS WHOM")
    standing = who_is_on_call(stored_rota.shifts_at(tx, now), now)
    for place, tier in enumerate(Tier, start=1):
        yield from _row(f"{place}. {TIERS[tier]:<12}", _whom(tx, tier, [s.worker for s in standing if s.tier is tier]))
        minutes = program.ladder.waits[tier] / timedelta(minutes=1)
        after = f"then {TIERS[list(Tier)[place]]}" if place < len(Tier) else "then begin again"
        yield from _row(" " * 13, f"no answer after {minutes:g} minutes: {after}")
    line = program.interpreter_line or "no interpreter line is entered (oncall.toml)"
    yield from _row(f"{'   interpreter':<15}", line)
    yield from _row("", "Note on paper who cried, when, who was called and who has it; tell the supervisor by 8:00 am.")


def _whom(tx: Tx, tier: Tier, standing: Iterable[Worker]) -> str:
    if tier is Tier.OWN_WORKER:
        return "in office hours, of the family (FAMILIES)"
    now_there = ", ".join(map(_staff_line, standing))
    if tier is Tier.SUPERVISOR:
        now_there = now_there or ", ".join(map(_staff_line, people.supervisors(tx)))
    return f"as in ON CALL; now {now_there or 'NOBODY'}"


def _visits(tx: Tx, hours: Hours, now: datetime) -> Iterator[str]:
    yield _title("VISITS, THE NEXT 7 DAYS")
    listed = visits.between(tx, now, now + VISITS_AHEAD)
    for visit in listed:
        span = f"{_when(visit.starts_at, hours)} to {_clock(hours.local(visit.ends_at).time())}"
        with_whom = people.worker(tx, visit.worker_key).name
        place = f"; {visit.place}" if visit.place else ""
        kind = visit.kind.replace("_", " ")
        yield from _row("", f"{span}  {visit.family}  {with_whom}: {kind} {visit.number}{place}")
    if not listed:
        yield "none is planned"


def _rota(shifts: Iterable[Shift], hours: Hours) -> Iterator[str]:
    yield _title("ON CALL, THE NEXT 14 DAYS")
    lines = [_shift_line(shift, hours) for shift in shifts]
    for line in lines or ["NOBODY: no shift is entered. Call a supervisor."]:
        yield from _row("", line)


def _shift_line(shift: Shift, hours: Hours) -> str:
    span = f"{_when(shift.starts_at, hours)} to {_when(shift.ends_at, hours)}"
    return f"{span}  {TIERS[shift.tier]}: {_staff_line(shift.worker)}"


def _staff(workers: Iterable[Worker]) -> Iterator[str]:
    yield _title("STAFF")
    for worker in workers:
        spoken = ", ".join(language.in_english for language in worker.languages)
        yield from _row("", f"{_staff_line(worker)}  {worker.role}, speaks {spoken}")


def _families(tx: Tx, families: Iterable[Family], hours: Hours) -> Iterator[str]:
    yield _title("FAMILIES")
    for family in families:
        own = people.worker(tx, family.worker_key) if family.worker_key is not None else None
        yield from _row(f"{family.code:<10}", family.address or "NO ADDRESS ENTERED")
        yield from _row(" " * 10, f"own worker: {_staff_line(own) if own else 'nobody'}")
        for person in people.persons_of(tx, family.key):
            yield from _person(tx, person, hours)
        yield ""


def _person(tx: Tx, person: Person, hours: Hours) -> Iterator[str]:
    number = for_people(person.phone) if person.phone else "no phone"
    yield from _row(" " * 4, f"{person.name} ({person.relation})  {number}  {person.language.in_english}")
    if person.phone:
        is_unsafe, is_refused = people.unsafe_or_unreachable(tx, person.phone)
        limits = ["MARKED UNSAFE: nothing unasked"] * is_unsafe + ["CANNOT BE TEXTED"] * is_refused
        yield from _row(
            " " * 6, "; ".join((*limits, *safe_contact_in_words(person.profile), *set_by(tx, person, hours)))
        )


def safe_contact_in_words(profile: SafeContact) -> tuple[str, ...]:
    """Return what is safe with this person's phone, a note for each point."""
    notes = (
        PHONE_IS[profile.phone_is],
        _safe_hours(profile.safe_hours),
        CHANNELS[profile.channel],
        "voicemail allowed" if profile.voicemail else "no voicemail",
        "discreet wording" if profile.discreet else "",
        DROPPED_CALL[profile.dropped_call] if profile.dropped_call else "",
    )
    return tuple(note for note in notes if note)


def _safe_hours(hours: SafeHours | None) -> str:
    if hours is None:
        return ""
    return "no hour is safe" if hours.starts == hours.ends else f"safe {_clock(hours.starts)}-{_clock(hours.ends)}"


def set_by(tx: Tx, person: Person, hours: Hours) -> tuple[str, ...]:
    """Return when a profile was last set and checked, and by whom."""
    changes = profiles.changes(tx, (person.key,))
    on, by = person.profile.checked_on, checked_by(person, changes)
    checked = f"last checked {on}{f' ({_who(by)})' if by else ''}" if on else "never checked"
    if not changes:
        return (checked,)
    return f"set {hours.local(changes[0].at).date()} ({_who(changes[0].actor)})", checked


def _who(actor: str) -> str:
    return "the office's list" if actor == IMPORT else actor


def _staff_line(worker: Worker) -> str:
    return f"{worker.name} {', '.join(map(for_people, worker.phones))}"


def _title(words: str) -> str:
    return f"--- {words} {'-' * (WIDTH - len(words) - 5)}"


def _row(first: str, words: str) -> list[str]:
    """Lay words behind `first`, wrapped to the paper's width."""
    following = " " * (len(first) + 2 * (not first.strip()))
    return textwrap.wrap(words, WIDTH, initial_indent=first, subsequent_indent=following)


def _when(moment: datetime, hours: Hours) -> str:
    local = hours.local(moment)
    return f"{local:%a %b} {local.day}, {_clock(local.time())}"


def _clock(at: time) -> str:
    return f"{at.hour % 12 or 12}:{at.minute:02} {'am' if at.hour < 12 else 'pm'}"  # noqa: PLR2004


def _plain(name: str) -> str:
    """Keep a login name from laying out lines of its own."""
    return " ".join(name.split())
