"""What AccountView's tests share: a store for tokens, settings for a sandbox, an open target and an order to carry."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import aiohttp

from handlers.contracts.debtors import CustomerMarks
from handlers.contracts.drafts import Draft
from handlers.pipelines.orders.settings import OrderSettings
from handlers.sandboxes.accountview import AccountViewSandbox, Behaviour, Books
from handlers.sandboxes.demonstration.accountview_books import bare_books
from handlers.vendors.accountview.auth.access_tokens import AccessTokens
from handlers.vendors.accountview.client import AccountViewClient
from handlers.vendors.accountview.connection import OpenAccountView
from handlers.vendors.accountview.protocol import Filter, Part, Query, text_of, write_body
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.target.mapping import Drafting
from handlers.vendors.accountview.target.opening import AccountViewOrderTarget
from handlers.vendors.accountview.target.presets import mappings_for
from mapping.documents.order import Order
from mapping.pricing import Basis, PricedLine, PricedOrder, Pricing, Role, price_order
from mapping.problems import Problem
from relay.errors import Permanent
from relay.model import Flow
from relay.roles import TokenPair

TODAY = date(2026, 11, 24)
ARTICLES = Query("AK1", ("ART_CODE", "REC_ID"), (Filter("ART_CODE", "KFM-100"),))
DEBTOR = write_body("AR1", Part("CONTACT", [{"ACCT_NAME": "A", "SRC_CODE": "A", "ACCT_NR": "1300"}], "CONTACT"))


CONTACT = {
    "ACCT_NAME": "Bakkerij Voorbeeld B.V.",
    "SRC_CODE": "BAKKERIJVO",
    "ACCT_NR": "1300",
    "DISC_CODE": "30",
    "ST_STREET": "Voorbeeldstraat",
    "ST_NR": "12",
    "ST_EXTRA": "A",
    "ADDRESS1": "Voorbeeldstraat 12-A",
    "POST_CODE": "3511 AB",
    "CITY": "Utrecht",
    "CNT_CODE": "NL",
    "MAIL_BUS": "inkoop@bakkerij.example.com",
    "TEL_BUS": "030-5550101",
    "VAT_NR": "NL001234567B01",
    "MAIN_CONT": "Eva van den Berg",
    "MC_MAILB": "inkoop@bakkerij.example.com",
}
"""The columns of the debtor that :func:`an_order` makes."""


class MemoryTokens:
    """A token store in memory that behaves as ``relay.roles.TokenStore`` asks, and shows what it was used for."""

    def __init__(self, refresh: str | None = None) -> None:
        self.refresh = refresh
        self.access: str | None = None
        self.exchanges = 0
        self._lock = asyncio.Lock()

    async def read(self) -> str | None:
        return self.refresh

    async def seed(self, refresh_token: str, *, only_if_absent: bool = False) -> None:
        if self.refresh is None or not only_if_absent:
            self.refresh, self.access = refresh_token, None

    async def rotate(self, exchange: Callable[[str], Awaitable[TokenPair]], stale: str | None) -> TokenPair:
        async with self._lock:
            if self.refresh is None:
                raise Permanent("not authorised yet")
            if self.access is not None and self.access != stale:
                return TokenPair(self.access, None, timedelta(hours=1))
            pair = await exchange(self.refresh)
            self.exchanges += 1
            self.refresh, self.access = pair.refresh or self.refresh, pair.access
            return pair


class KnownTokens(MemoryTokens):
    """Has an access token already, so that a read begins with the call itself."""

    def __init__(self, access: str) -> None:
        super().__init__("refresh-of-the-suite")
        self.access = access


@dataclass
class Office:
    """A sandbox, and an open connection to it."""

    sandbox: AccountViewSandbox
    settings: AccountViewConnection
    session: aiohttp.ClientSession
    tokens: MemoryTokens
    connection: OpenAccountView

    @property
    def books(self) -> Books:
        return self.sandbox.books

    def target(self, **flow: Any) -> AccountViewOrderTarget:
        opened: AccountViewOrderTarget = self.connection.target(a_flow(**flow))
        return opened


@asynccontextmanager
async def office(
    books: Books | None = None,
    *,
    behaviour: Behaviour | None = None,
    today: Callable[[], date] = lambda: TODAY,
    **changes: Any,
) -> AsyncIterator[Office]:
    """A running sandbox and a connection to it whose settings are changed as told."""
    sandbox = AccountViewSandbox(books or a_books(), behaviour=behaviour)
    async with sandbox, aiohttp.ClientSession() as session:
        settings = settings_for(sandbox, **changes)
        tokens = MemoryTokens(sandbox.refresh_token)
        connection = OpenAccountView("books", settings, session, tokens, today=today)
        yield Office(sandbox, settings, session, tokens, connection)


def a_books() -> Books:
    return bare_books(today=lambda: TODAY)


def settings_for(sandbox: AccountViewSandbox, **changes: Any) -> AccountViewConnection:
    fields = {
        "base_url": sandbox.base_url,
        "company": sandbox.company_code,
        "client_id": sandbox.client_id,
        "client_secret": sandbox.client_secret,
    }
    return AccountViewConnection.model_validate(fields | changes)


def some_settings(**changes: Any) -> AccountViewConnection:
    fields = {"company": "DEMO", "client_id": "key", "client_secret": "hidden"}
    return AccountViewConnection.model_validate(fields | changes)


def a_flow(**changes: Any) -> Flow:
    fields: dict[str, Any] = {"name": "orders", "entity": "order", "source": "shop", "target": "books"}
    return Flow(**({"settings": OrderSettings()} | fields | changes))


def an_order(**changes: Any) -> Order:
    """Three mugs for a bakery, billed and shipped to one address."""
    fields: dict[str, Any] = {
        "number": "100245",
        "ordered_on": "2026-11-24",
        "customer": a_company(),
        "billing_address": an_address(),
        "lines": [{"sku": "KFM-100", "quantity": 3, "unit_price": "8.26", "vat_rate": 21}],
    }
    return Order.model_validate(fields | changes)


def a_company(**changes: Any) -> dict[str, Any]:
    fields = {
        "company": "Bakkerij Voorbeeld B.V.",
        "first_name": "Eva",
        "infix": "van den",
        "last_name": "Berg",
        "email": "Inkoop@bakkerij.example.com",
        "phone": "030-5550101",
        "vat_number": "NL 0012.34.567.B01",
    }
    return fields | changes


def a_person(**changes: Any) -> dict[str, Any]:
    fields = {"first_name": "Anneke", "infix": "de", "last_name": "Vries", "email": "anneke@example.com"}
    return fields | changes


def an_address(**changes: Any) -> dict[str, Any]:
    fields = {"street": "Voorbeeldstraat", "number": "12", "addition": "A", "postcode": "3511 AB", "city": "Utrecht"}
    return fields | {"country": "NL"} | changes


def a_draft(
    order: Order | None = None,
    *,
    codes: Mapping[str, str] | None = None,
    basis: Basis | None = None,
    priced: PricedOrder | None = None,
    **changes: Any,
) -> Draft:
    """A draft as the pipeline makes it, priced as a target with this basis wants it; by default without VAT."""
    order = order or an_order()
    chosen = {"receivables_account": "1300", "payment_condition": "30"} if codes is None else codes
    priced = priced or price_order(order, Pricing(), basis or Basis(includes_vat=False))
    return Draft(order, "W-100245", chosen, priced, **changes)


def a_booked_order() -> PricedOrder:
    """Goods under two rates, shipping, and a cent of rounding, each with its account and code: 49.30 with VAT."""
    lines = (
        a_priced_line("goods", "24.78", "5.20", position=0),
        a_priced_line("goods", "4.00", "0.36", rate=9, code="1", account="8010", position=1),
        a_priced_line("shipping", "6.95", "1.46", sku="VRZ-001", description="Verzendkosten"),
        a_priced_line("goods", "6.00", "0.54", rate=9, code="1", account="8010", position=2),
        a_priced_line("rounding", "0.01", "0.00", rate=0, code=None, account="4990"),
    )
    net, vat = Decimal("41.74"), Decimal("7.56")
    return PricedOrder(lines, includes_vat=False, amount=net, net=net, vat=vat, gross=net + vat)


def a_priced_line(
    role: Role,
    net: str,
    vat: str,
    *,
    rate: int = 21,
    code: str | None = "2",
    account: str | None = "8000",
    sku: str = "KFM-100",
    **changes: Any,
) -> PricedLine:
    """One of something, at a price without VAT."""
    amount, fields = Decimal(net), {"description": None} | changes
    tax = Decimal(vat)
    return PricedLine(
        role=role,
        sku=sku,
        quantity=Decimal(1),
        unit_price=amount,
        list_price=amount,
        amount=amount,
        vat_rate=Decimal(rate),
        net=amount,
        vat=tax,
        gross=amount + tax,
        vat_code=code,
        revenue_account=account,
        **fields,
    )


def marks(email: str = "", **others: str) -> CustomerMarks:
    """What a customer is looked for by: an e-mail address, unless others are given."""
    return CustomerMarks(email=email, **others)


async def read_codes(client: AccountViewClient, query: Query, table: str) -> list[str]:
    return [text_of(row, "ART_CODE") async for answer in client.pages(query, table) for row in answer.rows(table) or ()]


def client_of(o: Office) -> AccountViewClient:
    return AccountViewClient("books", o.settings, o.session, AccessTokens("books", o.settings, o.session, o.tokens))


async def written(target: AccountViewOrderTarget, draft: Draft | None = None) -> tuple[Draft, str]:
    """An order in the books, with its debtor: the draft that was sent, and the order's number."""
    draft = draft or a_draft()
    debtor = await target.create_debtor(target.debtor_fields(draft.party))
    draft = replace(draft, debtor=debtor)
    made = await target.create_order(target.order_fields(draft))
    assert made.number is not None
    assert made.total in {None, target.total_of(draft)}
    return draft, made.number


def drafting(*rows: dict[str, Any], **changes: Any) -> Drafting:
    """The drafting of orders under a connection's settings, changed as told, with a flow's own rows."""
    settings = some_settings(**changes)
    return Drafting(mappings_for(a_flow(mapping=rows), settings), settings)


def only(problems: Any) -> Problem:
    """The one problem there is."""
    [problem] = problems
    assert isinstance(problem, Problem)
    return problem
