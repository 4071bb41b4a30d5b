"""A new line's hearthline.env: every variable with what it is for, those without a value put behind a #."""

import re
from collections.abc import Mapping

_HEAD = """\
# The settings of this line: NAME=value, one a line, a comment on a line of its own. It holds secrets: nobody but the
# line's own login may read it (chmod 600). Relative paths count from the folder of this file.
# Each secret may also be given as NAME_FILE, a file that holds the value. `hearthline check` looks at all of it.
"""
# The keys stand last, so that a file cut short is noticed: without them no command opens the database.
EXPLAINED: Mapping[str, str] = {
    "HEARTHLINE_CONFIG": "Your own folder, laid over the shipped configuration.",
    "DATABASE_URL": "The database: a SQLite file for one machine, or postgresql://name:password@host/line.",
    "HEARTHLINE_BACKUPS": "The folder for a backup each night, on another disk than the database.",
    "PUBLIC_URL": "The address the carrier calls, scheme and host alone, as https://line.example.org.",
    "TWILIO_ACCOUNT_SID": "The account at the carrier; its console shows it.",
    "TWILIO_AUTH_TOKEN": "Signs the carrier's requests. While it changes: the one in force, a comma, the other.",
    "TWILIO_API_KEY": "A REST key, preferred over the token for sending.",
    "TWILIO_API_SECRET": "The secret of that key.",
    "TWILIO_PHONE_NUMBER": "The number of the line, as +12025550100.",
    "TWILIO_MESSAGING_SERVICE_SID": "The messaging service that texts go through, if they do (MG...).",
    "TWILIO_PAGE_NUMBER": "A second number, for pages alone.",
    "TWILIO_API_URL": "The base of the REST API, for a carrier of one's own.",
    "ALARM_URL": "Takes a POST for each alarm that the line may fail.",
    "ALARM_SMTP_URL": "The mail server for alarms, as smtps://name:password@mail.example.org.",
    "ALARM_TO": "Who gets that mail, comma-separated.",
    "HEARTBEAT_URL": "Called every minute while all is well; a watchdog elsewhere raises its alarm when that stops.",
    "HEARTHLINE_MONITOR_TOKEN": "Lets a monitor on another machine read /watch and /metrics, as a bearer token.",
    "SECRET_KEY": "Signs the web's own cookies; without it one is derived from the newest key.",
    "LOG_LEVEL": "DEBUG, INFO, WARNING, ERROR or CRITICAL.",
    "LOG_FORMAT": "console or json.",
    "HEARTHLINE_KEYS": "Opens what the database seals, newest key first. KEEP A COPY apart from every backup of the"
    " database:\n# without it the database stays closed for ever, and with it anybody can read it.",
}


def env_file(values: Mapping[str, str]) -> str:
    """Write the file with these values; the other variables stand there to be filled in."""
    named = (f"# {words}\n{_line(name, values.get(name, ''))}\n" for name, words in EXPLAINED.items())
    return "\n".join((_HEAD, *named))


def _line(name: str, value: str) -> str:
    if not value:
        return f"# {name}="
    needs_quotes = value.startswith(("'", '"')) or re.search(r"\s#", value)
    return f'{name}="{value}"' if needs_quotes else f"{name}={value}"
