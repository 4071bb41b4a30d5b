"""A worker can be in danger too (SAFETY 2.6)."""

import pytest
from world import BOSS, FIRST, OWN, SECOND, World

CRY = "he is hitting me right now"


@pytest.mark.parametrize("word", ["help", "HELP!", "Help me", "ayuda", "¡Ayuda!", "Ayúdame", "help?"])
def test_help_alone_is_the_workers_own_emergency(world: World, word: str) -> None:
    """Supervisor and on call are paged at once, with the worker's name."""
    world.phone(OWN).texts(word).gets("telling the supervisors and on call", "911")
    code = world.phone(FIRST).gets("PAGE", "WORKER IN DANGER", "Dana").code
    world.phone(BOSS).gets("PAGE", code, "WORKER IN DANGER")
    world.phone(SECOND).gets_nothing()


@pytest.mark.parametrize("words", ["he has a gun and wont let me leave", "call the police he is going to kill me"])
def test_crisis_words_of_a_worker_who_holds_nothing_are_their_own(world: World, words: str) -> None:
    """No family is meant when none is held; the page holds none of the words."""
    world.phone(OWN).texts(words).gets("telling the supervisors")
    world.phone(FIRST).gets("PAGE", "WORKER IN DANGER").lacks("gun", "police")
    world.phone(BOSS).gets("PAGE", "WORKER IN DANGER")


def test_a_command_with_crisis_words_from_somebody_who_holds_nothing_is_a_cry(world: World) -> None:
    """The word "done" before a cry does not swallow it."""
    world.phone(OWN).texts("done waiting he has a gun").gets("telling the supervisors")
    world.phone(FIRST).gets("WORKER IN DANGER")
    world.phone(BOSS).gets("WORKER IN DANGER")


def test_the_note_of_a_supervisors_done_is_no_cry(world: World) -> None:
    """The reason why a family's request ends may name what happened."""
    rosa = world.family("rosa", phone_is="private").texts(CRY).gets("911")
    code = world.phone(FIRST).gets("PAGE").code
    world.phone(FIRST).replies("1").gets("yours").gets(CRY)
    rosa.gets("Lucia")
    world.phone(BOSS).texts(f"done {code} he tried to kill her, police came").gets(code, "is closed")


def test_help_of_a_holder_is_never_relayed(world: World) -> None:
    """Holding a request or not: help alone is the worker's, and what follows joins it."""
    rosa = world.family("rosa", phone_is="private").texts(CRY).gets("911")
    lucia = world.phone(FIRST)
    held = lucia.gets("PAGE").code
    lucia.replies("1").gets("yours").gets(CRY)
    rosa.gets("Lucia")
    lucia.texts("help").gets("telling the supervisors")
    code = world.phone(BOSS).gets("WORKER IN DANGER", "Lucia").code
    lucia.texts("I am in the basement").gets("telling the supervisors")
    rosa.gets_nothing()
    world.phone(BOSS).replies("1").gets(code, "yours").gets(code, "help").gets(code, "in the basement")
    lucia.gets("Sam has your message").texts("he is upstairs").gets("Sam has your message")
    world.phone(BOSS).gets(code, "he is upstairs")
    lucia.texts(f"{held} stay where you are").gets("sent to", held)
    rosa.gets("stay where you are")


def test_crisis_words_of_a_holder_are_for_the_family(world: World) -> None:
    """Somebody who holds a request asks about danger; that is no emergency of theirs."""
    rosa = world.family("rosa", phone_is="private").texts(CRY).gets("911")
    lucia = world.phone(FIRST)
    code = lucia.gets("PAGE").code
    lucia.replies("1").gets("yours").gets(CRY)
    rosa.gets("Lucia")
    lucia.texts("does he have a gun?").gets("sent to", code)
    rosa.gets("does he have a gun?")


def test_further_words_and_pictures_join(world: World) -> None:
    """One request, one ladder, whatever else they write."""
    dana = world.phone(OWN).texts("help").gets("telling the supervisors")
    code = world.phone(FIRST).gets("PAGE", "Dana").code
    world.phone(BOSS).gets("PAGE", code)
    dana.texts("yes").gets("telling").texts("1 Example St").gets("telling").texts("he has a knife").gets("telling")
    dana.texts("", media=1).gets("telling").gets("picture")
    boss = world.phone(BOSS).replies("1").gets(code, "yours")
    boss.gets("help").gets("yes").gets("1 Example St").gets("knife").gets("not opened")
    dana.gets("Sam has your message")


def test_the_claimer_and_the_worker_write_to_each_other(world: World) -> None:
    """A colleague's phone is no family's: words pass at any time."""
    dana = world.phone(OWN).texts("help").gets("telling the supervisors")
    world.phone(BOSS).gets("PAGE")
    lucia = world.phone(FIRST)
    code = lucia.gets("PAGE").code
    lucia.replies("1").gets(code, "your colleague").gets("help")
    dana.gets("Lucia has your message")
    world.later(minutes=12)
    lucia.gets("wait for a word").replies("1").gets("You have", code)
    world.later(minutes=8)
    lucia.texts(f"{code} police are on their way to you").gets("sent to", code)
    dana.gets("police are on their way").texts("ok, locked in the car").gets("Lucia has")
    lucia.gets(code, "locked in the car").texts(f"done {code} she is out, police there").gets(code, "is closed")


def test_nobody_is_asked_to_help_themselves(world: World) -> None:
    """The one on call is the one in danger: the supervisor is paged, then the backup."""
    world.phone(FIRST).texts("help").gets("telling the supervisors")
    code = world.phone(BOSS).gets("PAGE", "Lucia").code
    world.later(minutes=5)
    world.phone(SECOND).gets("PAGE", code)
    world.phone(FIRST).texts(f"1 {code}").gets("telling the supervisors")
    world.later(minutes=5)
    world.phone(FIRST).gets("not reached anyone yet")


def test_a_supervisor_in_danger_is_helped_by_the_others(world: World) -> None:
    """Rank does not matter: on call, then backup."""
    world.phone(BOSS).texts("help").gets("telling the supervisors")
    world.phone(FIRST).gets("PAGE", "WORKER IN DANGER", "Sam").replies("1").gets("yours").gets("help")
    world.phone(BOSS).gets("Lucia has your message")


def test_it_goes_round_until_somebody_has_it(world: World) -> None:
    """Like every emergency: on call and supervisor, backup, a rest, again."""
    world.phone(OWN).texts("help").gets("telling")
    code = world.phone(FIRST).gets("PAGE").code
    world.phone(BOSS).gets("PAGE", code)
    world.later(minutes=5)
    world.phone(SECOND).gets("PAGE", code)
    world.later(minutes=15)
    world.phone(OWN).gets("not reached anyone yet")
    world.phone(FIRST).gets("PAGE", code).replies("1").gets("yours").gets("help")
    world.phone(OWN).gets("Lucia has your message")
    world.phone(BOSS).gets("PAGE", code)


def test_a_question_mark_lists_the_commands(world: World) -> None:
    """`?` is the one way to ask what can be written here; help is not."""
    for mark in ("?", "??", " ? "):
        world.phone(OWN).texts(mark).gets("1 = I have it", "done KB", "help = YOUR emergency")


def test_a_reaction_of_a_worker_wakes_nobody(world: World) -> None:
    """`Liked "PAGE ..."` quotes a page and says nothing."""
    world.phone(OWN).texts("Liked “he is going to kill me”").gets_nothing()


def test_stop_from_a_worker_alarms_the_supervisors(world: World) -> None:
    """Pages no longer reach that phone: supervisors know at once, and the ladder does not wait for it."""
    world.phone(FIRST).texts("STOP")
    world.phone(BOSS).gets("ALARM", "Lucia texted STOP")
    world.family("rosa").texts(CRY).gets("911")
    world.phone(SECOND).gets("PAGE")
    world.phone(FIRST).gets_nothing()
    world.phone(FIRST).texts("START")
    world.phone(FIRST).ignores()


def test_who_left_the_staff_is_no_worker(world: World) -> None:
    """A former worker's cry is one from an unknown number; commands are words."""
    world.imports("workers", "worker_id,name,phone,role,languages,active\ndana,Dana,+12025550110,worker,en,no\n")
    world.phone(OWN).texts(CRY).gets("911", "988")
    world.phone(FIRST).gets("PAGE", "EMERGENCY", "unknown number")
