"""A family hears of its own visits on a call, once it has shown that the phone is theirs (SAFETY 1.8).

What is asked and answered is what is asked and answered by text: the key is its digit, the answers are said.
"""

from collections.abc import Mapping
from dataclasses import replace

from bot.flows import family, lookups, visits
from bot.flows.asking import ask, open_state
from bot.flows.calls import finding, greeting, more
from bot.flows.calls.step import OnCall, State
from bot.flows.visit_texts import ASKED, QUESTIONS
from bot.model.calls import (
    CallHeard,
    CallKind,
    CallOutcome,
    CallThemBack,
    EndWith,
    Pressed,
    Reminded,
    Silent,
    Speak,
    Spoke,
)
from bot.model.effects import Answer, CallTurn, Effect, Lines
from bot.model.help import Grade
from bot.model.meaning import Intent
from bot.model.visits import Question, Visit, VisitRef

WORD, ANSWERED, PRESSED = "mine.word", "mine.answered", "mine.pressed"
TOLD, OVER = "mine.told", "mine.over"
HEAR_IT, AGAIN, PERSON, FROM_START = "1", "1", "0", "*"
TWICE = 2
WORD_OF = "word_of"
"""Whose code word was given on this call; it counts for this call alone, whose number may be anybody's."""
GO_ON = frozenset(
    {
        *("visits.one_or_two", "visits.one_two_three", "visits.choose", "visits.which", "visits.in_words"),
        *("visits.changed_since", "visits.offer", "visits.taken", "visits.echo", "visits.echo_another"),
        *("visits.drop_or_move", "visits.drop_echo"),
    }
)
"""Answers that ask for a key in turn."""


def begin(on: OnCall) -> CallTurn:
    """A number that is shown proves nothing: a code word does, or that the phone it belongs to answers."""
    if on.calls.hears_word:
        return _ask_word(on)
    return _call_back(on)


def _ask_word(on: OnCall) -> CallTurn:
    """Ask for the code word: spoken, or its letters on the keys and the pound sign."""
    return on.asks(WORD, Speak("call.word"), keys=0, by_voice=True)


def _call_back(on: OnCall) -> CallTurn:
    """Call the phone back; where that is not safe, or was done often, numbers and a person are offered instead."""
    if on.calls.calls_back:
        return on.ends(Speak("call.calls_back"), effects=(CallThemBack(),))
    return on.asks(more.MENU, Speak("call.not_now"), Speak("call.more_unknown"))


def word(heard: CallHeard, on: OnCall) -> CallTurn:
    """They were asked for their word; a wrong one tells nothing, and a cry is heard before any word."""
    meaning = on.said.meaning
    if isinstance(heard, Spoke) and (meaning.intent is Intent.CRISIS or meaning.limit is not None):
        return _cry(on)
    if on.context.gives is not None:
        key = str(on.context.gives.person.key)
        return tell(replace(on, call=replace(on.call, recalls={**on.call.recalls, WORD_OF: key})))
    if on.call.kind is CallKind.INBOUND:
        return _call_back(on)
    return on.ends(Speak("call.not_now"), Speak("call.goodbye"))


def answered(heard: CallHeard, on: OnCall) -> CallTurn:
    """Somebody, or a voicemail, has answered a call of ours: nothing of anybody is said before a key is pressed."""
    return on.asks(PRESSED, Speak("call.for_you"))


def pressed(heard: CallHeard, on: OnCall) -> CallTurn:
    """They were told of a call for them: with a key they hear it, without one it may be a voicemail."""
    match heard:
        case Pressed(keys) if keys == HEAR_IT:
            return _is_there(on)
        case Silent() if on.call.silences + 1 >= TWICE or not on.calls.may_leave_word:
            return _nobody(on)  # said twice, it would be kept by a voicemail that nobody said was safe
        case Silent():
            turn = answered(heard, on)
            return replace(turn, call=replace(turn.call, silences=on.call.silences + 1))
        case _:
            return answered(heard, on)


def _nobody(on: OnCall) -> CallTurn:
    """Hang up; the last try of a reminder leaves a neutral word where that is safe."""
    is_last = on.call.kind is CallKind.REMINDER and on.call.turn >= TWICE
    says = (Speak("call.voicemail"),) if is_last and on.calls.may_leave_word else ()
    return on.ends(*says, effects=(EndWith(outcome=CallOutcome.NO_KEY),))


def _is_there(on: OnCall) -> CallTurn:
    """Say what the call is about, as things stand now."""
    if on.context.phone.held_at is not None or on.context.phone.changed_hands_at is not None:
        return _nothing(on)
    if on.call.kind is CallKind.REMINDER:
        return _remind(on.calls.reminds, on) if on.calls.reminds is not None else _nothing(on)
    turn = _ask_word(on) if on.context.awaits_word else tell(on)
    return replace(turn, effects=(*turn.effects, EndWith(outcome=CallOutcome.HEARD)))


def _nothing(on: OnCall) -> CallTurn:
    """There was something to say, and it is not to be said any more."""
    return on.ends(Speak("call.nothing_for_you"), effects=(EndWith(outcome=CallOutcome.NOT_NEEDED),))


def _remind(told: Reminded, on: OnCall) -> CallTurn:
    """Say a reminder, and let the next key answer it as a digit answers the text."""
    heard, says = EndWith(outcome=CallOutcome.HEARD), Speak(told.words, told.params)
    state = QUESTIONS.get(told.words)
    if state is None:
        return _end(on, (says,), heard)
    return _asking(on, state, Question(told.visits), (says,), heard)


def tell(on: OnCall) -> CallTurn:
    """Tell the next visits, and ask whether they suit, as a reminder does."""
    context = on.context
    if not _has_shown(on):
        return _call_back(on)
    if not lookups.may_be_told(context):
        return _end(on, (Speak("visits.ask_us"),))
    ahead = _ahead(on)
    if not ahead:
        return _end(on, (Speak("visits.none_planned"),))
    lines = {"list": Lines(tuple(("visits.line", {"at": visit.starts_at}) for visit in ahead))}
    if context.request is not None:  # there a digit asks for a person
        return _end(on, (Speak("visits.list", lines),))
    name = context.names.get(ahead[0].worker_key, "")
    one = Speak("visits.reminder", {"at": ahead[0].starts_at, "name": name})
    question = Question(tuple(VisitRef(visit.key, visit.version) for visit in ahead))
    return _asking(on, ASKED, question, (one if len(ahead) == 1 else Speak("visits.week", lines),))


def _has_shown(on: OnCall) -> bool:
    """Whether who is there has shown it: by a word that counts for this call, or because we called their phone."""
    return on.call.kind is not CallKind.INBOUND or on.context.gives is not None


def _ahead(on: OnCall) -> tuple[Visit, ...]:
    """Return the visits of the week, else the next one, of those persons of this phone who agreed."""
    agreed = [person.key for person in on.context.persons if person.profile.consented_on is not None]
    theirs = [one for one in lookups.upcoming(on.context) if any(one.is_for(key) for key in agreed)]
    week = [one for one in theirs if one.starts_at <= on.context.now + lookups.WEEK]
    return tuple(week or theirs[:1])


def _asking(on: OnCall, state: str, question: Question, says: tuple[Speak, ...], *effects: Effect) -> CallTurn:
    """Say something, and let the next key answer the question it asks."""
    asks = ask(on.conversation, state, on.context, question)
    turn = on.goes_on(TOLD, (on.question(*says),), *effects)
    return replace(turn, conversation=asks)


def told(heard: CallHeard, on: OnCall) -> CallTurn:
    """They heard a question about visits: a key is the digit that a text would be, and its answer is said."""
    match heard:
        case Pressed(keys) if keys == PERSON:
            return _person(on)
        case Pressed(keys) if keys == FROM_START:
            return tell(on)
        case Pressed() if _hears_digit(on):
            return _turned(on)
        case _:
            return _end(on, ())


def _hears_digit(on: OnCall) -> bool:
    """Whether a digit answers a question about visits: it is open, and no request gives digits another meaning."""
    is_asked = open_state(on.conversation, on.context) in visits.STATES
    return is_asked and _has_shown(on) and on.said.meaning.digit is not None and on.context.request is None


def _turned(on: OnCall) -> CallTurn:
    """Take the very turn a text takes; its answers are said instead of sent."""
    turn = family.turn(on.said, on.conversation, on.context)
    answers = [effect for effect in turn.effects if isinstance(effect, Answer)]
    says = tuple(Speak(one.words, one.params, one.language) for one in answers)
    effects = tuple(effect for effect in turn.effects if not isinstance(effect, Answer))
    goes_on = any(one.words in GO_ON for one in answers)
    said = on.goes_on(TOLD, (on.question(*says),), *effects) if goes_on else _end(on, says, *effects)
    return replace(said, conversation=turn.conversation)


def _end(on: OnCall, says: tuple[Speak, ...], *effects: Effect) -> CallTurn:
    """Say something; then they may hear their visits again, ask for a person, or hang up."""
    return on.goes_on(OVER, (on.question(*says, Speak("call.visits_end")),), *effects)


def over(heard: CallHeard, on: OnCall) -> CallTurn:
    """All is said."""
    match heard:
        case Pressed(keys) if keys == PERSON:
            return _person(on)
        case Pressed(keys) if keys == AGAIN:
            return _told_anew(on)
        case Pressed():
            return _end(on, ())
        case _:
            return on.ends(Speak("call.goodbye"))


def _told_anew(on: OnCall) -> CallTurn:
    """Tell the visits again; after a reminder it takes a code word where one is awaited, as it does by text."""
    return _ask_word(on) if on.context.awaits_word else tell(on)


def _person(on: OnCall) -> CallTurn:
    """Bring them to a person; on a call of ours the whole ladder is asked by text, for it has no queue."""
    if on.call.kind is CallKind.INBOUND:
        return finding.to_person(on)
    return on.ends(Speak("call.urgent_told"), effects=finding.raised(on, Grade.EMERGENCY))


def _cry(on: OnCall) -> CallTurn:
    """Words that come first: a cry for help, or a limit."""
    if on.call.kind is CallKind.INBOUND or on.said.meaning.limit is not None:
        return greeting.spoken(on)
    return _person(on)


STATES: Mapping[str, State] = {
    WORD: word,
    ANSWERED: answered,
    PRESSED: pressed,
    TOLD: told,
    OVER: over,
}
