"""The five scenes of the first screen: short stories that the real line plays, each with its captions."""

from collections.abc import Sequence
from datetime import timedelta

from bot.rehearsal.cast import Planned, Stood
from bot.rehearsal.script import (
    Opening,
    Scene,
    Step,
    after,
    calls,
    hangs_up,
    on,
    presses,
    rung,
    says,
    speaks,
    together,
    until,
    waits_until_it_rings,
)
from bot.rehearsal.telephones import Ringing

MOVE = Scene(
    key="move-my-visit",
    title="Move my visit",
    lead="A reminder, one digit, three free times, and the worker knows.",
    setting="Tuesday. Lucia visits Tanya tomorrow at 5:30 pm. Tanya agreed to reminders; her phone is her own.",
    opening=Opening(on(12, 16, 58), (Planned(1, "F-0003", "17:30", "18:30"),)),
    phones=("tanya", "lucia"),
    family="F-0003",
    steps=(
        Step(until(on(12, 17)), "5 pm, the day before: the line asks whether it suits. One question, one digit."),
        Step(says("tanya", "2"), "It does not suit. She gets three times at which Lucia is really free."),
        Step(says("tanya", "2"), "She picks one. Nothing has moved yet: the line first repeats day and time."),
        Step(
            says("tanya", "1"),
            "Now it is moved. Lucia hears of it at once, the old reminder is struck out, and the new time has its own.",
            9,
        ),
        Step(until(on(13, 9, 5)), "Next morning at 9 the old reminder would have come. It does not."),
        Step(until(on(14, 17, 5)), "The day before the new time, the line reminds her of that one."),
    ),
)

SPANISH = Scene(
    key="saturday-night-in-spanish",
    title="Saturday, 11 pm, in Spanish",
    lead="A shift changes hands, a tier is empty, and a cry reaches a person.",
    setting="Friday, 4 pm. Tomorrow night Lee is on call and cannot come. Nobody is backup then; Sam knows.",
    opening=Opening(
        on(15, 16),
        (),
        (
            Stood(on(8, 17), on(16, 17), "on_call", "lucia"),
            Stood(on(16, 17), on(17, 17), "on_call", "lee"),
            Stood(on(17, 17), on(31, 17), "on_call", "lucia"),
            Stood(on(8, 17), on(16, 17), "backup", "lee"),
            Stood(on(17, 17), on(31, 17), "backup", "lee"),
        ),
    ),
    phones=("lee", "lucia", "sam"),
    steps=(
        Step(
            says("lee", "cover Sat"),
            "Lee texts: cover Sat. Lucia, who takes turns on call, is asked. Until she takes it, it stays Lee's.",
            6,
        ),
        Step(
            says("lucia", "T {cover}"),
            "Lucia texts T BB and has it. Lee is off. Sam, the supervisor, is told.",
            5,
        ),
        Step(
            together(until(on(16, 23)), says("rosa", "no puedo más, no quiero vivir")),
            "Saturday, 11 pm. Rosa writes she does not want to live. She has 911 and 988 at once, in Spanish. "
            "Lucia's page holds codes, none of her words.",
            9,
            phones=("rosa", "lucia", "sam"),
        ),
        Step(
            says("lucia", "2"),
            "Lucia cannot and presses 2. Nobody is backup: that tier is skipped at once, the page says so, "
            "and Sam is paged.",
        ),
        Step(
            says("sam", "1"),
            "Sam presses 1. Only now come Rosa's words, and the interpreter's number. Rosa reads who has her message.",
            6,
        ),
        Step(
            after(10),
            "Sam tries to call and does not write. After ten minutes the line asks: Rosa waits for a word.",
            6,
        ),
        Step(
            together(
                says("sam", "Soy Sam. La llamo ahora con una intérprete. ¿Está en un lugar seguro?"),
                says("rosa", "sí, estoy en el baño"),
            ),
            "Sam's words go to her through the line, her answer to Sam alone. Neither sees the other's number.",
            6,
        ),
        Step(
            says("sam", "done {F-0001} called with the interpreter, her sister is with her"),
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
        on(13, 16, 58),
        (Planned(1, "F-0002", "13:00", "14:00"), Planned(1, "F-0003", "13:00", "14:00")),
    ),
    phones=("tanya", "keisha", "marcus"),
    steps=(
        Step(
            together(until(on(13, 17)), says("tanya", "1")),
            "5 pm. Tanya reads Lucia's name and the hour, and says yes. Keisha's text waits for her safe hours.",
        ),
        Step(until(on(14, 9, 1)), "Thursday, 9 am: Keisha's comes. No name, about what time, nothing to explain.", 6),
        Step(
            together(says("tanya", "he is hitting me right now"), says("keisha", "he is hitting me right now")),
            "Both write the same cry. Both have 911 and 988 at once, in words that would not give them away.",
        ),
        Step(
            together(says("lucia", "1"), says("lee", "1")),
            "Both are taken. Tanya reads who has her message. Keisha's is held: nothing unasked lights up her phone.",
        ),
        Step(
            together(says("lucia", "Can I call you now?"), says("lee", "Can I call you now?")),
            "Both workers write at once. That may reach Keisha: she wrote a minute ago, so she holds her phone.",
            6,
        ),
        Step(
            says("keisha", "did you find my blue umbrella?"),
            "Two of these words are her own sign: somebody reads along now. Her phone shows no answer. Lee reads it.",
        ),
        Step(
            together(says("lucia", "{F-0003} Are you safe?"), says("lee", "{F-0002} Are you safe?")),
            "Tanya gets Lucia's words. Keisha's are held from that moment on, and Lee is told that they were not sent.",
        ),
        Step(
            says("marcus", "next"),
            "Marcus, her husband, asks from his own phone. He learns of no visit, no text and no sign.",
        ),
    ),
)

KILLED = Scene(
    key="carrier-down-process-killed",
    title="Carrier down, process killed",
    lead="Everything breaks in one night. Nothing is lost, nothing is said twice.",
    setting="Thursday, 10:30 pm. The phone carrier has just gone down: texts reach nobody.",
    opening=Opening(on(14, 22, 30), ()),
    phones=("tanya", "lucia", "lee"),
    steps=(
        Step(
            together(
                lambda stage: stage.carrier_goes(down=True),
                says("tanya", "i cant do this anymore i want to die"),
            ),
            "Tanya writes, and the line does not hear it. The carrier still has it in its list.",
        ),
        Step(
            together(after(4), lambda stage: stage.carrier_goes(down=False)),
            "Four minutes later it is back. The line fetches what it missed: Tanya is answered, Lucia is paged.",
            8,
        ),
        Step(
            lambda stage: stage.line_is_killed(after=timedelta(minutes=5)),
            "Lucia is silent, so Lee is paged. In that moment the machine loses its power.",
        ),
        Step(
            together(says("tanya", "please"), says("lee", "1")),
            "Tanya writes again, and Lee presses 1. Nobody is there to hear it.",
        ),
        Step(
            together(after(2), lambda stage: stage.line_starts(), after(2)),
            "A new process starts. It reads its rows, asks the carrier which texts had left, and fetches what came in: "
            "Lee has it, and has all of her words.",
            10,
        ),
        Step(says("lee", "Tanya, this is Lee. I am here. Can I call you?"), "Lee's words reach her."),
    ),
)

CALLS = Scene(
    key="she-calls-at-night",
    title="She calls at night",
    lead="A voicemail answers, and still a person comes to the phone.",
    setting="Saturday, 11 pm. Rosa does not write: she calls. Lee is on call tonight, Lucia is backup.",
    opening=Opening(
        on(16, 23),
        (),
        (Stood(on(8, 17), on(31, 17), "on_call", "lee"), Stood(on(8, 17), on(31, 17), "backup", "lucia")),
    ),
    phones=("rosa", "lee", "lucia"),
    steps=(
        Step(calls("rosa"), "The line answers in Spanish: 911 first, no name, no program. 1 is a person."),
        Step(presses("rosa", "1"), "She presses 1 and waits. Lee's phone rings, and a page comes by text as well."),
        Step(
            together(rung("lee", Ringing.VOICEMAIL), waits_until_it_rings("rosa", at="lucia")),
            "Lee's voicemail answers. A voicemail presses no key, so it has taken nobody. Lucia's phone rings.",
        ),
        Step(
            rung("lucia", Ringing.ANSWER),
            "Lucia answers, and hears only that somebody waits. Nothing of Rosa is said before a key is pressed.",
        ),
        Step(presses("lucia", "1"), "Lucia presses 1, and they talk. Lee's phone is silent. Nothing is recorded."),
        Step(
            together(
                speaks("rosa", "Tengo miedo. Está en la puerta y no se va."),
                speaks("lucia", "Estoy aquí. ¿Puede salir? Llame al 911. Yo me quedo con usted en la línea."),
                after(3),
                hangs_up("rosa"),
            ),
            "They have talked. Lucia hears that it stays Lucia's until somebody writes how it ended.",
        ),
        Step(says("lucia", "done {F-0001} police are with her, she is safe"), "Lucia writes it. Now it is over."),
    ),
)

SCENES: Sequence[Scene] = (MOVE, SPANISH, READS, KILLED, CALLS)
