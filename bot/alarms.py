"""Alarms that the line may fail: told to the supervisors by text and to the outside by web or mail."""

import json
import logging
import smtplib
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import field
from datetime import datetime, timedelta
from email.message import EmailMessage
from http.client import HTTPException
from urllib.parse import unquote, urlsplit

from bot.model.effects import Phrase
from bot.model.messages import Purpose, TextOut
from bot.model.people import Worker
from bot.model.policy import Hours, Tier
from bot.model.value import value
from bot.rules.reminders import NotSent
from bot.services import Services
from bot.staff_texts import put_to_worker
from bot.store import alarms, claims, outbox, people, rota
from bot.store.alarms import OpenAlarm
from bot.store.engine import Tx

AGAIN = timedelta(hours=1)
STALE = timedelta(minutes=5)
"""Longer than the slowest tick's two minutes, or each of its rests would be an alarm."""
STOPPED = "tick_stopped"
NOBODY = "nobody_on_call"
NOBODY_PAGED = "nobody_paged"
DATABASE = "database"
ABOUT_SENDING = frozenset({"carrier_down", "carrier_account"})
MESSAGES = frozenset({"message_lost", "message_not_deleted"})
EVENTS = frozenset({NOBODY_PAGED, "bad_signatures", "filtered", "unread_crash", NotSent.DAILY_CAP, DATABASE, *MESSAGES})
"""What happens and is over; such an alarm is told, and closed when an hour has passed without another one."""
BY_DAY = frozenset({"backup_failed", "message_not_deleted"})
"""What does not make the line fail tonight: nobody is woken, the text waits for the hours of staff (SAFETY 5)."""
SUBJECTS = {"week": "The line's week"}
"""What goes by the alarms' routes and is none."""
WAIT = 10
TIMES_IN_A_ROW = 2
log = logging.getLogger(__name__)


@value
class AlarmRoutes:
    """Where alarms go besides texts: a web address that takes a POST, and mail; either may be absent."""

    url: str = field(default="", repr=False)
    smtp_url: str = field(default="", repr=False)
    mail_to: tuple[str, ...] = ()

    def send(self, kind: str, sentence: str) -> None:
        """Send one alarm by every route there is; a route that fails is logged and stops no other."""
        for name, trouble in self.tell(kind, sentence).items():
            if trouble:
                log.error("An alarm could not be sent", extra={"route": name, "trouble": trouble})

    def tell(self, kind: str, sentence: str) -> dict[str, str]:
        """Try every route that is set; return what went wrong on each, "" where nothing did."""
        routes = {"web": self._post} if self.url else {}
        if self.smtp_url and self.mail_to:
            routes["mail"] = self._mail
        troubles = dict.fromkeys(routes, "")
        for name, route in routes.items():
            try:
                route(kind, sentence)
            except urllib.error.HTTPError as error:
                troubles[name] = f"HTTP {error.code}"
            except (OSError, ValueError, HTTPException, smtplib.SMTPException) as error:
                troubles[name] = type(error).__name__
        return troubles

    def _post(self, kind: str, sentence: str) -> None:
        body = json.dumps({"alarm": kind, "text": sentence}).encode()
        request = urllib.request.Request(self.url, body, {"Content-Type": "application/json"})  # noqa: S310  (configured)
        with urllib.request.urlopen(request, timeout=WAIT):  # noqa: S310
            pass

    def _mail(self, kind: str, sentence: str) -> None:
        where = urlsplit(self.smtp_url)
        mail = EmailMessage()
        mail["Subject"] = SUBJECTS.get(kind, f"Alarm: {kind}")
        mail["From"] = mail["To"] = ", ".join(self.mail_to)
        mail.set_content(sentence)
        connect = smtplib.SMTP_SSL if where.scheme == "smtps" else smtplib.SMTP
        with connect(where.hostname or "", where.port or 0, timeout=WAIT) as server:
            if where.username:
                server.login(unquote(where.username), unquote(where.password or ""))
            server.send_message(mail)


class DatabaseWatch:
    """Tells the outside that the database is gone: without it there is no row, and no supervisor's phone is known."""

    def __init__(self, routes: AlarmRoutes) -> None:
        """Begin with a database that answers."""
        self._routes = routes
        self._times = 0
        self._told_at: datetime | None = None

    def gone(self, now: datetime) -> None:
        """It did not answer; told from the second time in a row on, and once an hour."""
        self._times += 1
        if self._times < TIMES_IN_A_ROW or (self._told_at is not None and abs(now - self._told_at) < AGAIN):
            return
        self._told_at = now
        self._routes.send(DATABASE, "The database does not answer. Families get the fixed words with 911 and 988.")

    def answers(self, services: Services) -> None:
        """It answers; if it was gone for long, the supervisors hear that too."""
        was_told, self._times, self._told_at = self._told_at is not None, 0, None
        if was_told:
            with services.store.write() as tx:
                alarms.raise_alarm(tx, DATABASE, "", services.clock.now())


def look_for_trouble(services: Services, ticks: Sequence[str]) -> None:
    """Open alarms for a gap in the schedule and for ticks that stopped; close those whose cause is gone."""
    now = services.clock.now()
    with services.store.write() as tx:
        covered = any(shift.tier is Tier.ON_CALL for shift in rota.shifts_at(tx, now))
        _set(tx, NOBODY, "", standing=not covered, now=now)
        beats = alarms.beats(tx)
        known = {alarm.about for alarm in alarms.open_alarms(tx) if alarm.kind == STOPPED}
        for tick in ticks:
            beat_at = beats.get(tick)
            is_stale = beat_at is not None and now - beat_at > STALE
            if is_stale or tick in known:
                _set(tx, STOPPED, tick, standing=is_stale, now=now)
        for alarm in alarms.open_alarms(tx):
            if _is_over(tx, alarm, now):
                alarms.close_alarm(tx, alarm.kind, alarm.about, now)


def tell_alarms(services: Services, routes: AlarmRoutes) -> int:
    """Tell everybody who must know of the alarms that are new or have stood for another hour; return how many."""
    now, hours = services.clock.now(), services.program.hours
    with services.store.write() as tx:
        due = [alarm for alarm in alarms.open_alarms(tx) if _is_due(alarm, hours, now)]
        due = [alarm for alarm in due if alarms.mark_told(tx, alarm.id, alarm.told_at, now)]
        for alarm in (alarm for alarm in due if _is_for_text(alarm, hours, now)):
            _text_supervisors(tx, services, alarm.kind, alarm.opened_at, f"alarm:{alarm.id}:{now.isoformat()}")
    for alarm in due:
        since = hours.local(alarm.opened_at).strftime("%Y-%m-%d %H:%M")
        named = f"{alarm.kind} {alarm.about}".strip()
        seen = "once" if alarm.times == 1 else f"{alarm.times} times"
        routes.send(alarm.kind, f"{named} since {since}, seen {seen}; docs/operations.md says what to do")
    return len(due)


def _is_due(alarm: OpenAlarm, hours: Hours, now: datetime) -> bool:
    """Whether people must hear of an alarm now; one told in what is the future was told before a clock was set back."""
    if alarm.told_at is None or abs(now - alarm.told_at) >= AGAIN:
        return True
    return _is_for_text(alarm, hours, now) and not _is_for_text(alarm, hours, alarm.told_at)


def _is_for_text(alarm: OpenAlarm, hours: Hours, at: datetime) -> bool:
    """Whether supervisors are texted about an alarm at `at`: at any hour, unless it can wait for the day."""
    return alarm.kind not in BY_DAY or hours.may_text_staff(at)


def _is_over(tx: Tx, alarm: OpenAlarm, now: datetime) -> bool:
    """Whether an alarm has nothing behind it any more: texts leave again, or what happened did not happen again."""
    if alarm.kind in ABOUT_SENDING:
        return alarm.last_at < now - STALE and outbox.sent_since(tx, alarm.last_at)
    return alarm.kind in EVENTS and alarm.told_at is not None and alarm.last_at <= now - AGAIN


def _set(tx: Tx, kind: str, about: str, *, standing: bool, now: datetime) -> None:
    if standing:
        alarms.raise_alarm(tx, kind, about, now)
    else:
        alarms.close_alarm(tx, kind, about, now)


def _text_supervisors(tx: Tx, services: Services, kind: str, since: datetime, once: str) -> None:
    for worker in people.supervisors(tx):
        if kind == NOBODY_PAGED and _hides_their_own(tx, worker):
            continue
        text_supervisor(tx, services, worker, kind, since, once)


def _hides_their_own(tx: Tx, worker: Worker) -> bool:
    """Whether a supervisor is in danger by their own sign: an alarm about the ladder would tell of it (SAFETY 2.6)."""
    own = claims.own_of(tx, worker.key)
    return own is not None and own.is_secret_from(worker.key)


def text_supervisor(
    tx: Tx, services: Services, worker: Worker, kind: str, since: datetime, once: str, until: datetime | None = None
) -> int | None:
    """Put the text of an alarm to one supervisor in the outbox, of no use after `until`; return its key."""
    text = TextOut(
        once=f"{once}:{worker.key}",
        purpose=Purpose.STAFF_ALARM,
        words="staff.alarm",
        params={"problem": Phrase((f"staff.alarm_kind.{kind}",)), "since": since},
        language=services.reads(worker),
        not_after=until,
    )
    return next(iter(put_to_worker(tx, text, worker, services.clock.now())), None)
