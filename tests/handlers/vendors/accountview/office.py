"""What AccountView's tests share: a store for tokens, settings for a sandbox, and an open target."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
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
from handlers.vendors.accountview.shown import Shown
from handlers.vendors.accountview.target.mapping import Drafting
from handlers.vendors.accountview.target.opening import AccountViewOrderTarget
from handlers.vendors.accountview.target.presets import mappings_for
from mapping.problems import Problem
from relay.errors import Permanent
from relay.model import Flow
from relay.roles import TokenPair
from tests.handlers.vendors.accountview.orders import a_draft
from tests.plain import as_told
from tests.stand_ins import OpenGate

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
                raise Permanent(as_told("not authorised yet"))
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
        connection = OpenAccountView("books", settings, session, tokens, OpenGate(), today=today)
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


def marks(email: str = "", **others: str) -> CustomerMarks:
    """What a customer is looked for by: an e-mail address, unless others are given."""
    return CustomerMarks(email=email, **others)


async def read_codes(client: AccountViewClient, query: Query, table: str) -> list[str]:
    return [text_of(row, "ART_CODE") async for answer in client.pages(query, table) for row in answer.rows(table) or ()]


def client_of(o: Office) -> AccountViewClient:
    return AccountViewClient(
        "books", o.settings, o.session, AccessTokens("books", o.settings, o.session, o.tokens), OpenGate()
    )


async def written(target: AccountViewOrderTarget, draft: Draft | None = None) -> tuple[Draft, str]:
    """An order in the books, with its debtor: the draft that was sent, and the order's number."""
    draft = draft or a_draft()
    debtor = await target.create_debtor(target.debtor_fields(draft.party))
    draft = replace(draft, debtor=debtor)
    made = await target.create_order(target.order_fields(draft))
    assert made.number is not None
    assert made.total in {None, target.total_of(draft)}
    return draft, made.number


def a_while_later(shown: Shown) -> None:
    """Let the time pass for which it is remembered that something lacks."""
    shown._clock = lambda: time.monotonic() + 11


def drafting(*rows: dict[str, Any], **changes: Any) -> Drafting:
    """The drafting of orders under a connection's settings, changed as told, with a flow's own rows."""
    settings = some_settings(**changes)
    return Drafting(mappings_for(a_flow(mapping=rows), settings), settings)


def only(problems: Any) -> Problem:
    """The one problem there is."""
    [problem] = problems
    assert isinstance(problem, Problem)
    return problem
