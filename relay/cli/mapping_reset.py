"""`relay mapping reset`: takes rows of a user's own out of the settings file, and leaves all else as it stands."""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from mapping.strict_yaml import CollectionNode, MappingNode, Node, SequenceNode, YamlError, compose, read
from relay.errors import StartError
from relay.settings.names import remedy_of
from words.told import Told

Spot = tuple[Node, Node, Node]
"""What is taken out: the collection it stands in, where it begins (a name or an item), and where it ends."""


def rows_of(text: str, flow: str) -> list[str]:
    """The fields for which a flow has rows of its own, as its file names them. Raises StartError for a wrong file."""
    rows = _find(_compose(text), ("flows", flow, "mapping"))
    return [target for row in rows[2].value if (target := _target(row))] if rows else []


def remove_rows(text: str, flow: str, field: str | None = None) -> str:
    """The file's text without the flow's own row for a field, or without all of its rows.

    What is left says the same as before: the text is read again and compared. Raises StartError with the remedy.
    """
    place = ("flows", flow, "mapping")
    whole = _find(_compose(text), place)
    if whole is None:
        raise StartError(Told("command.no_own_mapping", flow=flow))
    rows = whole[2].value
    kept = [row for row in rows if field is not None and _target(row) != field]
    if len(kept) == len(rows):
        instead = remedy_of(str(field), rows_of(text, flow))
        raise StartError(Told("command.no_row_for", flow=flow, field=str(field), remedy=instead))
    changed = _cut(text, whole) if not kept else text
    for row in reversed([row for row in rows if kept and row not in kept]):
        changed = _cut(changed, (whole[2], row, row))
    wanted: Any = _read(text)
    if kept:
        rows_left = [row for row in wanted["flows"][flow]["mapping"] if dict(row).get("to") != field]
        wanted["flows"][flow]["mapping"] = rows_left
    else:
        del wanted["flows"][flow]["mapping"]
    if _read(changed) != wanted:
        raise StartError(Told("command.take_away_by_hand", flow=flow))
    return changed


def replace_text(path: Path, text: str) -> None:
    """Put the new text in the file's place in one stroke, with the same rights. Raises StartError."""
    path = path.resolve()
    new = path.with_name(f".{path.name}.new")
    try:
        new.touch(mode=0o600)
        new.write_text(text, "utf-8")
        shutil.copymode(path, new)
        new.replace(path)
    except OSError as error:
        raise StartError(Told("command.file_not_written", file=path.name, error=str(error.strerror))) from None


def _compose(text: str) -> Node | None:
    try:
        return compose(text)
    except YamlError:
        raise StartError(Told("command.file_no_yaml")) from None


def _read(text: str) -> object:
    """What a text says, None where it is no YAML. A part that is named once and used twice stands there twice."""
    try:
        return _apart(read(text))
    except YamlError:
        return None


def _apart(value: object) -> object:
    if isinstance(value, dict):
        return {name: _apart(part) for name, part in value.items()}
    return [_apart(part) for part in value] if isinstance(value, list) else value


def _find(node: Node | None, place: Sequence[str]) -> Spot | None:
    spot: Spot | None = None
    for name in place:
        pairs = node.value if isinstance(node, MappingNode) else ()
        hit = next(((key, value) for key, value in pairs if key.value == name), None)
        if node is None or hit is None:
            return None
        spot = (node, *hit)
        node = hit[1]
    return spot if isinstance(node, SequenceNode) else None


def _target(row: Node) -> str | None:
    pairs = row.value if isinstance(row, MappingNode) else ()
    return next((str(value.value) for key, value in pairs if key.value == "to"), None)


def _cut(text: str, spot: Spot) -> str:
    """Without one name with its value, or one item: whole lines, or in a collection in brackets up to the comma."""
    inside, first, last = spot
    begin, end = first.start_mark.index, max(_ends(last))
    if not isinstance(inside, CollectionNode) or inside.flow_style:
        rest = text[end:].lstrip()
        if rest.startswith(","):
            return text[:begin] + rest[1:].lstrip()
        return text[:begin].rstrip().removesuffix(",") + text[end:]
    begin = text.rfind("\n", 0, begin) + 1
    stop = text.find("\n", end - text[:end].endswith("\n"))  # a text of several lines ends behind its last one
    return text[:begin] + (text[stop + 1 :] if stop >= 0 else "")


def _ends(node: Node) -> Iterator[int]:
    """Where the parts of a node end that say so themselves; a block ends only where the next thing begins."""
    if isinstance(node, CollectionNode) and not node.flow_style:
        for part in node.value:
            for inner in part if isinstance(part, tuple) else (part,):
                yield from _ends(inner)
    else:
        yield node.end_mark.index
