"""How well each profile still holds: what a person said is safe, when they were last asked, and by whom changed."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from bot.model.people import Person, Recheck
from bot.model.policy import Hours
from bot.model.rechecks import Standing
from bot.rechecking import all_standings
from bot.rules.recheck import why
from bot.services import Services
from bot.store import audit, people, rechecks
from bot.store.engine import Tx
from bot.store.rechecks import Changed

HEAD = ("family", "person", "phone is", "wording", "hours", "reminders", "last checked", "changed", "ask again")
BECAUSE = {
    Recheck.TIME: "it is time",
    Recheck.NUMBER: "new number",
    Recheck.SILENCE: "long silence",
    Recheck.UNREACHED: "a text did not arrive",
}
REMINDERS = {True: "yes", False: "no", None: "not asked"}
NOBODY = "Nobody is to be asked again."


def profiles_report(tx: Tx, services: Services, *, overdue: bool, now: datetime, asked_by: str) -> str:
    """Return a table of everybody with a phone, children apart; the look is recorded. Needs a writing transaction."""
    program = services.program
    today = program.hours.local(now).date()
    standings = all_standings(tx, program.hours, today)
    due = {one.person_key: because for one in standings if (because := why(one, today, program.contact)) is not None}
    shown = [one for one in standings if one.person_key in due or not overdue]
    codes = dict.fromkeys(one.family for one in shown)
    audit.record(tx, now, asked_by, "profiles_report", "all", detail=" ".join(codes))
    persons = {person.key: person for person in people.all_persons(tx)}
    changed = rechecks.last_changed(tx)
    rows = [
        _row(one, persons[one.person_key], changed.get(one.person_key), due.get(one.person_key), program.hours)
        for one in shown
    ]
    return "\n".join(_table(rows)) + "\n" if rows else f"{NOBODY}\n"


def _row(
    standing: Standing, person: Person, changed: Changed | None, because: Recheck | None, hours: Hours
) -> tuple[str, ...]:
    profile = person.profile
    safe = profile.safe_hours
    return (
        standing.family,
        standing.person_id,
        standing.phone_is.replace("_", " "),
        "discreet" if profile.discreet else "full",
        f"{safe.starts:%H:%M}-{safe.ends:%H:%M}" if safe else "any",
        REMINDERS[profile.reminders] if profile.consented_on else "no consent",
        _day(standing.checked_on),
        f"{hours.local(changed.at):%Y-%m-%d} {changed.actor}" if changed else "-",
        BECAUSE[because] if because else "",
    )


def _day(day: date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else "never"


def _table(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    lines = [HEAD, *rows]
    widths = [max(len(line[place]) for line in lines) for place in range(len(HEAD))]
    for line in lines:
        yield "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
