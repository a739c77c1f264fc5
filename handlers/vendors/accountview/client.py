"""Calls AccountView through the hub: adds token and company, keeps within the limits, and says what a failure means."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from handlers.exchange.reply import Reply
from handlers.exchange.send import Limits, Pieces, Request, Session, Taker
from handlers.vendors.accountview.auth.access_tokens import AccessTokens
from handlers.vendors.accountview.identifying import decipher_administrations, identity_of
from handlers.vendors.accountview.protocol import (
    Answer,
    BusinessObject,
    Call,
    Company,
    Effect,
    Query,
    Rules,
    Unauthorized,
    decipher,
    decipher_companies,
    decipher_objects,
    encode_parameters,
    text_of,
)
from handlers.vendors.accountview.protocol.answers import Row
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.transport import exchange
from handlers.vendors.source_clock import SourceClock
from mapping.base64_in_json import Base64Cutter, CutError
from relay.errors import Barred, Hold, Scope
from relay.line.once.lease_check import check_the_lease
from relay.roles import Gate, SystemIdentity
from words.told import Told

DATA_PATH = "/api/v3/accountviewdata"
SYSTEM_PATH = "/api/v3/accountviewsystemdata"
COMPANIES_PATH = "/api/v3/companies"
OBJECTS_PATH = "/api/v3/accountviewsystembusinessobjects"
USUAL_KEYS = {"CONTACT": "SUB_NR", "LEDGER": "ACCT_NR", "VAT": "VAT_CODE", "DAILY": "DJ_CODE", "DJ_PAGE": "PAGE_NR"}
"""The column by which a table is paged; REC_ID for the others (github.com/ForecastXL/accountview-ruby).

The dictionary has no REC_ID for VAT, DAILY and DJ_PAGE, so these are paged by their own code.
"""

MOST_RENEWALS = 2
"""How often a call is sent again with another token, before the refusal counts."""

Found = TypeVar("Found")


class AccountViewClient:
    """One connection's calls. The session belongs to the caller, who closes it.

    Every method raises Transient or Permanent; ``insert`` also Hold and Unconfirmed, ``update`` also Hold. ``clock`` is
    that of the hub, as its answers tell it.
    """

    def __init__(
        self,
        connection: str,
        settings: AccountViewConnection,
        session: Session,
        tokens: AccessTokens,
        gate: Gate,
    ) -> None:
        self.clock = SourceClock()
        self._connection = connection
        self._settings = settings
        self._session = session
        self._tokens = tokens
        self._rules = Rules.of(connection, settings)
        self._gate = gate
        self._limits = Limits(settings.total_timeout, settings.largest_answer, settings.connect_timeout)
        self._asking_for_company = asyncio.Lock()
        self._company_id: str | None = None
        self._offered: Company | None = None

    def __repr__(self) -> str:
        return f"AccountViewClient({self._connection!r})"

    async def companies(self) -> tuple[Company, ...]:
        """The companies that the signed-in user may work in."""
        return await self._call(Call(Effect.READ, COMPANIES_PATH), decipher_companies)

    async def identify(self) -> SystemIdentity:
        """Ask who we are let into. From here on calls go to the company that this answer names, and to no other.

        The two change in one piece with the answer, so that no call goes to a company that nobody compared yet. While
        the office behind the hub is closed, the hub is not asked again and again: its answers would say that all works.
        """
        if self._offered is None:
            self._offered = await self._find_company()
        company, administrations = self._offered, frozenset[str]()
        if self._settings.objects.administrations is not None:
            call = Call(Effect.READ, SYSTEM_PATH, self._settings.objects.administrations)
            query = encode_parameters(Query(call.object).parameters(self._settings.page_size))
            administrations = await self._call(call, decipher_administrations, query=query, company=company.id)
        self._company_id, self._offered = company.id, None
        return identity_of(company, administrations)

    async def pages(self, query: Query, table: str, after: str | None = None) -> AsyncIterator[Answer]:
        """The answers to a query, page by page, each holding ``table``; the first starts after a key, where given.

        Each other page starts after the last key of the one before.
        """
        size, column = self._settings.page_size, self.key_column(table)
        last_key = after

        def read(call: Call, reply: Reply, rules: Rules) -> tuple[Answer, str | None]:
            """The answer, and the key after which the next page starts."""
            answer = decipher(call, reply, rules)
            rows = _rows_in(call, answer, table)
            if len(rows) < size:
                return answer, None
            key = text_of(rows[-1], column)
            if not key or key == last_key:
                raise Barred(Told("accountview.no_next_page", call=str(call), column=column), scope=Scope.CALL)
            return answer, key

        while True:
            call, parameters = Call(Effect.READ, DATA_PATH, query.object), query.parameters(size, last_key)
            answer, last_key = await self._call(call, read, query=encode_parameters(parameters))
            yield answer
            if last_key is None:
                return

    async def first_row(self, query: Query, table: str) -> None:
        """Read one row of a query's table and drop it: proof that the user may read it."""

        def read(call: Call, reply: Reply, rules: Rules) -> None:
            _rows_in(call, decipher(call, reply, rules), table)

        call = Call(Effect.READ, DATA_PATH, query.object)
        await self._call(call, read, query=encode_parameters(query.parameters(page_size=1)))

    async def first_page(self, query: Query, size: int, *, system: bool = False) -> Answer:
        """The first rows of a query, whatever its tables are called; ``system``: of the data dictionary."""
        call = Call(Effect.READ, SYSTEM_PATH if system else DATA_PATH, query.object)
        return await self._call(call, decipher, query=encode_parameters(query.parameters(size)))

    async def objects(self) -> tuple[BusinessObject, ...]:
        """The business objects that there are, and what the signed-in user may do with each."""
        return await self._call(Call(Effect.READ, OBJECTS_PATH), decipher_objects)

    async def insert(self, business_object: str, body: bytes) -> Answer:
        """Make a record; sending the same twice makes two."""
        return await self._call(Call(Effect.INSERT, DATA_PATH, business_object), decipher, body=body)

    async def update(self, name: str, body: bytes | Pieces, about: str = "") -> Answer:
        """Change a record of a business object, or what of it the call is ``about``; safe to repeat."""
        return await self._call(Call(Effect.UPDATE, DATA_PATH, name, about), decipher, body=body)

    async def file(self, query: Query, column: str, most: int) -> bytes | None:
        """The bytes that stand as base64 in a column of the one row of a query; None where nothing stands there.

        They are cut out of the answer as it comes. Raises Hold for more than ``most``, and for what is no base64.
        """
        call, cutter = Call(Effect.READ, DATA_PATH, query.object, "pictures"), Base64Cutter(column, most=most)
        try:
            await self._call(call, decipher, query=encode_parameters(query.parameters(1)), taker=cutter)
            return cutter.take_content() or None
        except CutError as error:
            told = Told("accountview.file_unreadable", column=column)
            raise Hold(Told("accountview.file_too_large", most=most) if error.too_large else told) from None

    async def _call(
        self,
        call: Call,
        read: Callable[[Call, Reply, Rules], Found],
        *,
        query: str = "",
        body: bytes | Pieces | None = None,
        company: str | None = None,
        taker: Taker | None = None,
    ) -> Found:
        """One exchange; when the token is refused, the same call once more with a renewed one.

        The renewed one may be what another process fetched before the hub ended them all, so that one more is due.
        """
        if company is None and call.path != COMPANIES_PATH:
            company = await self._company()
        async with self._gate.call(call.kind):
            token = await self._tokens.current()
            for _renewal in range(MOST_RENEWALS):
                try:
                    return read(call, await self._send(call, token, company, query, body, taker), self._rules)
                except Unauthorized:
                    token = await self._tokens.renew(token)
            return read(call, await self._send(call, token, company, query, body, taker), self._rules)

    async def _send(
        self,
        call: Call,
        token: str,
        company: str | None,
        query: str,
        body: bytes | Pieces | None,
        taker: Taker | None,
    ) -> Reply:
        await check_the_lease()  # a token may have taken long, and the horizon counts from the sending
        headers = {"Accept": "application/json", "Authorization": f"Bearer {token}"}
        if company is not None:
            headers["x-company"] = company
        if body is not None:
            headers["Content-Type"] = "application/json; charset=UTF-8"
        url = self._settings.base_url + call.path + (f"?{query}" if query else "")
        sent = datetime.now(UTC)
        request = Request(call.method, url, headers, body)
        reply = await exchange(self._session, call, request, self._limits, taker)
        self.clock.hear(reply.header("Date"), sent)
        return reply

    async def _company(self) -> str:
        """The id of the configured company, looked up once; it goes into the header ``x-company``."""
        async with self._asking_for_company:
            if self._company_id is None:
                self._company_id = (await self._find_company()).id
            return self._company_id

    async def _find_company(self) -> Company:
        """The configured company. Raises Barred where the user may not work in it, which the gate judges too."""

        def read(call: Call, reply: Reply, rules: Rules) -> Company:
            return self._choose(decipher_companies(call, reply, rules))

        return await self._call(Call(Effect.READ, COMPANIES_PATH), read)

    def _choose(self, companies: tuple[Company, ...]) -> Company:
        wanted = self._settings.company.strip()
        for company in companies:
            if company.id and wanted.casefold() in {company.code.casefold(), company.id.casefold()}:
                return company
        offered = sorted(company.code or company.id for company in companies)
        if not offered:
            raise Barred(Told("accountview.no_company_allowed", connection=self._connection))
        raise Barred(Told("accountview.company_not_allowed", connection=self._connection, companies=offered))

    def key_column(self, table: str) -> str:
        """The column by which a table is paged: every query that may fill a page must ask for it."""
        name = table.upper()
        return self._settings.key_columns.get(name) or USUAL_KEYS.get(name, "REC_ID")


def _rows_in(call: Call, answer: Answer, table: str) -> Sequence[Row]:
    rows = answer.rows(table)
    if rows is None:
        raise Barred(Told("accountview.table_missing", call=str(call), table=table), scope=Scope.CALL)
    return rows
