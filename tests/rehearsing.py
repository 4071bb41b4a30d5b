"""What tests of the rehearsal share: its ticks, its address, who sits before it, and the words of a page."""

import html
import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.alarms import AlarmRoutes
from bot.rehearsal.playing import Rehearsal
from bot.rehearsal.stage import Tick
from bot.web.rehearsal import create_rehearsal_app
from scheduler import (
    calls,
    covers,
    digests,
    doubts,
    heartbeat,
    inbox,
    ladder,
    lone,
    nights,
    reminders,
    reports,
    rota,
    visits,
)

HERE = "http://127.0.0.1:8080"
SAME_ORIGIN = {"Origin": HERE}


def watch(services: object) -> int:
    """Look for trouble, as the line does every half minute."""
    return heartbeat.run(services, AlarmRoutes(), ())  # type: ignore[arg-type]


BY_ROW = (ladder.run, doubts.run, inbox.run, reminders.run, visits.run, lone.run, nights.run, covers.run)
TICKS: tuple[Tick, ...] = (*BY_ROW, digests.run, rota.run, reports.run, calls.run, watch)


def words_of(found: str, part: str = "") -> str:
    """Return the words of a page, or of one of its parts, on one line."""
    if part:
        at = found.index(f'id="{part}"')
        tag = re.match(r"<(\w+)", found[found.rindex("<", 0, at) :])
        assert tag is not None
        found = found[at:].split(f"</{tag[1]}>", maxsplit=1)[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found)).split())


class Visitor:
    """Somebody at the browser, without any script: presses buttons and reads."""

    def __init__(self, rehearsal: Rehearsal) -> None:
        self.rehearsal = rehearsal
        self.web: FlaskClient = create_rehearsal_app(rehearsal).test_client()

    def post(self, path: str, **fields: str) -> TestResponse:
        """Send a form as the browser would."""
        return self.web.post(path, data=fields, headers=SAME_ORIGIN, base_url=HERE)

    def does(self, path: str, **fields: str) -> str:
        """Send a form that must be taken, and read the screen it leads back to."""
        answer = self.post(path, **fields)
        assert answer.status_code == 303, answer.text
        return self.reads()

    def page(self) -> str:
        """Return the screen as HTML."""
        answer = self.web.get("/play", base_url=HERE)
        assert answer.status_code == 200
        return answer.text

    def reads(self, part: str = "") -> str:
        """Return the words of the screen, or of one of its parts, on one line."""
        return words_of(self.page(), part)


def phone_html(visitor: Visitor, key: str) -> str:
    """Return one phone as HTML."""
    page = visitor.page()
    return page[page.index(f'id="phone-{key}"') :].split("</article>")[0]
