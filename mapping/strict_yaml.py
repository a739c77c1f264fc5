"""The one reader of YAML, on ruamel.yaml: no name twice, no name that is no text, and every mistake with its place.

What a bare word means is told by a :class:`Dialect`: settings read the words of YAML 1.1, presets those of JSON. The
library composes nodes; their values are made here, so that both dialects follow the same rules at half the cost.
"""

import binascii
import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from io import StringIO
from typing import Any, Final, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.tag import Tag

from mapping.yaml_nodes import STANDARD, TEXT, VERSION, Nodes, YamlError, spelt_out

__all__ = [
    "STANDARD",
    "CollectionNode",
    "Dialect",
    "MappingNode",
    "Node",
    "ScalarNode",
    "SequenceNode",
    "Word",
    "YamlError",
    "compose",
    "read",
    "write",
]

_MERGE: Final = STANDARD + "merge"
_COLLECTIONS: Final = {STANDARD + "seq": "sequence", STANDARD + "map": "mapping", STANDARD + "set": "mapping"}


class Word(NamedTuple):
    """A kind of value that is written without quotes: its tag, its form, the letters it begins with, and its reader.

    The reader may raise ValueError, LookupError, AttributeError or OverflowError for a value that does not exist.
    """

    tag: str
    form: re.Pattern[str]
    first: Sequence[str]
    read: Callable[[str], Any] | None


class Dialect:
    """What bare words mean and how names are read: as they are written, or as values that other values hang on.

    ``twice`` tells a name that stands there twice, with ``{name}`` for it; ``no_text`` one that is no text.
    """

    no_value: Final = "this is no date or number that exists; correct it, or put it between quotes"

    def __init__(self, *words: Word, names_as_written: bool, twice: str, no_text: str) -> None:
        self.names_as_written, self.twice, self.no_text = names_as_written, twice, no_text
        self.readers: Mapping[str, Callable[[str], Any]] = {
            STANDARD + "str": str,
            **{word.tag: word.read for word in words if word.read is not None},
        }
        """What makes a value of a text, by tag."""
        self._bare: dict[str, list[tuple[Tag, re.Pattern[str]]]] = {}
        for word in words:
            for letter in word.first:
                self._bare.setdefault(letter, []).append((Tag(suffix=word.tag), word.form))

    def tag_of(self, text: str) -> Tag:
        """The tag of a bare word."""
        return next((tag for tag, form in self._bare.get(text[:1], ()) if form.match(text)), TEXT)


def read(text: str, dialect: Dialect) -> Any:
    """The value in the text. Raises YamlError, and RecursionError where lists and mappings nest too deep.

    >>> from mapping.rows.plain_yaml import PLAIN
    >>> read("{country: NO, off: true}", PLAIN)
    {'country': 'NO', 'off': True}
    """
    node = compose(text, dialect)
    return None if node is None else _Values(dialect).value(node)


def compose(text: str, dialect: Dialect) -> Node | None:
    """The nodes of the text with their places, for who edits it; None where it is empty. Raises YamlError."""
    try:
        return Nodes(text, dialect.tag_of).get_single_node()  # type: ignore[no-any-return]  # the library says Any
    except MarkedYAMLError as error:
        raise YamlError(spelt_out(error), error.problem_mark, quotes=True) from None
    except YAMLError:
        raise YamlError("", None) from None


def write(value: Any) -> str:
    """The value as text of YAML 1.1, which reads again as the same value."""
    writer, into = YAML(typ="safe", pure=True), StringIO()
    writer.version = VERSION
    writer.allow_unicode = False  # the library writes some line breaks of Unicode as if they were letters
    writer.dump(value, into)
    return into.getvalue()


class _Values:
    """Makes the values of nodes. What an anchor names is one value, however often it is used."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._made: dict[int, Any] = {}
        self._open: set[int] = set()

    def value(self, node: Node) -> Any:
        """The value of a node. Raises YamlError."""
        if isinstance(node, ScalarNode):
            return self._scalar(node)
        key = id(node)
        if key not in self._made:
            self._enter(node)
            self._made[key] = self._collection(node)
            self._open.discard(key)
        return self._made[key]

    def _enter(self, node: Node) -> None:
        if id(node) in self._open:
            raise YamlError("found unconstructable recursive node", node.start_mark, quotes=True)
        self._open.add(id(node))

    def _scalar(self, node: ScalarNode) -> Any:
        made = self._dialect.readers.get(str(node.tag))
        if made is None:
            raise self._not_this(node)
        try:
            return made(node.value)
        except binascii.Error as error:
            raise YamlError(f"failed to decode base64 data: {error}", node.start_mark) from None
        except (ValueError, LookupError, AttributeError, OverflowError):
            raise YamlError(self._dialect.no_value, node.start_mark) from None

    def _collection(self, node: Node) -> Any:
        tag = str(node.tag)
        if _COLLECTIONS.get(tag) != _kind(node):
            raise self._not_this(node)
        if not isinstance(node, MappingNode):
            return [self.value(part) for part in node.value]
        pairs = self._pairs(node)
        if tag == STANDARD + "set":
            return {self._hashable(key) for key, _ in pairs}
        return {self._name(key): self.value(value) for key, value in pairs}

    def _not_this(self, node: Node) -> YamlError:
        tag = str(node.tag)
        wanted = _COLLECTIONS.get(tag) or ("scalar" if tag in self._dialect.readers else None)
        rule = f"expected a {wanted} node, but found {_kind(node)}"
        return YamlError(
            rule if wanted else f"could not determine a constructor for the tag {tag!r}", node.start_mark, quotes=True
        )

    def _name(self, node: Node) -> Any:
        if self._dialect.names_as_written:
            return node.value
        return self._hashable(node)

    def _hashable(self, node: Node) -> Any:
        name = self.value(node)
        if not isinstance(name, Hashable):
            raise YamlError(self._dialect.no_text, node.start_mark, quotes=True)
        return name

    def _pairs(self, node: MappingNode) -> list[tuple[Node, Node]]:
        """Names and values, first those that are merged in (``<<``), which the mapping's own replace."""
        self._check_names(node)
        merged = [pair for key, value in node.value if key.tag == _MERGE for pair in self._merged(value)]
        return merged + [pair for pair in node.value if pair[0].tag != _MERGE]

    def _check_names(self, node: MappingNode) -> None:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, ScalarNode):
                if self._dialect.names_as_written:
                    raise YamlError(self._dialect.no_text, key.start_mark)
                continue
            if key.value in seen:
                raise YamlError(self._dialect.twice.format(name=key.value), key.start_mark)
            seen.add(key.value)

    def _merged(self, value: Node) -> Iterator[tuple[Node, Node]]:
        parts = reversed(value.value) if isinstance(value, SequenceNode) else [value]
        for part in parts:
            if not isinstance(part, MappingNode):
                wanted = "a mapping" if isinstance(value, SequenceNode) else "a mapping or list of mappings"
                rule = f"expected {wanted} for merging, but found {_kind(part)}"
                raise YamlError(rule, part.start_mark, quotes=True)
            if id(part) in self._open:
                raise YamlError("found unconstructable recursive node", part.start_mark, quotes=True)
            yield from self._pairs(part)


def _kind(node: Node) -> str:
    return str(getattr(node, "id", "node"))  # the library's nodes have it, their base class does not
