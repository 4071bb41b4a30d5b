"""The variables of the environment laid over hearthline.env, read one by one with every problem noted."""

import difflib
import ipaddress
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from bot.config.env_file import read_env_file
from bot.errors import ConfigError
from bot.model.phones import Phone
from bot.phone import parse_phone

#: Each of these may also be given as NAME_FILE, a file that holds the value.
SECRETS = (
    "DATABASE_URL",
    "HEARTHLINE_KEYS",
    "TWILIO_AUTH_TOKEN",
    "TWILIO_API_SECRET",
    "ALARM_URL",
    "ALARM_SMTP_URL",
    "HEARTBEAT_URL",
    "HEARTHLINE_MONITOR_TOKEN",
    "SECRET_KEY",
)

#: Every variable the line reads.
NAMES = (
    *SECRETS,
    "HEARTHLINE_CONFIG",
    "HEARTHLINE_BACKUPS",
    "PUBLIC_URL",
    "TWILIO_ACCOUNT_SID",
    "TWILIO_API_KEY",
    "TWILIO_PHONE_NUMBER",
    "TWILIO_MESSAGING_SERVICE_SID",
    "TWILIO_PAGE_NUMBER",
    "TWILIO_API_URL",
    "ALARM_TO",
    "LOG_LEVEL",
    "LOG_FORMAT",
)


class Environment:
    """Hands out variables and notes what is missing or malformed, never showing a value: it may be a secret."""

    def __init__(self, environ: Mapping[str, str], env_file: Path | None) -> None:
        self.problems: list[str] = []
        self.base = env_file.absolute().parent if env_file else Path.cwd()
        from_file = self._read(env_file)
        self._note_misspelt(from_file, env_file)
        self._values = _lay_over(from_file, environ)

    def note(self, name: str, problem: str) -> None:
        """Note a problem of the variable `name`, with its remedy."""
        line = f"{name}: {problem}"
        if line not in self.problems:
            self.problems.append(line)

    def text(self, name: str, *, needed: str = "") -> str:
        """Return the variable, or what the file of its NAME_FILE holds; `needed` is the remedy where it must be set."""
        value, file = self._values.get(name, ""), self._values.get(f"{name}_FILE", "") if name in SECRETS else ""
        if value and file:
            self.note(name, f"is set, and {name}_FILE too; remove one of the two")
        elif file:
            value = self._content(f"{name}_FILE", file)
        elif not value and needed:
            self.note(name, f"is missing; {needed}")
        return value

    def path(self, name: str) -> Path | None:
        """Return a path; a relative one counts from the folder of the env file, else from the working folder."""
        value = self.text(name)
        return self.base / value if value else None

    def url(self, name: str, *schemes: str, host: bool = True, needed: str = "") -> str:
        """Return a URL of one of the schemes, or "" where it is absent or malformed."""
        value = self.text(name, needed=needed)
        problem = _url_problem(value, schemes, host=host) if value else ""
        if problem:
            self.note(name, problem)
        return "" if problem else value

    def sid(self, name: str, prefix: str, *, needed: str = "") -> str:
        """Return an identity of the carrier."""
        value = self.text(name, needed=needed)
        if value and not (value.startswith(prefix) and value.isascii() and value.isalnum()):
            self.note(
                name, f"begins with {prefix} and holds only letters and digits; copy it from the carrier's console"
            )
        return value

    def phone(self, name: str, *, needed: str = "") -> Phone | None:
        """Return a phone number."""
        value = self.text(name, needed=needed)
        try:
            return parse_phone(value) if value else None
        except ValueError as error:
            self.note(name, str(error))
            return None

    def _read(self, env_file: Path | None) -> dict[str, str]:
        try:
            return read_env_file(env_file) if env_file else {}
        except ConfigError as error:
            self.problems += error.problems
            return {}

    def _content(self, name: str, file: str) -> str:
        try:
            content = (self.base / file).read_text(encoding="utf-8").strip()
        except OSError as error:
            self.note(name, f"the file it names cannot be read ({error.strerror}); correct the path or its permissions")
            return ""
        except UnicodeDecodeError:
            self.note(name, "the file it names is not text; write the value alone into it")
            return ""
        if not content:
            self.note(name, "the file it names is empty; write the value into it")
        return content

    def _note_misspelt(self, names: Mapping[str, str], env_file: Path | None) -> None:
        known = (*NAMES, *(f"{name}_FILE" for name in SECRETS))
        for name in names:
            near = [] if name in known else difflib.get_close_matches(name, known, n=1, cutoff=0.9)
            if near:
                self.problems.append(f"{env_file}: {name}: nobody reads this name; did you mean {near[0]}?")


def split_url(text: str) -> SplitResult | None:
    """Return the parts of a URL, or None where it has none that make sense."""
    try:
        parts = urlsplit(text)
        _ = parts.port, parts.hostname
    except ValueError:
        return None
    return parts


def is_loopback(host: str) -> bool:
    """Whether the host is this machine itself."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def split_list(text: str) -> tuple[str, ...]:
    """Return the parts of a comma-separated value, without blank ones."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _lay_over(from_file: Mapping[str, str], environ: Mapping[str, str]) -> dict[str, str]:
    # A blank variable is an absent one: composing tools pass unset variables on as "".
    merged = {name: value for name, value in from_file.items() if value.strip()}
    for name, value in environ.items():
        if value.strip():
            merged[name] = value.strip()
            bare = name.removesuffix("_FILE")
            # NAME and NAME_FILE are one variable: the one set nearer wins over the other.
            for twin in {bare, f"{bare}_FILE"} - environ.keys():
                merged.pop(twin, None)
    return merged


def _url_problem(text: str, schemes: tuple[str, ...], *, host: bool) -> str:
    wanted = " or ".join(f"{scheme}://" for scheme in schemes)
    parts = split_url(text)
    if parts is None or "#" in text or not text.isprintable() or (host and " " in text):
        return f"is no address; begin with {wanted} and write special characters of a password as %23, %40 and the like"
    if parts.scheme not in schemes:
        return f"must begin with {wanted}"
    if host and not parts.hostname:
        return f"names no host; write it as in {schemes[0]}://host.example.org"
    return ""
