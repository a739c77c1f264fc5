"""relay.yaml as it is written: its plain values, and for every path the line, the column and the text there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any, Final, NamedTuple

from mapping.strict_yaml import MappingNode, Node, ScalarNode, SequenceNode, YamlError, compose, value_of
from relay.settings.findings import Finding, Path, SettingsError
from relay.settings.yaml_mistakes import FileMistake, decode, told_of

LARGEST_FILE: Final = 1_048_576
"""Bytes. A file of settings is a few thousand; what is larger is no such file."""

_MERGE: Final = "<<"


class Place(NamedTuple):
    """Where a value stands, counted from 1; ``text`` is what is written there, None for a list or mapping.

    ``bare`` tells whether the text stands without quotes.
    """

    line: int
    column: int
    text: str | None
    bare: bool


@dataclass(frozen=True, slots=True)
class Written:
    """What a file says before anything is judged. ``value`` is plain, as JSON has it; ``file`` is the file's name."""

    file: str
    value: Any = field(repr=False)
    _root: Node | None = field(default=None, repr=False)
    _said_as: dict[Path, Path] = field(default_factory=dict)

    def place(self, path: Path) -> Place | None:
        """Where the value of a path stands; a list, a mapping or nothing where its name does. None where no path is."""
        steps = self._steps(self._as_written(path))
        if steps is None:
            return None
        name, node = steps
        says_something = isinstance(node, ScalarNode) and bool(node.value or node.style)
        shown = node if name is None or says_something else name  # nothing stands where the next thing begins
        return _place(shown, node)

    def name_place(self, path: Path) -> Place | None:
        """Where the name of a path stands, or the item of a list. None where no such path is."""
        steps = self._steps(self._as_written(path))
        return None if steps is None else _place(steps[0] or steps[1], steps[1])

    def nearest_place(self, path: Path) -> Place:
        """The place of a path, or of the innermost thing around it that there is."""
        for end in range(len(path), -1, -1):
            found = self.place(path[:end])
            if found is not None:
                return found
        return Place(1, 1, None, bare=False)

    def take_as(self, meant: Path, written: Path) -> None:
        """Let a path that was misspelt be found under the one that was meant."""
        self._said_as[meant] = self._as_written(written)

    def _as_written(self, path: Path) -> Path:
        for end in range(len(path), 0, -1):
            if path[:end] in self._said_as:
                return self._said_as[path[:end]] + path[end:]
        return path

    def _steps(self, path: Path) -> tuple[Node | None, Node] | None:
        name, node = None, self._root
        for part in path:
            found = _inside(node, part)
            if found is None:
                return None
            name, node = found
        return None if node is None else (name, node)


def read_text(text: str, file: str) -> Written:
    """What a text says. Raises SettingsError with the one mistake that keeps it from being read."""
    try:
        root = compose(text)
        return Written(file, None if root is None else value_of(root), root)
    except YamlError as error:
        raise SettingsError([_finding(file, told_of(error, text))]) from None


def read_file(path: FilePath) -> Written:
    """What a file says. Raises SettingsError with the one mistake that keeps it from being read."""
    return read_text(text_of(path), path.name)


def text_of(path: FilePath) -> str:
    """The text of a file of settings. Raises SettingsError where there is none that could be read."""
    try:
        with path.open("rb") as file:
            return decode(file.read(LARGEST_FILE + 1), LARGEST_FILE)
    except OSError as error:
        raise SettingsError([_finding(path.name, FileMistake.of_system(error))]) from None
    except FileMistake as mistake:
        raise SettingsError([_finding(path.name, mistake)]) from None


def _finding(file: str, mistake: FileMistake) -> Finding:
    return Finding("error", (), mistake.told, line=mistake.line, column=mistake.column, file=file)


def _place(shown: Node, node: Node) -> Place:
    mark = shown.start_mark
    text = node.value if isinstance(node, ScalarNode) else None
    return Place(mark.line + 1, mark.column + 1, text, bare=isinstance(node, ScalarNode) and not node.style)


def _inside(
    node: Node | None, part: str | int, asked: dict[int, tuple[Node | None, Node] | None] | None = None
) -> tuple[Node | None, Node] | None:
    """The name and the node of one part of a path; what is merged in (``<<``) counts where no own name does.

    ``asked`` holds what was found of the part in mappings that are merged in several times.
    """
    if isinstance(node, SequenceNode):
        inside = isinstance(part, int) and 0 <= part < len(node.value)
        return (None, node.value[part]) if inside else None
    if not isinstance(node, MappingNode):
        return None
    for key, value in node.value:
        if key.value == part and isinstance(part, str):
            return key, value
    asked = {} if asked is None else asked
    for one in _merged_into(node):
        if id(one) not in asked:
            asked[id(one)] = _inside(one, part, asked)
        found = asked[id(one)]
        if found is not None:
            return found
    return None


def _merged_into(node: MappingNode) -> Iterator[Node]:
    for key, value in reversed(node.value):
        if key.value == _MERGE:
            yield from value.value if isinstance(value, SequenceNode) else [value]


def look_up(tree: Any, path: Path) -> Any:
    """The value of a path in a plain tree, or None where there is none."""
    for part in path:
        if isinstance(tree, Mapping) and isinstance(part, str):
            tree = tree.get(part)
        elif isinstance(tree, list | tuple) and isinstance(part, int) and 0 <= part < len(tree):
            tree = tree[part]
        else:
            return None
    return tree


def renamed(tree: Any, path: Path, name: str) -> Any:
    """A copy of the tree in which the last name of a path is another one; the path is one that is there."""
    [first, *rest] = path
    if not rest:
        return {(name if key == first else key): value for key, value in tree.items()}
    if isinstance(tree, list):
        return [renamed(value, tuple(rest), name) if place == first else value for place, value in enumerate(tree)]
    return {key: renamed(value, tuple(rest), name) if key == first else value for key, value in tree.items()}
