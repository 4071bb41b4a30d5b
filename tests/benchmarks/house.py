"""The line as it is measured: one family, the usual staff, a carrier in memory, and no delivery by itself."""

from pathlib import Path

from calls import a_call, put_through
from flask import Flask
from world import ACCOUNT, PUBLIC_URL, TOKEN, World

from bot.app import create_app
from bot.model.phones import Phone
from bot.store.engine import Store
from bot.store.schema import migrate, open_store
from bot.web.edge import Edge

FAMILY = Phone("+12025550120")


def a_store(url: str, keys: tuple[str, ...]) -> Store:
    """Make a database and open it."""
    migrate(url)
    return open_store(url, keys)


def an_app(store: Store) -> Flask:
    """Give the line's application, with a family on a private phone that has been shown the list of numbers."""
    world = World(store)
    world.staff()
    world.family("rosa", phone_is="private", discreet="no", consented_on="2026-01-05")
    edge = Edge(
        services=world.services,
        wake=lambda: None,
        public_url=PUBLIC_URL,
        tokens=(TOKEN,),
        account_sid=ACCOUNT,
    )
    app = create_app(edge)
    put_through(app, a_call(FAMILY, "numbers"))
    return app


def sqlite_at(folder: Path, name: str) -> str:
    """Give the address of a SQLite file."""
    return f"sqlite:///{folder / name}"
