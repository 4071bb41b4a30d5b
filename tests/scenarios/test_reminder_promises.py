"""Whatever is planned, moved, answered or down: what is sent is what the definition says, and all else has a reason.

The definition is written out here anew, moment by moment, from what the test did; it shares no code with the line.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from world import AGREED, OWN, ZONE, World, no_logged_errors

from bot.model.messages import OutboundState
from bot.store import people
from bot.store.schema import open_store
from bot.store.tables import attendees, outbound, persons, reminders, visits

BEGINS = datetime(2026, 10, 28, 10, 0, tzinfo=ZONE)
"""A Wednesday; the clocks go back on the Sunday after it."""
DAYS = 9
STEP = timedelta(minutes=5)
HOUR = timedelta(hours=1)
PROFILES: tuple[dict[str, str], ...] = (
    {},
    {"phone_is": "shared"},
    {"phone_is": "monitored"},
    {"consented_on": ""},
    {"safe_from": "12:00", "safe_to": "18:00"},
    {"safe_from": "19:30", "safe_to": "10:00"},
    {"relation": "child"},
    {"channel": "none"},
)
FOREVER = datetime(2100, 1, 1, tzinfo=UTC)
WHEN = st.integers(0, DAYS * 48 - 1)
ACTIONS = st.one_of(
    st.tuples(st.just("visit"), WHEN, st.integers(0, 1), st.integers(0, DAYS), st.integers(8, 20)),
    st.tuples(st.just("move"), WHEN, st.integers(0, 5), st.integers(0, DAYS), st.integers(8, 20)),
    st.tuples(st.just("cancel"), WHEN, st.integers(0, 5), st.just(0), st.just(0)),
    st.tuples(st.just("answer"), WHEN, st.integers(0, 1), st.just(0), st.just(0)),
    st.tuples(st.just("down"), WHEN, st.integers(1, 12), st.just(0), st.just(0)),
    st.tuples(st.just("held"), WHEN, st.integers(0, 1), st.integers(1, 60), st.just(0)),
    st.tuples(st.just("quiet"), WHEN, st.integers(0, 1), st.integers(1, 60), st.just(0)),
)


@dataclass
class Version:
    """A version of a visit, as the test made it."""

    visit: str
    number: int
    family: int
    starts: datetime
    made: datetime
    ended: datetime | None = None
    cancelled: datetime | None = None


@dataclass
class Diary:
    """Everything the test did, by moments."""

    versions: list[Version] = field(default_factory=list)
    down: list[tuple[datetime, datetime]] = field(default_factory=list)
    held: list[tuple[int, datetime, datetime]] = field(default_factory=list)
    quiet: list[tuple[int, datetime, datetime]] = field(default_factory=list)
    heard: list[tuple[int, datetime]] = field(default_factory=list)
    fine: list[tuple[str, int, datetime]] = field(default_factory=list)


Key = tuple[str, int, str]


@given(
    st.lists(st.sampled_from(PROFILES), min_size=2, max_size=2),
    st.lists(ACTIONS, min_size=3, max_size=14),
)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_what_is_sent_is_what_the_definition_says(fresh_url, keys, switched_on, profiles, actions) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """Random visits, moves, answers, holds, outages: the reminders of the definition, and a reason for the rest."""
    store = open_store(fresh_url(), keys)
    with no_logged_errors():
        world = World(store, now=BEGINS, folders=[switched_on])
        world.staff()
        phones = [
            world.family(f"family {n}", **(AGREED | {"consented_on": "2026-01-01"} | p)) for n, p in enumerate(profiles)
        ]
        world.settle()
        diary = Diary()
        for action in sorted(actions, key=lambda one: one[1]):
            act(world, phones, diary, action)
        mind_outages(world, diary, BEGINS + timedelta(days=DAYS + 1))
        world.at(BEGINS + timedelta(days=DAYS + 2))
        sent, not_sent = what_happened(world)
        expected = defined(diary, profiles)
        assert sent == expected
        assert all(reason for reason in not_sent.values()), not_sent
        told_in_hours(world, profiles)
    store.close()


def act(world: World, phones, diary: Diary, action: tuple[str, int, int, int, int]) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """Let one thing happen, at a full or half hour, and write it down."""
    what, slot, one, two, three = action
    at = BEGINS + slot * timedelta(minutes=30) + timedelta(minutes=15)
    mind_outages(world, diary, at)
    world.at(at)
    now = world.clock.now().astimezone(ZONE)
    starts = datetime.combine((BEGINS + timedelta(days=two)).date(), time(three), tzinfo=ZONE)
    live = [version for version in diary.versions if version.ended is None and version.cancelled is None]
    match what:
        case "visit" if starts > now:
            name = world.visit(f"F-{one + 1:04d}", starts)
            diary.versions.append(Version(name, 1, one, starts, now))
        case "move" if live and starts > now and live[one % len(live)].starts > now:
            old = live[one % len(live)]
            if old.starts != starts:
                world.visit(f"F-{old.family + 1:04d}", starts, visit_id=old.visit)
                old.ended = now
                diary.versions.append(Version(old.visit, old.number + 1, old.family, starts, now))
        case "cancel" if live and live[one % len(live)].starts > now:
            old = live[one % len(live)]
            world.visit(f"F-{old.family + 1:04d}", old.starts, visit_id=old.visit, status="cancelled_by_family")
            old.cancelled = now
        case "answer":
            phones[one].texts("1")
            diary.heard.append((one, now))
            diary.fine = answered(world, diary.fine, now)
        case "down" if not any(begins <= now < ends for begins, ends in diary.down):
            world.carrier.down()
            diary.down.append((now, now + one * HOUR))
        case "held" if not any(n == one and begins <= now < ends for n, begins, ends in diary.held):
            world.phone(OWN).texts(f"unsafe F-{one + 1:04d}")
            diary.held.append((one, now, FOREVER))
        case "quiet" if not any(n == one for n, _, _ in diary.quiet):
            with world.store.write() as tx:
                family = people.family_by_code(tx, f"F-{one + 1:04d}")
                assert family is not None
                people.set_quiet(tx, family.key, world.clock.now())
            diary.quiet.append((one, now, FOREVER))
        case _:
            pass


def mind_outages(world: World, diary: Diary, until: datetime) -> None:
    """Bring the carrier back at the end of each outage on the way to a moment."""
    for begins, ends in diary.down:
        if begins <= world.clock.now() < ends <= until:
            world.at(ends)
            world.carrier.up()
            world.settle()


def answered(world: World, before: list[tuple[str, int, datetime]], now: datetime) -> list[tuple[str, int, datetime]]:
    """Add the visits that the line has just taken a yes for."""
    query = select(visits.c.visit_id, attendees.c.replied_version).join(attendees, attendees.c.visit_key == visits.c.id)
    with world.store.read() as tx:
        rows = tx.connection.execute(
            query.where(attendees.c.reply == "fine", attendees.c.replied_at == world.clock.now())
        )
        return [*before, *((row.visit_id, row.replied_version, now) for row in rows)]


def what_happened(world: World) -> tuple[set[Key], dict[Key, str | None]]:
    """Return which reminders the carrier took, and the reason of each other one."""
    query = (
        select(
            visits.c.visit_id,
            reminders.c.version,
            reminders.c.rule,
            reminders.c.reason,
            outbound.c.state,
            outbound.c.reason.label("why"),
        )
        .join(visits, reminders.c.visit_key == visits.c.id)
        .outerjoin(outbound, reminders.c.outbound_key == outbound.c.id)
    )
    sent, not_sent = set(), {}
    with world.store.read() as tx:
        for row in tx.connection.execute(query):
            key = (row.visit_id, row.version, row.rule)
            if row.state == OutboundState.SUBMITTED:
                sent.add(key)
            else:
                not_sent[key] = row.reason or row.why
    return sent, not_sent


def told_in_hours(world: World, profiles: list[dict[str, str]]) -> None:
    """No reminder leaves outside the program's hours or a person's own."""
    query = select(outbound.c.attempted_at, persons.c.safe_from, persons.c.safe_to).join(
        persons, outbound.c.person_key == persons.c.id
    )
    with world.store.read() as tx:
        for row in tx.connection.execute(
            query.where(outbound.c.purpose == "reminder", outbound.c.attempted_at.is_not(None))
        ):
            local = row.attempted_at.astimezone(ZONE).time()
            assert time(9) <= local < time(20)
            if row.safe_from is not None:
                assert is_safe(local, row.safe_from, row.safe_to)


# The definition.


def defined(diary: Diary, profiles: list[dict[str, str]]) -> set[Key]:
    """Go through all time in small steps and say what leaves when."""
    sent: dict[Key, datetime] = {}
    waiting: dict[Key, datetime] = {}
    gone: set[Key] = set()
    now, ends = BEGINS.astimezone(UTC), (BEGINS + timedelta(days=DAYS + 2)).astimezone(UTC)
    while now < ends:
        for version in sorted(diary.versions, key=lambda one: one.starts):
            if not stands(version, now):
                continue
            every = rules_of(diary, version, sent, now)
            for rule, at, until in every:
                key = (version.visit, version.number, rule)
                if at > now or key in sent or key in gone:
                    continue
                if is_gone(
                    diary, version, (rule, at, until), every, profiles[version.family], (sent, waiting, gone), now
                ):
                    gone.add(key)
                    waiting.pop(key, None)
                elif is_on_its_way(version, waiting, key):
                    continue
                elif may_leave(diary, version, profiles[version.family], now):
                    waiting.setdefault(key, now)
                    if not any(begins <= now < comes_back for begins, comes_back in diary.down):
                        sent[key] = waiting.pop(key)
        now += STEP
    return set(sent)


def rules_of(
    diary: Diary, version: Version, sent: dict[Key, datetime], now: datetime
) -> list[tuple[str, datetime, datetime]]:
    """Return the rules of a version: a name, from when on, until when."""
    day, last = version.starts.date(), version.starts - HOUR
    sunday = day - timedelta(days=day.weekday() + 1)
    timed = [
        ("weekly", datetime.combine(sunday, time(17), tzinfo=ZONE), 20),
        ("day_before", datetime.combine(day - timedelta(days=1), time(17), tzinfo=ZONE), 22),
        ("same_day", datetime.combine(day, time(9), tzinfo=ZONE), 8),
    ]
    ahead = [
        (rule, at, min((at.astimezone(UTC) + useful * HOUR), last.astimezone(UTC)))
        for rule, at, useful in timed
        if version.made.astimezone(UTC) <= at.astimezone(UTC) <= last.astimezone(UTC)
    ]
    told = any(visit == version.visit and number < version.number for visit, number, _ in sent)
    told = told or any(visit == version.visit and at <= now for visit, _, at in diary.fine)
    if said_fine(diary, version, now):
        return ahead
    if version.number > 1 and told:
        return [("moved", version.made, version.starts), *ahead]
    return ahead or [("booked_late", version.made, last)]


def is_gone(diary, version, due, every, profile, fates, now) -> bool:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """Whether a reminder will never leave: of no use, overtaken, needless, or not for this person."""
    rule, at, until = due
    _sent, waiting, _gone = fates
    if now >= version.starts or now > until:
        return True
    if profile.get("consented_on") == "" or profile.get("channel") == "none" or profile.get("relation") == "child":
        return True
    if profile.get("phone_is") == "monitored" or is_in(diary.held, version.family, now):
        return True
    if rule in {"moved", "booked_late"}:
        return rule == "booked_late" and told_lately(version, rule, fates, now)
    if any(at < begins <= now and name not in {"moved", "booked_late"} for name, begins, _ in every):
        return True
    if rule == "same_day" and said_fine(diary, version, now):
        return True
    if rule == "weekly":
        return False
    return (version.visit, version.number, rule) not in waiting and told_lately(version, rule, fates, now)


def told_lately(version: Version, rule: str, fates, now: datetime) -> bool:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """Whether this version was told by another reminder within eight hours, or is by one of this very moment."""
    sent, waiting, _ = fates
    moments = [
        at
        for (visit, number, name), at in [*sent.items(), *((key, at) for key, at in waiting.items() if at == now)]
        if (visit, number) == (version.visit, version.number) and name != rule
    ]
    return any(now - at < 8 * HOUR for at in moments)


def is_on_its_way(version: Version, waiting: dict[Key, datetime], key: Key) -> bool:
    """Whether another reminder of this version waits for the carrier."""
    return key not in waiting and any(other[:2] == key[:2] for other in waiting)


def may_leave(diary: Diary, version: Version, profile: dict[str, str], now: datetime) -> bool:
    """Whether the person may be texted at this moment."""
    local = now.astimezone(ZONE).time()
    if not time(9) <= local < time(20) or is_in(diary.quiet, version.family, now):
        return False
    if "safe_from" in profile and not is_safe(local, parsed(profile["safe_from"]), parsed(profile["safe_to"])):
        return False
    return not any(who == version.family and timedelta() <= now - at < STEP for who, at in diary.heard)


def stands(version: Version, now: datetime) -> bool:
    """Whether a version is the one that counts."""
    over = [moment for moment in (version.ended, version.cancelled) if moment is not None]
    return version.made <= now and all(moment > now for moment in over)


def said_fine(diary: Diary, version: Version, now: datetime) -> bool:
    """Whether they said that this version suits."""
    return any((visit, number) == (version.visit, version.number) and at <= now for visit, number, at in diary.fine)


def is_in(spans: list[tuple[int, datetime, datetime]], family: int, now: datetime) -> bool:
    """Whether a moment lies in a span of a family."""
    return any(who == family and begins <= now < ends for who, begins, ends in spans)


def is_safe(local: time, starts: time, ends: time) -> bool:
    """Whether a time of day lies in safe hours, over midnight too."""
    return starts <= local < ends if starts < ends else local >= starts or local < ends


def parsed(clock: str) -> time:
    """Read a time of day."""
    return time.fromisoformat(clock)
