"""What tests of things going wrong share: webhooks made by hand, rows looked at, errors that are expected."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Table, select
from werkzeug.test import TestResponse
from world import ACCOUNT, LINE, PUBLIC_URL, TOKEN, World

from bot.store.alarms import open_alarms
from bot.store.tables import outbound
from bot.telephony.signature import sign

SMS = "/twilio/sms"


def text_form(sender: str, body: str, sid: str = "SM" + "e" * 32, **more: str) -> dict[str, str]:
    """Fill the carrier's form for a received text."""
    form = {"MessageSid": sid, "AccountSid": ACCOUNT, "From": sender, "To": LINE.e164, "Body": body, "NumMedia": "0"}
    return form | more


def post(world: World, form: Mapping[str, Any], path: str = SMS, signature: str | None = None) -> TestResponse:
    """Call a webhook as the carrier does; signed well unless a signature is given."""
    signed = sign(PUBLIC_URL + path, form, TOKEN) if signature is None else signature
    headers = {"X-Twilio-Signature": signed} if signed else {}
    return world.web.post(path, data=form, headers=headers, base_url=PUBLIC_URL)


def report(world: World, text: Mapping[str, Any], status: str, code: int | None = None, sid: str = "") -> int:
    """Let the carrier report on a text of the outbox; return the status of the answer."""
    form = {"MessageSid": sid or text["sid"], "AccountSid": ACCOUNT, "MessageStatus": status}
    if code is not None:
        form["ErrorCode"] = str(code)
    answer = post(world, form, f"{SMS}/status/{text['id']}")
    world.settle()
    return answer.status_code


def rows(world: World, table: Table, **wanted: object) -> list[dict[str, Any]]:
    """Return the rows of a table that hold the wanted values, in order of their keys."""
    with world.store.read() as tx:
        query = select(table).order_by(*table.primary_key.columns)
        found = [dict(row._mapping) for row in tx.connection.execute(query)]
    return [row for row in found if all(row[name] == value for name, value in wanted.items())]


def sent(world: World, **wanted: object) -> dict[str, Any]:
    """Return the one text of the outbox that holds the wanted values."""
    found = rows(world, outbound, **wanted)
    assert len(found) == 1, [(row["purpose"], row["words_key"], row["state"]) for row in found]
    return found[0]


def alarm_kinds(world: World) -> list[str]:
    """Return the kinds of the alarms that stand."""
    with world.store.read() as tx:
        return [alarm.kind for alarm in open_alarms(tx)]


@contextmanager
def logged_errors(*names: str) -> Iterator[list[str]]:
    """Collect the errors that these loggers write, so that they fail no test; there must be one."""
    found: list[str] = []

    def keep(record: logging.LogRecord) -> bool:
        if record.levelno < logging.ERROR:
            return True
        found.append(record.getMessage())
        return False

    loggers = [logging.getLogger(name) for name in names]
    for logger in loggers:
        logger.addFilter(keep)
    try:
        yield found
    finally:
        for logger in loggers:
            logger.removeFilter(keep)
    assert found, f"{names} logged no error"
