"""What a team would otherwise pick: a task queue, with a task for each text, where that is installed.

A task loads its row by SQLAlchemy, sends it by the carrier's client and marks it sent.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from benchmarks.anchor import sessions_on
from benchmarks.network import PATH, Reached
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker
from twilio.rest import Client  # type: ignore[import-untyped]
from world import ACCOUNT, LINE, TOKEN

NEEDED = ("celery", "redis")
APP = "benchmarks.celery_app"
USUAL: tuple[str, ...] = ()
TUNED = ("--pool", "threads", "--concurrency", "32")


class Base(DeclarativeBase):
    """The queue's one table."""


class Text(Base):
    """A text to be sent, as a usual app keeps it."""

    __tablename__ = "texts"

    key: Mapped[int] = mapped_column(primary_key=True)
    to: Mapped[str]
    body: Mapped[str]
    state: Mapped[str]
    sid: Mapped[str | None]


def missing() -> str:
    """Name what must be installed for the comparison; empty if nothing."""
    packages = [name for name in NEEDED if find_spec(name) is None]
    server = [] if shutil.which("redis-server") else ["redis-server"]
    return f"install {' and '.join(packages + server)} (docs/benchmarks.md)" if packages or server else ""


@cache
def sessions() -> sessionmaker[Session]:
    """Open the database named in the environment, once a process."""
    return sessions_on(Path(os.environ["DATABASE"]), Base.metadata)


@cache
def client() -> Client:
    """Make the carrier's client as its first pages do, for the address named in the environment."""
    made = Client(ACCOUNT, TOKEN)
    made.api.base_url = os.environ["CARRIER"]
    return made


def send(key: int) -> None:
    """Do one task."""
    with sessions()() as session:
        text = session.get_one(Text, key)
        message = client().messages.create(to=text.to, from_=LINE.e164, body=text.body)
        text.sid, text.state = message.sid, "sent"
        session.commit()


def send_by_tasks(carrier: Reached, folder: Path, texts: list[tuple[str, str]], options: tuple[str, ...]) -> float:
    """Queue a task for each of these texts once the worker stands ready; return when the first one was queued."""
    file = folder / f"{time.monotonic_ns()}.db"
    with sessions_on(file, Base.metadata).begin() as session:
        rows = enumerate(texts)
        session.add_all(Text(key=key, to=to, body=body, state="waiting", sid=None) for key, (to, body) in rows)
    with broker(folder) as url:
        env = {"PATH": os.environ["PATH"], "PYTHONPATH": PATH}
        env |= {"DATABASE": str(file), "CARRIER": carrier.url, "BROKER": url}
        with working(env, options):
            queueing = subprocess.run(
                [sys.executable, "-m", APP, str(len(texts))], env=env, check=True, capture_output=True, text=True
            )
            while len(carrier.kept()) < len(texts):
                time.sleep(0.2)
    with sessions_on(file, Base.metadata)() as session:
        assert session.query(Text).filter_by(state="sent").count() == len(texts)
    return float(queueing.stdout)


@contextmanager
def broker(folder: Path) -> Iterator[str]:
    """Run Redis, which keeps nothing on the disk."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    keeps_nothing = ("--save", "", "--appendonly", "no", "--dir", str(folder))
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", *keeps_nothing]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait()


@contextmanager
def working(env: dict[str, str], options: tuple[str, ...]) -> Iterator[None]:
    """Run the worker; without options it has a process for each processor."""
    command = [sys.executable, "-m", "celery", "--app", APP, "worker", "--loglevel", "ERROR", *options]
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait()
