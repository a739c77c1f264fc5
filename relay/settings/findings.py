"""One mistake in relay.yaml as everybody shows it: the command, the API and the pages."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from relay.errors import StartError
from words.mistake import Mistake
from words.told import Told

__all__ = ["Finding", "Mistake", "Path", "SettingsError", "Severity", "findings_of", "path_text"]

Severity = Literal["error", "warning"]
Path: TypeAlias = tuple[str | int, ...]
"""Where a setting stands, by the names it has in the file and the positions in lists: ``("flows", "a", "from")``."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, or odd, at one place of relay.yaml. An error stops the start, a warning does not.

    ``told`` says what is wrong and what to do about it; its code is the finding's. A rule gives ``severity``, ``path``
    and ``told``, and what is ``allowed`` there or ``nearest`` to what stands there; the core adds the ``file``, the
    ``line`` and ``column`` from 1, and the ``value`` as it is written, which is None where it is or may be a secret.
    ``rests_on`` are other settings that the rule looked at: where one of them is wrong itself, nothing is told.
    """

    severity: Severity
    path: Path
    told: Told
    line: int | None = None
    column: int | None = None
    value: str | None = None
    allowed: tuple[str, ...] = ()
    nearest: str | None = None
    file: str = ""
    rests_on: tuple[Path, ...] = ()

    @property
    def code(self) -> str:
        """The code of its sentence, such as ``settings.missing``."""
        return self.told.code

    @property
    def place(self) -> str:
        """Where to look, such as ``relay.yaml:12:5``; the file alone where no line is known."""
        parts = [self.file, *(str(number) for number in (self.line, self.column) if number is not None)]
        return ":".join(part for part in parts if part)

    def sentence(self) -> Told:
        """The finding in one line: its path, its sentence, and what was found unless the sentence shows it."""
        what = self.told
        if self.value is not None and not _shows(str(self.told), self.value):
            what = Told("settings.found", told=self.told, value=repr(self.value))
        return Told("settings.at_path", path=path_text(self.path), told=what) if self.path else what

    def __str__(self) -> str:
        return str(self.with_place())

    def with_place(self) -> Told:
        """What :meth:`sentence` says, with the place before it."""
        return Told("settings.at_place", place=self.place, told=self.sentence()) if self.place else self.sentence()

    def as_json(self) -> dict[str, Any]:
        """The finding as JSON has it; ``text`` is its sentence in English, without place and path."""
        return {
            "severity": self.severity,
            "code": self.code,
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "path": path_text(self.path),
            "text": str(self.told),
            "value": self.value,
            "allowed": list(self.allowed),
            "nearest": self.nearest,
        }


class SettingsError(StartError):
    """relay.yaml has mistakes; ``findings`` are all of them, and the warnings."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(*(finding.with_place() for finding in self.findings if finding.severity == "error"))

    @classmethod
    def at(cls, path: Path, told: Told) -> "SettingsError":
        """One mistake, at this path of relay.yaml."""
        return cls([Finding("error", path, told)])


def findings_of(error: StartError) -> list[Finding]:
    """The findings of whatever refuses a start; what names no setting stands at none."""
    if isinstance(error, SettingsError):
        return list(error.findings)
    return [Finding("error", (), told) for told in error.told]


def _shows(sentence: str, value: str) -> bool:
    """Whether a value stands in a sentence as a word of its own."""
    return re.search(rf"(?<!\w){re.escape(value)}(?!\w)", sentence) is not None


def path_text(path: Path) -> str:
    """A path as a person writes it.

    >>> path_text(("flows", "a", "mapping", 0, "to"))
    'flows.a.mapping[0].to'
    """
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")
