"""A number that changes while a request is open on the old one: whoever has the request is told, it stays there."""

from datetime import datetime

from bot.model.messages import Purpose, TextOut
from bot.model.people import Language, Person, Worker
from bot.staff_texts import put_to_worker
from bot.store import audit, conversations, people, requests
from bot.store.engine import Tx


def tell_holder(tx: Tx, was: Person, now: datetime) -> None:
    """Say to whoever has it that its family has another number by now; a request nobody has says so on its pages."""
    key = conversations.find(tx, was.phone) if was.phone is not None else None
    request = requests.open_on(tx, key) if key is not None else None
    if request is None or request.person_key != was.key:
        return
    audit.record(tx, now, "import", "number_left_request", was.family, detail=request.code)
    if request.holder is None:
        return
    worker = people.worker(tx, request.holder)
    for told in (worker,) if worker.active else people.supervisors(tx):
        text = TextOut(
            once=f"moved:{request.key}:{told.key}:{now.isoformat()}",
            purpose=Purpose.HOLDER,
            words="staff.number_moved",
            params={"code": request.code, "family": was.family},
            language=_reads(told),
            request_key=request.key,
        )
        put_to_worker(tx, text, told, now)


def _reads(worker: Worker) -> Language:
    return next((one for one in worker.languages if one.is_read_by_staff), Language.ENGLISH)
