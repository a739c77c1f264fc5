"""What the tests of AFAS as a target of customers share: records to carry, the parties they are, and their target."""

from collections.abc import Mapping
from typing import Any

from handlers.contracts.customers import CustomerBooks
from handlers.contracts.parties import Party
from handlers.vendors.afas.target.customers import AfasCustomerTarget
from mapping.documents.customer import CustomerRecord
from relay.model import Flow
from tests.handlers.vendors.afas.environment import Environment
from tests.handlers.vendors.afas.orders import a_company, a_delivery_address, a_person, an_address
from words.told import Told

ORGANISATION, PERSON = "KnSalesRelationOrg", "KnSalesRelationPer"
IBAN = "NL91ABNA0417164300"
IBAN_FIELD = f"{ORGANISATION}.KnOrganisation.KnBankAccount.Iban"

CODES = {"payment_condition": "30", "receivables_account": "1300", "vat_liability": "1", "language": "NL"}

BUYER = {
    "id": "17",
    "first_name": "Eva",
    "infix": "van den",
    "last_name": "Berg",
    "email": "Eva@bakkerij.example.com",
    "phone": "030-5550111",
    "mobile": "0655501011",
    "is_main": True,
}
ACCOUNTS = {"id": "18", "department": "Administratie", "email": "administratie@bakkerij.example.com"}


def a_customer_flow(*mapping: Mapping[str, Any]) -> Flow:
    return Flow(name="customers", entity="customer", source="books", target="afas", settings=None, mapping=mapping)


def a_record(**changes: Any) -> CustomerRecord:
    """A bakery with a buyer, a department and a place to deliver to, of whom the source tells everything."""
    fields: dict[str, Any] = {
        "number": "10023",
        "customer": a_company(first_name=None, infix=None, last_name=None),
        "billing_address": an_address(),
        "delivery_addresses": [{"id": "1", "address": a_delivery_address()}],
        "contacts": [BUYER, ACCOUNTS],
        "mobile": "0655501019",
        "website": "https://bakkerij.example.com",
        "iban": "nl91 ABNA 0417 1643 00",
        "bic": "ABNANL2A",
        "account_holder": "Bakkerij Holding B.V.",
        "direct_debit": True,
        "credit_limit": "5000.50",
        "blocked": "no",
    }
    return CustomerRecord.model_validate(fields | changes)


def a_private_record(**changes: Any) -> CustomerRecord:
    """A person without contacts, told of as fully."""
    return a_record(**{"customer": a_person(), "contacts": [], "delivery_addresses": [], **changes})


def party_of(record: CustomerRecord, **changes: Any) -> Party:
    """The party of a record, as a pipeline makes it; ``codes`` are laid over the usual ones."""
    codes = {**CODES, **changes.pop("codes", {})}
    return Party(
        document=Told("orders.document"),
        customer=record.customer,
        billing=record.billing_address,
        reference=record.number,
        codes=codes,
        currency=record.currency or "EUR",
        record=record,
        **changes,
    )


def customer_target(e: Environment, *mapping: Mapping[str, Any], **connection: Any) -> AfasCustomerTarget:
    """The target of a flow of customers into the sandbox, as the contract has it."""
    opened = e.connected(**connection) if connection else e.connection
    target: AfasCustomerTarget = opened.target(a_customer_flow(*mapping))
    kept: CustomerBooks = target
    assert kept is target
    return target


async def made(target: AfasCustomerTarget, record: CustomerRecord | None = None, **changes: Any) -> str:
    """The number of a new debtor."""
    number = await target.create_debtor(target.debtor_fields(party_of(record or a_record(), **changes)))
    assert number is not None
    return number


def stored(e: Environment, number: str) -> dict[str, Any]:
    """The debtor and whoever is behind them, as AFAS keeps both."""
    debtor = e.profit.relations.debtors[number]
    return {**e.profit.relations.party_of(debtor), **debtor}


def bank_accounts(e: Environment) -> list[dict[str, Any]]:
    """All bank accounts that AFAS keeps, in order."""
    return list(e.profit.relations.parties.accounts.values())
