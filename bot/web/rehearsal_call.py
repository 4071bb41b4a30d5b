"""A phone of the rehearsal as a telephone, as values: whether it rings, with whom it talks, and what is heard on it."""

from collections.abc import Mapping, Sequence

from bot.model.phones import Phone
from bot.model.value import value
from bot.phone import for_people
from bot.rehearsal.cast import Player, Side
from bot.rehearsal.stage import Stage
from bot.rehearsal.telephones import Source, Uttered, phone_of
from bot.telephony.calls import CallStatus
from bot.telephony.simulated_call import Direction, SimulatedCall
from bot.web.wall_clock import when

IDLE, RINGING, TAKEN, ON = "idle", "ringing", "taken", "on"
TONE = "(A tone. Speak now.)"
WHOSE: Mapping[Source, tuple[str, str]] = {
    Source.LINE: ("says", "The line"),
    Source.BEEP: ("says", "The line"),
    Source.ME: ("mine", "Said"),
    Source.KEY: ("mine", "Pressed"),
    Source.OTHER: ("other", "Heard"),
}
"""On which side of the screen something stands, and how it is called there."""


@value
class Sound:
    """One line of what is heard, said or pressed on a call; `by` says whose it is."""

    words: str
    by: str
    side: str
    language: str
    is_new: bool


@value
class CallView:
    """A phone as a telephone; `state` is idle, ringing, taken (by its voicemail) or on.

    `takes_focus`: what was pressed on it is gone from the screen, so whoever uses a keyboard goes on from what is new.
    """

    state: str
    title: str
    sounds: Sequence[Sound]
    may_withhold: bool
    takes_focus: bool

    @property
    def is_on(self) -> bool:
        """Whether somebody is on a call with this phone."""
        return self.state == ON

    @property
    def new(self) -> Sequence[Sound]:
        """What the last act brought to hear."""
        return [one for one in self.sounds if one.is_new and one.side != "mine"]


def call_view(stage: Stage, player: Player) -> CallView:
    """Return a phone as a telephone."""
    live, last = stage.calls.live(player), next(iter(stage.calls.of(player)[::-1]), None)
    shown = live or last
    return CallView(
        state=_state(stage, player, live),
        title=_live_title(live) if live is not None else _last_title(stage, last),
        sounds=_sounds(stage, player, shown) if shown is not None else (),
        may_withhold=player.side is Side.STRANGER,
        takes_focus=stage.called_last is player and (live is None or not stage.had_heard(live.sid)),
    )


def _state(stage: Stage, player: Player, live: SimulatedCall | None) -> str:
    if live is None:
        return IDLE
    if stage.calls.ringing(player) is not None:
        return RINGING
    return TAKEN if live.is_machine else ON


def _live_title(call: SimulatedCall) -> str:
    """Say how a call stands, and who talks with whom."""
    if call.status is CallStatus.RINGING:
        return "Incoming call" if call.direction is not Direction.INBOUND else "Calling the line…"
    if call.is_machine:
        return "The voicemail of this phone has answered."
    if call.partner is not None:
        return f"You are talking with {_whose(call.partner)}."
    return "Waiting for a person." if call.waits_in is not None else "On the phone with the line."


def _whose(partner: SimulatedCall) -> str:
    other = phone_of(partner)
    return f"{other.name}'s phone" if other is not None else for_people(Phone(partner.phone))


def _last_title(stage: Stage, call: SimulatedCall | None) -> str:
    """Say when the last call was and what became of it."""
    if call is None:
        return ""
    hours = stage.services.program.hours
    at = when(hours.local(call.created_at), hours.local(stage.now))
    if call.direction is Direction.INBOUND:
        return f"Called the line, {at}"
    if call.is_machine:
        return f"Voicemail answered, {at}"
    if call.answered_at is not None:
        return f"Answered a call, {at}"
    return f"{MISSED.get(call.status, 'Missed call')}, {at}"


MISSED = {CallStatus.BUSY: "Call turned away", CallStatus.FAILED: "A call did not get through"}


def _sounds(stage: Stage, player: Player, call: SimulatedCall) -> Sequence[Sound]:
    before = stage.had_heard(call.sid)
    said = enumerate(stage.calls.heard_on(call))
    return [_sound(player, one, is_new=at >= before) for at, one in said]


def _sound(player: Player, one: Uttered, *, is_new: bool) -> Sound:
    side, by = WHOSE[one.source]
    return Sound(
        words=" ".join(one.words) if one.source is Source.KEY else one.words or TONE,
        by=by,
        side=side,
        language=player.language if one.source is Source.ME else one.language or "en",
        is_new=is_new,
    )
