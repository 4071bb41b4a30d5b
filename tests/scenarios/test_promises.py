"""Whatever happens in whatever order, the promises hold (docs/design.md; SAFETY 1 and 2): random nights, checked."""

from collections import Counter
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from world import BOSS, FIRST, OWN, SECOND, Handset, World, no_logged_errors

from bot.model.help import RequestState
from bot.model.messages import Purpose
from bot.store.schema import open_store
from bot.store.tables import help_requests, outbound

CRY, MURMUR, THANKS = "i want to kill myself", "the blue thing again", "ok"
FAMILY_WORDS = (
    CRY,
    CRY,
    MURMUR,
    THANKS,
    "1",
    "numbers",
    "he reads my phone",
    "stop texting me",
    "STOP",
    "START",
    "hes fine now",
)
STAFF_WORDS = (
    "1",
    "1",
    "1",
    "2",
    "are you safe now",
    "are you safe now",
    "done",
    "done called her",
    "send",
    "unsafe F-0001",
    "safe F-0001",
    "help",
    "?",
)
FAULTS = ("down", "up", "lost answer", "lost request", "undelivered", "well again", "webhooks off", "webhooks on")
PEOPLE = ("private", "shared", "monitored", "asked")
ACTIONS = st.one_of(
    st.tuples(st.just("family"), st.sampled_from(PEOPLE), st.sampled_from(FAMILY_WORDS)),
    st.tuples(st.just("staff"), st.sampled_from((OWN, FIRST, SECOND, BOSS)), st.sampled_from(STAFF_WORDS)),
    st.tuples(st.just("fault"), st.sampled_from((FIRST, SECOND, "private")), st.sampled_from(FAULTS)),
    st.tuples(st.just("later"), st.just(""), st.sampled_from((1, 3, 7, 16, 61))),
)
ANSWER, RELAY = timedelta(minutes=2, seconds=5), timedelta(minutes=15, seconds=5)


@given(st.sampled_from(PEOPLE), st.lists(ACTIONS, min_size=4, max_size=12))
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_random_nights_keep_the_promises(fresh_url, keys, first, night) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """A cry, then answers, silence, faults and odd words in any order: no promise is broken."""
    store = open_store(fresh_url(), keys)
    with no_logged_errors():
        world = World(store)
        world.staff()
        families = {
            kind: world.family(kind, phone_is="" if kind == "asked" else kind, code=f"F-{place:04d}")
            for place, kind in enumerate(PEOPLE, start=1)
        }
        for action, who, what in [("family", first, CRY), *night]:
            act(world, families, action, who, what)
            check(world, families)
        world.carrier.up()
        world.carrier.resume_webhooks()
        world.later(minutes=16)
        check(world, families)
    store.close()


def act(world: World, families: dict[str, Handset], action: str, who: str, what: str | int) -> None:
    """Let one thing happen."""
    match action, what:
        case "family", str(words):
            families[who].texts(words)
        case "staff", str(words):
            world.phone(who).texts(words)
        case "later", int(minutes):
            world.later(minutes=minutes)
        case "fault", str(fault):
            go_wrong(world, families[who] if who in families else world.phone(who), fault)
        case _:
            raise AssertionError(action, what)


def go_wrong(world: World, handset: Handset, fault: str) -> None:
    """Let the carrier or a phone fail, or recover."""
    match fault:
        case "down":
            world.carrier.down()
        case "up":
            world.carrier.up()
        case "lost answer":
            world.carrier.time_out_after_accepting()
        case "lost request":
            world.carrier.time_out_before_accepting()
        case "undelivered":
            world.carrier.undelivered(handset.phone, 30003)
        case "well again":
            world.carrier.heal(handset.phone)
        case "webhooks off":
            world.carrier.drop_webhooks()
        case _:
            world.carrier.resume_webhooks()
            world.fetches()


def check(world: World, families: dict[str, Handset]) -> None:
    """Hold the world to its promises."""
    nobody_is_forgotten(world)
    nothing_leaves_twice(world)
    for kind in ("shared", "monitored", "asked"):
        nothing_unasked_reaches(world, families[kind])


def nobody_is_forgotten(world: World) -> None:
    """Every request that is not closed has a next step to come, or a holder who wrote since the last cry."""
    with world.store.read() as tx:
        rows = tx.connection.execute(select(help_requests).where(help_requests.c.state != RequestState.CLOSED)).all()
    now = world.clock.now()
    for row in rows:
        word, claimed = row.human_word_at, row.claimed_at
        wrote = word is not None and claimed is not None and word >= max(claimed, row.cried_at)
        assert wrote if row.next_step_at is None else row.next_step_at > now, row
    open_phones = Counter(row.conversation_key for row in rows)
    assert all(count == 1 for count in open_phones.values()), "two ladders for one phone"


def nothing_leaves_twice(world: World) -> None:
    """The carrier holds no more texts than the outbox knows or still doubts, and no SID twice."""
    with world.store.read() as tx:
        known = set(tx.connection.execute(select(outbound.c.sid).where(outbound.c.sid.is_not(None))).scalars())
        doubtful = tx.connection.execute(select(outbound.c.id).where(outbound.c.state == "unknown")).all()
    sent = {text.sid for text in world.carrier._texts.values() if not text.inbound}
    assert len(sent - known) <= len(doubtful), f"{len(sent - known)} texts left that no row accounts for"


def nothing_unasked_reaches(world: World, handset: Handset) -> None:
    """A phone that may be read gets only answers: within two minutes, or a claimer's words within fifteen."""
    with world.store.read() as tx:
        rows = tx.connection.execute(select(outbound).where(outbound.c.sid.is_not(None))).all()
    written = {row.sid: row for row in rows}
    texts = sorted(world.carrier._texts.values(), key=lambda text: text.created_at)
    heard = [text.created_at for text in texts if text.inbound and text.sent_by == handset.phone.e164]
    for text in world.carrier.handset(handset.phone):
        before = [moment for moment in heard if moment <= text.created_at]
        assert before, f"{text.body!r} came before they ever wrote"
        row = written.get(text.sid)
        if row is None or (row.overridden and handset.name != "monitored"):
            continue
        assert row.purpose != Purpose.FOLLOW_UP, f"{text.body!r} came unasked"
        window = RELAY if row.purpose == Purpose.RELAY else ANSWER
        assert text.created_at - before[-1] <= window, f"{text.body!r} came too late to be an answer"
