"""Each promise of the simulation can break: one thing is planted, and exactly that promise notices."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

import pytest

from bot.model.people import Language
from bot.simulation.carrier import Left, Tried
from bot.simulation.neighbourhood import Family, Neighbourhood, Person, Worker
from bot.simulation.places import ZONE
from bot.simulation.promises import PROMISES, Promises
from bot.simulation.watching import Said, Scene
from bot.simulation.words import Meant
from bot.store.witness import KeptText, ReminderRow, RequestRow, SentText, Shift, StepRow, VisitRow, Written

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=ZONE)
NIGHT = NOON.replace(hour=23)
ROSA, MARCUS, DANA, LUCIA, SAM = (f"+12025550{number}" for number in (120, 121, 101, 102, 103))
ANSWER = "Automatic answer. We are telling the person on call now. In danger? Call 911. To talk: 988."
PAGE = "PAGE KB EMERGENCY F-0001 12:00 pm, English. 1 = I have it, 2 = pass on."
REMINDER = "Your visit with Dana is Thu, Dec 3, 6:00 pm. Text 1 = fine, 2 = does not suit."
VISIT = VisitRow(
    key=1,
    number=1,
    visit_id="V-1",
    family="F-0001",
    worker="W-01",
    persons=frozenset({"F-0001/1"}),
    starts_at=datetime(2026, 12, 3, 18, 0, tzinfo=ZONE),
    ends_at=datetime(2026, 12, 3, 19, 0, tzinfo=ZONE),
    version=1,
    outcome=None,
    made_at=NOON - timedelta(days=7),
)
REQUEST = RequestRow(
    key=7,
    code="KB",
    kind="family",
    grade="emergency",
    state="open",
    phone=ROSA,
    family="F-0001",
    holder=None,
    in_danger=None,
    opened_at=NOON,
    cried_at=NOON,
    claimed_at=None,
    human_word_at=None,
    closed_at=None,
    has_note=False,
    next_step_at=NOON + timedelta(minutes=5),
    round=0,
)
CRY = Said(
    sid="SM1", phone=ROSA, persons=("F-0001/1",), worker=None, words="he has a knife", meant=Meant.EMERGENCY, at=NOON
)
KEPT = KeptText(sid="SM1", key=11, handled="turn", request_key=7, received_at=NOON)


def person(number: int, name: str, phone: str) -> Person:
    """Return somebody who chose full words on a private phone and agreed to reminders."""
    return Person(
        key=f"F-0001/{number}",
        name=name,
        relation="parent",
        phone=phone,
        language=Language.ENGLISH,
        phone_is="private",
        discreet=False,
        consented=True,
        reminders=True,
        safe=(time(9), time(22)),
        habits=frozenset(),
    )


def worker(key: str, given: str, surname: str, phone: str, role: str = "worker") -> Worker:
    """Return somebody of the staff."""
    spoken = (Language.ENGLISH,)
    return Worker(key=key, given=given, surname=surname, phone=phone, role=role, languages=spoken, habits=frozenset())


def scene(now: datetime = NOON, **new: Any) -> Scene:  # noqa: ANN401  (fields of the scene, or of what was written)
    """Return a step at which Lucia is on call, with what is new at it."""
    family = Family(
        code="F-0001",
        address="1 Example Street",
        worker="W-01",
        started_on=date(2026, 11, 20),
        visits_a_week=2,
        persons=[person(1, "Rosa", ROSA), person(2, "Marcus", MARCUS)],
    )
    staff = (
        worker("W-01", "Dana", "Whitfield", DANA),
        worker("W-02", "Lucia", "Okonkwo", LUCIA),
        worker("W-03", "Sam", "Montalvo", SAM, "supervisor"),
    )
    here = Neighbourhood(Random(1), staff, {"F-0001": family})
    written = {name: new.pop(name) for name in list(new) if name in Written.__dataclass_fields__}
    begins, ends = NOON - timedelta(days=9), NOON + timedelta(days=9)
    shifts = (Shift(tier="on_call", worker="W-02", source="pattern", starts_at=begins, ends_at=ends),)
    return Scene(here, frozenset(), now, Written(**written), shifts=shifts, **new)


def later(before: Scene, now: datetime, **new: Any) -> Scene:  # noqa: ANN401
    """Return a later step at which what was known is still known."""
    step = scene(now, **new)
    step.texts, step.requests, step.visits = before.texts, before.requests, before.visits
    step.open_requests = before.open_requests
    step.everything_said = before.everything_said
    return step


def looked(*steps: Scene) -> set[str]:
    """Let all promises look at some steps; return those that broke."""
    promises = Promises()
    for step in steps:
        step.takes_in()
        promises.looks(step)
    return {name for name, kept in promises.kept.items() if kept.broken}


def left(row: int, phone: str, body: str, at: datetime = NOON) -> Left:
    """Return a text the carrier took."""
    return Left(sid=f"SM{row}", row=row, phone=phone, body=body, at=at)


def text(key: int, purpose: str, phone: str, **more: Any) -> SentText:  # noqa: ANN401
    """Return the row of a text that left."""
    row = {
        "person": None,
        "worker": {DANA: "W-01", LUCIA: "W-02", SAM: "W-03"}.get(phone),
        "request_key": None,
        "inbound_key": None,
        "words": "words",
        "language": "en",
        "wording": "sms",
        "state": "submitted",
        "reason": None,
        "sid": f"SM{key}",
        "created_at": NOON,
        "settled_at": NOON,
    }
    return SentText(key=key, purpose=purpose, phone=phone, **(row | more))


def step_of(kind: str, who: str | None, key: int = 31, at: datetime = NOON) -> StepRow:
    """Return a step of the request."""
    return StepRow(key=key, request_key=7, at=at, kind=kind, tier="on_call", worker=who, outbound_key=2)


def cry_for_help(**changed: Any) -> Scene:  # noqa: ANN401
    """Return the step at which a cry is answered and paged as promised, save what is changed."""
    whole = {
        "said": [CRY],
        "kept": (KEPT,),
        "requests": (REQUEST,),
        "steps": (step_of("opened", None, 30), step_of("paged", "W-02")),
        "texts": (
            text(1, "help_answer", ROSA, inbound_key=11, request_key=7),
            text(2, "page", LUCIA, request_key=7),
        ),
        "left": [left(1, ROSA, ANSWER), left(2, LUCIA, PAGE)],
    }
    return scene(**(whole | changed))


def reminder(body: str = REMINDER, at: datetime = NOON, key: int = 3, who: str = "F-0001/1") -> dict[str, Any]:
    """Return what is new when a reminder leaves."""
    row = ReminderRow(
        visit_key=1, version=1, rule="day_before", person=who, outbound_key=key, reason=None, decided_at=at
    )
    sent = (text(key, "reminder", ROSA, person=who),)
    return {"visits": (VISIT,), "reminders": (row,), "texts": sent, "left": [left(key, ROSA, body, at)]}


def routine(count: int, at: datetime = NOON) -> dict[str, Any]:
    """Return what is new when routine texts go to Dana."""
    rows = range(50, 50 + count)
    return {
        "texts": tuple(text(row, "staff_routine", DANA) for row in rows),
        "left": [left(row, DANA, f"Morning list {row}", at) for row in rows],
    }


def answer(body: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return what is new when Rosa is answered."""
    return {"texts": (text(5, "answer", ROSA, **more),), "left": [left(5, ROSA, body)]}


def test_a_good_day_breaks_nothing() -> None:
    """A cry answered, paged, taken and closed; a reminder; a list in the morning."""
    first = cry_for_help()
    taken = replace(REQUEST, state="claimed", holder="W-02", claimed_at=NOON)
    second = later(first, NOON + timedelta(minutes=2), requests=(taken,), steps=(step_of("claimed", "W-02", 32),))
    closed = replace(taken, state="closed", holder="W-02", has_note=True)
    third = later(second, NOON + timedelta(minutes=9), requests=(closed,), steps=(step_of("closed", "W-02", 33),))
    assert looked(first, second, third) == set()
    assert looked(scene(**reminder())) == set()
    assert looked(scene(**routine(1))) == set()


def test_a_worker_in_danger_hears_of_it_at_night() -> None:
    """News of their own call for help is no routine; of another's it would be."""
    request = replace(
        REQUEST, kind="worker", phone=DANA, family=None, in_danger="W-01", opened_at=NIGHT, cried_at=NIGHT
    )
    news = routine(1, NIGHT)
    (text,) = news["texts"]
    news["texts"] = [replace(text, purpose="follow_up", request_key=7)]
    assert "staff_sleep" not in looked(scene(NIGHT, requests=(request,), **news))
    assert "staff_sleep" in looked(scene(NIGHT, requests=(replace(request, in_danger="W-02"),), **news))


def _two_steps(name: str) -> tuple[Scene, ...]:
    """Return the steps at which one promise is broken, where it takes a later one to see it."""
    unkept = scene(said=[replace(CRY, meant=Meant.NOTHING)])
    pages_alone = cry_for_help(left=[left(2, LUCIA, PAGE)], texts=(text(2, "page", LUCIA, request_key=7),))
    paged = cry_for_help()
    stops = replace(CRY, words="STOP", meant=Meant.STOP)
    stopped = scene(said=[stops], kept=(replace(KEPT, request_key=None),))
    steps = {
        "nothing_is_lost": (unkept, later(unkept, NOON + timedelta(minutes=11))),
        "cries_are_answered": (pages_alone, later(pages_alone, NOON + timedelta(minutes=3))),
        "requests_go_on": (paged, later(paged, NOON + timedelta(minutes=90))),
        "stop_is_respected": (
            stopped,
            later(stopped, NOON + timedelta(minutes=1), tried=[Tried(phone=ROSA, at=NOON)]),
        ),
    }
    return steps[name]


def _one_step(name: str) -> Scene:
    """Return the step at which one promise is broken."""
    asks: dict[str, Any] = {"said": [replace(CRY, meant=Meant.ASKS)], "kept": (replace(KEPT, request_key=None),)}
    claims = (step_of("claimed", "W-02", 32), step_of("claimed", "W-03", 33, NOON + timedelta(seconds=9)))
    off_duty = text(2, "page", DANA, request_key=7, created_at=NIGHT)
    unseen = left(1, ROSA, ANSWER)
    told: dict[str, Any] = {
        "texts": (text(6, "follow_up", MARCUS, request_key=7),),
        "left": [left(6, MARCUS, "Lucia has it.")],
    }
    begun = VISIT.starts_at + timedelta(minutes=1)
    spanish = "Usted tiene una visita. Llame para hablar con su persona."
    twice = [left(3, ROSA, REMINDER), left(3, ROSA, REMINDER)]
    paged_at_night = cry_for_help(
        steps=(step_of("paged", "W-01"),),
        left=[left(1, ROSA, ANSWER), left(2, DANA, PAGE, NIGHT)],
        texts=(text(1, "help_answer", ROSA, inbound_key=11, request_key=7), off_duty),
    )
    steps = {
        "every_text_is_answered": scene(**asks),
        "cries_are_paged": cry_for_help(steps=(), left=[unseen], texts=(text(1, "help_answer", ROSA, inbound_key=11),)),
        "requests_end_by_people": scene(
            requests=(replace(REQUEST, state="closed"),),
            steps=(step_of("paged", "W-02"), step_of("closed", "W-02", 34)),
        ),
        "one_claim": cry_for_help(steps=(step_of("paged", "W-02"), *claims)),
        "pages_go_to_who_is_on_duty": paged_at_night,
        "pages_have_an_outcome": cry_for_help(left=[unseen]),
        "only_those_concerned_hear": scene(requests=(REQUEST,), steps=(step_of("paged", "W-02"),), **told),
        "reminders_are_true": scene(**reminder(REMINDER.replace("6:00", "7:00"))),
        "reminders_keep_the_rules": scene(**reminder(at=NOON.replace(hour=21, minute=30))),
        "reminders_are_accounted_for": scene(begun, visits=(VISIT,)),
        "persons_stay_apart": scene(**answer("Marcus has asked for the same visit")),
        "lock_screens_give_nothing_away": scene(**answer("The police and you: call us")),
        "discreet_is_discreet": scene(**answer("Your visit with the agency is on", wording="discreet")),
        "families_read_their_language": scene(**answer(spanish)),
        "staff_sleep": scene(NIGHT, **routine(1, NIGHT)),
        "staff_are_not_flooded": scene(is_over=True, **routine(13)),
        "nothing_comes_twice": scene(**(reminder() | {"left": twice})),
        "nothing_breaks": scene(errors=["A turn broke"]),
    }
    return steps[name]


LATER = ("nothing_is_lost", "cries_are_answered", "requests_go_on", "stop_is_respected")


@pytest.mark.parametrize("name", PROMISES)
def test_what_is_planted_breaks_exactly_its_promise(name: str) -> None:
    """Whoever adds a promise plants a violation of it here."""
    steps = _two_steps(name) if name in LATER else (_one_step(name),)
    assert looked(*steps) == {name}
