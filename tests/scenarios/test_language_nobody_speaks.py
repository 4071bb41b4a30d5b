"""A family whose language nobody on call speaks: the page says so, the claim brings an interpreter (SAFETY 5)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from world import FIRST, OWN, SECOND, World, no_logged_errors

from bot.store.engine import Store

CRY = "mwen vle mouri"
INTERPRETER = "202-555-0199, code 4411"


@pytest.fixture
def night(sqlite_store: Store, tmp_path: Path) -> Iterator[World]:
    """Give a world on Saturday at 11 pm whose agency has an interpreter's line."""
    (tmp_path / "oncall.toml").write_text(f'interpreter_line = "{INTERPRETER}"\n', "utf-8")
    with no_logged_errors():
        made = World(sqlite_store, folders=[tmp_path])
        made.staff()
        yield made
        made.settle()
        made.end()


def test_a_cry_in_a_language_nobody_speaks_reaches_a_human_at_night(night: World) -> None:
    """Paged at once with the language; whoever takes it gets the interpreter's line and their words untranslated."""
    marie = night.family("marie", language="ht", phone_is="private").texts(CRY).gets("911")
    lucia = night.phone(FIRST).gets("PAGE", "EMERGENCY", "Haitian Creole").lacks(CRY)
    lucia.replies("1").gets("yours", "Haitian Creole").gets(CRY)
    lucia.gets("Haitian Creole", "Interpreter line", INTERPRETER)
    marie.gets("Lucia")


def test_nobody_who_speaks_it_is_no_reason_to_wait(night: World) -> None:
    """The ladder climbs as ever, and each page names the language."""
    marie = night.family("marie", language="ht", phone_is="private").texts(CRY).gets("911")
    night.phone(FIRST).gets("PAGE", "Haitian Creole").replies("2").gets("passed")
    night.phone(SECOND).gets("PAGE", "Haitian Creole").replies("1").gets("yours").gets(CRY).gets(INTERPRETER)
    marie.gets("Lee")


def test_who_speaks_it_is_paged_first_on_their_tier_and_needs_no_interpreter(night: World) -> None:
    """Two stand on call; the one who speaks Creole comes first in the order of the pages, however they are listed."""
    header = "worker_id,name,phone,role,languages,active"
    night.imports("workers", f"{header}\nzoe,Zoe,+12025550114,worker,en;ht,yes\n")
    night.rota((FIRST, "on_call"), ("zoe", "on_call"), (SECOND, "backup"))
    zoe = night.stranger(14)
    marie = night.family("marie", language="ht", phone_is="private").texts(CRY).gets("911")
    pages = [text.sent_to for text in reversed(night.carrier.record()) if text.body.startswith("PAGE")]
    assert pages == [zoe.phone.e164, night.phone(FIRST).phone.e164]
    zoe.gets("PAGE", "Haitian Creole").replies("1").gets("yours").gets(CRY)
    marie.gets("Zoe")
    night.phone(FIRST).gets("PAGE").gets_nothing()
    night.phone(OWN).gets_nothing()
