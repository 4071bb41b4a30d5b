"""The five scenes of the rehearsal: each told in under a minute, played by the real line, and true to its captions."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from rehearsing import HERE, SAME_ORIGIN, TICKS, words_of
from world import TUESDAY_10_AM

from bot.rehearsal import new_rehearsal
from bot.rehearsal.playing import Rehearsal
from bot.rehearsal.scenes import CALLS, KILLED, MOVE, READS, SCENES, SPANISH
from bot.rehearsal.script import PLAYERS, Scene
from bot.web.rehearsal import create_rehearsal_app

A_MINUTE = 60


class Spectator:
    """Somebody who watches a scene without a script: presses Play and Next, and reads."""

    def __init__(self, rehearsal: Rehearsal) -> None:
        self.rehearsal = rehearsal
        self.web: FlaskClient = create_rehearsal_app(rehearsal).test_client()
        self.scene = MOVE

    def press(self, button: str, **fields: str) -> None:
        """Press a button of the scene."""
        path = f"/scene/{self.scene.key}/{button}"
        assert self.web.post(path, data=fields, headers=SAME_ORIGIN, base_url=HERE).status_code == 303

    def plays(self, scene: Scene) -> "Spectator":
        """Begin a scene."""
        self.scene = scene
        self.press("play")
        return self

    def sees(self, step: int) -> "Spectator":
        """Go on until so many steps are done."""
        playing = self.rehearsal.playing
        assert playing is not None
        for number in range(playing.done, step):
            self.press("step", number=str(number))
        return self

    def page(self) -> str:
        """Return the scene's screen as HTML."""
        answer = self.web.get(f"/scene/{self.scene.key}", base_url=HERE)
        assert answer.status_code == 200
        return answer.text

    def reads(self, part: str = "") -> str:
        """Return the words of the screen, or of a part of it."""
        return words_of(self.page(), part)

    def got(self, who: str) -> Sequence[str]:
        """Return every text a phone was sent in this scene, oldest first."""
        return [text.body for text in self.rehearsal.stage.sent_to(PLAYERS[who].phone)]


@pytest.fixture
def spectator(tmp_path: Path) -> Iterator[Spectator]:
    """Give somebody in front of a rehearsal that has not begun."""
    rehearsal = new_rehearsal(tmp_path, TUESDAY_10_AM, TICKS)
    yield Spectator(rehearsal)
    rehearsal.close()


def test_the_first_screen_tells_the_story(spectator: Spectator) -> None:
    """Five scenes, each with a link of its own and one button, then free play; nothing has begun by looking."""
    shown = spectator.web.get("/", base_url=HERE).text
    assert re.findall(r'href="/scene/([a-z-]+)"', shown) == [scene.key for scene in SCENES]
    assert re.findall(r'action="/scene/([a-z-]+)/play"', shown) == [scene.key for scene in SCENES]
    assert 'action="/again"' in shown
    assert spectator.rehearsal.playing is None


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.key)
def test_a_scene_is_told_in_under_a_minute(scene: Scene) -> None:
    """Each caption stands long enough to be read, and together they take less than a minute."""
    told = [(scene.setting, scene.seconds), *((step.caption, step.seconds) for step in scene.steps)]
    assert all(len(words.split()) / seconds <= 3.2 for words, seconds in told), told
    assert scene.length < A_MINUTE


def test_move_my_visit(spectator: Spectator) -> None:
    """Reminder, `2`, free times, echo, moved, worker told, old reminder struck out, new one sent."""
    spectator.plays(MOVE)
    assert "Day before: 5:00 pm Same day: Wed 9:00 am" in spectator.reads()
    assert "Your visit with Lucia is Wed, Jan 13, 5:30 pm" in spectator.sees(1).reads("phone-tanya")
    assert "Free instead of Wed 5:30 pm" in spectator.sees(2).reads("phone-tanya")
    assert "Move Wed 5:30 pm to Fri, Jan 15, 5:30 pm?" in spectator.sees(3).reads("phone-tanya")
    assert "moved visit 1" not in spectator.reads("phone-lucia")
    assert "moved visit 1 from Wed 5:30 pm to Fri, Jan 15, 5:30 pm" in spectator.sees(4).reads("phone-lucia")
    assert "<s>Same day: Wed 9:00 am</s>" in spectator.page()
    assert "Day before: Thu 5:00 pm" in spectator.reads()
    before = len(spectator.got("tanya"))
    spectator.sees(5)
    assert len(spectator.got("tanya")) == before
    assert "Your visit with Lucia is Fri, Jan 15, 5:30 pm" in spectator.sees(6).reads("phone-tanya")


def test_a_shift_is_taken_before_saturday_night(spectator: Spectator) -> None:
    """`cover Sat` asks the tier, `T BB` takes it, owner and supervisor are told, and who took it is the one paged."""
    spectator.plays(SPANISH)
    assert "GAP in the on-call schedule. Backup: nobody from Sat, Jan 16" in spectator.reads("phone-sam")
    assert "Sam Supervisor" in spectator.reads("phone-sam")
    assert "T BB = I take it." in spectator.sees(1).reads("phone-lucia")
    assert "It stays yours until somebody takes it" in spectator.reads("phone-lee")
    assert not any("BB" in words for words in spectator.got("sam"))
    assert "BB is yours: On call Sat, Jan 16, 5:00 pm to Sun, Jan 17" in spectator.sees(2).reads("phone-lucia")
    assert "BB: Lucia takes your shift" in spectator.reads("phone-lee")
    assert "BB: Lucia stands in for Lee: On call Sat, Jan 16, 5:00 pm" in spectator.reads("phone-sam")
    before = spectator.got("lee")
    assert "Lucia 1 new On call" in spectator.sees(3).reads("phone-lucia")
    assert spectator.got("lucia")[-1].startswith("PAGE BD EMERGENCY F-0001")
    assert spectator.sees(8).got("lee") == before
    assert "Lucia stands in for Lee" in spectator.reads("texts")


def test_a_tier_with_nobody_on_it_is_skipped_at_once(spectator: Spectator) -> None:
    """In the moment of the pass the supervisor is paged: the page says why, and so does the row on the screen."""
    spectator.plays(SPANISH).sees(3)
    assert "Nobody stands on" not in spectator.reads("requests")
    steps = spectator.sees(4).reads("requests")
    assert "11:00 pm Lucia passed it on. 11:00 pm Nobody stands on backup: on to the next. 11:00 pm Sam paged" in steps
    assert re.search(r"PAGE BD EMERGENCY F-0001 .* NOBODY is backup\.", spectator.got("sam")[-1])
    assert "NOBODY is backup." in spectator.reads("phone-sam")
    assert '<li class="bad"><span class="at">11:00 pm</span> <span>Nobody stands on backup' in spectator.page()


def test_saturday_night_in_spanish(spectator: Spectator) -> None:
    """911 and 988 in Spanish, a page without her words, a claim, words both ways, an end by a person."""
    spectator.plays(SPANISH).sees(3)
    assert "Llame al 911" in spectator.reads("phone-rosa")
    assert "EMERGENCY F-0001" in spectator.reads("phone-lucia")
    assert not any(word in " ".join(spectator.got("lucia")) for word in ("vivir", "Rosa"))
    assert not any("PAGE" in words for words in spectator.got("sam"))
    assert "You passed" in spectator.sees(4).reads("phone-lucia")
    assert "EMERGENCY F-0001" in spectator.reads("phone-sam")
    assert not any("vivir" in words for words in spectator.got("sam"))
    assert "no quiero vivir" in spectator.sees(5).reads("phone-sam")
    assert "Interpreter line: 202-555-0199" in spectator.reads("phone-sam")
    assert "Sam tiene su mensaje." in spectator.reads("phone-rosa")
    assert "they wait for a word from you" in spectator.sees(6).reads("phone-sam")
    assert "Sam: Soy Sam." in spectator.sees(7).reads("phone-rosa")
    assert "en el baño" in spectator.reads("phone-sam")
    assert "en el baño" not in spectator.reads("phone-lucia")
    assert "Closed" in spectator.sees(8).reads("requests")


def test_he_reads_her_phone(spectator: Spectator) -> None:
    """The same day in full and in careful wording; what is held stands under her phone with its reason."""
    spectator.plays(READS).sees(1)
    assert "Your visit with Lucia is Thu, Jan 14, 1:00 pm" in spectator.reads("phone-tanya")
    assert spectator.got("keisha") == []
    assert "Your visit is Thu, Jan 14, about 1 pm" in spectator.sees(2).reads("phone-keisha")
    spectator.sees(4)
    assert "Lucia has your message." in spectator.got("tanya")
    assert "Lee has your message." not in spectator.got("keisha")
    assert "Lee has your message. Held. This phone may be read by others" in spectator.reads("phone-keisha")
    assert "Held" not in spectator.reads("phone-tanya")
    assert spectator.sees(5).got("keisha")[-1] == "Can I call you now?"
    before = spectator.got("keisha")
    spectator.sees(6)
    assert spectator.got("keisha") == before
    assert "did you find my blue umbrella?" in spectator.got("lee")[-1]
    spectator.sees(7)
    assert spectator.got("tanya")[-1] == "Lucia: Are you safe?"
    assert "Are you safe? Held. This phone is held" in spectator.reads("phone-keisha")
    assert any(words.startswith("not sent:") for words in spectator.got("lee"))
    assert spectator.got("keisha") == before
    told = len(spectator.got("marcus"))
    spectator.sees(8)
    assert spectator.got("marcus")[told:] == ["No visit is on the list right now."]
    assert not any(name in words for words in spectator.got("keisha") for name in ("Keisha", "F-0002", "Child"))
    assert not any(word in " ".join(spectator.got("marcus")) for word in ("Keisha", "Jan 14", "umbrella", "Lee"))


def test_carrier_down_process_killed(spectator: Spectator) -> None:
    """Nothing is lost and nothing is said twice, whatever breaks."""
    spectator.plays(KILLED).sees(1)
    assert "has not reached the line" in spectator.reads("phone-tanya")
    assert "EMERGENCY" in spectator.sees(2).reads("phone-lucia")
    assert "Call 911" in spectator.reads("phone-tanya")
    assert "EMERGENCY" in spectator.sees(3).reads("phone-lee")
    assert spectator.rehearsal.stage.line_is_dead
    assert spectator.sees(4).reads("phone-tanya").count("has not reached the line") == 1
    told = spectator.sees(5).reads("phone-lee")
    assert told.count("PAGE") == 1
    assert told.index("i want to die") < told.index("please")
    assert "has not reached the line" not in spectator.reads()
    spectator.sees(6)
    assert spectator.got("tanya")[-1] == "Lee: Tanya, this is Lee. I am here. Can I call you?"
    assert all(len(set(spectator.got(who))) == len(spectator.got(who)) for who in ("tanya", "lucia", "lee"))


def test_she_calls_at_night(spectator: Spectator) -> None:
    """Greeting, 1, a voicemail that takes nobody, the next phone, a key, a talk, and an end that a person writes."""
    spectator.plays(CALLS)
    assert "línea automática" in spectator.sees(1).reads("phone-rosa")
    assert "Waiting for a person." in spectator.sees(2).reads("phone-rosa")
    assert "Lee Rings" in spectator.reads("phone-lee")
    assert "PAGE" in spectator.reads("phone-lee")
    spectator.sees(3)
    assert "Lucia Rings" in spectator.reads("phone-lucia")
    assert "Waiting for a person." in spectator.reads("phone-rosa")
    told = spectator.sees(4).reads("phone-lucia")
    assert "Somebody is waiting on the line. Press 1" in told
    assert "Rosa" not in told.replace("Own worker of Rosa and Tanya", "")
    assert "You are talking with Rosa's phone." in spectator.sees(5).reads("phone-lucia")
    assert "You are talking with Lucia's phone." in spectator.reads("phone-rosa")
    assert "Rings" not in spectator.reads("phone-lee")
    assert "They talked with Lucia." in spectator.sees(6).reads("requests")
    assert "The call has ended." in spectator.reads("phone-lucia")
    assert not any("Tengo miedo" in words for who in ("lee", "lucia", "sam") for words in spectator.got(who))
    assert "Closed" in spectator.sees(7).reads("requests")


@pytest.mark.parametrize("scene", [MOVE, SPANISH, READS, KILLED], ids=lambda scene: scene.key)
def test_a_scene_of_texts_rings_nobody(spectator: Spectator, scene: Scene) -> None:
    """Where a scene tells of texts, no page rings beside them."""
    spectator.plays(scene).sees(len(scene.steps))
    assert spectator.rehearsal.stage.calls.carrier.all_calls() == ()


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.key)
def test_a_scene_ends_on_the_rows(spectator: Spectator, scene: Scene) -> None:
    """At the end `Did she get it?` is answered for those in sight, none of whose texts is still in doubt."""
    last = len(scene.steps)
    assert "Did she get it?" not in spectator.plays(scene).sees(last - 1).reads()
    spectator.sees(last)
    assert "Did she get it?" in spectator.reads()
    rows = spectator.page().split('id="texts"')[1].split("<tr")[2:]
    names = {PLAYERS[key].name for key in scene.everybody}
    assert {re.findall(r'scope="row">(\w+)<', row)[0] for row in rows} <= names
    assert rows
    doubtful = [row for row in rows if "pill bad" in row or "pill calm" in row]
    assert all("Automatic text about visits" in row and "It was outside the" in row for row in doubtful)
    assert 'id="next"' not in spectator.page()


def test_a_step_is_played_once(spectator: Spectator) -> None:
    """A button pressed twice, a number of nobody and the window of another scene change nothing."""
    spectator.plays(MOVE).sees(2)
    before = spectator.got("tanya")
    for number in ("0", "1", "5", "-1", "x"):
        spectator.press("step", number=number)
    spectator.scene = SPANISH
    spectator.press("step", number="2")
    spectator.press("rest", **{"is": "resting"})
    assert spectator.got("tanya") == before
    playing = spectator.rehearsal.playing
    assert playing is not None
    assert (playing.scene, playing.done, playing.is_resting) == (MOVE, 2, False)


def test_a_scene_can_rest(spectator: Spectator) -> None:
    """It goes on by itself until somebody says pause, and again when told to."""
    assert "load delay:6s" in spectator.plays(MOVE).page()
    spectator.press("rest", **{"is": "resting"})
    assert "load delay" not in spectator.page()
    spectator.press("rest", **{"is": "playing"})
    assert "load delay" in spectator.page()


def test_a_link_to_a_scene_begins_nothing(spectator: Spectator) -> None:
    """Whoever opens the link of a scene reads what it is about, and another one goes on undisturbed."""
    spectator.plays(MOVE).sees(1)
    spectator.scene = KILLED
    assert KILLED.setting in spectator.reads()
    assert 'id="next"' not in spectator.page()
    playing = spectator.rehearsal.playing
    assert playing is not None
    assert playing.scene is MOVE
    for path in ("/scene/nothing", "/scene/nothing/play"):
        assert spectator.web.get(path, base_url=HERE).status_code in {404, 405}
    assert spectator.web.post("/scene/nothing/play", headers=SAME_ORIGIN, base_url=HERE).status_code == 404


def test_free_play_goes_on_from_a_scene(spectator: Spectator) -> None:
    """The phones lie as the scene left them; a fresh morning forgets it."""
    spectator.plays(SPANISH).sees(6)
    shown = spectator.web.get("/play", base_url=HERE).text
    assert "no quiero vivir" in words_of(shown, "phone-sam")
    spectator.web.post("/again", headers=SAME_ORIGIN, base_url=HERE)
    assert spectator.rehearsal.playing is None
    assert "No texts yet." in words_of(spectator.web.get("/play", base_url=HERE).text, "phone-lee")
