"""Whatever is planned, moved, answered or down: what is sent is what the definition says, and all else has a reason.

The definition is written out here anew, moment by moment, from what the test did; it shares no code with the line.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from world import AGREED, OWN, ZONE, Handset, World, no_logged_errors

from bot.model.messages import OutboundState
from bot.store import people
from bot.store.schema import open_store
from bot.store.tables import outbound, persons, reminders, visits

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
EVENING_WITHOUT_CARRIER = [("visit", 0, 0, 2, 18), ("down", 60, 12, 0, 0)]
ASKED_APART = [
    *(("visit", 0, 0, day, 20) for day in (2, 3)),
    *(("answer", slot, 0, 0, 0) for slot in (111, 112)),
]
MOVED_IN_THE_NIGHT = [("visit", 0, 0, 2, 20), ("move", 68, 0, 2, 19), ("answer", 69, 0, 0, 0)]
A_WEEK_AT_ONCE = [
    *(("visit", 0, family, day, 18) for family in (0, 1) for day in (6, 7)),
    *(("answer", 207, family, 0, 0) for family in (0, 1)),
]
KEPT_BACK_THEN_CALLED_OFF = [("visit", 158, 0, 6, 12), ("quiet", 158, 0, 0, 0), ("cancel", 272, 0, 0, 0)]
"""What chance seldom makes: a reminder overtaken, a list of two, a visit changed since, several fine by one digit."""


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
    asked: dict[int, "Asked"] = field(default_factory=dict)


@dataclass
class Asked:
    """What a `1` from a phone answers: versions of visits, whether each was asked apart, whether they are listed."""

    versions: list[Version]
    ends: datetime
    apart: bool = False
    listed: bool = False
    unanswered: bool = True


Key = tuple[str, int, str]


@given(
    st.lists(st.sampled_from(PROFILES), min_size=2, max_size=2),
    st.lists(ACTIONS, min_size=3, max_size=14),
)
@example([{}, {}], EVENING_WITHOUT_CARRIER)
@example([{}, {}], ASKED_APART)
@example([{}, {}], MOVED_IN_THE_NIGHT)
@example([{}, {"phone_is": "shared"}], A_WEEK_AT_ONCE)
@example([{"safe_from": "12:00", "safe_to": "18:00"}, {}], KEPT_BACK_THEN_CALLED_OFF)
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
        to_send, to_keep_back, unsaid = defined(diary, profiles)
        assert sent == to_send
        assert {key: why for key, why in not_sent.items() if key not in unsaid} == to_keep_back
        told_in_hours(world)
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
            read(diary, one, phones[one])
            diary.fine += [(version.visit, version.number, now) for version in taken_for(diary, one, now)]
            phones[one].texts("1").ignores()
            diary.heard.append((one, now))
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


def read(diary: Diary, family: int, phone: Handset) -> None:
    """Take in the reminders that came since they last wrote, in order: each asks about the visits it names."""
    for text in phone.unread():
        if "1 = " not in text.body:
            continue
        at = text.created_at.astimezone(ZONE)
        named = [version for version in diary.versions if version.family == family and stands(version, at)]
        named = sorted(
            (one for one in named if any(words in text.body for words in worded(one.starts))),
            key=lambda one: one.starts,
        )
        ends = max([at + 12 * HOUR, *(one.starts for one in named)])
        before = diary.asked.get(family)
        is_second = before is not None and before.unanswered and not before.listed and at <= before.ends
        if before is not None and is_second and {id(one) for one in before.versions} != {id(one) for one in named}:
            both = {id(one): one for one in (*before.versions, *named)}.values()
            named, ends = sorted(both, key=lambda one: one.starts), max([at + 12 * HOUR, *(one.starts for one in both)])
            diary.asked[family] = Asked(named, ends, apart=True)
        else:
            diary.asked[family] = Asked(named, ends)
    phone.ignores()


def worded(starts: datetime) -> tuple[str, str]:
    """Return how a text may name a visit's time."""
    hour = f"{starts.hour % 12 or 12}"
    half = "am" if starts.hour < 12 else "pm"
    day = f"{starts:%a, %b} {starts.day}"
    return f"{day}, {hour}:00 {half}", f"{day}, about {hour} {half}"


def taken_for(diary: Diary, family: int, now: datetime) -> list[Version]:
    """Return the visits that a `1` confirms now, and what is asked after it."""
    asked = diary.asked.get(family)
    if asked is None or now > asked.ends:
        return []
    asked.unanswered = False
    present = {one.visit: one for one in diary.versions if stands(one, now) and one.starts > now}
    still = [present[one.visit] for one in asked.versions if one.visit in present]
    if asked.listed:
        first = asked.versions[0]
        if not still or first.visit not in present:
            diary.asked.pop(family)
            return []
        if present[first.visit] is not first:
            diary.asked[family] = Asked([present[first.visit]], now + 12 * HOUR, unanswered=False)
            return []
        return [first]
    if not still:
        if not any(stands(one, now) and one.starts + HOUR > now for one in asked.versions):
            diary.asked.pop(family)
        return []
    if any(one not in asked.versions for one in still):
        diary.asked[family] = Asked(still, now + 12 * HOUR, unanswered=False)
        return []
    if asked.apart and len(still) > 1:
        still.sort(key=lambda one: one.starts)
        diary.asked[family] = Asked(still, now + 12 * HOUR, listed=True, unanswered=False)
        return []
    return still


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


def told_in_hours(world: World) -> None:
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


def defined(diary: Diary, profiles: list[dict[str, str]]) -> tuple[set[Key], dict[Key, str], set[Key]]:
    """Go through all time in small steps and say what leaves, and what never does and why.

    The last are those a request kept back until it was too late for the person's hours, of visits called off meanwhile:
    whether a reason stands there is nobody's concern.
    """
    sent: dict[Key, datetime] = {}
    waiting: dict[Key, datetime] = {}
    gone: dict[Key, str] = {}
    unsaid: set[Key] = set()
    now, ends = BEGINS.astimezone(UTC), (BEGINS + timedelta(days=DAYS + 2)).astimezone(UTC)
    while now < ends:
        for version in sorted(diary.versions, key=lambda one: one.starts):
            if not stands(version, now):
                why = "no_longer_so" if version.ended is not None else "visit_is_not_planned"
                gone |= {key: why for key in waiting if key[:2] == (version.visit, version.number)}
                waiting = {key: at for key, at in waiting.items() if key not in gone}
                continue
            every = rules_of(diary, version, sent, now)
            for due in every:
                key = (version.visit, version.number, due[0])
                if due[1] > now or key in sent or key in gone:
                    continue
                profile = profiles[version.family]
                reason = why_gone(diary, version, due, every, profile, (sent, waiting), now)
                if (
                    reason == "outside_safe_hours"
                    and is_in(diary.quiet, version.family, now)
                    and ends_by(version, due[2])
                ):
                    unsaid.add(key)
                elif reason is not None:
                    gone[key] = reason
                    waiting.pop(key, None)
                elif is_on_its_way(version, waiting, key):
                    continue
                elif may_leave(diary, version, profile, now):
                    waiting.setdefault(key, now)
                    if not any(begins <= now < comes_back for begins, comes_back in diary.down):
                        sent[key] = waiting.pop(key)
        now += STEP
    return set(sent), {key: why for key, why in gone.items() if key not in unsaid}, unsaid


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


def why_gone(diary, version, due, every, profile, fates, now) -> str | None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """Say why a reminder will never leave: of no use, overtaken, needless, or not for this person."""
    rule, at, until = due
    _sent, waiting = fates
    is_change = rule in {"moved", "booked_late"}
    if now >= version.starts or now > until:
        over = "visit_is_over" if now >= version.starts else "too_late_to_be_useful"
        return "request_open_or_not_resumed" if is_in(diary.quiet, version.family, now) else over
    if not is_change and any(at < begins <= now and name not in {"moved", "booked_late"} for name, begins, _ in every):
        return "overtaken_by_a_later_one"
    if rule == "same_day" and said_fine(diary, version, now):
        return "confirmed_already"
    if profile.get("relation") == "child":
        return "children_get_none"
    is_apart = rule not in {"weekly", "moved"} and (version.visit, version.number, rule) not in waiting
    if is_apart and told_lately(version, rule, fates, now):
        return "told_lately"
    return why_refused(diary, version, until, profile, now)


def why_refused(diary: Diary, version: Version, until: datetime, profile: dict[str, str], now: datetime) -> str | None:
    """Say why a person gets no text, or none in time."""
    if profile.get("consented_on") == "":
        return "no_consent"
    if profile.get("channel") == "none":
        return "they_want_no_texts"
    if is_in(diary.held, version.family, now):
        return "phone_is_held"
    if profile.get("phone_is") == "monitored":
        return "phone_may_be_read"
    opens = now
    while not is_open(profile, opens):
        opens += STEP
    return "outside_safe_hours" if opens > until else None


def told_lately(version: Version, rule: str, fates, now: datetime) -> bool:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """Whether this version was told by another reminder within eight hours, or is by one of this very moment."""
    sent, waiting = fates
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
    if not is_open(profile, now) or is_in(diary.quiet, version.family, now):
        return False
    return not any(who == version.family and timedelta() <= now - at < STEP for who, at in diary.heard)


def is_open(profile: dict[str, str], now: datetime) -> bool:
    """Whether a moment lies in the program's hours and in the person's own."""
    local = now.astimezone(ZONE).time()
    if not time(9) <= local < time(20):
        return False
    return "safe_from" not in profile or is_safe(local, parsed(profile["safe_from"]), parsed(profile["safe_to"]))


def stands(version: Version, now: datetime) -> bool:
    """Whether a version is the one that counts."""
    over = [moment for moment in (version.ended, version.cancelled) if moment is not None]
    return version.made <= now and all(moment > now for moment in over)


def ends_by(version: Version, until: datetime) -> bool:
    """Whether a version was over before a moment."""
    return any(moment is not None and moment <= until for moment in (version.ended, version.cancelled))


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
