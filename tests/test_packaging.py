"""Holds the packaging to its word: everything locked with hashes, explained, and shipped in the wheel."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LISTS = ("runtime", "build", "test", "dev")


def declared() -> dict[str, list[str]]:
    """Return the libraries pyproject.toml names, by the locked list that must hold them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extras = settings["project"]["optional-dependencies"]
    wishes = {
        "runtime": settings["project"]["dependencies"],
        "build": settings["build-system"]["requires"],
        "test": extras["test"],
        "dev": [wish for wish in extras["dev"] if not wish.startswith("hearthline")],
    }
    return {group: [re.split(r"[\[<>=]", wish)[0] for wish in named] for group, named in wishes.items()}


def locked(group: str) -> dict[str, str]:
    """Return what one locked list itself names, with the newest version of each."""
    text = (ROOT / "requirements" / f"{group}.txt").read_text("utf-8")
    return dict(reversed(re.findall(r"^([a-z0-9.-]+)==(\S+)", text, re.MULTILINE)))


def test_everything_declared_is_locked() -> None:
    """No library is installed at whatever version happens to be newest."""
    missing = {group: set(names) - set(locked(group)) for group, names in declared().items()}
    assert missing == {group: set() for group in LISTS}


def test_every_locked_version_has_hashes() -> None:
    """A file that differs by one bit is refused."""
    for group in LISTS:
        text = (ROOT / "requirements" / f"{group}.txt").read_text("utf-8")
        blocks = re.findall(r"^[a-z0-9.-]+==.*(?:\n .*)*", text, re.MULTILINE)
        assert blocks
        assert [block for block in blocks if "--hash=sha256:" not in block] == []


def test_every_library_is_explained_with_its_version() -> None:
    """docs/dependencies.md names each declared library and the version that is locked."""
    rows = [line.lower() for line in (ROOT / "docs/dependencies.md").read_text("utf-8").splitlines() if "|" in line]
    for group, names in declared().items():
        for name in names:
            assert any(name in row and locked(group)[name] in row for row in rows), f"{name} {locked(group)[name]}"


def test_the_wheel_holds_everything_the_line_needs(tmp_path: Path) -> None:
    """Every file of the code and of the shipped configuration is in the wheel, and nothing else of ours."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    shipped = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert shipped == files_of("bot", "bot") | files_of("scheduler", "scheduler") | files_of("config", "bot/_config")


def files_of(folder: str, place: str) -> set[str]:
    """Return the files of a folder as they are named at their place in the wheel."""
    paths = [path.relative_to(ROOT / folder) for path in (ROOT / folder).rglob("*") if path.is_file()]
    return {f"{place}/{path.as_posix()}" for path in paths if path.suffix != ".pyc"}
