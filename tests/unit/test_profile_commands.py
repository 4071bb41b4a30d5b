"""What a worker's text about a profile is taken for, half of one, or words for a family (SAFETY 3, 4)."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.commands import Pause, Resume, Safe, Words, parse_command
from bot.language.profile_commands import NEVER, VERBS, NoSuchHours, OwnWord, SetProfile, ShowProfile, Undo
from bot.language.visit_commands import Unclear
from bot.model.people import SafeHours

DAY = SafeHours(time(9), time(17))


@pytest.mark.parametrize(
    ("text", "person", "change"),
    [
        ("private F-0012", None, {"phone_is": "private"}),
        ("Private f0012 1.", "1", {"phone_is": "private"}),
        ("F-0012 private 2", "2", {"phone_is": "private"}),
        ("private family F 0012, person 1", "1", {"phone_is": "private"}),
        ("compartida F-0012", None, {"phone_is": "shared"}),
        ("vigilado F-0012 persona 2", "2", {"phone_is": "monitored"}),
        ("monitored F-0012 P-2", "p-2", {"phone_is": "monitored"}),
        ("monitored F-0012 2 people read it", None, {"phone_is": "monitored"}),
        ("shared F-0012 2: her sister has the code", "2", {"phone_is": "shared"}),
        ("discreto F-0012", None, {"discreet": True}),
        ("full F-0012 1", "1", {"discreet": False}),
        ("voicemail no F-0012", None, {"voicemail": False}),
        ("voicemail F-0012 no", None, {"voicemail": False}),
        ("voicemail F-0012 1 yes", "1", {"voicemail": True}),
        ("Buzón sí F–0012", None, {"voicemail": True}),
        ("reminders off F-0012", None, {"reminders": False}),
        ("recordatorios F-0012 2 si", "2", {"reminders": True}),
        ("texts off F-0012", None, {"channel": "none"}),
        ("textos F-0012 si", None, {"channel": "text"}),
        ("hours F-0012 9am-5pm", None, {"safe_hours": DAY}),
        ("hours 9am–5pm F-0012 2", "2", {"safe_hours": DAY}),
        ("hours F-0012 1 from 9 a.m. to 5:00 p.m.", "1", {"safe_hours": DAY}),
        ("horario F-0012 de las 9am a las 5pm", None, {"safe_hours": DAY}),
        ("hours F-0012 09:00-17:00", None, {"safe_hours": DAY}),
        ("hours F-0012 9pm-6am", None, {"safe_hours": SafeHours(time(21), time(6))}),
        ("hours F-0012 12pm-12am", None, {"safe_hours": SafeHours(time(12), time(0))}),
        ("hours any F-0012 1", "1", {"safe_hours": None}),
        ("horas F-0012 nunca", None, {"safe_hours": NEVER}),
        ("checked F-0012 1", "1", {}),
        ("revisado F-0012", None, {}),
    ],
)
def test_one_field_of_a_profile(text: str, person: str | None, change: dict[str, object]) -> None:
    """In either order, in English and in Spanish, with the marks thumbs add."""
    command = parse_command(text)
    assert isinstance(command, SetProfile)
    assert (command.family, command.person, command.change) == ("F-0012", person, change)
    assert not command.is_sure


@pytest.mark.parametrize(
    "text", ["private F-0012 1 yes", "voicemail yes F-0012 yes", "full F-0012 sí", "hours F-0012 any yes"]
)
def test_a_yes_behind_it_makes_sure(text: str) -> None:
    """Asked back once, it is done at the second time."""
    command = parse_command(text)
    assert isinstance(command, SetProfile)
    assert command.is_sure
    again = parse_command(f"{command.typed} {command.family} {command.person or ''}")
    assert isinstance(again, SetProfile)
    assert (again.change, again.is_sure) == (command.change, False)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("undo F-0012", Undo("F-0012")),
        ("Deshacer f0012!", Undo("F-0012")),
        ("profile F-0012?", ShowProfile("F-0012")),
        ("F-12 perfil", ShowProfile("F-12")),
        ("pause F-0012", Pause("F-0012")),
        ("pausa F-0012 hasta el lunes", Pause("F-0012", "hasta el lunes")),
        ("safe F-0012 yes", Safe("F-0012", is_sure=True)),
        ("safe F-0012 yes she has a new phone", Safe("F-0012", "she has a new phone", is_sure=True)),
        ("safe F-0012 yesterday he left", Safe("F-0012", "yesterday he left")),
        ("resume F-0012 sí", Resume("F-0012", is_sure=True)),
        ("hours F-0012 9-5", NoSuchHours("F-0012")),
        ("hours F-0012 9am-9am", NoSuchHours("F-0012")),
        ("hours F-0012", NoSuchHours("F-0012")),
        ("quiet word blue umbrella", OwnWord()),
        ("palabra de silencio F-0012 paraguas", OwnWord()),
        *((half, Unclear()) for half in sorted(VERBS)),
        ("private F-0012 no longer", Unclear()),
        ("private F-0012?", Unclear()),
        ("full F-0012 1 2", Unclear()),
        ("undo F-0012 please not", Unclear()),
        ("voicemail F-0012", Unclear()),
        ("voicemail 12 no", Unclear()),
        ("privat f0012", Unclear()),
        ("hours 9am-5pm", Unclear()),
        ("monitored F-O012", Unclear()),
        ("hours F_0012 9am-5pm", Unclear()),
        ("private F-000000012", Unclear()),
        ("unsafe F-O012 he has her phone", Unclear()),
        ("monitored Rosa", Unclear()),
        ("vigilado f", Unclear()),
    ],
)
def test_the_rest_of_the_commands(text: str, command: object) -> None:
    """What could mean the opposite is no command that loosens."""
    assert parse_command(text) == command


@pytest.mark.parametrize(
    "text",
    [
        *("checked with your landlord, all good", "hours are 9 to 5 there", "texts from him are proof, keep them"),
        *("full moon tonight", "private room at the clinic is free", "I am at apt F12", "pause the car and breathe"),
        *("shared custody is for the judge", "profile pictures can be hidden"),
    ],
)
def test_words_for_a_family_stay_words(text: str) -> None:
    """A holder writes to a family in ordinary sentences."""
    assert parse_command(text) == Words(None, text)


@given(st.sampled_from(sorted(VERBS)), st.text(max_size=30))
def test_a_command_that_names_a_family_is_never_words(verb: str, rest: str) -> None:
    """Whatever stands behind it: nothing of it is relayed."""
    assert not isinstance(parse_command(f"{verb} F-0012 {rest}"), Words)
