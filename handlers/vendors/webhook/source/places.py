"""Finds for a path that rows read where a person finds it in the posted document."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handlers.vendors.webhook.source.lines import LINES
from handlers.vendors.webhook.source.shop_reading import SHOP, WORKED


@dataclass(frozen=True, slots=True)
class Places:
    """Where a person finds in the posted document what rows read.

    ``names`` are those of what was worked out, ``lines`` the paths of all lines, and ``kept`` the positions of those
    that were not left out.
    """

    names: Mapping[str, str]
    lines: Sequence[str]
    kept: Sequence[int]

    def entry(self, position: int) -> int:
        """The position in its list of a line of the order."""
        return self.kept[position] if position < len(self.kept) else position

    def of_source(self, path: str) -> str:
        """A path that rows read."""
        if match := re.fullmatch(rf"{LINES}\[([0-9]+)\](.*)", path):
            inside = match[2].replace(f".{WORKED}.", ".", 1)
            return f"{self.lines[int(match[1])]}{inside}" if int(match[1]) < len(self.lines) else path
        name, point, rest = path.removeprefix(f"{SHOP}.").partition(".")
        if path.startswith(f"{SHOP}.") and name in self.names:
            return f"{self.names[name]}{point}{rest}".removeprefix(".")
        return path.removeprefix("posted.")


def drop_empty_lines(fields: dict[str, Any]) -> list[int]:
    """Take lines away that no row filled, for its conditions said so; the positions of those that stay."""
    lines = fields.get(LINES)
    if not isinstance(lines, list):
        return []
    kept = [position for position, filled in enumerate(lines) if filled]
    fields[LINES] = [lines[position] for position in kept]
    return kept
