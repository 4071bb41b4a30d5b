"""The line asked through its own public address, as `check --live` asks it, and whoever else may answer there."""

import socket
import ssl
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from contract.carriers import serving
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from troubles import alarm_kinds, rows
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]
from world import ACCOUNT, TOKEN, World

from bot.app import create_app
from bot.checks import Finding, Level
from bot.clock import SystemClock
from bot.probes import address
from bot.store.engine import DatabaseTrouble
from bot.store.tables import inbound, outbound
from bot.telephony.twiml import fixed_answer
from bot.web.edge import Edge


class Somebody:
    """Whoever answers at an address: the line once it is there, or one fixed answer; asked for a page, its words."""

    def __init__(self, status: str = "204 No Content", body: str = "", **headers: str) -> None:
        """Give one answer to everything until there is an `app`."""
        self.app: object = None
        self.status, self.body, self.headers = status, body, headers

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if callable(self.app):
            answer: Iterable[bytes] = self.app(environ, start_response)
            return answer
        has_words = environ["REQUEST_METHOD"] == "GET" and self.body
        start_response("200 OK" if has_words else self.status, list(self.headers.items()))
        return [self.body.encode()]


@contextmanager
def the_line(world: World, public_url: str = "", token: str = TOKEN) -> Iterator[str]:
    """Serve the line itself; it knows its address unless it was started with another `public_url`."""
    somebody = Somebody()
    with serving(somebody) as (url, _):
        edge = Edge(
            services=world.services,
            wake=lambda: None,
            public_url=public_url or url,
            tokens=(token,),
            account_sid=ACCOUNT,
        )
        somebody.app = create_app(edge)
        yield url


def found(url: str) -> Finding:
    """Ask the address; there is one thing to say."""
    (one,) = address.check_address(url, ACCOUNT, TOKEN, SystemClock())
    return one


def test_a_request_like_the_carriers_reaches_the_line(world: World) -> None:
    """The line knows its own signature; nothing is stored, no alarm is raised, nobody is texted."""
    with the_line(world) as url:
        for _ in range(8):
            assert found(url).level is Level.NOTE
    assert (rows(world, inbound), rows(world, outbound), alarm_kinds(world)) == ([], [], [])
    world.watches()


def test_a_line_started_with_other_settings_refuses(world: World) -> None:
    """Another PUBLIC_URL or another token: the carrier would be refused too."""
    for other in ({"public_url": "https://old.example.org"}, {"token": "an older token"}):
        with the_line(world, **other) as url:
            one = found(url)
        assert one.level is Level.SERIOUS
        assert "signature" in one.what
        assert "TWILIO_AUTH_TOKEN" in one.remedy


def test_a_line_without_its_database_is_told_from_one_that_is_gone(world: World) -> None:
    """The address is right; what stands behind it is not."""

    class Gone:
        def write_again(self, _work: object) -> None:
            raise DatabaseTrouble("gone")

    somebody = Somebody()
    with serving(somebody) as (url, _):
        services = replace(world.services, store=Gone())  # type: ignore[arg-type]
        edge = Edge(services=services, wake=lambda: None, public_url=url, tokens=(TOKEN,), account_sid=ACCOUNT)
        somebody.app = create_app(edge)
        assert "not its database" in found(url).what


@pytest.mark.parametrize(
    ("status", "words", "remedy"),
    [
        ("502 Bad Gateway", "not the line behind it", "hearthline serve"),
        ("301 Moved Permanently", "redirect (301)", "the address it leads to"),
        ("200 OK", "somebody else answers", "proxy"),
        ("204 No Content", "somebody else answers", "proxy"),
        ("404 Not Found", "somebody else answers", "proxy"),
        ("500 Internal Server Error", "somebody else answers", "proxy"),
    ],
)
def test_whoever_else_answers_is_told_apart(status: str, words: str, remedy: str) -> None:
    """A proxy without a line, a redirect, a stranger's page: each has its remedy, and none is followed."""
    with serving(Somebody(status, "<html>Welcome!</html>", Location="https://elsewhere.example.org/")) as (url, _):
        one = found(url)
    assert one.level is Level.SERIOUS
    assert words in one.what
    assert remedy in one.remedy


def test_an_address_that_leads_nowhere_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens, no such host, nobody answers, no https: four sentences with four remedies."""
    monkeypatch.setattr(address, "WAIT", 0.2)
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        port = silent.getsockname()[1]
        assert "no answer within" in found(f"http://127.0.0.1:{port}").what
    gone = found(f"http://127.0.0.1:{port}")
    assert "nobody listens there" in gone.what
    assert "hearthline serve" in gone.remedy
    unknown = found("https://no-such-host.invalid")
    assert "no such host" in unknown.what
    assert "DNS" in unknown.remedy
    with serving(Somebody()) as (url, _):
        assert "does not speak https" in found(url.replace("http://", "https://")).what
    assert all(one.level is Level.SERIOUS for one in (gone, unknown))


def test_another_clock_behind_the_address_is_found() -> None:
    """The machine that answers and the one that asks must keep the same time."""
    with serving(Somebody(body=address.HEALTHY, Date="Sat, 21 Nov 2020 23:00:00 GMT")) as (url, _):
        reached, late = address.check_address(url, ACCOUNT, TOKEN, SystemClock())
    assert reached.level is Level.NOTE
    assert late.level is Level.WARNING
    assert "seconds apart" in late.what


def certificate(folder: Path, days: int) -> Path:
    """Make a certificate for localhost that ends in so many days, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = SystemClock().now()
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=400))
        .not_valid_after(now + timedelta(days=days, hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "localhost.pem"
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(private + made.public_bytes(pem))
    return file


@pytest.mark.parametrize(
    ("days", "level"), [(60, Level.NOTE), (20, Level.WARNING), (6, Level.SERIOUS), (-1, Level.SERIOUS)]
)
def test_the_days_of_the_certificate_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int, level: Level
) -> None:
    """Three weeks before its end it is a warning, one week before it is serious, after it no connection comes about."""
    file = certificate(tmp_path, days)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    with serving(Somebody(), context) as (url, _):
        port = url.rpartition(":")[2]
        *_, last = address.check_address(f"https://localhost:{port}", ACCOUNT, TOKEN, SystemClock())
    assert last.level is level
    assert (f"ends in {days} days" if days > 0 else "certificate is not accepted") in last.what


def test_a_certificate_nobody_vouches_for_is_serious(tmp_path: Path) -> None:
    """The carrier accepts none that a public authority has not signed."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(tmp_path, 60))
    with serving(Somebody(), context) as (url, _):
        one = found(f"https://localhost:{url.rpartition(':')[2]}")
    assert "certificate is not accepted" in one.what
    assert "public authority" in one.remedy


class Bin(Somebody):
    """A TwiML Bin: it answers a request that its account has signed, and that names the account; no other."""

    url = ""

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request, or refuse it."""
        form = dict(parse_qsl(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode()))
        is_signed = RequestValidator(TOKEN).validate(self.url, form, environ.get("HTTP_X_TWILIO_SIGNATURE", ""))
        if is_signed and form.get("AccountSid") == ACCOUNT:
            return super().__call__(environ, start_response)
        return Somebody("403 Forbidden", "Not Authorized")(environ, start_response)


def of_fallback(url: str, public_url: str = "https://line.example.org", token: str = TOKEN) -> list[Finding]:
    """Ask the fallback."""
    return list(address.check_fallback(address.TEXTS, url, public_url, ACCOUNT, token) if url else ())


def test_the_fallback_must_answer_with_911_and_988(world: World) -> None:
    """The printed document passes; another page, silence, and our own address do not; none set is not asked."""
    words = fixed_answer(world.services.catalog.in_every_language("help.fixed"))
    assert of_fallback("") == []
    with serving(Somebody("200 OK", words)) as (url, _):
        assert of_fallback(f"{url}/answer") == []
        (same,) = of_fallback(f"{url}/answer", url)
        assert "down with it" in same.what
    (gone,) = of_fallback(f"{url}/answer")
    assert "does not answer" in gone.what
    for status, body in (("405 Method Not Allowed", words), ("200 OK", "<html>Welcome!</html>")):
        with serving(Somebody(status, body)) as (url, _):
            (wrong,) = of_fallback(f"{url}/answer")
        assert "hearthline fallback sms" in wrong.remedy


def test_a_bin_at_the_carrier_is_asked_as_the_carrier_asks(world: World) -> None:
    """The fallback that going-live.md recommends passes; one of another account does not."""
    its = Bin("200 OK", fixed_answer(world.services.catalog.in_every_language("help.fixed")))
    with serving(its) as (url, _):
        its.url = f"{url}/twiml/EH{'0' * 32}"
        assert of_fallback(its.url) == []
        (refused,) = of_fallback(its.url, token="the token of another account")
    assert "403" in refused.what
    assert "the line's own account" in refused.remedy
