"""A cry for help is heard before everything else: in every state of a conversation, from whoever texts."""

from dataclasses import replace
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest
from a_request import NIGHT, PHONE, REQUEST
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.flows import changed_hands, family, take_turn, unknown
from bot.keywords import load_lexicon
from bot.language import understand
from bot.language.lexicon import Lexicon
from bot.model.blocks import Block
from bot.model.conversations import IDLE, Context, Conversation, Said
from bot.model.effects import Answer, JoinRequest, OpenRequest, Turn
from bot.model.help import Grade, RequestState
from bot.model.people import Language, Person, PhoneIs, Relation, SafeContact
from bot.model.phones import Phone
from bot.model.visits import Question, VisitRef
from bot.program import load_program, shipped_config

LEXICON: Lexicon = load_lexicon([Path(__file__).parents[2] / "config"])
PROGRAM = load_program((shipped_config(),))
NUMBER = Phone("+12025550120")
STATES = (IDLE, changed_hands.ASKED, unknown.OFFERED, *family.STATES)
ROSA = Person(
    key=1,
    family="F-0012",
    person_id="rosa",
    name="Rosa",
    relation=Relation.PARENT,
    phone=NUMBER,
    language=Language.SPANISH,
    profile=SafeContact(phone_is=PhoneIs.PRIVATE),
)
CRIES = (
    "i want to kill myself",
    "he is hitting me right now",
    "my baby is not breathing",
    "mi marido me esta pegando",
    "quiero morirme",
    "ele ta me batendo agora",
    "m vle touye tèt mwen",
)
OTHER_WORDS = (
    "1",
    "2",
    "yes",
    "no",
    "thanks",
    "stop texting me",
    "cancel",
    "tuesday at 4",
    "the second one",
    "late",
    "ok 😂",
)
QUESTION = Question(visits=(VisitRef(key=7, version=1),), slots=(NIGHT + timedelta(days=1), NIGHT + timedelta(days=2)))
"""What may have been asked, with visits and times that are no longer there."""


def stranger() -> Context:
    """Make what a turn may know of a number nobody knows."""
    return Context(
        now=NIGHT,
        language=Language.ENGLISH,
        phone=PHONE,
        hours=PROGRAM.hours,
        contact=PROGRAM.contact,
        ladder=PROGRAM.ladder,
    )


def writers() -> list[Context]:
    """Give everybody outside the house who may text, with a request and without."""
    nobody = stranger()
    rosa = replace(nobody, persons=(ROSA,))
    given_on = replace(rosa, phone=replace(PHONE, changed_hands_at=NIGHT - timedelta(days=3)))
    held = replace(rosa, phone=replace(PHONE, held_at=NIGHT - timedelta(days=1)))
    blocked = [replace(one, block=Block(key=1, until_at=NIGHT, is_spent=False)) for one in (nobody, rosa)]
    alone = [nobody, rosa, given_on, held]
    soon = replace(REQUEST, grade=Grade.SOON)
    requests = (soon, replace(soon, state=RequestState.CLAIMED, holder=1, claimed_at=NIGHT))
    return [*alone, *blocked, *(replace(one, request=request) for one, request in product(alone, requests))]


def turn_of(text: str, state: str, context: Context) -> Turn:
    """Let somebody write in a state of the conversation."""
    meaning = understand(text, LEXICON)
    heard = Said(meaning=meaning, words=text, shown=text, has_media=False, written_at=NIGHT, at=NIGHT)
    before = Conversation(key=1, phone=NUMBER, state=state, question=QUESTION, asked_at=NIGHT)
    return take_turn(heard, before, context)


def grade_reached(turn: Turn) -> Grade | None:
    """Return the grade at which a turn asks for a human."""
    return next(
        (effect.grade for effect in turn.effects if isinstance(effect, OpenRequest | JoinRequest) and effect.grade),
        None,
    )


@pytest.mark.parametrize("state", STATES)
def test_a_cry_reaches_a_human_from_every_state(state: str) -> None:
    """Whatever was asked last and whoever writes, a cry opens a request or raises the one that is open."""
    for context, cry in product(writers(), CRIES):
        turn = turn_of(cry, state, context)
        assert grade_reached(turn) is Grade.EMERGENCY, (state, cry)
        assert any(isinstance(effect, Answer) for effect in turn.effects), (state, cry)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.sampled_from(STATES),
    st.sampled_from(range(len(writers()))),
    st.lists(st.sampled_from(OTHER_WORDS), max_size=3),
    st.sampled_from(CRIES),
    st.lists(st.sampled_from(OTHER_WORDS), max_size=3),
)
def test_a_cry_among_other_words(state: str, writer: int, before: list[str], cry: str, after: list[str]) -> None:
    """An answer, a choice, an opt-out or a joke around it hides no cry."""
    assert grade_reached(turn_of(". ".join([*before, cry, *after]), state, writers()[writer])) is Grade.EMERGENCY


def test_ordinary_words_are_no_emergency() -> None:
    """What is no cry is none in any state, so that the tests above can fail."""
    for state in STATES:
        turn = turn_of("thanks see you tuesday", state, replace(stranger(), persons=(ROSA,)))
        assert grade_reached(turn) is not Grade.EMERGENCY
