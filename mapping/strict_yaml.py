"""The one reader of YAML, on ruamel.yaml: plain values as JSON has them, and all else is text as it is written.

``true`` and ``false``, ``null`` and nothing, whole numbers without leading zeros and exact decimals are values; Norway
stays NO, ``off`` stays a word, 012345 keeps its zero and a day is text. YAML 1.1 makes false of ``no``, 5349 of 012345
and floats of decimals: each would change a setting behind its writer's back. No name stands twice, names are text as
they are written, and every mistake has its place. The library composes nodes; their values are made here.
"""

import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from io import StringIO
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.tag import Tag

from mapping.yaml_nodes import (
    CIRCLE,
    MOST_DEEP,
    MOST_VALUES,
    NO_NAME,
    NO_VALUE,
    STANDARD,
    TEXT,
    TOO_DEEP,
    TOO_MANY,
    VERSION,
    Nodes,
    YamlError,
    spelt_out,
)

__all__ = [
    "MOST_VALUES",
    "CollectionNode",
    "MappingNode",
    "Node",
    "ScalarNode",
    "SequenceNode",
    "YamlError",
    "compose",
    "read",
    "value_of",
    "write",
]

_MERGE: Final = STANDARD + "merge"
_COLLECTIONS: Final = {STANDARD + "seq": "sequence", STANDARD + "map": "mapping"}
_READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    STANDARD + "str": str,
    STANDARD + "bool": {"true": True, "false": False}.__getitem__,
    STANDARD + "null": lambda _: None,
    STANDARD + "int": int,
    "!exact": Decimal,
}
"""What makes a value of a text, by tag; KeyError, ValueError or ArithmeticError where there is no such value."""

_FORMS: Final = (
    ("bool", "tf", r"(?:true|false)\Z"),
    ("null", "n~", r"(?:null|~)\Z"),
    ("int", "-0123456789", r"(?:0|-?[1-9][0-9]{0,17})\Z"),
    ("!exact", "-0123456789", r"-?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,20}\Z"),
    ("merge", "<", r"<<\Z"),
)
"""What is no text though it stands without quotes: its tag, the letters it begins with, and its form."""


def _by_first_letter() -> Mapping[str, Sequence[tuple[Tag, re.Pattern[str]]]]:
    found: dict[str, list[tuple[Tag, re.Pattern[str]]]] = {"": [(Tag(suffix=STANDARD + "null"), re.compile(r"\Z"))]}
    for name, letters, form in _FORMS:
        tag = Tag(suffix=name if name.startswith("!") else STANDARD + name)
        for letter in letters:
            found.setdefault(letter, []).append((tag, re.compile(form)))
    return found


_BARE: Final = _by_first_letter()


def _tag_of(text: str) -> Tag:
    """The tag of a word without quotes."""
    return next((tag for tag, form in _BARE.get(text[:1], ()) if form.match(text)), TEXT)


def read(text: str) -> Any:
    """The value in the text: dict, list, str, int, Decimal, bool or None. Raises YamlError.

    >>> read("{country: NO, off: true, environment: 012345, rate: 0.10}")
    {'country': 'NO', 'off': True, 'environment': '012345', 'rate': Decimal('0.10')}
    """
    node = compose(text)
    return None if node is None else value_of(node)


def value_of(node: Node) -> Any:
    """The value of a node that was composed here. Raises YamlError."""
    return _Values().value(node)


def compose(text: str) -> Node | None:
    """The nodes of the text with their places, for who tells or edits them; None where it is empty. Raises YamlError.

    Lists and mappings stand at most 50 deep in each other.
    """
    try:
        return Nodes(text, _tag_of).get_single_node()  # type: ignore[no-any-return]  # the library says Any
    except MarkedYAMLError as error:
        raise YamlError(spelt_out(error), error.problem_mark, opened=error.context_mark, quotes=True) from None
    except RecursionError:
        raise YamlError(TOO_DEEP, None) from None
    except YAMLError:
        raise YamlError("", None) from None


def write(value: Any) -> str:
    """The value as text, which reads again as the same value; numbers with decimals as Decimal or float."""
    writer, into = YAML(typ="safe", pure=True), StringIO()
    writer.version = VERSION
    writer.width = sys.maxsize  # the library folds a line between two escapes and a blank wrongly
    writer.allow_unicode = False  # the library writes some line breaks of Unicode as if they were letters
    writer.dump(value, into)
    return into.getvalue()


class _Values:
    """Makes the values of nodes. What an anchor names is one value, however often it is used."""

    def __init__(self) -> None:
        self._made: dict[int, Any] = {}
        self._sizes: dict[int, tuple[int, int]] = {}
        self._merging: dict[int, Mapping[str, tuple[Node, Node]]] = {}
        self._open: set[int] = set()

    def value(self, node: Node) -> Any:
        """The value of a node. Raises YamlError."""
        if isinstance(node, ScalarNode):
            return self._scalar(node)
        key = id(node)
        if key not in self._made:
            if key in self._open:
                raise YamlError(CIRCLE, node.start_mark)
            self._open.add(key)
            self._made[key] = self._collection(node)
            self._open.discard(key)
        return self._made[key]

    def _scalar(self, node: ScalarNode) -> Any:
        reader = _READERS.get(str(node.tag))
        if reader is None:
            raise self._not_this(node)
        try:
            return reader(node.value)
        except (ValueError, LookupError, ArithmeticError):
            raise YamlError(NO_VALUE, node.start_mark) from None

    def _collection(self, node: Node) -> Any:
        if _COLLECTIONS.get(str(node.tag)) != _kind(node):
            raise self._not_this(node)
        if not isinstance(node, MappingNode):
            listed = [self.value(part) for part in node.value]
            self._measure(node, node.value)
            return listed
        pairs = self._pairs(node)
        made = {name: self.value(value) for name, (_, value) in pairs.items()}
        self._measure(node, [value for _, value in pairs.values()])
        return made

    def _measure(self, node: Node, parts: Sequence[Node]) -> None:
        """Refuse what names a little and uses it so often, or so deep in itself, that it would fill the memory."""
        inner = [self._sizes.get(id(part), (1, 0)) for part in parts]
        size, depth = 1 + sum(size for size, _ in inner), 1 + max((depth for _, depth in inner), default=0)
        if size > MOST_VALUES or depth > MOST_DEEP:
            raise YamlError(TOO_MANY if size > MOST_VALUES else TOO_DEEP, node.start_mark)
        self._sizes[id(node)] = size, depth

    def _not_this(self, node: Node) -> YamlError:
        tag = str(node.tag)
        wanted = _COLLECTIONS.get(tag) or ("scalar" if tag in _READERS else None)
        rule = f"expected a {wanted} node, but found {_kind(node)}"
        return YamlError(
            rule if wanted else f"could not determine a constructor for the tag {tag!r}", node.start_mark, quotes=True
        )

    def _pairs(self, node: MappingNode) -> Mapping[str, tuple[Node, Node]]:
        """Names and values by name, first those that are merged in (``<<``), which the mapping's own replace."""
        known = self._merging.get(id(node))
        if known is not None:
            return known
        self._check_names(node)
        pairs: dict[str, tuple[Node, Node]] = {}
        for key, value in node.value:
            if key.tag == _MERGE:
                for merged in self._merged(value):
                    pairs |= merged
        own = {key.value: (key, value) for key, value in node.value if key.tag != _MERGE}
        self._merging[id(node)] = found = {**pairs, **own}
        return found

    def _check_names(self, node: MappingNode) -> None:
        seen: dict[str, int] = {}
        for key, _ in node.value:
            if not isinstance(key, ScalarNode):
                raise YamlError(NO_NAME, key.start_mark)
            if key.value in seen:
                raise YamlError(f"the name {key.value!r} is written twice", key.start_mark, twice=seen[key.value])
            seen[key.value] = key.start_mark.line + 1

    def _merged(self, value: Node) -> Iterator[Mapping[str, tuple[Node, Node]]]:
        parts = reversed(value.value) if isinstance(value, SequenceNode) else [value]
        for part in parts:
            if not isinstance(part, MappingNode):
                wanted = "a mapping" if isinstance(value, SequenceNode) else "a mapping or list of mappings"
                rule = f"expected {wanted} for merging, but found {_kind(part)}"
                raise YamlError(rule, part.start_mark, quotes=True)
            if id(part) in self._open:
                raise YamlError(CIRCLE, part.start_mark)
            yield self._pairs(part)


def _kind(node: Node) -> str:
    return str(getattr(node, "id", "node"))  # the library's nodes have it, their base class does not
