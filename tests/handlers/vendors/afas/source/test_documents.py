"""What an AFAS document is called and how it reads as an order."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from handlers.sandboxes.afas import OrderBooks
from handlers.vendors.afas.source.documents import Documents
from handlers.vendors.afas.source.settings import AfasOrders
from mapping.problems import DocumentError
from tests.handlers.vendors.afas.support import order

STAMP = datetime.fromisoformat("2026-11-24T09:00:00.600000")
DOCUMENTS = Documents(AfasOrders())


def document(lines: int = 1, settings: AfasOrders | None = None, **words: Any) -> dict[str, Any]:
    """An order as the connectors give it."""
    books = OrderBooks([order("60000001", lines, **{"modified": STAMP, **words})], settings=settings)
    return {
        "order": books.orders.show_row(books.orders.rows[0]),
        "lines": [books.lines.show_row(row) for row in books.lines.rows],
    }


def problems(given: Any) -> dict[str, str]:
    with pytest.raises(DocumentError) as caught:
        DOCUMENTS.read(given)
    return {problem.path: str(problem) for problem in caught.value.problems}


def test_an_order_reads_whole() -> None:
    read = DOCUMENTS.read(document(2, delivery_on=date(2026, 11, 26), customer_reference=" INK-1 "))
    assert read.number == "60000001"
    assert read.ordered_on == date(2026, 11, 23)
    assert read.delivery_on == date(2026, 11, 26)
    assert read.customer_reference == "INK-1"
    assert read.customer.name == "Bakkerij Van Dam B.V."
    assert read.billing_address.line == "Voorbeeldstraat 12"
    assert read.shipping_address is None
    assert [line.unit_price for line in read.lines] == [Decimal("2.15")] * 2


def test_the_version_is_the_newest_change_of_order_and_lines() -> None:
    given = document(2)
    assert str(DOCUMENTS.identify(given).version).startswith("2026-11-24T09:00:01+01:00 ")
    given["lines"][1]["ModifiedDate"] = "2026-11-24T09:30:00Z"
    assert str(DOCUMENTS.identify(given).version).startswith("2026-11-24T09:30:00+01:00 ")
    assert DOCUMENTS.read(given).version == "2026-11-24T09:30:00+01:00"


def test_a_column_that_is_not_read_makes_no_other_version() -> None:
    given = document(2)
    before = DOCUMENTS.identify(given)
    given["order"]["AgeInDays"] = 3
    assert DOCUMENTS.identify(given) == before


def test_an_order_without_readable_stamps_has_no_version() -> None:
    given = document()
    given["order"]["ModifiedDate"], given["lines"][0]["ModifiedDate"] = None, "soon"
    assert DOCUMENTS.identify(given).version is None
    assert DOCUMENTS.read(given).updated_at is None


def test_the_material_of_a_digest_says_everything_but_the_stamps() -> None:
    one, other = document(2), document(2, modified=datetime.fromisoformat("2026-11-25T00:00:00"))
    assert DOCUMENTS.material(one) == DOCUMENTS.material(other)
    other["lines"][1]["Quantity"] = Decimal("2.01")
    assert DOCUMENTS.material(one) != DOCUMENTS.material(other)


@pytest.mark.parametrize(
    "given", [None, [], {}, {"order": {}}, {"order": {}, "lines": [1]}, {"order": [], "lines": []}, "x"]
)
def test_what_is_no_order_of_afas_is_told_its_shape(given: Any) -> None:
    assert list(problems(given)) == ["order"]
    with pytest.raises(DocumentError):
        DOCUMENTS.identify(given)
    with pytest.raises(DocumentError):
        DOCUMENTS.material(given)


@pytest.mark.parametrize("number", [None, "", "  ", False, Decimal("1.5"), ["1"]])
def test_an_order_without_a_number_cannot_be_named(number: Any) -> None:
    with pytest.raises(DocumentError, match="OrderNumber"):
        DOCUMENTS.identify({"order": {"OrderNumber": number}, "lines": []})


@pytest.mark.parametrize(("afas", "iso"), [("D", "DE"), ("B", "BE"), ("NL", "NL")])
def test_countries_are_read_as_afas_codes_them(afas: str, iso: str) -> None:
    given = document(invoice_country=afas, invoice_postcode="1234 AB")
    assert DOCUMENTS.read(given).billing_address.country == iso


def test_countries_are_read_as_iso_codes_where_the_settings_say_so() -> None:
    settings = AfasOrders(country_codes="iso")
    read = Documents(settings).read(document(settings=settings, invoice_country="LB"))
    assert read.billing_address.country == "LB"
    assert DOCUMENTS.read(document(invoice_country="LB")).billing_address.country == "LR"


@pytest.mark.parametrize(
    ("words", "house"),
    [
        ({"invoice_street": "Kerkstraat 12 a", "invoice_number": None}, ("Kerkstraat", "12", "a")),
        ({"invoice_street": "Kerkstraat 12 a", "invoice_number": 0}, ("Kerkstraat", "12", "a")),
        ({"invoice_street": "Plein 1944", "invoice_number": 8}, ("Plein 1944", "8", None)),
        (
            {"invoice_street": "Kerkstraat 9", "invoice_number": None, "invoice_country": "GB"},
            ("Kerkstraat 9", None, None),
        ),
    ],
)
def test_a_street_is_split_only_when_no_number_is_given(words: dict[str, Any], house: tuple[str | None, ...]) -> None:
    address = DOCUMENTS.read(document(**words)).billing_address
    assert (address.street, address.number, address.addition) == house
    assert address.split_guessed is (not words["invoice_number"] and address.number is not None)


def test_a_delivery_address_is_read_where_there_is_one() -> None:
    delivery: dict[str, Any] = {
        "delivery_name": "Filiaal Oost",
        "delivery_street": "Korenmarkt 7",
        "delivery_postcode": "9000",
        "delivery_city": "Gent",
        "delivery_country": "B",
    }
    read = DOCUMENTS.read(document(**delivery))
    assert read.ships_elsewhere
    assert read.ship_to.line == "Korenmarkt 7"
    assert read.ship_to.country == "BE"


def test_a_delivery_country_alone_is_no_address() -> None:
    assert DOCUMENTS.read(document(delivery_country="NL", delivery_number=0)).shipping_address is None


def test_text_lines_are_no_goods() -> None:
    given = document(2)
    given["lines"][0] |= {"ItemTypeCode": "3", "UnitPrice": None}
    assert len(DOCUMENTS.read(given).lines) == 1


def test_a_price_of_nineteen_decimals_arrives_unchanged() -> None:
    given = document()
    given["lines"][0]["UnitPrice"] = Decimal("0.1234567890123456789")
    assert DOCUMENTS.read(given).lines[0].unit_price == Decimal("0.1234567890123456789")


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"invoice_country": "XX"}, "billing_address.country"),
        ({"ordered_on": None}, "ordered_on"),
        ({"currency": "EURO"}, "currency"),
    ],
)
def test_each_mistake_is_told_by_its_field(change: dict[str, Any], path: str) -> None:
    assert list(problems(document(**change))) == [path]


@pytest.mark.parametrize(
    "change", [{"invoice_postcode": "12345 AB"}, {"company": None}, {"email": "no address"}, {"invoice_city": None}]
)
def test_what_a_person_typed_or_left_out_is_no_mistake_of_the_document(change: dict[str, Any]) -> None:
    assert DOCUMENTS.read(document(**change)).number


def test_a_line_needs_a_quantity() -> None:
    given = document()
    given["lines"][0]["Quantity"] = None
    assert list(problems(given)) == ["lines[0].quantity"]


def test_all_mistakes_are_told_at_once_and_personal_values_are_masked() -> None:
    given = document(email="eva.example.com" * 100, invoice_country="XX", ordered_on=None)
    given["order"]["OrderDate"] = "yesterday"
    told = problems(given)
    assert len(told) >= 3
    assert "eva.example" not in "".join(told.values())


def test_an_order_without_lines_is_read_for_it_may_be_cancelled() -> None:
    assert DOCUMENTS.read(document(0)).lines == ()


def test_a_line_with_a_blank_article_is_a_line_of_free_text() -> None:
    given = document()
    given["lines"][0] |= {"ItemCode": " ", "Description": "Brood op maat"}
    [line] = DOCUMENTS.read(given).lines
    assert (line.sku, line.description) == (None, "Brood op maat")
