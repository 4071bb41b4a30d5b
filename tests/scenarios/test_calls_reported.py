"""Did she get it? Calls stand beside texts in the report of a request: who was rung when, how it ended, no name."""

from world import FIRST, World

from bot.model.calls import CallKind, CallOutcome
from bot.reports.request import _CALLS, _OUTCOMES, request_report


def test_the_report_tells_who_was_rung_and_how_it_ended(world: World) -> None:
    """The caller, the ring that was taken, the talk: by codes alone."""
    rosa = world.family("rosa", phone_is="private").calls().hears("press 1").presses("1").hears("ringing")
    world.phone(FIRST).rings().answers().hears("Press 1").presses("1").talks_to(rosa)
    world.later(seconds=40)
    rosa.hangs_up()
    world.later(seconds=30)
    world.phone(FIRST).ignores()
    (code,) = {
        one.split()[1]
        for one in (text.body for text in world.carrier.handset(world.phone(FIRST).phone))
        if one.startswith("PAGE")
    }
    hours = world.services.program.hours
    with world.store.write() as tx:
        told = request_report(tx, code, hours, now=world.clock.now(), asked_by="test")
    assert told is not None
    for words in (
        "call      from whoever cried",
        "for the caller, to lucia: took it by key",
        "talked: lucia",
        "from whoever cried: over",
    ):
        assert words in told, (words, told)
    assert "Rosa" not in told
    assert "Lucia" not in told
    assert "+1202" not in told


def test_every_call_has_plain_words() -> None:
    """A new kind or outcome cannot be forgotten."""
    assert set(_CALLS) == set(CallKind)
    assert set(_OUTCOMES) == set(CallOutcome)
