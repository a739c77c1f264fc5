"""Secrets come from the environment or from files of their own, and are told to nobody."""

from pathlib import Path

import pytest

from relay.errors import StartError
from tests.relay.settings.files import ENVIRONMENT, GOOD, ShopSettings, load_text, mistakes_in


def test_a_missing_environment_variable_is_named_with_the_field_that_wants_it(tmp_path: Path) -> None:
    without = {name: value for name, value in ENVIRONMENT.items() if name != "SHOP_TOKEN"}
    with pytest.raises(StartError, match=r"^connections\.shop\.token: the environment has no SHOP_TOKEN, or an empty"):
        load_text(GOOD, tmp_path, without)


def test_an_empty_environment_variable_counts_as_missing(tmp_path: Path) -> None:
    assert mistakes_in(GOOD, tmp_path, SHOP_TOKEN="")[0].startswith("connections.shop.token: the environment has no")


def test_a_secret_may_stand_in_a_file_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "token").write_text("from-a-file\n", "utf-8")
    shop = load_text(GOOD.replace("${SHOP_TOKEN}", f"${{file:{tmp_path}/secrets/token}}"), tmp_path).connections["shop"]
    assert isinstance(shop, ShopSettings)
    assert shop.token.get_secret_value() == "from-a-file"


@pytest.mark.parametrize("name", ["absent", ".", "x" * 300, "with\\0nothing"])
def test_a_secret_file_that_cannot_be_read_is_a_mistake(name: str, tmp_path: Path) -> None:
    text = GOOD.replace("${SHOP_TOKEN}", f"${{file:{tmp_path}/{name}}}")
    assert "cannot be read; mount it, or correct the path" in mistakes_in(text, tmp_path)[0]


@pytest.mark.parametrize(
    ("reference", "literal", "path"),
    [
        ('"${SHOP_TOKEN}"', "hunter2", "connections.shop.token"),
        ('"${SHOP_TOKEN}"', '"hunter2${"', "connections.shop.token"),
        (
            'token: "${SHOP_TOKEN}"',
            'token: "${SHOP_TOKEN}", spare_tokens: [hunter2]',
            "connections.shop.spare_tokens[0]",
        ),
        ('"${INDEX_KEY}"', "hunter2", "keys.index"),
        ('"${STATE_URL}"', '"redis://:hunter2@state:6379/0"', "redis.state_url"),
        ('"${STATE_URL}"', '"redis://hunter2@state:6379/0"', "redis.state_url"),
        ('"${STATE_URL}"', '"redis://:hunter2@${SHOP_TOKEN}:6379/0"', "redis.state_url"),
        ('"${STATE_URL}"', '"redis://state:6379/0?password=hunter2"', "redis.state_url"),
    ],
)
def test_a_secret_that_stands_in_the_file_is_refused_and_not_repeated(
    reference: str, literal: str, path: str, tmp_path: Path
) -> None:
    mistakes = mistakes_in(GOOD.replace(reference, literal), tmp_path)
    assert mistakes == [f"{path}: write a secret as ${{NAME}} or ${{file:/run/secrets/name}}, never in the file itself"]


@pytest.mark.parametrize(
    "address",
    [
        "redis://state:6379/0",
        "unix:///run/redis.sock?db=0",
        "rediss://:${SHOP_TOKEN}@state:6379/0",
        "redis://relay:${SHOP_TOKEN}@state:6379/0",
        "redis://state:6379/0?password=${SHOP_TOKEN}",
    ],
)
def test_an_address_of_redis_without_a_literal_password_may_stand_in_the_file(address: str, tmp_path: Path) -> None:
    settings = load_text(GOOD.replace("${STATE_URL}", address), tmp_path)
    assert settings.redis.state_url is not None
    assert settings.redis.state_url.get_secret_value() == address.replace("${SHOP_TOKEN}", "token-of-the-shop")


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ('token: "${SHOP_TOKEN}"', "tokn: hunter2"),  # a misspelt name
        ('token: "${SHOP_TOKEN}"', "sesame: hunter2"),  # a name that tells nothing
        ('token: "${SHOP_TOKEN}"', "token: *hunter2"),  # YAML takes it for an alias
        ('token: "${SHOP_TOKEN}"', "token: !hunter2 x"),  # YAML takes it for a tag
        ('token: "${SHOP_TOKEN}"', "token: {value: hunter2}"),
        ('token: "${SHOP_TOKEN}"', 'token: "${SHOP_TOKEN}", spare_tokens: hunter2'),
        ('token: "${SHOP_TOKEN}"', "token: 20261124"),  # a number is no text
        (
            'redis: {payload_url: "redis://payload:6379/0", state_url: "${STATE_URL}"}',
            'redis: "redis://:hunter2@state"',
        ),
        ('keys: {payload: ["${PAYLOAD_KEY}"], index: "${INDEX_KEY}"}', "keys: hunter2"),
        ('shop: {vendor: shop, token: "${SHOP_TOKEN}", reference_prefix: "S1-", limits: {burst: 7}}', "shop: hunter2"),
        ("limits: {burst: 7}", "limits: hunter2"),
        ("instance: relay", "instance: relay\nadmin: hunter2"),
    ],
)
def test_what_may_be_a_secret_is_in_no_mistake_even_when_it_stands_in_the_wrong_place(
    good: str, bad: str, tmp_path: Path
) -> None:
    assert good in GOOD
    told = "\n".join(mistakes_in(GOOD.replace(good, bad), tmp_path))
    assert "hunter2" not in told
    assert "20261124" not in told


def test_secrets_from_the_environment_are_in_no_mistake(tmp_path: Path) -> None:
    text = GOOD.replace("instance: relay", 'instance: "${SHOP_TOKEN} ${STATE_URL}"').replace(
        "burst: 7", 'burst: "${INDEX_KEY}"'
    )
    told = "\n".join(mistakes_in(text, tmp_path))
    assert told.count("\n") == 1
    assert not [secret for secret in ENVIRONMENT.values() if secret in told]


def test_secrets_are_in_no_repr_or_dump_of_the_settings(tmp_path: Path) -> None:
    settings = load_text(GOOD, tmp_path)
    shown = [repr(settings), str(settings), repr(settings.model_dump()), settings.model_dump_json()]
    assert not [secret for secret in ENVIRONMENT.values() for text in shown if secret in text]
