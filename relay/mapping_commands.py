"""What `relay mapping show`, `diff` and `try` say; they read settings and a sample, and write nothing."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from relay.errors import StartError
from relay.roles import Json, Mapped, ToldRow, Trial

NARROWEST = 120
"""Below this many characters three documents side by side cannot be read."""

LARGEST_SAMPLE = 5_000_000


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A flow, opened far enough to look at its mapping. ``sides`` are its source and target, by name."""

    flow: str
    sides: Mapping[str, Any]
    parse: Callable[[bytes], Json]
    trial: Callable[[Json], Trial]

    def rows(self) -> Iterator[tuple[str, Sequence[ToldRow], Sequence[str]]]:
        """The rows and notices of each side that has a mapping."""
        for name, side in self.sides.items():
            if isinstance(side, Mapped):
                yield name, side.mapping_rows, side.mapping_notices


def show(looked: LookedAt) -> None:
    """Every row of the flow's mappings, with its origin."""
    console = _console()
    for name, rows, notices in looked.rows():
        table = Table("field", "is filled with", "origin", title=f"{looked.flow}: {name}", title_justify="left")
        for row in rows:
            table.add_row(Text(row.target), Text(row.text), Text(row.origin))
        console.print(table)
        _tell(console, notices)


def diff(looked: LookedAt) -> None:
    """The rows of the flow beside those of the preset that they change, and how to go back to it."""
    console = _console()
    changed = [row for _, rows, _ in looked.rows() for row in rows if not row.origin.startswith("preset")]
    if not changed:
        console.print(f"{looked.flow}: the mapping is the preset, unchanged.")
    for row in changed:
        console.print(Text(row.target))
        console.print(Text(f"  - {row.was}" if row.was is not None else "  (the preset has no row for it)"))
        console.print(Text(f"  + {row.text}"))
    if changed:
        where = f"flows.{looked.flow}.mapping"
        console.print(f"To go back to the preset, take a field's row away from {where}, or {where} as a whole.")
    for _, _, notices in looked.rows():
        _tell(console, notices)


def try_sample(looked: LookedAt, sample: Path) -> bool:
    """Map the document in a file, and show all that came of it. False when there are problems. Raises StartError."""
    trial = looked.trial(_read(sample, looked.parse))
    console = _console()
    documents = Table("source", "canonical", "target", title=f"{looked.flow}: {sample.name}", title_justify="left")
    parts = (trial.source, trial.canonical, trial.targets or None)
    documents.add_row(*(Text("-" if part is None else _told(part)) for part in parts))
    console.print(documents)
    fields = Table(
        "field", "value", "is filled with", "origin", title="Which row made which field", title_justify="left"
    )
    made = {row.target: row for _, rows, _ in looked.rows() for row in rows}
    for place, field, value in _leaves(trial.targets):
        row = made.get(field)
        fields.add_row(
            Text(place), Text(value), *(Text(text) for text in ((row.text, row.origin) if row else ("", "")))
        )
    if fields.row_count:
        console.print(fields)
    console.print("Problems:" if trial.problems else "No problems.")
    for problem in trial.problems:
        console.print(Text(f"  {problem}"))
    console.print("Nothing was written.")
    return not trial.problems


def _console() -> Console:
    console = Console(highlight=False, markup=False, emoji=False)
    console.width = max(console.width, NARROWEST)
    return console


def _tell(console: Console, notices: Sequence[str]) -> None:
    for notice in notices:
        console.print(Text(f"Notice: {notice}"))


def _read(sample: Path, parse: Callable[[bytes], Json]) -> Json:
    try:
        with sample.open("rb") as file:
            body = file.read(LARGEST_SAMPLE + 1)
    except OSError as error:
        raise StartError(f"--sample {sample.name}: cannot be read ({error.strerror})") from None
    if len(body) > LARGEST_SAMPLE:
        raise StartError(f"--sample {sample.name}: is larger than {LARGEST_SAMPLE} bytes; take one document")
    try:
        return parse(body)
    except ValueError as error:
        raise StartError(f"--sample {sample.name}: {error}") from None


def _told(document: Json) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _leaves(tables: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Each filled field: its place, its name in the mapping, and its value as text."""
    for table, rows in tables.items():
        if not isinstance(rows, Mapping | list):
            yield table, table, _plain(rows)
        for position, row in enumerate(rows if isinstance(rows, list) else [rows]):
            place = f"{table}[{position}]" if isinstance(rows, list) else table
            for name, value in row.items() if isinstance(row, Mapping) else ():
                yield f"{place}.{name}", f"{table}.{name}", _plain(value)
