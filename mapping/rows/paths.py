"""Paths such as ``order.lines[0].sku``: how they are written, and what stands at one in a document."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from mapping.rows.views import readable
from words.mistake import Mistake
from words.told import Told

Parts = tuple[str | int, ...]
"""A path taken apart: names of fields, and positions in lists."""

_PATH = re.compile(r"[A-Za-z_@#][\w@#-]*(?:\[\d{1,4}\]|\.[\w@#-]+)*")
_PART = re.compile(r"\[(\d+)\]|[\w@#-]+")


@lru_cache(maxsize=4096)
def path_parts(path: str) -> Parts:
    """Take a path apart. Raises Mistake when it is no path.

    >>> path_parts("order.lines[0].sku")
    ('order', 'lines', 0, 'sku')
    """
    if not _PATH.fullmatch(path):
        raise Mistake(Told("rows.write_path"))
    return tuple(int(found[1]) if found[1] else found[0] for found in _PART.finditer(path))


def read_path(value: Any) -> str:
    """A path as the configuration has it. Raises Mistake."""
    if not isinstance(value, str):
        raise Mistake(Told("rows.write_path"))
    path_parts(value)
    return value


def follow(value: Any, parts: Parts) -> Any:
    """What stands at the path, or None.

    >>> follow({"lines": [{"sku": "BR-1"}]}, ("lines", 0, "sku"))
    'BR-1'
    """
    for part in parts:
        kind = value.__class__
        if kind is dict:
            value = value.get(part)
        elif part in readable(kind):
            value = getattr(value, str(part))
        elif isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, list | tuple):
            value = value[part] if isinstance(part, int) and part < len(value) else None
        else:
            return None
    return value
