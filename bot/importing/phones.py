"""Who may have which number: a text from it must mean one worker, or one family."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from bot.importing.csv_file import Sheet
from bot.model.people import Person, PhoneIs, SafeContact, Worker
from bot.model.phones import Phone
from bot.model.value import value_in_order


@value_in_order
class Numbered:
    """Somebody with a number as it would stand after the import; `line` is None if the file does not name them."""

    line: int | None
    phone: Phone
    family: str
    who: str
    is_shared: bool
    column: str = "phone"


def of_person(person: Person, said: SafeContact | None = None, line: int | None = None) -> tuple[Numbered, ...]:
    """Return the number of a person, if they have one; whether it is shared, the list says."""
    if person.phone is None:
        return ()
    is_shared = (said or person.profile).phone_is is PhoneIs.SHARED
    return (Numbered(line, person.phone, person.family, f"person {person.person_id}", is_shared),)


def of_worker(worker: Worker, line: int | None = None) -> tuple[Numbered, ...]:
    """Return the numbers of a worker; no family's, never shared."""
    columns = zip(("phone", "second_phone"), worker.phones, strict=False)
    who = f"worker {worker.worker_id}"
    return tuple(Numbered(line, phone, "", who, is_shared=False, column=column) for column, phone in columns)


def check_numbers(sheet: Sheet, everybody: Iterable[Numbered]) -> None:
    """Note every row whose number somebody else has, unless both are of one family and say that they share it."""
    holders: Mapping[Phone, list[Numbered]] = defaultdict(list)
    for one in everybody:
        holders[one.phone].append(one)
    for together in holders.values():
        for one in together:
            other = next((other for other in together if other is not one and not _may_share(one, other)), None)
            if one.line is not None and other is not None:
                sheet.note(one.line, one.column, _why(one, other))


def _may_share(one: Numbered, other: Numbered) -> bool:
    return one.family == other.family and one.is_shared and other.is_shared


def _why(one: Numbered, other: Numbered) -> str:
    if one.who == other.who and not one.family:
        return "stands in phone and in second_phone; leave second_phone empty, or write their other number"
    if not other.family:
        return f"{other.who} has this number; every worker needs a number nobody else has"
    if not one.family:
        return f"somebody of {other.family} has this number; every worker needs a number nobody else has"
    if one.family == other.family:
        return (
            f"{other.who} of the family has this number too; if they share the phone, write shared in phone_is of both"
        )
    return f"somebody of {other.family} has this number; leave it empty in one of the two families"
