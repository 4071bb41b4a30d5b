"""Holds the code to its layers: who may import whom, where each library lives, who may read the time."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import resolve_name
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Every file or folder directly under bot/, and scheduler/, stands in exactly one layer.
LAYERS = {
    "edge": {"cli", "commands", "app", "rehearsal", "simulation", "web", "scheduler", "serving"},
    "turn": {
        "inbound",
        "delivery",
        "alarms",
        "asked_times",
        "backing_up",
        "calls",
        "checking",
        "checks",
        "claimed_words",
        "closed_days",
        "connecting",
        "cover_context",
        "cover_watch",
        "digests",
        "dispatch",
        "enact",
        "enact_covers",
        "enact_nights",
        "enact_ladder",
        "enact_visits",
        "hearing",
        "households",
        "importing",
        "installing",
        "ladder_steps",
        "leaving",
        "night_checks",
        "nights",
        "mornings",
        "night_handover",
        "notices",
        "outcomes",
        "phone_proofs",
        "preview",
        "probes",
        "profile_checks",
        "profile_context",
        "questions",
        "receipts",
        "rechecking",
        "reconcile",
        "reminding",
        "report_steps",
        "reports",
        "reviewing",
        "rota_ahead",
        "scene",
        "staff_texts",
        "sleeping",
        "town_checks",
        "town_dispatch",
        "visit_context",
        "lone_worker",
        "visit_steps",
        "visit_watch",
        "weak_spots",
        "weekly",
        "welcoming",
        "wording",
    },
    "services": {"services"},
    "flows": {"flows"},
    "meaning": {"rules", "language"},
    # Reads the lexicon files into the values that language works with, so it stands before both.
    "lexicon": {"keywords"},
    "side": {
        "catalog",
        "clock",
        "config",
        "directory",
        "errors",
        "logs",
        "phone",
        "program",
        "public",
        "recordings",
        "settings",
        "store",
        "telephony",
        "town_numbers",
    },
    "model": {"model"},
    "wiring": {"wiring"},
}
MAY_IMPORT = {
    "edge": {"edge", "turn", "services", "lexicon", "flows", "meaning", "side", "model"},
    "turn": {"turn", "services", "lexicon", "flows", "meaning", "side", "model"},
    "services": {"lexicon", "meaning", "side", "model"},
    "lexicon": {"meaning", "side", "model"},
    "flows": {"flows", "meaning", "model"},
    "meaning": {"meaning", "model"},
    "side": {"side", "model"},
    "model": {"model"},
    "wiring": set(LAYERS),
}
PURE = {"flows", "meaning", "model"}
# Parts of the standard library that reach the world, the clock or chance.
IMPURE = {
    *("glob", "http", "io", "logging", "multiprocessing", "os", "pathlib", "random", "secrets", "shutil", "signal"),
    *("socket", "sqlite3", "ssl", "subprocess", "tempfile", "threading", "time", "urllib", "uuid"),
}
ENTRY_POINTS = (
    "bot/cli.py",
    "bot/commands/",
    "bot/rehearsal/__init__.py",
    "bot/simulation/__init__.py",
    "scheduler/__main__.py",
)
HOMES = {
    "alembic": ("bot/store/",),
    "apscheduler": ("scheduler/clockwork.py",),
    "babel": ("bot/catalog",),
    "cryptography": ("bot/store/",),
    "flask": ("bot/app.py", "bot/web/"),
    "holidays": ("bot/config/public_holidays.py",),
    "phonenumbers": ("bot/phone.py",),
    "psycopg": ("bot/store/",),
    "sqlalchemy": ("bot/store/",),
    "tomli": ("bot/catalog/load.py", "bot/config/", "bot/installing/questions.py", "bot/keywords.py"),
    "twilio": ("bot/telephony/",),
    "waitress": ("bot/serving.py",),
}
# A turn runs inside one transaction, so these layers may name the type; the queries stay in the store.
NAMES_SESSION = {"turn", "services", "wiring"}
WALL_CLOCK = {
    "datetime.date.today",
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "time.gmtime",
    "time.localtime",
    "time.time",
    "time.time_ns",
}
CATCHES_ALL = ("bot/web/", "scheduler/clockwork.py", "scheduler/inbox.py", "scheduler/ladder.py")
DISPATCHER = ("bot/delivery", "bot/dispatch.py")
CALLS = ("bot/calls/placing", "bot/calls/call_lane.py")
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Module:
    """One file of the code: where it stands and what it says."""

    path: str
    source: str
    tree: ast.Module

    @property
    def room(self) -> str:
        """Return the file or folder under bot/ it belongs to, or `scheduler`."""
        return room_of(self.path.removesuffix(".py").split("/"))

    @property
    def layer(self) -> str:
        """Return the layer of its room."""
        return layer_of(self.room)


def parse(path: str, source: str) -> Module:
    """Read one file of the code."""
    return Module(path, source, ast.parse(source))


def code() -> list[Module]:
    """Read every file of bot/ and scheduler/."""
    paths = sorted(path for top in ("bot", "scheduler") for path in (ROOT / top).rglob("*.py"))
    return [parse(path.relative_to(ROOT).as_posix(), path.read_text("utf-8")) for path in paths]


def room_of(parts: list[str]) -> str:
    """Return the room that a path or a dotted name, in its parts, leads to; none for `bot` itself."""
    if parts[0] == "scheduler":
        return "scheduler"
    return parts[1] if len(parts) > 1 and parts[1] != "__init__" else ""


def layer_of(room: str) -> str:
    """Return the layer a room stands in, or nothing when nobody has placed it."""
    return next((layer for layer, rooms in LAYERS.items() if room in rooms), "")


def imported(module: Module) -> Iterator[str]:
    """Yield the full dotted name of everything a module imports, wherever in it the import stands."""
    package = ".".join(module.path.split("/")[:-1])
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = resolve_name("." * node.level + (node.module or ""), package)
            yield from (f"{origin}.{alias.name}" for alias in node.names)


def misplaced(module: Module) -> list[str]:
    """Say whether a module stands in no layer."""
    return [] if module.layer or not module.room else [f"{module.path} stands in no layer: place it in LAYERS"]


def wrong_directions(module: Module) -> list[str]:
    """List imports of our own code that run leftward."""
    faults = []
    for name in imported(module):
        if name.split(".")[0] not in {"bot", "scheduler"}:
            continue
        room = room_of(name.split("."))
        if room in {"wiring", "scheduler"}:
            allowed = may_import_special(module, room)
        else:
            allowed = not room or layer_of(room) in MAY_IMPORT.get(module.layer, set())
        if not allowed:
            faults.append(f"{module.path} may not import {name}")
    return faults


def may_import_special(module: Module, room: str) -> bool:
    """Tell whether a module may import wiring (entry points) or scheduler (itself and the command)."""
    if room == "wiring":
        return module.path.startswith(ENTRY_POINTS)
    return module.path == "bot/cli.py" or module.room == "scheduler"


def strayed_libraries(module: Module) -> list[str]:
    """List libraries imported outside their home."""
    faults = []
    for name in imported(module):
        homes = HOMES.get(name.split(".")[0])
        names_session = name == "sqlalchemy.orm.Session" and (
            module.layer in NAMES_SESSION or module.room == "scheduler"
        )
        if homes and not module.path.startswith(homes) and not names_session:
            faults.append(f"{module.path} may not import {name}")
    return faults


def impurities(module: Module) -> list[str]:
    """List what a pure module takes from outside: libraries, files, the clock, chance."""
    if module.layer not in PURE:
        return []
    tops = {name.split(".")[0] for name in imported(module)}
    foreign = {top for top in tops if top != "bot" and (top not in sys.stdlib_module_names or top in IMPURE)}
    opens = {node.func.id for node in ast.walk(module.tree) if calls_the_world(node)}  # type: ignore[attr-defined]
    return [f"{module.path} is pure and may not use {name}" for name in sorted(foreign | opens)]


def calls_the_world(node: ast.AST) -> bool:
    """Tell whether a node is a bare call of open, print or input."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"open", "print", "input"}


def clock_readings(module: Module) -> list[str]:
    """List places outside bot/clock.py that read the wall clock."""
    if module.path == "bot/clock.py":
        return []
    origins = dict(local_names(module))
    readings = [dotted(node, origins) for node in ast.walk(module.tree) if isinstance(node, ast.Attribute | ast.Name)]
    return [f"{module.path} reads the clock by {name}" for name in readings if name in WALL_CLOCK]


def local_names(module: Module) -> Iterator[tuple[str, str]]:
    """Yield each name that imports bind in a module, with what it stands for."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((alias.asname or alias.name, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((alias.asname or alias.name, f"{node.module}.{alias.name}") for alias in node.names)


def dotted(node: ast.expr, origins: dict[str, str]) -> str:
    """Return the full name an expression stands for, following imports; nothing for what is no plain name."""
    if isinstance(node, ast.Name):
        return origins.get(node.id, "")
    if isinstance(node, ast.Attribute):
        base = dotted(node.value, origins)
        return f"{base}.{node.attr}" if base else ""
    return ""


def catch_alls(module: Module) -> list[str]:
    """List handlers that swallow everything, outside the two edges."""
    if module.path.startswith(CATCHES_ALL):
        return []
    handlers = [node for node in ast.walk(module.tree) if isinstance(node, ast.ExceptHandler)]
    found = [f"{module.path}:{handler.lineno} catches everything" for handler in handlers if is_catch_all(handler)]
    return found[1:] if module.path.startswith(DISPATCHER + CALLS) else found


def is_catch_all(handler: ast.ExceptHandler) -> bool:
    """Tell whether a handler catches everything and does not raise it again."""
    last = handler.body[-1]
    if isinstance(last, ast.Raise) and last.exc is None:
        return False
    named = {node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name)} if handler.type else set()
    return handler.type is None or bool(named & {"Exception", "BaseException"})


def unexplained(module: Module) -> list[str]:
    """Say whether a module lacks the sentence that tells why it exists."""
    return [] if ast.get_docstring(module.tree) else [f"{module.path} has no docstring"]


def overlong(module: Module) -> list[str]:
    """Say whether a module is two rooms in one; migrations may be as long as the schema."""
    lines = sum(1 for line in module.source.splitlines() if line.strip())
    return [f"{module.path} has {lines} lines"] if lines > LONGEST and "/migrations/" not in module.path else []


# --- the code as it stands


def test_every_module_stands_in_a_layer() -> None:
    """A new file or folder under bot/ is placed before anything else."""
    assert [fault for module in code() for fault in misplaced(module)] == []


def test_imports_run_from_the_edge_to_the_model() -> None:
    """No module imports a layer to its left, and only entry points import the wiring."""
    assert [fault for module in code() for fault in wrong_directions(module)] == []


def test_libraries_stay_in_their_homes() -> None:
    """A library can be replaced by rewriting one room."""
    assert [fault for module in code() for fault in strayed_libraries(module)] == []


def test_pure_layers_use_the_standard_library_only() -> None:
    """Flows, rules, language and model reach no file, network, clock or chance."""
    assert [fault for module in code() for fault in impurities(module)] == []


def test_only_the_clock_reads_the_time() -> None:
    """Everything else is told the moment, so that tests and the rehearsal can move it."""
    assert [fault for module in code() for fault in clock_readings(module)] == []


def test_only_the_edges_catch_everything() -> None:
    """Between the edges a failure is named or it travels on."""
    assert [fault for module in code() for fault in catch_alls(module)] == []


def test_the_dispatcher_catches_everything_at_most_once() -> None:
    """The loop that sends must outlive one bad row, and so must that which calls; nothing else beside them needs to."""
    for loop in (DISPATCHER, CALLS):
        beside = [module for module in code() if module.path.startswith(loop)]
        handlers = [node for module in beside for node in ast.walk(module.tree) if isinstance(node, ast.ExceptHandler)]
        assert sum(map(is_catch_all, handlers)) <= 1


def test_every_module_says_why_it_exists() -> None:
    """Each file opens with its reason."""
    assert [fault for module in code() for fault in unexplained(module)] == []


def test_no_module_is_two_rooms() -> None:
    """A module that has grown past its size is divided."""
    assert [fault for module in code() for fault in overlong(module)] == []


# --- the checker itself, on sources made to break each rule


def test_the_code_is_found() -> None:
    """The rules above look at something."""
    assert {"bot/clock.py", "bot/model/people.py"} <= {module.path for module in code()}


def test_an_unplaced_module_is_noticed() -> None:
    """A file in no layer is a fault; the package itself is not."""
    assert misplaced(parse("bot/gadgets.py", ""))
    assert not misplaced(parse("bot/__init__.py", ""))
    assert not misplaced(parse("scheduler/ladder.py", ""))


def test_a_leftward_import_is_noticed() -> None:
    """Each layer is refused what stands to its left, in every form of the statement."""
    assert wrong_directions(parse("bot/model/people.py", "from bot.rules.safety import gate"))
    assert wrong_directions(parse("bot/rules/ladder.py", "from bot import flows"))
    assert wrong_directions(parse("bot/flows/crisis.py", "import bot.store.tables"))
    assert wrong_directions(parse("bot/flows/crisis.py", "from ..catalog import words"))
    assert wrong_directions(parse("bot/store/rows.py", "def late():\n    from bot.rules import safety"))
    assert wrong_directions(parse("bot/inbound.py", "from bot.web import sms"))
    assert wrong_directions(parse("bot/services.py", "from bot.inbound import receive"))
    assert wrong_directions(parse("bot/gadgets.py", "from bot.model import people"))


def test_a_rightward_import_is_fine() -> None:
    """Each layer may import every layer to its right."""
    assert not wrong_directions(parse("bot/web/sms.py", "from bot import inbound\nfrom bot.model.people import Person"))
    assert not wrong_directions(parse("bot/inbound.py", "from bot.flows import turn\nfrom bot.store import rows"))
    assert not wrong_directions(parse("bot/flows/crisis.py", "from bot.rules import ladder"))
    assert not wrong_directions(parse("bot/store/rows.py", "from bot.model import people\nfrom .tables import Family"))
    assert not wrong_directions(parse("scheduler/ladder.py", "from bot.ladder_steps import step"))


def test_only_entry_points_import_the_wiring() -> None:
    """The wiring knows everything, so nothing but an entry point knows the wiring."""
    assert wrong_directions(parse("bot/web/sms.py", "from bot.wiring import wire"))
    assert wrong_directions(parse("scheduler/clockwork.py", "from bot import wiring"))
    assert not wrong_directions(parse("bot/cli.py", "from bot.wiring import wire"))
    assert not wrong_directions(parse("scheduler/__main__.py", "from bot.wiring import wire"))
    assert not wrong_directions(parse("bot/wiring.py", "from bot.app import create_app"))


def test_only_the_command_imports_the_scheduler() -> None:
    """The rehearsal and the wiring receive the ticks instead of fetching them."""
    assert wrong_directions(parse("bot/web/rehearsal.py", "from scheduler.clockwork import TICKS"))
    assert wrong_directions(parse("bot/wiring.py", "import scheduler"))
    assert not wrong_directions(parse("bot/cli.py", "from scheduler.clockwork import build"))
    assert not wrong_directions(parse("scheduler/__main__.py", "from scheduler.clockwork import build"))


def test_a_strayed_library_is_noticed() -> None:
    """Each library is refused outside its home and allowed in it."""
    assert strayed_libraries(parse("bot/delivery.py", "import twilio"))
    assert strayed_libraries(parse("bot/inbound.py", "from flask import request"))
    assert strayed_libraries(parse("scheduler/ladder.py", "from apscheduler.schedulers import base"))
    assert not strayed_libraries(parse("bot/telephony/twilio.py", "from twilio.rest import Client"))
    assert not strayed_libraries(parse("scheduler/clockwork.py", "import apscheduler"))


def test_only_the_session_type_leaves_the_store() -> None:
    """A turn may name its transaction; it may not write queries."""
    assert not strayed_libraries(parse("bot/inbound.py", "from sqlalchemy.orm import Session"))
    assert not strayed_libraries(parse("bot/delivery.py", "from sqlalchemy.orm import Session"))
    assert not strayed_libraries(parse("scheduler/ladder.py", "from sqlalchemy.orm import Session"))
    assert strayed_libraries(parse("bot/inbound.py", "from sqlalchemy import select"))
    assert strayed_libraries(parse("bot/web/sms.py", "from sqlalchemy.orm import Session"))


def test_an_impure_rule_is_noticed() -> None:
    """A pure module is refused libraries, files and chance, and keeps the rest of the standard library."""
    assert impurities(parse("bot/rules/oncall.py", "import holidays"))
    assert impurities(parse("bot/language/crisis.py", "from pathlib import Path"))
    assert impurities(parse("bot/model/people.py", "import random"))
    assert impurities(parse("bot/flows/crisis.py", "def read():\n    return open('x')"))
    assert not impurities(parse("bot/rules/oncall.py", "from datetime import datetime\nfrom zoneinfo import ZoneInfo"))
    assert not impurities(parse("bot/store/engine.py", "import os"))


def test_a_reading_of_the_clock_is_noticed() -> None:
    """Whatever name it was imported under; asking our own clock is fine."""
    assert clock_readings(parse("bot/inbound.py", "from datetime import datetime\nx = datetime.now()"))
    assert clock_readings(parse("bot/inbound.py", "import datetime as dt\nx = dt.datetime.utcnow()"))
    assert clock_readings(parse("bot/inbound.py", "from datetime import date as day\nx = day.today()"))
    assert clock_readings(parse("bot/inbound.py", "from time import time\nx = time()"))
    assert clock_readings(parse("bot/inbound.py", "import time\nfield(default_factory=time.time)"))
    assert not clock_readings(parse("bot/inbound.py", "import time\nx = services.clock.now() + time.monotonic()"))
    assert not clock_readings(parse("bot/clock.py", "from datetime import datetime\nx = datetime.now()"))


def test_a_catch_all_is_noticed() -> None:
    """Bare, named or in a tuple; the edges may, the dispatcher once, and tidying up before raising again is none."""
    once = "try:\n    pass\nexcept Exception:\n    pass\n"
    assert catch_alls(parse("bot/inbound.py", once))
    assert catch_alls(parse("bot/inbound.py", "try:\n    pass\nexcept:\n    pass\n"))
    assert catch_alls(parse("bot/inbound.py", "try:\n    pass\nexcept (ValueError, BaseException):\n    pass\n"))
    assert catch_alls(parse("bot/delivery.py", once + once))
    assert not catch_alls(parse("bot/delivery.py", once))
    assert not catch_alls(parse("bot/web/sms.py", once))
    assert not catch_alls(parse("bot/store/engine.py", "try:\n    pass\nexcept BaseException:\n    close()\n    raise"))
    assert catch_alls(parse("bot/inbound.py", "try:\n    pass\nexcept Exception:\n    raise ValueError from None"))
    assert not catch_alls(parse("bot/inbound.py", "try:\n    pass\nexcept ValueError:\n    pass\n"))


def test_a_silent_or_endless_module_is_noticed() -> None:
    """No docstring is a fault, and so is one line too many; blank lines are free."""
    assert unexplained(parse("bot/inbound.py", "x = 1"))
    assert not unexplained(parse("bot/inbound.py", '"""Why."""'))
    assert overlong(parse("bot/inbound.py", "x = 1\n" * (LONGEST + 1)))
    assert not overlong(parse("bot/inbound.py", "x = 1\n\n" * LONGEST))
    assert not overlong(parse("bot/store/migrations/versions/0001_lay.py", "x = 1\n" * (LONGEST + 1)))
