"""Serves the line, or the anchor, on a local port until its input ends: `server.py line|anchor FOLDER KEY`."""

import socket
import sys
import threading
from pathlib import Path

from benchmarks.anchor import anchor_app
from benchmarks.house import FAMILIES, a_store, an_app, sqlite_at
from flask import Flask
from waitress.server import create_server
from world import PUBLIC_URL, TOKEN

from bot.serving import THREADS


def app_named(name: str, folder: Path, key: str) -> Flask:
    """Build the application that is to be served."""
    if name == "anchor":
        return anchor_app(folder / "anchor.db", PUBLIC_URL, TOKEN)
    return an_app(a_store(sqlite_at(folder, "line.db"), (key,)), FAMILIES)


def main() -> None:
    """Serve, and say on which port."""
    app = app_named(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
    listening = socket.create_server(("127.0.0.1", 0))
    server = create_server(app, sockets=[listening], threads=THREADS)
    threading.Thread(target=server.run, daemon=True).start()
    sys.stdout.write(f"{listening.getsockname()[1]}\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main()
