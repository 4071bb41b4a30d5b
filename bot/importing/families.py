"""Import of the families: their rows become families and persons, checked against everybody already known."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.flows.profile_words import what
from bot.importing import hands, open_requests, phones
from bot.importing.csv_file import Sheet, read_sheet
from bot.importing.family_rows import COLUMNS, MAY_LACK, PersonRow, read_rows
from bot.importing.own_words import IsOrdinary, Named, check_own_words
from bot.importing.result import ImportResult, difference
from bot.model.people import Channel, Family, Person, Recheck, Relation, SafeContact, Worker
from bot.model.profiles import IMPORT, ProfileChange
from bot.model.value import value_in_order
from bot.rules.profiles import differing, loosens, merged, on_new_number, only
from bot.store import audit, digests, people, profiles, rechecks, welcomes
from bot.store.engine import Tx
from bot.store.vault import new_row_id

_T = TypeVar("_T")


@value_in_order
class Known:
    """Everybody the database holds; persons by family code, first person first.

    `said`: what the last list said of their profiles, by person.
    """

    families: dict[str, Family]
    persons: dict[str, list[Person]]
    workers: dict[str, Worker]
    said: Mapping[int, SafeContact]

    def person(self, code: str, person_id: str) -> Person | None:
        """Return the person the database has under that id."""
        return next((one for one in self.persons.get(code, []) if one.person_id == person_id), None)


@value_in_order
class Listed:
    """One family as the file would have it: itself, its persons and the rows they stand on.

    `said`: what the file says of their profiles; of each `persons` has only what is news.
    """

    family: Family
    persons: list[Person]
    rows: list[PersonRow]
    said: list[SafeContact]


def import_families(
    tx: Tx, content: bytes, now: datetime, zone: ZoneInfo, is_ordinary: IsOrdinary = lambda _word: False
) -> ImportResult:
    """Read the families' file and write what is new or changed; with any problem nothing is written."""
    people.lock_people(tx)
    sheet = read_sheet(content, COLUMNS, MAY_LACK)
    known = _known(tx)
    rows = read_rows(sheet, now.astimezone(zone).date())
    _check_codes(sheet, rows, known)
    listed = [_listed(sheet, code, of_family, known) for code, of_family in _by_family(rows).items()]
    _check_phones(sheet, listed, known)
    _check_own_words(sheet, listed, known, is_ordinary)
    if sheet.problems:
        return ImportResult(problems=sheet.problems)
    counts = [_write(tx, one, known, now, zone) for one in listed]
    _follow_numbers(tx, listed, known, now)
    new, changed = sum(count[0] for count in counts), sum(count[1] for count in counts)
    return ImportResult(new=new, changed=changed, unchanged=len(rows) - new - changed)


def _known(tx: Tx) -> Known:
    persons: dict[str, list[Person]] = {}
    for person in people.all_persons(tx):
        persons.setdefault(person.family, []).append(person)
    families = {family.code: family for family in people.all_families(tx)}
    workers = {worker.worker_id: worker for worker in people.all_workers(tx)}
    said = profiles.imported(tx)
    return Known(families, persons, workers, said)


def _by_family(rows: Iterable[PersonRow]) -> dict[str, list[PersonRow]]:
    families: dict[str, list[PersonRow]] = {}
    for row in rows:
        families.setdefault(row.code, []).append(row)
    return families


def _check_codes(sheet: Sheet, rows: Iterable[PersonRow], known: Known) -> None:
    """Refuse F-12 beside F-0012: at night one would be taken for the other."""
    codes = {int(code[2:]): code for code in known.families}
    for row in rows:
        same = codes.setdefault(int(row.code[2:]), row.code)
        if same != row.code:
            sheet.note(
                row.row.line, "family_id", f"would be taken for {same}; write it the same way, or another number"
            )


def _listed(sheet: Sheet, code: str, rows: list[PersonRow], known: Known) -> Listed:
    for row in rows:
        _check_identity(sheet, row, rows, known)
        if row.worker_id and row.worker_id not in known.workers:
            sheet.note(row.row.line, "worker_id", "no worker has this id; correct it, or import the workers first")
    said = [_said(sheet, row, known) for row in rows]
    persons = [_person(row, of_row, known) for row, of_row in zip(rows, said, strict=True)]
    return Listed(_family(sheet, code, rows, known), persons, rows, said)


def _check_identity(sheet: Sheet, row: PersonRow, rows: list[PersonRow], known: Known) -> None:
    """Refuse one id for two persons: what one was told would be taken for what the other was."""
    first = next(other for other in rows if other.person_id == row.person_id)
    if first is not row:
        already = f"stands on line {first.row.line} already; give each person of a family their own"
        sheet.note(row.row.line, "person_id", already)
    before = known.person(row.code, row.person_id)
    if row.is_id_written or before is None or before.name == row.name:
        return
    if before.phone != row.phone or row.phone is None:
        sheet.note(
            row.row.line,
            "person_id",
            f"person {row.person_id} of {row.code} was known by another name and number; "
            "write the person_id on every row of this family",
        )


def _family(sheet: Sheet, code: str, rows: list[PersonRow], known: Known) -> Family:
    before = known.families.get(code)
    own = known.workers.get(_agreed(sheet, rows, "worker_id", [row.worker_id for row in rows]) or "")
    started_on = _agreed(sheet, rows, "started_on", [row.started_on for row in rows])
    ended_on = _agreed(sheet, rows, "ended_on", [row.ended_on for row in rows])
    if started_on and ended_on and ended_on < started_on:
        line = next(row.row.line for row in rows if row.ended_on)
        sheet.note(line, "ended_on", "lies before started_on; correct one of the two")
    return Family(
        key=before.key if before else new_row_id(),
        code=code,
        worker_key=own.key if own else None,
        address=_agreed(sheet, rows, "address", [row.address for row in rows]) or "",
        started_on=started_on,
        ended_on=ended_on,
    )


def _agreed(sheet: Sheet, rows: list[PersonRow], column: str, values: Sequence[_T]) -> _T | None:
    """Return what the rows say of their family; empty cells agree with anything."""
    said = [(row, value) for row, value in zip(rows, values, strict=True) if value]
    for row, value in said:
        if value != said[0][1]:
            line = said[0][0].row.line
            sheet.note(row.row.line, column, f"differs from line {line}; it is the family's, so write the same on both")
    return said[0][1] if said else None


def _said(sheet: Sheet, row: PersonRow, known: Known) -> SafeContact:
    """Return what the file says of a profile; one from before anybody asked says what the last one did."""
    before = known.person(row.code, row.person_id)
    if before is None:
        return row.profile
    return only(sheet.lacks, known.said.get(before.key, before.profile), row.profile)


def _person(row: PersonRow, said: SafeContact, known: Known) -> Person:
    """Return a person after the file: in their profile it changes only what it says otherwise than the last one did."""
    before = known.person(row.code, row.person_id)
    profile = merged(before.profile, known.said.get(before.key), said) if before else said
    if before and before.phone != row.phone:
        profile = on_new_number(profile, said)
    return Person(
        key=before.key if before else new_row_id(),
        family=row.code,
        person_id=row.person_id,
        name=row.name,
        relation=row.relation,
        phone=row.phone,
        language=row.language,
        profile=profile,
    )


def _check_phones(sheet: Sheet, listed: list[Listed], known: Known) -> None:
    everybody = [one for worker in known.workers.values() for one in phones.of_worker(worker)]
    named: set[int] = set()
    for family in listed:
        for person, row, said in zip(family.persons, family.rows, family.said, strict=True):
            named.add(person.key)
            everybody.extend(phones.of_person(person, said, row.row.line))
    unnamed = (one for persons in known.persons.values() for one in persons if one.key not in named)
    for person in unnamed:
        everybody.extend(phones.of_person(person, known.said.get(person.key, person.profile)))
    phones.check_numbers(sheet, everybody)


def _check_own_words(sheet: Sheet, listed: list[Listed], known: Known, is_ordinary: IsOrdinary) -> None:
    named = [
        Named(person, known.person(family.family.code, person.person_id), row.row.line)
        for family in listed
        for person, row in zip(family.persons, family.rows, strict=True)
    ]
    keys = {one.person.key for one in named}
    others = (person for persons in known.persons.values() for person in persons if person.key not in keys)
    check_own_words(sheet, named, others, is_ordinary)


def _follow_numbers(tx: Tx, listed: list[Listed], known: Known, now: datetime) -> None:
    """See to each number that changed, once all of the file is written: two families may exchange theirs."""
    formerly = [person for persons in known.persons.values() for person in persons]
    for family in listed:
        for person in family.persons:
            was = known.person(family.family.code, person.person_id)
            if was is not None and was.phone != person.phone:
                open_requests.tell_holder(tx, was, now)
            if was is None or was.phone != person.phone:
                hands.follow(tx, person, family.family, formerly, now)


def _write(tx: Tx, listed: Listed, known: Known, now: datetime, zone: ZoneInfo) -> tuple[int, int]:
    """Write one family; return how many of its rows were new, and how many others changed anything."""
    family, before = listed.family, known.families.get(listed.family.code)
    if family != before:
        people.save_family(tx, family)
        if before:
            audit.record(tx, now, "import", "family_changed", family.code, detail=difference(before, family))
    new = changed = 0
    said = {person.key: of_person for person, of_person in zip(listed.persons, listed.said, strict=True)}
    for person, place, old_place in _places(listed, known):
        was = known.person(family.code, person.person_id)
        is_written = person != was or place != old_place
        loosened = _loosened(tx, was, person) if was else ()
        if is_written:
            profiles.import_person(tx, person, was, family.key, place, now)
        if said[person.key] != known.said.get(person.key):
            profiles.keep_imported(tx, person.key, said[person.key])
        if person != was:
            _set_welcome(tx, person, now)
        if was and person != was:
            _record(tx, now, was, person)
            _note_doubt(tx, was, person)
            if loosened:
                _tell_loosened(tx, family, person, loosened, now, zone)
        new += was is None
        changed += was is not None and (is_written or family != before)
    if before and (new or changed):
        profiles.look_again(tx, family.key, now)
    return new, changed


def _places(listed: Listed, known: Known) -> Iterator[tuple[Person, int, int]]:
    """Yield each person with the place they get and the one they had (0 = none).

    A file that names the whole family orders it; one that names some of them leaves the others where they stand.
    """
    before = [person.key for person in known.persons.get(listed.family.code, [])]
    named = [person.key for person in listed.persons]
    order = named if set(before) <= set(named) else [*before, *(key for key in named if key not in before)]
    for person in listed.persons:
        yield person, order.index(person.key) + 1, before.index(person.key) + 1 if person.key in before else 0


def _set_welcome(tx: Tx, person: Person, now: datetime) -> None:
    """Have a person welcomed once they agreed to automatic texts; not, or no longer, if they did not."""
    is_due = _takes_texts(person) and not welcomes.was_given(tx, person.key, person.language)
    welcomes.set_due(tx, person.key, now if is_due else None)


def _takes_texts(person: Person) -> bool:
    is_texted = person.phone is not None and person.profile.channel is Channel.TEXT
    return is_texted and person.profile.consented_on is not None and person.relation is not Relation.CHILD


def _note_doubt(tx: Tx, was: Person, person: Person) -> None:
    """Have a worker ask anew what is safe on a new number, unless the same file says that somebody just did."""
    if person.profile.checked_on not in {None, was.profile.checked_on}:
        rechecks.answered(tx, person.key)
    elif person.phone != was.phone and person.phone is not None:
        rechecks.note(tx, person.key, Recheck.NUMBER)


def _loosened(tx: Tx, was: Person, person: Person) -> tuple[str, ...]:
    """Name the fields in which the list loosens what somebody tightened by text; before the list is written."""
    names = [
        name
        for name in differing(was.profile, person.profile)
        if loosens(was.profile, only((name,), person.profile, was.profile))
    ]
    changes = profiles.changes(tx, (person.key,)) if names else ()
    return tuple(name for name in names if _is_set_by_text(name, changes))


def _is_set_by_text(name: str, changes: Sequence[ProfileChange]) -> bool:
    """Whether a field stands as a worker tightened it; `changes` newest first."""
    last = next((one for one in changes if name in differing(one.before, one.after)), None)
    return last is not None and last.actor != IMPORT and not loosens(last.before, last.after)


def _tell_loosened(tx: Tx, family: Family, person: Person, names: Sequence[str], now: datetime, zone: ZoneInfo) -> None:
    """Tell the family's worker in their digest what the list loosened; for one who left, the supervisors."""
    params = {"family": family.code, "persons": person.person_id, "what": what(names, person.profile, zone)}
    for worker in people.answering(tx, family.worker_key):
        once = f"list_loosened:{person.key}:{worker.key}:{now.isoformat()}"
        digests.add_task(tx, worker.key, once, "staff.profile.by_list", params, now)


def _record(tx: Tx, now: datetime, was: Person, person: Person) -> None:
    action = "number_changed" if person.phone != was.phone else "person_changed"
    detail = f"person {person.person_id}: {difference(was, person)}"
    audit.record(tx, now, "import", action, person.family, detail=detail)
