"""Requests that are forged, broken, too large or strange: a clear answer, nothing stored, nothing lost."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote_plus

import pytest
from flask import Flask
from troubles import SMS, alarm_kinds, logged_errors, post, rows, text_form
from werkzeug.datastructures import MultiDict
from world import ACCOUNT, BOSS, FIRST, LINE, OWN, PUBLIC_URL, STAFF, TOKEN, World

from bot.app import create_app
from bot.services import Services
from bot.store.tables import help_requests, inbound, outbound
from bot.telephony.signature import sign
from bot.web.edge import Edge

ROSA = "+12025550120"
CRY = "he is hitting me right now"


@pytest.mark.parametrize("signature", ["", "forged", "é", "AAAAAAAAAAAAAAAAAAAAAAAAAAA=", "\x00", "x" * 5_000])
def test_a_bad_signature_is_refused(world: World, signature: str) -> None:
    """403, and nothing of the request is kept."""
    answer = world.web.post(
        SMS,
        data=text_form(ROSA, CRY),
        environ_overrides={"HTTP_X_TWILIO_SIGNATURE": signature} if signature else {},
        base_url=PUBLIC_URL,
    )
    assert answer.status_code == 403
    assert rows(world, inbound) == []


def test_a_signature_for_other_words_is_refused(world: World) -> None:
    """Words changed on the way no longer carry their signature."""
    form = text_form(ROSA, "all is well")
    signature = sign(PUBLIC_URL + SMS, form, TOKEN)
    assert post(world, form | {"Body": CRY}, signature=signature).status_code == 403
    assert post(world, form, path=f"{SMS}/status", signature=signature).status_code == 403
    assert rows(world, inbound) == []


def test_forgeries_become_an_alarm(world: World) -> None:
    """One may be an accident; five within ten minutes are told to the supervisors, once an hour at most."""
    for _ in range(4):
        post(world, text_form(ROSA, CRY), signature="forged")
    assert alarm_kinds(world) == []
    post(world, text_form(ROSA, CRY), signature="forged")
    assert alarm_kinds(world) == ["bad_signatures"]
    world.watches()
    world.phone("sam").gets("ALARM", "forged").gets_nothing()


def test_forgeries_far_apart_are_no_alarm(world: World) -> None:
    """Five in an afternoon, minutes apart, are scanners passing by."""
    for _ in range(8):
        post(world, text_form(ROSA, CRY), signature="forged")
        world.clock.move(timedelta(minutes=4))
    assert alarm_kinds(world) == []


def test_another_account_is_refused(world: World) -> None:
    """Even signed well, a text for somebody else's account is not ours."""
    form = text_form(ROSA, CRY) | {"AccountSid": "AC" + "9" * 32}
    assert post(world, form).status_code == 403
    assert rows(world, inbound) == []


def test_both_tokens_are_good_while_rotating(world: World) -> None:
    """A text signed with the old token and one with the new are both ours."""
    world.family("rosa", number=20)
    edge = Edge(
        services=world.services,
        wake=lambda: None,
        public_url=PUBLIC_URL,
        tokens=("new-token", TOKEN),
        account_sid=ACCOUNT,
    )
    world.web = create_app(edge).test_client()
    old, new = text_form(ROSA, "ok", "SM1"), text_form(ROSA, "ok", "SM2")
    assert post(world, old).status_code == 200
    assert post(world, new, signature=sign(PUBLIC_URL + SMS, new, "new-token")).status_code == 200
    assert len(rows(world, inbound)) == 2


def test_a_body_over_64_kb_is_refused(world: World) -> None:
    """413, whatever its signature says."""
    form = text_form(ROSA, "x" * 70_000)
    assert post(world, form).status_code == 413
    assert rows(world, inbound) == []


def test_a_long_body_below_the_limit_is_kept_whole(world: World) -> None:
    """Longer than any text can be, and still read to its last words."""
    world.family("rosa", number=20, phone_is="private")
    form = text_form(ROSA, "la " * 20_000 + CRY)
    assert post(world, form).status_code == 200
    world.settle()
    world.phone(FIRST).gets("PAGE", "EMERGENCY")
    world.handset(world.carrier.line).ignores()
    world.stranger(20).gets("911")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", SMS, 405),
        ("put", SMS, 405),
        ("delete", f"{SMS}/status", 405),
        ("post", "/health", 405),
        ("get", "/", 404),
        ("get", "/admin", 404),
        ("post", f"{SMS}/nowhere", 404),
        ("post", f"{SMS}/status/abc", 404),
        ("post", f"{SMS}/status/-1", 404),
        ("get", "/../../etc/passwd", 404),
    ],
)
def test_other_methods_and_paths_are_refused(world: World, method: str, path: str, status: int) -> None:
    """Nothing answers where nothing is promised."""
    assert getattr(world.web, method)(path, base_url=PUBLIC_URL).status_code == status


@pytest.mark.parametrize("missing", ["MessageSid", "From"])
def test_a_form_without_what_it_needs_is_a_bad_request(world: World, missing: str) -> None:
    """400, and nothing stored: without a SID a repeat could not be told."""
    form = text_form(ROSA, CRY)
    del form[missing]
    assert post(world, form).status_code == 400
    assert post(world, text_form(ROSA, CRY) | {missing: ""}).status_code == 400
    assert rows(world, inbound) == []


def test_a_form_without_a_body_is_an_empty_text(world: World) -> None:
    """No `Body`, an unreadable `NumMedia`: kept, and nobody is woken."""
    world.family("rosa", number=20)
    form = text_form(ROSA, "") | {"NumMedia": "many"}
    del form["Body"]
    assert post(world, form).status_code == 200
    assert [row["media_count"] for row in rows(world, inbound)] == [0]
    assert rows(world, help_requests) == []


def test_repeated_fields_count_once(world: World) -> None:
    """The first value is taken; the signature covers them all."""
    world.family("rosa", number=20)
    form = MultiDict([*text_form(ROSA, "ok").items(), ("Body", CRY), ("MessageSid", "SMother")])
    assert post(world, form).status_code == 200
    assert [row["message_sid"] for row in rows(world, inbound)] == ["SM" + "e" * 32]
    assert rows(world, help_requests) == []


def test_bytes_that_are_no_text_break_nothing(world: World) -> None:
    """Not UTF-8: signed as the web framework reads it, it is kept; otherwise it is refused as forged."""
    world.family("rosa", number=20, phone_is="private")
    form = text_form(ROSA, "help%E9 me he is hitting me")
    raw = "&".join(f"{name}={quote_plus(value)}" for name, value in form.items()).replace("%25E9", "%E9")
    kind = "application/x-www-form-urlencoded"
    good = {"X-Twilio-Signature": sign(PUBLIC_URL + SMS, form, TOKEN)}
    answer = world.web.post(SMS, data=raw, content_type=kind, headers=good, base_url=PUBLIC_URL)
    assert answer.status_code == 200
    bad = {"X-Twilio-Signature": sign(PUBLIC_URL + SMS, form | {"Body": "help\xe9 me"}, TOKEN)}
    assert world.web.post(SMS, data=raw, content_type=kind, headers=bad, base_url=PUBLIC_URL).status_code == 403
    for raw_bytes in (b"\xff\xfe\x00", b"Body=\xe9", b"%", b"&&&=", b"Body"):
        odd = world.web.post(SMS, data=raw_bytes, content_type=kind, headers=bad, base_url=PUBLIC_URL)
        assert odd.status_code == 403
    world.settle()
    world.stranger(20).gets("911")
    world.phone(FIRST).gets("PAGE")


@pytest.mark.parametrize("body", ["", "   \n", "👍", "❤️❤️", "\x00", "\u200b"])
def test_texts_without_words_need_nobody(world: World, body: str) -> None:
    """Empty, blank, or an emoji alone: kept, not paged (SAFETY 2.3)."""
    rosa = world.family("rosa", phone_is="private")
    rosa.texts(body).gets_nothing()
    assert len(rows(world, inbound)) == 1
    assert rows(world, help_requests) == []


def test_a_nul_inside_a_cry_is_dropped(world: World) -> None:
    """PostgreSQL takes no NUL in a text; the words around it are heard."""
    rosa = world.family("rosa", phone_is="private")
    rosa.texts("i want to\x00 kill myself").gets("911", "988")
    world.phone(FIRST).gets("PAGE", "EMERGENCY")


def test_1600_characters_reach_the_claimer_whole(world: World) -> None:
    """The longest text a phone can send comes through in parts, each within the carrier's limit."""
    rosa = world.family("rosa", phone_is="private")
    words = f"{CRY} " + "é" * 1_500 + " the end of it"
    rosa.texts(words[:1_600]).gets("911")
    lucia = world.phone(FIRST).gets("PAGE").replies("1").gets("yours")
    rosa.gets("Lucia")
    lucia.gets("hitting me").gets("the end of it")
    assert all(len(text.body) <= 1_600 for text in world.carrier.texts_to(lucia.phone))


def test_pictures_go_to_a_human_unopened(world: World) -> None:
    """The family is told so; the claimer hears that there was one."""
    rosa = world.family("rosa", phone_is="private")
    rosa.texts("", media=2).gets("cannot open", "911")
    world.phone(FIRST).gets("PAGE", "UNREAD").replies("1").gets("yours").gets("with a picture")
    rosa.gets("Lucia")


@pytest.mark.parametrize(
    "sender",
    ["88788", "+266696687", "anonymous", "ALERTS", "+1", "12025550120", "+12025550120,+1", "x" * 500, "\x00", "٣٤٥"],
)
def test_senders_who_are_no_phone_are_kept_and_not_answered(world: World, sender: str) -> None:
    """A short code, a withheld number, letters: nobody there could be answered."""
    assert post(world, text_form(sender, CRY)).status_code == 200
    world.settle()
    assert [row["handled"] for row in rows(world, inbound)] == ["ignored"]
    assert rows(world, outbound) == []


def test_a_text_from_the_line_itself_starts_no_conversation_with_itself(world: World) -> None:
    """Two automatons must not write to each other: the carrier refuses, and nothing repeats."""
    post(world, text_form(LINE.e164, "hello"))
    world.settle()
    world.later(minutes=10)
    assert all(row["attempts"] <= 1 for row in rows(world, outbound))


def test_a_turn_that_breaks_loses_nothing(world: World) -> None:
    """The text is kept as unread, answered neutrally, passed on to a human, and an alarm stands."""
    rosa = world.family("rosa", phone_is="private")
    break_turns(world)
    with logged_errors("bot.web.sms"):
        rosa.texts("he has a knife").gets("passed on", "911")
    assert [row["handled"] for row in rows(world, inbound)] == ["unread"]
    assert alarm_kinds(world) == ["unread_crash"]
    mend_turns(world)
    world.phone(FIRST).gets("PAGE", "UNREAD").replies("1").gets("yours").gets("he has a knife")
    rosa.gets("Lucia")


def test_a_second_text_that_breaks_joins_the_request(world: World) -> None:
    """Whoever holds the request reads it at once; no second ladder starts."""
    rosa = world.family("rosa", phone_is="shared")
    rosa.texts(CRY).gets("911")
    lucia = world.phone(FIRST).gets("PAGE").replies("1").gets("yours").gets("hitting me")
    world.later(minutes=10)
    lucia.gets("wait for a word")
    break_turns(world)
    with logged_errors("bot.web.sms"):
        rosa.texts("he has a knife")
    mend_turns(world)
    lucia.gets("he has a knife").texts("get out if you can").gets("sent to")
    rosa.gets("get out if you can")
    assert len(rows(world, help_requests)) == 1


def test_a_workers_text_that_breaks_may_hold_their_sign(world: World) -> None:
    """Their duress word could not be looked for, so it is taken to be there: their phone is told nothing."""
    columns = "worker_id,name,phone,role,languages,active,duress_word"
    world.imports("workers", f"{columns}\n{','.join((OWN, *STAFF[OWN], 'yes', 'copper walrus'))}\n")
    break_turns(world)
    with logged_errors("bot.web.sms"):
        world.phone(OWN).texts("all fine copper walrus").gets_nothing()
    mend_turns(world)
    world.phone(FIRST).gets("PAGE", "by a sign")
    world.phone(BOSS).gets("PAGE", "by a sign").replies("1").gets("do NOT text").gets("[code word]")
    world.phone(OWN).gets_nothing()


def test_a_breaking_text_that_comes_twice_is_one(world: World) -> None:
    """The repeat of a text kept unread pages nobody again."""
    rosa = world.family("rosa", phone_is="private")
    break_turns(world)
    with logged_errors("bot.web.sms"):
        sid = world.carrier.receive(rosa.phone, "he has a knife")
        world.settle()
        world.carrier.receive_again(sid)
        world.settle()
    rosa.gets("passed on").gets_nothing()
    world.phone(FIRST).gets("PAGE").gets_nothing()


def test_a_workers_text_that_breaks_is_taken_for_an_emergency(world: World) -> None:
    """Nobody knows what the worker wrote; it may have been `help`."""
    break_turns(world)
    with logged_errors("bot.web.sms"):
        world.phone("dana").texts("help")
    world.phone(FIRST).gets("PAGE", "WORKER IN DANGER", "Dana")
    world.phone("sam").gets("PAGE", "Dana")
    world.phone("dana").gets("911")


def break_turns(world: World) -> None:
    """Let every turn break from now on, as a bug in the lexicon would."""
    broken = replace(world.services, lexicon=None)  # type: ignore[arg-type]
    world.web = _app(world, broken).test_client()


def mend_turns(world: World) -> None:
    """Let turns work again."""
    world.web = world.app.test_client()


def _app(world: World, services: Services) -> Flask:
    return create_app(
        Edge(
            services=services,
            wake=lambda: None,
            public_url=PUBLIC_URL,
            tokens=(TOKEN,),
            account_sid=ACCOUNT,
        )
    )
