"""The published JSON Schemas: that they are current, and that they say what the reader does."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from mapping.documents.order import Order
from mapping.documents.party import Address
from mapping.documents.personal import is_personal
from mapping.documents.schema import DOCUMENTS, publish, schema_of, schema_text

PUBLISHED = Path(__file__).parents[3] / "docs" / "schemas"


@pytest.mark.parametrize(("name", "kind"), DOCUMENTS.items())
def test_the_published_schema_is_current(name: str, kind: type[BaseModel]) -> None:
    renew = "renew it with: python -m mapping.documents.schema docs/schemas"
    assert (PUBLISHED / f"{name}.json").read_text("utf-8") == schema_text(kind), renew


def test_there_is_a_file_for_each_document_and_no_other() -> None:
    assert {path.stem for path in PUBLISHED.iterdir()} == set(DOCUMENTS)


def test_publishing_writes_all_files_and_the_command_does_the_same(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    ours.mkdir()
    theirs.mkdir()
    publish(ours)
    subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "mapping.documents.schema", str(theirs)], check=True, cwd=PUBLISHED.parents[1]
    )
    written = {path.name: path.read_text("utf-8") for path in ours.iterdir()}
    assert written == {path.name: path.read_text("utf-8") for path in theirs.iterdir()}
    assert set(written) == {f"{name}.json" for name in DOCUMENTS}


def objects_in(node: Any) -> list[dict[str, Any]]:
    found = [node] if isinstance(node, dict) and "properties" in node else []
    parts = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return found + [deeper for part in parts for deeper in objects_in(part)]


@pytest.mark.parametrize("kind", DOCUMENTS.values())
def test_every_object_is_closed_as_the_strict_reader_is(kind: type[BaseModel]) -> None:
    objects = objects_in(schema_of(kind))
    assert objects
    assert [node for node in objects if node["additionalProperties"] is not False] == []


def test_bounds_of_numbers_are_told_in_the_words_of_json_schema() -> None:
    line = schema_of(Order)["$defs"]["OrderLine"]["properties"]
    assert line["discount_amount"]["minimum"] == 0
    assert (line["discount_percent"]["minimum"], line["discount_percent"]["maximum"]) == (0, 100)
    assert line["vat_rate"]["exclusiveMaximum"] == 100
    assert not {"gt", "ge", "lt", "le"} & {key for shape in line.values() for key in shape}


def test_a_number_may_be_written_as_number_or_as_text() -> None:
    options = schema_of(Order)["$defs"]["OrderLine"]["properties"]["quantity"]["anyOf"]
    assert [option["type"] for option in options] == ["number", "string"]


def test_personal_fields_carry_their_mark() -> None:
    properties = schema_of(Order)["$defs"]["Address"]["properties"]
    marked = {name for name, shape in properties.items() if '"personal": true' in json.dumps(shape)}
    assert marked == {name for name in Address.model_fields if is_personal(Address, (name,))}
