"""Pages: what a worker reads when a request comes, and what the family reads when nobody has it (SAFETY 2.4)."""

from datetime import datetime

from bot.flows.pages import contact_limits
from bot.model.effects import Phrase, TellWorker, ToFamily
from bot.model.help import Grade, HelpRequest, RequestKind, RequestState
from bot.model.messages import Purpose
from bot.model.policy import ContactRules, Hours, Tier
from bot.model.value import value_in_order
from bot.model.visits import Visit
from bot.rules.ladder import Step

SAID_EMPTY = frozenset({Tier.ON_CALL, Tier.BACKUP})
"""Tiers that somebody should stand on: whoever is paged in their place reads that nobody does."""
UNTIL_CLAIMED = frozenset({"help.still", "help.nobody", "help.nobody_soon", "help.given_back"})
WHILE_CLAIMED = frozenset(
    {"help.claimed", "help.claimed_again", "staff.own_emergency_claimed", "staff.own_emergency_held"}
)


@value_in_order
class InDanger:
    """A worker in danger: their name, and the visit they are at or on the way to, with its place, if one is known."""

    name: str
    visit: Visit | None = None
    place: str = ""


def page(
    request: HelpRequest,
    worker_key: int,
    now: datetime,
    hours: Hours,
    rules: ContactRules,
    in_danger: InDanger | None = None,
    empty: tuple[Tier, ...] = (),
) -> TellWorker:
    """Word one page: grade, codes, time, language and what is safe; no name, number or word of a family.

    The page for a worker in danger is the one that may carry an address (SAFETY 2.6).
    """
    params: dict[str, object] = {"code": request.code, "at": request.written_at}
    if request.kind is RequestKind.WORKER:
        words = "staff.page_worker"
        params |= {"name": in_danger.name if in_danger else ""}
        if in_danger is not None and in_danger.visit is not None:
            words = "staff.page_worker_at"
            visit = in_danger.visit
            params |= {"family": visit.family, "visit_at": visit.starts_at, "place": in_danger.place}
        if request.sign_at is not None:
            words = words.replace("page_worker", "page_sign")
    else:
        whose = "" if request.family else "_says" if request.says else "_unknown"
        words = f"staff.page_{request.grade}{whose}"
        limits = contact_limits(request, now, hours, rules)
        skipped = tuple(f"staff.safe.nobody_{tier}" for tier in empty if tier in SAID_EMPTY)
        params |= {"language": request.language, "limits": Phrase((*skipped, *limits.keys))}
    if request.family:
        params |= {"family": request.family}
    elif request.says and request.kind is not RequestKind.WORKER:
        params |= {"says": request.says}
    return TellWorker(worker_key=worker_key, words=words, params=params, purpose=Purpose.PAGE, request_key=request.key)


def not_reached(request: HelpRequest, worker_key: int) -> TellWorker:
    """Tell a holder that the family called, that they were not reached, and that it is open again."""
    params = {"code": request.code}
    words = "staff.taken_back_call"
    return TellWorker(
        worker_key=worker_key, words=words, params=params, purpose=Purpose.HOLDER, request_key=request.key
    )


def silent(request: HelpRequest, worker_key: int, *, taken_back: bool) -> TellWorker:
    """Ask a holder who has not written yet, or tell them that it is open again."""
    asked = "staff.silent" if request.sign_at is None else "staff.silent_sign"
    words = "staff.taken_back" if taken_back else asked
    params = {"code": request.code}
    return TellWorker(
        worker_key=worker_key, words=words, params=params, purpose=Purpose.HOLDER, request_key=request.key
    )


def given_back(request: HelpRequest, *, is_next_asked: bool) -> ToFamily:
    """Tell a family that was given a name that somebody else is asked now, or that nobody is before a later time."""
    params: dict[str, object] = {}
    if is_next_asked:
        words = "help.given_back"
    elif request.grade is Grade.EMERGENCY:
        words = "help.nobody"
    else:
        words, params = "help.nobody_soon", {"at": request.next_step_at}
    return ToFamily(request_key=request.key, words=words, params=params, purpose=Purpose.FOLLOW_UP)


def is_still_true(words: str, name: object, state: RequestState, holder: str | None) -> bool:
    """Whether news that waited to leave is still so: nobody has it, or that very worker has it."""
    if words in UNTIL_CLAIMED:
        return state is RequestState.OPEN
    if words in WHILE_CLAIMED:
        return state is RequestState.CLAIMED and name == holder
    return True


def nobody_reached(request: HelpRequest, step: Step, *, told_lately: bool) -> tuple[ToFamily, ...]:
    """Tell the family the truth after a round without an answer; the gate keeps it from phones that may be read."""
    if not step.round_over or told_lately or request.grade is Grade.UNREAD:
        return ()
    if request.kind is RequestKind.WORKER:
        return (ToFamily(request_key=request.key, words="staff.own_emergency_nobody", purpose=Purpose.FOLLOW_UP),)
    words = "help.nobody" if request.grade is Grade.EMERGENCY else "help.nobody_soon"
    params = {} if request.grade is Grade.EMERGENCY else {"at": step.next_at}
    return (ToFamily(request_key=request.key, words=words, params=params, purpose=Purpose.FOLLOW_UP),)
