"""The tables of vendors and pipelines: every name is known, and what is behind it is loaded when it is asked for."""

import json
import subprocess
import sys

import pytest

from handlers.late_table import LateTable
from handlers.pipelines import PIPELINES
from handlers.vendors import VENDORS


@pytest.mark.parametrize("name", VENDORS)
def test_a_vendor_stands_under_its_own_name(name: str) -> None:
    assert VENDORS[name].name == name


@pytest.mark.parametrize("entity", PIPELINES)
def test_a_pipeline_stands_under_its_own_entity(entity: str) -> None:
    assert PIPELINES[entity].entity == entity


def test_an_entry_is_one_and_the_same_each_time() -> None:
    assert VENDORS["afas"] is VENDORS["afas"]


def test_a_name_that_is_not_there_is_missed_as_in_any_mapping() -> None:
    table: LateTable[int] = LateTable({"digits": "string:digits"})
    assert "letters" not in table
    assert table.get("letters") is None
    with pytest.raises(KeyError, match="letters"):
        table["letters"]


def test_asking_which_names_there_are_loads_none_of_them() -> None:
    code = """
import json, sys
from handlers.pipelines import PIPELINES
from handlers.vendors import VENDORS
known = [*VENDORS, *PIPELINES, "webhook" in VENDORS, "order" in PIPELINES, len(VENDORS)]
print(json.dumps([known, sorted(sys.modules)]))
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)  # noqa: S603 - code of this test
    known, loaded = json.loads(said.stdout)
    assert known == [
        "afas",
        "accountview",
        "webhook",
        "order",
        "invoice",
        "customer",
        "product",
        "stock",
        True,
        True,
        3,
    ]
    assert [name for name in loaded if name.startswith(("handlers.vendors.", "handlers.pipelines."))] == []
