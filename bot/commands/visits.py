"""The commands about visits and reminders: preview, pause, resume, closed, and the report of a family's visits."""

from datetime import UTC, datetime, timedelta

import click

from bot import reminding
from bot.closed_days import close_day, would_close
from bot.commands.shape import by_option, everywhere, house, login_name
from bot.importing import cells
from bot.model.policy import Brake, Hours
from bot.preview import NotSentBecause, Previewed, preview
from bot.reports.visits import visits_report
from bot.rules.wall_clock import first_moment
from bot.store import audit, brakes

BRAKE_WORDS = {
    Brake.OFF: 'Reminders are OFF ([sending] reminders = "off"): none of these leaves.',
    Brake.PILOT: "Reminders are in the PILOT: only phones listed in [sending] pilot_phones get them.",
    Brake.ON: "",
}
PAUSED = "Reminders are PAUSED: none of these leaves before `hearthline resume reminders`."


@click.command("preview")
@everywhere
@click.option("--days", type=click.IntRange(1, 60), default=7, show_default=True, help="How far ahead.")
@by_option
def show_preview(days: int, asked_by: str | None) -> None:
    """Print each automatic text that would go out: when, to which code, language, exact words, why."""
    with house() as services, services.store.write() as tx:
        now = services.clock.now()
        found = preview(tx, services, now, now + timedelta(days=days))
        is_paused = brakes.is_paused(tx, now)
        audit.record(tx, now, asked_by or login_name(), "preview", "all", detail=f"{days} days")
    warned = BRAKE_WORDS[services.program.sending.reminders]
    for told in (warned, PAUSED * is_paused):
        if told:
            click.echo(told)
    for one in found:
        click.echo(_line(one, services.program.hours))
    leaving = sum(isinstance(one, Previewed) for one in found)
    click.echo(f"{leaving} texts in {days} days if nobody says anything, {len(found) - leaving} would not be sent")


def _line(one: Previewed | NotSentBecause, hours: Hours) -> str:
    when = f"{hours.local(one.at):%Y-%m-%d %H:%M}  {one.family}"
    match one:
        case Previewed():
            words = " / ".join(one.words.splitlines())
            wording = "discreet" if one.wording == "discreet" else "full"
            return f'{when} person {one.person_id}  {one.language} {wording}  "{words}"  ({", ".join(one.why)})'
        case NotSentBecause():
            return f"{when}  NOT SENT: {one.rule} of visit {one.number} ({one.reason})"


@click.group()
@everywhere
def pause() -> None:
    """Hold something back by a person's word."""


@pause.command("reminders")
@everywhere
@click.option("--until", metavar="T", help="When they go on by themselves, as 2027-01-31 17:00.")
@by_option
def pause_reminders(until: str | None, asked_by: str | None) -> None:
    """Hold every automatic text to families; acts at once, and never touches cries for help."""
    with house() as services, services.store.write() as tx:
        now, by = services.clock.now(), asked_by or login_name()
        ends_at = _moment(until, services.program.hours, now) if until else None
        brakes.pause(tx, by, ends_at, now)
        audit.record(tx, now, by, "reminders_paused", "all", detail=until or "")
    click.echo(f"Reminders are paused{f' until {until}' if until else ''}. Cries for help go on as ever.")


def _moment(written: str, hours: Hours, now: datetime) -> datetime:
    try:
        at = first_moment(cells.moment(written), hours.zone)
    except ValueError as error:
        raise click.UsageError(f"--until: {error}") from None
    if at <= now:
        raise click.UsageError("--until: lies in the past; write a time to come")
    return at.astimezone(UTC)


@click.group()
@everywhere
def resume() -> None:
    """Let go on what was paused."""


@resume.command("reminders")
@everywhere
@by_option
def resume_reminders(asked_by: str | None) -> None:
    """Let automatic texts go out again; what is too late by now is dropped and listed."""
    with house() as services, services.store.write() as tx:
        now, by = services.clock.now(), asked_by or login_name()
        were_paused = reminding.resume(tx, now)
        audit.record(tx, now, by, "reminders_resumed", "all")
    click.echo("Reminders go on." if were_paused else "Reminders were not paused.")


@click.command()
@everywhere
@click.argument("day")
@click.option("--yes", "is_sure", is_flag=True, help="Do it; without this it is only told what would be done.")
@by_option
def closed(day: str, asked_by: str | None, *, is_sure: bool) -> None:
    """Close the program on DAY (2027-01-20): its visits are cancelled by the program, each family is told."""
    try:
        on = cells.day(day)
    except ValueError as error:
        raise click.UsageError(f"DAY: {error}") from None
    with house() as services, services.store.write() as tx:
        now = services.clock.now()
        if on < services.program.hours.local(now).date():
            raise click.UsageError("DAY: is over")
        by = asked_by or login_name()
        counted = close_day(tx, services, on, by, now) if is_sure else would_close(tx, services, on, now)
        brake = services.program.sending.reminders
    told = "each family told" if brake is Brake.ON else f"families are NOT told: reminders are {brake}"
    did = "Closed" if is_sure else "Would close"
    click.echo(f"{did} {on}: {counted.visits} visits of {counted.families} families cancelled by the program, {told}.")
    if not is_sure:
        click.echo("Nothing was done. To do it, add --yes.")


@click.command("visits")
@everywhere
@click.argument("family")
@by_option
def report_visits(family: str, asked_by: str | None) -> None:
    """Print the visits of FAMILY (F-0012) with the evidence: what was sent, delivered, answered, by whom entered."""
    with house() as services, services.store.write() as tx:
        now = services.clock.now()
        told = visits_report(tx, services, family, now=now, asked_by=asked_by or login_name())
    if told is None:
        raise click.ClickException(f"No family is called {family}.")
    click.echo(told, nl=False)


COMMANDS = (show_preview, pause, resume, closed)
REPORTS = (report_visits,)
