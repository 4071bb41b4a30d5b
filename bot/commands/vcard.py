"""`hearthline vcard`: the line as a contact, for the phones of workers."""

import click

from bot.commands.shape import everywhere, settings_for
from bot.model.people import Language
from bot.reports.vcard import contact
from bot.settings import Need
from bot.wiring import config_folders, load_config


@click.command()
@everywhere
def vcard() -> None:
    """Print the line as a contact (vCard) under its neutral name: line and page number."""
    settings = settings_for(Need.CARRIER)
    carrier = settings.carrier
    assert carrier is not None
    agency = load_config(config_folders(settings.config_folder)).program.agency
    phones = [phone for phone in (carrier.phone, carrier.page_phone) if phone is not None]
    # Bytes, so that no terminal's or system's line ends get into a form that has its own.
    click.echo(contact(agency.line_name(Language.ENGLISH), phones).encode(), nl=False)


COMMANDS = (vcard,)
