"""Texts in Haitian Creole: cries for help, what is none, limits on contact and ordinary requests (SAFETY 2.1, 3)."""

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
        ("m swete m pa t janm fèt", CrisisKind.SUICIDE),
        ("lavi m pa vo anyen ankò", CrisisKind.SUICIDE),
        ("si m mouri pesonn pap kriye pou mwen", CrisisKind.SUICIDE),
        ("m panse ak lanmò chak jou", CrisisKind.SUICIDE),
        ("mari m di l ap touye tèt li si m kite l", CrisisKind.SUICIDE),
        ("m fini ak lavi, m pap tounen", CrisisKind.SUICIDE),
        ("sa se denye mesaj m ap voye pou ou", CrisisKind.SUICIDE),
        ("tanpri padone m pou tout bagay", CrisisKind.SUICIDE),
        ("manman m di li vle mouri, m gen 10 an", CrisisKind.SUICIDE),
        ("i cant anymore m vle mouri", CrisisKind.SUICIDE),
        ("my husband ap frape m right now", CrisisKind.PARTNER_VIOLENCE),
        ("m'ap kache l'ap chache m", CrisisKind.PARTNER_VIOLENCE),
        ("mari m ap bat mwen", CrisisKind.PARTNER_VIOLENCE),
        ("li pa vle kite m soti nan kay la", CrisisKind.PARTNER_VIOLENCE),
        ("m pa an sekirite lakay mwen", CrisisKind.PARTNER_VIOLENCE),
        ("nonm nan tounen li nan salon an pa rele m", CrisisKind.PARTNER_VIOLENCE),
        ("li femen m nan chanm lan", CrisisKind.PARTNER_VIOLENCE),
        ("li soufletem devan timoun yo", CrisisKind.PARTNER_VIOLENCE),
        ("msye ap menase pou l touye m ak pitit mwen yo", CrisisKind.PARTNER_VIOLENCE),
        ("li boule m ak sigaret", CrisisKind.PARTNER_VIOLENCE),
        ("bopè m kale manman m", CrisisKind.PARTNER_VIOLENCE),
        ("tonton m frape m", CrisisKind.PARTNER_VIOLENCE),
        ("m pa ka soti li bare pot la", CrisisKind.PARTNER_VIOLENCE),
        ("pitit mwen di m pwofesè a touche l", CrisisKind.CHILD_SAFETY),
        ("m anvi souke bebe a pou l sispann kriye", CrisisKind.CHILD_SAFETY),
        ("yon granmoun ap voye foto toutouni bay pitit fi m", CrisisKind.CHILD_SAFETY),
        ("m preske touye pitit la", CrisisKind.CHILD_SAFETY),
        ("bouch li vin ble", CrisisKind.MEDICAL),
        ("granmoun nan pa ka pale bouch li kwochi", CrisisKind.MEDICAL),
        ("papa m gen kriz kè", CrisisKind.MEDICAL),
        ("m ap vomi san", CrisisKind.MEDICAL),
        ("tansyon m moute tèt mwen ap vire m pral endispoze", CrisisKind.MEDICAL),
        ("li pran twòp grenn", CrisisKind.OVERDOSE),
        ("li bwè twòp tafya li pa ka leve", CrisisKind.OVERDOSE),
        ("m pa ka jwenn pitit mwen", CrisisKind.RUNAWAY),
        ("timoun nan soti lekòl li poko rive lakay", CrisisKind.RUNAWAY),
        ("yo ap tire deyo a", CrisisKind.VIOLENCE),
        ("yo tire sou kay la", CrisisKind.VIOLENCE),
        ("yo mete nou deyò", CrisisKind.SHELTER),
        ("m ap dòmi nan machin ak timoun yo", CrisisKind.SHELTER),
        ("pa gen chofaj ti bebe a frèt anpil", CrisisKind.SHELTER),
        ("edem", CrisisKind.OTHER),
        ("mwen bezwen èd kounye a", CrisisKind.OTHER),
        ("sekou", CrisisKind.OTHER),
        ("tanpri fe vit vini", CrisisKind.OTHER),
        ("gen lafimen tout kote", CrisisKind.OTHER),
    ],
)
def test_creole_emergencies(lexicon: Lexicon, text: str, kind: CrisisKind) -> None:
    """Present danger, direct or indirect, by a child, about another, misspelt or beside English."""
    meaning = understand(text, lexicon)
    assert (meaning.urgency, meaning.crisis_kind) == (Urgency.EMERGENCY, kind)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("li pran tout lajan m ak papye m", CrisisKind.PARTNER_VIOLENCE),
        ("li kontwole m tout kote m prale", CrisisKind.PARTNER_VIOLENCE),
        ("ti gason m tounen lakay papa l ak mak sou do l", CrisisKind.CHILD_SAFETY),
        ("yo voye yon papye degèpisman ban mwen", CrisisKind.SHELTER),
        ("lèt bebe a fini", CrisisKind.OTHER),
        ("m pa konn sa pou m fè ankò", CrisisKind.OTHER),
        ("m rechit m bwè yè swa", CrisisKind.OTHER),
        ("tèt mwen pral pati", CrisisKind.OTHER),
        ("m santi m poukont mwen m ap depale", CrisisKind.OTHER),
    ],
)
def test_creole_cries_for_the_same_day(lexicon: Lexicon, text: str, kind: CrisisKind) -> None:
    """Despair, relapse, control and want are heard, and are no emergency."""
    meaning = understand(text, lexicon)
    assert (meaning.urgency, meaning.crisis_kind) == (Urgency.SOON, kind)


@pytest.mark.parametrize(
    "text",
    [
        "do m ap touye m jodi a",
        "m mouri ri ak videyo a",
        "telefòn mwen mouri",
        "nou te gade yon fim kote msye a touye madanm li",
        "mari m te konn bat mwen lontan men se fini",
        "li pa janm bat mwen",
        "èske w ka ede m ranpli fòm nan",
        "kou sou prevansyon swisid la demen",
        "kouran an te ale men li tounen",
        "mwen gen yon nouvo travay",
        "eskize m m te nan travay",
        "li bat tanbou legliz la",
        "m pati nan travay la kounye a",
        "li pran medikaman l chak maten",
        "vwazen an ban nou manje",
        "mwen te nan lopital men m tounen lakay m byen kounye a",
        "mari m mouri gen 5 an",
        "pa enkyete w tout bagay anfòm",
        "m pral achte kouchet pita",
        "yo fini ranje chofaj la",
        "map boule je m ak zonyon lol",
        "ban m yon kout fil pita",
        "nou tout byen gras a Dieu",
        "eske gen manje nan pwogram nan",
        "mari m ap tann ou devan pot la",
        "m pap ka reponn telefòn nan travay la",
        "manman m pa la li nan mache",
        "m bezwen yon kle pou kay la",
        "dokte a pran san bebe a pou tès",
        "pa bliye kado a",
        "m mande padon pou reta a",
        "m kanpe devan biwo a",
        "m gen 3 pitit",
    ],
)
def test_creole_everyday_words_wake_nobody(lexicon: Lexicon, text: str) -> None:
    """Idioms, films, what is past, denied or merely sounds alike is no cry for help."""
    assert understand(text, lexicon).urgency is Urgency.NONE


@pytest.mark.parametrize(
    "text",
    [
        "m ap mouri grangou epi mari m ap bat mwen",
        "travay la ap touye m men li di l ap touye m vre",
        "telefòn mwen mouri, m vle mouri tou",
        "mesi paske ou ede m, li frape m ankò",
        "timoun yo ale lekòl, li tounen ak yon kouto",
        "pa gen dife men mari m ap trangle m",
        "m pa pè chen, m pè mari m",
        "li te konn bat mwen lontan, jodi a li bat mwen ankò",
    ],
)
def test_creole_a_threat_beside_an_idiom_is_heard(lexicon: Lexicon, text: str) -> None:
    """What takes a figure of speech away takes nothing else of the same text."""
    assert understand(text, lexicon).urgency is Urgency.EMERGENCY


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("dako nap tann ou", Intent.CONFIRM),
        ("wi mesi", Intent.CONFIRM),
        ("anile vizit la", Intent.CANCEL),
        ("m blije anile pou demen", Intent.CANCEL),
        ("èske w ka vini madi olye lendi", Intent.RESCHEDULE),
        ("apre senkè pi bon", Intent.RESCHEDULE),
        ("m an reta", Intent.LATE),
        ("m nan trafik", Intent.LATE),
        ("èske w toujou ap vini jodi a", Intent.NEXT_VISIT),
        ("ki kote n ap rankontre", Intent.NEXT_VISIT),
        ("mwen vle pale ak sipèvizè a", Intent.HUMAN),
        ("pèsonn pa vini yè", Intent.HUMAN),
        ("mwen pa pale angle", Intent.LANGUAGE),
        ("kreyòl tanpri", Intent.LANGUAGE),
        ("mèsi anpil Bondye beni w", Intent.THANKS),
        ("map remesye w anpil", Intent.THANKS),
        ("ki kote bank manje a ye", Intent.DIRECTORY),
        ("ki lè klinik la louvri", Intent.DIRECTORY),
        ("kisa m ka ekri isit la", Intent.HELP),
        ("rekòmanse voye mesaj ban mwen", Intent.START),
        ("retire nimewo m nan lis ou a", Intent.STOP),
        ("kite m anpe ak mesaj sa yo", Intent.STOP),
        ("ou tronpe nimewo", Intent.WRONG_NUMBER),
        ("ou rele move moun", Intent.WRONG_NUMBER),
    ],
)
def test_creole_requests(lexicon: Lexicon, text: str, intent: Intent) -> None:
    """What a visit needs is understood."""
    assert understand(text, lexicon).intent is intent


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("pa ekri m ankò", Limit.DO_NOT_TEXT),
        ("mwen pa ka pale nan telefòn", Limit.DO_NOT_CALL),
        ("efase mesaj sa", Limit.DELETE_THIS),
        ("mari m li mesaj mwen yo", Limit.SOMEONE_READS),
        ("rele m sou lòt telefòn nan", Limit.OTHER_PHONE),
        ("sa a se pa telefòn mwen", Limit.OTHER_PHONE),
        ("mesaj selman tanpri li tande m", Limit.DO_NOT_CALL),
        ("mari m konn gade nan telefòn mwen", Limit.SOMEONE_READS),
        ("fok m efase sa", Limit.DELETE_THIS),
    ],
)
def test_creole_limits(lexicon: Lexicon, text: str, limit: Limit) -> None:
    """Words that limit contact are found and always reach somebody."""
    meaning = understand(text, lexicon)
    assert (meaning.limit, meaning.needs_nobody) == (limit, False)


@pytest.mark.parametrize(
    "text",
    [
        "sispann voye mesaj ban mwen",
        "pa ekri m anko sou telefon sa",
    ],
)
def test_creole_asking_for_no_more_texts(lexicon: Lexicon, text: str) -> None:
    """In words it is both an opt-out and a limit."""
    meaning = understand(text, lexicon)
    assert (meaning.intent, meaning.limit) == (Intent.STOP, Limit.DO_NOT_TEXT)


@pytest.mark.parametrize(
    "text", ["ok mesi", "dakò", "mèsi anpil", "Renmen “N ap vini demen”", "m ap kondwi", "bon nwit"]
)
def test_creole_what_no_human_has_to_read(lexicon: Lexicon, text: str) -> None:
    """A bare ok, thanks, good night, reaction or auto-reply needs nobody."""
    assert understand(text, lexicon).needs_nobody
