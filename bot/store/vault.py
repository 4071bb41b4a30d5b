"""Encryption at rest: names, addresses, numbers and words are sealed to the cell they stand in.

AES-256-GCM with a fresh nonce; the associated data is table, column and row id, so a sealed value moved to another cell
does not open. The data key and the index key live in the database, wrapped by the keys of `HEARTHLINE_KEYS`; rotating
those re-wraps two small values and touches no row.
"""

import base64
import hashlib
import hmac
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from secrets import randbits

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.model.phones import Phone

NONCE = 12
KEY = 32
ROW_ID_BITS = 63
_bits: ContextVar[Callable[[int], int]] = ContextVar("_bits", default=randbits)


class WrongKeyError(Exception):
    """None of the configured keys opens this database's data key."""


def new_row_id() -> int:
    """Return a fresh row key: 63 random bits, known before the insert so that encryption can bind to it."""
    return _bits.get()(ROW_ID_BITS) or 1


@contextmanager
def row_ids_from(bits: Callable[[int], int]) -> Iterator[None]:
    """Draw row keys from `bits`: rows made at one moment stand in the order of their keys, and a simulation repeats."""
    before = _bits.set(bits)
    try:
        yield
    finally:
        _bits.reset(before)


def fingerprint(key: str) -> str:
    """Return the public name of a wrapping key: 16 hex digits that do not reveal it."""
    return hashlib.sha256(b"hearthline key " + key_bytes(key)).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Vault:
    """Seals and opens cells, and finds phones by a keyed hash."""

    data_key: bytes = field(repr=False)
    index_key: bytes = field(repr=False)
    _cipher: AESGCM = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Prepare the cipher once; it is safe to share between threads."""
        object.__setattr__(self, "_cipher", AESGCM(self.data_key))

    def seal(self, cell: str, row: int, words: str) -> bytes:
        """Encrypt `words` for the cell ``table.column`` of `row`."""
        nonce = os.urandom(NONCE)
        return nonce + self._cipher.encrypt(nonce, words.encode(), f"{cell}:{row}".encode())

    def open(self, cell: str, row: int, sealed: bytes) -> str:
        """Decrypt a cell; raises `cryptography.exceptions.InvalidTag` if it stood elsewhere or was changed."""
        return self._cipher.decrypt(sealed[:NONCE], sealed[NONCE:], f"{cell}:{row}".encode()).decode()

    def index(self, phone: Phone) -> bytes:
        """Return the keyed hash by which `phone` is found."""
        return hmac.digest(self.index_key, phone.e164.encode(), "sha256")

    def word_index(self, word: str) -> bytes:
        """Return the keyed hash by which a person's own word is found; never that of a phone."""
        return hmac.digest(self.index_key, f"word:{word}".encode(), "sha256")

    def pin_index(self, worker: int, pin: str) -> bytes:
        """Return the keyed hash that stands for a worker's own number before it is hashed slowly."""
        return hmac.digest(self.index_key, f"pin:{worker}:{pin}".encode(), "sha256")

    def token_index(self, token: str) -> bytes:
        """Return the keyed hash by which the secret address of a calendar is found."""
        return hmac.digest(self.index_key, f"token:{token}".encode(), "sha256")


def new_wrapped(keys: Sequence[str]) -> tuple[bytes, str]:
    """Make a database's data key and index key; return them wrapped by the newest key, and its fingerprint."""
    return wrap(os.urandom(2 * KEY), keys[0])


def wrap(secret: bytes, key: str) -> tuple[bytes, str]:
    """Encrypt the database's keys with the wrapping `key`; return them and the key's fingerprint."""
    nonce = os.urandom(NONCE)
    name = fingerprint(key)
    return nonce + AESGCM(key_bytes(key)).encrypt(nonce, secret, name.encode()), name


def unwrap(wrapped: bytes, wrapped_by: str, keys: Sequence[str]) -> bytes:
    """Decrypt the database's keys; raises `WrongKeyError` where no configured key made them."""
    for key in keys:
        if fingerprint(key) == wrapped_by:
            try:
                return AESGCM(key_bytes(key)).decrypt(wrapped[:NONCE], wrapped[NONCE:], wrapped_by.encode())
            except InvalidTag as error:
                raise WrongKeyError("the wrapped keys in the database are damaged") from error
    raise WrongKeyError(f"this database was sealed by the key {wrapped_by}; HEARTHLINE_KEYS does not hold it")


def vault_from(secret: bytes) -> Vault:
    """Split the unwrapped secret into a vault."""
    return Vault(secret[:KEY], secret[KEY:])


def key_bytes(key: str) -> bytes:
    """Decode one key of `HEARTHLINE_KEYS` (base64url of 32 bytes, padded or not); raises `ValueError`."""
    decoded = base64.b64decode(key.rstrip("=") + "=", altchars=b"-_", validate=True)
    if len(decoded) != KEY:
        raise ValueError("a key is 32 bytes in base64url: `hearthline newkey` makes one")
    return decoded
