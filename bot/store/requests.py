"""Help requests as rows: opened, claimed by compare-and-set, stepped, closed; every step is kept."""

from collections.abc import Collection, Mapping
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, or_, select, text, update

from bot.model.help import (
    CODE_LETTERS,
    Grade,
    HelpRequest,
    RequestKind,
    RequestState,
    StepKind,
    looks_like_code,
)
from bot.model.people import Language, Person
from bot.model.policy import Tier
from bot.model.profiles import PhoneFacts, dropped_call_plan, may_be_called, may_be_left_voicemail, phone_state
from bot.store import backups, conversations, people
from bot.store.engine import Tx
from bot.store.tables import families, help_requests, request_steps
from bot.store.vault import new_row_id
from bot.store.writing import insert_once

NOTE = "help_requests.note_sealed"
STRIDE = 157
CODE_TRIES = 50
"""More than requests can be opened at the very same moment."""
PAIRS = tuple(a + b for a in CODE_LETTERS for b in CODE_LETTERS if a != b and looks_like_code(a + b))
_REQUEST = select(help_requests, families.c.code.label("family"), families.c.worker_key.label("own_worker_key"))
_REQUEST = _REQUEST.outerjoin(families, help_requests.c.family_key == families.c.id)
_LOCKED = _REQUEST.with_for_update(of=help_requests, key_share=True)
# Written out, because the partial indexes would not be found by a parameter.
_LIVE = text("help_requests.state <> 'closed'")
_IS_LIVE = select(help_requests.c.id).where(_LIVE, help_requests.c.family_key == families.c.id).exists()
LEFT_IN_PEACE = families.c.quiet_since.is_not(None) | _IS_LIVE
"""Whether a family gets nothing automatic: a request is open, or an emergency was not resumed (SAFETY 2.7)."""
_IN_PEACE = select(LEFT_IN_PEACE).where(families.c.id == bindparam("family"))
_BY_KEY = _REQUEST.where(help_requests.c.id == bindparam("key"))
_BY_KEY_LOCKED = _LOCKED.where(help_requests.c.id == bindparam("key"))
_OPEN_ON = _LOCKED.where(help_requests.c.conversation_key == bindparam("conversation"), _LIVE)
_ANY_DUE = (
    select(help_requests.c.id)
    .where(_LIVE, help_requests.c.next_step_at.is_not(None), help_requests.c.next_step_at <= bindparam("now"))
    .limit(1)
)
_PAGED_TO = select(request_steps.c.request_key).where(
    request_steps.c.worker_key == bindparam("worker"), request_steps.c.kind == StepKind.PAGED
)
_THEIRS = or_(help_requests.c.holder == bindparam("worker"), help_requests.c.id.in_(_PAGED_TO))
_NAMED = families.c.code.in_(bindparam("families", expanding=True))
_SPOKEN_OF_LIVE = _LOCKED.where(_LIVE, or_(_THEIRS, _NAMED)).order_by(help_requests.c.id)
_SPOKEN_OF = _LOCKED.where(
    or_(_LIVE & or_(_THEIRS, _NAMED), help_requests.c.code.in_(bindparam("codes", expanding=True)))
).order_by(help_requests.c.id)
_LAST_OF = _REQUEST.where(_THEIRS).order_by(help_requests.c.opened_at.desc()).limit(1)
_PAGED = select(request_steps.c.request_key, request_steps.c.worker_key).where(
    request_steps.c.request_key.in_(bindparam("keys", expanding=True)),
    request_steps.c.kind == StepKind.PAGED,
    request_steps.c.worker_key.is_not(None),
    request_steps.c.at <= bindparam("before"),
)
_FAMILY_OF = select(help_requests.c.family_key).where(help_requests.c.id == bindparam("key"))
_STEP = insert(request_steps)
_CHANGE = update(help_requests).where(help_requests.c.id == bindparam("changed"))


class CodesTakenError(Exception):
    """No code was to be had in many tries; the turn breaks and its text is passed on unread."""


def open_request(
    tx: Tx,
    *,
    kind: RequestKind,
    grade: Grade,
    conversation_key: int,
    family_key: int | None,
    person_key: int | None,
    in_danger_key: int | None,
    limit: str | None,
    sign_at: datetime | None = None,
    written_at: datetime,
    now: datetime,
) -> int:
    """Open a request on a phone; its ladder is due at once."""
    key = new_row_id()
    values = {
        "id": key,
        "kind": kind,
        "grade": grade,
        "state": RequestState.OPEN,
        "conversation_key": conversation_key,
        "family_key": family_key,
        "person_key": person_key,
        "in_danger_key": in_danger_key,
        "opened_at": now,
        "written_at": written_at,
        "cried_at": now,
        "tier": None,
        "round": 0,
        "next_step_at": now,
        "waits_from": now,
        "limit_words": limit,
        "sign_at": sign_at,
    }
    _insert_with_code(tx, values)
    note_step(tx, key, StepKind.OPENED, now)
    return key


def _insert_with_code(tx: Tx, values: Mapping[str, object]) -> None:
    """Insert a request with a code of its own; another process may take the same code at the same moment."""
    for _ in range(CODE_TRIES):
        if insert_once(tx, help_requests, {**values, "code": _free_code(tx)}):
            return
    raise CodesTakenError


def get(tx: Tx, key: int, *, locked: bool = False) -> HelpRequest:
    """Return one request, locked against other writers if asked."""
    return _request_of(tx, tx.connection.execute(_BY_KEY_LOCKED if locked else _BY_KEY, {"key": key}).one())


def open_on(tx: Tx, conversation_key: int) -> HelpRequest | None:
    """Return the request of a phone that is not closed, locked for this turn."""
    row = tx.connection.execute(_OPEN_ON, {"conversation": conversation_key}).one_or_none()
    return _request_of(tx, row) if row else None


def spoken_of(
    tx: Tx, worker_key: int, codes: Collection[str], families_named: Collection[str]
) -> tuple[HelpRequest, ...]:
    """Return the requests a worker may mean: held by them, paged to them, or named by code or family.

    Closed ones count only if they are named or were the last this worker was paged for.
    """
    named = {"worker": worker_key, "codes": list(codes), "families": list(families_named)}
    rows = tx.connection.execute(_SPOKEN_OF if codes else _SPOKEN_OF_LIVE, named).all()
    if not rows:
        rows = tx.connection.execute(_LAST_OF, {"worker": worker_key}).all()
    return tuple(_request_of(tx, row) for row in rows)


def due(tx: Tx, now: datetime, limit: int) -> tuple[HelpRequest, ...]:
    """Return requests whose next step is due, locked; those another process works on are skipped."""
    query = (
        _REQUEST.where(
            _LIVE,
            help_requests.c.next_step_at.is_not(None),
            help_requests.c.next_step_at <= now,
        )
        .order_by(help_requests.c.next_step_at)
        .limit(limit)
    )
    rows = tx.connection.execute(query.with_for_update(skip_locked=True, of=help_requests, key_share=True))
    return tuple(_request_of(tx, row) for row in rows)


def any_due(tx: Tx, now: datetime) -> bool:
    """Whether any request waits for a step; costs one look at a small index."""
    return tx.connection.execute(_ANY_DUE, {"now": now}).first() is not None


def ask_holders_anew(tx: Tx) -> None:
    """Let no holder lose a request for a silence that rows which were lost may have ended."""
    held = update(help_requests).where(help_requests.c.state == RequestState.CLAIMED)
    tx.connection.execute(held.values(silence_asked_at=None))


def count_live(tx: Tx) -> int:
    """Count the requests that are open or held."""
    return int(tx.connection.execute(select(func.count()).select_from(help_requests).where(_LIVE)).scalar_one())


def unclaimed_open(tx: Tx) -> tuple[HelpRequest, ...]:
    """Return every request nobody has yet, oldest first."""
    query = _REQUEST.where(help_requests.c.state == RequestState.OPEN).order_by(help_requests.c.opened_at)
    return tuple(_request_of(tx, row) for row in tx.connection.execute(query))


def with_open(tx: Tx, conversation_keys: Collection[int]) -> frozenset[int]:
    """Return which of these phones have a request that is not closed."""
    if not conversation_keys:
        return frozenset()
    query = select(help_requests.c.conversation_key).where(
        _LIVE, help_requests.c.conversation_key.in_(conversation_keys)
    )
    return frozenset(tx.connection.execute(query).scalars())


def is_left_in_peace(tx: Tx, family_key: int) -> bool:
    """Whether a family gets nothing automatic: a request is open, or an emergency was not resumed (SAFETY 2.7)."""
    return bool(tx.connection.execute(_IN_PEACE, {"family": family_key}).scalar_one())


def family_of(tx: Tx, key: int) -> int | None:
    """Return the key of the family a request is about."""
    family_key: int | None = tx.connection.execute(_FAMILY_OF, {"key": key}).scalar_one()
    return family_key


def change(tx: Tx, key: int, **values: object) -> None:
    """Set columns of one request."""
    tx.connection.execute(_CHANGE, {**values, "changed": key})


def claim(tx: Tx, key: int, worker_key: int, now: datetime, ask_at: datetime) -> bool:
    """Give an open request to a worker, who is asked at `ask_at` if silent; False if somebody was quicker."""
    take = update(help_requests).where(help_requests.c.id == key, help_requests.c.state == RequestState.OPEN)
    values = {
        "state": RequestState.CLAIMED,
        "holder": worker_key,
        "claimed_at": now,
        "silence_asked_at": None,
        "next_step_at": ask_at,
        "waits_from": now,
    }
    won = tx.connection.execute(take.values(values)).rowcount == 1
    if won:
        note_step(tx, key, StepKind.CLAIMED, now, worker_key=worker_key)
    return won


def close(tx: Tx, key: int, worker_key: int, note: str, now: datetime) -> None:
    """End a request with a worker's word and, where given, the reason."""
    sealed = tx.vault.seal(NOTE, key, note) if note else None
    change(
        tx, key, state=RequestState.CLOSED, closed_at=now, closed_by=worker_key, next_step_at=None, note_sealed=sealed
    )
    note_step(tx, key, StepKind.CLOSED, now, worker_key=worker_key)


def note_step(
    tx: Tx,
    key: int,
    kind: StepKind,
    now: datetime,
    *,
    tier: Tier | None = None,
    round_number: int = 0,
    worker_key: int | None = None,
    outbound_key: int | None = None,
) -> None:
    """Keep one step of a request."""
    values = {
        "id": new_row_id(),
        "request_key": key,
        "at": now,
        "kind": kind,
        "tier": tier,
        "round": round_number,
        "worker_key": worker_key,
        "outbound_key": outbound_key,
    }
    tx.connection.execute(_STEP, values)


def steps(tx: Tx, key: int) -> tuple[Row[Any], ...]:
    """Return all steps of a request, oldest first."""
    query = select(request_steps).where(request_steps.c.request_key == key).order_by(request_steps.c.at)
    return tuple(tx.connection.execute(query))


def paged(tx: Tx, keys: Collection[int], before: datetime) -> Mapping[int, frozenset[int]]:
    """Return, for each request, the workers who had been paged for it at that moment."""
    found: dict[int, set[int]] = {}
    for row in tx.connection.execute(_PAGED, {"keys": list(keys), "before": before}):
        found.setdefault(row.request_key, set()).add(row.worker_key)
    return {key: frozenset(workers) for key, workers in found.items()}


def still_awaited(tx: Tx, request: HelpRequest) -> frozenset[int]:
    """Return the workers of the present tier and round who have been paged and have neither passed nor failed."""
    here = (
        request_steps.c.request_key == request.key,
        request_steps.c.round == request.round,
        request_steps.c.worker_key.is_not(None),
        request_steps.c.tier == request.tier if request.tier else request_steps.c.tier.is_(None),
    )
    rows = tx.connection.execute(select(request_steps.c.worker_key, request_steps.c.kind).where(*here)).all()
    asked = {row.worker_key for row in rows if row.kind == StepKind.PAGED}
    return frozenset(asked - {row.worker_key for row in rows if row.kind in {StepKind.PASSED, StepKind.UNDELIVERED}})


def wake_future(tx: Tx, now: datetime) -> int:
    """Make due what began waiting in the future: the machine's clock stepped back (docs/design.md)."""
    wake = update(help_requests).where(
        _LIVE,
        help_requests.c.next_step_at.is_not(None),
        help_requests.c.waits_from > now,
    )
    return tx.connection.execute(wake.values(next_step_at=now, waits_from=now)).rowcount


def _free_code(tx: Tx) -> str:
    """Return a code that no open request has and that was not used for as long as possible."""
    count = tx.connection.execute(select(func.count()).select_from(help_requests)).scalar_one()
    count += backups.codes_after(tx)
    taken = set(tx.connection.execute(select(help_requests.c.code).where(_LIVE)).scalars())
    codes = (PAIRS[(count + offset) * STRIDE % len(PAIRS)] for offset in range(len(PAIRS)))
    spare = (pair + letter for pair in PAIRS for letter in CODE_LETTERS if looks_like_code(pair + letter))
    return next(code for code in chain(codes, spare) if code not in taken)


def _request_of(tx: Tx, row: Row[Any]) -> HelpRequest:
    known = conversations.known(tx, row.conversation_key)
    persons = people.persons_by_phone(tx, known.conversation.phone) if row.kind == RequestKind.FAMILY else ()
    state = phone_state(persons, known.facts, is_staff=row.kind == RequestKind.WORKER)
    return HelpRequest(
        key=row.id,
        code=row.code,
        kind=RequestKind(row.kind),
        grade=Grade(row.grade),
        state=RequestState(row.state),
        conversation_key=row.conversation_key,
        family=row.family,
        person_key=row.person_key,
        own_worker_key=row.own_worker_key,
        in_danger_key=row.in_danger_key,
        language=_language(persons),
        phone=state,
        opened_at=row.opened_at,
        tier=Tier(row.tier) if row.tier else None,
        round=row.round,
        next_step_at=row.next_step_at,
        holder=row.holder,
        claimed_at=row.claimed_at,
        silence_asked_at=row.silence_asked_at,
        words_at=row.words_at,
        answered_at=row.answered_at,
        cried_at=row.cried_at,
        human_word_at=row.human_word_at,
        written_at=row.written_at,
        family_told_at=row.family_told_at,
        nobody_told_at=row.nobody_told_at,
        limit=row.limit_words,
        sign_at=row.sign_at,
        hung_up_at=row.hung_up_at,
        says=_says(tx, known.facts) if row.kind == RequestKind.UNKNOWN else None,
        call_allowed=may_be_called(persons, state),
        voicemail_allowed=may_be_left_voicemail(persons, state),
        dropped_call=dropped_call_plan(persons),
        is_moved=row.kind == RequestKind.FAMILY and all(one.key != row.person_key for one in persons),
    )


def _says(tx: Tx, facts: PhoneFacts) -> str | None:
    """Return the family whose code word was given on a phone nobody knows."""
    return people.person(tx, facts.proved).family if facts.proved is not None else None


def _language(persons: tuple[Person, ...]) -> Language:
    return persons[0].language if persons else Language.ENGLISH
