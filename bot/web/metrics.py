"""The line in numbers for Prometheus (`/metrics`): its text format, which is a name, labels and a number a line."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

from flask import Blueprint, Response

from bot.store.engine import DatabaseTrouble
from bot.store.figures import Figures, figures
from bot.web.edge import Edge
from bot.web.health import may_watch

FORMAT = "text/plain; version=0.0.4; charset=utf-8"
CLAIMED_WITHIN = (60, 180, 300, 600, 900, 1800, 3600)
"""Seconds in which a request was claimed; the tiers of the ladder wait about five minutes each."""
Labels = Mapping[str, str]


def metrics_blueprint(edge: Edge) -> Blueprint:
    """Build the one address that tells the numbers."""
    blueprint = Blueprint("metrics", __name__)

    @blueprint.get("/metrics")
    def metrics() -> Response:
        if not may_watch(edge):
            return Response("Not allowed.\n", 403, mimetype="text/plain")
        try:
            with edge.services.store.read() as tx:
                counted = figures(tx, edge.services.clock.now())
        except DatabaseTrouble:
            return Response("The database does not answer.\n", 503, mimetype="text/plain")
        return Response(exposition(counted), content_type=FORMAT)

    return blueprint


def exposition(counted: Figures) -> str:
    """Write the figures in the text format."""
    return "".join(f"{line}\n" for line in _lines(counted))


def _lines(counted: Figures) -> Iterator[str]:
    texts = [({"purpose": purpose, "state": state}, count) for (purpose, state), count in counted.texts.items()]
    requests = [({"state": state, "grade": grade}, count) for (state, grade), count in counted.live_requests.items()]
    ticks = [({"tick": tick}, age) for tick, age in counted.ticks.items()]
    alarms = [({"kind": kind}, count) for kind, count in counted.alarms.items()]
    yield from _family("outbound_texts", "gauge", "Texts of the outbox by purpose and state.", texts)
    yield from _family("oldest_waiting_seconds", "gauge", "How late the latest text is.", _one(counted.oldest_waiting))
    yield from _family("segments_sent_total", "counter", "Segments given to the carrier.", _one(counted.segments_sent))
    yield from _family("inbound_texts_total", "counter", "Texts received.", _one(counted.received))
    calls = [({"kind": kind, "outcome": outcome}, count) for (kind, outcome), count in counted.calls.items()]
    live_calls = [({"kind": kind, "state": state}, count) for (kind, state), count in counted.live_calls.items()]
    yield from _family("calls", "gauge", "Calls that have ended, by kind and outcome.", calls)
    yield from _family("live_calls", "gauge", "Calls that have not, by kind and state.", live_calls)
    yield from _family("live_requests", "gauge", "Help requests not closed.", requests)
    yield from _histogram("claim_seconds", "From a help request to its first claim.", counted.claimed_after)
    yield from _family("tick_age_seconds", "gauge", "Since each tick ran last.", ticks)
    yield from _family("open_alarms", "gauge", "Alarms that stand, by kind.", alarms)
    yield from _family("backup_age_seconds", "gauge", "Since the last good backup.", _one(counted.backup))


def _one(value: float | None) -> list[tuple[Labels, float]]:
    return [] if value is None else [({}, value)]


def _family(name: str, kind: str, what: str, samples: Sequence[tuple[Labels, float]]) -> Iterator[str]:
    yield from _heading(name, kind, what)
    yield from (_sample(name, labels, value) for labels, value in samples)


def _histogram(name: str, what: str, seconds: Sequence[float]) -> Iterator[str]:
    yield from _heading(name, "histogram", what)
    ordered = sorted(seconds)
    for most in CLAIMED_WITHIN:
        yield _sample(f"{name}_bucket", {"le": str(most)}, bisect_right(ordered, most))
    yield _sample(f"{name}_bucket", {"le": "+Inf"}, len(ordered))
    yield _sample(f"{name}_sum", {}, sum(ordered))
    yield _sample(f"{name}_count", {}, len(ordered))


def _heading(name: str, kind: str, what: str) -> Iterator[str]:
    yield f"# HELP hearthline_{name} {what}"
    yield f"# TYPE hearthline_{name} {kind}"


def _sample(name: str, labels: Labels, value: float) -> str:
    listed = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
    return f"hearthline_{name}{{{listed}}} {_number(value)}" if listed else f"hearthline_{name} {_number(value)}"


def _number(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.3f}"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
