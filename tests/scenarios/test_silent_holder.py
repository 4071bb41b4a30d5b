"""Somebody has it and writes nothing: they are asked, then somebody else is paged (SAFETY 2.5)."""

from datetime import timedelta

import pytest
from troubles import rows
from world import BOSS, FIRST, OWN, SECOND, Handset, World

from bot.store.tables import help_requests, request_steps

CRY = "he is hitting me right now"
MAY_BE_READ = ["shared", "monitored", ""]
PAST_EIGHT = 600
ASKED = "they wait for a word"
TAKEN_BACK = "no word from you"
NEXT = "telling the next person"


def claimed(world: World, phone_is: str = "private") -> tuple[Handset, Handset, str]:
    """Let Lucia take the cry of a family and write nothing."""
    rosa = world.family("rosa", phone_is=phone_is).texts(CRY).gets("911")
    lucia = world.phone(FIRST)
    code = lucia.gets("PAGE").code
    lucia.replies("1").gets(code, "yours").gets(code, CRY)
    if phone_is == "private":
        rosa.gets("Lucia has")
    return rosa, lucia, code


def steps(world: World, kind: str) -> int:
    """Count the steps of a kind that the one request took."""
    return len(rows(world, request_steps, kind=kind))


def test_after_ten_silent_minutes_the_holder_is_asked(world: World) -> None:
    """Not a moment before, and nobody else is woken."""
    rosa, lucia, code = claimed(world)
    world.later(minutes=9, seconds=30)
    lucia.gets_nothing()
    world.later(seconds=30)
    lucia.gets(f"{code}: {ASKED}", f"done {code}", f"1 {code} = I am on it", f"2 {code} = pass on")
    world.phone(SECOND).gets_nothing()
    rosa.gets_nothing()


def test_after_ten_more_it_is_taken_back(world: World) -> None:
    """The next person is paged, the silent one is told, the family hears that somebody else is asked."""
    rosa, lucia, code = claimed(world)
    world.later(minutes=19, seconds=30)
    lucia.gets(ASKED).gets_nothing()
    world.later(seconds=30)
    lucia.gets(code, TAKEN_BACK, f"1 {code} = I have it")
    rosa.gets(NEXT, "911", "988").lacks("Lucia")
    world.phone(SECOND).gets("PAGE", code, "EMERGENCY")
    assert (steps(world, "silent"), steps(world, "taken_back"), steps(world, "paged")) == (1, 1, 2)
    world.later(minutes=5)
    world.phone(BOSS).gets("PAGE", code)


def test_who_lost_it_may_take_it_again(world: World) -> None:
    """Somebody who was driving is welcome; the words come once more, and so does the name."""
    rosa, lucia, code = claimed(world)
    world.later(minutes=20)
    lucia.gets(ASKED).gets(TAKEN_BACK).texts("are you there?").gets("not sent", "hold no request")
    world.phone(SECOND).gets("PAGE", code)
    lucia.texts(f"1 {code}").gets("yours").gets(CRY)
    rosa.gets(NEXT).gets("Lucia has")
    lucia.texts("are you there?").gets("sent to", code)
    rosa.gets("are you there?")
    world.later(minutes=60)


@pytest.mark.parametrize("phone_is", MAY_BE_READ)
def test_a_phone_that_may_be_read_is_told_nothing(world: World, phone_is: str) -> None:
    """Nothing unasked follows a cry; their next text is answered with how it stands (SAFETY 1.1)."""
    rosa, lucia, code = claimed(world, phone_is)
    world.later(minutes=20)
    lucia.gets(ASKED).gets(TAKEN_BACK)
    world.phone(SECOND).gets("PAGE", code)
    rosa.gets_nothing().texts("are you there").gets("Nobody has answered us yet", "911", "988")
    world.phone(SECOND).replies("1").gets("yours").gets(CRY).gets("are you there")
    rosa.gets_nothing()


@pytest.mark.parametrize("phone_is", MAY_BE_READ)
def test_who_just_read_a_name_hears_at_their_next_text_that_it_is_over(world: World, phone_is: str) -> None:
    """A minute after "Lucia has it" nobody has it: the next text is answered although the last one just was."""
    rosa, lucia, code = claimed(world, phone_is)
    world.later(minutes=19, seconds=30)
    rosa.texts("are you there").gets("Lucia has your message")
    lucia.gets(ASKED).gets("are you there")
    world.later(seconds=30)
    lucia.gets(TAKEN_BACK)
    world.phone(SECOND).gets("PAGE", code)
    rosa.gets_nothing().texts("hello?").gets("Nobody has answered us yet")


def test_a_one_keeps_it(world: World) -> None:
    """Whoever is on the phone with the family says so; they are asked again, and it is not theirs for ever."""
    rosa, lucia, code = claimed(world)
    world.later(minutes=12)
    lucia.gets(ASKED).replies("1").gets("You have", code)
    world.later(minutes=9, seconds=30)
    lucia.gets_nothing()
    world.later(seconds=30)
    lucia.gets(ASKED).replies(f"1 {code}").gets("You have", code)
    rosa.gets_nothing()
    world.later(minutes=20)
    lucia.gets(ASKED).gets(TAKEN_BACK)
    world.phone(SECOND).gets("PAGE", code)
    rosa.gets(NEXT)


def test_a_one_before_anybody_asked_counts_too(world: World) -> None:
    """The ten minutes run from the last sign of life."""
    _, lucia, code = claimed(world)
    world.later(minutes=8)
    lucia.replies("1").gets("You have", code)
    world.later(minutes=9, seconds=30)
    lucia.gets_nothing()
    world.later(seconds=30)
    lucia.gets(ASKED)


def test_a_one_of_somebody_else_keeps_nothing(world: World) -> None:
    """They read who has it; that one is still silent."""
    rosa, lucia, code = claimed(world)
    world.later(minutes=15)
    world.phone(SECOND).texts(f"1 {code}").gets("Lucia has", code)
    world.later(minutes=5)
    lucia.gets(ASKED).gets(TAKEN_BACK)
    world.phone(SECOND).gets("PAGE", code)
    rosa.gets(NEXT)


def test_texts_of_the_family_do_not_break_the_holders_silence(world: World) -> None:
    """Whoever writes three times and hears nothing is not cared for."""
    rosa, lucia, code = claimed(world)
    world.later(minutes=9)
    rosa.texts("are you there")
    world.later(minutes=1)
    lucia.gets("are you there").gets(ASKED)
    world.later(minutes=9)
    rosa.texts("please")
    world.later(minutes=1)
    lucia.gets("please").gets(TAKEN_BACK)
    world.phone(SECOND).gets("PAGE", code).replies("1").gets("yours").gets(CRY).gets("are you there").gets("please")
    rosa.gets(NEXT).gets("Lee has")


@pytest.mark.parametrize("minutes", [2, 12])
def test_a_word_that_left_ends_it(world: World, minutes: int) -> None:
    """Once a human has written, before or after being asked, nobody is asked again."""
    rosa, lucia, code = claimed(world)
    world.later(minutes=minutes)
    lucia.ignores().texts("Can you lock the door?").gets("sent to", code)
    rosa.gets("lock the door")
    world.later(hours=1)


def test_a_one_after_a_word_asks_nothing_more(world: World) -> None:
    """Who has written and texts `1` again is not asked whether they have written."""
    rosa, lucia, code = claimed(world)
    lucia.texts("Can you lock the door?").gets("sent to", code).replies("1").gets("You have", code)
    rosa.gets("lock the door")
    world.later(hours=1)


@pytest.mark.parametrize("phone_is", MAY_BE_READ)
def test_words_the_gate_holds_are_no_word(world: World, phone_is: str) -> None:
    """Written, told "not sent" and left at that: the family has read nothing, and somebody else is asked."""
    rosa, lucia, code = claimed(world, phone_is)
    world.later(minutes=16)
    lucia.gets(ASKED).texts(f"{code} are you safe?").gets("not sent")
    world.later(minutes=4)
    lucia.gets(TAKEN_BACK)
    world.phone(SECOND).gets("PAGE", code)
    rosa.gets_nothing()


def test_held_words_that_leave_by_send_end_it(world: World) -> None:
    """The override is a word like any other."""
    rosa, lucia, code = claimed(world, "shared")
    world.later(minutes=16)
    lucia.gets(ASKED).texts(f"{code} are you safe?").gets("not sent").texts(f"send {code}").gets("sent to", code)
    rosa.gets("are you safe?")
    world.later(hours=1)


def test_held_words_of_the_one_who_lost_it_never_leave_under_anothers_send(world: World) -> None:
    """The next holder has not read them and does not know of them."""
    rosa, lucia, code = claimed(world, "shared")
    world.later(minutes=16)
    lucia.gets(ASKED).texts(f"{code} I come over at nine").gets("not sent")
    world.later(minutes=4)
    lucia.gets(TAKEN_BACK)
    lee = world.phone(SECOND).gets("PAGE", code).replies("1").gets("yours").gets(CRY)
    lee.texts(f"send {code}").gets("nothing of yours is held back")
    lee.texts("are you safe?").gets("not sent").texts(f"send {code}").gets("sent to", code)
    rosa.gets("are you safe?").gets_nothing()


@pytest.mark.parametrize("minutes", [2, 12])
def test_words_that_did_not_arrive_open_the_question_again(world: World, minutes: int) -> None:
    """The carrier took them and reports that the phone never got them: ten minutes, asked; ten more, taken back."""
    rosa, lucia, code = claimed(world)
    world.later(minutes=minutes)
    lucia.ignores()
    world.carrier.undelivered(rosa.phone, 30008)
    lucia.texts("Can you lock the door?").gets("sent to", code).gets("NOT delivered", code)
    world.later(minutes=9, seconds=30)
    lucia.gets_nothing().texts(f"done {code}").gets("nobody has written", f"done {code} called her")
    world.later(seconds=30)
    lucia.gets(f"{code}: {ASKED}", "I am on it")
    world.carrier.heal(rosa.phone)
    world.later(minutes=10)
    lucia.gets(TAKEN_BACK)
    rosa.gets(NEXT)
    world.phone(SECOND).gets("PAGE", code)


def test_words_that_arrive_at_the_second_try_end_it(world: World) -> None:
    """The question is closed again by words that do arrive."""
    rosa, lucia, code = claimed(world)
    world.carrier.undelivered(rosa.phone, 30008)
    lucia.texts("Can you lock the door?").gets("sent to", code).gets("NOT delivered", code)
    world.carrier.heal(rosa.phone)
    world.later(minutes=3)
    lucia.texts("Are you there?").gets("sent to", code)
    rosa.gets("Are you there?")
    world.later(hours=1)


def test_words_to_a_phone_that_cannot_be_texted_are_no_word(world: World) -> None:
    """They texted STOP: the worker is told to call, and the ten minutes run on."""
    rosa, lucia, code = claimed(world)
    rosa.texts("STOP")
    lucia.gets("F-0001", "STOP").gets(f"{code}: STOP")
    world.later(minutes=9)
    lucia.texts("are you there").gets("not sent", code, "cannot be texted")
    world.later(minutes=1)
    lucia.gets(ASKED).texts(f"done {code} called her, she is at her mother's").gets("closed")
    world.later(hours=1)


def test_done_ends_it(world: World) -> None:
    """What was done on the phone is a recorded decision; nobody is asked after that."""
    _, lucia, code = claimed(world)
    world.later(minutes=12)
    lucia.gets(ASKED).texts(f"done {code} called her, police are there").gets(code, "is closed")
    world.later(hours=1)


def test_two_passes_it_on_when_asked(world: World) -> None:
    """Nobody waits for the second ten minutes, and nobody is told off."""
    rosa, lucia, code = claimed(world)
    world.later(minutes=11)
    lucia.gets(ASKED).replies(f"2 {code}").gets("You passed", code)
    rosa.gets(NEXT)
    world.phone(SECOND).gets("PAGE", code).replies("1").gets("yours").gets(CRY).texts("I am here").gets("sent to")
    rosa.gets("Lee has").gets("I am here")
    world.later(hours=1)
    assert steps(world, "taken_back") == 0


def test_the_next_holder_has_ten_minutes_of_their_own(world: World) -> None:
    """They read everything, are asked in their turn, and whoever lost it hears nothing more of it."""
    rosa, lucia, code = claimed(world)
    world.later(minutes=22)
    lucia.gets(ASKED).gets(TAKEN_BACK)
    rosa.gets(NEXT)
    lee = world.phone(SECOND).gets("PAGE", code).replies("1").gets("yours").gets(CRY)
    rosa.gets("Lee has").texts("who is there")
    lee.gets("who is there")
    world.later(minutes=9, seconds=30)
    lee.gets_nothing()
    world.later(seconds=30)
    lee.gets(f"{code}: {ASKED}")
    world.later(minutes=10)
    lee.gets(TAKEN_BACK)
    rosa.gets(NEXT)
    world.phone(BOSS).gets("PAGE", code).replies("1").gets("yours").gets(CRY).gets("who is there")
    rosa.gets("Sam has")
    lucia.gets_nothing()


def test_with_two_held_the_silent_one_is_named(world: World) -> None:
    """Writing to one family is no word to the other."""
    rosa, lucia, first = claimed(world)
    ana = world.family("ana", phone_is="private").texts("i want to die").gets("988")
    second = lucia.gets("PAGE", "F-0002").code
    lucia.replies("1").gets(second, "yours").gets("want to die").texts(f"{first} I am here").gets("sent to", first)
    ana.gets("Lucia has")
    rosa.gets("I am here")
    world.later(minutes=20)
    lucia.gets(f"{second}: {ASKED}").gets(second, TAKEN_BACK).gets_nothing()
    world.phone(SECOND).gets("PAGE", second, "F-0002")
    ana.gets(NEXT)


def test_a_worker_in_danger_is_not_left_to_a_silent_colleague(world: World) -> None:
    """Like every request; whoever is in danger hears how it stands when they write."""
    dana = world.phone(OWN).texts("help").gets("telling the supervisors")
    world.phone(BOSS).gets("PAGE", "WORKER IN DANGER")
    lucia = world.phone(FIRST)
    code = lucia.gets("PAGE", "Dana").code
    lucia.replies("1").gets(code, "yours").gets("help")
    dana.gets("Lucia has your message")
    world.later(minutes=10)
    lucia.gets(f"{code}: {ASKED}")
    world.later(minutes=10)
    lucia.gets(code, TAKEN_BACK)
    world.phone(SECOND).gets("PAGE", code, "WORKER IN DANGER", "Dana")
    dana.gets("telling the next person").texts("he is at the door").gets("telling the supervisors")
    world.phone(SECOND).replies("1").gets("yours").gets("help").gets("at the door")
    dana.gets("Lee has your message")


@pytest.mark.parametrize("minutes", [11, 25, 600])
def test_a_machine_that_was_down_asks_once(world: World, minutes: int) -> None:
    """However late the line is back, the holder is asked first and has ten minutes to answer."""
    rosa, lucia, code = claimed(world)
    world.clock.move(timedelta(minutes=minutes))
    world.settle()
    lucia.gets(ASKED).gets_nothing()
    world.later(minutes=9, seconds=30)
    if minutes >= PAST_EIGHT:
        lucia.gets(code, "not closed")
    lucia.gets_nothing()
    world.later(seconds=30)
    lucia.gets(TAKEN_BACK)
    world.phone(SECOND).gets("PAGE", code)
    rosa.gets(NEXT)


def test_a_machine_down_between_the_question_and_its_end_takes_back_once(world: World) -> None:
    """One page to one person, not one for every minute that was missed."""
    rosa, lucia, code = claimed(world)
    world.later(minutes=10)
    lucia.gets(ASKED)
    world.clock.move(timedelta(hours=3))
    world.settle()
    lucia.gets(TAKEN_BACK).gets_nothing()
    world.phone(SECOND).gets("PAGE", code).gets_nothing()
    world.phone(BOSS).gets_nothing()
    rosa.gets(NEXT).gets_nothing()


def test_at_the_top_an_emergency_begins_a_new_round(world: World) -> None:
    """The supervisor fell silent: the first person is paged again, then all the others."""
    rosa = world.family("rosa", phone_is="private").texts(CRY).gets("911")
    code = world.phone(FIRST).gets("PAGE").code
    world.later(minutes=10)
    world.phone(SECOND).gets("PAGE", code)
    sam = world.phone(BOSS).gets("PAGE", code).replies("1").gets("yours").gets(CRY)
    world.later(minutes=20)
    sam.gets(ASKED).gets(TAKEN_BACK)
    rosa.gets("Sam has").gets(NEXT)
    world.phone(FIRST).gets("PAGE", code)
    world.later(minutes=5)
    world.phone(SECOND).gets("PAGE", code)
    world.later(minutes=5)
    sam.gets("PAGE", code)
    world.later(minutes=5)
    rosa.gets("not reached anyone")


def test_at_the_top_soon_waits_for_the_morning_and_says_so(world: World) -> None:
    """No next person is paged tonight, so none is promised; at 8:00 there is."""
    rosa = world.family("rosa", phone_is="private").texts("they are evicting us").gets("211")
    code = world.phone(FIRST).gets("PAGE", "SOON").code
    world.later(minutes=10)
    world.phone(SECOND).gets("PAGE", code)
    sam = world.phone(BOSS).gets("PAGE", code).replies("1").gets("yours").gets("evicting")
    world.later(minutes=20)
    sam.gets(ASKED).gets(TAKEN_BACK)
    rosa.gets("Sam has").gets("not reached anyone", "8:00 AM").gets_nothing()
    due_at = rows(world, help_requests)[0]["next_step_at"]
    world.clock.move(due_at - world.clock.now())
    world.settle()
    sam.gets("PAGE", code)
    world.phone(OWN).gets_nothing()  # it is Sunday


def test_what_was_not_understood_is_not_promised_to_a_next_person_either(world: World) -> None:
    """`unread` ends with the backup; whoever was told a name hears when somebody is asked again."""
    rosa = world.family("rosa", phone_is="private").texts("the blue thing again").gets("passed on")
    code = world.phone(FIRST).gets("PAGE", "UNREAD").code
    world.later(minutes=5)
    lee = world.phone(SECOND).gets("PAGE", code).replies("1").gets("yours").gets("blue thing")
    world.later(minutes=20)
    lee.gets(ASKED).gets(TAKEN_BACK)
    rosa.gets("Lee has").gets("not reached anyone", "8:00 AM").gets_nothing()


def test_with_nobody_left_to_ask_no_next_person_is_promised(world: World) -> None:
    """Only Lucia works tonight: the family hears that nobody is reached, and the line goes on trying."""
    world.imports(
        "workers",
        "worker_id,name,phone,role,languages,active\n"
        "lee,Lee,+12025550112,worker,en,no\nsam,Sam,+12025550113,supervisor,en,no\n",
    )
    rosa = world.family("rosa", phone_is="private").texts(CRY).gets("911")
    lucia = world.phone(FIRST)
    code = lucia.gets("PAGE").code
    world.later(minutes=15)
    rosa.gets("not reached anyone")
    lucia.gets("PAGE", code).replies("1").gets("yours").gets(CRY)
    rosa.gets("Lucia has")
    world.later(minutes=20)
    lucia.gets(ASKED).gets(TAKEN_BACK)
    rosa.gets("not reached anyone", "We keep trying").gets_nothing()
    world.later(minutes=20)
    lucia.gets("PAGE", code)
