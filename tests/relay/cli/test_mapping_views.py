"""`relay mapping show`, `diff` and `try`: what an administrator reads, and that a mistake is told."""

import json
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from mapping.parsing import parse_json
from mapping.problems import Problem, ToldRow
from mapping.rows.overlays import lay_over
from mapping.rows.presets import read_rows, rows_of
from mapping.rows.telling import tell_rows
from mapping.strict_yaml import read
from relay.bootstrap.flows import LookedAt
from relay.cli.mapping_views import diff, show, try_record, try_sample
from relay.errors import StartError
from relay.roles import WHOLE, Trial
from tests.plain import as_told

PRESET = rows_of(read("version: 2\nrows: [{to: H.A, from: a}, {to: H.B, from: b}, {to: L.X, each: l, from: item.x}]"))


class Books:
    def __init__(self, *overlay: Mapping[str, Any]) -> None:
        merged = lay_over(PRESET, read_rows(overlay))
        self.mapping_rows: tuple[ToldRow, ...] = tell_rows(merged)
        self.mapping_notices = merged.notices


class Shop:
    """A source that can be read: it has one document."""

    def check(self, document: Any) -> tuple[Problem, ...]:
        raise NotImplementedError

    commit_horizon = timedelta()
    parts = (WHOLE,)
    identify = digest_material = cursor_at = changed_since = changed_before = check

    async def fetch(self, reference: str) -> Any:
        return {"a": "Fenna"} if reference == "1001" else None


def looked_at(
    *overlay: Mapping[str, Any], problems: tuple[Problem, ...] = (), source: object | None = None
) -> LookedAt:
    def trial(document: Any) -> Trial:
        tables = {"H": {"A": document["a"]}, "L": [{"X": Decimal("0.10")}, {"X": None}]}
        return Trial(document, {"seen": document["a"]}, tables, problems)

    return LookedAt("orders", {"shop": source or object(), "books": Books(*overlay)}, parse_json, trial)


def words(text: str) -> list[str]:
    return [" ".join(line.replace("│", " ").split()) for line in text.splitlines()]


def test_show_tells_every_row_with_its_origin(capsys: pytest.CaptureFixture[str]) -> None:
    show(looked_at({"to": "H.B", "const": "x", "preset": 1}))
    said = capsys.readouterr().out
    assert {"H.A a preset 2", 'H.B "x" overlay', "L.X item.x preset 2"} <= set(words(said))
    assert "Notice: row 1 (H.B) was written for version 1 of the preset" in said


def test_diff_tells_what_the_overlay_changes_and_how_to_go_back(capsys: pytest.CaptureFixture[str]) -> None:
    diff(looked_at({"to": "H.A", "const": "x"}, {"to": "H.B", "off": True}, {"to": "H.C", "from": "c"}))
    said = words(capsys.readouterr().out)
    assert said[:10] == [
        *("orders: shop has no rows: every field is taken as it stands.", "H.A", "- a", '+ "x"'),
        *("H.C", "(the preset has no row for it)", "+ c"),
        *("H.B", "- b", "+ nothing"),
    ]
    assert "take a field's row away from flows.orders.mapping" in said[10]


def test_diff_says_so_where_nothing_is_changed(capsys: pytest.CaptureFixture[str]) -> None:
    diff(looked_at())
    assert capsys.readouterr().out.splitlines()[-1] == "orders: books has the preset, unchanged."


def test_the_rows_of_a_source_are_told_with_the_setting_that_holds_them(capsys: pytest.CaptureFixture[str]) -> None:
    looked = looked_at(source=Books({"to": "seen", "from": "b"}))
    diff(looked)
    assert "take a field's row away from connections.shop.mapping" in capsys.readouterr().out
    show(looked)
    assert "seen b overlay" in words(capsys.readouterr().out)


def test_try_shows_three_documents_and_the_row_of_each_field(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sample = tmp_path / "order.json"
    sample.write_text(json.dumps({"a": "[bold]Fenna[/]"}), "utf-8")
    assert try_sample(looked_at(), sample) is True
    said = words(capsys.readouterr().out)
    assert '"a": "[bold]Fenna[/]" "seen": "[bold]Fenna[/]" "H": {' in said
    assert "H.A [bold]Fenna[/] a preset 2" in said
    assert "L[0].X 0.10 item.x preset 2" in said
    assert "shop has no rows: every field is taken as it stands." in said
    assert said[-2:] == ["No problems.", "Nothing was written."]


def test_try_shows_the_row_of_each_field_of_the_canonical_document_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sample = tmp_path / "order.json"
    sample.write_text(json.dumps({"a": {"first": "Fenna"}}), "utf-8")
    try_sample(looked_at(source=Books({"to": "seen", "from": "b"})), sample)
    said = words(capsys.readouterr().out)
    assert "Which row of shop made which field" in said
    assert "seen.first Fenna b overlay" in said


async def test_try_reads_one_record_of_the_source_and_shows_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert await try_record(looked_at(source=Shop()), "1001") is True
    said = words(capsys.readouterr().out)
    assert said[0] == "orders: 1001"
    assert "H.A Fenna a preset 2" in said
    assert said[-1] == "Nothing was written."


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (Shop(), "--record 7: shop has no document with this number"),
        (object(), "--record 7: shop cannot be read, it posts; save one of its documents in a file, and .* --sample"),
    ],
)
async def test_a_record_that_cannot_be_read_is_refused_with_what_to_do(source: object, told: str) -> None:
    with pytest.raises(StartError, match=told):
        await try_record(looked_at(source=source), "7")


def test_try_tells_problems_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sample = tmp_path / "order.json"
    sample.write_text('{"a": 1}', "utf-8")
    assert try_sample(looked_at(problems=(Problem("a", as_told("is wrong"), as_told("mend it")),)), sample) is False
    assert "a: is wrong; mend it" in words(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("text", "told"), [(None, "cannot be read"), ("{", "--sample order.json"), ("[" + " " * 5_000_001, "larger")]
)
def test_a_sample_that_is_none_is_told_by_its_name(text: str | None, told: str, tmp_path: Path) -> None:
    sample = tmp_path / "order.json"
    if text is not None:
        sample.write_text(text, "utf-8")
    with pytest.raises(StartError, match=told):
        try_sample(looked_at(), sample)
