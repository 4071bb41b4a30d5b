"""Promises about cries for help: heard, answered, paged to who is on call, and not let go before somebody cared."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.simulation.carrier import Left
from bot.simulation.watching import Memory, Said, Scene
from bot.simulation.words import Meant
from bot.store.witness import RequestRow, StepRow

ANSWERED_WITHIN = timedelta(minutes=2)
PAGED_WITHIN = timedelta(seconds=2)
TRIED_AGAIN_WITHIN = timedelta(minutes=85)
"""Four tiers, five minutes each, and the longest rest of an hour between two rounds."""
SILENT_FOR = timedelta(minutes=21)
"""A holder who writes nothing is asked, and as long again after that everybody is paged anew."""
SETTLED_WITHIN = timedelta(minutes=30)
KEPT_WITHIN = timedelta(minutes=10)
ENDINGS = frozenset({"submitted", "dropped", "failed", "held"})
LETS_GO = frozenset({"taken_back", "passed", "closed"})


def nothing_is_lost(scene: Scene, memory: Memory) -> Iterator[str]:
    """Each text written to the line is kept, once."""
    waiting: dict[str, Said] = memory.setdefault("waiting", {})
    kept: set[str] = memory.setdefault("kept", set())
    waiting |= {one.sid: one for one in scene.said}
    for row in scene.new.kept:
        if row.sid in waiting:
            waiting.pop(row.sid)
            kept.add(row.sid)
            yield ""
        elif row.sid not in kept:
            yield "a text was kept that nobody wrote"
    late = [one for one in waiting.values() if scene.now - one.at > KEPT_WITHIN and scene.was_calm(one.at, scene.now)]
    for one in late:
        waiting.pop(one.sid)
        kept.add(one.sid)
        yield f"{one.words!r} was not kept"


def every_text_is_answered(scene: Scene, memory: Memory) -> Iterator[str]:
    """What wants an answer is answered, or belongs to a request somebody cares for."""
    answered: set[int | None] = memory.setdefault("answered", set())
    answered |= {text.inbound_key for text in scene.new.texts}
    for row in scene.new.kept:
        said = scene.everything_said.get(row.sid)
        if said is not None and said.meant.wants_answer:
            is_cared_for = row.request_key is not None or row.key in answered
            yield "" if is_cared_for else f"{said.words!r} was neither answered nor joined"


def cries_are_answered(scene: Scene, memory: Memory) -> Iterator[str]:
    """Each cry gets 911 and 988 within two minutes, before or after it was kept, unless a rule holds the answer."""
    told: dict[str, list[tuple[datetime, str]]] = memory.setdefault("told", {})
    waiting: dict[str, tuple[Said, datetime, int]] = memory.setdefault("waiting", {})
    off: set[str] = memory.setdefault("off", set())
    for said in scene.said:
        if said.meant in {Meant.STOP, Meant.START}:
            (off.add if said.meant is Meant.STOP else off.discard)(said.phone)
    for left in scene.left:
        if "911" in left.body:
            told.setdefault(left.phone, []).append((left.at, left.body))
    for row in scene.new.kept:
        cry = scene.everything_said.get(row.sid)
        if cry is not None and cry.meant.is_cry and cry.phone not in off and row.sid not in waiting:
            waiting[row.sid] = (cry, row.received_at, row.key)
    for sid, (cry, kept_at, key) in list(waiting.items()):
        near = [body for at, body in told.get(cry.phone, ()) if abs(at - kept_at) <= ANSWERED_WITHIN]
        if near or scene.now - kept_at > ANSWERED_WITHIN or scene.is_over:
            waiting.pop(sid)
            if near:
                yield "" if cry.worker or any("988" in body for body in near) else f"{near[0]!r} names no 988"
            elif scene.was_calm(cry.at, scene.now) and not _is_held(scene, cry.phone, key):
                yield f"{cry.words!r} had no answer with 911"


def cries_are_paged(scene: Scene, memory: Memory) -> Iterator[str]:
    """Each cry belongs to a request, and a request that opens pages somebody within two seconds."""
    paged: dict[int, list[StepRow]] = memory.setdefault("paged", {})
    seen: set[int] = memory.setdefault("seen", set())
    for step in scene.new.steps:
        if step.kind in {"paged", "tier_empty"}:
            paged.setdefault(step.request_key, []).append(step)
    for row in scene.new.kept:
        said = scene.everything_said.get(row.sid)
        if said is not None and said.meant.is_cry:
            yield "" if row.request_key is not None else f"{said.words!r} opened no request"
    for request in scene.new.requests:
        if request.key not in seen:
            seen.add(request.key)
            if scene.was_calm(request.opened_at, request.opened_at):
                first = [one for one in paged.get(request.key, ()) if one.at - request.opened_at <= PAGED_WITHIN]
                yield "" if first else f"{request.code} paged nobody when it opened"


def requests_go_on(scene: Scene, memory: Memory) -> Iterator[str]:
    """An emergency nobody has goes on paging; one somebody has is asked after, until a human word or a closing."""
    last: dict[int, datetime] = memory.setdefault("last", {})
    told: set[tuple[int, datetime]] = memory.setdefault("told", set())
    for step in scene.new.steps:
        last[step.request_key] = step.at
    for request in scene.open_requests.values():
        tried_at = last.get(request.key, request.opened_at)
        limit = _may_rest(request)
        is_stuck = limit is not None and scene.now - tried_at > limit
        if is_stuck and (request.key, tried_at) not in told and scene.was_calm(tried_at, scene.now):
            told.add((request.key, tried_at))
            yield f"{request.code} ({request.state}) rests since {tried_at}"
    yield from ("" for _ in scene.new.steps)


def requests_end_by_people(scene: Scene, memory: Memory) -> Iterator[str]:
    """A request is closed by a worker's word, given a human word since the last cry or a recorded reason."""
    for request in scene.new.requests:
        if request.state == "closed":
            spoken = request.human_word_at is not None and request.human_word_at >= request.cried_at
            yield "" if spoken or request.has_note else f"{request.code} was closed without a word or a reason"


def one_claim(scene: Scene, memory: Memory) -> Iterator[str]:
    """At most one worker has a request at a time."""
    holders: dict[int, str | None] = memory.setdefault("holders", {})
    for step in sorted(scene.new.steps, key=lambda one: (one.at, one.kind == "claimed")):
        if step.kind == "claimed":
            had = holders.get(step.request_key)
            yield f"{step.worker} took what {had} has" if had not in {None, step.worker} else ""
            holders[step.request_key] = step.worker
        elif step.kind in LETS_GO and holders.get(step.request_key) == step.worker:
            holders[step.request_key] = None


def pages_go_to_who_is_on_duty(scene: Scene, memory: Memory) -> Iterator[str]:
    """Nobody off duty is paged: who stands on a tier, a supervisor, or their own worker in office hours.

    A page that left as the line died is judged once its row can be read again.
    """
    workers = {one.phone: one for one in scene.here.workers}
    unread: list[Left] = memory.pop("unread", [])
    for left in (*unread, *scene.left):
        if not left.body.startswith("PAGE "):
            continue
        text, worker = scene.texts.get(left.row), workers.get(left.phone)
        if worker is None:
            yield f"a page went to {left.phone}"
            continue
        if text is None:
            memory.setdefault("unread", []).append(left)
            continue
        request = scene.requests.get(text.request_key or 0)
        family = scene.here.families.get(request.family or "") if request else None
        is_own = family is not None and family.worker == worker.key and scene.office_is_open(text.created_at)
        on_duty = worker.role == "supervisor" or is_own or worker.key in scene.on_tiers(text.created_at)
        yield "" if on_duty else f"{worker.key} was paged off duty"


def pages_have_an_outcome(scene: Scene, memory: Memory) -> Iterator[str]:
    """What became of each page is written down, and one that counts as sent was taken by the carrier."""
    waiting: dict[int, None] = memory.setdefault("waiting", {})
    taken: set[str] = memory.setdefault("taken", set())
    taken |= {left.sid for left in scene.left}
    waiting |= {text.key: None for text in scene.new.texts if text.purpose == "page"}
    for key in list(waiting):
        page = scene.texts[key]
        if page.state == "submitted":
            waiting.pop(key)
            yield "" if page.sid in taken else "a page counts as sent that the carrier never took"
        elif page.state in ENDINGS:
            waiting.pop(key)
            yield "" if page.reason else "a page ended without a reason"
        elif scene.now - page.created_at > SETTLED_WITHIN and scene.was_calm(page.created_at, scene.now):
            waiting.pop(key)
            yield f"a page is {page.state} without an outcome"


def only_those_concerned_hear(scene: Scene, memory: Memory) -> Iterator[str]:
    """Of a request hear the phone that cried, who was paged or had it, supervisors, and who named its code."""
    knows: dict[int, set[str | None]] = memory.setdefault("knows", {})
    for step in scene.new.steps:
        knows.setdefault(step.request_key, set()).add(step.worker)
    named = {said.worker for said in scene.said}
    for left in scene.left:
        text = scene.texts.get(left.row)
        request = scene.requests.get(text.request_key) if text and text.request_key else None
        if text is None or request is None:
            continue
        worker = scene.worker(text.worker)
        if worker is None:
            yield "" if left.phone == request.phone else f"{left.phone} heard of a request of {request.phone}"
            continue
        concerned = {*knows.get(request.key, ()), request.holder, request.in_danger, *named}
        is_one = worker.key in concerned or worker.role == "supervisor"
        yield "" if is_one and left.phone == worker.phone else f"{left.phone} heard of {request.code}"


def _may_rest(request: RequestRow) -> timedelta | None:
    """Return how long a request may rest; None where it waits for a person or for the morning."""
    if request.state == "claimed":
        has_spoken = request.human_word_at is not None and request.human_word_at >= max(
            request.claimed_at or request.cried_at, request.cried_at
        )
        return None if has_spoken else SILENT_FOR
    return TRIED_AGAIN_WITHIN if request.grade == "emergency" else timedelta(hours=25)


def _is_held(scene: Scene, phone: str, inbound_key: int) -> bool:
    """Whether an answer to a text was made and has ended, by a rule or at the carrier."""
    texts = (text for text in scene.texts.values() if text.phone == phone)
    return any(text.inbound_key == inbound_key and text.state in ENDINGS for text in texts)
