"""The database is gone: families get fixed words with 911 and 988, and their text is fetched later."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from troubles import SMS, logged_errors, post, rows, sent, text_form
from world import ACCOUNT, FIRST, World

from bot.alarms import AlarmRoutes
from bot.store.engine import DatabaseTrouble
from bot.store.tables import inbound, outbound
from scheduler.clockwork import Beats, Tick, run_tick, ticks_for

CRY = "he is hitting me right now"


@contextmanager
def gone(world: World) -> Iterator[None]:
    """Let the database be gone: its file is moved away, and comes back at the end."""
    file = Path(str(world.store.engine.url.database).removeprefix("file://"))
    away = file.with_suffix(".away")
    file.rename(away)
    try:
        yield
    finally:
        away.rename(file)


def test_the_family_gets_fixed_words_and_then_a_human(world: World) -> None:
    """The webhook answers by itself in valid TwiML; once the database is back the text is fetched and paged."""
    rosa = world.family("rosa", phone_is="private")
    sid = world.carrier.receive(rosa.phone, CRY)
    with gone(world), logged_errors("bot.web.sms"):
        answer = post(world, text_form(rosa.phone.e164, CRY, sid))
        assert world.carrier.deliver_webhooks() == (200,)
    assert (answer.status_code, answer.mimetype) == (200, "text/xml")
    words = said(answer.text)
    assert "911" in words
    assert "988" in words
    assert not {"safe", "agency", "children", "hitting"} & set(words.lower().split())
    world.settle()
    rosa.gets_nothing()
    assert rows(world, inbound) == []
    assert world.fetches() == 1
    rosa.gets("911")
    world.phone(FIRST).gets("PAGE", "F-0001")


def said(document: str) -> str:
    """Return the words of the one message in a TwiML document."""
    root = ET.fromstring(document)  # noqa: S314  (our own answer)
    assert root.tag == "Response"
    messages = root.findall("Message")
    assert len(messages) == 1
    return messages[0].text or ""


def test_the_fixed_words_are_short_and_in_every_language(world: World) -> None:
    """Nobody's language is known while the database is gone."""
    with gone(world), logged_errors("bot.web.sms"):
        words = said(post(world, text_form("+12025550119", CRY)).text)
    for opening in ("Automatic answer", "Respuesta automatica", "Repons otomatik", "Resposta automatica"):
        assert words.count(opening) == 1
    assert len(words) < 1_600


def test_receipts_are_asked_for_again(world: World) -> None:
    """A receipt that cannot be kept is refused with 503, so that the carrier may repeat it."""
    form = {"MessageSid": "SM1", "AccountSid": ACCOUNT, "MessageStatus": "delivered"}
    with gone(world):
        assert post(world, form, f"{SMS}/status/1").status_code == 503
    assert post(world, form, f"{SMS}/status/1").status_code == 204


def test_forgeries_are_refused_all_the_same(world: World) -> None:
    """An alarm that cannot be written does not open the door."""
    with gone(world), logged_errors("bot.web.sms"):
        for _ in range(6):
            assert post(world, text_form("+12025550119", CRY), signature="forged").status_code == 403


def test_health_tells_the_process_from_its_database(world: World) -> None:
    """The process answers, is not ready, and the watch says why."""
    with gone(world):
        assert world.web.get("/health").status_code == 200
        assert world.web.get("/ready").status_code == 503
        watch = world.web.get("/watch")
        assert watch.status_code == 503
        unknown = {"backup_age_seconds": None, "rota_gaps": None, "round_trip": None}
        assert watch.json == {"ok": False, "reasons": ["the database does not answer"], **unknown}
    assert world.web.get("/ready").status_code == 200


def test_a_tick_outlives_it(world: World) -> None:
    """Every tick logs the trouble, and runs when the database is back."""
    beats = Beats()
    with gone(world), logged_errors("scheduler.clockwork") as errors:
        for name, tick in ticks_for(AlarmRoutes()).items():
            assert run_tick(world.services, name, tick, wake=lambda: None, beats=beats) == 0
    assert set(errors) == {"A tick could not reach the database"}
    for name, tick in ticks_for(AlarmRoutes()).items():
        run_tick(world.services, name, tick, wake=lambda: None, beats=beats)
    assert world.web.get("/watch").status_code == 200


def test_the_outside_is_told_once_an_hour_and_the_supervisors_afterwards(world: World) -> None:
    """No row can be written, so the alarm leaves by the routes that need none; a hiccup is no alarm."""
    told: list[str] = []

    class Routes(AlarmRoutes):
        def send(self, kind: str, sentence: str) -> None:
            told.append(kind)

    watch = ticks_for(Routes())["watch"]
    with gone(world):
        look(world, watch)
        assert told == []
        look(world, watch)
        assert told == ["database"]
        for _ in range(10):
            look(world, watch)
        assert told == ["database"]
    watch.run(world.services)
    watch.run(world.services)
    world.settle()
    world.phone("sam").gets("ALARM", "database").gets_nothing()
    assert told == ["database", "database"]


def look(world: World, watch: Tick) -> None:
    """Run the watchdog's tick while the database is gone."""
    with pytest.raises(DatabaseTrouble):
        watch.run(world.services)


def test_a_text_sent_while_it_went_away_is_looked_up(world: World) -> None:
    """The carrier took it and the outcome could not be written: found in the list, never sent twice."""
    rosa = world.family("rosa", phone_is="private")
    world.carrier.receive(rosa.phone, CRY)
    world.carrier.deliver_webhooks()
    world.carrier.lose_receipts(rosa.phone)
    carrier = world.services.carrier
    send = carrier.send_text

    def send_and_lose_the_database(text: object) -> object:
        answer = send(text)  # type: ignore[arg-type]
        file.rename(file.with_suffix(".away"))
        return answer

    file = Path(str(world.store.engine.url.database).removeprefix("file://"))
    world.carrier.send_text = send_and_lose_the_database  # type: ignore[method-assign, assignment]
    with pytest.raises(DatabaseTrouble):
        world.settle()
    del world.carrier.send_text
    file.with_suffix(".away").rename(file)
    world.settle()
    rosa.gets("911")
    world.phone(FIRST).gets("PAGE").replies("1").gets("yours").gets("hitting me")
    rosa.gets("Lucia")
    world.later(minutes=3)
    rosa.gets_nothing()
    assert sent(world, purpose="help_answer")["state"] == "submitted"
    assert rows(world, outbound, state="unknown") == []
