"""Records are posted to real receivers, of which one knows keys, one does not, and one answers when nobody listens."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from handlers.pipelines.common.part import Carried, Part
from handlers.pipelines.common.records import Record, Records
from handlers.pipelines.common.repeating import repeating
from handlers.sandboxes.shop import Behaviour, Fault
from handlers.sandboxes.shop.behaviour import late, lost
from relay.errors import Hold, RunEnd, Superseded, Unconfirmed
from relay.line.carrying import CARRYING, carrying
from relay.line.once.links import Link
from relay.model import Ticket
from tests.handlers.pipelines.common.shelf import HORIZON, Carrier, Standing
from tests.handlers.vendors.webhook.posting.receiving import Desk, posting

LATE = timedelta(seconds=30)
ORDER = {"number": "1001", "lines": [{"sku": "BR-1", "quantity": 2}]}


@dataclass
class Carrying:
    """Carries levels of one article, and orders, to a shop, as pipelines do."""

    carrier: Carrier
    records: Records
    desk: Desk
    repeat: str

    async def level(self, quantity: int, ordinal: int, ticket: Ticket | None = None) -> Carried:
        """Have the shop hold a level, by its place."""
        ticket = ticket or await self.carrier.ticket("BR-1", ordinal)
        CARRYING.set(carrying(ticket.event, ticket.flow))
        how = {"method": "PUT", "path": "/stock/{code}", "repeat": self.repeat, "shop_deducts_open_orders": False}
        poster, fields = self.desk.poster("stock", stock=how), {"quantity": quantity}

        async def put(*_: Any) -> str:
            await poster.post({"code": "BR-1"}, fields)
            return "BR-1"

        async def change(*_: Any) -> None:
            await put()

        name = self.carrier.links.name("books", "part", "BR-1")
        part: Part[Standing] = Part(
            *("level", name, fields, HORIZON, put, change, lambda _: {}, None), repeat=poster.how.repeats
        )
        return await self.carrier.parts.carry(ticket, part)

    async def order(self, document: dict[str, Any] = ORDER, ticket: Ticket | None = None) -> Link:
        """Have the shop make an order."""
        ticket = ticket or await self.carrier.ticket("1001", 0)
        CARRYING.set(carrying(ticket.event, ticket.flow))
        poster = self.desk.poster("order", orders={"path": "/orders", "repeat": self.repeat, "id": "id"})

        async def nobody(_: Any) -> Sequence[Link]:
            return ()

        async def send() -> str | None:
            return (await poster.post({}, document)).id

        again = repeating(poster.how.repeats, ticket.event, self.carrier.links, "order 1001", document)
        return await self.records.write_once(
            ticket.lease, Record(["order 1001"], HORIZON, nobody, repeating=again), send
        )


@asynccontextmanager
async def to(
    carrier: Carrier, records: Records, repeat: str, *faults: Any, **behaviour: Any
) -> AsyncIterator[Carrying]:
    """To a shop that behaves so, within a time limit of half a second for each call."""
    token = CARRYING.set(None)
    async with posting(Behaviour(faults=list(faults), **behaviour), within="500ms") as desk:
        yield Carrying(carrier, records, desk, repeat)
    CARRYING.reset(token)


FAULTS = [lost(carried_out=True), lost(carried_out=False), late(LATE)]


@pytest.mark.parametrize("fault", FAULTS)
async def test_one_that_knows_keys_makes_an_order_once_whatever_becomes_of_the_answer(
    carrier: Carrier, records: Records, fault: Any
) -> None:
    async with to(carrier, records, "idempotent_key", fault, fault, knows_keys=True) as shop:
        ticket = await carrier.ticket("1001", 0)
        for _ in range(2):
            with pytest.raises(Unconfirmed):
                await shop.order(ticket=ticket)
        assert await shop.order(ticket=ticket) == Link("O-1")
        assert shop.desk.shop.books.data("orders") == [ORDER]
        assert len({call.key for call in shop.desk.shop.calls}) == 1


@pytest.mark.parametrize("fault", FAULTS)
async def test_one_that_knows_no_keys_gets_an_order_once_and_a_person_decides(
    carrier: Carrier, records: Records, fault: Any
) -> None:
    async with to(carrier, records, "none", fault) as shop:
        ticket = await carrier.ticket("1001", 0)
        with pytest.raises(Unconfirmed):
            await shop.order(ticket=ticket)
        for _ in range(3):
            with pytest.raises(Hold, match="look whether it is there"):
                await shop.order(ticket=ticket)
        assert len(shop.desk.shop.calls) == 1
        assert len(shop.desk.shop.books.data("orders")) == int(fault.carried_out)


async def test_a_receiver_that_refuses_an_order_and_then_takes_it_has_it_once(
    carrier: Carrier, records: Records
) -> None:
    async with to(carrier, records, "none", Fault(status=422), Fault(status=429)) as shop:
        ends = []
        for _ in range(2):
            with pytest.raises(RunEnd) as ended:
                await shop.order()
            ends.append(type(ended.value).__name__)
        assert ends == ["Hold", "Transient"]
        assert await shop.order() == Link("O-1")
        assert len(shop.desk.shop.books.data("orders")) == 1


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("knows_keys", [True, False])
async def test_five_three_five_ends_at_five_with_each_state_taken_in_its_turn(
    carrier: Carrier, records: Records, fault: Any, *, knows_keys: bool
) -> None:
    repeat = "idempotent_key" if knows_keys else "idempotent_method"
    async with to(carrier, records, repeat, knows_keys=knows_keys) as shop:
        seen: list[int] = []
        for ordinal, quantity in ((1, 5), (2, 3), (3, 5)):
            shop.desk.shop.behaviour.faults = [fault]
            for _ in range(4):
                try:
                    await shop.level(quantity, ordinal)
                    break
                except Unconfirmed:
                    note = await carrier.intents.look(carrier.links.name("books", "part", "BR-1"))
                    if note is not None and note.again:
                        await carrier.pass_time(carrier.links.name("books", "part", "BR-1"))
            seen.append(shop.desk.shop.books.data("stock")[0]["quantity"])
        assert seen == [5, 3, 5]
        sequences = [int(call.headers["relay-sequence"]) for call in shop.desk.shop.calls]
        assert sequences == sorted(sequences)


async def test_a_level_that_comes_after_a_newer_one_is_written_over_when_it_can_come_no_more(
    carrier: Carrier, records: Records
) -> None:
    slow = Fault(hangs_up=True, commit_after=LATE)
    async with to(carrier, records, "idempotent_method") as shop:
        await shop.level(9, 1)
        shop.desk.shop.behaviour.faults = [slow]
        with pytest.raises(Unconfirmed):
            await shop.level(5, 2)
        with pytest.raises(Unconfirmed, match="a last time"):
            await shop.level(0, 3)
        await shop.desk.shop.commit_now()
        assert shop.desk.shop.books.data("stock") == [{"quantity": 5}]  # oversold, for no longer than the horizon
        await carrier.pass_time(carrier.links.name("books", "part", "BR-1"))
        assert (await shop.level(0, 3)).how == "changed"
        assert shop.desk.shop.books.data("stock") == [{"quantity": 0}]


async def test_a_receiver_that_goes_by_the_sequence_refuses_what_comes_late(carrier: Carrier, records: Records) -> None:
    async with to(carrier, records, "idempotent_method", refuses_older=True) as shop:
        await shop.level(9, 1)
        shop.desk.shop.behaviour.faults = [Fault(hangs_up=True, commit_after=LATE)]
        with pytest.raises(Unconfirmed):
            await shop.level(5, 2)
        with pytest.raises(Unconfirmed):
            await shop.level(0, 3)
        await shop.desk.shop.commit_now()
        assert shop.desk.shop.books.data("stock") == [{"quantity": 0}]


async def test_an_older_level_is_not_even_sent(carrier: Carrier, records: Records) -> None:
    async with to(carrier, records, "idempotent_method") as shop:
        await shop.level(3, 2)
        with pytest.raises(Superseded):
            await shop.level(5, 1)
        assert len(shop.desk.shop.calls) == 1
