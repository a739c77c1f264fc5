"""An address that is not the root of AFAS's services is told with the one that is."""

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from handlers.pipelines.products.settings import ProductSettings
from handlers.vendors.afas.rules import (
    customers_of_some_administration,
    ends_at_the_root,
    products_of_some_administration,
    products_that_cannot_be_made,
    stock_of_some_administration,
    stock_that_cannot_be_booked,
)
from handlers.vendors.afas.settings import AfasConnection
from relay.settings.findings import Finding
from tests.handlers.relay_files import BOOKS, SETTINGS, found_in
from tests.handlers.vendors.afas.support import connection

PATH = ("connections", "afas")


def found(address: str | None) -> list[Finding]:
    settings = {"vendor": "afas", "environment": "12345", "client_id": "id", "client_secret": "secret"}
    connection = AfasConnection.model_validate({**settings, "base_url": address})
    return [*ends_at_the_root(None, PATH, connection)]  # type: ignore[arg-type]  # this rule looks at nothing else


def test_an_address_without_the_root_is_odd_since_a_proxy_may_stand_there() -> None:
    [one] = found("https://12345.rest.afas.online")
    assert (one.severity, one.path) == ("warning", (*PATH, "base_url"))
    assert "https://12345.rest.afas.online/ProfitRestServices" in str(one)


def test_an_address_of_a_connector_is_refused_with_the_part_in_front_of_it() -> None:
    [one] = found("https://proxy.example.com/a/ProfitRestServices/connectors/FbSales")
    assert one.severity == "error"
    assert str(one).endswith("https://proxy.example.com/a/ProfitRestServices")


@pytest.mark.parametrize("address", [None, "https://12345.rest.afas.online/ProfitRestServices"])
def test_the_root_and_the_usual_address_are_fine(address: str | None) -> None:
    assert found(address) == []


class Flows:
    """A file of which a rule sees no more than the entities of the flows from a connection."""

    def __init__(self, *entities: str) -> None:
        self._entities = entities

    def flows_from(self, _connection: str) -> list[tuple[str, SimpleNamespace]]:
        return [(entity, SimpleNamespace(entity=entity)) for entity in self._entities]


def of_customers(entity: str = "customer", administration: int | None = 1, **customers: Any) -> list[Finding]:
    settings = {"vendor": "afas", "environment": "12345", "client_id": "id", "client_secret": "secret"}
    given = {**settings, "administration": administration, "customers": customers}
    connection = AfasConnection.model_validate(given)
    return [*customers_of_some_administration(Flows(entity), PATH, connection)]  # type: ignore[arg-type]  # looks at no more


def test_whose_customers_are_read_must_be_said() -> None:
    [one] = of_customers()
    assert (one.severity, one.path) == ("error", (*PATH, "customers", "all_administrations"))
    assert "customers.columns.administration" in str(one)


def test_a_column_of_administrations_needs_the_one_that_is_wanted() -> None:
    [one] = of_customers(administration=None, columns={"administration": "AdministrationId"})
    assert (one.severity, one.path) == ("error", (*PATH, "administration"))


@pytest.mark.parametrize(
    "customers", [{"all_administrations": True}, {"columns": {"administration": "AdministrationId"}}]
)
def test_with_either_customers_are_read(customers: dict[str, Any]) -> None:
    assert of_customers(**customers) == []


def test_flows_of_orders_need_neither() -> None:
    assert of_customers("order") == []
    assert of_products("order") == []


def of_products(entity: str = "product", administration: int | None = 1, **products: Any) -> list[Finding]:
    settings = {"vendor": "afas", "environment": "12345", "client_id": "id", "client_secret": "secret"}
    given = {**settings, "administration": administration, "products": products}
    connection = AfasConnection.model_validate(given)
    return [*products_of_some_administration(Flows(entity), PATH, connection)]  # type: ignore[arg-type]  # looks at no more


OWN: dict[str, Any] = {"columns": {"administration": "AdministrationId"}}


@pytest.mark.parametrize("products", [{}, {**OWN, "compositions": {}}, {"compositions": OWN}])
def test_whose_products_are_read_must_be_said_of_articles_and_of_compositions(products: dict[str, Any]) -> None:
    [one] = of_products(**products)
    assert (one.severity, one.path) == ("error", (*PATH, "products", "all_administrations"))
    assert "products.columns.administration" in str(one)


def test_a_column_of_the_administrations_of_products_needs_the_one_that_is_wanted() -> None:
    [one] = of_products(administration=None, **OWN)
    assert (one.severity, one.path) == ("error", (*PATH, "administration"))


@pytest.mark.parametrize("products", [{"all_administrations": True}, OWN, {**OWN, "compositions": OWN}])
def test_with_either_products_are_read(products: dict[str, Any]) -> None:
    assert of_products(**products) == []


def of_stock(entity: str = "stock", administration: int | None = 1, **stock: Any) -> list[Finding]:
    made = connection(administration=administration, stock=stock)
    return [*stock_of_some_administration(Flows(entity), PATH, made)]  # type: ignore[arg-type]  # looks at no more


@pytest.mark.parametrize("stock", [{}, {**OWN, "compositions": {}}, {"compositions": OWN}])
def test_whose_stock_is_read_must_be_said_so_that_no_two_companies_are_added_up(stock: dict[str, Any]) -> None:
    [one] = of_stock(**stock)
    assert (one.severity, one.path) == ("error", (*PATH, "stock", "all_administrations"))
    assert "stock.columns.administration" in str(one)
    assert of_stock("product", **stock) == []


def test_a_column_of_the_administrations_of_stock_needs_the_one_that_is_wanted() -> None:
    [one] = of_stock(administration=None, **OWN)
    assert (one.severity, one.path) == ("error", (*PATH, "administration"))


@pytest.mark.parametrize("stock", [{"all_administrations": True}, OWN, {**OWN, "compositions": OWN}])
def test_with_either_stock_is_read(stock: dict[str, Any]) -> None:
    assert of_stock(**stock) == []


class Receiving:
    """A file of which a rule sees no more than one flow of products into a connection."""

    def __init__(self, *mapping: dict[str, Any], **settings: Any) -> None:
        read = ProductSettings.model_validate(settings)
        self._flow = SimpleNamespace(entity="product", settings=read, mapping=mapping)

    def flows_to(self, _connection: str) -> list[tuple[str, SimpleNamespace]]:
        return [("products", self._flow)]


def not_made(*mapping: dict[str, Any], needed: Sequence[str] = ("VaRc",), **settings: Any) -> dict[str, str]:
    """The settings that are missed for making articles, each with what is told of it."""
    written = connection(writing={"products": {"new_articles_need": list(needed)}})
    found = list(products_that_cannot_be_made(Receiving(*mapping, **settings), PATH, written))  # type: ignore[arg-type]  # looks at no more
    assert {one.severity for one in found} <= {"warning"}
    return {str(one.path[-1]): str(one) for one in found}


CODES: dict[str, Any] = {"unit": {"default": "STK"}, "group": {"table": {"Keuken": "K"}}, "vat_class": {"default": "1"}}


def test_afas_makes_no_article_of_a_product_without_its_codes() -> None:
    told = not_made()
    assert told.keys() == {"unit", "group", "vat_class"}
    assert "FbItemArticle.Grp" in told["group"]
    assert "product.on_none" in told["unit"]


@pytest.mark.parametrize("setting", CODES)
def test_a_code_that_nothing_gives_is_told_alone(setting: str) -> None:
    rest = {name: choice for name, choice in CODES.items() if name != setting}
    assert not_made(**rest).keys() == {setting}


def test_with_codes_or_rows_of_ones_own_or_without_new_articles_products_are_fine() -> None:
    assert not_made(**CODES) == {}
    rows = [{"to": f"FbItemArticle.{name}", "const": "1"} for name in ("Grp", "BiUn", "VaRc")]
    assert not_made(*rows) == {}
    assert not_made(product={"on_none": "hold"}) == {}
    assert not_made(needed=(), unit=CODES["unit"], group=CODES["group"]) == {}
    assert not_made(needed=("VaRc", "CrId"), **CODES).keys() == {"supplier"}


def test_afas_makes_no_article_without_a_group(tmp_path: Path) -> None:
    [one] = found_in(tmp_path, "missing_article: create", to="afas")
    assert (one.severity, one.path) == ("error", (*SETTINGS, "missing_article"))
    assert "connections.books.writing.new_articles.group" in str(one)


def test_with_a_group_it_does(tmp_path: Path) -> None:
    books = "writing: {new_articles: {group: SHOP}}"
    assert found_in(tmp_path, "missing_article: create", to="afas", books=books) == []


@pytest.mark.parametrize(
    ("written", "setting"),
    [
        ("shipping_items: [VERZ], payment_cost_items: [VERZ]", "payment_cost_items"),
        ("service_item_types: ['1', '3']", "service_item_types"),
        ("text_item_types: ['Wst']", "text_item_types"),
    ],
)
def test_an_item_in_two_lists_is_refused(written: str, setting: str, tmp_path: Path) -> None:
    [one] = found_in(tmp_path, to="afas", books=f"orders: {{{written}}}")
    assert (one.severity, one.path) == ("error", (*BOOKS, "orders", setting))


def test_an_item_in_one_of_them_is_fine(tmp_path: Path) -> None:
    assert found_in(tmp_path, to="afas", books="orders: {shipping_items: [VERZ], payment_cost_items: [PAY]}") == []


def into(entity: str = "stock", **settings: Any) -> list[Finding]:
    flows = SimpleNamespace(flows_to=lambda _: [("stock", SimpleNamespace(entity=entity))])
    return [*stock_that_cannot_be_booked(flows, PATH, connection(**settings))]  # type: ignore[arg-type]  # looks at no more


def test_what_afas_needs_to_book_stock_is_asked_for_each_with_its_place() -> None:
    found = into(stock={"connector": "Profit_Stock_per_Warehouse", "columns": {"warehouse": None}})
    assert [(one.severity, one.path[2:]) for one in found] == [
        ("error", ("writing", "stock", "reason_in")),
        ("error", ("writing", "stock", "reason_out")),
        ("error", ("stock", "columns", "warehouse")),
        ("warning", ("lookups", "mutations")),
    ]


def test_with_reasons_and_a_list_stock_may_be_booked_and_no_other_flow_is_asked_for_them() -> None:
    reasons = {"stock": {"reason_in": "5", "reason_out": "6"}}
    assert into(writing=reasons, lookups={"mutations": "Relay_StockMutations"}) == []
    assert into("order") == []
