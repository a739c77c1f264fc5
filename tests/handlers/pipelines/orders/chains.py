"""The marks by which the tests of the chain know their customers, and the search for a customer by a chain of marks."""

from collections.abc import Awaitable
from typing import Any

from handlers.contracts.debtors import FoundDebtor
from handlers.pipelines.orders.run import OrderRun
from handlers.pipelines.orders.settings import OrderSettings
from handlers.pipelines.parties.settings import CustomerMatching, DefaultDebtor
from tests.handlers.pipelines.orders.fakes import OrderDesk
from tests.handlers.pipelines.orders.people import debtor, order_of

ANNA = "anna@example.com"
COMPANY: dict[str, Any] = {"company": "Café De Wit B.V.", "vat_number": "NL 8501.23.456.B01", "code": "10023"}
HOME = {"name": "WIT, ANNA DE", "postcode": "1017gn", "house": "12"}
BY_MARK: dict[str, FoundDebtor] = {
    "customer_code": debtor("10023"),
    "vat_number": debtor("10030", vat_number="nl850123456B01"),
    "email": debtor("10040", " Anna@Example.COM "),
    "name_and_address": debtor("10050", name="cafe de wit bv", postcode="1017 GN", house=" 12 "),
}


def settings(*match: str, default: str | None = None, **matching: Any) -> OrderSettings:
    chain = {"match": match} if match else {}
    return OrderSettings(customer=CustomerMatching(**chain, **matching), default_debtor=DefaultDebtor(value=default))


def find(desk: OrderDesk, run: OrderRun) -> Awaitable[OrderRun]:
    return desk.customer(run)


async def found(desk: OrderDesk, *, write: bool = True, **of: Any) -> OrderRun:
    return await find(desk, await desk.run(order_of(**of), write=write))
