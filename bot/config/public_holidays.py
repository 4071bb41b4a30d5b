"""Reads the public holidays of one country from its own file: their package would load all two hundred and fifty."""

from collections.abc import Mapping
from datetime import date
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from pathlib import Path
from types import ModuleType

import holidays
from holidays.registry import COUNTRIES

_YEARS = range(2024, 2041)
_FOLDER = Path(holidays.__file__).parent / "countries"


def knows_country(country: str) -> bool:
    """Whether the holidays of a country, by its code, are known."""
    return any(country in codes for _, *codes in COUNTRIES.values())


def public_holidays(country: str, state: str) -> Mapping[date, str]:
    """Return each holiday's name, several joined by "; ". Raises NotImplementedError for a country or state unknown."""
    for file, (name, *codes) in COUNTRIES.items():
        if country in codes:
            days: Mapping[date, str] = getattr(_alone(file), name)(subdiv=state or None, years=_YEARS)
            return days
    raise NotImplementedError(country)


def _alone(file: str) -> ModuleType:
    """Load a country's module without its package."""
    found = PathFinder.find_spec(file, [str(_FOLDER)])
    assert found is not None
    assert found.loader is not None
    module = module_from_spec(found)
    found.loader.exec_module(module)
    return module
