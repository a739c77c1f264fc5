"""The published cases of stock of AFAS: what the rows of its connectors say of each article, to the figure.

What public reports tell of such connectors; codes and quantities are invented, and so are the columns, as every
environment names its own. A figure that is not known is a question mark, and one that nobody shows is left out.
"""

from collections.abc import Sequence

import pytest

from mapping.documents.stock import ComponentStock, StockPlace, StockRecord
from tests.handlers.vendors.afas.source.stock.environment import figures
from tests.handlers.vendors.afas.source.stock.published import CASES, EXPECTED, read_polls

FIGURES = ("on_hand", "reserved", "available", "incoming")


def test_every_published_case_of_afas_is_here() -> None:
    assert len(CASES) == 17
    assert CASES.keys() == EXPECTED.keys()


@pytest.mark.parametrize("name", CASES)
def test_the_rows_of_each_case_say_what_a_shop_manager_would_read_in_them(name: str) -> None:
    assert [[tell(record) for record in poll] for poll in read_polls(name)] == EXPECTED[name]["polls"]


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
