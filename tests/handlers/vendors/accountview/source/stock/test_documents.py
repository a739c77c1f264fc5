"""What an article's row says of its quantities: exact, empty is not nought, and what reads in two ways is held."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.source.stock.documents import Quantities
from mapping.problems import DocumentError
from tests.handlers.vendors.accountview.source.stock.stock_polls import figures

AVAILABLE = {"columns": {"on_hand": None, "available": "QTY_AVAIL"}}


def quantities(**settings: Any) -> Quantities:
    given: dict[str, Any] = {"vendor": "accountview", "company": "DEMO", "client_id": "id", "client_secret": "secret"}
    given |= {"stock": AVAILABLE, **settings}
    return Quantities(AccountViewConnection.model_validate(given))


def row(**columns: Any) -> dict[str, Any]:
    return {"article": {"ART_CODE": "C-1", **columns}}


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("7,90", "7.9"),
        ("", "?"),
        ("   ", "?"),
        (None, "?"),
        (" 12 ", "12"),
        ("1.250,00", "1250"),
        ("1,250.00", "1250"),
        ("0", "0"),
        ("-3,00", "-3"),
        (Decimal("5.0"), "5"),
        (0, "0"),
    ],
)
def test_a_quantity_is_read_as_it_is_written(given: Any, read: str) -> None:
    """stock-fractional-2."""
    assert figures(quantities().read(row(QTY_AVAIL=given)), "available") == read


@pytest.mark.parametrize("given", ["1.250", "1,250", "veel", "12 stuks"])
def test_one_that_can_be_read_in_two_ways_or_in_none_is_held_by_its_column(given: str) -> None:
    with pytest.raises(DocumentError) as error:
        quantities().read(row(QTY_AVAIL=given))
    assert [(problem.path, problem.value) for problem in error.value.problems] == [("QTY_AVAIL", given)]


def test_the_settings_say_which_mark_stands_before_the_decimals() -> None:
    for mark, read in (("comma", "1250"), ("point", "1.25")):
        made = quantities(products={"decimal_mark": mark}).read(row(QTY_AVAIL="1.250"))
        assert figures(made, "available") == read


@given(st.decimals(min_value=-(10**7), max_value=10**7, places=2))
def test_a_number_with_a_comma_is_the_number_with_a_point(quantity: Decimal) -> None:
    written = f"{quantity:,.2f}".translate(str.maketrans(",.", ".,"))
    read = quantities(products={"decimal_mark": "comma"}).read(row(QTY_AVAIL=written)).places[0].available
    assert read == quantity


def test_a_row_without_a_code_is_no_article() -> None:
    documents: list[Any] = [row(ART_CODE=" ", QTY_AVAIL=1), {"article": {"QTY_AVAIL": 1}}, {"stock": []}, None]
    for document in documents:
        with pytest.raises(DocumentError):
            quantities().identify(document)


@pytest.mark.parametrize(
    ("stock", "told"),
    [
        ({"columns": {"on_hand": None}}, "name the column that holds the available quantity"),
        ({"columns": {"available": "QTY_TECH"}}, "QTY_TECH is named for columns.on_hand already"),
    ],
)
def test_settings_that_read_no_quantity_or_one_twice_are_refused(stock: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        quantities(stock=stock)
