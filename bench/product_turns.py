"""Measures what products that change all the time leave in both roles of Redis, on a real line into AccountView.

``python -m bench.product_turns`` loads so many products, one in ten with a picture, and changes each of them so many
times, as people in Profit do; the worker carries every turn. Told is what each role holds after the load and after the
turns, what a change leaves for good, and what that comes to for 50,000 products of which 1,000 change in each five
minutes of 14 days.
"""

import argparse
import asyncio
import json
import logging
from datetime import timedelta
from typing import Any, Final

from bench.loaded_house import House, Vendor, open_house
from bench.product_load import CONNECTIONS, FLOW, Load, Shelf, code_of, profit_with, take_articles
from bench.turnover import FOURTEEN_DAYS
from relay.processes.logs import configure_logs

PRODUCTS: Final = 1000
TURNS: Final = 5
_AT_ONCE: Final = 1000
"""So many products change in five minutes."""


async def measure(products: int, turns: int, vendor: Vendor) -> dict[str, Any]:
    """Load, let all products change so many times, and weigh what is kept."""
    load = Load(products, picture_bytes=1000)
    profit, books = profit_with(load), take_articles()
    async with open_house(profit, books, vendor, CONNECTIONS, {"products": FLOW}) as house:
        shelf = Shelf(house, load)
        await house.time_orders(1)  # the worker has begun once it is written
        await house.read_all("products")
        await house.wait_for(shelf.all_there, load.products + load.pictures)
        await _turn(house, load, 0)
        first = await house.measure_keys()
        for number in range(1, turns + 1):
            await _turn(house, load, number)
        last = await house.measure_keys()
    left = {role: (last[role] - first[role]) / (products * turns) for role in first}
    return {
        "products": products,
        "turns": turns,
        "bytes_a_product": {role: round(first[role] / products) for role in first},
        "bytes_a_change": {role: round(left[role], 1) for role in left},
        "mb_of_50000_products_after_14_days": {
            role: round((50_000 * first[role] / products + _AT_ONCE * FOURTEEN_DAYS * max(left[role], 0)) / 2**20)
            for role in first
        },
    }


async def _turn(house: House, load: Load, number: int) -> None:
    """Change each product in AFAS, and wait until AccountView has all of it and the last run has ended."""

    def changed() -> int:
        return sum(str(row["ART_DESC1"]).endswith(f" in kleur {number}") for row in house.books.articles)

    for place in range(load.products):
        fields = {"ItCd": code_of(place), "Ds": f"Theeglas {place} in kleur {number}"}
        body = {"FbItemArticle": {"Element": {"Fields": fields}}}
        house.afas.profit.write("PUT", "FbItemArticle", None, json.dumps(body).encode())
    await house.read_changes("products")
    await house.wait_for(changed, load.products)
    await house.rest("products")


async def main() -> None:
    """Measure, and print one JSON object as the last line."""
    asked = argparse.ArgumentParser(prog="python -m bench.product_turns", description=__doc__.partition("\n")[0])
    asked.add_argument("--products", type=int, default=PRODUCTS, help="how many products there are")
    asked.add_argument("--turns", type=int, default=TURNS, help="how often each of them changes")
    words = asked.parse_args()
    configure_logs(level=logging.ERROR)
    print(json.dumps(await measure(words.products, words.turns, Vendor(4, timedelta(milliseconds=5)))))


if __name__ == "__main__":
    asyncio.run(main())
