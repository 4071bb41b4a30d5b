"""The process dies at every step of a call: what stands in the rows goes on, and no caller is left in silence."""

import pytest
from sqlalchemy import select
from world import FIRST, World, no_logged_errors

from bot.calls.fixed_call import fixed_call
from bot.model.calls import CallState
from bot.model.help import RequestState
from bot.store.engine import Store
from bot.store.tables import calls, help_requests
from bot.telephony.calls import CallToPlace, Placed
from bot.telephony.simulated_call import Answer

FALLBACK = "https://fallback.example.org/voice"
WEBHOOKS = 12
"""So many webhooks a call has from its first word to the end of a talk."""


class KilledError(BaseException):
    """The process was killed here: nothing in it may catch that."""


class World2(World):
    """A world whose process dies at one webhook, or at one call it places, and is started anew."""

    dies_at_webhook = 0
    dies_at_ring = 0
    after = False
    seen = 0
    rung = 0

    def starts_to_die(self) -> None:
        """Put the killer between the line and its carrier."""
        self.calls.route.fallback = FALLBACK
        place = self.calls.place_call

        def dying(call: CallToPlace) -> Placed:
            self.rung += 1
            if self.rung != self.dies_at_ring:
                return place(call)
            if self.after:
                place(call)
            raise KilledError

        self.calls.place_call = dying  # type: ignore[method-assign]

    def _ask(self, path: str, form: dict[str, str], signature: str) -> Answer:
        if path.startswith(FALLBACK):
            return Answer(200, "text/xml", fixed_call(self.services))
        self.seen += 1
        if self.seen != self.dies_at_webhook:
            return super()._ask(path, form, signature)
        if self.after:
            super()._ask(path, form, signature)
        self._open()
        raise ConnectionError

    def settle(self) -> None:
        """Settle; a process that was killed meanwhile is started anew from its rows."""
        try:
            super().settle()
        except KilledError:
            self._open()
            super().settle()


def lives(world: World2) -> None:
    """Let somebody call, a worker take it, and both talk, whatever dies on the way."""
    rosa = world.family("rosa", phone_is="private").calls()
    lucia = world.phone(FIRST)
    for second in range(150):
        world.later(seconds=1)
        if second == 3 and not rosa.current.is_over:
            rosa.presses("1")
        for call in world.calls.calls_of(lucia.phone):
            if call.status.value == "ringing":
                world.calls.answer(call.sid)
            elif call.status.value == "in-progress" and call.partner is None:
                world.calls.press(call.sid, "1")
    if not rosa.current.is_over:
        rosa.hangs_up()
    world.later(seconds=90)
    said = " ".join(one.words for one in rosa.current.heard)
    assert "9 1 1" in said, said
    with world.store.read() as tx:
        rows = tx.connection.execute(select(calls.c.state, calls.c.outcome)).all()
        requests = tx.connection.execute(select(help_requests)).all()
    assert all(row.state == CallState.ENDED and row.outcome for row in rows), rows
    talked = any(call.partner for call in world.calls.all_calls())
    assert not talked
    for row in requests:
        assert row.state in {RequestState.CLAIMED, RequestState.OPEN}
        assert row.state == RequestState.CLAIMED or row.next_step_at is not None


@pytest.mark.parametrize("after", [False, True], ids=["before_the_commit", "after_the_commit"])
@pytest.mark.parametrize("number", range(1, WEBHOOKS + 1))
def test_killed_at_a_webhook(sqlite_store: Store, number: int, after: bool) -> None:
    """The carrier gets no answer and asks the fallback: the caller hears 911 and 988, the rows go on."""
    with no_logged_errors():
        world = World2(sqlite_store)
        world.staff()
        world.dies_at_webhook, world.after = number, after
        world.starts_to_die()
        lives(world)


@pytest.mark.parametrize("after", [False, True], ids=["before_the_carrier", "after_the_carrier"])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_killed_at_a_ring(sqlite_store: Store, number: int, after: bool) -> None:
    """Whether the carrier rang or not is looked up in its list; another phone rings where it did not."""
    with no_logged_errors():
        world = World2(sqlite_store)
        world.staff()
        world.dies_at_ring, world.after = number, after
        world.starts_to_die()
        lives(world)
