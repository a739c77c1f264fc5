"""The files of this repository as text and as syntax trees, for tests that judge the source itself."""

import ast
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

HOUSE = Path(__file__).parents[1]
SHIPPED = ("relay", "handlers", "mapping", "admin", "words")


def files() -> Iterator[Path]:
    """Every file that belongs to the house: no virtual environment, no cache, nothing of git."""
    for folder, names, found in os.walk(HOUSE):
        names[:] = [name for name in names if name == ".ci" or not name.startswith((".", "__pycache__"))]
        names[:] = [name for name in names if name not in {"build", "dist"} and not name.endswith(".egg-info")]
        yield from (Path(folder, name) for name in found if name != ".git" and not name.startswith(".coverage"))


@cache
def texts() -> dict[str, str]:
    """The text of each file by its path from the top, with forward slashes."""
    found = {}
    for path in files():
        try:
            found[path.relative_to(HOUSE).as_posix()] = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue  # a picture
    return found


@cache
def modules() -> dict[str, ast.Module]:
    """The syntax tree of each Python file."""
    return {name: ast.parse(text) for name, text in texts().items() if name.endswith(".py")}
