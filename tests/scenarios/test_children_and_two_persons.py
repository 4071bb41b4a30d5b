"""Two persons of one family never learn of each other's texts; a child may always cry for help (SAFETY 1.7, 1.8)."""

import pytest
from world import FIRST, OWN, Handset, World


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
