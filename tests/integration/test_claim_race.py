"""Two workers answer `1` at the same moment: one has it, the other is told who (SAFETY 4.1)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from claiming import one_from
from world import FIRST, OWN, SECOND, STAFF, World

from bot.inbound import receive
from bot.model.messages import Inbound
from bot.store.engine import Store

CLAIMERS = (OWN, FIRST, SECOND)


def test_exactly_one_of_three_wins_and_the_others_learn_who(store: Store) -> None:
    """On each engine, round after round, all at once."""
    world = World(store)
    world.staff()
    for night in range(4):
        rosa = world.family(f"rosa{night}", phone_is="private").texts("he is hitting me right now").gets("911")
        code = world.phone(FIRST).gets("PAGE", f"F-{night + 1:04d}").code
        ones = [one_from(world, worker, code, 100 * night + n) for n, worker in enumerate(CLAIMERS)]
        barrier = Barrier(len(ones))

        def answer(one: Inbound, barrier: Barrier = barrier) -> bool:
            barrier.wait()
            return receive(world.services, one)

        with ThreadPoolExecutor(len(ones)) as together:
            assert list(together.map(answer, ones)) == [True] * len(ones)
        world.settle()
        winners = [worker for worker in CLAIMERS if any("yours" in t.body for t in world.phone(worker).unread())]
        assert len(winners) == 1
        name = STAFF[winners[0]][0]
        rosa.gets(f"{name} has your message").gets_nothing()
        for worker in CLAIMERS:
            if worker == winners[0]:
                world.phone(worker).gets(code, "yours").gets(code, "hitting me")
            else:
                world.phone(worker).gets(name, "has", code)
            world.phone(worker).gets_nothing()
