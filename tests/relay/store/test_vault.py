"""Sealed values open only where they belong, and keyed hashes tell two lists of parts apart."""

import base64
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from relay.errors import StartError
from relay.settings.model import KeySettings
from relay.store.vault import SealBrokenError, Vault, open_vault

VAULT = Vault([b"p" * 32], b"i" * 32)
context = st.lists(st.text(st.characters(codec="utf-8"), max_size=6), max_size=3)
parts = st.lists(st.text(st.characters(codec="utf-8"), max_size=6) | st.binary(max_size=6), max_size=4)


def key() -> SecretStr:
    return SecretStr(base64.b64encode(secrets.token_bytes(32)).decode())


def as_bytes(values: list[str | bytes]) -> list[bytes]:
    return [value.encode() if isinstance(value, str) else value for value in values]


@given(st.binary(max_size=200), context)
def test_what_is_sealed_opens_again_under_the_same_context(plain: bytes, where: list[str]) -> None:
    sealed = VAULT.seal(plain, *where)
    assert VAULT.open(sealed, *where) == plain
    assert VAULT.seal(plain, *where) != sealed


@given(context, context)
def test_a_value_never_opens_for_another_flow_or_event(where: list[str], elsewhere: list[str]) -> None:
    sealed = VAULT.seal(b"document", *where)
    if where != elsewhere:
        with pytest.raises(SealBrokenError):
            VAULT.open(sealed, *elsewhere)


@pytest.mark.parametrize("elsewhere", [("flow", "event2"), ("flo", "wevent"), ("event", "flow"), ("flow",), ()])
def test_a_value_does_not_open_where_the_same_letters_are_divided_otherwise(elsewhere: tuple[str, ...]) -> None:
    with pytest.raises(SealBrokenError):
        VAULT.open(VAULT.seal(b"document", "flow", "event"), *elsewhere)


@given(st.data())
def test_altered_or_shortened_bytes_do_not_open(data: st.DataObject) -> None:
    sealed = VAULT.seal(b"document", "flow", "event")
    position = data.draw(st.integers(0, len(sealed) - 1))
    altered = bytearray(sealed)
    altered[position] ^= data.draw(st.integers(1, 255))
    for wrong in (bytes(altered), sealed[:position]):
        with pytest.raises(SealBrokenError):
            VAULT.open(wrong, "flow", "event")


@given(st.binary(max_size=60))
def test_bytes_that_nobody_sealed_do_not_open(wrong: bytes) -> None:
    with pytest.raises(SealBrokenError):
        VAULT.open(wrong, "flow", "event")


def test_the_sealed_bytes_do_not_hold_the_document() -> None:
    assert b"document" not in VAULT.seal(b"document" * 10, "flow")


def test_after_a_rotation_the_old_key_opens_and_the_new_one_seals() -> None:
    old, new = b"o" * 32, b"n" * 32
    sealed = Vault([old], b"i" * 32).seal(b"document", "flow")
    rotated = Vault([new, old], b"i" * 32)
    assert rotated.open(sealed, "flow") == b"document"
    fresh = rotated.seal(b"document", "flow")
    assert Vault([new], b"i" * 32).open(fresh, "flow") == b"document"
    with pytest.raises(SealBrokenError, match="no key of this relay"):
        Vault([new], b"i" * 32).open(sealed, "flow")


@given(parts, parts)
def test_two_lists_of_parts_have_one_hash_only_when_they_are_equal(
    one: list[str | bytes], other: list[str | bytes]
) -> None:
    equal = as_bytes(one) == as_bytes(other)
    assert (VAULT.keyed_hash("purpose", *one) == VAULT.keyed_hash("purpose", *other)) is equal


def test_moving_letters_from_one_part_to_the_next_changes_the_hash() -> None:
    spellings = [("a", "bc"), ("ab", "c"), ("abc",), ("abc", ""), ("", "abc")]
    assert len({VAULT.keyed_hash("purpose", *spelling) for spelling in spellings}) == len(spellings)


def test_the_purpose_and_the_index_key_are_part_of_the_hash() -> None:
    other = Vault([b"p" * 32], b"j" * 32)
    hashes = {VAULT.keyed_hash("lane", "1"), VAULT.keyed_hash("document", "1"), other.keyed_hash("lane", "1")}
    assert len(hashes) == 3
    assert all(len(text) == 32 and int(text, 16) >= 0 for text in hashes)


def test_the_hash_stays_when_payload_keys_rotate() -> None:
    assert Vault([b"n" * 32, b"p" * 32], b"i" * 32).keyed_hash("lane", "1") == VAULT.keyed_hash("lane", "1")


def test_no_key_is_in_the_repr_of_a_vault() -> None:
    assert repr(VAULT) == "Vault(...)"
    assert "iii" not in str(VAULT)


def test_a_vault_opens_with_the_configured_keys() -> None:
    settings = KeySettings(payload=(key(), key()), index=key())
    vault = open_vault(settings)
    assert vault.open(vault.seal(b"document", "flow"), "flow") == b"document"


@pytest.mark.parametrize("wrong", ["", "short", "é", "not base64!" * 4, base64.b64encode(b"x" * 31).decode()])
def test_every_key_that_is_not_32_bytes_in_base64_is_named_without_being_shown(wrong: str) -> None:
    with pytest.raises(StartError) as caught:
        open_vault(KeySettings(payload=(key(), SecretStr(wrong)), index=SecretStr(wrong)))
    assert [mistake.split(":")[0] for mistake in caught.value.mistakes] == ["keys.payload[1]", "keys.index"]
    assert not wrong or wrong not in str(caught.value)
    assert "openssl rand -base64 32" in caught.value.mistakes[0]


def test_the_index_key_must_not_be_a_payload_key() -> None:
    shared = key()
    with pytest.raises(StartError, match=r"^keys\.index: must not be one of the payload keys"):
        open_vault(KeySettings(payload=(key(), shared), index=shared))
