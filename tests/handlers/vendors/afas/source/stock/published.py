"""The published cases of stock of AFAS as records, for the tests of both halves: what is read, what a shop is told."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from handlers.vendors.afas.settings import AfasConnection
from handlers.vendors.afas.source.stock.documents import StockDocuments
from handlers.vendors.afas.source.stock.heads import HeadChooser
from handlers.vendors.afas.source.stock.naming import StockNames
from mapping.documents.stock import StockRecord
from mapping.parsing import dump_json, parse_json
from mapping.strict_yaml import read as read_yaml
from tests.handlers.vendors.afas.support import connection

HERE = Path(__file__).parent
CASES = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted((HERE / "cases").glob("*.json"))}
EXPECTED = read_yaml((HERE / "cases.yaml").read_text("utf-8"))


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


def read_polls(name: str) -> list[list[StockRecord]]:
    """The records of a case, poll by poll."""
    expected, case = EXPECTED[name], CASES[name]
    settings = connection(stock=expected.get("stock", {}), products=expected.get("products", {}))
    polls = case["rows"] if isinstance(case["rows"][0], list) else polls_of(case["rows"])
    return [list(records(settings, rows, case)) for rows in polls]
