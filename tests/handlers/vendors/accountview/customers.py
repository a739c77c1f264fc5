"""The customers that AccountView's tests carry: a bakery with all that a record can tell, unless told otherwise."""

from typing import Any

from handlers.contracts.parties import Party
from handlers.vendors.accountview.target.customers import AccountViewCustomerTarget
from mapping.documents.customer import CustomerRecord
from tests.handlers.vendors.accountview.office import Office, a_flow
from tests.handlers.vendors.accountview.orders import a_company, an_address
from tests.plain import as_told

CODES = {
    "receivables_account": "1300",
    "payment_condition": "30",
    "vat_liability": "2",
    "language": "NL",
    "revenue_account": "8000",
    "price_list": "A",
}


def a_record(**changes: Any) -> CustomerRecord:
    """A bakery; a change to None is given as empty."""
    fields: dict[str, Any] = {
        "number": "10048",
        "customer": a_company(chamber_of_commerce_number="30123456"),
        "billing_address": an_address(),
        "mobile": "06-55501010",
        "website": "bakkerij.example.com",
        "iban": "NL91 ABNA 0417 1643 00",
        "bic": "ABNA NL 2A",
        "account_holder": "Bakkerij Voorbeeld B.V.",
        "direct_debit": True,
        "credit_limit": "2500.75",
        "blocked": "no",
    }
    return CustomerRecord.model_validate(fields | changes)


def a_party(record: CustomerRecord | None = None, **changes: Any) -> Party:
    """The party that a pipeline makes of a record."""
    record = record or a_record()
    fields: dict[str, Any] = {
        "document": as_told("customer"),
        "customer": record.customer,
        "billing": record.billing_address,
        "reference": record.number,
        "codes": CODES,
        "record": record,
    }
    return Party(**(fields | changes))


def customer_target(o: Office, *rows: dict[str, Any]) -> AccountViewCustomerTarget:
    """The target of a flow of customers into the office, with rows of its own."""
    flow = a_flow(name="customers", entity="customer", settings=None, mapping=rows)
    opened: AccountViewCustomerTarget = o.connection.target(flow)
    return opened
