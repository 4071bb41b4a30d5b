"""Each night a backup: made once, looked after, told when it fails; and the line's numbers for those who watch it."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from troubles import alarm_kinds, logged_errors
from world import ACCOUNT, BOSS, FIRST, PUBLIC_URL, TOKEN, ZONE, World

from bot.alarms import AlarmRoutes
from bot.app import create_app
from bot.backing_up import back_up, back_up_tonight
from bot.store import alarms, backups, figures
from bot.store.copying import kept_backups
from bot.store.engine import Store
from bot.web.edge import Edge
from bot.web.metrics import exposition
from scheduler.clockwork import ticks_for

CRY = "he is hitting me right now"
SUNDAY_3_30 = datetime(2026, 11, 22, 3, 30, tzinfo=ZONE)
SAMPLE = re.compile(r'(hearthline_[a-z_]+)(?:\{([a-z]+="(?:[^"\\\n]|\\[\\n"])*"(?:,[a-z]+="[^"\n]*")*)\})? (-?[0-9.]+)')


def test_a_backup_a_night(world: World, tmp_path: Path) -> None:
    """The first at once, for the night that is over; then one after half past three by the program's clock."""
    assert back_up_tonight(world.services, tmp_path) == 1
    assert back_up_tonight(world.services, tmp_path) == 0
    world.clock.move(SUNDAY_3_30 - timedelta(seconds=1) - world.clock.now())
    assert back_up_tonight(world.services, tmp_path) == 0
    world.clock.move(timedelta(seconds=1))
    assert back_up_tonight(world.services, tmp_path) == 1
    assert [file.name for file in kept_backups(tmp_path)] == [
        "hearthline-20261122T040000Z.backup",
        "hearthline-20261122T083000Z.backup",
    ]


def test_a_night_is_one_processs(world: World, tmp_path: Path) -> None:
    """While one makes it no other begins; one that died over it is replaced after an hour."""
    now = world.clock.now()
    with world.store.write() as tx:
        assert backups.begin(tx, world.services.program.backup.night(now.astimezone(ZONE)), now)
    tries = []
    for minutes in (0, 59, 1):
        world.clock.move(timedelta(minutes=minutes))
        tries.append(back_up_tonight(world.services, tmp_path))
    assert tries == [0, 0, 1]


def test_old_backups_go_and_nothing_else_does(world: World, tmp_path: Path) -> None:
    """As many as the program keeps, the newest; what else lies in the folder is not ours."""
    (tmp_path / "hearthline-notes.backup").touch()
    keep = world.services.program.backup.keep
    for _ in range(keep + 3):
        back_up_tonight(world.services, tmp_path)
        world.clock.move(timedelta(days=1))
    kept = kept_backups(tmp_path)
    assert len(kept) == keep
    assert kept[-1].name.startswith("hearthline-202612")
    assert (tmp_path / "hearthline-notes.backup").exists()


def test_a_failed_backup_is_an_alarm_until_one_is_made(world: World, tmp_path: Path) -> None:
    """The supervisors hear of it; it is tried again each hour, and one made by hand ends it too."""
    folder = tmp_path / "not mounted"
    with logged_errors("bot.backing_up"):
        assert back_up_tonight(world.services, folder) == 0
    assert alarm_kinds(world) == ["backup_failed"]
    assert back_up_tonight(world.services, folder) == 0
    folder.mkdir()
    world.clock.move(timedelta(hours=1))
    assert back_up_tonight(world.services, folder) == 1
    assert alarm_kinds(world) == []
    with world.store.write() as tx:
        alarms.raise_alarm(tx, "backup_failed", "", world.clock.now())
    back_up(world.store, folder, world.clock.now())
    assert alarm_kinds(world) == []


def test_a_failed_backup_wakes_nobody(world: World, tmp_path: Path) -> None:
    """At half past three it leaves for IT alone; when staff may be texted, at seven, the supervisors get one text."""
    world.clock.move(SUNDAY_3_30 - world.clock.now())
    with logged_errors("bot.backing_up"):
        back_up_tonight(world.services, tmp_path / "not mounted")
    for _ in range(7):
        world.watches()
        world.phone(BOSS).gets_nothing()
        world.clock.move(timedelta(minutes=30))
    assert [kind for kind, _ in world.alarms_sent] == ["backup_failed"] * 4
    world.watches()
    world.phone(BOSS).gets("ALARM", "backup", "Since 3:30 am").gets_nothing()
    world.clock.move(timedelta(minutes=59))
    world.watches()
    world.phone(BOSS).gets_nothing()
    world.clock.move(timedelta(minutes=1))
    world.watches()
    world.phone(BOSS).gets("ALARM", "backup")


def test_a_backup_made_before_seven_is_not_told_to_supervisors(world: World, tmp_path: Path) -> None:
    """What is mended in the night costs nobody a text."""
    world.clock.move(SUNDAY_3_30 - world.clock.now())
    folder = tmp_path / "not mounted"
    with logged_errors("bot.backing_up"):
        back_up_tonight(world.services, folder)
    world.watches()
    folder.mkdir()
    world.clock.move(timedelta(hours=1))
    assert back_up_tonight(world.services, folder) == 1
    world.clock.move(timedelta(hours=3))
    world.watches()
    world.phone(BOSS).gets_nothing()


def test_the_tick_is_there_where_a_folder_is_named(world: World, tmp_path: Path) -> None:
    """Without one nothing is made and nothing is missed."""
    assert "backups" not in ticks_for(AlarmRoutes())
    assert ticks_for(AlarmRoutes(), "", tmp_path)["backups"].run(world.services) == 1


@pytest.fixture
def ask(world: World) -> Callable[[str], tuple[int, str]]:
    """Give what asks a line that keeps backups, from this machine."""
    edge = Edge(
        services=world.services,
        wake=lambda: None,
        public_url=PUBLIC_URL,
        tokens=(TOKEN,),
        account_sid=ACCOUNT,
        keeps_backups=True,
    )
    web = create_app(edge).test_client()

    def asked(path: str) -> tuple[int, str]:
        answer = web.get(path)
        return answer.status_code, answer.text

    return asked


def test_the_watch_tells_the_age_of_the_backup(
    world: World, tmp_path: Path, ask: Callable[[str], tuple[int, str]]
) -> None:
    """None, or one older than a night and two hours, is a reason; the age is told anyway."""
    assert "no backup has been made yet" in ask("/watch")[1]
    back_up_tonight(world.services, tmp_path)
    for hours, is_fine in ((1, True), (26, True), (27, False)):
        world.clock.move(timedelta(hours=hours) - timedelta(seconds=_age(ask)))
        with world.store.write() as tx:
            alarms.beat(tx, "ladder", world.clock.now(), 0.1)
        status, told = ask("/watch")
        assert status == (200 if is_fine else 503)
        assert f'"backup_age_seconds":{hours * 3600}' in told.replace(" ", "")
        assert ("the last backup is 27 hours old" in told) is not is_fine


def _age(ask: Callable[[str], tuple[int, str]]) -> int:
    found = re.search(r'"backup_age_seconds": ?(\d+)', ask("/watch")[1])
    assert found
    return int(found[1])


def test_the_numbers_of_a_night(world: World, tmp_path: Path, ask: Callable[[str], tuple[int, str]]) -> None:
    """Texts, requests, claims, ticks, alarms and the backup, in the text format and by counts alone."""
    rosa, luz = world.family("rosa", phone_is="private"), world.family("luz", phone_is="private")
    rosa.texts(CRY).gets("911")
    world.later(minutes=4)
    world.phone(FIRST).gets("PAGE").replies("1").gets("yours").gets("hitting me")
    rosa.gets("Lucia")
    luz.texts("i want to die").gets("911")
    world.phone(FIRST).gets("PAGE")
    back_up_tonight(world.services, tmp_path)
    with world.store.write() as tx:
        alarms.beat(tx, "ladder", world.clock.now(), 0.1)
        alarms.raise_alarm(tx, "filtered", "30007", world.clock.now())
    world.clock.move(timedelta(minutes=2))
    status, told = ask("/metrics")
    assert status == 200
    samples = parsed(told)
    for sample, value in {
        'outbound_texts{purpose="page",state="submitted"}': 2,
        'live_requests{state="claimed",grade="emergency"}': 1,
        'live_requests{state="open",grade="emergency"}': 1,
        'claim_seconds_bucket{le="180"}': 0,
        'claim_seconds_bucket{le="300"}': 1,
        'claim_seconds_bucket{le="+Inf"}': 1,
        "claim_seconds_sum": 240,
        "claim_seconds_count": 1,
        'tick_age_seconds{tick="ladder"}': 120,
        'open_alarms{kind="filtered"}': 1,
        "backup_age_seconds": 120,
        "inbound_texts_total": 3,
        "oldest_waiting_seconds": 0,
    }.items():
        assert samples[f"hearthline_{sample}"] == value
    assert samples["hearthline_segments_sent_total"] >= 7
    assert not any(told_of in told for told_of in ("F-0001", "Lucia", "Rosa", "5550", world.phone(FIRST).code))
    world.settle()


def parsed(text: str) -> dict[str, float]:
    """Read the text format: each family is announced once, before its samples, and each sample is there once."""
    families: list[str] = []
    samples: dict[str, float] = {}
    for line in text.splitlines():
        if line.startswith("# TYPE "):
            families.append(line.split()[2])
        elif not line.startswith("# HELP "):
            found = SAMPLE.fullmatch(line)
            assert found, line
            assert found[1].startswith(families[-1])
            name = line.rpartition(" ")[0]
            assert name not in samples
            samples[name] = float(found[3])
    assert len(set(families)) == len(families)
    assert text.endswith("\n")
    return samples


def test_an_empty_line_has_numbers_too(sqlite_store: Store, world: World) -> None:
    """Nothing counted is no mistake, and what has never been is left out."""
    with sqlite_store.read() as tx:
        counted = figures.figures(tx, world.clock.now())
    samples = parsed(exposition(counted))
    assert samples["hearthline_segments_sent_total"] == 0
    assert "hearthline_backup_age_seconds" not in samples


def test_what_a_label_holds_cannot_break_the_format(world: World) -> None:
    """A quote, a backslash or a new line is escaped."""
    with world.store.write() as tx:
        alarms.raise_alarm(tx, 'a"b\\c\nd', "", world.clock.now())
        counted = figures.figures(tx, world.clock.now())
    assert parsed(exposition(counted))[r'hearthline_open_alarms{kind="a\"b\\c\nd"}'] == 1


def test_the_numbers_are_for_this_machine_or_the_tokens_bearer(world: World) -> None:
    """As the watch is."""
    assert world.web.get("/metrics", environ_base={"REMOTE_ADDR": "203.0.113.5"}).status_code == 403
    assert world.web.get("/metrics").status_code == 200
