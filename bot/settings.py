"""The environment as frozen `Settings`, every problem of it listed at once, before anything is opened."""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import field
from enum import Flag, StrEnum, auto
from pathlib import Path

from bot.config.env_file import read_env_file
from bot.config.environment import Environment, is_loopback, split_list, split_url
from bot.errors import ConfigError
from bot.model.phones import Phone
from bot.model.value import value

__all__ = ["CarrierSettings", "LogFormat", "Need", "Settings", "make_key", "read_env_file", "read_settings"]

_DEFAULT_DATABASE = "sqlite:///hearthline.db"
_POSTGRES = ("postgresql", "postgres", "postgresql+psycopg")
_SQLITE = ("sqlite", "sqlite+pysqlite")
_LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
_KEY_BYTES = 32
_MOST_TOKENS = 2
_SHORTEST_SECRET_KEY = 16
_CONSOLE = "copy it from the carrier's console"
_NO_PHONE = Phone("+10000000000")  # stands in while the remaining problems are collected; never leaves this module


class Need(Flag):
    """What a command cannot do without; the rest may be absent, but not malformed."""

    MIGRATE = 0
    KEYS = auto()
    ACCOUNT = auto()
    ADDRESS = auto()

    DATABASE = KEYS
    SCHEDULER = KEYS | ACCOUNT
    CARRIER = KEYS | ACCOUNT | ADDRESS  # serve, web
    CONNECT = ACCOUNT | ADDRESS


class LogFormat(StrEnum):
    """How log lines look."""

    CONSOLE = "console"
    JSON = "json"


@value
class CarrierSettings:
    """The account at the carrier and its numbers; the first token signs REST calls where there is no API key."""

    account_sid: str
    auth_tokens: tuple[str, ...] = field(repr=False)
    api_key: str
    api_secret: str = field(repr=False)
    phone: Phone
    messaging_service_sid: str
    page_phone: Phone | None
    api_url: str


@value
class Settings:
    """What the environment decides; "" stands for an optional text that is not set.

    `keys` (newest first) and `carrier` are there where they were needed.
    """

    database_url: str = field(repr=False)
    keys: tuple[bytes, ...] = field(repr=False)
    config_folder: Path | None
    backups_folder: Path | None
    public_url: str
    carrier: CarrierSettings | None
    alarm_url: str = field(repr=False)
    alarm_smtp_url: str = field(repr=False)
    alarm_to: tuple[str, ...] = field(repr=False)
    heartbeat_url: str = field(repr=False)
    monitor_token: str = field(repr=False)
    secret_key: str = field(repr=False)
    log_level: str
    log_format: LogFormat

    @property
    def keys_as_text(self) -> list[str]:
        """Return the keys in the form HEARTHLINE_KEYS has them."""
        return [base64.urlsafe_b64encode(key).decode() for key in self.keys]

    @property
    def uses_sqlite(self) -> bool:
        """Whether the database is a file of this machine."""
        return self.database_url.startswith("sqlite")


def make_key() -> str:
    """Return a fresh encryption key in the form HEARTHLINE_KEYS wants."""
    return base64.urlsafe_b64encode(secrets.token_bytes(_KEY_BYTES)).decode("ascii")


def read_settings(environ: Mapping[str, str], *, needs: Need, env_file: Path | None = None) -> Settings:
    """Return the settings of `environ` laid over those of `env_file`, or raise `ConfigError` with all problems."""
    environment = Environment(environ, env_file)
    keys = _keys(environment) if Need.KEYS in needs else ()
    smtp_url, alarm_to = _alarm_mail(environment)
    settings = Settings(
        database_url=_database_url(environment),
        keys=keys,
        config_folder=environment.path("HEARTHLINE_CONFIG"),
        backups_folder=environment.path("HEARTHLINE_BACKUPS"),
        public_url=_public_url(environment, needed=Need.ADDRESS in needs),
        carrier=_carrier(environment) if Need.ACCOUNT in needs else None,
        alarm_url=environment.url("ALARM_URL", "https", "http"),
        alarm_smtp_url=smtp_url,
        alarm_to=alarm_to,
        heartbeat_url=environment.url("HEARTBEAT_URL", "https", "http"),
        monitor_token=_monitor_token(environment),
        secret_key=_secret_key(environment, keys),
        log_level=_one_of(environment, "LOG_LEVEL", _LOG_LEVELS, "INFO"),
        log_format=LogFormat(_one_of(environment, "LOG_FORMAT", tuple(LogFormat), LogFormat.CONSOLE)),
    )
    if environment.problems:
        raise ConfigError(environment.problems)
    return settings


def _database_url(environment: Environment) -> str:
    url = environment.url("DATABASE_URL", *_POSTGRES, *_SQLITE, host=False) or _DEFAULT_DATABASE
    scheme, _, rest = url.partition("://")
    if scheme in _POSTGRES:
        return f"postgresql+psycopg://{rest}"
    name, question, query = rest.removeprefix("/").partition("?")
    if not rest.startswith("/") or name in ("", ":memory:"):
        environment.note(
            "DATABASE_URL", "names no file, so nothing would be kept; write it as in sqlite:///hearthline.db"
        )
    return f"sqlite:///{environment.base / name}{question}{query}"


def _keys(environment: Environment) -> tuple[bytes, ...]:
    text = environment.text(
        "HEARTHLINE_KEYS",
        needed="put back the line's own key; a new line gets one by `hearthline newkey`",
    )
    keys = []
    for number, part in enumerate(split_list(text), start=1):
        key = _decoded(part)
        if key is None:
            form = f"{_KEY_BYTES} bytes in base64url, 44 characters; `hearthline newkey` prints one"
            environment.note("HEARTHLINE_KEYS", f"key {number} is not of the form: {form}")
        elif key in keys:
            environment.note("HEARTHLINE_KEYS", f"key {number} stands there twice; remove it")
        else:
            keys.append(key)
    return tuple(keys)


def _decoded(part: str) -> bytes | None:
    padded = part + "=" * (-len(part) % 4)
    try:
        key = base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        return None
    # b64decode still takes + and / beside the altchars.
    return key if len(key) == _KEY_BYTES and not set(part) & {"+", "/"} else None


def _secret_key(environment: Environment, keys: tuple[bytes, ...]) -> str:
    given = environment.text("SECRET_KEY")
    if given and len(given) < _SHORTEST_SECRET_KEY:
        environment.note("SECRET_KEY", f"is too easy to guess; use at least {_SHORTEST_SECRET_KEY} characters or none")
    # Not the key itself: whoever learns the web's key must not be able to read the database.
    return given or (hmac.new(keys[0], b"hearthline web key", hashlib.sha256).hexdigest() if keys else "")


def _public_url(environment: Environment, *, needed: bool) -> str:
    remedy = "write the address the carrier calls, as in https://line.example.org"
    url = environment.url("PUBLIC_URL", "https", "http", needed=remedy if needed else "")
    parts = split_url(url)
    if not url or parts is None:
        return ""
    bare = f"{parts.scheme}://{parts.netloc}"
    if len(url.rstrip("/")) != len(bare) or "@" in parts.netloc or "_" in parts.netloc:
        environment.note(
            "PUBLIC_URL", "write https:// and the host alone: no path, question mark, password or underscore"
        )
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        environment.note("PUBLIC_URL", "must begin with https://; http:// is for this machine itself only")
    return bare


def _carrier(environment: Environment) -> CarrierSettings:
    tokens = split_list(environment.text("TWILIO_AUTH_TOKEN", needed=_CONSOLE))
    if len(tokens) > _MOST_TOKENS:
        environment.note("TWILIO_AUTH_TOKEN", "holds more than two tokens; leave the new one and the old one")
    api_key, api_secret = environment.text("TWILIO_API_KEY"), environment.text("TWILIO_API_SECRET")
    if bool(api_key) != bool(api_secret):
        environment.note("TWILIO_API_KEY", "and TWILIO_API_SECRET belong together; set both or neither")
    number = environment.phone("TWILIO_PHONE_NUMBER", needed="write the number of the line, as in +12025550100")
    return CarrierSettings(
        account_sid=environment.sid("TWILIO_ACCOUNT_SID", "AC", needed=_CONSOLE),
        auth_tokens=tokens,
        api_key=api_key,
        api_secret=api_secret,
        phone=number or _NO_PHONE,
        messaging_service_sid=environment.sid("TWILIO_MESSAGING_SERVICE_SID", "MG"),
        page_phone=environment.phone("TWILIO_PAGE_NUMBER"),
        api_url=environment.url("TWILIO_API_URL", "https", "http").rstrip("/"),
    )


def _alarm_mail(environment: Environment) -> tuple[str, tuple[str, ...]]:
    url = environment.url("ALARM_SMTP_URL", "smtp", "smtps")
    addresses = split_list(environment.text("ALARM_TO"))
    if any(not all(address.partition("@")) or " " in address for address in addresses):
        environment.note("ALARM_TO", "write mail addresses, comma-separated")
    if addresses and not environment.text("ALARM_SMTP_URL"):
        environment.note("ALARM_TO", "needs ALARM_SMTP_URL, the mail server; set both or neither")
    if url and not addresses:
        environment.note("ALARM_SMTP_URL", "needs ALARM_TO, who gets the mail; set both or neither")
    return url, addresses


def _monitor_token(environment: Environment) -> str:
    token = environment.text("HEARTHLINE_MONITOR_TOKEN")
    if token and not (token.isascii() and token.isprintable() and " " not in token):
        environment.note(
            "HEARTHLINE_MONITOR_TOKEN", "travels in a header; use letters, digits and signs without spaces"
        )
    return token


def _one_of(environment: Environment, name: str, allowed: tuple[str, ...], default: str) -> str:
    given = environment.text(name) or default
    found = next((value for value in allowed if value.lower() == given.lower()), None)
    if found is None:
        environment.note(name, f"write one of: {', '.join(allowed)}")
    return found or default
