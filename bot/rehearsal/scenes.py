"""The four scenes of the first screen: short stories that the real line plays, each with its captions."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.model.value import value, value_in_order
from bot.rehearsal.cast import CAST, VISITS, Planned, Player
from bot.rehearsal.stage import Stage
from bot.store import overview

EASTERN = ZoneInfo("America/New_York")
PLAYERS: Mapping[str, Player] = {player.key: player for player in CAST}
Act = Callable[[Stage], None]


@value_in_order
class Opening:
    """When the curtain rises, and the visits that are planned by then."""

    at: datetime
    visits: Sequence[Planned] = VISITS


@value_in_order
class Step:
    """What happens next, how the caption tells it, and how many seconds it takes to read."""

    act: Act
    caption: str
    seconds: int = 7


@value
class Scene:
    """A story: `phones` are in sight; the reminders of `family`, if one is named, are listed before they are sent."""

    key: str
    title: str
    lead: str
    setting: str
    opening: Opening
    phones: Sequence[str]
    steps: Sequence[Step]
    family: str = ""
    seconds: int = 6

    @property
    def length(self) -> int:
        """How many seconds the scene takes if nobody presses a button."""
        return self.seconds + sum(step.seconds for step in self.steps[:-1])


def _on(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of the week in which the scenes play: January 2027, of which the 11th is a Monday."""
    return datetime(2027, 1, day, hour, minute, tzinfo=EASTERN)


def _says(who: str, words: str) -> Act:
    """Let somebody write; `{F-0001}` stands for the code of that family's cry for help."""
    return lambda stage: stage.says(PLAYERS[who], words.format(**_codes(stage)))


def _codes(stage: Stage) -> Mapping[str, str]:
    with stage.services.store.read() as tx:
        return {request.family: request.code for request in overview.newest_requests(tx, len(CAST)) if request.family}


def _until(moment: datetime) -> Act:
    return lambda stage: stage.moves_to(moment)


def _after(minutes: int) -> Act:
    return lambda stage: stage.moves_to(stage.now + timedelta(minutes=minutes))


def _all(*acts: Act) -> Act:
    def act(stage: Stage) -> None:
        for one in acts:
            one(stage)

    return act


MOVE = Scene(
    key="move-my-visit",
    title="Move my visit",
    lead="A reminder, one digit, three free times, and the worker knows.",
    setting="Tuesday. Lucia visits Tanya tomorrow at 5:30 pm. Tanya agreed to reminders; her phone is her own.",
    opening=Opening(_on(12, 16, 58), (Planned(1, "F-0003", "17:30", "18:30"),)),
    phones=("tanya", "lucia"),
    family="F-0003",
    steps=(
        Step(_until(_on(12, 17)), "5 pm, the day before: the line asks whether it suits. One question, one digit."),
        Step(_says("tanya", "2"), "It does not suit. She gets three times at which Lucia is really free."),
        Step(_says("tanya", "2"), "She picks one. Nothing has moved yet: the line first repeats day and time."),
        Step(
            _says("tanya", "1"),
            "Now it is moved. Lucia hears of it at once, the old reminder is struck out, and the new time has its own.",
            9,
        ),
        Step(_until(_on(13, 9, 5)), "Next morning at 9 the old reminder would have come. It does not."),
        Step(_until(_on(14, 17, 5)), "The day before the new time, the line reminds her of that one."),
    ),
)

SPANISH = Scene(
    key="saturday-night-in-spanish",
    title="Saturday, 11 pm, in Spanish",
    lead="A cry for help, one who cannot take it, and one who nearly forgets to write.",
    setting="Saturday night, the office is closed. Lucia is on call, Lee is the backup.",
    opening=Opening(_on(16, 23), ()),
    phones=("rosa", "lucia", "lee"),
    steps=(
        Step(
            _says("rosa", "no puedo más, no quiero vivir"),
            "Rosa writes that she does not want to live. She has 911 and 988 at once, in Spanish, and Lucia is paged. "
            "The page holds codes: no name, none of her words.",
            10,
        ),
        Step(
            _says("lucia", "2"),
            "Lucia cannot take it now and presses 2. Lee, the backup, is paged at once: nobody waits for a phone.",
        ),
        Step(
            _says("lee", "1"),
            "Lee presses 1. Only now come Rosa's words, and the interpreter's number. Rosa reads who has her message.",
            9,
        ),
        Step(
            _after(10), "Lee tries to call and does not write. After ten minutes the line asks: Rosa waits for a word."
        ),
        Step(
            _says("lee", "Soy Lee. La llamo ahora con una intérprete. ¿Está en un lugar seguro?"),
            "What Lee writes goes to her through the line. Neither sees the other's number.",
        ),
        Step(_says("rosa", "sí, estoy en el baño"), "Her answer reaches Lee, and nobody else."),
        Step(
            _says("lee", "done {F-0001} called with the interpreter, her sister is with her"),
            "It ends when a person writes how it ended. Never by itself.",
        ),
    ),
)

READS = Scene(
    key="he-reads-her-phone",
    title="He reads her phone",
    lead="The same day on two phones: one is her own, one is read by somebody else.",
    setting="Two mothers, each with a visit tomorrow at 1 pm. Tanya's phone is her own. Somebody reads Keisha's.",
    opening=Opening(
        _on(13, 16, 58),
        (Planned(1, "F-0002", "13:00", "14:00"), Planned(1, "F-0003", "13:00", "14:00")),
    ),
    phones=("tanya", "keisha", "marcus"),
    steps=(
        Step(
            _all(_until(_on(13, 17)), _says("tanya", "1")),
            "5 pm. Tanya reads Lucia's name and the hour, and says yes. Keisha's text waits for her safe hours.",
        ),
        Step(_until(_on(14, 9, 1)), "Thursday, 9 am: Keisha's comes. No name, about what time, nothing to explain.", 6),
        Step(
            _all(_says("tanya", "he is hitting me right now"), _says("keisha", "he is hitting me right now")),
            "Both write the same cry. Both have 911 and 988 at once, in words that would not give them away.",
        ),
        Step(
            _all(_says("lucia", "1"), _says("lee", "1")),
            "Both are taken. Tanya reads who has her message. Keisha's is held: nothing unasked lights up her phone.",
        ),
        Step(
            _all(_says("lucia", "Can I call you now?"), _says("lee", "Can I call you now?")),
            "Both workers write at once. That may reach Keisha: she wrote a minute ago, so she holds her phone.",
            6,
        ),
        Step(
            _says("keisha", "did you find my blue umbrella?"),
            "Two of these words are her own sign: somebody reads along now. Her phone shows no answer. Lee reads it.",
        ),
        Step(
            _all(_says("lucia", "{F-0003} Are you safe?"), _says("lee", "{F-0002} Are you safe?")),
            "Tanya gets Lucia's words. Keisha's are held from that moment on, and Lee is told that they were not sent.",
        ),
        Step(
            _says("marcus", "next"),
            "Marcus, her husband, asks from his own phone. He learns of no visit, no text and no sign.",
        ),
    ),
)

KILLED = Scene(
    key="carrier-down-process-killed",
    title="Carrier down, process killed",
    lead="Everything breaks in one night. Nothing is lost, nothing is said twice.",
    setting="Thursday, 10:30 pm. The phone carrier has just gone down: texts reach nobody.",
    opening=Opening(_on(14, 22, 30), ()),
    phones=("tanya", "lucia", "lee"),
    steps=(
        Step(
            _all(
                lambda stage: stage.carrier_goes(down=True),
                _says("tanya", "i cant do this anymore i want to die"),
            ),
            "Tanya writes, and the line does not hear it. The carrier still has it in its list.",
        ),
        Step(
            _all(_after(4), lambda stage: stage.carrier_goes(down=False)),
            "Four minutes later it is back. The line fetches what it missed: Tanya is answered, Lucia is paged.",
            8,
        ),
        Step(
            lambda stage: stage.line_is_killed(after=timedelta(minutes=5)),
            "Lucia is silent, so Lee is paged. In that moment the machine loses its power.",
        ),
        Step(
            _all(_says("tanya", "please"), _says("lee", "1")),
            "Tanya writes again, and Lee presses 1. Nobody is there to hear it.",
        ),
        Step(
            _all(_after(2), lambda stage: stage.line_starts(), _after(2)),
            "A new process starts. It reads its rows, asks the carrier which texts had left, and fetches what came in: "
            "Lee has it, and has all of her words.",
            10,
        ),
        Step(_says("lee", "Tanya, this is Lee. I am here. Can I call you?"), "Lee's words reach her."),
    ),
)

SCENES: Sequence[Scene] = (MOVE, SPANISH, READS, KILLED)
