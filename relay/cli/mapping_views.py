"""What `relay mapping show`, `diff` and `try` say; they read settings and a sample, and write nothing."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

from rich.console import Console
from rich.table import Table
from rich.text import Text

from mapping.parsing import ParseError
from mapping.problems import ToldRow
from relay.bootstrap.flows import LookedAt
from relay.errors import StartError
from relay.roles import Json, PolledSource
from words.told import Told

NARROWEST = 120
"""Below this many characters three documents side by side cannot be read."""

LARGEST_SAMPLE = 5_000_000

TellTrial: TypeAlias = Callable[[LookedAt, str, Json], bool]
"""Maps a document that has a title and tells what came of it; False when there are problems."""

_NO_ROWS = "has no rows: every field is taken as it stands."


def show(looked: LookedAt) -> None:
    """Every row of the flow's mappings, with its origin."""
    console = _console()
    for name, rows, notices in looked.rows():
        if not rows:
            console.print(Text(f"{looked.flow}: {name} {_NO_ROWS}"))
            continue
        table = Table("field", "is filled with", "origin", title=f"{looked.flow}: {name}", title_justify="left")
        for row in rows:
            table.add_row(Text(row.target), Text(row.text), Text(row.origin))
        console.print(table)
        _tell(console, notices)


def diff(looked: LookedAt) -> None:
    """The rows of the flow beside those of the preset that they change, and how to go back to it."""
    console = _console()
    for name, rows, notices in looked.rows():
        changed = [row for row in rows if not row.origin.startswith("preset")]
        for row in changed:
            console.print(Text(row.target))
            console.print(Text(f"  - {row.was}" if row.was is not None else "  (the preset has no row for it)"))
            console.print(Text(f"  + {row.text}"))
        if changed:
            where = looked.setting(name)
            console.print(f"To go back to the preset, take a field's row away from {where}, or {where} as a whole.")
            if where.startswith("flows."):
                console.print(f"relay mapping reset {looked.flow} does so, with --field for one of them.")
        elif rows:
            console.print(Text(f"{looked.flow}: {name} has the preset, unchanged."))
        else:
            console.print(Text(f"{looked.flow}: {name} {_NO_ROWS}"))
        _tell(console, notices)


def try_sample(looked: LookedAt, sample: Path, tell: TellTrial | None = None) -> bool:
    """Map the document in a file, and show all that came of it. False when there are problems. Raises StartError."""
    return (tell or tell_trial)(looked, sample.name, _read(sample, looked.parse))


async def try_record(looked: LookedAt, reference: str, tell: TellTrial | None = None) -> bool:
    """Read one document from the source, and show the same. Raises StartError, and what the source raises."""
    name, source = next(iter(looked.sides.items()))
    if not isinstance(source, PolledSource):
        raise StartError(Told("command.source_posts", reference=reference, connection=name))
    document = await source.fetch(reference)
    if document is None:
        raise StartError(Told("command.no_such_record", reference=reference, connection=name))
    return (tell or tell_trial)(looked, reference, document)


def tell_trial(looked: LookedAt, title: str, document: Json) -> bool:
    """Map a document, and show all that came of it. False when there are problems."""
    trial = looked.trial(document)
    console = _console()
    documents = Table("source", "canonical", "target", title=f"{looked.flow}: {title}", title_justify="left")
    parts = (trial.source, trial.canonical, trial.targets or None)
    documents.add_row(*(Text("-" if part is None else _describe(part)) for part in parts))
    console.print(documents)
    for (name, rows, _), filled in zip(looked.rows(), (trial.canonical, trial.targets), strict=True):
        if filled:
            _tell_rows(console, name, rows, filled)
    console.print("Problems:" if trial.problems else "No problems.")
    for problem in trial.problems:
        console.print(Text(f"  {problem}"))
    console.print("Nothing was written.")
    return not trial.problems


def _tell_rows(console: Console, name: str, rows: Sequence[ToldRow], filled: Mapping[str, Any]) -> None:
    """Each filled field with the row that made it; nothing but a sentence for a side without rows."""
    if not rows:
        console.print(Text(f"{name} {_NO_ROWS}"))
        return
    made = {row.target: row for row in rows}
    title = f"Which row of {name} made which field"
    fields = Table(title=title, title_justify="left")
    for heading in ("field", "value", "is filled with", "origin"):
        fields.add_column(heading, overflow="fold")  # a name that is cut short cannot be looked up
    for place, field, value in _leaves(filled):
        row = next((made[target] for target in _upwards(field) if target in made), None)
        fields.add_row(*map(Text, (place, value, row.text if row else "", row.origin if row else "")))
    console.print(fields)


def _console() -> Console:
    console = Console(highlight=False, markup=False, emoji=False)
    console.width = max(console.width, NARROWEST)
    return console


def _tell(console: Console, notices: Sequence[Told]) -> None:
    for notice in notices:
        console.print(Text(f"Notice: {notice}"))


def _read(sample: Path, parse: Callable[[bytes], Json]) -> Json:
    try:
        with sample.open("rb") as file:
            body = file.read(LARGEST_SAMPLE + 1)
    except OSError as error:
        raise StartError(Told("command.sample_not_read", file=sample.name, error=str(error.strerror))) from None
    if len(body) > LARGEST_SAMPLE:
        raise StartError(Told("command.sample_too_large", file=sample.name, most=LARGEST_SAMPLE))
    try:
        return parse(body)
    except ParseError as error:
        raise StartError(Told("command.sample_unreadable", file=sample.name, why=error.told)) from None


def _describe(document: Json) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _leaves(value: Any, place: str = "", field: str = "") -> Iterator[tuple[str, str, str]]:
    """Each filled field: its place, its name in the mapping, and its value as text."""
    if isinstance(value, Mapping):
        for name, part in value.items():
            yield from _leaves(part, f"{place}.{name}".lstrip("."), f"{field}.{name}".lstrip("."))
    elif isinstance(value, list):
        for position, part in enumerate(value):
            yield from _leaves(part, f"{place}[{position}]", field)
    elif value is not None:
        yield place, field, _plain(value)


def _upwards(field: str) -> Iterator[str]:
    """The field, and what it is part of: a row may fill an object as a whole."""
    while field:
        yield field
        field = field.rpartition(".")[0]
