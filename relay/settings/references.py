"""Fills in what relay.yaml takes from outside, and tells each thing that is not there once, not what follows of it."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path as FilePath
from typing import Any, Final

from relay.settings.findings import Finding, Path, path_text
from words.told import Told

_REFERENCE: Final = re.compile(r"\$\{(file:)?([^}]+)\}")


class References:
    """Replaces ``${NAME}`` by a variable of the environment, and ``${file:PATH}`` by what stands in a file."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._absent: dict[str, list[Path]] = {}
        self._unread: dict[str, list[Path]] = {}

    def fill_in(self, value: Any, path: Path = ()) -> Any:
        """The tree with every text filled in; what is not there becomes nothing, and is a mistake."""
        if isinstance(value, dict):
            return {str(name): self.fill_in(item, (*path, str(name))) for name, item in value.items()}
        if isinstance(value, list):
            return [self.fill_in(item, (*path, index)) for index, item in enumerate(value)]
        if not isinstance(value, str):
            return value
        return _REFERENCE.sub(lambda match: self._look_up(match[2], path, is_file=bool(match[1])), value)

    def findings(self) -> list[Finding]:
        """One for each variable and file that is not there, at the first place that wants it."""
        absent = [
            (paths, Told("settings.no_variable", name=name, also=_also(paths))) for name, paths in self._absent.items()
        ]
        unread = [
            (paths, Told("settings.no_file", name=name, also=_also(paths))) for name, paths in self._unread.items()
        ]
        return [Finding("error", paths[0], told) for paths, told in (*absent, *unread)]

    @property
    def empty(self) -> list[Path]:
        """The places that are empty because a variable or file is absent."""
        return [path for paths in (*self._absent.values(), *self._unread.values()) for path in paths]

    def _look_up(self, name: str, path: Path, *, is_file: bool) -> str:
        if not is_file:
            found = self._environment.get(name, "")
            if not found:
                self._absent.setdefault(name, []).append(path)
            return found
        try:
            return FilePath(name).read_text("utf-8").strip()
        except (OSError, ValueError):
            self._unread.setdefault(name, []).append(path)
            return ""


def _also(paths: Sequence[Path]) -> Told | str:
    return Told("settings.wanted_also", paths=[path_text(path) for path in paths[1:]]) if len(paths) > 1 else ""
