"""Fills in what relay.yaml takes from outside, and tells each thing that is not there once, not what follows of it."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

_REFERENCE: Final = re.compile(r"\$\{(file:)?([^}]+)\}")


class References:
    """Replaces ``${NAME}`` by a variable of the environment, and ``${file:PATH}`` by what stands in a file."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._absent: dict[str, list[str]] = {}
        self._unread: dict[str, list[str]] = {}

    def fill_in(self, value: Any, path: str = "") -> Any:
        """The tree with every text filled in; what is not there becomes nothing, and is a mistake."""
        if isinstance(value, dict):
            return {str(name): self.fill_in(item, f"{path}.{name}".lstrip(".")) for name, item in value.items()}
        if isinstance(value, list):
            return [self.fill_in(item, f"{path}[{index}]") for index, item in enumerate(value)]
        if not isinstance(value, str):
            return value
        return _REFERENCE.sub(lambda match: self._look_up(match[2], path, is_file=bool(match[1])), value)

    def mistakes(self) -> list[str]:
        """A line for each variable and file that is not there, with every place that wants it."""
        return [
            *(
                f"{', '.join(paths)}: the environment has no {name}, or an empty one; set it before the start, or in "
                "the file that --env-file names"
                for name, paths in self._absent.items()
            ),
            *(
                f"{', '.join(paths)}: the file {name} cannot be read; mount it, or correct the path"
                for name, paths in self._unread.items()
            ),
        ]

    def without_consequences(self, mistakes: Iterable[str]) -> list[str]:
        """Mistakes of other checks, but for those of places that are empty because a variable or file is absent."""
        empty = [path for paths in (*self._absent.values(), *self._unread.values()) for path in paths]

        def follows(mistake: str) -> bool:
            place = mistake.partition(": ")[0]
            return any(path == place or path.startswith((f"{place}.", f"{place}[")) for path in empty)

        return [mistake for mistake in mistakes if not follows(mistake)]

    def _look_up(self, name: str, path: str, *, is_file: bool) -> str:
        if not is_file:
            found = self._environment.get(name, "")
            if not found:
                self._absent.setdefault(name, []).append(path)
            return found
        try:
            return Path(name).read_text("utf-8").strip()
        except (OSError, ValueError):
            self._unread.setdefault(name, []).append(path)
            return ""
