"""An AFAS with customers in its books, a source over it, and what one poll of a part of it gives."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import aiohttp

from handlers.sandboxes.afas import AfasSandbox, OrderBooks, Profit
from handlers.vendors.afas.client import AfasClient
from handlers.vendors.afas.source.customers.source import AfasCustomerSource
from mapping.documents.customer import CustomerRecord
from mapping.parsing import dump_json
from relay.roles import Page
from tests.handlers.vendors.afas.examples import address, body, company_debtor, consumer_debtor, organisation, person
from tests.handlers.vendors.afas.support import Clock, connection_to
from tests.stand_ins import OpenGate

OVERLAP = timedelta(minutes=16)
EVERY = {"all_administrations": True}


def a_profit(clock: Clock, **others: Any) -> Profit:
    """An environment whose stamps are this clock's."""
    return Profit(OrderBooks(clock=clock), **others)


def write(profit: Profit, document: Mapping[str, Any], method: str = "POST") -> dict[str, str]:
    """Carry out a write as somebody in Profit would; the keys of what was written."""
    (connector,) = document
    [keys] = profit.write(method, connector, None, dump_json(document))
    return keys


def a_company(profit: Profit, *under: Mapping[str, Any], **fields: Any) -> dict[str, str]:
    """A company who is a debtor; ``under`` are objects under its organisation, each written in a call of its own."""
    keys = write(profit, company_debtor(organisation(address()), **fields))
    for one in under:
        change_party(profit, keys, one)
    return keys


def a_consumer(profit: Profit, **fields: Any) -> dict[str, str]:
    """A person who is a debtor; the fields are the person's."""
    return write(profit, consumer_debtor(person(**fields)))


def a_buyer(first: str = "Noor", last: str = "Smit", **fields: Any) -> dict[str, Any]:
    """A contact person, to stand under an organisation."""
    who = body("KnPerson", {"AutoNum": True, "MatchPer": "7", "FiNm": first, "LaNm": last, "ViGe": "V"})
    given = {"ViKc": "PRS", "EmAd": "noor@voorbeeld.test", "TeNr": "030-1234568", "PadAdr": True}
    return body("KnContact", {**given, **fields}, who)


def change_party(profit: Profit, debtor: Mapping[str, str], *objects: Mapping[str, Any], **fields: Any) -> None:
    """Change the organisation behind a debtor, or what stands under it."""
    own = {"MatchOga": "0", "BcCo": debtor["BcCo"], "PadAdr": True}
    write(profit, body("KnOrganisation", {**own, **fields}, *objects), "PUT")


def change_contact(profit: Profit, number: int, **fields: Any) -> None:
    """Change a contact person by their number."""
    write(profit, body("KnContact", {"CdId": number, "ViKc": "PRS", **fields}), "PUT")


def move(profit: Profit, debtor: Mapping[str, str], **place: Any) -> None:
    """Give a company another visiting address, and change nothing else."""
    change_party(profit, debtor, address(**{"BeginDate": "2026-11-24", "HmNr": 77, **place}))


def change_debtor(profit: Profit, debtor: Mapping[str, str], **fields: Any) -> None:
    """Change a company's sales relation itself."""
    write(profit, body("KnSalesRelationOrg", fields, DbId=debtor["DbId"]), "PUT")


@dataclass
class Reading:
    """A sandbox and a source that reads it."""

    sandbox: AfasSandbox
    source: AfasCustomerSource

    def calls(self, connector: str) -> int:
        """How many calls this connector was read by."""
        return sum(1 for call in self.sandbox.calls if call.path == f"/connectors/{connector.lower()}")

    async def pages(self, part: str = "debtors", cursor: str | None = None) -> list[Page]:
        start = self.source.cursor_at(None) if cursor is None else cursor
        return [page async for page in self.source.changed_since(start, OVERLAP, part=part)]

    async def poll(self, part: str, cursor: str) -> tuple[list[CustomerRecord], str]:
        """What one poll of a part reads, and the cursor that it ends with."""
        pages = await self.pages(part, cursor)
        read = [self.source.read(document) for page in pages for document in page.documents]
        return read, pages[-1].cursor if pages else cursor

    async def numbers(self, part: str, cursor: str) -> list[str]:
        """The numbers of the customers that one poll of a part reads."""
        return [record.number for record in (await self.poll(part, cursor))[0]]

    async def record(self, number: str) -> CustomerRecord:
        """One customer as they are now."""
        document = await self.source.fetch(number)
        assert document is not None
        return self.source.read(document)


@asynccontextmanager
async def reading(
    profit: Profit,
    clock: Clock,
    customers: Mapping[str, Any] | None = None,
    wanted: Mapping[str, tuple[str, ...]] | None = None,
    **settings: Any,
) -> AsyncIterator[Reading]:
    """``customers`` are settings of where they are read, ``settings`` others of the connection."""
    async with AfasSandbox(profit=profit) as sandbox, aiohttp.ClientSession() as session:
        connection = connection_to(sandbox, customers={**EVERY, **(customers or {})}, **settings)
        client = AfasClient(connection, session, OpenGate())
        yield Reading(sandbox, AfasCustomerSource(client, connection, wanted=wanted, clock=clock))
