"""Rows of a user's own go out of the settings file, and nothing else of it changes."""

import stat
from pathlib import Path

import pytest
import yaml

from relay.cli.mapping_reset import remove_rows, replace_text, rows_of
from relay.errors import StartError

FILE = """# The shop's settings
flows:
  lines:
    entity: order  # of the shop
    mapping:  # ours
      # the remark, cut
      - {to: H.A, from: x}   # one
      - to: H.B
        from: y
        do: [trim, {cut: 3}]

      - to: H.C
        expr: |
          a & '#'
          & b
    settings: {tolerance: 1}
  brackets: {entity: order, mapping: [{to: H.A, from: x}, {to: H.B, off: true}], to: books}
  none: {entity: order}
keys: {index: "${INDEX_KEY}"}
"""


def gone(flow: str, field: str | None = None) -> list[str]:
    """The lines that went; all others must stand there as before, in their order."""
    before, after = FILE.splitlines(), remove_rows(FILE, flow, field).splitlines()
    left = iter(after)
    waiting = next(left, None)
    lost = []
    for line in before:
        if line == waiting:
            waiting = next(left, None)
        else:
            lost.append(line.strip())
    assert waiting is None
    return lost


@pytest.mark.parametrize(
    ("field", "lines"),
    [
        ("H.A", ["- {to: H.A, from: x}   # one"]),
        ("H.B", ["- to: H.B", "from: y", "do: [trim, {cut: 3}]"]),
        ("H.C", ["- to: H.C", "expr: |", "a & '#'", "& b"]),
    ],
)
def test_the_lines_of_one_row_go_and_all_others_stay(field: str, lines: list[str]) -> None:
    assert gone("lines", field) == lines


def test_all_rows_of_a_flow_go_with_the_name_above_them() -> None:
    lost = gone("lines")
    assert (lost[0], lost[-1], len(lost)) == ("mapping:  # ours", "& b", 11)


@pytest.mark.parametrize(
    ("field", "flow"),
    [
        ("H.A", "  brackets: {entity: order, mapping: [{to: H.B, off: true}], to: books}"),
        ("H.B", "  brackets: {entity: order, mapping: [{to: H.A, from: x}], to: books}"),
        (None, "  brackets: {entity: order, to: books}"),
    ],
)
def test_rows_in_brackets_go_with_their_comma(field: str | None, flow: str) -> None:
    before = next(line for line in FILE.splitlines() if line.startswith("  brackets"))
    assert remove_rows(FILE, "brackets", field) == FILE.replace(before, flow)


def test_the_last_row_takes_the_empty_mapping_along() -> None:
    one = remove_rows(FILE, "brackets", "H.A")
    assert "mapping" not in yaml.safe_load(remove_rows(one, "brackets", "H.B"))["flows"]["brackets"]


def test_the_rows_of_a_flow_are_told_by_their_fields() -> None:
    assert (rows_of(FILE, "lines"), rows_of(FILE, "none"), rows_of(FILE, "nowhere")) == (["H.A", "H.B", "H.C"], [], [])


@pytest.mark.parametrize(
    ("text", "flow", "field", "told"),
    [
        (FILE, "none", None, "has no mapping of its own; it is the preset already"),
        (FILE, "lines", "H.X", "has no row for H.X; did you mean 'H.C'"),
        ("flows: {a: &x {mapping: [{to: H.A}]}, b: *x}", "a", None, "take the rows away by hand"),
        ("flows: {a: {mapping: &x [{to: H.A}]}, b: {mapping: *x}}", "a", None, "take the rows away by hand"),
        ("flows: {", "a", None, "the file is no YAML"),
    ],
)
def test_what_cannot_be_taken_away_is_refused_with_what_to_do(
    text: str, flow: str, field: str | None, told: str
) -> None:
    with pytest.raises(StartError, match=told):
        remove_rows(text, flow, field)


def test_a_file_is_replaced_with_its_rights_also_through_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "relay.yaml", tmp_path / "link.yaml"
    real.write_text("a: 1", "utf-8")
    real.chmod(0o640)
    link.symlink_to(real)
    replace_text(link, "a: 2")
    assert real.read_text("utf-8") == "a: 2"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert link.is_symlink()
    assert {path.name for path in tmp_path.iterdir()} == {"relay.yaml", "link.yaml"}


def test_a_file_that_cannot_be_written_is_told_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(StartError, match=r"relay\.yaml: cannot be written"):
        replace_text(tmp_path / "nowhere" / "relay.yaml", "a: 2")
