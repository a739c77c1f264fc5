"""A small relay.yaml over small vendors, for the tests of how it is read."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Literal

import pytest
from pydantic import BaseModel

from relay.errors import StartError
from relay.settings import ConnectionSettings, Duration, Secret, Settings, load_settings
from relay.settings.checked import ConnectionRule, FlowRule
from relay.settings.file import judge
from relay.settings.findings import Finding, SettingsError
from relay.settings.types import FROZEN
from words.told import Told

GOOD = """
instance: relay
redis: {payload_url: "redis://payload:6379/0", state_url: "${STATE_URL}"}
keys: {payload: ["${PAYLOAD_KEY}"], index: "${INDEX_KEY}"}
connections:
  shop: {vendor: shop, token: "${SHOP_TOKEN}", reference_prefix: "S1-", limits: {burst: 7}}
  books: {vendor: books}
flows:
  shop-orders:
    entity: order
    from: shop
    to: books
    write: true
    poll: {every: 1m, start: 2026-11-24, filter: {status: [open]}}
    settings: {grace: 5m}
"""

ENVIRONMENT = {
    "STATE_URL": "redis://:very-secret@state:6379/0",
    "PAYLOAD_KEY": base64.b64encode(bytes(range(32))).decode(),
    "INDEX_KEY": base64.b64encode(bytes(range(32, 64))).decode(),
    "SHOP_TOKEN": "token-of-the-shop",
}


class Limits(BaseModel):
    model_config = FROZEN

    burst: int = 1


class ShopSettings(ConnectionSettings):
    vendor: Literal["shop"]
    token: Secret
    spare_tokens: tuple[Secret, ...] = ()
    limits: Limits = Limits()


class BooksSettings(ConnectionSettings):
    vendor: Literal["books"]


class OrderFlowSettings(BaseModel):
    model_config = FROZEN

    grace: Duration = timedelta()
    send_as: Literal["order", "invoice"] = "order"


@dataclass(frozen=True)
class Shape:
    settings: type[ConnectionSettings]
    sources: frozenset[str] = frozenset()
    targets: frozenset[str] = frozenset()
    address_presets: Mapping[str, Sequence[IPv4Network | IPv6Network]] = field(default_factory=dict)
    rules: Sequence[ConnectionRule] = ()
    no_targets: Mapping[str, Told] = field(default_factory=dict)
    is_posted_to: bool = False


@dataclass(frozen=True)
class Kind:
    """A pipeline, as far as reading relay.yaml goes."""

    settings: type[BaseModel]
    rules: Sequence[FlowRule] = ()


PIPELINES = {"order": Kind(OrderFlowSettings), "invoice": Kind(OrderFlowSettings)}


PUBLISHED = (ip_network("198.51.100.0/28"), ip_network("198.51.100.32/30"))
"""What a vendor of the tests publishes as its addresses, under the name ``shop-hosts``."""

VENDORS = {
    "shop": Shape(ShopSettings, sources=frozenset({"order"}), address_presets={"shop-hosts": PUBLISHED}),
    "books": Shape(BooksSettings, targets=frozenset({"order"})),
}


def load_text(
    text: str,
    folder: Path,
    environment: Mapping[str, str] = ENVIRONMENT,
    *,
    offering: Mapping[str, frozenset[str]] | None = None,
) -> Settings:
    """Settings from the text of a file; ``offering``: what vendors give and take, both ways.

    Raises StartError with the mistakes, without their places.
    """
    path = folder / "relay.yaml"
    path.write_text(text, "utf-8")
    offered = {name: replace(VENDORS[name], sources=kinds, targets=kinds) for name, kinds in (offering or {}).items()}
    try:
        return load_settings(path, environment, {**VENDORS, **offered}, PIPELINES)
    except SettingsError as error:
        raise StartError(*(finding.sentence() for finding in error.findings)) from None


def mistakes_in(text: str, folder: Path, **environment: str) -> list[str]:
    with pytest.raises(StartError) as caught:
        load_text(text, folder, {**ENVIRONMENT, **environment})
    return list(caught.value.mistakes)


def found_in(
    text: str,
    folder: Path,
    *,
    offering: Mapping[str, frozenset[str]] | None = None,
    books: tuple[str, ...] | None = None,
    calls_us: bool = False,
) -> list[Finding]:
    """All that is found in the text of a file. ``books`` are what each connection of that vendor leads to.

    ``calls_us``: the shop is a sender that cannot be read.
    """
    path = folder / "relay.yaml"
    path.write_text(text, "utf-8")

    class TheseBooks(BooksSettings):
        @property
        def books(self) -> tuple[str, ...] | None:
            return books

    class Sender(ShopSettings):
        calls_us = True

    shapes = {
        "shop": replace(VENDORS["shop"], settings=Sender if calls_us else ShopSettings),
        "books": replace(VENDORS["books"], settings=TheseBooks),
    }
    offered = {name: replace(shapes[name], sources=kinds, targets=kinds) for name, kinds in (offering or {}).items()}
    return list(judge(path, ENVIRONMENT, {**shapes, **offered}, PIPELINES).findings)
