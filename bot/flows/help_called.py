"""A worker has called 911 for a family: when is on record, and where a call of their own does not reach is told."""

from datetime import datetime

from bot.flows.steering import answer, say
from bot.language.help_called_commands import HelpCalled
from bot.model.conversations import Context, Conversation, Heard
from bot.model.effects import Answer, Audit, Effect, Turn
from bot.model.help import HelpRequest, RequestState
from bot.model.ladder_effects import NoteHelpCalled
from bot.model.messages import Purpose
from bot.rules.reports import moments


def help_called(command: HelpCalled, heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """`911 KB 23:40`: note it, say what was taken, and give the number of the dispatch of the family's town."""
    request = named(command.code, context)
    if command.code is None:
        codes = ", ".join(one.code for one in open_ones(context))
        return say(conversation, "staff.help_called_which", codes=codes, example=open_ones(context)[0].code)
    if request is None:
        return say(conversation, "staff.no_such_code", code=command.code)
    found = moments(command.at, heard.written_at, context.hours.zone) if command.at else (heard.written_at,)
    if len(found) != 1:
        why = "staff.report_half" if found else "staff.report_ahead"
        return say(conversation, why, command=f"911 {request.code}")
    told = answer("staff.help_called", code=request.code, at=found[0])
    return Turn(conversation, (*noted(request, found[0], context), told, *dispatch_line(request, context)))


def noted(request: HelpRequest, at: datetime, context: Context) -> tuple[Effect, ...]:
    """Return what puts a call to 911 on record."""
    me = context.worker.key if context.worker else 0
    audit = Audit(action="help_called", about=request.family or request.code, detail=request.code)
    return NoteHelpCalled(request_key=request.key, worker_key=me, called_at=at), audit


def dispatch_line(request: HelpRequest, context: Context) -> tuple[Answer, ...]:
    """Tell the dispatch of the family's town, where it is known: a worker's own 911 reaches the town they are in."""
    number = context.dispatch.get(request.key)
    if number is None:
        return ()
    return (Answer(words="staff.dispatch", params={"code": request.code, "number": number}, purpose=Purpose.HOLDER),)


def named(code: str | None, context: Context) -> HelpRequest | None:
    """Return the request of that code, one that is not closed before the newest that is."""
    found = [one for one in context.requests if one.code == code]
    return max(found, key=lambda one: (one.state is not RequestState.CLOSED, one.opened_at), default=None)


def open_ones(context: Context) -> tuple[HelpRequest, ...]:
    """Return the requests a bare `911` may be about."""
    return tuple(one for one in context.requests if one.state is not RequestState.CLOSED)
