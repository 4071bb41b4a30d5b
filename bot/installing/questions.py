"""What a new line must be told, each answer judged by the parsers that will read it every day."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import tomli

from bot.config.environment import SECRETS
from bot.errors import ConfigError
from bot.installing.program_file import program_file
from bot.model.value import value
from bot.program import load_program, shipped_config
from bot.settings import Need, read_settings

NONE = "-"
"""The answer that says "none", where a blank one would take what is usual."""
Answers = Mapping[str, str]


@value
class Question:
    """One question. `name`: a variable of the environment, or table and key of program.toml, as `agency.phone`.

    A secret is never an argument, which every login of the machine could read: its option names a file that holds it.
    `only_with`: asked where that other one was answered.
    """

    name: str
    option: str
    words: str
    only_with: str = ""

    @property
    def is_setting(self) -> bool:
        """Whether the answer belongs into the environment, and not into program.toml."""
        return self.name.isupper()

    @property
    def is_secret(self) -> bool:
        """Whether the answer must not be seen."""
        return self.name in SECRETS


QUESTIONS = (
    Question(name="agency.name", option="--agency", words="Name of the agency"),
    Question(name="agency.office", option="--office", words="Office or centre (- for none)"),
    Question(name="agency.program", option="--program", words="Name of the program"),
    Question(name="agency.address", option="--address", words="Its address"),
    Question(name="agency.phone", option="--phone", words="Its phone number"),
    Question(name="agency.fax", option="--fax", words="Its fax number (- for none)"),
    Question(name="hours.zone", option="--zone", words="Time zone"),
    Question(name="holidays.state", option="--state", words="State whose public holidays count"),
    Question(
        name="PUBLIC_URL", option="--public-url", words="Address the carrier will call, as https://line.example.org"
    ),
    Question(name="TWILIO_ACCOUNT_SID", option="--account-sid", words="Account SID at the carrier (AC...)"),
    Question(name="TWILIO_AUTH_TOKEN", option="--token-file", words="Auth token (not shown)"),
    Question(name="TWILIO_PHONE_NUMBER", option="--number", words="Number of the line, as +12025550100"),
    Question(name="ALARM_TO", option="--alarm-to", words="Mail address for alarms"),
    Question(
        name="ALARM_SMTP_URL",
        option="--alarm-smtp-file",
        words="Mail server, as smtps://name:password@mail.example.org (not shown)",
        only_with="ALARM_TO",
    ),
    Question(name="ALARM_URL", option="--alarm-url-file", words="Web address that takes alarms (not shown)"),
    Question(
        name="DATABASE_URL",
        option="--database-url-file",
        words="PostgreSQL address, as postgresql://name:password@host/line (not shown); blank: a SQLite file here",
    ),
)
_PARTNERS = {
    "ALARM_TO": {"ALARM_SMTP_URL": "smtp://mail.example.org"},
    "ALARM_SMTP_URL": {"ALARM_TO": "it@example.org"},
}


def usual_answers() -> dict[str, str]:
    """Return what is taken where nothing is answered: the shipped program, and no setting at all."""
    shipped = tomli.loads((shipped_config() / "program.toml").read_text("utf-8"))
    usual = {}
    for question in QUESTIONS:
        table, _, key = question.name.partition(".")
        usual[question.name] = str(shipped[table][key]) if key else ""
    return usual


def usual_answer(question: Question, usual: Answers, answers: Answers) -> str:
    """Return what a blank answer takes after the answers given so far: never the fax number of another agency."""
    is_another = answers.get("agency.name", usual["agency.name"]) != usual["agency.name"]
    return "" if question.name == "agency.fax" and is_another else usual[question.name]


def is_asked(question: Question, answers: Answers) -> bool:
    """Whether a question makes sense after the answers given so far."""
    return not question.only_with or bool(answers.get(question.only_with))


def problem_with(question: Question, answer: str, answers: Answers) -> str:
    """Return what is wrong with an answer and what to do, "" if it will do; a secret is not shown."""
    if not answer.isprintable():
        return "holds a line break or a sign that cannot be printed; write one plain line"
    if not question.is_setting:
        problem = _program_problem(question.name, answer)
        return "is needed: no line can do without it" if problem and not answer else problem
    if not answer and question.only_with and is_asked(question, answers):
        return "is missing; without it no mail can leave"
    return _setting_problem(question.name, answer)


def _setting_problem(name: str, answer: str) -> str:
    if not answer:
        return ""
    try:
        read_settings(_PARTNERS.get(name, {}) | {name: answer}, needs=Need.CARRIER)
    except ConfigError as error:
        # The variables not asked about yet are missing, which is not this answer's fault.
        mine = (problem for problem in error.problems if problem.startswith(f"{name}: "))
        return next(mine, "").removeprefix(f"{name}: ")
    return ""


def _program_problem(name: str, answer: str) -> str:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "program.toml"
        file.write_text(program_file({name: answer}), "utf-8")
        try:
            load_program((shipped_config(), Path(folder)))
        except ConfigError as error:
            return error.problems[0].removeprefix(f"{file}: ").removeprefix(f"{name}: ")
    return ""
