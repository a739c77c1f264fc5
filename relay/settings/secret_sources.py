"""Fills in what a secret takes from outside, ``${NAME}`` and ``${file:PATH}``, where one is read and nowhere else.

Files are read from folders of secrets only: who may write relay.yaml must not be able to send any file of this machine
to a vendor as a password.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from words.mistake import Mistake
from words.told import Told

SOURCES: Final = "secret_sources"
"""Under this name the validation context holds the :class:`SecretSources`."""

FROM_OUTSIDE: Final = "from outside"
"""Marks a type of text that is no secret and may come from outside all the same."""

FOLDER_VARIABLE: Final = "RELAY_SECRETS_DIR"
"""The variable of the environment that names the relay's own folder of secrets."""

MOUNTED: Final = Path("/run/secrets")
"""Where Docker, Podman and the example for Kubernetes mount secrets."""

REFERENCE: Final = re.compile(r"\$\{(file:)?([^}]*)\}")
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_QUOTES: Final = "\"'"
_LINE_ENDS: Final = "\r\n"
_BYTE_ORDER_MARK: Final = "\ufeff"
_MOST_BYTES: Final = 65_536


class SecretSources:
    """The environment and the files that secrets come from; ``beside`` is the folder that relay.yaml stands in.

    The relay's own folder of secrets is the one that ``RELAY_SECRETS_DIR`` names, or ``secrets`` beside relay.yaml.
    """

    def __init__(self, environment: Mapping[str, str], beside: Path | None = None) -> None:
        self._environment = environment
        named = environment.get(FOLDER_VARIABLE)
        own = Path(named) if named else beside / "secrets" if beside is not None else None
        self._folders = [MOUNTED] if own is None else [MOUNTED, own]

    def fill_in(self, text: str) -> str:
        """The text with every reference filled in, each without line ends. Raises Mistake where one is no good."""
        return REFERENCE.sub(self._checked, text)

    def knows(self, name: str) -> bool:
        """Whether the environment has a variable of this name."""
        return name in self._environment

    def oddities(self, text: str) -> Iterator[Told]:
        """What may be meant in the references of a text that can be filled in, and mostly is not."""
        for match in REFERENCE.finditer(text):
            try:
                found, kind = self._found(match), _kind(match)
            except Mistake:  # told where a secret belongs; elsewhere it means something else
                continue
            without = found.rstrip(_LINE_ENDS)
            usual = match[1] and found in {f"{without}\n", f"{without}\r\n"}  # editors end each file so
            if without != found and not usual:
                yield Told("settings.secret_line_end", kind=kind, name=match[2])
            if len(without) > 1 and without[0] in _QUOTES and without[-1] == without[0]:
                yield Told("settings.secret_in_quotes", kind=kind, name=match[2])

    def _checked(self, match: re.Match[str]) -> str:
        kind, found = _kind(match), self._found(match).rstrip(_LINE_ENDS)
        if not found.strip():
            raise Mistake(Told("settings.empty_secret", kind=kind, name=match[2]))
        if found.startswith(_BYTE_ORDER_MARK):
            raise Mistake(Told("settings.secret_with_mark", kind=kind, name=match[2]))
        if found != found.strip():
            raise Mistake(Told("settings.secret_with_blanks", kind=kind, name=match[2]))
        return found

    def _found(self, match: re.Match[str]) -> str:
        if match[1]:
            return self._read(match[2])
        if not _NAME.fullmatch(match[2]):
            inner = _NAME.search(match[2])
            raise Mistake(Told("settings.reference_form", example=f"${{{inner[0] if inner else 'NAME'}}}"))
        found = self._environment.get(match[2], "")
        if not found:
            raise Mistake(Told("settings.no_variable", name=match[2]))
        return found

    def _read(self, name: str) -> str:
        """What stands in a file of a folder of secrets, wherever links lead. Raises Mistake."""
        try:
            path = next((path for path in self._places(name) if path.is_file()), None)
            if path is None:
                raise Mistake(Told("settings.no_file", name=name))
            if not any(path.is_relative_to(folder.resolve()) for folder in self._folders):
                raise Mistake(Told("settings.file_elsewhere", name=name, folders=self._folders_as_told()))
            with path.open("rb") as file:
                return file.read(_MOST_BYTES).decode("utf-8")
        except UnicodeDecodeError:
            raise Mistake(Told("settings.file_no_text", name=name)) from None
        except (OSError, ValueError) as error:
            if isinstance(error, Mistake):
                raise
            raise Mistake(Told("settings.no_file", name=name)) from None

    def _places(self, name: str) -> Iterator[Path]:
        """Where a file may be: at its path, or by its name alone in each folder of secrets."""
        folders = [Path()] if Path(name).is_absolute() else self._folders
        return ((folder / name).resolve() for folder in folders)

    def _folders_as_told(self) -> list[str]:
        return [str(MOUNTED), *(f"{folder.name}/" for folder in self._folders[1:])]


def _kind(match: re.Match[str]) -> Told:
    return Told("settings.the_file") if match[1] else Told("settings.the_variable")


def fill_in(value: Any, context: Mapping[str, Any] | None) -> Any:
    """What a secret is read from; as it stands where the context names no sources. Raises Mistake."""
    sources = (context or {}).get(SOURCES)
    if not isinstance(value, str) or not isinstance(sources, SecretSources):
        return value
    return sources.fill_in(value)
