"""`hearthline block …`: numbers that harass are not answered for a time; a cry from one still is."""

import click

from bot.commands.shape import by_option, everywhere, house, login_name
from bot.language.block_commands import split_lasting
from bot.model.phones import Phone
from bot.phone import parse_phone
from bot.store import audit, blocks, people


@click.group("block")
@everywhere
def block_group() -> None:
    """Answer a number no more for a time; a cry for help from it still gets 911, 988 and its page."""


@block_group.command("add")
@everywhere
@click.argument("number")
@click.option("--for", "lasts", metavar="24H", required=True, help="How long: 90m, 24h, 3d.")
@click.option("--reason", default="", help="Why; kept sealed beside the block.")
@by_option
def add_block(number: str, lasts: str, reason: str, asked_by: str | None) -> None:
    """Block NUMBER for a time; one that is blocked already gets the new end."""
    phone, (length, rest) = _phone(number), split_lasting(lasts)
    if length is None or rest:
        raise click.UsageError("--for: write a number and m, h or d, such as 24h")
    with house() as services, services.store.write() as tx:
        now, by = services.clock.now(), asked_by or login_name()
        longest = services.program.loops.longest_block
        if length > longest:
            raise click.UsageError(
                f"--for: at most {longest.total_seconds() / 3600:.0f}h ([loops] longest_block_hours)"
            )
        if any(phone in worker.phones for worker in people.active_workers(tx)):
            raise click.ClickException("That is a colleague's phone. Nothing was done.")
        blocks.block(tx, phone, now + length, by, reason, now)
        audit.record(tx, now, by, "blocked", phone.masked, detail=f"until {now + length:%Y-%m-%d %H:%M} UTC {reason}")
        until = services.program.hours.local(now + length)
    click.echo(f"{phone.masked} is blocked until {until:%Y-%m-%d %H:%M}. A cry for help from it is still answered.")


@block_group.command("list")
@everywhere
@by_option
def list_blocks(asked_by: str | None) -> None:
    """Print the numbers that are blocked now, each with its end, by whom and why."""
    with house() as services, services.store.write() as tx:
        now, hours = services.clock.now(), services.program.hours
        found = blocks.standing(tx, now)
        audit.record(tx, now, asked_by or login_name(), "blocks_shown", "all", detail=f"{len(found)} blocks")
    for one in found:
        cried = "  cried for help since" if one.is_spent else ""
        why = f"  {one.reason}" if one.reason else ""
        until = hours.local(one.until_at)
        click.echo(f"{one.phone.masked}  until {until:%Y-%m-%d %H:%M}  by {one.blocked_by}{cried}{why}")
    if not found:
        click.echo("No number is blocked.")


@block_group.command("lift")
@everywhere
@click.argument("number")
@by_option
def lift_block(number: str, asked_by: str | None) -> None:
    """Answer NUMBER again at once."""
    phone = _phone(number)
    with house() as services, services.store.write() as tx:
        now = services.clock.now()
        stood = blocks.lift(tx, phone, now)
        audit.record(tx, now, asked_by or login_name(), "unblocked", phone.masked)
    click.echo(f"{phone.masked} is answered again." if stood else f"{phone.masked} was not blocked.")


def _phone(number: str) -> Phone:
    try:
        return parse_phone(number)
    except ValueError as error:
        raise click.UsageError(f"NUMBER: {error}") from None


COMMANDS = (block_group,)
