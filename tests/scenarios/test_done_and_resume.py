"""The end of a request, and the quiet after an emergency (SAFETY 2.5, 2.7, 3)."""

from datetime import timedelta

from world import BOSS, FIRST, OWN, SECOND, Handset, World

from bot.store import people

CRY = "he is hitting me right now"


def claimed(world: World, words: str = CRY) -> tuple[Handset, Handset, str]:
    """Let Lucia take the cry of a family with a private phone."""
    rosa = world.family("rosa", phone_is="private").texts(words).gets("911")
    lucia = world.phone(FIRST)
    code = lucia.gets("PAGE").code
    lucia.replies("1").gets("yours").gets(code, words)
    rosa.gets("Lucia has")
    return rosa, lucia, code


def is_quiet(world: World, code: str = "F-0001") -> bool:
    """Whether the family is left in peace."""
    with world.store.read() as tx:
        family = people.family_by_code(tx, code)
        assert family is not None
        return people.quiet_since(tx, family.key) is not None


def test_claiming_is_not_an_end(world: World) -> None:
    """A bare done before any human word is asked for a reason."""
    _, lucia, code = claimed(world)
    lucia.replies("done").gets(code, "nobody has written to them")
    lucia.replies(f"done {code}").gets(code, "nobody has written to them")
    lucia.replies(f"done {code} talked on the phone, is at her sister's").gets(code, "is closed")


def test_a_human_word_is_an_end(world: World) -> None:
    """Words that left for the family are enough, no reason is asked for."""
    rosa, lucia, code = claimed(world)
    lucia.texts("I am calling you now.").gets("sent to", code)
    rosa.gets("calling you now")
    lucia.replies("done").gets(code, "is closed", "resume F-0001")


def test_done_with_a_mark_is_still_a_command(world: World) -> None:
    """`Done.` never goes to a family."""
    rosa, lucia, code = claimed(world)
    lucia.replies("Done.").gets(code, "nobody has written to them")
    lucia.replies(f"Done: {code}, safe at the shelter").gets(code, "is closed")
    rosa.gets_nothing()


def test_a_retraction_closes_nothing(world: World) -> None:
    """Their "ignore that" is read by the claimer and ends nothing."""
    rosa = world.family("rosa", phone_is="private").texts(CRY).gets("911")
    code = world.phone(FIRST).gets("PAGE").code
    rosa.texts("ignore that, my husband says its fine")
    world.later(minutes=5)
    world.phone(SECOND).gets("PAGE", code, "EMERGENCY").replies("1").gets("yours").gets(CRY).gets("ignore that")
    rosa.gets("Lee has").texts("everything is ok, please stop asking")
    world.phone(SECOND).gets("everything is ok").replies("done").gets("nobody has written")


def test_only_the_holder_or_a_supervisor_ends_it(world: World) -> None:
    """A colleague is told who has it; a supervisor may end it with a reason."""
    _, _, code = claimed(world)
    world.phone(SECOND).texts(f"done {code} I think it is fine").gets("Lucia has", code)
    world.phone(BOSS).texts(f"done {code} spoke with the mother").gets(code, "is closed")


def test_what_nobody_has_cannot_be_ended_by_a_worker(world: World) -> None:
    """First it is taken, then it is cared for."""
    world.family("rosa").texts(CRY).gets("911")
    code = world.phone(FIRST).gets("PAGE").code
    world.phone(FIRST).replies(f"done {code} false alarm").gets("Nobody has", f"1 {code}")


def test_done_twice_says_so(world: World) -> None:
    """The second done takes nothing."""
    _, lucia, code = claimed(world)
    lucia.replies(f"done {code} police came").gets("is closed").replies(f"done {code} again").gets("closed already")


def test_a_new_cry_after_the_end_is_a_new_request(world: World) -> None:
    """A closed request is over; the next cry starts the ladder anew under another code."""
    rosa, lucia, code = claimed(world)
    lucia.replies(f"done {code} police came").gets("is closed")
    world.clock.move(timedelta(hours=2))
    rosa.texts("he came back and he has a gun").gets("911", "988")
    assert lucia.gets("PAGE", "EMERGENCY").code != code


def test_with_two_held_a_bare_done_is_asked_back(world: World) -> None:
    """Which one is over is never guessed."""
    _, lucia, first = claimed(world)
    ana = world.family("ana", phone_is="private").texts("i want to die").gets("988")
    second = lucia.gets("PAGE", "F-0002").code
    lucia.replies("1").gets(second, "yours").gets("want to die")
    ana.gets("Lucia has")
    lucia.replies("done").gets("Which one", first, second)


def test_after_an_emergency_the_family_is_left_in_peace_until_resume(world: World) -> None:
    """Done does not end the quiet; a worker's resume does, once the request is over."""
    _, lucia, code = claimed(world)
    assert is_quiet(world)
    lucia.replies("resume F-0001").gets("F-0001 has an open request")
    assert is_quiet(world)
    lucia.replies(f"done {code} police came").gets("resume F-0001")
    assert is_quiet(world)
    lucia.replies("Resume f-0001.").gets("F-0001: reminders may go out again")
    assert not is_quiet(world)


def test_a_family_whose_own_worker_writes_resume(world: World) -> None:
    """Whoever never saw the page may resume too."""
    _, lucia, code = claimed(world)
    world.phone(OWN).texts("resume F-0001").gets("has an open request")
    lucia.replies(f"done {code} police came").gets("closed")
    world.phone(OWN).texts("resume F-0001").gets("may go out again")
    assert not is_quiet(world)


def test_soon_silences_nothing_beyond_its_end(world: World) -> None:
    """Only an emergency needs a resume."""
    _, lucia, code = claimed(world, "they are evicting us")
    assert not is_quiet(world)
    lucia.replies(f"done {code} called 211 with her").gets("is closed").lacks("resume")


def test_a_raised_request_is_an_emergency_in_this_too(world: World) -> None:
    """What became an emergency after the claim asks for a resume."""
    rosa, lucia, code = claimed(world, "they are evicting us")
    rosa.texts("i want to die").gets("Lucia has", "988")
    lucia.gets("want to die").replies(f"done {code} she is at the hospital").gets("resume F-0001")
    assert is_quiet(world)


def test_unsafe_holds_every_phone_of_a_family_and_safe_releases_it(world: World) -> None:
    """Only answers to their own texts leave a held phone, in discreet words (SAFETY 3)."""
    rosa, lucia, code = claimed(world)
    lucia.replies("unsafe F-0001").gets("F-0001: all phones held")
    lucia.replies(f"{code} are you ok").gets("not sent", code)
    rosa.gets_nothing()
    lucia.replies("safe F-0001").gets("F-0001: phones released")
    lucia.replies(f"{code} hello again").gets("sent to", code)
    rosa.gets("hello again")


def test_a_family_nobody_knows_is_not_held(world: World) -> None:
    """The answer says that nothing was done."""
    lucia = world.phone(FIRST)
    for command in ("unsafe F-9999", "safe F-9999", "resume F-9999"):
        lucia.texts(command).gets("No family F-9999", "Nothing was done")


def test_done_with_words_but_no_code_is_asked_back(world: World) -> None:
    """Words like "done with work?" may be meant for the family: nothing is ended, nothing sent."""
    rosa, lucia, code = claimed(world)
    lucia.texts("done with work?").gets("Not done, not sent", f"done {code}")
    rosa.gets_nothing()
    lucia.texts(f"done {code} called her, safe").gets(code, "is closed")


def test_a_cry_after_the_last_word_needs_a_reason(world: World) -> None:
    """A word from an hour ago answers no new cry: a bare done is asked back."""
    rosa, lucia, code = claimed(world)
    lucia.texts("I am here").gets("sent to", code)
    rosa.gets("I am here")
    world.later(minutes=30)
    rosa.texts(CRY).gets("Lucia has your message")
    lucia.gets(code, CRY).texts(f"done {code}").gets("nobody has written")
    lucia.texts(f"done {code} called her, police there").gets(code, "is closed")
