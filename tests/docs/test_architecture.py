"""The map of the house says where things are: every file and every name on it exists."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
PAGE = (HOUSE / "docs" / "architecture.md").read_text("utf-8")
PLACES = sorted(set(re.findall(r"`([\w/.-]+\.(?:py|lua|po|tsv))(?:::([\w.]+))?`", PAGE)))
FOLDERS = sorted(set(re.findall(r"`((?:relay|handlers|mapping|admin|words|tests|bench)/[\w/]*)`", PAGE)))


@cache
def names_in(path: str) -> frozenset[str]:
    """Functions, classes, their methods, and what is set at the top of a file."""
    found: set[str] = set()
    for node in ast.parse((HOUSE / path).read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.ClassDef):
            found.add(node.name)
            found |= {f"{node.name}.{each.name}" for each in node.body if hasattr(each, "name")}
        elif isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found.add(node.target.id)
    return frozenset(found)


@pytest.mark.parametrize(("path", "name"), PLACES, ids=[f"{path}::{name}" for path, name in PLACES])
def test_every_place_on_the_map_exists(path: str, name: str) -> None:
    assert (HOUSE / path).is_file()
    assert not name or name in names_in(path)


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_room_on_the_map_exists(folder: str) -> None:
    assert (HOUSE / folder).is_dir()


def test_the_map_answers_where_twenty_things_are() -> None:
    answers = [line for line in PAGE.splitlines() if line.startswith("| ") and "::" in line]
    assert len(answers) >= 20


def test_every_room_of_the_engine_is_on_the_map() -> None:
    rooms = {path.parent.name for path in (HOUSE / "relay").glob("*/__init__.py")}
    assert {name for name in rooms if f"`relay/{name}/`" not in PAGE} == set()


def test_the_reading_guide_names_every_room_of_the_engine() -> None:
    guide = ast.get_docstring(ast.parse((HOUSE / "relay" / "__init__.py").read_text("utf-8"))) or ""
    rooms = {path.parent.name for path in (HOUSE / "relay").glob("*/__init__.py")}
    assert {name for name in rooms if f"{name}/" not in guide} == set()
