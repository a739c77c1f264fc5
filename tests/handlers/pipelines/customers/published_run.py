"""Carries the published cases of web shops into books that hold what the case says, post by post."""

from collections.abc import Mapping
from typing import Any

from handlers.pipelines.common.one_to_one import link_pair, pair_of
from relay.model import Origin, Outcome
from tests.handlers.pipelines.customers.desk import CustomerDesk, settings
from tests.handlers.pipelines.customers.published import PublishedCase, receive, source_of


async def seat(desk: CustomerDesk, case: PublishedCase, **changes: Any) -> None:
    """Put the case's debtors in the books and its links in the relay, under settings changed as told."""
    desk.settings, desk.source = settings(**changes), source_of(case.source)
    books = case.written.get("books", {})
    for row in [*books.get("afas", []), *books.get("afas_debtors", [])]:
        desk.target.add(row["DebtorId"], is_company=_is_company(row), **_fields(row))
    for number, debtor in _links(books.get("links", [])):
        await link_pair(desk.links, desk.orders.locks, pair_of(desk.links, desk.flow, number), debtor)


async def carry(desk: CustomerDesk, case: PublishedCase) -> list[Outcome | str]:
    """What came of each post: how its run ended, or why it came to none."""
    came: list[Outcome | str] = []
    for _, posted in case.posts():
        got = receive(case.source, posted)
        if got.refused or got.passed_over:
            came.append(got.passed_over or "refused")
        else:
            came.append(await desk.carry(posted, origin=Origin.HOOK))
    return came


def _fields(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the case by the names that the books have."""
    place = row.get("Profit_Address", {})
    fields = {
        "NAME": row.get("DebtorName") or row.get("Name"),
        "EMAIL": row.get("Email"),
        "PHONE": row.get("TelNr") or row.get("Phone"),
        "VAT": row.get("VatNr") or row.get("VatNumber"),
        "STREET": place.get("Address") or row.get("Street"),
        "HOUSE": place.get("Number") or row.get("HouseNumber"),
        "POSTCODE": place.get("ZipCode"),
        "CITY": place.get("Recidence") or row.get("City"),
        "COUNTRY": place.get("Country"),
        "VAT_CODE": row.get("VatDuty"),
    }
    return {name: str(value) for name, value in fields.items() if value}


def _is_company(row: Mapping[str, Any]) -> bool:
    return row.get("Type") == "Org" or str(row.get("Name", "")).endswith("BV")


def _links(written: Any) -> list[tuple[str, str]]:
    if isinstance(written, Mapping):
        return [(name.rpartition(" ")[2], number) for name, number in written.items()]
    return [(str(next(value for name, value in one.items() if name != "afas")), one["afas"]) for one in written]
