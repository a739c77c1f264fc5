"""``signature:`` of a connection, as relay.yaml writes it: what is read, and how a mistake in it is told."""

import base64
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from relay.errors import StartError
from relay.settings import ConnectionSettings
from relay.settings.signatures import (
    BasicPasswords,
    BearerTokens,
    BodySignature,
    NoSignature,
    StandardWebhooks,
)
from tests.relay.settings.files import ENVIRONMENT, GOOD, load_text

SECRETS = {
    "STANDARD": "whsec_" + base64.b64encode(b"four and twenty letters.").decode(),
    "OLD_STANDARD": base64.b64encode(b"x" * 64).decode().rstrip("="),
    "SHARED": "a secret that both sides know",
    "TOKEN": "0123456789abcdef",
    "PASSWORD": "pässword with blanks",
}


def signed_by(signature: Any) -> str:
    """A good file whose shop has this signature."""
    body = yaml.safe_load(GOOD)
    body["connections"]["shop"]["signature"] = signature
    return str(yaml.safe_dump(body))


def mistakes_in(signature: Any, folder: Path, **environment: str) -> list[str]:
    with pytest.raises(StartError) as caught:
        load_text(signed_by(signature), folder, {**ENVIRONMENT, **SECRETS, **environment})
    return list(caught.value.mistakes)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ({"scheme": "standard-webhooks", "secrets": ["${STANDARD}", "${OLD_STANDARD}"]}, StandardWebhooks),
        ({"scheme": "hmac", "header": "X-Signature", "secrets": ["${SHARED}"]}, BodySignature),
        ({"scheme": "bearer", "tokens": ["${TOKEN}"]}, BearerTokens),
        ({"scheme": "basic", "user": "shop", "passwords": ["${PASSWORD}"]}, BasicPasswords),
        ({"scheme": "none"}, NoSignature),
    ],
)
def test_each_scheme_is_read_with_its_secrets_and_shows_none(written: Any, kind: type, tmp_path: Path) -> None:
    settings = load_text(signed_by(written), tmp_path, {**ENVIRONMENT, **SECRETS})
    assert isinstance(settings.connections["shop"].signature, kind)
    shown = [repr(settings), repr(settings.model_dump()), settings.model_dump_json()]
    assert not [secret for secret in SECRETS.values() for text in shown if secret in text]


def test_a_connection_without_signature_asks_for_none(tmp_path: Path) -> None:
    assert load_text(GOOD, tmp_path).connections["shop"].signature == NoSignature()


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ({"scheme": "hmca"}, ": write a mapping with scheme: standard-webhooks, hmac, bearer, basic or none"),
        ({"tokens": ["${TOKEN}"]}, ": write a mapping with scheme: standard-webhooks, hmac, bearer, basic or none"),
        ("hunter2", ": write a mapping with scheme: standard-webhooks, hmac, bearer, basic or none"),
        ({"scheme": ["hmac"]}, ": write a mapping with scheme: standard-webhooks, hmac, bearer, basic or none"),
        ({"scheme": "hmac", "secrets": ["${SHARED}"]}, ".header: is missing; write a text"),
        ({"scheme": "bearer", "tokns": ["${TOKEN}"]}, ".tokns: unknown name; did you mean 'tokens'?"),
        ({"scheme": "bearer", "tokens": ["${TOKEN}"], "tokns": 1}, ".tokns: unknown name; did you mean 'tokens'?"),
        (
            {"scheme": "bearer", "tokens": ["${TOKEN}"], "secrets": []},
            ".secrets: unknown name; known here: scheme, tokens",
        ),
        (
            {"scheme": "hmac", "header": "X", "secrets": ["${SHARED}"], "algoritm": "sha256"},
            ".algoritm: unknown name; did you mean 'algorithm'?",
        ),
    ],
)
def test_a_signature_of_the_wrong_shape_is_told_in_words_of_its_scheme(written: Any, told: str, tmp_path: Path) -> None:
    assert f"connections.shop.signature{told}" in mistakes_in(written, tmp_path)


@pytest.mark.parametrize(
    ("written", "place", "remedy"),
    [
        ({"scheme": "hmac", "header": "two words", "secrets": ["${SHARED}"]}, "header", "the name of one HTTP header"),
        ({"scheme": "hmac", "header": "", "secrets": ["${SHARED}"]}, "header", "the name of one HTTP header"),
        ({"scheme": "basic", "user": "a:b", "passwords": ["${PASSWORD}"]}, "user", "a name without a colon"),
        ({"scheme": "basic", "user": "", "passwords": ["${PASSWORD}"]}, "user", "a name without a colon"),
        ({"scheme": "bearer", "tokens": []}, "tokens", "list at least one"),
        ({"scheme": "standard-webhooks", "secrets": []}, "secrets", "list at least one"),
    ],
)
def test_a_value_outside_its_bounds_is_told_with_its_remedy(
    written: Any, place: str, remedy: str, tmp_path: Path
) -> None:
    [mistake] = mistakes_in(written, tmp_path)
    assert mistake.startswith(f"connections.shop.signature.{place}: ")
    assert remedy in mistake


@pytest.mark.parametrize(
    ("written", "place", "weak"),
    [
        ({"scheme": "standard-webhooks", "secrets": ["${STANDARD}", "${WEAK}"]}, "secrets[1]", "whsec_not base64!"),
        ({"scheme": "standard-webhooks", "secrets": ["${WEAK}"]}, "secrets[0]", base64.b64encode(b"x" * 23).decode()),
        ({"scheme": "standard-webhooks", "secrets": ["${WEAK}"]}, "secrets[0]", base64.b64encode(b"x" * 65).decode()),
        ({"scheme": "hmac", "header": "X", "secrets": ["${WEAK}"]}, "secrets[0]", "only15charactrs"),
        ({"scheme": "bearer", "tokens": ["${WEAK}"]}, "tokens[0]", "only15charactrs"),
        ({"scheme": "bearer", "tokens": ["${WEAK}"]}, "tokens[0]", "a token with blanks in it"),
        ({"scheme": "basic", "user": "shop", "passwords": ["${WEAK}"]}, "passwords[0]", "only15charactrs"),
        ({"scheme": "basic", "user": "shop", "passwords": ["${WEAK}"]}, "passwords[0]", "password\nof two lines"),
    ],
)
def test_a_secret_that_is_weak_or_cannot_be_sent_is_refused_and_not_repeated(
    written: Any, place: str, weak: str, tmp_path: Path
) -> None:
    [mistake] = mistakes_in(written, tmp_path, WEAK=weak)
    assert mistake.startswith(f"connections.shop.signature.{place}: ")
    assert weak not in mistake


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ({"scheme": "hmac", "header": "X", "secrets": ["${SHARED}", "hunter2-and-20-letters"]}, "secrets[1]"),
        ({"scheme": "bearer", "tokens": ["hunter2-and-20-letters"]}, "tokens[0]"),
        ({"scheme": "basic", "user": "shop", "passwords": ["hunter2-and-20-letters"]}, "passwords[0]"),
    ],
)
def test_a_secret_that_stands_in_the_file_is_refused(written: Any, place: str, tmp_path: Path) -> None:
    [mistake] = mistakes_in(written, tmp_path)
    assert mistake.startswith(f"connections.shop.signature.{place}: write a secret as ${{NAME}} or ${{file:/run/")


@pytest.mark.parametrize(
    "written",
    [
        "${SHARED}",
        {"scheme": "${SHARED}"},
        {"scheme": "hmac", "header": "X", "secrets": "${SHARED}"},
        {"scheme": "hmac", "header": "X", "secrets": {"${SHARED}": 1}},
        {"scheme": "bearer", "tokens": ["${SHARED}"]},
        {"scheme": "bearer", "token": "${SHARED}"},
    ],
)
def test_a_secret_in_the_wrong_place_is_in_no_mistake(written: Any, tmp_path: Path) -> None:
    assert SECRETS["SHARED"] not in "\n".join(mistakes_in(written, tmp_path))


VALUES = st.recursive(
    st.none() | st.integers() | st.text(max_size=20) | st.sampled_from(sorted(SECRETS.values())),
    lambda inner: st.lists(inner, max_size=3),
)


@given(
    st.dictionaries(st.sampled_from(["header", "secrets", "tokens", "user", "passwords", "prefix"]), VALUES),
    st.sampled_from(["standard-webhooks", "hmac", "bearer", "basic", "none"]) | st.text(max_size=10),
)
def test_any_signature_is_read_or_refused_without_a_secret_in_the_error(fields: dict[str, Any], scheme: str) -> None:
    told = ""
    try:
        read = ConnectionSettings.model_validate({"vendor": "shop", "signature": {**fields, "scheme": scheme}})
        assert read.signature.scheme == scheme
    except ValidationError as error:
        told = str(error)
    assert not [secret for secret in SECRETS.values() if secret in told]
