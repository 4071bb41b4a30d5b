"""Everything that could make the line fail and can be seen from here, each with its remedy: `hearthline check`."""

import os
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from zoneinfo import TZPATH

from bot.catalog import Catalog
from bot.directory import Directory
from bot.model.people import Person, PhoneIs, Worker
from bot.model.phones import Phone
from bot.model.policy import Brake, Hours, Tier
from bot.model.rota import Shift
from bot.model.value import value_in_order
from bot.program import Program
from bot.rota_ahead import AHEAD, SOON, plan
from bot.rules.coverage import Gap, all_gaps
from bot.settings import Settings
from bot.store import alarms, backups, brakes, looking, people, rota, visits
from bot.store.engine import Tx

SHOWN = 8
COSTS_ANSWERS = frozenset(
    {"bad_signatures", "carrier_account", "carrier_down", "database", "filtered", "tick_stopped", "unread_crash"}
)
"""Alarms behind which families' texts are refused, or answers and pages do not leave."""
CLOCKS_APART = timedelta(seconds=30)
IMPORT_ROTA = "import the on-call schedule: `hearthline import rota FILE`"


class Level(StrEnum):
    """How bad a finding is: a serious one can cost somebody an answer, a note only says what was seen."""

    SERIOUS = "serious"
    WARNING = "warning"
    NOTE = "note"


@value_in_order
class Finding:
    """One thing that is or may go wrong, and what to do about it; people appear by their codes."""

    level: Level
    what: str
    remedy: str

    def __str__(self) -> str:
        """Return the finding as a line."""
        return f"{self.level}: {self.what}; {self.remedy}" if self.remedy else f"{self.level}: {self.what}"


def serious(what: str, remedy: str = "") -> Finding:
    """Make a finding that can cost somebody an answer."""
    return Finding(Level.SERIOUS, what, remedy)


def warning(what: str, remedy: str) -> Finding:
    """Make a finding that wants looking after."""
    return Finding(Level.WARNING, what, remedy)


def note(what: str, remedy: str = "") -> Finding:
    """Make a finding that nothing is wrong with."""
    return Finding(Level.NOTE, what, remedy)


def check_clock(*, keeps_network_time: bool | None) -> Iterator[Finding]:
    """Check that something keeps the clock right; a machine that does not say is not suspected."""
    if keeps_network_time is False:
        yield warning(
            "this machine's clock is not kept by the network, so reminders and pages will come at wrong times",
            "switch network time on, as by `timedatectl set-ntp true`",
        )


def check_surroundings(settings: Settings, program: Program, directory: Directory, now: datetime) -> Iterator[Finding]:
    """Check what needs no database: alarms, numbers to dial, the interpreter, the world's clock changes."""
    if not settings.alarm_url and not settings.alarm_smtp_url:
        yield warning(
            "alarms leave by text alone, which the carrier may fail to carry", "set ALARM_URL or ALARM_SMTP_URL"
        )
    yield from _backup_folder(settings)
    overdue = [entry.key for entry in directory.dial_tests_due(program.hours.local(now).date())]
    if overdue:
        days = directory.dial_test_every.days
        yield warning(
            f"{len(overdue)} useful numbers were not dialled in the last {days} days: {listed(overdue)}",
            "dial each and write dialled_on in directory.toml",
        )
    if program.sending.reminders is not Brake.ON:
        state = program.sending.reminders
        yield warning(
            f"automatic texts to families: {state}",
            'look at `hearthline preview`, then write reminders = "pilot", later "on", under [sending] in program.toml',
        )
    if not program.interpreter_line:
        yield warning(
            "no telephone interpreter is known to the line",
            "write interpreter_line in oncall.toml, so that whoever takes a request is told of it",
        )
    if not program.calls.fixed_phones:
        yield warning(
            "while the database does not answer no phone rings for a caller: they hear 911 and 988 alone",
            "write fixed_phones under [calls] in oncall.toml",
        )
    yield from _zone_rules(program.hours, now)


def check_words(catalog: Catalog, today: date) -> Iterator[Finding]:
    """Check that a native speaker has read each language that nobody of the staff reads."""
    for language in catalog.languages:
        if not language.is_read_by_staff and not catalog.abouts[language].was_read(today):
            yield warning(
                f"the words in {language.in_english} are to be read by a native speaker before use",
                f"then write read_by and read_on, a day not after today, under [about] in messages/{language}.toml"
                " of your own folder",
            )


def _backup_folder(settings: Settings) -> Iterator[Finding]:
    folder = settings.backups_folder
    if folder is None:
        yield warning("the line makes no backups", "name a folder on another disk in HEARTHLINE_BACKUPS")
    elif not folder.is_dir() or not os.access(folder, os.W_OK):
        yield warning(f"backups cannot be written to {folder}", "make that folder, or correct HEARTHLINE_BACKUPS")
    elif settings.uses_sqlite and _is_on_disk_of(folder, settings.database_url):
        yield warning(f"backups in {folder} are on the disk of the database", "copy them to another machine each day")


def _is_on_disk_of(folder: Path, database_url: str) -> bool:
    database = Path(database_url.removeprefix("sqlite:///").partition("?")[0])
    return database.parent.is_dir() and database.parent.stat().st_dev == folder.stat().st_dev


def check_records(tx: Tx, settings: Settings, program: Program, now: datetime) -> Iterator[Finding]:
    """Check the rows: who is on call, whose phone works, what was never asked, which alarms stand."""
    shifts = rota.shifts_between(tx, now, now + AHEAD)
    workers = people.active_workers(tx)
    persons = people.all_persons(tx)
    refused = looking.refused_phones(tx)
    yield from _coverage(shifts, workers, program.hours, now)
    yield from _patterns(tx, program, now)
    yield from _staff_phones(workers, shifts, refused)
    yield from _family_phones(tx, persons, refused, program.hours, now)
    yield from _visits(tx, persons, program.hours, now)
    yield from _own_numbers(workers, persons, settings)
    yield from _clocks(looking.database_time(tx), now)
    if settings.backups_folder is not None:
        yield from _last_backup(backups.last_made_at(tx), now)
    for alarm in alarms.open_alarms(tx):
        since = _when(alarm.opened_at, program.hours)
        make = serious if alarm.kind in COSTS_ANSWERS else warning
        yield make(f"the alarm {alarm.kind} stands since {since}", "see what caused it; it closes when that is gone")
    if brakes.is_paused(tx, now):
        yield warning("reminders are paused", "`hearthline resume reminders`, once nothing speaks against it any more")


def _last_backup(made_at: datetime | None, now: datetime) -> Iterator[Finding]:
    if made_at is None:
        yield warning("no backup has been made yet", "run `hearthline backup`, or start the line")
    elif now - made_at > backups.OLD:
        yield warning(
            f"the last backup is {(now - made_at) // timedelta(hours=1)} hours old",
            "see that the line runs and that the folder has room; `hearthline backup` makes one now",
        )


def _coverage(shifts: tuple[Shift, ...], workers: tuple[Worker, ...], hours: Hours, now: datetime) -> Iterator[Finding]:
    if not any(shift.tier is Tier.ON_CALL and shift.covers(now) for shift in shifts):
        yield serious("nobody is on call now", IMPORT_ROTA)
    if not any(worker.is_supervisor for worker in workers):
        yield serious(
            "there is no active supervisor, whom the ladder needs when nobody else answers",
            "give one the role supervisor: `hearthline import workers FILE`",
        )
    for tier, holes in all_gaps(shifts, now, now + AHEAD).items():
        if holes:
            is_near = tier is Tier.ON_CALL and holes[0].starts_at < now + SOON
            yield (serious if is_near else warning)(_gaps_of(tier, holes, hours), IMPORT_ROTA)


def _gaps_of(tier: Tier, holes: Iterable[Gap], hours: Hours) -> str:
    spans = [f"{_when(hole.starts_at, hours)} to {_when(hole.ends_at, hours)}" for hole in holes]
    return f"in the next {AHEAD.days} days nobody stands on the tier {tier}: {listed(spans)}"


def _patterns(tx: Tx, program: Program, now: datetime) -> Iterator[Finding]:
    """Check that the patterns name people who can be called, and that what they want is in the rota."""
    known = {worker.worker_id: worker.active for worker in people.all_workers(tx)}
    for pattern in program.rota.patterns:
        for worker_id in (one for one in pattern.named if not known.get(one)):
            why = "has left" if worker_id in known else "is unknown"
            yield warning(
                f"oncall.toml: rota.patterns.{pattern.name} names {worker_id}, who {why}; their shifts stay empty",
                "name somebody else there and restart, or import that worker",
            )
    wanted = plan(tx, program, now)
    if wanted.add or wanted.remove:
        yield warning(
            f"{len(wanted.add) + len(wanted.remove)} shifts of the patterns are not in the on-call schedule yet",
            "start the line, which works them out within a minute, or run `hearthline rota show`",
        )


def _staff_phones(
    workers: tuple[Worker, ...], shifts: tuple[Shift, ...], refused: dict[Phone, looking.Refused]
) -> Iterator[Finding]:
    standing = {shift.worker.worker_id for shift in shifts}
    for worker, why in ((one, refused.get(phone)) for one in workers for phone in one.phones):
        if why is None:
            continue
        make = serious if worker.worker_id in standing or worker.is_supervisor else warning
        if why.opted_out:
            yield make(f"{worker.worker_id} has switched the line's texts off", "have them text START to the line")
        if why.code is not None:
            yield make(
                f"{worker.worker_id} cannot be texted (carrier code {why.code})",
                "give them a phone that takes texts: `hearthline import workers FILE`",
            )


def _family_phones(
    tx: Tx, persons: tuple[Person, ...], refused: dict[Phone, looking.Refused], hours: Hours, now: datetime
) -> Iterator[Finding]:
    today = hours.local(now).date()
    present = {family.code for family in people.all_families(tx) if family.ended_on is None or family.ended_on >= today}
    with_phone = [(one.family, one.phone, one.profile) for one in persons if one.phone and one.family in present]
    unreachable = [
        f"{code} (carrier code {refused[phone].code})" for code, phone, _ in with_phone if _is_dead(refused, phone)
    ]
    if unreachable:
        yield warning(
            f"phones that cannot be texted: {listed(unreachable)}",
            "ask these families for another number, or how to reach them",
        )
    not_asked = dict.fromkeys(code for code, _, profile in with_phone if profile.phone_is is PhoneIs.NOT_ASKED)
    if not_asked:
        yield warning(
            f"nobody ever asked {counted(len(not_asked))} who else reads their phone: {listed(not_asked)}",
            "ask at the next visit and fill in phone_is; until then they get the careful treatment",
        )


def _visits(tx: Tx, persons: tuple[Person, ...], hours: Hours, now: datetime) -> Iterator[Finding]:
    """Check the visits of the next days: whom no reminder can reach, and what still has no outcome."""
    by_key = {person.key: person for person in persons}
    ahead = visits.between(tx, now, now + AHEAD)
    unasked = dict.fromkeys(
        visit.family
        for visit in ahead
        if all(by_key[one.person_key].profile.consented_on is None for one in visit.attendees)
    )
    if unasked:
        yield warning(
            f"visits are planned with {counted(len(unasked))} of whom nobody agreed to texts: {listed(unasked)}",
            "ask at the next visit and fill in consented_on",
        )
    late = [f"{visit.number} ({_when(visit.starts_at, hours)})" for visit in visits.without_outcome(tx)]
    if late:
        yield warning(f"visits without an outcome: {listed(late)}", "let their workers enter it, as H12 or M12")


def _is_dead(refused: dict[Phone, looking.Refused], phone: Phone) -> bool:
    return phone in refused and refused[phone].code is not None


def _own_numbers(workers: tuple[Worker, ...], persons: tuple[Person, ...], settings: Settings) -> Iterator[Finding]:
    carrier = settings.carrier
    if carrier is None:
        return
    ours = {carrier.phone, carrier.page_phone}
    who = [worker.worker_id for worker in workers if ours.intersection(worker.phones)]
    who += [f"{person.family} person {person.person_id}" for person in persons if person.phone in ours]
    for whose in who:
        yield serious(
            f"{whose} has the line's own number, so texts would come back to it", "correct the phone and import again"
        )


def _clocks(database: datetime | None, now: datetime) -> Iterator[Finding]:
    apart = abs(database - now) if database else timedelta()
    if apart > CLOCKS_APART:
        yield serious(
            f"this machine's clock and the database's are {apart.total_seconds():.0f} seconds apart",
            "let both keep time over the network (NTP)",
        )


def _zone_rules(hours: Hours, now: datetime) -> Iterator[Finding]:
    """Warn where the rules of the program's zone come from a package that has grown old, and not from the machine."""
    if any((Path(folder) / hours.zone.key).is_file() for folder in TZPATH):
        return
    try:
        year = int(version("tzdata").split(".")[0])
    except PackageNotFoundError:
        return
    if year < now.year - 1:
        yield warning(f"the clock changes are those known in {year}", "upgrade tzdata, or install the machine's own")


def listed(things: Iterable[str]) -> str:
    """Return the first few things, and how many more there are."""
    every = tuple(things)
    more = f" and {len(every) - SHOWN} more" if len(every) > SHOWN else ""
    return ", ".join(every[:SHOWN]) + more


def counted(number: int, one: str = "family", more: str = "families") -> str:
    """Return a number with the word for one or for more."""
    return f"{number} {one if number == 1 else more}"


def _when(moment: datetime, hours: Hours) -> str:
    return f"{hours.local(moment):%Y-%m-%d %H:%M}"
