"""Nights to come in tests: who is on call from when until when on the wall clock."""

from datetime import datetime, timedelta

from world import OWN, SECOND, ZONE, World

BEFORE, AFTER = timedelta(days=12), timedelta(days=15)


def local(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """Return a moment of 2026 on the program's clock."""
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


def stand(world: World, *shifts: tuple[datetime, datetime, str]) -> None:
    """Import shifts on call; in the days around them Dana is, and Lee is backup all the time."""
    begins, ends = min(first for first, _, _ in shifts), max(last for _, last, _ in shifts)
    first, last = begins - BEFORE, ends + AFTER
    on_call = ((first, begins, OWN), *shifts, (ends, last, OWN))
    rows = [f"{since.isoformat()},{until.isoformat()},on_call,{who}" for since, until, who in on_call]
    rows.append(f"{first.isoformat()},{last.isoformat()},backup,{SECOND}")
    world.imports("rota", "\n".join(("starts_at,ends_at,tier,worker_id", *rows)))
