"""The stock of the demo: a marketplace that is told what AFAS has, and somebody who breaks seven mugs at the office."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any, Final

from handlers.sandboxes.afas.profit import Profit
from handlers.sandboxes.shop import ShopSandbox
from relay.demo.scenario import Key, Round

FLOW: Final = "afas-stock"
BROKEN: Final = "KFM-100"

_BREAKS: Final = Decimal(7)
_KIND: Final = "stock"

STOCK_CONNECTION: Final[Mapping[str, Any]] = {"columns": {"administration": "AdministrationId"}}
"""Where AFAS shows what lies in which warehouse: in a connector of one's own, for each administration."""


def market_connection(market: ShopSandbox, secret: str) -> dict[str, Any]:
    """The marketplace in relay.yaml: each level is put at its code, signed. It takes no orders off by itself."""
    levels = {
        "path": f"/{_KIND}/{{code}}",
        "method": "PUT",
        "repeat": "idempotent_method",
        "shop_deducts_open_orders": False,
    }
    posts = {"address": market.address, "signing_secrets": [secret], "stock": levels}
    return {**market.connection, "posts": posts}


def stock_flow(poll: Mapping[str, Any]) -> dict[str, Any]:
    """The flow of levels, polled so: what may still be sold, and all of it once an hour."""
    return {
        FLOW: {
            "entity": "stock",
            "from": "afas",
            "to": "market",
            "write": True,
            "poll": {**poll, "refresh": "1h"},
            "settings": {"formula": "available"},
        }
    }


def stock_rounds(profit: Profit, market: ShopSandbox) -> list[Round]:
    """What there is, and then what there is left of one article."""

    def told_right() -> bool:
        return count_levels(profit, market) == len(_levels_of(profit))

    return [
        Round(
            "Stock of AFAS: what may still be sold of each article, posted to a marketplace …",
            [FLOW],
            [],
            cache(lambda: {(FLOW, code): "written" for code in _levels_of(profit)}),
            until=told_right,
        ),
        Round(
            "Seven mugs break at the office: the marketplace is told what is left of them …",
            [FLOW],
            [],
            lambda: {(FLOW, BROKEN): "written"},
            happens=lambda: profit.stock.move((BROKEN, "01"), -_BREAKS),
            until=told_right,
        ),
    ]


def count_levels(profit: Profit, market: ShopSandbox) -> int:
    """Of how many articles the marketplace was told what AFAS has of them now."""
    told = {str(data["code"]): Decimal(str(data["quantity"])) for data in market.books.data(_KIND)}
    return sum(1 for code, quantity in _levels_of(profit).items() if told.get(code) == quantity)


def shown_stock(profit: Profit) -> Mapping[Key, tuple[str, str]]:
    """What the table calls each article."""
    return {(FLOW, item.code): ("AFAS", item.description) for item in profit.masters.items}


def _levels_of(profit: Profit) -> dict[str, Decimal]:
    """What may be sold of each article, by its code: nothing of one that is blocked."""
    return {
        str(row["ItemCode"]): Decimal(0) if row["Blocked"] else Decimal(str(row["Available"]))
        for row in profit.levels.own()
    }
