"""Runs every check that can be run: what is broken is a finding, and the checks behind it still have their turn."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from bot.catalog import Catalog, load_catalog
from bot.checks import Finding, check_records, check_surroundings, check_words, serious, warning
from bot.directory import Directory, load_directory
from bot.errors import ConfigError
from bot.importing.own_words import IsOrdinary, ordinary_words, own_words
from bot.keywords import load_lexicon
from bot.language import Lexicon
from bot.model.people import Person
from bot.night_checks import check_nights
from bot.profile_checks import check_profiles
from bot.program import Program, load_program
from bot.public import load_booklets
from bot.recordings import load_recordings
from bot.reviewing.approval import check_approval
from bot.settings import Need, Settings
from bot.store import people
from bot.store.engine import DatabaseTrouble, Store
from bot.store.schema import SchemaError
from bot.store.vault import WrongKeyError
from bot.town_checks import check_towns
from bot.town_numbers import TownNumbers, load_town_numbers

_Loaded = TypeVar("_Loaded")
ReadSettings = Callable[[Need], Settings]
LOAD_ANYHOW = (Need.CARRIER, Need.DATABASE, Need.MIGRATE)


def check_everything(
    read: ReadSettings,
    folders_for: Callable[[Path | None], Sequence[Path]],
    open_database: Callable[[Settings], Store],
    now: datetime,
) -> tuple[Finding, ...]:
    """Return all findings, in the order in which they are best mended."""
    found: list[Finding] = []
    settings = _settings(read, found)
    if settings is None:
        return tuple(found)
    config = _config(folders_for(settings.config_folder), found)
    if config is not None:
        program, directory, catalog, lexicon, towns = config
        found += check_surroundings(settings, program, directory, now)
        if catalog is not None:
            found += check_approval(catalog, settings.config_folder)
            found += check_words(catalog, program.hours.local(now).date())
        if settings.keys:
            is_ordinary = ordinary_words(lexicon, catalog) if lexicon is not None and catalog is not None else None
            found += _records(settings, program, open_database, is_ordinary, towns, now)
    return tuple(found)


def _settings(read: ReadSettings, found: list[Finding]) -> Settings | None:
    """Read the settings as `serve` needs them; where they are incomplete, as much of them as there is."""
    for needs in LOAD_ANYHOW:
        try:
            return read(needs)
        except ConfigError as error:
            known = {finding.what for finding in found}
            found += [serious(problem) for problem in error.problems if problem not in known]
    return None


def _config(
    folders: Sequence[Path], found: list[Finding]
) -> tuple[Program, Directory, Catalog | None, Lexicon | None, TownNumbers | None] | None:
    program, directory, catalog, lexicon, towns, broken = _load(folders)
    found += [serious(problem) for problem in broken]
    return (program, directory, catalog, lexicon, towns) if program is not None and directory is not None else None


def config_problems(folders: Sequence[Path]) -> tuple[str, ...]:
    """Return the mistakes of every file of the configuration at once."""
    return _load(folders)[-1]


def _load(
    folders: Sequence[Path],
) -> tuple[Program | None, Directory | None, Catalog | None, Lexicon | None, TownNumbers | None, tuple[str, ...]]:
    broken: list[str] = []
    catalog = None
    program = _loaded(lambda: load_program(folders), broken)
    directory = _loaded(lambda: load_directory(folders), broken)
    lexicon = _loaded(lambda: load_lexicon(folders), broken)
    towns = _loaded(lambda: load_town_numbers(folders), broken)
    if program is not None:
        zone, fallback = program.hours.zone, program.fallback_language
        catalog = _loaded(lambda: load_catalog(folders, zone, fallback), broken)
        words = catalog
        if words is not None:
            _loaded(lambda: load_recordings(folders, words), broken)
        _loaded(lambda: load_booklets(folders, program.agency), broken)
    return program, directory, catalog, lexicon, towns, tuple(dict.fromkeys(broken))


def _loaded(load: Callable[[], _Loaded], broken: list[str]) -> _Loaded | None:
    try:
        return load()
    except ConfigError as error:
        broken += error.problems
        return None


def _records(
    settings: Settings,
    program: Program,
    open_database: Callable[[Settings], Store],
    is_ordinary: IsOrdinary | None,
    towns: TownNumbers | None,
    now: datetime,
) -> Iterator[Finding]:
    """Open the database and check its rows; one that cannot be opened is a finding."""
    try:
        store = open_database(settings)
    except (SchemaError, WrongKeyError) as error:
        yield serious(str(error))
        return
    except DatabaseTrouble as error:
        yield serious(f"the database does not answer ({error})", "see that it runs and that DATABASE_URL is right")
        return
    try:
        with store.read() as tx:
            yield from tuple(check_records(tx, settings, program, now))
            yield from tuple(check_nights(tx, program, now))
            yield from tuple(check_profiles(tx, program, now))
            if towns is not None:
                yield from tuple(check_towns(tx, towns, program.hours.local(now).date()))
            if is_ordinary is not None:
                yield from check_own_words(people.all_persons(tx), is_ordinary)
    finally:
        store.close()


def check_own_words(persons: Iterable[Person], is_ordinary: IsOrdinary) -> Iterator[Finding]:
    """Warn of own words that became ordinary with new phrases or texts; neither words nor persons are named."""
    ordinary = sum(is_ordinary(word) for person in persons for word in own_words(person.profile))
    if ordinary:
        yield warning(
            f"{ordinary} quiet words or code words are everyday words by now, and may be written by chance",
            "at the next visit ask who has one for two words that do not belong together, and import them",
        )
