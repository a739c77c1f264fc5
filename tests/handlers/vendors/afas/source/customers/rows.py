"""Rows of AFAS's connectors as they make one customer, and what is read of them, for tests that make no call."""

from typing import Any

import pytest

from handlers.vendors.afas.source.customers.documents import CustomerDocuments
from handlers.vendors.afas.source.customers.settings import AfasCustomers
from mapping.documents.customer import CustomerRecord
from mapping.problems import DocumentError

STAMP = "2026-11-24T10:00:00Z"


def documents(**settings: Any) -> CustomerDocuments:
    return CustomerDocuments(AfasCustomers.model_validate(settings))


def a_document(**debtor: Any) -> dict[str, Any]:
    row = {"DebtorId": "10141", "DebtorName": "Voorbeeld B.V.", "BcCo": "1000813", "Type": "ORG"}
    return {
        "debtor": {**row, "AddressId": 1001, "ModifiedDate": STAMP, **debtor},
        "address": an_address(),
        "delivery_addresses": [a_place()],
        "contacts": [a_contact()],
    }


def an_address(**changes: Any) -> dict[str, Any]:
    row = {"AddressId": 1001, "Address": "Kerkstraat", "Number": 12, "NumberAdd": "A", "Addition": None}
    place = {"ZipCode": "3511 AB", "Recidence": "Utrecht", "Country": "NL", "PoBox": False, "ModifiedDate": STAMP}
    return {**row, **place, **changes}


def a_place(**changes: Any) -> dict[str, Any]:
    row = {"Adres_ID": 1002, "DebiteurID": "10141", "Afdeling": "Magazijn", "A_Straat": "Industrieweg"}
    place = {"A_Huisnummer": 5, "A_Postcode": "2000", "A_Woonplaats": "Antwerpen", "A_Land": "B"}
    return {**row, **place, "Gewijzigd_op": STAMP, **changes}


def a_contact(**changes: Any) -> dict[str, Any]:
    row = {"ContactId": 501, "Type": "PRS", "OrgNumber": "1000813", "FullName": "Fenna van der Meulen"}
    return {**row, "MailWork": "fenna@example.com", "Blocked": False, "ModifiedDate": STAMP, **changes}


def problems_of(document: Any, **settings: Any) -> list[str]:
    with pytest.raises(DocumentError) as error:
        documents(**settings).read(document)
    return [problem.path for problem in error.value.problems]


def read(document: dict[str, Any], **settings: Any) -> CustomerRecord:
    return documents(**settings).read(document)
