"""A family reads its own language from the welcome to the last answer, and its worker reads theirs."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from world import FIRST, OWN, SECOND, THURSDAY_6_PM, Handset, World

from bot.model.people import Language

DAY_BEFORE = THURSDAY_6_PM - timedelta(hours=24, minutes=50)


@pytest.fixture
def on(on: World) -> World:
    """Let who stands on the rota speak all four languages: else supervisors read each morning that nobody does."""
    for worker in (FIRST, SECOND):
        on.speaks(worker, "en;es;ht;pt")
    return on


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """What one language says at each step, and how its speakers answer."""

    cry: str
    told: str
    has_it: str
    reminded: str
    discreet: str
    thanks: str
    offered: str
    echoed: str
    yes: str
    moved: str
    numbers: str
    listed: str
    poison: str
    next_: str
    planned: str
    late: str
    passed_on: str
    ends_texts: str


CREOLE = Spoken(
    cry="m pa vle viv ankò",
    told="Repons otomatik",
    has_it="Lucia gen mesaj ou a",
    reminded="Vizit ou ak Dana se jedi 3 desanm, 6:00 pm. Voye 1 = bon, 2 = pa bon pou mwen.",
    discreet="Vizit ou se jedi 3 desanm, vè 6 pm. Voye 1 = bon",
    thanks="Mèsi. Li sou lis la:\njedi 3 desanm, 6:00 pm",
    offered="Lè ki lib olye jedi 6:00 pm:\n1 = vandredi 4 desanm, 6:00 pm",
    echoed="Deplase jedi 6:00 pm pou vandredi 4 desanm, 6:00 pm? Voye 1 = wi, 2 = non.",
    yes="Wi",
    moved="Sa fèt. Vizit ou se vandredi 4 desanm, 6:00 pm",
    numbers="Nimewo",
    listed="Nimewo itil",
    poison="Anpwazonnman",
    next_="pwochen",
    planned="Pwochen vizit ou se vandredi 4 desanm, 6:00 pm",
    late="m an reta",
    passed_on="N ap pase sa bay Dana kounye a",
    ends_texts="pa voye mesaj ban mwen ankò",
)
PORTUGUESE = Spoken(
    cry="não quero mais viver",
    told="Resposta automatica",
    has_it="Lucia recebeu sua mensagem",
    reminded="Sua visita com Dana é qui, 3 de dez, 6:00 pm. Mande 1 = tudo bem, 2 = nao posso.",
    discreet="Sua visita é qui, 3 de dez, por volta de 6 pm. Mande 1 = tudo bem",
    thanks="Obrigado. Fica marcado:\nqui, 3 de dez, 6:00 pm",
    offered="Horarios livres em vez de qui 6:00 pm:\n1 = sex, 4 de dez, 6:00 pm",
    echoed="Mudar de qui 6:00 pm para sex, 4 de dez, 6:00 pm? Mande 1 = sim, 2 = nao.",
    yes="Sim",
    moved="Pronto. Sua visita é sex, 4 de dez, 6:00 pm",
    numbers="números",
    listed="Numeros uteis",
    poison="Envenenamento",
    next_="próxima",
    planned="Sua proxima visita é sex, 4 de dez, 6:00 pm",
    late="vou atrasar",
    passed_on="Passamos isso para Dana agora",
    ends_texts="não me mandem mais mensagens",
)
IN = {"ht": CREOLE, "pt": PORTUGUESE}
LANGUAGES = pytest.mark.parametrize("language", list(IN))


def reminded(on: World, language: str, **profile: str) -> Handset:
    """Admit a family that was welcomed in its language; it is the day before its visit."""
    rosa = on.agreed("rosa", language=language, **profile)
    assert IN[language].ends_texts.translate(str.maketrans("ã", "a")) in rosa.text
    on.visit("F-0001", THURSDAY_6_PM)
    on.at(DAY_BEFORE)
    return rosa


@LANGUAGES
def test_a_cry_is_answered_in_its_language(world: World, language: str) -> None:
    """911 and 988 in words they read; the worker's page names the language in the worker's own."""
    said = IN[language]
    rosa = world.family("rosa", language=language, phone_is="private").texts(said.cry)
    rosa.gets(said.told, "911", "988").lacks("answer", "respuesta")
    page = world.phone(FIRST).gets("PAGE", "EMERGENCY", Language(language).in_english)
    page.replies("1").gets("is yours").gets(said.cry)
    rosa.gets(said.has_it)


@LANGUAGES
def test_a_reminder_is_confirmed(on: World, language: str) -> None:
    """The day, the time and what the digits mean are in their language, and so is the thank-you."""
    said = IN[language]
    reminded(on, language).gets(said.reminded).texts("1").gets(said.thanks)


@LANGUAGES
@pytest.mark.parametrize("phone_is", ["shared", ""])
def test_where_others_may_read_the_words_are_discreet(on: World, language: str, phone_is: str) -> None:
    """The careful wording exists in each language: about when, and nobody's name."""
    rosa = reminded(on, language, discreet="yes", phone_is=phone_is)
    rosa.gets(IN[language].discreet).lacks("Dana", "6:00")


@LANGUAGES
def test_a_visit_is_moved_with_a_word_of_yes(on: World, language: str) -> None:
    """Offer, choice, echo and a yes as it is said; the worker reads of it in English."""
    said = IN[language]
    rosa = reminded(on, language).gets(said.reminded)
    rosa.texts("2").gets(said.offered).texts("1").gets(said.echoed).texts(said.yes).gets(said.moved)
    on.phone(OWN).gets("F-0001 moved visit 1 from Thu 6:00 pm to Fri, Dec 4, 6:00 pm")
    rosa.texts(said.next_).gets(said.planned)


@LANGUAGES
def test_late_in_one_word(on: World, language: str) -> None:
    """Who will be late says so in their own words; the worker reads it at once."""
    rosa = reminded(on, language).ignores()
    on.at(THURSDAY_6_PM - timedelta(minutes=50))
    on.phone(OWN).ignores()
    rosa.ignores().texts(IN[language].late).gets(IN[language].passed_on)
    on.phone(OWN).gets("F-0001 is running late for visit 1")


@LANGUAGES
def test_the_numbers_are_listed_by_their_names(world: World, language: str) -> None:
    """The list and each number come in their language, the digits are those of every other language."""
    said = IN[language]
    rosa = world.family("rosa", language=language, phone_is="private", discreet="no")
    rosa.texts(said.numbers).gets(said.listed, said.poison, "911").lacks("Poison", "Police")
    rosa.texts("5").gets("800-222-1222", said.poison)


@LANGUAGES
def test_the_words_of_the_welcome_end_the_texts(on: World, language: str) -> None:
    """Whoever writes what the welcome says gets no more, in any language."""
    rosa = on.agreed("rosa", language=language)
    rosa.texts(IN[language].ends_texts).gets("OK.")
    on.visit("F-0001", THURSDAY_6_PM)
    on.at(DAY_BEFORE)
    rosa.gets_nothing()
    on.phone(OWN).gets("asked not to be texted").ignores()


def test_a_worker_who_speaks_creole_first_reads_english(world: World) -> None:
    """Texts to staff are written in two languages; the first of theirs that is one of them counts."""
    world.speaks(FIRST, "ht;en")
    rosa = world.family("rosa", phone_is="private", language="ht").texts(CREOLE.cry).gets(CREOLE.told)
    world.phone(FIRST).gets("PAGE", "Haitian Creole").replies("1").gets("is yours").gets(CREOLE.cry)
    rosa.gets(CREOLE.has_it)
