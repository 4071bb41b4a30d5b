"""Is the line alive? For proxies (`/health`), deployments (`/ready`) and watchdogs (`/watch`)."""

import hmac
from datetime import datetime, timedelta

from flask import Blueprint, Response, jsonify, request

from bot.model.policy import Tier
from bot.probes.address import HEALTHY
from bot.rota_ahead import gaps_ahead
from bot.store import alarms, backups, nights, outbox, requests, rota
from bot.store.engine import DatabaseTrouble, Tx
from bot.store.schema import SchemaError, check_schema
from bot.web.edge import Edge

HOUR = timedelta(hours=1)
LATE = timedelta(minutes=2)
STALE = timedelta(minutes=5)
"""The slowest tick rests two minutes."""


def health_blueprint(edge: Edge) -> Blueprint:
    """Build the three questions about the line's health."""
    blueprint = Blueprint("health", __name__)

    @blueprint.get("/health")
    def health() -> Response:
        return Response(HEALTHY, mimetype="text/plain")

    @blueprint.get("/ready")
    def ready() -> Response:
        try:
            check_schema(edge.services.store.engine)
        except (DatabaseTrouble, SchemaError) as problem:
            return Response(f"{problem}\n", 503, mimetype="text/plain")
        return Response("ready\n", mimetype="text/plain")

    @blueprint.get("/watch")
    def watch() -> Response:
        if not may_watch(edge):
            return Response("Not allowed.\n", 403, mimetype="text/plain")
        problems, backup_age = reasons_to_worry(edge)
        seconds = None if backup_age is None else round(backup_age.total_seconds())
        told = {"ok": not problems, "reasons": problems, "backup_age_seconds": seconds}
        told |= {"rota_gaps": rota_gaps(edge), "round_trip": round_trip(edge)}
        answer = jsonify(told)
        answer.status_code = 503 if problems else 200
        return answer

    return blueprint


def may_watch(edge: Edge) -> bool:
    """Whether the caller is this machine itself or carries the monitor's token."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if edge.monitor_token and hmac.compare_digest(given.encode(), edge.monitor_token.encode()):
        return True
    forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return request.remote_addr in {"127.0.0.1", "::1"} and not forwarded


def reasons_to_worry(edge: Edge) -> tuple[list[str], timedelta | None]:
    """List what could make the line fail now, nothing when all is well; and how old the last good backup is."""
    try:
        with edge.services.store.read() as tx:
            now = edge.services.clock.now()
            made_at = backups.last_made_at(tx)
            age = None if made_at is None else now - made_at
            return [*_reasons(tx, now), *(_about_backups(age) if edge.keeps_backups else ())], age
    except DatabaseTrouble:
        return ["the database does not answer"], None


def rota_gaps(edge: Edge) -> list[dict[str, str]] | None:
    """List the gaps of the next days, which are no reason yet: whom a person can still name is no failing line."""
    try:
        with edge.services.store.read() as tx:
            holes = gaps_ahead(tx, edge.services.clock.now())
    except DatabaseTrouble:
        return None
    return [
        {"tier": tier, "from": hole.starts_at.isoformat(), "to": hole.ends_at.isoformat()}
        for tier, found in holes.items()
        for hole in found
    ]


def round_trip(edge: Edge) -> dict[str, int] | None:
    """Return how long ago a worker last answered the shift question, and how long it was under way."""
    try:
        with edge.services.store.read() as tx:
            trip = nights.last_round_trip(tx)
    except DatabaseTrouble:
        return None
    if trip is None:
        return None
    age = edge.services.clock.now() - trip.seen_at
    return {"age_seconds": round(age.total_seconds()), "took_seconds": round(trip.took.total_seconds())}


def _reasons(tx: Tx, now: datetime) -> list[str]:
    beats = alarms.beats(tx)
    problems = [f"the tick {tick} last ran at {at.isoformat()}" for tick, at in beats.items() if now - at > STALE]
    if not beats:
        problems.append("no tick has run yet")
    if not any(shift.tier is Tier.ON_CALL for shift in rota.shifts_at(tx, now)):
        problems.append("nobody is on call now")
    if outbox.oldest_waiting(tx, now - LATE):
        problems.append("texts have been waiting to leave for more than two minutes")
    if requests.any_due(tx, now - LATE):
        problems.append("a help request has waited for its next step for more than two minutes")
    problems += [f"alarm: {alarm.kind} since {alarm.opened_at.isoformat()}" for alarm in alarms.open_alarms(tx)]
    return problems


def _about_backups(age: timedelta | None) -> list[str]:
    if age is None:
        return ["no backup has been made yet"]
    return [f"the last backup is {age // HOUR} hours old"] if age > backups.OLD else []
