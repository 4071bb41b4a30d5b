"""The town of an address is the one it ends with, and no number is given out that nobody filled in."""

from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.program import shipped_config
from bot.town_numbers import TownNumbers, load_town_numbers


def towns(folder: Path | None = None) -> TownNumbers:
    """Load the shipped towns, an agency's laid over them."""
    return load_town_numbers([shipped_config(), *([folder] if folder else [])])


@pytest.mark.parametrize(
    ("address", "town"),
    [
        ("12 Norwich Rd, Salem, CT 06420", "Salem"),
        ("5 Main St Norwich CT 06360", "Norwich"),
        ("3 A St, North Stonington", "North Stonington"),
        ("3 A St North Stonington, Conn.", "North Stonington"),
        ("7 Hill Rd, old  lyme, connecticut 06371-1234", "Old Lyme"),
        ("5 B St, Norwich, CT, Apt 2", "Norwich"),
        ("5 B St, Uncasville", "Montville"),
        ("8 New London Turnpike", None),
        ("1 Example St", None),
        ("Salemtown", None),
        ("", None),
    ],
)
def test_the_town_an_address_ends_with(address: str, town: str | None) -> None:
    """Not a street that is called so; of two names the longer; a village counts as its town."""
    found = towns().town_of(address)
    assert (found.name if found else None) == town


def test_no_number_is_shipped() -> None:
    """A wrong number is worse than none: each agency asks its dispatches."""
    assert all(town.dispatch is None for town in towns().towns)
    assert towns().dispatch_of("5 Main St, Norwich") is None


def test_an_agency_fills_a_number_in(tmp_path: Path) -> None:
    """Its own file holds only what differs."""
    (tmp_path / "dispatch.toml").write_text('[towns]\nNorwich = { number = "202-555-0150" }\n', "utf-8")
    found = towns(tmp_path).dispatch_of("5 Main St, Norwich")
    assert found is not None
    assert found.e164 == "+12025550150"
    assert towns(tmp_path).town_of("2 C St, Taftville") is not None


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ('Norwich = { number = "911" }', "number"),
        ('Norwich = { number = "call them" }', "number"),
        ('Salem = { also = ["Norwich"] }', "both called"),
        ('Norwich = { nubmer = "202-555-0150" }', "nubmer"),
    ],
)
def test_a_mistake_is_refused(tmp_path: Path, rows: str, problem: str) -> None:
    """A number nobody can dial, a name two towns claim, a key nobody reads."""
    (tmp_path / "dispatch.toml").write_text(f"[towns]\n{rows}\n", "utf-8")
    with pytest.raises(ConfigError, match=problem):
        towns(tmp_path)
