"""Composes a text of YAML 1.1 into nodes that know their places, on ruamel.yaml.

Where the library is more lenient than what relay.yaml has always been read with, or takes other words, it is held to
that here: tabs, names of anchors, and words in brackets.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any, Final

from ruamel.yaml.composer import Composer
from ruamel.yaml.docinfo import DocInfo
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.parser import Parser
from ruamel.yaml.reader import Reader
from ruamel.yaml.scanner import Scanner
from ruamel.yaml.tag import Tag
from ruamel.yaml.tokens import ScalarToken

STANDARD: Final = "tag:yaml.org,2002:"
TEXT: Final = Tag(suffix=STANDARD + "str")
VERSION: Final = (1, 1)
MOST_VALUES: Final = 20_000
"""How many values a text may hold once what an anchor names is counted wherever it is used."""

MOST_DEEP: Final = 50
"""How deep lists and mappings may stand in each other."""

_UNTAGGED: Final[Mapping[type[Node], Tag]] = {
    SequenceNode: Tag(suffix=STANDARD + "seq"),
    MappingNode: Tag(suffix=STANDARD + "map"),
}
_ENDS: Final = r"\0 \t\r\n\x85\u2028\u2029"
_WORD: Final = re.compile(rf"(?:[^:{_ENDS}]|:(?![{_ENDS}]))*")
_WORD_IN_BRACKETS: Final = re.compile(rf"(?:[^:,?\[\]{{}}{_ENDS}]|:(?![,\[\]{{}}{_ENDS}]))*")
_BLANKS: Final = re.compile(r" *(?:#[^\0\r\n\x85\u2028\u2029]*)?")
_ANCHOR: Final = re.compile(r"[0-9A-Za-z_-]*")
_AFTER_ANCHOR: Final = "\0 \t\r\n\x85\u2028\u2029?:,]}%@`"
_HALF_A_CHARACTER: Final = re.compile(r"[\ud800-\udfff]")
_BRACKETED: Final = re.compile(r"\(('.*'),\)")
_MISSPELT: Final = (
    ("hexdecimal", "hexadecimal"),
    ("expected '>' but", "expected '>', but"),
    ("expected '!' but", "expected '!', but"),
)
"""Words of the library that a reader would stumble over, and what stands in their place."""


def spelt_out(error: MarkedYAMLError) -> str:
    """The library's sentence about a mistake, without its slips of the pen."""
    rule = _BRACKETED.sub(r"\1", str(error.problem or ""))
    if rule.startswith("maximum depth"):
        return TOO_DEEP
    for wrong, right in _MISSPELT:
        rule = rule.replace(wrong, right)
    return rule


CIRCLE: Final = "this names itself; an alias (*) must not stand inside what it names (&)"
NO_NAME: Final = "a name must be plain text"
NO_VALUE: Final = "this is no value that exists; correct it, or put it between quotes"
TOO_DEEP: Final = "lists and mappings stand too deep in each other"
TOO_MANY: Final = "from here on there are more values than are read, counting what is named wherever it is used"


class YamlError(ValueError):
    """A mistake in the YAML itself. ``line`` and ``column`` count from 1; they are None where no place is known.

    ``rule`` is empty where the text is no YAML at all. ``quotes`` says that it may quote what stands in the text.
    ``opened`` is the line where what was left open begins, ``twice`` the line where the name stands already.
    """

    def __init__(
        self, rule: str, mark: Any, *, opened: Any = None, twice: int | None = None, quotes: bool = False
    ) -> None:
        self.rule, self.quotes, self.twice = rule, quotes, twice
        self.line: int | None = mark.line + 1 if mark else None
        self.column: int | None = mark.column + 1 if mark else None
        self.opened: int | None = opened.line + 1 if opened else None
        super().__init__(f"{self.place}: {rule}" if mark else rule)

    @property
    def place(self) -> str:
        """Where it is, such as ``line 3, column 1``, or nothing."""
        return f"line {self.line}, column {self.column}" if self.line else ""


class Nodes(Reader, Scanner, Parser, Composer):
    """Composes nodes by YAML 1.1. The attributes stand for properties of the library, which cost half of all time."""

    reader: Any = None
    scanner: Any = None
    parser: Any = None
    resolver: Any = None
    scanner_processing_version: Any = VERSION
    processing_version = VERSION
    forward = Reader.forward_1_1
    comment_handling = None
    max_depth = MOST_DEEP

    def __init__(self, text: str, tag_of: Callable[[str], Tag]) -> None:
        self.reader = self.scanner = self.parser = self.resolver = self
        self.doc_infos = [DocInfo()]
        self.tag_of = tag_of
        Reader.__init__(self, text, loader=self)
        Scanner.__init__(self, loader=self)
        Parser.__init__(self, loader=self)
        Composer.__init__(self, loader=self)
        self.warn_double_anchors = False
        self._composed = 0

    def resolve(self, kind: type[Node], value: str, implicit: Any) -> Tag:
        """The tag of what has none of its own."""
        if kind is not ScalarNode:
            return _UNTAGGED[kind]
        return self.tag_of(value) if implicit[0] else TEXT

    def descend_resolver(self, parent: Any, index: Any) -> None:
        """No tag hangs on its place."""

    def ascend_resolver(self) -> None:
        """No tag hangs on its place."""

    def compose_scalar_node(self, anchor: Any) -> Any:
        """A text as it is written. Raises YamlError for half a character: it could not even be shown in a mistake."""
        node = super().compose_scalar_node(anchor)
        self._composed += 1
        if self._composed > MOST_VALUES:
            raise YamlError(TOO_MANY, node.start_mark)
        if node.style == '"' and _HALF_A_CHARACTER.search(node.value):
            raise YamlError("this holds half a character; write the whole one", node.start_mark)
        return node

    def scan_to_next_token(self) -> None:
        """Leave blanks, remarks and line breaks behind. A tab is no blank: it would stand for any number of them."""
        if self.index == 0 and self.peek() == "\ufeff":
            self.forward()
        while True:
            self._pass(_BLANKS)
            if not self.scan_line_break():
                return
            if not self.flow_context:
                self.allow_simple_key = True

    def scan_plain(self) -> Any:
        """A word without quotes. In brackets a colon before another bracket or a comma ends it, as in ``{a:[1]}``."""
        form, words, spaces = _WORD_IN_BRACKETS if self.flow_context else _WORD, list[str](), list[str]()
        start = end = self.get_mark()
        while self.peek() != "#" and (word := self._pass(form)):
            self.allow_simple_key = False
            words += [*spaces, word]
            end = self.get_mark()
            spaces = self.scan_plain_spaces(self.indent + 1, start)
            if not spaces or (not self.flow_context and self.column <= self.indent):
                break
        return ScalarToken("".join(words), True, start, end)  # noqa: FBT003 - the library's signature

    def scan_anchor(self, token: Any) -> Any:
        """The name of an anchor or alias. Raises YamlError where it is none: a secret may begin with & or *."""
        start = self.get_mark()
        self.forward()
        name = self._pass(_ANCHOR)
        if not name or self.peek() not in _AFTER_ANCHOR:
            rule = f"expected alphabetic or numeric character, but found {self.peek()!r}"
            raise YamlError(rule, self.get_mark(), quotes=True)
        return token(name, start, self.get_mark())

    def _pass(self, form: re.Pattern[str]) -> str:
        """Read on over what has this form, which holds no line break; the library would count it by letters."""
        found = form.match(self.buffer, self.pointer)
        text = found.group() if found else ""
        self.pointer += len(text)
        self.index += len(text)
        self.column += len(text) - text.count("\ufeff")
        return text


def quoted_over_lines(text: str) -> Iterator[tuple[int, int]]:
    """The lines in which each text in quotes begins and ends that is more than one line long."""
    nodes = Nodes(text, lambda _: TEXT)
    with suppress(YAMLError, YamlError):  # the mistake for which the text is looked at, perhaps
        while nodes.check_token():
            token = nodes.get_token()
            if isinstance(token, ScalarToken) and token.style in {'"', "'"}:
                lines = (token.start_mark.line + 1, token.end_mark.line + 1)
                yield from [lines] if lines[0] < lines[1] else []
