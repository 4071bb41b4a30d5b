"""What the line is measured against: a plain Flask app that checks the signature and inserts the text by the ORM."""

from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import Connection
from uuid import uuid4

from flask import Flask, Response, request
from sqlalchemy import MetaData, create_engine, event
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

ANSWER = "<?xml version='1.0' encoding='UTF-8'?><Response/>"
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000")


class Base(DeclarativeBase):
    """The anchor's one table."""


class Message(Base):
    """A text as a usual app keeps it."""

    __tablename__ = "messages"

    key: Mapped[str] = mapped_column(primary_key=True)
    message_sid: Mapped[str] = mapped_column(unique=True)
    sent_by: Mapped[str]
    sent_to: Mapped[str]
    body: Mapped[str]
    media_count: Mapped[int]
    received_at: Mapped[datetime]


def anchor_app(file: Path, public_url: str, token: str) -> Flask:
    """Build the anchor on a database of its own, as durable as the line's."""
    sessions = sessions_on(file, Base.metadata)
    validator = RequestValidator(token)
    app = Flask("anchor", static_folder=None)

    @app.post("/twilio/sms")
    def inbound() -> Response:
        form = request.form
        if not validator.validate(public_url + request.path, form, request.headers.get("X-Twilio-Signature", "")):
            return Response(status=403)
        with sessions.begin() as session:
            session.add(
                Message(
                    key=uuid4().hex,
                    message_sid=form["MessageSid"],
                    sent_by=form["From"],
                    sent_to=form["To"],
                    body=form["Body"],
                    media_count=int(form["NumMedia"]),
                    received_at=datetime.now(UTC).replace(tzinfo=None),  # noqa: TID251  (as a usual app does)
                )
            )
        return Response(ANSWER, mimetype="text/xml")

    return app


def sessions_on(file: Path, tables: MetaData) -> sessionmaker[Session]:
    """Open a database as durable as the line's, and make its tables."""
    engine = create_engine(f"sqlite:///{file}", pool_size=20)

    def prepare(connection: Connection, _entry: ConnectionPoolEntry) -> None:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    event.listen(engine, "connect", prepare)
    tables.create_all(engine)
    return sessionmaker(engine)
