"""A document's version tells its changes apart, also those within the second that its stamp shows: in every source."""

from typing import Any, Protocol

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.vendors.afas.source.documents import Documents
from handlers.vendors.afas.source.settings import AfasOrders
from handlers.vendors.versions import version_of
from handlers.vendors.webhook.connection import OpenWebhookConnection
from handlers.vendors.webhook.settings import WebhookConnection
from mapping.parsing import parse_json
from relay.model import Identity
from tests.handlers.presets import document_of
from tests.handlers.vendors.accountview.office import a_flow
from tests.handlers.vendors.accountview.source.parts import a_document, documents

STAMP = "2026-11-24T10:00:00+00:00"


class Named(Protocol):
    def identify(self, document: Any) -> Identity: ...


def posted(form: str) -> Named:
    connection = WebhookConnection.model_validate({"vendor": "webhook", "format": form})
    source: Named = OpenWebhookConnection("shop", connection).source(a_flow())
    return source


SOURCES: dict[str, tuple[Named, Any, tuple[str, str]]] = {
    "relay": (posted("relay"), parse_json(document_of("relay")), ("lines", "quantity")),
    "woocommerce": (posted("woocommerce"), parse_json(document_of("woocommerce")), ("line_items", "quantity")),
    "shopify": (posted("shopify"), parse_json(document_of("shopify")), ("line_items", "quantity")),
    "afas": (Documents(AfasOrders()), parse_json(document_of("afas")), ("lines", "Quantity")),
    "accountview": (documents(), a_document(), ("lines", "ORD_QTY")),
}
"""Each source with a document that bears a stamp, and the list and field of a quantity in it."""


def turned(value: Any, order: Any) -> Any:
    """The same JSON with the fields of each object in another order."""
    if isinstance(value, dict):
        return {name: turned(value[name], order) for name in sorted(value, key=order)}
    return [turned(each, order) for each in value] if isinstance(value, list) else value


def test_what_is_said_within_one_second_makes_another_version() -> None:
    assert version_of(STAMP, b"1") != version_of(STAMP, b"2")
    assert version_of(STAMP, b"1") == version_of(STAMP, b"1")


def test_a_stamp_makes_another_version_of_the_same() -> None:
    assert version_of(STAMP, b"1") != version_of("2026-11-24T10:00:01+00:00", b"1")


def test_without_a_stamp_there_is_no_version() -> None:
    assert version_of(None, b"1") is None
    assert version_of("", b"1") is None


@pytest.mark.parametrize("name", SOURCES)
def test_equal_stamps_with_other_content_are_two_versions_of_one_document(name: str) -> None:
    source, document, (lines, quantity) = SOURCES[name]
    first = source.identify(document)
    changed = turned(document, str)
    assert changed[lines][0][quantity] is not None
    changed[lines][0][quantity] = 7
    second = source.identify(changed)
    assert first.version is not None
    assert second.version is not None
    assert first.reference == second.reference
    assert first.version.split(" ")[0] == second.version.split(" ")[0], "the stamps are the same"
    assert first.version != second.version


@pytest.mark.parametrize("name", SOURCES)
@given(seed=st.randoms(use_true_random=False))
def test_a_document_that_is_sent_again_is_the_same_version_however_it_is_written(name: str, seed: Any) -> None:
    source, document, _ = SOURCES[name]
    again = turned(document, lambda _: seed.random())
    assert source.identify(again) == source.identify(document)


@pytest.mark.parametrize("shop", ["woocommerce", "shopify"])
def test_a_field_that_no_row_reads_may_change_at_each_sending(shop: str) -> None:
    source, document, _ = SOURCES[shop]
    assert source.identify({**document, "served_at": "2026-11-24T10:00:07Z"}) == source.identify(document)


@pytest.mark.parametrize(
    ("shop", "named"),
    [("woocommerce", ("727", "2026-11-24T09:31:05")), ("shopify", ("1001", "2026-11-24T10:31:05+01:00"))],
)
def test_an_order_of_a_shop_is_named_by_its_number_and_the_moment_of_its_change(
    shop: str, named: tuple[str, str]
) -> None:
    source, document, _ = SOURCES[shop]
    identity = source.identify(document)
    assert (identity.reference, str(identity.version).split()[0]) == named
