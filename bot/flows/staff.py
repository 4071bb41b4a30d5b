"""A worker writes: pages answered, words relayed, limits set; `help` is their own emergency (SAFETY 2.6, 4)."""

from collections.abc import Mapping

from bot.flows import (
    blocking,
    closing,
    covering,
    duress,
    help_called,
    lone,
    loops,
    nights,
    pages,
    profiles,
    relaying,
    reporting,
    steering,
    swapping,
    visiting,
)
from bot.language.block_commands import BlockNumber, UnblockNumber
from bot.language.commands import (
    AboutFamily,
    Command,
    Done,
    ListCommands,
    OwnHelp,
    Pass,
    Pause,
    Resume,
    Safe,
    SendOnce,
    Take,
    Unsafe,
    WhoIsOnCall,
    Words,
    parse_command,
)
from bot.language.help_called_commands import HalfHelpCalled, HelpCalled
from bot.language.night_commands import CodeBack, Seen
from bot.language.phrases import NoSuchPhrase, SayPhrase
from bot.language.profile_commands import AboutProfile, NoSuchHours, OwnWord, SetProfile, ShowProfile, Undo
from bot.language.report_commands import NoReport, Report, Reported, WrittenReport
from bot.language.shift_commands import (
    AboutShift,
    Assign,
    Cover,
    HalfShift,
    MyShifts,
    Swap,
    TakeBack,
    TakeShift,
)
from bot.language.visit_commands import (
    AboutVisit,
    Arrived,
    CloseOn,
    Enter,
    Left,
    NobodyHome,
    NotThatTime,
    RunningLate,
    Unclear,
    WordsOf,
)
from bot.model.conversations import Context, Conversation, Heard
from bot.model.effects import Answer, Effect, JoinRequest, LetGo, OpenRequest, OptIn, OptOut, TellSupervisors, Turn
from bot.model.help import Grade, RequestKind
from bot.model.meaning import Intent, Meaning
from bot.model.messages import Purpose

UNKNOWN: Mapping[type, str] = {Unclear: "staff.unclear", NoSuchPhrase: "staff.no_such_phrase"}


def turn(heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """Answer a worker; one whose own word says that they may not speak gets no sign that it was heard."""
    if heard.by_sign:
        return duress.raise_alarm(heard, conversation, context, _without_a_sign)
    if context.request is not None and context.request.sign_at is not None:
        return duress.goes_on(heard, conversation, context, _without_a_sign)
    return _turn(heard, conversation, context)


def _without_a_sign(heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """Answer as ever, but for a cry: its answer would tell of the alarm."""
    if _is_own_emergency(parse_command(heard.words), heard.meaning, context):
        return Turn(conversation)
    return _turn(heard, conversation, context)


def _turn(heard: Heard, conversation: Conversation, context: Context) -> Turn:
    command = parse_command(heard.words)
    if heard.meaning.carrier_word is Intent.STOP:
        return _stopped(conversation, context)
    if heard.meaning.carrier_word is Intent.START and not _is_plain_yes(heard.meaning, context):
        return Turn(conversation, (OptIn(),))
    if _is_own_emergency(command, heard.meaning, context):
        return _in_danger(command, heard, conversation, context)
    if isinstance(command, Words) and heard.meaning.by_machine:
        return Turn(conversation)
    if isinstance(command, Words) and heard.has_media:
        return _with_picture(command, heard, conversation, context)
    if isinstance(command, Words | Unclear) and loops.is_full(context) and not _has_a_request(context):
        return Turn(conversation)
    return _obey(command, heard, conversation, context)


def _has_a_request(context: Context) -> bool:
    """Whether a worker's words may be for somebody: for a family they hold, or of their own emergency."""
    return context.request is not None or bool(relaying.held_by(context))


def _obey(command: Command, heard: Heard, conversation: Conversation, context: Context) -> Turn:  # noqa: C901, PLR0911, PLR0912  (one branch a command)
    match command:
        case Take(code):
            return pages.take(code, conversation, context)
        case Pass(code):
            return pages.pass_on(code, conversation, context)
        case Done(code, note):
            return pages.done(code, note, conversation, context)
        case SendOnce(code):
            return relaying.send_once(code, conversation, context)
        case Resume() | Unsafe() | Safe() | Pause() | SetProfile() | NoSuchHours() | Undo() | ShowProfile() | OwnWord():
            return _steered(command, conversation, context)
        case Enter() | NotThatTime() | Arrived() | Left() | RunningLate() | NobodyHome() | WordsOf() | CloseOn():
            return _about_visits(command, conversation, context)
        case WhoIsOnCall() | MyShifts() | Cover() | TakeShift() | TakeBack() | Swap() | Assign() | HalfShift():
            return _about_shifts(command, conversation, context)
        case Seen() | CodeBack():
            return nights.about_night(command, conversation, context)
        case Report() | Reported() | WrittenReport() | NoReport():
            return reporting.about_report(command, heard, conversation, context)
        case HelpCalled():
            return help_called.help_called(command, heard, conversation, context)
        case HalfHelpCalled(code):
            return steering.say(conversation, "staff.help_called_how", code=code)
        case BlockNumber() | UnblockNumber():
            return blocking.about_block(command, conversation, context)
        case SayPhrase(name, code):
            return relaying.say_phrase(name, code, conversation, context)
        case ListCommands() | Unclear() | NoSuchPhrase():
            return steering.say(conversation, UNKNOWN.get(type(command), "staff.commands"))
        case OwnHelp():
            return own_emergency(heard, conversation, context)
        case Words():
            return _words(command, heard, conversation, context)


def _words(command: Words, heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """Take words for what they can only mean: more of the worker's own emergency, a yes to `out?`, or for a family."""
    if context.request is not None and not _names_held(command.code, context):
        return own_emergency(heard, conversation, context)
    if command.code is None and heard.meaning.is_plain_yes and lone.was_asked(context):
        held = relaying.held_by(context)
        which = steering.say(conversation, "staff.yes_which", code=held[0].code) if held else None
        return which or lone.left(Left(None), conversation, context)
    return relaying.relay(command.code, command.text, conversation, context)


def _steered(command: AboutFamily | AboutProfile, conversation: Conversation, context: Context) -> Turn:
    if isinstance(command, AboutFamily):
        return steering.about_family(command, conversation, context)
    return profiles.about_profile(command, conversation, context)


def _about_visits(command: AboutVisit, conversation: Conversation, context: Context) -> Turn:
    match command:
        case Enter():
            return visiting.enter(command, conversation, context)
        case NotThatTime():
            return visiting.not_that_time(command, conversation, context)
        case Arrived():
            return visiting.arrived(command, conversation, context)
        case Left():
            return lone.left(command, conversation, context)
        case RunningLate():
            return visiting.running_late(command, conversation, context)
        case NobodyHome():
            return visiting.nobody_home(command, conversation, context)
        case WordsOf():
            return visiting.words_of(command, conversation, context)
        case CloseOn():
            return closing.close_on(command, conversation, context)


def _about_shifts(command: AboutShift | WhoIsOnCall, conversation: Conversation, context: Context) -> Turn:
    match command:
        case WhoIsOnCall():
            return steering.who_is_on_call(conversation, context)
        case MyShifts():
            return covering.my_shifts(conversation, context)
        case Cover():
            return covering.cover(command, conversation, context)
        case TakeShift():
            return covering.take(command, conversation, context)
        case TakeBack():
            return covering.take_back(command, conversation, context)
        case Swap():
            return swapping.swap(command, conversation, context)
        case Assign():
            return swapping.assign(command, conversation, context)
        case HalfShift():
            return steering.say(conversation, "staff.shift_how")


def _with_picture(command: Words, heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """Pass the words on and say that the picture stayed here; a worker in danger is heard with a picture alone."""
    is_heard = bool(command.text) or context.request is not None
    turn = _obey(command, heard, conversation, context) if is_heard else Turn(conversation)
    stays = Answer(words="staff.no_pictures", purpose=Purpose.STAFF_ANSWER)
    return Turn(turn.conversation, (*turn.effects, stays))


def _in_danger(command: Command, heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """Hear a worker's own emergency; words behind the code of no family there is hold nobody's phone, and say so."""
    turn = own_emergency(heard, conversation, context)
    if not isinstance(command, AboutFamily):
        return turn
    return Turn(turn.conversation, (*turn.effects, *steering.about_family(command, conversation, context).effects))


def own_emergency(heard: Heard, conversation: Conversation, context: Context) -> Turn:
    """Page supervisors and on call at once for a worker in danger; further words join."""
    request = context.request
    if request is None:
        effects: tuple[Effect, ...] = (
            OpenRequest(kind=RequestKind.WORKER, grade=Grade.EMERGENCY),
            Answer(words="staff.own_emergency", purpose=Purpose.HELP_ANSWER),
        )
        return Turn(conversation, effects)
    cries = heard.meaning.intent is Intent.CRISIS or isinstance(parse_command(heard.words), OwnHelp)
    grade = Grade.EMERGENCY if cries else None
    joined = JoinRequest(request_key=request.key, grade=grade, asks_again=cries and request.rests)
    name = context.names.get(request.holder or 0, "")
    words = "staff.own_emergency_held" if request.holder else "staff.own_emergency"
    params = {"name": name} if request.holder else {}
    answer = Answer(words=words, params=params, purpose=Purpose.HELP_ANSWER)
    return Turn(conversation, (joined, *relaying.words_to_holder(heard, request), answer))


def _is_own_emergency(command: Command, meaning: Meaning, context: Context) -> bool:
    """Whether a worker is in danger: `help` alone, or crisis words from somebody who holds no request.

    What is written behind a command that names a request or a family tells of them.
    """
    if isinstance(command, OwnHelp):
        return True
    return meaning.intent is Intent.CRISIS and not _names_known(command, context) and not relaying.held_by(context)


def _names_known(command: Command, context: Context) -> bool:
    """Whether a command names a request or a family that there is, or is ready words, which tell of nobody."""
    match command:
        case Take(code) | Pass(code) | Done(code) | Report(code) | BlockNumber(code) | UnblockNumber(code):
            return any(request.code == code for request in context.requests)
        case HelpCalled(None):
            return bool(help_called.open_ones(context))  # else it can only be a cry of their own
        case HelpCalled(code) | HalfHelpCalled(code):
            return any(request.code == code for request in context.requests)
        case SayPhrase():
            return True
        case Resume() | Unsafe() | Safe() | Pause() | SetProfile() | NoSuchHours() | Undo() | ShowProfile():
            return steering.named(command, context) is not None
        case Enter(number):
            return any(visit.number == number for visit in context.visits)
        case NobodyHome() | WordsOf():
            return bool(context.families)
        case _:
            return False


def _names_held(code: str | None, context: Context) -> bool:
    """Whether a worker's words begin with the code of a request they hold."""
    return any(request.code == code for request in relaying.held_by(context))


def _is_plain_yes(meaning: Meaning, context: Context) -> bool:
    """Whether a word the carrier may act on is an ordinary answer: "yes" from a phone that never opted out."""
    return meaning.intent is Intent.CONFIRM and context.phone.opted_out_at is None


def _stopped(conversation: Conversation, context: Context) -> Turn:
    """Mirror a worker's opt-out; supervisors hear at once, because pages no longer reach that phone."""
    name = context.worker.name if context.worker else ""
    told = TellSupervisors(words="staff.alarm_worker_stopped", params={"name": name}, purpose=Purpose.STAFF_ALARM)
    me = context.worker.key if context.worker else 0
    let_go = tuple(LetGo(request_key=request.key, worker_key=me) for request in relaying.held_by(context))
    return Turn(conversation, (OptOut(how="worker"), told, *let_go))
