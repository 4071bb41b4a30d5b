"""The turn being written: where its rows belong, and how its texts are put in the outbox."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.model.calls import Call
from bot.model.conversations import Context, Conversation
from bot.model.effects import Answer, TellSupervisors, TellWorker
from bot.model.messages import Purpose, TextOut
from bot.model.people import Worker
from bot.services import Services
from bot.staff_texts import put_to_worker
from bot.store import outbox, params, people
from bot.store.engine import Tx

MINUTE = timedelta(minutes=1)


class LostRace(Exception):
    """Somebody else changed the request or the visit between reading and writing; the turn is run again."""


@dataclass(slots=True)
class Scene:
    """The turn being written: where its rows belong, and what it has opened and stirred so far.

    `call`: it is a step of this call. `inbound_key`: what was heard, where it was worth keeping.
    """

    tx: Tx
    services: Services
    context: Context
    conversation: Conversation
    inbound_key: int | None
    now: datetime
    written_at: datetime
    call: Call | None = None
    opened: int | None = None
    written: int = 0
    stirred: list[int] = field(default_factory=list)

    @property
    def actor(self) -> str:
        """Who acts in this turn, as the audit shows it."""
        return self.context.worker.worker_id if self.context.worker else "family"

    @property
    def once(self) -> str:
        """Return how the keys of this turn's rows begin."""
        if self.call is not None:
            return f"call:{self.call.key}:{self.call.number}"
        return f"turn:{self.inbound_key}"

    def next_once(self) -> str:
        """Return the key of the next text of this turn, so that the turn written twice writes each text once."""
        self.written += 1
        return f"{self.once}:{self.written}"

    def due_at(self) -> datetime:
        """Return a due time that keeps the texts of one turn in their order."""
        return self.now - timedelta(microseconds=1_000 - self.written)


def answer(effect: Answer, scene: Scene) -> None:
    """Answer on the same phone, bound to the text it answers."""
    worker, person = scene.context.worker, scene.context.person
    text = TextOut(
        once=scene.next_once(),
        purpose=effect.purpose,
        words=effect.words,
        params=effect.params,
        language=effect.language or scene.context.language,
        due_at=scene.due_at(),
        not_after=effect.not_after,
        request_key=effect.request_key or scene.opened,
    )
    outbox.put(
        scene.tx,
        text,
        scene.conversation.key,
        scene.now,
        worker_key=worker.key if worker else None,
        person_key=person.key if person else None,
        inbound_key=scene.inbound_key,
    )


def tell_worker(effect: TellWorker, scene: Scene) -> None:
    """Text a worker; for one who works here no longer, the supervisors."""
    worker = people.worker(scene.tx, effect.worker_key)
    if worker.active:
        return tell(effect, worker, scene)
    return tell_supervisors(TellSupervisors(words=effect.words, params=effect.params, purpose=effect.purpose), scene)


def _once(effect: TellWorker | TellSupervisors, worker: Worker, scene: Scene) -> str:
    """Return under which key a text is written: what two of a family ask within a minute is routine told once.

    Texts that were missed come in together, however far apart they were written.
    """
    if isinstance(effect, TellWorker) and effect.once is not None:
        return f"{effect.once}:{worker.key}"
    if effect.purpose is not Purpose.STAFF_ROUTINE:
        return scene.next_once()
    said = scene.tx.vault.word_index(params.pack(effect.params)).hex()
    told = f"routine:{worker.key}:{effect.words}:{said[:32]}"
    just_now, now = (f"{told}:{at:%Y-%m-%dT%H:%M}" for at in (scene.now - MINUTE, scene.now))
    return just_now if outbox.is_put(scene.tx, just_now) else now


def tell(effect: TellWorker | TellSupervisors, worker: Worker, scene: Scene) -> None:
    """Text one member of staff."""
    text = TextOut(
        once=_once(effect, worker, scene),
        purpose=effect.purpose,
        words=effect.words,
        params=effect.params,
        language=scene.services.reads(worker),
        due_at=scene.due_at(),
        request_key=effect.request_key if isinstance(effect, TellWorker) else None,
    )
    put_to_worker(scene.tx, text, worker, scene.now, inbound_key=scene.inbound_key)


def tell_supervisors(effect: TellSupervisors, scene: Scene) -> None:
    """Text every supervisor but the one who writes."""
    me = scene.context.worker
    for worker in people.supervisors(scene.tx):
        if me is None or worker.key != me.key:
            tell(effect, worker, scene)
