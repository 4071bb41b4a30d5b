"""Turns effects into rows, in the transaction of the turn: the one exhaustive match over all effects."""

from bot.calls import ringing
from bot.calls.enact_calls import enact_about_call
from bot.claimed_words import tell_words
from bot.enact_covers import enact_about_shift
from bot.enact_ladder import enact_beside_ladder
from bot.enact_nights import enact_about_night
from bot.enact_visits import enact_about_visit
from bot.ladder_steps import give_back, keep_holding, move_on_if_nobody_is_awaited, take_step_of
from bot.model.calls import CallEffect
from bot.model.effects import (
    Answer,
    Audit,
    ChangeProfile,
    Claim,
    Close,
    DoubtThisPhone,
    DropHeld,
    Effect,
    HereEffect,
    HoldFamily,
    HoldThisPhone,
    JoinRequest,
    KeepHolding,
    LetGo,
    NoteAnswered,
    NoteCodeWord,
    OpenRequest,
    OptIn,
    OptOut,
    PassOn,
    PauseFamily,
    ReleaseFamily,
    ResumeFamily,
    SendHeldOnce,
    TellSupervisors,
    TellWords,
    TellWorker,
    ToFamily,
    VisitEffect,
)
from bot.model.help import Grade, RequestKind, RequestState, StepKind
from bot.model.ladder_effects import (
    LadderEffect,
)
from bot.model.meaning import Limit
from bot.model.messages import OnItsWay, Purpose, TextOut
from bot.model.shift_effects import CoverEffect, NightEffect
from bot.scene import LostRace, Scene, answer, tell_supervisors, tell_worker
from bot.store import audit, conversations, decisions, inbox, outbox, people, profiles, requests

OVERTAKEN = (Purpose.FOLLOW_UP, Purpose.HELP_ANSWER, Purpose.ANSWER)


def enact(effects: tuple[Effect, ...], scene: Scene) -> None:
    """Write all effects of a turn, then take the ladder steps they caused. Raises `LostRace`."""
    for effect in effects:
        _enact(effect, scene)
    for request_key in dict.fromkeys(scene.stirred):
        take_step_of(scene.tx, scene.services, request_key, scene.now)


def _enact(effect: Effect, scene: Scene) -> None:
    """Write one effect, here or in the room of what it is about."""
    if isinstance(effect, VisitEffect):
        enact_about_visit(effect, scene)
    elif isinstance(effect, CoverEffect):
        enact_about_shift(effect, scene)
    elif isinstance(effect, NightEffect):
        enact_about_night(effect, scene)
    elif isinstance(effect, CallEffect):
        enact_about_call(effect, scene)
    elif isinstance(effect, LadderEffect):
        enact_beside_ladder(effect, scene)
    else:
        _enact_here(effect, scene)


def _enact_here(effect: HereEffect, scene: Scene) -> None:  # noqa: C901, PLR0912, PLR0915  (one branch an effect is the point)
    tx, now = scene.tx, scene.now
    match effect:
        case Answer():
            answer(effect, scene)
        case TellWorker():
            tell_worker(effect, scene)
        case TellSupervisors():
            tell_supervisors(effect, scene)
        case OpenRequest():
            _open(effect, scene)
        case JoinRequest():
            _join(effect, scene)
        case NoteAnswered(request_key=key, told_holder=told):
            told_at = {"family_told_at": now} if told else {}
            # As old as the text it answers: an answer to an old one may be held, and does not excuse from the next.
            requests.change(tx, key or scene.opened or 0, answered_at=min(now, scene.written_at), **told_at)
        case Claim(request_key=key, worker_key=worker_key):
            if not requests.claim(tx, key, worker_key, now, now + scene.services.program.ladder.silence):
                raise LostRace
            ringing.claimed(tx, scene.services, key, now, scene.call)
        case KeepHolding(request_key=key):
            keep_holding(tx, scene.services, key, now)
        case TellWords():
            tell_words(effect, scene)
        case PassOn():
            _pass_on(effect, scene)
        case LetGo():
            _let_go(effect, scene)
        case ToFamily():
            _to_family(effect, scene)
        case SendHeldOnce(request_key=key):
            _send_held(key, scene)
        case DropHeld():
            decisions.drop_held(tx, scene.conversation.key, OVERTAKEN, OnItsWay.NEXT_TEXT, now)
        case Close(request_key=key, worker_key=worker_key, note=note):
            requests.close(tx, key, worker_key, note, now)
            _look_again(requests.family_of(tx, key), scene)
        case ResumeFamily(family_key=key):
            people.clear_quiet(tx, key)
            _look_again(key, scene)
        case HoldThisPhone(limit=limit):
            held = {} if limit is Limit.DO_NOT_CALL else {"held_at": now}
            conversations.change(tx, scene.conversation.key, limit_words=limit, **held)
        case DoubtThisPhone():
            conversations.doubt_hands(tx, scene.conversation.key, now)
        case NoteCodeWord(person_key=key):
            conversations.change(tx, scene.conversation.key, proved_person_key=key, proved_at=scene.written_at)
        case HoldFamily(family_key=key):
            _change_family_phones(key, scene, held_at=now)
            _look_again(key, scene)
        case ReleaseFamily(family_key=key):
            _change_family_phones(key, scene, held_at=None, limit_words=None, changed_hands_at=None)
            _look_again(key, scene)
        case PauseFamily(family_key=key):
            people.set_quiet(tx, key, now)
            _look_again(key, scene)
        case ChangeProfile():
            _change_profile(effect, scene)
        case OptOut(how=how):
            conversations.change(tx, scene.conversation.key, opted_out_at=now, opted_out_how=how)
        case OptIn():
            conversations.change(tx, scene.conversation.key, opted_out_at=None, opted_out_how=None)
        case Audit(action=action, about=about, detail=detail):
            audit.record(tx, now, scene.actor, action, about, detail=detail)


def _open(effect: OpenRequest, scene: Scene) -> None:
    """Open a request on this phone; its first step is taken when all effects are written."""
    context, tx = scene.context, scene.tx
    scene.opened = requests.open_request(
        tx,
        kind=effect.kind,
        grade=effect.grade,
        conversation_key=scene.conversation.key,
        family_key=context.family.key if context.family else None,
        person_key=context.person.key if context.person else None,
        in_danger_key=context.worker.key if context.worker else None,
        limit=effect.limit,
        sign_at=scene.now if effect.by_sign else None,
        written_at=scene.written_at,
        now=scene.now,
    )
    if scene.inbound_key is not None:
        inbox.attach(tx, scene.inbound_key, scene.opened)
    if effect.kind is RequestKind.UNKNOWN and scene.conversation.asked_at is not None:
        inbox.attach_since(tx, scene.conversation.key, scene.conversation.asked_at, scene.opened)
    scene.stirred.append(scene.opened)
    _quiet_family(effect.grade, scene)


def _join(effect: JoinRequest, scene: Scene) -> None:
    """Let a text join the open request: raised if graver, its limit quoted on the pages to come."""
    tx, key = scene.tx, effect.request_key
    if scene.inbound_key is not None:
        inbox.attach(tx, scene.inbound_key, key)
    requests.note_step(tx, key, StepKind.WORDS_IN, scene.now)
    limit = {"limit_words": effect.limit} if effect.limit else {}
    sign = {"sign_at": scene.now} if effect.by_sign else {}
    requests.change(tx, key, words_at=scene.now, **limit, **sign)
    if effect.asks_again:
        requests.change(tx, key, next_step_at=scene.now, waits_from=scene.now)
        scene.stirred.append(key)
    request = scene.context.request
    if request is None or effect.grade is None:
        return
    requests.change(tx, key, cried_at=scene.now)
    if request.state is RequestState.CLAIMED and request.next_step_at is None:
        keep_holding(tx, scene.services, key, scene.now)
    if effect.grade.rank <= request.grade.rank:
        return
    requests.change(tx, key, grade=effect.grade, nobody_told_at=None)  # the answer promises to tell them anew
    requests.note_step(tx, key, StepKind.RAISED, scene.now)
    _quiet_family(effect.grade, scene)
    if request.state is RequestState.OPEN:
        requests.change(tx, key, tier=None, round=0, next_step_at=scene.now, waits_from=scene.now)
        scene.stirred.append(key)


def _quiet_family(grade: Grade, scene: Scene) -> None:
    """After an emergency nothing routine goes to the family until `resume` (SAFETY 2.7)."""
    if grade is Grade.EMERGENCY and scene.context.family is not None:
        people.set_quiet(scene.tx, scene.context.family.key, scene.now)


def _pass_on(effect: PassOn, scene: Scene) -> None:
    """Note that a worker passes; the ladder moves on when it was the last one awaited."""
    request = requests.get(scene.tx, effect.request_key, locked=True)
    if request.state is not RequestState.OPEN:
        raise LostRace
    requests.note_step(
        scene.tx,
        request.key,
        StepKind.PASSED,
        scene.now,
        tier=request.tier,
        round_number=request.round,
        worker_key=effect.worker_key,
    )
    move_on_if_nobody_is_awaited(scene.tx, scene.services, request, scene.now)


def _let_go(effect: LetGo, scene: Scene) -> None:
    """Give a claimed request back: the ladder goes on at once where it stood."""
    request = requests.get(scene.tx, effect.request_key, locked=True)
    if request.state is not RequestState.CLAIMED:
        raise LostRace
    give_back(scene.tx, scene.services, request, StepKind.PASSED, scene.now)


def _to_family(effect: ToFamily, scene: Scene) -> None:
    """Text the family of a request; the gate decides when it leaves. A colleague's phone under duress gets nothing."""
    request = requests.get(scene.tx, effect.request_key)
    if request.sign_at is not None:
        return
    text = TextOut(
        once=scene.next_once(),
        purpose=effect.purpose,
        words=effect.words,
        params=effect.params,
        language=request.language,
        due_at=scene.due_at(),
        request_key=request.key,
    )
    outbox.put(
        scene.tx,
        text,
        request.conversation_key,
        scene.now,
        worker_key=request.in_danger_key,
        person_key=request.person_key,
    )
    requests.change(scene.tx, request.key, words_at=scene.now)


def _send_held(request_key: int, scene: Scene) -> None:
    """Release a worker's held words once, in their order."""
    for text in outbox.held_relays(scene.tx, request_key):
        scene.written += 1
        by = scene.context.worker.key if scene.context.worker else None
        decisions.release(scene.tx, text, scene.due_at(), by, scene.now)
    requests.change(scene.tx, request_key, words_at=scene.now)


def _change_profile(effect: ChangeProfile, scene: Scene) -> None:
    """Change a profile, and what waits with it; a turn that saw another profile is run again."""
    key, before, after = effect.person_key, effect.before, effect.after
    if not profiles.change(scene.tx, key, before, after, scene.actor, scene.now, is_checked=effect.is_checked):
        raise LostRace
    phone = people.person(scene.tx, key).phone
    if effect.is_checked and phone is not None:
        conversations.confirm_hands(scene.tx, phone)
    if effect.is_doubted and phone is not None:
        conversations.doubt_hands(scene.tx, conversations.key_for(scene.tx, phone), scene.now)
    _look_again(effect.family_key, scene)


def _change_family_phones(family_key: int, scene: Scene, **values: object) -> None:
    for person in people.persons_of(scene.tx, family_key):
        if person.phone is not None:
            conversations.change(scene.tx, conversations.key_for(scene.tx, person.phone), **values)


def _look_again(family_key: int | None, scene: Scene) -> None:
    """Have what kept a family's automatic texts back worked out anew: it may be over."""
    if family_key is not None:
        profiles.look_again(scene.tx, family_key, scene.now)
