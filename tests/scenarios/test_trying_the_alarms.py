"""A test alarm by every route: `hearthline check --alarm`."""

from datetime import timedelta

from outside import Mailbox, Web, serving
from troubles import alarm_kinds, rows
from world import BOSS, FIRST, World

from bot.alarms import AlarmRoutes
from bot.checks import Finding, Level
from bot.probes.alarm import LOOKS, check_alarm
from bot.store.tables import outbound


def told(findings: list[Finding], *words: str) -> Finding:
    """Return the one finding that holds all of `words`."""
    (one,) = [finding for finding in findings if all(word in finding.what for word in words)]
    return one


def test_each_route_says_what_it_answered(office: World) -> None:
    """Web, mail and a text to each supervisor; workers are not told, and no alarm stands afterwards."""
    web, mail = Web(), Mailbox()
    with serving(web, mail):
        routes = AlarmRoutes(url=web.url, smtp_url=mail.url, mail_to=("it@example.org",))
        found = list(check_alarm(office.services, routes, office.settle))
    assert all(finding.level is Level.NOTE for finding in found)
    told(found, "by web was taken")
    told(found, "by mail was taken")
    told(found, "by text", "sam")
    assert web.got == [{"alarm": "test", "text": "This is only a test of the alarms. Nothing is wrong."}]
    assert len(mail.got) == 1
    office.phone(BOSS).gets("ALARM", "only a test").gets_nothing()
    office.phone(FIRST).gets_nothing()
    assert alarm_kinds(office) == []


def test_a_route_that_fails_is_serious_and_stops_no_other(office: World) -> None:
    """A web server in trouble and a mail server that is not there: each by itself, without the address."""
    web = Web(status=500)
    with serving(web):
        routes = AlarmRoutes(url=web.url, smtp_url="smtp://127.0.0.1:1", mail_to=("it@example.org",))
        found = list(check_alarm(office.services, routes, office.settle))
    assert told(found, "by web failed (HTTP 500)").level is Level.SERIOUS
    assert "ALARM_SMTP_URL" in told(found, "by mail failed").remedy
    assert told(found, "by text").level is Level.NOTE
    office.phone(BOSS).gets("only a test")


def test_texts_that_do_not_leave_are_serious(office: World) -> None:
    """Without a running line they wait, and two minutes later they are of no use to anybody."""
    looks: list[None] = []
    found = list(check_alarm(office.services, AlarmRoutes(), lambda: looks.append(None)))
    assert "hearthline serve" in told(found, "by text to sam did not leave").remedy
    assert len(looks) == LOOKS
    office.clock.move(timedelta(minutes=3))
    office.settle()
    office.phone(BOSS).gets_nothing()


def test_a_text_the_carrier_refuses_is_serious(office: World) -> None:
    """A supervisor's phone that takes no texts is found before the night it is needed."""
    office.carrier.fail_next(21614)
    found = list(check_alarm(office.services, AlarmRoutes(), office.settle))
    assert told(found, "by text to sam", "came to nothing").level is Level.SERIOUS


def test_a_test_wakes_nobody(world: World) -> None:
    """At 11 pm the other routes are tried and no supervisor is texted."""
    found = list(check_alarm(world.services, AlarmRoutes(), world.settle))
    assert "07:00 and 21:00" in told(found, "no supervisor was texted").remedy
    assert rows(world, outbound) == []
