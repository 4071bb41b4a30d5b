"""What does a worker mean about a safe-contact profile? `private F-0012`, `hours F-0012 1 9am-5pm`, `undo F-0012`."""

import re
from collections.abc import Mapping
from dataclasses import field, replace
from datetime import time

from bot.language.normalise import fold
from bot.language.visit_commands import Unclear
from bot.model.people import Channel, PhoneIs, SafeHours
from bot.model.value import value_in_order

NEVER = SafeHours(time(0), time(0))
"""Safe hours that never come."""
FAMILY = re.compile(r"(?:\b(?:family|familia)[^a-z0-9]+)?\bf[- ]*([0-9]{1,6})(?![0-9])")
WORD = re.compile(r"[a-z0-9'-]+")
PERSON = re.compile(
    r"[ ,.:;]*(?:(?:persona|person)\b *#?([a-z0-9-]{1,32})(?=[ ,.:;!]|$)"
    r"|#?([a-z-]{0,8}[0-9][a-z0-9-]{0,23})(?=[ ,.:;!]*$|[,.:;]| +(?:[0-9]|(?:yes|si|no|on|off|any|all|never|none)\b"
    r"|(?:cualquiera|todas|nunca|from|de|desde)\b)))"
)
"""A bare number is a person only where no words follow it: "2 people read it" is a note."""
CLOCK = r"([0-9]{1,2})(?:[:.]([0-9]{2}))? *(?:([ap])\.? *m?\.?)?"
HOURS = re.compile(
    rf"(?:(?:from|de|desde)(?: +las?)? +)?{CLOCK} *(?:-|to|a|until|till|hasta)(?: +las?)? *{CLOCK}(?=[ ,;]|$)"
)
BETWEEN = " ,.:;"
YES = frozenset({"yes", "si", "on"})
NO = frozenset({"no", "off"})
ANY = frozenset({"any", "all", "cualquiera", "todas"})
NONE = frozenset({"never", "none", "nunca"})
SURE = frozenset({"yes", "si"})
OWN_WORD = re.compile(r"(?:quiet|code)[ -]*words?\b.*|palabra +(?:de +)?(?:clave|silencio|senal)\b.*", re.DOTALL)
VALUES = YES | NO | ANY | NONE


@value_in_order
class SetProfile:
    """One field of a profile: of the person named, else of whom it can mean; `typed`: it, without family and person.

    `checks`: whoever writes it has just asked the person. `is_sure`: they repeated it with a yes.
    """

    typed: str
    family: str
    person: str | None
    change: Mapping[str, object]
    is_careful: bool = False
    checks: bool = False
    is_sure: bool = False
    note: str = field(default="", compare=False)


@value_in_order
class NoSuchHours:
    """`hours F-0012 9-9`: hours that cannot be read for certain, or never come."""

    family: str


@value_in_order
class Undo:
    """`undo F-0012`: put back what my last change replaced."""

    family: str


@value_in_order
class ShowProfile:
    """`profile F-0012`: what holds."""

    family: str


@value_in_order
class OwnWord:
    """`quiet word ...`: a person's own words are set at the office alone."""


AboutProfile = SetProfile | NoSuchHours | Undo | ShowProfile | OwnWord
_PHONE_IS = {
    **dict.fromkeys(("private", "privado", "privada"), PhoneIs.PRIVATE),
    **dict.fromkeys(("shared", "compartido", "compartida"), PhoneIs.SHARED),
    **dict.fromkeys(("monitored", "vigilado", "vigilada"), PhoneIs.MONITORED),
}
_DISCREET = {
    **dict.fromkeys(("discreet", "discreto", "discreta"), True),
    **dict.fromkeys(("full", "completo", "completa"), False),
}
_SWITCHES = {
    **dict.fromkeys(("voicemail", "buzon"), "voicemail"),
    **dict.fromkeys(("reminders", "recordatorios"), "reminders"),
    **dict.fromkeys(("texts", "textos", "mensajes"), "channel"),
}
_HOURS = frozenset({"hours", "horas", "horario"})
_CHECKED = frozenset({"checked", "revisado", "revisada"})
_UNDO = frozenset({"undo", "deshacer", "deshaz"})
_SHOW = frozenset({"profile", "perfil"})
VERBS = frozenset({*_PHONE_IS, *_DISCREET, *_SWITCHES, *_HOURS, *_CHECKED, *_UNDO, *_SHOW})
_OF_SOMEBODY = frozenset({*_PHONE_IS, *_UNDO, *_SHOW})
"""With one word behind them they speak of somebody: `monitored Rosa` must not light up on Rosa's phone."""


def about_profile(plain: str) -> AboutProfile | Unclear | None:
    """Read what a worker writes about a profile; None where a text is about something else."""
    bare = fold(plain, {})
    if OWN_WORD.fullmatch(bare):
        return OwnWord()
    match = FAMILY.search(bare)
    if match is None:
        return Unclear() if _is_half(bare) else None
    before, behind = bare[: match.start()].strip(BETWEEN + "-"), bare[match.end() :]
    if not before:  # F-0012 private
        before, behind = _first(behind)
    verb, said = _first(before)
    if verb not in VERBS:
        return None
    return _read(verb, f"F-{match.group(1)}", said, behind)


def _first(text: str) -> tuple[str, str]:
    """Cut a text behind its first word."""
    match = WORD.search(text)
    if match is None or text[: match.start()].strip(BETWEEN + "-"):
        return "", text
    return match.group(), text[match.end() :]


def _is_half(bare: str) -> bool:
    """Whether a text that names no family is half a command: `private`, `monitored Rosa`, `voicemail no 12`."""
    verb, rest = _first(bare)
    if verb not in VERBS:
        return False
    words = [word for word in HOURS.sub(" ", rest).split() if word.strip(BETWEEN + "-?!")]
    plain = [word.strip(BETWEEN + "-?!") for word in words]
    is_number = bool(plain) and re.fullmatch(r"#?[0-9]{2,6}|[b-df-hj-np-tv-xz]{2}|family|familia", plain[0]) is not None
    is_named = verb in _OF_SOMEBODY and len(plain) == 1
    return is_number or is_named or all(word in VALUES or word.isdigit() for word in plain)


def _read(verb: str, family: str, said: str, behind: str) -> AboutProfile | Unclear:
    """Read a command whose family is known; `said` stands before its code."""
    person, rest = (None, behind) if HOURS.match(behind.lstrip(BETWEEN)) else _person(behind)
    if verb in _UNDO or verb in _SHOW:
        is_plain = not said.strip(BETWEEN) and not rest.strip(BETWEEN + "?!")
        return (Undo if verb in _UNDO else ShowProfile)(family) if is_plain else Unclear()
    if verb in _HOURS:
        return _hours(verb, family, person, said.strip(BETWEEN), rest.strip(BETWEEN))
    if verb in _SWITCHES:
        return _switch(verb, family, person, said.strip(BETWEEN), rest.strip(BETWEEN))
    if said.strip(BETWEEN):
        return Unclear()
    if verb in _CHECKED:
        return _whole(SetProfile(verb, family, person, {}, checks=True), rest)
    if verb in _PHONE_IS:
        phone_is = _PHONE_IS[verb]
        is_careful = phone_is is not PhoneIs.PRIVATE
        made = SetProfile(verb, family, person, {"phone_is": phone_is}, is_careful=is_careful, checks=True)
        return _whole(made, rest)
    is_discreet = _DISCREET[verb]
    return _whole(SetProfile(verb, family, person, {"discreet": is_discreet}, is_careful=is_discreet), rest)


def _person(behind: str) -> tuple[str | None, str]:
    """Read the person behind a family's code: `1`, `person 1`."""
    match = PERSON.match(behind)
    return (match.group(1) or match.group(2), behind[match.end() :]) if match else (None, behind)


def _switch(verb: str, family: str, person: str | None, said: str, rest: str) -> SetProfile | Unclear:
    """Read `voicemail no F-0012` and `voicemail F-0012 no`."""
    if said:
        value = said
    else:
        value, rest = _first(rest)
    if value not in YES | NO:
        return Unclear()
    name, is_on = _SWITCHES[verb], value in YES
    to = {True: Channel.TEXT, False: Channel.NONE}[is_on] if name == "channel" else is_on
    return _whole(SetProfile(f"{verb} {value}", family, person, {name: to}, is_careful=not is_on), rest)


def _hours(verb: str, family: str, person: str | None, said: str, rest: str) -> SetProfile | NoSuchHours | Unclear:
    """Read `hours F-0012 9am-5pm`, `hours any F-0012`."""
    hours, left = _span(said or rest)
    if isinstance(hours, str) or (said and left.strip(BETWEEN)):
        return NoSuchHours(family)
    span = said or rest.removesuffix(left).strip(BETWEEN)
    made = SetProfile(f"{verb} {span}", family, person, {"safe_hours": hours}, is_careful=hours == NEVER)
    return _whole(made, rest if said else left)


def _span(text: str) -> tuple[SafeHours | str | None, str]:
    """Read hours and what stands behind them; a text in their place says that they cannot be read for certain."""
    word, rest = _first(text)
    if word in ANY:
        return None, rest
    if word in NONE:
        return NEVER, rest
    match = HOURS.match(text)
    if match is None:
        return "unread", text
    starts, ends = _clock(*match.group(1, 2, 3)), _clock(*match.group(4, 5, 6))
    if starts is None or ends is None or starts == ends:
        return "unread", text
    return SafeHours(starts, ends), text[match.end() :]


def _clock(hour: str, minute: str | None, half: str | None) -> time | None:
    """Read a clock time: 9am, 9:30 pm, 21:30; a bare 9 could be either half of the day."""
    hours, minutes = int(hour), int(minute or 0)
    if half is None and minute is None:
        return None
    if half is not None:
        if not 1 <= hours <= 12:  # noqa: PLR2004
            return None
        hours = hours % 12 + (12 if half == "p" else 0)
    return time(hours, minutes) if hours < 24 and minutes < 60 else None  # noqa: PLR2004


def _whole(made: SetProfile, rest: str) -> SetProfile | Unclear:
    """Read what stands behind a command: a yes, and behind a careful one a note; else it may mean the opposite."""
    rest = rest.strip(BETWEEN + "!")
    word, behind = _first(rest)
    is_sure = word in SURE and not behind.strip(BETWEEN + "!")
    if rest and not is_sure and not made.is_careful:
        return Unclear()
    return replace(made, is_sure=is_sure, note="" if is_sure else rest)
