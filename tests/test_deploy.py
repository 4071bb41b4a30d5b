"""Holds deploy/ to its word: every file is well formed, starts commands that exist, and shuts what it says it shuts."""

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from bot.cli import hearthline
from bot.config.environment import NAMES, SECRETS
from bot.importing.run import Kind
from bot.web.edge import BODY_LIMIT

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
SERVICES = sorted(path.name for path in DEPLOY.glob("*.service"))
LONG_RUNNING = [name for name in SERVICES if name != "hearthline-import.service"]
MAKE_BACKUPS = {"hearthline.service", "hearthline-scheduler.service"}
BINARY = "/opt/hearthline/bin/hearthline"
HOME = "/var/lib/hearthline"
BACKUPS = "/var/backups/hearthline"
PATIENCE = 60


def text_of(name: str) -> str:
    """Read a file of deploy/."""
    return (DEPLOY / name).read_text("utf-8")


def needs(tool: str) -> str:
    """Return where a tool is, or skip: the checks that need none still run."""
    found = shutil.which(tool)
    return found or pytest.skip(f"{tool} is not on this machine")


def complaint(*command: str | Path) -> str:
    """Run a reader and return what it complains of; nothing where all is well."""
    read = subprocess.run(command, check=False, capture_output=True, text=True, timeout=PATIENCE)
    return f"exit {read.returncode}: {read.stdout}{read.stderr}" if read.returncode else ""


def unit(name: str) -> dict[str, list[str]]:
    """Read a unit: each setting, as `Section.Name`, with its values."""
    found: dict[str, list[str]] = {}
    section = ""
    for line in text_of(name).splitlines():
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            section = line.strip("[]")
            continue
        key, equals, value = line.partition("=")
        assert equals, f"{name}: {line}"
        found.setdefault(f"{section}.{key}", []).append(value)
    return found


def only(settings: dict[str, list[str]], name: str) -> str:
    """Return the one value of a setting."""
    (value,) = settings[name]
    return value


def parse(words: list[str]) -> click.Context:
    """Let the command itself read its arguments; an unknown command or option is an error."""
    with hearthline.make_context("hearthline", list(words)) as group:
        name, command, rest = hearthline.resolve_command(group, [*group._protected_args, *group.args])
        assert command is not None
        return command.make_context(name, rest, parent=group)


# --- systemd


@pytest.mark.parametrize("name", LONG_RUNNING)
def test_each_unit_starts_a_command_that_exists(name: str) -> None:
    """Command, options and settings file are those of this release."""
    started = shlex.split(only(unit(name), "Service.ExecStart").replace("%i", "8001"))
    assert started[:3] == [BINARY, "--env-file", f"{HOME}/hearthline.env"]
    assert parse(started[1:]).info_name in {"serve", "web", "scheduler"}


def test_a_command_that_does_not_exist_is_noticed() -> None:
    """The check above can fail."""
    with pytest.raises(click.UsageError):
        parse(["--env-file", "x", "serve", "--prot", "8000"])
    with pytest.raises(click.UsageError):
        parse(["sreve"])


@pytest.mark.parametrize("name", SERVICES)
def test_each_unit_is_shut_in(name: str) -> None:
    """Nobody's root, no new rights, one folder to write to, who makes backups theirs too; and all units alike."""
    settings = unit(name)
    writes = f"{HOME} -{BACKUPS}" if name in MAKE_BACKUPS else HOME
    wanted = {"NoNewPrivileges": "yes", "ProtectSystem": "strict", "ReadWritePaths": writes, "ProtectHome": "yes"}
    assert {key: only(settings, f"Service.{key}") for key in wanted} == wanted
    assert only(settings, "Service.User") == "hearthline"
    model = unit("hearthline.service")
    shared = [key for key in model if re.match(r"Service\.(Protect|Restrict(?!art)|Private|System|Cap|UMask)", key)]
    assert len(shared) > 15
    assert [settings.get(key) for key in shared] == [model[key] for key in shared]


@pytest.mark.parametrize("name", LONG_RUNNING)
def test_each_unit_comes_back_and_stops_in_order(name: str) -> None:
    """Whatever ended it; never given up; with more time than a stop takes."""
    settings = unit(name)
    assert only(settings, "Service.Restart") == "always"
    assert only(settings, "Unit.StartLimitIntervalSec") == "0"
    assert int(only(settings, "Service.TimeoutStopSec")) >= 30


def test_the_timer_starts_the_script_at_an_hour_no_clock_change_skips() -> None:
    """Its unit hands the script the folder and the settings; a busy night is tried again, a bad file is not."""
    settings = unit("hearthline-import.service")
    script, folder, *options = shlex.split(only(settings, "Service.ExecStart"))
    assert (ROOT / script.removeprefix("/opt/hearthline/")).stat().st_mode & 0o111
    assert folder.startswith(HOME)
    assert options == ["--env-file", f"{HOME}/hearthline.env"]
    assert only(settings, "Service.RestartPreventExitStatus") == "1 2"
    hour = re.search(r" (\d\d):", only(unit("hearthline-import.timer"), "Timer.OnCalendar"))
    assert hour
    assert int(hour[1]) not in {0, 1, 2}


def test_systemd_reads_every_unit(tmp_path: Path) -> None:
    """Its own reader, where there is one, with the paths of this machine."""
    analyze = needs("systemd-analyze")
    names = []
    for path in (*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")):
        here = path.read_text("utf-8").replace("/opt/hearthline/deploy/", f"{DEPLOY}/")
        name = path.name.replace("@.", "@8001.")
        (tmp_path / name).write_text(here.replace(BINARY, sys.executable), "utf-8")
        names.append(str(tmp_path / name))
    assert complaint(analyze, "verify", "--man=no", *names) == ""


# --- the script


def test_the_script_takes_every_kind_in_order() -> None:
    """Staff before families, families before visits; nothing the command does not know."""
    listed = re.search(r"^for kind in (.*); do$", text_of("nightly-import.sh"), re.MULTILINE)
    assert listed
    assert listed[1].split() == [kind.value for kind in Kind]


@pytest.mark.parametrize("command", [["sh", "-n"], ["shellcheck"]])
def test_the_script_is_read_without_complaint(command: list[str]) -> None:
    """By the shell, and by its linter where there is one."""
    assert complaint(needs(command[0]), *command[1:], DEPLOY / "nightly-import.sh") == ""


# --- Caddy


def test_the_proxy_shows_nobody_what_is_not_for_the_public() -> None:
    """/watch and /metrics end at the proxy, and so does a body larger than the line takes."""
    text = re.sub(r"^\s*#.*\n", "", text_of("Caddyfile"), flags=re.MULTILINE)
    assert text.count("{") == text.count("}")
    assert re.search(r"@private \{\s+path /watch /metrics\s+not header Authorization Bearer\*\s+\}", text)
    assert "respond @private 404" in text
    limit = re.search(r"max_size (\d+)KiB", text)
    assert limit
    assert int(limit[1]) * 1024 == BODY_LIMIT
    assert "127.0.0.1:8000" in text
    assert "trusted_proxies" not in text


def test_caddy_reads_its_file() -> None:
    """Its own reader, where there is one."""
    assert complaint(needs("caddy"), "validate", "--adapter", "caddyfile", "--config", DEPLOY / "Caddyfile") == ""


# --- containers


def instructions() -> list[tuple[str, str]]:
    """Read the Containerfile: each instruction with the rest of its line."""
    joined = re.sub(r"\\\n\s*", "", re.sub(r"^#.*\n", "", text_of("Containerfile"), flags=re.MULTILINE))
    return [(line.split()[0], line.partition(" ")[2]) for line in joined.splitlines() if line]


def test_the_image_is_nobodys_root_and_looks_after_itself() -> None:
    """Two stages of one base, so that the environment of the first runs in the second; a stop that is heard."""
    found = instructions()
    bases = [rest.partition(" AS ")[0] for name, rest in found if name == "FROM"]
    assert len(bases) == 2
    assert bases[0] == bases[1]
    last = found[max(place for place, (name, _) in enumerate(found) if name == "FROM") :]
    names = dict(last)
    assert names["USER"] == "hearthline"
    assert names["STOPSIGNAL"] == "SIGTERM"
    assert "/health" in names["HEALTHCHECK"]
    started = [*re.findall(r'"([^"]*)"', names["ENTRYPOINT"]), *re.findall(r'"([^"]*)"', names["CMD"])]
    assert started[0] == "hearthline"
    assert parse(started[1:]).params["host"] == "0.0.0.0"  # noqa: S104  (the container's own network)


def test_the_image_holds_only_libraries_whose_hashes_are_named() -> None:
    """Each installation is of wheels by hash, or of the one wheel made here."""
    runs = " && ".join(rest for name, rest in instructions() if name == "RUN")
    installs = [command for command in runs.split("&&") if "pip install" in command]
    assert len(installs) == 3
    assert all("--require-hashes --only-binary :all:" in one or "--no-deps --no-index" in one for one in installs)


def test_what_the_image_copies_is_enough_to_build_the_line(tmp_path: Path) -> None:
    """The wheel of the first stage is made of what was copied there, and holds the configuration."""
    for name, rest in instructions():
        if name != "COPY" or rest.startswith("--from"):
            continue
        *sources, _ = rest.split()
        for source in sources:
            target = tmp_path / source
            target.parent.mkdir(parents=True, exist_ok=True)
            copy = shutil.copytree if (ROOT / source).is_dir() else shutil.copyfile
            copy(ROOT / source, target)
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path / "made")]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    assert list((tmp_path / "made").glob("hearthline-*.whl"))


def service(name: str) -> str:
    """Return what compose.yaml says of one service."""
    found = re.search(
        rf"^  {name}:\n((?:    .*\n|\n)+)", text_of("compose.yaml").partition("\nservices:\n")[2], re.MULTILINE
    )
    assert found, name
    return found[1]


def commands() -> Iterator[list[str]]:
    """Yield the command of each service that runs the line."""
    for words in re.findall(r"^    command: \[(.*)\]$", text_of("compose.yaml"), re.MULTILINE):
        yield words.split(", ")


def test_the_services_start_commands_that_exist() -> None:
    """The halves and the one that makes the tables, each read by the command itself."""
    assert [parse(words).info_name for words in commands()] == ["migrate", "web", "scheduler"]
    assert "service_completed_successfully" in service("web")
    assert "service_completed_successfully" in service("scheduler")


def test_secrets_are_files_and_nothing_else_is_reachable() -> None:
    """No secret in the environment, each defined once as a file; only the proxy has ports."""
    text = text_of("compose.yaml")
    variables = re.findall(r"^    ([A-Z_]+): ", text.partition("\nservices:\n")[0], re.MULTILINE)
    assert variables
    assert not set(variables) & set(SECRETS)
    assert {name.removesuffix("_FILE") for name in variables} <= set(NAMES)
    used = set(re.findall(r"/run/secrets/(\w+)", text))
    defined = re.findall(r"^  (\w+): \{file: \./secrets/(\w+)\}$", text, re.MULTILINE)
    assert {name for name, _ in defined} == used
    assert all(name == file for name, file in defined)
    assert text.count("ports:") == service("caddy").count("ports:") == 1
    assert "read_only: true" in text
    assert "no-new-privileges:true" in text


def test_the_head_names_every_secret() -> None:
    """Whoever fills the folder has no other list."""
    head = text_of("compose.yaml").partition("\nname: ")[0]
    defined = re.findall(r"\{file: \./secrets/(\w+)\}", text_of("compose.yaml"))
    assert [name for name in defined if not re.search(rf"\b{name}\b", head)] == []


def test_the_container_of_the_ticks_keeps_backups_on_the_host() -> None:
    """Each night's goes into a folder that outlives the container; the commands of the head run where it is."""
    text = text_of("compose.yaml")
    (folder,) = re.findall(r"^    HEARTHLINE_BACKUPS: (\S+)$", text, re.MULTILINE)
    assert f'"./backups:{folder}"' in service("scheduler")
    assert "#   backups/ " in text
    told = re.findall(r"^#   docker compose .* run --rm (?:--no-deps )?scheduler (.*)$", text, re.MULTILINE)
    assert [parse(shlex.split(words)).info_name for words in told] == ["check", "backup", "restore", "restore"]
    assert all(f" {folder}/" in words for words in told if words.startswith("restore"))


def test_the_images_are_named_with_a_version() -> None:
    """`latest` is another program every month."""
    foreign = re.findall(r"image: (docker\.io/\S+)", text_of("compose.yaml")) + [
        rest.partition(" AS ")[0] for name, rest in instructions() if name == "FROM"
    ]
    assert foreign
    assert [image for image in foreign if not re.search(r":\d", image)] == []


def test_compose_reads_its_file(tmp_path: Path) -> None:
    """Its own reader, where there is one."""
    docker = needs("docker")
    if complaint(docker, "compose", "version"):
        pytest.skip("docker is here without compose")
    for path in DEPLOY.iterdir():
        shutil.copy(path, tmp_path)
    (tmp_path / ".env").write_text(
        "HEARTHLINE_HOST=line.example.org\nTWILIO_ACCOUNT_SID=AC0\nTWILIO_PHONE_NUMBER=+12025550100\n"
    )
    assert complaint(docker, "compose", "--file", tmp_path / "compose.yaml", "config", "--quiet") == ""
