"""`hearthline understand`: JSON lines in, JSON lines out, in order; bad lines say why and lose nothing."""

import json

import pytest
from click.testing import CliRunner, Result

from bot.cli import hearthline

NOW, VISIT = "2027-01-20T09:00:00-05:00", "2027-01-21T16:00:00-05:00"


def understood(*lines: str) -> Result:
    """Run the command with these lines on its standard input, and with nothing of the environment."""
    return CliRunner(env={"HEARTHLINE_KEYS": None, "DATABASE_URL": None}).invoke(
        hearthline, ["understand"], input="\n".join(lines)
    )


def asked(text: str, **more: str) -> str:
    """Return a line that asks about a text."""
    return json.dumps({"id": "1", "text": text, "now": NOW, "appointment": VISIT, **more})


def answer(text: str, **more: str) -> dict[str, object]:
    """Return what one text was taken to mean."""
    result = understood(asked(text, **more))
    assert result.exit_code == 0, result.output
    (line,) = result.stdout.splitlines()
    told: dict[str, object] = json.loads(line)
    return told


def test_each_line_is_answered_in_order() -> None:
    """Every field is there, and named as the labels are."""
    result = understood(asked("he is hitting me right now", id="a"), asked("ok see u then", id="b"))
    first, second = map(json.loads, result.stdout.splitlines())
    assert first == {
        "id": "a",
        "intent": "crisis",
        "urgency": "emergency",
        "crisis_kind": "ipv",
        "requested": None,
        "because": first["because"],
    }
    assert "hitting me" in " ".join(first["because"])
    assert (second["id"], second["intent"], second["urgency"], second["crisis_kind"]) == ("b", "confirm", "none", None)


def test_a_time_that_is_asked_for_is_a_window() -> None:
    """In the program's zone, with its offset; nothing but a reschedule has one."""
    assert answer("can we do friday after 5")["requested"] == {
        "start": "2027-01-22T17:00:00-05:00",
        "end": "2027-01-22T21:00:00-05:00",
    }
    assert answer("see you at 4")["requested"] is None


def test_without_a_moment_it_is_now() -> None:
    """A line needs no more than its text."""
    (line,) = understood('{"text": "can we do friday after 5"}').stdout.splitlines()
    told = json.loads(line)
    assert told["id"] is None
    assert told["requested"]["start"].split("T")[1].startswith("17:00:00")


@pytest.mark.parametrize(
    ("text", "context", "intent"),
    [
        ("2", "slots_offered", "choice"),
        ("the second one", "slots_offered", "choice"),
        ("la primera", "slots_offered", "choice"),
        ("dezyem nan", "slots_offered", "choice"),
        ("a segunda opcao", "slots_offered", "choice"),
        ("thursday works", "slots_offered", "choice"),
        ("none of those work", "slots_offered", "reschedule"),
        ("do u have anything saturday", "slots_offered", "reschedule"),
        ("2", "none", "other"),
        ("no", "reminder_pending", "cancel"),
        ("CANCEL", "reminder_pending", "cancel"),
        ("dont stop coming", "reminder_pending", "other"),
        ("please stop texting me", "none", "stop"),
    ],
)
def test_what_came_before_is_weighed(text: str, context: str, intent: str) -> None:
    """A number, an ordinal or a day chooses among offered times, and nothing else."""
    assert answer(text, context=context)["intent"] == intent


@pytest.mark.parametrize("context", ["none", "reminder_pending", "slots_offered", "visit_in_progress"])
@pytest.mark.parametrize("text", ["2 but he has a gun", "yes tuesday. i want to kill myself", "STOP he is hitting me"])
def test_a_cry_is_heard_whatever_came_before(text: str, context: str) -> None:
    """Inside a choice, a confirmation, an opt-out."""
    told = answer(text, context=context)
    assert (told["intent"], told["urgency"]) == ("crisis", "emergency")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("not json", "no JSON"),
        ("[1, 2]", 'no object with a "text"'),
        ('{"text": 3}', 'no object with a "text"'),
        ('{"text": "hi", "context": "later"}', "context: use one of"),
        ('{"text": "hi", "context": ["none"]}', "context: use one of"),
        ('{"text": "hi", "now": "tomorrow"}', "now: is no time"),
        ('{"text": "hi", "appointment": "2027-01-20T09:00:00"}', "appointment: lacks its offset"),
        ("[" * 100_000, "no JSON"),
    ],
)
def test_a_bad_line_is_told_in_its_place(line: str, why: str) -> None:
    """The lines around it are answered, and the command says at the end that something was wrong."""
    result = understood(asked("thank you", id="a"), line, asked("thank you", id="b"))
    assert result.exit_code == 1
    before, bad, after = map(json.loads, result.stdout.splitlines())
    assert (before["intent"], after["intent"], after["id"]) == ("thanks", "thanks", "b")
    assert list(bad) == ["error"]
    assert why in bad["error"]


def explained(text: str) -> str:
    """Return what a person reads about one text."""
    result = CliRunner().invoke(hearthline, ["understand", "--explain", text])
    assert result.exit_code == 0
    return result.output


def test_one_text_is_explained_to_a_person() -> None:
    """What was meant, how it was read, and each phrase that was found; no half of one that needs another."""
    said = explained("no puedo mas, ya no quiero vivir")
    assert "crisis, emergency: suicide" in said
    assert "ya no quiero vivir" in said
    assert "crisis suicide emergency" in said
    assert "medical" not in said


def test_a_time_is_explained_too() -> None:
    """As the line would take it at this moment."""
    assert "17:00 to" in explained("can we do friday after 5")
