"""Sets up logging: fixed sentences with fields, on one line each, in which no whole phone number stands."""

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import TextIO

from bot.settings import LogFormat

QUIET = ("alembic", "apscheduler", "requests", "twilio", "urllib3", "waitress")
"""Libraries that tell of every call they make; from them only warnings are wanted."""
_NUMBER = re.compile(r"(\+|%2B)([1-9])\d{2,10}(\d{4})(?!\d)", re.ASCII | re.IGNORECASE)
_SECRET_ADDRESS = re.compile(r"(/calendar/)[\w-]+", re.ASCII)
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def set_up_logging(level: str, form: LogFormat, stream: TextIO | None = None) -> None:
    """Send every log line of this process to `stream` (default: standard error) in the form asked for."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLine() if form is LogFormat.JSON else ConsoleLine())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level]))


class ConsoleLine(logging.Formatter):
    """A line for people: moment, level, place, sentence, fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Lay the record out."""
        fields = " ".join(f"{name}={_on_one_line(str(value))}" for name, value in fields_of(record).items())
        sentence = _on_one_line(record.getMessage())
        return masked(f"{_moment(record)} {record.levelname:<7} {record.name}: {sentence} {fields}".rstrip())


class JsonLine(logging.Formatter):
    """A line for machines: one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """Lay the record out."""
        line = {"at": _moment(record), "level": record.levelname, "logger": record.name, "message": record.getMessage()}
        return masked(json.dumps(line | fields_of(record), default=str, ensure_ascii=False))


def masked(text: str) -> str:
    """Return the text with every phone number in it masked (``+1***0101``), and the secret in a calendar's address."""
    return _SECRET_ADDRESS.sub(r"\1***", _NUMBER.sub(r"\1\2***\3", text))


def fields_of(record: logging.LogRecord) -> dict[str, object]:
    """Return the fields given with a record, and where it went wrong if it did."""
    fields = {name: value for name, value in vars(record).items() if name not in _STANDARD}
    if record.exc_info and record.exc_info[1]:
        fields["trouble"] = trouble_in_short(record.exc_info[1])
    return fields


def trouble_in_short(error: BaseException) -> str:
    """Return the kinds of an error and its causes and the places they passed, without their words.

    The words of an error may quote what somebody wrote; kind and place find the fault just as well.
    """
    links = []
    link: BaseException | None = error
    while link is not None:
        links.append(f"{type(link).__name__} at {_places(link.__traceback__)}")
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return " from ".join(links)


def _places(where: TracebackType | None) -> str:
    frames = traceback.extract_tb(where)
    return " > ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames) or "no place"


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
