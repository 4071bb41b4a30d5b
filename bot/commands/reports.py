"""`hearthline report …`: what stands in the rows, for people; every look is recorded."""

from contextlib import ExitStack
from datetime import timedelta

import click

from bot.clock import SystemClock
from bot.commands import measures
from bot.commands.shape import by_option, everywhere, house, login_name, settings_for
from bot.commands.visits import REPORTS
from bot.directory import load_directory
from bot.program import load_program
from bot.reports.profiles import profiles_report
from bot.reports.request import request_report
from bot.reports.sheet import on_call_sheet
from bot.settings import Need
from bot.store import audit
from bot.weekly import look_at_week, whole_week
from bot.wiring import config_folders, open_database


@click.group()
@everywhere
def report() -> None:
    """Print what stands in the rows; every look is recorded."""


@report.command()
@everywhere
@by_option
def sheet(asked_by: str | None) -> None:
    """Print the on-call sheet for the locked binder: codes, names, addresses, phones, what is safe."""
    settings = settings_for(Need.DATABASE)
    folders = config_folders(settings.config_folder)
    program, directory = load_program(folders), load_directory(folders)
    with ExitStack() as opened:
        store = open_database(settings)
        opened.callback(store.close)
        tx = opened.enter_context(store.write())
        printed = on_call_sheet(tx, program, directory, now=SystemClock().now(), printed_by=asked_by or login_name())
    click.echo(printed, nl=False)


@report.command("request")
@everywhere
@click.argument("code")
@by_option
@click.option("--words", "with_words", is_flag=True, help="Show what was written, too.")
def one_request(code: str, asked_by: str | None, *, with_words: bool) -> None:
    """Print what became of the help request CODE: texts, receipts, steps, each with its time."""
    settings = settings_for(Need.DATABASE)
    hours = load_program(config_folders(settings.config_folder)).hours
    with ExitStack() as opened:
        store = open_database(settings)
        opened.callback(store.close)
        tx = opened.enter_context(store.write())
        told = request_report(
            tx, code, hours, now=SystemClock().now(), asked_by=asked_by or login_name(), with_words=with_words
        )
    if told is None:
        raise click.ClickException(f"No request is or was called {code}.")
    click.echo(told, nl=False)


@report.command("week")
@everywhere
@by_option
def report_week(asked_by: str | None) -> None:
    """Print the last seven days in numbers, and what is to be looked after in the next fourteen."""
    with house() as services, services.store.write() as tx:
        now = services.clock.now()
        audit.record(tx, now, asked_by or login_name(), "week_report", "all")
        week = look_at_week(tx, services, now - timedelta(days=7), now, now)
    click.echo(whole_week(week, services.program.hours, now), nl=False)


@report.command("profiles")
@everywhere
@click.option("--overdue", is_flag=True, help="Only who is to be asked again whether their phone is safe.")
@by_option
def report_profiles(asked_by: str | None, *, overdue: bool) -> None:
    """Print what each person said is safe, when they were last asked, and who is to be asked again."""
    with house() as services, services.store.write() as tx:
        now = services.clock.now()
        told = profiles_report(tx, services, overdue=overdue, now=now, asked_by=asked_by or login_name())
    click.echo(told, nl=False)


for one_report in (*REPORTS, *measures.REPORTS):
    report.add_command(one_report)
COMMANDS = (report,)
