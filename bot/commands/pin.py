"""`hearthline pin`: a worker's own number, by which they hear of a request on a call to the line."""

import click

from bot.calls import pins
from bot.commands.shape import by_option, everywhere, house, login_name
from bot.store import audit, people


@click.command()
@everywhere
@click.argument("worker")
@by_option
def pin(worker: str, asked_by: str | None) -> None:
    """Make a new PIN for WORKER (W-01), shown once; the one before is void, and a locked line is open again."""
    with house() as services, services.store.write() as tx:
        now, made = services.clock.now(), pins.new_pin()
        found = people.worker_by_id(tx, worker)
        if found is None:
            raise click.ClickException(f"No worker is called {worker}. Nothing was done.")
        if not found.active:
            raise click.ClickException(f"{worker} does not work here any more. Nothing was done.")
        pins.give(tx, found, made, now)
        audit.record(tx, now, asked_by or login_name(), "pin_made", found.worker_id)
    click.echo(f"The PIN of {worker} is {made}. It is shown this once: give it to nobody else.")


COMMANDS = (pin,)
