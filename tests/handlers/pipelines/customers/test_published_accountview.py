"""The published cases of customers that come from AccountView, or go from AFAS into it, to the column."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from handlers.pipelines.common.one_to_one import link_pair, pair_of
from handlers.pipelines.orders.settings import OrderSettings
from handlers.sandboxes.accountview import AccountViewSandbox
from mapping.documents.customer import CustomerRecord
from relay.model import Outcome, State
from tests.handlers.pipelines.customers.desk import CustomerDesk
from tests.handlers.pipelines.customers.published import read_cases
from tests.handlers.pipelines.customers.sandboxes import seated
from tests.handlers.pipelines.orders.fakes import OrderDesk
from tests.handlers.pipelines.orders.fakes import document as order_of
from tests.handlers.pipelines.orders.sandboxes import running
from tests.handlers.vendors.accountview.office import a_flow, office
from tests.handlers.vendors.afas.source.customers.rows import documents

VAT_NUMBER = {"to": "CONTACT.VAT_NR", "from": "customer.vat_number", "do": [{"search_code": 40}], "write": "always"}
CREATES: dict[str, Any] = {"customer": {"on_shared": "create"}}


@dataclass
class Office:
    """AccountView's books as a case has them, into which a flow from AFAS carries."""

    desk: CustomerDesk
    sandbox: AccountViewSandbox
    rows: Mapping[str, Mapping[str, Any]]

    async def carry(self, number: str, **changes: Any) -> Outcome:
        """Carry a customer of the case, whose row is changed as told."""
        row = {**self.rows[number], **changes}
        return await self.desk.carry({"debtor": row, "address": row.pop("Profit_Address")})

    def debtor(self, number: str) -> Mapping[str, Any]:
        """A debtor as they stand there now."""
        return next(row for row in self.sandbox.books.debtors if row["SUB_NR"] == number)


@asynccontextmanager
async def opened(
    customers: CustomerDesk, name: str, mapping: Sequence[Mapping[str, Any]] = (), **settings: Any
) -> AsyncIterator[Office]:
    """The case of this name, with its links made by hand; what its settings say of countries is AFAS's."""
    case = read_cases()[name].written
    customers.source = documents(**case.get("settings", {}))
    async with seated(customers, "accountview", mapping, **settings) as books:
        assert isinstance(books.sandbox, AccountViewSandbox)
        for row in case["books"]["accountview"]:
            books.sandbox.books.put("CONTACT", {"ACCT_NR": "1300", **row})
        for link in case["books"]["links"]:
            pair = pair_of(customers.links, customers.flow, link["afas"])
            await link_pair(customers.links, customers.orders.locks, pair, link["av"])
        yield Office(customers, books.sandbox, {row["DebtorId"]: row for row in case["rows"][0]})


async def test_a_debtor_who_is_blocked_is_read_with_their_block_and_with_all_else() -> None:
    """Case customer-customer-blocked-1: 17001 wholly, 17002 for orders alone, and of 17003 the block was lifted."""
    case = read_cases()["customer-customer-blocked-1"]
    async with office() as o:
        for row in case.written["rows"]:
            o.books.put("CONTACT", row)
        source = o.connection.source(a_flow(entity="customer", source="books", target="shop"))
        pages = [page async for page in source.changed_since(source.cursor_at(None), source.commit_horizon)]
        records: list[CustomerRecord] = [source.read(document) for page in pages for document in page.documents]
    assert [(one.number, one.blocked, one.customer.name, one.customer.email) for one in records] == [
        ("17001", "all", "Café Zon", "zon@example.com"),
        ("17002", "delivery", "Café Maan", "maan@example.com"),
        ("17003", "no", "Café Ster", "ster@example.com"),
    ]
    assert not any(one.gone or one.erased for one in records)


@pytest.mark.parametrize("number", ["17001", "17002"])
async def test_an_order_of_a_debtor_who_is_blocked_is_held_and_goes_on_once_the_block_is_lifted(
    number: str, desk: OrderDesk
) -> None:
    """The same case: never on the default debtor instead, and nobody is made to get round the block."""
    rows = read_cases()["customer-customer-blocked-1"].written["rows"]
    async with running("accountview") as books:
        assert isinstance(books.sandbox, AccountViewSandbox)
        for row in rows:
            books.sandbox.books.put("CONTACT", {"ACCT_NR": "1300", **row})
        books.stock(["A-1"])
        default = {"default_debtor": {"value": "17003"}, "receivables_account": {"default": "1300"}}
        books.seat(desk, OrderSettings.model_validate(default))
        [email] = [row["MAIL_BUS"] for row in rows if row["SUB_NR"] == number]
        customer = {"company": "Café Zon", "last_name": "Zon", "email": email}
        order = order_of(customer=customer, lines=[{"sku": "A-1", "quantity": 1, "unit_price": "20.00"}])
        held = await desk.carry(order)
        assert held.state is State.HELD
        assert "de debiteur is geblokkeerd" in held.reason
        assert (books.holds()["debtors"], books.holds()["documents"]) == (3, 0)
        books.sandbox.books.change_debtor(number, REC_BLK=False, BLK_SP=False)
        carried = await desk.carry(order)
        assert carried.state is State.WRITTEN, carried.reason
        [written] = books.sandbox.books.orders
        assert written["RPL_INV"] == number


async def test_a_delivery_block_blocks_orders_and_the_relay_never_lifts_what_a_person_blocked(
    customers: CustomerDesk,
) -> None:
    async with opened(customers, "customer-blocked-1") as o:
        carried = await o.carry("10048")
        assert (carried.state, carried.number) == (State.WRITTEN, "10048"), carried
        assert (o.debtor("10048")["BLK_SP"], o.debtor("10048")["REC_BLK"]) == (True, False)
        o.sandbox.books.change_debtor("10048", REC_BLK=True)
        lifted = await o.carry("10048", Blocked=False, TelNr="055-5550101")
        assert lifted.state is State.WRITTEN, lifted
        assert (o.debtor("10048")["BLK_SP"], o.debtor("10048")["REC_BLK"]) == (True, True)
        assert o.debtor("10048")["TEL_BUS"] == "+31555550101"
        assert o.debtor("10049")["CNG_NR"] == 1


async def test_a_country_without_postcodes_has_none_and_its_code_goes_through_the_table(
    customers: CustomerDesk,
) -> None:
    async with opened(customers, "customer-country-without-postcode-2") as o:
        carried = await o.carry("10033")
        assert carried.state is State.WRITTEN, carried
        debtor = o.debtor(str(carried.number))
        assert (debtor.get("POST_CODE", ""), debtor["CNT_CODE"], debtor["CITY"]) == ("", "AE", "Dubai")


async def test_a_name_is_cut_between_words_and_told_and_an_e_mail_address_is_held(customers: CustomerDesk) -> None:
    async with opened(customers, "customer-too-long-1") as o:
        held = await o.carry("10047")
        assert (held.state, [problem.path for problem in held.problems]) == (State.HELD, ["customer.email"])
        assert o.sandbox.books.debtors == []
        carried = await o.carry("10047", Email="noord@voorbeeldencozn.example.com")
        assert carried.state is State.WRITTEN, carried
        debtor = o.debtor(str(carried.number))
        assert (debtor["ACCT_NAME"], debtor["POST_CODE"]) == ("Coöperatieve Vereniging Voorbeeld en", "7311 XS")
        assert "ACCT_NAME" in " ".join(str(told) for step in carried.steps for told in step.told)


async def test_two_customers_of_one_e_mail_address_are_two_relations(customers: CustomerDesk) -> None:
    async with opened(customers, "customer-two-customers-one-e-mail-1") as o:
        held = await o.carry("10015")
        assert held.state is State.HELD
        assert "10014" in held.reason
    async with opened(customers, "customer-two-customers-one-e-mail-1", **CREATES) as o:
        first, second = await o.carry("10014"), await o.carry("10015")
        assert (first.number, second.state) == ("10014", State.WRITTEN), second
        assert second.number != "10014"
        assert (o.debtor("10014")["ACCT_NAME"], o.debtor("10014")["CITY"]) == ("Filiaal Noord", "Apeldoorn")
        assert o.debtor(str(second.number))["ACCT_NAME"] == "Filiaal Zuid"


@pytest.mark.parametrize(("rows", "number"), [([], "NL000099998B57"), ([VAT_NUMBER], "NL123456789B13")])
async def test_a_vat_number_is_written_where_a_row_says_so_and_the_vat_code_stays(
    customers: CustomerDesk, rows: list[dict[str, Any]], number: str
) -> None:
    async with opened(customers, "customer-vat-number-changed-2", rows) as o:
        await o.carry("10022", VatNr="NL000099998B57")
        carried = await o.carry("10022")
        assert carried.state is State.WRITTEN
        assert (o.debtor("10022")["VAT_NR"], o.debtor("10022")["VAT_CODE"]) == (number, "1")
        assert bool(carried.problems) is not bool(rows)


async def test_a_vat_number_of_a_private_person_is_told_and_not_written(customers: CustomerDesk) -> None:
    async with opened(customers, "customer-vat-number-changed-2") as o:
        await o.carry("10023", VatNr=None)
        carried = await o.carry("10023")
        assert o.debtor("10023")["VAT_NR"] == ""
        assert carried.problems, carried
