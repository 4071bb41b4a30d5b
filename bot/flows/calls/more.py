"""What else a caller may want: visits, useful numbers slowly, another language, all of it again."""

from collections.abc import Mapping
from dataclasses import replace

from bot.flows.calls import finding, greeting, mine
from bot.flows.calls.step import OnCall, State
from bot.model.calls import CallHeard, Connect, NumberToTell, Pause, Pressed, Silent, Speak, TalkOver
from bot.model.effects import CallTurn
from bot.model.people import Language

MENU, NUMBERS, CONNECTED, LANGUAGES = "more.menu", "more.numbers", "more.connected", "more.languages"
VISITS, NUMBERS_KEY, LANGUAGE_KEY, AGAIN = "1", "2", "3", "4"
NONE = "0"
RINGS_FOR = 30
"""Seconds another line may ring before the caller is back with us."""
ORDER = tuple(Language)
LAST_KEY = 9
"""One key is one digit: what comes later on the list is told, and dialled by the caller."""


def menu(on: OnCall) -> CallTurn:
    """Say what there is; staying on the line leads to a person here too."""
    return on.asks(MENU, _menu(on))


def _menu(on: OnCall) -> Speak:
    """Word what there is: nothing of one's own for a number nobody knows, or that may have changed hands."""
    is_theirs = on.context.persons and on.context.phone.changed_hands_at is None
    return Speak("call.more" if is_theirs else "call.more_unknown")


def chosen(heard: CallHeard, on: OnCall) -> CallTurn:
    """They heard what there is."""
    match heard:
        case Pressed(keys) if keys == VISITS and on.context.persons:
            return mine.begin(on)
        case Pressed(keys) if keys == NUMBERS_KEY:
            return numbers(on)
        case Pressed(keys) if keys == LANGUAGE_KEY:
            return languages(on)
        case Pressed(keys) if keys == AGAIN:
            return menu(on)
        case Silent() if on.hides_alarm:
            return on.ends(Speak("call.goodbye"))
        case Silent() if not (on.context.persons or on.context.worker):
            return finding.leave_word(on)
        case _:
            return finding.to_person(on)


def numbers(on: OnCall) -> CallTurn:
    """Tell the useful numbers, each with the key that connects; 911 and 988 are the caller's own to dial."""
    return on.asks(NUMBERS, *_told(on.calls.numbers))


def _told(listed: tuple[NumberToTell, ...]) -> tuple[Speak | Pause, ...]:
    says: list[Speak | Pause] = [Speak("call.numbers")]
    for key, one in enumerate(listed, start=1):
        has_key = one.phone is not None and key <= LAST_KEY
        words = "call.number_key" if has_key else "call.number"
        params = {"label": one.label, "digits": one.digits} | ({"key": key} if has_key else {})
        says += [Speak(words, params), Pause(1)]
    return (*says, Speak("call.numbers_end"))


def number_chosen(heard: CallHeard, on: OnCall) -> CallTurn:
    """They heard the numbers: a key connects, nought is a person, silence the end."""
    match heard:
        case Pressed(keys) if keys == NONE:
            return finding.to_person(on)
        case Pressed(keys) if keys == AGAIN_ALL:
            return numbers(on)
        case Pressed(keys) if keys.isdecimal() and int(keys) <= len(on.calls.numbers):
            return _connect(on.calls.numbers[int(keys) - 1], on)
        case Pressed():
            return numbers(on)
        case _:
            return on.ends(Speak("call.goodbye"))


AGAIN_ALL = "*"


def _connect(one: NumberToTell, on: OnCall) -> CallTurn:
    """Connect with a number that can be; one the caller must dial is told once more."""
    if one.phone is None:
        return on.asks(NUMBERS, Speak("call.dial_yourself", {"label": one.label, "digits": one.digits}))
    said = Speak("call.connecting", {"label": one.label})
    return on.goes_on(CONNECTED, (said, Connect(one.phone, RINGS_FOR)))


def connected(heard: CallHeard, on: OnCall) -> CallTurn:
    """The other line has hung up, or did not answer."""
    if isinstance(heard, TalkOver) and heard.seconds > 0:
        return on.asks(MENU, Speak("call.back_with_us"), _menu(on))
    return on.asks(MENU, Speak("call.not_answered"), _menu(on))


def languages(on: OnCall) -> CallTurn:
    """Offer each language in its own words."""
    says = tuple(Speak("call.this_language", {"key": key}, language=one) for key, one in enumerate(ORDER, start=1))
    return on.asks(LANGUAGES, *says)


def language_chosen(heard: CallHeard, on: OnCall) -> CallTurn:
    """They chose a language, for this call."""
    if isinstance(heard, Pressed) and heard.keys.isdecimal() and 1 <= int(heard.keys) <= len(ORDER):
        return menu(replace(on, call=replace(on.call, language=ORDER[int(heard.keys) - 1])))
    return greeting.greet(on)


STATES: Mapping[str, State] = {
    MENU: chosen,
    NUMBERS: number_chosen,
    CONNECTED: connected,
    LANGUAGES: language_chosen,
}
