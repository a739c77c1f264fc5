"""Any JSON becomes an order by rows of its connection alone, and what the page about formats shows is accepted."""

from decimal import Decimal
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from mapping.parsing import dump_json, parse_json
from mapping.problems import DocumentError
from mapping.strict_yaml import read as read_yaml
from relay.model import Identity
from tests.handlers.vendors.webhook.source.shops import sample, source_of

OWN_ROWS: list[dict[str, Any]] = [
    {"to": "number", "from": "posted.Kop.Nr"},
    {"to": "ordered_on", "from": "posted.Kop.Datum", "do": [{"parse_date": "DD-MM-YYYY"}]},
    {"to": "customer.last_name", "from": "posted.Kop.Naam", "do": [{"name_part": "last_name"}]},
    {"to": "billing_address.street", "from": "posted.Kop.Straat"},
    {"to": "billing_address.postcode", "from": "posted.Kop.Postcode"},
    {"to": "billing_address.city", "from": "posted.Kop.Plaats"},
    {"to": "billing_address.country", "from": "posted.Kop.Land", "do": ["country"]},
    {"to": "lines.sku", "each": "posted.Regels", "from": "item.Artikel"},
    {"to": "lines.quantity", "each": "posted.Regels", "from": "item.Aantal", "do": [{"number": "nl"}]},
    {"to": "lines.unit_price", "each": "posted.Regels", "from": "item.Prijs", "do": [{"number": "nl"}]},
]
OWN: dict[str, Any] = {
    "Kop": {"Nr": "A-7", "Datum": "24-11-2026", "Naam": "Fenna van der Meulen", "Straat": "Kerkstraat 12"}
    | {"Postcode": "1017gn", "Plaats": "Amsterdam", "Land": "Nederland"},
    "Regels": [{"Artikel": "BR-100", "Aantal": "1,5", "Prijs": "€ 1.234,50"}],
}


class TestAnyJson:
    def test_rows_alone_make_an_order_of_it(self) -> None:
        source = source_of(mapping=OWN_ROWS, identity={"reference": "Kop.Nr", "version": None})
        order = source.read(parse_json(dump_json(OWN)))
        assert source.check(OWN) == []
        assert source.identify(OWN) == Identity("A-7", None)
        assert (order.customer.last_name, order.billing_address.country) == ("Meulen", "NL")
        assert (order.lines[0].quantity, order.lines[0].unit_price) == (Decimal("1.5"), Decimal("1234.50"))

    def test_a_problem_has_the_path_of_the_list_it_is_in(self) -> None:
        wrong = OWN | {"Regels": [*OWN["Regels"], {"Artikel": "", "Aantal": "two", "Prijs": "1"}]}
        with pytest.raises(DocumentError) as caught:
            source_of(mapping=OWN_ROWS).read(wrong)
        assert sorted(problem.path for problem in caught.value.problems) == ["Regels[1].Aantal", "Regels[1].Artikel"]

    def test_a_field_that_no_row_fills_is_told_with_the_row_to_write(self) -> None:
        rows = [row for row in OWN_ROWS if row["to"] != "ordered_on"]
        with pytest.raises(DocumentError) as caught:
            source_of(mapping=rows).read(OWN)
        [problem] = caught.value.problems
        assert (problem.path, problem.rule) == ("ordered_on", "is missing")
        assert problem.remedy == "fill it by a row of the mapping, to: ordered_on"


def test_the_examples_of_the_page_about_formats_are_accepted() -> None:
    page = (Path(__file__).parents[4] / "docs" / "other-formats.md").read_text(encoding="utf-8")
    blocks = [block.partition("```")[0] for block in page.split("```yaml\n")[1:]]
    change, till, lists, bundles = (read_yaml(dedent(block)) for block in blocks[1:])
    belgian = sample("woocommerce")
    belgian["line_items"][1]["total_tax"] = "0.77"
    order = source_of(format="woocommerce", mapping=change["mapping"]).read(belgian)
    skus, rates = [line.sku for line in order.lines], [line.vat_rate for line in order.lines]
    assert (skus, rates) == (["BR-100", "FL-9", "9000"], [Decimal(21), Decimal(6), Decimal(21)])
    posted: dict[str, Any] = {
        "Head": {"Number": 7, "Date": "24-11-2026", "Name": "Fenna Meulen", "Street": "Kerkstraat 12"}
        | {"Postcode": "1017GN", "City": "Amsterdam", "Country": "Nederland"},
        "Lines": [{"Article": "BR-100", "Number": "2", "Price": "9,99"}],
    }
    shop = {name: till["till"][name] for name in ("identity", "mapping")}
    problems = source_of(**shop).check(posted)
    assert problems == []
    posted["Head"] |= {"Number": "7"}
    assert source_of(**shop).read(posted).number == "7"
    assert source_of(**shop, **lists).check(posted) == []
    assert source_of(**shop, **bundles).check(posted) == []
