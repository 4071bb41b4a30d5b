"""The catalog: words read and checked at start, filled in for one reader."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.catalog import About, Catalog, is_gsm7, load_catalog, segments, trimmed
from bot.errors import ConfigError
from bot.model.people import Language, Wording
from bot.program import shipped_config

ZONE = ZoneInfo("America/New_York")
EN, ES, HT, PT = Language
FULL, DISCREET = Wording.FULL, Wording.DISCREET
SATURDAY_NIGHT = datetime(2026, 10, 4, 3, 20, tzinfo=UTC)

ENGLISH = """
[about]
language = "en"
read_by = ""
read_on = ""

[help.passed_on]
sms = "Passed on. If nobody has it by {by} we text again."
discreet = "OK. By {by}."
sample = { by = "Sat 11:20 pm" }

[staff.page]
sms = "PAGE {code}"
sample = { code = "KB" }
"""
SPANISH = """
[about]
language = "es"

[help.passed_on]
sms = "Avisado. Si nadie lo tiene a las {by}, escribimos otra vez."
discreet = "OK. A las {by}."

[staff.page]
sms = "AVISO {code}"
"""


def write(folder: Path, **files: str) -> Path:
    """Write message files, one a language, into a config folder."""
    (folder / "messages").mkdir(parents=True, exist_ok=True)
    for language, text in files.items():
        (folder / "messages" / f"{language}.toml").write_text(text, encoding="utf-8")
    return folder


def load(*folders: Path) -> Catalog:
    """Load a catalog whose fallback is English."""
    return load_catalog(folders, ZONE, EN)


def one(tmp_path: Path, body: str) -> Catalog:
    """Load a catalog of one English key, `a.b`."""
    return load(write(tmp_path, en=f"[a.b]\n{body}"))


def problems_of(*folders: Path) -> str:
    """Return every problem of the folders, as one text."""
    with pytest.raises(ConfigError) as caught:
        load(*folders)
    return "\n".join(caught.value.problems)


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    """Return a small catalog in two languages."""
    return load(write(tmp_path, en=ENGLISH, es=SPANISH))


def test_words_are_picked_by_language_and_wording(catalog: Catalog) -> None:
    """A reader gets their language and the wording their phone may get."""
    assert catalog.words("help.passed_on", EN, DISCREET, {"by": "noon"}) == "OK. By noon."
    assert catalog.words("help.passed_on", ES, FULL, {"by": "12"}).startswith("Avisado. Si nadie lo tiene a las 12,")


def test_a_language_without_a_file_reads_the_fallback(catalog: Catalog) -> None:
    """Somebody whose language has no file yet is answered in the fallback language."""
    assert catalog.words("help.passed_on", PT, DISCREET, {"by": SATURDAY_NIGHT}) == "OK. By 11:20 pm."


CREOLE = SPANISH.partition("[staff")[0].replace(
    'language = "es"', 'language = "ht"\nread_by = "Marie"\nread_on = "2026-11-20"'
)


def test_a_language_of_families_alone_has_no_texts_for_staff(tmp_path: Path) -> None:
    """Staff read English and Spanish: another language lacks their texts, and whoever speaks it reads the fallback."""
    folder = write(tmp_path, en=ENGLISH, es=SPANISH, ht=CREOLE)
    catalog = load(folder)
    assert catalog.words("help.passed_on", HT, DISCREET, {"by": "9"}) == "OK. A las 9."
    assert catalog.words("staff.page", HT, FULL, {"code": "KB"}) == "PAGE KB"
    in_spanish = load_catalog([folder], ZONE, ES)
    assert in_spanish.words("staff.page", HT, FULL, {"code": "KB"}) == "AVISO KB"
    assert load_catalog([folder], ZONE, HT).words("staff.page", HT, FULL, {"code": "KB"}) == "PAGE KB"


def test_a_text_for_staff_that_nobody_would_read_is_refused(tmp_path: Path) -> None:
    """A staff key in a language that staff do not read is told; one that is missing in Spanish is told too."""
    creole = CREOLE + '[staff.page]\nsms = "PAJ {code}"\n'
    told = problems_of(write(tmp_path, en=ENGLISH, es=SPANISH.partition("[staff")[0], ht=creole))
    assert "ht.toml: staff.page: texts to staff are not read in ht; take it out" in told
    assert "es.toml: staff.page: missing; en has it" in told


@pytest.mark.parametrize(
    ("languages", "read"), [((HT, EN), EN), ((HT, ES, EN), ES), ((ES, EN), ES), ((HT, PT), EN), ((), EN)]
)
def test_staff_read_the_first_of_their_languages_that_has_their_texts(
    tmp_path: Path, languages: tuple[Language, ...], read: Language
) -> None:
    """A worker who speaks Creole and English gets English, whatever stands in the Creole file."""
    assert load(write(tmp_path, en=ENGLISH, es=SPANISH, ht=CREOLE)).read_by_staff(languages) is read


@pytest.mark.parametrize("fallback", Language)
def test_any_shipped_language_may_be_the_fallback(fallback: Language) -> None:
    """What English is the measure of holds whichever language a phone nobody knows is answered in."""
    catalog = load_catalog([shipped_config()], ZONE, fallback)
    assert catalog.languages == tuple(Language)
    assert catalog.in_every_language("help.fixed").startswith(catalog.words("help.fixed", fallback, DISCREET, {}))


def test_who_read_a_language_and_when_stands_in_its_header(tmp_path: Path) -> None:
    """A name alone, a day alone and a day still to come are no reading; an agency's own file may hold the header."""
    today = date(2026, 11, 24)
    shipped = write(tmp_path / "shipped", en=ENGLISH, ht=CREOLE)
    assert load(shipped).abouts[HT].was_read(today)
    for header in ('read_by = " "', 'read_on = ""', "read_on = 2026-11-25"):
        agency = write(tmp_path / "agency", ht=f"[about]\n{header}\n")
        assert not load(shipped, agency).abouts[HT].was_read(today)
    agency = write(tmp_path / "agency", en='[about]\nread_by = "Ana"\nread_on = 2026-11-24\n')
    assert load(shipped, agency).abouts[EN] == About(read_by="Ana", read_on=today)


DAYS = """
[calendar]
weekdays = ["lendi", "madi", "mèkredi", "jedi", "vandredi", "samdi", "dimanch"]
months = ["jan", "fev", "mas", "avr", "me", "jen", "jiy", "out", "sep", "oktòb", "nov", "des"]
"""


def test_days_babel_does_not_know_stand_in_the_file(tmp_path: Path) -> None:
    """Babel says Creole days in French; the file's own names are said, and the clock is everybody's."""
    body = (
        '[a.b]\nsms = "{t:day} / {t:on} / {t:hour}"\ndiscreet = "{t:on}"\nsample = { t = 2026-10-03T23:20:00-04:00 }\n'
    )
    words = load(write(tmp_path, en=body, ht=body + DAYS)).words
    assert words("a.b", HT, FULL, {"t": SATURDAY_NIGHT}) == "samdi 11:20 pm / samdi 3 oktòb / 11 pm"


@pytest.mark.parametrize(
    ("days", "problem"),
    [
        ('[calendar]\nweekdays = ["a"]', "calendar: holds weekdays and months, both"),
        (DAYS.replace('"lendi", ', ""), "calendar: weekdays must be 7 names"),
        (DAYS.replace('"des"', "12"), "calendar: months must be 12 names"),
        ("calendar = 3", "calendar: holds weekdays and months, both"),
    ],
)
def test_a_calendar_that_lacks_a_day_is_refused(tmp_path: Path, days: str, problem: str) -> None:
    """A name too few would call Sunday Monday."""
    assert f"{tmp_path}/messages/en.toml: {problem}" in problems_of(write(tmp_path, en=f"{days}\n{ENGLISH}"))


@pytest.mark.parametrize(
    ("language", "days"),
    [
        (EN, "Sun Mon Tue Wed Thu Fri Sat"),
        (ES, "dom lun mar mié jue vie sab"),
        (HT, "dimanch lendi madi mèkredi jedi vandredi samdi"),
        (PT, "dom seg ter qua qui sex sab"),
    ],
)
def test_the_shipped_days_are_named_in_each_language(language: Language, days: str) -> None:
    """Without accents that cost, without periods inside a sentence, and with am and pm everywhere."""
    catalog = load_catalog([shipped_config()], ZONE, EN)
    for day, name in enumerate(days.split()):
        at = (
            datetime(2026, 11, 29 + day, 18, 10, tzinfo=ZONE)
            if day < 2
            else datetime(2026, 12, day - 1, 18, 10, tzinfo=ZONE)
        )
        by = catalog.words("visits.passed_on_by", language, FULL, {"name": "Dana", "by": at})
        line = catalog.words("visits.line", language, FULL, {"at": at})
        assert f"{name} 6:10 pm." in by
        assert line.startswith(name)
        assert line.endswith(", 6:10 pm")
        assert "." not in line


def test_staff_texts_have_one_wording(catalog: Catalog) -> None:
    """A staff key answers with its only wording, whatever is asked for."""
    assert catalog.words("staff.page", EN, DISCREET, {"code": "KB"}) == "PAGE KB"


def test_keys_and_languages_are_listed(catalog: Catalog) -> None:
    """What the catalog holds can be asked."""
    assert catalog.languages == (EN, ES)
    assert catalog.keys() == ("help.passed_on", "staff.page")
    assert catalog.has("staff.page")
    assert not catalog.has("staff.pages")


def test_an_unknown_key_is_named(catalog: Catalog) -> None:
    """A flow that asks for a key nobody wrote is told which."""
    with pytest.raises(KeyError, match=r"help\.nothing"):
        catalog.words("help.nothing", EN, FULL, {})


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({}, "missing {by}"),
        ({"by": None}, "missing {by}"),
        ({"by": "9", "who": "Dana"}, "unexpected {who}"),
        ({"at": "9"}, "missing {by}, unexpected {at}"),
    ],
)
def test_wrong_parameters_are_named(catalog: Catalog, params: dict[str, object], message: str) -> None:
    """A missing, empty or unexpected parameter is an error that names key and parameter."""
    with pytest.raises(KeyError, match=re.escape(f"help.passed_on: {message}")):
        catalog.words("help.passed_on", EN, FULL, params)


def test_times_days_and_languages_are_worded_for_the_reader(tmp_path: Path) -> None:
    """Times are told by the program's clock, days and languages in the reader's language."""
    body = '[a.b]\nsms = "{t} / {t:day} / {d} / {l}"\ndiscreet = "{t}{d}{l}"\nsample = { t = "", d = "", l = "" }\n'
    words = load(write(tmp_path, en=body, es=body)).words
    params: dict[str, object] = {"t": SATURDAY_NIGHT, "d": date(2026, 10, 3), "l": ES}
    assert words("a.b", EN, FULL, params) == "11:20 pm / Sat 11:20 pm / Sat, Oct 3 / Spanish"
    assert words("a.b", ES, FULL, params) == "11:20 pm / sab 11:20 pm / sab, 3 oct / español"


def test_a_unicode_key_keeps_the_accents_of_its_days(tmp_path: Path) -> None:
    """Where accents cost nothing more, weekdays keep theirs."""
    body = '[a.b]\nsms = "{t:day} ó"\ndiscreet = "{t} ó"\nunicode = true\nsample = { t = 2026-10-03T23:20:00-04:00 }\n'
    assert load(write(tmp_path, en=body, es=body)).words("a.b", ES, FULL, {"t": SATURDAY_NIGHT}) == ("sáb 11:20 pm ó")


def test_a_name_costs_no_segment_and_people_s_own_words_keep_every_letter(tmp_path: Path) -> None:
    """One accent in a worker's name would more than double what each text with it costs."""
    body = '[a.b]\nsms = "{name}: {words}"\ndiscreet = "{words} {name}"\nsample = { name = "Ana", words = "Hi" }\n'
    params = {"name": "Lucía Núñez", "words": "Aquí está, Lucía"}
    words = load(write(tmp_path, en=body)).words("a.b", EN, FULL, params)
    assert words == "Lucia Nuñez: Aquí está, Lucía"


def test_both_hours_of_a_clock_change_read_as_the_wall_clock(tmp_path: Path) -> None:
    """In the night the clocks go back, both instants of 1:30 are 1:30 am."""
    words = one(tmp_path, 'sms = "{t}"\ndiscreet = "{t}"\nsample = { t = "" }').words
    for hour in (5, 6):
        assert words("a.b", EN, FULL, {"t": datetime(2026, 11, 1, hour, 30, tzinfo=UTC)}) == "1:30 am"


def test_a_time_without_a_zone_is_refused(catalog: Catalog) -> None:
    """A naive time is a mistake of ours, never guessed at."""
    with pytest.raises(ValueError, match="no zone"):
        catalog.words("help.passed_on", EN, FULL, {"by": SATURDAY_NIGHT.replace(tzinfo=None)})


def test_braces_in_a_family_s_words_stay_as_they_are(catalog: Catalog) -> None:
    """What somebody wrote is never read as a placeholder, and a doubled brace of ours is one brace."""
    assert catalog.words("help.passed_on", EN, DISCREET, {"by": "{by} {"}) == "OK. By {by} {."


def test_doubled_braces_are_literal(tmp_path: Path) -> None:
    """A brace written twice is said once."""
    assert one(tmp_path, 'sms = "{{x}}"\ndiscreet = "x"').words("a.b", EN, FULL, {}) == "{x}"


def test_an_agency_lays_its_own_words_over_ours(tmp_path: Path) -> None:
    """An agency's file changes single wordings and leaves the rest."""
    shipped = write(tmp_path / "shipped", en=ENGLISH, es=SPANISH)
    agency = write(tmp_path / "agency", en='\ufeff[help.passed_on]\ndiscreet = "Noted, {by}."\n')
    catalog = load(shipped, agency, tmp_path / "none")
    assert catalog.words("help.passed_on", EN, DISCREET, {"by": "9"}) == "Noted, 9."
    assert catalog.words("help.passed_on", EN, FULL, {"by": "9"}).startswith("Passed on.")
    assert catalog.words("help.passed_on", ES, DISCREET, {"by": "9"}) == "OK. A las 9."


def test_an_agency_s_mistyped_key_is_noticed(tmp_path: Path) -> None:
    """A key the shipped words do not have would never be said, so it is an error that names the file."""
    shipped = write(tmp_path / "shipped", en=ENGLISH)
    agency = write(tmp_path / "agency", en='[help.pased_on]\nsms = "x"\n')
    assert f"{agency}/messages/en.toml: help.pased_on: the shipped words have no such key" in problems_of(
        shipped, agency
    )


def test_a_voice_wording_is_allowed_and_held_to_the_other_languages(tmp_path: Path) -> None:
    """A spoken wording may be long, and must exist in every language once it exists in one."""
    spoken = ENGLISH.replace("[staff", f'voice = "{"Passed on. " * 40}{{by}}"\n[staff')
    assert load(write(tmp_path / "a", en=spoken)).has("help.passed_on")
    assert "help.passed_on: voice wording is missing; en has it" in problems_of(
        write(tmp_path / "b", en=spoken, es=SPANISH)
    )


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ('sms = "x"', "discreet wording is missing"),
        ('discreet = "x"', "sms wording is missing"),
        ('sms = ""\ndiscreet = "x"', "sms must be a text that says something"),
        ('sms = 3\ndiscreet = "x"', "sms must be a text that says something"),
        ('sms = "x"\ndiscreet = "x"\nemail = "x"', "unknown variant or setting 'email'"),
        ('sms = "{x"\ndiscreet = "x"', "sms: expected '}'"),
        ('sms = "x}"\ndiscreet = "x"', "sms: Single '}'"),
        ('sms = "{}"\ndiscreet = "x"', "placeholder {} must be a plain"),
        ('sms = "{a.b}"\ndiscreet = "x"', "placeholder {a.b} must be a plain"),
        ('sms = "{a[0]}"\ndiscreet = "x"', "placeholder {a[0]} must be a plain"),
        ('sms = "{a!r}"\ndiscreet = "x"', "placeholder {a} must be a plain"),
        ('sms = "{a:>9}"\ndiscreet = "x"', "placeholder {a} must be a plain"),
        ('sms = "{a}"\ndiscreet = "{b}"\nsample = { a = "1" }', "discreet has the placeholders {b}, sms has {a}"),
        ('sms = "{a}"\ndiscreet = "x"\nsample = { a = "1" }', "discreet has the placeholders none, sms has {a}"),
        ('sms = "{a}"\ndiscreet = "{a}"', "sample has values for none, the text needs {a}"),
        ('sms = "x"\ndiscreet = "x"\nsample = { a = "1" }', "sample has values for {a}, the text needs none"),
        ('sms = "x"\ndiscreet = "x"\nleaves_out = ["a"]', "leaves_out names {a}, which sms does not have"),
        ('sms = "x"\ndiscreet = "x"\nleaves_out = "a"', "leaves_out must be a list"),
        ('sms = "x"\ndiscreet = "x"\nsegments = 0', "segments must be a whole number"),
        ('sms = "x"\ndiscreet = "x"\nsegments = true', "segments must be a whole number"),
        ('sms = "x"\ndiscreet = "x"\nsample = "x"', "sample must be a table"),
        ('sms = "x"\ndiscreet = "x"\nunicode = 1', "unicode must be true or false"),
        ('sms = "{a}"\ndiscreet = "{a}"\nsample = { a = 2026-10-03T23:20:00 }', "sample: 2026-10-03 23:20:00 has no"),
        (f'sms = "{"x" * 161}"\ndiscreet = "x"', "sms needs 2 segments, and segments allows 1"),
        (f'sms = "x"\ndiscreet = "á{"x" * 70}"', "discreet needs 2 segments (because of 'á', which GSM-7"),
        ("[a]\nb = 1", "cannot be read"),
    ],
)
def test_a_broken_key_is_refused_by_name(tmp_path: Path, body: str, problem: str) -> None:
    """Each mistake in a file is told with its file, its key and what is wrong."""
    told = problems_of(write(tmp_path, en=f"[a.b]\n{body}\n"))
    assert f"{tmp_path}/messages/en.toml: " in told
    assert problem in told


def test_a_text_outside_any_key_is_refused(tmp_path: Path) -> None:
    """A bare text at the top of a file belongs to no key."""
    assert "oops: sms must be a text" in problems_of(write(tmp_path, en=f'oops = "x"\n{ENGLISH}'))


def test_staff_keys_have_no_discreet_wording(tmp_path: Path) -> None:
    """Staff have one wording; a second would never be sent."""
    assert "staff.page: unknown variant or setting 'discreet'" in problems_of(
        write(tmp_path, en=ENGLISH + 'discreet = "x {code}"\n')
    )


def test_a_discreet_wording_may_leave_out_what_the_key_says(tmp_path: Path) -> None:
    """The agency's name can stand in the full wording alone, and the caller passes the same parameters to both."""
    body = 'sms = "{agency}: {at}"\ndiscreet = "{at}"\nleaves_out = ["agency"]\nsample = { agency = "A", at = "9" }'
    params = {"agency": "Harbor", "at": "9"}
    assert one(tmp_path, body).words("a.b", EN, DISCREET, params) == "9"


def test_languages_are_held_to_the_fallback(tmp_path: Path) -> None:
    """Another language with a key too few, one too many or another placeholder is refused, all at once."""
    spanish = SPANISH.replace("{code}", "{clave}").replace("help.passed_on", "help.otro")
    spanish = spanish.replace('AVISO {clave}"', 'AVISO {clave}"\nsample = { clave = "KB" }')
    told = problems_of(write(tmp_path, en=ENGLISH, es=spanish, ht="[x", xx=""))
    assert "es.toml: help.passed_on: missing; en has it" in told
    assert "es.toml: help.otro: en has no such key" in told
    assert "es.toml: staff.page: sms has the placeholders {clave}, en has {code}" in told
    assert "ht.toml: cannot be read" in told
    assert "xx.toml: 'xx' is no language of the line; known are en, es, ht, pt" in told


def test_a_fallback_without_a_file_is_refused(tmp_path: Path) -> None:
    """Without the fallback's words the line cannot start."""
    assert "messages/en.toml: missing" in problems_of(write(tmp_path, es=SPANISH))


@pytest.mark.parametrize(
    ("about", "problem"),
    [
        ('language = "fr"', "language is 'fr'"),
        ("read_by = 3", "language and read_by are texts"),
        ('author = "x"', "holds only language, read_by, read_on"),
        ("read_on = 3", "read_on is 3; write the day as in 2026-12-01"),
        ('read_on = "in May"', "read_on is 'in May'; write the day"),
        ("read_on = 2026-11-20T10:00:00", "write the day as in 2026-12-01"),
    ],
)
def test_a_wrong_header_is_refused(tmp_path: Path, about: str, problem: str) -> None:
    """The header says whose language it is and who read it, nothing else."""
    assert problem in problems_of(write(tmp_path, en=f"[about]\n{about}\n"))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("€" * 153, 3),
        ("ñéü¿¡" * 32, 1),
        ("í" * 70, 1),
        ("í" * 71, 2),
        ("í" * 134, 2),
        ("í" * 135, 3),
        ("\U0001f600" * 35, 1),
        ("\U0001f600" * 36, 2),
        ("\U0001f600" * 67, 3),
        ("\\^{}[]~|" * 10, 1),
    ],
)
def test_segments_are_counted_as_the_carrier_bills_them(text: str, count: int) -> None:
    """160 then 153 in GSM-7, 70 then 67 outside it, double characters never split."""
    assert segments(text) == count


def test_one_accent_leaves_gsm7() -> None:
    """The accents of GSM-7 are the carrier's, not the language's."""
    assert is_gsm7("mañana é ü ñ ¿ ¡ à ò Ç € @ $ _ \n")
    assert not any(is_gsm7(letter) for letter in "áíóúÁçâ`…\u2019\u2013\u202f\t")


def test_long_words_are_trimmed_to_what_the_carrier_takes() -> None:
    """A relayed text is cut at 1600 units, emoji counting two, and ends in plain dots."""
    assert trimmed("a" * 1600) == "a" * 1600
    assert trimmed("a" * 1601) == "a" * 1597 + "..."
    assert trimmed("\U0001f600" * 801) == "\U0001f600" * 798 + "..."
    assert trimmed("abcdef", most=5) == "ab..."
