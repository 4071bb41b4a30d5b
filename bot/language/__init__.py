"""What did they mean? Pure: a text and the lexicon in, its meaning out."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial

from bot.language.contexts import MAY_NAME_A_TIME, NO_OCCASION, Occasion, in_context, is_put
from bot.language.crisis import Crisis, covered, crisis_in, is_harmless
from bot.language.intents import (
    bare_word,
    carriers_word,
    chosen_number,
    digit_of,
    intent_of,
    is_plain,
    limit_of,
    own_words,
)
from bot.language.lexicon import Lexicon, Match, Role, by_role, find
from bot.language.likeness import Likely, likely, speaks_for
from bot.language.normalise import fold, normalise
from bot.language.second_ear import FEWEST_WORDS, cry_in, intent_by, likelihood_of_cry
from bot.language.times import NamedTime, named_time
from bot.model.meaning import Asks, Before, CrisisKind, Day, Intent, Meaning, Pick, Urgency
from bot.model.value import value

NO = (["no"], ["nope"], ["nah"], ["non"], ["nao"])
ABOUT_US = frozenset({Asks.WHO_IS_THIS, Asks.PRIVACY})
MARKS_BEHIND = 2
"""Marks a keyword may have around it: "¿quien?" asks too."""
__all__ = ["Lexicon", "Occasion", "understand", "written_by"]


def understand(text: str, lexicon: Lexicon, occasion: Occasion = NO_OCCASION) -> Meaning:
    """Return what `text` means; never raises, and looks for a cry for help before anything else.

    `occasion` is when it came, and after what; without it "no", "2" and "thursday works" are taken by their words.
    """
    added = own_words(text, _is_reaction(lexicon))
    if added is not None:
        return _of_words(added, lexicon, occasion, beside_reaction=True)
    exact = carriers_word(text)
    if exact in lexicon.opt_out:
        return Meaning(intent=lexicon.opt_out[exact], carrier_word=Intent.STOP, because=(exact,))
    if exact in lexicon.opt_in:
        intent = lexicon.opt_in[exact]
        agrees = intent is Intent.CONFIRM
        return Meaning(intent=intent, carrier_word=Intent.START, is_plain_yes=agrees, because=(exact,))
    word = bare_word(text)
    plain = fold(word, {})
    if plain in lexicon.asks and len(text.strip()) - len(word) <= MARKS_BEHIND:
        asks = lexicon.asks[plain]
        return Meaning(intent=Intent.HELP if asks in ABOUT_US else Intent.NEXT_VISIT, asks=asks, because=(plain,))
    if plain in lexicon.keywords and is_plain(text, word):
        return Meaning(intent=lexicon.keywords[plain], because=(plain,))
    return _of_words(text, lexicon, occasion, beside_reaction=False)


def written_by(text: str, lexicon: Lexicon) -> str:
    """Return the writer's own words: all of a text, but of a reaction ("Liked ...") only what was added to it."""
    added = own_words(text, _is_reaction(lexicon))
    return text if added is None else added


@value
class _Read:
    """A running text as it was read: its words, what phrases say, what it is like, and what needs no guessing.

    `likeness` is weighed when it is first asked for. `is_known`: a yes, a number, a greeting; `is_clear`: nothing in it
    is a cry that only likeness could hear; `machine`: what a phone wrote by itself.
    """

    text: str
    words: list[str]
    found: Mapping[Role, list[Match]]
    likeness: Callable[[], Likely]
    machine: tuple[Match, ...]
    harmless: frozenset[int]
    digit: int | None
    is_plain_yes: bool
    is_known: bool
    is_clear: bool


def _read(text: str, lexicon: Lexicon, before: Before) -> _Read:
    """Read a running text."""
    words = normalise(text, lexicon.spelling)
    found = by_role(find(words, lexicon), lexicon)
    machine = (*found.get(Role.REACTION, ()), *found.get(Role.AUTO_REPLY, ()))
    harmless = covered([*found.get(Role.NOT_CRISIS, ()), *found.get(Role.IDIOM, ())])
    digit = digit_of(fold(text, {})) if len(words) == 1 else chosen_number(words, found.get(Role.CHOOSING, ()))
    is_plain_yes = "?" not in text and _is_plain_yes(words, found)
    is_known = is_plain_yes or digit is not None or bool(machine) or Role.BARE in found
    return _Read(
        text=text,
        words=words,
        found=found,
        likeness=cache(partial(likely, words, before, lexicon.learnt, asks="?" in text)),
        machine=machine,
        harmless=harmless,
        digit=digit,
        is_plain_yes=is_plain_yes,
        is_known=is_known,
        is_clear=is_known or len(words) < FEWEST_WORDS or len(harmless) * 2 >= len(words),
    )


def _of_words(text: str, lexicon: Lexicon, occasion: Occasion, *, beside_reaction: bool) -> Meaning:
    """Return the meaning of running text: crisis first, limits beside it, then what it asks for."""
    read = _read(text, lexicon, occasion.before)
    words, found = read.words, read.found
    explained = covered(read.machine)
    limit, limiting = limit_of([match for match in found.get(Role.LIMIT, ()) if match.last not in explained], lexicon)
    crisis = _crisis(read, lexicon)
    if crisis is not None:
        because = _because(words, (*crisis.matches, *limiting))
        return Meaning(
            intent=Intent.CRISIS,
            urgency=crisis.urgency,
            crisis_kind=crisis.kind,
            limit=limit,
            needs_basics=_needs_basics(found, crisis),
            by_likeness=not crisis.matches,
            is_doubted=crisis.is_doubted,
            because=because or speaks_for(words, f"{Intent.CRISIS}:{crisis.urgency}", lexicon.learnt),
        )
    asked, by_likeness, pick, deciding = _asked(read, lexicon, occasion)
    bare = found.get(Role.BARE, [])
    return Meaning(
        intent=asked,
        limit=limit,
        digit=read.digit,
        pick=pick,
        needs_nobody=limit is None and bool(read.machine or bare or not words),
        by_machine=limit is None and bool(read.machine or (beside_reaction and not words)),
        needs_basics=_needs_basics(found, crisis),
        is_plain_yes=read.is_plain_yes,
        was_there="?" not in text and Role.WAS_THERE in found,
        days=_days(found.get(Role.DAY, ()), lexicon),
        by_likeness=by_likeness,
        because=_because(words, (*deciding, *limiting, *read.machine, *bare)),
    )


def _crisis(read: _Read, lexicon: Lexicon) -> Crisis | None:
    """Return the gravest crisis of what phrases say and what the text is like."""
    count = len(read.words)
    said = crisis_in(read.found, lexicon, partial(likelihood_of_cry, read.words, lexicon.learnt))
    heard = None if read.is_clear else cry_in(read.likeness(), count, is_harmless=bool(read.harmless))
    if said is None or heard is None:
        return said or heard
    urgency = Urgency.EMERGENCY if Urgency.EMERGENCY in (said.urgency, heard.urgency) else Urgency.SOON
    return replace(said, urgency=urgency, is_doubted=said.is_doubted and urgency is Urgency.SOON)


def _asked(read: _Read, lexicon: Lexicon, occasion: Occasion) -> tuple[Intent, bool, Pick | None, tuple[Match, ...]]:
    """Return what a text asks for, whether it is only like that, which offered time it chooses, and what decided."""
    said = read.found.get(Role.INTENT, [])
    unmeant = read.found.get(Role.NOT_MEANT, ())
    meant = [one for one in said if not _is_covered(one, unmeant) and not _is_part(one, said, lexicon)]
    intent, deciding = intent_of(meant, lexicon)
    pick, picking = _pick(read.found.get(Role.PICK, ()), lexicon)
    named = _named(read.text, intent, lexicon, occasion)
    asked = in_context(intent, occasion, pick=pick, digit=read.digit, is_no=read.words in NO, named=named)
    puts_another = asked is Intent.RESCHEDULE and named is not None and is_put(named, occasion)
    is_taken_back = asked is Intent.OTHER and bool(unmeant)
    names_one = puts_another or pick is not None
    is_sure = read.is_known or is_taken_back or len(read.words) < (2 if asked is Intent.OTHER else FEWEST_WORDS)
    most_like = asked if is_sure else intent_by(read.likeness(), asked, names_one=names_one)
    if most_like is Intent.CHOICE:
        deciding = picking or deciding
    return most_like, most_like is not asked, pick, deciding


def _named(text: str, intent: Intent, lexicon: Lexicon, occasion: Occasion) -> NamedTime | None:
    """Return the time that a text names, if what it is about leaves room for one."""
    choosing = occasion.before is Before.SLOTS_OFFERED
    if occasion.now is None or not (choosing or intent in MAY_NAME_A_TIME):
        return None
    return named_time(text, occasion.now, occasion.visit, lexicon.times, choosing=choosing)


def _is_covered(match: Match, others: Sequence[Match]) -> bool:
    """Whether another match has all the words of this one ("not cancelling")."""
    return any(other.start <= match.start and match.last <= other.last for other in others)


def _is_part(match: Match, said: Sequence[Match], lexicon: Lexicon) -> bool:
    """Whether a longer phrase around this one says something else ("cant make it thursday", "make it thursday")."""
    intent = lexicon.senses[match.rule].intent
    wider = (one for one in said if one.start <= match.start and match.last <= one.last and one != match)
    return any(
        lexicon.senses[one.rule].intent is not intent and one.last - one.start > match.last - match.start
        for one in wider
    )


def _pick(matches: Sequence[Match], lexicon: Lexicon) -> tuple[Pick | None, tuple[Match, ...]]:
    """Return which of offered times is chosen by its place, and the matches that say so."""
    picks = {lexicon.senses[match.rule].pick for match in matches}
    chosen = next((pick for pick in (Pick.NONE, *Pick) if pick in picks), None)
    return chosen, tuple(match for match in matches if lexicon.senses[match.rule].pick is chosen)


def _is_plain_yes(words: Sequence[str], found: Mapping[Role, list[Match]]) -> bool:
    """Whether some words agree, and the others say nothing that a person should read."""
    agrees = found.get(Role.AGREES, [])
    known = covered([*agrees, *found.get(Role.BESIDE_YES, ()), *found.get(Role.DAY, ())])
    return bool(agrees) and known.issuperset(range(len(words)))


def _days(matches: Iterable[Match], lexicon: Lexicon) -> frozenset[Day]:
    """Return the days that are named."""
    return frozenset(day for match in matches if (day := lexicon.senses[match.rule].day) is not None)


def _needs_basics(found: Mapping[Role, list[Match]], crisis: Crisis | None) -> bool:
    """Whether food, money or shelter is meant (211)."""
    if crisis is not None and crisis.kind is CrisisKind.SHELTER:
        return True
    return any(not is_harmless(match, found) for match in found.get(Role.BASICS, ()))


def _because(words: Sequence[str], matches: Iterable[Match]) -> tuple[str, ...]:
    """Return the words that decided, each once, as they stand in the text; what is part of another is left out."""
    spoken: list[str] = []
    behind = -1
    for start, last in sorted({(max(match.start, 0), match.last) for match in matches}, key=_longest_first):
        if last > behind:
            spoken.append(" ".join(words[start : last + 1]))
            behind = last
    return tuple(dict.fromkeys(said for said in spoken if said))


def _longest_first(span: tuple[int, int]) -> tuple[int, int]:
    return span[0], -span[1]


def _is_reaction(lexicon: Lexicon) -> Callable[[str], bool]:
    """Return the test whether the words before a quote are those a phone writes for a reaction ("Liked")."""

    def is_reaction(before: str) -> bool:
        matches = find(normalise(before, lexicon.spelling), lexicon)
        return Role.REACTION in by_role(matches, lexicon)

    return is_reaction
