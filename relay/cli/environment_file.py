"""Reads a file of variables, such as deploy/.env, in the one way that Docker Compose, systemd and a shell all read it.

Where those three differ (a ``$``, a backslash, blanks without quotes) a line is refused: a secret that is not what
somebody wrote costs them an afternoon.
"""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from relay.errors import StartError
from words.told import Told

VARIABLE: Final = "RELAY_ENV_FILE"
"""Names the file for this process and for all that it starts."""

_LINE: Final = re.compile(r"[ \t]*(?P<name>[A-Za-z_][A-Za-z0-9_]*)=(?P<value>.*?)[ \t]*")
_BARE: Final = re.compile(r"[A-Za-z0-9_./:@%+,=^-]*")
_QUOTED: Final = re.compile(r"'[^'\\]*'|\"[^\"\\$`]*\"")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


def read_environment() -> Mapping[str, str]:
    """The environment of this process, and what the file adds where one is named. Raises StartError.

    A variable that this process was given wins over the file, unless it is empty.
    """
    path = os.environ.get(VARIABLE)
    if not path:
        return os.environ
    read = read_environment_file(Path(path))
    return {**read, **{name: value for name, value in os.environ.items() if value or name not in read}}


def read_environment_file(path: Path) -> Mapping[str, str]:
    """The variables of a file by name. Raises StartError with every line that is refused; no value is quoted."""
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise StartError(Told("command.env_file_not_read", file=path.name, error=str(error.strerror))) from None
    except UnicodeDecodeError:
        raise StartError(Told("command.env_file_no_utf8", file=path.name)) from None
    found: dict[str, str] = {}
    mistakes = list(_read(path.name, text, found))
    if mistakes:
        raise StartError(*mistakes)
    return found


def _read(file: str, text: str, found: dict[str, str]) -> Iterator[Told]:
    """Fill in what is found, and give every mistake."""
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip(" \t") or line.lstrip(" \t").startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        if match is None or _CONTROL.search(line):
            yield Told("command.env_line_malformed", file=file, line=number)
        elif match["name"] in found:
            yield Told("command.env_name_twice", file=file, line=number, name=match["name"])
        elif _BARE.fullmatch(match["value"]):
            found[match["name"]] = match["value"]
        elif _QUOTED.fullmatch(match["value"]):
            found[match["name"]] = match["value"][1:-1]
        else:
            yield Told("command.env_value_unquoted", file=file, line=number, name=match["name"])
