"""Composes the rehearsal: the real line, a simulated carrier, a movable clock, a made-up key, a throw-away database."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from secrets import token_bytes, token_hex
from tempfile import TemporaryDirectory

import click

from bot.app import create_app
from bot.calls import pins
from bot.clock import SystemClock
from bot.importing.own_words import ordinary_words
from bot.importing.run import Kind, run_import
from bot.model.policy import Brake, Hours
from bot.phone import parse_phone
from bot.program import Program, load_program, shipped_config
from bot.rehearsal.cast import CAST, LINE, VISITS, WORKERS, every_week, families_file, rota_file, visits_file
from bot.rehearsal.playing import Rehearsal
from bot.rehearsal.props import MovableClock
from bot.rehearsal.script import Opening
from bot.rehearsal.stage import Stage, Tick
from bot.rules.safety import next_opening
from bot.services import Services
from bot.serving import open_server, until_stopped
from bot.store import people
from bot.store.schema import migrate, open_store
from bot.telephony.simulated import SimulatedCarrier
from bot.telephony.simulated_call import Answer, Outcome
from bot.telephony.simulated_calls import SimulatedCalls
from bot.web.edge import Edge
from bot.web.in_time import InTime
from bot.web.rehearsal import create_rehearsal_app
from bot.wiring import assemble

HERE = "127.0.0.1"
ACCOUNT = "AC" + "0" * 32
PUBLIC_URL = "https://line.invalid"
CALL_PROGRESS = "/twilio/voice/status"
CURTAIN = timedelta(hours=10)
"""The local time at which a rehearsal begins: the office is open."""
PATIENCE = 60.0
"""Seconds a step of a call may take here: a slow computer that rehearses is no line without its database."""
KEY_BYTES = 32
DIGITS_OF_A_PHONE = 10
"""Shorter numbers (911) are dialled by callers themselves."""
INTERPRETER = "202-555-0199, code 4411"
PACE = 50.0
"""Segments a second: while the clock stands, no text waits for the carrier's pace."""


def run_demo(port: int, ticks: Sequence[Tick]) -> None:
    """Serve the rehearsal on this machine until told to stop. Raises `CannotListenError` before anything is built."""
    with TemporaryDirectory(prefix="hearthline-rehearsal-") as folder, until_stopped():
        rehearsal = new_rehearsal(Path(folder), first_morning(SystemClock().now()), ticks)
        serve = open_server(create_rehearsal_app(rehearsal), HERE, port)
        try:
            rehearsal.start_again()
            click.echo(f"Rehearsal: nothing leaves this machine. Open http://{HERE}:{port}/  (Ctrl-C ends it)")
            serve()
        finally:
            rehearsal.close()


def new_rehearsal(folder: Path, now: datetime, ticks: Sequence[Tick]) -> Rehearsal:
    """Prepare a rehearsal that keeps its files in `folder`; free play begins at `now`, a scene at its own time."""
    free_play = Opening(now, VISITS, pages_ring=True)
    return Rehearsal(lambda opening: open_stage(folder, opening or free_play, ticks))


def open_stage(folder: Path, opening: Opening, ticks: Sequence[Tick]) -> Stage:
    """Build the line around a fresh database and a simulated carrier, and admit the sample program.

    Only the shipped configuration is read, and nothing of the environment: no account, key or agency's folder.
    """
    for old in folder.glob("rehearsal-*"):
        old.unlink()
    url = f"sqlite:///{folder / f'rehearsal-{token_hex(4)}.db'}"
    migrate(url)
    keys = [base64.urlsafe_b64encode(token_bytes(KEY_BYTES)).decode()]
    clock, token = MovableClock(opening.at), token_hex(16)
    carrier = SimulatedCarrier(
        clock, line=LINE, page_line=None, account_sid=ACCOUNT, auth_token=token, public_url=PUBLIC_URL
    )
    calls = SimulatedCalls(clock, line=LINE, account_sid=ACCOUNT, auth_token=token, public_url=PUBLIC_URL)
    calls.route.progress_to = PUBLIC_URL + CALL_PROGRESS

    def start_line() -> Services:
        services = assemble([shipped_config()], open_store(url, keys), carrier, LINE, PUBLIC_URL, clock, calls=calls)
        services = replace(services, program=as_rehearsed(services.program, pages_ring=opening.pages_ring))
        _connect(services, carrier, calls, token)
        return services

    stage = Stage(start_line, clock, ticks)
    _answer_elsewhere(stage.services, calls)
    _admit(stage.services, opening)
    stage.opens()
    return stage


def as_rehearsed(program: Program, *, pages_ring: bool) -> Program:
    """Release the brake that the shipped configuration sets on automatic texts (the screen says so), and fill a gap.

    A scene that tells of texts alone has no page that rings too.
    """
    sending = replace(program.sending, reminders=Brake.ON, segments_per_second=PACE)
    calls = replace(program.calls, page_by_voice=pages_ring)
    return replace(program, sending=sending, calls=calls, interpreter_line=INTERPRETER)


def first_morning(now: datetime) -> datetime:
    """Return ten in the morning of today, or of the next day on which the office opens."""
    hours = load_program([shipped_config()]).hours
    opens_at = hours.local(next_opening(hours, _midnight(hours, now) - timedelta(seconds=1)))
    return _midnight(hours, opens_at) + CURTAIN


def _midnight(hours: Hours, at: datetime) -> datetime:
    return hours.local(at).replace(hour=0, minute=0, second=0, microsecond=0)


def _connect(services: Services, carrier: SimulatedCarrier, calls: SimulatedCalls, token: str) -> None:
    """Let the carrier call the line's own webhooks, signed, without a network in between."""
    edge = Edge(
        services=services,
        wake=lambda: None,
        public_url=PUBLIC_URL,
        tokens=(token,),
        account_sid=carrier.account_sid,
        calls_in=InTime(PATIENCE),
    )
    line = create_app(edge).test_client()

    def post(path: str, form: dict[str, str], signature: str) -> int:
        headers = {"X-Twilio-Signature": signature}
        return line.post(path, data=form, headers=headers, base_url=PUBLIC_URL).status_code

    def ask(path: str, form: dict[str, str], signature: str) -> Answer:
        headers = {"X-Twilio-Signature": signature}
        answer = line.post(path, data=form, headers=headers, base_url=PUBLIC_URL)
        return Answer(answer.status_code, answer.content_type or "", answer.text)

    carrier.on_webhook(post)
    calls.on_webhook(ask)


def _admit(services: Services, opening: Opening) -> None:
    """Import the sample program as an agency imports its own."""
    hours, now = services.program.hours, opening.at
    files = {
        Kind.WORKERS: WORKERS,
        Kind.FAMILIES: families_file(hours.local(now).date()),
        Kind.ROTA: rota_file(opening.shifts or every_week(now)),
    }
    if opening.visits:
        files[Kind.VISITS] = visits_file(opening.visits, _working_days(hours, now))
    for kind, content in files.items():
        result = run_import(
            services.store,
            kind,
            content.encode(),
            dry_run=False,
            now=now,
            program_zone=hours.zone,
            is_ordinary=ordinary_words(services.lexicon, services.catalog),
        )
        assert not result.problems, result.problems
    _give_pins(services, now)


def _give_pins(services: Services, now: datetime) -> None:
    """Give each worker the number they key on a call, as `hearthline pin` does."""
    with services.store.write() as tx:
        for player in (one for one in CAST if one.pin):
            worker = people.worker_by_id(tx, player.key)
            assert worker is not None
            pins.give(tx, worker, player.pin, now)


def _answer_elsewhere(services: Services, calls: SimulatedCalls) -> None:
    """Let the useful numbers answer: a caller who is connected with one of them hears somebody."""
    listed = services.directory.short_list(discreet=False)
    numbers = (number for entry in listed for number in (entry.number, *entry.numbers_in.values()))
    for number in numbers:
        if sum(character.isdigit() for character in number) >= DIGITS_OF_A_PHONE:
            calls.always(parse_phone(number), Outcome.ANSWERED)


def _working_days(hours: Hours, now: datetime) -> Iterator[date]:
    """Yield the days on which the office opens from now on: it is open already."""
    while True:
        now = next_opening(hours, now)
        yield hours.local(now).date()
