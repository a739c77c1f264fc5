"""A customer of AFAS as one document: its name, its version, and what is made of it; published cases to the field."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.vendors.afas.source.customers.columns import (
    CustomerContactColumns,
    DeliveryPlaceColumns,
    VisitingAddressColumns,
)
from handlers.vendors.afas.source.customers.settings import AfasCustomers
from mapping.parsing import dump_json, parse_json
from mapping.problems import DocumentError
from mapping.strict_yaml import read as read_yaml
from tests.handlers.vendors.afas.source.customers.rows import (
    a_contact,
    a_document,
    a_place,
    an_address,
    documents,
    problems_of,
)

PUBLISHED = read_yaml((Path(__file__).parent / "published.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", PUBLISHED, ids=lambda case: f"{case['case']}: {case['title']}")
def test_a_published_case_is_read_to_the_field(case: dict[str, Any]) -> None:
    understood = documents(**case.get("settings", {}))
    for customer in case["customers"]:
        document = {name: customer[name] for name in ("debtor", "address") if name in customer}
        if "problems" in customer:
            assert problems_of(document, **case.get("settings", {})) == customer["problems"]
            continue
        record = understood.read(document)
        assert record.model_dump(exclude_unset=True, exclude={"updated_at"}) == customer["expect"]
        assert understood.identify(document).reference == customer["expect"]["number"]


def test_the_number_and_the_newest_stamp_of_all_rows_name_it() -> None:
    identity = documents().identify({**a_document(), "contacts": [a_contact(ModifiedDate="2026-11-25T08:00:00Z")]})
    assert identity.reference == "10141"
    assert str(identity.version).startswith("2026-11-25T08:00:00+01:00 ")


@pytest.mark.parametrize(
    "changed",
    [
        a_document(PayCon="30"),
        {**a_document(), "address": an_address(Number=13)},
        {**a_document(), "delivery_addresses": [a_place(Afdeling="Winkel")]},
        {**a_document(), "delivery_addresses": []},
        {**a_document(), "contacts": [a_contact(MobWork="0687654321")]},
        {**a_document(), "contacts": [a_contact(ModifiedDate="2026-11-24T09:59:59Z")]},
    ],
)
def test_a_change_of_any_part_is_another_version(changed: dict[str, Any]) -> None:
    assert documents().identify(changed).version != documents().identify(a_document()).version


def test_a_column_that_is_not_read_makes_no_other_version() -> None:
    assert documents().identify(a_document(DaysSince=3)) == documents().identify(a_document(DaysSince=4))


def test_stamps_alone_change_nothing_of_what_it_says() -> None:
    moved = a_document(ModifiedDate="2026-11-25T10:00:00Z")
    assert documents().material(moved) == documents().material(a_document())
    assert documents().material(a_document(PayCon="30")) != documents().material(a_document())


def test_without_a_stamp_that_can_be_read_there_is_no_version() -> None:
    document = {"debtor": {"DebtorId": "1", "DebtorName": "A", "ModifiedDate": "gisteren"}}
    assert documents().identify(document).version is None
    assert documents().newest(document) is None


@pytest.mark.parametrize("number", [None, "", " ", True, 1.5])
def test_a_customer_without_a_number_has_no_name(number: Any) -> None:
    with pytest.raises(DocumentError):
        documents().identify(a_document(DebtorId=number))


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        {},
        {"debtor": []},
        {"debtor": {}, "contacts": {}},
        {"debtor": {}, "contacts": [1]},
        {"debtor": {}, "address": "Kerkstraat 12"},
        {"debtor": {}, "delivery_addresses": None},
    ],
)
def test_what_is_no_customer_is_told(document: Any) -> None:
    for understand in (documents().identify, documents().material, documents().read, documents().newest):
        with pytest.raises(DocumentError) as error:
            understand(document)
        assert error.value.problems[0].path in {"debtor", "DebtorId"}


def test_what_is_wrong_is_told_all_at_once_by_its_field() -> None:
    document = {**a_document(CurrencyId="EURO", CreditLimit="veel"), "address": an_address(Country="Nederland")}
    assert set(problems_of(document)) == {"currency", "debtor.credit_limit", "billing_address.country"}


def test_a_document_that_was_stored_is_read_the_same() -> None:
    document = a_document(CreditLimit=5000, AutoPayment=True)
    stored = parse_json(dump_json(document))
    assert documents().read(stored) == documents().read(document)
    assert documents().identify(stored) == documents().identify(document)


VALUES = (
    st.none()
    | st.booleans()
    | st.integers(-9, 99999)
    | st.text(max_size=12)
    | st.decimals(allow_nan=False, allow_infinity=False)
)
ROWS = st.dictionaries(st.sampled_from([name for _, name in AfasCustomers().columns if name is not None]), VALUES)
COLUMNS = {*CustomerContactColumns(), *DeliveryPlaceColumns(), *VisitingAddressColumns()}
OTHERS = st.dictionaries(st.sampled_from(sorted({name for _, name in COLUMNS if name is not None})), VALUES)


@given(ROWS, OTHERS, st.lists(OTHERS, max_size=2))
def test_whatever_rows_hold_it_is_read_or_told(
    debtor: dict[str, Any], address: dict[str, Any], others: list[dict[str, Any]]
) -> None:
    document = {"debtor": debtor, "address": address, "contacts": others, "delivery_addresses": others}
    for understand in (documents().identify, documents().material, documents().read, documents().newest):
        with suppress(DocumentError):
            understand(document)
