"""Installs locked lists and this checkout into the environment that runs it, and shows how far it is."""

import re
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

HERE = Path(__file__).parent
LOCKED = ["--require-hashes", "--only-binary=:all:", "--no-compile"]
# The checkout is linked, not copied, with the locked build tool instead of a freshly fetched one.
CHECKOUT = ["--no-deps", "--no-build-isolation", "--editable", str(HERE.parent)]


def main(groups: list[str]) -> None:
    """Install the named lists, then link the checkout."""
    lists = [HERE / f"{group}.txt" for group in groups]
    total = len(set().union(*(locked_names(path) for path in lists)))
    started = time.monotonic()
    print(f"Installing {total} locked packages into .venv (the first time takes about half a minute)", flush=True)
    run_pip([*LOCKED, *(f"--requirement={path}" for path in lists)], total)
    run_pip(CHECKOUT, total)
    print(f"Installed in {time.monotonic() - started:.0f} s", flush=True)


def locked_names(path: Path) -> set[str]:
    """Return the packages a list names, itself or by the lists it builds on."""
    text = path.read_text("utf-8")
    names = set(re.findall(r"^([a-z0-9.-]+)==", text, re.MULTILINE))
    earlier = re.findall(r"^-r (\S+)", text, re.MULTILINE)
    return names.union(*(locked_names(path.parent / name) for name in earlier))


def run_pip(arguments: list[str], total: int) -> None:
    """Run pip, silent but for its errors; a terminal sees the seconds and what already stands."""
    started = time.monotonic()
    with subprocess.Popen([sys.executable, "-m", "pip", "install", "-qq", *arguments]) as pip:
        while pip.poll() is None:
            show(f"{time.monotonic() - started:3.0f} s, {written()} of {total} in place")
            time.sleep(0.2)
    show("")
    if pip.returncode:
        sys.exit("Installing failed for the reason above (often the network): mend it and run the same command again.")


def written() -> int:
    """Count the packages that stand in this environment, apart from pip's own and this checkout."""
    return len(list(Path(sysconfig.get_path("purelib")).glob("*.dist-info")))


def show(progress: str) -> None:
    """Write one line over itself, and nothing where nobody watches."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{progress}")
        sys.stderr.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
