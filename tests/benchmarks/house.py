"""The line as it is measured: one family, the usual staff, a carrier in memory, and no delivery by itself."""

from collections.abc import Callable
from pathlib import Path

from benchmarks.calls import a_call, put_through
from flask import Flask
from world import ACCOUNT, PUBLIC_URL, TOKEN, World

from bot.app import create_app
from bot.model.phones import Phone
from bot.store.engine import Store
from bot.store.schema import migrate, open_store
from bot.web.edge import Edge

FAMILIES = 16
FAMILY_FIRST = 20
FAMILY = Phone(f"+120255501{FAMILY_FIRST}")


def a_store(url: str, keys: tuple[str, ...]) -> Store:
    """Make a database and open it."""
    migrate(url)
    return open_store(url, keys)


def an_app(store: Store, families: int = 1) -> Flask:
    """Give the line's application, with families on private phones that have been shown the list of numbers."""
    world = World(store)
    world.staff()
    app = create_app(an_edge(world, lambda: None))
    for number in range(families):
        phone = world.family(f"family {number}", phone_is="private", discreet="no", consented_on="2026-01-05").phone
        put_through(app, a_call(phone, "numbers"))
    return app


def an_edge(world: World, wake: Callable[[], None]) -> Edge:
    """Give the web application what it needs."""
    return Edge(services=world.services, wake=wake, public_url=PUBLIC_URL, tokens=(TOKEN,), account_sid=ACCOUNT)


def phone_of(number: int) -> Phone:
    """Give the phone of the family of that number, from 0 on."""
    return Phone(f"+120255501{FAMILY_FIRST + number:02d}")


def sqlite_at(folder: Path, name: str) -> str:
    """Give the address of a SQLite file."""
    return f"sqlite:///{folder / name}"
