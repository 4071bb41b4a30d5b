"""What the rehearsal shows, as values: phones, the clock, requests, the fate of each text; looking changes nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.model.people import Language, Wording
from bot.model.value import value, value_in_order
from bot.rehearsal.cast import CAST, Side
from bot.rehearsal.stage import Stage
from bot.store import alarms, overview
from bot.store.engine import Tx
from bot.store.overview import VisitStanding
from bot.web.progress import Progress, TextRow, progress_of, text_rows
from bot.web.rehearsal_call import RINGING
from bot.web.rehearsal_phone import PhoneView, phone_view
from bot.web.rehearsal_visits import VisitRow, visit_rows
from bot.web.wall_clock import clock_words, day_words, hour_words, when

REQUESTS_SHOWN = 4
VISITS_SHOWN = 12
TEXTS_SHOWN = 60
NIGHT, MORNING = 23, 8
BEFORE_A_VISIT = timedelta(minutes=10)
GROUPS = {Side.FAMILY: "Parents", Side.STAFF: "Staff", Side.STRANGER: "Anybody else"}
PARTS = ("jump", "clock", "news:innerHTML", "spoken:innerHTML", "alarms", "requests", "faults", "visits", "texts")
PHONE_PARTS = ("head", "call", "thread", "quick")


@value_in_order
class Jump:
    """A place the clock can be moved to."""

    to: str
    label: str


@value
class Screen:
    """Everything on the screen of the rehearsal at one moment."""

    time: str
    day: str
    office_is_open: bool
    jumps: Sequence[Jump]
    groups: Sequence[tuple[str, Sequence[PhoneView]]]
    news: str
    requests: Sequence[Progress]
    visits: Sequence[VisitRow]
    texts: Sequence[TextRow]
    alarms: Sequence[str]
    carrier_is_down: bool

    @property
    def phones(self) -> Sequence[PhoneView]:
        """Every phone, in the order of the screen."""
        return tuple(phone for _, phones in self.groups for phone in phones)


def look(stage: Stage) -> Screen:
    """Return what stands on the stage now."""
    with stage.services.store.read() as tx:
        open_requests = overview.newest_requests(tx, REQUESTS_SHOWN)
        known_visits = overview.last_visits(tx, VISITS_SHOWN)
        phones = {player.key: phone_view(tx, stage, player, open_requests, known_visits) for player in CAST}
        texts = text_rows(tx, stage.services, overview.newest_texts(tx, TEXTS_SHOWN), stage.now)
        progress = tuple(progress_of(tx, stage.services, request, stage.now) for request in open_requests)
        planned = visit_rows(tx, stage.services, known_visits, stage.now)
        troubles = alarm_words(tx, stage)
    hours = stage.services.program.hours
    local = hours.local(stage.now)
    return Screen(
        time=clock_words(local),
        day=day_words(local),
        office_is_open=hours.office_is_open(stage.now),
        jumps=tuple(Jump(key, label) for key, (label, _) in jumps(stage).items()),
        groups=[
            (title, [phones[player.key] for player in CAST if player.side is side]) for side, title in GROUPS.items()
        ],
        news=_news(stage, phones),
        requests=progress,
        visits=planned,
        texts=texts,
        alarms=troubles,
        carrier_is_down=stage.carrier_is_down,
    )


def parts_of(screen: Screen) -> str:
    """Name what a press may change, as htmx wants it; of a phone everything but the line that is being written."""
    phones = (f"{part}-{phone.key}" for phone in screen.phones for part in PHONE_PARTS)
    return ",".join(f"#{part}" for part in (*PARTS, *phones))


def jumps(stage: Stage) -> Mapping[str, tuple[str, datetime]]:
    """Return where the clock can be moved to: label and moment."""
    local = stage.services.program.hours.local(stage.now)
    night, morning = _next(local, NIGHT), _next(local, MORNING)
    with stage.services.store.read() as tx:
        known = overview.last_visits(tx, VISITS_SHOWN)
        next_ring = overview.next_ring(tx)
    return {
        "1m": ("+1 min", stage.now + timedelta(minutes=1)),
        "5m": ("+5 min", stage.now + timedelta(minutes=5)),
        "1h": ("+1 hour", stage.now + timedelta(hours=1)),
        "night": (_ahead(local, night, "Tonight"), night),
        "morning": (_ahead(local, morning, "Today"), morning),
        **({"ring": ("Next ring", next_ring)} if next_ring is not None and next_ring > stage.now else {}),
        **_visit_jumps(known, stage.now),
    }


def _visit_jumps(known: Sequence[VisitStanding], now: datetime) -> Mapping[str, tuple[str, datetime]]:
    """Return the way to the next look at a reminder, and to the minutes before the next visit; none where none is."""
    looks = [one.reminds_at for one in known if one.reminds_at is not None]
    starts = [one.visit.starts_at - BEFORE_A_VISIT for one in known if one.visit.is_planned]
    ways = (("reminder", "Next reminder", looks), ("visit", "Just before a visit", starts))
    return {
        key: (label, min(at for at in moments if at > now))
        for key, label, moments in ways
        if any(at > now for at in moments)
    }


def _next(local: datetime, hour: int) -> datetime:
    at = local.replace(hour=hour, minute=0, second=0, microsecond=0)
    return at if at > local else at + timedelta(days=1)


def _ahead(local: datetime, at: datetime, today: str) -> str:
    return f"{today if at.date() == local.date() else 'Tomorrow'} {hour_words(at)}"


def _news(stage: Stage, phones: Mapping[str, PhoneView]) -> str:
    """Say what the last act brought."""
    if not stage.last_act:
        return ""
    got = [f"{phone.name} got {phone.new} text{'s' * (phone.new > 1)}." for phone in phones.values() if phone.new]
    rings = [f"{phone.name}'s phone rings." for phone in phones.values() if phone.call.state == RINGING]
    nothing = ["Nobody got a text."] if stage.called_last is None and not rings else []
    return " ".join((stage.last_act, *(got or nothing), *rings))


def alarm_words(tx: Tx, stage: Stage) -> Sequence[str]:
    """Say which alarms stand."""
    return tuple(_alarm(stage, row.kind, row.opened_at) for row in alarms.open_alarms(tx))


def _alarm(stage: Stage, kind: str, opened_at: datetime) -> str:
    hours = stage.services.program.hours
    words = stage.services.catalog.words(f"staff.alarm_kind.{kind}", Language.ENGLISH, Wording.FULL, {})
    return f"{words} (since {when(hours.local(opened_at), hours.local(stage.now))})"
