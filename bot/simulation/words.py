"""What people write, and what they mean by it: known here because it is written here, whatever the line makes of it."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from bot.model.people import Language
from bot.model.value import value_in_order


class Meant(StrEnum):
    """What a text is for."""

    EMERGENCY = "emergency"
    SOON = "soon"
    FOR_A_PERSON = "for_a_person"
    ASKS = "asks"
    LIMIT = "limit"
    STOP = "stop"
    START = "start"
    NOTHING = "nothing"

    @property
    def is_cry(self) -> bool:
        """Whether it is a cry for help."""
        return self in {Meant.EMERGENCY, Meant.SOON}

    @property
    def wants_answer(self) -> bool:
        """Whether it must be answered, told or joined, whatever else was going on."""
        return self.is_cry or self in {Meant.FOR_A_PERSON, Meant.ASKS}


@value_in_order
class Say:
    """Words that somebody writes after a while, and what they mean by them."""

    after: timedelta
    words: str
    meant: Meant = Meant.NOTHING


EN, ES, HT, PT = Language.ENGLISH, Language.SPANISH, Language.HAITIAN_CREOLE, Language.PORTUGUESE
CRIES: Mapping[Language, Mapping[Meant, tuple[str, ...]]] = {
    EN: {
        Meant.EMERGENCY: ("i cant do this anymore i want to die", "he is hitting me right now", "he has a knife help"),
        Meant.SOON: ("we have no food", "we got evicted"),
    },
    ES: {
        Meant.EMERGENCY: ("no puedo más, no quiero vivir", "me está pegando ahora", "tengo miedo de él"),
        Meant.SOON: ("no tenemos comida",),
    },
    HT: {
        Meant.EMERGENCY: ("mwen vle mouri", "li ap bat mwen kounye a", "mwen pè li"),
        Meant.SOON: ("nou pa gen manje",),
    },
    PT: {
        Meant.EMERGENCY: ("quero morrer", "ele está me batendo agora", "tenho medo dele"),
        Meant.SOON: ("não temos comida",),
    },
}
NOT_UNDERSTOOD: Mapping[Language, tuple[str, ...]] = {
    EN: ("the blue thing from before is still in the car", "how is it going with the paper", "im so overwhelmed"),
    ES: ("la cosa azul sigue en el carro",),
    HT: ("bagay ble a toujou nan machin nan",),
    PT: ("a coisa azul ainda esta no carro",),
}
ASKED: Mapping[Language, tuple[str, ...]] = {
    EN: ("next", "when is my next visit", "week", "running 15 min late", "i cant make it"),
    ES: ("próxima", "cuándo es mi próxima cita", "llego 15 minutos tarde", "no puedo ir"),
    HT: ("pwochen", "kilè pwochen randevou mwen", "map an reta 15 minit", "mwen pa kapab vini"),
    PT: ("próxima visita", "quando é minha próxima visita", "vou atrasar 15 minutos", "não posso ir"),
}
THANKS: Mapping[Language, tuple[str, ...]] = {
    EN: ("ok", "thanks", "ok thanks"),
    ES: ("gracias", "ok"),
    HT: ("mèsi", "ok"),
    PT: ("obrigada", "ok"),
}
LIMITS: Mapping[Language, tuple[str, ...]] = {EN: ("he reads this",), ES: ("él lee esto",), HT: ("li li sa",)}
MARKERS: Mapping[str, frozenset[str]] = {
    "en": frozenset(["the", "your", "you", "we", "is", "it", "text", "to", "have", "and", "are", "this"]),
    "es": frozenset(["usted", "su", "sus", "mande", "el", "la", "los", "estamos", "para", "tiene", "llame", "esta"]),
    "ht": frozenset(["ou", "nou", "voye", "yo", "pou", "nan", "pa", "gen", "mesaj", "la", "rele", "se"]),
    "pt": frozenset(["voce", "sua", "suas", "mande", "o", "para", "nao", "uma", "estamos", "ligue", "esta"]),
}
"""Words that show in which language a text is; some stand in two languages, the most hits decide."""
