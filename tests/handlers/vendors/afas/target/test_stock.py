"""Stock in AFAS: levels by article and warehouse, mutations booked as one element each, and found by their mark."""

from collections.abc import AsyncIterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from handlers.contracts.stock import Level, LevelKey, Mutation, TakesMutations
from handlers.sandboxes.afas.write_faults import WriteFault
from relay.errors import Barred, Hold, Unconfirmed
from relay.model import Flow
from relay.settings.findings import SettingsError
from tests.handlers.vendors.afas.environment import Environment, environment

REASONS: dict[str, Any] = {"writing": {"stock": {"reason_in": "5", "reason_out": "6"}}}
LISTED: dict[str, Any] = {**REASONS, "lookups": {"mutations": "Relay_StockMutations"}}
KEY = LevelKey("000100", "01")
MARK = "relay 0123456789abcdef0123"


@pytest.fixture
async def e() -> AsyncIterator[Environment]:
    async with environment() as opened:
        yield opened


def stock_target(e: Environment, *mapping: Mapping[str, Any], **settings: Any) -> TakesMutations:
    flow = Flow(name="stock", entity="stock", source="shop", target="afas", settings=None, mapping=mapping)
    target: TakesMutations = e.connected(**(settings or LISTED)).target(flow)
    assert isinstance(target, TakesMutations)
    return target


def writing(**changes: Any) -> dict[str, Any]:
    return {**LISTED, "writing": {"stock": {**REASONS["writing"]["stock"], **changes}}}


def mutation(quantity: str = "-3", **changes: Any) -> Mutation:
    fields = {"key": KEY, "unit": "STK", "base": Decimal(10), "mark": MARK, "booked_on": "2026-11-24"}
    return Mutation(**{**fields, "quantity": Decimal(quantity), **changes})


class TestBooking:
    async def test_a_difference_is_one_element_with_its_mark_and_no_sign(self, e: Environment) -> None:
        target = stock_target(e, **writing(text="Telling winkel", user="relay"))
        await target.book(mutation())
        [booked] = e.profit.stock.mutations
        assert booked == {
            "VaOt": "42",
            "ReId": "6",
            "Da": date(2026, 11, 24),
            "Ds": f"Telling winkel {MARK}",
            "VaIt": "2",
            "ItCd": "000100",
            "War": "01",
            "Loc": "*****",
            "BiUn": "STK",
            "QuUn": 3,
            "UsCr": "relay",
            "pieces": -3,
        }
        assert e.profit.stock.quantities == {("000100", "01"): Decimal(-3)}

    async def test_goods_come_in_by_the_other_sort_and_reason(self, e: Environment) -> None:
        await stock_target(e, **writing(number_too=True)).book(mutation("2.5"))
        [booked] = e.profit.stock.mutations
        assert (booked["VaOt"], booked["ReId"], booked["Qu"]) == ("41", "5", Decimal("2.5"))
        assert e.profit.stock.quantities == {("000100", "01"): Decimal("2.5")}

    async def test_a_variant_is_booked_by_its_article_and_dimensions(self, e: Environment) -> None:
        target = stock_target(e, **LISTED, products={"variants": {"delimiter": "|"}})
        await target.book(mutation(key=LevelKey("000100|M|BLAUW", "02")))
        [booked] = e.profit.stock.mutations
        assert [booked[name] for name in ("ItCd", "StL1", "StL2", "War")] == ["000100", "M", "BLAUW", "02"]

    async def test_without_a_warehouse_of_its_own_it_is_the_connections(self, e: Environment) -> None:
        await stock_target(e, **writing(warehouse="02", location="A1")).book(mutation(key=LevelKey("000100")))
        [booked] = e.profit.stock.mutations
        assert (booked["War"], booked["Loc"]) == ("02", "A1")

    @pytest.mark.parametrize(
        ("changes", "told"), [({"reason_out": "99", "warehouse": "01"}, "Reden"), ({"warehouse": "99"}, "Magazijn")]
    )
    async def test_what_afas_refuses_is_held_and_nothing_moves(
        self, changes: dict[str, str], told: str, e: Environment
    ) -> None:
        with pytest.raises(Hold, match=told):
            await stock_target(e, **writing(**changes)).book(mutation(key=LevelKey("000100")))
        assert e.profit.stock.mutations == []

    async def test_one_without_a_unit_is_not_sent(self, e: Environment) -> None:
        with pytest.raises(Hold, match="no stock of 000100 can be moved"):
            await stock_target(e).book(mutation(unit=""))
        assert e.calls("POST") == 0


class TestFinding:
    @pytest.mark.parametrize("quantity", ["-3", "2.5"])
    @pytest.mark.parametrize("shown", ["with_entry_sort", "below_nought"])
    async def test_a_mutation_is_found_by_its_mark_with_its_sign(
        self, quantity: str, shown: Any, e: Environment
    ) -> None:
        target, e.profit.behaviour.mutations = stock_target(e, **writing(text="Telling")), shown
        assert await target.find_mutation(mutation(quantity)) is None
        await target.book(mutation(quantity))
        await target.book(mutation("7", mark="relay 99999999999999999999"))
        assert await target.find_mutation(mutation(quantity)) == Decimal(quantity)

    @pytest.mark.parametrize(
        "fault", [WriteFault.STORE_THEN_HTML, WriteFault.STORE_THEN_TIMED_OUT, WriteFault.STORE_THEN_DROP]
    )
    async def test_one_whose_answer_is_lost_is_found(self, fault: WriteFault, e: Environment) -> None:
        target = stock_target(e)
        e.sandbox.write_faults.next(fault)
        with pytest.raises(Unconfirmed):
            await target.book(mutation())
        assert await target.find_mutation(mutation()) == -3

    async def test_twice_under_one_mark_is_the_sum(self, e: Environment) -> None:
        target = stock_target(e)
        for _ in range(2):
            await target.book(mutation())
        assert await target.find_mutation(mutation()) == -6

    async def test_without_a_connector_there_is_no_list(self, e: Environment) -> None:
        target = stock_target(e, **REASONS)
        assert target.mutation_list == ""
        assert await target.find_mutation(mutation()) is None

    async def test_the_list_is_another_one_under_other_columns(self, e: Environment) -> None:
        other = {"mutations": "Relay_StockMutations", "mutation_columns": {"sort": None}}
        assert stock_target(e).mutation_list != stock_target(e, **REASONS, lookups=other).mutation_list

    async def test_a_column_that_the_connector_lacks_is_no_silence(self, e: Environment) -> None:
        await stock_target(e).book(mutation())
        other = {"mutations": "Relay_StockMutations", "mutation_columns": {"quantity": "Aantal"}}
        with pytest.raises(Barred, match="Aantal"):
            await stock_target(e, **REASONS, lookups=other).find_mutation(mutation())


class TestLevels:
    async def test_a_level_is_what_lies_there_in_the_articles_unit(self, e: Environment) -> None:
        e.profit.levels.set("000100", 12, ReservedOnStock=Decimal(5))
        e.profit.levels.set("000100", 3, "02")
        found = await stock_target(e).find_levels([KEY, LevelKey("000100", "02"), LevelKey("X", "01")])
        assert found is not None
        assert {key: (level.quantity, level.unit, level.tracked) for key, level in found.items()} == {
            KEY: (Decimal(12), "STK", True),
            LevelKey("000100", "02"): (Decimal(3), "STK", True),
        }
        assert e.calls("GET", "/connectors/relay_stock") == 1

    @pytest.mark.parametrize(("no_row", "quantity"), [("hold", None), ("zero", Decimal(0))])
    async def test_no_row_of_an_article_is_nought_only_where_settings_say_so(
        self, no_row: str, quantity: Decimal | None, e: Environment
    ) -> None:
        found = await stock_target(e, **writing(no_row=no_row)).find_levels([KEY])
        assert found is not None
        assert found[KEY].quantity == quantity

    async def test_an_empty_figure_is_not_nought(self, e: Environment) -> None:
        e.profit.levels.set("000100", 12, InStock=None)
        found = await stock_target(e).find_levels([KEY])
        assert found is not None
        assert found[KEY].quantity is None

    async def test_an_article_of_which_no_stock_is_kept_says_so(self, e: Environment) -> None:
        e.profit.levels.set("000100", 0, StockKept=False)
        found = await stock_target(e).find_levels([KEY])
        assert found is not None
        assert not found[KEY].tracked

    async def test_a_variant_has_its_own_level_and_its_article_none(self, e: Environment) -> None:
        e.profit.levels.add_variant("000100", "M", 4)
        e.profit.levels.add_variant("000100", "L", 6)
        target = stock_target(e, **LISTED, products={"variants": {"delimiter": "|"}})
        found = await target.find_levels([LevelKey("000100|M", "01"), KEY])
        assert found is not None
        assert [level.quantity for level in found.values()] == [4, None]

    async def test_several_rows_of_one_place_are_added_up_only_where_settings_say_so(self, e: Environment) -> None:
        for size in ("M", "L"):
            e.profit.levels.add_variant("000100", size, 4)
        columns = {"dimension_1": None, "dimension_2": None, "cost": "InOrder"}
        for same, quantity in (("hold", None), ("add_up", 8)):
            target = stock_target(e, **LISTED, stock={"same_warehouse": same, "columns": columns})
            found = await target.find_levels([KEY])
            assert found is not None
            assert found[KEY].quantity == quantity
            assert found[KEY].cost == 0

    async def test_levels_of_another_administration_are_not_ours(self, e: Environment) -> None:
        e.profit.levels.set("000100", 12, AdministrationId=2)
        stock = {"columns": {"administration": "AdministrationId"}}
        for administration, quantity in ((1, None), (2, 12)):
            target = stock_target(e, **LISTED, stock=stock, administration=administration)
            found = await target.find_levels([KEY])
            assert found is not None
            assert found[KEY].quantity == quantity


class TestSettings:
    async def test_what_afas_would_refuse_of_a_level_is_told_without_a_call(self, e: Environment) -> None:
        target = stock_target(e, **LISTED, products={"variants": {"delimiter": "|"}})
        for key, told in (
            (LevelKey("A"), "warehouse: is missing"),
            (LevelKey("A|", "01"), "is no code that was joined"),
            (LevelKey("A" * 41, "01"), "longer than FbStockMutation.ItCd takes"),
            (LevelKey("A", "1" * 16), "longer than FbStockMutation.War takes"),
        ):
            [problem] = target.check_level(Level(key, Decimal(1)))
            assert told in str(problem)
        assert target.check_level(Level(KEY, Decimal(1))) == []
        assert not e.sandbox.calls

    async def test_rows_have_no_place_here(self, e: Environment) -> None:
        with pytest.raises(SettingsError, match="which no rows shape"):
            stock_target(e, {"to": "FbStockMutation.Ds", "from": "level.code"})

    async def test_a_horizon_and_decimals_are_the_connections(self, e: Environment) -> None:
        target = stock_target(e, **writing(decimals=0), commit_horizon="20m")
        assert (target.horizon, target.stock_decimals, target.is_ledger) == (timedelta(minutes=20), 0, True)
