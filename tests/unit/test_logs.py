"""Logs: fixed sentences with fields, one line each, no number and no words of a trouble in them."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from bot.logs import masked, set_up_logging
from bot.settings import LogFormat


@pytest.fixture
def root() -> Iterator[logging.Logger]:
    """Give the root logger, and leave logging as it was found."""
    logger = logging.getLogger()
    handlers, level = logger.handlers[:], logger.level
    yield logger
    logging.captureWarnings(capture=False)
    logger.handlers[:] = handlers
    logger.setLevel(level)


def logged(form: LogFormat, level: str = "INFO") -> tuple[logging.Logger, io.StringIO]:
    """Set logging up to write into memory."""
    stream = io.StringIO()
    set_up_logging(level, form, stream)
    return logging.getLogger("bot.somewhere"), stream


@pytest.mark.usefixtures("root")
def test_a_console_line_has_sentence_and_fields() -> None:
    """A person reads moment, level, place, sentence and fields on one line."""
    log, stream = logged(LogFormat.CONSOLE)
    log.warning("A tick stumbled", extra={"tick": "ladder", "note": "two\nlines"})
    (line,) = stream.getvalue().splitlines()
    assert line.endswith("WARNING bot.somewhere: A tick stumbled tick=ladder note=two lines")
    assert line[10] == "T"


@pytest.mark.usefixtures("root")
def test_a_json_line_is_one_object() -> None:
    """A machine reads the same as JSON; what JSON does not know becomes text."""
    log, stream = logged(LogFormat.JSON)
    log.info("The line is up", extra={"ticks": True, "where": object})
    told = json.loads(stream.getvalue())
    assert told["message"] == "The line is up"
    assert told["level"] == "INFO"
    assert told["ticks"] is True
    assert isinstance(told["where"], str)


@pytest.mark.parametrize("form", LogFormat)
@pytest.mark.usefixtures("root")
def test_no_whole_number_is_logged(form: LogFormat) -> None:
    """A number that slips into a sentence, a field or an address is masked."""
    log, stream = logged(form)
    log.info("To +12025550101 %s", "+12025550102", extra={"url": "/x?To=%2B12025550103&a=1"})
    assert "202555" not in stream.getvalue()
    for number in ("+1***0101", "+1***0102", "%2B1***0103"):
        assert number in stream.getvalue()


def test_other_figures_are_left_alone() -> None:
    """Moments, codes and ports are not numbers of anybody."""
    kept = "2026-11-22T11:36:08+00:00 +1 F-0012 127.0.0.1:8000 30007 +123"
    assert masked(kept) == kept


@pytest.mark.parametrize("form", LogFormat)
@pytest.mark.usefixtures("root")
def test_a_trouble_shows_its_place_and_not_its_words(form: LogFormat) -> None:
    """The words of an error may quote a family; its kind, its causes and their places do not."""
    log, stream = logged(form)
    try:
        break_down()
    except ValueError:
        log.exception("A turn broke")
    line = stream.getvalue()
    assert line.count("\n") == 1
    assert "husband" not in line
    assert "ValueError at" in line
    assert "from KeyError at" in line
    assert "test_logs.py" in line


@pytest.mark.usefixtures("root")
def test_libraries_tell_only_of_trouble() -> None:
    """The carrier's kit logs every address it calls; of that only warnings are kept."""
    _, stream = logged(LogFormat.CONSOLE, "DEBUG")
    for name in ("twilio.http_client", "urllib3.connectionpool", "apscheduler.scheduler", "waitress", "alembic"):
        logging.getLogger(name).info("GET /Accounts")
        logging.getLogger(name).warning("kept")
    assert "GET" not in stream.getvalue()
    assert stream.getvalue().count("kept") == 5


def break_down() -> None:
    """Fail with words that nobody else may read."""
    nothing: dict[str, str] = {}
    try:
        nothing["my husband hits me"]
    except KeyError as error:
        raise ValueError("my husband hits me") from error
