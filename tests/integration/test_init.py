"""`hearthline init`: a folder that starts, nothing overwritten, nothing half written, no secret shown."""

import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from contract.carriers import ACCOUNT, LINE, PUBLIC_URL

from bot.cli import hearthline
from bot.config.environment import NAMES
from bot.installing.env_file import EXPLAINED, env_file
from bot.installing.questions import QUESTIONS
from bot.model.phones import Phone
from bot.program import load_program, shipped_config
from bot.settings import Need, read_settings

TOKEN = "made-up-secret-token"
Init = Callable[..., Result]
ANSWERS = {
    "--agency": 'Harbor "House" & \\ Süd',
    "--program": "Family Help",
    "--address": "1 Example St",
    "--phone": "202-555-0100",
    "--zone": "America/Chicago",
    "--state": "IL",
    "--public-url": PUBLIC_URL,
    "--account-sid": ACCOUNT,
    "--number": LINE.e164,
    "--alarm-to": "it@example.org",
}


def options(answers: Mapping[str, str] = ANSWERS) -> list[str]:
    """Write answers as a script would."""
    return [part for pair in answers.items() for part in pair]


@pytest.fixture
def token_file(tmp_path: Path) -> str:
    """Give a file that holds the token, as a secret store would."""
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    return str(tmp_path / "token")


@pytest.fixture
def init(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Init:
    """Run the command as a script does, with nobody to ask."""
    monkeypatch.chdir(tmp_path)
    return lambda *arguments, stdin="": CliRunner().invoke(hearthline, ["init", *arguments], input=stdin)


def in_line(folder: Path, *arguments: str) -> Result:
    """Run another command with the settings that init wrote, from anywhere."""
    return CliRunner().invoke(hearthline, ["--env-file", str(folder / "hearthline.env"), *arguments])


def all_files(folder: Path) -> list[str]:
    """List every file, drafts and hidden ones too."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_script_answers_everything_and_the_line_can_start(init: Init, tmp_path: Path, token_file: str) -> None:
    """The settings are whole, the configuration is the agency's, and the database is made beside the env file."""
    (tmp_path / "smtp").write_text("smtps://it:pass%23word@mail.example.org")
    secrets = ("--token-file", token_file, "--alarm-smtp-file", "smtp")
    ended = init("new", "--yes", *options(), *secrets)
    assert ended.exit_code == 0, ended.output
    folder = tmp_path / "new"
    assert all_files(folder) == ["CHECKLIST.md", "config/program.toml", "hearthline.env"]
    settings = read_settings({}, needs=Need.CARRIER, env_file=folder / "hearthline.env")
    assert settings.carrier is not None
    assert (settings.carrier.account_sid, settings.carrier.auth_tokens) == (ACCOUNT, (TOKEN,))
    assert (settings.public_url, settings.alarm_to) == (PUBLIC_URL, ("it@example.org",))
    assert settings.config_folder == folder / "config"
    program = load_program([shipped_config(), folder / "config"])
    assert program.agency.name == ANSWERS["--agency"]
    assert str(program.hours.zone) == "America/Chicago"
    assert in_line(folder, "migrate").exit_code == 0
    assert (folder / "hearthline.db").is_file()
    assert "nobody is on call now" in in_line(folder, "check").output
    assert "America/Chicago" in in_line(folder, "config", "diff").output


def test_only_what_differs_is_written(init: Init, tmp_path: Path) -> None:
    """What an answer leaves as shipped follows the next release; a dash answers that there is none."""
    assert init("new", "--yes", "--office", "-").exit_code == 0
    text = (tmp_path / "new/config/program.toml").read_text()
    assert re.findall(r"^[^#\n].*$", text, re.MULTILINE) == ["[agency]", 'office = ""']


def test_no_agency_gets_the_fax_of_another(init: Init, tmp_path: Path) -> None:
    """A dash answers that there is none, and so does a blank answer where the agency is not the shipped one."""
    for name, given in (("dash", ["--fax", "-"]), ("other", ["--agency", "Harbor House"])):
        assert init(name, "--yes", *given).exit_code == 0
        assert load_program([shipped_config(), tmp_path / name / "config"]).agency.fax is None
    assert init("shipped", "--yes").exit_code == 0
    assert load_program([shipped_config(), tmp_path / "shipped/config"]).agency.fax == Phone("+18607013776")


def test_what_every_line_needs_is_told_in_plain_words(init: Init) -> None:
    """A dash where there must be something: no word about quotes in a file that nobody has seen yet."""
    ended = init("new", "--yes", *options({"--phone": "-", "--program": "-", "--zone": "-"}))
    assert ended.exit_code == 2
    assert sorted(ended.stderr.splitlines()) == [
        f"{option}: is needed: no line can do without it" for option in ("--phone", "--program", "--zone")
    ]


def test_the_secrets_are_for_the_owner_alone(init: Init, tmp_path: Path, token_file: str) -> None:
    """Mode 0600 whatever the umask; a fresh key each time; neither key nor token is printed."""
    before = os.umask(0)
    try:
        ended = [init(name, "--yes", "--token-file", token_file) for name in ("one", "two")]
    finally:
        os.umask(before)
    files = [tmp_path / name / "hearthline.env" for name in ("one", "two")]
    assert [file.stat().st_mode & 0o777 for file in files] == [0o600, 0o600]
    keys = [read_settings({}, needs=Need.KEYS, env_file=file).keys[0] for file in files]
    assert keys[0] != keys[1]
    for one, file in zip(ended, files, strict=True):
        assert TOKEN in file.read_text()
        key = file.read_text().rpartition("HEARTHLINE_KEYS=")[2].strip()
        assert TOKEN not in one.output
        assert key not in one.output
        assert TOKEN not in (file.parent / "CHECKLIST.md").read_text()


def test_no_secret_is_an_argument(init: Init) -> None:
    """Every login of a machine can read the arguments of its commands; each secret comes from a file."""
    command = hearthline.get_command(click.Context(hearthline), "init")
    assert command is not None
    by_option = {option: one.type for one in command.params if isinstance(one, click.Option) for option in one.opts}
    secret = [question.option for question in QUESTIONS if question.is_secret]
    assert len(secret) == 4
    assert all(option.endswith("-file") and isinstance(by_option[option], click.File) for option in secret)


def test_a_secret_may_come_by_standard_input(init: Init, tmp_path: Path) -> None:
    """A script need not write it down anywhere."""
    assert init("new", "--yes", "--token-file", "-", stdin=f"{TOKEN}\n").exit_code == 0
    assert f"TWILIO_AUTH_TOKEN={TOKEN}\n" in (tmp_path / "new/hearthline.env").read_text()


def test_every_answer_that_will_not_do_is_told_at_once(init: Init, tmp_path: Path) -> None:
    """By its option, in the words of the settings, exit 2, and nothing is written; a secret is not shown."""
    (tmp_path / "url").write_text("mysql://it:hunter2@db.example.org/line")
    bad = {"--zone": "Mars/One", "--phone": "12", "--public-url": "http://line.example.org", "--account-sid": "XX1"}
    lonely = {"--alarm-to": "it@example.org"}
    ended = init("new", "--yes", *options(bad | lonely), "--database-url-file", "url", "--agency", "two\nlines")
    assert ended.exit_code == 2
    told = dict(line.split(": ", 1) for line in ended.stderr.splitlines())
    assert told.keys() == bad.keys() | {"--alarm-smtp-file", "--database-url-file", "--agency"}
    assert "hunter2" not in ended.output
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("name", ["hearthline.env", "CHECKLIST.md", "config/program.toml"])
def test_nothing_is_overwritten(init: Init, tmp_path: Path, name: str) -> None:
    """A file that is there is named, exit 1, and everything stays as it was."""
    there = tmp_path / "new" / name
    there.parent.mkdir(parents=True)
    there.write_text("mine")
    ended = init("new", "--yes")
    assert ended.exit_code == 1
    assert name in ended.stderr
    assert there.read_text() == "mine"
    assert all_files(tmp_path / "new") == [name]


def test_a_folder_that_cannot_be_written_is_one_sentence(init: Init, tmp_path: Path) -> None:
    """No traceback, no draft left behind."""
    (tmp_path / "new").mkdir()
    (tmp_path / "new/config").write_text("a file where a folder should be")
    ended = init("new", "--yes")
    assert ended.exit_code == 1
    assert ended.stderr.count("\n") == 1
    assert "cannot be written" in ended.stderr
    assert all_files(tmp_path / "new") == ["config"]


def test_a_crash_leaves_no_half_written_file(tmp_path: Path) -> None:
    """Stopped dead while the env file is being written, it is not there: what is there is whole."""
    die = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from bot.installing import folder\n"
        "from bot.installing.questions import usual_answers\n"
        "sync, left = os.fsync, [3]\n"
        "def last(number):\n"
        "    left[0] -= 1\n"
        "    os.kill(os.getpid(), signal.SIGKILL) if not left[0] else sync(number)\n"
        "folder.os.fsync = last\n"
        "folder.write_folder(Path(sys.argv[1]), usual_answers())\n"
    )
    ended = subprocess.run([sys.executable, "-c", die, str(tmp_path / "new")], check=False)
    assert ended.returncode == -9
    left = [name for name in all_files(tmp_path / "new") if not Path(name).name.startswith(".")]
    assert left == ["CHECKLIST.md", "config/program.toml"]
    (draft,) = (tmp_path / "new").glob(".hearthline.env.*")
    assert draft.stat().st_mode & 0o777 == 0o600


def test_an_env_file_cut_short_is_told_and_never_a_traceback(init: Init, tmp_path: Path, token_file: str) -> None:
    """Wherever it ends, a command that opens the database says what is missing or malformed, exit 2."""
    assert init("new", "--yes", *options({"--number": LINE.e164}), "--token-file", token_file).exit_code == 0
    file = tmp_path / "new/hearthline.env"
    whole = file.read_bytes()
    keys_at = whole.index(b"HEARTHLINE_KEYS=") + len("HEARTHLINE_KEYS=")
    for length in (0, 10, *range(150, keys_at + 40, 151), keys_at, keys_at + 40):
        file.write_bytes(whole[:length])
        ended = in_line(tmp_path / "new", "report", "sheet")
        assert ended.exit_code == 2, length
        assert isinstance(ended.exception, SystemExit)
        assert "HEARTHLINE_KEYS" in ended.stderr or "is not of the form NAME=value" in ended.stderr
    file.write_bytes(whole[:keys_at] + b"\0" * 44)
    assert in_line(tmp_path / "new", "report", "sheet").exit_code == 2


def test_the_env_file_explains_every_variable() -> None:
    """And holds any value so that it is read back as it was."""
    assert sorted(EXPLAINED) == sorted(NAMES)
    odd = {"ALARM_URL": "https://x.example.org/#a", "SECRET_KEY": "'quoted, with # a sign'", "LOG_LEVEL": "a #b"}
    assert "# HEARTBEAT_URL=\n" in env_file(odd)
    lines = dict(line.split("=", 1) for line in env_file(odd).splitlines() if line and not line.startswith("#"))
    assert lines == {
        "ALARM_URL": "https://x.example.org/#a",
        "SECRET_KEY": "\"'quoted, with # a sign'\"",
        "LOG_LEVEL": '"a #b"',
    }


def test_the_checklist_names_commands_that_exist_and_what_is_missing(init: Init, tmp_path: Path) -> None:
    """What was left blank comes before the commands that need it."""
    assert init("new", "--yes").exit_code == 0
    text = (tmp_path / "new/CHECKLIST.md").read_text()
    named = set(re.findall(rf"hearthline --env-file {tmp_path}/new/hearthline\.env ([a-z]+)", text))
    assert {"migrate", "import", "check", "serve", "connect", "report", "preview"} <= named
    assert named <= set(hearthline.list_commands(click.Context(hearthline)))
    assert text.index("`TWILIO_AUTH_TOKEN`") < text.index("ALARM_URL") < text.index(" migrate`")
    (tmp_path / "url").write_text("postgresql://it:pw@db.example.org/line")
    assert init("two", "--yes", "--database-url-file", "url", *options({"--public-url": PUBLIC_URL})).exit_code == 0
    text = (tmp_path / "two/CHECKLIST.md").read_text()
    assert "scheduler`" in text
    assert f"{PUBLIC_URL}/twilio/sms" in text
    assert "`PUBLIC_URL`" not in text


def test_without_a_terminal_nobody_is_asked(init: Init, tmp_path: Path) -> None:
    """A script that forgot --yes is told so instead of waiting for ever."""
    ended = init("new")
    assert (ended.exit_code, ended.stderr.count("\n")) == (2, 1)
    assert "--yes" in ended.stderr
    assert not (tmp_path / "new").exists()


def test_on_a_terminal_a_bad_answer_is_asked_again_and_a_secret_never_shown(tmp_path: Path) -> None:
    """What will not do is told at once; a blank answer takes what is usual; what an option says is not asked."""
    replies = {
        "Name of the agency": ["Harbor House"],
        "Its phone number": ["12", "202-555-0100"],
        "Time zone": ["Mars", "America/Chicago"],
        "Account SID": ["XX", ACCOUNT],
        "Auth token": [TOKEN],
        "Number of the line": [LINE.e164],
    }
    seen, code = talk(["init", "new", "--public-url", PUBLIC_URL], replies, tmp_path)
    assert code == 0, seen
    assert seen.count("Time zone") == 2
    assert "no known time zone" in seen
    assert "begins with AC" in seen
    assert TOKEN not in seen
    assert "will call" not in seen
    settings = read_settings({}, needs=Need.CARRIER, env_file=tmp_path / "new/hearthline.env")
    assert settings.carrier is not None
    assert settings.carrier.auth_tokens == (TOKEN,)
    assert 'name = "Harbor House"' in (tmp_path / "new/config/program.toml").read_text()


def talk(arguments: list[str], replies: Mapping[str, list[str]], folder: Path) -> tuple[str, int]:
    """Run the command on a terminal, answer each question by its first words, and return all that was seen."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "bot.cli", *arguments]
    where = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    waiting = {words: list(lines) for words, lines in replies.items()}
    with subprocess.Popen(command, cwd=folder, env=where, stdin=theirs, stdout=theirs, stderr=theirs,
                          start_new_session=True) as process:  # fmt: skip
        os.close(theirs)
        seen = asked = ""
        while chunk := heard(ours):
            seen, asked = seen + chunk, asked + chunk
            if re.search(r": $", asked):
                lines = next((lines for words, lines in waiting.items() if words in asked.splitlines()[-1]), [])
                os.write(ours, f"{lines.pop(0) if lines else ''}\n".encode())
                asked = ""
    os.close(ours)
    return seen, process.returncode


def heard(terminal: int) -> str:
    """Read what has come; nothing once the other side has gone."""
    try:
        return os.read(terminal, 4096).decode()
    except OSError:
        return ""
