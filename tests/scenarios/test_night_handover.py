"""The hand-over at eight: what the night brought and how it stands, in the morning list, without words."""

from datetime import datetime, timedelta

from world import BOSS, FIRST, OWN, SECOND, ZONE, Handset, World

MONDAY_8_AM = datetime(2026, 11, 23, 8, 0, tzinfo=ZONE)
SUNDAY_8_AM = MONDAY_8_AM - timedelta(days=1)
CRY = "he is hitting me right now"


def a_night(world: World) -> Handset:
    """Let a family of Dana's cry on Saturday night, and Lucia take it and end it."""
    rosa = world.family("rosa", phone_is="private").texts(CRY).gets("911")
    lucia = world.phone(FIRST)
    code = lucia.gets("PAGE").code
    lucia.replies("1").gets("yours").gets(CRY).texts("I am calling you").gets("sent to")
    rosa.ignores()
    return lucia.texts(f"done {code} safe at her sister's").gets("closed")


def at_list_time(world: World, moment: datetime) -> None:
    """Let time pass until the lists are made, and a minute for the last of them to leave."""
    world.at(moment)
    world.later(minutes=1)


def test_supervisor_and_own_worker_read_of_it_on_the_working_morning(world: World) -> None:
    """Sunday is off for both; on Monday at eight each reads who held it and that it is closed."""
    code = a_night(world).code
    at_list_time(world, MONDAY_8_AM)
    for worker in (OWN, BOSS):
        told = world.phone(worker).gets(
            "Morning list", f"{code} F-0001, emergency, Sat 11:00 pm: Lucia had it, closed."
        )
        told.lacks("hitting", "sister", "Rosa")
    world.at(MONDAY_8_AM + timedelta(days=1))
    world.phone(OWN).gets_nothing()
    world.phone(BOSS).gets_nothing()


def test_a_supervisor_on_the_rota_reads_of_it_on_sunday(world: World) -> None:
    """Nobody works, but they stand in: the night is theirs, and not told again on Monday."""
    world.rota((FIRST, "on_call"), (SECOND, "backup"), (BOSS, "supervisor"))
    code = a_night(world).code
    at_list_time(world, SUNDAY_8_AM)
    world.phone(BOSS).gets("Morning list", code, "Lucia had it")
    world.phone(OWN).gets_nothing()
    at_list_time(world, MONDAY_8_AM)
    world.phone(OWN).gets("Morning list", code)
    world.phone(BOSS).gets_nothing()


def test_what_is_still_open_says_so(world: World) -> None:
    """Held and not ended; and one that nobody took."""
    rosa = world.family("rosa", phone_is="private").texts(CRY).gets("911")
    held = world.phone(FIRST).gets("PAGE").code
    world.phone(FIRST).replies("1").gets("yours").gets(CRY).texts("I am here").gets("sent to")
    rosa.ignores()
    world.at(SUNDAY_8_AM + timedelta(hours=15))
    stranger = world.stranger()
    stranger.texts(CRY).gets("911")
    nobodys = world.phone(FIRST).gets("PAGE").code
    at_list_time(world, MONDAY_8_AM)
    told = world.phone(BOSS).gets("Morning list", f"{held} F-0001, emergency, Sat 11:00 pm: Lucia has it.").text
    assert f"{nobodys} unknown number, emergency, Sun 11:00 pm: NOBODY has it." in told
    world.phone(OWN).gets("Morning list", held).lacks(nobodys)
    for worker in (FIRST, SECOND, BOSS):
        world.phone(worker).ignores()
    stranger.ignores()


def test_what_came_in_office_hours_is_no_matter_of_the_night(office: World) -> None:
    """By day they were there."""
    rosa = office.family("rosa", phone_is="private").texts(CRY).gets("911")
    code = office.phone(OWN).gets("PAGE").code
    office.phone(OWN).replies("1").gets("yours").gets(CRY).texts("I am here").gets("sent to")
    office.phone(OWN).texts(f"done {code} fine").gets("closed")
    rosa.ignores()
    office.at(office.clock.now() + timedelta(hours=23))
    office.phone(BOSS).gets_nothing()
    office.phone(OWN).gets_nothing()


def test_whoever_gave_a_sign_does_not_read_of_it(world: World) -> None:
    """A supervisor under duress: their own phone must not show it in the morning either."""
    words = "copper walrus"
    world.imports(
        "workers",
        f"worker_id,name,phone,role,languages,active,duress_word\n{BOSS},Sam,+12025550113,supervisor,en,yes,{words}\n",
    )
    world.phone(BOSS).texts(words).gets_nothing()
    code = world.phone(FIRST).gets("WORKER IN DANGER: Sam", "by a sign").replies("1").gets("yours").code
    world.phone(FIRST).ignores().texts(f"done {code} police there").gets("closed")
    at_list_time(world, MONDAY_8_AM)
    world.phone(BOSS).gets_nothing()


def test_a_request_by_a_sign_that_is_still_open_is_not_listed_to_its_own_phone(world: World) -> None:
    """What a colleague has and has not closed is listed to supervisors, but not to the one it is about."""
    words = "copper walrus"
    world.imports(
        "workers",
        f"worker_id,name,phone,role,languages,active,duress_word\n{BOSS},Sam,+12025550113,supervisor,en,yes,{words}\n",
    )
    world.phone(BOSS).texts(words).gets_nothing()
    code = world.phone(FIRST).gets("WORKER IN DANGER: Sam", "by a sign").code
    world.at(MONDAY_8_AM - timedelta(minutes=5))
    world.phone(FIRST).ignores().texts(f"1 {code}").gets("yours")
    at_list_time(world, MONDAY_8_AM)
    world.phone(BOSS).gets_nothing()
    for worker in (FIRST, SECOND):
        world.phone(worker).ignores()


def test_a_line_that_slept_tells_no_phone_of_its_own_sign(world: World) -> None:
    """A supervisor under duress does not read that the line was down while their alarm waited."""
    words = "copper walrus"
    world.imports(
        "workers",
        f"worker_id,name,phone,role,languages,active,duress_word\n{BOSS},Sam,+12025550113,supervisor,en,yes,{words}\n",
    )
    world.phone(BOSS).texts(words).gets_nothing()
    world.watches()
    world.clock.move(timedelta(hours=3))
    world.watches()
    world.phone(BOSS).gets_nothing()
    for worker in (FIRST, SECOND):
        world.phone(worker).ignores()
