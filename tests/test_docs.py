"""Holds the documents to the code, both ways: what one names, the other has."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import click
import pytest

from bot.app import create_app
from bot.cli import hearthline
from bot.config.environment import NAMES, SECRETS
from bot.importing.run import IMPORTERS
from bot.web.edge import Edge

ROOT = Path(__file__).resolve().parent.parent
EVERYWHERE = {"--help", "--version", "--env-file"}
DOCUMENTS = (
    "README.md",
    "CONTRIBUTING.md",
    "docs/interface.md",
    "docs/design.md",
    "docs/safety.md",
    "docs/glossary.md",
    "docs/going-live.md",
    "docs/registration.md",
    "docs/upgrade.md",
    "docs/operations.md",
    "docs/disaster.md",
    "docs/supervisor.md",
    "docs/worker-card.md",
)
ROLES = ("program director", "supervisor", "IT", "counsel", "clinician")
"""Who may accept what remains of a hazard."""
NOT_FOR_THE_MAP = {"__init__", "__pycache__"}


def text_of(document: str) -> str:
    """Read a document."""
    return (ROOT / document).read_text("utf-8")


def section(title: str) -> str:
    """Return one section of docs/interface.md."""
    return text_of("docs/interface.md").partition(f"## {title}\n")[2].partition("\n## ")[0]


def first_cells(title: str) -> list[str]:
    """Return the first cell of each row of a section's table, as written between its backticks."""
    return re.findall(r"^\| `((?:[^`])+)` \|", section(title), re.MULTILINE)


def commands(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    """Yield every command that does something, by its whole name."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def options(command: click.Command) -> set[str]:
    """Return the options of a command that not every command has."""
    named = {option for one in command.params if isinstance(one, click.Option) for option in one.opts}
    return named - EVERYWHERE


def test_commands_and_options_are_documented() -> None:
    """docs/interface.md names each command with its options, and no other."""
    documented = {}
    for cell in first_cells("The `hearthline` command"):
        words = re.match(r"hearthline( [a-z]+)+?(?= [A-Z\[]| --|$| workers)", cell)
        assert words, cell
        documented[words[0]] = set(re.findall(r"--[a-z-]+", cell))
    assert documented == {name: options(command) for name, command in commands(hearthline, "hearthline")}


def test_what_is_imported_is_documented() -> None:
    """The kinds of files stand in the command's row, in their order."""
    (row,) = [cell for cell in first_cells("The `hearthline` command") if cell.startswith("hearthline import")]
    assert r"\|".join(IMPORTERS) in row


def test_defaults_are_documented() -> None:
    """A default written behind an option is the one it has."""
    rows = {cell.split(" [")[0]: cell for cell in first_cells("The `hearthline` command")}
    for name, command in commands(hearthline, "hearthline"):
        for one in command.params:
            if isinstance(one, click.Option) and one.opts[0] in {"--port", "--host"}:
                assert f"[{one.opts[0]} {one.default}]" in rows[name]


def test_the_environment_is_documented() -> None:
    """Each variable has its row, and each secret is named as one that may be a file."""
    assert sorted(first_cells("Environment")) == sorted(NAMES)
    files = section("Environment").partition("Each of the secrets (")[2].partition(")")[0]
    assert set(re.findall(r"`([A-Z_]+)`", files)) == set(SECRETS)


def test_the_web_addresses_are_documented() -> None:
    """Each address the line serves has its row; the rehearsal's are not among them."""
    # The blueprints ask nothing of what they receive before a request comes.
    edge = Edge(services=cast(Any, None), wake=lambda: None, public_url="", tokens=(), account_sid="")
    served = {
        f"{method} {rule.rule.partition('/<')[0]}"
        for rule in create_app(edge).url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert set(first_cells("Web addresses")) == served


def test_the_columns_are_documented() -> None:
    """Each list has its line, with exactly its columns in their order."""
    documented = dict(re.findall(r"^- \*\*([a-z]+)\*\*: `([a-z_,]+)`$", section("CSV"), re.MULTILINE))
    assert documented == {kind.value: ",".join(importer.columns) for kind, importer in IMPORTERS.items()}


def rooms() -> set[str]:
    """Return every file and folder directly under bot/ and scheduler/ that holds code."""
    bot = {path.name for path in (ROOT / "bot").iterdir() if path.stem not in NOT_FOR_THE_MAP}
    ticks = {path.name for path in (ROOT / "scheduler").iterdir() if path.stem not in NOT_FOR_THE_MAP}
    return {name if name.endswith(".py") else f"{name}/" for name in bot | ticks if not name.startswith(".")}


def test_every_room_stands_on_the_map() -> None:
    """docs/design.md names each room of the house and none that is not there."""
    the_map = text_of("docs/design.md").partition("```\n")[2].partition("```")[0]
    named = {word for line in the_map.splitlines() for word in re.findall(r"^  ([a-z_]+(?:\.py|/))", line)}
    more = {word for line in the_map.splitlines() for word in re.findall(r"(?<=, )(_*[a-z_]+\.py)", line)}
    assert rooms() - {"__main__.py"} == (named | more) - {"__main__.py"}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_somewhere(document: str) -> None:
    """Every relative link of a document leads to a file that is there."""
    folder = (ROOT / document).parent
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text_of(document))
    assert [link for link in links if not (folder / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_into_a_page_find_their_title(document: str) -> None:
    """What stands behind the # of a link is a title of the page it leads to."""
    links = re.findall(r"\]\(([^)#:]*)#([^)]+)\)", text_of(document))
    here = ROOT / document
    lost = [(link, anchor) for link, anchor in links if anchor not in anchors(here.parent / link if link else here)]
    assert lost == []


def anchors(page: Path) -> set[str]:
    """Return the titles of a page as links name them."""
    titles = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_documents_name_only_commands_that_exist(document: str) -> None:
    """A command that comes later is not promised now."""
    known = {name for name, _ in commands(hearthline, "hearthline")}
    known |= {name.rpartition(" ")[0] for name in known}
    named = re.findall(r"\bhearthline (?:import|report(?: [a-z]+)?|[a-z]+)\b(?!\.)", code_in(text_of(document)))
    assert [name for name in named if name not in known] == []


def code_in(document: str) -> str:
    """Return what stands in backticks or fences."""
    fence = re.compile(r"```[a-z]*\n(.*?)```", re.DOTALL)
    return "\n".join((*fence.findall(document), *re.findall(r"`([^`\n]+)`", fence.sub("", document))))


def rules() -> dict[str, list[str]]:
    """Return the rules of docs/safety.md: each item's text under its number, a section's points under the section's."""
    found: dict[str, list[str]] = {}
    first_part = text_of("docs/safety.md").partition("\n## Hazards\n")[0]
    for part in re.split(r"^## (?=\d\. )", first_part, flags=re.MULTILINE)[1:]:
        number = part[0]
        for rule in re.split(r"^(?=\*\*\d\.\d|- \*\*)", part, flags=re.MULTILINE)[1:]:
            item = re.match(r"\*\*(\d\.\d) ", rule)
            found.setdefault(item[1] if item else number, []).append(rule)
    return found


def hazards() -> list[tuple[str, str]]:
    """Return the hazards of docs/safety.md: each one's number and its text."""
    part = text_of("docs/safety.md").partition("\n## Hazards\n")[2].partition("\n### Who accepts")[0]
    return re.findall(r"^### (\d+)\. .+\n((?:(?!^### ).*\n?)*)", part, re.MULTILINE)


def code_and_tests() -> Iterator[str]:
    """Yield every file that may refer to a rule or a page."""
    for folder in ("bot", "scheduler", "config", "tests"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in {".py", ".toml", ".html", ".js"}:
                yield path.read_text("utf-8")


def test_the_rules_are_numbered_without_a_gap() -> None:
    """Seven sections, and the items of each count from one."""
    numbers = list(rules())
    assert sorted({number[0] for number in numbers}) == list("1234567")
    for section_number in "1234567":
        items = [number for number in numbers if number.startswith(f"{section_number}.")]
        assert items == [f"{section_number}.{place}" for place in range(1, len(items) + 1)]
        assert bool(items) != (section_number in numbers)


def test_every_rule_is_proved_or_not_built_yet() -> None:
    """No rule stands on the page as a mere wish."""
    told = {number: ["::" in rule or "Not built yet" in rule for rule in stated] for number, stated in rules().items()}
    assert [number for number, fine in told.items() if not all(fine)] == []


def test_the_tests_that_prove_a_rule_exist() -> None:
    """Each test that docs/safety.md names is in the file it names, and no name of a file is there twice."""
    files = list((ROOT / "tests").rglob("test_*.py"))
    assert len({path.name for path in files}) == len(files)
    there = {
        f"{path.name}::{node.name}"
        for path in files
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef)
    }
    named = set(re.findall(r"\btest_\w+\.py::\w+", text_of("docs/safety.md")))
    assert named
    assert named - there == set()


def test_the_hazards_are_numbered_without_a_gap() -> None:
    """They count from one, and no less is known to go wrong than was known at first."""
    numbers = [int(number) for number, _ in hazards()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 16


@pytest.mark.parametrize(("number", "hazard"), hazards())
def test_every_hazard_has_all_its_parts(number: str, hazard: str) -> None:
    """Hazard, cause, control, proof and what remains, each said, in this order; proved by a test or not proved."""
    parts = re.findall(r"^\*\*([A-Z][a-z]+)\.\*\* (.+)$", hazard, re.MULTILINE)
    assert [name for name, _ in parts] == ["Hazard", "Cause", "Control", "Proof", "Remains"], number
    said = dict(parts)
    assert "::" in said["Proof"] or "Not proved: " in said["Proof"], number
    assert said["Remains"].rpartition(" To be accepted by: ")[0], number


def test_the_form_asks_for_what_remains_of_every_hazard() -> None:
    """Each role signs for exactly the hazards that name it, and nobody has signed what is shipped."""
    form = text_of("docs/safety.md").partition("\n### Who accepts")[2]
    rows = re.findall(r"^\| ([A-Za-z ]+) \| ([\d, ]+) \| \| \|$", form, re.MULTILINE)
    asked = {role: numbers.split(", ") for role, numbers in rows}
    wanted: dict[str, list[str]] = {role: [] for role in ROLES}
    for number, hazard in hazards():
        for role in hazard.rpartition("To be accepted by: ")[2].strip().rstrip(".").split(", "):
            wanted[role].append(number)
    assert asked == wanted


def test_references_to_rules_lead_somewhere() -> None:
    """Whoever meets the number of a rule in the code finds it in docs/safety.md."""
    known = rules().keys() | set("1234567")
    referred = {
        number
        for text in code_and_tests()
        for numbers in re.findall(r"\bSAFETY (\d(?:\.\d+)?(?:(?:, | and | to )\d(?:\.\d+)?)*)", text)
        for number in re.findall(r"\d(?:\.\d+)?", numbers)
    }
    assert "2.4" in referred
    assert referred - known == set()


def test_references_to_pages_lead_somewhere() -> None:
    """Every page that the code or a test names is among the documents, and so is a title named behind it."""
    for text in code_and_tests():
        assert not re.search(r"\bDESIGN [0-9]", text), "docs/design.md has no numbers: name the page"
        for page, title in re.findall(r"\bdocs/([a-z]+\.md)(?:, \"([^\"]+)\")?", text):
            assert (ROOT / "docs" / page).exists(), page
            assert not title or re.search(rf"(?m)^(#+ |\*\*){re.escape(title)}", text_of(f"docs/{page}")), title
