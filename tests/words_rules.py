"""What no text of the line may say, as data, and the finding of it: SAFETY 1.3 to 1.6, for each language by itself.

Words are compared in lower case and without accents, as whole words; one that ends in `*` takes any ending. A text is
held to the words of its own language and to the English ones, which stand in every language's names of things.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache

from bot.model.people import Language, Wording

EN, ES, HT, PT = Language

LOCK_SCREEN = 40
"""What a locked phone shows of a text, in characters."""

SENSITIVE: Mapping[Language, Sequence[str]] = {
    EN: (
        *("abus*", "violen*", "batter*", "assault*", "rape", "raped", "sexual*", "victim*", "survivor*"),
        *("suicid*", "crisis", "hotline*", "shelter*", "safe house", "women's", "restraining order"),
        *("neglect*", "custody", "court", "courts", "judge", "removal", "foster*", "child welfare", "child protect*"),
        *("protective services", "investigat*", "caseworker*", "case worker*", "case manager*", "probation"),
        *("police", "drug", "drugs", "alcohol*", "rehab*", "therap*", "counsel*", "dcf", "careline"),
    ),
    ES: (
        *("abus*", "violen*", "violacion*", "maltrat*", "agresion*", "sexual*", "victima*"),
        *("suicid*", "crisis", "linea directa", "refugio*", "albergue*", "orden de proteccion"),
        *("negligen*", "custodia", "corte", "tribunal*", "juez", "jueza", "juzgado*", "remocion", "crianza temporal"),
        *("quitarle los ninos", "proteccion de menores", "linea de proteccion", "investiga*", "su caso"),
        *("trabajadora social", "trabajador social", "policia", "droga*", "alcohol*", "terapi*", "consejeria"),
    ),
    HT: (
        *("abi", "abize*", "vyolans", "vyolan", "vyole*", "kadejak*", "maltret*", "agresyon", "seksyel", "viktim"),
        *("swisid*", "touye tet*", "kriz", "liy direk", "abri", "refij", "lod pwoteksyon"),
        *("neglijans", "neglije*", "gad timoun", "tribinal*", "jij", "fwaye dakey", "fanmi dakey", "retire timoun*"),
        *("pran timoun*", "pwoteksyon timoun", "anket*", "dosye w", "dosye ou", "travaye sosyal", "travayez sosyal"),
        *("lapolis", "dwog", "alkol*", "terapi*", "konseye*"),
    ),
    PT: (
        *("abus*", "violen*", "estupr*", "maltrat*", "maus tratos", "maus-tratos", "agressa*", "sexual*", "vitima*"),
        *("suicid*", "crise", "linha direta", "abrigo*", "refugio*", "medida protetiva"),
        *("negligen*", "custodia", "guarda dos filhos", "guarda da crianca", "tribunal*", "juiz", "juiza", "juizado"),
        *("conselho tutelar", "acolhimento", "retirada", "protecao a crianca", "protecao de menores", "investiga*"),
        *("assistente social", "seu caso", "policia", "droga*", "alcool*", "terapi*", "aconselhamento"),
    ),
}
"""Names of services for victims and reasons for a visit: never on a lock screen, and in no discreet text at all."""

PROGRAM: Mapping[Language, Sequence[str]] = {
    EN: (
        *("program", "programs", "agency", "agencies", "department*", "family preservation", "preservation"),
        *("child & family", "child and family", "social work*", "social services", "services", "office", "staff"),
        *("worker", "workers", "supervisor*", "parenting"),
    ),
    ES: (
        *("programa", "programas", "agencia*", "departamento*", "preservacion", "servicios", "oficina*"),
        *("trabajador", "trabajadora", "trabajadores", "al personal", "el personal", "supervis*"),
    ),
    HT: (
        *("pwogram*", "ajans*", "depatman*", "prezevasyon", "sevis", "biwo", "ofis", "sipevize*"),
        *("anplwaye*", "travaye", "travayez", "ajan"),
    ),
    PT: (
        *("programa", "programas", "agencia*", "departamento*", "preservacao", "servico", "servicos", "escritorio*"),
        *("trabalhador*", "funcionari*", "supervis*", "agente"),
    ),
}
"""Who we are: in no discreet text."""

PROMISES: Mapping[Language, Sequence[str]] = {
    EN: (
        *("help is on the way", "help is on its way", "help is coming", "is coming to you", "on the way to you"),
        *("someone will", "somebody will", "a person will", "will call you", "will be with you", "we promise", "soon"),
        *("you are safe", "you will be fine", "do not worry", "don't worry"),
    ),
    ES: (
        *("la ayuda va", "ayuda en camino", "la ayuda llega", "ya va para alla", "alguien va a", "alguien le va a"),
        *("una persona va a", "una persona le va a", "le llamara*", "le llamare*", "le va* a llamar", "prometemos"),
        *("pronto", "no se preocupe", "todo va a estar bien"),
    ),
    HT: (
        *("ed la ap vini", "ed ap vini", "ed la sou wout", "ed sou wout", "yon moun ap vini", "yon moun ap rele*"),
        *("yon moun pral", "n ap rele w", "nou pral rele w", "nou pwomet", "pa enkyete w", "tout bagay ap bon"),
        *("talè konsa", "byento"),
    ),
    PT: (
        *("ajuda a caminho", "ajuda esta a caminho", "ajuda vem", "ajuda ja vai", "alguem vai", "uma pessoa vai"),
        *("vamos ligar", "vao ligar", "ligaremos", "prometemos", "em breve", "nao se preocupe", "vai ficar tudo bem"),
    ),
}
"""Promises of a human's time, or of how it ends (SAFETY 1.5); "help is on the way" first of all."""

PRESSURE: Mapping[Language, Sequence[str]] = {
    EN: (
        *("you must", "you have to", "required", "mandatory", "your fault", "you failed", "failure", "no-show"),
        *("or else", "consequence*", "warning", "last chance", "violat*", "comply", "compliance", "lose your"),
        *("terminated", "disappoint*", "shame", "blame", "final notice"),
    ),
    ES: (
        *("tiene que", "tienen que", "usted debe", "obligatori*", "su culpa", "fallo", "falto a", "no cumpl*"),
        *("consecuencia*", "advertencia*", "ultima oportunidad", "ultimo aviso", "incumpl*", "va a perder", "perdera"),
    ),
    HT: (
        *("ou dwe", "fok ou", "ou oblije", "obligatwa", "fot ou", "se fot", "ou echwe", "konsekans", "avetisman"),
        *("denye chans", "denye avi", "w ap pedi", "ou pral pedi"),
    ),
    PT: (
        *("voce deve", "voce precisa vir", "tem que", "tem de", "obrigatori*", "sua culpa", "falhou", "faltou"),
        *("consequencia*", "advertencia*", "ultima chance", "ultimo aviso", "descumpr*", "vai perder", "perdera"),
    ),
}
"""Guilt and threat (SAFETY 1.6)."""

MISS_RULES: Mapping[Language, Sequence[str]] = {
    EN: ("miss", "missed", "misses", "in a row", "may end", "will end", "count", "counts", "policy"),
    ES: ("perdida", "perdidas", "falta", "faltas", "seguidas", "terminar", "cuenta", "cuentan", "regla", "reglas"),
    HT: ("rate", "manke", "youn apre lot", "fini", "konte", "reg", "regleman"),
    PT: ("perdida", "perdidas", "falta", "faltas", "seguidas", "terminar", "conta", "contam", "regra", "regras"),
}
"""The rules about missed visits: told at intake and after a miss, never in a reminder (SAFETY 1.6)."""

ADDRESS = re.compile(
    r"\b\d{1,5} (?:[a-z.]+ ){0,3}(?:street|st|avenue|ave|road|rd|drive|lane|boulevard|blvd|turnpike|highway|court)\b"
    r"|\b(?:calle|avenida|avni|rua|travessa|ri) (?!a\b)[a-z0-9]+"
    r"|\b(?:apt|apartment|apartamento|apto|apatman|suite|unit)\b\.? ?#?[a-z0-9]+"
    r"|\b0[5-9]\d{3}\b(?!-)"
)
"""Streets, flats and the postal codes of New England."""

CARRIER_WORDS = "CANCEL|END|QUIT|REVOKE|OPTOUT|YES|STOP|START|UNSTOP|HELP|INFO"
_ASKING: Mapping[Language, str] = {
    EN: "reply|text|respond|answer|type|send|write|say",
    ES: (
        "responda|responde|responder|conteste|contesta|escriba|escribe|envie|envia|enviar|mande|manda|mandar"
        "|teclee|texto|texte|textee|textea|marque|diga"
    ),
    HT: "reponn|voye|ekri|tape|tekste|di",
    PT: "responda|responde|responder|envie|enviar|mande|mandar|escreva|digite|tecle|diga",
}
_LINK = r"(?: back)?(?: with| con| com| ak)?(?: the word| la palabra| mo| a palavra)?:? [\"']?"


@cache
def asking_for(language: Language) -> tuple[re.Pattern[str], ...]:
    """Return what asks, in a language or in English, for a word that the carrier takes for itself."""
    verbs = f"{_ASKING[language]}|{_ASKING[EN]}"
    return (
        re.compile(rf"\b(?i:{verbs})\b[^.?!\n]{{0,40}}\b(?:{CARRIER_WORDS})\b"),
        re.compile(rf"\b(?i:{verbs})(?i:{_LINK})(?i:yes|stop|start|unstop|cancel|quit|revoke|optout)\b"),
        re.compile(rf"\b(?:{CARRIER_WORDS})\b[\"']? (?:to|para|pou)\b"),
    )


NUMBER = re.compile(r"(?<![\d:,.])\(?\d{3,}\)?(?:[ .-]?\d{3,})*|\b\d{3}[ .-]\d{2}[ .-]\d{2}\b")
"""What reads as a phone number: three digits and more, with or without the usual marks between them."""
UNFILLED = re.compile(r"[{}<>]|\bNone\b|\b(?:Phrase|Lines|Language|datetime)\b")
"""What stands in a text when a place in it was not filled, or not in words."""


def bare(text: str) -> str:
    """Return `text` without accents."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def found(text: str, words: Mapping[Language, Sequence[str]], language: Language) -> list[str]:
    """Return what of `words` in `language`, or in English, stands in `text`."""
    plain = bare(text).lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return [match[0] for match in _any_of((*words[language], *words[EN])).finditer(plain)]


@cache
def _any_of(words: Sequence[str]) -> re.Pattern[str]:
    """Return a pattern for each of `words` as a whole word."""
    bodies = (re.escape(bare(word)).replace(r"\*", r"\w*") for word in words)
    return re.compile(rf"(?<!\w)(?:{'|'.join(bodies)})(?!\w)")


def broken_rules(text: str, wording: Wording, language: Language) -> list[str]:
    """Name each rule for texts to families that `text` breaks."""
    plain = bare(text)
    return [
        *(f"promises {word!r}" for word in found(text, PROMISES, language)),
        *(f"presses with {word!r}" for word in found(text, PRESSURE, language)),
        *(f"lock screen shows {word!r}" for word in found(text[:LOCK_SCREEN], SENSITIVE, language)),
        *(f"asks for {match[0]!r}" for pattern in asking_for(language) if (match := pattern.search(plain))),
        *(f"leaves {match[0]!r} unfilled" for match in UNFILLED.finditer(text)),
        *(_too_much(text, language) if wording is Wording.DISCREET else ()),
    ]


def _too_much(text: str, language: Language) -> list[str]:
    """Name what a discreet text tells whoever else reads the phone."""
    told = [*found(text, SENSITIVE, language), *found(text, PROGRAM, language)]
    return [
        *(f"discreet says {word!r}" for word in told),
        *(f"discreet gives {match[0]!r}" for match in ADDRESS.finditer(bare(text).lower())),
    ]


def numbers_in(text: str) -> set[str]:
    """Return everything in `text` that reads as a phone number."""
    return {match[0] for match in NUMBER.finditer(text)}
