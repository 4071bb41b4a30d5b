"""A worker owes a report: the line counts the hours, and neither decides, files nor discourages (SAFETY 2.9).

C.G.S. §17a-101b (oral within 12 hours), §17a-101c (written within 48 hours of it). No word of it is for a family.
"""

from datetime import datetime

from bot.flows.steering import answer, say
from bot.language.report_commands import AboutReport, NoReport, Report, Reported, WrittenReport
from bot.model.conversations import Context, Conversation, Heard
from bot.model.effects import Audit, Effect, Turn
from bot.model.help import HelpRequest, RequestState
from bot.model.ladder_effects import BeginReport, MoveReport
from bot.model.reports import ReportClock, ReportEnd, SpokenTime
from bot.rules.reports import due, moments


def about_report(command: AboutReport, heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """`report KB`, `reported 14:30 KB`, `written KB`, `report KB mistake`."""
    match command:
        case Report(code, since):
            return _begin(code, since, heard, conversation, context)
        case Reported(code, at):
            return _reported(code, at, heard, conversation, context)
        case WrittenReport(code):
            return _end(code, ReportEnd.WRITTEN, conversation, context)
        case NoReport(code):
            return _end(code, ReportEnd.MISTAKE, conversation, context)


def _begin(code: str, since: SpokenTime | None, heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """Start this worker's clock, or set when it began."""
    request = _request(code, context)
    if request is None:
        return say(conversation, "staff.no_such_code", code=code)
    began_at = _moment(since, heard, context)
    if not isinstance(began_at, datetime):
        return say(conversation, f"staff.report_{began_at}", command=f"report {code}")
    clock = next(iter(_mine(context, code)), None)
    if clock is not None and clock.oral_at is not None:
        return say(conversation, "staff.report_was_oral", code=code, due=_due(clock.began_at, clock.oral_at, context))
    if clock is not None and since is None:
        return say(conversation, "staff.report_runs", code=code, due=_due(clock.began_at, None, context))
    effect: Effect = (
        MoveReport(clock_key=clock.key, began_at=began_at)
        if clock
        else BeginReport(request_key=request.key, worker_key=_me(context), began_at=began_at)
    )
    told = answer("staff.report_begun", code=code, at=began_at, due=_due(began_at, None, context))
    return Turn(conversation, (effect, _audit("report_begun", request.family or code, code), told))


def _reported(
    code: str | None, at: SpokenTime | None, heard: Heard, conversation: Conversation, context: Context
) -> Turn:
    """Start the 48 hours of the written report; who called at once needs no `report` before."""
    found = _meant(code, context)
    if code is None and len(found) != 1:
        return _which("reported 14:30", found, conversation)
    named = code or found[0].code
    oral_at = _moment(at, heard, context) if at is not None else "when"
    if not isinstance(oral_at, datetime):
        return say(conversation, f"staff.report_{oral_at}", command=f"reported {named}")
    told = answer("staff.report_oral", code=named, at=oral_at, due=_due(oral_at, oral_at, context))
    if found:
        clock = found[0]
        audit = _audit("report_oral", clock.family or named, named)
        return Turn(conversation, (MoveReport(clock_key=clock.key, oral_at=oral_at), audit, told))
    request = _request(named, context)
    if request is None:
        return say(conversation, "staff.no_such_code", code=named)
    begin = BeginReport(request_key=request.key, worker_key=_me(context), began_at=oral_at, oral_at=oral_at)
    return Turn(conversation, (begin, _audit("report_oral", request.family or named, named), told))


def _end(code: str | None, how: ReportEnd, conversation: Conversation, context: Context) -> Turn:
    """End a clock; the written report follows the oral one."""
    found = _meant(code, context)
    if len(found) != 1:
        none = code is not None and not found
        return say(conversation, "staff.report_none", code=code) if none else _which("written", found, conversation)
    clock = found[0]
    if how is ReportEnd.WRITTEN and clock.oral_at is None:
        return say(conversation, "staff.report_oral_first", code=clock.code)
    audit = _audit(f"report_{how}", clock.family or clock.code, clock.code)
    told = answer(f"staff.report_ended_{how}", code=clock.code)
    return Turn(conversation, (MoveReport(clock_key=clock.key, ends=how), audit, told))


def _which(command: str, found: tuple[ReportClock, ...], conversation: Conversation) -> Turn:
    if not found:
        return say(conversation, "staff.report_which_none", command=f"{command} KB")
    codes = ", ".join(clock.code for clock in found)
    return say(conversation, "staff.report_which", codes=codes, command=f"{command} {found[0].code}")


def _moment(spoken: SpokenTime | None, heard: Heard, context: Context) -> datetime | str:
    """Return the one moment a written time can mean, else why there is none: it lies ahead, or may be either half."""
    if spoken is None:
        return heard.written_at
    found = moments(spoken, heard.written_at, context.hours.zone)
    return found[0] if len(found) == 1 else "half" if found else "ahead"


def _due(began_at: datetime, oral_at: datetime | None, context: Context) -> datetime:
    return due(began_at, oral_at, context.reports)


def _request(code: str, context: Context) -> HelpRequest | None:
    """Return the request of that code: one that is not closed before the newest that is."""
    named = [one for one in context.requests if one.code == code and one.key not in context.newer]
    return max(named, key=lambda one: (one.state is not RequestState.CLOSED, one.opened_at), default=None)


def _meant(code: str | None, context: Context) -> tuple[ReportClock, ...]:
    """Return the clocks a worker can mean: their own; a supervisor who names a code may mean the one of another."""
    mine = _mine(context, code)
    is_supervisor = context.worker is not None and context.worker.is_supervisor
    others = tuple(clock for clock in context.clocks if clock.code == code)
    return others if not mine and is_supervisor and len(others) == 1 else mine


def _mine(context: Context, code: str | None) -> tuple[ReportClock, ...]:
    return tuple(one for one in context.clocks if one.worker_key == _me(context) and code in {None, one.code})


def _audit(action: str, about: str, code: str) -> Audit:
    return Audit(action=action, about=about, detail=code)


def _me(context: Context) -> int:
    return context.worker.key if context.worker else 0
