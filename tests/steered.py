"""Families whose profiles workers change in tests, and how those stand."""

from world import World

from bot.model.people import SafeContact
from bot.store import people

CRY = "he is hitting me right now"


def profile(world: World, person: int = 0, code: str = "F-0001") -> SafeContact:
    """Read the profile of a person of a family as it stands."""
    with world.store.read() as tx:
        family = people.family_by_code(tx, code)
        assert family is not None
        return people.persons_of(tx, family.key)[person].profile


def two_persons(world: World, **profile: str) -> None:
    """Admit a family of two parents, each with a phone."""
    world.family("rosa", number=30, **profile)
    world.family("tom", number=31, code="F-0001", person_id="2", **profile)
