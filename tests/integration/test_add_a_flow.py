"""CONTRIBUTING.md, "Add a flow in 20 minutes": what it says is done in a copy of the house, and works."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("bot", "scheduler", "config", "tests")
PAGE = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("## Add a flow in 20 minutes\n")[2].partition("\n## ")[0]
SCENARIO, MEMBER, FLOW, DOOR, DIGIT = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
KEYWORDS, *WORDS = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
FAMILY = "bot/flows/family.py"
BEFORE_ASKS = "    if meaning.asks is not None:\n"


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Give a copy of the house with the page's scenario in it, and nothing else of the page."""
    for part in PARTS:
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "tests/scenarios/test_rides.py").write_text(SCENARIO, "utf-8")
    return tmp_path


def mend(house: Path, file: str, found: str, written: str) -> None:
    """Write `written` in the one place where `found` stands."""
    text = (house / file).read_text("utf-8")
    assert text.count(found) == 1, f"{file}: the page speaks of a line that is there {text.count(found)} times: {found}"
    (house / file).write_text(text.replace(found, written), "utf-8")


def follow(house: Path) -> None:
    """Do what steps 2 to 5 say."""
    mend(house, "config/keywords.toml", "[asks]\n", f"[asks]\n{KEYWORDS}")
    mend(house, "bot/model/meaning.py", '    PRIVACY = "privacy"\n', f'    PRIVACY = "privacy"\n{MEMBER}')
    (house / "bot/flows/rides.py").write_text(FLOW, "utf-8")
    mend(house, FAMILY, "numbers, telling, visits\n", "numbers, rides, telling, visits\n")
    mend(house, FAMILY, "**visits.STATES}\n", "**visits.STATES, **rides.STATES}\n")
    mend(house, FAMILY, BEFORE_ASKS, DOOR + BEFORE_ASKS)
    mend(house, FAMILY, "    if context.request is not None and state in visits.STATES.values():\n", DIGIT)
    for language, words in zip(("en", "es", "ht", "pt"), WORDS, strict=True):
        with (house / f"config/messages/{language}.toml").open("a", encoding="utf-8") as file:
            file.write(f"\n{words}")


def run_tests(house: Path, *files: str) -> subprocess.CompletedProcess[str]:
    """Run tests of the copy, with the copy's code."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *files]
    return subprocess.run(command, cwd=house, capture_output=True, text=True, check=False)


def test_the_page_can_be_followed(house: Path) -> None:
    """First red, then green; the shipped words with the new ones among them break no rule."""
    before = run_tests(house, "tests/scenarios/test_rides.py")
    assert before.returncode == 1, before.stdout
    follow(house)
    after = run_tests(house, "tests/scenarios/test_rides.py", "tests/unit/test_shipped_words.py")
    assert after.returncode == 0, after.stdout[-4000:]
