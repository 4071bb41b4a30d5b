"""Conversations as rows: one for each phone, locked for the length of a turn."""

import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update

from bot.model.conversations import IDLE, NOTHING_ASKED, Conversation
from bot.model.meaning import Limit
from bot.model.phones import Phone
from bot.model.profiles import PhoneFacts
from bot.model.value import value_in_order
from bot.model.visits import Question, VisitRef
from bot.store.engine import Tx
from bot.store.tables import conversations
from bot.store.vault import new_row_id
from bot.store.writing import insert_once

CELL = "conversations.phone_sealed"
QUESTION = "conversations.question_sealed"
_ALL = select(conversations)
_BY_PHONE = _ALL.where(conversations.c.phone_index == bindparam("phone"))
_BY_PHONE_LOCKED = _BY_PHONE.with_for_update(key_share=True)
_BY_KEYS = _ALL.where(conversations.c.id.in_(bindparam("keys", expanding=True)))
_BY_PHONES = _ALL.where(conversations.c.phone_index.in_(bindparam("phones", expanding=True)))
_KEY_BY_PHONE = select(conversations.c.id).where(conversations.c.phone_index == bindparam("phone"))
_CHANGE = update(conversations).where(conversations.c.id == bindparam("changed"))


@value_in_order
class Known:
    """A conversation and what is known of its phone."""

    conversation: Conversation
    facts: PhoneFacts


@value_in_order
class Asked:
    """A question that was sent to a phone, and in which state its answer is heard."""

    conversation_key: int
    state: str
    question: Question
    expires_at: datetime


def lock(tx: Tx, phone: Phone) -> Known:
    """Return the conversation of `phone`, made if there is none, locked until the transaction ends."""
    index = tx.vault.index(phone)
    row = tx.connection.execute(_BY_PHONE_LOCKED, {"phone": index}).one_or_none()
    if row is None:
        create(tx, phone)
        row = tx.connection.execute(_BY_PHONE_LOCKED, {"phone": index}).one()
    return _as_known(tx, row, phone)


def create(tx: Tx, phone: Phone) -> None:
    """Begin a conversation with `phone` unless there is one."""
    key = new_row_id()
    values = {
        "id": key,
        "phone_sealed": tx.vault.seal(CELL, key, phone.e164),
        "phone_index": tx.vault.index(phone),
        "state": IDLE,
    }
    insert_once(tx, conversations, values, "phone_index")


def known(tx: Tx, key: int) -> Known:
    """Return the conversation of that row, not locked."""
    return known_of(tx, (key,))[key]


def known_of(tx: Tx, keys: Collection[int]) -> Mapping[int, Known]:
    """Return these conversations, not locked."""
    if not keys:
        return {}
    return {
        row.id: _as_known(tx, row, Phone(tx.vault.open(CELL, row.id, row.phone_sealed)))
        for row in tx.connection.execute(_BY_KEYS, {"keys": list(keys)}).all()
    }


def facts_of(tx: Tx, phone: Phone) -> PhoneFacts:
    """Return what is known of a phone; nothing where nobody has written with it yet."""
    row = tx.connection.execute(_BY_PHONE, {"phone": tx.vault.index(phone)}).one_or_none()
    return _facts_of(row) if row else PhoneFacts()


def facts_of_phones(tx: Tx, phones: Collection[Phone]) -> Mapping[Phone, PhoneFacts]:
    """Return what is known of each of these phones, as `facts_of`."""
    if not phones:
        return {}
    indexes = {tx.vault.index(phone): phone for phone in phones}
    rows = {row.phone_index: row for row in tx.connection.execute(_BY_PHONES, {"phones": list(indexes)})}
    return {phone: _facts_of(rows[index]) if index in rows else PhoneFacts() for index, phone in indexes.items()}


def key_for(tx: Tx, phone: Phone) -> int:
    """Return the row key of the conversation with `phone`, made if there is none; locks nothing."""
    index = {"phone": tx.vault.index(phone)}
    key = tx.connection.execute(_KEY_BY_PHONE, index).scalar_one_or_none()
    if key is None:
        create(tx, phone)
        key = tx.connection.execute(_KEY_BY_PHONE, index).scalar_one()
    return int(key)


def find(tx: Tx, phone: Phone) -> int | None:
    """Return the row key of the conversation with `phone`, if there is one."""
    key: int | None = tx.connection.execute(_KEY_BY_PHONE, {"phone": tx.vault.index(phone)}).scalar_one_or_none()
    return key


def reachable(tx: Tx, before: Known, now: datetime, *, is_of_family: bool) -> Known:
    """Return a conversation whose phone has just been heard: it is tried again, whatever the carrier said of it.

    A number that was dead and now writes may have been given to somebody else since.
    """
    if before.facts.unreachable_code is None:
        return before
    change(tx, before.conversation.key, unreachable_code=None)
    facts = replace(before.facts, unreachable_code=None)
    if is_of_family:
        doubt_hands(tx, before.conversation.key, now)
        facts = replace(facts, changed_hands_at=facts.changed_hands_at or now)
    return replace(before, facts=facts)


def save(tx: Tx, conversation: Conversation, heard_at: datetime | None) -> None:
    """Keep the state of a conversation after a turn, and when somebody last wrote from its phone."""
    change(
        tx,
        conversation.key,
        state=conversation.state,
        asked_at=conversation.asked_at,
        expires_at=conversation.expires_at,
        question_sealed=_sealed_question(tx, conversation.key, conversation.question),
        heard_at=heard_at,
    )


def ask(tx: Tx, asked: Collection[Asked], now: datetime) -> None:
    """Let the next digit of each phone answer the question that has just been sent to it."""
    rows = [
        {
            "changed": one.conversation_key,
            "state": one.state,
            "asked_at": now,
            "expires_at": one.expires_at,
            "question_sealed": _sealed_question(tx, one.conversation_key, one.question),
        }
        for one in asked
    ]
    if rows:
        tx.connection.execute(_CHANGE, rows)


def change(tx: Tx, key: int, **values: object) -> None:
    """Set columns of one conversation: holds, opt-outs, what the carrier refused."""
    tx.connection.execute(_CHANGE, {**values, "changed": key})


def doubt_hands(tx: Tx, key: int, now: datetime) -> None:
    """Note that the phone of a conversation may be somebody else's by now; an earlier doubt stays."""
    doubt = update(conversations).where(conversations.c.id == key, conversations.c.changed_hands_at.is_(None))
    tx.connection.execute(doubt.values(changed_hands_at=now))


def confirm_hands(tx: Tx, phone: Phone) -> None:
    """Note that a number is theirs whom the line knows on it: a worker has asked, or the agency's list says so."""
    confirm = update(conversations).where(conversations.c.phone_index == tx.vault.index(phone))
    tx.connection.execute(confirm.values(changed_hands_at=None))


def give_on(tx: Tx, phone: Phone, now: datetime) -> None:
    """Begin anew with a number that is somebody else's now, and doubt it until a worker confirms it.

    What is so of the number whoever has it goes along: holds, and the carrier's refusals. All that was said on it stays
    with a conversation on which nobody is heard or texted any more: an open request with it.
    """
    before, key = key_for(tx, phone), new_row_id()
    row = tx.connection.execute(_BY_KEYS.with_for_update(key_share=True), {"keys": [before]}).one()
    of_number = ("held_at", "limit_words", "opted_out_at", "opted_out_how", "unreachable_code")
    silent = {"state": IDLE, "asked_at": None, "expires_at": None, "question_sealed": None, "heard_at": None}
    refusals = {"opted_out_at": None, "opted_out_how": None, "unreachable_code": None}
    unproved = {"proved_person_key": None, "proved_at": None}
    former = {"phone_index": _former(tx, key), "changed_hands_at": now}
    change(tx, before, **former, **silent, **refusals, **unproved)
    tx.connection.execute(
        insert(conversations).values(
            id=key,
            phone_sealed=tx.vault.seal(CELL, key, phone.e164),
            phone_index=tx.vault.index(phone),
            state=IDLE,
            changed_hands_at=now,
            **{name: getattr(row, name) for name in of_number},
        )
    )


def is_given_on(tx: Tx, key: int) -> bool:
    """Whether somebody else had the number of a conversation before, and nobody has confirmed it since."""
    former = select(conversations.c.id).where(conversations.c.phone_index == _former(tx, key))
    was_anothers = tx.connection.execute(former).first() is not None
    return was_anothers and known(tx, key).facts.changed_hands_at is not None


def _former(tx: Tx, key: int) -> bytes:
    """Return the index, of no number, under which what was said before a conversation is kept."""
    return tx.vault.index(Phone(f"before {key}"))


def _sealed_question(tx: Tx, key: int, question: Question) -> bytes | None:
    """Return the cell of a question of the conversation `key`; `None` where nothing is asked."""
    if question == NOTHING_ASKED:
        return None
    visits = [[ref.key, ref.version] for ref in question.visits]
    words = json.dumps({"visits": visits, "slots": [at.isoformat() for at in question.slots]})
    return tx.vault.seal(QUESTION, key, words)


def _question(tx: Tx, row: Row[Any]) -> Question:
    if row.question_sealed is None:
        return NOTHING_ASKED
    read = json.loads(tx.vault.open(QUESTION, row.id, row.question_sealed))
    return Question(
        visits=tuple(VisitRef(key, version) for key, version in read["visits"]),
        slots=tuple(datetime.fromisoformat(at) for at in read["slots"]),
    )


def _as_known(tx: Tx, row: Row[Any], phone: Phone) -> Known:
    conversation = Conversation(
        key=row.id,
        phone=phone,
        state=row.state,
        question=_question(tx, row),
        asked_at=row.asked_at,
        expires_at=row.expires_at,
    )
    return Known(conversation, _facts_of(row))


def _facts_of(row: Row[Any]) -> PhoneFacts:
    return PhoneFacts(
        heard_at=row.heard_at,
        held_at=row.held_at,
        no_calls=row.limit_words == Limit.DO_NOT_CALL,
        opted_out_at=row.opted_out_at,
        unreachable_code=row.unreachable_code,
        changed_hands_at=row.changed_hands_at,
        proved=row.proved_person_key,
        proved_at=row.proved_at,
    )
