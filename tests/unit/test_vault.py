"""What is sealed opens only where it was sealed, and only by its own key."""

import base64

import pytest
from cryptography.exceptions import InvalidTag

from bot.model.phones import Phone
from bot.store.vault import Vault, WrongKeyError, fingerprint, new_row_id, new_wrapped, unwrap, vault_from, wrap

OLD = base64.urlsafe_b64encode(b"o" * 32).decode()
NEW = base64.urlsafe_b64encode(b"n" * 32).decode()
VAULT = Vault(b"d" * 32, b"i" * 32)
WORDS = "no puedo más 🏠"


def test_a_cell_opens_where_it_stands() -> None:
    """Words come back whole from the cell they were sealed for."""
    assert VAULT.open("inbound.body", 7, VAULT.seal("inbound.body", 7, WORDS)) == WORDS


def test_sealing_twice_never_looks_the_same() -> None:
    """Two equal messages cannot be told equal from the database."""
    assert VAULT.seal("inbound.body", 7, WORDS) != VAULT.seal("inbound.body", 7, WORDS)


@pytest.mark.parametrize(("cell", "row"), [("inbound.body", 8), ("outbound.body", 7), ("inbound.bod", 7)])
def test_a_moved_cell_does_not_open(cell: str, row: int) -> None:
    """A value copied to another row, table or column is refused."""
    sealed = VAULT.seal("inbound.body", 7, WORDS)
    with pytest.raises(InvalidTag):
        VAULT.open(cell, row, sealed)


def test_a_changed_cell_does_not_open() -> None:
    """One flipped bit is refused, wherever it is."""
    sealed = VAULT.seal("inbound.body", 7, WORDS)
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(InvalidTag):
            VAULT.open("inbound.body", 7, bytes(changed))


def test_another_data_key_opens_nothing() -> None:
    """A database copied beside another key stays shut."""
    sealed = VAULT.seal("inbound.body", 7, WORDS)
    with pytest.raises(InvalidTag):
        Vault(b"e" * 32, b"i" * 32).open("inbound.body", 7, sealed)


def test_a_phone_is_found_by_a_hash_that_needs_the_key() -> None:
    """Equal numbers meet, others do not, and without the index key nobody can try all numbers."""
    one, two = Phone("+12025550101"), Phone("+12025550102")
    assert VAULT.index(one) == VAULT.index(Phone("+12025550101"))
    assert VAULT.index(one) != VAULT.index(two)
    assert VAULT.index(one) != Vault(b"d" * 32, b"j" * 32).index(one)


def test_a_vault_never_shows_its_keys() -> None:
    """A traceback that prints the vault gives nothing away."""
    assert repr(VAULT) == "Vault()"


def test_row_keys_fit_both_engines() -> None:
    """Row keys are positive, fresh, and fit a signed 64-bit column."""
    made = {new_row_id() for _ in range(500)}
    assert len(made) == 500
    assert all(0 < key < 2**63 for key in made)


def test_wrapped_keys_open_by_any_listed_key() -> None:
    """While rotating, the older key still opens what it wrapped."""
    wrapped, name = new_wrapped([OLD])
    assert name == fingerprint(OLD)
    assert unwrap(wrapped, name, [NEW, OLD]) == unwrap(wrapped, name, [OLD])


def test_wrapping_again_keeps_the_same_vault() -> None:
    """Rotation changes the wrapping, not the keys the cells were sealed by."""
    wrapped, name = new_wrapped([OLD])
    secret = unwrap(wrapped, name, [OLD])
    again, by_new = wrap(secret, NEW)
    assert by_new == fingerprint(NEW)
    sealed = vault_from(secret).seal("inbound.body", 7, WORDS)
    assert vault_from(unwrap(again, by_new, [NEW])).open("inbound.body", 7, sealed) == WORDS


def test_a_wrong_key_is_refused_by_name() -> None:
    """The sentence names the missing key's fingerprint and the setting, never a key."""
    wrapped, name = new_wrapped([OLD])
    with pytest.raises(WrongKeyError, match=f"{name}.*HEARTHLINE_KEYS") as caught:
        unwrap(wrapped, name, [NEW])
    assert OLD not in str(caught.value)
    assert NEW not in str(caught.value)


def test_damaged_keys_are_told_from_a_wrong_key() -> None:
    """A damaged row is not blamed on the operator's key."""
    wrapped, name = new_wrapped([OLD])
    with pytest.raises(WrongKeyError, match="damaged"):
        unwrap(wrapped[:-1] + bytes([wrapped[-1] ^ 1]), name, [OLD])


def test_a_key_without_its_padding_is_the_same_key() -> None:
    """An env file that dropped the trailing ``=`` still opens the database."""
    assert fingerprint(OLD.rstrip("=")) == fingerprint(OLD)


@pytest.mark.parametrize("key", ["", "short", OLD[:-3], f"{OLD[:-2]}*=", OLD * 2, "é" * 43])
def test_a_malformed_key_is_refused(key: str) -> None:
    """A cut, doubled or mistyped key is never taken for another key."""
    with pytest.raises(ValueError, match=r"."):
        fingerprint(key)
