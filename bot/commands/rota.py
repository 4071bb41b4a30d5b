"""`hearthline rota …`: who is on call in the days to come, imported shifts as a file, a worker's private calendar."""

import csv
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TextIO

import click

from bot.commands.shape import by_option, everywhere, house, login_name, settings_for
from bot.importing.rota import COLUMNS
from bot.model.people import Worker
from bot.model.policy import Hours
from bot.model.rota import Shift, Source
from bot.program import Program
from bot.rota_ahead import LOOK_BACK, gaps_ahead, work_out
from bot.rules.oncall import as_stood
from bot.rules.week import spoken
from bot.settings import Need
from bot.store import audit, feeds, nights, people
from bot.store import rota as stored
from bot.store.engine import Tx
from bot.weak_spots import weak_ahead

SECRET_BYTES = 32


@click.group()
@everywhere
def rota() -> None:
    """Look at the on-call schedule, write it to a file, give workers their private calendar."""


@rota.command()
@everywhere
@click.option("--days", type=click.IntRange(1, 180), default=14, show_default=True, help="How far ahead.")
def show(days: int) -> None:
    """Print who is on call on which tier, where nobody is, and who covers for whom; patterns are worked out first."""
    with house() as services:
        work_out(services)
        now, hours = services.clock.now(), services.program.hours
        ahead = timedelta(days=days)
        with services.store.read() as tx:
            click.echo(f"On call from {_when(now, hours)} to {_when(now + ahead, hours)} ({hours.zone.key} time)")
            for line in _lines(tx, services.program, now, ahead):
                click.echo(line)


def _lines(tx: Tx, program: Program, now: datetime, ahead: timedelta) -> Iterator[str]:
    hours = program.hours
    ids = {worker.key: worker.worker_id for worker in people.all_workers(tx)}
    shifts = as_stood(stored.shifts_between(tx, now, now + ahead))
    lines = [
        (one.starts_at, f"{_span(one.starts_at, one.ends_at, hours)}  {one.tier:<10}  {_who(one, ids)}")
        for one in shifts
        if one.meets(now, now + ahead)
    ]
    holes = [(tier, hole) for tier, found in gaps_ahead(tx, now, ahead).items() for hole in found]
    lines += [
        (hole.starts_at, f"{_span(hole.starts_at, hole.ends_at, hours)}  {tier:<10}  NOBODY") for tier, hole in holes
    ]
    yield from (line for _, line in sorted(lines, key=lambda one: one[0]))
    for spot in weak_ahead(tx, program, now, ahead):
        who = (
            spot.worker.worker_id
            if spot.worker
            else f"nobody speaks {spot.language.in_english if spot.language else ''}"
        )
        yield f"weak from {_when(spot.starts_at, hours)}  {spot.tier:<10}  {spot.kind}: {who}"
    trip = nights.last_round_trip(tx)
    if trip is not None:
        yield f"last shift seen {_when(trip.seen_at, hours)}, {spoken(trip.took)} after its owner was asked"
    yield f"{len(holes)} gaps"


def _who(shift: Shift, ids: dict[int, str]) -> str:
    named = f"{shift.worker.worker_id} {shift.worker.name}"
    match shift.source:
        case Source.PATTERN:
            return f"{named} (pattern)"
        case Source.IMPORTED:
            return named
        case Source.COVER:
            return f"{named} (covers {ids[shift.covers_key] if shift.covers_key else 'the tier'})"


def _span(starts_at: datetime, ends_at: datetime, hours: Hours) -> str:
    return f"{_when(starts_at, hours)} to {_when(ends_at, hours)}"


def _when(at: datetime, hours: Hours) -> str:
    return f"{hours.local(at):%a %Y-%m-%d %H:%M}"


@rota.command()
@everywhere
@click.argument("file", type=click.File("w", encoding="utf-8", atomic=True))
@click.option("--all", "with_all", is_flag=True, help="Who stands, patterns and covers counted, instead.")
def export(file: TextIO, *, with_all: bool) -> None:
    """Write the imported shifts to FILE (`-` = standard output): imported again, they change nothing."""
    with house() as services:
        now, hours = services.clock.now(), services.program.hours
        with services.store.read() as tx:
            others = [one for one in stored.every_shift_since(tx, now) if one.source is not Source.IMPORTED]
            standing = as_stood(stored.shifts_between(tx, now, now + LOOK_BACK)) if with_all else ()
            shifts = standing if with_all else stored.imported_from(tx, now)
    _write(file, shifts, hours)
    click.echo(f"{len(shifts)} shifts", err=True)
    if others and not with_all:
        click.echo(f"{len(others)} shifts of patterns and covers are not among them; --all writes who stands", err=True)
    gone = sorted({one.worker.worker_id for one in shifts if not one.worker.active and one.ends_at > now})
    if gone:
        click.echo(f"an import will ask for others in place of who has left: {', '.join(gone)}", err=True)


def _write(file: TextIO, shifts: tuple[Shift, ...], hours: Hours) -> None:
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(COLUMNS)
    for one in shifts:
        starts_at, ends_at = (hours.local(at).isoformat(sep=" ") for at in (one.starts_at, one.ends_at))
        rows.writerow((starts_at, ends_at, one.tier, one.worker.worker_id))


@rota.command()
@everywhere
@click.argument("worker")
@click.option("--new", "is_new", is_flag=True, help="Make an address; an older one leads nowhere from then on.")
@click.option("--revoke", "is_revoked", is_flag=True, help="Close the calendar.")
@by_option
def feed(worker: str, asked_by: str | None, *, is_new: bool, is_revoked: bool) -> None:
    """Say whether WORKER (W-01) has a private calendar of shifts and visits; make its address, or close it."""
    if is_new and is_revoked:
        raise click.UsageError("--new and --revoke: choose one")
    public_url = settings_for(Need.DATABASE).public_url.rstrip("/")
    with house() as services, services.store.write() as tx:
        found = people.worker_by_id(tx, worker)
        if found is None:
            raise click.ClickException(f"No worker is called {worker}.")
        now, by = services.clock.now(), asked_by or login_name()
        if is_new:
            told = _make(tx, found, public_url, by, now)
        elif is_revoked:
            told = _revoke(tx, found, by, now)
        else:
            told = _tell(tx, found, services.program.hours)
    click.echo(told)


def _make(tx: Tx, worker: Worker, public_url: str, by: str, now: datetime) -> str:
    if not worker.active:
        raise click.ClickException(f"{worker.worker_id} has left; a calendar is for who works here.")
    token = secrets.token_urlsafe(SECRET_BYTES)
    feeds.make(tx, worker.key, token, now)
    audit.record(tx, now, by, "feed_made", worker.worker_id)
    where = f"{public_url or 'PUBLIC_URL'}/calendar/{token}.ics"
    return (
        f"{where}\nShown this once. Give it to {worker.worker_id} alone: whoever has it sees their shifts and visits."
    )


def _revoke(tx: Tx, worker: Worker, by: str, now: datetime) -> str:
    if not feeds.revoke(tx, worker.key):
        return f"{worker.worker_id} has no calendar."
    audit.record(tx, now, by, "feed_revoked", worker.worker_id)
    return f"The calendar of {worker.worker_id} is closed; its address leads nowhere."


def _tell(tx: Tx, worker: Worker, hours: Hours) -> str:
    made_at = feeds.made_at(tx, worker.key)
    if made_at is None:
        return f"{worker.worker_id} has no calendar; --new makes one."
    since = _when(made_at, hours)
    return f"{worker.worker_id} has a calendar since {since}; --new makes another address, --revoke closes it."


COMMANDS = (rota,)
