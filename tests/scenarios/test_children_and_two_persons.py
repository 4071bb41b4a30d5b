"""Two persons of one family never learn of each other's texts; a child may always cry for help (SAFETY 1.7, 1.8)."""

from datetime import timedelta

import pytest
from world import AGREED, FIRST, OWN, THURSDAY_6_PM, Handset, World


def mother_and(world: World, name: str, relation: str, **profile: str) -> tuple[Handset, Handset]:
    """Admit a mother and another person of her family, each with a phone of their own."""
    mother = world.family("rosa", phone_is="private", number=30)
    other = world.family(
        name, code="F-0001", person_id="2", relation=relation, number=31, phone_is="private", **profile
    )
    return mother, other


@pytest.mark.parametrize(("name", "relation"), [("juan", "parent"), ("mia", "child")])
def test_a_cry_is_answered_on_its_own_phone_alone(world: World, name: str, relation: str) -> None:
    """Nothing of one person's cry, claim or end reaches the other's phone."""
    mother, other = mother_and(world, name, relation)
    other.texts("mom is hitting me").gets("911", "988")
    lucia = world.phone(FIRST)
    code = lucia.gets("PAGE", "F-0001").lacks(name).code
    lucia.replies("1").gets("yours").gets("mom is hitting me")
    other.gets("Lucia has")
    lucia.texts("where are you?").gets("sent to")
    other.gets("where are you?").texts("under my bed")
    lucia.gets("under my bed").texts(f"done {code} police are there").gets("closed")
    world.later(minutes=20)
    mother.gets_nothing()


@pytest.mark.parametrize(("name", "relation"), [("juan", "parent"), ("mia", "child")])
def test_two_cries_of_one_family_are_two_requests(world: World, name: str, relation: str) -> None:
    """Each has a code; words go only where their code points; what one wrote is never relayed to the other."""
    mother, other = mother_and(world, name, relation)
    lucia = world.phone(FIRST)
    mother.texts("he is hitting me").gets("911")
    hers = lucia.gets("PAGE").code
    other.texts("they are fighting, i am scared he will kill her").gets("911")
    theirs = lucia.gets("PAGE").code
    assert hers != theirs
    lucia.texts(f"1 {hers}").gets(hers, "yours").gets("hitting me")
    mother.gets("Lucia has")
    other.gets_nothing()
    lucia.texts(f"1 {theirs}").gets(theirs, "yours").gets("fighting")
    other.gets("Lucia has")
    lucia.texts("are you safe?").gets("not sent", "Begin with the code")
    lucia.texts(f"{theirs} are you alone?").gets(f"sent to {theirs}")
    other.gets("are you alone?")
    mother.gets_nothing().texts("who are you talking to")
    lucia.gets(f"{hers}: who are you")
    other.gets_nothing()


def test_numbers_asked_for_by_a_child_stay_on_its_phone(world: World) -> None:
    """What a child asks for is told to nobody else."""
    mother, child = mother_and(world, "mia", "child")
    child.texts("numbers").gets("911").texts("2").gets("988")
    mother.gets_nothing()


@pytest.mark.parametrize("phone_is", ["private", "shared", "monitored", ""])
def test_a_child_without_consent_may_always_cry(world: World, phone_is: str) -> None:
    """A child gets nothing automatic, but a cry is answered on whatever phone it comes from."""
    child = world.family("mia", relation="child", phone_is=phone_is, channel="none")
    child.texts("my dad is hurting me").gets("911", "988")
    world.phone(FIRST).gets("PAGE", "F-0001").lacks("child", "dad", "Mia")


def test_a_limit_holds_the_phone_it_was_set_on(world: World) -> None:
    """One person's words hold their own phone; the other's is as it was."""
    mother, other = mother_and(world, "juan", "parent")
    mother.texts("he reads this phone").gets("OK.")
    world.phone(FIRST).gets("PAGE", "HELD").ignores()
    other.texts("i want to die").gets("11:16")
    world.phone(FIRST).gets("PAGE", "Text ok", "Private phone").lacks("They said", "HELD")


def test_stop_on_one_phone_leaves_the_other_open(world: World) -> None:
    """An opt-out belongs to a phone, not to a family."""
    mother, other = mother_and(world, "juan", "parent")
    mother.texts("STOP").gets_nothing()
    other.texts("i want to die").gets("911")
    world.phone(FIRST).gets("PAGE", "Text ok")
    world.phone(OWN).gets_nothing()


def test_one_shared_phone_is_one_request(world: World) -> None:
    """Two persons on one phone: the strictest profile, one conversation, one request."""
    world.family("rosa", phone_is="shared", discreet="no", number=30)
    shared = world.family("juan", phone_is="shared", code="F-0001", person_id="2", number=30)
    shared.texts("he is hitting me").gets("Right now you can call 911")
    shared.texts("and i will kill him").gets_nothing()
    lucia = world.phone(FIRST)
    lucia.gets("PAGE", "Shared phone, may be read").replies("1").gets("yours").gets("hitting me").gets("kill him")
    shared.gets_nothing()


def parents(on: World, **profiles: str) -> tuple[Handset, Handset]:
    """Admit two parents who agreed to texts, each with a phone and a visit of their own, and read their welcomes."""
    mother = on.family("rosa", **AGREED, number=30)
    father = on.family("juan", **(AGREED | profiles), code="F-0001", person_id="2", number=31)
    on.settle()
    mother.gets("911", "a week")
    father.gets("911", "a week")
    on.visit("F-0001", THURSDAY_6_PM, persons="1")
    on.visit("F-0001", THURSDAY_6_PM + timedelta(days=1), persons="2")
    return mother, father


def test_two_parents_apart_hear_of_their_own_visits(on: World) -> None:
    """Reminders, look-ups, moves and what is off: each on the phone of whose visit it is."""
    mother, father = parents(on)
    mother.texts("week").gets("Dec 3").lacks("Dec 4")
    father.texts("week").gets("Dec 4").lacks("Dec 3")
    on.at(THURSDAY_6_PM - timedelta(hours=24))
    mother.gets("Your visit with Dana is Thu, Dec 3")
    father.gets_nothing()
    mother.texts("1").gets("It is on", "Dec 3")
    on.at(THURSDAY_6_PM)
    father.gets("Fri, Dec 4").texts("2").gets("Free instead of Fri")
    mother.gets_nothing()
    on.phone(OWN).ignores()


def test_one_parent_leaves_with_a_new_number(on: World) -> None:
    """The other hears nothing of it: not the number, not the address, not the visits that are off."""
    mother, father = parents(on)
    moved = {"relation": "parent", "address": "77 Elsewhere Road", **AGREED}
    new = on.family("juan", **moved, code="F-0001", person_id="2", number=32)
    on.visit("F-0001", THURSDAY_6_PM + timedelta(days=1), "V-2", persons="2", status="cancelled_by_program")
    on.settle()
    father.gets_nothing()
    new.ignores()
    mother.gets_nothing()
    for words in ("week", "who", "count"):
        mother.texts(words).ignores()
        assert not any(word in mother.text for word in ("Elsewhere", "0132", "Dec 4", "Juan"))
    on.at(THURSDAY_6_PM - timedelta(hours=26))
    mother.gets_nothing()
    on.at(THURSDAY_6_PM - timedelta(hours=24))
    mother.gets("Dec 3").lacks("Dec 4", "Elsewhere")
    father.texts("week").gets("We do not know this number").lacks("Dec")
    on.phone(OWN).ignores()


def test_on_one_phone_the_strictest_profile_counts(on: World) -> None:
    """She chose full words and any hour, he careful ones and mornings: both get what he needs."""
    on.family("rosa", **(AGREED | {"phone_is": "shared"}), number=30)
    his = {"discreet": "yes", "safe_from": "09:00", "safe_to": "11:00", "phone_is": "shared"}
    shared = on.family("juan", **(AGREED | his), code="F-0001", person_id="2", number=30)
    on.settle()
    shared.ignores()
    on.visit("F-0001", THURSDAY_6_PM, persons="1")
    on.at(THURSDAY_6_PM - timedelta(hours=12))
    shared.gets_nothing()
    on.at(THURSDAY_6_PM - timedelta(hours=8))
    shared.gets("Your visit is Thu, Dec 3, about 6 pm").lacks("Dana")
    on.phone(OWN).ignores()


def test_a_child_is_reminded_of_nothing(on: World) -> None:
    """Not even of a visit that is theirs, whatever consent the list holds."""
    mother = on.agreed("rosa", number="30")
    child = on.family("mia", **AGREED, relation="child", code="F-0001", person_id="2", number=31)
    on.visit("F-0001", THURSDAY_6_PM, persons="1;2")
    on.at(THURSDAY_6_PM - timedelta(hours=24))
    mother.gets("Your visit with Dana is Thu, Dec 3")
    child.gets_nothing()
    on.visit("F-0001", THURSDAY_6_PM, "V-1", persons="1;2", status="cancelled_by_program")
    mother.gets("call off")
    child.gets_nothing()
    on.phone(OWN).ignores()


def test_a_sign_on_one_phone_is_none_on_the_other(on: World) -> None:
    """Her quiet word holds her phone; his reminders go on, and nothing there says why hers stopped."""
    mother, father = parents(on)
    on.family("rosa", **AGREED, quiet_word="blue umbrella", code="F-0001", number=30)
    mother.texts("nice blue umbrella over there").gets_nothing()
    dana = on.phone(OWN)
    dana.gets("PAGE", "their own quiet word").replies("1").gets("yours").gets("umbrella")
    dana.texts("done 1 spoke to her").ignores()
    father.texts("did rosa write to you? the blue umbrella?").gets("giving your message to Dana")
    on.later(seconds=5)
    dana.gets("PAGE", "F-0001").lacks("quiet word", "HELD")
    for worker in (OWN, FIRST):
        on.phone(worker).ignores()
