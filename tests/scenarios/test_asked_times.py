"""Times in a family's own words: what they ask for is offered, what they choose is echoed, nothing is guessed."""

from datetime import timedelta

import pytest
from world import AGREED, BOSS, FIRST, OWN, THURSDAY_6_PM, Handset, World


def reminded(world: World, **profile: str) -> Handset:
    """Admit a parent who was reminded of a visit on Thursday at six; it is Wednesday, ten past five."""
    rosa = world.family("rosa", **(AGREED | profile))
    world.visit("F-0001", THURSDAY_6_PM)
    world.at(THURSDAY_6_PM - timedelta(hours=24, minutes=50))
    return rosa.ignores()


@pytest.mark.parametrize(
    ("language", "words", "echo"),
    [
        ("en", "cant do tmrw i work late, can we do friday at 5?", "Fri, Dec 4, 5:00 pm"),
        ("es", "mañana no puedo, el viernes a las 5 puede ser?", "vie, 4 dic, 5:00 pm"),
        ("ht", "demen m pa kab, vandredi a 5è posib?", "vandredi 4 desanm, 5:00 pm"),
        ("pt", "amanhã não dá, sexta às 17h30?", "sex, 4 de dez, 5:30 pm"),
    ],
)
def test_a_time_that_is_free_is_echoed_and_then_taken(on: World, language: str, words: str, echo: str) -> None:
    """In each language: what was asked for comes back as day and hour, and counts only after a yes."""
    rosa = reminded(on, language=language)
    on.phone(BOSS).ignores()
    rosa.texts(words).gets(echo)
    on.phone(OWN).gets_nothing()
    rosa.texts("1").gets(echo)
    on.phone(OWN).gets("F-0001 moved visit 1 from Thu 6:00 pm to Fri, Dec 4")


def test_of_a_span_its_free_times_are_offered(on: World) -> None:
    """Inside what was asked for, and nothing else."""
    rosa = reminded(on)
    rosa.texts("thursdays no good, friday after 4 maybe?").gets("1 = Fri, Dec 4", "2 = Fri, Dec 4", "3 = Fri, Dec 4")
    rosa.lacks("Mon", "12:", "10:")


def test_where_nothing_is_free_the_nearest_is_offered_and_the_worker_told(on: World) -> None:
    """Nobody works on a Sunday: the worker reads what was wanted."""
    rosa = reminded(on)
    rosa.texts("can we do sunday at 10 instead").gets("That time is not free", "1 = ", "4 = none")
    on.phone(OWN).gets("visit 1", "they asked for Sun, Dec 6, 10:00 am", "other times were offered")


@pytest.mark.parametrize(
    ("words", "chosen"),
    [
        ("the second one", "Mon, Dec 7"),
        ("monday works", "Mon, Dec 7"),
        ("last one pls", "Tue, Dec 8"),
        ("la primera", "Fri, Dec 4"),
        ("segunda serve", "Mon, Dec 7"),
        ("madi bon", "Tue, Dec 8"),
        ("any of them is fine", "Fri, Dec 4"),
    ],
)
def test_an_offered_time_is_chosen_in_words(on: World, words: str, chosen: str) -> None:
    """By its place, or by its day; the echo says which was understood."""
    rosa = reminded(on)
    rosa.texts("2").gets("1 = Fri, Dec 4, 6:00 pm", "2 = Mon, Dec 7, 6:00 pm", "3 = Tue, Dec 8, 6:00 pm")
    rosa.texts(words).gets(f"Move Thu 6:00 pm to {chosen}, 6:00 pm?")


def test_a_time_that_fits_two_offers_is_not_guessed(on: World) -> None:
    """All three are at six."""
    rosa = reminded(on)
    rosa.texts("2").gets("1 = Fri, Dec 4, 6:00 pm")
    rosa.texts("6 works").gets("number")


def test_none_of_them_but_another_day_is_offered_anew(on: World) -> None:
    """Whoever turns all of them down and names a day is offered that day."""
    rosa = reminded(on)
    rosa.texts("2").gets("1 = Fri, Dec 4, 6:00 pm")
    rosa.texts("none of those, do you have anything wednesday").gets("1 = Wed, Dec 9")


def test_the_time_of_the_visit_itself_asks_for_nothing(on: World) -> None:
    """Whoever says that it works says yes."""
    rosa = reminded(on)
    rosa.texts("ok thursday works").gets("Thu", "6:00 pm").lacks("Move", "Free")


def test_on_a_phone_that_may_be_read_it_stays_a_question(on: World) -> None:
    """Whoever holds it must not be able to move a family out of its program (SAFETY 3)."""
    rosa = reminded(on, phone_is="shared")
    rosa.texts("can we do friday at 5").ignores()
    on.phone(OWN).gets("visit 1", "STANDS")


def test_a_cry_inside_goes_before_the_time(on: World) -> None:
    """Nothing is offered to somebody who is being hit."""
    rosa = reminded(on)
    rosa.texts("can we do friday at 5 he is hitting me").gets("911").lacks("Fri")
    on.phone(FIRST).gets("PAGE")


def test_a_false_alarm_gets_its_ordinary_answer(on: World) -> None:
    """An idiom is none, and what is asked beside it is answered."""
    rosa = reminded(on)
    rosa.texts("id kill for a nap lol, can we do friday at 5?").gets("Move Thu 6:00 pm to Fri, Dec 4, 5:00 pm?")
