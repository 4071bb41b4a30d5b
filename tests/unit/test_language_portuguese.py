"""Texts in Portuguese: cries for help, what is none, limits on contact and ordinary requests (SAFETY 2.1, 3)."""

from pathlib import Path

import pytest

from bot.keywords import load_lexicon
from bot.language import understand
from bot.language.lexicon import Lexicon
from bot.model.meaning import CrisisKind, Intent, Limit, Urgency

CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    """The shipped lexicon."""
    return load_lexicon([CONFIG])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("queria nunca ter nascido", CrisisKind.SUICIDE),
        ("n quero mais existir", CrisisKind.SUICIDE),
        ("naum vejo mais motivo pra viver", CrisisKind.SUICIDE),
        ("tenho uns comprimidos guardados pra tomar tudo", CrisisKind.SUICIDE),
        ("perdao por tudo, adeus", CrisisKind.SUICIDE),
        ("minha mae falou que vai se matar tenho 11 anos", CrisisKind.SUICIDE),
        ("i dont know, quero morrer", CrisisKind.SUICIDE),
        ("to cansada de viver", CrisisKind.SUICIDE),
        ("amanha eu nao vou estar mais aqui cuidem das criancas", CrisisKind.SUICIDE),
        ("meu filho falou que preferia estar morto", CrisisKind.SUICIDE),
        ("meu marido me bateu", CrisisKind.PARTNER_VIOLENCE),
        ("meu namorado quebrou tudo em casa e me empurrou", CrisisKind.PARTNER_VIOLENCE),
        ("mim bateu na frente dos meninos", CrisisKind.PARTNER_VIOLENCE),
        ("my husband me bateu", CrisisKind.PARTNER_VIOLENCE),
        ("apanhei de novo", CrisisKind.PARTNER_VIOLENCE),
        ("ele ta do meu lado nao posso falar", CrisisKind.PARTNER_VIOLENCE),
        ("ele me trancou no quarto com as criancas", CrisisKind.PARTNER_VIOLENCE),
        ("ele ta vindo me ajuda", CrisisKind.PARTNER_VIOLENCE),
        ("nao me liga ele ta na sala", CrisisKind.PARTNER_VIOLENCE),
        ("ele apontou o revolver pra mim", CrisisKind.PARTNER_VIOLENCE),
        ("minha irma foi espancada pelo marido", CrisisKind.PARTNER_VIOLENCE),
        ("quase joguei o bebe na parede", CrisisKind.CHILD_SAFETY),
        ("meu padrasto entra no meu quarto de noite e mexe comigo", CrisisKind.CHILD_SAFETY),
        ("o vizinho mexeu na minha menina", CrisisKind.CHILD_SAFETY),
        ("minha mae ta caida no chao", CrisisKind.CHILD_SAFETY),
        ("ela engoliu uma pilha", CrisisKind.MEDICAL),
        ("meu filho se queimou com agua quente", CrisisKind.MEDICAL),
        ("ela nao acorda", CrisisKind.MEDICAL),
        ("meu pai ta tendo um infarto", CrisisKind.MEDICAL),
        ("meu bebe ta roxo e nao chora", CrisisKind.MEDICAL),
        ("ela tomou uma cartela inteira de rivotril", CrisisKind.OVERDOSE),
        ("bebeu demais e nao responde", CrisisKind.OVERDOSE),
        ("nao acho minha filha", CrisisKind.RUNAWAY),
        ("o pai pegou meu filho e sumiu", CrisisKind.RUNAWAY),
        ("tem tiroteio na rua", CrisisKind.VIOLENCE),
        ("tem gente tentando entrar na minha casa", CrisisKind.VIOLENCE),
        ("não temos onde dormir hoje", CrisisKind.SHELTER),
        ("o dono botou a gente na rua", CrisisKind.SHELTER),
        ("nao temos pra onde ir essa noite", CrisisKind.SHELTER),
        ("SOCORRO", CrisisKind.OTHER),
        ("cheiro forte de gas aqui", CrisisKind.OTHER),
        ("por favor ajuda", CrisisKind.OTHER),
        ("ta saindo muita fumaça da casa", CrisisKind.OTHER),
        ("vazamento de gás", CrisisKind.OTHER),
    ],
)
def test_portuguese_emergencies(lexicon: Lexicon, text: str, kind: CrisisKind) -> None:
    """Present danger, direct or indirect, by a child, about another, misspelt or beside English."""
    meaning = understand(text, lexicon)
    assert (meaning.urgency, meaning.crisis_kind) == (Urgency.EMERGENCY, kind)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ele pegou meus documentos", CrisisKind.PARTNER_VIOLENCE),
        ("ele me controla em tudo", CrisisKind.PARTNER_VIOLENCE),
        ("meu filho voltou da casa do pai com um roxo nas costas", CrisisKind.CHILD_SAFETY),
        ("acabou a insulina do meu filho", CrisisKind.MEDICAL),
        ("acabou o leite do bebe", CrisisKind.OTHER),
        ("tive uma recaida ontem", CrisisKind.OTHER),
        ("cortaram a luz", CrisisKind.OTHER),
        ("a geladeira ta vazia", CrisisKind.OTHER),
        ("to surtando", CrisisKind.OTHER),
    ],
)
def test_portuguese_cries_for_the_same_day(lexicon: Lexicon, text: str, kind: CrisisKind) -> None:
    """Despair, relapse, control and want are heard, and are no emergency."""
    meaning = understand(text, lexicon)
    assert (meaning.urgency, meaning.crisis_kind) == (Urgency.SOON, kind)


@pytest.mark.parametrize(
    "text",
    [
        "minhas costas estao me matando",
        "morri de rir kkkk",
        "meu celular morreu",
        "as criancas vao me matar kkkk",
        "assisti um filme que o cara mata todo mundo",
        "meu ex me batia mas faz muitos anos",
        "ele nunca me bateu",
        "voce pode me ajudar com o formulario",
        "palestra sobre prevenção ao suicidio",
        "meu marido quer que eu faça o almoço",
        "meu marido vai estar aqui tambem",
        "a febre ja passou ele ta bem",
        "tirei foto do papel",
        "arma de agua pras criancas",
        "bom dia tudo bem com voce",
        "meu marido saiu pro trabalho",
        "ele bateu o carro mas ta tudo bem",
        "nao acho o papel",
        "o cachorro fugiu",
        "ele me deu um abraço",
        "ela mora na rua principal",
        "levei a bebe no pronto socorro semana passada ela ta bem",
        "o medico nao deixou ele ir pra escola",
        "ele nao me deixou na mão",
        "a porta ta aberta pode entrar",
        "tiro o lixo e ja abro a porta",
        "meu filho tem epilepsia mas ta controlado",
        "o curso de primeiros socorros é amanha",
        "minha filha foi na casa da avó",
        "to morta de cansaço",
        "preciso sair agora",
        "acabou a aula",
        "ele se machucou no futebol mas ta bem",
        "vamos matar a saudade",
        "liga a tv",
    ],
)
def test_portuguese_everyday_words_wake_nobody(lexicon: Lexicon, text: str) -> None:
    """Idioms, films, what is past, denied or merely sounds alike is no cry for help."""
    assert understand(text, lexicon).urgency is Urgency.NONE


@pytest.mark.parametrize(
    "text",
    [
        "morri de rir mas agora ele quer me matar",
        "ele chegou do trabalho e vai me matar",
        "ele me mata se eu chegar tarde",
        "meu filho vai me matar ele tem uma faca",
        "ele nunca me bateu assim antes",
        "meu marido me mata se ler isso kkk é sério",
        "obrigada pela ajuda mas ele me bateu de novo",
        "meu celular morreu e eu quero morrer",
        "nao tenho medo de barata tenho medo dele",
    ],
)
def test_portuguese_a_threat_beside_an_idiom_is_heard(lexicon: Lexicon, text: str) -> None:
    """What takes a figure of speech away takes nothing else of the same text."""
    assert understand(text, lexicon).urgency is Urgency.EMERGENCY


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("estaremos em casa", Intent.CONFIRM),
        ("blz pode vir", Intent.CONFIRM),
        ("cancela a visita", Intent.CANCEL),
        ("preciso cancelar amanha", Intent.CANCEL),
        ("podemos remarcar", Intent.RESCHEDULE),
        ("tem como mudar pra sexta?", Intent.RESCHEDULE),
        ("to a caminho", Intent.LATE),
        ("peguei transito", Intent.LATE),
        ("que horas é a visita", Intent.NEXT_VISIT),
        ("voces vem amanha?", Intent.NEXT_VISIT),
        ("quero falar com a supervisora", Intent.HUMAN),
        ("quero sair do programa", Intent.HUMAN),
        ("não falo inglês", Intent.LANGUAGE),
        ("fala portugues?", Intent.LANGUAGE),
        ("muito obrigada deus abençoe", Intent.THANKS),
        ("qual o telefone do hospital", Intent.DIRECTORY),
        ("onde fica o banco de alimentos", Intent.DIRECTORY),
        ("como funciona isso", Intent.HELP),
        ("pode voltar a mandar mensagem", Intent.START),
        ("tira meu numero da lista", Intent.STOP),
        ("me deixa em paz", Intent.STOP),
        ("foi engano", Intent.WRONG_NUMBER),
        ("não conheço essa pessoa", Intent.WRONG_NUMBER),
    ],
)
def test_portuguese_requests(lexicon: Lexicon, text: str, intent: Intent) -> None:
    """What a visit needs is understood."""
    assert understand(text, lexicon).intent is intent


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("não me mande mensagem", Limit.DO_NOT_TEXT),
        ("não escreve mais aqui", Limit.DO_NOT_TEXT),
        ("ele lê minhas mensagens", Limit.SOMEONE_READS),
        ("meu marido olha meu celular", Limit.SOMEONE_READS),
        ("esse não é meu telefone", Limit.OTHER_PHONE),
        ("só mensagem por favor", Limit.DO_NOT_CALL),
        ("meu marido mexe no meu celular", Limit.SOMEONE_READS),
        ("vou apagar as mensagens", Limit.DELETE_THIS),
        ("para de me escrever", Limit.DO_NOT_TEXT),
    ],
)
def test_portuguese_limits(lexicon: Lexicon, text: str, limit: Limit) -> None:
    """Words that limit contact are found and always reach somebody."""
    meaning = understand(text, lexicon)
    assert (meaning.limit, meaning.needs_nobody) == (limit, False)


@pytest.mark.parametrize(
    "text", ["pare de me mandar mensagem", "não quero mais mensagem", "não quero mais receber mensagens"]
)
def test_portuguese_asking_for_no_more_texts(lexicon: Lexicon, text: str) -> None:
    """In words it is both an opt-out and a limit."""
    meaning = understand(text, lexicon)
    assert (meaning.intent, meaning.limit) == (Intent.STOP, Limit.DO_NOT_TEXT)


@pytest.mark.parametrize(
    "text", ["ok obrigada", "valeu", "Amou “ate amanha”", "estou dirigindo", "ta bom obrigada", "boa noite"]
)
def test_portuguese_what_no_human_has_to_read(lexicon: Lexicon, text: str) -> None:
    """A bare ok, thanks, good night, reaction or auto-reply needs nobody."""
    assert understand(text, lexicon).needs_nobody
