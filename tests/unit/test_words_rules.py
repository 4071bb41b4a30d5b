"""The rules for words can fail: each forbidden thing is found in each language, and careful words pass."""

import pytest
from reading_level import MEASURED, SIXTH, grade, most
from words_rules import MISS_RULES, broken_rules, found, numbers_in

from bot.model.people import Language, Wording

EN, ES, HT, PT = Language

DISCREET_NEVER = [
    (EN, "Your program called."),
    (EN, "dcf"),
    (EN, "Child & Family here"),
    (EN, "Careline 1-800"),
    (EN, "a shelter bed"),
    (EN, "a very long text about nothing at all, then: a hotline"),
    (EN, "Suicide line"),
    (EN, "Come to 255 Hempstead Street"),
    (EN, "New London, CT 06320"),
    (EN, "We come about the neglect."),
    (EN, "Bring it to court."),
    (EN, "Your caseworker is here."),
    (EN, "Ask your worker."),
    (ES, "La agencia llamó"),
    (ES, "Preservación Familiar"),
    (ES, "Violencia"),
    (ES, "Es por la custodia de los niños."),
    (ES, "Su trabajadora social viene."),
    (ES, "Calle Mayor"),
    (ES, "Apto. 4"),
    (ES, "Llame al refugio."),
    (HT, "Pwogram nan rele w."),
    (HT, "Vyolans nan kay la"),
    (HT, "Se pou tribinal la."),
    (HT, "Travayè sosyal la ap vini."),
    (HT, "Se pou neglijans."),
    (HT, "Yon abri pou fanm"),
    (PT, "O programa ligou."),
    (PT, "Violência doméstica"),
    (PT, "É sobre a guarda dos filhos."),
    (PT, "O conselho tutelar vem."),
    (PT, "A assistente social vem."),
    (PT, "Rua Augusta"),
    (PT, "Há um abrigo."),
]
NOBODY_MAY = [
    (EN, "Text STOP to end"),
    (EN, "Reply YES"),
    (EN, "reply yes"),
    (EN, "Reply with the word CANCEL"),
    (EN, "Reply 1, or HELP for more"),
    (EN, "STOP to opt out"),
    (ES, "Responda STOP"),
    (ES, "Envíe la palabra CANCEL"),
    (HT, "Reponn YES"),
    (HT, "Voye mo STOP"),
    (PT, "Responda com a palavra CANCEL"),
    (PT, "Envie STOP"),
    (EN, "Help is on the way!"),
    (EN, "Someone will call you."),
    (ES, "La ayuda va en camino."),
    (ES, "Alguien le va a llamar."),
    (HT, "Èd ap vini."),
    (HT, "Nou pwomèt."),
    (PT, "A ajuda está a caminho."),
    (PT, "Alguém vai ligar."),
    (EN, "You must be home."),
    (EN, "This is your last chance."),
    (ES, "Usted tiene que estar."),
    (HT, "Ou dwe la."),
    (PT, "Você deve estar em casa."),
    (EN, "Your visit is {at}."),
    (EN, "Your visit with None is today."),
]
REMINDS_OF_MISSES = [
    (EN, "Your visit is today. You missed two."),
    (ES, "Su visita es hoy. Ya tiene dos faltas."),
    (HT, "Vizit ou jodi a. Ou rate de."),
    (PT, "Sua visita e hoje. Já tem duas faltas."),
]
TOO_HARD = [
    (EN, "Participation necessitates immediate confirmation by authorized representatives of the organization."),
    (ES, "La participacion requiere confirmacion inmediata por representantes autorizados de la organizacion."),
]


@pytest.mark.parametrize(("language", "text"), [*DISCREET_NEVER, *NOBODY_MAY])
def test_the_rules_catch_what_they_are_for(language: Language, text: str) -> None:
    """Each forbidden thing is found in a discreet text, so that silence means something."""
    assert broken_rules(text, Wording.DISCREET, language)


@pytest.mark.parametrize(("language", "text"), NOBODY_MAY)
def test_a_full_text_promises_presses_and_asks_as_little(language: Language, text: str) -> None:
    """Full wording says more of who we are; it is no freer in what it promises or asks for."""
    assert broken_rules(text, Wording.FULL, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (EN, "We are telling the person on call now. In danger: 911. To talk: 988."),
        (EN, "Automatic answer. Your message is passed on. Need a person tonight? Text 1. In danger: 911."),
        (EN, "Reply 1 to keep it, 2 to move it. We cannot send help from here; call 911."),
        (EN, "The answer is at the end of the list."),
        (ES, "Su visita programada es el sab 3 oct. 1 = bien, 2 = cambiar."),
        (ES, "Llame a la hora que quiera. En caso de peligro: 911."),
        (HT, "Repons otomatik. Si gen danje, rele 911."),
        (PT, "Pronto. Sua visita e na sexta. Se houver perigo, ligue 911."),
    ],
)
def test_the_rules_let_careful_words_pass(language: Language, text: str) -> None:
    """Careful texts break no rule."""
    assert broken_rules(text, Wording.DISCREET, language) == []


@pytest.mark.parametrize("word", ["violence", "violencia", "vyolans", "violência"])
def test_the_lock_screen_rule_holds_for_full_texts_too(word: str) -> None:
    """In the full wording a sensitive word may stand, but not in the first 40 characters."""
    language = dict(zip(["violence", "violencia", "vyolans", "violência"], Language, strict=True))[word]
    assert len(broken_rules(f"1 {word}: 211", Wording.FULL, language)) == 1
    assert broken_rules(f"{'1234567890' * 4} {word}", Wording.FULL, language) == []


@pytest.mark.parametrize(("language", "text"), REMINDS_OF_MISSES)
def test_a_reminder_that_counts_misses_is_found(language: Language, text: str) -> None:
    """The rules about missed visits stand in no reminder."""
    assert found(text, MISS_RULES, language)


def test_whatever_reads_as_a_phone_number_is_found() -> None:
    """Three digits and more count; times, days and counts do not."""
    text = "At 11:20 pm, Dec 12: 911 or 1-800-842-2288, (860) 555 0100, 2025550100. 4 = none, 12 visits, 24/7."
    assert numbers_in(text) == {"911", "800-842-2288", "(860) 555 0100", "2025550100"}


@pytest.mark.parametrize(("language", "text"), TOO_HARD)
def test_hard_words_measure_as_hard(language: Language, text: str) -> None:
    """A sentence of long words is beyond what even a short text may measure."""
    assert language in MEASURED
    assert grade(text, language) > most(text) > SIXTH
