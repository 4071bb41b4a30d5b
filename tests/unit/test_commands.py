"""What a worker's text is taken for: a command, half of one, or words for a family (SAFETY 4)."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.commands import (
    Command,
    Done,
    ListCommands,
    OwnHelp,
    Pass,
    Resume,
    Safe,
    SendOnce,
    Take,
    Unsafe,
    WhoIsOnCall,
    Words,
    codes_in,
    family_in,
    parse_command,
)
from bot.language.night_commands import Seen
from bot.language.visit_commands import Arrived, CloseOn, Enter, NobodyHome, NotThatTime, RunningLate, Unclear, WordsOf
from bot.model.help import CODE_LETTERS, looks_like_code
from bot.model.visits import Outcome

UNSURE_NOTES = (
    "no",
    "not yet",
    "NOT SAFE",
    "if he leaves",
    "si el se va",
    "todavía no",
    "yes?",
    "is she?",
    "until Monday",
)
CODES = st.text(CODE_LETTERS, min_size=2, max_size=2).filter(looks_like_code)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("1", Take(None)),
        (" 1. ", Take(None)),
        ("(1)", Take(None)),
        ("１", Take(None)),
        ("1️⃣", Take(None)),
        ("1 KB", Take("KB")),
        ("1kb", Take("KB")),
        ("kb 1", Take("KB")),
        ("KB: 1", Take("KB")),
        ("1, kb!", Take("KB")),
        ("2", Pass(None)),
        ("2 kb", Pass("KB")),
        ("done", Done(None, "")),
        ("Done.", Done(None, "")),
        ("DONE KB", Done("KB", "")),
        ("done kb, called her", Done("KB", "called her")),
        ("done: KB called her", Done("KB", "called her")),
        ("done called her", Done(None, "called her")),
        ("done\nKB\nshe is safe\nat home", Done("KB", "she is safe\nat home")),
        ("send", SendOnce(None)),
        ("Send kb.", SendOnce("KB")),
        ("send KB please", SendOnce("KB")),
        ("resume F-0012", Resume("F-0012")),
        ("Unsafe f0012", Unsafe("F-0012")),
        ("unsafe F 0012 He took it.", Unsafe("F-0012", "He took it")),
        ("unsafe, F-0012", Unsafe("F-0012")),
        ("unsafe F–0012", Unsafe("F-0012")),
        ("unsafe family F-0012", Unsafe("F-0012")),
        ("safe F-12: she has a new phone", Safe("F-12", "she has a new phone")),
        *((f"{verb} F-12 {note}", Unclear()) for verb in ("safe", "Resume") for note in UNSURE_NOTES),
        ("safe F-12?", Unclear()),
        ("unsafe F-12 not yet sure, is it?", Unsafe("F-12", "not yet sure, is it?")),
        ("1 KB I have it", Take("KB")),
        ("1 kb on my way", Take("KB")),
        ("1 = I have it", Take(None)),
        ("1 I've got it!", Take(None)),
        ("1 = la tomo", Take(None)),
        ("KB 1 thanks", Take("KB")),
        ("take KB", Take("KB")),
        ("2 pass on", Pass(None)),
        ("2 = pass on.", Pass(None)),
        ("2 KB, sorry", Pass("KB")),
        ("pass KB", Pass("KB")),
        ("1 = I have it, 2 = pass on.", Unclear()),
        ("1 pass on", Unclear()),
        ("2 I have it", Unclear()),
        ("I have it", Unclear()),
        ("pass", Unclear()),
        ("resume rosa", Unclear()),
        ("resume the reminders please", Unclear()),
        ("unsafe rosa", Unclear()),
        ("unsafe KB he took it", Unclear()),
        ("safe 0012 please", Unclear()),
        ("who is on call", WhoIsOnCall()),
        ("Who's on call tomorrow night?", WhoIsOnCall()),
        ("on call now?", WhoIsOnCall()),
        ("safe: f-0012.", Safe("F-0012")),
        ("oncall", WhoIsOnCall()),
        ("On call?", WhoIsOnCall()),
        ("on-call", WhoIsOnCall()),
        ("?", ListCommands()),
        ("??", ListCommands()),
        ("help", OwnHelp()),
        ("HELP!!", OwnHelp()),
        ("help?", OwnHelp()),
        ("¡Ayúdame!", OwnHelp()),
        ("ayuda", OwnHelp()),
        ("3", Unclear()),
        ("12", Unclear()),
        ("S", Seen(None)),
        ("seen", Seen(None)),
        ("s #12 gracias", Seen(12)),
        ("S12 but I am ill", Unclear()),
        ("S - cannot", Unclear()),
        ("y", Unclear()),
        ("KB", Unclear()),
        ("kb.", Unclear()),
        ("F-0012", Unclear()),
        ("unsafe", Unclear()),
        ("unsafe KB", Unclear()),
        ("resume 12", Unclear()),
        ("H12", Enter(12, Outcome.HELD)),
        ("h12.", Enter(12, Outcome.HELD)),
        ("H 12", Enter(12, Outcome.HELD)),
        ("H-12", Enter(12, Outcome.HELD)),
        ("h#12", Enter(12, Outcome.HELD)),
        ("m 12", Enter(12, Outcome.MISSED)),
        ("M12 nobody answered", Enter(12, Outcome.MISSED, "nobody answered")),
        ("E12: child in hospital", Enter(12, Outcome.EXCUSED, "child in hospital")),
        ("c12", Enter(12, Outcome.CANCELLED_BY_FAMILY)),
        ("P12, I am ill", Enter(12, Outcome.CANCELLED_BY_PROGRAM, "I am ill")),
        ("N12", NotThatTime(12)),
        ("N12 I have court then", Unclear()),
        ("n 12", NotThatTime(12)),
        ("in", Arrived(None)),
        ("In.", Arrived(None)),
        ("in 12", Arrived(12)),
        ("late 20", RunningLate(20, None)),
        ("Late 20 min", RunningLate(20, None)),
        ("late 20 visit 12", RunningLate(20, 12)),
        ("nobody home F-0012", NobodyHome("F-0012")),
        ("No one is home, f0012", NobodyHome("F-0012")),
        ("nadie está en casa F-0012", NobodyHome("F-0012")),
        ("nadie en casa F-0012", NobodyHome("F-0012")),
        ("words F-0012", WordsOf("F-0012")),
        ("closed 2027-01-20", CloseOn(date(2027, 1, 20), is_sure=False)),
        ("Closed 1/20/2027 yes", CloseOn(date(2027, 1, 20), is_sure=True)),
        ("closed 2027-02-30", CloseOn(None, is_sure=False)),
        ("H", Unclear()),
        ("H12 M13", Unclear()),
        ("H12, M13 and E14", Unclear()),
        ("S12", Seen(12)),
        ("nobody home", Unclear()),
        ("nadie está en casa", Unclear()),
        ("words", Unclear()),
        ("closed", Unclear()),
        ("closed 1/20", Unclear()),
        ("closed 2027-01-20 yes please", Unclear()),
        ("late", Unclear()),
        ("late 20 rosa", Unclear()),
        ("M 12 nobody answered the door", Unclear()),
        ("H12/", Unclear()),
    ],
)
def test_commands(text: str, command: Command) -> None:
    """However they are typed, commands are found and half commands are held back."""
    assert parse_command(text) == command


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Are you safe?", Words(None, "Are you safe?")),
        ("KB are you safe", Words("KB", "are you safe")),
        ("kb: are you safe", Words("KB", "are you safe")),
        ("safe to talk?", Words(None, "safe to talk?")),
        ("unsafe to stay there, go next door", Words(None, "unsafe to stay there, go next door")),
        ("help is what I want to get you", Words(None, "help is what I want to get you")),
        ("2 pm works", Words(None, "2 pm works")),
        ("1 more minute", Words(None, "1 more minute")),
        ("KB 1 more minute", Words("KB", "1 more minute")),
        ("2 hrs from now", Words(None, "2 hrs from now")),
        ("safe 2 talk?", Words(None, "safe 2 talk?")),
        ("I have it here for you", Words(None, "I have it here for you")),
        ("On call is Lee tonight, she will text you", Words(None, "On call is Lee tonight, she will text you")),
        ("860-442-2797", Words(None, "860-442-2797")),
        ("2025550100", Words(None, "2025550100")),
        ("send me a word when he is gone", Words(None, "send me a word when he is gone")),
        ("ok", Words(None, "ok")),
        ("no", Words(None, "no")),
        ("PM is fine", Words(None, "PM is fine")),
        ("in 10 minutes", Words(None, "in 10 minutes")),
        ("Late is fine, come anyway", Words(None, "Late is fine, come anyway")),
        ("nobody home with you?", Words(None, "nobody home with you?")),
        ("no 12 is too late", Words(None, "no 12 is too late")),
        ("❤️", Words(None, "❤️")),
        ("", Words(None, "")),
    ],
)
def test_words(text: str, words: Words) -> None:
    """Everything else is words, with the code they begin with."""
    assert parse_command(text) == words


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("1 KB", {"KB"}),
        ("kb are you safe", {"KB"}),
        ("KBR hello", {"KBR"}),
        ("done kb she is at her sister's", {"KB"}),
        ("are you there at 5 pm", set()),
        ("I am in CT", set()),
        ("please call the shelter about KB", set()),
        ("", set()),
    ],
)
def test_codes_are_looked_for_at_the_beginning(text: str, codes: set[str]) -> None:
    """Words people write for other reasons are no codes."""
    assert codes_in(text) == codes


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("unsafe F-0012", "F-0012"),
        ("resume f0012", "F-0012"),
        ("safe f 12", "F-12"),
        ("unsafe F–0012", "F-0012"),
        ("hello", None),
        ("", None),
    ],
)
def test_families_are_named_by_their_code(text: str, family: str | None) -> None:
    """Small letters, no hyphen: it is the code as the records have it."""
    assert family_in(text) == family


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading(text: str) -> None:
    """Whatever it holds, it is one of the commands, and words are never made up."""
    command = parse_command(text)
    assert isinstance(command, Command)
    codes_in(text)
    family_in(text)
    if isinstance(command, Words):
        assert command.text in text


@given(st.text("12?KBkbFf-0 doneshplu.!\n", max_size=20))
def test_no_near_miss_breaks_the_reading(text: str) -> None:
    """Nor does what almost is a command."""
    assert isinstance(parse_command(text), Command)


@given(CODES, st.sampled_from([str.upper, str.lower]), st.sampled_from(["", " ", ", ", ": "]))
def test_every_code_can_be_taken_and_passed(code: str, case: Callable[[str], str], apart: str) -> None:
    """All codes the line gives out are understood, before and behind the digit."""
    written = case(code)
    assert parse_command(f"1{apart}{written}") == parse_command(f"{written}{apart}1") == Take(code)
    assert parse_command(f"2{apart}{written}") == Pass(code)


@given(st.integers(0, 9999), st.sampled_from(["", "s", "H", "m ", "c-"]))
def test_digits_and_letters_are_never_words(number: int, letter: str) -> None:
    """SAFETY 4.3: what answers a question of the line never reaches a family."""
    assert not isinstance(parse_command(f"{letter}{number}"), Words)


@given(
    st.integers(0, 999_999), st.sampled_from("hmecpnHMECPN"), st.sampled_from(["", " ", "-", "#"]), st.text(max_size=20)
)
def test_what_begins_with_a_visit_is_never_words(number: int, letter: str, apart: str, note: str) -> None:
    """SAFETY 4.3: neither an answer about a visit nor the note behind it reaches a family."""
    assert not isinstance(parse_command(f"{letter}{apart}{number} {note}"), Words)
