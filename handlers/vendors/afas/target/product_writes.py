"""Makes the calls to the UpdateConnectors of goods: an article, a variant of it, a price of it.

Source: AFASSoftware/OASContent OpenApiSpecs/profit/en (Artikelen, Verkoop en Orders).
"""

from collections.abc import Collection, Mapping
from typing import Any, Literal

from handlers.contracts.records import Fields
from handlers.vendors.afas.protocol import Element
from handlers.vendors.afas.protocol.payloads import CLEAR
from handlers.vendors.afas.target.nesting import drop_empty, nest
from handlers.vendors.afas.target.party_presets import ARTICLE
from handlers.vendors.afas.target.product_presets import PRICE, VARIANT
from handlers.vendors.afas.target.writes import Write


def new_article(fields: Fields, emptied: Collection[str] = ()) -> Write:
    """Insert an article, be it an order's or a product's, or keep what is said of a variant, without what is empty.

    ``emptied`` are fields that a row empties on purpose, which are sent all the same.
    """
    [(connector, table)] = nest(fields).items()
    return Write("POST", connector, _element(drop_empty(table, connector, emptied)))


def change_article(code: str, fields: Mapping[str, Any]) -> Write:
    """Set these fields of an article, by place, and no others; those that are None are emptied."""
    table = nest(fields).get(ARTICLE, {})
    return Write("PUT", ARTICLE, _element({"ItCd": code, **_cleared(table)}))


def change_variant(key: Mapping[str, str], fields: Mapping[str, Any]) -> Write:
    """Set these fields of a variant; FbUpdateAdB has a POST for that, and nothing else."""
    table = nest(fields).get(VARIANT, {})
    return Write("POST", VARIANT, _element({**_cleared(table), **key}))


def write_price(method: Literal["POST", "PUT"], fields: Fields) -> Write:
    """Insert a price (POST), or set another amount or end of one (PUT), by the key that is among its fields."""
    table = nest(fields)[PRICE]
    return Write(method, PRICE, _element(drop_empty(table, PRICE) if method == "POST" else _cleared(table)))


def _element(table: Mapping[str, Any]) -> Element:
    own = {name: value for name, value in table.items() if not isinstance(value, Mapping)}
    under = {name: [_element(value)] for name, value in table.items() if isinstance(value, Mapping)}
    return Element(own, under)


def _cleared(table: Mapping[str, Any]) -> dict[str, Any]:
    """The table of an update, which empties what is None."""
    return {
        name: _cleared(value) if isinstance(value, Mapping) else CLEAR if value is None else value
        for name, value in table.items()
    }
