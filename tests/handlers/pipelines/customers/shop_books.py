"""The published cases of shops in hand: their books as they are told, and their posts carried one by one."""

from collections.abc import Mapping
from typing import Any

from handlers.pipelines.common.one_to_one import claim_one_to_one, pair_of
from relay.model import Origin, Outcome, State
from tests.handlers.pipelines.customers.desk import CustomerDesk
from tests.handlers.pipelines.customers.published import PublishedCase, read_cases, source_of

CASES = read_cases()


class ShopBooks:
    """A case in hand: its books stand as they are told, and its posts are carried one by one."""

    def __init__(self, customers: CustomerDesk, name: str) -> None:
        self.customers = customers
        self.case: PublishedCase = CASES[name]
        customers.source = source_of(self.case.source)
        self.posts = [posted for _, posted in self.case.posts()]
        for row in self.case.written.get("books", {}).get("afas", ()):
            self.add(row)

    def add(self, row: Mapping[str, Any]) -> None:
        place = row["Profit_Address"]
        self.customers.target.add(
            row["DebtorId"],
            is_company=row["Type"] == "Org",
            NAME=row["DebtorName"],
            EMAIL=row["Email"],
            PHONE=row["TelNr"] or None,
            VAT=row["VatNr"],
            STREET=place["Address"],
            HOUSE=str(place["Number"]),
            POSTCODE=place["ZipCode"],
            CITY=place["Recidence"],
            COUNTRY=place["Country"],
        )

    async def link(self, number: str, debtor: str) -> None:
        """The shop's customer is that debtor, as an earlier carrying has it."""
        links = self.customers.links
        await claim_one_to_one(links, pair_of(links, self.customers.flow, number), debtor)

    async def carry(self, *posts: Any) -> list[Outcome]:
        """Carry these posts, or all of the case; what the door passes over is no event."""
        source = source_of(self.case.source)
        carried = [posted for posted in posts or self.posts if not source.passed_over(posted)]
        return [await self.customers.carry(posted, origin=Origin.HOOK) for posted in carried]

    async def carry_before(self, **changes: Any) -> None:
        """The first post of the case as it was before its change."""
        [outcome] = await self.carry(self.posts[0] | changes)
        assert outcome.state is State.WRITTEN
        self.customers.target.calls.clear()

    def fields(self, number: str) -> Mapping[str, Any]:
        fields: Mapping[str, Any] = self.customers.target.debtor(number).fields
        return fields

    @property
    def debtors(self) -> list[str]:
        return [one.number for one in self.customers.target.debtors]

    @property
    def written(self) -> int:
        return self.customers.written()


def told(outcome: Outcome) -> str:
    return " ".join(
        [outcome.reason, *(str(note) for step in outcome.steps for note in step.told), *map(str, outcome.problems)]
    )
