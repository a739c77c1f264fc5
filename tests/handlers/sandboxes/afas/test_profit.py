"""The books behind the sandbox, whatever is written into them."""

from contextlib import suppress
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.sandboxes.afas import Profit
from handlers.sandboxes.afas.refusals import RefusedError
from mapping.parsing import dump_json
from tests.handlers.sandboxes.afas.bodies import BODIES
from tests.handlers.vendors.afas import examples


def opened() -> Profit:
    """Books with a company that has a delivery address, a consumer and an order."""
    profit = Profit()
    company = examples.company_debtor(examples.organisation(examples.address(), examples.delivery_contact()))
    for document in (company, examples.consumer_debtor(), examples.sales_order(), examples.direct_invoice()):
        (connector,) = document
        profit.write("POST", connector, None, dump_json(document))
    return profit


def seen(profit: Profit) -> Any:
    """All that the books hold."""
    relations = profit.relations
    held = (relations.debtors, relations.parties.by_number, relations.contacts.by_number, relations.addresses.by_number)
    hung = (relations.parties.accounts, relations.parties.roles, profit.stock.quantities, profit.stock.mutations)
    books = (profit.orders.headers, profit.orders.lines, profit.invoices.headers, profit.invoices.lines)
    return deepcopy([*held, *hung, profit.dossier.by_number, *(table.rows for table in books)])


@given(BODIES, st.sampled_from(["POST", "PUT"]))
def test_any_write_is_done_as_a_whole_or_refused_as_a_whole(named: tuple[str, Any], method: str) -> None:
    connector, holder = named
    profit = opened()
    before, done = seen(profit), False
    with suppress(RefusedError):
        profit.write(method, connector, None, dump_json({connector: holder}))
        done = True
    assert done or seen(profit) == before
    for name in profit.tables:
        assert profit.read(name) is not None


def test_numbers_of_refused_calls_are_not_given_again() -> None:
    profit = Profit()
    good, bad = (one["KnOrganisation"]["Element"] for one in (examples.organisation(), examples.organisation(BcCo="9")))
    with pytest.raises(RefusedError):
        profit.write("POST", "KnOrganisation", None, dump_json({"KnOrganisation": {"Element": [good, bad]}}))
    assert profit.relations.parties.by_number == {}
    (keys,) = profit.write("POST", "KnOrganisation", None, dump_json(examples.organisation()))
    assert keys["BcCo"] == "1000814"


@pytest.mark.parametrize("name", ["relay_debtors", "RELAY_DEBTORS", "Profit_salesorders"])
def test_a_connector_is_read_whatever_its_capitals(name: str) -> None:
    table = opened().read(name)
    assert table is not None
    assert table.rows
