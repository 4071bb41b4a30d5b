"""Holds the packaging to its word: everything locked with hashes, explained, and shipped in the wheel."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

from bot.reviewing.kept import RELEASED, read_kept

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


def test_each_release_keeps_the_words_it_shipped() -> None:
    """Whoever upgrades can ask which words changed since the version they had."""
    assert unkept((ROOT / "CHANGELOG.md").read_text("utf-8"), ROOT / "config" / RELEASED) == []


def test_a_release_without_its_words_is_noticed(tmp_path: Path) -> None:
    """So are words of another version under its name, and words of a version that was never released."""
    for name, version in (("0.1.0", "0.1.0"), ("0.2.0", "0.1.0"), ("9.9.9", "9.9.9")):
        (tmp_path / f"{name}.json").write_text(f'{{"version": "{version}", "languages": {{}}}}', "utf-8")
    changelog = "## [Unreleased]\n\n## [0.3.0] - 2027-03-01\n\n## [0.2.0]\n\n## [0.1.0]\n"
    assert unkept(changelog, tmp_path) == ["0.2.0", "0.3.0", "9.9.9"]


def unkept(changelog: str, folder: Path) -> list[str]:
    """Return the versions whose words are missing, are another's, or belong to no release."""
    released = set(re.findall(r"^## \[(\d[^\]]*)\]", changelog, re.MULTILINE))
    kept = {path.stem for path in folder.glob("*.json") if read_kept(path).version == path.stem}
    return sorted((released ^ kept) | ({path.stem for path in folder.glob("*.json")} - kept))


def files_of(folder: str, place: str) -> set[str]:
    """Return the files of a folder as they are named at their place in the wheel."""
    paths = [path.relative_to(ROOT / folder) for path in (ROOT / folder).rglob("*") if path.is_file()]
    return {f"{place}/{path.as_posix()}" for path in paths if path.suffix != ".pyc"}
