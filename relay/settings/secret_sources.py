"""Fills in what a secret takes from outside, ``${NAME}`` and ``${file:PATH}``, where one is read and nowhere else."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from words.mistake import Mistake
from words.told import Told

SOURCES: Final = "secret_sources"
"""Under this name the validation context holds the :class:`SecretSources`."""

FROM_OUTSIDE: Final = "from outside"
"""Marks a type of text that is no secret and may come from outside all the same."""

REFERENCE: Final = re.compile(r"\$\{(file:)?([^}]+)\}")


class SecretSources:
    """The environment and the files that secrets come from."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def fill_in(self, text: str) -> str:
        """The text with every reference filled in. Raises Mistake where one leads to nothing."""
        return REFERENCE.sub(self._found, text)

    def _found(self, match: re.Match[str]) -> str:
        is_file, name = match[1], match[2]
        if not is_file:
            found = self._environment.get(name, "")
            if not found:
                raise Mistake(Told("settings.no_variable", name=name))
            return found
        try:
            return Path(name).read_text("utf-8").strip()
        except (OSError, ValueError):
            raise Mistake(Told("settings.no_file", name=name)) from None


def fill_in(value: Any, context: Mapping[str, Any] | None) -> Any:
    """What a secret is read from; as it stands where the context names no sources. Raises Mistake."""
    sources = (context or {}).get(SOURCES)
    if not isinstance(value, str) or not isinstance(sources, SecretSources):
        return value
    return sources.fill_in(value)
