"""What an idiom may take from a cry for help, and what it never may (SAFETY 2.1)."""

from pathlib import Path

import pytest

from bot.keywords import load_lexicon
from bot.language import understand
from bot.language.lexicon import Lexicon
from bot.model.meaning import Intent, Urgency

CONFIG = Path(__file__).parents[2] / "config"

THREATS_BESIDE_AN_IDIOM_WORD = """
he is back he will kill me
he came back and he will kill me
he gets home from work he will kill me
when he gets home from work he will kill me
he lost his job and says he will kill me
he got fired from work he will kill me
not in front of the kids he will kill me
he has the kids and will kill us
the kids are here he is going to kill me
he put a gun to my head he will kill me
if the rent is not paid he will kill me
he is waiting at the bus he will kill me
he took my shoes he will kill me
my boss is going to kill me
he found me at school he is going to kill us
the kids are hiding he said he will kill us
my boyfriend will kill me if i leave
my husband will kill me if he sees this
my husband will kill me if i talk to you
my mom will kill me when she sees this
my wife will kill me if she finds out
my sister said he will kill me if i leave
the game is over he wants to kill me
he watches the news he is going to kill me
i saw the movie i want to kill myself
the dog died i want to die
i dont want to live like this anymore my phone died
he beat me at home
he hit me at home
my husband beat me in the kitchen
he beats me there
he hit me hard
he beat me to the ground
he shot me in the leg
he hit me with the belt
he grabbed me to the floor he dragged me into the house
he pushed me over
he threw me off the porch
he threw me off the stairs
he hit me back in the car
im not going to hurt anyone i want to die
he choked me last week and now he is here
no thoughts of suicide but he beat me
he kicked my butt bad im bleeding
she cant breathe lol jk no she really cant breathe
""".strip().splitlines()

MORE_THREATS = """
my head hurts he said he is going to kill me
this cold house he said tonight he will kill us
after his shift he is going to kill me
its my work schedule he will murder me
he wants me dead lol
i wish i was dead lol
i am tired of school i want to die for real
i want to be dead end of story
he has a steak knife
he pulled a kitchen knife on me
my husband is coming with a kitchen knife
he hit me with a baseball bat
he hit me up against the wall
he hit me upside the head with the phone
he dragged me out of bed by my hair
my ex came home from work and wont let me leave
i found him not breathing in the tub
i cant find my son his phone is off
i cant breathe and he is laughing at me
please help me get away from him
thanks but please help me
no need help now
she cut herself on purpose
my daughter was touched by the neighbor
he ran off with the baby
my daughter took off running
i dont want to be here when they wake up
i cant take it another day i have pills in my hand
i am afraid that he is going to hurt us today
the lights are off and he is back, hes drunk and yelling, im scared
he almost killed me when he came in
he beat me worse than last year
he is beating up the baby
i am hiding from bill he has a gun
he will kill me with his bare hands
omg he is dead on the floor
stop hitting me
he almost killed me last night
""".strip().splitlines()

IN_OTHER_LANGUAGES = """
llega del trabajo y me va a matar
cuando llegue del trabajo me mata
si no pago la renta me va a matar
mis hijos estan aqui y me va a matar
por los nenes no hablo porque me mata
si hablo me mata el me lo dijo
me mata con el cuchillo
casi me mata cuando llego borracho
me va a matar jaja pero es en serio
mi marido me pego un puño
mi marido me pego una cachetada
tiene un cuchillo de cocina y esta gritando mi marido
mi marido tiene un cuchillo de cocina
tiene una pistola
jaja me quiero morir de verdad
me quiero morir desde hace tiempo
ya no es como antes ahora me pego
estaba viendo la novela y me pego
el juego termino me quiere matar
no encuentro a mi hijo perdi el telefono
hay tiros afuera no es una pelicula
dice que me va a matar cuando salga de la escuela
mi suegra me va a matar me pego con un palo
m vle mouri
li ap touye m
mari m ap touye m lel li soti nan travay
mari m frape m devan timoun yo
ele vai me matar quando voltar do trabalho
meu marido me bateu na frente das crianças
quero morrer de verdade
ele disse que vai me matar hoje
""".strip().splitlines()

IDIOMS = """
this traffic is killing me
my back is killing me today
my feet are killing me after that shift
these kids will be the death of me
this heat is literally killing me
the bills are killing us this month
my allergies are really killing me
my boss is going to kill me if i am late again
my mom will kill me lol
he beat me at chess again lol
my son beat me in mario kart
she beat me to it
hit me up about the form
nobody hit me back about the appointment
she shot me a text saying she is on her way
he hit me with the details already
the time change really threw me off
they threw us a baby shower
the cops pulled me over so im late
i cut myself shaving
my daughter took off her shoes
he got a toy gun for his birthday
can you help me get to the clinic
thank you so much for all your help
i am dying to see the new place
i could kill for a pizza
we watched a movie where he kills everyone
everyone dies in that movie
the dog just died so we are sad, can we do friday
my phone is dead
i cant find my keys be there in 10
you have to see this, dying laughing
he used to hit me years ago but that was 6 years ago
when i was a kid my dad used to hit me
im not suicidal
he never hit me again
we were so touched by your card
i cant do that day
i dont need any help thanks
the emergency contact form is signed
""".strip().splitlines()

IDIOMS_IN_OTHER_LANGUAGES = """
este trabajo me esta matando
el trafico me mata
me mata este calor
la espalda me esta matando
estos nenes me van a matar
me muero de la risa
me quiero morir de vergüenza
se me murio el celular
no encuentro las llaves
me pego un catarro
antes mi ex me pegaba
nunca me ha pegado
m ap mouri grangou
estou morrendo de fome
quase morri de rir
""".strip().splitlines()


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    """The shipped lexicon."""
    return load_lexicon([CONFIG])


@pytest.mark.parametrize("text", [*THREATS_BESIDE_AN_IDIOM_WORD, *MORE_THREATS, *IN_OTHER_LANGUAGES])
def test_a_threat_beside_the_word_of_an_idiom_is_an_emergency(lexicon: Lexicon, text: str) -> None:
    """Back, work, kids, game or kitchen near a threat make it no idiom."""
    meaning = understand(text, lexicon)
    assert (meaning.intent, meaning.urgency) == (Intent.CRISIS, Urgency.EMERGENCY)


@pytest.mark.parametrize("text", [*IDIOMS, *IDIOMS_IN_OTHER_LANGUAGES])
def test_an_idiom_wakes_nobody(lexicon: Lexicon, text: str) -> None:
    """What is unmistakably a manner of speaking is no crisis."""
    meaning = understand(text, lexicon)
    assert meaning.urgency is Urgency.NONE, meaning.because
