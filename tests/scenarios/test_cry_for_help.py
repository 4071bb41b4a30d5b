"""A cry for help, from the first word to the last (SAFETY 2)."""

from world import BOSS, FIRST, OWN, SECOND, World


def test_no_answer_moves_to_the_next_person(world: World) -> None:
    """A request nobody claims reaches the second person after five minutes."""
    rosa = world.family("rosa", language="es", phone_is="private")
    rosa.texts("no puedo más, no quiero vivir").gets("911", "988")
    code = world.phone(FIRST).gets("PAGE", "F-0001").code
    world.later(minutes=5)
    world.phone(SECOND).gets("PAGE", code).replies("1").gets(code, "yours")
    rosa.gets("Lee tiene")
    world.phone(SECOND).gets(code, "no quiero vivir")


def test_words_are_relayed_until_done(world: World) -> None:
    """Claimer and family write to each other; each relay is confirmed; done ends it."""
    rosa = world.family("rosa", phone_is="private")
    rosa.texts("he is hitting me right now").gets("911", "988")
    lucia = world.phone(FIRST)
    code = lucia.gets("PAGE").code
    lucia.replies("1").gets(code, "yours").gets(code, "hitting me")
    rosa.gets("Lucia")
    lucia.texts("Are you somewhere safe?").gets("sent to", code)
    rosa.gets("somewhere safe").texts("in the bathroom")
    lucia.gets(code, "bathroom").texts(f"done {code} police are there").gets(code, "closed", "resume F-0001")
    world.later(hours=2)


def test_an_emergency_goes_round_until_somebody_has_it(world: World) -> None:
    """All tiers are tried, the family hears the truth, and the ladder starts again."""
    rosa = world.family("rosa", phone_is="private")
    rosa.texts("i want to kill myself").gets("911", "988")
    world.phone(FIRST).gets("PAGE")
    world.later(minutes=5)
    world.phone(SECOND).gets("PAGE")
    world.later(minutes=5)
    world.phone(BOSS).gets("PAGE")
    world.later(minutes=5)
    rosa.gets("not reached anyone")
    world.later(minutes=10)
    world.phone(FIRST).gets("PAGE").replies("1").gets("yours")
    rosa.gets("Lucia")
    world.phone(FIRST).gets("kill myself")


def test_a_cry_in_unusual_words_from_who_worked_here_once(world: World) -> None:
    """A phone of somebody who has left is a phone like any other: what is only like a cry is answered as one."""
    world.hires(OWN)
    left = world.phone(OWN)
    left.texts("he drug me by my hair").gets("911", "988")
    world.phone(FIRST).gets("PAGE", "EMERGENCY")
