"""Changes one value in a text of YAML and leaves all else in it as it stands: remarks, blanks, the order of names."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from mapping.strict_yaml import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode, YamlError, compose, read

Path = tuple[str | int, ...]

_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*(?: [A-Za-z0-9_./-]+)*")
_TAKEN: Final = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
"""Words that some reader of YAML takes for something else than a text."""

_STEP: Final = 2


class EditError(ValueError):
    """The text is written in a way in which it cannot be changed by itself: a person must do it by hand."""


def edit(text: str, path: Path, value: Any) -> str:
    r"""The text with another value at a path; names that are not there are added at the end of what is around them.

    ``value`` is as JSON has it, with Decimal for decimals. What comes out is read again and compared. Raises EditError,
    also where the text is no YAML, and where the path leads through a value that is no list or mapping.

    >>> print(edit("flows: # mine\n  a: {write: false} # yet\n", ("flows", "a", "write"), True), end="")
    flows: # mine
      a: {write: true} # yet
    """
    root = _compose(text)
    wanted = _set_in(_apart(_read(text)), path, value)
    if root is None:
        changed = text + ("" if not text or text.endswith("\n") else "\n") + _block(wanted, 0)
    else:
        changed = _changed(text, root, path, value)
    return _proven(changed, wanted)


def remove(text: str, path: Path) -> str:
    """The text without what stands at a path: a name with its value, or an item. Raises EditError."""
    root, wanted = _compose(text), _apart(_read(text))
    around, last = _look_up(wanted, path[:-1]), path[-1]
    found = _spot(root, path)
    if found is None:
        raise EditError("there is nothing at this path")
    del around[last]
    return _proven(_cut(text, *found), wanted)


def _proven(text: str, wanted: Any) -> str:
    try:
        if _apart(read(text)) == wanted:
            return text
    except YamlError:
        pass
    raise EditError("this text is written in a way in which it cannot be changed by itself")


def _changed(text: str, root: Node, path: Path, value: Any) -> str:
    for end in range(len(path), -1, -1):
        found = _spot(root, path[:end]) if end else (root, root, root)
        if found is None:
            continue
        rest = path[end:]
        if not rest:
            return _replaced(text, *found, value)
        return _added(text, found[2], rest[0], _nested(rest[1:], value))
    raise EditError("there is nothing at this path")


def _replaced(text: str, inside: Node, first: Node, node: Node, value: Any) -> str:
    """The text with another value in the place of a node, whose name (or the node itself) begins at ``first``."""
    begin, end = node.start_mark.index, max(_ends(node))
    behind_name = text.find(":", first.end_mark.index) + 1 if first is not node else begin
    if begin == end:  # nothing stands there, and what comes next may be lines away
        begin = end = behind_name
    is_block = isinstance(inside, MappingNode) and not inside.flow_style and first is not node
    if is_block and isinstance(value, dict | list) and value:
        lines = "\n" + _block(value, first.start_mark.column + _STEP).rstrip("\n")
        return text[:behind_name] + _remark(text, behind_name, begin) + lines + text[end:]
    gap = " " if begin == behind_name and first is not node else ""
    return text[:begin] + gap + _inline(value) + text[end:]


def _remark(text: str, begin: int, end: int) -> str:
    """What stands between a name and its block on the line of the name: blanks and a remark."""
    line, line_break, _ = text[begin:end].partition("\n")
    return line.rstrip() if line_break else ""


def _added(text: str, around: Node, name: str | int, value: Any) -> str:
    if isinstance(around, ScalarNode):
        raise EditError("a value stands where names would have to")
    item = f"{_scalar(str(name))}: " if isinstance(around, MappingNode) else ""
    if not isinstance(around, CollectionNode) or around.flow_style or not around.value:
        end = around.end_mark.index - 1
        gap = ", " if around.value else ""
        return text[:end].rstrip() + gap + item + _inline(value) + text[end:]
    column, last = around.start_mark.column, max(_ends(around))
    at = text.find("\n", last - text[:last].endswith("\n"))
    before = text if at < 0 else text[: at + 1]
    before += "" if before.endswith("\n") else "\n"
    after = "" if at < 0 else text[at + 1 :]
    line = _block({name: value} if isinstance(around, MappingNode) else [value], column)
    return before + line + after


def _cut(text: str, inside: Node, first: Node, last: Node) -> str:
    """Without one name with its value, or one item: whole lines, or in a collection in brackets up to the comma."""
    begin, end = first.start_mark.index, max(_ends(last))
    if not isinstance(inside, CollectionNode) or inside.flow_style:
        rest = text[end:].lstrip()
        if rest.startswith(","):
            return text[:begin] + rest[1:].lstrip()
        return text[:begin].rstrip().removesuffix(",") + text[end:]
    begin = text.rfind("\n", 0, begin) + 1
    stop = text.find("\n", end - text[:end].endswith("\n"))  # a text of several lines ends behind its last one
    return text[:begin] + (text[stop + 1 :] if stop >= 0 else "")


def _spot(root: Node | None, path: Path) -> tuple[Node, Node, Node] | None:
    """The collection that a path ends in, where its last part begins (a name or an item), and its value."""
    inside, first, node = root, root, root
    for part in path:
        inside, first = node, None
        if isinstance(node, MappingNode):
            first, node = next(((key, value) for key, value in node.value if key.value == part), (None, None))
        elif isinstance(node, SequenceNode) and isinstance(part, int) and 0 <= part < len(node.value):
            first = node = node.value[part]
        if first is None:
            return None
    return None if inside is None or first is None or node is None else (inside, first, node)


def _ends(node: Node) -> Iterator[int]:
    """Where the parts of a node end that say so themselves; a block ends only where the next thing begins."""
    if isinstance(node, CollectionNode) and not node.flow_style:
        for part in node.value:
            for inner in part if isinstance(part, tuple) else (part,):
                yield from _ends(inner)
    else:
        yield node.end_mark.index


def _inline(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_scalar(str(name))}: {_inline(part)}" for name, part in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_inline, value)) + "]"
    return _scalar(value)


def _block(value: Any, indent: int) -> str:
    """A list or mapping in lines of its own; what is inside a list, and lists of plain values, in brackets."""
    blanks = " " * indent
    if isinstance(value, Mapping) and value:
        lines = []
        for name, part in value.items():
            has_lines = isinstance(part, list) and any(isinstance(one, dict) for one in part)
            if has_lines or (isinstance(part, Mapping) and part):
                lines.append(f"{blanks}{_scalar(str(name))}:\n{_block(part, indent + _STEP)}")
            else:
                lines.append(f"{blanks}{_scalar(str(name))}: {_inline(part)}\n")
        return "".join(lines)
    if isinstance(value, list) and value:
        return "".join(f"{blanks}- {_inline(part)}\n" for part in value)
    return f"{blanks}{_inline(value)}\n"


def _scalar(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | Decimal):
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    text = str(value)
    if _PLAIN.fullmatch(text) and text.lower() not in _TAKEN:
        return text
    return json.dumps(text, ensure_ascii=False)


def _compose(text: str) -> Node | None:
    try:
        return compose(text)
    except YamlError:
        raise EditError("the text is no YAML; see relay check") from None


def _read(text: str) -> Any:
    try:
        return read(text)
    except YamlError:
        raise EditError("the text is no YAML; see relay check") from None


def _apart(value: Any) -> Any:
    """A copy in which a part that is named once and used twice stands there twice."""
    if isinstance(value, dict):
        return {name: _apart(part) for name, part in value.items()}
    return [_apart(part) for part in value] if isinstance(value, list) else value


def _nested(path: Sequence[str | int], value: Any) -> Any:
    for part in reversed(path):
        value = {part: value} if isinstance(part, str) else [value]
    return value


def _look_up(tree: Any, path: Path) -> Any:
    for part in path:
        try:
            tree = tree[part]
        except (KeyError, IndexError, TypeError):
            raise EditError("there is nothing at this path") from None
    return tree


def _set_in(tree: Any, path: Path, value: Any) -> Any:
    """The tree with the value at the path."""
    if not path:
        return _apart(value)
    [part, *rest] = path
    if isinstance(part, str) and (isinstance(tree, dict) or tree is None):
        tree = dict(tree or {})
        tree[part] = _set_in(tree.get(part), tuple(rest), value)
        return tree
    if isinstance(part, int) and (isinstance(tree, list) or tree is None) and 0 <= part <= len(tree or []):
        items = list(tree or [])
        items[part : part + 1] = [_set_in(items[part] if part < len(items) else None, tuple(rest), value)]
        return items
    raise EditError("a value stands where names would have to")
