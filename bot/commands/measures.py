"""`hearthline report response|load`: how soon people answered, and how much workers are texted; every look recorded."""

import json
from datetime import datetime, time, timedelta

import click

from bot.commands.shape import by_option, everywhere, house, login_name
from bot.model.policy import Hours
from bot.reports import load, response
from bot.store import audit, nights
from bot.store.load import got
from bot.store.response import answered

BACK = timedelta(days=30)
since_option = click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The first day that counts, as 2027-01-31 (default: 30 days ago).",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print it for machines.")


@click.command("response")
@everywhere
@since_option
@json_option
@by_option
def report_response(since: datetime | None, asked_by: str | None, *, as_json: bool) -> None:
    """Print how soon requests were taken and answered by a human word, by grade, and how far they climbed."""
    with house() as services, services.store.write() as tx:
        now, hours = services.clock.now(), services.program.hours
        begins = _begins(since, hours, now)
        audit.record(tx, now, asked_by or login_name(), "response_report", "all")
        found = response.measured(answered(tx, begins, now))
        shifts = nights.counts(tx, begins, now)
    unseen = shifts.unseen if shifts.asked else None
    if as_json:
        click.echo(json.dumps(response.as_json(found, begins, now, unseen)))
    else:
        click.echo(response.table(found, begins, now, hours, unseen), nl=False)


@click.command("load")
@everywhere
@since_option
@json_option
@by_option
def report_load(since: datetime | None, asked_by: str | None, *, as_json: bool) -> None:
    """Print how many texts workers get a day, by kind, and who got more than twelve on one day."""
    with house() as services, services.store.write() as tx:
        now, hours = services.clock.now(), services.program.hours
        begins = _begins(since, hours, now)
        audit.record(tx, now, asked_by or login_name(), "load_report", "all")
        texts = got(tx, begins, now)
    if as_json:
        click.echo(json.dumps(load.as_json(texts, hours, begins, now)))
    else:
        click.echo(load.table(texts, hours, begins, now), nl=False)


def _begins(since: datetime | None, hours: Hours, now: datetime) -> datetime:
    """Return when the first day begins on the program's clock."""
    begins = now - BACK if since is None else datetime.combine(since.date(), time(0), tzinfo=hours.zone)
    if begins > now:
        raise click.UsageError("--since: lies ahead; write a day that is over, or today")
    return begins


REPORTS = (report_response, report_load)
