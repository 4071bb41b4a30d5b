"""Hears a person's own words in a text: who may have written it, what it means beside them, what staff may read."""

from dataclasses import replace
from datetime import datetime

from bot.language import Lexicon, understand, written_by
from bot.language.personal_words import (
    beside_code_word,
    holds,
    is_word_alone,
    masked,
    on_keys,
    phrases,
    with_quiet_word,
    without,
)
from bot.model.conversations import CodeWord, Said
from bot.model.meaning import Limit, Meaning
from bot.model.messages import Inbound
from bot.model.people import Person
from bot.model.policy import ContactRules
from bot.model.profiles import PhoneFacts
from bot.store import conversations, people
from bot.store.callers import Caller
from bot.store.engine import Tx


def said(received: Inbound, meaning: Meaning, caller: Caller, given: CodeWord | None, lexicon: Lexicon) -> Said:
    """Return a text as it is heard from a phone: own words of its persons count, a code word is cut out.

    A number nobody knows is heard as if there were no code words: its answer must tell nothing.
    """
    words, shown = received.body, received.body
    is_alone = False
    meaning = with_quiet_word(meaning, words, quiet_words(caller.persons), lexicon)
    if given is not None and given.person.profile.code_word is not None:
        code_word = given.person.profile.code_word
        shown = masked(words, (code_word,))
        if not given.is_from_elsewhere and meaning.limit is not Limit.QUIET_WORD:
            meaning = beside_code_word(meaning, words, code_word, lexicon)
            is_alone = is_word_alone(words, code_word) and received.media_count == 0
            words = without(words, code_word)
    return Said(
        meaning=meaning,
        words=words,
        shown=shown,
        has_media=received.media_count > 0,
        written_at=received.sent_at or received.received_at,
        at=received.received_at,
        is_code_word=is_alone,
    )


def under_duress(tx: Tx, heard: Said, worker_key: int, lexicon: Lexicon) -> Said:
    """Return a worker's text as it is heard with their duress word: cut out, so that the rest is what it would be."""
    word = people.worker(tx, worker_key).duress_word
    if word is None or not holds(written_by(heard.words, lexicon), word):
        return heard
    words = without(heard.words, word)
    meaning = replace(understand(words, lexicon), carrier_word=heard.meaning.carrier_word)
    return replace(heard, words=words, shown=masked(heard.shown, (word,)), meaning=meaning, by_sign=True)


def quiet_words(persons: tuple[Person, ...]) -> tuple[str, ...]:
    """Return the quiet words of whoever may hold a phone."""
    return tuple(person.profile.quiet_word for person in persons if person.profile.quiet_word is not None)


def code_word_in(
    tx: Tx, received: Inbound, caller: Caller, facts: PhoneFacts, rules: ContactRules, lexicon: Lexicon
) -> CodeWord | None:
    """Return whose code word a text holds, if it is that of exactly one person.

    On a phone of theirs it is looked for among its persons; on a number nobody knows, or that may have changed hands,
    among everybody.
    """
    if caller.worker_key is not None:
        return None
    own = written_by(received.body, lexicon)
    is_known = bool(caller.persons) and facts.changed_hands_at is None
    if is_known:
        giving = [one for one in caller.persons if one.profile.code_word and holds(own, one.profile.code_word)]
    else:
        giving = _longest(people.by_code_word(tx, phrases(own)))
    if len(giving) != 1:
        return None
    person = giving[0]
    family = people.family_by_code(tx, person.family)
    return CodeWord(
        person=person,
        worker_key=family.worker_key if family else None,
        again=facts.proved == person.key and _is_within(facts, received.received_at, rules),
        is_from_elsewhere=not is_known,
    )


def word_on_keys(keys: str, persons: tuple[Person, ...]) -> str:
    """Return the code word whose letters these keys are, if it is that of exactly one person; else the keys."""
    words = {person.key: person.profile.code_word for person in persons if person.profile.code_word}
    found = [word for word in words.values() if on_keys(word) == keys]
    return found[0] if len(found) == 1 else keys


def _longest(persons: tuple[Person, ...]) -> list[Person]:
    """Return whose word is the longest: "blue moon river" is not "blue moon"."""
    lengths = [len((person.profile.code_word or "").split()) for person in persons]
    return [person for person, length in zip(persons, lengths, strict=True) if length == max(lengths)]


def _is_within(facts: PhoneFacts, now: datetime, rules: ContactRules) -> bool:
    return facts.proved_at is not None and abs(now - facts.proved_at) <= rules.question_lives


def proved(caller: Caller, given: CodeWord | None, facts: PhoneFacts, now: datetime, rules: ContactRules) -> int | None:
    """Return who of the persons of a phone has shown that they hold it, by a word in this text or just before."""
    if facts.changed_hands_at is not None:
        return None
    if given is not None and not given.is_from_elsewhere:
        return given.person.key
    is_fresh = facts.proved_at is not None and abs(now - facts.proved_at) <= rules.word_proves
    return facts.proved if is_fresh and any(one.key == facts.proved for one in caller.persons) else None


def code_words_on(tx: Tx, conversation_key: int) -> tuple[str, ...]:
    """Return the own words staff must not read in what this phone wrote: its persons', who gave theirs, a worker's."""
    known = conversations.known(tx, conversation_key)
    persons = people.persons_by_phone(tx, known.conversation.phone)
    if known.facts.proved is not None:
        persons = (*persons, people.person(tx, known.facts.proved))
    worker = people.worker_by_phone(tx, known.conversation.phone)
    words = [one.profile.code_word for one in persons] + [worker.duress_word if worker else None]
    return tuple(dict.fromkeys(word for word in words if word is not None))
