"""Machines that answer machines, numbers that harass: bounded, blocked for a time; a cry is heard (SAFETY 2.1, 2.8)."""

from datetime import timedelta

import pytest
from troubles import rows
from world import BOSS, DECEMBER, FIRST, OWN, SECOND, Handset, World

from bot.store import audit
from bot.store.tables import blocks, help_requests, inbound

CRY = "he is hitting me right now"
MOST = 20


def asks_on(handset: Handset, times: int) -> int:
    """Ask who this is so often; return how many answers came."""
    before = len(handset.unread())
    for _ in range(times):
        handset.texts("who is this")
    return len(handset.unread()) - before


def harassed(world: World) -> tuple[Handset, str]:
    """Let a stranger waste the night of whoever is on call; return the phone and the code."""
    stranger = world.stranger().texts("hey you").ignores().texts("hey you again").ignores()
    return stranger, world.phone(FIRST).gets("PAGE", "unknown number").replies("1").ignores().code


def test_after_twenty_answers_within_the_hour_the_line_is_silent(world: World) -> None:
    """What is written is kept, and answers come again when the older ones lie an hour back."""
    rosa = world.family("rosa", phone_is="private")
    assert asks_on(rosa, MOST + 5) == MOST
    assert len(rows(world, inbound)) == MOST + 5
    rosa.ignores()
    world.later(minutes=61)
    rosa.texts("who is this").gets("In danger: 911")


def test_a_workers_machine_is_answered_no_more_and_the_worker_is(world: World) -> None:
    """Away-texts of a worker's phone keep nothing going; a command is answered, their own emergency is heard."""
    lucia = world.phone(FIRST)
    for _ in range(MOST + 5):
        lucia.texts("cannot talk, at the wheel")
    assert len(lucia.unread()) == MOST
    lucia.ignores().texts("oncall").gets("On call: Lucia")
    lucia.texts("help").gets("We are telling")
    world.phone(BOSS).gets("PAGE", "WORKER IN DANGER: Lucia")


def test_a_cry_is_answered_and_paged_all_the_same(world: World) -> None:
    """No bound stands before 911, 988 and a person."""
    rosa = world.family("rosa", phone_is="private")
    asks_on(rosa, MOST + 1)
    rosa.ignores().texts(CRY).gets("911", "988")
    code = world.phone(FIRST).gets("PAGE").code
    world.phone(FIRST).replies(f"1 {code}").gets("yours").gets(CRY)
    rosa.gets("Lucia").texts("are you there")
    world.phone(FIRST).gets("are you there").texts("I read you").gets("sent to")
    rosa.gets("I read you")


def test_a_1_is_answered_as_a_cry(world: World) -> None:
    """Whoever takes the offer of a person gets 911 and 988 with it."""
    rosa = world.family("rosa", phone_is="private").texts("my boiler makes a noise").gets("Text 1")
    world.phone(FIRST).gets("PAGE", "UNREAD")
    asks_on(rosa, MOST)
    rosa.ignores().texts("1").gets("911", "988")
    world.phone(FIRST).gets("PAGE", "EMERGENCY").ignores()


def test_one_number_that_is_silent_silences_no_other(world: World) -> None:
    """The bound is a number's own."""
    rosa, ana = world.family("rosa", phone_is="private"), world.family("ana", phone_is="private")
    asks_on(rosa, MOST + 1)
    rosa.ignores()
    assert asks_on(ana, 1) == 1
    ana.ignores()


def test_whoever_answers_for_the_family_reads_of_it(world: World) -> None:
    """Once in the list of the day, not in the night."""
    rosa = world.family("rosa", phone_is="private")
    asks_on(rosa, MOST + 3)
    rosa.ignores()
    world.later(hours=34)
    world.phone(OWN).gets("Morning list", "F-0001: so many texts that the line stopped answering").lacks("Unknown")


def test_a_blocked_number_is_not_answered_and_wakes_nobody(world: World) -> None:
    """Until the time is over: then it is a number like any other, without anybody's doing."""
    stranger, code = harassed(world)
    world.phone(BOSS).texts(f"block {code} 2h keeps calling names").gets(f"{code}: the number is blocked", "1:00 am")
    stranger.texts("you there?").texts("1").texts("can I talk to a person").gets_nothing()
    world.phone(FIRST).ignores().texts(f"done {code} prank").gets("closed")
    world.later(minutes=121)
    stranger.texts("hello?").gets("number")
    [row] = rows(world, blocks)
    assert row["blocked_by"] == BOSS
    with world.store.read() as tx:
        found = [one for one in audit.entries(tx, code, 10) if one.action == "blocked"]
    assert [(one.actor, "keeps calling names" in one.detail) for one in found] == [(BOSS, True)]


def test_a_blocked_number_that_cries_is_a_cry(world: World) -> None:
    """911 and 988 each time, one request, and the page says that the number is blocked."""
    stranger, code = harassed(world)
    world.phone(FIRST).texts(f"done {code} prank").gets("closed")
    world.phone(BOSS).texts(f"block {code} 24h").gets("blocked until")
    stranger.texts(CRY).gets("911", "988")
    page = world.phone(FIRST).gets("PAGE", "EMERGENCY", "BLOCKED")
    world.phone(FIRST).replies("1").gets("yours", "BLOCKED").gets(CRY)
    world.phone(FIRST).texts(f"done {page.code} police are there").gets("closed")
    stranger.texts(CRY).gets("911", "988").lacks("telling").texts(CRY).gets("911")
    world.phone(FIRST).gets_nothing()
    assert len(rows(world, help_requests)) == 2


def blocked_family(world: World) -> Handset:
    """Let a supervisor block the phone of a family whose request is closed."""
    rosa = world.family("rosa", phone_is="private").texts(CRY).ignores()
    code = world.phone(FIRST).gets("PAGE").replies("1").ignores().code
    world.phone(BOSS).texts(f"block {code} 3d").gets("blocked until")
    world.phone(FIRST).texts(f"done {code} quarrel").gets("closed")
    return rosa.ignores()


def test_each_cry_of_a_blocked_family_reaches_a_human(world: World) -> None:
    """Known people have their page at every emergency; whoever has it reads every cry."""
    rosa = blocked_family(world)
    for hour in range(2):
        rosa.texts(CRY).gets("911", "988")
        page = world.phone(FIRST).gets("PAGE", "EMERGENCY", "BLOCKED")
        world.phone(FIRST).replies("1").gets("yours", "BLOCKED").gets(CRY)
        rosa.gets("Lucia").texts("he has a gun now").gets("911", "988")
        world.phone(FIRST).gets(page.code, "he has a gun now").texts(f"done {page.code} {hour} police").gets("closed")
        world.later(hours=1)


def test_a_sign_of_danger_from_a_blocked_family_is_a_page(world: World) -> None:
    """In silence on that phone; a human hears of it tonight."""
    blocked_family(world).texts("he reads this, delete this").gets_nothing()
    world.phone(FIRST).gets("PAGE", "HELD").ignores()
    world.later(minutes=6)
    world.phone(SECOND).gets("PAGE").replies("1").gets("yours").gets("delete this")


def test_what_a_blocked_family_says_of_a_visit_counts(on: World) -> None:
    """It is asked whether a visit suits it: its answer, in silence, must not become a no-show."""
    rosa = on.agreed("rosa").texts(CRY).ignores()
    dana = on.phone(OWN)
    code = dana.gets("PAGE").replies("1").gets("yours").gets(CRY).code
    dana.texts(f"done {code} quarrel").gets("closed").texts("resume F-0001").gets("may go out")
    on.phone(BOSS).texts(f"block {code} 3d").gets("blocked until")
    rosa.ignores()
    on.visit("F-0001", DECEMBER + timedelta(hours=26))
    on.at(DECEMBER + timedelta(hours=9))
    rosa.gets("Text 1 = fine, 2 = does not suit").texts("2").gets_nothing()
    rosa.texts("the boiler makes a noise").gets_nothing()
    on.at(DECEMBER + timedelta(hours=22, minutes=30))
    dana.gets("Morning list", "does NOT suit them", "F-0001: texts the line answered alone")
    dana.texts("words F-0001").gets("boiler")
    dana.ignores()
    rosa.ignores()


def test_the_page_quotes_the_limit_before_the_block(world: World) -> None:
    """Words like "he reads this" decide what is safe; that the number is blocked does not."""
    blocked_family(world).texts(f"{CRY}, he reads this").gets("OK")
    world.phone(FIRST).gets("PAGE", "EMERGENCY", "reads").lacks("BLOCKED").replies("1").gets("yours").gets(CRY)


def test_whoever_has_it_reads_the_cries_of_a_blocked_number(world: World) -> None:
    """One page a block, but no words of danger kept from the one human who has them."""
    stranger, code = harassed(world)
    world.phone(FIRST).texts(f"done {code} prank").gets("closed")
    world.phone(BOSS).texts(f"block {code} 24h").gets("blocked until")
    stranger.texts(CRY).gets("911")
    page = world.phone(FIRST).gets("PAGE").replies("1").gets("yours").gets(CRY)
    stranger.ignores().texts("he has a gun now").gets("911", "988")
    world.phone(FIRST).gets(page.code, "he has a gun now")
    stranger.texts("are you there").gets_nothing()


def test_a_blocked_cry_that_is_open_still_climbs(world: World) -> None:
    """A request is a request: it goes on until somebody has it."""
    stranger, code = harassed(world)
    world.phone(FIRST).texts(f"done {code} prank").gets("closed")
    world.phone(BOSS).texts(f"block {code} 24h").gets("blocked until")
    stranger.texts(CRY).gets("911")
    world.phone(FIRST).gets("PAGE")
    world.later(minutes=5)
    world.phone(SECOND).gets("PAGE").replies("1").gets("yours").gets(CRY)


def test_a_block_is_lifted_by_text(world: World) -> None:
    """And the number is answered at once."""
    stranger, code = harassed(world)
    boss = world.phone(BOSS).texts(f"block {code} 24h").gets("blocked until")
    world.phone(FIRST).ignores().texts(f"done {code} prank").gets("closed")
    stranger.texts("hello?").gets_nothing()
    boss.texts(f"unblock {code}").gets("answered again")
    stranger.texts("hello?").gets("number")


@pytest.mark.parametrize(
    ("who", "text", "answer"),
    [
        (FIRST, "block {code} 24h", "Only a supervisor"),
        (FIRST, "unblock {code}", "Only a supervisor"),
        (BOSS, "block {code}", "For how long?"),
        (BOSS, "block {code} for ever", "For how long?"),
        (BOSS, "block ZX 24h", "No request"),
    ],
)
def test_what_blocks_nobody_says_so(world: World, who: str, text: str, answer: str) -> None:
    """Nothing is done, and no family reads it."""
    _, code = harassed(world)
    world.phone(who).texts(text.format(code=code)).gets(answer)
    assert not rows(world, blocks)


def test_no_block_lasts_longer_than_the_program_allows(world: World) -> None:
    """A week at most; the answer says until when."""
    _, code = harassed(world)
    world.phone(BOSS).texts(f"block {code} 99d").gets("blocked until Sat, Nov 28")


def test_a_colleagues_phone_is_not_blocked(world: World) -> None:
    """A worker's own emergency is nobody's to silence."""
    world.phone(OWN).texts("help").gets("telling the supervisors")
    code = world.phone(FIRST).gets("PAGE", "WORKER IN DANGER").code
    world.phone(BOSS).gets("PAGE").texts(f"block {code} 24h").gets("colleague's own phone")


def test_stop_and_limits_of_a_blocked_number_count(world: World) -> None:
    """The carrier has switched texts off already, and "he reads this" holds the phone, in silence."""
    rosa = world.family("rosa", phone_is="private").texts(CRY).gets("911")
    code = world.phone(FIRST).gets("PAGE").code
    world.phone(FIRST).replies("1").gets("yours").gets(CRY)
    rosa.gets("Lucia")
    world.phone(BOSS).texts(f"block {code} 24h").gets("blocked until")
    rosa.texts("he reads this phone").gets_nothing()
    world.phone(FIRST).gets(code, "he reads this phone")
    world.phone(FIRST).texts("are you there").gets("not sent")
