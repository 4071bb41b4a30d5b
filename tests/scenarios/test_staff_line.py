"""A worker calls the line: their PIN, then what is known of a request, then the family as the line (issue F)."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from world import BOSS, FIRST, PUBLIC_URL, SATURDAY_11_PM, SECOND, STAFF, TOKEN, Handset, World

from bot.calls import pins
from bot.model.help import StepKind
from bot.rules.keypad import keyed
from bot.store import audit, people, requests
from bot.store.tables import calls, help_requests
from bot.store.tables import pins as pin_rows
from bot.telephony.signature import sign

PIN = "274913"
WRONG = "902846"
SAFE = {"phone_is": "private"}


def with_pin(world: World, *workers: str) -> None:
    """Give workers a PIN."""
    with world.store.write() as tx:
        for worker_id in workers:
            worker = people.worker_by_id(tx, worker_id)
            assert worker is not None
            pins.give(tx, worker, PIN, world.clock.now())


def held_by_first(world: World, **profile: str) -> tuple[Handset, str]:
    """Let a family cry by text, and Lucia take it; return the family's phone and the code."""
    rosa = world.family("rosa", **(SAFE | profile)).texts("he is going to kill me")
    rosa.ignores()
    lucia = world.phone(FIRST).gets("PAGE")
    code = lucia.code
    lucia.replies("1").gets(code, "yours").gets("he is going to kill me")
    rosa.ignores()
    with_pin(world, FIRST)
    return rosa, code


def on_the_line(world: World, worker: str = FIRST) -> Handset:
    """Let a worker call and key their PIN."""
    return world.phone(worker).calls().hears("911").presses("*").hears("PIN").presses(PIN)


def actions(world: World) -> list[str]:
    """Return what the audit holds, newest first."""
    with world.store.read() as tx:
        return [one.action for one in audit.entries(tx, None, 50)]


def steps(world: World) -> list[str]:
    """Return the steps of the only request."""
    with world.store.read() as tx:
        key = tx.connection.execute(select(help_requests.c.id)).scalar_one()
        return [one.kind for one in requests.steps(tx, key)]


def test_who_holds_one_request_hears_it_at_once(world: World) -> None:
    """Family, names, address, phone, what is safe: with the PIN alone, and on record."""
    _, code = held_by_first(world)
    caller = on_the_line(world).hears(f"{code[0]}. {code[1]}.", "Emergency", "F - 0 0 0 1", "Rosa, parent")
    caller.hears("1 Example St", "2 0 2, 5 5 5, 0 1 2 0", "Text ok", "Call ok", "No voicemail", "Private phone")
    assert actions(world).count("request_heard") == 1
    caller.presses("3").hears("Rosa")
    assert actions(world).count("request_heard") == 2
    caller.hangs_up()


def test_nothing_is_told_before_the_pin(world: World) -> None:
    """A number that is shown proves nothing: a wrong PIN hears of nobody, and is on record."""
    held_by_first(world)
    caller = world.phone(FIRST).calls().presses("*").hears("PIN").presses(WRONG).hears("not right")
    said = " ".join(one.words or "" for one in caller.current.heard)
    assert "Rosa" not in said
    assert "F -" not in said
    assert actions(world).count("pin_wrong") == 1
    caller.presses(PIN).hears("Rosa").hangs_up()


def test_three_wrong_pins_lock_it(world: World) -> None:
    """Locked, said, told to the worker and the supervisors; the right one does not open it; a new one does."""
    held_by_first(world)
    caller = world.phone(FIRST).calls().presses("*")
    caller.presses(WRONG).hears("not right").presses(WRONG).hears("not right").presses(WRONG).hears("locked")
    caller.was_hung_up()
    world.phone(FIRST).gets("PIN", "locked", "not you")
    world.phone(BOSS).gets("PIN of lucia", "locked")
    assert "pin_locked" in actions(world)
    world.phone(FIRST).calls().presses("*").hears("locked").was_hung_up()
    with_pin(world, FIRST)
    on_the_line(world).hears("Rosa").hangs_up()


def test_a_right_pin_ends_the_count_of_wrong_ones(world: World) -> None:
    """Two wrong, one right, two wrong: still open."""
    held_by_first(world)
    for _ in range(2):
        caller = world.phone(FIRST).calls().presses("*")
        caller.presses(WRONG).hears("not right").presses(WRONG).hears("not right").presses(PIN).hears("Rosa").hangs_up()
    with world.store.read() as tx:
        assert tx.connection.execute(select(pin_rows.c.wrong, pin_rows.c.locked_at)).one() == (0, None)


def test_without_a_pin_nothing_is_heard(world: World) -> None:
    """Who has none is told who makes one."""
    world.phone(SECOND).calls().presses("*").hears("no PIN").was_hung_up()


def test_the_star_of_a_family_is_a_wish_for_a_person(world: World) -> None:
    """Only a worker's phone leads to the staff's own line."""
    rosa = world.family("rosa").calls().presses("*").hears("ringing")
    world.phone(FIRST).gets("PAGE").answers().presses("1").hears("connected").gets("yours")
    rosa.talks_to(FIRST).hangs_up()


def test_a_talk_that_is_long_enough_is_a_human_word(world: World) -> None:
    """The family sees the line's number; after it the worker says whether they talked; then `done` needs no reason."""
    rosa, code = held_by_first(world, dropped_call="call_911")
    caller = on_the_line(world).hears("press 1").presses("1").hears("drops: call 911", "machine", "number of the line")
    world.later(seconds=5)
    rosa.answers()
    assert rosa.current.called_from == world.services.sender.e164
    caller.talks_to(rosa)
    world.later(seconds=30)
    rosa.hangs_up()
    caller.hears("Did you talk").presses("1").hears("Noted").hangs_up()
    assert StepKind.TALKED in steps(world)
    assert "family_called" in actions(world)
    world.phone(FIRST).texts(f"done {code}").gets(code)
    rosa.ignores()


@pytest.mark.parametrize("how", ["machine", "short", "nobody"])
def test_no_talk_is_no_human_word(world: World, how: str) -> None:
    """A machine that answered, a talk of seconds, a phone nobody answers."""
    rosa, code = held_by_first(world)
    caller = on_the_line(world).hears("press 1").presses("1").hears("number of the line")
    world.later(seconds=5)
    if how == "nobody":
        rosa.declines()
        caller.hears("did not answer")
    else:
        rosa.answers()
        caller.talks_to(rosa)
        world.later(seconds=30 if how == "machine" else 5)
        rosa.hangs_up()
        caller.hears("Did you talk" if how == "machine" else "short")
    if how == "machine":
        caller.presses("2").hears("did not reach")
    caller.hangs_up()
    assert StepKind.TALKED not in steps(world)
    world.phone(FIRST).texts(f"done {code}").gets("nobody has written")


def test_hanging_up_after_a_long_talk_counts(world: World) -> None:
    """The worker puts the phone down first: the talk was a human word all the same."""
    rosa, _ = held_by_first(world)
    caller = on_the_line(world).hears("press 1").presses("1").hears("number of the line")
    world.later(seconds=5)
    rosa.answers()
    caller.talks_to(rosa)
    world.later(seconds=40)
    caller.hangs_up()
    assert steps(world).count(StepKind.TALKED) == 1


@pytest.mark.parametrize(
    "profile", [{"phone_is": "monitored"}, {"phone_is": "private", "safe_from": "09:00", "safe_to": "17:00"}]
)
def test_no_call_where_the_profile_says_no(world: World, profile: dict[str, str]) -> None:
    """Not safe, or not at this hour: said, and the family's phone does not ring."""
    rosa, _ = held_by_first(world, **profile)
    on_the_line(world).hears("press 1").presses("1").hears("not safe now", "Do not call").hangs_up()
    rosa.does_not_ring()


def test_who_was_paged_hears_but_does_not_call(world: World) -> None:
    """A worker who was paged may hear of it; only its holder, or a supervisor, is connected."""
    rosa = world.family("rosa", **SAFE).texts("he is going to kill me").ignores()
    code = world.phone(FIRST).gets("PAGE").code
    with_pin(world, FIRST, SECOND, BOSS)
    caller = on_the_line(world).hears("Key the code").presses(f"{keyed(code)}#").hears("Rosa")
    caller.presses("1").hears("do not have").hangs_up()
    rosa.does_not_ring()
    on_the_line(world, SECOND).hears("no request you may hear").was_hung_up()
    boss = on_the_line(world, BOSS).hears("Key the code").presses(f"{keyed(code)}#").hears("Rosa", "press 1")
    boss.presses("1").hears("number of the line")
    world.later(seconds=5)
    rosa.answers()
    boss.talks_to(rosa).hangs_up()
    for phone in (world.phone(FIRST), world.phone(SECOND), world.phone(BOSS), rosa):
        phone.ignores()


def test_a_wrong_code_is_asked_again_once(world: World) -> None:
    """A code of nothing the worker may hear tells nothing, not even whether there is such a request."""
    world.family("rosa", **SAFE).texts("he is going to kill me").ignores()
    world.phone(FIRST).gets("PAGE")
    with_pin(world, FIRST)
    on_the_line(world).presses("99#").hears("No open request of yours").presses("99#").hears("Goodbye").was_hung_up()


def test_help_called_by_key(world: World) -> None:
    """4 puts on record that 911 was called."""
    held_by_first(world)
    on_the_line(world).hears("press 1").presses("4").hears("you called 911").hangs_up()
    assert StepKind.HELP_CALLED in steps(world)
    assert "help_called" in actions(world)


def test_an_alarm_by_a_sign_is_told_on_no_phone_of_theirs(world: World) -> None:
    """A supervisor in danger by their own word hears nothing of that alarm, whatever they key (SAFETY 2.6)."""
    columns, row = "worker_id,name,phone,role,languages,active", ",".join((BOSS, *STAFF[BOSS], "yes"))
    world.imports("workers", f"{columns},duress_word\n{row},tartan biscuit\n")
    world.phone(BOSS).texts("tartan biscuit")
    code = world.phone(FIRST).gets("PAGE").code
    with_pin(world, BOSS, FIRST)
    caller = world.phone(BOSS).calls().presses("*").presses(PIN).hears("no request you may hear")
    caller.was_hung_up()
    colleague = on_the_line(world).hears("Key the code").presses(f"{keyed(code)}#").hears("colleague in danger")
    colleague.hears("Do not text or call").presses("1").hears("do not have").hangs_up()
    world.phone(FIRST).ignores()
    world.phone(SECOND).ignores()
    world.phone(BOSS).ignores()


def test_yesterdays_closed_request_is_told_no_more(world: World) -> None:
    """Closed today it may still be heard of; the day after it may not."""
    _, code = held_by_first(world)
    world.phone(FIRST).texts(f"done {code} she is safe").gets(code)
    on_the_line(world).hears("Key the code").presses(f"{keyed(code)}#").hears("Rosa").presses("1").hears(
        "closed"
    ).hangs_up()
    world.at(SATURDAY_11_PM + timedelta(hours=2))
    on_the_line(world).hears("no request you may hear").was_hung_up()


def test_codes_with_the_same_keys_are_asked_about(world: World) -> None:
    """KB and LC are both 52: whoever holds neither chooses between them, by the code and when it was opened."""
    for name, code in (("rosa", "KB"), ("ana", "LC")):
        world.family(name, **SAFE).texts("he is going to kill me").ignores()
        with world.store.write() as tx:
            last = tx.connection.execute(
                select(help_requests.c.id).order_by(help_requests.c.opened_at.desc())
            ).scalars()
            requests.change(tx, next(iter(last)), code=code)
        world.later(seconds=1)
    world.phone(FIRST).ignores()
    with_pin(world, FIRST)
    caller = on_the_line(world).hears("Key the code").presses("52#").hears("K. B.", "press 1", "L. C.", "press 2")
    caller.presses("2").hears("L. C.", "Ana, parent").lacks("Rosa").presses("9").hears("Key the code").hangs_up()
    for worker in (FIRST, SECOND, BOSS):
        world.phone(worker).ignores()


def test_a_step_asked_for_twice_counts_a_wrong_pin_once(world: World) -> None:
    """The carrier's repeat of a step hears the same, and locks nobody out."""
    with_pin(world, FIRST)
    lucia = world.phone(FIRST).calls().presses("*").hears("PIN")
    with world.store.read() as tx:
        call = tx.connection.execute(select(calls.c.id, calls.c.number, calls.c.sid)).one()
    path, form = f"/twilio/voice/{call.id}/{call.number}", {"CallSid": call.sid, "Digits": WRONG}
    headers = {"X-Twilio-Signature": sign(f"{PUBLIC_URL}{path}", form, TOKEN)}
    said = {world.web.post(path, data=form, headers=headers, base_url=PUBLIC_URL).text for _ in range(4)}
    assert len(said) == 1
    with world.store.read() as tx:
        assert tx.connection.execute(select(pin_rows.c.wrong, pin_rows.c.locked_at)).one() == (1, None)
    lucia.hangs_up()
