"""The published cases of customers: what public reports tell of such connectors, on fields that real systems send.

Those of web shops are posted here, in their order, to the source that a flow of customers has, as the door does it and
then a run; ``published_shops.yaml`` says of each post what it comes to. People, codes and amounts are invented.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from handlers.vendors.webhook.connection import OpenWebhookConnection
from handlers.vendors.webhook.settings import WebhookConnection
from handlers.vendors.webhook.source.source import WebhookSource
from mapping.documents.customer import CustomerRecord
from mapping.parsing import dump_json, parse_json
from mapping.problems import DocumentError
from mapping.strict_yaml import read as read_yaml
from relay.model import Flow, Identity

HERE = Path(__file__).parent
SHOPS = ("shopify", "woocommerce")


@dataclass(frozen=True)
class PublishedCase:
    """One case as it was published; ``want`` is what a bookkeeper would accept."""

    name: str
    written: Mapping[str, Any]

    @property
    def source(self) -> str:
        """Whose data comes in, such as shopify."""
        return str(self.written["from"])

    def posts(self) -> Iterator[tuple[str, Any]]:
        """The topic and the body of each post, as it is parsed at the door."""
        topics = self.written.get("topics", ())
        return zip(topics, map(parse_json, map(dump_json, self.written.get("posts", ()))), strict=True)


@dataclass(frozen=True)
class Received:
    """What came of one post: it was refused, passed over, held because it cannot be read, or read as a record."""

    identity: Identity | None = None
    record: CustomerRecord | None = None
    refused: tuple[str, ...] = ()
    passed_over: str = ""
    held: tuple[str, ...] = ()


@cache
def read_cases() -> Mapping[str, PublishedCase]:
    """All cases of customers by name, whichever system they come from."""
    paths = sorted((HERE / "published_cases").glob("customer-*.json"))
    return {path.stem: PublishedCase(path.stem, json.loads(path.read_text("utf-8"))) for path in paths}


@cache
def read_expected() -> Mapping[str, Any]:
    """What is expected of each post of the cases of shops, by name of the case."""
    expected: Mapping[str, Any] = read_yaml((HERE / "published_shops.yaml").read_text("utf-8"))
    return expected


@cache
def source_of(form: str) -> WebhookSource[CustomerRecord]:
    """What a flow of customers has as its source where a shop posts to it."""
    connection = WebhookConnection.model_validate({"vendor": "webhook", "format": form})
    flow = Flow(name="shop-customers", entity="customer", source="shop", target="books", settings=None)
    source: WebhookSource[CustomerRecord] = OpenWebhookConnection("shop", connection).source(flow)
    return source


def receive(form: str, posted: Any) -> Received:
    """What comes of a post of a shop."""
    source = source_of(form)
    if problems := source.check(posted):
        return Received(refused=tuple(str(problem) for problem in problems))
    if why := source.passed_over(posted):
        return Received(passed_over=why.code)
    identity = source.identify(posted)
    try:
        return Received(identity, source.read(posted))
    except DocumentError as error:
        return Received(identity, held=tuple(problem.path for problem in error.problems))
