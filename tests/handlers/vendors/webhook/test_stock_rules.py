"""A shop's stock goes into books only where somebody said that the shop's figure is the right one."""

from types import SimpleNamespace
from typing import Any

import pytest

from handlers.vendors.webhook.rules import leading_of_stock_is_told, stock_that_is_passed_over
from handlers.vendors.webhook.settings import WebhookConnection
from relay.settings.findings import Finding

PATH = ("connections", "shop")


class Flows:
    """A file of which a rule sees no more than one flow from a connection, and what its other end is."""

    def __init__(self, entity: str, target: str) -> None:
        self._flow = SimpleNamespace(entity=entity, target=target)
        self.settings = SimpleNamespace(
            connections={name: SimpleNamespace(vendor=name) for name in ("afas", "accountview", "webhook")}
        )

    def flows_from(self, _connection: str) -> list[tuple[str, SimpleNamespace]]:
        return [("shop-stock", self._flow)]


def judged(rule: Any, leading: str | None, target: str = "afas", entity: str = "stock") -> list[Finding]:
    connection = WebhookConnection.model_validate({"vendor": "webhook", "stock": {"leading": leading}})
    return [*rule(Flows(entity, target), PATH, connection)]


@pytest.mark.parametrize("target", ["afas", "accountview"])
def test_into_books_it_must_be_said_who_leads(target: str) -> None:
    [one] = judged(leading_of_stock_is_told, None, target)
    assert (one.severity, one.path) == ("error", (*PATH, "stock", "leading"))
    assert "shop-stock" in str(one)
    assert judged(leading_of_stock_is_told, "shop", target) == []
    assert judged(leading_of_stock_is_told, "books", target) == []


def test_into_another_shop_and_of_other_documents_it_need_not() -> None:
    assert judged(leading_of_stock_is_told, None, "webhook") == []
    assert judged(leading_of_stock_is_told, None, entity="order") == []


def test_a_flow_of_which_nothing_comes_is_told() -> None:
    [one] = judged(stock_that_is_passed_over, "books")
    assert (one.severity, one.path) == ("warning", (*PATH, "stock", "leading"))
    assert judged(stock_that_is_passed_over, "shop") == []
    assert judged(stock_that_is_passed_over, "books", entity="order") == []
