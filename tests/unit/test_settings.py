"""The environment is read once, into one value, and every problem of it is told at once without showing a secret."""

import base64
import os
from pathlib import Path

import pytest

from bot.config.environment import NAMES, SECRETS
from bot.errors import ConfigError
from bot.model.phones import Phone
from bot.settings import LogFormat, Need, Settings, make_key, read_env_file, read_settings

KEY = base64.urlsafe_b64encode(bytes(range(32))).decode()
OLDER_KEY = base64.urlsafe_b64encode(bytes(range(1, 33))).decode()
WHOLE = {
    "DATABASE_URL": "postgresql://line:pass-word@db.example.org/hearthline",
    "HEARTHLINE_KEYS": KEY,
    "PUBLIC_URL": "https://line.example.org",
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "tell-nobody",
    "TWILIO_PHONE_NUMBER": "+12025550100",
}


def settings(needs: Need = Need.CARRIER, env_file: Path | None = None, **changes: str) -> Settings:
    """Return the settings of a whole environment with these changes."""
    return read_settings(WHOLE | changes, needs=needs, env_file=env_file)


def problems(needs: Need = Need.CARRIER, env_file: Path | None = None, **changes: str) -> tuple[str, ...]:
    """Return what is refused of a whole environment with these changes."""
    with pytest.raises(ConfigError) as refused:
        settings(needs, env_file, **changes)
    return refused.value.problems


def test_a_whole_environment_gives_all_settings() -> None:
    """Everything the line needs is read and parsed."""
    read = settings(TWILIO_PAGE_NUMBER="202-555-0101", LOG_LEVEL="debug", LOG_FORMAT="json")
    assert read.database_url == "postgresql+psycopg://line:pass-word@db.example.org/hearthline"
    assert not read.uses_sqlite
    assert read.keys == (bytes(range(32)),)
    assert read.public_url == "https://line.example.org"
    assert (read.log_level, read.log_format) == ("DEBUG", LogFormat.JSON)
    carrier = read.carrier
    assert carrier is not None
    assert carrier.auth_tokens == ("tell-nobody",)
    assert (carrier.phone, carrier.page_phone) == (Phone("+12025550100"), Phone("+12025550101"))


def test_no_secret_is_shown() -> None:
    """A traceback or a log line with the settings in it gives nothing away."""
    read = settings(
        TWILIO_API_KEY="SK1",
        TWILIO_API_SECRET="hush-secret",
        ALARM_URL="https://hooks.example.org/hush-alarm",
        ALARM_SMTP_URL="smtp://a:hush-mail@mail.example.org",
        ALARM_TO="duty@example.org",
        HEARTBEAT_URL="https://beat.example.org/hush-beat",
        HEARTHLINE_MONITOR_TOKEN="hush-token",
        SECRET_KEY="hush-hush-hush-hush",
    )
    shown = repr(read)
    assert "hush" not in shown
    assert "pass-word" not in shown
    assert "tell-nobody" not in shown
    assert read.secret_key not in shown
    assert str(read.keys[0]) not in shown


def test_what_is_missing_is_listed_at_once() -> None:
    """An empty environment is answered with everything serve needs, each with its remedy."""
    with pytest.raises(ConfigError) as refused:
        read_settings({}, needs=Need.CARRIER)
    missing = {problem.partition(":")[0] for problem in refused.value.problems}
    assert missing == set(WHOLE) - {"DATABASE_URL"}
    assert str(refused.value).count("is missing; ") == len(missing)


@pytest.mark.parametrize(
    ("needs", "missing"),
    [
        (Need.MIGRATE, set()),
        (Need.DATABASE, {"HEARTHLINE_KEYS"}),
        (Need.SCHEDULER, {"HEARTHLINE_KEYS", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_PHONE_NUMBER"}),
        (Need.CONNECT, {"PUBLIC_URL", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_PHONE_NUMBER"}),
    ],
)
def test_a_command_asks_only_for_what_it_needs(needs: Need, missing: set[str]) -> None:
    """Migrating wants no key, import no carrier, the scheduler no address."""
    found: tuple[str, ...] = ()
    try:
        read_settings({}, needs=needs)
    except ConfigError as error:
        found = error.problems
    assert {problem.partition(":")[0] for problem in found} == missing


def test_a_blank_variable_is_an_absent_one() -> None:
    """Composing tools pass unset variables as empty text."""
    read = settings(TWILIO_PAGE_NUMBER="", ALARM_URL="  ", LOG_LEVEL="")
    assert read.carrier is not None
    assert read.carrier.page_phone is None
    assert (read.alarm_url, read.log_level) == ("", "INFO")


def test_two_tokens_are_taken_while_they_rotate() -> None:
    """The first signs, both are known."""
    carrier = settings(TWILIO_AUTH_TOKEN="new , old").carrier
    assert carrier is not None
    assert carrier.auth_tokens == ("new", "old")


def test_keys_are_taken_newest_first_with_or_without_padding() -> None:
    """The order decides which key writes."""
    read = settings(HEARTHLINE_KEYS=f"{OLDER_KEY.rstrip('=')}, {KEY}")
    assert read.keys == (bytes(range(1, 33)), bytes(range(32)))


def test_a_new_key_is_a_key() -> None:
    """What newkey prints is taken, and no two are alike."""
    first, second = make_key(), make_key()
    assert first != second
    assert len(settings(HEARTHLINE_KEYS=f"{first},{second}").keys) == 2


def test_the_web_key_follows_the_newest_key() -> None:
    """Without SECRET_KEY one is derived: the same each time, another for another key, never the key itself."""
    assert settings().secret_key == settings().secret_key
    assert settings().secret_key != settings(HEARTHLINE_KEYS=OLDER_KEY).secret_key
    assert settings().secret_key != bytes(range(32)).hex()
    assert settings(SECRET_KEY="0123456789abcdef").secret_key == "0123456789abcdef"


def test_a_relative_database_lies_beside_the_env_file(tmp_path: Path) -> None:
    """It does not matter from where the command is started."""
    env_file = tmp_path / "hearthline.env"
    env_file.write_text(
        "DATABASE_URL=sqlite:///data/line.db?timeout=3\nHEARTHLINE_CONFIG=agency\nHEARTHLINE_BACKUPS=kept\n"
    )
    read = read_settings({}, needs=Need.MIGRATE, env_file=env_file)
    assert read.database_url == f"sqlite:///{tmp_path}/data/line.db?timeout=3"
    assert read.config_folder == tmp_path / "agency"
    assert read.backups_folder == tmp_path / "kept"
    assert read.uses_sqlite


def test_the_default_database_is_a_file_of_the_working_folder() -> None:
    """Without any setting the line writes hearthline.db here."""
    assert read_settings({}, needs=Need.MIGRATE).database_url == f"sqlite:///{Path.cwd()}/hearthline.db"


def test_an_absolute_database_stays_where_it_is() -> None:
    """Four slashes are an absolute path, which may hold spaces."""
    assert settings(DATABASE_URL="sqlite:////srv/my line/x.db").database_url == "sqlite:////srv/my line/x.db"


@pytest.mark.parametrize("address", ["http://localhost:8080", "http://127.0.0.1:5000", "http://[::1]:80"])
def test_http_is_for_this_machine_itself(address: str) -> None:
    """On loopback nobody listens in."""
    assert settings(PUBLIC_URL=address).public_url == address


def test_the_last_slash_of_an_address_goes() -> None:
    """Paths are put behind it, and signatures are checked to the letter."""
    assert settings(PUBLIC_URL="https://line.example.org/").public_url == "https://line.example.org"
    carrier = settings(TWILIO_API_URL="http://127.0.0.1:9/api/").carrier
    assert carrier is not None
    assert carrier.api_url == "http://127.0.0.1:9/api"


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("PUBLIC_URL", "line.example.org", "must begin with https://"),
        ("PUBLIC_URL", "http://line.example.org", "must begin with https://"),
        ("PUBLIC_URL", "http://127.0.0.1.example.org", "must begin with https://"),
        ("PUBLIC_URL", "ftp://line.example.org", "must begin with https://"),
        ("PUBLIC_URL", "https://", "names no host"),
        ("PUBLIC_URL", "https://line.example.org/twilio", "host alone"),
        ("PUBLIC_URL", "https://line.example.org?x=1", "host alone"),
        ("PUBLIC_URL", "https://line.example.org/?", "host alone"),
        ("PUBLIC_URL", "https://a:b@line.example.org", "host alone"),
        ("PUBLIC_URL", "https://my_line.example.org", "underscore"),
        ("PUBLIC_URL", "https://line.example.org/#x", "is no address"),
        ("PUBLIC_URL", "https://line.example.org:port", "is no address"),
        ("PUBLIC_URL", "https://[line", "is no address"),
        ("DATABASE_URL", "mysql://x/y", "postgresql://"),
        ("DATABASE_URL", "hearthline.db", "sqlite://"),
        ("DATABASE_URL", "postgresql+psycopg2://x/y", "postgresql+psycopg://"),
        ("DATABASE_URL", "postgresql://u:p#w@host/db", "%23"),
        ("DATABASE_URL", "sqlite://", "names no file"),
        ("DATABASE_URL", "sqlite:///:memory:", "names no file"),
        ("DATABASE_URL", "sqlite://line.db", "names no file"),
        ("HEARTHLINE_KEYS", "short", "32 bytes in base64url"),
        ("HEARTHLINE_KEYS", f"{KEY},{KEY}", "key 2 stands there twice"),
        ("HEARTHLINE_KEYS", f"{KEY},é", "key 2 is not of the form"),
        ("HEARTHLINE_KEYS", "+/" + KEY[2:], "base64url"),
        ("TWILIO_ACCOUNT_SID", "SK0123", "begins with AC"),
        ("TWILIO_AUTH_TOKEN", "one,two,three", "more than two"),
        ("TWILIO_API_KEY", "SK0123", "TWILIO_API_SECRET belong together"),
        ("TWILIO_PHONE_NUMBER", "5550100", "too few or too many"),
        ("TWILIO_PAGE_NUMBER", "1.2E+10", "format the column as text"),
        ("TWILIO_MESSAGING_SERVICE_SID", "XX", "begins with MG"),
        ("TWILIO_API_URL", "localhost:9", "must begin with https://"),
        ("ALARM_URL", "mailto:a@example.org", "must begin with https://"),
        ("ALARM_SMTP_URL", "smtp://mail.example.org", "needs ALARM_TO"),
        ("ALARM_TO", "duty@example.org", "needs ALARM_SMTP_URL"),
        ("HEARTBEAT_URL", "https:///x", "names no host"),
        ("HEARTHLINE_MONITOR_TOKEN", "two words", "without spaces"),
        ("SECRET_KEY", "easy", "too easy to guess"),
        ("LOG_LEVEL", "loud", "DEBUG, INFO"),
        ("LOG_FORMAT", "xml", "console, json"),
    ],
)
def test_a_malformed_value_is_refused_with_its_remedy(name: str, value: str, remedy: str) -> None:
    """Exactly one problem is listed, by the variable's name."""
    (problem,) = problems(Need.CARRIER, None, **{name: value})
    assert problem.startswith(f"{name}: ")
    assert remedy in problem


@pytest.mark.parametrize("name", [name for name in SECRETS if name != "SECRET_KEY"])
def test_no_problem_shows_a_secret(name: str) -> None:
    """A malformed secret is named and never printed."""
    with pytest.raises(ConfigError) as refused:
        settings(Need.CARRIER, None, **{name: "\x01 é hush,hush,hush"})
    assert "hush" not in str(refused.value)


def test_mail_needs_addresses() -> None:
    """Something that is no mail address is refused."""
    (problem,) = problems(ALARM_SMTP_URL="smtps://mail.example.org:465", ALARM_TO="duty@example.org, nobody")
    assert problem.startswith("ALARM_TO: write mail addresses")


@pytest.mark.parametrize("name", ["TWILIO_AUTH_TOKEN", "DATABASE_URL", "HEARTHLINE_KEYS"])
def test_a_secret_may_stand_in_a_file(tmp_path: Path, name: str) -> None:
    """NAME_FILE gives the same settings as NAME."""
    (tmp_path / "secret").write_text(f"{WHOLE[name]}\n")
    environ = {key: value for key, value in WHOLE.items() if key != name} | {f"{name}_FILE": str(tmp_path / "secret")}
    assert read_settings(environ, needs=Need.CARRIER) == settings()


def test_a_secret_file_that_cannot_be_used_is_refused(tmp_path: Path) -> None:
    """Missing, empty and doubly given secrets are told apart."""
    (tmp_path / "empty").write_text("\n")
    (problem,) = problems(SECRET_KEY_FILE=str(tmp_path / "nowhere"))
    assert problem.startswith("SECRET_KEY_FILE: the file it names cannot be read")
    (problem,) = problems(SECRET_KEY_FILE=str(tmp_path / "empty"))
    assert problem.startswith("SECRET_KEY_FILE: the file it names is empty")
    (problem,) = problems(TWILIO_AUTH_TOKEN_FILE=str(tmp_path / "empty"))
    assert "remove one of the two" in problem


def test_the_process_wins_over_the_env_file(tmp_path: Path) -> None:
    """Whoever sets a variable by hand means it, also where the file has it as NAME_FILE."""
    env_file = tmp_path / "hearthline.env"
    env_file.write_text("LOG_LEVEL=ERROR\nTWILIO_AUTH_TOKEN_FILE=/nowhere\nALARM_URL=https://alarm.example.org\n")
    read = settings(env_file=env_file, LOG_LEVEL="WARNING")
    assert read.log_level == "WARNING"
    assert read.alarm_url == "https://alarm.example.org"


def test_a_misspelt_name_in_the_env_file_is_told(tmp_path: Path) -> None:
    """An optional setting that nobody reads would silently not be there."""
    env_file = tmp_path / "hearthline.env"
    env_file.write_text("HEARTBEAT_ULR=https://beat.example.org\nTZ=UTC\n")
    (problem,) = problems(env_file=env_file)
    assert problem.endswith("HEARTBEAT_ULR: nobody reads this name; did you mean HEARTBEAT_URL?")


def test_no_name_of_ours_looks_like_another() -> None:
    """A variable of ours is never taken for a misspelling."""
    assert len(set(NAMES)) == len(NAMES)


def test_an_env_file_is_read_as_people_write_it(tmp_path: Path) -> None:
    """Comments, export, quotes, spaces around =, a byte order mark and CRLF are all taken."""
    path = tmp_path / "hearthline.env"
    path.write_bytes(
        "\ufeff# the line\r\n\r\nexport A=1\r\nB = two words \r\n"
        "C='# not a comment'\r\nD=\"x=y\"\r\nE=\r\nF=a#b\r\n".encode()
    )
    assert read_env_file(path) == {
        "A": "1",
        "B": "two words",
        "C": "# not a comment",
        "D": "x=y",
        "E": "",
        "F": "a#b",
    }


@pytest.mark.parametrize(
    ("line", "remedy"),
    [
        ("hush", "is not of the form NAME=value"),
        ("1A=hush", "is not of the form NAME=value"),
        ("A B=hush", "is not of the form NAME=value"),
        ("A='hush", "opens a quote"),
        ("A=hush # note", "a comment after the value of A"),
        ("OK=2", "OK stands here a second time"),
    ],
)
def test_a_malformed_line_is_refused_by_file_and_line(tmp_path: Path, line: str, remedy: str) -> None:
    """The line is named by its number and not shown."""
    path = tmp_path / "hearthline.env"
    path.write_text(f"OK=1\n{line}\n")
    with pytest.raises(ConfigError) as refused:
        read_env_file(path)
    (problem,) = refused.value.problems
    assert problem.startswith(f"{path}: line 2: ")
    assert remedy in problem
    assert "hush" not in problem


def test_an_env_file_that_is_not_there_is_one_problem_among_all(tmp_path: Path) -> None:
    """What is missing besides is listed too."""
    with pytest.raises(ConfigError) as refused:
        read_settings({}, needs=Need.DATABASE, env_file=tmp_path / "nowhere.env")
    assert [problem.partition(": ")[0].rpartition(os.sep)[2] for problem in refused.value.problems] == [
        "nowhere.env",
        "HEARTHLINE_KEYS",
    ]
