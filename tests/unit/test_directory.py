"""The useful phone numbers: all of the program's list, none that is known to be wrong, in a fixed and safe order."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.directory import Directory, Kind, load_directory
from bot.errors import ConfigError
from bot.model.people import Language
from bot.program import shipped_config

GSM7 = set(
    "@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)


@pytest.fixture(scope="module")
def directory() -> Directory:
    """Return the directory as shipped."""
    return load_directory([shipped_config()])


def problems_of(folder: Path, text: str) -> tuple[str, ...]:
    """Return what is refused when the agency's directory.toml holds this."""
    (folder / "directory.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as refused:
        load_directory([shipped_config(), folder])
    return refused.value.problems


def test_every_number_of_the_programs_list_has_its_entry(directory: Directory) -> None:
    """What families hold on paper is found again by the number printed there."""
    printed = {entry.printed for entry in directory.entries.values()} - {""}
    assert printed == {
        "911",
        "211",
        "800-842-2288",
        "888-343-2711",
        "888-203-1234",
        "860-823-5000",
        "860-442-4357",
        "860-447-0366",
    }


@pytest.mark.parametrize("wrong", ["888-203-1234", "888-343-2711", "860-823-5000", "860-442-4357"])
def test_a_printed_number_that_is_wrong_is_given_to_nobody(directory: Directory, wrong: str) -> None:
    """The current number is given out, and the entry says why it differs from the paper."""
    (entry,) = (entry for entry in directory.entries.values() if entry.printed == wrong)
    assert entry.why_changed
    given = {entry.number_for(language) for entry in directory.entries.values() for language in Language}
    assert wrong not in given


@pytest.mark.parametrize(
    ("key", "number"),
    [
        ("crisis", "988"),
        ("poison", "800-222-1222"),
        ("social_services", "855-626-6632"),
        ("sexual_violence", "888-999-5545"),
        ("safe_connect", "888-774-2900"),
        ("national_partner_violence", "800-799-7233"),
        ("adult_crisis", "800-467-3135"),
        ("youth_crisis", "211"),
    ],
)
def test_the_current_numbers_are_given(directory: Directory, key: str, number: str) -> None:
    """Each line families may need stands there with the number it has today."""
    assert directory.entries[key].number == number


def test_a_language_may_have_its_own_number(directory: Directory) -> None:
    """The Spanish sexual assault hotline is another number, for calls and texts."""
    entry = directory.entries["sexual_violence"]
    assert entry.number_for(Language.SPANISH) == entry.by_text_for(Language.SPANISH) == "888-568-8332"
    assert entry.number_for(Language.PORTUGUESE) == entry.by_text_for(Language.PORTUGUESE) == "888-999-5545"


def test_a_discreet_phone_gets_911_988_and_211_only(directory: Directory) -> None:
    """No number on a phone that others read tells what it was for."""
    discreet = directory.short_list(discreet=True)
    assert [entry.number for entry in discreet] == ["911", "988", "211"]
    for entry in discreet:
        words = " ".join(entry.label(language, discreet=True).lower() for language in Language)
        assert not any(word in words for word in ("suicid", "violen", "abus", "cris"))


def test_the_first_digits_mean_the_same_on_every_phone(directory: Directory) -> None:
    """1, 2 and 3 are 911, 988 and 211, discreet or not."""
    discreet, full = (directory.short_list(discreet=is_discreet) for is_discreet in (True, False))
    assert [entry.number for entry in discreet] == ["911", "988", "211"]
    assert full[:3] == discreet
    assert len(full) > len(discreet)


def test_the_answer_to_a_cry_for_help_names_911_and_988(directory: Directory) -> None:
    """No other number stands in the automatic answer."""
    assert [entry.number for entry in directory.entries.values() if entry.urgent] == ["911", "988"]


def test_the_careline_is_given_only_to_who_asks_for_it(directory: Directory) -> None:
    """It stands in no list, has no digit, and is found by its kind."""
    careline = directory.entries["careline"]
    assert careline.on_request_only
    assert careline not in directory.short_list(discreet=False)
    assert directory.of_kind(Kind.CHILD_PROTECTION) == (careline,)


def test_who_asks_for_a_kind_gets_it_in_order(directory: Directory) -> None:
    """Partner violence gives the state's hub first."""
    keys = [entry.key for entry in directory.of_kind(Kind.PARTNER_VIOLENCE)]
    assert keys == ["safe_connect", "national_partner_violence", "safe_futures"]


def test_labels_cost_no_second_segment(directory: Directory) -> None:
    """Every label can be sent in the small alphabet: one accent would halve what a text can hold."""
    for entry in directory.entries.values():
        for language in Language:
            for discreet in (True, False):
                assert set(entry.label(language, discreet=discreet)) <= GSM7, entry.key


def test_each_number_has_a_name_in_every_language(directory: Directory) -> None:
    """The shipped list is whole, the careful names too."""
    for entry in directory.entries.values():
        assert entry.labels.keys() == set(Language), entry.key
        assert entry.discreet_labels.keys() in (set(Language), set()), entry.key


def test_a_language_without_a_label_gets_the_english_one(tmp_path: Path) -> None:
    """An agency's own entry needs English and Spanish; nobody gets an empty line."""
    pantry = (
        '[entries.pantry]\nlabel = { en = "Food pantry", es = "Despensa" }\nnumber = "202-555-0142"\nkind = "basics"\n'
        'hours = "24/7"\nsource = "ours"\nverified_on = 2026-11-22\n'
    )
    (tmp_path / "directory.toml").write_text(pantry, encoding="utf-8")
    entry = load_directory([shipped_config(), tmp_path]).entries["pantry"]
    assert entry.label(Language.HAITIAN_CREOLE) == entry.label(Language.PORTUGUESE) == "Food pantry"
    assert entry.label(Language.SPANISH) == "Despensa"


def test_a_number_nobody_has_dialled_is_overdue(directory: Directory) -> None:
    """As shipped none was dialled, and `check` says so."""
    assert len(directory.overdue(date(2026, 11, 22))) == len(directory.entries)


def test_a_dial_test_holds_until_its_age_is_over(tmp_path: Path) -> None:
    """The agency writes the day of its call into its own file; after the configured days it is due again."""
    (tmp_path / "directory.toml").write_text("dial_test_days = 30\n[entries.poison]\ndialled_on = 2026-11-22\n")
    directory = load_directory([shipped_config(), tmp_path])
    poison = directory.entries["poison"]
    assert directory.dial_test_every == timedelta(days=30)
    assert poison not in directory.overdue(date(2026, 12, 22))
    assert poison in directory.overdue(date(2026, 12, 23))
    assert poison not in directory.overdue(date(2026, 12, 23), timedelta(days=31))


NEW = """[entries.pantry]
number = "202-555-0150"
kind = "basics"
hours = "Mon"
source = "us"
verified_on = 2026-11-22
"""


def test_an_agency_may_add_a_number(tmp_path: Path) -> None:
    """A new entry and a new order are enough."""
    order = 'order = ["emergency", "crisis", "basics", "pantry"]\n'
    labels = 'label = { en = "Food pantry", es = "Despensa" }\n'
    (tmp_path / "directory.toml").write_text(order + NEW + labels)
    directory = load_directory([shipped_config(), tmp_path])
    assert [entry.key for entry in directory.short_list(discreet=False)][3:] == ["pantry"]
    assert [entry.key for entry in directory.of_kind(Kind.BASICS)] == ["basics", "pantry"]


@pytest.mark.parametrize(
    ("text", "key", "remedy"),
    [
        (NEW, "entries.pantry.label", "is missing"),
        (NEW + 'label = { en = "Food" }', "entries.pantry.label.es", "is missing"),
        (NEW + 'label = { en = "Food", es = "Comida", fr = "Pain" }', "entries.pantry.label.fr", "nobody reads"),
        ("[entries.poison]\nverified_on = 2026-13-01", "", "line 2"),
        ('[entries.poison]\nverified_on = "2026-12-01"', "entries.poison.verified_on", "without quotes"),
        ("[entries.poison]\ndialled_on = 12", "entries.poison.dialled_on", "year first"),
        ('[entries.poison]\nnumber = "222-1222"', "entries.poison.number", "or three digits"),
        ('[entries.poison]\nnumber = "91"', "entries.poison.number", "or three digits"),
        ('[entries.poison]\nwhy_changed = ""', "entries.poison.why_changed", "not the printed one"),
        ('[entries.poison]\nkind = "toxic"', "entries.poison.kind", "poison, child_protection"),
        ('[entries.poison]\nurgent = "no"', "entries.poison.urgent", "true or false"),
        ("[entries.poison]\nurgent = true", "entries", "911, 988"),
        ("[entries.basics]\non_discreet = false", "entries", "911, 988, 211"),
        ('[entries.youth_crisis]\nkeypad = "press 1"', "entries.youth_crisis.keypad", "digits to press"),
        ('[entries.sexual_violence]\nnumber_in = { es = "1" }', "entries.sexual_violence.number_in", "three digits"),
        ("[entries.poison]\nx = 1\n[entries.poison]\ny = 2", "", "line 3"),
        ("dial_test_days = 0", "dial_test_days", "from 1"),
        ("dial_test_day = 5", "dial_test_day", "did you mean dial_test_days?"),
        ('order = ["emergency", "crisis", "basics", "careline"]', "order", "on request only"),
        ('order = ["emergency", "crisis", "basics", "nobody"]', "order", "no entry"),
        ('order = ["basics", "emergency", "crisis"]', "order", "must begin with 911, 988 and 211"),
    ],
)
def test_a_mistake_is_refused_with_file_key_and_remedy(tmp_path: Path, text: str, key: str, remedy: str) -> None:
    """Exactly one problem is listed, and it says where and what to do."""
    (problem,) = problems_of(tmp_path, text)
    assert problem.startswith(f"{tmp_path / 'directory.toml'}: {key}")
    assert remedy in problem


def test_all_problems_are_listed_at_once(tmp_path: Path) -> None:
    """One start shows every mistake of the file."""
    text = 'dial_test_days = 0\n[entries.poison]\nkind = "x"\nnumber = "y"\nnummer = "z"\n'
    assert len(problems_of(tmp_path, text)) == 4
