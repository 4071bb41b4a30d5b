"""config/*.toml as one frozen `Program`: the policy of the line, checked before anything starts."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from bot.config.calls import read_calls, read_voices
from bot.config.files import check_folders, read_config
from bot.config.lone import read_lone_worker
from bot.config.loops import read_loops
from bot.config.nights import read_nights
from bot.config.policy import (
    read_backup,
    read_carrier,
    read_closed_days,
    read_contact,
    read_episode,
    read_hours,
    read_ladder,
    read_moving,
    read_reminders,
    read_sending,
    read_watch,
)
from bot.config.reports import read_reports
from bot.config.rota import read_rota
from bot.config.table import ConfigTable
from bot.errors import ConfigError
from bot.model.blocks import LoopRules
from bot.model.calls import CallRules, Voice
from bot.model.lone import LoneWorkerRules
from bot.model.nights import NightRules
from bot.model.people import Language
from bot.model.phones import Phone
from bot.model.policy import (
    BackupRules,
    CarrierRules,
    ContactRules,
    EpisodeRules,
    Hours,
    LadderRules,
    MovingRules,
    ReminderRules,
    SendingRules,
    WatchRules,
)
from bot.model.reports import ReportRules
from bot.model.rota import RotaRules
from bot.model.value import value
from bot.phone import parse_phone

_NOBODY = Phone("+10000000000")  # stands in while the remaining problems are collected; never leaves this module

# SAFETY 1: these are not for a config file to change.
_URGENT_ALLOWED = frozenset({"911", "988", "211"})
_URGENT_ALWAYS = frozenset({"911", "988"})
_TELLING_WORDS = (
    *("dcf", "agency", "agencia", "preserv", "family", "familia", "fanmi", "child", "niñ", "timoun", "criança"),
    *("crisis", "crise", "kriz", "abuse", "abuso", "violen", "vyolans", "help", "ayuda", "ajuda"),
)


@value
class Agency:
    """Who runs the line; only `line_names` may be seen on a phone that others read."""

    name: str
    office: str
    program: str
    address: str
    phone: Phone
    fax: Phone | None
    line_names: Mapping[Language, str]

    def line_name(self, language: Language) -> str:
        """Return what the line calls itself in `language`, else in English."""
        return self.line_names.get(language) or self.line_names[Language.ENGLISH]


@value
class Program:
    """Everything the agency decides about its line, except the words and the useful numbers."""

    agency: Agency
    hours: Hours
    episode: EpisodeRules
    ladder: LadderRules
    rota: RotaRules
    nights: NightRules
    calls: CallRules
    voices: Mapping[Language, Voice]
    reports: ReportRules
    contact: ContactRules
    reminders: ReminderRules
    moving: MovingRules
    watch: WatchRules
    lone_worker: LoneWorkerRules
    sending: SendingRules
    backup: BackupRules
    loops: LoopRules
    carrier: CarrierRules
    stop_words: frozenset[str]
    start_words: frozenset[str]
    help_words: frozenset[str]
    own_holidays: tuple[date, ...]
    holiday_country: str
    holiday_state: str
    interpreter_line: str
    urgent_numbers: tuple[str, ...]
    fallback_language: Language


def shipped_config() -> Path:
    """Return the folder of the shipped configuration: of the checkout, else the one inside the wheel."""
    here = Path(__file__).parent
    checkout = here.parent / "config"
    # An installed package may stand beside somebody else's `config`, so the folder must show that it is ours.
    return checkout if (checkout / "program.toml").is_file() else here / "_config"


def load_program(folders: Sequence[Path]) -> Program:
    """Return the shipped program with the agency's laid over it, or raise `ConfigError` with all problems."""
    problems = check_folders(folders)
    program = read_config(folders, "program.toml", problems)
    oncall = read_config(folders, "oncall.toml", problems)
    loaded = _program(program, oncall)
    program.close()
    oncall.close()
    if problems:
        raise ConfigError(problems)
    return loaded


def _program(table: ConfigTable, oncall: ConfigTable) -> Program:
    closed_on = table.table("holidays")
    stop, start, help_ = _words(table.table("words"))
    loaded = Program(
        agency=_agency(table.table("agency")),
        hours=read_hours(table.table("hours"), read_closed_days(closed_on)),
        episode=read_episode(table.table("episode")),
        ladder=read_ladder(oncall.table("wait"), oncall.table("rounds")),
        rota=read_rota(oncall.table("rota")),
        nights=read_nights(oncall.table("shift_question")),
        calls=read_calls(oncall.table("calls")),
        voices=read_voices(table.table("voices")),
        reports=read_reports(oncall.table("reports")),
        contact=read_contact(table.table("contact")),
        reminders=read_reminders(table.table("reminders")),
        moving=read_moving(table.table("moving")),
        watch=read_watch(table.table("watch")),
        lone_worker=read_lone_worker(table.table("lone_worker")),
        sending=read_sending(table.table("sending")),
        carrier=read_carrier(table.table("carrier")),
        backup=read_backup(table.table("backup")),
        loops=read_loops(table.table("loops")),
        stop_words=stop,
        start_words=start,
        help_words=help_,
        own_holidays=closed_on.days("own"),
        holiday_country=closed_on.text("country"),
        holiday_state=closed_on.text("state", default=""),
        interpreter_line=oncall.text("interpreter_line", default=""),
        urgent_numbers=_urgent_numbers(oncall),
        fallback_language=table.choice("fallback_language", Language),
    )
    closed_on.close()
    return loaded


def _agency(table: ConfigTable) -> Agency:
    agency = Agency(
        name=table.text("name"),
        office=table.text("office", default=""),
        program=table.text("program"),
        address=table.text("address"),
        phone=_phone(table, "phone"),
        fax=_phone(table, "fax") if table.text("fax", default="") else None,
        line_names=_line_names(table.table("line_name")),
    )
    table.close()
    return agency


def _phone(table: ConfigTable, key: str) -> Phone:
    text = table.text(key)
    try:
        return parse_phone(text) if text else _NOBODY
    except ValueError as error:
        table.note(key, str(error))
        return _NOBODY


def _line_names(table: ConfigTable) -> Mapping[Language, str]:
    always = (Language.ENGLISH, Language.SPANISH)
    names = {language: table.text(language.value, default=None if language in always else "") for language in Language}
    for language, name in names.items():
        telling = next((word for word in _TELLING_WORDS if word in name.lower()), None)
        if telling:
            table.note(language.value, f'"{telling}" tells whoever reads the phone too much; choose neutral words')
    table.close()
    return {language: name for language, name in names.items() if name}


def _words(table: ConfigTable) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    lists = {key: frozenset(word.upper() for word in table.texts(key)) for key in ("stop", "start", "help")}
    for key, words in lists.items():
        if not words:
            table.note(key, "holds no word; write at least the carrier's own")
        for word in sorted(words):
            if not word.isalnum():
                table.note(key, f"{word!r} is more than one word; the carrier only knows single words")
        for other in lists.keys() - {key}:
            for word in sorted(words & lists[other]) if key < other else ():
                table.note(key, f"{word!r} stands under {other} too; keep it in one list")
    table.close()
    return lists["stop"], lists["start"], lists["help"]


def _urgent_numbers(table: ConfigTable) -> tuple[str, ...]:
    numbers = table.texts("urgent_numbers")
    if not _URGENT_ALWAYS <= set(numbers) <= _URGENT_ALLOWED:
        table.note("urgent_numbers", "must hold 911 and 988 and may hold 211, no other")
    return numbers
