"""The published cases of stock of AFAS: what the rows of its connectors say of each article, to the figure.

What public reports tell of such connectors; codes and quantities are invented, and so are the columns, as every
environment names its own. A figure that is not known is a question mark, and one that nobody shows is left out.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from handlers.vendors.afas.settings import AfasConnection
from handlers.vendors.afas.source.stock.documents import StockDocuments
from handlers.vendors.afas.source.stock.heads import HeadChooser
from handlers.vendors.afas.source.stock.naming import StockNames
from mapping.documents.stock import ComponentStock, StockPlace, StockRecord
from mapping.parsing import dump_json, parse_json
from mapping.strict_yaml import read as read_yaml
from tests.handlers.vendors.afas.source.stock.environment import figures
from tests.handlers.vendors.afas.support import connection

HERE = Path(__file__).parent
CASES = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted((HERE / "cases").glob("*.json"))}
EXPECTED = read_yaml((HERE / "cases.yaml").read_text("utf-8"))
FIGURES = ("on_hand", "reserved", "available", "incoming")


def test_every_published_case_of_afas_is_here() -> None:
    assert len(CASES) == 17
    assert CASES.keys() == EXPECTED.keys()


@pytest.mark.parametrize("name", CASES)
def test_the_rows_of_each_case_say_what_a_shop_manager_would_read_in_them(name: str) -> None:
    expected, case = EXPECTED[name], CASES[name]
    settings = connection(stock=expected.get("stock", {}), products=expected.get("products", {}))
    polls = case["rows"] if isinstance(case["rows"][0], list) else polls_of(case["rows"])
    assert [[tell(record) for record in records(settings, rows, case)] for rows in polls] == expected["polls"]


def polls_of(rows: Sequence[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    """Rows of one list, or of several lists one after another where an article and warehouse comes again."""
    found: list[list[Mapping[str, Any]]] = [[]]
    for row in rows:
        key = (row["ItemCode"], row.get("Warehouse"))
        if key in {(other["ItemCode"], other.get("Warehouse")) for other in found[-1]}:
            found.append([])
        found[-1].append(row)
    return found


def records(
    settings: AfasConnection, rows: Sequence[Mapping[str, Any]], case: Mapping[str, Any]
) -> Iterator[StockRecord]:
    """The records of all articles that rows are of, and of the compositions that the books of a case have."""
    names = StockNames(settings.stock, settings.products.variants)
    documents, chooser = StockDocuments(settings, names), HeadChooser(settings.stock, names, {}, None)
    parsed = parse_json(dump_json(rows))
    for head in chooser.of_levels(parsed).by_number.values():
        units, lines = case.get("rows_units"), case["books"].get("afas_open_lines") if "books" in case else None
        beside = {"units": units} if units is not None and settings.stock.units is not None else {}
        beside |= {"open_lines": lines} if lines is not None and settings.stock.open_lines is not None else {}
        yield documents.read({**head, **parse_json(dump_json(beside))})
    for composition in case.get("books", {}).get("afas_compositions", ()):
        parts = [
            {"CompositionId": composition["CompositionId"], "ItemCode": item, "Quantity": quantity, "ItemType": "Art"}
            for item, quantity in composition["parts"]
        ]
        own = [row for row in parsed if row["ItemCode"] in {item for item, _ in composition["parts"]}]
        yield documents.read({"composition": parse_json(dump_json(parts)), "stock": own})


def tell(record: StockRecord) -> str:
    """A record in one line."""
    told = [record.number if record.sku == record.number else f"{record.number} ({record.sku})"]
    told += [f"{one.unit}={one.quantity}" for one in record.packings]
    told += [f"{one.quantity:f}x{one.sku}" for one in record.components]
    told += _state(record) + _places(record.places)
    for part in record.component_stock:
        told += [f"[{part.sku}", *_state(part), *_places(part.places), "]"]
    return " ".join(told)


def _state(record: StockRecord | ComponentStock) -> list[str]:
    return [
        *(["not tracked"] if record.tracked is False else []),
        *([f"check:{record.stock_check}"] if record.stock_check not in {None, "free"} else []),
    ]


def _places(places: Sequence[StockPlace]) -> list[str]:
    found = []
    for place in places:
        shown = [word for word in FIGURES if word in place.model_fields_set]
        values = figures([place], *shown)[0].split(" ") if shown else []
        found.append(
            f"{place.warehouse or '-'}:"
            + ",".join(f"{word}={value}" for word, value in zip(shown, values, strict=True))
        )
    return found
