"""`hearthline verify`: a code to the phones of workers, which is to come back from there."""

import secrets

import click

from bot.commands.shape import by_option, everywhere, house, login_name
from bot.phone_proofs import send_code
from bot.store import audit, people, phone_checks

FIRST_CODE, CODES = 1000, 9000


@click.command()
@everywhere
@click.argument("worker", required=False)
@by_option
def verify(worker: str | None, asked_by: str | None) -> None:
    """Text a code to WORKER (W-01), or to everybody whose phone is not verified; they answer with it (V4821)."""
    with house() as services, services.store.write() as tx:
        now, by, by_day = services.clock.now(), asked_by or login_name(), services.program.hours.staff_texts
        people.lock_people(tx)
        unsure = phone_checks.unverified(tx)
        active = people.active_workers(tx)
        chosen = [one for one in active if one.worker_id == worker or (worker is None and one.key in unsure)]
        if worker is not None and not chosen:
            raise click.ClickException(f"No worker who works here is called {worker}.")
        for one in chosen:
            send_code(tx, services, one, FIRST_CODE + secrets.randbelow(CODES), now)
            audit.record(tx, now, by, "phone_asked", one.worker_id)
    if not chosen:
        click.echo("Every worker's phone is verified.")
    between = f"between {by_day.starts:%H:%M} and {by_day.ends:%H:%M}"
    for one in chosen:
        click.echo(f"{one.worker_id} gets a code by text, {between}, and answers with it.")


COMMANDS = (verify,)
