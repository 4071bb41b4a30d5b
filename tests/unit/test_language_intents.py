"""Carrier words, limits on contact, keywords, digits and what no human has to read."""

from pathlib import Path

import pytest

from bot.keywords import load_lexicon
from bot.language import understand
from bot.language.lexicon import Lexicon
from bot.model.meaning import Intent, Limit, Urgency

CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    """The shipped lexicon."""
    return load_lexicon([CONFIG])


@pytest.mark.parametrize("word", ["STOP", "StopAll", " unsubscribe ", "End", "quit\n", "REVOKE", "optout", "\tstop"])
def test_opt_out_words(lexicon: Lexicon, word: str) -> None:
    """A bare opt-out word is one in any case, with white space around it."""
    meaning = understand(word, lexicon)
    assert (meaning.intent, meaning.carrier_word, meaning.limit) == (Intent.STOP, Intent.STOP, None)


@pytest.mark.parametrize(
    "text", ["STOP!", "stop.", "(stop)", "Stop?", "“STOP”", "stop!!!", "stop please", "Unsubscribe."]
)
def test_stop_with_a_mark_is_a_wish_the_carrier_does_not_know(lexicon: Lexicon, text: str) -> None:
    """The carrier acts on the bare word alone, so the line itself must hold the phone."""
    meaning = understand(text, lexicon)
    assert (meaning.intent, meaning.carrier_word, meaning.limit) == (Intent.STOP, None, Limit.DO_NOT_TEXT)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Cancel?", Intent.CANCEL),
        ("(cancel)", Intent.CANCEL),
        ("cancel.", Intent.CANCEL),
        ("End?", Intent.STOP),
        ("end...", Intent.STOP),
        ("quit!", Intent.STOP),
        ("Start!", Intent.START),
        ("UNSTOP.", Intent.START),
        ("Yes.", Intent.CONFIRM),
        ("YES!", Intent.CONFIRM),
    ],
)
def test_a_carrier_word_with_a_mark_is_an_ordinary_word(lexicon: Lexicon, text: str, intent: Intent) -> None:
    """It says the same to us and nothing to the carrier; END or QUIT with a mark is no limit, a human reads it."""
    meaning = understand(text, lexicon)
    assert (meaning.intent, meaning.carrier_word, meaning.limit) == (intent, None, None)
    assert not meaning.needs_nobody


def test_bare_cancel_means_the_visit_but_is_an_opt_out_to_the_carrier(lexicon: Lexicon) -> None:
    """CANCEL is labelled `cancel` and still reported as the carrier's word."""
    meaning = understand("Cancel", lexicon)
    assert (meaning.intent, meaning.carrier_word) == (Intent.CANCEL, Intent.STOP)


@pytest.mark.parametrize(("word", "intent"), [("start", "start"), ("UNSTOP", "start"), (" YES ", "confirm")])
def test_opt_in_words(lexicon: Lexicon, word: str, intent: str) -> None:
    """START and UNSTOP start; YES confirms; the carrier takes all three as an opt-in."""
    meaning = understand(word, lexicon)
    assert (meaning.intent, meaning.carrier_word) == (intent, Intent.START)


@pytest.mark.parametrize(
    "text",
    ["yes please", "Yes, please!", "si", "sí por favor", "please", "por favor", "sim", "sim por favor", "wi", "tanpri"],
)
def test_yes_in_words_is_a_yes(lexicon: Lexicon, text: str) -> None:
    """What a person answers to an offer is seen by the flow, and is no word of the carrier."""
    meaning = understand(text, lexicon)
    assert (meaning.intent, meaning.carrier_word, meaning.limit) == (Intent.CONFIRM, None, None)


@pytest.mark.parametrize("text", ["stop please", "yes we will be here", "end of the week is better", "cancel tomorrow"])
def test_a_carrier_word_among_others_is_none(lexicon: Lexicon, text: str) -> None:
    """The carrier acts on the bare word only."""
    assert understand(text, lexicon).carrier_word is None


@pytest.mark.parametrize("text", ["please stop texting me", "no me escriba más", "deje de mandarme mensajes"])
def test_asking_for_no_more_texts(lexicon: Lexicon, text: str) -> None:
    """In words it is both an opt-out and a limit."""
    meaning = understand(text, lexicon)
    assert (meaning.intent, meaning.limit) == (Intent.STOP, Limit.DO_NOT_TEXT)


def test_do_not_stop_coming_is_no_opt_out(lexicon: Lexicon) -> None:
    """A negated stop, about visits, is neither."""
    meaning = understand("please don't stop coming", lexicon)
    assert (meaning.intent, meaning.limit) == (Intent.OTHER, None)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("dont text me right now", Limit.DO_NOT_TEXT),
        ("please do not call", Limit.DO_NOT_CALL),
        ("no me llame", Limit.DO_NOT_CALL),
        ("delete this", Limit.DELETE_THIS),
        ("borre este mensaje", Limit.DELETE_THIS),
        ("he reads this", Limit.SOMEONE_READS),
        ("she sees my phone", Limit.SOMEONE_READS),
        ("they have my phone", Limit.SOMEONE_READS),
        ("mi marido lee esto", Limit.SOMEONE_READS),
        ("me revisa el teléfono", Limit.SOMEONE_READS),
        ("use my other phone", Limit.OTHER_PHONE),
        ("este no es mi teléfono", Limit.OTHER_PHONE),
        ("wrong number", Limit.WRONG_NUMBER),
        ("número equivocado", Limit.WRONG_NUMBER),
        ("who is this? wrong person", Limit.WRONG_NUMBER),
    ],
)
def test_limits(lexicon: Lexicon, text: str, limit: Limit) -> None:
    """Words that limit contact are found in both languages and always reach somebody."""
    meaning = understand(text, lexicon)
    assert meaning.limit is limit
    assert not meaning.needs_nobody


def test_crisis_and_limit_are_both_reported(lexicon: Lexicon) -> None:
    """A cry for help that also limits contact keeps both."""
    meaning = understand("he hit me again. dont call, he checks my phone", lexicon)
    assert (meaning.intent, meaning.urgency) == (Intent.CRISIS, Urgency.EMERGENCY)
    assert meaning.limit is Limit.SOMEONE_READS


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("numbers", Intent.DIRECTORY),
        ("números", Intent.DIRECTORY),
        ("whats the number for the clinic", Intent.DIRECTORY),
        ("cual es el telefono de la oficina", Intent.DIRECTORY),
        ("HELP", Intent.HELP),
        ("info.", Intent.HELP),
        ("Ayuda", Intent.HELP),
        ("i want to talk to a person", Intent.HUMAN),
        ("llámeme", Intent.HUMAN),
        ("in spanish please", Intent.LANGUAGE),
        ("thank you so much", Intent.THANKS),
        ("wrong number", Intent.WRONG_NUMBER),
        ("can we reschedule", Intent.RESCHEDULE),
        ("please cancel the visit", Intent.CANCEL),
        ("running 10 min late", Intent.LATE),
        ("when is the next visit", Intent.NEXT_VISIT),
        ("see you tomorrow", Intent.CONFIRM),
        ("the sky is green", Intent.OTHER),
        ("no", Intent.OTHER),
    ],
)
def test_plain_intents(lexicon: Lexicon, text: str, intent: Intent) -> None:
    """Keywords and plain requests get their intent."""
    assert understand(text, lexicon).intent is intent


@pytest.mark.parametrize(
    ("text", "digit"),
    [("1", 1), (" 2. ", 2), ("#3", 3), ("4\ufe0f\u20e3", 4), ("0", 0), ("99", 99), ("(7)", 7)],
)
def test_a_bare_number(lexicon: Lexicon, text: str, digit: int) -> None:
    """A text that is one number is that digit and nothing else."""
    meaning = understand(text, lexicon)
    assert (meaning.digit, meaning.intent, meaning.needs_nobody) == (digit, Intent.OTHER, False)


@pytest.mark.parametrize(
    ("text", "digit"),
    [
        ("1 please", 1),
        ("1 pls", 1),
        ("text 1", 1),
        ("Text 1 please", 1),
        ("reply 2", 2),
        ("yes 1", 1),
        ("1 por favor", 1),
        ("mande 1", 1),
        ("mando el 2", 2),
        ("1 tanpri", 1),
        ("voye 1", 1),
        ("sim 1", 1),
    ],
)
def test_a_number_chosen_in_a_few_words(lexicon: Lexicon, text: str, digit: int) -> None:
    """A number with a please around it, or with the words that asked for it, is that digit."""
    assert understand(text, lexicon).digit == digit


@pytest.mark.parametrize(
    "text", ["100", "1 or 2", "at 4", "100 please", "text me at 1", "1 kid please", "$5", "50%", "1.5", "4:30", "²½"]
)
def test_not_a_bare_number(lexicon: Lexicon, text: str) -> None:
    """Longer numbers, times, sums and numbers in a sentence are no digit."""
    assert understand(text, lexicon).digit is None


@pytest.mark.parametrize(
    "text",
    [
        "Liked “We will be there at 4”",
        'Loved "i want to die"',
        "Laughed at “he has a gun”",
        "Loved an image",
        "Emphasized “ok”",
        "Questioned “a very long text that the phone cut o",
        "Reacted 👍 to “In danger: 911”",
        "❤️ to “ Nos vemos ”",
        "Liked “say “yes” or i will kill myself”",
        "Le gustó “no quiero vivir”",
        "Le encantó «la visita»",
        "Se rió de “me muero”",
        "I'm driving",
        "I\u2019m driving right now. I will see your message later",
        "Automatic reply: I am away",
        "I can't talk right now. What's up?",
        "Estoy conduciendo",
        "ok",
        "K",
        "okay!",
        "Thanks",
        "ty",
        "gracias",
        "bueno",
        "👍",
        "😂😂😂",
        "",
        "  \n ",
    ],
)
def test_what_no_human_has_to_read(lexicon: Lexicon, text: str) -> None:
    """Reactions, auto-replies, bare ok, thanks and emoji need nobody, whatever they quote."""
    meaning = understand(text, lexicon)
    assert meaning.needs_nobody
    assert meaning.urgency is Urgency.NONE


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("Liked “ok”", False),
        ("Loved an image", False),
        ("I'm driving", False),
        ("Liked “ok” thanks", True),
        ("ok", True),
        ("👍", True),
        ("", True),
    ],
)
def test_what_nobody_typed(lexicon: Lexicon, text: str, typed: bool) -> None:
    """Reactions and auto-replies are the phone's words; a bare ok is its owner's."""
    assert understand(text, lexicon).by_machine is not typed


@pytest.mark.parametrize(
    "text",
    [
        "Liked “See you at 4” he is here with a gun",
        "Disliked “ok”. please help me",
        "Le gustó “nos vemos” mi esposo me pego",
        "im driving home and he is following me",
        "ok he hit me",
        "👍 i want to die",
    ],
)
def test_own_words_beside_a_reaction_count(lexicon: Lexicon, text: str) -> None:
    """What somebody writes around a quote, an auto-reply or an ok is read."""
    meaning = understand(text, lexicon)
    assert (meaning.urgency, meaning.needs_nobody) == (Urgency.EMERGENCY, False)


def test_a_quoted_threat_in_ordinary_words_counts(lexicon: Lexicon) -> None:
    """Only a phone's reaction hides its quote: people quote threats too."""
    assert understand('he wrote me "i will kill you and the kids"', lexicon).urgency is Urgency.EMERGENCY
