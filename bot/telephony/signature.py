"""Checks that a webhook was signed by the carrier, and signs those of the simulated one."""

import base64
import hmac
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urlsplit


def signature_is_valid(
    public_url: str,
    raw_path: str,
    raw_query: str,
    form: Mapping[str, str],
    signature: str | None,
    tokens: Iterable[str],
) -> bool:
    """Say whether one of `tokens` signed this request, as the carrier addressed it.

    `raw_path` and `raw_query` are as they came over the wire: a decoded path no longer carries the same signature.
    `form` may be a multi-dict; pass all of it, unknown and empty fields too. Whatever cannot be checked is not valid.
    """
    try:
        given = (signature or "").encode("ascii")
        urls = tuple(_spellings(public_url, raw_path, raw_query))
        fields = _signed_fields(form)
        return any(hmac.compare_digest(_mac(url + fields, token), given) for token in tokens if token for url in urls)
    except (AttributeError, LookupError, TypeError, ValueError):
        return False


def sign(url: str, form: Mapping[str, str], token: str) -> str:
    """Compute the signature the carrier sends in ``X-Twilio-Signature`` for a POST of `form` to `url`."""
    return _mac(_without_fragment(url) + _signed_fields(form), token).decode("ascii")


def _mac(signed: str, token: str) -> bytes:
    return base64.b64encode(hmac.digest(token.encode(), signed.encode(), "sha1"))


def _signed_fields(form: Mapping[str, str]) -> str:
    """Join names and values in order of name; a repeated value counts once, as in the carrier's own library."""
    return "".join(name + value for name in sorted(form) for value in sorted(set(_values(form, name))))


def _values(form: Mapping[str, str], name: str) -> Iterable[str]:
    """Read every value of a field: web frameworks hand over multi-dicts, whose plain look-up gives only the first."""
    getlist = getattr(form, "getlist", None)
    return getlist(name) if getlist else (form[name],)


def _spellings(public_url: str, raw_path: str, raw_query: str) -> Iterator[str]:
    """Give the URL with and without its port: the carrier is not consistent about the port it signs."""
    base = _without_fragment(public_url).rstrip("/")
    rest = _without_fragment(raw_path)
    if query := _without_fragment(raw_query):
        rest += f"?{query}"
    yield base + rest
    yield _other_port_spelling(base) + rest


def _other_port_spelling(base: str) -> str:
    parts = urlsplit(base)
    if parts.port is not None:
        return base.replace(parts.netloc, parts.netloc.rpartition(":")[0], 1)
    return base.replace(parts.netloc, f"{parts.netloc}:{443 if parts.scheme == 'https' else 80}", 1)


def _without_fragment(url: str) -> str:
    """Drop what follows ``#``: connection settings for the carrier, neither sent nor signed."""
    return url.partition("#")[0]
