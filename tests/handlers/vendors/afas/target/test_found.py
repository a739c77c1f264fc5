"""What rows of GetConnectors say, and what must not be filled in though it stands empty."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from handlers.vendors.afas.target.found import address_places, found_address, found_debtor, found_order, kind_of
from handlers.vendors.afas.target.lookup_columns import DebtorColumns, DeliveryAddressColumns, WrittenOrderColumns
from tests.handlers.vendors.afas.orders import drafting_for

TARGETS = drafting_for().debtor_targets
ORGANISATION, PERSON = "KnSalesRelationOrg.KnOrganisation", "KnSalesRelationPer.KnPerson"


def row(columns: DebtorColumns | None = None, **words: Any) -> dict[str, Any]:
    return {str(column): words.get(word) for word, column in columns or DebtorColumns() if column is not None}


def debtor(columns: DebtorColumns | None = None, **words: Any) -> Any:
    columns = columns or DebtorColumns()
    return found_debtor(row(columns, number="10141", kind="ORG", **words), columns, TARGETS)


def test_a_field_of_the_other_kind_of_debtor_is_closed() -> None:
    found = debtor()
    assert f"{PERSON}.LaNm" in found.closed
    assert f"{ORGANISATION}.TeNr" not in found.closed
    person = found_debtor(row(number="1", kind="per"), DebtorColumns(), TARGETS)
    assert f"{ORGANISATION}.Nm" in person.closed
    assert f"{PERSON}.TeN2" not in person.closed


def test_fields_of_the_other_kind_of_debtor_are_none_of_his_whatever_an_update_says() -> None:
    of_persons = {target for target in TARGETS if target.startswith("KnSalesRelationPer.")}
    assert debtor().foreign == of_persons
    person = found_debtor(row(number="1", kind="per"), DebtorColumns(), TARGETS)
    assert person.foreign == TARGETS - of_persons
    assert found_debtor(row(number="1", kind="?"), DebtorColumns(), TARGETS).foreign == TARGETS


def test_nothing_is_filled_in_where_the_kind_of_debtor_is_not_told() -> None:
    assert found_debtor(row(number="1", kind="?"), DebtorColumns(), TARGETS).closed == TARGETS
    columns = DebtorColumns(kind=None)
    assert found_debtor(row(columns, number="1"), columns, TARGETS).closed == TARGETS
    assert kind_of(row(columns), columns) == ""


def test_a_field_that_no_column_shows_is_closed() -> None:
    columns = DebtorColumns(phone=None)
    assert f"{ORGANISATION}.TeNr" in debtor(columns).closed
    assert "KnSalesRelationOrg.LgId" in debtor().closed


@pytest.mark.parametrize(("words", "closed"), [({}, False), ({"country": "NL"}, False), ({"city": "Utrecht"}, True)])
def test_half_of_another_address_is_not_added_to_one_that_is_there(words: dict[str, Any], closed: bool) -> None:  # noqa: FBT001
    assert (f"{ORGANISATION}.KnBasicAddressAdr.HmAd" in debtor(**words).closed) is closed


def test_half_of_another_name_is_not_added_to_a_person() -> None:
    found = found_debtor(row(number="1", kind="PER", last_name="Vries"), DebtorColumns(), TARGETS)
    assert {f"{PERSON}.{field}" for field in ("FiNm", "In", "Is", "ViGe")} <= found.closed


def test_a_persons_name_is_put_together_where_its_parts_are_told() -> None:
    parts: dict[str, Any] = {"name": "Vries, A. de", "infix": "de", "last_name": "Vries"}
    firsts: tuple[tuple[str, dict[str, Any]], ...] = (
        ("PER", {"first_name": "Anneke"}),
        ("PER", {}),
        ("ORG", {"first_name": "Anneke"}),
    )
    rows = [row(number="1", kind=kind, **parts, **first) for kind, first in firsts]
    names = [found_debtor(one, DebtorColumns(), TARGETS).name for one in rows]
    assert names == ["Anneke de Vries", "Vries, A. de", "Vries, A. de"]


def test_a_delivery_address_has_the_fields_that_columns_show() -> None:
    columns = DeliveryAddressColumns(phone=None)
    found = found_address({"Adres_ID": 1002, "DebiteurID": "10141", "A_Huisnummer": 5, "Afdeling": " Oost "}, columns)
    assert found.number == "1002"
    assert (found.fields["DbId"], found.fields["KnContact.ExAd"]) == ("10141", "Oost")
    assert found.fields["KnContact.KnBasicAddressAdr.HmNr"] == "5"
    assert "KnContact.TeNr" not in found.fields
    assert "KnContact.TeNr" not in address_places(columns)


@pytest.mark.parametrize(
    ("including_vat", "total"), [(True, Decimal("29.98")), (False, Decimal("24.78")), (None, None)]
)
def test_the_total_of_an_order_is_the_one_that_is_asked(including_vat: bool | None, total: Decimal | None) -> None:  # noqa: FBT001
    given = {
        "OrderNumber": "60005491",
        "CustomerReference": " W-1 ",
        "DebtorId": "10141",
        "OrderDate": "2026-11-24T00:00:00Z",
        "TotalAmount": Decimal("24.78"),
        "InvoiceTotal": Decimal("29.98"),
    }
    found = found_order(given, WrittenOrderColumns(), including_vat=including_vat)
    assert (found.number, found.reference, found.debtor) == ("60005491", "W-1", "10141")
    assert (found.ordered_on, found.total) == (date(2026, 11, 24), total)


@pytest.mark.parametrize(("own", "total"), [(True, Decimal("29.98")), (False, Decimal("24.78")), (None, None)])
def test_where_nobody_asks_the_total_is_as_the_orders_own_prices_are(own: bool | None, total: Decimal | None) -> None:  # noqa: FBT001
    given = {"Incl": own, "TotalAmount": Decimal("24.78"), "InvoiceTotal": Decimal("29.98")}
    found = found_order(given, WrittenOrderColumns(prices_include_vat="Incl"), including_vat=None)
    assert found.total == total


def test_what_is_no_date_and_no_amount_is_not_known() -> None:
    given = {"OrderNumber": "1", "OrderDate": "(replaced)", "TotalAmount": "(replaced)"}
    found = found_order(given, WrittenOrderColumns(), including_vat=False)
    assert (found.ordered_on, found.total) == (None, None)
