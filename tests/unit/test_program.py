"""The program's own rules come from config/, the agency's folder laid over it, and no mistake in them passes."""

import shutil
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.model.people import Language, SafeHours
from bot.model.phones import Phone
from bot.model.policy import Tier
from bot.program import Program, load_program, shipped_config

WEEKDAYS = {0, 1, 2, 3, 4}


@pytest.fixture(scope="module")
def program() -> Program:
    """Return the program as shipped."""
    return load_program([shipped_config()])


def problems_of(folder: Path, **files: str) -> tuple[str, ...]:
    """Return what is refused when the agency's folder holds these files."""
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as refused:
        load_program([shipped_config(), folder])
    return refused.value.problems


def test_the_agency_is_the_one_of_the_programs_own_paper(program: Program) -> None:
    """Name, address, phone and fax are those families were given."""
    assert program.agency.name == "Child & Family Agency of Southeastern Connecticut"
    assert "7 Vauxhall Street" in program.agency.address
    assert program.agency.phone == Phone("+18604422797")
    assert program.agency.fax == Phone("+18607013776")


def test_the_line_calls_itself_something_neutral_in_every_language(program: Program) -> None:
    """No language falls back to a name that gives the program away."""
    assert program.agency.line_name(Language.ENGLISH) == "your visit line"
    names = {program.agency.line_name(language) for language in Language}
    assert len(names) == len(Language)


def test_the_hours_are_those_of_the_program(program: Program) -> None:
    """Office, evening visits, texts and the morning list stand as the program has them."""
    hours = program.hours
    assert str(hours.zone) == "America/New_York"
    assert set(hours.office) == set(hours.evening_visits) == WEEKDAYS
    assert hours.office[0] == SafeHours(time(8, 30), time(17))
    assert hours.evening_visits[4] == SafeHours(time(17), time(20, 30))
    assert hours.family_texts == SafeHours(time(9), time(20))
    assert hours.staff_texts == SafeHours(time(7), time(21))
    assert hours.morning_list_at == time(8)


def test_the_office_is_closed_on_public_holidays(program: Program) -> None:
    """Thanksgiving 2026 is a holiday, the Monday before it an ordinary day."""
    assert not program.hours.office_is_open(datetime(2026, 11, 26, 15, tzinfo=UTC))
    assert program.hours.office_is_open(datetime(2026, 11, 23, 15, tzinfo=UTC))
    assert {day.year for day in program.hours.holidays} == set(range(2024, 2041))


def test_the_twelve_weeks_are_those_told_at_intake(program: Program) -> None:
    """Weeks, visits, meetings and missed visits are the program's."""
    episode = program.episode
    assert (episode.weeks, episode.visits_a_week_least, episode.visits_a_week_most) == (12, 2, 5)
    assert episode.progress_meeting_every == timedelta(days=14)
    assert (episode.missed_in_a_row, episode.missed_in_all) == (2, 4)


def test_the_ladder_waits_five_minutes_on_every_tier(program: Program) -> None:
    """Every tier has its wait, and rounds grow to a cap."""
    assert program.ladder.waits == dict.fromkeys(Tier, timedelta(minutes=5))
    assert program.ladder.between_rounds == timedelta(minutes=10)
    assert (program.ladder.growth, program.ladder.cap) == (2.0, timedelta(minutes=60))


def test_the_windows_and_the_rate_are_the_careful_ones(program: Program) -> None:
    """The gate's windows and the sending rate stand as SAFETY and the carrier have them."""
    contact, sending = program.contact, program.sending
    assert contact.answer_window == timedelta(minutes=2)
    assert contact.relay_window == contact.quiet_after == timedelta(minutes=15)
    assert contact.question_lives == timedelta(hours=12)
    assert contact.nobody_again == timedelta(hours=1)
    assert (sending.segments_per_second, sending.in_flight, sending.help_in_flight) == (1.0, 16, 8)
    assert (sending.page_valid_for, sending.text_valid_for) == (timedelta(minutes=10), timedelta(hours=4))


def test_the_words_are_the_carriers_own(program: Program) -> None:
    """Stop, start and help words are exactly the carrier's lists."""
    assert program.stop_words == {"STOP", "STOPALL", "UNSUBSCRIBE", "END", "QUIT", "CANCEL", "REVOKE", "OPTOUT"}
    assert program.start_words == {"START", "YES", "UNSTOP"}
    assert program.help_words == {"HELP", "INFO"}
    assert program.urgent_numbers == ("911", "988")


def test_an_agency_folder_holds_only_what_differs(tmp_path: Path) -> None:
    """Single keys are laid over, lists replace, everything else stays as shipped."""
    (tmp_path / "program.toml").write_text(
        '[hours.office]\nfriday = "08:30-12:00"\nsaturday = "9:00-12:00"\nmonday = "closed"\n'
        '[holidays]\nown = [2026-11-27]\nopen_on = ["Lincoln\'s Birthday"]\n',
        encoding="utf-8-sig",
    )
    (tmp_path / "oncall.toml").write_text('interpreter_line = "202-555-0150, code 7"\n[wait]\nbackup_minutes = 2.5\n')
    program = load_program([shipped_config(), tmp_path])
    assert set(program.hours.office) == {1, 2, 3, 4, 5}
    assert program.hours.office[4].ends == time(12)
    assert program.hours.office[3].ends == time(17)
    assert date(2026, 11, 27) in program.hours.holidays
    assert date(2026, 2, 12) not in program.hours.holidays
    assert program.own_holidays == (date(2026, 11, 27),)
    assert program.ladder.waits[Tier.BACKUP] == timedelta(minutes=2.5)
    assert program.interpreter_line == "202-555-0150, code 7"


def test_an_empty_agency_folder_changes_nothing(tmp_path: Path, program: Program) -> None:
    """An agency that has written nothing yet runs as shipped."""
    assert load_program([shipped_config(), tmp_path]) == program


@pytest.mark.parametrize(
    ("file", "text", "key", "remedy"),
    [
        ("program", "[hours]\nzone = 'America/NewYork'", "hours.zone", "America/New_York"),
        ("program", "[hours]\nzone = '../passwd'", "hours.zone", "no known time zone"),
        ("program", "[hours]\nmorning_list_at = '25:00'", "hours.morning_list_at", "24-hour clock"),
        ("program", "[hours]\nmorning_list_at = 08:00:00", "hours.morning_list_at", "in quotes"),
        ("program", "[hours]\nmorning_list_at = '06:00'", "hours.morning_list_at", "outside staff_texts"),
        ("program", "[hours]\nevening_list_at = '21:00'", "hours.evening_list_at", "outside staff_texts"),
        ("program", "[hours]\nevening_list_at = '08:00'", "hours.evening_list_at", "after morning_list_at"),
        ("program", "[hours]\nfamily_texts = '09:00-23:00'", "hours.family_texts", "between 08:00 and 21:00"),
        ("program", "[hours]\nstaff_texts = '05:00-21:00'", "hours.staff_texts", "between 07:00 and 21:00"),
        ("program", "[hours.office]\nmonday = '17:00-08:30'", "hours.office.monday", "start and end of one day"),
        ("program", "[hours.office]\nmonday = '8.30-17.00'", "hours.office.monday", "08:30-17:00"),
        ("program", "[hours.office]\nmonday = false", "hours.office.monday", "false will not do"),
        ("program", "[hours.office]\nmoday = 'closed'", "hours.office.moday", "did you mean monday?"),
        ("program", "[hours]\noffice = 'always'", "hours.office", "must be a table, [hours.office]"),
        ("program", "[ours]\nzone = 'UTC'", "ours", "did you mean hours?"),
        ("program", "[holidays]\nown = ['2026-11-27']", "holidays.own", "without quotes"),
        ("program", "[holidays]\nstate = 'ZZ'", "holidays.state", "no holidays are known"),
        ("program", "[holidays]\ncountry = 'XX'", "holidays.country", "no holidays are known"),
        ("program", "[holidays]\nopen_on = ['Lincoln']", "holidays.open_on", "Lincoln's Birthday"),
        ("program", "[episode]\nweeks = '12'", "episode.weeks", "whole number"),
        ("program", "[episode]\nweeks = true", "episode.weeks", "whole number"),
        ("program", "[episode]\nvisits_a_week_least = 6", "episode.visits_a_week_least", "exchange them"),
        ("program", "[episode]\nmissed_in_a_row = 5", "episode.missed_in_a_row", "never be reached"),
        ("program", "[contact]\nanswer_window_minutes = 10", "contact.answer_window_minutes", "from 1 to 2"),
        ("program", "[contact]\nrelay_window_minutes = 60", "contact.relay_window_minutes", "from 1 to 15"),
        ("program", "[contact]\nnobody_again_minutes = 5", "contact.nobody_again_minutes", "from 60"),
        ("program", "[sending]\nsegments_per_second = 0", "sending.segments_per_second", "from 0.05"),
        ("program", "[sending]\nsegments_per_second = nan", "sending.segments_per_second", "from 0.05"),
        ("program", "[sending]\nin_flight = 0", "sending.in_flight", "from 1"),
        ("program", "[sending]\nreminders = 'yes'", "sending.reminders", "off, pilot, on"),
        ("program", "[sending]\npilot_phones = ['12']", "sending.pilot_phones", "digits"),
        ("program", "[carrier]\nfallback_sms_url = 'http://x.example'", "carrier.fallback_sms_url", "https://"),
        ("program", "[carrier]\nfallback_sms_url = 'https://x.example/#rc=3'", "carrier.fallback_sms_url", "https://"),
        ("program", "[carrier]\nfallback_sms_url = 'https://'", "carrier.fallback_sms_url", "https://"),
        ("program", "[carrier]\nfallback_voice_url = 'http://x.example'", "carrier.fallback_voice_url", "https://"),
        (
            "program",
            "[carrier]\nfallback_taken_url = 'https://x.example'",
            "carrier.fallback_taken_url",
            "fallback_screen_url",
        ),
        ("program", "[carrier]\nlow_balance = -1", "carrier.low_balance", "from 0"),
        ("program", "[carrier]\nfallback = 'x'", "carrier.fallback", "nobody reads"),
        ("program", "[reminders]\ndaily_cap = 0", "reminders.daily_cap", "from 1 to 10"),
        ("program", "[reminders.rules.weekly]\nweekday = 'sonday'", "reminders.rules.weekly.weekday", "no weekday"),
        ("program", "[reminders.rules.weekly]\ndays_before = 2", "reminders.rules.weekly.days_before", "either"),
        ("program", "[reminders.rules.weekly]\nkinds = ['court']", "reminders.rules.weekly.kinds", "no kind of visit"),
        ("program", "[reminders.rules.day_before]\nat = '5 pm'", "reminders.rules.day_before.at", "24-hour clock"),
        (
            "program",
            "[reminders.rules.moved]\nkinds = []\nat = '10:00'\ndays_before = 1\nuseful_hours = 2",
            "reminders.rules.moved",
            "uses this one itself",
        ),
        ("program", "[moving]\noffers = 9", "moving.offers", "from 1 to 3"),
        ("program", "[watch]\nafter_end_minutes = 1", "watch.after_end_minutes", "from 5"),
        ("program", "[words]\nstop = []", "words.stop", "holds no word"),
        ("program", "[words]\nstop = ['STOP', 'NO MORE']", "words.stop", "more than one word"),
        ("program", "[words]\nhelp = ['HELP', 'stop']", "words.help", "stands under stop too"),
        ("program", "fallback_language = 'fr'", "fallback_language", "en, es, ht, pt"),
        ("program", "[agency]\nphone = '442-2797'", "agency.phone", "too few or too many digits"),
        ("program", "[agency.line_name]\nen = 'Family Line'", "agency.line_name.en", "neutral words"),
        ("program", "[agency.line_name]\nes = ''", "agency.line_name.es", "text in quotes"),
        ("oncall", "[wait]\non_call_minutes = -5", "wait.on_call_minutes", "from 1 to 30"),
        ("oncall", "[wait]\non_call = 5", "wait.on_call", "did you mean on_call_minutes?"),
        ("oncall", "[shift_question]\nagain_minutes = 45", "shift_question.again_minutes", "lower it"),
        ("oncall", "[shift_question]\nagain_minutes = 30", "shift_question.again_minutes", "lower it"),
        ("oncall", "[rounds]\ngrowth = 0.5", "rounds.growth", "from 1"),
        ("oncall", "[rounds]\ncap_minutes = 5", "rounds.cap_minutes", "raise it"),
        ("oncall", "urgent_numbers = ['911', '888-203-1234']", "urgent_numbers", "911 and 988"),
        ("oncall", "urgent_numbers = []", "urgent_numbers", "911 and 988"),
    ],
)
def test_a_mistake_is_refused_with_file_key_and_remedy(
    tmp_path: Path, file: str, text: str, key: str, remedy: str
) -> None:
    """Exactly one problem is listed, and it says where and what to do."""
    (problem,) = problems_of(tmp_path, **{file: text})
    assert problem.startswith(f"{tmp_path / file}.toml: {key}: ")
    assert remedy in problem


def test_all_problems_of_all_files_are_listed_at_once(tmp_path: Path) -> None:
    """Nobody has to start the line ten times to find ten mistakes."""
    problems = problems_of(
        tmp_path,
        program='[hours]\nzone = "Mars"\n[sending]\nsegments_per_second = 0\nspeed = 1\n',
        oncall="[wait]\nbackup_minutes = 0\n",
    )
    assert len(problems) == 4
    assert str(ConfigError(problems)).splitlines() == list(problems)


def test_a_line_that_is_not_toml_is_named_and_does_not_hide_the_rest(tmp_path: Path) -> None:
    """A syntax error gives file and line, and the other file is still read."""
    syntax, wait = problems_of(tmp_path, program="[hours]\nzone = Eastern\n", oncall="[wait]\nbackup_minutes = 0\n")
    assert syntax.startswith(f"{tmp_path / 'program.toml'}: line 2: ")
    assert "wait.backup_minutes" in wait


def test_a_file_of_an_unknown_name_is_refused(tmp_path: Path) -> None:
    """A mistyped file name would otherwise be settings that silently are not there."""
    (problem,) = problems_of(tmp_path, on_call="[wait]\nbackup_minutes = 2\n")
    assert "on_call.toml: nobody reads a file of this name; did you mean oncall.toml?" in problem


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    """A file saved as Latin-1 is named, not guessed at."""
    (tmp_path / "program.toml").write_bytes('[agency]\nname = "Niñez"\n'.encode("latin-1"))
    (problem,) = problems_of(tmp_path)
    assert "save the file again as UTF-8" in problem


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    """A missing folder, or a file in its place, is a problem and not an empty folder."""
    with pytest.raises(ConfigError, match="nowhere: cannot be read as a folder"):
        load_program([shipped_config(), tmp_path / "nowhere"])
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="file: cannot be read as a folder"):
        load_program([shipped_config(), tmp_path / "file"])


def test_a_key_missing_from_the_shipped_file_is_named(tmp_path: Path) -> None:
    """A shipped file somebody has cut is refused by the key it lacks."""
    folder = tmp_path / "config"
    shutil.copytree(shipped_config(), folder)
    whole = (folder / "program.toml").read_text(encoding="utf-8")
    (folder / "program.toml").write_text(whole.replace("weeks = 12", ""), encoding="utf-8")
    with pytest.raises(ConfigError) as refused:
        load_program([folder])
    (problem,) = refused.value.problems
    assert problem.startswith(f"{folder / 'program.toml'}: episode.weeks: is missing; ")
