"""A worker changes a safe-contact profile by text: careful at once, looser once it is sure who is meant (SAFETY 3)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.flows.profile_words import SHOWN, held_lines, profile_line, what
from bot.flows.steering import answer, named, refused_to_loosen, say, speaks_for, tell_own_worker
from bot.language.profile_commands import AboutProfile, NoSuchHours, OwnWord, SetProfile, ShowProfile, Undo
from bot.model.conversations import Context, Conversation
from bot.model.effects import Answer, Audit, ChangeProfile, Effect, Lines, Turn
from bot.model.people import Family, Person, PhoneIs, SafeContact
from bot.model.profiles import CONFIRMED, ProfileChange, phone_state
from bot.rules.profiles import differing, loosens, put_back

OTHER_WAY = {"held": "safe", "released": "unsafe", "resumed": "pause", "paused": "resume"}
"""What takes back a command that changed no profile."""


def about_profile(command: AboutProfile, conversation: Conversation, context: Context) -> Turn:
    """Carry out a command about a profile, or say why not."""
    if isinstance(command, OwnWord):
        return say(conversation, "staff.own_word")
    family = named(command, context)
    if family is None:
        return say(conversation, "staff.no_such_family", family=command.family)
    match command:
        case SetProfile():
            return _set(command, family, conversation, context)
        case NoSuchHours():
            return say(conversation, "staff.hours_how", family=family.code)
        case Undo():
            return _undo(family, conversation, context)
        case ShowProfile():
            return _show(family, conversation, context)


def _set(command: SetProfile, family: Family, conversation: Conversation, context: Context) -> Turn:
    """Change one field for whom the command means."""
    persons = _candidates(command, context)
    if not persons:
        numbers = ", ".join(one.person_id for one in context.steered.persons)
        return say(conversation, "staff.no_such_person", family=family.code, persons=numbers)
    is_asked = command.checks and len(persons) == 1 and _may_vouch(command, family, context)
    wanted = [(person, _after(command, person, context, is_asked=is_asked)) for person in persons]
    meant = _meant(command, wanted)
    if not meant:
        listed = "\n".join(f"{command.typed} {family.code} {person.person_id}" for person in persons)
        return say(conversation, "staff.which_person", family=family.code, list=listed)
    is_loose = any(_loosens(command, person, after) for person, after in meant)
    if is_loose and (refused := _refused(command, family, meant, context)) is not None:
        return Turn(conversation, (refused,))
    changed = [(person, after) for person, after in meant if command.checks or after != person.profile]
    if not changed:
        return say(conversation, "staff.profile_already", family=family.code)
    return Turn(conversation, _carried_out(command, family, changed, context, loosened=is_loose, is_asked=is_asked))


def _candidates(command: SetProfile, context: Context) -> list[Person]:
    """Return whom a command may mean: the person it names, else whoever of the family has a phone."""
    if command.person is not None:
        return [one for one in context.steered.persons if one.person_id.casefold() == command.person.casefold()]
    return [one for one in context.steered.persons if one.phone is not None]


def _meant(command: SetProfile, wanted: Sequence[tuple[Person, SafeContact]]) -> Sequence[tuple[Person, SafeContact]]:
    """Return whom a command means: one person, or all for whom it is careful; nobody where it must be asked back."""
    if len(wanted) == 1:
        return wanted
    careful = [(person, after) for person, after in wanted if not _loosens(command, person, after)]
    if len(careful) == len(wanted) or (command.is_careful and any(after != one.profile for one, after in careful)):
        return careful
    return ()


def _may_vouch(command: SetProfile, family: Family, context: Context) -> bool:
    """Whether a worker's word counts as having asked the person: a slip of a code asks nobody, careful as it may be.

    It ends a doubt whose number it is, and for weeks nobody asks again; nothing that came up since they wrote it.
    """
    return (command.is_sure or speaks_for(family, context)) and family.key not in context.newer


def _after(command: SetProfile, person: Person, context: Context, *, is_asked: bool) -> SafeContact:
    """Return a person's profile with the change; who speaks of one person alone has asked them."""
    asked = {"checked_on": context.hours.local(context.now).date()} if is_asked else {}
    return replace(person.profile, **{**command.change, **asked})  # type: ignore[arg-type]


def _loosens(command: SetProfile, person: Person, after: SafeContact) -> bool:
    """Whether a command lets more through, or says that all is well."""
    return loosens(person.profile, after) or (command.checks and not command.is_careful)


def _refused(
    command: SetProfile, family: Family, meant: Sequence[tuple[Person, SafeContact]], context: Context
) -> Answer | None:
    """Say why a profile is not loosened: the family has ended, or may be the wrong one."""
    if family.ended_on is not None and family.ended_on < context.hours.local(context.now).date():
        return answer("staff.family_ended", family=family.code)
    person = f" {meant[0][0].person_id}" if command.person is not None else ""
    return refused_to_loosen(family, f"{command.typed} {family.code}{person}", context, is_sure=command.is_sure)


def _carried_out(
    command: SetProfile,
    family: Family,
    changed: Sequence[tuple[Person, SafeContact]],
    context: Context,
    *,
    loosened: bool,
    is_asked: bool,
) -> tuple[Effect, ...]:
    """Write the changes, put them on the record, and say what was taken."""
    names, zone = tuple(command.change) or ("checked_on",), context.hours.zone
    ids = ", ".join(person.person_id for person, _ in changed)
    said = what(names, changed[0][1], zone) if command.change else Lines((("staff.profile.all_holds", {}),))
    took = {"family": family.code, "persons": ids, "what": said}
    lines = (("staff.profile.set", took), *_warnings(family, changed, context), _undo_line(family))
    audit = Audit(
        action="profile_changed", about=family.code, detail=f"persons {ids}: {command.typed} {command.note}".strip()
    )
    return (
        *_changes(family, changed, is_checked=is_asked),
        *_confirmed(family, changed if is_asked else (), context),
        audit,
        answer("staff.list", list=Lines(lines)),
        *tell_own_worker(family, "staff.profile.set_by", took, context, loosened=loosened),
    )


def _changes(
    family: Family,
    changed: Sequence[tuple[Person, SafeContact]],
    *,
    is_checked: bool = False,
    is_doubted: bool = False,
) -> tuple[Effect, ...]:
    return tuple(
        ChangeProfile(
            family_key=family.key,
            person_key=one.key,
            before=one.profile,
            after=after,
            is_checked=is_checked,
            is_doubted=is_doubted,
        )
        for one, after in changed
    )


def _confirmed(family: Family, asked: Sequence[tuple[Person, SafeContact]], context: Context) -> tuple[Effect, ...]:
    """Put on record who ended the doubt whose number it is, so that an undo brings it back."""
    phones = context.steered.phones
    doubted = [one for one, _ in asked if one.key in phones and phones[one.key].changed_hands_at is not None]
    return tuple(Audit(action=CONFIRMED, about=family.code, detail=f"person {one.person_id}") for one in doubted)


def _warnings(
    family: Family, changed: Sequence[tuple[Person, SafeContact]], context: Context
) -> tuple[tuple[str, dict[str, object]], ...]:
    """Say what a worker may not expect of the change: no phone is left, a shared phone has no safe hour in common."""
    now = {person.key: replace(person, profile=after) for person, after in changed}
    persons = [now.get(one.key, one) for one in context.steered.persons if one.phone is not None]
    if not any(_may_be_texted(one, persons, context) for one in persons):
        return (("staff.profile.none_left", {"family": family.code}),)
    on_one_phone = [one for one in persons if any(one.phone == other.phone for other in now.values())]
    stated = {one.profile.safe_hours for one in on_one_phone if one.profile.safe_hours is not None}
    has_new_hours = any(person.profile.safe_hours != after.safe_hours for person, after in changed)
    if has_new_hours and len(stated) > 1:
        return (("staff.profile.hours_differ", {}),)
    return ()


def _may_be_texted(person: Person, persons: Sequence[Person], context: Context) -> bool:
    """Whether a text nobody asked for may ever reach a person's phone."""
    sharers = [one for one in persons if one.phone == person.phone]
    phone = phone_state(sharers, context.steered.phones[person.key])
    is_never = phone.safe_hours is not None and phone.safe_hours.starts == phone.safe_hours.ends
    is_watched = phone.phone_is is PhoneIs.MONITORED and not phone.takes_reminders
    return phone.can_be_texted and phone.held_at is None and not (phone.wants_nothing or is_never or is_watched)


def _undo(family: Family, conversation: Conversation, context: Context) -> Turn:
    """Put back what this worker's last change replaced, where nobody has changed it since."""
    last, me = context.steered.my_last, context.worker
    is_lately = last is not None and context.now - last.at <= context.contact.undo_lives
    if last is None or me is None or not is_lately or last.action == "profile_undone":
        hours = int(context.contact.undo_lives.total_seconds() // 3600)
        return say(conversation, "staff.nothing_to_undo", family=family.code, hours=hours)
    if last.action in OTHER_WAY:
        command = f"{OTHER_WAY[last.action]} {family.code}"
        return say(conversation, "staff.undo_other_way", family=family.code, command=command)
    changes = context.steered.changes
    mine = {one.person_key: one for one in changes if one.actor == me.worker_id and one.at == last.at}
    theirs = [(person, mine[person.key]) for person in context.steered.persons if person.key in mine]
    undone = [(one, put_back(one.profile, change, _since(one.key, change.at, changes))) for one, change in theirs]
    back = [(person, after) for person, after in undone if after != person.profile]
    if not back or family.key in context.newer:
        return say(conversation, "staff.undo_overtaken", family=family.code)
    return Turn(conversation, _put_back(family, back, context))


def _since(person_key: int, at: datetime, changes: Sequence[ProfileChange]) -> list[ProfileChange]:
    return [one for one in changes if one.person_key == person_key and one.at > at]


def _put_back(family: Family, back: Sequence[tuple[Person, SafeContact]], context: Context) -> tuple[Effect, ...]:
    """Write what was before, and say what holds now."""
    ids = ", ".join(person.person_id for person, _ in back)
    zone = context.hours.zone
    names = [name for name in SHOWN if any(name in differing(one.profile, after) for one, after in back)]
    took = {"family": family.code, "persons": ids, "what": what(names, back[0][1], zone)}
    lines = tuple(profile_line(replace(person, profile=after), context.steered, zone) for person, after in back)
    loosened = any(loosens(person.profile, after) for person, after in back)
    last, confirmed = context.steered.my_last, context.steered.my_confirmed
    is_doubted = last is not None and confirmed is not None and last.at == confirmed.at
    return (
        *_changes(family, back, is_doubted=is_doubted),
        Audit(action="profile_undone", about=family.code, detail=f"persons {ids}"),
        answer("staff.undone", family=family.code, list=Lines(lines)),
        *tell_own_worker(family, "staff.profile.set_by", took, context, loosened=loosened),
    )


def _show(family: Family, conversation: Conversation, context: Context) -> Turn:
    """Show what holds, to whom the family is entrusted; every look is on record."""
    if not speaks_for(family, context):
        return say(conversation, "staff.family_not_yours", family=family.code)
    zone = context.hours.zone
    lines = (
        *(profile_line(one, context.steered, zone) for one in context.steered.persons if one.phone is not None),
        *held_lines(context.steered),
    )
    if not lines:
        return say(conversation, "staff.no_phone", family=family.code)
    audit = Audit(action="profile_shown", about=family.code)
    return Turn(conversation, (audit, answer("staff.list", list=Lines(lines))))


def _undo_line(family: Family) -> tuple[str, dict[str, object]]:
    return "staff.profile.undo", {"family": family.code}
