"""Writes the locked lists beside it, with the hash of every wheel, so that an install is the same everywhere.

Without arguments it adds what pyproject.toml newly names and keeps every other version; names given are brought to
their newest version; `--upgrade` brings everything.
"""

import json
import re
import subprocess
import sys
import tempfile
import tomllib
import urllib.request
from pathlib import Path

HERE = Path(__file__).parent
OLDEST_PYTHON = 11
INDEX = "https://pypi.org/simple"
HEADING = "# Written by `make lock`: do not edit. Wheels only, for Linux and macOS.\n"
CHAIN = {
    "runtime": (),
    "build": (),
    "test": ("runtime", "build"),
    "dev": ("test",),
}
INTEL_MAC = 'sys_platform == "darwin" and platform_machine == "x86_64"'
NOT_INTEL_MAC = 'sys_platform != "darwin" or platform_machine != "x86_64"'
# The last version with a wheel for Macs with Intel processors; every other machine takes the newest.
INTEL_MAC_VERSIONS = {"cryptography": "48.0.1"}


def main(arguments: list[str]) -> None:
    """Lock each list in turn; a later one names only what the earlier ones do not."""
    kept = {} if "--upgrade" in arguments else locked_versions()
    for name in arguments:
        kept.pop(normal(name), None)
    chosen: dict[str, str] = {}
    for group, wanted in wanted_groups().items():
        found = resolve(wanted, kept | chosen)
        new = {name: version for name, version in found.items() if name not in chosen}
        chosen |= found
        write(group, new)


def wanted_groups() -> dict[str, list[str]]:
    """Return what pyproject.toml asks for, list by list."""
    declared = tomllib.loads((HERE.parent / "pyproject.toml").read_text("utf-8"))
    extras = declared["project"]["optional-dependencies"]
    return {
        "runtime": declared["project"]["dependencies"],
        "build": declared["build-system"]["requires"],
        "test": extras["test"],
        "dev": [wish for wish in extras["dev"] if not wish.startswith("hearthline")],
    }


def locked_versions() -> dict[str, str]:
    """Return the versions that the lists name today."""
    lines = [line for path in HERE.glob("*.txt") for line in path.read_text("utf-8").splitlines()]
    newest = "\n".join(line for line in lines if INTEL_MAC not in line)
    return dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", newest, re.MULTILINE))


def resolve(wanted: list[str], fixed: dict[str, str]) -> dict[str, str]:
    """Let pip choose a version for everything wanted, holding to the fixed ones."""
    with tempfile.TemporaryDirectory() as folder:
        limits = Path(folder, "limits.txt")
        limits.write_text("".join(f"{name}=={version}\n" for name, version in fixed.items()), "utf-8")
        report = Path(folder, "report.json")
        options = ["--dry-run", "--ignore-installed", "--only-binary=:all:", "--quiet", "--report", str(report)]
        command = [sys.executable, "-m", "pip", "install", *options, "--constraint", str(limits), *wanted]
        subprocess.run(command, check=True)
        chosen = [item["metadata"] for item in json.loads(report.read_text("utf-8"))["install"]]
    return {normal(item["name"]): item["version"] for item in chosen}


def write(group: str, versions: dict[str, str]) -> None:
    """Write one list: what it builds on, then each name with its version and hashes."""
    blocks = [HEADING, *(f"-r {earlier}.txt\n" for earlier in CHAIN[group])]
    for name, version in sorted(versions.items()):
        older = INTEL_MAC_VERSIONS.get(name)
        blocks.append(block(name, version, f" ; {NOT_INTEL_MAC}" if older else ""))
        if older:
            blocks.append(block(name, older, f" ; {INTEL_MAC}"))
    HERE.joinpath(f"{group}.txt").write_text("".join(blocks), "utf-8")
    print(f"{group}.txt: {len(versions)}")


def block(name: str, version: str, where: str) -> str:
    """Return the lines that name one release, the machines it is for, and its hashes."""
    hashes = "".join(f" \\\n    --hash=sha256:{digest}" for digest in wheel_hashes(name, version))
    return f"{name}=={version}{where}{hashes}\n"


def wheel_hashes(name: str, version: str) -> list[str]:
    """Return the hash of every wheel of this release that a supported machine may choose."""
    kind = "application/vnd.pypi.simple.v1+json"
    request = urllib.request.Request(f"{INDEX}/{name}/", headers={"Accept": kind})  # noqa: S310  (fixed https address)
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310  (the same)
        files = json.load(answer)["files"]
    hashes = sorted(entry["hashes"]["sha256"] for entry in files if fits(entry["filename"], version))
    if not hashes:
        sys.exit(f"{name} {version} has no wheel: choose another version or another library")
    return hashes


def fits(filename: str, version: str) -> bool:
    """Tell whether a file is a wheel of this version for Linux or macOS and Python 3.11 or newer."""
    parts = filename.removesuffix(".whl").split("-")
    if not filename.endswith(".whl") or parts[1] != version:
        return False
    *_, python, abi, platform = parts
    old = re.fullmatch(r"cp3(\d+)", python)
    recent = "py3" in python or abi == "abi3" or bool(old and int(old[1]) >= OLDEST_PYTHON and not abi.endswith("t"))
    return recent and bool(re.search(r"any|macosx|linux.*(x86_64|aarch64)", platform))


def normal(name: str) -> str:
    """Return a package's name the way the index writes it."""
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    main(sys.argv[1:])
