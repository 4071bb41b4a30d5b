"""A number that harasses: blocked by a supervisor for a time; a cry from it is still a cry (SAFETY 2.1, 2.8)."""

from bot.flows import crying, loops
from bot.flows.relaying import words_to_holder
from bot.flows.steering import answer, say
from bot.language.block_commands import AboutBlock, BlockNumber
from bot.model.blocks import Block
from bot.model.conversations import Context, Conversation, Heard
from bot.model.effects import (
    Answer,
    AnsweredAlone,
    Audit,
    DropHeld,
    Effect,
    HoldThisPhone,
    JoinRequest,
    NoteAnswered,
    OpenRequest,
    OptIn,
    OptOut,
    Turn,
)
from bot.model.help import HelpRequest, RequestKind, RequestState
from bot.model.ladder_effects import BlockPhone, LiftBlock, SpendBlock
from bot.model.meaning import Intent
from bot.model.messages import Purpose


def about_block(command: AboutBlock, conversation: Conversation, context: Context) -> Turn:
    """`block KB 24h`, `unblock KB`: for supervisors, on the record."""
    if context.worker is None or not context.worker.is_supervisor:
        return say(conversation, "staff.supervisors_only")
    request = _request(command.code, context)
    if request is None:
        return say(conversation, "staff.no_such_code", code=command.code)
    about, key = request.family or request.code, request.conversation_key
    if not isinstance(command, BlockNumber):
        lifted = (LiftBlock(conversation_key=key), Audit(action="unblocked", about=about, detail=request.code))
        return Turn(conversation, (*lifted, answer("staff.unblocked", code=request.code)))
    if request.kind is RequestKind.WORKER:
        return say(conversation, "staff.no_block_of_staff", code=request.code)
    if command.lasts is None:
        return say(conversation, "staff.block_how_long", code=request.code)
    until_at = context.now + min(command.lasts, context.loops.longest_block)
    detail = f"{request.code} until {until_at:%Y-%m-%d %H:%M} UTC {command.reason}".strip()
    effects: tuple[Effect, ...] = (
        BlockPhone(conversation_key=key, until_at=until_at, reason=command.reason),
        Audit(action="blocked", about=about, detail=detail),
    )
    return Turn(conversation, (*effects, answer("staff.blocked", code=request.code, until=until_at)))


def turn(block: Block, heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """Answer a blocked number only where it cries; what the carrier does by itself, and limits, are still noted."""
    meaning = heard.meaning
    if meaning.intent is Intent.CRISIS:
        return _cry(block, heard, conversation, context)
    noted: list[Effect] = []
    if meaning.carrier_word is Intent.STOP:
        noted.append(OptOut(how=heard.words.strip().lower()[:16]))
    if meaning.carrier_word is Intent.START:
        noted.append(OptIn())
    if meaning.limit is not None:
        noted.append(HoldThisPhone(limit=meaning.limit))
    if context.request is not None:
        noted.append(JoinRequest(request_key=context.request.key))
    return Turn(conversation, tuple(noted))


def _cry(block: Block, heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """Give 911 and 988 each time; the first cry of a block is a request like any other, so that a human hears of it.

    Of a family's phone each cry is: a block must not stand between a known person and a human. Whoever has the request
    of an unknown number reads its further cries.
    """
    kind = RequestKind.FAMILY if context.persons else RequestKind.UNKNOWN
    if context.persons or not block.is_spent:
        turn = crying.cry(heard, conversation, context, kind)
        return Turn(turn.conversation, (*turn.effects, SpendBlock(block_key=block.key)))
    joined: tuple[Effect, ...] = ()
    if context.request is not None:
        joined = (JoinRequest(request_key=context.request.key), *words_to_holder(heard, context.request))
    held = (HoldThisPhone(limit=heard.meaning.limit),) if heard.meaning.limit else ()
    words = "limit.ok" if heard.meaning.limit else "help.blocked"
    return Turn(conversation, (*joined, *held, Answer(words=words, purpose=Purpose.HELP_ANSWER)))


def of_a_family(turn: Turn, conversation: Conversation) -> Turn:
    """Take the answers out of what a blocked family's text comes to: visits, STOP and limits are heard as ever.

    What nobody understands wakes nobody: it is left for its worker to read, in their list. Signs of danger, and a `1`
    that was offered, are no such texts (SAFETY 2.2, 3).
    """
    if loops.asks_for_a_person(turn):
        return turn
    kept = (one for one in turn.effects if not isinstance(one, Answer | NoteAnswered | DropHeld))
    return Turn(conversation, tuple(AnsweredAlone() if _is_unread(one) else one for one in kept))


def _is_unread(effect: Effect) -> bool:
    return isinstance(effect, OpenRequest) and effect.limit is None


def _request(code: str, context: Context) -> HelpRequest | None:
    """Return the request of that code, an open one before the newest closed one."""
    named = [one for one in context.requests if one.code == code and one.key not in context.newer]
    return max(named, key=lambda one: (one.state is not RequestState.CLOSED, one.opened_at), default=None)
