"""What the page about senders tells an administrator to write is read by the relay as the page says."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from handlers.vendors import VENDORS
from relay.http.problems import Refusal
from relay.intake.limits import MOST_AT_ONCE
from relay.intake.signatures.cause import Cause
from relay.settings.connections import DELIVERY_KEY_HEADERS, RateLimit
from relay.settings.model import RetentionSettings

PAGE = (Path(__file__).parents[2] / "docs" / "senders.md").read_text("utf-8")
RECIPES: dict[str, dict[str, Any]] = {
    name: connection
    for block in re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    for name, connection in yaml.safe_load(block).items()
}


def filled_in(value: Any) -> Any:
    """The recipe with an invented secret in each place of one: one that is good for every scheme."""
    if isinstance(value, dict):
        return {name: filled_in(item) for name, item in value.items()}
    if isinstance(value, list):
        return [filled_in(item) for item in value]
    return re.sub(r"\$\{\w+\}", "0123456789abcdef0123456789abcdef", value) if isinstance(value, str) else value


@pytest.mark.parametrize("name", RECIPES)
def test_each_recipe_is_a_connection_the_relay_reads(name: str) -> None:
    recipe = RECIPES[name]
    connection = VENDORS[recipe["vendor"]].settings.model_validate(filled_in(recipe))
    assert connection.signature.scheme == recipe.get("signature", {"scheme": "none"})["scheme"]


def test_the_page_has_a_recipe_for_each_scheme_and_each_sender_it_promises() -> None:
    assert {"afas", "github", "shopify", "woocommerce"} <= set(RECIPES)
    schemes = {recipe["signature"]["scheme"] for recipe in RECIPES.values() if "signature" in recipe}
    assert schemes == {"standard-webhooks", "hmac", "bearer", "basic"}


def test_every_cause_that_the_log_may_tell_has_a_remedy() -> None:
    assert {cause.value for cause in Cause} <= set(re.findall(r"^\| `(\w+)` \| .+\.(?: \|| \(`)", PAGE, re.MULTILINE))


def test_the_numbers_on_the_page_are_those_of_the_relay() -> None:
    limit = RateLimit()
    assert f"{{per_minute: {limit.per_minute}, burst: {limit.burst}}}" in PAGE
    assert f"at most {MOST_AT_ONCE} requests" in PAGE
    assert f"`Idempotency-Window: {int(RetentionSettings().deliveries.total_seconds())}`" in PAGE
    assert ", ".join(f"`{name}`" for name in DELIVERY_KEY_HEADERS) in PAGE


def test_every_kind_of_refusal_that_the_page_names_exists() -> None:
    kinds = {each.kind for each in Refusal.__subclasses__()}
    named = set(re.findall(r"`4\d\d ([a-z-]+)`", PAGE)) | set(re.findall(r"kind=([a-z-]+)", PAGE))
    assert named == {"delivery-key-reused", "delivery-key-malformed", "document-cancelled", "sender-not-proved"}
    assert named <= kinds
