"""What a call about visits needs to know: who has shown that they are there, and what may be said to them."""

from dataclasses import replace

from bot.calls import call_backs, reminder_calls
from bot.hearing import code_word_in, word_on_keys
from bot.model.calls import Call, CallKind, Reminded
from bot.model.conversations import CodeWord, Context, Conversation, Said
from bot.model.messages import Inbound
from bot.model.profiles import PhoneFacts, may_be_left_voicemail
from bot.model.value import value_in_order
from bot.services import Services
from bot.store.callers import Caller
from bot.store.engine import Tx
from bot.visit_context import with_visits

HERE, MENU = "mine.", "more.menu"
WORD, PRESSED, WORD_OF = "mine.word", "mine.pressed", "word_of"


@value_in_order
class AboutVisits:
    """What is of use at a step about visits alone; at any other it stays as it is here."""

    hears_word: bool = False
    calls_back: bool = False
    reminds: Reminded | None = None
    may_leave_word: bool = False

    @classmethod
    def on(cls, tx: Tx, services: Services, call: Call, context: Context) -> "AboutVisits":
        """Gather it for one step of a call."""
        now = context.now
        if call.kind is CallKind.REMINDER:
            if call.step != PRESSED:
                return cls()
            reminds = reminder_calls.to_say(tx, services, call, now)
            return cls(reminds=reminds, may_leave_word=may_be_left_voicemail(context.persons, context.phone))
        if call.kind is not CallKind.INBOUND or not (is_about_visits(call) or call.step == MENU):
            return cls()
        is_theirs = context.phone.changed_hands_at is None
        has_word = is_theirs and any(person.profile.code_word is not None for person in context.persons)
        return cls(
            hears_word=has_word and call_backs.has_tries_left(tx, services, call, CallKind.INBOUND, now),
            calls_back=call_backs.is_allowed(tx, services, call, now)
            and call_backs.has_tries_left(tx, services, call, CallKind.CALL_BACK, now),
        )


def is_about_visits(call: Call) -> bool:
    """Whether the next step of a call is about visits: a key is then the digit of a text."""
    return call.step.startswith(HERE)


def keys_as_words(call: Call, keys: str, caller: Caller) -> str:
    """Return the text that keys stand for: a digit, or the letters of a code word."""
    return word_on_keys(keys, caller.persons) if call.step == WORD else keys


def word_given(
    tx: Tx, services: Services, call: Call, received: Inbound, caller: Caller, facts: PhoneFacts
) -> CodeWord | None:
    """Return whose code word is given now, or was before on this call.

    It counts for this call alone: nothing of it is kept of the phone, whose number may have been shown by anybody.
    """
    if not is_about_visits(call) or facts.changed_hands_at is not None:
        return None
    if WORD_OF in call.recalls:
        person = next((one for one in caller.persons if str(one.key) == call.recalls[WORD_OF]), None)
        return CodeWord(person=person, again=True) if person is not None else None
    if call.step != WORD:
        return None
    given = code_word_in(tx, received, caller, facts, services.program.contact, services.lexicon)
    return replace(given, again=False) if given is not None and not given.is_from_elsewhere else None


def with_own_visits(tx: Tx, services: Services, context: Context, conversation: Conversation, said: Said) -> Context:
    """Add the visits of the persons who may hear of them on this call."""
    if context.family is None or context.phone.changed_hands_at is not None:
        return context
    return with_visits(tx, services, context, conversation, said.meaning)
