"""Prices of articles in AFAS: made once by the key that holds the first day, changed by it, and read back."""

from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from handlers.contracts.records import AlreadyThere, NotThere
from handlers.sandboxes.afas.goods import Row
from relay.errors import Hold
from tests.handlers.vendors.afas.environment import Environment, environment
from tests.handlers.vendors.afas.products import FROM, a_price, made, product_target

SHOWN: dict[str, Any] = {"products": {"prices": {"connector": "Relay_Prices"}}}


@pytest.fixture
async def e() -> AsyncIterator[Environment]:
    async with environment() as opened:
        yield opened


async def test_a_price_is_made_once_changed_by_its_key_and_read_back(e: Environment) -> None:
    target = product_target(e, **SHOWN)
    price = a_price()
    assert await target.create_price(target.price_fields("000100", price)) is None
    with pytest.raises(AlreadyThere):
        await target.create_price(target.price_fields("000100", price))
    changed = a_price(amount=Decimal("26.00"), ends_on=date(2026, 12, 31))
    for _ in range(2):
        await target.update_price(changed.key, target.price_fields("000100", changed))
    found = await target.find_prices("000100")
    assert found is not None
    assert [(one.number, one.amount) for one in found] == [(changed.key, Decimal("26.00"))]
    assert found[0].fields["FbSalesPrice.DaEn"] == date(2026, 12, 31)
    [row] = e.profit.goods.prices
    assert (row["Pric"], row["DaBg"], row["PrLi"]) == (Decimal("26.00"), FROM, "*****")


async def test_a_price_of_another_day_is_another_and_one_that_is_not_there_is_not_changed(e: Environment) -> None:
    target = product_target(e)
    await target.create_price(target.price_fields("000100", a_price()))
    later = a_price(starts_on=date(2027, 1, 1))
    with pytest.raises(NotThere):
        await target.update_price(later.key, target.price_fields("000100", later))
    await target.create_price(target.price_fields("000100", later))
    assert [row["DaBg"] for row in e.profit.goods.prices] == [FROM, date(2027, 1, 1)]


async def test_a_price_of_no_article_is_held_and_is_not_one_that_could_be_made(e: Environment) -> None:
    target = product_target(e)
    for send in (target.create_price, lambda fields: target.update_price("", fields)):
        with pytest.raises(Hold, match="Itemcode bestaat niet") as held:
            await send(target.price_fields("NEE", a_price()))
        assert type(held.value) is Hold


async def test_the_price_that_came_with_the_article_is_the_one_that_its_key_finds(e: Environment) -> None:
    target = product_target(e, **SHOWN)
    await made(target, code="DD-1")
    found = await target.find_prices("dd-1")
    assert found is not None
    assert [(one.number, one.amount) for one in found] == [(a_price().key, Decimal("24.20"))]
    with pytest.raises(AlreadyThere):
        await target.create_price(target.price_fields("DD-1", a_price()))


async def test_customers_prices_scales_and_other_articles_are_no_prices_of_an_article(e: Environment) -> None:
    target = product_target(e, **SHOWN)
    own: Row = {"VaIt": "2", "ItCd": "000100", "CuId": "EUR", "BiUn": "STK", "DaBg": FROM, "Pric": Decimal(1)}
    e.profit.goods.prices += [
        {**own, "DbId": "10141"},
        {**own, "PrLi": "*****", "CrPr": True, "Am": Decimal(10)},
        {**own, "PrLi": "*****", "ItCd": "000101"},
        {**own, "PrLi": "*****", "StL1": "M"},
        {**own, "PrLi": "WEB", "SpPr": True},
    ]
    found = await target.find_prices("000100")
    assert found is not None
    assert [one.number for one in found] == [a_price(price_list="WEB", is_offer=True).key]


@pytest.mark.parametrize(("named", "key"), [(None, "EUR STK 2026-12-01"), ("*****", "***** EUR STK 2026-12-01")])
async def test_the_base_list_is_called_as_the_flow_calls_it(e: Environment, named: str | None, key: str) -> None:
    target = product_target(e, price_list=named, **SHOWN)
    await made(target, code="DD-1")
    found = await target.find_prices("DD-1")
    assert found is not None
    assert [one.number for one in found] == [key]
    assert a_price(price_list=named or "").key == key


async def test_without_a_connector_of_prices_nobody_can_tell_what_stands_there(e: Environment) -> None:
    target = product_target(e)
    assert await target.find_prices("000100") is None
    assert (target.keeps_prices, target.price_decimals) == (True, 4)
    assert any("products.prices" in str(notice) for notice in target.mapping_notices)


async def test_an_offer_has_its_days_and_is_ended_by_one(e: Environment) -> None:
    target = product_target(e)
    offer = a_price(amount=Decimal("19.95"), ends_on=date(2026, 12, 15), is_offer=True)
    await target.create_price(target.price_fields("000100", offer))
    ended = a_price(amount=Decimal("19.95"), ends_on=date(2026, 12, 7), is_offer=True)
    await target.update_price(ended.key, target.price_fields("000100", ended))
    [row] = e.profit.goods.prices
    assert (row["SpPr"], row["DaBg"], row["DaEn"], row["Pric"]) == (True, FROM, date(2026, 12, 7), Decimal("19.95"))


@pytest.mark.parametrize("amount", ["1,234", "", None, "veel"])
async def test_an_amount_that_may_be_read_in_two_ways_is_not_known(e: Environment, amount: str | None) -> None:
    target = product_target(e, **SHOWN)
    own: Row = {"VaIt": "2", "ItCd": "000100", "CuId": "EUR", "BiUn": "STK", "DaBg": FROM, "PrLi": "*****"}
    e.profit.goods.prices.append({**own, "Pric": amount})
    found = await target.find_prices("000100")
    assert found is not None
    assert [(one.number, one.amount) for one in found] == [("EUR STK 2026-12-01", None)]


@pytest.mark.parametrize("is_offer", [True, False])
async def test_a_price_never_takes_the_place_of_one_of_the_other_kind(e: Environment, *, is_offer: bool) -> None:
    target = product_target(e, **SHOWN)
    await target.create_price(target.price_fields("000100", a_price(is_offer=not is_offer)))
    with pytest.raises(Hold, match="begins on") as held:
        await target.create_price(target.price_fields("000100", a_price(amount=Decimal(5), is_offer=is_offer)))
    assert type(held.value) is Hold
    [row] = e.profit.goods.prices
    assert (row["Pric"], row["SpPr"]) == (Decimal("24.20"), not is_offer)


async def test_an_offer_that_is_there_is_known_as_one_where_prices_are_shown(e: Environment) -> None:
    target = product_target(e, **SHOWN)
    offer = target.price_fields("000100", a_price(is_offer=True))
    await target.create_price(offer)
    with pytest.raises(AlreadyThere):
        await target.create_price(offer)


async def test_of_what_nobody_can_see_an_offer_is_held_and_a_usual_price_is_there(e: Environment) -> None:
    target = product_target(e)
    for is_offer, end in ((True, Hold), (False, AlreadyThere)):
        fields = target.price_fields("00010" + str(int(is_offer)), a_price(is_offer=is_offer))
        await target.create_price(fields)
        with pytest.raises(end) as held:
            await target.create_price(fields)
        assert type(held.value) is end


async def test_where_afas_keeps_both_an_offer_stands_beside_the_price_of_its_day(e: Environment) -> None:
    e.profit.behaviour.promotion = "of_its_own_key"
    target = product_target(e, writing={"products": {"offers_share_days": True}}, **SHOWN)
    assert target.offers_share_days
    for is_offer in (False, True):
        await target.create_price(target.price_fields("000100", a_price(is_offer=is_offer)))
    found = await target.find_prices("000100")
    assert found is not None
    assert [one.number for one in found] == ["EUR STK 2026-12-01", "EUR STK 2026-12-01 offer"]
