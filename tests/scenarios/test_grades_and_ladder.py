"""How hard the line works for a cry, and whom it asks in which order (SAFETY 2.1, 2.2, 2.4, 2.8, 5)."""

from datetime import timedelta
from itertools import pairwise

import pytest
from world import BOSS, FIRST, LINE, OWN, SECOND, STAFF, ZONE, Handset, World

UNREAD = "Automatic answer. Your message is passed on. Need a person tonight? Text 1. In danger: 911."
SUICIDE = "i want to kill myself"


def passes(world: World, *, minutes: int) -> None:
    """Let time pass in steps of five minutes."""
    for _ in range(minutes // 5):
        world.clock.move(timedelta(minutes=5))
        world.settle()


def page_minutes(world: World, handset: Handset, begin: int = 0) -> list[int]:
    """Tell at which minutes after the first text of the night a phone got its pages."""
    first = min(text.created_at for text in world.carrier.record())
    pages = [text for text in world.carrier.handset(handset.phone) if text.body.startswith("PAGE")]
    return [round((page.created_at - first).total_seconds() / 60) for page in pages[begin:]]


def test_crisis_words_come_before_an_open_question(world: World) -> None:
    """A list of numbers waits for a digit; a cry for help is heard all the same."""
    rosa = world.family("rosa", phone_is="private")
    rosa.texts("numbers").gets("988")
    rosa.texts(SUICIDE).gets("911", "988")
    world.phone(FIRST).gets("PAGE", "EMERGENCY", "F-0001")


def test_crisis_words_are_heard_from_an_unknown_number(world: World) -> None:
    """No family is known, the ladder climbs all the same."""
    stranger = world.stranger().texts("he is going to kill me")
    stranger.gets("911", "988")
    world.phone(FIRST).gets("PAGE", "EMERGENCY", "unknown number").lacks("F-0", stranger.phone.e164)


def test_crisis_words_are_heard_from_a_phone_that_opted_out(world: World) -> None:
    """The carrier lets us answer nothing; the page says that a text will not arrive."""
    rosa = world.family("rosa", phone_is="private").texts("STOP")
    rosa.texts(SUICIDE).gets_nothing()
    world.phone(FIRST).gets("PAGE", "Cannot be texted; call only if the profile allows.")


def test_crisis_words_are_heard_while_the_office_is_open(office: World) -> None:
    """The family's own worker is asked first, then the ladder."""
    rosa = office.family("rosa", phone_is="private").texts(SUICIDE).gets("911", "988")
    code = office.phone(OWN).gets("PAGE", "EMERGENCY").code
    office.phone(FIRST).gets_nothing()
    office.later(minutes=5)
    office.phone(FIRST).gets("PAGE", code).replies("1").gets(code, "yours").gets("kill myself")
    rosa.gets("Lucia has")


def test_spanish_is_a_cry_too(world: World) -> None:
    """The answer comes in Spanish, the page names the language."""
    world.family("rosa", language="es", phone_is="private").texts("me quiero morir").gets("911", "988", "Respuesta")
    world.phone(FIRST).gets("PAGE", "Spanish")


def test_an_emergency_starts_again_and_again_with_growing_rests(world: World) -> None:
    """Five minutes a tier; the rests between rounds are 10, 20, 40 minutes and then an hour."""
    rosa = world.family("rosa", phone_is="private").texts(SUICIDE)
    passes(world, minutes=275)
    assert page_minutes(world, world.phone(FIRST)) == [0, 25, 60, 115, 190, 265]
    assert page_minutes(world, world.phone(SECOND)) == [5, 30, 65, 120, 195, 270]
    assert page_minutes(world, world.phone(BOSS)) == [10, 35, 70, 125, 200, 275]
    for phone in (rosa, world.phone(FIRST), world.phone(SECOND), world.phone(BOSS)):
        phone.ignores()


def test_a_family_is_told_once_an_hour_at_most_that_nobody_was_reached(world: World) -> None:
    """The truth after the first round, then not more often than hourly (SAFETY 5)."""
    rosa = world.family("rosa", phone_is="private").texts(SUICIDE).gets("If nobody has it by 11:16 PM")
    passes(world, minutes=300)
    told = [text.created_at for text in rosa.unread()]
    assert all("not reached anyone" in text.body for text in rosa.unread())
    assert (told[0].astimezone(ZONE).hour, told[0].astimezone(ZONE).minute) == (23, 15)
    gaps = [later - earlier for earlier, later in pairwise(told)]
    assert len(gaps) >= 2
    assert min(gaps) >= timedelta(minutes=59)
    for phone in (rosa, world.phone(FIRST), world.phone(SECOND), world.phone(BOSS)):
        phone.ignores()


def test_soon_asks_each_tier_once_and_then_every_morning(world: World) -> None:
    """Nobody took it tonight: at 8:00 supervisors read of it until somebody has it, the own worker when they work."""
    rosa = world.family("rosa", phone_is="private").texts("they are evicting us")
    rosa.gets("211", "911", "988")
    code = world.phone(FIRST).gets("PAGE", "SOON").code
    passes(world, minutes=15)
    world.phone(SECOND).gets("PAGE", code)
    world.phone(BOSS).gets("PAGE", code)
    rosa.gets("not reached anyone", "8:00 AM")
    passes(world, minutes=8 * 60 + 40)
    world.phone(BOSS).gets_nothing()
    passes(world, minutes=5)
    world.phone(BOSS).gets("PAGE", code, "SOON")
    world.phone(OWN).gets_nothing()  # it is Sunday
    passes(world, minutes=24 * 60)
    world.phone(OWN).gets("PAGE", code, "SOON")
    world.phone(BOSS).gets("PAGE", code).replies("1").gets(code, "yours").gets("evicting")
    rosa.gets("Sam has")
    world.phone(BOSS).texts("Can I call you at nine?").gets("sent to", code)
    rosa.gets("call you at nine")
    passes(world, minutes=24 * 60)
    for worker in (OWN, BOSS):
        world.phone(worker).gets("Morning list", f"{code} F-0001, soon", "NOBODY has it")
    world.phone(BOSS).gets("Morning list", f"{code} F-0001 is yours", "not closed")


def test_food_gets_the_number_for_basic_needs(world: World) -> None:
    """211 stands in the answer only where food, money or shelter is meant."""
    world.family("rosa", phone_is="private").texts("we have no food for the kids").gets("211")
    world.family("ana", phone_is="private").texts(SUICIDE).gets("988").lacks("211")
    world.phone(FIRST).gets("PAGE", "SOON", "F-0001").gets("PAGE", "EMERGENCY", "F-0002")


def test_what_is_not_understood_is_read_by_two_people(world: World) -> None:
    """On call, then backup, once each; the family reads exactly what is true."""
    rosa = world.family("rosa").texts("about that thing with the blue folder")
    rosa.gets(UNREAD)
    assert rosa.text == UNREAD
    code = world.phone(FIRST).gets("PAGE", "UNREAD", "F-0001").code
    passes(world, minutes=5)
    world.phone(SECOND).gets("PAGE", code)
    passes(world, minutes=8 * 60)


def test_one_asks_for_the_whole_ladder(world: World) -> None:
    """`1` makes an unread text an emergency: everybody is paged, the same request."""
    rosa = world.family("rosa", phone_is="private").texts("about that thing with the blue folder")
    rosa.gets("Text 1").texts("1").gets("911", "988", "If nobody has it")
    code = world.phone(FIRST).gets("PAGE", "UNREAD").code
    world.phone(FIRST).gets("PAGE", code, "EMERGENCY")
    passes(world, minutes=10)
    world.phone(SECOND).gets("PAGE", code, "EMERGENCY")
    world.phone(BOSS).gets("PAGE", code, "EMERGENCY")


def test_one_still_means_a_person_hours_later(world: World) -> None:
    """The offer of a person stands for the night."""
    rosa = world.family("rosa").texts("about that thing with the blue folder").gets("Text 1")
    world.phone(FIRST).gets("UNREAD").replies("1").gets("yours").gets("blue folder").replies("done BD called, all well")
    world.phone(FIRST).gets("closed")
    world.clock.move(timedelta(hours=3))
    rosa.texts("1").gets("911", "988")
    world.phone(FIRST).gets("PAGE", "EMERGENCY")
    rosa.ignores()


@pytest.mark.parametrize("word", ["HELP", "help", "AYUDA", "Ayuda."])
def test_a_bare_help_is_never_nothing(world: World, word: str) -> None:
    """After hours the one word is passed on unread at least."""
    world.family("rosa").texts(word).gets("911")
    world.phone(FIRST).gets("PAGE")


def test_further_texts_join_the_open_request(world: World) -> None:
    """No second ladder; whoever claims reads all the words."""
    rosa = world.family("rosa", phone_is="private").texts(SUICIDE).gets("911")
    world.phone(FIRST).gets("PAGE")
    rosa.texts("please").texts("i cant do this any more").texts("we have no food either")
    world.phone(FIRST).replies("1").gets("yours").gets("kill myself").gets("please").gets("any more").gets("no food")
    rosa.gets("Lucia has")


def test_a_graver_text_raises_the_request_and_starts_the_ladder_again(world: World) -> None:
    """What was `soon` becomes an emergency at once, on the first tier, under the same code."""
    rosa = world.family("rosa", phone_is="private").texts("they are evicting us").gets("211")
    code = world.phone(FIRST).gets("PAGE", "SOON").code
    passes(world, minutes=15)
    rosa.gets("not reached anyone")
    rosa.texts(SUICIDE).gets("If nobody has it by 11:31 PM")
    world.phone(FIRST).gets("PAGE", code, "EMERGENCY")
    world.phone(SECOND).gets("SOON")
    world.phone(BOSS).gets("SOON")
    passes(world, minutes=15)
    rosa.gets("not reached anyone")
    world.phone(SECOND).gets(code, "EMERGENCY")
    world.phone(BOSS).gets(code, "EMERGENCY")


def test_a_milder_text_lowers_nothing(world: World) -> None:
    """An emergency stays one."""
    rosa = world.family("rosa").texts(SUICIDE).gets("911")
    rosa.texts("we need diapers")
    world.phone(FIRST).gets("EMERGENCY")
    passes(world, minutes=5)
    world.phone(SECOND).gets("EMERGENCY", "F-0001")


def test_a_page_holds_what_is_safe_and_no_name_number_or_word(world: World) -> None:
    """Grade, both codes, time, language, what is safe; nothing else on a lock screen."""
    world.family("rosa", language="es", phone_is="private", voicemail="yes").texts("he has a gun").gets("911")
    page = world.phone(FIRST).gets("PAGE", "EMERGENCY", "F-0001", "11:00 PM", "Spanish")
    page.lacks("Rosa", "+1202", "5550", "gun", "Example St")
    assert page.text.startswith(f"PAGE {page.code} EMERGENCY F-0001 ")
    for words in ("Text ok.", "Call ok.", "Voicemail ok.", "Private phone."):
        assert words in page.text


def test_a_page_says_what_is_not_safe(world: World) -> None:
    """A monitored phone: text only in answer, no call, no voicemail."""
    world.family("rosa", phone_is="monitored").texts("he has a gun").gets("911")
    page = world.phone(FIRST).gets("PAGE", "Text only in answer", "Do not call", "No voicemail", "read by somebody")
    assert page.text.endswith("1 = I have it, 2 = pass on.")


def test_a_tier_with_nobody_is_skipped_at_once(world: World) -> None:
    """Without a backup the supervisor is next."""
    world.rota((FIRST, "on_call"))
    world.family("rosa").texts(SUICIDE).gets("911")
    world.phone(FIRST).gets("PAGE")
    passes(world, minutes=5)
    world.phone(BOSS).gets("PAGE")


def test_without_a_rota_the_supervisors_are_paged_at_once(world: World) -> None:
    """Nobody on call, nobody as backup: no minute is lost."""
    world.rota((BOSS, "supervisor"))
    world.family("rosa").texts(SUICIDE).gets("911")
    world.phone(BOSS).gets("PAGE")


def test_nobody_at_all_is_an_alarm_and_the_truth(world: World) -> None:
    """No rota, no supervisor: the family is told the truth and the alarm leaves the house."""
    off = [
        f"{key},{name},{phone},{role},{langs},{'yes' if key == OWN else 'no'}"
        for key, (name, phone, role, langs) in STAFF.items()
    ]
    world.imports("workers", "worker_id,name,phone,role,languages,active\n" + "\n".join(off))
    rosa = world.family("rosa", phone_is="private").texts(SUICIDE)
    rosa.gets("911", "988").gets("not reached anyone")
    assert world.watches() == 2
    assert {kind for kind, _ in world.alarms_sent} == {"nobody_paged", "nobody_on_call"}


def test_an_own_worker_on_call_is_paged_once_a_round(office: World) -> None:
    """In office hours the own worker comes first and not a second time as on call."""
    office.rota((OWN, "on_call"), (SECOND, "backup"))
    office.family("rosa").texts(SUICIDE).gets("911")
    office.phone(OWN).gets("PAGE")
    passes(office, minutes=5)
    office.phone(SECOND).gets("PAGE")
    office.phone(OWN).gets_nothing()


def test_those_who_speak_the_language_come_first(world: World) -> None:
    """Two are on call; the page to the one who speaks Spanish leaves first."""
    world.rota((SECOND, "on_call"), (FIRST, "on_call"))
    world.family("rosa", language="es").texts("me quiero morir").gets("911")
    world.phone(FIRST).gets("PAGE", "Spanish")
    world.phone(SECOND).gets("PAGE", "Spanish")
    pages = [text.sent_to for text in reversed(world.carrier.record()) if text.body.startswith("PAGE")]
    assert pages == [STAFF[FIRST][1], STAFF[SECOND][1]]


def test_a_page_that_was_not_delivered_moves_on_at_once(world: World) -> None:
    """The phone of the one on call is off: the backup is asked without waiting."""
    world.carrier.undelivered(world.phone(FIRST).phone, 30003)
    world.family("rosa").texts(SUICIDE).gets("911")
    world.later(minutes=1)
    world.phone(SECOND).gets("PAGE")
    world.phone(FIRST).gets_nothing()


def test_a_page_the_carrier_refuses_moves_on_at_once(world: World) -> None:
    """A number that takes no texts is no reason to wait."""
    world.carrier.fail_next(21614, world.phone(FIRST).phone)
    world.family("rosa").texts(SUICIDE).gets("911")
    world.phone(SECOND).gets("PAGE")


def test_nothing_leaves_by_another_number(world: World) -> None:
    """Whatever the line says, it says from its own number."""
    world.family("rosa").texts(SUICIDE).gets("911")
    world.phone(FIRST).gets("PAGE")
    assert {text.sent_by for text in world.carrier.record() if not text.inbound} == {LINE.e164}
