"""Reads the rows of the families' file, one person each; what nobody filled in becomes the careful value."""

import re
from collections import Counter
from datetime import date
from functools import partial

from bot.importing import cells
from bot.importing.csv_file import Row, Sheet
from bot.model.people import Channel, DroppedCall, Language, PhoneIs, Relation, SafeContact, SafeHours
from bot.model.phones import Phone
from bot.model.value import value
from bot.phone import parse_phone

COLUMNS = (
    *("family_id", "person_id", "person", "relation", "phone", "language", "channel", "discreet", "voicemail"),
    *("phone_is", "safe_from", "safe_to", "consented_on", "address", "worker_id", "started_on", "ended_on"),
    *("reminders", "quiet_word", "code_word", "dropped_call", "checked_on"),
)
MAY_LACK = ("reminders", "quiet_word", "code_word", "dropped_call", "checked_on")  # files from before anybody asked
EXAMPLE = (
    *("F-0012", "1", "Rosa", "parent", "202-555-0101", "es", "text", "Y", "N"),
    *("private", "9:00 AM", "8:30 PM", "2026-01-05", "12 Example Street, New London", "W-01", "2026-01-05", "", ""),
    *("blue umbrella", "Ponce 1987", "call_back", "2026-01-05"),
)
_CODE = re.compile(r"F-[0-9]{1,6}")
_PERSON = re.compile(r"[A-Za-z-]{0,8}[0-9][A-Za-z0-9-]{0,23}")
"""What a worker can type behind a family's code (see `language.profile_commands`)."""


@value
class PersonRow:
    """One row as read: a person, and what the row says of the whole family."""

    row: Row
    code: str
    person_id: str
    is_id_written: bool
    name: str
    relation: Relation
    phone: Phone | None
    language: Language
    profile: SafeContact
    address: str
    worker_id: str
    started_on: date | None
    ended_on: date | None


def read_rows(sheet: Sheet, today: date) -> list[PersonRow]:
    """Return every row whose family is known; a person without an id is called by their place in the family."""
    places: Counter[str] = Counter()
    read: list[PersonRow] = []
    for row in sheet.rows:
        code = sheet.required(row, "family_id", _code, "")
        places[code] += 1
        person = _person_row(sheet, row, code, places[code], today)
        if code:
            read.append(person)
    return read


def _code(cell: str) -> str:
    code = cell.upper()
    if not _CODE.fullmatch(code):
        raise ValueError(
            "must be F- and 1 to 6 digits, as F-0012: it stands in texts, so no surname and no case number"
        )
    return code


def _person_id(cell: str) -> str:
    if not _PERSON.fullmatch(cell):
        raise ValueError("must be a number or a short code with one, as 1 or P-2: it stands in texts, so no name")
    return cell


def _person_row(sheet: Sheet, row: Row, code: str, place: int, today: date) -> PersonRow:
    return PersonRow(
        row=row,
        code=code,
        person_id=sheet.optional(row, "person_id", _person_id, str(place)),
        is_id_written=bool(row.cells["person_id"]),
        name=sheet.required(row, "person", cells.name, ""),
        relation=sheet.required(row, "relation", partial(cells.one_of, Relation), Relation.OTHER),
        phone=sheet.optional(row, "phone", parse_phone, None),
        language=sheet.required(row, "language", partial(cells.one_of, Language), Language.ENGLISH),
        profile=_profile(sheet, row, today),
        address=sheet.optional(row, "address", cells.address, ""),
        worker_id=sheet.optional(row, "worker_id", cells.identity, ""),
        started_on=sheet.optional(row, "started_on", cells.day, None),
        ended_on=sheet.optional(row, "ended_on", cells.day, None),
    )


def _profile(sheet: Sheet, row: Row, today: date) -> SafeContact:
    careful = SafeContact()
    consented_on = sheet.optional(row, "consented_on", cells.day, careful.consented_on)
    if consented_on and consented_on > today:
        sheet.note(row.line, "consented_on", "lies in the future; leave it empty until the person has agreed")
    checked_on = sheet.optional(row, "checked_on", cells.day, careful.checked_on)
    if checked_on and checked_on > today:
        sheet.note(row.line, "checked_on", "lies in the future; write the day on which they were last asked")
    quiet_word = sheet.optional(row, "quiet_word", cells.own_word, careful.quiet_word)
    code_word = sheet.optional(row, "code_word", cells.own_word, careful.code_word)
    if quiet_word and quiet_word == code_word:
        sheet.note(row.line, "code_word", "equals quiet_word; one says who they are, the other that somebody reads")
    return SafeContact(
        channel=sheet.optional(row, "channel", partial(cells.one_of, Channel), careful.channel),
        discreet=sheet.optional(row, "discreet", cells.yes, careful.discreet),
        voicemail=sheet.optional(row, "voicemail", cells.yes, careful.voicemail),
        phone_is=sheet.optional(row, "phone_is", partial(cells.one_of, PhoneIs), careful.phone_is),
        safe_hours=_safe_hours(sheet, row),
        consented_on=consented_on,
        reminders=sheet.optional(row, "reminders", cells.yes, careful.reminders),
        quiet_word=quiet_word,
        code_word=code_word,
        dropped_call=sheet.optional(row, "dropped_call", partial(cells.one_of, DroppedCall), careful.dropped_call),
        checked_on=checked_on,
    )


def _safe_hours(sheet: Sheet, row: Row) -> SafeHours | None:
    starts = sheet.optional(row, "safe_from", cells.clock, None)
    ends = sheet.optional(row, "safe_to", cells.clock, None)
    for column, other in (("safe_from", "safe_to"), ("safe_to", "safe_from")):
        if row.cells[other] and not row.cells[column]:
            sheet.note(row.line, column, f"is missing beside {other}; fill in both, or neither if every hour is safe")
    if starts is None or ends is None:
        return None
    if starts == ends:
        sheet.note(row.line, "safe_to", "equals safe_from, so no hour would be safe; leave both empty if every hour is")
    return SafeHours(starts, ends)
