"""What a customer record must have."""

from typing import Any

from mapping.documents.customer import CustomerRecord
from mapping.documents.reading import problems_of, read_customer

Plain = dict[str, Any]


def test_a_customer_record_is_a_customer_with_number_and_address(address: Plain) -> None:
    record = read_customer(
        {"number": "C-1", "customer": {"last_name": "Meulen"}, "billing_address": address}, strict=True
    )
    assert (record.number, record.customer.name, record.billing_address.city) == ("C-1", "Meulen", "Amsterdam")
    assert record.blocked is False


def test_a_customer_record_without_address_is_refused() -> None:
    problems = problems_of({"number": "C-1", "customer": {"last_name": "Meulen"}}, CustomerRecord)
    assert [problem.path for problem in problems] == ["billing_address"]
