"""Where alarms go besides texts: a web server and a mail server of the tests' own."""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer


class Web:
    """A web server of the test's own that keeps what is posted to it."""

    def __init__(self, status: int = 200) -> None:
        """Listen on a free port."""
        got = self.got = []  # type: list[dict[str, str]]

        class Answer(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(status)
                self.end_headers()

            def do_GET(self) -> None:
                got.append({"get": self.path})
                self.send_response(status)
                self.end_headers()

            def log_message(self, *_args: object) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Answer)
        self.url = f"http://127.0.0.1:{self.server.server_port}/alarm"


class Junk:
    """A server of the test's own that answers any request with what is no HTTP."""

    def __init__(self) -> None:
        """Listen on a free port."""

        class Answer(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self.connection.recv(65_536)
                self.wfile.write(b"not what was asked for\r\n\r\n")

        self.server = socketserver.TCPServer(("127.0.0.1", 0), Answer)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/"


class Mailbox:
    """A mail server of the test's own: as much SMTP as one mail needs."""

    def __init__(self) -> None:
        """Listen on a free port."""
        got = self.got = []  # type: list[str]

        class Answer(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self.wfile.write(b"220 mail\r\n")
                while line := self.rfile.readline():
                    word = line[:4].upper().strip()
                    if word == b"DATA":
                        self.wfile.write(b"354 go on\r\n")
                        lines = iter(self.rfile.readline, b".\r\n")
                        got.append(b"".join(lines).decode())
                    self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
                    if word == b"QUIT":
                        return

        self.server = socketserver.TCPServer(("127.0.0.1", 0), Answer)
        self.url = f"smtp://127.0.0.1:{self.server.server_address[1]}"


@contextmanager
def serving(*places: Web | Junk | Mailbox) -> Iterator[None]:
    """Let the test's own servers run in threads."""
    threads = [threading.Thread(target=place.server.serve_forever, args=(0.01,)) for place in places]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for place, thread in zip(places, threads, strict=True):
            place.server.shutdown()
            place.server.server_close()
            thread.join()
