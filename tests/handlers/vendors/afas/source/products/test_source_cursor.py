"""The cursors of AFAS's products: nothing is lost, whatever stamps say, and each change is another version."""

from datetime import timedelta
from decimal import Decimal

from handlers.vendors.afas.protocol.moments import AMSTERDAM
from tests.handlers.vendors.afas.source.products.environment import (
    EVERYTHING,
    OVERLAP,
    a_profit,
    add,
    change,
    reading,
    set_price,
)
from tests.handlers.vendors.afas.support import Clock


async def test_a_row_of_the_markers_own_second_that_comes_a_poll_later_is_carried_and_its_neighbour_not_again() -> None:
    """The published case same-second-updates-1."""
    clock = Clock()
    profit = a_profit(clock)
    add(profit, "PP-1")
    async with reading(profit, clock) as r:
        [first], cursor = await r.poll()
        version = r.source.identify(await r.source.fetch("PP-1"))
        add(profit, "PP-2")
        clock.move(seconds=-1)
        add(profit, "PP-3")
        clock.move(seconds=1)
        read, _ = await r.poll(cursor=cursor)
        assert [product.number for product in read] == ["PP-3", "PP-1", "PP-2"]
        assert r.source.identify(await r.source.fetch("PP-1")) == version, "it is known, and carried no second time"
        assert read[1] == first


async def test_each_connector_has_a_cursor_of_its_own_so_that_the_slower_one_is_not_skipped() -> None:
    clock = Clock()
    profit = a_profit(clock)
    add(profit, "TG-1")
    clock.move(hours=2)
    async with reading(profit, clock) as r:
        cursors = dict.fromkeys(r.source.parts, r.source.cursor_at(clock()))
        clock.move(hours=1)
        set_price(profit, "TG-1", "4.00")
        clock.move(hours=3)
        _, cursors["articles"] = await r.poll("articles", cursors["articles"])
        assert cursors["articles"] > cursors["prices"]
        assert await r.numbers("prices", cursors["prices"]) == ["TG-1"]


async def test_a_row_dated_in_the_future_is_carried_and_moves_no_cursor() -> None:
    clock = Clock()
    profit = a_profit(clock)
    add(profit, "TG-1")
    profit.goods.articles["TG-1"]["modified"] = (clock() + timedelta(days=400)).replace(tzinfo=None)
    async with reading(profit, clock) as r:
        read, cursor = await r.poll(cursor=r.source.cursor_at(clock()))
        assert [product.number for product in read] == ["TG-1"]
        assert cursor <= r.source.cursor_at(clock())


async def test_a_row_whose_stamp_cannot_be_read_is_one_bad_row() -> None:
    clock = Clock()
    profit = a_profit(clock)
    codes = [add(profit, f"TG-{number}") for number in range(4)]
    own = {column.id: column.id for column in profit.tables["relay_articles"].columns}
    shown = lambda row: "gisteren" if row["ItemCode"] == codes[1] else "2026-11-24T10:00:00Z"  # noqa: E731 - short
    profit.offer("Artikelen_App", "Relay_Articles", {**own, "Gewijzigd": shown})
    products = {**EVERYTHING, "connector": "Artikelen_App", "columns": {"modified": "Gewijzigd"}}
    async with reading(profit, clock, products) as r:
        [page, *_] = await r.pages(cursor=r.source.cursor_at(clock() - timedelta(hours=3)))
        read = [r.source.identify(document).reference for document in page.documents]
    assert read == [codes[0], *codes[2:]]
    assert [dict(told.values)["number"] for told in page.left_out] == [codes[1]]


async def test_a_change_that_appears_late_under_an_old_stamp_is_still_read() -> None:
    clock = Clock()
    profit = a_profit(clock)
    async with reading(profit, clock) as r:
        _, cursor = await r.poll(cursor=r.source.cursor_at(clock()))
        late = clock()
        clock.move(minutes=15)
        _, cursor = await r.poll(cursor=cursor)
        add(profit, "TG-1")
        profit.goods.articles["TG-1"]["modified"] = late.astimezone(AMSTERDAM).replace(tzinfo=None)
        assert await r.numbers(cursor=cursor) == ["TG-1"]


async def test_a_price_that_changes_under_the_same_stamp_is_another_version() -> None:
    clock = Clock()
    profit = a_profit(clock)
    add(profit, "TG-1")
    set_price(profit, "TG-1", "10.00")
    versions = []
    async with reading(profit, clock) as r:
        for amount in ("10.00", "8.00", "10.00"):
            profit.goods.prices[0]["Pric"] = Decimal(amount)
            versions.append(r.source.identify(await r.source.fetch("TG-1")).version)
    assert versions[0] == versions[2], "the same content under the same stamp is the same version"
    assert versions[1] != versions[0]


async def test_nothing_is_lost_while_articles_move_between_two_pages() -> None:
    clock = Clock()
    profit = a_profit(clock)
    codes = []
    for number in range(60):
        clock.move(seconds=2)
        codes.append(add(profit, f"TG-{number:02}"))
    clock.move(hours=1)
    read: dict[str, str | None] = {}
    async with reading(profit, clock, page_size=10) as r:
        turn = 0
        async for page in r.source.changed_since(r.source.cursor_at(None), OVERLAP):
            for document in page.documents:
                product = r.source.read(document)
                read[product.number] = product.name
            if turn < 5:
                clock.move(seconds=1)
                for number in range(turn, 60, 7):
                    change(profit, codes[number], Ds=f"Glas {turn}")
            turn += 1
        for code in codes:
            assert read[code] == (await r.product(code)).name


async def test_a_mass_change_of_prices_within_one_second_is_read_whole() -> None:
    clock = Clock()
    profit = a_profit(clock)
    codes = [add(profit, f"TG-{number:02}") for number in range(20)]
    clock.move(hours=3)
    async with reading(profit, clock, page_size=7) as r:
        cursor = r.source.cursor_at(clock())
        for price_list in ("*****", "WEB", "DEALR"):
            for code in codes:
                set_price(profit, code, "5.00", PrLi=price_list)
        read, _ = await r.poll("prices", cursor)
    assert sorted({product.number for product in read}) == codes
    assert all(len(product.prices) == 3 for product in read)
