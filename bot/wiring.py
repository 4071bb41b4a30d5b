"""The composition root: settings and config become services; the only module that knows every room."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from bot.alarms import AlarmRoutes
from bot.catalog import Catalog, load_catalog
from bot.clock import Clock, SystemClock
from bot.directory import Directory, load_directory
from bot.errors import ConfigError
from bot.keywords import load_lexicon
from bot.language import Lexicon
from bot.model.phones import Phone
from bot.model.value import value_in_order
from bot.program import Program, load_program, shipped_config
from bot.public import Booklets, load_booklets
from bot.recordings import Recordings, load_recordings
from bot.services import Services
from bot.settings import CarrierSettings, Settings
from bot.store.engine import Store
from bot.store.schema import open_store
from bot.telephony.account import CarrierAccount
from bot.telephony.calls import CallCarrier
from bot.telephony.protocol import Carrier
from bot.telephony.silent import SilentCarrier, SilentPhones
from bot.telephony.twilio import TwilioCarrier
from bot.telephony.twilio_account import TwilioAccount
from bot.telephony.twilio_calls import TwilioCalls
from bot.town_numbers import TownNumbers, load_town_numbers

RECEIPTS_PATH = "/twilio/sms/status"
CALLS_PATH = "/twilio/voice"
SAID_PATH = "/said"


def config_folders(agency: Path | None) -> tuple[Path, ...]:
    """Return the shipped config and, laid over it, the agency's."""
    return (shipped_config(), agency) if agency else (shipped_config(),)


def open_database(settings: Settings) -> Store:
    """Open the database with its keys."""
    return open_store(settings.database_url, settings.keys_as_text)


@value_in_order
class Config:
    """Everything read from the config folders."""

    program: Program
    catalog: Catalog
    directory: Directory
    towns: TownNumbers
    lexicon: Lexicon
    booklets: Booklets
    recordings: Recordings


@lru_cache(maxsize=4)
def load_config(folders: tuple[Path, ...]) -> Config:
    """Read the config folders, once a process: a change takes a restart. Raises `ConfigError`."""
    program = load_program(folders)
    catalog = load_catalog(folders, program.hours.zone, program.fallback_language)
    return Config(
        program=program,
        catalog=catalog,
        directory=load_directory(folders),
        towns=load_town_numbers(folders),
        lexicon=load_lexicon(folders),
        booklets=load_booklets(folders, program.agency),
        recordings=load_recordings(folders, catalog),
    )


def assemble(
    folders: Sequence[Path],
    store: Store,
    carrier: Carrier,
    sender: Phone,
    public_url: str,
    clock: Clock,
    *,
    calls: CallCarrier | None = None,
) -> Services:
    """Fill the services. Raises `ConfigError` naming file, key and remedy."""
    config = load_config(tuple(folders))
    return Services(
        program=config.program,
        catalog=config.catalog,
        directory=config.directory,
        towns=config.towns,
        lexicon=config.lexicon,
        booklets=config.booklets,
        store=store,
        carrier=carrier,
        calls=calls or SilentPhones(),
        clock=clock,
        sender=sender,
        receipts_url=f"{public_url.rstrip('/')}{RECEIPTS_PATH}",
        calls_url=f"{public_url.rstrip('/')}{CALLS_PATH}",
        recordings=config.recordings,
        said_url=f"{public_url.rstrip('/')}{SAID_PATH}",
    )


def real_carrier(carrier: CarrierSettings) -> Carrier:
    """Build the client of the real carrier; a REST key is preferred over the account's token."""
    return TwilioCarrier(
        carrier.account_sid,
        carrier.api_key or carrier.account_sid,
        carrier.api_secret or carrier.auth_tokens[0],
        sender=carrier.phone,
        page_sender=carrier.page_phone,
        messaging_service_sid=carrier.messaging_service_sid or None,
        api_url=carrier.api_url or None,
    )


def real_calls(carrier: CarrierSettings) -> CallCarrier:
    """Build the client that places the line's own calls, with the same key as the texts."""
    return TwilioCalls(
        carrier.account_sid,
        carrier.api_key or carrier.account_sid,
        carrier.api_secret or carrier.auth_tokens[0],
        line=carrier.phone,
        api_url=carrier.api_url or None,
    )


def carrier_account(carrier: CarrierSettings) -> CarrierAccount:
    """Build who looks at the account, and changes it when asked to."""
    return TwilioAccount(carrier.account_sid, carrier.auth_tokens[0], api_url=carrier.api_url or None)


def live_services(settings: Settings) -> Services:
    """Assemble the line as it serves families, on the machine's clock and the real carrier."""
    if settings.carrier is None:
        raise ConfigError(["the carrier's account is not configured"])
    return assemble(
        config_folders(settings.config_folder),
        open_database(settings),
        real_carrier(settings.carrier),
        settings.carrier.phone,
        settings.public_url,
        SystemClock(),
        calls=real_calls(settings.carrier),
    )


def alarm_routes(settings: Settings) -> AlarmRoutes:
    """Return where alarms go besides texts."""
    return AlarmRoutes(url=settings.alarm_url, smtp_url=settings.alarm_smtp_url, mail_to=settings.alarm_to)


def looking_services(settings: Settings) -> Services:
    """Assemble the line for a command that looks and changes rows, but never sends; the account is not needed."""
    nobody = Phone("+10000000000")
    folders = config_folders(settings.config_folder)
    return assemble(folders, open_database(settings), SilentCarrier(), nobody, "", SystemClock())
