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
        raise StartError(f"{path.name}: cannot be read ({error.strerror}); correct --env-file") from None
    except UnicodeDecodeError:
        raise StartError(f"{path.name}: this is not text in UTF-8") from None
    found: dict[str, str] = {}
    mistakes = list(_read(text, found))
    if mistakes:
        raise StartError(*(f"{path.name}: {mistake}" for mistake in mistakes))
    return found


def _read(text: str, found: dict[str, str]) -> Iterator[str]:
    """Fill in what is found, and give every mistake."""
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip(" \t") or line.lstrip(" \t").startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        if match is None or _CONTROL.search(line):
            yield f"line {number}: write NAME=value, with nothing before it, no blanks around =, and Unix line ends"
        elif match["name"] in found:
            yield f"line {number}: {match['name']} is written twice; take one away"
        elif _BARE.fullmatch(match["value"]):
            found[match["name"]] = match["value"]
        elif _QUOTED.fullmatch(match["value"]):
            found[match["name"]] = match["value"][1:-1]
        else:
            yield (
                f"line {number}: put the value of {match['name']} between single quotes; one that holds a single quote "
                "or a backslash belongs in a file of its own, named in relay.yaml as ${file:/path}"
            )
