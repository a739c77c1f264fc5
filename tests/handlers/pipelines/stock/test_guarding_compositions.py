"""What is sold of a composition is taken off its parts, and what is sold of these off it."""

from decimal import Decimal

import pytest

from handlers.pipelines.stock.levels import add_up
from handlers.pipelines.stock.run import Goods
from mapping.documents.product import Component
from mapping.documents.stock import ComponentStock
from relay.line.queue import Queue
from relay.model import State
from relay.store.store import Store
from relay.store.vault import Vault
from tests.handlers.pipelines.stock.guard_desk import GuardDesk, article, left, lies
from tests.relay.sold_desk import sale


@pytest.fixture
def desk(store: Store, vault: Vault, queue: Queue) -> GuardDesk:
    return GuardDesk(store, vault, queue)


class TestCompositions:
    SET = article(
        "SET",
        components=(Component(sku="BOLT", quantity=Decimal(4)), Component(sku="NUT", quantity=Decimal(2))),
        component_stock=(ComponentStock(sku="BOLT", stock_check="free"), ComponentStock(sku="nut", stock_check="none")),
    )

    def goods(self) -> list[Goods]:
        return [lies("40", sku="BOLT", each="4"), lies("20", sku="NUT", each="2")]

    async def test_its_parts_are_sold_with_it_and_by_themselves(self, desk: GuardDesk) -> None:
        await desk.take("7201", sale("SET", "1"), sale("NUT", "3"))
        assert left(await desk.guard(self.SET, *self.goods())) == [36, 15]
        assert left(await desk.guard(article("BOLT"), lies("40", sku="BOLT"))) == [36]

    async def test_each_part_knows_booked_orders_by_its_own_stock_check(self, desk: GuardDesk) -> None:
        await desk.guard(self.SET, *self.goods())
        await desk.bring(State.WRITTEN, "7201", sale("SET", "1"))
        assert left(await desk.guard(self.SET, *self.goods())) == [40, 18]

    async def test_one_that_names_no_warehouse_is_taken_off_all_parts_in_one(self, desk: GuardDesk) -> None:
        await desk.take("7201", sale("SET", "1"))
        goods = [
            *(lies("40", "01", "BOLT", "4"), lies("44", "02", "BOLT", "4")),
            *(lies("30", "01", "NUT", "2"), lies("22", "02", "NUT", "2")),
        ]
        run = await desk.guard(self.SET, *goods)
        assert left(run) == [40, 40, 30, 20]
        assert add_up(run.goods, {}, made_of_parts=True) == {"": 20}  # it was 21

    async def test_a_part_that_lies_elsewhere_is_taken_off_where_it_lies(self, desk: GuardDesk) -> None:
        await desk.take("7201", sale("SET", "1"))
        assert left(await desk.guard(self.SET, lies("40", "01", "BOLT", "4"), lies("22", "02", "NUT", "2"))) == [36, 20]

    async def test_a_part_that_is_named_twice_is_sold_twice(self, desk: GuardDesk) -> None:
        bolts = (Component(sku="BOLT", quantity=Decimal(4)), Component(sku="BOLT", quantity=Decimal(1)))
        await desk.guard(article("SET", components=bolts), lies("40", sku="BOLT", each="4"))
        await desk.take("7201", sale("SET", "2"))
        assert left(await desk.guard(article("BOLT"), lies("40", sku="BOLT"))) == [30]
