"""The published tables as the sandbox reads them: whole, at every path, and free of gaps."""

import csv
from importlib.resources import files

import pytest

from handlers.sandboxes import afas
from handlers.sandboxes.afas.published import connector_names, country_codes, find_object, is_custom, item_letters

FOLDER = files(afas).joinpath("published")


def test_every_table_stands_at_a_path_and_every_path_has_a_table() -> None:
    with FOLDER.joinpath("objects.tsv").open(encoding="utf-8") as text:
        used = {row["table"] for row in csv.DictReader(text, delimiter="\t")}
    there = {entry.name.removesuffix(".tsv") for entry in FOLDER.iterdir()}
    assert there == used | {"objects", "countries"}


def test_the_connectors_are_those_that_the_sandbox_writes() -> None:
    assert len(connector_names()) == 16
    assert {"FbSales", "KnContact", "KnSubject", "FbSalesPrice"} <= set(connector_names())


def test_an_object_has_its_fields_and_what_stands_under_it() -> None:
    line = find_object("FbSales").objects["FbSalesLines"]
    assert line is find_object("FbSales/FbSalesLines")
    assert (line.fields["QuUn"].length, line.fields["QuUn"].decimals) == (16, 5)
    assert set(line.objects) == {"FbOrderBatchLines", "FbOrderSerialLines", "AfasFbOrderCompLines"}
    assert line.under("KnPerson") is None


def test_a_dossier_item_has_an_object_of_its_type() -> None:
    subject = find_object("KnSubject")
    own = subject.under("KnS51")
    assert own is not None
    assert (own.name, own.fields, own.objects) == ("KnS51", {}, {})
    assert subject.under("KnSx") is None
    assert find_object("FbSales").under("KnS51") is None


def test_what_is_not_published_is_not_there() -> None:
    with pytest.raises(KeyError):
        find_object("FbPurch")


def test_countries_have_codes_of_afas() -> None:
    assert {"NL", "B", "D", "USA", "XK"} <= country_codes()
    assert not {"BE", "DE", "US"} & country_codes()


def test_item_types_have_letters() -> None:
    assert {"Art", "Wst", "Txt", "Kst"} <= set(item_letters())


@pytest.mark.parametrize(("name", "is_one"), [("U" + "0aF9" * 8, True), ("U123", False), ("UsId", False)])
def test_a_customers_own_field_is_known_by_its_name(name: str, is_one: bool) -> None:  # noqa: FBT001
    assert is_custom(name) is is_one
