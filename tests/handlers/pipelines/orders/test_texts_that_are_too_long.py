"""An order with texts longer than the target's fields is written all the same, and its story names the fields."""

from typing import Any

import pytest

from handlers.pipelines.orders.settings import OrderSettings
from handlers.sandboxes.accountview import AccountViewSandbox
from handlers.sandboxes.afas import AfasSandbox
from relay.model import State
from tests.handlers.pipelines.orders.carried import SETTINGS, USUAL
from tests.handlers.pipelines.orders.fakes import OrderDesk
from tests.handlers.pipelines.orders.sandboxes import running

PHONE = "+31 20 555 01 00 / +31 6 5550 01 0101"
STREET = "Burgemeester Van der Voort van Zijplaan achter de oude broodfabriek aan de singel"
ORDER: dict[str, Any] = {
    **USUAL,
    "customer": {"company": "Bakkerij " + "Voorbeeld " * 26, "email": "info@bakkerij.example.com", "phone": PHONE},
    "billing_address": {**USUAL["billing_address"], "street": STREET},
    "lines": [
        {"sku": "IS-1", "description": "Servies " * 40, "quantity": 1, "unit_price": "10.00", "vat_rate": 21},
    ],
}
LOST = {
    "accountview": ["CONTACT.ST_STREET", "CONTACT.ACCT_NAME", "CONTACT.ADDRESS1", "CONTACT.TEL_BUS"],
    "afas": [
        "FbSalesLines.Ds",
        "KnSalesRelationOrg.KnOrganisation.KnBasicAddressAdr.Ad",
        "KnSalesRelationOrg.KnOrganisation.Nm",
    ],
}


@pytest.mark.parametrize("vendor", SETTINGS)
async def test_it_is_written_and_the_story_names_each_field_and_no_value(vendor: str, desk: OrderDesk) -> None:
    async with running(vendor) as books:
        books.stock(["IS-1"])
        books.seat(desk, OrderSettings.model_validate(SETTINGS[vendor]))
        outcome = await desk.carry(ORDER)
        assert outcome.state is State.WRITTEN, outcome.reason
        [step] = [step for step in outcome.steps if step.step == "map_order"]
        [note] = step.notes
        told, _, fields = note.partition(": ")
        assert told == "too long for its field, and cut, moved or left out as too_long says"
        assert fields.split(", ") == LOST[vendor]
        assert not [word for word in ("Servies", "Voorbeeld", "Zijplaan", "555") if word in note]
        if isinstance(books.sandbox, AccountViewSandbox):
            [debtor] = books.sandbox.books.debtors
            assert debtor["TEL_BUS"] == "+31 20 555 01 00"
            assert (debtor["ST_STREET"], debtor["ST_PROP"]) == (STREET[:54], STREET[55:])
        elif isinstance(books.sandbox, AfasSandbox):
            [order] = books.sandbox.profit.orders.headers.rows
            assert order["InvoiceStreet"] == STREET[:54]


@pytest.mark.parametrize("vendor", SETTINGS)
async def test_a_known_customer_of_whom_nothing_is_written_is_not_told_of(vendor: str, desk: OrderDesk) -> None:
    async with running(vendor) as books:
        books.stock(["IS-1"])
        books.seat(desk, OrderSettings.model_validate(SETTINGS[vendor]))
        lines = [{**ORDER["lines"][0], "description": "Servies"}]
        await desk.carry({**ORDER, "lines": lines})
        again = await desk.carry({**ORDER, "number": "100246", "lines": lines})
        assert again.state is State.WRITTEN
        assert [step.notes for step in again.steps if step.step == "map_order"] == [()]
