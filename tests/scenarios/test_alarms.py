"""Alarms that the line may fail: opened, repeated, told once an hour, closed; by text and by routes of their own."""

from datetime import timedelta

import pytest
from outside import Junk, Mailbox, Web, serving
from troubles import alarm_kinds, logged_errors, post, rows, text_form
from world import ACCOUNT, BOSS, FIRST, PUBLIC_URL, SECOND, TOKEN, World

from bot.alarms import AlarmRoutes
from bot.app import create_app
from bot.store import alarms as alarm_rows
from bot.store.tables import alarms
from bot.web.edge import Edge
from scheduler import heartbeat

CRY = "he is hitting me right now"


def raise_one(world: World, kind: str = "carrier_account", about: str = "") -> None:
    """Raise an alarm."""
    with world.store.write() as tx:
        alarm_rows.raise_alarm(tx, kind, about, world.clock.now())


def nobody_from(world: World, minutes: int) -> None:
    """End the rota so many minutes from now; only the supervisor's own place in it goes on."""
    starts, ends = world.clock.now() - timedelta(days=2), world.clock.now() + timedelta(minutes=minutes)
    later = world.clock.now() + timedelta(days=20)
    shifts = ((ends, "on_call", FIRST), (ends, "backup", SECOND), (later, "supervisor", BOSS))
    lines = "\n".join(f"{starts.isoformat()},{end.isoformat()},{tier},{worker}" for end, tier, worker in shifts)
    world.imports("rota", f"starts_at,ends_at,tier,worker_id\n{lines}\n")


def test_an_alarm_is_told_once_and_again_each_hour(world: World) -> None:
    """Repetition is counted, not texted; supervisors hear at once, and after each hour that it stands."""
    boss = world.phone(BOSS)
    for _ in range(5):
        raise_one(world)
    assert world.watches() == 1
    boss.gets("ALARM", "carrier").gets_nothing()
    for _ in range(59):
        world.clock.move(timedelta(minutes=1))
        raise_one(world)
        assert world.watches() == 0
    world.clock.move(timedelta(minutes=1))
    raise_one(world)
    assert world.watches() == 1
    boss.gets("ALARM", "Since 11:00 pm").gets_nothing()
    assert [row["times"] for row in rows(world, alarms)] == [65]
    assert [kind for kind, _ in world.alarms_sent] == ["carrier_account", "carrier_account"]
    assert "65 times" in world.alarms_sent[1][1]
    world.phone(FIRST).gets_nothing()


def test_account_trouble_is_over_when_texts_leave_again(world: World) -> None:
    """The alarm closes once a text was taken and nothing was refused for a while, and opens anew if need be."""
    raise_one(world)
    world.watches()
    world.phone(BOSS).gets("ALARM")
    world.watches()
    assert alarm_kinds(world) == ["carrier_account"]
    world.later(minutes=6)
    world.watches()
    assert alarm_kinds(world) == []
    raise_one(world)
    assert world.watches() == 1
    world.phone(BOSS).gets("ALARM")
    assert len(rows(world, alarms)) == 2


def test_what_happened_once_is_not_told_all_night(world: World) -> None:
    """A forged request or a broken turn is told; after an hour without another one the alarm is closed, unsaid."""
    raise_one(world, "bad_signatures")
    raise_one(world, "unread_crash")
    raise_one(world, "filtered", "30007")
    world.watches()
    world.phone(BOSS).gets("ALARM").gets("ALARM").gets("ALARM")
    for _ in range(8):
        world.clock.move(timedelta(minutes=30))
        world.watches()
    assert alarm_kinds(world) == []
    world.phone(BOSS).gets_nothing()


def test_nobody_on_call_is_an_alarm_until_somebody_is(world: World) -> None:
    """A hole in the rota is told before anybody cries for help; the next shift closes it."""
    nobody_from(world, 30)
    assert world.watches() == 0
    world.clock.move(timedelta(minutes=31))
    assert world.watches() == 1
    world.phone(BOSS).gets("ALARM", "on-call")
    world.rota((SECOND, "on_call"))
    world.watches()
    assert alarm_kinds(world) == []


def test_a_cry_with_nobody_on_call_reaches_the_supervisor(world: World) -> None:
    """The hole in the rota costs the family no time: the supervisor is paged at once."""
    nobody_from(world, 1)
    world.clock.move(timedelta(minutes=2))
    world.watches()
    world.phone(BOSS).gets("ALARM")
    rosa = world.family("rosa", phone_is="private")
    rosa.texts(CRY).gets("911")
    world.phone(BOSS).gets("PAGE").replies("1").gets("yours").gets("hitting me")
    rosa.gets("Sam")


def test_a_tick_that_stopped_is_an_alarm(world: World) -> None:
    """A tick silent for more than five minutes is told; when it beats again the alarm closes."""
    with world.store.write() as tx:
        alarm_rows.beat(tx, "ladder", world.clock.now(), 0.1)
    world.clock.move(timedelta(minutes=4))
    assert world.watches() == 0
    world.clock.move(timedelta(minutes=2))
    assert world.watches() == 1
    world.phone(BOSS).gets("ALARM", "stopped working")
    with world.store.write() as tx:
        alarm_rows.beat(tx, "ladder", world.clock.now(), 0.1)
    world.watches()
    assert alarm_kinds(world) == []


def test_the_slowest_tick_may_rest(world: World) -> None:
    """The inbox looks every two minutes; that alone is no alarm and no worry."""
    for _ in range(4):
        with world.store.write() as tx:
            alarm_rows.beat(tx, "inbox", world.clock.now(), 0.1)
        world.clock.move(timedelta(seconds=125))
        assert world.watches() == 0
        assert world.web.get("/watch").status_code == 200


def test_alarms_are_texts_to_supervisors_alone_and_at_any_hour(world: World) -> None:
    """A worker on call is not told of the carrier; a supervisor is, at 3 am."""
    world.clock.move(timedelta(hours=4))
    raise_one(world)
    world.watches()
    world.phone(BOSS).gets("ALARM")
    for worker in ("dana", FIRST, SECOND):
        world.phone(worker).gets_nothing()


def test_an_alarm_the_carrier_refuses_still_leaves_by_its_routes(world: World) -> None:
    """The text to the supervisor waits for the carrier; the web and the mail do not."""
    world.carrier.fail_next(20003, n=1)
    raise_one(world)
    world.watches()
    world.phone(BOSS).gets_nothing()
    assert [kind for kind, _ in world.alarms_sent] == ["carrier_account"]
    world.later(minutes=1)
    world.phone(BOSS).gets("ALARM")


def test_alarms_leave_by_web_and_by_mail(world: World) -> None:
    """Both routes get the kind and one sentence, and nothing about any family."""
    web, mail = Web(), Mailbox()
    raise_one(world, "carrier_account", "30002")
    with serving(web, mail):
        routes = AlarmRoutes(url=web.url, smtp_url=mail.url, mail_to=("it@example.org", "boss@example.org"))
        assert heartbeat.run(world.services, routes, ()) == 1
    told = "carrier_account 30002 since 2026-11-21 23:00, seen once; docs/operations.md says what to do"
    assert web.got == [{"alarm": "carrier_account", "text": told}]
    assert len(mail.got) == 1
    assert "Subject: Alarm: carrier_account" in mail.got[0]
    assert "it@example.org, boss@example.org" in mail.got[0]
    world.settle()
    world.phone(BOSS).gets("ALARM")


def test_an_alarm_about_nothing_in_particular_is_a_sentence_too(world: World) -> None:
    """No gap where there is nothing to name, and how often it was seen."""
    raise_one(world, "carrier_down")
    raise_one(world, "carrier_down")
    world.watches()
    assert world.alarms_sent[0][1].startswith("carrier_down since 2026-11-21 23:00, seen 2 times;")
    world.phone(BOSS).gets("ALARM")


def test_the_week_leaves_by_the_same_routes_and_is_no_alarm() -> None:
    """Whoever reads the mail sees at once that nothing has failed."""
    mail = Mailbox()
    with serving(mail):
        AlarmRoutes(smtp_url=mail.url, mail_to=("it@example.org",)).send("week", "Texts: 3 sent")
    assert "Subject: The line's week" in mail.got[0]
    assert "Alarm" not in mail.got[0]


def test_a_route_that_fails_stops_no_other(world: World) -> None:
    """A web server in trouble is logged; the mail leaves, and the text too."""
    web, mail = Web(status=500), Mailbox()
    raise_one(world)
    with serving(web, mail), logged_errors("bot.alarms") as errors:
        heartbeat.run(world.services, AlarmRoutes(url=web.url, smtp_url=mail.url, mail_to=("it@example.org",)), ())
    assert errors == ["An alarm could not be sent"]
    assert len(mail.got) == 1
    world.settle()
    world.phone(BOSS).gets("ALARM")


def test_an_answer_that_is_no_http_stops_no_other_route(world: World) -> None:
    """Something else listens behind the address: logged, the mail leaves; the outside watchdog fares no worse."""
    junk, mail = Junk(), Mailbox()
    with serving(junk, mail):
        heartbeat.call_outside(world.services, junk.url)
        raise_one(world)
        with logged_errors("bot.alarms") as errors:
            heartbeat.run(world.services, AlarmRoutes(url=junk.url, smtp_url=mail.url, mail_to=("it@example.org",)), ())
    assert errors == ["An alarm could not be sent"]
    assert len(mail.got) == 1
    world.settle()
    world.phone(BOSS).gets("ALARM")


@pytest.mark.parametrize(
    "routes",
    [
        AlarmRoutes(url="http://127.0.0.1:1/", smtp_url="smtp://127.0.0.1:1", mail_to=("it@example.org",)),
        AlarmRoutes(url="nonsense", smtp_url="smtp://[", mail_to=("it@example.org",)),
        AlarmRoutes(url="http://127.0.0.1:99999/", smtp_url="smtp://127.0.0.1:99999", mail_to=("it@example.org",)),
    ],
)
def test_routes_that_lead_nowhere_are_logged(world: World, routes: AlarmRoutes) -> None:
    """No web, no mail: the supervisors' phones remain."""
    raise_one(world)
    with logged_errors("bot.alarms") as errors:
        heartbeat.run(world.services, routes, ())
    assert len(errors) == 2
    world.settle()
    world.phone(BOSS).gets("ALARM")


def test_the_outside_watchdog_is_called_only_while_all_is_well(world: World) -> None:
    """Its silence is the alarm."""
    web = Web()
    with serving(web):
        heartbeat.call_outside(world.services, "")
        assert web.got == []
        heartbeat.call_outside(world.services, web.url)
        assert web.got == [{"get": "/alarm"}]
        raise_one(world)
        heartbeat.call_outside(world.services, web.url)
        assert web.got == [{"get": "/alarm"}]
    heartbeat.call_outside(world.services, "http://127.0.0.1:1/")
    world.watches()
    world.phone(BOSS).gets("ALARM")


def test_ready_and_health_ask_for_nothing(world: World) -> None:
    """Proxies and deployments may look from anywhere."""
    for path in ("/health", "/ready"):
        answer = world.web.get(path, environ_base={"REMOTE_ADDR": "203.0.113.5"})
        assert answer.status_code == 200


@pytest.mark.parametrize(
    ("remote", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("203.0.113.5", {}, 403),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.5"}, 403),
        ("127.0.0.1", {"Forwarded": "for=203.0.113.5"}, 403),
        ("203.0.113.5", {"Authorization": "Bearer watch-token"}, 200),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.5", "Authorization": "Bearer watch-token"}, 200),
        ("203.0.113.5", {"Authorization": "Bearer wrong"}, 403),
        ("203.0.113.5", {"Authorization": "Bearer "}, 403),
        ("203.0.113.5", {"Authorization": "watch-token é"}, 403),
    ],
)
def test_the_watch_is_for_this_machine_or_the_tokens_bearer(
    world: World, remote: str, headers: dict[str, str], status: int
) -> None:
    """What could make the line fail is nobody else's to know."""
    with world.store.write() as tx:
        alarm_rows.beat(tx, "ladder", world.clock.now(), 0.1)
    edge = Edge(
        services=world.services,
        wake=lambda: None,
        public_url=PUBLIC_URL,
        tokens=(TOKEN,),
        account_sid=ACCOUNT,
        monitor_token="watch-token",
    )
    web = create_app(edge).test_client()
    assert web.get("/watch", headers=headers, environ_base={"REMOTE_ADDR": remote}).status_code == status


def test_without_a_token_configured_an_empty_one_opens_nothing(world: World) -> None:
    """No `HEARTHLINE_MONITOR_TOKEN`: only this machine may look."""
    for headers in ({"Authorization": "Bearer "}, {"Authorization": "Bearer"}, {}):
        assert world.web.get("/watch", headers=headers, environ_base={"REMOTE_ADDR": "203.0.113.5"}).status_code == 403


def test_the_watch_gives_its_reasons(world: World) -> None:
    """No tick yet, nobody on call, texts or a request that wait, an alarm: each is named, no family is."""
    assert reasons(world) == ["no tick has run yet"]
    with world.store.write() as tx:
        alarm_rows.beat(tx, "ladder", world.clock.now(), 0.1)
    assert reasons(world) == []
    nobody_from(world, 1)
    rosa = world.family("rosa", phone_is="private")
    rosa.texts(CRY).gets("911")
    world.phone(FIRST).gets("PAGE")
    rosa.texts("numbers").gets("988")
    raise_one(world)
    world.carrier.down()
    world.carrier.receive("+12025550119", "hello")
    world.carrier.deliver_webhooks()
    world.clock.move(timedelta(minutes=8))
    found = " ".join(reasons(world))
    for words in ("tick ladder", "nobody is on call", "waiting to leave", "next step", "alarm: carrier_account"):
        assert words in found
    assert "F-0001" not in found
    world.carrier.up()
    for phone in (rosa, world.phone(SECOND), world.phone(BOSS), world.stranger(19)):
        phone.world.settle()
        phone.ignores()


def reasons(world: World) -> list[str]:
    """Ask the watch for its reasons."""
    answer = world.web.get("/watch")
    found: list[str] = answer.json["reasons"] if answer.json else []
    assert answer.status_code == (503 if found else 200)
    return found


def test_refused_requests_do_not_fill_the_outbox(world: World) -> None:
    """A thousand forged requests are one alarm, told once."""
    for _ in range(1_000):
        assert post(world, text_form("+12025550119", CRY), signature="forged").status_code == 403
    world.watches()
    world.phone(BOSS).gets("ALARM", "forged").gets_nothing()
