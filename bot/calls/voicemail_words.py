"""What staff read of messages left on a call: written down by the carrier's machine, or not; or lost on the way."""

from collections.abc import Mapping
from datetime import datetime

from bot.flows.pages import contact_limits
from bot.flows.relaying import parts
from bot.hearing import code_words_on
from bot.language.personal_words import masked
from bot.model.effects import TellWorker
from bot.model.help import HelpRequest, RequestState
from bot.model.messages import Purpose, TextOut
from bot.services import Services
from bot.staff_texts import put_to_worker
from bot.store import calls, people, requests, voicemails
from bot.store.engine import Tx
from bot.store.voicemails import Voicemail

Line = tuple[str, Mapping[str, object]]


def written(services: Services, call_key: int, sid: str, words: str) -> bool:
    """Keep what the carrier wrote down of a message, "" if it could not; whoever has the request reads it.

    False where no such message was left on that call. Raises `DatabaseTrouble`.
    """
    now = services.clock.now()

    def work(tx: Tx) -> bool:
        found = voicemails.by_sid(tx, sid)
        if found is None or found.call_key != call_key:
            return False
        if found.transcript is None:
            voicemails.keep_transcript(tx, sid, words)
            _tell_holder(tx, services, found.key, now)
        return True

    return services.store.write_again(work)


def lines_of(tx: Tx, request: HelpRequest, message: Voicemail) -> tuple[Line, ...]:
    """Word a message for whoever has its request: what was written, code words covered, or that it can be heard."""
    about = {"code": request.code, "at": message.left_at}
    if not message.transcript:
        return (("staff.message_waits" if message.transcript is None else "staff.message_not_written", about),)
    words = masked(message.transcript, code_words_on(tx, request.conversation_key))
    return tuple(("staff.message_written", {**about, "words": part}) for part in parts(words))


def messages_told(tx: Tx, request: HelpRequest, worker_key: int) -> tuple[TellWorker, ...]:
    """Return what a claimer is told of the messages of a request, oldest first."""
    return tuple(
        TellWorker(worker_key=worker_key, words=words, params=params, purpose=Purpose.HOLDER, request_key=request.key)
        for message in voicemails.of_request(tx, request.key)
        for words, params in lines_of(tx, request, message)
    )


def tell_lost(tx: Tx, services: Services, message: Voicemail, now: datetime) -> None:
    """Tell whoever has the request, else whoever was asked to take it, else the supervisors, that a message is lost."""
    request = requests.get(tx, message.request_key)
    limits = contact_limits(request, now, services.program.hours, services.program.contact)
    params = {"code": request.code, "at": message.left_at, "seconds": message.seconds, "limits": limits}
    concerned = concerned_in(tx, request, message.call_key) or tuple(one.key for one in people.supervisors(tx))
    for worker_key in concerned:
        if not request.is_secret_from(worker_key):
            _put(tx, services, request, message, worker_key, ("staff.message_lost", params), 0, now)


def concerned_in(tx: Tx, request: HelpRequest, call_key: int) -> tuple[int, ...]:
    """Return who has a request, or closed it, else whoever was asked to take it, or rung for the call."""
    if request.holder is not None:
        return (request.holder,)
    rung = {one.worker_key for one in calls.rings_for(tx, call_key) if one.worker_key is not None}
    return tuple(sorted({*requests.still_awaited(tx, request), *rung} - {request.in_danger_key}))


def _tell_holder(tx: Tx, services: Services, key: int, now: datetime) -> None:
    """Relay the words to whoever has the request; before somebody does they wait for the claim."""
    message = voicemails.get(tx, key)
    request = requests.get(tx, message.request_key)
    if request.state is RequestState.OPEN or request.holder is None or request.is_secret_from(request.holder):
        return
    for number, line in enumerate(lines_of(tx, request, message)):
        _put(tx, services, request, message, request.holder, line, number, now)


def _put(
    tx: Tx,
    services: Services,
    request: HelpRequest,
    message: Voicemail,
    worker_key: int,
    line: Line,
    number: int,
    now: datetime,
) -> None:
    worker = people.worker(tx, worker_key)
    words, params = line
    for reader in (worker,) if worker.active else people.supervisors(tx):
        text = TextOut(
            once=f"{words}:{message.key}:{number}:{reader.key}",
            purpose=Purpose.HOLDER,
            words=words,
            params=params,
            language=services.reads(reader),
            request_key=request.key,
        )
        put_to_worker(tx, text, reader, now)
