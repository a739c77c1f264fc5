"""A debtor's row and those of its addresses become one record: what is empty is given so, and nothing is guessed."""

from datetime import datetime
from typing import Any

import pytest

from handlers.vendors.accountview.source.customers.documents import Customers
from mapping.documents.customer import CustomerRecord
from mapping.problems import DocumentError
from tests.handlers.vendors.accountview.office import some_settings
from tests.handlers.vendors.accountview.source.parts import DEBTOR

EMPTY = dict.fromkeys(
    ("TEL_BUS", "TEL_MOB", "WWW_URL", "IBAN_NR", "LNG_CODE", "ADMIN_CONT", "MC_MAILB", "COC_CODE", "ST_PROP"), ""
)
BLOCKS = {"REC_BLK": False, "BLK_SP": False}


def a_document(*addresses: dict[str, Any], **debtor: Any) -> dict[str, Any]:
    row = {**EMPTY, **BLOCKS, **DEBTOR, "CNG_DATE": "2026-11-24T10:00:00", **debtor}
    return {"debtor": row, "addresses": list(addresses)}


def an_address(**changes: Any) -> dict[str, Any]:
    fields = {
        "REC_ID": "0000000007",
        "SUB_NR": "10001",
        "DEL_NAME": "Oost",
        "ADDRESS1": "Laan 3",
        "POST_CODE": "3511 AC",
    }
    return {**fields, "CITY": "Utrecht", "CNT_CODE": "NL", "CNG_DATE": "2026-11-24T11:00:00", **changes}


def customers(**settings: Any) -> Customers:
    return Customers(some_settings(**settings))


def record(*addresses: dict[str, Any], **debtor: Any) -> CustomerRecord:
    return customers().read(a_document(*addresses, **debtor))


def test_a_company_has_its_contacts_and_a_private_person_none() -> None:
    company = record(ADMIN_CONT="Jan Bos", ADMIN_PP="P2", MC_MAILB="eva@example.com")
    assert [(one.id, one.name, one.email, one.is_main) for one in company.contacts] == [
        ("main", "Eva van den Berg", "eva@example.com", True),
        ("P2", "Jan Bos", None, False),
    ]
    assert (company.customer.company, company.customer.last_name) == ("Bakkerij Voorbeeld B.V.", "Berg")
    person = record(ACCT_NAME="Anneke de Vries", MAIN_CONT="", VAT_NR="")
    assert (person.customer.company, person.customer.infix, person.customer.last_name) == (None, "de", "Vries")
    assert person.contacts == ()


def test_one_person_who_is_both_contacts_is_one_contact() -> None:
    [one] = record(MAIN_PP="P1", ADMIN_CONT="Eva van den Berg", ADMIN_PP="P1").contacts
    assert (one.id, one.is_main) == ("P1", True)


def test_what_stands_empty_is_given_and_what_is_not_read_is_not() -> None:
    read = record(ST_EXTRA="")
    assert {"iban", "mobile", "website", "language", "delivery_addresses"} <= read.model_fields_set
    assert {"phone", "chamber_of_commerce_number"} <= read.customer.model_fields_set
    assert {"addition", "extra"} <= read.billing_address.model_fields_set
    assert not {"bic", "direct_debit", "credit_limit", "price_list"} & read.model_fields_set


@pytest.mark.parametrize(
    ("columns", "blocked"),
    [
        ({}, "no"),
        ({"BLK_SP": True}, "delivery"),
        ({"REC_BLK": True}, "all"),
        ({"REC_BLK": True, "BLK_SP": True}, "all"),
        ({"REC_BLK": "true"}, "all"),
    ],
)
def test_each_block_is_one_of_two_columns(columns: dict[str, Any], blocked: str) -> None:
    assert record(**columns).blocked == blocked


def test_a_block_of_which_a_column_is_not_read_is_told_only_where_it_stands() -> None:
    document = a_document(REC_BLK=True)
    del document["debtor"]["BLK_SP"]
    assert customers().read(document).blocked == "all"
    document["debtor"]["REC_BLK"] = False
    assert "blocked" not in customers().read(document).model_fields_set


def test_a_limit_of_nothing_and_a_currency_of_nothing_say_what_accountview_means_by_them() -> None:
    read = record(CRED_LIM=0, CUR_CODE="")
    assert ("credit_limit" in read.model_fields_set, read.currency) == (False, "EUR")
    assert (str(record(CRED_LIM=2500).credit_limit), record(CUR_CODE="USD").currency) == ("2500", "USD")


def test_a_country_that_the_installation_has_under_another_code_is_read_by_a_table() -> None:
    understood = customers(reading={"countries": {"UK": "GB", "EL": "GR"}, "country": "BE"})
    read = {code: understood.read(a_document(CNT_CODE=code)).billing_address.country for code in ("UK", "el", "NL", "")}
    assert read == {"UK": "GB", "el": "GR", "NL": "NL", "": "BE"}


def test_a_post_box_is_the_address_of_one_who_has_no_other() -> None:
    box = {"ST_STREET": "", "ADDRESS1": "", "PO_BOX": "Postbus 90", "PO_CODE": "3500 AB", "PO_CITY": "Utrecht"}
    place = record(**box).billing_address
    assert (place.street, place.number, place.postcode, place.city) == ("Postbus", "90", "3500 AB", "Utrecht")


def test_the_version_is_of_all_parts_and_of_what_they_say() -> None:
    documents = customers()
    one = documents.identify(a_document(an_address()))
    assert (one.reference, str(one.version)[:39]) == ("10001", "2026-11-24T10:00:00 2026-11-24T11:00:00")
    others = [
        a_document(an_address(CNG_DATE="2026-11-24T11:00:01")),
        a_document(an_address(ADDRESS1="Laan 4")),
        a_document(an_address(), TEL_BUS="030-1"),
        a_document(),
        a_document(an_address(), an_address(REC_ID="0000000008")),
    ]
    assert len({one.version, *(documents.identify(other).version for other in others)}) == 6
    first, second = an_address(), an_address(REC_ID="0000000008")
    assert documents.identify(a_document(first, second)) == documents.identify(a_document(second, first))
    assert documents.newest(a_document(an_address())) == datetime(2026, 11, 24, 11)  # noqa: DTZ001 - their clock
    assert documents.identify(a_document(CNG_DATE="")).version is None


@pytest.mark.parametrize("document", [None, [], {}, {"debtor": []}, {"debtor": {}, "addresses": {}}, {"order": {}}])
def test_what_is_no_customer_is_refused(document: Any) -> None:
    with pytest.raises(DocumentError, match="debtor"):
        customers().read(document)


def test_a_debtor_without_number_and_a_country_that_is_none_are_told() -> None:
    with pytest.raises(DocumentError, match="SUB_NR"):
        customers().identify(a_document(SUB_NR=""))
    with pytest.raises(DocumentError, match="country"):
        record(CNT_CODE="XX")
