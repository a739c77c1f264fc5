"""A web shop that posts orders until each is acknowledged: in versions, out of order, twice, and again after a loss."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final

import aiohttp

from tests.chaos.ledgers import rate_of, with_vat
from tests.chaos.offices import SHOP_PREFIX
from tests.chaos.verdict import Promise

_SKUS: Final = ("KFM-100", "THG-101", "KRS-200", "BRD-001")
_PRICE: Final = Decimal("8.26")
_BEGAN: Final = datetime(2026, 11, 23, 9, tzinfo=UTC)
_IN_VERSIONS: Final = 0.15
_REVERSED: Final = 0.5
_REPEATED: Final = 0.2
_AT_ONCE: Final = 8


@dataclass(frozen=True, slots=True)
class Posting:
    """One version of an order, as it goes over the wire."""

    number: str
    version: int
    document: Mapping[str, Any]

    @property
    def key(self) -> str:
        """The key of its delivery."""
        return f"order-{self.number}-{self.version}"


class Shop:
    """Posts orders and keeps what was promised to it. The quantity of the first line tells the version of an order."""

    def __init__(self, session: aiohttp.ClientSession, address: str, random: Random, *, customers: int) -> None:
        self.promises: dict[str, Promise] = {}
        self.answers_without_promise = 0
        self._postings: dict[str, Posting] = {}
        self._session = session
        self._address = address
        self._random = random
        self._customers = customers
        self._room = asyncio.Semaphore(_AT_ONCE)

    async def sell(self, numbers: Iterable[int]) -> None:
        """Post these orders, several at once; returns when all are acknowledged."""
        await asyncio.gather(*(self._sell(str(number)) for number in numbers))

    async def send_again(self, event_ids: Sequence[str]) -> None:
        """Post again what these events were about, the versions of an order in the order in which they went."""
        lanes: dict[str, list[Posting]] = {}
        for event_id in sorted(event_ids, key=lambda one: self.promises[one].position):
            posting = self._postings[event_id]
            lanes.setdefault(posting.number, []).append(posting)
        await asyncio.gather(*(self._post_all(lane) for lane in lanes.values()))

    async def _sell(self, number: str) -> None:
        versions = self._random.choice((2, 3)) if self._random.random() < _IN_VERSIONS else 1
        postings = [Posting(number, version, self._document(number, version)) for version in range(1, versions + 1)]
        if self._random.random() < _REVERSED:
            postings.reverse()
        repeated = self._random.random() < _REPEATED
        await self._post_all(postings, times=2 if repeated else 1)

    async def _post_all(self, postings: Sequence[Posting], *, times: int = 1) -> None:
        async with self._room:
            for posting in postings:
                await asyncio.gather(*(self._post(posting) for _ in range(times)))

    async def _post(self, posting: Posting) -> None:
        """Post until it is acknowledged: whatever comes instead is no promise."""
        while True:
            event_id = await self._answer(posting)
            if event_id is not None:
                break
            self.answers_without_promise += 1
            await asyncio.sleep(self._random.uniform(0.05, 0.2))
        if event_id not in self.promises:
            self._postings[event_id] = posting
            reference = f"{SHOP_PREFIX}{posting.number}"
            total = with_vat([(Decimal(posting.version), _PRICE, rate_of(posting.document["lines"][0]["sku"]))])
            position = len(self.promises) + 1
            self.promises[event_id] = Promise(reference, position, event_id, posting.version, (total,))

    async def _answer(self, posting: Posting) -> str | None:
        """The event's id, or None where nothing was promised."""
        headers = {"Idempotency-Key": posting.key}
        timeout = aiohttp.ClientTimeout(total=15)
        try:
            async with self._session.post(
                self._address, json=posting.document, headers=headers, timeout=timeout
            ) as answer:
                if answer.status in {200, 202}:
                    return str((await answer.json())["event"])
                if answer.status in {429, 503}:
                    return None
                raise AssertionError(f"the intake answered {answer.status}: {await answer.text()}")
        except (aiohttp.ClientError, TimeoutError):
            return None

    def _document(self, number: str, version: int) -> dict[str, Any]:
        """An order of one of the customers; every sixth customer has the goods sent elsewhere."""
        customer = Random(number).randrange(self._customers)  # the same for every version
        name = f"Klant {customer}"
        address = {"street": "Lindelaan", "number": f"{customer + 1}", "postcode": "7311 XS", "city": "Apeldoorn"}
        address["country"] = "NL"
        sku = _SKUS[customer % len(_SKUS)]
        document: dict[str, Any] = {
            "number": number,
            "updated_at": (_BEGAN + timedelta(minutes=version)).isoformat(),
            "ordered_on": datetime.now(UTC).date().isoformat(),
            "customer": {"first_name": "Noor", "last_name": name, "email": f"klant{customer}@example.com"},
            "billing_address": address,
            "lines": [{"sku": sku, "quantity": version, "unit_price": str(_PRICE), "vat_rate": int(rate_of(sku))}],
        }
        if customer % 6 == 0:
            document["shipping_address"] = {**address, "street": "Havenweg"}
        return document
