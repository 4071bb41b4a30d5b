"""Checks of webhook signatures."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]
from werkzeug.datastructures import MultiDict

from bot.telephony.signature import sign, signature_is_valid

URL = "https://line.example.org"
PATH = "/twilio/sms"
TOKEN = "made-up-token"
FORM = {"From": "+12025550101", "Body": "¿Puede llamarme? 🙂 ", "FromCity": "", "NumMedia": "0"}


def is_valid(
    signature: str | None,
    *,
    public_url: str = URL,
    path: str = PATH,
    query: str = "",
    form: dict[str, str] | None = None,
    tokens: tuple[str, ...] = (TOKEN,),
) -> bool:
    """Check a signature of the usual request, changed as told."""
    return signature_is_valid(public_url, path, query, FORM if form is None else form, signature, tokens)


def test_a_known_signature() -> None:
    """The result is that of the carrier's library, worked out once."""
    form = {"CallSid": "CA1", "Digits": "1234"}
    assert sign("https://line.example.org/twilio/voice?foo=1&bar=2", form, "12345") == "tBaJJUIAukTB0wqLCtZk2q028Po="


def test_what_we_sign_is_valid() -> None:
    """The simulated carrier's signature passes the check, query, empty fields and blanks included."""
    assert is_valid(sign(URL + PATH, FORM, TOKEN))
    assert is_valid(sign(f"{URL}{PATH}?a=%2C%20b", FORM, TOKEN), query="a=%2C%20b")
    assert is_valid(sign(URL + PATH, {}, TOKEN), form={})


def test_whatever_is_changed_is_noticed() -> None:
    """Another word, field, path, query, host, scheme or token, and the signature is not valid."""
    signature = sign(URL + PATH, FORM, TOKEN)
    assert not is_valid(signature, form={**FORM, "Body": "¿Puede llamarme? 🙂"})
    assert not is_valid(signature, form={**FORM, "New": ""})
    assert not is_valid(signature, form={name: value for name, value in FORM.items() if name != "FromCity"})
    assert not is_valid(signature, path="/twilio/sms/")
    assert not is_valid(signature, query="a=1")
    assert not is_valid(signature, public_url="https://other.example.org")
    assert not is_valid(signature, public_url="http://line.example.org")
    assert not is_valid(signature, tokens=("another",))


def test_a_decoded_path_is_another_path() -> None:
    """What came over the wire is what was signed."""
    signature = sign(f"{URL}/twilio/sms/status/a%2Cb", FORM, TOKEN)
    assert is_valid(signature, path="/twilio/sms/status/a%2Cb")
    assert not is_valid(signature, path="/twilio/sms/status/a,b")


@pytest.mark.parametrize(
    "public_url", ["https://example.org/line", "https://example.org/line/", "https://example.org/line//"]
)
def test_the_public_url_may_have_a_path(public_url: str) -> None:
    """A prefix that a proxy takes away belongs to the signed URL; a closing slash does not double."""
    assert is_valid(sign("https://example.org/line/twilio/sms", FORM, TOKEN), public_url=public_url)


def test_settings_in_a_fragment_are_not_signed() -> None:
    """Connection settings after # are for the carrier alone."""
    signature = sign(f"{URL}{PATH}#rc=3&rp=all", FORM, TOKEN)
    assert signature == sign(URL + PATH, FORM, TOKEN)
    assert is_valid(signature, path=f"{PATH}#rc=3&rp=all")
    assert is_valid(sign(f"{URL}{PATH}?a=1", FORM, TOKEN), query="a=1#rc=3")


def test_any_token_will_do_while_rotating() -> None:
    """Old and new token both pass; an empty one never does."""
    for token in ("old", "new"):
        assert is_valid(sign(URL + PATH, FORM, token), tokens=("new", "old"))
    assert not is_valid(sign(URL + PATH, FORM, ""), tokens=("",))
    assert not is_valid(sign(URL + PATH, FORM, TOKEN), tokens=())


@pytest.mark.parametrize("signature", [None, "", "=", "é", "\udcff", "A" * 28, "x" * 100_000])
def test_a_broken_signature_is_not_valid(signature: str | None) -> None:
    """Whatever stands in the header, the answer is no and never an exception."""
    assert is_valid(signature) is False


@pytest.mark.parametrize("public_url", ["https://line.example.org:port", "https://[::1", ""])
def test_a_broken_address_is_not_valid(public_url: str) -> None:
    """An address that cannot be read validates nothing."""
    assert is_valid("A" * 28, public_url=public_url) is False


def test_fields_that_cannot_be_encoded_are_not_valid() -> None:
    """Half a character in a field is a bad request, not a crash."""
    assert is_valid("A" * 28, form={"Body": "\ud83d"}) is False


def test_a_port_may_be_signed_or_not() -> None:
    """The carrier is not consistent about the port, so both spellings pass, and no other port."""
    for signed, seen in [
        ("https://line.example.org:443", URL),
        ("https://line.example.org", "https://line.example.org:443"),
        ("https://line.example.org", "https://line.example.org:8443"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("http://[::1]", "http://[::1]:8080"),
    ]:
        assert is_valid(sign(signed + PATH, FORM, TOKEN), public_url=seen)
    assert not is_valid(sign("https://line.example.org:8443" + PATH, FORM, TOKEN))


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
RAW = st.text("abcXYZ019%-._~/", max_size=12)
HOSTS = st.builds(
    "{}://{}{}".format,
    st.sampled_from(["http", "https"]),
    st.sampled_from(["line.example.org", "127.0.0.1", "localhost", "a.b.example"]),
    st.one_of(st.just(""), st.integers(1, 65535).map(":{}".format)),
)


@settings(derandomize=True, deadline=None, max_examples=300)
@given(
    host=HOSTS,
    prefix=st.sampled_from(["", "/line", "/a/b"]),
    path=RAW.map("/twilio/{}".format),
    query=st.text("abc019%-._~&=+", max_size=12),
    pairs=st.lists(st.tuples(WORDS, WORDS), max_size=6),
    port_signed=st.sampled_from(["as seen", "added", "removed"]),
    spoiled=st.booleans(),
)
def test_the_check_agrees_with_the_carriers_library(
    host: str,
    prefix: str,
    path: str,
    query: str,
    pairs: list[tuple[str, str]],
    port_signed: str,
    spoiled: bool,
) -> None:
    """For any port, path, query, empty or repeated field, both say the same of the same signature."""
    form: MultiDict[str, str] = MultiDict(pairs)
    url = host + prefix + path + (f"?{query}" if query else "")
    parts = urlsplit(url)
    netloc = {
        "as seen": parts.netloc,
        "added": parts.netloc if parts.port else f"{parts.netloc}:{443 if parts.scheme == 'https' else 80}",
        "removed": parts.netloc.split(":")[0],
    }[port_signed]
    signature = RequestValidator(TOKEN).compute_signature(url.replace(parts.netloc, netloc, 1), form)
    if spoiled:
        signature = signature.swapcase()
    library = bool(RequestValidator(TOKEN).validate(url, form, signature))
    assert signature_is_valid(host + prefix, path, query, form, signature, [TOKEN]) is library
    assert library is not spoiled
    assert sign(url, form, TOKEN) == RequestValidator(TOKEN).compute_signature(url, form)
